"""`postgen add-link`, `list`, `move`, `drop` and `edit`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from postgen.cli import console
from postgen.cli.completion_values import complete_categories, complete_choices, complete_words
from postgen.cli.lazy_group import example
from postgen.cli.options import BacklogFile, Category, Item, ReadOptions, Tags, WriteOptions
from postgen.cli.run import carry_out, look_up, open_site
from postgen.errors import PostgenError, UsageError

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
    from postgen.files.reading import read_pipe
    from postgen.text.clean import clean

    data = read_pipe(sys.stdin.buffer).removeprefix(b"\xef\xbb\xbf")
    lines = []
    for number, line in enumerate(data.splitlines(), 1):
        try:
            lines.append(clean(line.decode()))
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
    *,
    read: ReadOptions,
) -> None:
    """Show the backlog."""
    from postgen.backlog import Backlog
    from postgen.commands import items
    from postgen.commands.backlog_file import backlog_path
    from postgen.commands.since import day_since
    from postgen.files import store

    site = open_site(ctx, read.site)
    path = backlog_path(site, backlog)
    request = items.ListRequest(category, day_since(site, since), tag, search, sort)
    rows = items.list_items(Backlog(store.read(path)), request)
    if read.as_json:
        console.data({"path": site.display_path(path), "items": rows})
    elif rows:
        columns = {
            "index": "#",
            "category": "Category",
            "title": "Title",
            "url": "URL",
            "added": "Added",
        }
        console.table(rows, columns)
    elif category or since or tag or search:
        console.note("Nothing in the backlog matches.")
    else:
        console.note("The backlog is empty.")


@app.command("move", epilog=example("postgen move 'Illustrated Transformer' --to NLP"))
def move(
    ctx: typer.Context,
    what: Item,
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
    *,
    write: WriteOptions,
) -> None:
    """Put an item of the backlog into another category."""
    from postgen.commands import items
    from postgen.commands.backlog_file import backlog_path

    site = open_site(ctx, write.site)
    path = backlog_path(site, backlog)
    carry_out(site, lambda: items.move(site, path, what, to), write)


@app.command("drop", epilog=example("postgen drop 3"))
def drop(
    ctx: typer.Context, what: Item, backlog: BacklogFile = None, *, write: WriteOptions
) -> None:
    """Take an item out of the backlog."""
    from postgen.commands import items
    from postgen.commands.backlog_file import backlog_path

    site = open_site(ctx, write.site)
    path = backlog_path(site, backlog)
    carry_out(site, lambda: items.drop(site, path, what), write)


@app.command("edit", epilog=example("postgen edit 3 --title 'A better title'"))
def edit(
    ctx: typer.Context,
    what: Item,
    title: Annotated[str | None, typer.Option(metavar="TEXT", help="Its new title.")] = None,
    url: Annotated[str | None, typer.Option(metavar="URL", help="Its new address.")] = None,
    note: Annotated[str | None, typer.Option(metavar="TEXT", help="Its new note.")] = None,
    tag: Tags = None,
    backlog: BacklogFile = None,
    *,
    write: WriteOptions,
) -> None:
    """Change an item of the backlog, by options or, without any, in the editor."""
    from postgen.commands import items
    from postgen.commands.backlog_file import backlog_path

    site = open_site(ctx, write.site)
    path = backlog_path(site, backlog)
    tags = None if tag is None else tuple(tag)
    request = items.EditRequest(title, url, note, tags)
    if not request.is_empty:
        carry_out(site, lambda: items.edit(site, path, what, request), write)
        return
    old, new = _in_editor(path, what)
    try:
        carry_out(site, lambda: items.replace_text(site, path, what, old, new), write)
    except PostgenError:
        console.note(f"Your text was:\n{new}")  # it exists nowhere else
        raise


def _in_editor(path: Path, what: str) -> tuple[str, str]:
    """Have the person edit an item's Markdown in a file of its own.

    Return it as it was, and as it is to be.
    """
    from tempfile import TemporaryDirectory

    from postgen.backlog import Backlog
    from postgen.commands import items
    from postgen.files import editor, store

    backlog = Backlog(store.read(path))
    before = items.item_text(backlog, items.find_item(backlog, what))
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
    return before, after
