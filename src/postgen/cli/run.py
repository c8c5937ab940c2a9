"""The path of every command: find the site, run the command under its lock, write, report."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from postgen.cli import console, report
from postgen.errors import PostgenError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    import typer

    from postgen import web
    from postgen.cli.option_groups import AskOptions, ChangeOptions
    from postgen.commands import Result
    from postgen.commands.add_links import LookedUp
    from postgen.site import Site


def open_site(ctx: typer.Context, folder: Path | None) -> Site:
    """Find the site that a command is about, and print what is wrong with its settings.

    `folder` is where the search begins; else that of `postgen --site`, else the current one. Raises
    `NoSiteError`.
    """
    from postgen import site
    from postgen.files import reading

    reading.progress = None if ctx.params.get("as_json") else console.progress
    found = site.find(folder or ctx.find_root().obj or Path.cwd())
    for warning in found.warnings:
        console.note(f"warning: {warning}")
    return found


def open_backlog(ctx: typer.Context, folder: Path | None, path: Path | None) -> tuple[Site, Path]:
    """Find the site that a command is about, and its backlog or the one at `path`.

    Raises `NoSiteError` and `NoBacklogError`.
    """
    site = open_site(ctx, folder)
    return site, find_backlog(site, path)


def find_backlog(site: Site, path: Path | None) -> Path:
    """Find a site's backlog, or the one at `path`, and print what a person should know of it.

    Raises `NoBacklogError`.
    """
    from postgen.commands.backlog_file import backlog_notes, backlog_path

    named: list[Path] = []
    found = backlog_path(site, path, named=named)
    if path is None:
        report.each(backlog_notes(site, found, named))
    return found


def may_ask(site: Site, options: AskOptions | ChangeOptions) -> bool:
    """Whether a person can be asked, and may be."""
    is_silent = getattr(options, "yes", False) or getattr(options, "as_json", False)
    return not is_silent and site.settings.ask and console.interactive()


def check_date(site: Site, date: str) -> None:
    """Check that a date can be read before a person is asked for anything else.

    Raises `UsageError`.
    """
    if date:
        from postgen.commands.since import read_date

        read_date(site, date, site.now(), [])


def recover(site: Site) -> None:
    """Take back what a command has left half done, and print that."""
    from postgen.commands import write
    from postgen.files import store

    with store.lock(site.root):
        write.recover(site, report.note)


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
    as usual. Raises what the command raises, and `SystemExit` with code 1 where a part of it could
    not be done.
    """
    from postgen.commands import write as writing
    from postgen.files import store

    repository = None
    if not options.dry_run:
        repository = writing.repository(site, is_wanted=options.commit)
    entry = None
    with store.lock(site.root):
        if not options.dry_run and not write:
            writing.recover(site, report.note)
        result = command()
        if not options.dry_run and write:
            entry = write(result)
        elif not options.dry_run:
            entry = writing.write(site, result, report.summary(result), report.note)
    if options.dry_run:
        from postgen.cli.previews import preview

        report.each(result.notes, preview)
        _show_diff(site, result, options)
    else:
        _show_written(site, result, options, repository, entry, edit=edit)
    if result.interrupted:
        sys.exit(130)
    if result.failed:
        sys.exit(1)


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
    return {url: page.title for url, page in look_up_pages(urls).items()}


def look_up_pages(
    urls: list[str], *, keep_url: bool = False, typed: bool = True
) -> Mapping[str, LookedUp]:
    """Return what pages say, by their URLs; print why not.

    Unless `keep_url`, the address to which one moved for good is with it. Addresses that are not
    `typed` by the person who runs the command never lead into a private network. Raises
    `LookUpInterrupted` with the pages that had arrived.
    """
    from postgen import web
    from postgen.commands.add_links import LookUpInterrupted

    arrived: list[web.Page] = []
    try:
        with console.progress("Looking up pages", len(set(urls))) as advance:

            def done(page: web.Page) -> None:
                arrived.append(page)
                advance(page)

            limits = web.FetchLimits(typed=typed)
            pages = web.fetch_all(urls, on_done=done, limits=limits)
    except KeyboardInterrupt:
        raise LookUpInterrupted(_looked_up(arrived, keep_url=keep_url)) from None
    return _looked_up(pages, keep_url=keep_url)


def _looked_up(pages: Iterable[web.Page], *, keep_url: bool) -> dict[str, LookedUp]:
    from postgen.commands.add_links import LookedUp
    from postgen.commands.known_links import permanent_address

    found = {}
    for page in dict.fromkeys(pages):
        if page.failure:
            is_gone = page.status in {404, 410}
            reason = f"the page is gone ({page.failure})" if is_gone else page.failure
            console.note(f"{page.url}: {reason}; its title is made from its address.")
        moved_to = "" if keep_url else permanent_address(page)
        found[page.url] = LookedUp(page.title, page.description, moved_to)
    return found


def _edit_and_commit(
    site: Site, result: Result, data: dict[str, Any], repository: Path | None, *, edit: bool
) -> PostgenError | None:
    """Open the editor, then commit; return what went wrong, for the result is reported first."""
    try:
        if edit and result.opens:
            from postgen.files.editor import edit as open_editor

            open_editor(result.opens)
        if repository and result.changes:
            from postgen.commands import write

            message = report.summary(result)
            data["commit"] = write.commit(site, result, repository, message, report.note)
    except PostgenError as error:
        return error
    except KeyboardInterrupt:
        raise KeyboardInterrupt("Interrupted; the files are written.") from None
    return None
