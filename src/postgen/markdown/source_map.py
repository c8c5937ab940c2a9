"""Text that remembers where it stands in its source."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from postgen.markdown.liquid import OPAQUE, mask
from postgen.markdown.search_cache import SearchCache

if TYPE_CHECKING:
    from collections.abc import Iterable

    from postgen.markdown.spans import Span

__all__ = ["BOX", "OPAQUE", "View"]

BOX = "\ue002"
"""Stands for a character of the box of a task, and of the space behind it."""


class Places:
    """Where the runs of a text stand in the source, from which something between them was taken out."""

    __slots__ = ("_sources", "_texts")

    def __init__(self, texts: list[int], sources: list[int]) -> None:
        self._texts, self._sources = texts, sources

    def at(self, position: int) -> int:
        """Say where in the source a character of the text stands."""
        run = bisect_right(self._texts, position) - 1
        return self._sources[run] + position - self._texts[run]

    def position(self, place: int) -> int:
        """Say where in the text a place of the source is; for one that was taken out, where it would be."""
        run = bisect_right(self._sources, place) - 1
        position = self._texts[run] + place - self._sources[run]
        return min(position, self._texts[run + 1]) if run + 1 < len(self._texts) else position


class View:
    """The lines of one block, without the indentation or `>` around them, with the place of each.

    `text` is what kramdown parses; `at` leads back from a position in it to the position in the source.
    """

    __slots__ = ("_gone", "_origins", "_places", "_search_cache", "_starts", "spans", "text")

    def __init__(
        self,
        text: str,
        starts: list[int] | None = None,
        origins: list[int] | None = None,
        places: Places | None = None,
    ) -> None:
        self.text = text
        self._starts = starts or [0]
        self._origins = origins or [0]
        self._places = places
        self._search_cache: SearchCache | None = None
        self._gone: list[tuple[int, int]] = []
        self.spans: list[Span] | None = None

    @classmethod
    def of_source(cls, source: str) -> View:
        """Give the view of a whole body after Liquid: the same length, and a newline at the end of all lines."""
        text = source
        gone: list[tuple[int, int]] = []
        if "{%" in text or "{{" in text:
            text, gone = mask(text)
        if "\r" in source:  # asked first: looking for two characters stops at each newline
            text = text.replace("\r\n", " \n").replace("\r", "\n")
            gone = sorted(
                gone + [(found.start(), found.start() + 1) for found in re.finditer("\r\n", source)]
            )
        view = cls(text if text.endswith("\n") else text + "\n")
        view._gone = gone
        return view

    def unfilled(self) -> View:
        """Give the view of a whole body as kramdown reads it: without the CR of CRLF, and without silent tags."""
        if not self._gone:
            return self
        parts: list[str] = []
        texts: list[int] = []
        sources: list[int] = []
        length = start = 0
        for gone, end in [*self._gone, (len(self.text), 0)]:
            if gone > start or not texts:
                parts.append(self.text[start:gone])
                texts.append(length)
                sources.append(start)
                length += gone - start
            start = max(start, end)
        return View("".join(parts), places=Places(texts, sources))

    def joined(self, lines: Iterable[tuple[str, int]]) -> View:
        """Join lines of this view that were freed of what stood before them, each with the origin of its start."""
        texts, starts, origins, length = [], [], [], 0
        for line, origin in lines:
            texts.append(line)
            starts.append(length)
            origins.append(origin)
            length += len(line)
        return View("".join(texts), starts, origins, self._places)

    @property
    def search_cache(self) -> SearchCache:
        """The searches made in this text."""
        if self._search_cache is None:
            self._search_cache = SearchCache(self.text)
        return self._search_cache

    def at(self, position: int) -> int:
        """Say where in the source the character at `position` stands."""
        origin = self._origin(position)
        return self._places.at(origin) if self._places else origin

    def position(self, place: int) -> int:
        """Say where in the text a place of the source is; the text must be that of a whole body."""
        if self._places:
            place = self._places.position(place)
        if len(self._starts) == 1:
            return place - self._origins[0]
        line = bisect_right(self._origins, place) - 1
        return self._starts[line] + place - self._origins[line]

    def end(self, position: int) -> int:
        """Say where in the source the text before `position` ends."""
        return self.at(position - 1) + 1 if position else self.at(0)

    def cut(self, start: int, end: int) -> View:
        """Give the view of a part of the text."""
        if len(self._starts) == 1:
            return View(self.text[start:end], [0], [self._origins[0] + start], self._places)
        return self.joined(self.lines(start, end))

    def without(self, start: int, end: int, dropped: Iterable[int]) -> View:
        """Give the view of a part of the text that is freed of some of its characters."""
        parts = []
        for place in dropped:
            parts += self.lines(start, place)
            start = place + 1
        return self.joined([*parts, *self.lines(start, end)])

    def lines(self, start: int, end: int) -> list[tuple[str, int]]:
        """Give the lines between two positions, each with the origin of its start, for `joined`."""
        found = []
        while start < end:
            stop = self.text.find("\n", start, end) + 1 or end
            found.append((self.text[start:stop], self._origin(start)))
            start = stop
        return found

    def _origin(self, position: int) -> int:
        """Say where a character stands in the text of the whole body."""
        if len(self._starts) == 1:
            return self._origins[0] + position
        line = bisect_right(self._starts, position) - 1
        return self._origins[line] + position - self._starts[line]
