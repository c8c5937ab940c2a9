"""`postgen undo`: take back what the last command wrote, as long as it is as that command left it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from postgen.commands import Result
from postgen.errors import PostgenError
from postgen.files import journal, store
from postgen.files.diff import diff
from postgen.files.store import Change

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from postgen.site import Site

AGAIN = "Run `postgen undo` again for the command before it."


class ChangedSinceError(PostgenError):
    """A file is no longer as the last command left it; `diff` says how it differs."""

    def __init__(self, message: str, hint: str, diff: str) -> None:
        super().__init__(message, hint)
        self.diff = diff


def undo(site: Site) -> Result:
    """Give the changes that take the last command back.

    A file that is as it was before is left alone: the command was killed, or somebody was quicker. So nothing is lost
    that a person wrote. Raises `NothingToUndoError`, and `ChangedSinceError` where a file is as it was neither before
    the command nor after it.
    """
    note = journal.last(site.root)
    now = [
        store.read(change.path) if os.path.lexists(change.path) else None for change in note.changes
    ]
    both = list(zip(note.changes, now, strict=True))
    if edits := [
        Change(path, new, found) for (path, old, new), found in both if found not in {old, new}
    ]:
        raise _changed(site, note.message, edits)
    changes = tuple(
        Change(path, new, old) for (path, old, new), found in reversed(both) if found == new
    )
    alone = [change.path for change, found in both if found != change.new]
    return Result(
        changes=changes,
        notes=tuple(_told(site, note, alone))
        if changes
        else (f"Undone already: {note.message}. {AGAIN}",),
        data={
            "undone": note.message,
            "paths": [site.display_path(change.path) for change in changes],
            "diff": diff(changes, site.root),
        },
        message=f'Undo "{note.message}"',
        failed=not changes,
    )


def _told(site: Site, note: journal.JournalEntry, alone: Sequence[Path]) -> Iterator[str]:
    yield f"Undone: {note.message}"
    for path in alone:
        yield f"{site.display_path(path)} was as before already."
    if note.commit:
        yield f"Its commit {note.commit} stays in git's history; --commit makes the undoing a commit, too."


def _changed(site: Site, message: str, edits: Sequence[Change]) -> ChangedSinceError:
    names = " and ".join(f"{site.display_path(edit.path)} ({_how(site, edit)})" for edit in edits)
    return ChangedSinceError(
        f"{names} changed since `{message}`; nothing was undone.",
        "The diff above says how: take that back first, or undo by hand.",
        diff(edits, site.root),
    )


def _how(site: Site, edit: Change) -> str:
    if edit.new is None:
        return "removed"
    if edit.old is None:
        return "there again"
    shown = diff([edit], site.root)
    if shown.startswith("diff "):  # no text
        return "other bytes"
    lines = shown.split("\n")[2:]
    return (
        f"+{sum(line[:1] == '+' for line in lines)} -{sum(line[:1] == '-' for line in lines)} lines"
    )
