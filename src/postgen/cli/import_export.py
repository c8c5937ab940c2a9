"""`postgen import` and `export`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from postgen import exporters, importers
from postgen.cli import console, report
from postgen.cli.completion_values import complete_choices, complete_files
from postgen.cli.lazy_group import example
from postgen.cli.option_groups import WriteOptions
from postgen.cli.options import BacklogFile, Category
from postgen.cli.run import carry_out, look_up, open_site
from postgen.errors import UsageError
from postgen.outlets import registry as outlets

if TYPE_CHECKING:
    from collections.abc import Callable

    from postgen.commands import Result
    from postgen.site import Site

IMPORTED = importers.names()
EXPORTED = exporters.names()
OUTLETS = outlets.names()

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


@app.command(
    "export",
    epilog=example(
        "postgen export --format netscape > bookmarks.html",
        "postgen export margin-notes-1 --format email --output mail.html",
    ),
)
def export(
    ctx: typer.Context,
    post: Annotated[
        str,
        typer.Argument(
            metavar="[POST]",
            help="A post, by its path, URL or title; else the backlog's links.",
            autocompletion=complete_files("posts", "drafts"),
        ),
    ] = "",
    format: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="NAME",
            help=f"Of links: {', '.join(EXPORTED)}; else json. Of a post: {', '.join(OUTLETS)}.",
            autocompletion=complete_choices([*EXPORTED, *OUTLETS]),
        ),
    ] = "",
    text: Annotated[
        bool, typer.Option("--text", help="Of a thread: as a person reads it, not as JSON.")
    ] = False,
    category: Category = "",
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write a new file; else stdout."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", "-f", help="Overwrite the file.")] = False,
    backlog: BacklogFile = None,
    *,
    write: WriteOptions,
) -> None:
    """Export the backlog's links, or one post for an outlet."""
    plan: Callable[[Site], Result]
    if post:
        if category or backlog:
            raise UsageError(
                "--category and --backlog are of the backlog's links, not of a post.",
                "Leave them out.",
            )
        plan = _plan_post(post, format, output, force=force, as_text=text)
    else:
        plan = _plan_links(format, category, output, backlog, force=force, as_text=text)
    found_site = open_site(ctx, write.site)
    if output:
        carry_out(found_site, lambda: plan(found_site), write)
        return
    result = plan(found_site)
    report.notes(result)
    if write.as_json:
        console.data(result.data)
    else:
        console.document(result.text)


def _plan_post(
    post: str, outlet: str, output: Path | None, *, force: bool, as_text: bool
) -> Callable[[Site], Result]:
    """Return what exports a post. Raises `UsageError`."""
    if not outlet:
        raise UsageError(
            "The outlet of the post is missing.", f"Name it with --format: {', '.join(OUTLETS)}."
        )
    from postgen.commands.export_post import PostExportRequest, export_post

    try:
        request = PostExportRequest(post, outlet, output, force, as_text)
    except UsageError as error:
        if outlet in EXPORTED:
            raise UsageError(
                f"`{outlet}` is a format of links, and not of a post.",
                f"Choose {', '.join(OUTLETS)}, or leave {post} out.",
            ) from error
        raise
    return lambda site: export_post(site, request)


def _plan_links(
    format: str,
    category: str,
    output: Path | None,
    backlog: Path | None,
    *,
    force: bool,
    as_text: bool,
) -> Callable[[Site], Result]:
    """Return what exports the backlog's links. Raises `UsageError`."""
    if as_text:
        raise UsageError("--text is for a post.", "Name the post, or leave --text out.")
    from postgen.commands.export_links import ExportRequest, export_links

    try:
        request = ExportRequest(format or "json", category, output, force, backlog)
    except UsageError as error:
        if format in OUTLETS:
            raise UsageError(
                f"`{format}` is for a post, and none is named.",
                f"Run `postgen export POST --format {format}`.",
            ) from error
        raise
    return lambda site: export_links(site, request)
