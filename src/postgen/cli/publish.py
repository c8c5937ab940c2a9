"""`postgen publish`, `unpublish` and `rename`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from postgen.cli import console
from postgen.cli.completion_values import complete_drafts, complete_files, complete_posts
from postgen.cli.lazy_group import example
from postgen.cli.menu import named_or_chosen
from postgen.cli.option_groups import WriteOptions
from postgen.cli.options import NAMED, Force
from postgen.cli.run import carry_out, check_date, may_ask, open_site

if TYPE_CHECKING:
    from postgen.commands import Result
    from postgen.commands.publish import RenameRequest
    from postgen.site import Site

app = typer.Typer()

Draft = Annotated[
    str, typer.Argument(metavar="[DRAFT]", help=NAMED, autocompletion=complete_drafts)
]
Post = Annotated[str, typer.Argument(metavar="[POST]", help=NAMED, autocompletion=complete_posts)]
Either = Annotated[
    str,
    typer.Argument(metavar="[POST]", help=NAMED, autocompletion=complete_files("posts", "drafts")),
]


@app.command("publish", epilog=example("postgen publish 'half a thought' --date 'tomorrow'"))
def publish(
    ctx: typer.Context,
    what: Draft = "",
    date: Annotated[
        str,
        typer.Option(
            metavar="DATE",
            help="Its date: 2026-11-20 18:30, friday, 27 Nov 2026; else its own, or now.",
        ),
    ] = "",
    discuss: Annotated[
        str,
        typer.Option(
            metavar="URL", help="Where it is discussed: goes into it, also if it is a post already."
        ),
    ] = "",
    force: Force = False,
    archive: Annotated[
        bool, typer.Option("--archive", help="Ask a web archive to keep its links.")
    ] = False,
    *,
    write: WriteOptions,
) -> None:
    """Make a draft a post."""
    from postgen.commands import publish as command

    site = open_site(ctx, write.site)
    check_date(site, date)
    kinds = ["drafts", "posts"] if discuss else ["drafts"]
    what = named_or_chosen(site, what, kinds, "DRAFT", write)
    request = command.RenameRequest(date=date, force=force, discuss=discuss)
    published: list[Path] = []

    def publish_one() -> Result:
        result = command.publish(site, what, request, site.now())
        published.extend(map(Path, result.paths))
        return result

    carry_out(site, publish_one, write)
    if (archive or site.settings.links.archive_published) and not write.dry_run:
        from postgen.cli.check_links import ask_archive

        ask_archive(site, published)


@app.command("unpublish", epilog=example("postgen unpublish 2026-11-20-half-a-thought"))
def unpublish(
    ctx: typer.Context,
    what: Post = "",
    no_date: Annotated[
        bool,
        typer.Option("--no-date", help="Drop its date: published again, it gets a new one."),
    ] = False,
    force: Force = False,
    *,
    write: WriteOptions,
) -> None:
    """Make a post a draft again."""
    from postgen.commands import publish as command

    site = open_site(ctx, write.site)
    what = named_or_chosen(site, what, ["posts"], "POST", write)
    request = command.RenameRequest(keep_date=not no_date, force=force)
    commits = write.commit or site.settings.commit
    carry_out(
        site,
        lambda: command.unpublish(site, what, request, site.now(), commits=commits),
        write,
    )


@app.command("rename", epilog=example("postgen rename half-a-thought 'A whole thought'"))
def rename(
    ctx: typer.Context,
    what: Either = "",
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
            metavar="SLUG",
            help="Its name in the file and the URL; auto: made from the title. "
            "A post that is live keeps its own else.",
        ),
    ] = "",
    redirect: Annotated[
        bool | None,
        typer.Option(
            "--redirect/--no-redirect", help="Lead its old URL to it (jekyll-redirect-from)."
        ),
    ] = None,
    force: Force = False,
    *,
    write: WriteOptions,
) -> None:
    """Change the title, name or date of a post, a draft or a page."""
    from postgen.commands.publish import RenameRequest
    from postgen.commands.publish import rename as plan_rename

    site = open_site(ctx, write.site)
    check_date(site, date)
    what = named_or_chosen(site, what, ["posts", "drafts"], "POST", write)
    if not (title or slug or date) and may_ask(site, write):
        title = console.ask("New title")
    request = RenameRequest(title, date, slug, redirect, force=force)
    if may_ask(site, write):
        request = _ask_redirect(site, what, request)
    carry_out(site, lambda: plan_rename(site, what, request, site.now()), write)


def _ask_redirect(site: Site, what: str, request: RenameRequest) -> RenameRequest:
    """Ask whether a URL that would be lost is to lead to the new one."""
    from postgen.commands.post_front import redirects
    from postgen.commands.publish import rename as plan_rename

    if request.redirect is not None or not redirects(site):
        return request
    result = plan_rename(site, what, request, site.now())
    if result.data["redirect"] is None:
        return request
    question = f"Lead {result.data['old_url']} to it (yes, no)"
    answer = console.ask(question, default="yes", choices=("yes", "no"))
    return replace(request, redirect=answer.lower().startswith("y"))
