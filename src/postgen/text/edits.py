"""Edits of a text, and the newlines of its lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


class Edit(NamedTuple):
    """Put `new` where the characters from `start` up to `end` stand."""

    start: int
    end: int
    new: str


def apply(text: str, edits: Iterable[Edit]) -> str:
    """Make edits that do not overlap; every other character stays as it is."""
    parts, position = [], 0
    for edit in sorted(edits):
        if edit.start < position:
            raise ValueError(f"edits overlap at {edit.start}")
        parts += [text[position : edit.start], edit.new]
        position = edit.end
    return "".join([*parts, text[position:]])


def newline_at(text: str, position: int) -> str:
    """Give the newline that the line at `position` uses, or else the first one of the text, or else LF."""
    end = text.find("\n", position)
    if end < 0:
        end = text.find("\n")
    return "\r\n" if end > 0 and text[end - 1] == "\r" else "\n"


def line_number(text: str, position: int) -> int:
    """Count lines from 1."""
    return text.count("\n", 0, position) + 1
