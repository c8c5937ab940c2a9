"""The options that commands share, and the path that every command takes: read, work out, write, report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from postgen import console, site, store

if TYPE_CHECKING:
    from collections.abc import Callable

    from postgen.operations import Outcome
    from postgen.site import Site

SiteDir = Annotated[
    Path | None,
    typer.Option("--site", "-C", metavar="DIR", help="The site; else the one around this folder."),
]
DryRun = Annotated[bool, typer.Option("--dry-run", "-n", help="Show what would change as a diff; change nothing.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Commit = Annotated[bool, typer.Option("--commit", help="Commit exactly the files that change.")]
BacklogFile = Annotated[Path | None, typer.Option("--backlog", metavar="PATH", help="The backlog's file.")]


def open_site(ctx: typer.Context, given: Path | None) -> Site:
    """Find the site that a command is about, and tell what is wrong with its settings."""
    found = site.find(given or ctx.find_root().obj or Path.cwd())
    for warning in found.warnings:
        console.note(f"warning: {warning}")
    return found


def carry_out(
    where: Site,
    operation: Callable[[], Outcome],
    *,
    dry_run: bool,
    as_json: bool,
    commit: bool,
    edit: bool = False,
) -> None:
    """Run an operation under the site's lock, write what it says, and report."""
    with store.lock(where.root):
        outcome = operation()
        if not dry_run:
            store.commit(outcome.changes)
    data = dict(outcome.data)
    if dry_run:
        data |= {"dry_run": True, "diff": store.diff(outcome.changes)}
    elif outcome.changes and (commit or where.settings.commit):
        data["commit"] = _commit(where, outcome)
    for each in outcome.notes:
        console.note(each)
    if as_json:
        console.data(data)
    elif dry_run:
        console.diff(data["diff"])
    else:
        console.result(outcome.lines)
    if edit and outcome.opens and not dry_run:
        from postgen.editor import edit as open_editor

        open_editor(outcome.opens)
    if outcome.failed:
        raise typer.Exit(1)


def _commit(where: Site, outcome: Outcome) -> str:
    from postgen import git

    name = git.commit(where.root, [change.path for change in outcome.changes], outcome.message)
    console.note(f"Committed {name}: {outcome.message}")
    return name


def complete_categories(ctx: typer.Context, incomplete: str) -> list[str]:
    """Complete the backlog's categories."""
    return _starting(incomplete, lambda where: _backlog_categories(where, ctx))


def complete_words(kind: str) -> Callable[[typer.Context, str], list[str]]:
    """Complete the site's `category` or `tag` names."""

    def complete(ctx: typer.Context, incomplete: str) -> list[str]:  # noqa: ARG001 - typer's signature
        def words(where: Site) -> list[str]:
            from postgen.operations.words import words_of

            return words_of(where)[kind]

        return _starting(incomplete, words)

    return complete


def _starting(incomplete: str, words: Callable[[Site], list[str]]) -> list[str]:
    from postgen.errors import PostgenError

    try:
        found = words(site.find(Path.cwd()))
    except PostgenError:  # completion has nowhere to tell
        return []
    return [word for word in found if word.casefold().startswith(incomplete.casefold())]


def _backlog_categories(where: Site, ctx: Any) -> list[str]:
    from postgen.backlog import Backlog
    from postgen.operations.links import backlog_path

    given = (ctx.params or {}).get("backlog")
    held = Backlog(store.read(backlog_path(where, given)))
    return [section.name for section in held.sections if section.name]
