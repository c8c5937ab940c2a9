"""`postgen add-link`, `list`, `move`, `drop` and `edit`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from postgen.cli import console
from postgen.cli.completion_values import complete_drafts
from postgen.cli.lazy_group import example
from postgen.cli.options import BacklogFile, Category, Tags, WriteOptions
from postgen.cli.run import carry_out, look_up, open_site
from postgen.errors import UsageError

if TYPE_CHECKING:
    from postgen.commands.add_links import Prepared
    from postgen.site import Site

app = typer.Typer()


@app.command(
    "add-link",
    epilog=example(
        "postgen add-link https://jekyllrb.com/docs/liquid/ --category Jekyll --tag liquid"
    ),
)
def add_link(
    ctx: typer.Context,
    urls: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[URL]...", help="The links; - or a pipe gives one a line, `URL | Title` too."
        ),
    ] = None,
    category: Category = "",
    title: Annotated[
        str, typer.Option(metavar="TEXT", help="The title; else it is looked up.")
    ] = "",
    note: Annotated[str, typer.Option(metavar="TEXT", help="A few words behind the link.")] = "",
    tag: Tags = None,
    via: Annotated[str, typer.Option(metavar="TEXT", help="Where it was found.")] = "",
    date: Annotated[
        str, typer.Option(metavar="DATE", help="The day it was added; else today.")
    ] = "",
    image: Annotated[str, typer.Option(metavar="URL", help="The address of an image.")] = "",
    no_fetch: Annotated[bool, typer.Option("--no-fetch", help="Do not look the page up.")] = False,
    keep_url: Annotated[bool, typer.Option("--keep-url", help="Keep tracking parameters.")] = False,
    allow_duplicate: Annotated[
        bool, typer.Option("--allow-duplicate", help="File a link that is there already.")
    ] = False,
    to_issue: Annotated[
        str,
        typer.Option(
            "--to-issue",
            metavar="[DRAFT]",
            help="File it straight into the draft of an issue, or that one.",
            autocompletion=complete_drafts,
        ),
    ] = "",
    backlog: BacklogFile = None,
    *,
    write: WriteOptions,
) -> None:
    """File links in the backlog."""
    from postgen.commands import add_links
    from postgen.commands.backlog_file import backlog_path
    from postgen.commands.known_links import clean_url
    from postgen.jekyll.dates import parse_date
    from postgen.model import Link

    site = open_site(ctx, write.site)
    path = backlog_path(site, backlog)
    now = site.now()
    added = f"{parse_date(date, now, site.zone) if date else now:%Y-%m-%d}"
    pairs = _links_of_call(urls or [])
    if pairs is None:
        pairs, category, tag = _ask(site, path, category, tag)
    if title and len(pairs) > 1:
        raise UsageError(
            "--title fits one URL, not several.", "Write `URL | Title` lines into a pipe instead."
        )
    links = tuple(
        Link(
            url=clean_url(url, keep=keep_url),
            title=title or own_title,
            note=note,
            category=category,
            tags=tuple(tag or ()),
            via=via,
            image=image,
            added=added,
        )
        for url, own_title in pairs
    )
    request = add_links.AddRequest(links, fetch=not no_fetch, allow_duplicate=allow_duplicate)
    prepared = add_links.prepare(site, path, request, look_up)
    _ask_category(prepared)
    if to_issue:
        from postgen.commands import open_issue

        carry_out(site, lambda: open_issue.add_links(site, prepared, to_issue), write)
        return
    carry_out(site, lambda: add_links.add(site, path, prepared), write)


def _ask_category(prepared: Prepared) -> None:
    """Ask whether a link without a category goes where it would fit."""
    if len(prepared.links) == 1 and prepared.suggestions and console.interactive():
        (fit,) = prepared.suggestions.values()
        choices = prepared.category_names
        prepared.choose_category(console.ask("Category", default=fit, choices=choices))


def _links_of_call(urls: list[str]) -> list[tuple[str, str]] | None:
    """Return the links of the call or of the pipe, with their titles.

    None means that a person has to be asked.
    """
    if not urls and console.interactive():
        return None
    lines = [url for url in urls if url != "-"]
    if "-" in urls or not urls:
        lines += _piped_lines()
    pairs = []
    for line in lines:
        url, _, title = line.partition(" | ")
        is_comment = url.lstrip().startswith("#")
        if url.strip() and not is_comment:
            pairs.append((url.strip(), title.strip()))
    if not pairs:
        raise UsageError("No URL was given.", "Name one, or pipe one a line into postgen add-link.")
    return pairs


def _piped_lines() -> list[str]:
    """Return the lines of the pipe, without its BOM. Raises `UsageError` for what is not UTF-8."""
    if sys.stdin is None:
        return []
    data = sys.stdin.buffer.read().removeprefix(b"\xef\xbb\xbf")
    lines = []
    for number, line in enumerate(data.splitlines(), 1):
        try:
            lines.append(line.decode())
        except UnicodeDecodeError as error:
            raise UsageError(
                f"Line {number} of the input is not valid UTF-8.", "Convert it to UTF-8."
            ) from error
    return lines


def _ask(
    site: Site, path: Path, category: str, tags: list[str] | None
) -> tuple[list[tuple[str, str]], str, list[str] | None]:
    """Ask for a link; return it with its title, its category and its tags."""
    from postgen.commands.add_links import propose_category
    from postgen.commands.known_links import clean_url
    from postgen.commands.vocabulary import terms_of

    url = console.ask("URL")
    clean_url(url)
    title = console.ask("Title (empty: look it up)")
    if not category:
        proposed, names = propose_category(site, path, url, title)
        category = console.ask("Category", default=proposed, choices=names)
    if tags is None:
        answer = console.ask("Tags, with commas", choices=terms_of(site)["tag"], many=True)
        tags = [each.strip() for each in answer.split(",") if each.strip()]
    return [(url, title)], category, tags
