"""Searches that are never made twice."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from postgen.text.patterns import Lazy


class SearchCache:
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
        if (
            asked < 0
            or position < asked
            or (isinstance(known, re.Match) and known.start() < position)
        ):
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
