"""The lines of a pasted text, freed of what an editor, a mail program or a browser put between its words."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterator

_BREAK = Lazy("[\v\x85\u2028]")
_NEW_PAGE = Lazy("[\f\x1c-\x1e\u2029]")
_NOTHING = Lazy(
    r"\x1b\[[0-9;]*m|[\x00-\x08\x0e-\x1b\x1f\x7f\u2060\ufeff\xad]|(?<![^\x00-\x7f])\u200b|\u200b(?![^\x00-\x7f])"
)
"""What nobody sees; between letters that stand without spaces, U+200B tells the words apart."""

_SPACES = " \t\u00a0\u2002\u2003\u2007\u2009\u202f\u3000"
_FIRST_WORD = Lazy(r"\S+")


class Line(NamedTuple):
    """A line without the white space around it: its number, counted from 1, and the columns that it is indented by."""

    number: int
    indent: int
    text: str
    raw: str


def split(text: str) -> list[Line]:
    """Split a text into its lines; a new page is a blank line."""
    lines = []
    for number, row in enumerate(text.split("\n"), 1):
        for part in _NOTHING.sub("", _BREAK.sub("\n", _NEW_PAGE.sub("\n\n", row))).split("\n"):
            raw = part.rstrip(_SPACES).expandtabs(4)
            body = raw.lstrip(_SPACES)
            lines.append(Line(number, len(raw) - len(body), body, raw))
    return lines


def groups(lines: list[Line]) -> Iterator[list[Line]]:
    """Give the lines between which the text breaks only because it was wrapped, as groups.

    A break is a wrapped one if the next line's first word would hardly have fitted into the widest of these lines:
    text that was wrapped and then changed is ragged.
    """
    widths = [_columns(line.text) for line in lines]
    widest = max(widths, default=0)
    fits = [
        width + 1 + _columns(_first_word(following.text)) <= widest - widest // RAGGED
        for width, following in zip(widths, lines[1:], strict=False)
    ]
    if not NARROW <= widest <= WIDE:
        fits = [True] * len(fits)
    group: list[Line] = []
    for line, is_end in zip(lines, [*fits, True], strict=True):
        group.append(line)
        if is_end:
            yield group
            group = []


RAGGED = 6
"""A wrapped line leaves at most that part of its width free, beside the room for the next word."""

NARROW, WIDE = 50, 120
"""Columns that wrapped text has: narrower lines are verses, an address, a list without marks; wider ones are whole."""


def is_wrapped(above: Line, below: Line) -> bool:
    """Say whether a line goes on in the next one, as two of a paragraph."""
    return len(list(groups([above, below]))) == 1


def is_wide(character: str) -> bool:
    """Say whether a character is one of those that stand without spaces between words, and take two columns."""
    return unicodedata.east_asian_width(character) in "WF"


def _columns(text: str) -> int:
    return len(text) if text.isascii() else sum(2 if is_wide(each) else 1 for each in text)


def _first_word(text: str) -> str:
    if text and is_wide(text[0]):
        return text[0]
    found = _FIRST_WORD.match(text)
    return found[0] if found else ""
