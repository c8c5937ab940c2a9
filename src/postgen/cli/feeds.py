"""`postgen pull`, and `postgen new digest`."""

from __future__ import annotations

from typing import Annotated

import typer

from postgen.cli import console
from postgen.cli.completion_values import complete_feeds, complete_templates
from postgen.cli.lazy_group import example
from postgen.cli.option_groups import IssueOptions, WriteOptions
from postgen.cli.options import BacklogFile, IssueTitle
from postgen.cli.run import carry_out, find_backlog, is_edited, open_site

app = typer.Typer()

FeedCategories = Annotated[
    list[str] | None,
    typer.Option(
        "--category",
        "-c",
        metavar="NAME",
        help="Only the feeds of this category; may be repeated.",
        autocompletion=complete_feeds,
    ),
]


@app.command("pull", epilog=example("postgen pull --since 7d"))
def pull(
    ctx: typer.Context,
    category: FeedCategories = None,
    since: Annotated[
        str,
        typer.Option(metavar="WHEN", help="Pass over, for good, what is older: 7d, 2w, or a date."),
    ] = "",
    backlog: BacklogFile = None,
    *,
    write: WriteOptions,
) -> None:
    """File what is new in the site's feeds, each entry once ever."""
    from postgen.commands import pull as command
    from postgen.commands.since import day_since

    site = open_site(ctx, write.site)
    path = find_backlog(site, backlog)
    day = day_since(site, since)
    feeds = command.subscriptions(site, category or ())
    memory = command.remembered(site)
    with console.progress("Reading feeds", len(feeds)) as done:
        fetched = command.fetch(site, feeds, memory, done)
    today = f"{site.now():%Y-%m-%d}"
    carry_out(site, lambda: command.file(site, path, fetched, today, day), write)


def digest(
    ctx: typer.Context,
    title: IssueTitle = "",
    category: FeedCategories = None,
    since: Annotated[
        str, typer.Option(metavar="WHEN", help="Only what is dated since: 7d, 2w, or a date.")
    ] = "",
    limit: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="So many cards at most.")
    ] = None,
    allow_empty: Annotated[
        bool, typer.Option("--allow-empty", help="Write nothing where nothing is new, and succeed.")
    ] = False,
    template: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="cards, brief, full, or one of _templates/.",
            autocompletion=complete_templates,
        ),
    ] = "",
    *,
    options: IssueOptions,
    write: WriteOptions,
) -> None:
    """Write the newest of the site's feeds as a post of cards."""
    from postgen.commands import digest as command
    from postgen.commands import pull as feeds
    from postgen.commands.since import day_since

    site = open_site(ctx, write.site)
    request = command.DigestRequest(
        title=title,
        since=day_since(site, since),
        limit=limit,
        template=template,
        intro=options.intro,
        lang=options.lang,
        date=options.date,
        image=options.image,
        thumb=options.thumb,
        allow_repeat=options.allow_repeat,
        allow_empty=allow_empty,
    )
    wanted = feeds.subscriptions(site, category or ())
    with console.progress("Reading feeds", len(wanted)) as done:
        fetched = feeds.fetch(site, wanted, on_done=done)
    carry_out(
        site,
        lambda: command.create(site, fetched, request, site.now(), force=options.force),
        write,
        edit=is_edited(site, options.edit),
    )
