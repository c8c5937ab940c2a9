"""The options that commands share, and the path that every command takes: read, work out, write, report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from postgen.cli import console
from postgen.errors import PostgenError
from postgen.text.words import begins

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from postgen.backlog import Backlog
    from postgen.commands import Result
    from postgen.site import Site

SiteDir = Annotated[
    Path | None,
    typer.Option("--site", "-C", metavar="DIR", help="The site; else the one around this folder."),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", "-n", help="Show what would change as a diff; change nothing.")
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Commit = Annotated[bool, typer.Option("--commit", help="Commit exactly the files that change.")]
Image = Annotated[
    str,
    typer.Option(
        metavar="FILE", help="Its image: a file, which is copied into assets/images/, or a URL."
    ),
]
Thumb = Annotated[bool, typer.Option("--thumb", help="Make a thumbnail of the image, too.")]
BacklogFile = Annotated[
    Path | None, typer.Option("--backlog", metavar="PATH", help="The backlog's file.")
]


def open_site(ctx: typer.Context, given: Path | None) -> Site:
    """Find the site that a command is about, and tell what is wrong with its settings."""
    from postgen import site

    found = site.find(given or ctx.find_root().obj or Path.cwd())
    for warning in found.warnings:
        console.note(f"warning: {warning}")
    return found


def carry_out(
    where: Site,
    operation: Callable[[], Result],
    *,
    dry_run: bool,
    as_json: bool,
    commit: bool,
    edit: bool = False,
    write: Callable[[Result], Path | None] | None = None,
) -> None:
    """Run an operation under the site's lock, write what it says, and report.

    `write` writes the changes and gives their note in the journal; without it they are written as all others are.
    """
    from postgen.files import journal, store

    repository = _repository(where) if not dry_run and (commit or where.settings.commit) else None
    with store.lock(where.root):
        outcome = operation()
        noted = None
        if not dry_run:
            noted = (
                write(outcome)
                if write
                else journal.commit(where.root, outcome.changes, outcome.message)
            )
    data = dict(outcome.data)
    if dry_run:
        from postgen.files.diff import diff

        data |= {"dry_run": True, "diff": diff(outcome.changes, where.root)}
    for each in outcome.notes:
        console.note(each)
    if dry_run and not as_json:
        console.diff(data["diff"])
    elif not as_json:
        console.result(outcome.lines)
    problem = None if dry_run else _follow(where, outcome, data, repository, edit=edit)
    if noted and data.get("commit"):
        journal.record_commit(noted, data["commit"])
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
        if page.failure:
            console.note(f"{page.url}: {page.failure}; its title is made from its address.")
    return {page.url: page.title for page in pages}


def _repository(where: Site) -> Path:
    from postgen.files import git

    return git.repository(where.root)


def _follow(
    where: Site, outcome: Result, data: dict[str, Any], repository: Path | None, *, edit: bool
) -> PostgenError | None:
    """Open the editor and commit, in this order; give what went wrong, for the result is to be reported first."""
    try:
        if edit and outcome.opens:
            from postgen.files.editor import edit as open_editor

            open_editor(outcome.opens)
        if repository and outcome.changes:
            data["commit"] = _commit(where, outcome, repository)
    except PostgenError as error:
        return error
    except KeyboardInterrupt:
        raise KeyboardInterrupt("Interrupted; the files are written.") from None
    return None


def _commit(where: Site, outcome: Result, repository: Path) -> str | None:
    """Commit what was written, and say so; give the commit's name, None where there was nothing to commit."""
    from postgen.files import git, store

    with store.lock(repository):
        done = git.commit(where.root, [change.path for change in outcome.changes], outcome.message)
    for path in done.ignored:
        console.note(f"git ignores {where.display_path(path)}: it is written, not committed.")
    if done.name:
        console.note(f"Committed {done.name}: {outcome.message}")
    elif not done.ignored:
        console.note("Nothing to commit: git has never had the files.")
    return done.name


# Completion

Words = list[tuple[str, str]]
"""What may be meant, each with a few words about it, or ""."""


class _Word(str):
    """A completion that is chosen already: typer would choose again, and mind the case."""

    __slots__ = ()

    def startswith(self, *_: object) -> bool:
        return True


def complete_categories(ctx: typer.Context, incomplete: str) -> Words:
    """Complete the backlog's categories."""

    def words(where: Site) -> list[str]:
        return [section.name for section in _backlog(where, ctx).sections if section.name]

    return _complete(ctx, incomplete, words)


def complete_items(ctx: typer.Context, incomplete: str) -> Words:
    """Complete the backlog's items: by title, with digits by number too, and by URL."""

    def words(where: Site) -> Words:
        from postgen.commands.vocabulary import items_of

        return items_of(_backlog(where, ctx), incomplete)

    return _complete(ctx, incomplete, words)


def complete_feeds(ctx: typer.Context, incomplete: str) -> Words:
    """Complete the categories of the site's feeds."""

    def words(where: Site) -> list[str]:
        from postgen.page.feeds import subscriptions

        every = subscriptions(where.settings.feeds, where.config_name)
        return [each.category for each in every if each.category]

    return _complete(ctx, incomplete, words)


def complete_templates(ctx: typer.Context, incomplete: str) -> Words:
    """Complete the names of templates."""

    def words(where: Site) -> list[str]:
        from postgen.commands.templates import names

        return names(where)

    return _complete(ctx, incomplete, words)


def complete_collections(ctx: typer.Context, incomplete: str) -> Words:
    """Complete the site's collections."""
    return _complete(ctx, incomplete, lambda where: where.labels)


def complete_words(kind: str) -> Callable[[typer.Context, str], Words]:
    """Complete the site's `category` or `tag` names."""

    def words(where: Site) -> list[str]:
        from postgen.commands.vocabulary import terms_of

        return terms_of(where)[kind]

    def complete(ctx: typer.Context, incomplete: str) -> Words:
        return _complete(ctx, incomplete, words)

    return complete


def complete_languages(ctx: typer.Context, incomplete: str) -> Words:
    """Complete the languages that the site is written in."""

    def words(where: Site) -> list[str]:
        from postgen.commands.vocabulary import languages_of

        return languages_of(where)

    return _complete(ctx, incomplete, words)


def complete_files(*kinds: str) -> Callable[[typer.Context, str], Words]:
    """Complete the site's `posts`, `drafts`, or both: by name, or by path where the name is not enough."""

    def complete(ctx: typer.Context, incomplete: str) -> Words:
        def words(where: Site) -> Words:
            from postgen.commands.vocabulary import files_of

            return files_of(where, kinds, incomplete)

        return _complete(ctx, incomplete, words)

    return complete


complete_posts = complete_files("posts")
complete_drafts = complete_files("drafts")


def complete_choices(choices: Iterable[str]) -> Callable[[typer.Context, str], Words]:
    """Complete one of a few words."""

    def complete(_: typer.Context, incomplete: str) -> Words:
        return _fitting(choices, incomplete)

    return complete


def _complete(
    ctx: typer.Context, incomplete: str, words: Callable[[Site], Iterable[str] | Words]
) -> Words:
    from postgen import site

    given = ctx.params.get("site") or ctx.find_root().params.get("site")
    try:
        found = words(site.find(Path(given) if given else Path.cwd()))
    except PostgenError:  # completion has nowhere to tell
        return []
    return _fitting(found, incomplete)


def _fitting(words: Iterable[str] | Words, incomplete: str) -> Words:
    told = dict((word, "") if isinstance(word, str) else word for word in words)
    return [(_Word(word), about) for word, about in told.items() if begins(word, incomplete)]


def _backlog(where: Site, ctx: typer.Context) -> Backlog:
    from postgen.backlog import Backlog
    from postgen.commands.links import backlog_path
    from postgen.files import store

    given = ctx.params.get("backlog")
    return Backlog(store.read(backlog_path(where, Path(given) if given else None)))
