"""Comma-separated values, read by the names of their columns, or else by what is in them.

Pocket, Raindrop, Instapaper, Readwise and Matter export them, and so do we.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from postgen.importers.columns import COLUMNS, find_layout
from postgen.importers.dates import order_of
from postgen.importers.fields import Rejected, category, day, is_address, line_of, link
from postgen.importers.fields import tags as read_tags
from postgen.importers.source import Confidence, Guess
from postgen.importers.tables import read_records
from postgen.markdown.escape import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from postgen.importers.columns import Layout
    from postgen.importers.dates import Order
    from postgen.importers.source import SourceFile
    from postgen.importers.tables import Record
    from postgen.model import Link


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

_RULE = re.compile(r"\s*(?::?-+:?)?\s*")
_SAMPLE = 64 * 1024
_ENDINGS = (".csv", ".tsv", ".tab")

NAMES = (*(table.name for table in TABLES), "csv")


def sniff(file: SourceFile) -> Guess | None:
    """Recognise a table by the columns that its first row names, or by a column of addresses."""
    is_markup_or_json = file.text.lstrip()[:1] in {"<", "{", "["}
    layout = None
    if not is_markup_or_json:
        layout = find_layout(file.text, is_table=file.has_ending(*_ENDINGS))
    if layout:
        for table in TABLES:
            if table.columns <= set(layout.names):
                return Guess(table.name, Confidence.HEADER_ROW)
        is_named = any(name in layout.names for name in COLUMNS["url"])
        return Guess("csv", Confidence.HEADER_ROW if is_named else Confidence.COLUMNS)
    if file.has_ending(*_ENDINGS):
        return Guess("csv", Confidence.FILE_NAME)
    return None


def read(file: SourceFile) -> Iterator[Link | Rejected]:
    """Read the rows of a table. Raises nothing: what cannot be read is rejected."""
    text = file.text.lstrip("\ufeff")
    layout = find_layout(text[:_SAMPLE])
    if layout is None:
        yield Rejected(1, one_line(text[:200])[:80], "no column holds web addresses")
        return
    records = [
        record for record in read_records(text, layout.dialect) if record.line >= layout.first_line
    ]
    order = order_of(_cell(record.cells, layout, "added") for record in records)
    reader = _RowReader(layout, _tag_separators(file.format), order)
    for record in records:
        yield from reader.links(record)


class _RowReader:
    """Makes links of the rows of one table."""

    def __init__(self, layout: Layout, separators: str, order: Order) -> None:
        self._layout = layout
        self._separators = separators
        self._order = order
        self._is_readwise = "document tags" in layout.names

    def links(self, record: Record) -> Iterator[Link | Rejected]:
        """Return the link of a row; all of them for a table of nothing but addresses."""
        if all(map(_RULE.fullmatch, record.cells)):  # `| --- | --- |`, below a header
            return
        fault = self._fault(record)
        title = _cell(record.cells, self._layout, "title")
        if fault:
            yield Rejected(record.line, line_of(title), fault)
            return
        for url in self._urls(record.cells):
            yield self._link(record, url, title)

    def _fault(self, record: Record) -> str:
        cells = record.cells
        if self._is_readwise and self._named(cells, "location").lower() == "feed":
            return "it is an entry of a feed, not saved by you"
        surplus = cells[self._layout.width :]
        if any(cell.strip() for cell in surplus):
            return f"it has {len(surplus)} more columns than the header"
        return ""

    def _named(self, cells: Sequence[str], name: str) -> str:
        place = self._layout.names.index(name) if name in self._layout.names else len(cells)
        return cells[place].strip() if place < len(cells) else ""

    def _urls(self, cells: Sequence[str]) -> list[str]:
        places = self._layout.columns["url"]
        filled = [cells[place] for place in places if place < len(cells) and cells[place].strip()]
        if len(filled) == 1:
            return filled
        addresses = [cell for cell in filled if is_address(cell)]
        is_list = not self._layout.names and len(places) > 1
        return addresses if is_list and addresses else (addresses or filled or [""])[:1]

    def _link(self, record: Record, url: str, title: str) -> Link | Rejected:
        cells = record.cells
        found = link(
            url,
            title,
            line=record.line,
            note=_cell(cells, self._layout, "note"),
            category=category(_cell(cells, self._layout, "category")),
            tags=read_tags(_cell(cells, self._layout, "tags"), self._separators),
            added=day(_cell(cells, self._layout, "added"), self._order),
            image=_cell(cells, self._layout, "image"),
            via=_cell(cells, self._layout, "via"),
            author=_cell(cells, self._layout, "author"),
            quote=_text(cells, self._layout, "quote"),
        )
        if isinstance(found, Rejected) and not record.is_whole:
            return found._replace(reason="its quotes are not closed")
        return found


def _tag_separators(format_name: str) -> str:
    for table in TABLES:
        if table.name == format_name:
            return table.separators
    return ANY_SEPARATOR


def _text(cells: Sequence[str], layout: Layout, field: str) -> str:
    """Return the cell of a field with its paragraphs."""
    filled = (cells[place] for place in layout.columns[field] if place < len(cells))
    return next(filter(str.strip, filled), "")


def _cell(cells: Sequence[str], layout: Layout, field: str) -> str:
    """Return the first cell that is not empty, of the columns that may hold a field of a link."""
    for place in layout.columns[field]:
        cell = one_line(cells[place]) if place < len(cells) else ""
        if cell:
            return cell
    return ""
