"""`postgen` alone: where things stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any

from postgen.cli import console, tables
from postgen.cli.report import count
from postgen.cli.run import open_site
from postgen.site import NoSiteError
from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    import typer

    from postgen.commands import Note
    from postgen.commands.status import Category, SiteStatus

SHOWN = 5
"""So many drafts are named."""

Part = tuple[str, Sequence[tuple[Any, ...]]]
"""A head, and the rows below it."""


class Step(NamedTuple):
    """Something to do next: a command to copy, and why."""

    command: str
    why: str


def show(ctx: typer.Context, *, as_json: bool) -> None:
    """Print what the site around this folder holds and what comes next.

    Outside of a site, print how to begin.
    """
    from postgen.commands import status

    command = _command(ctx)
    try:
        site = open_site(ctx, None)
    except NoSiteError as error:
        if ctx.obj:  # it was named
            raise
        parts: list[Part] = [(error.message, []), ("Begin", list(first_steps(command)))]
        _print(None, parts, first_steps(command), as_json=as_json)
        return
    state = status.read(site, site.now().date())
    steps = [step(each, command) for each in status.next_steps(state)]
    for problem in state.problems:
        console.note(f"warning: {problem}")
    _print(state, [*_parts(state), ("Next", list(steps))], steps, as_json=as_json)


def _print(
    state: SiteStatus | None, parts: list[Part], steps: Sequence[Step], *, as_json: bool
) -> None:
    from postgen.commands import status

    if as_json:
        console.data({**status.to_json(state), "next": [each._asdict() for each in steps]})
    else:
        tables.outline(parts)


def first_steps(command: str = "postgen") -> list[Step]:
    """Return how to begin where there is no site, as commands that begin with `command`."""
    return [
        Step(f"{command} init my-blog", "makes a folder a site"),
        Step(f"{command} -C path/to/blog", "works on a site that is elsewhere"),
        Step(f"{command} --help", "lists the commands"),
    ]


def step(note: Note, command: str = "postgen") -> Step:
    """Return what to do about a note of `next_steps`, and why.

    What to do is a command that begins with `command`.
    """
    words, why = STEPS[note.code](note.values)
    return Step(f"{command} {words}", why)


def _issue_due(values: Mapping[str, Any]) -> tuple[str, str]:
    since = "there is no issue yet"
    if values["age"] is not None:
        since = f"the last issue was {ago(values['age'])}"
    return "new newsletter", f"{count(values['items'], 'item')} in the backlog; {since}"


STEPS: dict[str, Callable[[Mapping[str, Any]], tuple[str, str]]] = {
    "no-backlog": lambda _: (
        "new backlog --category Reading",
        "there is no backlog yet: the post that links are filed in",
    ),
    "never-pulled": lambda values: ("pull", f"{count(values['count'], 'feed')} never pulled"),
    "not-pulled": lambda _: ("pull", "nothing was filed for a week"),
    "unsorted": lambda values: (
        f"list --category {values['category']}",
        f"{count(values['count'], 'item')} without a category",
    ),
    "issue-due": _issue_due,
    "draft": lambda values: (
        f"publish {quote(values['name'])}",
        f"the draft `{values['title']}`, when it is done",
    ),
    "add-link": lambda values: (
        f"add-link https://example.org/ --category {quote(values['category'])}",
        "a link for the next issue",
    ),
}


def ago(days: int) -> str:
    """Return when something was, in words: `8 days ago`."""
    if days < 0:
        return f"in {count(-days, 'day')}"
    if days == 0:
        return "today"
    return "yesterday" if days == 1 else f"{days} days ago"


def _command(ctx: typer.Context) -> str:
    """Return the command that reaches this very site again.

    A site that was named has to be named again.
    """
    source = ctx.get_parameter_source("site")
    if not ctx.obj or (source and source.name == "ENVIRONMENT"):
        return "postgen"
    return f"postgen -C {quote(str(ctx.obj))}"


def _parts(state: SiteStatus) -> Iterator[Part]:
    yield f"{state.title or Path(state.root).name}: {state.root}", []
    if issue := state.issue:
        number = f"#{issue.number}, " if issue.number else ""
        yield f"Last issue: {number}{ago(issue.age)}", [(issue.title, issue.path)]
    else:
        yield "Last issue: none yet", []
    if state.backlog:
        most = max((len(each.ages) for each in state.categories), default=0)
        rows = [_category(each, most) for each in state.categories]
        yield f"Backlog: {count(state.items, 'item')}, {state.backlog}", rows
    else:
        yield "Backlog: none yet", []
    if state.drafts:
        rows = [(each.title, each.path) for each in state.drafts[:SHOWN]]
        more = len(state.drafts) - SHOWN
        yield (
            f"Drafts: {len(state.drafts)}",
            [*rows, *([(f"and {more} more", "")] if more > 0 else [])],
        )
    if state.feeds:
        new = f", {len(state.new_feeds)} never pulled" if state.new_feeds else ""
        yield f"Feeds: {state.feeds}{new}", []


def _category(category: Category, most: int) -> tuple[Any, ...]:
    data = category.to_json()
    week, oldest = data["ages"]["week"], data["oldest"]
    return (
        category.name or "(no category)",
        data["items"],
        tables.bar(data["items"], most),
        f"{week} this week" if week else "",
        f"oldest {count(oldest, 'day')}" if oldest else "",
    )
