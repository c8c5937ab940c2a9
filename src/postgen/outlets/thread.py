"""Numbered threads: posts within a limit, with facets and cards, as JSON and to read."""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from postgen.outlets import cutting
from postgen.outlets.cutting import Piece, Size, break_piece
from postgen.outlets.items import items
from postgen.outlets.service import SEPARATOR, Service, shown_address, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from postgen.outlets.items import Item
    from postgen.outlets.passages import Passage, Run
    from postgen.outlets.post import Post

_DESCRIPTION = 300
"""Characters of a card's description."""

_LEAST_EXCERPT = 40
"""Characters of an excerpt that are worth to be shown."""


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
        least = 1 + sum(cutting.least_posts(words, self.limit) for _, words in found)
        for digits in range(len(str(least)), 9):
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
            runs = {run.url: run for each in _shown(item) for run in each.runs}
            for place, part in enumerate(parts):
                number += 1
                end = self._mark(str(number), str(count))
                facets = facets_of(part, done)
                shown = _card(item, runs, facets, is_first=place == 0)
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


def _shown(item: Item) -> tuple[Passage, ...]:
    return (*item.headings, *item.passages)


def _card(
    item: Item, runs: Mapping[str, Run], facets: Sequence[Facet], *, is_first: bool
) -> Card | None:
    """Return the card of a post: of the first page that it leads to.

    `runs` are those of the item, by their addresses.
    """
    if not facets:
        return None
    uri = facets[0].uri
    run = runs.get(uri)
    title = run.text if run else shown_address(uri)
    if not is_first or run is None:
        return Card(uri, title)
    lead = next(each for each in _shown(item) if run in each.runs)
    text = " ".join(" ".join(each.text for each in item.passages).split())
    note = text.replace(" ".join(lead.text.split()), "", 1) if lead.runs == (run,) else text
    note = note.removeprefix(run.text).lstrip(" -–—:")
    return Card(uri, title, _shortened(note), item.image)


def _shortened(text: str) -> str:
    begun = text[: 4 * _DESCRIPTION]  # enough for a cut: one looks at the next piece
    pieces = cutting.pieces(begun, lambda each: Size(len(each)))
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


def facets_of(pieces: Sequence[Piece], done: set[int]) -> tuple[Facet, ...]:
    """Return where the links of a post are; of one that was cut, only the first part leads."""
    found: list[Facet] = []
    at = 0
    for link, group in groupby(pieces, lambda each: each.link):
        words = list(group)
        end = at + len(text_of(words).encode())
        if link and link not in done:
            done.add(link)
            found.append(Facet(at, end, words[0].url))
        at = end
    return tuple(found)
