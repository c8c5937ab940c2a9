"""`postgen import` and `export`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from postgen import exporters, importers
from postgen.cli import console, report
from postgen.cli.completion_values import complete_choices
from postgen.cli.lazy_group import example
from postgen.cli.options import BacklogFile, Category, WriteOptions
from postgen.cli.run import carry_out, look_up, open_site

IMPORTED = importers.names()
EXPORTED = exporters.names()

app = typer.Typer()


@app.command("import", epilog=example("postgen import bookmarks.html --map 'Machine Learning=NLP'"))
def import_(
    ctx: typer.Context,
    files: Annotated[
        list[str], typer.Argument(metavar="FILE...", help="Exports, zip files too; - is the pipe.")
    ],
    format: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="NAME",
            help=f"auto, {', '.join(IMPORTED)}.",
            autocompletion=complete_choices(["auto", *IMPORTED]),
        ),
    ] = "auto",
    category: Category = "",
    map: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="FOLDER=CATEGORY",
            help="Where a folder or a tag goes; may be repeated.",
        ),
    ] = None,
    no_fetch: Annotated[
        bool, typer.Option("--no-fetch", help="Do not look pages up that come without a title.")
    ] = False,
    keep_url: Annotated[bool, typer.Option("--keep-url", help="Keep tracking parameters.")] = False,
    backlog: BacklogFile = None,
    *,
    write: WriteOptions,
) -> None:
    """File the links of other programs in the backlog, each once."""
    from postgen.commands import import_links

    request = import_links.ImportRequest(
        files=tuple(files),
        format=format,
        category=category,
        folders=import_links.parse_folders(map or []),
        keep_url=keep_url,
        backlog=backlog,
    )
    found_site = open_site(ctx, write.site)
    command = import_links.prepare(
        found_site, request, _read_pipe, look_up=None if no_fetch else look_up
    )
    carry_out(found_site, command, write)


def _read_pipe() -> bytes:
    from postgen.files.reading import read_pipe

    return read_pipe(sys.stdin.buffer) if sys.stdin else b""


@app.command("export", epilog=example("postgen export --format netscape > bookmarks.html"))
def export(
    ctx: typer.Context,
    format: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="NAME",
            help=f"{', '.join(EXPORTED)}.",
            autocompletion=complete_choices(EXPORTED),
        ),
    ] = "json",
    category: Category = "",
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write a new file; else stdout."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file.")] = False,
    backlog: BacklogFile = None,
    *,
    write: WriteOptions,
) -> None:
    """Write the backlog's links for other programs."""
    from postgen.commands.export_links import ExportRequest, export_links

    request = ExportRequest(format, category, output, force, backlog)
    found_site = open_site(ctx, write.site)
    result = export_links(found_site, request)
    if output:
        carry_out(found_site, lambda: result, write)
        return
    report.notes(result)
    if write.as_json:
        console.data(result.data)
    else:
        console.document(result.text)
