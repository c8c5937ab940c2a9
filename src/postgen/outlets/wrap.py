"""Text wrapped by the width that a terminal and a mail client give its characters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterator

_NOT_FIRST = frozenset(
    "、。，．・：；？！゛゜ヽヾゝゞ々ー」』）】〉》〕］｝’”…‥ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ"
)
_NOT_LAST = frozenset("「『（【〈《〔［｛‘“")
"""Characters at which no line of Chinese or Japanese begins, or ends (JIS X 4051)."""

_ADDRESS = Lazy(r"(?i)(?:https?|ftps?|mailto):")
_BLANKS = Lazy(r"[ \t\n]+")


def width(text: str) -> int:
    """Return how many columns a text takes."""
    if text.isascii():
        return len(text)
    import wcwidth

    return max(0, wcwidth.wcswidth(text)) or sum(max(0, wcwidth.wcwidth(each)) for each in text)


def wrap(text: str, columns: int, first: str = "", rest: str = "") -> list[str]:
    """Return the lines of a text, at most so many columns wide, behind what lines begin with.

    `first` begins the first line, `rest` the others. A newline of the text stays. An address is
    never broken, a longer word is.
    """
    lines: list[str] = []
    for part in text.split("\n"):
        lines += _wrapped(part, columns, first, rest)
        first = rest
    return [line.rstrip() for line in lines]


def _wrapped(text: str, columns: int, first: str, rest: str) -> Iterator[str]:
    line, used = first, width(first)
    is_empty = True
    for space, piece in _pieces(text, max(8, columns - width(rest))):
        wide = width(piece)
        if not is_empty and used + len(space) + wide > columns:
            yield line
            line, used, is_empty = rest, width(rest), True
        if not is_empty:
            line, used = line + space, used + len(space)
        line, used, is_empty = line + piece, used + wide, False
    yield line


def _pieces(text: str, columns: int) -> Iterator[tuple[str, str]]:
    """Yield the pieces between which a line may be broken, each with the blank before it."""
    for word in _BLANKS.sub("\n", text).split("\n"):  # a no-break space is not a blank
        if not word:
            continue
        space = " "
        if word.isascii() and len(word) <= columns:
            yield space, word
            continue
        for piece in _parts(word):
            for short in _cut(piece, columns):
                yield space, short
                space = ""


def _parts(word: str) -> Iterator[str]:
    """Break a word between wide characters, which have no blanks between them."""
    if word.isascii() or _ADDRESS.search(word):
        yield word
        return
    import wcwidth

    part = ""
    is_wide = False
    for character in wcwidth.iter_graphemes(word):
        was_wide, is_wide = is_wide, width(character) > 1
        may_break = (is_wide or was_wide) and character[0] not in _NOT_FIRST
        if part and may_break and part[-1] not in _NOT_LAST and character[0] != "[":
            yield part
            part = ""
        part += character
    yield part


def _cut(piece: str, columns: int) -> Iterator[str]:
    """Cut what is wider than a line, an address excepted."""
    if width(piece) <= columns or _ADDRESS.search(piece):
        yield piece
        return
    import wcwidth

    line, used = "", 0
    for character in wcwidth.iter_graphemes(piece):
        wide = width(character)
        if used + wide > columns:
            yield line
            line, used = "", 0
        line, used = line + character, used + wide
    yield line
