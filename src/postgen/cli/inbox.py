"""`postgen inbox`: its answer is Markdown, for a comment on the issue."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from postgen.cli import console, report
from postgen.cli.lazy_group import example
from postgen.cli.option_groups import WriteOptions
from postgen.cli.options import BacklogFile
from postgen.cli.run import carry_out, find_backlog, look_up_pages, open_site
from postgen.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from postgen.commands import Result
    from postgen.commands.add_links import LookedUp

app = typer.Typer()

_SAID = {"category-called", "category-new", "category-unclear", "address-ftp", "address-local"}
"""The notes that the person reads who wrote the issue."""

_TOLD = {*_SAID, "filed", "filed-unsorted", "fits-category", "fits-more", "known"}
"""The notes that the answer makes needless."""


@app.command("inbox", epilog=example("postgen inbox --commit > answer.md"))
def inbox(
    ctx: typer.Context,
    event: Annotated[
        Path | None,
        typer.Argument(
            metavar="[EVENT]",
            help="The event, a file of JSON; else the one of the workflow that runs.",
            show_default=False,
        ),
    ] = None,
    backlog: BacklogFile = None,
    *,
    write: WriteOptions,
) -> None:
    """File the link of an issue on GitHub, and print the answer to it as Markdown."""
    from postgen.commands import Note
    from postgen.commands import inbox as command

    path = event or _event_of_workflow()
    site = open_site(ctx, write.site)
    read = command.read_event(site, path)
    if isinstance(read, Note):
        report.note(read)
        if write.as_json:
            console.data({"path": None, "added": [], "answer": ""})
        return
    plan = command.file(site, find_backlog(site, backlog), read, _look_up)
    carry_out(site, lambda: _answered(plan()), write)


def _event_of_workflow() -> Path:
    """Return the file of the event that has started this workflow. Raises `UsageError`."""
    name = os.environ.get("GITHUB_EVENT_PATH", "")
    if not name:
        raise UsageError("There is no event.", "Name its file, or run this in a workflow.")
    return Path(name)


def _look_up(urls: list[str]) -> Mapping[str, LookedUp]:
    return look_up_pages(urls, typed=False)


def _answered(result: Result) -> Result:
    """Return a result whose text on the screen is the answer."""
    from postgen.commands import note

    lines = list(_answer(result))
    findings = [note("answer", line=line) for line in lines]
    data = {**result.data, "answer": "".join(f"{line}\n" for line in lines)}
    notes = tuple(each for each in result.notes if each.code not in _TOLD)
    return result._replace(paths=(), findings=tuple(findings), notes=notes, data=data)


def _answer(result: Result) -> Iterator[str]:
    """Yield the lines of the answer; whatever comes from the issue or a page is in code."""
    from postgen.backlog import UNSORTED
    from postgen.cli.check_github import cell

    data = result.data
    for link in data["added"]:
        where, title, url = map(_code, (link["category"], link["title"], link["url"]))
        yield f"Filed under {where}: {title} ({url})."
        fit = data["suggested"].get(link["url"])
        if fit:
            yield f"It would fit {_code(fit)}."
    for each in data["refused"]:
        yield f"{_code(each['url'])} is {cell(each['reason'])} ({_code(each['where'])})."
    for each in data["bad"]:
        yield f"No web address is in {_code(each)}: correct it, then label the issue with `link`."
    for each in result.notes:
        is_usual = each.code == "category-new" and each.values["name"] == UNSORTED
        if each.code in _SAID and not is_usual:
            yield cell(report.sentence(each))


def _code(text: str) -> str:
    """Return a text as code: in it nobody is mentioned, and nothing is a link."""
    from postgen.cli.check_github import code

    return code(text[:300] or " ", in_table=False)
