"""Regular expressions that cost nothing until they are used, and searches that are never made twice."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Lazy:
    """A regular expression that is compiled when it is first used: compiling them all would double the start-up."""

    match: Callable[..., re.Match[str] | None]
    search: Callable[..., re.Match[str] | None]
    sub: Callable[..., str]
    finditer: Callable[..., Iterator[re.Match[str]]]

    def __init__(self, source: str, flags: re.RegexFlag) -> None:
        self.source = source
        self.flags = flags

    def __getattr__(self, name: str) -> object:
        """Compile, and become as good as the compiled pattern."""
        if name.startswith("_"):
            raise AttributeError(name)
        pattern = re.compile(self.source, self.flags)
        self.match, self.search = pattern.match, pattern.search
        self.sub, self.finditer = pattern.sub, pattern.finditer
        return getattr(pattern, name)


class Ahead:
    """Says what comes next in a text, and remembers it.

    However often it is asked on the way through the text, the text is searched once for each pattern: this
    keeps a thousand opening marks from each searching the whole rest for the closing one that is not there.
    """

    __slots__ = ("_known", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._known: dict[Lazy | str, tuple[int, re.Match[str] | int | None]] = {}

    def find(self, pattern: Lazy, position: int) -> re.Match[str] | None:
        """Find the next place that a pattern matches, from `position` on."""
        asked, known = self._known.get(pattern, (-1, None))
        if asked < 0 or position < asked or (isinstance(known, re.Match) and known.start() < position):
            known = pattern.search(self.text, position)
            self._known[pattern] = position, known
        return known if isinstance(known, re.Match) else None

    def index(self, literal: str, position: int) -> int:
        """Find the next place of a literal from `position` on; -1 where there is none."""
        asked, known = self._known.get(literal, (-1, None))
        if asked < 0 or position < asked or (isinstance(known, int) and -1 < known < position):
            known = self.text.find(literal, position)
            self._known[literal] = position, known
        return known if isinstance(known, int) else -1
