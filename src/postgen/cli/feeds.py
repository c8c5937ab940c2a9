"""`postgen pull`, and `postgen new digest`."""

from __future__ import annotations

from typing import Annotated

import typer

from postgen.cli import console
from postgen.cli.group import example
from postgen.cli.shared import (
    BacklogFile,
    Commit,
    DryRun,
    Image,
    Json,
    SiteDir,
    Thumb,
    carry_out,
    complete_feeds,
    complete_languages,
    complete_templates,
    is_edited,
    open_site,
)

app = typer.Typer()


Categories = Annotated[
    list[str] | None,
    typer.Option(
        "--category",
        metavar="NAME",
        help="Only the feeds of this category; may be repeated.",
        autocompletion=complete_feeds,
    ),
]


@app.command("pull", epilog=example("postgen pull --since 7d"))
def pull(
    ctx: typer.Context,
    category: Categories = None,
    since: Annotated[
        str,
        typer.Option(metavar="WHEN", help="Pass over, for good, what is older: 7d, 2w, or a date."),
    ] = "",
    backlog: BacklogFile = None,
    site: SiteDir = None,
    dry_run: DryRun = False,
    as_json: Json = False,
    commit: Commit = False,
) -> None:
    """File what is new in the site's feeds, each entry once ever."""
    from postgen.cli.links import day_since
    from postgen.commands import pull as commands
    from postgen.commands.links import backlog_path

    where = open_site(ctx, site)
    path = backlog_path(where, backlog)
    day = day_since(where, since)
    wanted = commands.subscriptions(where, category or ())
    known = commands.remembered(where)
    with console.progress("Asking the feeds", len(wanted)) as done:
        fetched = commands.fetch(where, wanted, known, done)
    carry_out(
        where,
        lambda: commands.file(where, path, fetched, f"{where.now():%Y-%m-%d}", day),
        dry_run=dry_run,
        as_json=as_json,
        commit=commit,
    )


def digest(
    ctx: typer.Context,
    title: Annotated[
        str, typer.Argument(metavar="[TITLE]", help="Its title; else that of the settings.")
    ] = "",
    category: Categories = None,
    since: Annotated[
        str, typer.Option(metavar="WHEN", help="Only what is dated since: 7d, 2w, or a date.")
    ] = "",
    limit: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="So many cards at most.")
    ] = None,
    template: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="cards, brief, full, or one of _templates/.",
            autocompletion=complete_templates,
        ),
    ] = "",
    allow_repeat: Annotated[
        bool, typer.Option("--allow-repeat", help="Take links that were published before.")
    ] = False,
    lang: Annotated[
        str,
        typer.Option(
            metavar="LANG", help="Its language, such as en.", autocompletion=complete_languages
        ),
    ] = "",
    intro: Annotated[
        str, typer.Option(metavar="TEXT", help="The first paragraph, in Markdown.")
    ] = "",
    date: Annotated[
        str,
        typer.Option(
            metavar="DATE", help="Its date: 2026-11-20, 2026-11-20 18:30, tomorrow; else now."
        ),
    ] = "",
    image: Image = "",
    thumb: Thumb = False,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    edit: Annotated[bool, typer.Option("--edit", help="Open it in the editor.")] = False,
    site: SiteDir = None,
    dry_run: DryRun = False,
    as_json: Json = False,
    commit: Commit = False,
) -> None:
    """Write the newest of the site's feeds as a post of cards."""
    from postgen.cli.links import day_since
    from postgen.commands import digest as commands
    from postgen.commands import pull as feeds

    where = open_site(ctx, site)
    request = commands.DigestRequest(
        title,
        day_since(where, since),
        limit,
        template,
        intro,
        lang,
        date,
        image,
        thumb,
        allow_repeat,
    )
    wanted = feeds.subscriptions(where, category or ())
    with console.progress("Asking the feeds", len(wanted)) as done:
        fetched = feeds.fetch(where, wanted, on_done=done)
    carry_out(
        where,
        lambda: commands.create(where, fetched, request, where.now(), force=force),
        dry_run=dry_run,
        as_json=as_json,
        commit=commit,
        edit=is_edited(where, edit),
    )
