"""`postgen move`, `drop` and `edit`: the items of the backlog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.backlog import edit as edits
from postgen.backlog import move as moves
from postgen.backlog import read
from postgen.commands import Note, Result, note
from postgen.commands.category_notes import category_notes, chosen_category
from postgen.commands.issue_form import with_form
from postgen.commands.item_choice import Chooser, ItemRequest
from postgen.errors import NotFoundError, UsageError
from postgen.files import store
from postgen.files.store import Change
from postgen.text.records import NamedTuple
from postgen.text.words import first_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from postgen.backlog import Backlog, Entry
    from postgen.site import Site

LONGEST_TITLE = 200
"""A title of more characters is cut in a message."""


# Dropping and moving


def drop(site: Site, path: Path, request: ItemRequest) -> Result:
    """Take items out of the backlog at `path`.

    What `add-link` wrote for them goes with them: where the backlog would be as it was before, it
    is that, byte for byte. Raises `NotFoundError` and `VerificationError`.
    """
    from postgen.commands.added_links import before_added

    backlog = read(store.read(path))
    entries = _chosen(backlog, path, request)
    new = before_added(site.root, path, backlog, entries)
    if new is None:
        new = edits.take_out(backlog, entries)
    notes = [note("dropped", title=_short(entry)) for entry in entries]
    return _changed(site, Change(path, backlog.text, new), entries, "drop", *notes)


class MoveRequest(NamedTuple):
    """Where items go: to the category `to`, behind the item called `after`, or to an end.

    Without a category they stay in their own, or go to that of the item `after`. With
    `new_category`, one that does not exist is made, whatever others are called.
    """

    to: str = ""
    after: str = ""
    is_first: bool = False
    is_last: bool = False
    new_category: bool = False


def move(site: Site, path: Path, request: ItemRequest, where: MoveRequest) -> Result:
    """Put items into another category, or to another place in it; their Markdown is unchanged.

    Raises `NotFoundError`, `CategoryError`, `UsageError` and `VerificationError`.
    """
    backlog = read(store.read(path))
    chooser = Chooser(backlog, path, takes_numbers=request.takes_numbers)
    entries = chooser.choose(request.whats)
    after = chooser.one(where.after) if where.after else None
    if after and after.start in {entry.start for entry in entries}:
        raise UsageError(f"`{after.title}` cannot stand behind itself.", "Name another item.")
    place, name = _target(backlog, entries, after, where)
    old_items = backlog.section_items(place)
    arriving = [entry for entry in entries if entry.start not in old_items]
    is_placed = bool(after or where.is_first or where.is_last)
    text = _moved_at_once(backlog, entries, arriving, place, after, where)
    if text is None:
        text = backlog.text
        if arriving:
            text, name = moves.move_to(backlog, arriving, place, name)
        if is_placed:
            starts = [*old_items, *(entry.start for entry in arriving)]
            order = _order(starts, [entry.start for entry in entries], after, where)
            text = moves.reorder(read(text), place, order)
    notes = category_notes(backlog, where.to, name) if where.to else []
    if text == backlog.text:
        data = {"path": site.display_path(path), "moved": False}
        return Result(notes=(note("moved-already", category=name),), data=data)
    moved = entries if is_placed else arriving
    notes += [note("moved", category=name, title=_short(entry)) for entry in moved]
    result = _changed(site, Change(path, backlog.text, text), moved, "move", *notes)
    return with_form(site, path, result)


def _moved_at_once(
    backlog: Backlog,
    entries: Sequence[Entry],
    arriving: Sequence[Entry],
    place: int,
    after: Entry | None,
    where: MoveRequest,
) -> str | None:
    """Return the text after the usual move, of items of other sections; None for any other."""
    if place >= len(backlog.sections) or len(arriving) < len(entries):
        return None
    from postgen.backlog.move_at_once import move_at_once

    index = len(backlog.section_items(place))
    if where.is_first:
        index = 0
    elif after:
        index = backlog.section_items(place).index(after.start) + 1
    return move_at_once(backlog, entries, place, index)


def _target(
    backlog: Backlog, entries: Sequence[Entry], after: Entry | None, where: MoveRequest
) -> tuple[int, str]:
    """Return the index and the name of the section that items go to; a new one is the last."""
    sections = [after.section] if after else [entry.section for entry in entries]
    if where.to:
        name = chosen_category(backlog, where.to, is_new=where.new_category)
        place = backlog.categories().find(name, exact=True)
        if place is None:
            place = len(backlog.sections)
        if after and backlog.sections.index(after.section) != place:
            raise UsageError(
                f"`{after.title}` is under `{after.section.name}`, not under `{name}`.",
                "Name an item of that category.",
            )
        return place, name
    names = list(dict.fromkeys(section.name for section in sections))
    if len(names) > 1:
        listed = ", ".join(f"`{name}`" for name in names)
        raise UsageError(f"These items are in several categories: {listed}.", "Name one of them.")
    return backlog.sections.index(sections[0]), names[0]


def _order(
    starts: Sequence[int], moving_starts: Sequence[int], after: Entry | None, where: MoveRequest
) -> list[int]:
    """Return the new order of a section's items, which are named by their starts."""
    moving = [starts.index(start) for start in moving_starts]
    others = [index for index in range(len(starts)) if index not in set(moving)]
    at = len(others)
    if where.is_first:
        at = 0
    elif after:
        at = others.index(starts.index(after.start)) + 1
    return [*others[:at], *moving, *others[at:]]


def _chosen(backlog: Backlog, path: Path, request: ItemRequest) -> list[Entry]:
    return Chooser(backlog, path, takes_numbers=request.takes_numbers).choose(request.whats)


def _short(entry: Entry) -> str:
    """Return a title for a message: not all of one that is very long."""
    return entry.title if len(entry.title) <= LONGEST_TITLE else first_words(entry.title)


# Editing


class EditRequest(NamedTuple):
    """What an item gets; None leaves it as it is."""

    title: str | None = None
    url: str | None = None
    note: str | None = None
    tags: tuple[str, ...] | None = None
    quote: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for."""
        return self == EditRequest()


def text_of(path: Path, request: ItemRequest) -> str:
    """Return the Markdown of one item behind its bullet. Raises `NotFoundError`."""
    backlog = read(store.read(path))
    (entry,) = _chosen(backlog, path, request)
    return item_text(backlog, entry)


def chosen(path: Path, request: ItemRequest) -> list[Entry]:
    """Return the items that are meant. Raises `NotFoundError`."""
    return _chosen(read(store.read(path)), path, request)


def names_of(path: Path, request: ItemRequest) -> list[str]:
    """Return the ids of the items that are meant. Raises `NotFoundError`."""
    backlog = read(store.read(path))
    chooser = Chooser(backlog, path, takes_numbers=request.takes_numbers)
    starts = [entry.start for entry in chooser.choose(request.whats)]
    ids = dict(zip((entry.start for entry in chooser.entries), chooser.ids, strict=True))
    return [ids[start] for start in starts]


def urls_of(path: Path, request: ItemRequest) -> list[str]:
    """Return the addresses of items. Raises `NotFoundError`, also for an item without one."""
    from postgen.urls.bare import is_web_address

    urls = []
    for entry in _chosen(read(store.read(path)), path, request):
        web = [url for url in entry.urls if is_web_address(url)]
        if not web:
            raise NotFoundError(f"`{_short(entry)}` has no link.", "Name another item.")
        urls.append(web[0])
    return urls


def item_text(backlog: Backlog, entry: Entry) -> str:
    """Return an item's Markdown behind its bullet; lines below keep their indentation."""
    return backlog.text[entry.item.text_start + backlog.offset : entry.end].rstrip("\r\n")


def edit(site: Site, path: Path, items: ItemRequest, request: EditRequest) -> Result:
    """Change the titles, URLs, notes, tags or quotations of items.

    Several may get the same note and tags. Raises `NotFoundError`, also for a title, an address or
    a note of prose, `UsageError` and `VerificationError`.
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
            backlog,
            entry,
            title=request.title,
            url=url,
            note=request.note,
            tags=request.tags,
            quote=request.quote,
        )

    backlog = read(store.read(path))
    entries = _chosen(backlog, path, items)
    is_for_one = (request.title, request.url, request.quote) != (None, None, None)
    if len(entries) > 1 and is_for_one:
        raise UsageError("A title, a URL or a quotation is for one item only.", "Name one item.")
    return _rewrite(site, path, backlog, entries, rewrite)


def replace_text(site: Site, path: Path, items: ItemRequest, old: str, new: str) -> Result:
    """Replace the Markdown of one item, which is `old`, by `new`.

    Raises `NotFoundError`, `VerificationError`, and `ChangedError` where the item is no longer
    `old`.
    """

    def rewrite(backlog: Backlog, entry: Entry) -> str:
        if item_text(backlog, entry) != old:
            raise store.ChangedError(
                f"`{entry.title}` was changed by somebody else in the meantime; "
                "nothing was written.",
                "Edit it again.",
            )
        return new

    backlog = read(store.read(path))
    return _rewrite(site, path, backlog, _chosen(backlog, path, items), rewrite)


def _rewrite(
    site: Site,
    path: Path,
    old: Backlog,
    entries: Sequence[Entry],
    rewrite: Callable[[Backlog, Entry], str],
) -> Result:
    """Rewrite items, the last first: those above it stay where they are."""
    backlog = old
    edited: list[Entry] = []
    for start in sorted((entry.start for entry in entries), reverse=True):
        entry = next(each for each in backlog.all_entries() if each.start == start)
        text = rewrite(backlog, entry)
        if text.splitlines() == item_text(backlog, entry).splitlines():
            continue
        backlog = read(edits.exchange(backlog, entry, text))
        edited.insert(0, entry)
    if not edited:
        data = {"path": site.display_path(path), "edited": False}
        return Result(notes=(note("unchanged"),), data=data)
    notes = [note("edited", title=_short(entry)) for entry in edited]
    return _changed(site, Change(path, old.text, backlog.text), edited, "edit", *notes)


def _changed(
    site: Site, change: Change, entries: Sequence[Entry], summary: str, *notes: Note
) -> Result:
    shown = site.display_path(change.path)
    first = entries[0]
    many = len(entries)
    return Result(
        changes=(change,),
        paths=(shown,),
        notes=notes,
        data={
            "path": shown,
            "title": first.title,
            "url": first.url,
            "items": [{"title": entry.title, "url": entry.url} for entry in entries],
        },
        summary=(
            note(summary, title=_short(first)) if many == 1 else note(f"{summary}-many", count=many)
        ),
    )
