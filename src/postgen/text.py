"""Edits of a text, the style of its lines, how words compare, and patterns to search it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


class Edit(NamedTuple):
    """Put `new` where the characters from `start` up to `end` stand."""

    start: int
    end: int
    new: str


class Finding(NamedTuple):
    """Something in a text that is not as it was meant: where it stands, why it is one, and what mends it.

    Without edits it is only pointed out. `line` counts from 1 in the text that the places are of.
    """

    start: int
    end: int
    line: int
    reason: str
    edits: tuple[Edit, ...] = ()


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


def begins(word: str, begun: str) -> bool:
    """Say whether a word begins like another, in any case, and however its marks are spelled (as on macOS's disks)."""
    return folded(word).startswith(folded(begun))


def folded(text: str) -> str:
    """Spell a text as it is compared: in one case, its marks in one way."""
    if text.isascii():
        return text.casefold()
    from unicodedata import normalize

    return normalize("NFC", normalize("NFC", text).casefold())


class Lazy:
    """A regular expression that is compiled when it is first used: compiling them all would double the start-up."""

    match: Callable[..., re.Match[str] | None]
    fullmatch: Callable[..., re.Match[str] | None]
    search: Callable[..., re.Match[str] | None]
    sub: Callable[..., str]
    finditer: Callable[..., Iterator[re.Match[str]]]
    findall: Callable[..., list[tuple[str, ...]]]

    def __init__(self, source: str, flags: re.RegexFlag = re.NOFLAG) -> None:
        self.source = source
        self.flags = flags

    def __getattr__(self, name: str) -> object:
        """Compile, and become as good as the compiled pattern."""
        if name.startswith("_"):
            raise AttributeError(name)
        pattern = re.compile(self.source, self.flags)
        self.match, self.fullmatch, self.search = pattern.match, pattern.fullmatch, pattern.search
        self.sub, self.finditer, self.findall = pattern.sub, pattern.finditer, pattern.findall
        return getattr(pattern, name)
