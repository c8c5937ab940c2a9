"""Which column of a table holds what: by the names in its first row, or else by what is in it."""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from postgen.importers import tables
from postgen.importers.dates import is_date
from postgen.importers.fields import address, is_address
from postgen.importers.tables import Dialect, dialect_of, named_delimiter, read_records
from postgen.urls.bare import is_web_address

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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
    "author": ("author", "authors", "byline"),
    "quote": ("quote", "quotation"),
}  # fmt: skip
"""What a column is called, by what it holds; of several, the first one that is not empty counts."""

_NO_TEXTS = frozenset("id guid uuid key hash type kind status state cursor".split())
"""Columns for programs: what is in them is no title."""

_ROWS = 100
"""Rows that are looked at to learn what the columns hold."""

_MOST = 0.7
"""The share of the rows that a column of addresses fills, and that are equally wide."""

_ROWS_BEFORE_HEADER = 3
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|svg|ico)(?:[?#]|\Z)", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W\d_]{2}|[\u3041-\u9fff\uac00-\ud7a3]")
_WORDS = re.compile(r"[^\W\d_]+\S*\s|[^\W\d_a-z]|\"")  # `first title`, `First`, `Erster`, `第一`
_WORDS_OF_NOTE = 4
_LIST = re.compile(r"\A[^,;|]{1,40}(?:[,;|][^,;|]{1,40})+\Z|\A\[.*\]\Z")  # `nlp, rust`, `["nlp"]`


class Layout(NamedTuple):
    """What is known of a table.

    `columns` are the places of what a link has, the likeliest first. The rows begin on line
    `first_line`, which counts from 1, and are `width` cells wide.
    """

    dialect: Dialect
    columns: Mapping[str, Sequence[int]]
    first_line: int
    width: int
    names: tuple[str, ...] = ()


def find_layout(text: str, *, is_table: bool = True) -> Layout | None:
    """Return what the columns of a table hold; None where none holds web addresses.

    Unless `is_table`, the text may be something else, such as a list of addresses with commas.
    """
    named = named_delimiter(text)
    delimiters = [named] if named else _by_frequency(text)
    for delimiter in delimiters:
        layout = _by_names(text, dialect_of(text, delimiter))
        if layout:
            return layout
    for delimiter in delimiters:
        layout = _by_content(text, dialect_of(text, delimiter), is_table=is_table or bool(named))
        if layout:
            return layout
    return None


def column_name(cell: str) -> str:
    """Return the name of a column as it is compared."""
    return cell.strip(" \t\r\n\ufeff\"'").lower()


def _by_frequency(text: str) -> list[str]:
    """Return the delimiters, the commonest of the first lines first."""
    lines = text.lstrip("\ufeff \t\r\n")[:2_000]
    first_line = re.split(r"[\r\n]", lines, maxsplit=1)[0]
    return sorted(tables.DELIMITERS, key=lambda mark: -first_line.count(mark))


def _by_names(text: str, dialect: Dialect) -> Layout | None:
    """Return the layout of a table of which a row at the top names a column of addresses."""
    records = list(islice(read_records(text, dialect), _ROWS))
    for number, record in enumerate(records[:_ROWS_BEFORE_HEADER]):
        names = tuple(column_name(cell) for cell in record.cells)
        columns = _named(names)
        rows = [row.cells for row in records[number + 1 :]]
        is_last = number > 0 and not rows
        if is_last or not columns["url"] or not _has_addresses(rows, columns["url"]):
            continue  # `See the list, link, and address` is no header
        has_title = bool(columns["title"])
        if not has_title and "description" in names:  # `Website,Description`
            columns["title"] = [names.index("description")]
            columns["note"] = [each for each in columns["note"] if each not in columns["title"]]
        whole = [row for row in rows if len(row) == len(names)]
        if whole and not columns["title"]:  # `Link,Titel`
            addresses = {*columns["url"], *_columns_of_addresses(whole)}
            columns["title"] = _roles(names, whole, sorted(addresses))["title"]
        return Layout(dialect, columns, record.line + 1, len(names), names)
    return None


def _named(names: Sequence[str]) -> dict[str, Sequence[int]]:
    """Return the columns whose names are known, by what they hold."""
    return {
        field: [names.index(name) for name in known if name in names]
        for field, known in COLUMNS.items()
    }


def _has_addresses(rows: Sequence[Sequence[str]], places: Sequence[int]) -> bool:
    """Whether one of the columns has an address; an empty table may have."""
    cells = [row[place] for row in rows for place in places if place < len(row)]
    words = [cell for cell in cells if len(cell.split()) == 1]
    return not rows or any(is_web_address(address(word)) for word in words)


def _by_content(text: str, dialect: Dialect, *, is_table: bool) -> Layout | None:
    records = list(islice(read_records(text, dialect), _ROWS))
    if not records:
        return None
    widths = Counter(len(record.cells) for record in records)
    width, count = widths.most_common(1)[0]
    if width < 2 or count < _MOST * len(records):
        return None
    rows = [record.cells for record in records if len(record.cells) == width]
    addresses = _columns_of_addresses(rows)
    if not addresses:
        return None
    has_header = not any(map(_begins_with_address, rows[0]))
    body = rows[1:] if has_header else rows
    is_table = is_table or has_header
    if not is_table and not _are_divided(body, addresses[0], dialect.delimiter):
        return None
    names = tuple(column_name(cell) for cell in rows[0]) if has_header else ()
    header_line = next(record.line for record in records if record.cells is rows[0])
    columns = _roles(names, body, addresses)
    return Layout(dialect, columns, header_line + 1 if has_header else 1, width, names)


def _columns_of_addresses(rows: Sequence[Sequence[str]]) -> list[int]:
    """Return the columns that are filled with addresses, those of pictures last."""
    found = []
    for place in range(len(rows[0])):
        cells = [row[place] for row in rows]
        body = cells if _begins_with_address(cells[0]) else cells[1:]  # without a header
        certain = sum(map(is_address, body))
        count = sum(map(_begins_with_address, body)) if 2 * certain >= len(body) else 0
        if certain and count >= _MOST * len(body):
            pictures = sum(1 for cell in body if _PICTURE.search(cell))
            found.append((2 * pictures > count, place))
    return [place for _, place in sorted(found)]


def _begins_with_address(cell: str) -> bool:
    """Whether the first word of a cell is an address: `https://e.org/rome, open city`."""
    words = cell.split(maxsplit=1)
    return bool(words) and is_address(words[0])


def _are_divided(rows: Sequence[Sequence[str]], url: int, delimiter: str) -> bool:
    """Whether a mark behind an address is no part of it, as in `https://e.org/a,1518,123.html`."""
    if delimiter == "|":
        return False  # `URL | Title` is plain text
    is_last = url == len(rows[0]) - 1
    if delimiter == "\t" or is_last:
        return True
    behind = [row[url + 1].strip() for row in rows]
    count = sum(1 for cell in behind if not cell or _WORDS.match(cell) or is_date(cell))
    return count >= _MOST * len(rows)


def _roles(
    names: Sequence[str], rows: Sequence[Sequence[str]], addresses: Sequence[int]
) -> dict[str, Sequence[int]]:
    """Return what the columns hold, by their names where these are known, else by their cells."""
    columns = _named(names)
    pictures = [place for place in addresses if _share(rows, place, _PICTURE) > 0.5]
    pages = [place for place in addresses if place not in pictures] or addresses
    columns["url"] = pages[:1]
    columns["image"] = columns["image"] or [each for each in pictures if each not in pages]
    taken = {place for places in columns.values() for place in places} | set(addresses)
    taken |= {place for place, name in enumerate(names) if name in _NO_TEXTS}
    free = [place for place in range(len(rows[0])) if place not in taken]
    if not columns["added"]:
        columns["added"] = [place for place in free if _are_dates(rows, place)][:1]
        free = [place for place in free if place not in columns["added"]]
    texts = [place for place in free if _share(rows, place, _LETTERS) > 0.5]
    if not columns["title"]:
        columns["title"] = _titles(rows, texts) or columns["note"][:1]
        columns["note"] = [each for each in columns["note"] if each not in columns["title"]]
    if not columns["note"]:
        rest = [place for place in texts if place not in columns["title"]]
        columns["note"] = [place for place in rest if _words(rows, place) >= _WORDS_OF_NOTE][:1]
    if not columns["tags"]:
        rest = [place for place in texts if place not in (*columns["title"], *columns["note"])]
        columns["tags"] = [place for place in rest if _share(rows, place, _LIST) >= 0.5][:1]
    has_words = bool(columns["title"] or columns["note"])
    if not has_words and not names:
        columns["url"] = pages  # nothing but addresses: each is a link
    return columns


def _titles(rows: Sequence[Sequence[str]], texts: Sequence[int]) -> list[int]:
    """Return the first column of texts that differ, unlike those of a state: `unread`."""
    for place in texts:
        distinct = {row[place] for row in rows}
        if len(rows) < 4 or 2 * len(distinct) > len(rows):
            return [place]
    return []


def _are_dates(rows: Sequence[Sequence[str]], place: int) -> bool:
    cells = [row[place].strip() for row in rows if row[place].strip()]
    return bool(cells) and 2 * sum(map(is_date, cells)) >= len(cells)


def _share(rows: Sequence[Sequence[str]], place: int, pattern: re.Pattern[str]) -> float:
    """Return the share of cells in which a pattern is found, among those that are not empty."""
    cells = [row[place] for row in rows if row[place].strip()]
    return sum(1 for cell in cells if pattern.search(cell)) / len(cells) if cells else 0.0


def _words(rows: Sequence[Sequence[str]], place: int) -> float:
    """Return how many words a cell of a column has, on average."""
    return sum(len(row[place].split()) for row in rows) / len(rows)
