"""A text in posts of a limited size, cut where a reader pauses.

A cut is never inside a grapheme cluster or an address. It is between items, paragraphs, lines,
sentences or words, in this order, and inside a word only where the word fits no post.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from unicodedata import east_asian_width

from postgen.outlets import graphemes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

INSIDE, IDEOGRAPH, WORD, SENTENCE, LINE, PARAGRAPH, ITEM = range(7)
"""What a cut separates, the worst first."""

_LEAST = (
    (ITEM, 0.3),
    (PARAGRAPH, 0.3),
    (LINE, 0.4),
    (SENTENCE, 0.3),
    (WORD, 0.0),
    (IDEOGRAPH, 0.0),
)
"""Cuts, the best first, each with the share of a post that must be full before one is made."""

ITEM_BREAK, ROW_BREAK = "\n\n\n", "\n\n\n\n"
"""The texts of pieces between two items, shown as a blank line, or as a new one."""

_SHOWN = {ITEM_BREAK: "\n\n", ROW_BREAK: "\n"}
_BREAKS = {"\n": LINE, "\n\n": PARAGRAPH, ITEM_BREAK: ITEM, ROW_BREAK: ITEM}

_SENTENCE_ENDS = frozenset(".!?…:։؟۔।॥")
_WIDE_SENTENCE_ENDS = frozenset("。！？｡")
_WIDE_PAUSES = frozenset("、，；：･・」』》】）")
_CLOSING = frozenset(".,;:!?)]}»”’。！？、，；：」』》】）…%")
_QUOTES = "\"'»”’)]」』"


class Size(NamedTuple):
    """A size in the two measures of a service: its characters, and bytes where they count."""

    characters: int
    bytes: int = 0

    def plus(self, other: Size) -> Size:
        """Return the sum."""
        return Size(self.characters + other.characters, self.bytes + other.bytes)

    def minus(self, other: Size) -> Size:
        """Return what is left without `other`."""
        return Size(self.characters - other.characters, self.bytes - other.bytes)

    def fits(self, room: Size) -> bool:
        """Whether neither measure is more than there is room for."""
        return self.characters <= room.characters and self.bytes <= room.bytes


class Piece(NamedTuple):
    """A part of a text that is not cut: a grapheme cluster, an address, a break.

    `url` is where it leads, and `link` tells the links of a text apart: pieces with one number are
    the words of one link. No cut is made behind a piece that `sticks` to the next, if avoidable.
    """

    text: str
    size: Size
    url: str = ""
    link: int = 0
    sticks: bool = False

    @property
    def is_blank(self) -> bool:
        """Whether it is white space."""
        return self.text.isspace()


def pieces(text: str, measure: Callable[[str], Size], url: str = "", link: int = 0) -> list[Piece]:
    """Return a text as pieces that lead to `url`."""
    return [Piece(each, measure(each), url, link) for each in graphemes.clusters(text)]


def break_piece(text: str, measure: Callable[[str], Size]) -> Piece:
    r"""Return a piece between lines, paragraphs or items: `\n`, `\n\n`, or one of the two."""
    return Piece(text, measure(shown(text)))


def shown(text: str) -> str:
    """Return the text of a piece as it is in a post."""
    return _SHOWN.get(text, text)


def total(text: Sequence[Piece]) -> Size:
    """Return the size of pieces; what they are together is never more."""
    sizes = [piece.size for piece in text]
    return Size(sum(each.characters for each in sizes), sum(each.bytes for each in sizes))


def least_posts(text: Sequence[Piece], room: Size) -> int:
    """Return how many posts a text takes at least."""
    characters = sum(each.size.characters for each in text if not each.is_blank)
    return -(-characters // room.characters)


def cut(text: Sequence[Piece], room: Size) -> Iterator[list[Piece]]:
    """Yield posts that fit; white space at their ends is left out.

    An address that fits no post is an error of the caller; a cluster that does not is cut.
    """
    parts = list(_small(text, room))
    ranks = _ranks(parts)
    start = 0
    while True:
        while start < len(parts) and parts[start].is_blank:
            start += 1
        if start == len(parts):
            return
        end = _end(parts, ranks, start, room)
        post = parts[start:end]
        while post and post[-1].is_blank:
            post.pop()
        yield post
        start = end


def first(text: Sequence[Piece], room: Size, ellipsis: Piece) -> list[Piece]:
    """Return a text that fits: all of it, or its beginning up to a word's end, and an ellipsis."""
    if total(text).fits(room):
        return list(text)
    begun = next(cut(text, room.minus(ellipsis.size)), [])
    return [*begun, ellipsis._replace(link=0)] if begun else []


def _small(text: Sequence[Piece], room: Size) -> Iterator[Piece]:
    """Yield the pieces, those that fit no post as single characters."""
    for piece in text:
        if len(piece.text) == 1 or piece.size.fits(room):
            yield piece
            continue
        share = -(-piece.size.characters // len(piece.text))
        for character in piece.text:
            size = Size(share, len(character.encode()) if piece.size.bytes else 0)
            yield Piece(character, size, piece.url, piece.link)


def _end(parts: Sequence[Piece], ranks: Sequence[int], start: int, room: Size) -> int:
    """Return where the post that begins at `start` ends."""
    characters = length = 0
    ends: dict[int, tuple[int, Size]] = {}
    """The last place for each kind of cut, but within words, with what is before it."""
    for place in range(start, len(parts)):
        size = parts[place].size
        characters += size.characters
        length += size.bytes
        if characters > room.characters or length > room.bytes:
            break
        if ranks[place] != INSIDE:
            ends[ranks[place]] = place + 1, Size(characters, length)
    else:
        return len(parts)
    for rank, share in _LEAST:
        found = [each for other, each in ends.items() if other >= rank]
        if not found:
            continue
        end, before = max(found)
        if _is_full(before, room, share):
            return end
    return max(place, start + 1)


def _is_full(size: Size, room: Size, share: float) -> bool:
    return size.characters >= share * room.characters or (
        room.bytes > 0 and size.bytes >= share * room.bytes
    )


def _ranks(parts: Sequence[Piece]) -> bytearray:
    """Return what a cut behind each piece would separate."""
    ranks = bytearray(len(parts))
    is_before_blank = False
    for place in range(len(parts) - 1, -1, -1):
        piece = parts[place]
        is_blank = piece.text.isspace()
        if is_blank or not piece.text.isascii():  # the others are within a word
            ranks[place] = _rank(parts, place)
        if is_before_blank:  # `word| next` is as good as `word |next`.
            ranks[place] = max(ranks[place], ranks[place + 1])
        is_before_blank = is_blank and not piece.sticks
    return ranks


def _rank(parts: Sequence[Piece], place: int) -> int:
    piece = parts[place]
    if piece.text in _BREAKS:
        return _BREAKS[piece.text]
    if place + 1 == len(parts):
        return WORD
    before = parts[place - 1].text if place else ""
    after = parts[place + 1].text
    if piece.sticks or after[:1] in _CLOSING:
        return INSIDE
    if piece.is_blank:
        before = _without_quotes(parts, place)
        is_end = before[-1:] in _SENTENCE_ENDS and not after.islower()  # `i.e. the`
        return SENTENCE if is_end else WORD
    return _rank_within_run(piece.text, after)


def _rank_within_run(text: str, after: str) -> int:
    """Return what a cut between two pieces without a blank would separate."""
    if text in _WIDE_SENTENCE_ENDS:
        return SENTENCE
    if text in _WIDE_PAUSES:
        return WORD
    return IDEOGRAPH if _is_wide(text) and _is_wide(after) else INSIDE


def _without_quotes(parts: Sequence[Piece], place: int) -> str:
    """Return what stands before a place and the quotes before it."""
    place -= 1
    while place > 0 and parts[place].text in _QUOTES:
        place -= 1
    return parts[place].text if place >= 0 else ""


def _is_wide(text: str) -> bool:
    return east_asian_width(text[0]) in {"W", "F"}
