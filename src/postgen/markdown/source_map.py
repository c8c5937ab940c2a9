"""Text that remembers where it stands in its source."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from postgen.markdown.liquid import OPAQUE, mask
from postgen.markdown.search_cache import SearchCache

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from postgen.markdown.tree import Span

__all__ = ["BOX", "OPAQUE", "View"]

BOX = "\ue002"
"""Stands for a character of the box of a task, and of the space behind it."""


_WHOLE = (0,)
"""The start of a text that stands where it is read."""


class _Runs:
    """Where the runs of a text stand in its source, from which what stood between them was removed.

    Each run starts at a position in the text and at a place in the source.
    """

    __slots__ = ("_sources", "_texts")

    def __init__(self, texts: list[int], sources: list[int]) -> None:
        self._texts = texts
        self._sources = sources

    def at(self, position: int) -> int:
        """Return the place in the source of a character of the text."""
        run = bisect_right(self._texts, position) - 1
        return self._sources[run] + position - self._texts[run]

    def position(self, place: int) -> int:
        """Return the position in the text of a place of the source.

        For one that was removed, that is where it would be.
        """
        run = bisect_right(self._sources, place) - 1
        position = self._texts[run] + place - self._sources[run]
        is_last = run + 1 == len(self._texts)
        return position if is_last else min(position, self._texts[run + 1])


class View:
    """The lines of one block, without the indentation or `>` before them, with the place of each.

    `text` is what kramdown parses; `at` leads back from a position in it to the place in the
    source.

    Line by line, `_starts` are the positions at which lines start in `text`, and `_origins` those
    in the text of the whole body; `_runs` lead from there to the source, where something was
    removed from it. `shift` is how far a place is behind its position, where that is the same for
    all; else None.
    """

    __slots__ = (
        "_origins",
        "_removed",
        "_runs",
        "_search_cache",
        "_starts",
        "shift",
        "spans",
        "text",
    )

    def __init__(
        self,
        text: str,
        starts: Sequence[int] = _WHOLE,
        origins: Sequence[int] = _WHOLE,
        runs: _Runs | None = None,
    ) -> None:
        self.text = text
        self._starts = starts or _WHOLE
        self._origins = origins or _WHOLE
        self._runs = runs
        self.shift = self._origins[0] if len(self._starts) == 1 and runs is None else None
        self._search_cache: SearchCache | None = None
        self._removed: Sequence[tuple[int, int]] = ()
        self.spans: list[Span] | None = None

    @classmethod
    def of_source(cls, source: str, *, has_liquid: bool = True) -> View:
        """Return the view of a whole body after Liquid.

        It is as long as the source, with a newline at the end of each line. Without `has_liquid`,
        Liquid was rendered already, and braces are text.
        """
        text = source
        removed: list[tuple[int, int]] = []
        has_brace = "{" in text  # asked first: one character is found ten times as fast as two
        if has_liquid and has_brace and ("{%" in text or "{{" in text):
            text, removed = mask(text)
        if "\r" in source:  # asked first: looking for two characters stops at each newline
            text = text.replace("\r\n", " \n").replace("\r", "\n")
            for found in re.finditer("\r\n", source):
                place = found.start()
                removed.append((place, place + 1))
            removed.sort()
        if not text.endswith("\n"):
            text += "\n"
        view = cls(text)
        view._removed = removed
        return view

    def for_kramdown(self) -> View:
        """Return a whole body as kramdown reads it: without silent tags and the CR of CRLF."""
        if not self._removed:
            return self
        parts: list[str] = []
        texts: list[int] = []
        sources: list[int] = []
        length = 0  # of the text
        start = 0  # of what is kept, in the source
        the_end = len(self.text)
        for gap_start, gap_end in [*self._removed, (the_end, the_end)]:
            is_kept = gap_start > start
            if is_kept or not texts:
                parts.append(self.text[start:gap_start])
                texts.append(length)
                sources.append(start)
                length += gap_start - start
            start = max(start, gap_end)  # gaps may overlap
        return View("".join(parts), runs=_Runs(texts, sources))

    def joined(self, lines: Iterable[tuple[str, int]]) -> View:
        """Return a view of lines, without what stood before them, each with its start's origin."""
        texts: list[str] = []
        starts: list[int] = []
        origins: list[int] = []
        length = 0
        for line, origin in lines:
            texts.append(line)
            starts.append(length)
            origins.append(origin)
            length += len(line)
        return View("".join(texts), starts, origins, self._runs)

    @property
    def search_cache(self) -> SearchCache:
        """The searches made in this text."""
        if self._search_cache is None:
            self._search_cache = SearchCache(self.text)
        return self._search_cache

    def at(self, position: int) -> int:
        """Return the place in the source of the character at `position`."""
        if self.shift is not None:
            return position + self.shift
        origin = self._origin(position)
        return self._runs.at(origin) if self._runs else origin

    def position(self, place: int) -> int:
        """Return the position in the text of a place of the source.

        The text must be that of a whole body.
        """
        if self._runs:
            place = self._runs.position(place)
        if len(self._starts) == 1:
            return place - self._origins[0]
        line = bisect_right(self._origins, place) - 1
        column = place - self._origins[line]
        return self._starts[line] + column

    def end(self, position: int) -> int:
        """Return the place in the source where the text before `position` ends."""
        if self.shift is not None:
            return position + self.shift
        return self.at(position - 1) + 1 if position else self.at(0)

    def cut(self, start: int, end: int) -> View:
        """Return the view of a part of the text."""
        is_one_line = len(self._starts) == 1
        if not is_one_line:
            return self.joined(self.lines(start, end))
        return View(self.text[start:end], _WHOLE, (self._origins[0] + start,), self._runs)

    def without(self, start: int, end: int, dropped: Iterable[int]) -> View:
        """Return the view of a part of the text, without the characters at some positions."""
        parts = []
        for position in dropped:
            parts += self.lines(start, position)
            start = position + 1
        parts += self.lines(start, end)
        return self.joined(parts)

    def lines(self, start: int, end: int) -> list[tuple[str, int]]:
        """Return the lines between two positions, each with the origin of its start."""
        found = []
        while start < end:
            stop = self.text.find("\n", start, end) + 1 or end
            found.append((self.text[start:stop], self._origin(start)))
            start = stop
        return found

    def _origin(self, position: int) -> int:
        """Return where a character stands in the text of the whole body."""
        if len(self._starts) == 1:
            return self._origins[0] + position
        line = bisect_right(self._starts, position) - 1
        column = position - self._starts[line]
        return self._origins[line] + column
