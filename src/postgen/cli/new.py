"""`postgen new …`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from postgen import console
from postgen.cli.shared import (
    BacklogFile,
    Commit,
    DryRun,
    Json,
    SiteDir,
    carry_out,
    complete_categories,
    complete_words,
    open_site,
)
from postgen.errors import UsageError

if TYPE_CHECKING:
    from postgen.site import Site

app = typer.Typer(name="new", rich_markup_mode=None, invoke_without_command=True)

Title = Annotated[str, typer.Argument(metavar="[TITLE]", help="Its title; asked for on a terminal.")]
Date = Annotated[str, typer.Option(help="Its date: 2026-11-20, 2026-11-20 18:30, tomorrow; else now.")]
Slug = Annotated[str, typer.Option(help="Its name in the file and the URL; else made from the title.")]
Author = Annotated[str, typer.Option(help="Its author.")]
Categories = Annotated[
    list[str] | None,
    typer.Option("--category", help="A category; may be repeated.", autocompletion=complete_words("category")),
]
Tags = Annotated[
    list[str] | None,
    typer.Option("--tag", help="A tag; may be repeated.", autocompletion=complete_words("tag")),
]
Image = Annotated[str, typer.Option(help="The path or address of its image.")]
Layout = Annotated[str, typer.Option(help="Its layout.")]
Lang = Annotated[str, typer.Option(help="Its language, such as en.")]
Values = Annotated[list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Another key; may be repeated.")]
Template = Annotated[str, typer.Option(metavar="NAME", help="A template of _templates/.")]
Force = Annotated[bool, typer.Option("--force", help="Replace a file that is there.")]
Edit = Annotated[bool, typer.Option("--edit", help="Open it in the editor.")]


@app.callback(epilog="Example: postgen new post 'What I read this week' --tag reading")
def new(ctx: typer.Context) -> None:
    """Write a new post, draft, page, backlog or newsletter."""
    if ctx.invoked_subcommand:
        return
    if not console.interactive():
        raise UsageError(
            "It is not said what to write.",
            "Say post, draft, page, backlog or newsletter; see postgen new --help.",
        )
    kinds = ("post", "draft", "page", "backlog", "newsletter")
    kind = console.ask(f"What ({', '.join(kinds)})", default="post", choices=kinds)
    if kind not in kinds:
        raise UsageError(f"There is no `{kind}`.", f"Say one of {', '.join(kinds)}.")
    command = ctx.command.get_command(ctx, kind)  # type: ignore[attr-defined]
    ctx.invoke(command, **{each.name: each.get_default(ctx) for each in command.params})


def _scaffold(ctx: typer.Context, kind: str, site: Path | None, said: dict[str, Any], flags: dict[str, bool]) -> None:
    """Write what was wished for; on a terminal, ask for a title that was not given, and what goes with it."""
    from postgen.operations import new as operations

    where = open_site(ctx, site)
    if not str(said["title"]).strip():
        if not console.interactive():
            raise UsageError("The title is missing.", f"Say postgen new {kind} 'A title'.")
        said |= _ask(where, said)
    values: dict[str, Any] = {key: tuple(value or ()) if key in LISTS else value for key, value in said.items()}
    wish = operations.Wish(**values)
    carry_out(
        where,
        lambda: operations.create(where, kind, wish, where.now(), force=flags["force"]),
        dry_run=flags["dry_run"],
        as_json=flags["as_json"],
        commit=flags["commit"],
        edit=flags["edit"] or where.settings.edit,
    )


LISTS = {"categories", "tags", "values", "sections"}


def _ask(where: Site, said: dict[str, Any]) -> dict[str, object]:
    from postgen.operations.words import words_of

    answers: dict[str, Any] = {"title": console.ask("Title")}
    known = words_of(where)
    for key, kind in (("categories", "category"), ("tags", "tag")):
        if key in said and not said[key]:
            given = console.ask(f"{key.capitalize()}, with commas", choices=known[kind], many=True)
            answers[key] = [each.strip() for each in given.split(",") if each.strip()]
    return answers


@app.command("post", epilog="Example: postgen new post 'Attention, explained' --category nlp --tag transformers")
def post(
    ctx: typer.Context,
    title: Title = "",
    date: Date = "",
    slug: Slug = "",
    author: Author = "",
    category: Categories = None,
    tag: Tags = None,
    image: Image = "",
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
    """Write a new post into _posts/."""
    said: dict[str, Any] = {
        "title": title, "date": date, "slug": slug, "author": author, "categories": category, "tags": tag,
        "image": image, "layout": layout, "lang": lang, "values": values, "template": template,
    }  # fmt: skip
    flags = {"force": force, "edit": edit, "dry_run": dry_run, "as_json": as_json, "commit": commit}
    _scaffold(ctx, "post", site, said, flags)


@app.command("draft", epilog="Example: postgen new draft 'Half a thought'")
def draft(
    ctx: typer.Context,
    title: Title = "",
    slug: Slug = "",
    author: Author = "",
    category: Categories = None,
    tag: Tags = None,
    image: Image = "",
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
    """Write a new draft into _drafts/, without a date."""
    said: dict[str, Any] = {
        "title": title, "slug": slug, "author": author, "categories": category, "tags": tag, "image": image,
        "layout": layout, "lang": lang, "values": values, "template": template,
    }  # fmt: skip
    flags = {"force": force, "edit": edit, "dry_run": dry_run, "as_json": as_json, "commit": commit}
    _scaffold(ctx, "draft", site, said, flags)


@app.command("page", epilog="Example: postgen new page About")
def page(
    ctx: typer.Context,
    title: Title = "",
    slug: Slug = "",
    author: Author = "",
    image: Image = "",
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
        "title": title, "slug": slug, "author": author, "image": image, "layout": layout, "lang": lang,
        "values": values, "template": template,
    }  # fmt: skip
    flags = {"force": force, "edit": edit, "dry_run": dry_run, "as_json": as_json, "commit": commit}
    _scaffold(ctx, "page", site, said, flags)


@app.command("backlog", epilog="Example: postgen new backlog --category NLP --category Tools")
def backlog(
    ctx: typer.Context,
    title: Annotated[str, typer.Argument(metavar="[TITLE]", help="Its title.")] = "Backlog",
    category: Annotated[list[str] | None, typer.Option("--category", help="A first section; may be repeated.")] = None,
    date: Date = "",
    slug: Slug = "",
    author: Author = "",
    tag: Tags = None,
    image: Image = "",
    layout: Layout = "",
    lang: Lang = "",
    values: Values = None,
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
        "layout": layout, "lang": lang, "values": values, "sections": category,
    }  # fmt: skip
    flags = {"force": force, "edit": edit, "dry_run": dry_run, "as_json": as_json, "commit": commit}
    _scaffold(ctx, "backlog", site, said, flags)


@app.command("newsletter", epilog="Example: postgen new newsletter --since 7d --references footnotes")
def newsletter(
    ctx: typer.Context,
    title: Annotated[str, typer.Argument(metavar="[TITLE]", help="Its title; else that of the settings.")] = "",
    issue: Annotated[int | None, typer.Option(min=1, help="Its number; else the last issue plus one.")] = None,
    category: Annotated[
        list[str] | None,
        typer.Option("--category", help="Only this category; may be repeated.", autocompletion=complete_categories),
    ] = None,
    since: Annotated[str, typer.Option(help="Only links added since: 7d, 2w, or a date.")] = "",
    limit: Annotated[int | None, typer.Option(min=1, help="So many items at most.")] = None,
    toc: Annotated[bool | None, typer.Option("--toc/--no-toc", help="With a table of contents, or without.")] = None,
    references: Annotated[str, typer.Option(help="linked, plain, reflinks, footnotes or inline.")] = "",
    template: Annotated[str, typer.Option(metavar="NAME", help="full, brief, or one of _templates/.")] = "",
    keep: Annotated[bool, typer.Option("--keep", help="Leave the items in the backlog.")] = False,
    allow_repeat: Annotated[
        bool, typer.Option("--allow-repeat", help="Take links that were published before.")
    ] = False,
    lang: Lang = "",
    intro: Annotated[str, typer.Option(help="The first paragraph, in Markdown.")] = "",
    date: Date = "",
    image: Image = "",
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
    from postgen.operations import newsletter as operations
    from postgen.operations.links import backlog_path
    from postgen.settings import REFERENCES

    where = open_site(ctx, site)
    if references and references not in REFERENCES:
        raise UsageError(f"There is no style `{references}`.", f"Choose {', '.join(REFERENCES)}.")
    wish = operations.Wish(
        title, issue, tuple(category or ()), day_since(where, since), limit, toc, references, template, lang, intro,
        date, image, keep, allow_repeat,
    )  # fmt: skip
    path = backlog_path(where, backlog)
    carry_out(
        where,
        lambda: operations.create(where, path, wish, where.now(), force=force),
        dry_run=dry_run,
        as_json=as_json,
        commit=commit,
        edit=edit or where.settings.edit,
    )
