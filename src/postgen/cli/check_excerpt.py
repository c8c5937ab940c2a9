"""The line of a finding with its spot marked, as it fits on a terminal."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING

from postgen.cli import console
from postgen.paste.lines import is_wide
from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postgen.commands.check_findings import Located

TAB = "    "
CUT = "…"
MARK = "^"
LEAST = 10
"""However narrow the terminal is, so many columns are shown."""


class _Cell(NamedTuple):
    """A character as it is shown, and how many columns that takes."""

    shown: str
    width: int


def excerpt(finding: Located, columns: int) -> tuple[str, str]:
    """Return the line of a finding and the line of marks below it, of so many columns at most.

    A long line is cut around the spot. Of a finding in several lines, the first is shown.
    """
    cells, widths = _cells(finding.excerpt)
    start = min(finding.column - finding.shown_from, len(cells))
    end = len(cells)
    if finding.end_line == finding.line:
        end = min(finding.end_column - finding.shown_from, len(cells))
    is_part = finding.shown_from > 1
    room = max(columns, LEAST) - len(CUT) * is_part
    first, last = _window(widths, start, max(end, start + 1), room)
    is_cut = first > 0 or is_part
    before = CUT if is_cut else ""
    after = CUT if last < len(cells) else ""
    line = before + "".join(cells[first:last]) + after
    blanks = len(before) + sum(widths[first:start])
    marks = sum(widths[max(start, first) : min(end, last)])
    return line.rstrip(), " " * blanks + MARK * max(marks, 1)


def _cells(text: str) -> tuple[Sequence[str], Sequence[int]]:
    """Return how each character of a text is shown, and how many columns each takes."""
    if text.isascii() and text.isprintable():
        return text, [1] * len(text)
    cells = [_cell(character) for character in text]
    return [each.shown for each in cells], [each.width for each in cells]


@cache
def _cell(character: str) -> _Cell:
    if character == "\t":
        return _Cell(TAB, len(TAB))
    shown = console.safe(character)
    if shown != character:
        return _Cell(shown, len(shown))
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return _Cell(character, 0)
    return _Cell(character, 2 if is_wide(character) else 1)


def _window(widths: Sequence[int], start: int, end: int, columns: int) -> tuple[int, int]:
    """Return from where to where a line is shown: with the spot, and with what is around it."""
    before = list(accumulate(widths, initial=0))  # the columns before each character
    if before[-1] <= columns:
        return 0, len(widths)
    room = columns - 2 * len(CUT)
    last = min(end, len(widths), bisect_right(before, before[start] + room) - 1)
    around = (room - (before[last] - before[start])) // 2
    first = bisect_left(before, before[start] - around)
    last = bisect_right(before, before[first] + room) - 1
    first = bisect_left(before, before[last] - room)
    return first, last
