"""`postgen list`: the items of the backlog that are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postgen.backlog.ids import shown_ids
from postgen.commands.category_notes import category_names
from postgen.errors import NotFoundError, UsageError
from postgen.text.edits import Lines
from postgen.text.records import NamedTuple
from postgen.text.words import same_name_key

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from postgen.backlog import Backlog, Entry


class ListRequest(NamedTuple):
    """Which items to list; what is empty does not count.

    `since` is a day, `YYYY-MM-DD`; `sort` one of `SORTS`, and `limit` the number of rows at most.
    """

    category: str = ""
    since: str = ""
    tag: str = ""
    search: str = ""
    sort: str = "file"
    limit: int | None = None


SORTS: dict[str, Callable[[tuple[int, Entry]], Any]] = {
    "file": lambda row: row[0],
    "added": lambda row: (row[1].metadata.added, row[0]),
    "title": lambda row: same_name_key(row[1].title),
    "url": lambda row: _canonical(row[1].url),
    "category": lambda row: (same_name_key(row[1].section.name), row[0]),
}
"""The orders of a list: the key of an item and of its number."""


class Listing(NamedTuple):
    """The items that are asked for, as `--json` prints them, and the whole ids of all items.

    `index` and `id` are what `move` and its like take.
    """

    rows: list[dict[str, Any]]
    ids: list[str]


def list_items(backlog: Backlog, request: ListRequest, ids: Sequence[str] | None = None) -> Listing:
    """Return the items of a backlog that are asked for.

    `ids` are the whole ids of all items, where they are known. Raises `UsageError` for an order
    that does not exist, and `NotFoundError` for a category that does not.
    """
    if request.sort not in SORTS:
        raise UsageError(f"There is no order `{request.sort}`.", f"Choose {', '.join(SORTS)}.")
    section = backlog.match_category(request.category) if request.category else None
    if request.category and section is None:
        raise NotFoundError(f"There is no category `{request.category}`.", _categories(backlog))
    entries = backlog.all_entries()
    ids = list(backlog.ids if ids is None else ids)
    shown = shown_ids(ids)
    chosen = []
    for index, entry in enumerate(entries, 1):
        is_in_section = section is None or entry.section.name == section.name
        if is_in_section and _fits(entry, request):
            chosen.append((index, entry))
    chosen.sort(key=SORTS[request.sort])
    limit = len(chosen) if request.limit is None else request.limit
    lines = Lines(backlog.text)
    rows = [_row(lines, index, entry, shown[index - 1]) for index, entry in chosen[:limit]]
    return Listing(rows, ids)


def _canonical(url: str) -> str:
    from postgen.urls.canonical import canonical

    return canonical(url)


def _fits(entry: Entry, request: ListRequest) -> bool:
    is_too_old = bool(request.since) and entry.metadata.added < request.since
    if is_too_old:
        return False
    if request.tag:
        tags = {same_name_key(tag) for tag in entry.metadata.tags}
        if same_name_key(request.tag) not in tags:
            return False
    searched = same_name_key(request.search)
    if not searched:
        return True
    text = f"{entry.title} {entry.note} {' '.join(entry.urls)}"
    return searched in same_name_key(text)


def _row(lines: Lines, index: int, entry: Entry, id_: str) -> dict[str, Any]:
    return {
        "index": index,
        "id": id_,
        "category": entry.section.name,
        "title": entry.title,
        "url": entry.url,
        "urls": entry.urls,
        "note": entry.note,
        "tags": list(entry.metadata.tags),
        "via": entry.metadata.via,
        "author": entry.metadata.author,
        "image": entry.metadata.image,
        "quote": entry.quote,
        "added": entry.metadata.added,
        "line": lines.number(entry.start),
    }


def _categories(backlog: Backlog) -> str:
    names = category_names(backlog)
    if not names:
        return "It has no categories."
    return f"There are {', '.join(f'`{name}`' for name in names)}."
