"""`postgen new translation`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from postgen.cli.option_groups import NewFileOptions, WriteOptions
from postgen.cli.run import carry_out, is_edited, open_site

if TYPE_CHECKING:
    import typer

    from postgen.cli.completion_values import complete_languages, complete_posts
    from postgen.cli.options import NAMED, language_code


def translation(
    ctx: typer.Context,
    post: Annotated[str, typer.Argument(metavar="POST", help=NAMED, autocompletion=complete_posts)],
    lang: Annotated[
        str,
        typer.Option(
            metavar="LANG",
            help="Its new language, such as zh.",
            autocompletion=complete_languages,
            callback=language_code,
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
    *,
    file: NewFileOptions,
    write: WriteOptions,
) -> None:
    """Begin a post's translation, with the same references."""
    from postgen.commands import translation as command

    site = open_site(ctx, write.site)
    request = command.TranslationRequest(lang, title, slug)
    carry_out(
        site,
        lambda: command.create(site, post, request, site.now(), force=file.force),
        write,
        edit=is_edited(site, file.edit),
    )
