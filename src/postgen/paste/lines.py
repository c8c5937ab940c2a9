"""The lines of a pasted text, without the invisible characters between its words."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from postgen.text.patterns import Lazy
from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_LINE_BREAK = Lazy("[\v\x85\u2028]")
_PAGE_BREAK = Lazy("[\f\x1c-\x1e\u2029]")
_INVISIBLE = Lazy(
    r"\x1b\[[0-9;]*m"  # the colours of a terminal
    r"|[\x00-\x08\x0e-\x1b\x1f\x7f\u2060\ufeff\xad]"
    r"|(?<![^\x00-\x7f])\u200b|\u200b(?![^\x00-\x7f])"  # beside ASCII
)
"""What nobody sees; between letters of scripts without spaces, U+200B divides words and stays."""

_SPACES = " \t\u00a0\u2002\u2003\u2007\u2009\u202f\u3000"
_FIRST_WORD = Lazy(r"\S+")

TAB = 4
"""Columns of a tab."""

RAGGED = 6
"""A wrapped line leaves at most that part of its width free, beside the space for the next word."""

NARROW, WIDE = 50, 120
"""Columns of wrapped text.

Narrower lines are verses, an address, a list without marks; wider ones are paragraphs.
"""


class Line(NamedTuple):
    """A line without the white space around it (`text`) and with that before it (`raw`).

    `number` counts from 1, `indent` is in columns.
    """

    number: int
    indent: int
    text: str
    raw: str


def split(text: str) -> list[Line]:
    """Split a text into its lines; a new page is a blank line."""
    lines = []
    for number, row in enumerate(text.split("\n"), 1):
        with_breaks = _LINE_BREAK.sub("\n", _PAGE_BREAK.sub("\n\n", row))
        for part in _INVISIBLE.sub("", with_breaks).split("\n"):
            raw = part.rstrip(_SPACES).expandtabs(TAB)
            stripped = raw.lstrip(_SPACES)
            lines.append(Line(number, len(raw) - len(stripped), stripped, raw))
    return lines


def groups(lines: list[Line]) -> Iterator[list[Line]]:
    """Return the lines between which the text breaks only because it was wrapped, as groups.

    A break comes from wrapping if the next line's first word would hardly have fitted into the
    widest of these lines: text that was wrapped and then changed is ragged.
    """
    group: list[Line] = []
    for line, is_end in zip(lines, [*_breaks(lines), True], strict=True):
        group.append(line)
        if is_end:
            yield group
            group = []


def _breaks(lines: list[Line]) -> list[bool]:
    """Return whether a person broke the text behind each line but the last."""
    widths = [_columns(line.text) for line in lines]
    widest = max(widths, default=0)
    if not NARROW <= widest <= WIDE:
        return [True] * (len(lines) - 1)
    limit = widest - widest // RAGGED
    breaks = []
    for width, following in zip(widths, lines[1:], strict=False):
        with_next_word = width + 1 + _columns(_first_word(following.text))
        breaks.append(with_next_word <= limit)
    return breaks


def is_wrapped(above: Line, below: Line) -> bool:
    """Whether a line continues in the next one, as two of a paragraph."""
    return len(list(groups([above, below]))) == 1


def is_wide(character: str) -> bool:
    """Whether a character takes two columns; words of such characters stand without spaces.

    Source: https://www.unicode.org/reports/tr11/
    """
    return unicodedata.east_asian_width(character) in "WF"


def _columns(text: str) -> int:
    if text.isascii():
        return len(text)
    wide = sum(is_wide(character) for character in text)
    return len(text) + wide


def _first_word(text: str) -> str:
    if text and is_wide(text[0]):
        return text[0]
    found = _FIRST_WORD.match(text)
    return found[0] if found else ""
