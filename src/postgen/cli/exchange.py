"""`postgen import` and `export`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from postgen.cli import console, report
from postgen.cli.completers import complete_choices
from postgen.cli.group import example
from postgen.cli.options import BacklogFile, Category, WriteOptions
from postgen.cli.run import carry_out, look_up, open_site
from postgen.errors import UsageError
from postgen.exporters import FORMATS as WRITTEN
from postgen.importers import FORMATS as READ

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from postgen.commands import Result
    from postgen.commands.exchange import Gathered, Source, Wanted
    from postgen.site import Site

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
            help=f"auto, {', '.join(READ)}.",
            autocompletion=complete_choices(["auto", *READ]),
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
    from postgen.commands import exchange

    if format not in {"auto", *READ}:
        raise UsageError(f"There is no format `{format}`.", f"Choose auto, {', '.join(READ)}.")
    where = open_site(ctx, write.site)
    wanted = exchange.Wanted(
        category, exchange.mapping(map or []), keep_url, f"{where.now():%Y-%m-%d}"
    )
    gathered = exchange.gather([source for name in files for source in _sources(name)], format)
    carry_out(
        where,
        _importing(where, gathered, wanted, backlog, fetch=not no_fetch),
        write,
    )


def _importing(
    where: Site, gathered: Gathered, wanted: Wanted, backlog: Path | None, *, fetch: bool
) -> Callable[[], Result]:
    """Return the operation: links go into the backlog, feeds into the configuration; feeds alone need no backlog."""
    from postgen.commands import Result, exchange, links
    from postgen.commands.subscribe import subscribe

    if gathered.feeds and not gathered.rows:
        return lambda: subscribe(where, Result(), gathered.feeds)
    path = links.backlog_path(where, backlog)
    titles = _titles(where, path, gathered) if fetch else {}

    def operation() -> Result:
        outcome = exchange.import_links(where, path, gathered, wanted, titles)
        return subscribe(where, outcome, gathered.feeds) if gathered.feeds else outcome

    return operation


def _sources(name: str) -> list[Source]:
    """Read a file, the pipe, or the files of a pattern that the shell, such as those of Windows, has left as it is.

    Raises `UnreadableError` and `ArchiveError`.
    """
    from postgen.commands.exchange import unpack
    from postgen.files import store

    if name == "-":
        return unpack("stdin", sys.stdin.buffer.read() if sys.stdin else b"")
    found = [name]
    if not Path(name).exists():
        from glob import glob

        found = sorted(glob(name)) or found  # noqa: PTH207 - names are kept as they are spelled
    read = ((each, store.read(Path(each)).encode(errors="surrogateescape")) for each in found)
    return [source for each, content in read for source in unpack(each, content)]


def _titles(where: Site, path: Path, gathered: Gathered) -> Mapping[str, str]:
    """Look up the titles of links that come without; of those that are known already, none is needed."""
    urls = gathered.titleless
    if not urls:
        return {}
    from postgen.commands.links import known_links

    known = known_links(where, path, urls)
    return look_up([url for url in urls if url not in known])


@app.command("export", epilog=example("postgen export --format netscape > bookmarks.html"))
def export(
    ctx: typer.Context,
    format: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="NAME",
            help=f"{', '.join(WRITTEN)}.",
            autocompletion=complete_choices(WRITTEN),
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
    from postgen.commands import exchange, links

    if format not in WRITTEN:
        raise UsageError(f"Links cannot be written as `{format}`.", f"Choose {', '.join(WRITTEN)}.")
    where = open_site(ctx, write.site)
    path = links.backlog_path(where, backlog)
    outcome = exchange.export_links(where, path, format, category, output, force=force)
    if output:
        carry_out(where, lambda: outcome, write)
        return
    report.notes(outcome)
    if write.as_json:
        console.data(outcome.data)
    else:
        console.document(outcome.text)
