"""Edits of a text, and the newlines of its lines."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


class Edit(NamedTuple):
    """Put `new` in the place of the characters from `start` up to `end`."""

    start: int
    end: int
    new: str


def apply(text: str, edits: Iterable[Edit]) -> str:
    """Return a text with edits made; every other character stays as it is.

    Raises `ValueError` where edits overlap.
    """
    parts: list[str] = []
    position = 0
    for edit in sorted(edits):
        if edit.start < position:
            raise ValueError(f"edits overlap at {edit.start}")
        parts.append(text[position : edit.start])
        parts.append(edit.new)
        position = edit.end
    parts.append(text[position:])
    return "".join(parts)


def newline_at(text: str, position: int) -> str:
    """Return the newline of the line at `position`, else the first one of the text, else LF."""
    end = text.find("\n", position)
    if end < 0:
        end = text.find("\n")
    has_return = end > 0 and text[end - 1] == "\r"
    return "\r\n" if has_return else "\n"


def line_number(text: str, position: int) -> int:
    """Return the number of the line at `position`, from 1."""
    return text.count("\n", 0, position) + 1


class Lines:
    """The lines of a text, for a text in which the lines of many positions are asked for."""

    def __init__(self, text: str) -> None:
        self._length = len(text)
        self._ends: list[int] = []
        end = text.find("\n")
        while end >= 0:
            self._ends.append(end)
            end = text.find("\n", end + 1)

    def number(self, position: int) -> int:
        """Return the number of the line at `position`, from 1."""
        return bisect_left(self._ends, position) + 1

    def place(self, position: int) -> tuple[int, int]:
        """Return where the line at `position` starts, and where it ends: at its LF."""
        index = bisect_left(self._ends, position)
        start = self._ends[index - 1] + 1 if index else 0
        end = self._ends[index] if index < len(self._ends) else self._length
        return start, end
