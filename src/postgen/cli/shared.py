"""The options that commands share, and the path that every command takes: read, work out, write, report."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from postgen import console
from postgen.errors import PostgenError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from postgen.operations import Outcome
    from postgen.site import Site

SiteDir = Annotated[
    Path | None,
    typer.Option("--site", "-C", metavar="DIR", help="The site; else the one around this folder."),
]
DryRun = Annotated[bool, typer.Option("--dry-run", "-n", help="Show what would change as a diff; change nothing.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Commit = Annotated[bool, typer.Option("--commit", help="Commit exactly the files that change.")]
Image = Annotated[
    str, typer.Option(metavar="FILE", help="Its image: a file, which is copied into assets/images/, or a URL.")
]
Thumb = Annotated[bool, typer.Option("--thumb", help="Make a thumbnail of the image, too.")]
BacklogFile = Annotated[Path | None, typer.Option("--backlog", metavar="PATH", help="The backlog's file.")]


def open_site(ctx: typer.Context, given: Path | None) -> Site:
    """Find the site that a command is about, and tell what is wrong with its settings."""
    from postgen import site

    found = site.find(given or ctx.find_root().obj or Path.cwd())
    for warning in found.warnings:
        console.note(f"warning: {warning}")
    return found


def carry_out(
    where: Site,
    operation: Callable[[], Outcome],
    *,
    dry_run: bool,
    as_json: bool,
    commit: bool,
    edit: bool = False,
) -> None:
    """Run an operation under the site's lock, write what it says, and report."""
    from postgen import store

    repository = _repository(where) if not dry_run and (commit or where.settings.commit) else None
    with store.lock(where.root):
        outcome = operation()
        if not dry_run:
            store.commit(outcome.changes)
    data = dict(outcome.data)
    if dry_run:
        data |= {"dry_run": True, "diff": store.diff(outcome.changes, where.root)}
    for each in outcome.notes:
        console.note(each)
    if dry_run and not as_json:
        console.diff(data["diff"])
    elif not as_json:
        console.result(outcome.lines)
    problem = None if dry_run else _follow(where, outcome, data, repository, edit=edit)
    if as_json:
        console.data(data)
    if problem:
        raise problem
    if outcome.failed:
        raise typer.Exit(1)


def is_edited(where: Site, wanted: bool) -> bool:
    """Say whether what is new is opened in the editor: if asked for, or by the settings on a terminal.

    In `$EDITOR "$(postgen new post 'A title')"` the result goes elsewhere, to an editor of its own.
    """
    return wanted or (where.settings.edit and console.shows())


def look_up(urls: list[str]) -> dict[str, str]:
    """Give the titles of pages, "" where there is none, and tell why."""
    from postgen import web

    with console.progress("Looking pages up", len(set(urls))) as done:
        pages = web.fetch_all(urls, on_done=done)
    for page in dict.fromkeys(pages):
        if page.refusal:
            console.note(f"{page.url}: {page.refusal}; its title is made from its address.")
    return {page.url: page.title for page in pages}


def _repository(where: Site) -> Path:
    from postgen import git

    return git.repository(where.root)


def _follow(
    where: Site, outcome: Outcome, data: dict[str, Any], repository: Path | None, *, edit: bool
) -> PostgenError | None:
    """Open the editor and commit, in this order; give what went wrong, for the result is to be reported first."""
    try:
        if edit and outcome.opens:
            from postgen.editor import edit as open_editor

            open_editor(outcome.opens)
        if repository and outcome.changes:
            from postgen import git, store

            with store.lock(repository):
                data["commit"] = git.commit(where.root, [change.path for change in outcome.changes], outcome.message)
            console.note(f"Committed {data['commit']}: {outcome.message}")
    except PostgenError as error:
        return error
    except KeyboardInterrupt:
        raise KeyboardInterrupt("Interrupted; the files are written.") from None
    return None


# Completion


class _Word(str):
    """A completion that is chosen already: typer would choose again, and mind the case."""

    __slots__ = ()

    def startswith(self, *_: object) -> bool:
        return True


def complete_categories(ctx: typer.Context, incomplete: str) -> list[str]:
    """Complete the backlog's categories."""
    return _complete(ctx, incomplete, lambda where: _backlog_categories(where, ctx))


def complete_feeds(ctx: typer.Context, incomplete: str) -> list[str]:
    """Complete the categories of the site's feeds."""

    def words(where: Site) -> list[str]:
        from postgen.feeds import subscriptions

        every = subscriptions(where.settings.feeds, where.config_name)
        return list(dict.fromkeys(each.category for each in every if each.category))

    return _complete(ctx, incomplete, words)


def complete_templates(ctx: typer.Context, incomplete: str) -> list[str]:
    """Complete the names of templates."""

    def words(where: Site) -> list[str]:
        from postgen.operations.templates import names

        return names(where)

    return _complete(ctx, incomplete, words)


def complete_collections(ctx: typer.Context, incomplete: str) -> list[str]:
    """Complete the site's collections."""

    def words(where: Site) -> list[str]:
        from postgen.operations.templates import collections

        return collections(where)

    return _complete(ctx, incomplete, words)


def complete_words(kind: str) -> Callable[[typer.Context, str], list[str]]:
    """Complete the site's `category` or `tag` names."""

    def words(where: Site) -> list[str]:
        from postgen.operations.words import words_of

        return words_of(where)[kind]

    def complete(ctx: typer.Context, incomplete: str) -> list[str]:
        return _complete(ctx, incomplete, words)

    return complete


def complete_choices(choices: Iterable[str]) -> Callable[[typer.Context, str], list[str]]:
    """Complete one of a few words."""

    def complete(_: typer.Context, incomplete: str) -> list[str]:
        return _fitting(choices, incomplete)

    return complete


def _complete(ctx: typer.Context, incomplete: str, words: Callable[[Site], list[str]]) -> list[str]:
    from postgen import site

    given = ctx.params.get("site") or ctx.find_root().params.get("site")
    try:
        found = words(site.find(Path(given) if given else Path.cwd()))
    except PostgenError:  # completion has nowhere to tell
        return []
    return _fitting(found, incomplete)


def _fitting(words: Iterable[str], incomplete: str) -> list[str]:
    begun = incomplete.casefold()
    return [_Word(_spelled(word)) for word in words if word.casefold().startswith(begun)]


def _spelled(word: str) -> str:
    """Spell a word for the shell: bash alone puts it into the line as it is; inside a quote it needs nothing."""
    if os.environ.get("_POSTGEN_COMPLETE") != "complete_bash":
        return word
    typed = os.environ.get("COMP_WORDS", "").rpartition("\n")[2]
    if typed[:1] in {"'", '"'}:
        return word
    return "".join(c if c.isalnum() or c in "-_./,+:@%" or ord(c) > 127 else f"\\{c}" for c in word)


def _backlog_categories(where: Site, ctx: Any) -> list[str]:
    from postgen import store
    from postgen.backlog import Backlog
    from postgen.operations.links import backlog_path

    given = ctx.params.get("backlog")
    held = Backlog(store.read(backlog_path(where, Path(given) if given else None)))
    return list(dict.fromkeys(section.name for section in held.sections if section.name))
