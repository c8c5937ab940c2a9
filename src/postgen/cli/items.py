"""`postgen list`, `move`, `drop`, `edit` and `open`: the items of the backlog."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from postgen.cli import console
from postgen.cli.declare import Commands, example
from postgen.cli.menu import issue_items_or_chosen, items_or_chosen
from postgen.cli.option_groups import ItemOptions, OpenOptions, ReadOptions
from postgen.cli.run import carry_out, may_ask, open_backlog
from postgen.errors import NotFoundError, PostgenError, UsageError

if TYPE_CHECKING:
    import typer

    from postgen.cli.completion_values import (
        complete_categories,
        complete_choices,
        complete_items,
        complete_tags,
    )
    from postgen.cli.options import BacklogFile, Category, Items, NewCategory, Tags
    from postgen.commands.item_choice import ItemRequest

app = Commands()

SHOWN_TITLE = 200
"""A title is cut to so many characters where it is shown; `--json` has all of it."""


@app.command("list", epilog=example("postgen list --category NLP --since 7d"))
def list_(
    ctx: typer.Context,
    category: Category = "",
    since: Annotated[
        str, typer.Option(metavar="WHEN", help="Added since: 7d, 2w, or a date.")
    ] = "",
    tag: Annotated[
        str,
        typer.Option(
            "--tag",
            "-t",
            metavar="NAME",
            help="With this tag.",
            autocompletion=complete_tags,
        ),
    ] = "",
    search: Annotated[
        str, typer.Option(metavar="TEXT", help="With this text in title, note or URL.")
    ] = "",
    sort: Annotated[
        str,
        typer.Option(
            metavar="ORDER",
            help="file, added, title, url or category.",
            autocompletion=complete_choices(("file", "added", "title", "url", "category")),
        ),
    ] = "file",
    limit: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="At most so many rows.")
    ] = None,
    backlog: BacklogFile = None,
    *,
    read: ReadOptions,
) -> None:
    """Show the backlog."""
    from postgen.backlog import read as read_items
    from postgen.cli import tables
    from postgen.commands import listing
    from postgen.commands.shown_list import ids_of, remember
    from postgen.commands.since import day_since
    from postgen.files import store

    site, path = open_backlog(ctx, read.site, backlog)
    request = listing.ListRequest(
        category.strip(), day_since(site, since), tag.strip(), search, sort, limit
    )
    items = read_items(store.read(path))
    found = listing.list_items(items, request, ids_of(path, items))
    if read.as_json:
        console.data({"path": site.display_path(path), "items": found.rows})
    elif found.rows:
        rows = [{**row, "title": _cut(row["title"])} for row in found.rows]
        columns = {
            "index": "#",
            "category": "Category",
            "title": "Title",
            "url": "URL",
            "added": "Added",
            "id": "ID",
        }
        tables.table(rows, columns, keep=("index", "id"))
    elif found.ids:
        console.note("Nothing in the backlog matches.")
    else:
        console.note(
            "The backlog is empty. `postgen add-link URL --category NAME` files the first link."
        )
    remember(path, items, found.ids)


def _cut(title: str) -> str:
    return title if len(title) <= SHOWN_TITLE else f"{title[: SHOWN_TITLE - 1]}…"


@app.command("move", epilog=example("postgen move 'Illustrated Transformer' --to NLP"))
def move(
    ctx: typer.Context,
    what: Items = None,
    to: Annotated[
        str,
        typer.Option(
            "--to",
            metavar="NAME",
            help="The category, or its beginning.",
            autocompletion=complete_categories,
        ),
    ] = "",
    after: Annotated[
        str,
        typer.Option(
            "--after",
            metavar="WHAT",
            help="Behind this item, in its category.",
            autocompletion=complete_items,
        ),
    ] = "",
    first: Annotated[bool, typer.Option("--first", help="First in the category.")] = False,
    last: Annotated[bool, typer.Option("--last", help="Last in the category.")] = False,
    to_backlog: Annotated[
        bool, typer.Option("--to-backlog", help="Out of the draft of an issue, back here.")
    ] = False,
    new_category: NewCategory = False,
    backlog: BacklogFile = None,
    *,
    write: ItemOptions,
) -> None:
    """Put items of the backlog into another category, or to another place in it."""
    from postgen.cli.questions import ask_target, settled_category
    from postgen.commands import items

    to = to.strip()
    if sum((bool(after), first, last)) > 1:
        raise UsageError("--after, --first and --last exclude each other.", "Choose one of them.")
    site, path = open_backlog(ctx, write.site, backlog)
    if to_backlog:
        from postgen.commands import open_issue

        whats = issue_items_or_chosen(site, what or (), write)
        carry_out(site, lambda: open_issue.to_backlog(site, path, whats), write)
        return
    is_placed = bool(to or after or first or last)
    if not is_placed and not may_ask(site, write):
        raise _no_place(what or [])
    request = items_or_chosen(site, path, what, write)
    if not is_placed:
        if len(request.whats) > 1 and not _are_items(path, request):
            raise _no_place(what or [])
        to = ask_target(path)
    if to and not new_category:
        to, new_category = settled_category(site, path, to, write)
    where = items.MoveRequest(to, after, first, last, new_category)
    carry_out(site, lambda: items.move(site, path, request, where), write)


def _are_items(path: Path, request: ItemRequest) -> bool:
    """Whether all that is named is in the backlog: `Tools` of `move 1 Tools` may be a category."""
    from postgen.commands import items

    try:
        return bool(items.names_of(path, request))
    except NotFoundError:
        return False


def _no_place(what: list[str]) -> UsageError:
    """Return the error for a place that is missing, or that lacks its option: `move 1 Tools`."""
    from shlex import quote

    hint = "Add --to NAME, --after ID, --first or --last."
    if len(what) > 1:
        hint = f"Write it as `postgen move {quote(what[0])} --to {quote(' '.join(what[1:]))}`."
    return UsageError("Where it goes is missing.", hint)


@app.command("drop", epilog=example("postgen drop 'Illustrated Transformer'"))
def drop(
    ctx: typer.Context, what: Items = None, backlog: BacklogFile = None, *, write: ItemOptions
) -> None:
    """Take items out of the backlog."""
    from postgen.commands import items

    site, path = open_backlog(ctx, write.site, backlog)
    request = items_or_chosen(site, path, what, write)
    carry_out(site, lambda: items.drop(site, path, request), write)


@app.command("edit", epilog=example("postgen edit 'Illustrated' --title 'A better title'"))
def edit(
    ctx: typer.Context,
    what: Items = None,
    title: Annotated[str | None, typer.Option(metavar="TEXT", help="Its new title.")] = None,
    url: Annotated[str | None, typer.Option(metavar="URL", help="Its new address.")] = None,
    note: Annotated[
        str | None, typer.Option("--note", "-m", metavar="TEXT", help="Its new note.")
    ] = None,
    tag: Tags = None,
    backlog: BacklogFile = None,
    *,
    write: ItemOptions,
) -> None:
    """Change items of the backlog, by options or, without any, in the editor."""
    from postgen.commands import items

    site, path = open_backlog(ctx, write.site, backlog)
    tags = None if tag is None else tuple(each.strip() for each in tag if each.strip())
    request = items.EditRequest(title, url, note, tags)
    whats = items_or_chosen(site, path, what, write)
    if not request.is_empty:
        carry_out(site, lambda: items.edit(site, path, whats, request), write)
        return
    for url_or_id in items.names_of(path, whats):
        _edit_one(ctx, path, url_or_id, write, backlog)


def _edit_one(
    ctx: typer.Context, path: Path, name: str, write: ItemOptions, backlog: Path | None
) -> None:
    """Have the person edit an item in the editor, and write what they made of it."""
    from postgen.commands import items
    from postgen.commands.item_choice import ItemRequest

    site, path = open_backlog(ctx, write.site, backlog)
    request = ItemRequest((name,))
    old, new = _in_editor(path, request)
    try:
        carry_out(site, lambda: items.replace_text(site, path, request, old, new), write)
    except PostgenError:
        console.note(f"Your text was:\n{new}")  # it exists nowhere else
        raise


def _in_editor(path: Path, request: ItemRequest) -> tuple[str, str]:
    """Have the person edit an item's Markdown in a file of its own.

    Return it as it was, and as it is to be.
    """
    from tempfile import TemporaryDirectory

    from postgen.commands import items
    from postgen.files import editor, store

    before = items.text_of(path, request)
    with TemporaryDirectory(prefix="postgen-", ignore_cleanup_errors=True) as folder:
        file = Path(folder) / "item.md"
        store.commit([store.Change(file, None, before + "\n")])
        editor.edit(file)
        after = store.read(file).rstrip("\r\n")
    if not after.strip():
        raise UsageError(
            "The text was emptied; nothing was changed.",
            f"`postgen drop {request.whats[0]}` takes the item out.",
        )
    return before, after


@app.command("open", epilog=example("postgen open 'Illustrated Transformer'"))
def open_(
    ctx: typer.Context, what: Items = None, backlog: BacklogFile = None, *, options: OpenOptions
) -> None:
    """Open the links of items in the browser."""
    import webbrowser

    from postgen.commands import items

    site, path = open_backlog(ctx, options.site, backlog)
    urls = items.urls_of(path, items_or_chosen(site, path, what, options))
    console.result(urls)
    unopened = [url for url in urls if not webbrowser.open(url)]
    if unopened:
        console.note("No browser could be started; open these addresses yourself.")
        sys.exit(1)
