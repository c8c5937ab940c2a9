"""`postgen feeds`: the feeds that the site follows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from postgen.cli import console, tables
from postgen.cli.lazy_group import Group, build, example
from postgen.cli.option_groups import ReadOptions, WriteOptions
from postgen.cli.options import Category, Tags
from postgen.cli.run import carry_out, open_site

if TYPE_CHECKING:
    from typing import Any

LINES = {
    "list": "List the feeds that the site follows.",
    "add": "Follow a feed, or the one that a page names.",
    "remove": "Follow feeds no longer.",
}

commands = typer.Typer()


class Feeds(Group):
    """The commands of `postgen feeds`, built when they are called."""

    def lines(self) -> dict[str, str]:
        """Return the commands, each with its line of help."""
        return LINES

    def build(self, name: str) -> Any:
        """Build one command."""
        return build(commands, name)


app = typer.Typer(name="feeds", cls=Feeds, rich_markup_mode=None)


@app.callback(epilog=example("postgen feeds add https://example.org/feed.xml --category NLP"))
def feeds() -> None:
    """List, add or remove feeds that the site follows."""


@commands.command("list", epilog=example("postgen feeds list"))
def list_(ctx: typer.Context, *, read: ReadOptions) -> None:
    """List the feeds that the site follows."""
    from postgen.commands.feed_list import list_feeds

    rows = list_feeds(open_site(ctx, read.site))
    if read.as_json:
        console.data({"feeds": rows})
    elif rows:
        columns = {"number": "No.", "url": "Feed", "category": "Category", "title": "Title"}
        tables.table(
            [{key: str(row[key]) for key in columns} for row in rows], columns, whole="url"
        )
    else:
        console.note("The site follows no feeds. `postgen feeds add URL`")


@commands.command(
    "add", epilog=example("postgen feeds add https://example.org/feed.xml --category NLP")
)
def add(
    ctx: typer.Context,
    url: Annotated[
        str, typer.Argument(metavar="URL", help="The feed, or a page that names one; or a file.")
    ],
    category: Category = "",
    tag: Tags = None,
    title: Annotated[
        str, typer.Option(metavar="TITLE", help="Its title; else that of the feed itself.")
    ] = "",
    fetch: Annotated[
        bool, typer.Option("--fetch/--no-fetch", help="Read it first, to see that it is a feed.")
    ] = True,
    *,
    write: WriteOptions,
) -> None:
    """Follow a feed, or the one that a page names."""
    from postgen.commands import feed_list as command

    site = open_site(ctx, write.site)
    request = command.FeedRequest(url, category, tuple(tag or ()), title, fetch)
    with console.progress("Reading the feed", 1) as done:
        found = command.find(site, request, done)
    carry_out(site, lambda: command.add(site, found, request), write)


@commands.command("remove", epilog=example("postgen feeds remove https://example.org/feed.xml"))
def remove(
    ctx: typer.Context,
    feed: Annotated[
        list[str],
        typer.Argument(
            metavar="FEED...", help="Its address, its number in the list, or a part of either."
        ),
    ],
    *,
    write: WriteOptions,
) -> None:
    """Follow feeds no longer."""
    from postgen.commands.feed_list import remove as command

    site = open_site(ctx, write.site)
    carry_out(site, lambda: command(site, feed), write)
