"""`postgen add-link`, `list`, `move`, `drop` and `edit`."""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from postgen.cli import console
from postgen.cli.group import example
from postgen.cli.shared import (
    BacklogFile,
    Commit,
    DryRun,
    Json,
    SiteDir,
    carry_out,
    complete_categories,
    complete_choices,
    complete_items,
    complete_words,
    look_up,
    open_site,
)
from postgen.errors import PostgenError, UsageError
from postgen.files import store

if TYPE_CHECKING:
    from collections.abc import Callable

    from postgen.backlog import Backlog, Entry
    from postgen.model import Link
    from postgen.site import Site

app = typer.Typer()

What = Annotated[
    str,
    typer.Argument(
        metavar="WHAT",
        help="A number from `postgen list`, a URL, or a part of the title.",
        autocompletion=complete_items,
    ),
]
Category = Annotated[
    str,
    typer.Option(
        "--category",
        metavar="NAME",
        help="The category, or its beginning.",
        autocompletion=complete_categories,
    ),
]
Tags = Annotated[
    list[str] | None,
    typer.Option(
        "--tag",
        metavar="NAME",
        help="A tag; may be repeated.",
        autocompletion=complete_words("tag"),
    ),
]


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
    backlog: BacklogFile = None,
    site: SiteDir = None,
    dry_run: DryRun = False,
    as_json: Json = False,
    commit: Commit = False,
) -> None:
    """File links in the backlog."""
    from postgen.commands import links as commands
    from postgen.jekyll.rules import parse_date
    from postgen.model import Link

    where = open_site(ctx, site)
    path = commands.backlog_path(where, backlog)
    now = where.now()
    added = f"{parse_date(date, now, where.zone) if date else now:%Y-%m-%d}"
    wanted = _given(urls or [])
    if wanted is None:
        wanted, category, tag = _ask(where, path, category, tag)
    if title and len(wanted) > 1:
        raise UsageError(
            "--title fits one URL, not several.", "Write `URL | Title` lines into a pipe instead."
        )
    links = [
        Link(
            commands.clean_url(url, keep=keep_url),
            title or said,
            note,
            category,
            tuple(tag or ()),
            via,
            image,
            added,
        )
        for url, said in wanted
    ]
    if not (no_fetch or all(link.title for link in links)) and not allow_duplicate:
        known = commands.known_links(where, path, [link.url for link in links])
    else:
        known = {}
    links = _titled(links, fetch=not no_fetch, skip=set(known))
    if not category:
        links = _suggested(where, path, links, skip=set(known))
    _tell_new_tags(where, tag or [])
    carry_out(
        where,
        lambda: commands.add_links(where, path, links, allow_duplicate=allow_duplicate),
        dry_run=dry_run,
        as_json=as_json,
        commit=commit,
    )


def _suggested(where: Site, path: Path, links: list[Link], skip: set[str]) -> list[Link]:
    """Ask whether a link without a category goes where it would fit; where nobody can be asked, say where that is."""
    from shlex import quote

    from postgen.commands.suggest import categories_for

    fits = categories_for(where, path, links)
    if len(links) == 1 and fits[0] and not skip and console.interactive():
        return [
            replace(
                links[0], category=console.ask("Category", default=fits[0], choices=_names(path))
            )
        ]
    told = [
        (link, name)
        for link, name in zip(links, fits, strict=True)
        if name and link.url not in skip
    ]
    for link, name in told[:HINTS]:
        console.note(
            f"`{name}` would fit {link.title}: postgen move {quote(link.url)} --to {quote(name)}"
        )
    if len(told) > HINTS:
        console.note(
            f"{len(told) - HINTS} more would fit a category; `postgen list --category Unsorted` shows them."
        )
    return links


HINTS = 10
"""So many categories are suggested at once."""


def _names(path: Path) -> list[str]:
    from postgen.backlog import Backlog

    return [section.name for section in Backlog(store.read(path)).sections if section.name]


def _given(urls: list[str]) -> list[tuple[str, str]] | None:
    """Read the links of the call or of the pipe, with their titles; None when a person has to be asked."""
    if not urls and console.interactive():
        return None
    lines = [url for url in urls if url != "-"]
    if "-" in urls or not urls:
        lines += _piped()
    pairs = []
    for line in lines:
        url, _, title = line.partition(" | ")
        if url.strip() and not url.lstrip().startswith("#"):
            pairs.append((url.strip(), title.strip()))
    if not pairs:
        raise UsageError("No URL was given.", "Name one, or pipe one a line into postgen add-link.")
    return pairs


def _piped() -> list[str]:
    """Read the lines of the pipe; a BOM and blank lines are nothing. Raises `UsageError` for what is not UTF-8."""
    if sys.stdin is None:
        return []
    lines = []
    for number, line in enumerate(
        sys.stdin.buffer.read().removeprefix(b"\xef\xbb\xbf").splitlines(), 1
    ):
        try:
            lines.append(line.decode())
        except UnicodeDecodeError as error:
            raise UsageError(
                f"Line {number} of the input is not valid UTF-8.", "Convert it to UTF-8."
            ) from error
    return lines


def _ask(
    where: Site, path: Path, category: str, tag: list[str] | None
) -> tuple[list[tuple[str, str]], str, list[str] | None]:
    from postgen.backlog import UNSORTED
    from postgen.commands import links as commands
    from postgen.commands.suggest import categories_for
    from postgen.commands.vocabulary import terms_of
    from postgen.model import Link

    url = console.ask("URL")
    commands.clean_url(url)
    title = console.ask("Title (empty: look it up)")
    if not category:
        (fit,) = categories_for(where, path, [Link(url, title)])
        category = console.ask("Category", default=fit or UNSORTED, choices=_names(path))
    if tag is None:
        said = console.ask("Tags, with commas", choices=terms_of(where)["tag"], many=True)
        tag = [each.strip() for each in said.split(",") if each.strip()]
    return [(url, title)], category, tag


def _titled(links: list[Link], *, fetch: bool, skip: set[str]) -> list[Link]:
    """Give every link a title: the one that was said, that of its page, or one made from its URL."""
    wanting = [link.url for link in links if not link.title and link.url not in skip]
    if all(link.title for link in links):
        return links
    from postgen.page.slugs import title_from_url

    titles = look_up(wanting) if fetch and wanting else {}
    return [
        replace(link, title=link.title or titles.get(link.url) or title_from_url(link.url))
        for link in links
    ]


def _tell_new_tags(where: Site, tags: list[str]) -> None:
    if not tags:
        return
    from postgen.commands.vocabulary import near_miss, terms_of

    known = terms_of(where)["tag"]
    for each in tags:
        if near := near_miss(each, known):
            console.note(f"The tag `{each}` is new here; did you mean `{near}`?")


@app.command("list", epilog=example("postgen list --category NLP --since 7d"))
def list_(
    ctx: typer.Context,
    category: Category = "",
    since: Annotated[
        str, typer.Option(metavar="WHEN", help="Added since: 7d, 2w, or a date.")
    ] = "",
    tag: Annotated[
        str,
        typer.Option(metavar="NAME", help="With this tag.", autocompletion=complete_words("tag")),
    ] = "",
    search: Annotated[
        str, typer.Option(metavar="TEXT", help="With this text in title, note or URL.")
    ] = "",
    sort: Annotated[
        str,
        typer.Option(
            metavar="ORDER",
            help="file, added, title, url or category.",
            autocompletion=complete_choices(("file", "added", "title", "url", "category")),
        ),
    ] = "file",
    backlog: BacklogFile = None,
    site: SiteDir = None,
    as_json: Json = False,
) -> None:
    """Show the backlog."""
    from postgen.backlog import Backlog
    from postgen.commands import links as commands

    where = open_site(ctx, site)
    if sort not in commands.SORTS:
        raise UsageError(f"There is no order `{sort}`.", f"Choose {', '.join(commands.SORTS)}.")
    path = commands.backlog_path(where, backlog)
    rows = commands.list_links(
        Backlog(store.read(path)),
        category=category,
        since=day_since(where, since),
        tag=tag,
        search=search,
        sort=sort,
    )
    if as_json:
        console.data({"path": where.display_path(path), "items": rows})
    elif rows:
        console.table(
            rows,
            {
                "index": "#",
                "category": "Category",
                "title": "Title",
                "url": "URL",
                "added": "Added",
            },
        )
    else:
        console.note("Nothing in the backlog fits.")


def day_since(where: Site, since: str) -> str:
    """Read `7d`, `2w` or a date; give the day as `YYYY-MM-DD`, or "". Raises `UsageError`."""
    from datetime import timedelta

    from postgen.jekyll.rules import parse_date

    if not since:
        return ""
    number, unit = since[:-1], since[-1:]
    days = {"d": 1, "w": 7, "m": 30, "y": 365}
    if number.isascii() and number.isdecimal() and len(number) < 9 and unit in days:
        today = where.now().date()
        return (
            today - timedelta(days=min(int(number) * days[unit], today.toordinal() - 1))
        ).isoformat()
    try:
        return f"{parse_date(since, where.now(), where.zone):%Y-%m-%d}"
    except UsageError as error:
        raise UsageError(error.message, "Write it as 7d, 2w, or 2026-11-20.") from error


@app.command("move", epilog=example("postgen move 'Illustrated Transformer' --to NLP"))
def move(
    ctx: typer.Context,
    what: What,
    to: Annotated[
        str,
        typer.Option(
            "--to",
            metavar="NAME",
            help="The category, or its beginning.",
            autocompletion=complete_categories,
        ),
    ],
    backlog: BacklogFile = None,
    site: SiteDir = None,
    dry_run: DryRun = False,
    as_json: Json = False,
    commit: Commit = False,
) -> None:
    """Put an item of the backlog into another category."""
    from postgen.commands import links as commands

    where = open_site(ctx, site)
    path = commands.backlog_path(where, backlog)
    carry_out(
        where,
        lambda: commands.move(where, path, what, to),
        dry_run=dry_run,
        as_json=as_json,
        commit=commit,
    )


@app.command("drop", epilog=example("postgen drop 3"))
def drop(
    ctx: typer.Context,
    what: What,
    backlog: BacklogFile = None,
    site: SiteDir = None,
    dry_run: DryRun = False,
    as_json: Json = False,
    commit: Commit = False,
) -> None:
    """Take an item out of the backlog."""
    from postgen.commands import links as commands

    where = open_site(ctx, site)
    path = commands.backlog_path(where, backlog)
    carry_out(
        where,
        lambda: commands.drop(where, path, what),
        dry_run=dry_run,
        as_json=as_json,
        commit=commit,
    )


@app.command("edit", epilog=example("postgen edit 3 --title 'A better title'"))
def edit(
    ctx: typer.Context,
    what: What,
    title: Annotated[str | None, typer.Option(metavar="TEXT", help="Its new title.")] = None,
    url: Annotated[str | None, typer.Option(metavar="URL", help="Its new address.")] = None,
    note: Annotated[str | None, typer.Option(metavar="TEXT", help="Its new note.")] = None,
    tag: Tags = None,
    backlog: BacklogFile = None,
    site: SiteDir = None,
    dry_run: DryRun = False,
    as_json: Json = False,
    commit: Commit = False,
) -> None:
    """Change an item of the backlog, by options or, without any, in the editor."""
    from postgen.commands import links as commands

    where = open_site(ctx, site)
    path = commands.backlog_path(where, backlog)
    tags = None if tag is None else tuple(tag)
    text = ""
    if (title, url, note, tags) == (None, None, None, None):
        change, text = _in_editor(path, what)
    else:
        change = partial(commands.respelled, title=title, url=url, note=note, tags=tags)
    try:
        carry_out(
            where,
            lambda: commands.edit(where, path, what, change),
            dry_run=dry_run,
            as_json=as_json,
            commit=commit,
        )
    except PostgenError:
        if text:  # it exists nowhere else
            console.note(f"Your text was:\n{text}")
        raise


def _in_editor(path: Path, what: str) -> tuple[Callable[[Backlog, Entry], str], str]:
    """Have the person edit an item's Markdown in a file of its own, outside the lock; give the change, and the text."""
    from tempfile import TemporaryDirectory

    from postgen.backlog import Backlog
    from postgen.commands import links as commands
    from postgen.files import editor

    held = Backlog(store.read(path))
    before = commands.own_text(held, commands.meant(held, what))
    with TemporaryDirectory(prefix="postgen-", ignore_cleanup_errors=True) as folder:
        file = Path(folder) / "item.md"
        store.commit([store.Change(file, None, before + "\n")])
        editor.edit(file)
        after = store.read(file).rstrip("\r\n")
    if not after.strip():
        raise UsageError(
            "The text was emptied; nothing was changed.",
            f"`postgen drop {what}` takes the item out.",
        )

    def change(held: Backlog, entry: Entry) -> str:
        if commands.own_text(held, entry) != before:
            raise store.ChangedError(
                f"`{what}` was changed by somebody else in the meantime; nothing was written.",
                "Edit it again.",
            )
        return after

    return change, after
