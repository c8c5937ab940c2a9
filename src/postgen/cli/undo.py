"""`postgen undo`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from postgen.cli import console
from postgen.cli.group import example
from postgen.cli.shared import Commit, DryRun, Json, SiteDir, carry_out, open_site

if TYPE_CHECKING:
    from postgen.commands import Result

app = typer.Typer()


@app.command("undo", epilog=example("postgen undo --dry-run", "postgen undo"))
def undo(
    ctx: typer.Context,
    site: SiteDir = None,
    dry_run: DryRun = False,
    as_json: Json = False,
    commit: Commit = False,
) -> None:
    """Take back the last command that wrote, as long as its files are as it left them.

    Once more, it takes back the one before.
    """
    from postgen.commands.undo import ChangedSinceError
    from postgen.commands.undo import undo as operation
    from postgen.files import journal

    where = open_site(ctx, site)

    def write(outcome: Result) -> None:
        if not as_json:
            _show(outcome.data["diff"])
        journal.undo(where.root, outcome.changes)

    try:
        carry_out(
            where,
            lambda: operation(where),
            dry_run=dry_run,
            as_json=as_json,
            commit=commit,
            write=write,
        )
    except ChangedSinceError as error:
        console.note(error.diff.rstrip("\n"))
        raise


def _show(diff: str) -> None:
    try:
        console.diff(diff)
    except BrokenPipeError:  # who reads no further wants it done all the same
        console.hang_up()
