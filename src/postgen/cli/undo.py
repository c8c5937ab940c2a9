"""`postgen undo`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from postgen.cli import console
from postgen.cli.lazy_group import example
from postgen.cli.options import WriteOptions
from postgen.cli.run import carry_out, open_site

if TYPE_CHECKING:
    from postgen.commands import Result

app = typer.Typer()


@app.command("undo", epilog=example("postgen undo --dry-run", "postgen undo"))
def undo(ctx: typer.Context, *, write: WriteOptions) -> None:
    """Take back the last command that wrote, as long as its files are as it left them.

    Once more, it takes back the one before.
    """
    from postgen.commands import undo as command
    from postgen.files import journal

    site = open_site(ctx, write.site)

    def take_back(result: Result) -> None:
        journal.undo(site.root, result.changes)
        if not write.as_json:
            _show(result.data["diff"])

    try:
        carry_out(site, lambda: command.undo(site), write, write=take_back)
    except command.ChangedSinceError as error:
        console.note(error.diff.rstrip("\n"))
        raise


def _show(diff: str) -> None:
    try:
        console.diff(diff)
        console.flush()
    except BrokenPipeError:  # the reader has had enough
        console.hang_up()
    except console.UnprintableError as error:
        console.note(f"The files are written, but {error.message[0].lower()}{error.message[1:]}")
