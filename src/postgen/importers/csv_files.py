"""Comma-separated values, read by the names of their columns.

Pocket, Raindrop, Instapaper, Readwise and Matter export them, and so do we.
"""

from __future__ import annotations

import csv
import re
from io import StringIO
from typing import TYPE_CHECKING, NamedTuple

from postgen.importers.fields import Rejected, category, day, link
from postgen.importers.fields import tags as read_tags
from postgen.importers.source import Confidence, Guess
from postgen.markdown.escape import one_line
from postgen.urls.bare import is_web_address

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from postgen.importers.source import SourceFile
    from postgen.model import Link

    Row = Mapping[str, str]


class Table(NamedTuple):
    """A program's export: columns that no other program's has, and what divides its tags."""

    name: str
    columns: frozenset[str]
    separators: str


ANY_SEPARATOR = "|;,"

TABLES = (
    Table("pocket", frozenset({"time_added"}), "|"),
    Table("raindrop", frozenset({"folder", "created"}), ","),
    Table("instapaper", frozenset({"selection"}), ANY_SEPARATOR),
    Table("readwise", frozenset({"document tags"}), ANY_SEPARATOR),
    Table("matter", frozenset({"publisher"}), ";"),
)
"""The tables that are known, in the order in which they are tried."""

NAMES = (*(table.name for table in TABLES), "csv")

COLUMNS = {
    "url": ("url", "href", "link", "uri", "address", "resolved_url", "given_url"),
    "title": ("title", "name", "resolved_title", "given_title"),
    "note": ("note", "notes", "comment", "extended", "selection", "description", "excerpt",
             "summary"),
    "category": ("category", "folder", "collection", "list", "section"),
    "tags": ("tags", "document tags", "labels", "keywords", "tag"),
    "added": ("added", "time_added", "created", "timestamp", "saved date", "saved", "date", "time",
              "created_at", "date added", "created at", "savedat", "last interaction date"),
    "image": ("image", "cover"),
    "via": ("via", "source"),
}  # fmt: skip
"""What a column is called, by what it holds; of several, the first one that is not empty counts."""

_HEADER_CHARACTERS = 2_000


def sniff(file: SourceFile) -> Guess | None:
    """Recognise a table by the columns that its first line names, one of which holds a URL."""
    columns = set(_columns(file.text))
    for table in TABLES:
        if table.columns <= columns:
            return Guess(table.name, Confidence.HEADER_ROW)
    if columns and not is_web_address(file.text.strip()):
        return Guess("csv", Confidence.HEADER_ROW)
    if file.has_ending(".csv", ".tsv"):
        return Guess("csv", Confidence.FILE_NAME)
    return None


def read(file: SourceFile) -> Iterator[Link | Rejected]:
    """Read the rows of a table. Raises nothing: what cannot be read is rejected."""
    csv.field_size_limit(2**31 - 1)
    separators = _tag_separators(file.format)
    text = file.text.lstrip("\ufeff")
    rows = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(_first_line(text)))
    header = [_column_name(cell) for cell in next(rows, [])]
    if not _has_url(header):
        yield Rejected(1, ", ".join(header)[:80], "no column is called `url`")
        return
    start = rows.line_num + 1
    while True:
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield Rejected(start, "", f"it is not a row of a table: {error}")
            return
        if any(cell.strip() for cell in cells):
            row = dict(zip(header, cells, strict=False))
            yield _link(row, start, len(cells) - len(header), separators)
        start = rows.line_num + 1


def _link(row: Row, line: int, surplus: int, separators: str) -> Link | Rejected:
    title = row.get("title", "")
    is_readwise = "document tags" in row
    if is_readwise and row.get("location", "").strip().lower() == "feed":
        return Rejected(line, title, "it is an entry of a feed, not saved by you")
    if surplus > 0:
        return Rejected(line, title, f"it has {surplus} more columns than the header")
    return link(
        _cell(row, "url"),
        _cell(row, "title"),
        line=line,
        note=_cell(row, "note"),
        category=category(_cell(row, "category")),
        tags=read_tags(_cell(row, "tags"), separators),
        added=day(_cell(row, "added")),
        image=_cell(row, "image"),
        via=_cell(row, "via"),
    )


def _tag_separators(format_name: str) -> str:
    for table in TABLES:
        if table.name == format_name:
            return table.separators
    return ANY_SEPARATOR


def _cell(row: Row, field: str) -> str:
    """Return the first cell that is not empty, of the columns that may hold a field of a link."""
    for column in COLUMNS[field]:
        cell = one_line(row.get(column, ""))
        if cell:
            return cell
    return ""


def _column_name(cell: str) -> str:
    return cell.strip().lstrip("\ufeff").lower()


def _has_url(header: list[str]) -> bool:
    return any(name in header for name in COLUMNS["url"])


def _columns(text: str) -> list[str]:
    """Return the names of a table's columns in lower case; none where no column holds a URL."""
    first = _first_line(text)
    cells = next(csv.reader([first], delimiter=_delimiter(first)), [])
    names = [_column_name(cell) for cell in cells]
    return names if _has_url(names) else []


def _first_line(text: str) -> str:
    start = text.lstrip("\ufeff \t\r\n")[:_HEADER_CHARACTERS]
    return re.split(r"[\r\n]", start, maxsplit=1)[0]


def _delimiter(line: str) -> str:
    return max(",;\t", key=line.count)
