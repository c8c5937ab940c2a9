"""`postgen new …`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from postgen.cli import console
from postgen.cli.feeds import digest
from postgen.cli.group import Group, build, example
from postgen.cli.shared import (
    BacklogFile,
    Commit,
    DryRun,
    Image,
    Json,
    SiteDir,
    Thumb,
    carry_out,
    complete_categories,
    complete_choices,
    complete_collections,
    complete_languages,
    complete_templates,
    complete_words,
    is_edited,
    open_site,
)
from postgen.cli.translation import translation
from postgen.errors import UsageError
from postgen.references import styles

if TYPE_CHECKING:
    from collections.abc import Callable

    from postgen.commands import Result
    from postgen.site import Site

commands = typer.Typer()


class Kinds(Group):
    """The kinds of files that can be written anew."""

    def lines(self) -> dict[str, str]:
        """Give the kinds, with their first line of help."""
        return {
            str(info.name): str(info.callback.__doc__).partition("\n")[0]
            for info in commands.registered_commands
        }

    def build(self, name: str) -> Any:
        """Build the command of one kind."""
        return build(commands, name)


app = typer.Typer(name="new", cls=Kinds, rich_markup_mode=None, invoke_without_command=True)

Title = Annotated[
    str, typer.Argument(metavar="[TITLE]", help="Its title; asked for on a terminal.")
]
Date = Annotated[
    str,
    typer.Option(
        metavar="DATE", help="Its date: 2026-11-20, 2026-11-20 18:30, tomorrow; else now."
    ),
]
Slug = Annotated[
    str,
    typer.Option(
        metavar="SLUG", help="Its name in the file and the URL; else made from the title."
    ),
]
Author = Annotated[str, typer.Option(metavar="NAME", help="Its author.")]
Categories = Annotated[
    list[str] | None,
    typer.Option(
        "--category",
        metavar="NAME",
        help="A category; may be repeated.",
        autocompletion=complete_words("category"),
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
Layout = Annotated[str, typer.Option(metavar="NAME", help="Its layout.")]
Lang = Annotated[
    str,
    typer.Option(
        metavar="LANG", help="Its language, such as en.", autocompletion=complete_languages
    ),
]
Values = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Another key; may be repeated."),
]
Template = Annotated[
    str,
    typer.Option(
        metavar="NAME",
        help="A template; else the one of _templates/ for its category or kind.",
        autocompletion=complete_templates,
    ),
]
Collection = Annotated[
    str,
    typer.Option(
        metavar="NAME",
        help="Another of the site's collections than posts.",
        autocompletion=complete_collections,
    ),
]
From = Annotated[
    str,
    typer.Option(
        "--from", metavar="FILE", help="A text that was pasted, to make it of; - is the pipe."
    ),
]
Force = Annotated[bool, typer.Option("--force", help="Replace a file that is there.")]
Edit = Annotated[bool, typer.Option("--edit", help="Open it in the editor.")]


@app.callback(epilog=example("postgen new post 'What I read this week' --tag reading"))
def new(ctx: typer.Context) -> None:
    """Write a new post, page, newsletter, translation and the like."""
    if ctx.invoked_subcommand:
        return
    if not console.interactive():
        raise UsageError(
            "It is not said what to write.",
            "Say post, draft, page, backlog, newsletter, digest, index or translation; see postgen new --help.",
        )
    kinds = ("post", "draft", "page", "backlog", "newsletter", "digest", "index")
    kind = console.ask(f"What ({', '.join(kinds)})", default="post", choices=kinds)
    if kind not in kinds:
        raise UsageError(f"There is no `{kind}`.", f"Say one of {', '.join(kinds)}.")
    command = build(commands, kind)
    with command.make_context(kind, [], parent=ctx) as context:
        command.invoke(context)


def _scaffold(
    ctx: typer.Context, kind: str, site: Path | None, said: dict[str, Any], flags: dict[str, bool]
) -> None:
    """Write what was wished for; on a terminal, ask for a title that was not given, and what goes with it."""
    from postgen.commands import new as commands

    where = open_site(ctx, site)
    finish = _pasted(said) if said.get("body") else None
    if not str(said["title"]).strip():
        if not console.interactive():
            raise UsageError("The title is missing.", f"Say postgen new {kind} 'A title'.")
        said |= _ask(where, said)
    values: dict[str, Any] = {
        key: tuple(value or ()) if key in LISTS else value for key, value in said.items()
    }
    request = commands.PostRequest(**values)

    def create() -> Result:
        return commands.create(where, kind, request, where.now(), force=flags["force"])

    carry_out(
        where,
        lambda: finish(create()) if finish else create(),
        dry_run=flags["dry_run"],
        as_json=flags["as_json"],
        commit=flags["commit"],
        edit=is_edited(where, flags["edit"]),
    )


def _pasted(said: dict[str, Any]) -> Callable[[Result], Result]:
    """Make title and body of the text whose file is said; give what adds to the outcome what there is to say of it."""
    import sys

    from postgen.commands import paste
    from postgen.files import store

    name = said["body"]
    if name == "-":
        data = sys.stdin.buffer.read() if sys.stdin else b""
    else:
        data = store.read(Path(name)).encode(errors="surrogateescape")
    found = paste.read("stdin" if name == "-" else name, data, said["title"])
    said |= {"title": found.title, "body": found.body}
    return lambda outcome: paste.told(outcome, found)


LISTS = {"categories", "tags", "values", "sections"}


def _ask(where: Site, said: dict[str, Any]) -> dict[str, object]:
    from postgen.commands.vocabulary import terms_of

    answers: dict[str, Any] = {"title": console.ask("Title")}
    known = terms_of(where)
    for key, kind in (("categories", "category"), ("tags", "tag")):
        if key in said and not said[key]:
            given = console.ask(f"{key.capitalize()}, with commas", choices=known[kind], many=True)
            answers[key] = [each.strip() for each in given.split(",") if each.strip()]
    return answers


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
    category: Categories = None,
    tag: Tags = None,
    image: Image = "",
    thumb: Thumb = False,
    layout: Layout = "",
    lang: Lang = "",
    values: Values = None,
    template: Template = "",
    collection: Collection = "",
    source: From = "",
    force: Force = False,
    edit: Edit = False,
    site: SiteDir = None,
    dry_run: DryRun = False,
    as_json: Json = False,
    commit: Commit = False,
) -> None:
    """Write a new post into _posts/."""
    said: dict[str, Any] = {
        "title": title, "date": date, "slug": slug, "author": author, "categories": category, "tags": tag,
        "image": image, "thumb": thumb, "layout": layout, "lang": lang, "values": values, "template": template,
        "collection": "" if collection == "posts" else collection, "body": source,
    }  # fmt: skip
    flags = {"force": force, "edit": edit, "dry_run": dry_run, "as_json": as_json, "commit": commit}
    _scaffold(ctx, "post", site, said, flags)


@commands.command("draft", epilog=example("postgen new draft 'Half a thought'"))
def draft(
    ctx: typer.Context,
    title: Title = "",
    slug: Slug = "",
    author: Author = "",
    category: Categories = None,
    tag: Tags = None,
    image: Image = "",
    thumb: Thumb = False,
    layout: Layout = "",
    lang: Lang = "",
    values: Values = None,
    template: Template = "",
    source: From = "",
    force: Force = False,
    edit: Edit = False,
    site: SiteDir = None,
    dry_run: DryRun = False,
    as_json: Json = False,
    commit: Commit = False,
) -> None:
    """Write a new draft into _drafts/, without a date."""
    said: dict[str, Any] = {
        "title": title, "slug": slug, "author": author, "categories": category, "tags": tag, "image": image,
        "thumb": thumb, "layout": layout, "lang": lang, "values": values, "template": template, "body": source,
    }  # fmt: skip
    flags = {"force": force, "edit": edit, "dry_run": dry_run, "as_json": as_json, "commit": commit}
    _scaffold(ctx, "draft", site, said, flags)


@commands.command("page", epilog=example("postgen new page About"))
def page(
    ctx: typer.Context,
    title: Title = "",
    slug: Slug = "",
    author: Author = "",
    image: Image = "",
    thumb: Thumb = False,
    layout: Layout = "",
    lang: Lang = "",
    values: Values = None,
    template: Template = "",
    force: Force = False,
    edit: Edit = False,
    site: SiteDir = None,
    dry_run: DryRun = False,
    as_json: Json = False,
    commit: Commit = False,
) -> None:
    """Write a new page at the site's root."""
    said: dict[str, Any] = {
        "title": title, "slug": slug, "author": author, "image": image, "thumb": thumb, "layout": layout, "lang": lang,
        "values": values, "template": template,
    }  # fmt: skip
    flags = {"force": force, "edit": edit, "dry_run": dry_run, "as_json": as_json, "commit": commit}
    _scaffold(ctx, "page", site, said, flags)


@commands.command("backlog", epilog=example("postgen new backlog --category NLP --category Tools"))
def backlog(
    ctx: typer.Context,
    title: Annotated[str, typer.Argument(metavar="[TITLE]", help="Its title.")] = "Backlog",
    category: Annotated[
        list[str] | None,
        typer.Option("--category", metavar="NAME", help="A first section; may be repeated."),
    ] = None,
    date: Date = "",
    slug: Slug = "",
    author: Author = "",
    tag: Tags = None,
    image: Image = "",
    thumb: Thumb = False,
    layout: Layout = "",
    lang: Lang = "",
    values: Values = None,
    template: Template = "",
    force: Force = False,
    edit: Edit = False,
    site: SiteDir = None,
    dry_run: DryRun = False,
    as_json: Json = False,
    commit: Commit = False,
) -> None:
    """Write the backlog: the post that links are filed in."""
    said: dict[str, Any] = {
        "title": title, "date": date, "slug": slug or "backlog", "author": author, "tags": tag, "image": image,
        "thumb": thumb, "layout": layout, "lang": lang, "values": values, "template": template,
        "sections": category,
    }  # fmt: skip
    flags = {"force": force, "edit": edit, "dry_run": dry_run, "as_json": as_json, "commit": commit}
    _scaffold(ctx, "backlog", site, said, flags)


@commands.command(
    "newsletter", epilog=example("postgen new newsletter --since 7d --references footnotes")
)
def newsletter(
    ctx: typer.Context,
    title: Annotated[
        str, typer.Argument(metavar="[TITLE]", help="Its title; else that of the settings.")
    ] = "",
    issue: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Its number; else the last issue plus one."),
    ] = None,
    category: Annotated[
        list[str] | None,
        typer.Option(
            "--category",
            metavar="NAME",
            help="Only this category; may be repeated.",
            autocompletion=complete_categories,
        ),
    ] = None,
    since: Annotated[
        str, typer.Option(metavar="WHEN", help="Only links added since: 7d, 2w, or a date.")
    ] = "",
    limit: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="So many items at most.")
    ] = None,
    toc: Annotated[
        bool | None, typer.Option("--toc/--no-toc", help="With a table of contents, or without.")
    ] = None,
    references: Annotated[
        str,
        typer.Option(
            metavar="STYLE",
            help=f"{', '.join(styles.names()[:-1])} or {styles.names()[-1]}.",
            autocompletion=complete_choices(styles.names()),
        ),
    ] = "",
    template: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="full, brief, cards, or one of _templates/.",
            autocompletion=complete_templates,
        ),
    ] = "",
    keep: Annotated[bool, typer.Option("--keep", help="Leave the items in the backlog.")] = False,
    allow_repeat: Annotated[
        bool, typer.Option("--allow-repeat", help="Take links that were published before.")
    ] = False,
    lang: Lang = "",
    intro: Annotated[
        str, typer.Option(metavar="TEXT", help="The first paragraph, in Markdown.")
    ] = "",
    date: Date = "",
    image: Image = "",
    thumb: Thumb = False,
    force: Force = False,
    edit: Edit = False,
    backlog: BacklogFile = None,
    site: SiteDir = None,
    dry_run: DryRun = False,
    as_json: Json = False,
    commit: Commit = False,
) -> None:
    """Write an issue from the backlog, with numbered references."""
    from postgen.cli.links import day_since
    from postgen.commands import newsletter as commands
    from postgen.commands.links import backlog_path

    where = open_site(ctx, site)
    if references and references not in styles.names(references):
        known = ", ".join(styles.names())
        raise UsageError(f"There is no style `{references}`.", f"Choose {known}.")
    request = commands.IssueRequest(
        title, issue, tuple(category or ()), day_since(where, since), limit, toc, references, template, lang, intro,
        date, image, thumb, keep, allow_repeat,
    )  # fmt: skip
    path = backlog_path(where, backlog)
    carry_out(
        where,
        lambda: commands.create(where, path, request, where.now(), force=force),
        dry_run=dry_run,
        as_json=as_json,
        commit=commit,
        edit=is_edited(where, edit),
    )


commands.command("digest", epilog=example("postgen new digest --since 1d --limit 20"))(digest)
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
    site: SiteDir = None,
    dry_run: DryRun = False,
    as_json: Json = False,
    commit: Commit = False,
) -> None:
    """Write or refresh the page of issues, by number and language."""
    from postgen.commands import index as commands
    from postgen.commands.new import PostRequest

    where = open_site(ctx, site)
    request = PostRequest(title, slug=slug, layout=layout, lang=lang, values=tuple(values or ()))
    carry_out(
        where,
        lambda: commands.create(where, request, where.now()),
        dry_run=dry_run,
        as_json=as_json,
        commit=commit,
        edit=is_edited(where, edit),
    )
