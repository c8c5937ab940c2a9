"""What social outlets share: how a service counts, and how it writes text and links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.outlets import graphemes
from postgen.outlets.cutting import Piece, Size, break_piece, shown
from postgen.text.patterns import Lazy
from postgen.urls.bare import find_addresses

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postgen.outlets.items import Item
    from postgen.outlets.passages import Passage, Run
    from postgen.outlets.post import Problem

JOINER = "\u2060"
"""WORD JOINER: not seen, no place for a line to break, and part of no name."""

_LIVE = Lazy(r"(?<![\w/=])(?:[@＠](?=\w)|[#＃](?=\S)(?!\d+(?!\S)|\d*\W*(?:\s|\Z)))")
"""The sign of `@name` and `#tag`, which services bring to life; `#12` and `C#` stay what they are.

Mastodon's `Account::MENTION_RE` wants a letter, a digit or `_` behind the `@`, its hashtags a word;
Bluesky's `TAG_REGEX` ends a tag at a word joiner, too.
"""

_SHOWN_ADDRESS = 32
"""Characters of an address that are shown where it is its own words."""

_SCHEME = Lazy(r"(?i)^[a-z]+://(?:www\.)?")

SEPARATOR = "\n\n----------\n\n"
"""What stands between posts that a person reads."""


class Service:
    """How a service counts, and how it writes text and links; the links are numbered from 1."""

    limit = Size(500)
    bullet = ""
    """What begins an item of a list."""

    def __init__(self) -> None:
        self.links = 0
        self.problems: list[Problem] = []
        self._plain: dict[str, Piece] = {}

    def measure(self, text: str) -> Size:
        """Return the size of a grapheme cluster."""
        return Size(len(text))

    def escape(self, text: str) -> str:
        """Return plain text as the service takes it."""
        return text

    def text(self, words: str, url: str = "", link: int = 0) -> list[Piece]:
        """Return plain words; nothing in them is a mention, a tag, or an address."""
        shown = list(graphemes.clusters(self.quiet(without_addresses(words))))
        made = {} if url or link else self._plain  # the same piece for the same cluster
        for each in set(shown).difference(made):
            written = self.escape(each)
            made[each] = Piece(written, self.measure(written), url, link)
        return [made[each] for each in shown]

    def quiet(self, words: str) -> str:
        """Return words in which nothing comes alive that is not a link."""
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
            found += [*self.sign(self.prefix(passage)), *words]
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

    def sign(self, prefix: str) -> list[Piece]:
        """Return the sign that begins a passage."""
        return self.text(prefix)

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
    """Return the text of pieces."""
    return "".join([shown(piece.text) for piece in pieces])
