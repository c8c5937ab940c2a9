"""Searches that are never made twice."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from postgen.text.patterns import Lazy


class SearchCache:
    """Finds what comes next in a text, and remembers it.

    However often it is asked on the way through the text, the text is searched once for each pattern: this
    keeps a thousand opening marks from each searching the whole rest for a closing one that is not there.
    """

    __slots__ = ("_known", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        # for each pattern or literal: from where it was searched last, and what was found (None or -1: nothing)
        self._known: dict[Lazy | str, tuple[int, re.Match[str] | int | None]] = {}

    def find(self, pattern: Lazy, position: int) -> re.Match[str] | None:
        """Return the next match of a pattern, from `position` on."""
        searched_from, known = self._known.get(pattern, (-1, None))
        is_passed = isinstance(known, re.Match) and known.start() < position
        if searched_from < 0 or position < searched_from or is_passed:
            known = pattern.search(self.text, position)
            self._known[pattern] = position, known
        return known if isinstance(known, re.Match) else None

    def index(self, literal: str, position: int) -> int:
        """Return the next place of a literal, from `position` on; -1 where there is none."""
        searched_from, known = self._known.get(literal, (-1, None))
        is_passed = isinstance(known, int) and -1 < known < position
        if searched_from < 0 or position < searched_from or is_passed:
            known = self.text.find(literal, position)
            self._known[literal] = position, known
        return known if isinstance(known, int) else -1
