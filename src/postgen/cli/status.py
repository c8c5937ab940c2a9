"""`postgen` alone: where things stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen import console, store
from postgen.cli.shared import open_site
from postgen.operations.links import NoBacklogError, backlog_path
from postgen.site import NoSiteError

if TYPE_CHECKING:
    import typer

    from postgen.site import Site


def show(ctx: typer.Context) -> None:
    """Say what the site around this folder holds and what comes next; outside one, how to begin."""
    try:
        where = open_site(ctx, None)
    except NoSiteError as error:
        console.note(error.message)
        console.note("Begin one with `postgen init my-blog`, or name one with --site DIR; see `postgen --help`.")
        return
    lines = [f"Site: {where.root}", *_backlog(where), _issues(where)]
    console.result(lines)


def _backlog(where: Site) -> list[str]:
    from postgen.backlog import Backlog

    try:
        path = backlog_path(where, None)
    except NoBacklogError as error:
        return [f"Backlog: {error.message} {error.hint}"]
    held = Backlog(store.read(path))
    names = [section.name for section in held.sections if section.name]
    items = len(held.all_entries())
    return [f"Backlog: {where.shown(path)}, {_count(items, 'item')} in {_count(len(names), 'category')}"]


def _issues(where: Site) -> str:
    from postgen.library.sought import issue_of

    numbers = [(issue_of(store.read(path)), path) for path in where.posts()]
    last, path = max(numbers, key=lambda pair: pair[0], default=(0, None))
    if not last or not path:
        return "Newsletter: none yet; `postgen new newsletter` writes one from the backlog."
    return f"Newsletter: #{last} was the last, {where.shown(path)}"


def _count(number: int, thing: str) -> str:
    many = f"{thing[:-1]}ies" if thing.endswith("y") else f"{thing}s"
    return f"{number} {thing if number == 1 else many}"
