"""`postgen init`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from postgen.cli.group import example
from postgen.cli.shared import Commit, DryRun, Json, carry_out
from postgen.errors import UsageError

app = typer.Typer()


@app.command("init", epilog=example("postgen init my-blog"))
def init(
    directory: Annotated[
        Path,
        typer.Argument(
            metavar="[DIR]", help="The folder; this one if none is named.", show_default=False
        ),
    ] = Path(),
    dry_run: DryRun = False,
    as_json: Json = False,
    commit: Commit = False,
) -> None:
    """Make a folder a site, or give a site its postgen settings."""
    from postgen.commands.init import init as operation
    from postgen.jekyll import settings
    from postgen.site import DEFAULTS, Site

    if directory.exists() and not directory.is_dir():
        raise UsageError(f"{directory} is a file.", "Name a folder.")
    where = Site(directory, DEFAULTS, settings.Settings())
    carry_out(
        where,
        lambda: operation(directory, str(directory)),
        dry_run=dry_run,
        as_json=as_json,
        commit=commit,
    )
