"""Comma-separated values, read by the names of their columns: Pocket, Raindrop, Instapaper, Readwise, Matter, ours."""

from __future__ import annotations

import csv
import re
from functools import partial
from io import StringIO
from typing import TYPE_CHECKING

from postgen.importers.fields import Rejected, day, link
from postgen.importers.fields import tags as read_tags
from postgen.markdown.escape import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from postgen.model import Link

    Row = Mapping[str, str]

COLUMNS = {
    "url": ("url", "href", "link", "uri", "address", "resolved_url", "given_url"),
    "title": ("title", "name", "resolved_title", "given_title"),
    "note": ("note", "notes", "comment", "extended", "selection", "description", "excerpt", "summary"),
    "category": ("category", "folder", "collection", "list", "section"),
    "tags": ("tags", "document tags", "labels", "keywords", "tag"),
    "added": ("added", "time_added", "created", "timestamp", "saved date", "saved", "date", "time", "created_at",
              "date added", "created at", "savedat", "last interaction date"),
    "image": ("image", "cover"),
    "via": ("via", "source"),
}  # fmt: skip
"""What a column is called, by what it holds; of several, the first that says something counts."""

NO_FOLDER = frozenset(
    {"unread", "archive", "archived", "starred", "liked", "unsorted", "unorganized", "inbox"}
)
"""Folders that say nothing about what is in them."""


def read(text: str, name: str, *, separators: str = "|;,") -> Iterator[Link | Rejected]:  # noqa: ARG001
    """Read the rows of a table. Raises nothing: what cannot be read is rejected."""
    csv.field_size_limit(2**31 - 1)
    rows = csv.reader(StringIO(text.lstrip("\ufeff"), newline=""), delimiter=_delimiter(text))
    header = [_spelled(cell) for cell in next(rows, [])]
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
            yield Rejected(start, "", f"it is no row of a table: {error}")
            return
        if any(cell.strip() for cell in cells):
            yield _link(
                dict(zip(header, cells, strict=False)), start, len(cells) - len(header), separators
            )
        start = rows.line_num + 1


def _link(row: Row, line: int, surplus: int, separators: str) -> Link | Rejected:
    if row.get("location", "").strip().lower() == "feed" and "document tags" in row:
        return Rejected(line, row.get("title", ""), "it is an entry of a feed, not saved by you")
    if surplus > 0:
        return Rejected(
            line, row.get("title", ""), f"it has {surplus} more columns than the header"
        )
    folder = _cell(row, "category")
    return link(
        _cell(row, "url"),
        _cell(row, "title"),
        line=line,
        note=_cell(row, "note"),
        category="" if folder.lower() in NO_FOLDER else folder,
        tags=read_tags(_cell(row, "tags"), separators),
        added=day(_cell(row, "added")),
        image=_cell(row, "image"),
        via=_cell(row, "via"),
    )


def _cell(row: Row, what: str) -> str:
    return next((cell for name in COLUMNS[what] if (cell := one_line(row.get(name, "")))), "")


def _spelled(cell: str) -> str:
    return cell.strip().lstrip("\ufeff").lower()


def _has_url(header: list[str]) -> bool:
    return any(name in header for name in COLUMNS["url"])


def header_of(text: str) -> list[str]:
    """Give the names of a table's columns in lower case; none where no column holds a URL."""
    first = re.split(r"[\r\n]", text.lstrip("\ufeff \t\r\n")[:2000], maxsplit=1)[0]
    names = [_spelled(cell) for cell in next(csv.reader([first], delimiter=_delimiter(first)), [])]
    return names if _has_url(names) else []


def _delimiter(text: str) -> str:
    first = re.split(r"[\r\n]", text.lstrip("\ufeff \t\r\n")[:2000], maxsplit=1)[0]
    return max(",;\t", key=first.count)


def separated_by(separators: str) -> Callable[[str, str], Iterator[Link | Rejected]]:
    """Give a reader of tables whose tags are divided in one way only."""
    return partial(read, separators=separators)
