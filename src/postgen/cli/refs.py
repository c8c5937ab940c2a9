"""`postgen refs`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

from postgen.cli import console
from postgen.cli.declare import Commands, example
from postgen.cli.menu import named_or_chosen
from postgen.cli.option_groups import WriteOptions
from postgen.cli.report import sentence
from postgen.cli.run import carry_out, may_ask, open_site
from postgen.commands import note
from postgen.errors import UsageError
from postgen.references import styles

if TYPE_CHECKING:
    from pathlib import Path

    import typer

    from postgen.cli.completion_values import complete_posts, complete_styles
    from postgen.commands.refs import RefsRequest
    from postgen.site import Site

app = Commands()


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
        typer.Option("--check", help="Report what is wrong, as `postgen check`; change nothing."),
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
    paths = _paths(site, posts or [], write, check=check)
    heading = site.settings.newsletter.heading or "References"
    request = command.RefsRequest(to, every, repair, heading)
    if check:
        _check(site, paths, request, as_json=write.as_json)
        return
    carry_out(site, lambda: command.convert_posts(site, paths, request), write)


def _check(site: Site, paths: list[Path], request: RefsRequest, *, as_json: bool) -> None:
    """Report what is wrong, as `postgen check` does, and what a conversion would change."""
    from postgen.cli import check_formats
    from postgen.commands import refs
    from postgen.commands.check import CheckRequest, check

    named = tuple(map(str, paths))
    report = check(site, CheckRequest(named, select=refs.CHECKS, style=request.to))
    with console.reader_may_leave():
        check_formats.show_findings(site, report, "json" if as_json else "text")
    is_conversion = bool(request.to or request.every)
    changed = refs.would_change(site, paths or list(site.posts()), request) if is_conversion else []
    code = "refs-would-convert" if request.to else "refs-would-number"
    for path in changed:
        console.note(sentence(note(code, path=path, style=request.to)))
    if report.errors or changed:
        sys.exit(1)


def _paths(site: Site, posts: list[str], write: WriteOptions, *, check: bool) -> list[Path]:
    from postgen.commands.lookup import find

    if not posts and check:  # a check of the site lists them itself
        return []
    if not posts and not may_ask(site, write):
        raise UsageError(
            "No post is named.",
            "Name one by its path or a part of its name; --check takes them all.",
        )
    if not posts:
        posts = [named_or_chosen(site, "", ["posts", "drafts"], "POST", write)]
    kinds = ("posts", "drafts", "pages", "documents")
    return list(dict.fromkeys(find(site, each, kinds)[0] for each in posts))
