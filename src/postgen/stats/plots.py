"""Plots as SVG: marks alone, for a page that says in words and tables what they show.

No `style` attribute and no script is needed: colours are those of the page's classes, so that a
strict content security policy, dark mode and print do right.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postgen.stats.model import Cadence, Month, Period

WIDTH, HEIGHT = 720, 220
_LEFT, _BOTTOM, _TOP = 40, 26, 14
_MONTHS = "JFMAMJJASOND"

_STEPS = (1, 2, 5)


def scale(most: int) -> int:
    """Return the round number at the top of an axis: 1, 2, 5, 10, 20, 50…, at least `most`."""
    power = 1
    while True:
        for step in _STEPS:
            if step * power >= most:
                return step * power
        power *= 10


def months(rows: Sequence[Month], words: str) -> str:
    """Return the links of each month as bars, those of the year before as lines; `words` says it.

    A year has room for all its months, whether they have come or not.
    """
    most = max([1, *(max(row.links, row.before) for row in rows)])
    top = scale(most)
    width = (WIDTH - _LEFT) / 12
    height = HEIGHT - _TOP - _BOTTOM

    def y_of(value: float) -> float:
        return _TOP + height * (1 - value / top)

    marks = []
    for value in sorted({0, top // 2, top} if top > 1 else {0, 1}):
        y = y_of(value)
        marks.append(f'<line class="grid" x1="{_LEFT}" y1="{y:g}" x2="{WIDTH}" y2="{y:g}"/>')
        marks.append(f'<text class="end" x="{_LEFT - 6}" y="{y + 4:g}">{value}</text>')
    for place, letter in enumerate(_MONTHS):
        x = _LEFT + place * width
        middle, bottom = f"{x + width / 2:.5g}", HEIGHT - 8
        marks.append(f'<text class="middle" x="{middle}" y="{bottom}">{letter}</text>')
        row = rows[place] if place < len(rows) else None
        if row and row.links:
            y = y_of(row.links)
            size = f'width="{width * 0.6:.5g}" height="{y_of(0) - y:.5g}"'
            marks.append(f'<rect class="bar" x="{x + width * 0.2:.5g}" y="{y:.5g}" {size}/>')
        if row and row.before:
            y = y_of(row.before)
            across = f'x1="{x + width * 0.1:.5g}" x2="{x + width * 0.9:.5g}"'
            marks.append(f'<line class="before" {across} y1="{y:.5g}" y2="{y:.5g}"/>')
    return _figure(HEIGHT, marks, words)


def issues(cadence: Cadence, period: Period, words: str) -> str:
    """Return a line of the year with a dot for each issue; `words` says what it shows."""
    first = date(period.start.year, 1, 1)
    last = date(period.start.year, 12, 31)
    whole = (last - first).days
    height, middle = 60, 22

    def x_of(day: date) -> float:
        return _LEFT + (WIDTH - _LEFT - 10) * (day - first).days / whole

    marks = [f'<line class="grid" x1="{_LEFT}" y1="{middle}" x2="{WIDTH - 10}" y2="{middle}"/>']
    for month, letter in enumerate(_MONTHS, 1):
        x = x_of(date(first.year, month, 1))
        marks.append(f'<line class="grid" x1="{x:.5g}" y1="{middle}" x2="{x:.5g}" y2="34"/>')
        marks.append(f'<text x="{x:.5g}" y="50">{letter}</text>')
    gap = cadence.longest
    if gap and gap.end > first:
        start = x_of(max(gap.start, first))
        size = f'width="{x_of(gap.end) - start:.5g}" height="6"'
        marks.append(f'<rect class="gap" x="{start:.5g}" y="{middle - 3}" {size}/>')
    marks += [
        f'<circle class="bar" cx="{x_of(day):.5g}" cy="{middle}" r="5"/>' for day in cadence.days
    ]
    return _figure(height, marks, words)


def bar(value: int, before: int, most: int) -> str:
    """Return a bar of a table's row, with a mark for the year before; the row has the numbers."""
    width, height = 160, 12
    marks = [f'<rect class="bar" width="{width * value / most:.5g}" height="{height}"/>']
    if before:
        x = f"{min(width * before / most, width) - 1:.5g}"
        marks.append(f'<line class="before" x1="{x}" y1="0" x2="{x}" y2="{height}"/>')
    inside = "".join(marks)
    return (
        f'<svg class="row" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'aria-hidden="true" focusable="false">{inside}</svg>'
    )


def _figure(height: int, marks: Sequence[str], words: str) -> str:
    inside = "\n".join(marks)
    return f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{words}">\n{inside}\n</svg>'
