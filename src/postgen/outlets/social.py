"""What social outlets share: items as pieces of text, cut into posts, with facets and cards."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from postgen.outlets import cutting, graphemes
from postgen.outlets.cutting import ITEM_BREAK, Piece, Size, break_piece
from postgen.outlets.items import items
from postgen.outlets.passages import Run
from postgen.outlets.post import Problem
from postgen.text.patterns import Lazy
from postgen.urls.bare import find_addresses

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from postgen.outlets.items import Item
    from postgen.outlets.passages import Passage
    from postgen.outlets.post import Post

JOINER = "\u2060"
"""WORD JOINER: not seen, no place for a line to break, and part of no name."""

_LIVE = Lazy(r"(?<![\w/=])(?:[@＠](?=\w)|[#＃](?=\S)(?!\d+(?!\S)|\d*\W*(?:\s|\Z)))")
"""The sign of `@name` and `#tag`, which services bring to life; `#12` and `C#` stay what they are.

Mastodon's `Account::MENTION_RE` wants a letter, a digit or `_` behind the `@`, its hashtags a word;
Bluesky's `TAG_REGEX` ends a tag at a word joiner, too.
"""

_SHOWN_ADDRESS = 32
"""Characters of an address that are shown where it is its own words."""

_DESCRIPTION = 300
"""Characters of a card's description."""

_LEAST_EXCERPT = 40
"""Characters of an excerpt that are worth to be shown."""

_SCHEME = Lazy(r"(?i)^[a-z]+://(?:www\.)?")


class Card(NamedTuple):
    """What a post shows of the page that it leads to; all but the address may be empty."""

    uri: str
    title: str
    description: str = ""
    image: str = ""


class Facet(NamedTuple):
    """Where a part of a post leads: from byte `start` to byte `end` of its text in UTF-8."""

    start: int
    end: int
    uri: str


class Message(NamedTuple):
    """A post of a thread."""

    text: str
    facets: tuple[Facet, ...] = ()
    card: Card | None = None

    def words(self, facet: Facet) -> str:
        """Return the words of a facet."""
        return self.text.encode()[facet.start : facet.end].decode()

    def to_json(self) -> dict[str, Any]:
        """Return the post as an object of JSON."""
        return {
            "text": self.text,
            "facets": [each._asdict() for each in self.facets],
            "card": self.card._asdict() if self.card else None,
        }


class Service:
    """How a service counts, and how it writes text and links; the links are numbered from 1."""

    limit = Size(500)
    bullet = ""
    """What begins an item of a list."""

    def __init__(self) -> None:
        self.links = 0
        self.problems: list[Problem] = []

    def measure(self, text: str) -> Size:
        """Return the size of a grapheme cluster."""
        return Size(len(text))

    def escape(self, text: str) -> str:
        """Return plain text as the service takes it."""
        return text

    def text(self, words: str, url: str = "", link: int = 0) -> list[Piece]:
        """Return plain words; nothing in them is a mention, a tag, or an address."""
        found: list[Piece] = []
        for each in graphemes.clusters(self.quiet(without_addresses(words))):
            written = self.escape(each)
            found.append(Piece(written, self.measure(written), url, link))
        return found

    def quiet(self, words: str) -> str:
        """Return words in which nothing comes alive that is no link."""
        return _LIVE.sub(lambda found: found[0] + JOINER, words)

    def link(self, run: Run, *, is_alone: bool) -> list[Piece]:
        """Return a link; `is_alone` where nothing else is in its line."""
        raise NotImplementedError

    def heading(self, words: list[Piece]) -> list[Piece]:
        """Return a heading of its words."""
        return words

    def passages(self, item: Item) -> Sequence[Passage]:
        """Return the passages of an item as the service shows them."""
        return item.passages

    def number(self) -> int:
        """Return the number of the next link."""
        self.links += 1
        return self.links

    def pieces(self, item: Item) -> list[Piece]:
        """Return an item, its headings above it."""
        found: list[Piece] = []
        for heading in item.headings:
            found += self.heading(self.words(heading))
            found.append(break_piece("\n\n", self.measure))
        last: Passage | None = None
        for passage in self.passages(item):
            words = self.words(passage)
            if not words:
                continue
            if passage.kind == "heading":
                words = self.heading(words)
            if last is not None:
                is_close = _is_row(passage) or (_is_row(last) and passage.level == last.level)
                found.append(break_piece("\n" if is_close else "\n\n", self.measure))
            found += [*self.text(self.prefix(passage)), *words]
            last = passage
        while found and found[-1].is_blank:
            found.pop()
        return found

    def prefix(self, passage: Passage) -> str:
        """Return what begins a passage: a bullet, the sign of a quotation."""
        if passage.kind == "quote":
            return "> "
        if passage.kind != "item" or not passage.mark:
            return ""
        if passage.level > 1:
            return f"{passage.mark} " if passage.mark[0].isdigit() else "• "
        return self.bullet

    def words(self, passage: Passage) -> list[Piece]:
        """Return the text of a passage with its links."""
        found: list[Piece] = []
        runs = passage.runs
        for place, run in enumerate(runs):
            if not run.url:
                found += self.text(run.text)
                continue
            begins_line = place == 0 or runs[place - 1].text.endswith("\n")
            ends_line = place + 1 == len(runs) or runs[place + 1].text.startswith("\n")
            found += self.link(run, is_alone=begins_line and ends_line)
        return found


def _is_row(passage: Passage) -> bool:
    return passage.level > 1 or passage.kind == "row"


def without_addresses(words: str) -> str:
    """Return words in which addresses have no scheme, which would make links of them."""
    if "://" not in words:
        return words
    parts, start = [], 0
    for address in find_addresses(words):
        parts += [words[start : address.start], _SCHEME.sub("", words[address.start : address.end])]
        start = address.end
    return "".join([*parts, words[start:]])


def is_address(words: str, url: str) -> bool:
    """Whether the words of a link are its own address, with or without its scheme."""
    return _SCHEME.sub("", words.strip()).rstrip("/") == _SCHEME.sub("", url).rstrip("/")


def shown_address(url: str) -> str:
    """Return an address as words: short, and without its scheme."""
    shown = _SCHEME.sub("", url).removesuffix("/")
    short = list(graphemes.clusters(shown))
    return shown if len(short) <= _SHOWN_ADDRESS else "".join(short[: _SHOWN_ADDRESS - 1]) + "…"


def text_of(pieces: Sequence[Piece]) -> str:
    """Return the text of pieces; items are parted by a blank line."""
    return "".join("\n\n" if piece.text == ITEM_BREAK else piece.text for piece in pieces)


def facets_of(pieces: Sequence[Piece], done: set[int]) -> tuple[Facet, ...]:
    """Return where the links of a post are; of one that was cut, only the first part leads."""
    found: list[Facet] = []
    last = at = 0
    for piece in pieces:
        end = at + len(text_of([piece]).encode())
        if piece.link and piece.link == last:
            found[-1] = found[-1]._replace(end=end)
        elif piece.link and piece.link not in done:
            done.add(piece.link)
            found.append(Facet(at, end, piece.url))
            last = piece.link
        else:
            last = 0
        at = end
    return tuple(found)


# Messages


class Chat(Service):
    """A service that has Markdown of its own: all items in as few messages as they need."""

    def messages(self, post: Post) -> list[str]:
        """Return the messages, cut between items; the first begins with title and excerpt."""
        found = self.heading(self.title(post))
        if post.excerpt:
            found += [break_piece("\n\n", self.measure), *self.text(post.excerpt)]
        for item in items(post):
            found += [break_piece(ITEM_BREAK, self.measure), *self.pieces(item)]
        return [text_of(each) for each in cutting.cut(found, self.limit)]

    def title(self, post: Post) -> list[Piece]:
        """Return the title of a post, which leads to its page."""
        return self.link(Run(post.title, post.url), is_alone=True) if post.url else []

    def link(self, run: Run, *, is_alone: bool) -> list[Piece]:  # noqa: ARG002
        """Return a link, which is never cut; words that are too long stand before the address."""
        url = self.escape_url(run.url)
        if is_address(run.text, run.url):
            whole = self.bare(url)
        else:
            words = " ".join(without_addresses(run.text).split())
            whole = self.named(self.escape(self.quiet(words)), url)
        if 2 * self.measure(whole).characters <= self.limit.characters:
            return [Piece(whole, self.measure(whole))]
        address = self.bare(url)
        size = self.measure(address)
        if not size.fits(self.limit):
            problem = {"url": run.url, "length": len(run.url), "limit": self.limit.characters}
            self.problems.append(Problem("address-too-long", problem))
            return self.text(run.text)
        blank = Piece(" ", Size(1), sticks=True)
        return [*self.text(run.text), blank, Piece(address, size)]

    def escape_url(self, url: str) -> str:
        """Return an address as it stands in a link."""
        raise NotImplementedError

    def bare(self, url: str) -> str:
        """Return a link that shows its address."""
        return f"<{url}>"

    def named(self, words: str, url: str) -> str:
        """Return a link of words, which are escaped already."""
        raise NotImplementedError


# Threads


class Thread(Service):
    """A service whose posts are a numbered thread: an item is a post where it fits."""

    def address(self, url: str) -> list[Piece]:
        """Return the address of the post's own page, as a link."""
        raise NotImplementedError

    def thread(self, post: Post) -> list[Message]:
        """Return the posts of a thread; the first one has the title, the excerpt and the page."""
        found = [(each, self.pieces(each)) for each in items(post)]
        found = [(item, words) for item, words in found if words]
        page = self.address(post.url) if post.url else []
        opening: list[Piece] = []
        if found and not post.excerpt and _opens(found[0][0]):
            opening = self._opening(post, found[0][1], page)
            found = found[1:] if opening else found
        for digits in range(1, 9):
            mark = self._mark("9" * digits, "9" * digits)
            room = self.limit.minus(cutting.total(mark)) if found else self.limit
            cuts = [(item, list(cutting.cut(words, room))) for item, words in found]
            count = 1 + sum(len(parts) for _, parts in cuts)
            if len(str(count)) <= digits:
                break
        first = opening or self._first(post, page, room)
        return list(self._numbered(post, first, cuts, count))

    def _numbered(
        self,
        post: Post,
        first: list[Piece],
        cuts: Sequence[tuple[Item, list[list[Piece]]]],
        count: int,
    ) -> Iterator[Message]:
        done: set[int] = set()
        card = Card(post.url, post.title, post.excerpt, post.image) if post.url else None
        end = self._mark("1", str(count)) if count > 1 else []
        yield Message(text_of([*first, *end]), facets_of(first, done), card)
        number = 1
        for item, parts in cuts:
            for place, part in enumerate(parts):
                number += 1
                end = self._mark(str(number), str(count))
                facets = facets_of(part, done)
                shown = _card(item, facets, is_first=place == 0)
                yield Message(text_of([*part, *end]), facets, shown)

    def _mark(self, number: str, count: str) -> list[Piece]:
        return cutting.pieces(f"\n\n{number}/{count}", self.measure)

    def _opening(self, post: Post, words: list[Piece], page: list[Piece]) -> list[Piece]:
        """Return the first post with the first words of the text in it, or [] without room."""
        blank = break_piece("\n\n", self.measure)
        whole = [*self.text(post.title), blank, *words]
        if page:
            whole += [blank, *page]
        room = self.limit.minus(cutting.total(self._mark("999", "999")))
        return whole if cutting.total(whole).fits(room) else []

    def _first(self, post: Post, page: list[Piece], room: Size) -> list[Piece]:
        """Return the title, the excerpt, shortened where it has to be, and the address."""
        blank = break_piece("\n\n", self.measure)
        ellipsis = Piece("…", self.measure("…"))
        if page:
            page = [blank, *page]
        room = room.minus(cutting.total(page))
        title = cutting.first(self.text(post.title), room, ellipsis)
        excerpt: list[Piece] = []
        if post.excerpt and title:
            left = room.minus(cutting.total([*title, blank]))
            if left.characters >= _LEAST_EXCERPT:
                excerpt = cutting.first(self.text(post.excerpt), left, ellipsis)
        parts = [*title, blank, *excerpt] if excerpt else title
        return [*parts, *page] if parts else page[1:]


def _opens(item: Item) -> bool:
    """Whether an item is running text at the beginning."""
    return not item.headings and item.passages[0].kind == "paragraph"


def _card(item: Item, facets: Sequence[Facet], *, is_first: bool) -> Card | None:
    """Return the card of a post: of the first page that it leads to."""
    if not facets:
        return None
    shown = [*item.headings, *item.passages]
    uri = facets[0].uri
    runs = [run for passage in shown for run in passage.runs if run.url]
    run = next((each for each in runs if each.url == uri), None)
    title = run.text if run else shown_address(uri)
    if not is_first or run is None:
        return Card(uri, title)
    lead = next(each for each in shown if run in each.runs)
    text = " ".join(" ".join(each.text for each in item.passages).split())
    note = text.replace(" ".join(lead.text.split()), "", 1) if lead.runs == (run,) else text
    note = note.removeprefix(run.text).lstrip(" -–—:")
    return Card(uri, title, _shortened(note), item.image)


def _shortened(text: str) -> str:
    pieces = cutting.pieces(text, lambda each: Size(len(each)))
    ellipsis = Piece("…", Size(1))
    return text_of(cutting.first(pieces, Size(_DESCRIPTION), ellipsis))


def to_json(thread: Sequence[Message]) -> str:
    """Return a thread as a document of JSON."""
    posts = [each.to_json() for each in thread]
    return json.dumps(posts, ensure_ascii=False, indent=2) + "\n"


def to_text(thread: Sequence[Message], *, with_links: bool) -> str:
    """Return a thread for a person; `with_links` names the addresses below each post."""
    shown = []
    for message in thread:
        lines = [message.text]
        if with_links and message.facets:
            lines.append("")
            lines += [f"-> {message.words(each)}: {each.uri}" for each in message.facets]
        shown.append("\n".join(lines))
    return SEPARATOR.join(shown) + "\n"


SEPARATOR = "\n\n----------\n\n"
"""What stands between posts that a person reads."""
