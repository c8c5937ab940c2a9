"""Text that remembers where it stands in its source."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

LIQUID = re.compile(
    r"\{%-?\s*(?P<block>raw|comment|highlight)\b.*?%\}.*?\{%-?\s*end(?P=block)\s*-?%\}"
    r"|(?m:^[ \t]*(?P<alone>(?:\{%(?:(?!%\}).)*%\}[ \t]*)+)$)"
    r"|\{%.*?%\}|\{\{.*?\}\}",
    re.DOTALL,
)
"""What Liquid takes before kramdown sees the text: whole blocks, tags that fill a line, tags and outputs."""

OPAQUE = "\ue000"
"""Stands for a character that Liquid replaces: a private one, so that it is no letter, mark or space."""


class View:
    """The lines of one block, without the indentation or `>` around them, with the place of each.

    `text` is what kramdown parses; `at` leads back from a position in it to the position in the source.
    """

    __slots__ = ("_origins", "_starts", "text")

    def __init__(self, text: str, starts: list[int] | None = None, origins: list[int] | None = None) -> None:
        self.text = text
        self._starts = starts or [0]
        self._origins = origins or [0]

    @classmethod
    def of_source(cls, source: str) -> View:
        """Give the view of a whole body: the same length, with CRLF, CR and Liquid out of the way.

        kramdown reads CRLF and CR as LF, and adds one at the end; Liquid has run before it.
        """
        text = source
        if "\r" in text:
            text = text.replace("\r\n", " \n").replace("\r", "\n")
        if "{%" in text or "{{" in text:
            text = LIQUID.sub(_mask, text)
        return cls(text if text.endswith("\n") else text + "\n")

    @classmethod
    def of_lines(cls, lines: Iterable[tuple[str, int]]) -> View:
        """Join lines, each given with the place of its first character in the source."""
        texts, starts, origins, length = [], [], [], 0
        for line, origin in lines:
            texts.append(line)
            starts.append(length)
            origins.append(origin)
            length += len(line)
        return cls("".join(texts), starts, origins)

    def at(self, position: int) -> int:
        """Say where in the source the character at `position` stands."""
        line = bisect_right(self._starts, position) - 1
        return self._origins[line] + position - self._starts[line]

    def end(self, position: int) -> int:
        """Say where in the source the text before `position` ends."""
        return self.at(position - 1) + 1 if position else self.at(0)

    def cut(self, start: int, end: int) -> View:
        """Give the view of a part of the text."""
        if len(self._starts) == 1:
            return View(self.text[start:end], [0], [self._origins[0] + start])
        return View.of_lines(self.lines(start, end))

    def lines(self, start: int, end: int) -> list[tuple[str, int]]:
        """Give the lines between two positions, each with its place in the source."""
        found = []
        while start < end:
            stop = self.text.find("\n", start, end) + 1 or end
            found.append((self.text[start:stop], self.at(start)))
            start = stop
        return found


def _mask(match: re.Match[str]) -> str:
    filler = " " if match["alone"] else OPAQUE
    return "".join(c if c == "\n" else filler for c in match[0])
