"""The backlog, to be gone through: each act is one of `commands/`, and one undo.

An act names items by keys that are made from their Markdown. So it may go on where something else
of the file has changed since the page was shown, and never touches an item that has.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse

from postgen.backlog import read
from postgen.commands import backlog_rows, categories, items
from postgen.commands.backlog_file import backlog_path
from postgen.commands.item_choice import ItemRequest
from postgen.desk import acts, pages
from postgen.desk.routing import act, view
from postgen.desk.seen import ConflictError
from postgen.desk.triage import Marks, Rows, State, known_state, state_of
from postgen.desk.triage_row import marks_html
from postgen.errors import NotFoundError, UsageError
from postgen.files import store

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from starlette.responses import Response

    from postgen.backlog import Entry
    from postgen.commands import Result
    from postgen.desk.desk import Desk
    from postgen.desk.forms import Form
    from postgen.site import Site

_marks = Marks()


class Here(NamedTuple):
    """The site, its backlog, and the text of that."""

    site: Site
    path: Path
    state: State

    def rows(self, words: str = "") -> Rows:
        """Return what writes the rows."""
        return Rows(self.state, self.site.now().date(), _marks.found, words)


def _here(desk: Desk) -> Here:
    site = desk.site()
    path = backlog_path(site)
    return Here(site, path, state_of(store.read(path)))


# What is shown


def show(desk: Desk, query: Form) -> Response:
    """Show the backlog, or the items that have some words (`q`)."""
    here = _here(desk)
    words = query.line("q")
    return pages.page(
        "triage",
        desk,
        title="Backlog",
        path=here.site.relative(here.path),
        seen=here.state.seen,
        total=len(here.state.places),
        words=words,
        sections=pages.safe(here.rows(words).sections()),
        names=[name for name in here.state.names if name],
    )


def changes(desk: Desk, query: Form) -> Response:
    """Return what has changed since the page of a tab was shown."""
    return JSONResponse(_here(desk).rows(query.line("q")).changes(known_state(query.seen)))


def rows(desk: Desk, query: Form) -> Response:
    """Return the rows of items by their keys."""
    return JSONResponse({"rows": _here(desk).rows().some(query.all("key"))})


def marks(desk: Desk, _query: Form) -> Response:
    """Return what is known of links, by the keys of their items, as HTML: it may take a while."""
    here = _here(desk)
    entries = read(here.state.text).all_entries()
    urls = {
        key: backlog_rows.url_of(each) for key, each in zip(here.state.places, entries, strict=True)
    }
    _marks.update(here.site, here.path, urls.values())
    found = _marks.found
    written = {key: marks_html(found[url]) for key, url in urls.items() if url in found}
    return JSONResponse(written)


def item(desk: Desk, query: Form) -> Response:
    """Return the form that edits an item: its parts, or its Markdown (`as=text`)."""
    here = _here(desk)
    entry = _entry(here, query["key"])
    backlog = read(here.state.text)
    has_parts = entry.starts_with_link and len(entry.urls) == 1
    as_text = query.get("as") == "text" or not has_parts
    html = pages.fragment(
        "triage_edit",
        key=query["key"],
        seen=here.state.seen,
        as_text=as_text,
        has_parts=has_parts,
        id=backlog.ids[here.state.places[query["key"]]],
        text=items.item_text(backlog, entry),
        title=entry.title,
        url=entry.url,
        note=entry.note,
        tags=", ".join(entry.metadata.tags),
        quote=entry.quote,
    )
    return HTMLResponse(html)


def _entry(here: Here, key: str) -> Entry:
    if key not in here.state.places:
        raise _changed()
    return read(here.state.text).all_entries()[here.state.places[key]]


def _changed() -> NotFoundError:
    return NotFoundError("This link was changed in the meantime.", "Look at it again.")


# Acts


def change(desk: Desk, form: Form) -> Response:
    """Drop items, move them, or take them into the issue (`act`)."""
    site = desk.site()
    path = backlog_path(site)
    keys = form.all("item")
    if not keys:
        raise UsageError("No link is selected.", "Select one first.")

    def take(state: State, _chosen: ItemRequest) -> Result:
        from postgen.commands import open_issue

        ids = [read(state.text).ids[state.places[key]] for key in keys]
        return open_issue.take(
            site, path, ids, form.get("issue") or open_issue.THE_DRAFT, site.now()
        )

    commands: dict[str, Callable[[State, ItemRequest], Result]] = {
        "drop": lambda _, chosen: items.drop(site, path, chosen),
        "move": lambda state, chosen: items.move(site, path, chosen, _target(state, form)),
        "issue": take,
    }
    command = commands.get(form["act"])
    if command is None:
        raise UsageError(f"There is no act `{form.line('act')}`.", "Load the page again.")

    def run() -> Result:
        state = state_of(store.read(path))
        return command(state, _numbers(state, keys))

    return _answer(desk, form, acts.perform(desk, run))


def _numbers(state: State, keys: Sequence[str]) -> ItemRequest:
    """Return items by their numbers in the backlog as it is now. Raises `NotFoundError`."""
    if any(key not in state.places for key in keys):
        raise NotFoundError(
            "What you selected was changed in the meantime; nothing was done.", "Look at it again."
        )
    numbers = sorted(state.places[key] + 1 for key in keys)
    return ItemRequest(tuple(map(str, numbers)), takes_numbers=True)


def _target(state: State, form: Form) -> items.MoveRequest:
    """Return where items go: behind another, first in a section, or to a category."""
    after, to = form.get("after"), form.line("to")
    if form.line("new"):
        return items.MoveRequest(form.line("new"), new_category=True)
    if after:
        [number] = _numbers(state, [after]).whats
        return items.MoveRequest(after=number)
    return items.MoveRequest(to, is_first=form.get("place") == "first")


def edit(desk: Desk, form: Form) -> Response:
    """Change an item: its parts, or its Markdown.

    Where it was changed since it was shown, the person chooses which of the two is kept.
    """
    site = desk.site()
    path = backlog_path(site)

    def run() -> Result:
        state = state_of(store.read(path))
        place = state.places.get(form["key"])
        if place is not None:
            return _edited(site, path, ItemRequest((str(place + 1),), takes_numbers=True), form)
        ids = read(state.text).ids
        if form["id"] not in ids:
            raise NotFoundError("This link is gone from the backlog.", "Copy what you have typed.")
        number = str(ids.index(form["id"]) + 1)
        result = _edited(site, path, ItemRequest((number,), takes_numbers=True), form)
        if form.seen != state.seen:
            mine = result.changes[0].new if result.changes else state.text
            raise ConflictError(path, state.text, mine)
        return result

    return _answer(desk, form, acts.perform(desk, run))


def _edited(site: Site, path: Path, chosen: ItemRequest, form: Form) -> Result:
    """Return what comes of editing an item; parts that are as before are left alone."""
    if form.get("text"):
        old = items.text_of(path, chosen)
        return items.replace_text(site, path, chosen, old, form.text("text").rstrip("\n"))
    [entry] = items.chosen(path, chosen)

    def new(name: str, old: str) -> str | None:
        value = form.line(name)
        return None if value == " ".join(old.split()) else value

    tags = tuple(tag.strip() for tag in form.line("tags").split(",") if tag.strip())
    quote = form.text("quote").strip()
    request = items.EditRequest(
        title=new("title", entry.title),
        url=new("url", entry.url),
        note=new("note", entry.note),
        tags=None if tags == entry.metadata.tags else tags,
        quote=None if quote == entry.quote else quote,
    )
    return items.edit(site, path, chosen, request)


def category(desk: Desk, form: Form) -> Response:
    """Begin a category, rename it, put its items under another, or take it out (`act`)."""
    site = desk.site()
    path = backlog_path(site)
    name, to = form.line("name"), form.line("to")
    commands: dict[str, Callable[[], Result]] = {
        "add": partial(categories.add, site, path, to),
        "rename": partial(categories.rename, site, path, name, to),
        "merge": partial(categories.merge, site, path, name, to),
        "drop": partial(categories.drop, site, path, name),
    }
    command = commands.get(form["act"])
    if command is None:
        raise UsageError(f"There is no act `{form.line('act')}`.", "Load the page again.")
    return _answer(desk, form, acts.perform(desk, command))


def _answer(desk: Desk, form: Form, done: acts.Done) -> Response:
    """Return what a tab has to change, and what to say; without scripts, the page again."""
    if form.get("as") != "json":
        return RedirectResponse("/backlog", 303)
    first, *others = done.sentences or ("Done.",)
    more = (f"And {len(others)} more.",) if len(others) > 1 else others
    changed = _here(desk).rows(form.line("q")).changes(known_state(form.seen))
    return JSONResponse({**changed, "message": acts.joined([first, *more])})


ROUTES = [
    view("/backlog", show),
    view("/backlog/changes", changes),
    view("/backlog/rows", rows),
    view("/backlog/marks", marks),
    view("/backlog/item", item),
    act("/backlog/act", change),
    act("/backlog/edit", edit),
    act("/backlog/category", category),
]
