"""Text that remembers where it stands in its source."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from postgen.markdown.liquid import OPAQUE, mask
from postgen.markdown.scan import Ahead

if TYPE_CHECKING:
    from collections.abc import Iterable

    from postgen.markdown.spans import Span

__all__ = ["OPAQUE", "View"]


class View:
    """The lines of one block, without the indentation or `>` around them, with the place of each.

    `text` is what kramdown parses; `at` leads back from a position in it to the position in the source.
    """

    __slots__ = ("_ahead", "_crlf", "_origins", "_starts", "spans", "text")

    def __init__(
        self, text: str, starts: list[int] | None = None, origins: list[int] | None = None, crlf: str = ""
    ) -> None:
        self.text = text
        self._starts = starts or [0]
        self._origins = origins or [0]
        self._crlf = crlf
        self._ahead: Ahead | None = None
        self.spans: list[Span] | None = None

    @classmethod
    def of_source(cls, source: str) -> View:
        """Give the view of a whole body after Liquid: the same length, and a newline at the end of all lines."""
        text = source
        if "{%" in text or "{{" in text:
            text = mask(text)
        crlf = ""
        if "\r" in source:  # asked first: looking for two characters stops at each newline
            crlf = source if "\r\n" in source else ""
            text = text.replace("\r\n", " \n").replace("\r", "\n")
        return cls(text if text.endswith("\n") else text + "\n", crlf=crlf)

    def unfilled(self) -> View:
        """Give the view of a whole body as kramdown reads it: lines ended by CRLF without the CR."""
        if not self._crlf:
            return self
        source, lines, start = self._crlf, [], 0
        for found in re.finditer("\r\n", source):
            lines.append((self.text[start : found.start()] + "\n", start))
            start = found.end()
        return self.joined([*lines, (self.text[start:], start)])

    @classmethod
    def of_lines(cls, lines: Iterable[tuple[str, int]], crlf: str = "") -> View:
        """Join lines, each given with the place of its first character in the source."""
        texts, starts, origins, length = [], [], [], 0
        for line, origin in lines:
            texts.append(line)
            starts.append(length)
            origins.append(origin)
            length += len(line)
        return cls("".join(texts), starts, origins, crlf)

    def joined(self, lines: Iterable[tuple[str, int]]) -> View:
        """Join lines of this view that were freed of what stood before them."""
        return View.of_lines(lines, self._crlf)

    @property
    def ahead(self) -> Ahead:
        """The searches made in this text."""
        if self._ahead is None:
            self._ahead = Ahead(self.text)
        return self._ahead

    def at(self, position: int) -> int:
        """Say where in the source the character at `position` stands."""
        if len(self._starts) == 1:
            return self._origins[0] + position
        line = bisect_right(self._starts, position) - 1
        return self._origins[line] + position - self._starts[line]

    def position(self, place: int) -> int:
        """Say where in the text a place of the source is; the text must be that of a whole body."""
        if len(self._starts) == 1:
            return place - self._origins[0]
        line = bisect_right(self._origins, place) - 1
        return self._starts[line] + place - self._origins[line]

    def end(self, position: int) -> int:
        """Say where in the source the text before `position` ends, a newline of two characters included."""
        if not position:
            return self.at(0)
        place = self.at(position - 1)
        return place + (2 if self._crlf.startswith("\r\n", place) else 1)

    def cut(self, start: int, end: int) -> View:
        """Give the view of a part of the text."""
        if len(self._starts) == 1:
            return View(self.text[start:end], [0], [self._origins[0] + start], self._crlf)
        return self.joined(self.lines(start, end))

    def lines(self, start: int, end: int) -> list[tuple[str, int]]:
        """Give the lines between two positions, each with its place in the source."""
        found = []
        while start < end:
            stop = self.text.find("\n", start, end) + 1 or end
            found.append((self.text[start:stop], self.at(start)))
            start = stop
        return found
