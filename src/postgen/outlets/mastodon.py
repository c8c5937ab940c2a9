"""A thread for Mastodon: at most 500 characters a post, of which an address takes 23.

Mastodon counts grapheme clusters, and 23 for whatever it finds to be an address
(`StatusLengthValidator`, with the patterns of `config/initializers/twitter_regex.rb`); other
servers of the network count code points. There are never fewer of these, so they are counted here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from postgen.outlets import cutting
from postgen.outlets.cutting import Piece, Size
from postgen.outlets.passages import Run
from postgen.outlets.post import Exported, Problem
from postgen.outlets.service import is_address, text_of
from postgen.outlets.thread import Thread, to_json, to_text
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postgen.outlets.items import Item
    from postgen.outlets.passages import Passage
    from postgen.outlets.post import Post

NAME = "mastodon"
SUFFIX = ".json"

LIMIT = Size(500)
ADDRESS = 23
"""Characters that any address takes."""

LONGEST = Size(460)
"""The room for an address that counts in full, beside its words' last letters and the number."""

_UNSAFE = Lazy(r"[^\w\-.~:/?#\[\]@!$&*+,;=%]|[^\x00-\x7f]")
"""Characters at which Mastodon may end an address: brackets, quotes, and those of other scripts."""

_HOST = Lazy(r"(?:[a-z0-9_-]+\.)+[a-z][a-z0-9-]*[a-z0-9](?::\d+)?\Z")
"""What stands in an address that Mastodon finds: a name with a domain of the first level."""

_MAY_PRECEDE = frozenset({" ", "\n", "\n\n", "("})
_MAY_FOLLOW = Lazy(r"\s|\)|[.,;:!?'\"](?:\s|\Z)|\Z")
"""What ends an address: a blank, a bracket, and punctuation that ends a sentence."""

_SEPARATOR = Lazy(r"\s*(?:[-–—:|]|--)\s+")
"""What stands between a link and its note."""


class Mastodon(Thread):
    """An address stands behind the words that it belongs to."""

    limit = LIMIT

    def passages(self, item: Item) -> Sequence[Passage]:
        """Put the link that an item begins with on lines of its own, and its note below."""
        first, *others = item.passages
        if len(first.runs) > 1 and first.runs[0].url:
            lead, note, *rest = first.runs
            found = None if note.url else _SEPARATOR.match(note.text)
            if found:
                below = Run("\n\n" + note.text[found.end() :])
                first = first._replace(runs=(lead, below, *rest))
        return first, *others

    def link(self, run: Run, *, is_alone: bool) -> list[Piece]:
        """Return the words of a link, and its address below them or in brackets."""
        address = _address(run.url, self.number())
        if not address.size.fits(LONGEST):
            problem = {"url": run.url, "length": len(run.url), "limit": LIMIT.characters}
            self.problems.append(Problem("address-too-long", problem))
            return self.text(run.text)
        if is_address(run.text, run.url):
            return [address]
        words = [each._replace(sticks=True) for each in self.text(run.text)[-1:]]
        words = [*self.text(run.text)[:-1], *words]
        if is_alone:
            return [*words, Piece("\n", Size(1), sticks=True), address]
        before = [Piece(each, Size(1), sticks=True) for each in " ("]
        return [*words, *before, address, *cutting.pieces(")", self.measure)]

    def words(self, passage: Passage) -> list[Piece]:
        """Return the text of a passage, with blanks where letters would be read as an address's."""
        pieces = super().words(passage)
        found: list[Piece] = []
        for place, piece in enumerate(pieces):
            if piece.link and found and found[-1].text not in _MAY_PRECEDE:
                found.append(Piece(" ", Size(1), sticks=True))
            found.append(piece)
            if piece.link and not _MAY_FOLLOW.match(text_of(pieces[place + 1 : place + 3])):
                found.append(Piece(" ", Size(1)))
        return found

    def address(self, url: str) -> list[Piece]:
        """Return an address."""
        return [_address(url, self.number())]


def _address(url: str, number: int) -> Piece:
    written = safe_address(url)
    return Piece(written, Size(size_of_address(written)), written, number)


def safe_address(url: str) -> str:
    """Return an address such that Mastodon finds all of it to be one."""
    written = _UNSAFE.sub(lambda found: quote(found[0], safe=""), url)
    has_query = "?" in written
    end = written[-1:]
    if end in ".,:;!*$~@+[]'" or (end in "=&" and not has_query):
        written = f"{written[:-1]}%{ord(end):02X}"
    return written


def size_of_address(url: str) -> int:
    """Return how many characters an address takes: 23, or all where it may not be found."""
    parts = urlsplit(url.lower())
    is_found = parts.scheme in {"http", "https"} and _HOST.match(parts.netloc) is not None
    return ADDRESS if is_found else max(ADDRESS, len(url))


def export(post: Post) -> Exported:
    """Return the thread of a post as JSON, and for a person to read."""
    service = Mastodon()
    thread = service.thread(post)
    readable = to_text(thread, with_links=False)
    return Exported(to_json(thread), (*post.problems, *service.problems), readable)
