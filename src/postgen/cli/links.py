"""`postgen add-link`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

from postgen.cli import console
from postgen.cli.declare import Commands, example
from postgen.cli.option_groups import ItemOptions
from postgen.cli.run import carry_out, look_up_pages, may_ask, open_backlog
from postgen.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import typer

    from postgen.cli.completion_values import complete_drafts
    from postgen.cli.options import BacklogFile, Category, NewCategory, Note, Tags
    from postgen.commands.add_links import LookedUp, Prepared
    from postgen.site import Site

app = Commands()


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
            metavar="[URL]...",
            help="The links; - or a pipe gives one a line, `URL | Title` or `[Title](URL)` too.",
        ),
    ] = None,
    category: Category = "",
    title: Annotated[
        str, typer.Option(metavar="TEXT", help="The title; else it is looked up.")
    ] = "",
    note: Note = "",
    quote: Annotated[
        str, typer.Option(metavar="TEXT", help="A passage of the page, as a quotation.")
    ] = "",
    author: Annotated[str, typer.Option(metavar="NAME", help="Who wrote the page.")] = "",
    tag: Tags = None,
    via: Annotated[str, typer.Option(metavar="TEXT", help="Where it was found.")] = "",
    date: Annotated[
        str, typer.Option(metavar="DATE", help="The day it was added; else today.")
    ] = "",
    image: Annotated[str, typer.Option(metavar="URL", help="The address of an image.")] = "",
    no_fetch: Annotated[bool, typer.Option("--no-fetch", help="Do not look the page up.")] = False,
    keep_url: Annotated[
        bool, typer.Option("--keep-url", help="Keep tracking parameters and old addresses.")
    ] = False,
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
    new_category: NewCategory = False,
    clipboard: Annotated[
        bool, typer.Option("--clipboard", help="Take the links from the clipboard.")
    ] = False,
    backlog: BacklogFile = None,
    *,
    write: ItemOptions,
) -> None:
    """File links in the backlog."""
    from postgen.commands import add_links
    from postgen.commands.given_links import clean_links
    from postgen.model import Link

    site, path = open_backlog(ctx, write.site, backlog)
    added = _day_added(site, date)
    tags = tuple(each.strip() for each in tag or () if each.strip())
    look_up = None if no_fetch else _look_up(keep_url=keep_url)
    lines = _lines(urls or [], clipboard=clipboard, may_ask=may_ask(site, write))
    is_asked = lines is None
    details = Link("", title, note, category.strip(), tags, via, image, added, author=author)
    if lines is None:
        from postgen.cli.questions import Questions

        questions = Questions(site, path, look_up, keep_url=keep_url)
        details = questions.ask(details)
        lines, no_fetch = [details.url], True
        new_category = new_category or questions.is_new_category
    given, bad = clean_links(lines, keep=keep_url)
    if title and len(given) > 1:
        raise UsageError(
            "--title fits one URL, not several.", "Write `URL | Title` lines into a pipe instead."
        )
    links = tuple(
        details._replace(
            url=each.url,
            title=details.title or each.title,
            note=details.note or each.note,
            quote=quote,
        )
        for each in given
    )
    request = add_links.AddRequest(
        links, fetch=not no_fetch, allow_duplicate=allow_duplicate, new_category=new_category
    )
    prepared = add_links.prepare(site, path, request, look_up or (lambda _: {}))
    prepared.bad = bad
    if may_ask(site, write) and len(prepared.links) == 1 == len(links):
        _ask_what_is_missing(prepared, is_asked=is_asked)
    if to_issue:
        from postgen.commands import open_issue

        carry_out(site, lambda: open_issue.add_links(site, prepared, to_issue), write)
        return
    carry_out(site, lambda: add_links.add(site, path, prepared), write)


def _day_added(site: Site, date: str) -> str:
    """Return the day that is given, else today, as `YYYY-MM-DD`."""
    day = site.now()
    if date:
        from postgen.jekyll.dates import parse_date

        day = parse_date(date, day, site.zone)
    return f"{day:%Y-%m-%d}"


def _look_up(*, keep_url: bool) -> Callable[[list[str]], Mapping[str, LookedUp]]:
    return lambda urls: look_up_pages(urls, keep_url=keep_url)


def _ask_what_is_missing(prepared: Prepared, *, is_asked: bool) -> None:
    """Ask for the category and the note of one link, unless both were asked for already.

    A category that is not clear is asked for in any case.
    """
    from postgen.backlog import UNSORTED, CategoryError
    from postgen.cli.questions import ask_any_category, ask_category, ask_note, in_order

    link = prepared.links[0]
    if link.url in prepared.known:
        return
    category = link.category
    if not category and not is_asked:
        fit = next(iter(prepared.suggestions.values()), UNSORTED)
        category = ask_any_category(in_order(prepared.category_names, fit), fit)
        prepared.choose_category(category)
    try:
        prepared.check_category(category)
    except CategoryError as error:
        if not prepared.new_category:
            chosen = ask_category(error, prepared.category_names, prepared.check_category)
            prepared.choose_category(chosen[0], is_new=chosen[1])
    if not link.note and not is_asked:
        prepared.set_note(ask_note(prepared.descriptions.get(link.url, "")))


def _lines(urls: list[str], *, clipboard: bool, may_ask: bool) -> list[str] | None:
    """Return the links of the call, of the pipe or of the clipboard, as they were given.

    None means that a person has to be asked.
    """
    if clipboard:
        from postgen.files.clipboard import read

        return [*urls, *read().splitlines()]
    if not urls and may_ask:
        return None
    lines = [url for url in urls if url != "-"]
    if "-" in urls or (not urls and not console.interactive()):
        lines += _piped_lines()
    return lines


def _piped_lines() -> list[str]:
    """Return the lines of the pipe, without its BOM; U+FFFD stands for what is not UTF-8."""
    if sys.stdin is None:
        return []
    from postgen.files.reading import read_pipe
    from postgen.text.clean import clean

    data = read_pipe(sys.stdin.buffer).removeprefix(b"\xef\xbb\xbf")
    return [clean(line.decode(errors="replace")) for line in data.splitlines()]
