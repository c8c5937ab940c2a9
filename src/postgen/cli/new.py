"""`postgen new …`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from postgen.cli import console
from postgen.cli.feeds import digest
from postgen.cli.lazy_group import Group, build, example
from postgen.cli.new_link import link
from postgen.cli.new_newsletter import newsletter
from postgen.cli.options import (
    Author,
    Collection,
    Date,
    Edit,
    From,
    HabitOptions,
    Lang,
    Layout,
    LookOptions,
    NewFileOptions,
    Slug,
    Tags,
    TermOptions,
    Title,
    Values,
    WriteOptions,
)
from postgen.cli.run import carry_out, check_date, is_edited, may_ask, open_site
from postgen.cli.translation import translation
from postgen.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from postgen.commands import Result
    from postgen.commands.new import PostRequest
    from postgen.paste import PastedText
    from postgen.site import Site

commands = typer.Typer()

ASKABLE = ("post", "draft", "page", "link", "backlog", "newsletter", "digest", "index")
"""The kinds that need nothing but what a person can be asked for."""


class Kinds(Group):
    """The kinds of files that can be written."""

    def lines(self) -> Mapping[str, str]:
        """Return the kinds, with their first line of help."""
        return {
            str(info.name): str(info.callback.__doc__).partition("\n")[0]
            for info in commands.registered_commands
        }

    def build(self, name: str) -> object:
        """Build the command of one kind."""
        return build(commands, name)


app = typer.Typer(name="new", cls=Kinds, rich_markup_mode=None, invoke_without_command=True)


@app.callback(epilog=example("postgen new post 'What I read this week' --tag reading"))
def new(ctx: typer.Context) -> None:
    """Write a new post, page, newsletter, translation and the like."""
    if ctx.invoked_subcommand:
        return
    if not console.interactive():
        raise UsageError(
            "The kind of file to write is missing.",
            "Name post, draft, page, link, backlog, newsletter, digest, index or translation; "
            "see postgen new --help.",
        )
    kind = console.ask(f"What ({', '.join(ASKABLE)})", default="post", choices=ASKABLE)
    if kind not in ASKABLE:
        raise UsageError(f"There is no `{kind}`.", f"Name one of {', '.join(ASKABLE)}.")
    command = build(commands, kind)
    with command.make_context(kind, [], parent=ctx) as context:
        command.invoke(context)


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


@commands.command(
    "post",
    epilog=example("postgen new post 'Attention, explained' --category nlp --tag transformers"),
)
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
        categories=tuple(terms.category or ()),
        tags=tuple(terms.tag or ()),
        collection="" if collection == "posts" else collection,
        like=habits.like,
        no_habits=habits.no_habits,
        **_look(look),
    )
    _create(ctx, "post", request, file, write, source=source, asks=("categories", "tags"))


def _look(look: LookOptions) -> dict[str, Any]:
    return {
        "image": look.image,
        "thumb": look.thumb,
        "layout": look.layout,
        "lang": look.lang,
        "values": tuple(look.values or ()),
        "template": look.template,
    }


@commands.command("draft", epilog=example("postgen new draft 'Half a thought'"))
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
        categories=tuple(terms.category or ()),
        tags=tuple(terms.tag or ()),
        like=habits.like,
        no_habits=habits.no_habits,
        **_look(look),
    )
    _create(ctx, "draft", request, file, write, source=source, asks=("categories", "tags"))


@commands.command("page", epilog=example("postgen new page About"))
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


@commands.command("backlog", epilog=example("postgen new backlog --category NLP --category Tools"))
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


commands.command(
    "newsletter", epilog=example("postgen new newsletter --since 7d --references footnotes")
)(newsletter)
commands.command("digest", epilog=example("postgen new digest --since 1d --limit 20"))(digest)
commands.command("link", epilog=example("postgen new link https://jekyllrb.com/ -m 'Still fast'"))(
    link
)
commands.command("translation", epilog=example("postgen new translation newsletter-4 --lang zh"))(
    translation
)


@commands.command("index", epilog=example("postgen new index 'All issues' --slug issues"))
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
