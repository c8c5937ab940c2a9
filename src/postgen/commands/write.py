"""How what a command plans is written: the same for every front end.

Hold the site's lock. What a person should know besides goes to `notify` as soon as it is known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.commands import Note, Result, note

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from postgen.site import Site

    Notify = Callable[[Note], object]


def recover(site: Site, notify: Notify) -> None:
    """Take back what a command has left half done that was stopped while it wrote."""
    from postgen.files import journal

    found = journal.recover(site.root)
    if found is None:
        return
    message, edited = found
    if edited:
        paths = " and ".join(site.display_path(path) for path in edited)
        notify(note("half-done", message=message, paths=paths))
    else:
        notify(note("half-done-undone", message=message))


def write(site: Site, result: Result, message: str, notify: Notify) -> Path | None:
    """Write what a command changes; return its entry in the journal.

    `message` is what `undo` calls it. Raises what `store.commit` does.
    """
    from postgen.files import changes, journal

    split = changes.with_other_names(result.changes)
    entry = journal.commit(site.root, result.changes, message)
    for path in split:
        notify(note("hard-link", path=site.display_path(path)))
    if entry and journal.is_open(entry):
        notify(note("leftovers"))
    return entry


def repository(site: Site, *, is_wanted: bool) -> Path | None:
    """Return the repository to commit to, if that is wanted, or always so by the settings.

    Raises `GitError`, before anything is written.
    """
    if not (is_wanted or site.settings.commit):
        return None
    from postgen.files import git

    return git.repository(site.root)


def commit(
    site: Site, result: Result, repository: Path, message: str, notify: Notify
) -> str | None:
    """Commit what was written; return the commit's name, None where there was nothing to commit.

    Raises `GitError`.
    """
    from postgen.files import git, store

    with store.lock(repository):
        done = git.commit(site.root, [change.path for change in result.changes], message)
    for path in done.ignored:
        notify(note("git-ignored", path=site.display_path(path)))
    if done.name:
        notify(note("committed", name=done.name, message=message))
    elif not done.ignored:
        notify(note("commit-empty"))
    return done.name
