"""Comma-separated values (RFC 4180) under the headers of Pocket, Raindrop, Instapaper and Readwise, and ours.

Cells are quoted and nothing more: a title that begins with `=` is written as it is.
"""

from __future__ import annotations

import csv
import json
from io import StringIO
from typing import TYPE_CHECKING

from postgen.exporters.fields import instant, seconds

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from postgen.model import Link


def write(links: Sequence[Link]) -> str:
    """Write our own columns."""
    return _table(
        "url,title,note,category,tags,added,via,image",
        (
            (
                link.url,
                link.title,
                link.note,
                link.category,
                _joined(link, ", "),
                link.added,
                link.via,
                link.image,
            )
            for link in links
        ),
    )


def pocket(links: Sequence[Link]) -> str:
    """Write Pocket's export."""
    return _table(
        "title,url,time_added,tags,status",
        (
            (link.title, link.url, seconds(link.added), _joined(link, "|"), "unread")
            for link in links
        ),
    )


def raindrop(links: Sequence[Link]) -> str:
    """Write Raindrop's export."""
    return _table(
        "id,title,note,excerpt,url,folder,tags,created,cover,highlights,favorite",
        (
            (
                number, link.title, link.note, "", link.url, link.category or "Unsorted", _joined(link, ", "),
                instant(link.added), link.image, "", "false",
            )
            for number, link in enumerate(links, 1)
        ),
    )  # fmt: skip


def instapaper(links: Sequence[Link]) -> str:
    """Write Instapaper's export."""
    return _table(
        "URL,Title,Selection,Folder,Timestamp,Tags",
        (
            (
                link.url,
                link.title,
                link.note,
                link.category or "Unread",
                seconds(link.added),
                _listed(link),
            )
            for link in links
        ),
    )


def readwise(links: Sequence[Link]) -> str:
    """Write Readwise Reader's export, which spells tags as Python spells a list."""
    return _table(
        "Title,URL,ID,Document tags,Saved date,Reading progress,Location,Seen",
        (
            (
                link.title, link.url, number, repr(list(link.tags)) if link.tags else "",
                instant(link.added), "0", "new", "False",
            )
            for number, link in enumerate(links, 1)
        ),
    )  # fmt: skip


def _table(header: str, rows: Iterable[Iterable[object]]) -> str:
    file = StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(header.split(","))
    writer.writerows(rows)
    return file.getvalue()


def _listed(link: Link) -> str:
    return json.dumps(link.tags, ensure_ascii=False) if link.tags else ""


def _joined(link: Link, separator: str) -> str:
    """Join tags; where one of them holds what would divide it, they are spelled as a list."""
    apart = all(tag.isprintable() and not set("|;,[") & set(tag) for tag in link.tags)
    return separator.join(link.tags) if apart else _listed(link)
