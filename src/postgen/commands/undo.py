"""`postgen undo`: take back what the last command wrote, if nobody has changed it since."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from postgen.commands import Note, Result, note
from postgen.errors import PostgenError
from postgen.files import journal, store
from postgen.files.diff import diff
from postgen.files.store import Change

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from postgen.site import Site

_AGAIN = "Run `postgen undo` again for the command before it."


class ChangedSinceError(PostgenError):
    """A file is no longer as the last command left it; `diff` shows how it differs."""

    def __init__(self, message: str, hint: str, diff: str) -> None:
        super().__init__(message, hint)
        self.diff = diff


def undo(site: Site) -> Result:
    """Return the changes that take the last command back.

    A file that is already as it was before the command is left alone: the command was killed, or
    somebody undid it. So nothing that a person wrote is lost. Raises `NothingToUndoError`, and
    `ChangedSinceError` where a file is neither as before the command nor as after it.
    """
    entry = journal.last(site.root)
    try:
        changes, edited = entry.compare()
    except store.UnreadableError as error:
        raise store.UnreadableError(
            f"{error.message.rstrip('.')}; nothing was undone.", error.hint
        ) from error
    if edited:
        raise _changed_since(site, entry, edited)
    written = {change.path for change in changes}
    unchanged = [change.path for change in entry.changes if change.path not in written]
    notes = [note("undone-already", message=entry.message)]
    if changes:
        notes = list(_notes(site, entry, unchanged))
    return Result(
        changes=tuple(changes),
        notes=tuple(notes),
        data={
            "undone": entry.message,
            "paths": [site.display_path(change.path) for change in changes],
            "diff": diff(changes, site.root),
        },
        summary=note("undo", message=entry.message),
        failed=not changes,
    )


def _notes(site: Site, entry: journal.JournalEntry, unchanged: Sequence[Path]) -> Iterator[Note]:
    yield note("undone", message=entry.message)
    for path in unchanged:
        yield note("undone-file-already", path=site.display_path(path))
    if entry.commit:
        yield note("undone-commit-stays", commit=entry.commit)


def _changed_since(
    site: Site, entry: journal.JournalEntry, edited: Sequence[Path]
) -> ChangedSinceError:
    edits = []
    for change in entry.changes:
        if change.path in edited:
            current = store.read(change.path) if os.path.lexists(change.path) else None
            edits.append(Change(change.path, change.new, current, raw=True))
    names = [f"{site.display_path(edit.path)} ({_summary(site, edit)})" for edit in edits]
    return ChangedSinceError(
        f"{' and '.join(names)} changed since `{entry.message}`; nothing was undone.",
        "The diff above shows how: take that back first, or undo by hand.",
        diff(edits, site.root),
    )


def _summary(site: Site, edit: Change) -> str:
    """Return how a file differs: `removed`, `+3 -1 lines`."""
    if edit.new is None:
        return "removed"
    if edit.old is None:
        return "there again"
    text = diff([edit], site.root)
    if text.startswith("diff "):  # not text
        return "other bytes"
    lines = text.split("\n")[2:]
    added = sum(line.startswith("+") for line in lines)
    removed = sum(line.startswith("-") for line in lines)
    return f"+{added} -{removed} lines"
