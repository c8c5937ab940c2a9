"""`postgen new translation`."""

from __future__ import annotations

from typing import Annotated

import typer

from postgen.cli.shared import (
    Commit,
    DryRun,
    Json,
    SiteDir,
    carry_out,
    complete_languages,
    complete_posts,
    is_edited,
    open_site,
)


def translation(
    ctx: typer.Context,
    post: Annotated[
        str,
        typer.Argument(
            metavar="POST",
            help="Its path, or a part of its name or title.",
            autocompletion=complete_posts,
        ),
    ],
    lang: Annotated[
        str,
        typer.Option(
            metavar="LANG", help="Its new language, such as zh.", autocompletion=complete_languages
        ),
    ],
    title: Annotated[
        str,
        typer.Option(metavar="TITLE", help="Its new title; else the old one with a language tag."),
    ] = "",
    slug: Annotated[
        str,
        typer.Option(
            metavar="SLUG",
            help="Its name in the file and the URL; else the old one and the language.",
        ),
    ] = "",
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    edit: Annotated[bool, typer.Option("--edit", help="Open it in the editor.")] = False,
    site: SiteDir = None,
    dry_run: DryRun = False,
    as_json: Json = False,
    commit: Commit = False,
) -> None:
    """Begin a post's translation, with the same references."""
    from postgen.commands import translation as commands

    where = open_site(ctx, site)
    request = commands.TranslationRequest(lang, title, slug)
    carry_out(
        where,
        lambda: commands.create(where, post, request, where.now(), force=force),
        dry_run=dry_run,
        as_json=as_json,
        commit=commit,
        edit=is_edited(where, edit),
    )
