"""`postgen new post`, `draft`, `page`, `backlog` and `index`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from postgen.cli import console
from postgen.cli.option_groups import (
    HabitOptions,
    LookOptions,
    NewFileOptions,
    TermOptions,
    WriteOptions,
)
from postgen.cli.run import carry_out, check_date, is_edited, may_ask, open_site
from postgen.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    import typer

    from postgen.cli.options import (
        Author,
        Collection,
        Date,
        Edit,
        From,
        Lang,
        Layout,
        Slug,
        Tags,
        Title,
        Values,
    )
    from postgen.commands import Result
    from postgen.commands.new import PostRequest
    from postgen.paste import PastedText
    from postgen.site import Site


def _create(
    ctx: typer.Context,
    kind: str,
    request: PostRequest,
    file: NewFileOptions,
    write: WriteOptions,
    *,
    source: str = "",
    asks: tuple[str, ...] = (),
    complete: Callable[[Site, PostRequest], PostRequest] | None = None,
) -> None:
    """Write a new file.

    On a terminal, ask for a title that is missing, and for what `asks` names with it. `source` is a
    file with pasted text, or `-` for the pipe. `complete` adds what its kind needs.
    """
    from postgen.commands import new as command

    site = open_site(ctx, write.site)
    pasted = _read_pasted(source, request.title) if source else None
    if pasted:
        request = request._replace(title=pasted.title, body=pasted.body)
    if not request.title.strip():
        if not may_ask(site, write):
            raise UsageError("The title is missing.", f"Run postgen new {kind} 'A title'.")
        check_date(site, request.date)
        request = _ask(site, request, asks)
    if complete:
        request = complete(site, request)

    def create() -> Result:
        result = command.create(site, kind, request, site.now(), force=file.force)
        return _with_notes(result, pasted) if pasted else result

    carry_out(site, create, write, edit=is_edited(site, file.edit))


def _with_notes(result: Result, pasted: PastedText) -> Result:
    from postgen.commands import paste

    return paste.with_notes(result, pasted)


def _read_pasted(source: str, title: str) -> PastedText:
    from postgen.commands import paste
    from postgen.files import reading

    if source == "-":
        data = reading.read_pipe(sys.stdin.buffer) if sys.stdin else b""
        return paste.read("stdin", data, title)
    data = reading.read_bytes(Path(source))
    return paste.read(source, data, title)


def _ask(site: Site, request: PostRequest, asks: tuple[str, ...]) -> PostRequest:
    from postgen.commands.vocabulary import terms_of

    title = console.ask("Title")
    known = terms_of(site)
    answers: dict[str, Any] = {}
    for field, kind in (("categories", "category"), ("tags", "tag")):
        if field in asks and not getattr(request, field):
            question = f"{field.capitalize()}, with commas"
            answer = console.ask(question, choices=known[kind], many=True)
            answers[field] = tuple(each.strip() for each in answer.split(",") if each.strip())
    return request._replace(title=title, **answers)


def post(
    ctx: typer.Context,
    title: Title = "",
    date: Date = "",
    slug: Slug = "",
    author: Author = "",
    *,
    terms: TermOptions,
    look: LookOptions,
    collection: Collection = "",
    source: From = "",
    habits: HabitOptions,
    file: NewFileOptions,
    write: WriteOptions,
) -> None:
    """Write a new post into _posts/."""
    from postgen.commands.new import PostRequest

    request = PostRequest(
        title=title,
        date=date,
        slug=slug,
        author=author,
        collection="" if collection == "posts" else collection,
        **_of_posts(terms, habits),
        **_look(look),
    )
    _create(ctx, "post", request, file, write, source=source, asks=("categories", "tags"))


def _of_posts(terms: TermOptions, habits: HabitOptions) -> dict[str, Any]:
    return {
        "categories": tuple(terms.category or ()),
        "tags": tuple(terms.tag or ()),
        "like": habits.like,
        "no_habits": habits.no_habits,
    }


def _look(look: LookOptions) -> dict[str, Any]:
    return {
        "image": look.image,
        "thumb": look.thumb,
        "layout": look.layout,
        "lang": look.lang,
        "values": tuple(look.values or ()),
        "template": look.template,
    }


def draft(
    ctx: typer.Context,
    title: Title = "",
    slug: Slug = "",
    author: Author = "",
    *,
    terms: TermOptions,
    look: LookOptions,
    source: From = "",
    habits: HabitOptions,
    file: NewFileOptions,
    write: WriteOptions,
) -> None:
    """Write a new draft into _drafts/, without a date."""
    from postgen.commands.new import PostRequest

    request = PostRequest(
        title=title,
        slug=slug,
        author=author,
        **_of_posts(terms, habits),
        **_look(look),
    )
    _create(ctx, "draft", request, file, write, source=source, asks=("categories", "tags"))


def page(
    ctx: typer.Context,
    title: Title = "",
    slug: Slug = "",
    author: Author = "",
    *,
    look: LookOptions,
    file: NewFileOptions,
    write: WriteOptions,
) -> None:
    """Write a new page at the site's root."""
    from postgen.commands.new import PostRequest

    request = PostRequest(title=title, slug=slug, author=author, **_look(look))
    _create(ctx, "page", request, file, write)


def new_backlog(
    ctx: typer.Context,
    title: Annotated[str, typer.Argument(metavar="[TITLE]", help="Its title.")] = "Backlog",
    category: Annotated[
        list[str] | None,
        typer.Option("--category", "-c", metavar="NAME", help="A first section; may be repeated."),
    ] = None,
    public: Annotated[
        bool, typer.Option("--public", help="Readers see it; else it has `published: false`.")
    ] = False,
    backlog: Annotated[
        Path | None,
        typer.Option("--backlog", metavar="PATH", help="The file of a further backlog."),
    ] = None,
    date: Date = "",
    slug: Slug = "",
    author: Author = "",
    tag: Tags = None,
    *,
    look: LookOptions,
    file: NewFileOptions,
    write: WriteOptions,
) -> None:
    """Write the backlog: the post that links are filed in."""
    from postgen.commands.new import PostRequest

    request = PostRequest(
        title=title,
        date=date,
        slug=slug or "backlog",
        author=author,
        tags=tuple(tag or ()),
        sections=tuple(each.strip() for each in category or () if each.strip()),
        **_look(look),
    )

    def complete(site: Site, request: PostRequest) -> PostRequest:
        from postgen.commands.backlog_file import new_backlog

        return new_backlog(site, request, backlog, public=public)

    _create(ctx, "backlog", request, file, write, asks=("tags",), complete=complete)


def index(
    ctx: typer.Context,
    title: Annotated[
        str, typer.Argument(metavar="[TITLE]", help="The title of a new page; else Archive.")
    ] = "",
    slug: Annotated[str, typer.Option(metavar="SLUG", help="The page's name; else archive.")] = "",
    layout: Layout = "",
    lang: Lang = "",
    values: Values = None,
    edit: Edit = False,
    *,
    write: WriteOptions,
) -> None:
    """Write or refresh the page of issues, by number and language."""
    from postgen.commands import issue_index as command
    from postgen.commands.new import PostRequest

    site = open_site(ctx, write.site)
    request = PostRequest(title, slug=slug, layout=layout, lang=lang, values=tuple(values or ()))
    carry_out(
        site,
        lambda: command.create(site, request, site.now()),
        write,
        edit=is_edited(site, edit),
    )
