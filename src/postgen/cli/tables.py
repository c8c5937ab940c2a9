"""Tables on a terminal, as wide as it is; tab-separated values elsewhere."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from postgen.cli import console

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

NARROW = 16
"""A column is not made narrower than this, in cells."""


def table(
    rows: Sequence[Mapping[str, Any]],
    columns: Mapping[str, str],
    keep: Collection[str] = (),
    *,
    whole: str = "",
) -> None:
    """Print rows: a table on a terminal, tab-separated values elsewhere.

    `columns` maps keys to headings; a terminal does not show those that are empty. Those to `keep`
    are neither cut nor left out where the terminal is narrow. Where it is too narrow for the column
    `whole`, or for any to be read, each row is printed as lines of its own instead.
    """
    if not console.shows():
        console.result(_tab_separated(row[key] for key in columns) for row in rows)
        return
    columns = {key: head for key, head in columns.items() if any(_cell(row[key]) for row in rows)}
    if not keep and not _fits(rows, columns, whole):
        _print_stacked(rows, columns, whole)
        return
    kept = [place for place, key in enumerate(columns) if key in keep]

    def fit(widths: list[int], total: int) -> list[int]:
        return _fit_around(kept, widths, total)

    head, *lines = _aligned(
        [list(columns.values()), *([row[key] for key in columns] for row in rows)],
        fit if kept else _fit,
    )
    console.print_line(_bold(head))
    for line in lines:
        console.print_line(line)


def _fits(rows: Sequence[Mapping[str, Any]], columns: Mapping[str, str], whole: str) -> bool:
    """Whether a table leaves the column `whole` as wide as it is, or all wide enough to be read."""
    from shutil import get_terminal_size

    from rich.cells import cell_len

    cells = [list(columns.values()), *([_cell(row[key]) for key in columns] for row in rows)]
    widths = [max(map(cell_len, column)) for column in zip(*cells, strict=True)]
    fitted = _fit(widths, get_terminal_size().columns)
    if not whole:
        return all(min(own, NARROW) <= new for own, new in zip(widths, fitted, strict=False))
    place = list(columns).index(whole)
    return len(fitted) > place and fitted[place] == widths[place]


def _print_stacked(
    rows: Sequence[Mapping[str, Any]], columns: Mapping[str, str], whole: str
) -> None:
    """Print each row as lines: the first column in bold, the others below it."""
    from shutil import get_terminal_size

    from rich.cells import cell_len, set_cell_size

    width = max(NARROW, get_terminal_size().columns - 2)
    first, *others = columns
    for number, row in enumerate(rows):
        if number:
            console.print_line("")
        console.print_line(_bold(_cut(_cell(row[first]), width + 2, cell_len, set_cell_size)))
        for key in others:
            text = _cell(row[key])
            if text:
                shown = text if key == whole else _cut(text, width, cell_len, set_cell_size)
                console.print_line(f"  {shown}")


def outline(parts: Iterable[tuple[str, Sequence[Sequence[Any]]]]) -> None:
    """Print heads with rows below them: aligned on a terminal, tab-separated values elsewhere.

    Columns that hold nothing are left out; of those that are too many, the last. The first one is
    never cut.
    """
    for number, (head, all_columns) in enumerate(parts):
        rows = _without_empty_columns(all_columns)
        if not console.shows():
            console.result([head, *(_tab_separated(row).rstrip("\t") for row in rows)])
            continue
        if number:
            console.print_line("")
        console.print_line(_bold(console.safe(head)))
        for line in _aligned(rows, _fit_behind) if rows else ():
            console.print_line(f"  {line}")


def numbered(rows: Sequence[Sequence[Any]]) -> Iterator[str]:
    """Yield rows to choose from, each with its number and its name first, as indented lines."""
    for line in _aligned(rows, lambda widths, total: _fit(widths, total - 2, 2)):
        yield f"  {line}"


def _without_empty_columns(rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
    columns = [column for column in zip(*rows, strict=True) if any(map(_cell, column))]
    return [list(row) for row in zip(*columns, strict=True)] if columns else [[] for _ in rows]


def _tab_separated(row: Iterable[Any]) -> str:
    return "\t".join(_cell(value).replace("\t", " ") for value in row)


def bar(size: int, most: int) -> str:
    """Return a bar for a number, of at most twelve cells, which `most` fills.

    It is "" where the result does not go to a terminal.
    """
    if not console.shows():
        return ""
    try:
        block = "■"
        block.encode(sys.stdout.encoding)
    except UnicodeEncodeError:
        block = "#"
    return block * min(12, -(-12 * size // max(most, 1)))


def _bold(text: str) -> str:
    return f"\x1b[1m{text}\x1b[0m" if console.colours(sys.stdout) else text


def _aligned(
    rows: Sequence[Sequence[Any]], fit: Callable[[list[int], int], list[int]]
) -> Iterator[str]:
    """Yield rows as lines whose columns are aligned.

    They are as wide as `fit` makes them for the width of the terminal.
    """
    from shutil import get_terminal_size

    from rich.cells import cell_len, set_cell_size

    cells = [[_cell(value) for value in row] for row in rows]
    are_numbers = [
        all(text.isdecimal() for text in column[-1:] + column[1:])
        for column in zip(*cells, strict=True)
    ]
    widths = fit(
        [max(map(cell_len, column)) for column in zip(*cells, strict=True)],
        get_terminal_size().columns,
    )
    for line in cells:
        yield "  ".join(
            text.rjust(width) if is_number else _cut(text, width, cell_len, set_cell_size)
            for text, width, is_number in zip(line, widths, are_numbers, strict=False)
            if width
        ).rstrip()


def _fit(widths: list[int], total: int, least: int = 3) -> list[int]:
    """Return the widths of columns that fit `total` cells.

    The widest shrink first, then the last ones are left out.
    """
    least = min(least, len(widths))
    for count in range(len(widths), least - 1, -1):
        kept = widths[:count]
        free = total - 2 * (count - 1)
        cap = max(kept, default=0)
        while cap > NARROW and sum(min(width, cap) for width in kept) > free:
            cap -= 1
        if sum(min(width, cap) for width in kept) <= free:
            break
    else:
        cap = max(1, (free - kept[0]) // 2 if least > 2 else free // max(least, 1))
    return [min(width, cap) for width in kept]


def _fit_around(kept: Sequence[int], widths: list[int], total: int) -> list[int]:
    """Return the widths of columns of which some keep their own; those left out have none."""
    free = total - sum(widths[place] + 2 for place in kept)
    others = [place for place in range(len(widths)) if place not in kept]
    fitted = _fit([widths[place] for place in others], free, 2)
    narrowed = dict(zip(others, fitted, strict=False))
    return [
        widths[place] if place in kept else narrowed.get(place, 0) for place in range(len(widths))
    ]


def _fit_behind(widths: list[int], total: int) -> list[int]:
    """Return the widths of columns behind the first one, which keeps its own.

    The indentation is subtracted too.
    """
    return [widths[0], *_fit(widths[1:], max(0, total - widths[0] - 4), 0)]


def _cut(
    text: str, width: int, measure: Callable[[str], int], resize: Callable[[str, int], str]
) -> str:
    return resize(text, width) if measure(text) <= width else f"{resize(text, width - 1)}…"


def _cell(value: Any) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
    return console.safe(text.replace("\n", " "))
