"""`postgen refs`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from postgen.cli import console
from postgen.cli.completion_values import complete_posts, complete_styles
from postgen.cli.lazy_group import example
from postgen.cli.menu import named_or_chosen
from postgen.cli.options import ChangeOptions, WriteOptions
from postgen.cli.run import carry_out, open_site
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
            help="Their paths, or parts of their names or titles; "
            "with --check, all posts if none is named.",
            autocompletion=complete_posts,
        ),
    ] = None,
    to: Annotated[
        str,
        typer.Option(
            metavar="STYLE",
            help=f"Convert: {', '.join(styles.names())}.",
            autocompletion=complete_styles,
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
        typer.Option("--check", help="Report what is wrong; change nothing. Exit code 1 for any."),
    ] = False,
    repair: Annotated[
        bool,
        typer.Option(
            "--repair", help="Fix bare URLs, the table of contents, headings and lists, too."
        ),
    ] = False,
    *,
    write: WriteOptions,
) -> None:
    """Put the references of posts in order."""
    from postgen.commands import refs as command

    if to and to not in styles.names(to):
        known = ", ".join(styles.names())
        raise UsageError(f"`--to {to}` is not a style of references.", f"Known are {known}.")
    site = open_site(ctx, write.site)
    paths = _paths(site, posts or [], check=check)
    heading = site.settings.newsletter.heading or "References"
    request = command.RefsRequest(to, every, repair, heading)
    if check:
        only_reported = ChangeOptions(dry_run=False, as_json=write.as_json, commit=False)
        carry_out(site, lambda: command.check_posts(site, paths, request), only_reported)
    else:
        carry_out(site, lambda: command.convert_posts(site, paths, request), write)


def _paths(site: Site, posts: list[str], *, check: bool) -> list[Path]:
    from postgen.commands.lookup import find

    if not posts and check:
        found = site.posts(with_pipes=True)
        return [path for path in found if path.suffix.lower() in site.extensions]
    if not posts and not console.interactive():
        raise UsageError(
            "No post is named.",
            "Name one by its path or a part of its name; --check takes them all.",
        )
    if not posts:
        posts = [named_or_chosen(site, "", ["posts", "drafts"], "POST")]
    kinds = ("posts", "drafts", "pages", "documents")
    return list(dict.fromkeys(find(site, each, kinds)[0] for each in posts))
