"""`postgen search`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from postgen.cli import console, tables
from postgen.cli.declare import Commands, example
from postgen.cli.option_groups import ReadOptions
from postgen.cli.run import open_site
from postgen.errors import UsageError

if TYPE_CHECKING:
    import typer

    from postgen.cli.completion_values import complete_categories, complete_tags
    from postgen.cli.options import BacklogFile

app = Commands()


@app.command(
    "search",
    epilog=example("postgen search transformer --since 30d", "postgen search --host arxiv.org"),
)
def search(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[QUERY]...", help='Words, "a phrase", or a URL; all of them must be there.'
        ),
    ] = None,
    category: Annotated[
        str,
        typer.Option(
            "--category",
            "-c",
            metavar="NAME",
            help="In this section or category.",
            autocompletion=complete_categories,
        ),
    ] = "",
    tag: Annotated[
        str,
        typer.Option(
            "--tag",
            "-t",
            metavar="NAME",
            help="With this tag.",
            autocompletion=complete_tags,
        ),
    ] = "",
    host: Annotated[str, typer.Option(metavar="HOST", help="On this host, or below it.")] = "",
    since: Annotated[str, typer.Option(metavar="WHEN", help="Not before: 7d, 2w, or a date.")] = "",
    until: Annotated[str, typer.Option(metavar="WHEN", help="Not after: 7d, 2w, or a date.")] = "",
    limit: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="So many at most, the best.")
    ] = None,
    backlog: BacklogFile = None,
    *,
    read: ReadOptions,
) -> None:
    """Find links in the backlog and in everything ever published."""
    from postgen.commands import search as command
    from postgen.commands.since import day_since
    from postgen.search import Query, quick

    text = " ".join(words or ())
    if not any((text.strip(), category, tag, host, since, until)):
        raise UsageError(
            "There is nothing to look for.",
            "Add words, a URL, or one of --category, --tag, --host.",
        )
    query = Query(text, category, tag, host, limit=limit)
    needs_site = bool(since or until or backlog)
    folder = read.site or ctx.find_root().obj or Path.cwd()
    found = None if needs_site else quick(folder, query)
    if found:
        rows = command.rows(*found)
    else:
        site = open_site(ctx, read.site)
        query = query._replace(since=day_since(site, since), until=day_since(site, until))
        rows = command.find(site, query, backlog)
    if read.as_json:
        console.data({"query": text, "items": rows})
    elif rows:
        columns = {"title": "Title", "where": "Where", "url": "URL", "place": "Place"}
        tables.table(rows, columns, whole="place")
    else:
        console.note("Nothing like it was found.")
    if not rows:
        sys.exit(1)
