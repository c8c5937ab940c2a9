"""`postgen` alone: where things stand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from postgen.cli import console
from postgen.cli.run import open_site
from postgen.site import NoSiteError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import typer

    from postgen.commands.status import Category, SiteStatus, Step

SHOWN = 5
"""So many drafts are named."""

Part = tuple[str, list[tuple[Any, ...]]]


def show(ctx: typer.Context, *, as_json: bool) -> None:
    """Say what the site around this folder holds and what comes next; outside one, how to begin."""
    from postgen.commands import status

    command = _command(ctx)
    try:
        where = open_site(ctx, None)
    except NoSiteError as error:
        if ctx.obj:  # it was named
            raise
        steps = status.first_steps(command)
        if as_json:
            console.data(status.to_json(None, steps))
        else:
            console.outline([(error.message, []), _steps("Begin", steps)])
        return
    standing = status.read(where, where.now().date())
    steps = status.next_steps(standing, command)
    for problem in standing.problems:
        console.note(f"warning: {problem}")
    if as_json:
        console.data(status.to_json(standing, steps))
    else:
        console.outline([*_parts(standing), _steps("Next", steps)])


def _command(ctx: typer.Context) -> str:
    """Return the command that reaches this very site again: one that was named has to be named again."""
    source = ctx.get_parameter_source("site")
    if not ctx.obj or (source and source.name == "ENVIRONMENT"):
        return "postgen"
    from shlex import quote

    return f"postgen -C {quote(str(ctx.obj))}"


def _parts(standing: SiteStatus) -> Iterator[Part]:
    from postgen.commands.status import ago, count

    yield f"{standing.title or Path(standing.root).name}: {standing.root}", []
    if issue := standing.issue:
        yield f"Last issue: #{issue.number}, {ago(issue.age)}", [(issue.title, issue.path)]
    else:
        yield "Last issue: none yet", []
    if standing.backlog:
        most = max((len(each.ages) for each in standing.categories), default=0)
        rows = [_category(each, most) for each in standing.categories]
        yield f"Backlog: {count(standing.items, 'item')}, {standing.backlog}", rows
    else:
        yield "Backlog: none yet", []
    if standing.drafts:
        rows = [(each.title, each.path) for each in standing.drafts[:SHOWN]]
        more = len(standing.drafts) - SHOWN
        yield (
            f"Drafts: {len(standing.drafts)}",
            [*rows, *([(f"and {more} more", "")] if more > 0 else [])],
        )
    if standing.feeds:
        new = f", {len(standing.new_feeds)} never pulled" if standing.new_feeds else ""
        yield f"Feeds: {standing.feeds}{new}", []


def _category(category: Category, most: int) -> tuple[Any, ...]:
    from postgen.commands.status import count

    told = category.to_json()
    week, oldest = told["ages"]["week"], told["oldest"]
    return (
        category.name or "(no category)",
        told["items"],
        console.bar(told["items"], most),
        f"{week} this week" if week else "",
        f"oldest {count(oldest, 'day')}" if oldest else "",
    )


def _steps(head: str, steps: list[Step]) -> Part:
    return head, [(each.command, each.why) for each in steps]
