"""`postgen new newsletter`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from postgen.cli import console
from postgen.cli.option_groups import HabitOptions, IssueOptions, WriteOptions
from postgen.cli.run import carry_out, check_date, find_backlog, is_edited, open_site
from postgen.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import typer

    from postgen.cli.completion_values import (
        complete_categories,
        complete_files,
        complete_styles,
        complete_templates,
    )
    from postgen.cli.options import Author, BacklogFile, IssueTitle, Layout, Slug, Tags, Values
    from postgen.commands import Result


def _styles(wanted: str = "") -> tuple[str, ...]:
    """Return the names of the styles of references, as `styles.names` does."""
    from postgen.references import styles

    return styles.names(wanted)


def newsletter(
    ctx: typer.Context,
    title: IssueTitle = "",
    issue: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Its number; else the last issue plus one."),
    ] = None,
    category: Annotated[
        list[str] | None,
        typer.Option(
            "--category",
            "-c",
            metavar="NAME",
            help="Only this category; may be repeated.",
            autocompletion=complete_categories,
        ),
    ] = None,
    since: Annotated[
        str, typer.Option(metavar="WHEN", help="Only links added since: 7d, 2w, 12h, or a date.")
    ] = "",
    limit: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="So many items at most.")
    ] = None,
    toc: Annotated[
        bool | None,
        typer.Option("--toc/--no-toc", help="With a table of contents, or without."),
    ] = None,
    references: Annotated[
        str,
        typer.Option(
            metavar="STYLE",
            help=f"{', '.join(_styles()[:-1])} or {_styles()[-1]}.",
            autocompletion=complete_styles,
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
    draft: Annotated[
        bool, typer.Option("--draft", help="Write a draft, which grows until it is published.")
    ] = False,
    append: Annotated[
        str,
        typer.Option(
            "--append",
            metavar="[POST]",
            help="Add the items to an issue that is there; else to the draft.",
            autocompletion=complete_files("drafts", "posts"),
        ),
    ] = "",
    slug: Slug = "",
    author: Author = "",
    tag: Tags = None,
    layout: Layout = "",
    values: Values = None,
    *,
    options: IssueOptions,
    habits: HabitOptions,
    backlog: BacklogFile = None,
    write: WriteOptions,
) -> None:
    """Write an issue from the backlog, with numbered references."""
    from postgen.commands import newsletter as command
    from postgen.commands.habits import UnclearError
    from postgen.commands.since import day_since

    site = open_site(ctx, write.site)
    if references and references not in _styles(references):
        known = ", ".join(_styles())
        raise UsageError(f"There is no style `{references}`.", f"Choose {known}.")
    request = command.IssueRequest(
        title=title,
        issue=issue,
        categories=tuple(category or ()),
        since=day_since(site, since),
        limit=limit,
        toc=toc,
        references=references,
        template=template,
        lang=options.lang,
        intro=options.intro,
        date=options.date,
        image=options.image,
        thumb=options.thumb,
        keep=keep,
        allow_repeat=options.allow_repeat,
        slug=slug,
        layout=layout,
        author=author,
        tags=tuple(tag or ()),
        values=tuple(values or ()),
        draft=draft,
        like=habits.like,
        no_habits=habits.no_habits,
        asks=site.settings.ask and not write.as_json and console.interactive(),
    )
    check_date(site, request.date)
    path = find_backlog(site, backlog)

    def create(wanted: command.IssueRequest) -> Result:
        if append:
            from postgen.commands import open_issue

            return open_issue.append(site, path, wanted, append)
        return command.create(site, path, wanted, site.now(), force=options.force)

    def write_issue(wanted: command.IssueRequest) -> None:
        try:
            carry_out(site, lambda: create(wanted), write, edit=is_edited(site, options.edit))
        except UnclearError as error:
            if not wanted.asks:
                raise
            console.note(error.message)
            like = console.choose("Like which of them", error.data["posts"])
            write_issue(wanted._replace(like=like))
        except command.OpenWordsError as error:
            words = _ask_words(error.data["keys"])
            write_issue(wanted._replace(words=words, asks=False))

    write_issue(request)


def _ask_words(keys: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Ask for words that only a person knows, by the keys of their texts; Enter leaves `TK`."""
    words = []
    for key, text in keys.items():
        before, _, after = text.partition("TK")
        question = f"TK in {key} `{text}`" if before or after else key.capitalize()
        answer = console.ask(question, default="TK").removeprefix(before).removesuffix(after)
        if answer != "TK":
            words.append((key, answer if key == "title" else before + answer + after))
    return tuple(words)
