"""`postgen refs`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from postgen.cli.group import example
from postgen.cli.shared import (
    Commit,
    DryRun,
    Json,
    SiteDir,
    carry_out,
    complete_choices,
    complete_posts,
    open_site,
)
from postgen.errors import UsageError
from postgen.references import styles

if TYPE_CHECKING:
    from pathlib import Path

    from postgen.site import Site

app = typer.Typer()


@app.command(
    "refs",
    epilog=example("postgen refs 2026-11-20-newsletter-1 --to footnotes", "postgen refs --check"),
)
def refs(
    ctx: typer.Context,
    posts: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[POST]...",
            help="Their paths, or parts of their names or titles; with --check, all posts if none is named.",
            autocompletion=complete_posts,
        ),
    ] = None,
    to: Annotated[
        str,
        typer.Option(
            metavar="STYLE",
            help=f"Convert: {', '.join(styles.names())}.",
            autocompletion=complete_choices(styles.names()),
        ),
    ] = "",
    every: Annotated[
        bool,
        typer.Option(
            "--all", help="Number ordinary links, too, where the page has numbers already."
        ),
    ] = False,
    check: Annotated[
        bool,
        typer.Option("--check", help="Tell what is wrong; change nothing. Exit code 1 for any."),
    ] = False,
    repair: Annotated[
        bool,
        typer.Option(
            "--repair", help="Mend bare URLs, the table of contents, headings and lists, too."
        ),
    ] = False,
    site: SiteDir = None,
    dry_run: DryRun = False,
    as_json: Json = False,
    commit: Commit = False,
) -> None:
    """Put the references of posts in order."""
    from postgen.commands import refs as commands

    if to and to not in styles.names(to):
        raise UsageError(
            f"`--to {to}` is no style of references.", f"Known are {', '.join(styles.names())}."
        )
    where = open_site(ctx, site)
    paths = _paths(where, posts or [], check=check)
    request = commands.RefsRequest(to, every, repair, where.settings.newsletter.heading)
    carry_out(
        where,
        lambda: (commands.check_posts if check else commands.convert_posts)(where, paths, request),
        dry_run=dry_run and not check,
        as_json=as_json,
        commit=commit and not check,
    )


def _paths(where: Site, posts: list[str], *, check: bool) -> list[Path]:
    from postgen.commands.lookup import find

    if not posts:
        if not check:
            raise UsageError(
                "No post is named.",
                "Name one by its path or a part of its name; --check takes them all.",
            )
        return [path for path in where.posts() if path.suffix.lower() in where.extensions]
    return list(
        dict.fromkeys(
            find(where, each, ("posts", "drafts", "pages", "documents"))[0] for each in posts
        )
    )
