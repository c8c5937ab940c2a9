"""Charts as SVG files, for light and dark pages. All that a chart shows stands in a table beside it, too."""

from __future__ import annotations

import math
from html import escape
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH = 760
_STYLE = """
text { font: 13px system-ui, sans-serif; fill: #1f2328 }
.end { text-anchor: end } .middle { text-anchor: middle }
.grid { stroke: #d1d9e0 } .goal { stroke: #bc4c00; stroke-width: 3 }
.one { fill: #0969da } .two { fill: #54aeff }
.line { fill: none; stroke-width: 2 }
.c0 { stroke: #0969da } .c1 { stroke: #bc4c00 } .c2 { stroke: #1a7f37 } .c3 { stroke: #8250df } .c4 { stroke: #57606a } .c5 { stroke: #bf3989 }
@media (prefers-color-scheme: dark) {
text { fill: #f0f6fc } .grid { stroke: #3d444d } .goal { stroke: #f0883e } .one { fill: #58a6ff } .two { fill: #1f6feb }
.c0 { stroke: #58a6ff } .c1 { stroke: #f0883e } .c2 { stroke: #3fb950 } .c3 { stroke: #bc8cff } .c4 { stroke: #9198a1 } .c5 { stroke: #ff7eb6 }
}
"""
_LEFT, _ROW, _TOP = 250, 38, 8


class Bar(NamedTuple):
    """A row of bars: its name, a ratio for each run, and the goal, if there is one."""

    name: str
    values: Sequence[float]
    goal: float | None


class Line(NamedTuple):
    """A line: its name, and its points."""

    name: str
    points: Sequence[tuple[float, float]]


def bars(rows: Sequence[Bar], title: str, words: str) -> str:
    """Return rows of bars, one for each run, with a mark at the goal; `words` says what they show."""
    most = max([1.0, *(value for row in rows for value in (*row.values, row.goal or 0))]) * 1.08
    bottom = _TOP + _ROW * len(rows)

    def x_of(value: float) -> float:
        return _LEFT + (WIDTH - _LEFT - 60) * value / most

    marks = []
    for tick in range(math.floor(most) + 1):
        x = f"{x_of(tick):.1f}"
        marks.append(f'<line class="grid" x1="{x}" x2="{x}" y1="{_TOP}" y2="{bottom}"/>')
        marks.append(f'<text class="middle" x="{x}" y="{bottom + 18}">{tick}</text>')
    for number, row in enumerate(rows):
        y = _TOP + _ROW * number
        marks.append(f'<text class="end" x="{_LEFT - 10}" y="{y + 22}">{escape(row.name)}</text>')
        for run, value in enumerate(row.values[:2]):
            width, top = f"{x_of(value) - _LEFT:.1f}", y + 5 + 14 * run
            name = ("one", "two")[run]
            marks.append(
                f'<rect class="{name}" x="{_LEFT}" y="{top}" width="{width}" height="13"/>'
            )
            marks.append(f'<text class="end" x="{WIDTH - 4}" y="{top + 11}">{value:.2f}</text>')
        if row.goal:
            x = f"{x_of(row.goal):.1f}"
            marks.append(f'<line class="goal" x1="{x}" x2="{x}" y1="{y + 2}" y2="{y + 35}"/>')
    return _figure(bottom + 28, marks, title, words)


def lines(rows: Sequence[Line], title: str, words: str, units: tuple[str, str]) -> str:
    """Return lines over two logarithmic axes, in which what grows in proportion has the same slope."""
    height, left, right, top = 400, 60, 190, 34
    points = [point for row in rows for point in row.points]
    low_x, high_x = _around([x for x, _ in points])
    low_y, high_y = _around([y for _, y in points])

    def place(x: float, y: float) -> tuple[float, float]:
        across = (math.log10(x) - low_x) / (high_x - low_x) * (WIDTH - left - right)
        up = (math.log10(y) - low_y) / (high_y - low_y) * (height - top - 50)
        return left + across, height - 50 - up

    marks = []
    for power in range(low_x, high_x + 1):
        x, y = place(10**power, 10**low_y)
        marks.append(f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{top}" y2="{y:.1f}"/>')
        marks.append(f'<text class="middle" x="{x:.1f}" y="{y + 18:.1f}">{10**power:,}</text>')
    for power in range(low_y, high_y + 1):
        x, y = place(10**low_x, 10**power)
        marks.append(
            f'<line class="grid" x1="{x:.1f}" x2="{WIDTH - right}" y1="{y:.1f}" y2="{y:.1f}"/>'
        )
        marks.append(f'<text class="end" x="{x - 8:.1f}" y="{y + 4:.1f}">{10.0**power:g}</text>')
    middle = left + (WIDTH - left - right) / 2
    marks.append(
        f'<text class="middle" x="{middle:.0f}" y="{height - 8}">{escape(units[0])}</text>'
    )
    marks.append(f'<text x="4" y="14">{escape(units[1])}</text>')
    taken: list[float] = []
    for number, row in sorted(enumerate(rows), key=lambda each: place(*each[1].points[-1])[1]):
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in (place(*point) for point in row.points))
        marks.append(f'<polyline class="line c{number % 6}" points="{path}"/>')
        x, y = place(*row.points[-1])
        y = max([y, *(each + 16 for each in taken[-1:])])
        taken.append(y)
        marks.append(f'<text x="{x + 8:.1f}" y="{y + 4:.1f}">{escape(row.name)}</text>')
    return _figure(height, marks, title, words)


def _around(values: Sequence[float]) -> tuple[int, int]:
    """Return the powers of ten around values."""
    low = math.floor(math.log10(min(values)))
    return low, max(low + 1, math.ceil(math.log10(max(values))))


def _figure(height: float, marks: Sequence[str], title: str, words: str) -> str:
    inside = "\n".join(marks)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" role="img" '
        f'aria-labelledby="title words">\n<title id="title">{escape(title)}</title>\n'
        f'<desc id="words">{escape(words)}</desc>\n<style>{_STYLE}</style>\n{inside}\n</svg>\n'
    )
