"""Comma-separated values (RFC 4180): Pocket's, Raindrop's, Instapaper's, Readwise's, ours.

Cells are quoted and nothing more: a title that begins with `=` is written as it is.
"""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING

from postgen.exporters.fields import instant, seconds, tag_list
from postgen.exporters.formats import FIELDS, Format
from postgen.model import Link

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Cells = dict[str, object]


def _own(link: Link, _: int) -> Cells:
    return {
        "url": link.url,
        "title": link.title,
        "note": link.note,
        "category": link.category,
        "tags": _joined_tags(link, ", "),
        "added": link.added,
        "via": link.via,
        "image": link.image,
        "author": link.author,
        "quote": link.quote,
    }


def _pocket(link: Link, _: int) -> Cells:
    return {
        "title": link.title,
        "url": link.url,
        "time_added": seconds(link.added),
        "tags": _joined_tags(link, "|"),
        "status": "unread",
    }


def _raindrop(link: Link, number: int) -> Cells:
    return {
        "id": number,
        "title": link.title,
        "note": link.note,
        "excerpt": "",
        "url": link.url,
        "folder": link.category or "Unsorted",
        "tags": _joined_tags(link, ", "),
        "created": instant(link.added),
        "cover": link.image,
        "highlights": "",
        "favorite": "false",
    }


def _instapaper(link: Link, _: int) -> Cells:
    return {
        "URL": link.url,
        "Title": link.title,
        "Selection": link.note,
        "Folder": link.category or "Unread",
        "Timestamp": seconds(link.added),
        "Tags": tag_list(link),
    }


def _readwise(link: Link, number: int) -> Cells:
    return {
        "Title": link.title,
        "URL": link.url,
        "ID": number,
        "Document tags": repr(list(link.tags)) if link.tags else "",  # a list of Python
        "Saved date": instant(link.added),
        "Reading progress": "0",
        "Location": "new",
        "Seen": "False",
    }


def _joined_tags(link: Link, separator: str) -> str:
    """Join tags.

    Where one of them holds a character that may divide tags, they are written as a list.
    """
    are_simple = all(_is_simple(tag) for tag in link.tags)
    return separator.join(link.tags) if are_simple else tag_list(link)


def _is_simple(tag: str) -> bool:
    return tag.isprintable() and not any(character in tag for character in "|;,[")


_ANY_LINK = Link("", "")


def _writer(cells_of: Callable[[Link, int], Cells]) -> Callable[[Sequence[Link]], str]:
    """Return the writer of a table; `cells_of` returns a row's cells by column."""

    def write(links: Sequence[Link]) -> str:
        file = StringIO(newline="")
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(cells_of(_ANY_LINK, 0))
        writer.writerows(cells_of(link, number).values() for number, link in enumerate(links, 1))
        return file.getvalue()

    return write


_OF_BOOKMARKS = frozenset({"title", "note", "category", "tags", "added"})

FORMATS = (
    Format("csv", _writer(_own), FIELDS - {"others"}),
    Format("pocket", _writer(_pocket), frozenset({"title", "tags", "added"})),
    Format("raindrop", _writer(_raindrop), FIELDS - {"via", "others", "author", "quote"}),
    Format("instapaper", _writer(_instapaper), _OF_BOOKMARKS),
    Format("readwise", _writer(_readwise), frozenset({"title", "tags", "added"})),
)
