"""`postgen publish`, `unpublish` and `rename`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from postgen.cli import console
from postgen.cli.group import example
from postgen.cli.shared import (
    Commit,
    DryRun,
    Json,
    SiteDir,
    carry_out,
    complete_drafts,
    complete_files,
    complete_posts,
    open_site,
)

if TYPE_CHECKING:
    from postgen.commands.publish import RenameRequest
    from postgen.site import Site

app = typer.Typer()

NAMED = "Its path, or a part of its name or title."
Draft = Annotated[str, typer.Argument(metavar="DRAFT", help=NAMED, autocompletion=complete_drafts)]
Post = Annotated[str, typer.Argument(metavar="POST", help=NAMED, autocompletion=complete_posts)]
Either = Annotated[
    str,
    typer.Argument(metavar="POST", help=NAMED, autocompletion=complete_files("posts", "drafts")),
]
Force = Annotated[bool, typer.Option("--force", help="Replace a file that is there.")]


@app.command("publish", epilog=example("postgen publish 'half a thought' --date 'tomorrow'"))
def publish(
    ctx: typer.Context,
    what: Draft,
    date: Annotated[
        str,
        typer.Option(
            metavar="DATE",
            help="Its date: 2026-11-20, 2026-11-20 18:30, tomorrow; else its own, or now.",
        ),
    ] = "",
    force: Force = False,
    site: SiteDir = None,
    dry_run: DryRun = False,
    as_json: Json = False,
    commit: Commit = False,
) -> None:
    """Make a draft a post."""
    from postgen.commands import publish

    where = open_site(ctx, site)
    request = publish.RenameRequest(date=date, force=force)
    carry_out(
        where,
        lambda: publish.publish(where, what, request, where.now()),
        dry_run=dry_run,
        as_json=as_json,
        commit=commit,
    )


@app.command("unpublish", epilog=example("postgen unpublish 2026-11-20-half-a-thought"))
def unpublish(
    ctx: typer.Context,
    what: Post,
    no_date: Annotated[
        bool, typer.Option("--no-date", help="Drop its date: published again, it gets a new one.")
    ] = False,
    force: Force = False,
    site: SiteDir = None,
    dry_run: DryRun = False,
    as_json: Json = False,
    commit: Commit = False,
) -> None:
    """Make a post a draft again."""
    from postgen.commands import publish

    where = open_site(ctx, site)
    request = publish.RenameRequest(keep_date=not no_date, force=force)
    carry_out(
        where,
        lambda: publish.unpublish(where, what, request, where.now()),
        dry_run=dry_run,
        as_json=as_json,
        commit=commit,
    )


@app.command("rename", epilog=example("postgen rename half-a-thought 'A whole thought'"))
def rename(
    ctx: typer.Context,
    what: Either,
    title: Annotated[
        str,
        typer.Argument(
            metavar="[TITLE]",
            help="Its new title; asked for, unless another name or date is given.",
        ),
    ] = "",
    date: Annotated[
        str,
        typer.Option(
            metavar="DATE", help="Its new date; a day alone leaves the time. Else its own."
        ),
    ] = "",
    slug: Annotated[
        str,
        typer.Option(
            metavar="SLUG", help="Its name in the file and the URL; else made from the title."
        ),
    ] = "",
    redirect: Annotated[
        bool | None,
        typer.Option(
            "--redirect/--no-redirect", help="Lead its old URL to it (jekyll-redirect-from)."
        ),
    ] = None,
    force: Force = False,
    site: SiteDir = None,
    dry_run: DryRun = False,
    as_json: Json = False,
    commit: Commit = False,
) -> None:
    """Give a post, a draft or a page another title, name or date."""
    from postgen.commands.publish import RenameRequest
    from postgen.commands.publish import rename as operation

    where = open_site(ctx, site)
    if not (title or slug or date) and console.interactive():
        title = console.ask("New title")
    request = _redirecting(where, what, RenameRequest(title, date, slug, redirect, force=force))
    carry_out(
        where,
        lambda: operation(where, what, request, where.now()),
        dry_run=dry_run,
        as_json=as_json,
        commit=commit,
    )


def _redirecting(where: Site, what: str, request: RenameRequest) -> RenameRequest:
    """Ask whether a URL that would be lost shall lead to the new one, where a person can be asked."""
    from postgen.commands.publish import redirects
    from postgen.commands.publish import rename as operation

    if request.redirect is not None or not console.interactive() or not redirects(where):
        return request
    would = operation(where, what, request, where.now()).data
    if would["redirect"] is None:
        return request
    answer = console.ask(
        f"Lead {would['old_url']} to it (yes, no)", default="yes", choices=("yes", "no")
    )
    return replace(request, redirect=answer.lower().startswith("y"))
