"""`postgen list`, `move`, `drop` and `edit`: the items of the backlog."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from postgen.backlog import Backlog
from postgen.backlog import edit as edits
from postgen.commands import Note, Result, note
from postgen.commands.category_notes import category_names, category_notes
from postgen.errors import NotFoundError, UsageError
from postgen.files import store
from postgen.files.store import Change
from postgen.text.edits import line_number
from postgen.text.words import same_name_key

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from postgen.backlog import Entry
    from postgen.site import Site

CANDIDATES = 20
"""So many items are listed where one name fits several."""


# Listing


class ListRequest(NamedTuple):
    """Which items to list; what is empty does not count.

    `since` is a day, `YYYY-MM-DD`; `sort` one of `SORTS`.
    """

    category: str = ""
    since: str = ""
    tag: str = ""
    search: str = ""
    sort: str = "file"


SORTS: dict[str, Callable[[tuple[int, Entry]], Any]] = {
    "file": lambda row: row[0],
    "added": lambda row: (row[1].metadata.added, row[0]),
    "title": lambda row: same_name_key(row[1].title),
    "url": lambda row: _canonical(row[1].url),
    "category": lambda row: (same_name_key(row[1].section.name), row[0]),
}
"""The orders of a list: the key of an item and of its number."""


def list_items(backlog: Backlog, request: ListRequest) -> list[dict[str, Any]]:
    """Return the items of a backlog that are asked for, as `--json` prints them.

    `index` is the number that `move` and its like take. Raises `UsageError` for an order that does
    not exist, and `NotFoundError` for a category that does not.
    """
    if request.sort not in SORTS:
        raise UsageError(f"There is no order `{request.sort}`.", f"Choose {', '.join(SORTS)}.")
    section = backlog.match_category(request.category) if request.category else None
    if request.category and section is None:
        raise NotFoundError(f"There is no category `{request.category}`.", _categories(backlog))
    chosen = []
    for index, entry in enumerate(backlog.all_entries(), 1):
        is_in_section = section is None or entry.section.name == section.name
        if is_in_section and _fits(entry, request):
            chosen.append((index, entry))
    chosen.sort(key=SORTS[request.sort])
    return [_row(backlog, index, entry) for index, entry in chosen]


def _canonical(url: str) -> str:
    from postgen.urls.canonical import canonical

    return canonical(url)


def _fits(entry: Entry, request: ListRequest) -> bool:
    is_too_old = bool(request.since) and entry.metadata.added < request.since
    if is_too_old:
        return False
    tags = {same_name_key(tag) for tag in entry.metadata.tags}
    lacks_tag = bool(request.tag) and same_name_key(request.tag) not in tags
    if lacks_tag:
        return False
    text = f"{entry.title} {entry.note} {' '.join(entry.urls)}"
    return same_name_key(request.search) in same_name_key(text)


def _row(backlog: Backlog, index: int, entry: Entry) -> dict[str, Any]:
    return {
        "index": index,
        "category": entry.section.name,
        "title": entry.title,
        "url": entry.url,
        "urls": entry.urls,
        "note": entry.note,
        "tags": list(entry.metadata.tags),
        "via": entry.metadata.via,
        "image": entry.metadata.image,
        "added": entry.metadata.added,
        "line": line_number(backlog.text, entry.start),
    }


def _categories(backlog: Backlog) -> str:
    names = category_names(backlog)
    if not names:
        return "It has no categories."
    return f"There are {', '.join(f'`{name}`' for name in names)}."


# One item


def find_item(backlog: Backlog, what: str) -> Entry:
    """Return the one item that is called `what`: by its number, its URL or a part of its title.

    Raises `NotFoundError` for none, and for several, with their list.
    """
    entries = backlog.all_entries()
    found = backlog.find(what, entries)
    if len(found) == 1:
        return found[0]
    if not found:
        raise NotFoundError(
            f"Nothing in the backlog is `{what}`.",
            "`postgen list` shows all; name one by number, URL or title.",
        )
    lines = [f"  {entries.index(entry) + 1:>4}  {entry.title}" for entry in found[:CANDIDATES]]
    if len(found) > CANDIDATES:
        lines.append(f"        and {len(found) - CANDIDATES} more")
    listing = "\n".join(lines)
    raise NotFoundError(
        f"`{what}` may be one of {len(found)}; nothing was changed:\n{listing}",
        "Name one by its number.",
    )


def drop(site: Site, path: Path, what: str) -> Result:
    """Take an item out of the backlog at `path`. Raises `NotFoundError` and `VerificationError`."""
    backlog = Backlog(store.read(path))
    entry = find_item(backlog, what)
    new = edits.take_out(backlog, [entry])
    return _changed(
        site, Change(path, backlog.text, new), entry, "drop", note("dropped", title=entry.title)
    )


def move(site: Site, path: Path, what: str, category: str) -> Result:
    """Put an item at the end of another category, its own Markdown unchanged.

    Raises `NotFoundError`, `CategoryError` and `VerificationError`.
    """
    backlog = Backlog(store.read(path))
    entry = find_item(backlog, what)
    section = backlog.match_category(category)
    if section and section.start == entry.section.start:
        data = {"path": site.display_path(path), "moved": False}
        return Result(notes=(note("moved-already", category=section.name),), data=data)
    new, name = edits.move(backlog, entry, category)
    notes = category_notes(backlog, category, name)
    notes.append(note("moved", category=name, title=entry.title))
    return _changed(site, Change(path, backlog.text, new), entry, "move", *notes)


# Editing


class EditRequest(NamedTuple):
    """What an item gets; None leaves it as it is."""

    title: str | None = None
    url: str | None = None
    note: str | None = None
    tags: tuple[str, ...] | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for."""
        return self == EditRequest()


def item_text(backlog: Backlog, entry: Entry) -> str:
    """Return an item's Markdown behind its bullet; lines below keep their indentation."""
    return backlog.text[entry.item.text_start + backlog.offset : entry.end].rstrip("\r\n")


def edit(site: Site, path: Path, what: str, request: EditRequest) -> Result:
    """Change an item's title, URL, note or tags.

    Raises `NotFoundError`, also for prose, which has tags only, `UsageError` and
    `VerificationError`.
    """
    from postgen.commands.known_links import clean_url

    def rewrite(backlog: Backlog, entry: Entry) -> str:
        changes_link = (request.title, request.url, request.note) != (None, None, None)
        if changes_link and not entry.starts_with_link:
            raise NotFoundError(
                f"`{entry.title}` is prose, not one link.",
                "Run `postgen edit` without options to edit its text.",
            )
        url = clean_url(request.url, keep=True) if request.url else None
        return edits.respelled(
            backlog, entry, title=request.title, url=url, note=request.note, tags=request.tags
        )

    return _rewrite(site, path, what, rewrite)


def replace_text(site: Site, path: Path, what: str, old: str, new: str) -> Result:
    """Replace an item's Markdown, which is `old`, by `new`.

    Raises `NotFoundError`, `VerificationError`, and `ChangedError` where the item is no longer
    `old`.
    """

    def rewrite(backlog: Backlog, entry: Entry) -> str:
        if item_text(backlog, entry) != old:
            raise store.ChangedError(
                f"`{what}` was changed by somebody else in the meantime; nothing was written.",
                "Edit it again.",
            )
        return new

    return _rewrite(site, path, what, rewrite)


def _rewrite(site: Site, path: Path, what: str, rewrite: Callable[[Backlog, Entry], str]) -> Result:
    backlog = Backlog(store.read(path))
    entry = find_item(backlog, what)
    text = rewrite(backlog, entry)
    if text.splitlines() == item_text(backlog, entry).splitlines():
        data = {"path": site.display_path(path), "edited": False}
        return Result(notes=(note("unchanged"),), data=data)
    new = edits.exchange(backlog, entry, text)
    return _changed(
        site, Change(path, backlog.text, new), entry, "edit", note("edited", title=entry.title)
    )


def _changed(site: Site, change: Change, entry: Entry, summary: str, *notes: Note) -> Result:
    shown = site.display_path(change.path)
    return Result(
        changes=(change,),
        paths=(shown,),
        notes=notes,
        data={"path": shown, "title": entry.title, "url": entry.url},
        summary=note(summary, title=entry.title),
    )
