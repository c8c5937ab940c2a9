"""The path of every command: find the site, run the command under its lock, write, report."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from postgen.cli import console, report
from postgen.commands import note
from postgen.errors import PostgenError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from postgen.cli.options import ChangeOptions
    from postgen.commands import Result
    from postgen.site import Site


def open_site(ctx: typer.Context, folder: Path | None) -> Site:
    """Find the site that a command is about, and print what is wrong with its settings.

    `folder` is where the search begins; else that of `postgen --site`, else the current one. Raises
    `NoSiteError`.
    """
    from postgen import site

    found = site.find(folder or ctx.find_root().obj or Path.cwd())
    for warning in found.warnings:
        console.note(f"warning: {warning}")
    return found


def carry_out(
    site: Site,
    command: Callable[[], Result],
    options: ChangeOptions,
    *,
    edit: bool = False,
    write: Callable[[Result], Path | None] | None = None,
) -> None:
    """Run a command under the site's lock, write what it changes, and report.

    `write` writes the changes and returns their entry in the journal; without it they are written
    as usual. Raises what the command raises, and `typer.Exit` with code 1 where a part of it could
    not be done.
    """
    from postgen.files import store

    repository = _repository(site, options)
    entry = None
    with store.lock(site.root):
        if not options.dry_run and not write:
            _recover(site)
        result = command()
        if not options.dry_run:
            entry = write(result) if write else _write(site, result)
    if options.dry_run:
        report.notes(result)
        _show_diff(site, result, options)
    else:
        _show_written(site, result, options, repository, entry, edit=edit)
    if result.failed:
        raise typer.Exit(1)


def _recover(site: Site) -> None:
    """Take back what a command has left half done that was stopped while it wrote, and say so."""
    from postgen.files import journal

    found = journal.recover(site.root)
    if found is None:
        return
    message, edited = found
    if edited:
        paths = " and ".join(site.display_path(path) for path in edited)
        report.note(note("half-done", message=message, paths=paths))
    else:
        report.note(note("half-done-undone", message=message))


def _write(site: Site, result: Result) -> Path | None:
    from postgen.files import changes, journal

    split = changes.with_other_names(result.changes)
    entry = journal.commit(site.root, result.changes, report.summary(result))
    for path in split:
        report.note(note("hard-link", path=site.display_path(path)))
    if entry and journal.is_open(entry):
        report.note(note("leftovers"))
    return entry


def _show_diff(site: Site, result: Result, options: ChangeOptions) -> None:
    from postgen.files.diff import diff

    text = diff(result.changes, site.root)
    if options.as_json:
        console.data({**result.data, "dry_run": True, "diff": text})
    else:
        console.diff(text)


def _show_written(
    site: Site,
    result: Result,
    options: ChangeOptions,
    repository: Path | None,
    entry: Path | None,
    *,
    edit: bool,
) -> None:
    """Print what was written, then open the editor and commit.

    Each of these is done even if another one fails.
    """
    from postgen.files import journal

    data = dict(result.data)
    problems: list[PostgenError | None] = []
    with _saying_that_files_are_written(result, problems):
        report.notes(result)
        if not options.as_json:
            report.result(result)
            console.flush()
    problems.append(_edit_and_commit(site, result, data, repository, edit=edit))
    if entry and data.get("commit"):
        journal.record_commit(entry, data["commit"])
    if options.as_json:
        with _saying_that_files_are_written(result, problems):
            console.data(data)
            console.flush()
    for problem in filter(None, problems):
        raise problem


@contextmanager
def _saying_that_files_are_written(
    result: Result, problems: list[PostgenError | None]
) -> Iterator[None]:
    """Add to an error of printing that the work was done, and to Ctrl-C."""
    try:
        yield
    except console.UnprintableError as error:
        done = "The files are written, but " if result.changes else ""
        message = f"{done}{error.message[0].lower()}{error.message[1:]}" if done else error.message
        problems.append(console.UnprintableError(message, error.hint))
    except KeyboardInterrupt:
        if not result.changes:
            raise
        raise KeyboardInterrupt("Interrupted; the files are written.") from None


def is_edited(site: Site, wanted: bool) -> bool:
    """Whether a new file is opened in the editor: if asked for, or by the settings on a terminal.

    In `$EDITOR "$(postgen new post 'A title')"` the result goes to another program, which has an
    editor of its own.
    """
    return wanted or (site.settings.edit and console.shows())


def look_up(urls: list[str]) -> Mapping[str, str]:
    """Return the titles of pages by their URLs, "" where there is none; print why not."""
    from postgen import web

    with console.progress("Looking up pages", len(set(urls))) as done:
        pages = web.fetch_all(urls, on_done=done)
    for page in dict.fromkeys(pages):
        if page.failure:
            console.note(f"{page.url}: {page.failure}; its title is made from its address.")
    return {page.url: page.title for page in pages}


def _repository(site: Site, options: ChangeOptions) -> Path | None:
    """Return the repository to commit to, if that is wanted.

    Raises `GitError`, before anything is written.
    """
    wants_commit = options.commit or site.settings.commit
    if options.dry_run or not wants_commit:
        return None
    from postgen.files import git

    return git.repository(site.root)


def _edit_and_commit(
    site: Site, result: Result, data: dict[str, Any], repository: Path | None, *, edit: bool
) -> PostgenError | None:
    """Open the editor, then commit; return what went wrong, for the result is reported first."""
    try:
        if edit and result.opens:
            from postgen.files.editor import edit as open_editor

            open_editor(result.opens)
        if repository and result.changes:
            data["commit"] = _commit(site, result, repository)
    except PostgenError as error:
        return error
    except KeyboardInterrupt:
        raise KeyboardInterrupt("Interrupted; the files are written.") from None
    return None


def _commit(site: Site, result: Result, repository: Path) -> str | None:
    """Commit what was written, print it, and return the commit's name.

    The name is None where there was nothing to commit.
    """
    from postgen.files import git, store

    message = report.summary(result)
    with store.lock(repository):
        done = git.commit(site.root, [change.path for change in result.changes], message)
    for path in done.ignored:
        console.note(f"git ignores {site.display_path(path)}: it is written, not committed.")
    if done.name:
        console.note(f"Committed {done.name}: {message}")
    elif not done.ignored:
        console.note("Nothing to commit: git has never had the files.")
    return done.name
