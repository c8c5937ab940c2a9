"""`postgen new link`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from postgen.cli import console
from postgen.cli.option_groups import NewFileOptions, TermOptions, WriteOptions
from postgen.cli.run import carry_out, check_date, is_edited, look_up_pages, may_ask, open_site
from postgen.errors import UsageError

if TYPE_CHECKING:
    import typer

    from postgen.cli.options import Date, Slug, Values


def link(
    ctx: typer.Context,
    url: Annotated[
        str, typer.Argument(metavar="[URL]", help="The link; asked for on a terminal.")
    ] = "",
    title: Annotated[
        str, typer.Option(metavar="TEXT", help="The title; else it is looked up.")
    ] = "",
    note: Annotated[
        str, typer.Option("--note", "-m", metavar="TEXT", help="What you write about it.")
    ] = "",
    quote: Annotated[
        str, typer.Option(metavar="TEXT", help="A passage of the page, as a quotation.")
    ] = "",
    via: Annotated[
        str, typer.Option(metavar="TEXT", help="Where it was found: words, or an address.")
    ] = "",
    author: Annotated[str, typer.Option(metavar="NAME", help="Who wrote the page.")] = "",
    date: Date = "",
    slug: Slug = "",
    values: Values = None,
    draft: Annotated[bool, typer.Option("--draft", help="Write a draft.")] = False,
    no_fetch: Annotated[bool, typer.Option("--no-fetch", help="Do not look the page up.")] = False,
    keep_url: Annotated[
        bool, typer.Option("--keep-url", help="Keep tracking parameters and old addresses.")
    ] = False,
    allow_duplicate: Annotated[
        bool, typer.Option("--allow-duplicate", help="Take a link that is there already.")
    ] = False,
    *,
    terms: TermOptions,
    file: NewFileOptions,
    write: WriteOptions,
) -> None:
    """Write a post of one link, for a link log."""
    from postgen.commands import new_link as command
    from postgen.commands.new import PostRequest

    site = open_site(ctx, write.site)
    check_date(site, date)
    if not url.strip() and may_ask(site, write):
        url = console.ask("URL")
    if not url.strip():
        raise UsageError("The URL is missing.", "Run postgen new link https://example.org/page.")
    post = PostRequest(
        "",
        date=date,
        slug=slug,
        categories=tuple(terms.category or ()),
        tags=tuple(terms.tag or ()),
        values=tuple(values or ()),
    )
    request = command.LinkRequest(
        url,
        title=title,
        note=note,
        quote=quote,
        via=via,
        author=author,
        fetch=not no_fetch,
        keep_url=keep_url,
        allow_duplicate=allow_duplicate,
        draft=draft,
        post=post,
    )
    prepared = command.prepare(site, request, lambda urls: look_up_pages(urls, keep_url=keep_url))
    carry_out(
        site,
        lambda: command.create(site, prepared, site.now(), force=file.force),
        write,
        edit=is_edited(site, file.edit),
    )
