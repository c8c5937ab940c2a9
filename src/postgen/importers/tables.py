"""Rows of a text that is divided into columns, whatever divides them, and however they are quoted.

One row that is quoted wrongly takes no other with it.
"""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from _csv import Reader
    from collections.abc import Iterator, Sequence

DELIMITERS = ",;\t|"

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_SEPARATOR_LINE = re.compile(r"\"?sep=(.)\"?[ \t]*(?=[\r\n])", re.IGNORECASE)  # `sep=;`, of Excel
_IN_SINGLE_QUOTES = re.compile(r"\s*'[^'\r\n]*'\s*[,;\t|]\s*'")  # `'https://e.org/','A title'`
_ESCAPED_QUOTE = re.compile(r"[^\\\",;\t|]\\\"(?=[^,;\t|\r\n])")  # `"say \"hi\" now"`
_LINES_READ_AGAIN = 20
"""How often a line may be read again, on average, because a quote above it is not closed."""


class Dialect(NamedTuple):
    """What divides the cells of a table, and what stands around them."""

    delimiter: str
    quote: str = '"'
    escape: str | None = None


class Record(NamedTuple):
    """A row: the line that it begins on, from 1, its cells, and whether its quotes are closed."""

    line: int
    cells: list[str]
    is_whole: bool = True


def dialect_of(text: str, delimiter: str) -> Dialect:
    """Return the dialect of a table, of which the delimiter is known."""
    quote = "'" if _IN_SINGLE_QUOTES.match(text) else '"'
    return Dialect(delimiter, quote, "\\" if _ESCAPED_QUOTE.search(text) else None)


def named_delimiter(text: str) -> str:
    """Return the delimiter that the first line of a text names: `sep=;`; "" for another line."""
    found = _SEPARATOR_LINE.match(text)
    return found[1] if found else ""


def read_records(text: str, dialect: Dialect) -> Iterator[Record]:
    """Read the rows that are not empty."""
    csv.field_size_limit(2**31 - 1)
    lines = _LINE.findall(text)
    budget = _LINES_READ_AGAIN * len(lines)
    width = 0
    start = 0
    while start < len(lines):
        end = len(lines) if budget > 0 else start + 1
        reader = _reader(lines, start, end, dialect)
        first = start  # line of the row
        try:
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    width = width or len(cells)
                    yield Record(first + 1, cells)
                first = start + reader.line_num
        except csv.Error:  # a quote that is not closed, or not doubled
            budget -= start + reader.line_num - first
            yield Record(first + 1, _cells(lines[first], dialect, width), is_whole=False)
            first += 1
        start = first


def _reader(lines: Sequence[str], start: int, end: int, dialect: Dialect) -> Reader:
    return csv.reader(
        (lines[number] for number in range(start, end)),
        delimiter=dialect.delimiter,
        quotechar=dialect.quote,
        escapechar=dialect.escape,
        skipinitialspace=True,
        strict=True,
    )


def _cells(line: str, dialect: Dialect, width: int) -> list[str]:
    """Return the cells of a line that is quoted wrongly: as many as in the first row, if possible.

    In `"say "hi" now",https://example.org/` the quotes around the cells count, else none.
    """
    quoted = next(csv.reader([line], delimiter=dialect.delimiter, quotechar=dialect.quote), [])
    if len(quoted) == width:
        return quoted
    return [cell.strip(f" \r\n{dialect.quote}") for cell in line.split(dialect.delimiter)]
