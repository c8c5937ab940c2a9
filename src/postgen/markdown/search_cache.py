"""Searches that are never made twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import re

    from postgen.text.patterns import Lazy


class SearchCache:
    """Finds what comes next in a text, and remembers it.

    However often it is asked on the way through the text, the text is searched once for each
    pattern: this keeps a thousand opening marks from each searching the whole rest for a closing
    one that is not there.
    """

    __slots__ = ("_matches", "_places", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        # for each pattern or literal: from where it was searched last, and what was found
        self._matches: dict[Lazy, tuple[int, re.Match[str] | None]] = {}
        self._places: dict[str, tuple[int, int]] = {}

    def find(self, pattern: Lazy, position: int) -> re.Match[str] | None:
        """Return the next match of a pattern, from `position` on."""
        known = self._matches.get(pattern)
        if known:
            searched_from, match = known
            if searched_from <= position and (match is None or match.start() >= position):
                return match
        match = pattern.search(self.text, position)
        self._matches[pattern] = position, match
        return match

    def index(self, literal: str, position: int) -> int:
        """Return the next place of a literal, from `position` on; -1 where there is none."""
        known = self._places.get(literal)
        if known:
            searched_from, place = known
            if searched_from <= position and (place < 0 or place >= position):
                return place
        place = self.text.find(literal, position)
        self._places[literal] = position, place
        return place
