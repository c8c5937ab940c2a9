"""`postgen undo`: take back what the last command wrote, if nobody has changed it since."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from postgen.commands import Note, Result, note
from postgen.errors import PostgenError
from postgen.files import journal, store
from postgen.files.diff import diff
from postgen.files.store import Change

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from postgen.site import Site


class ChangedSinceError(PostgenError):
    """A file is no longer as the last command left it; `diff` shows how it differs."""

    def __init__(self, message: str, hint: str, diff: str) -> None:
        super().__init__(message, hint)
        self.diff = diff


def commands(site: Site) -> list[dict[str, Any]]:
    """Return the commands that can be undone, the last one first: what each did, and to what."""
    return [
        {
            "number": number,
            "message": entry.message,
            "paths": [site.display_path(change.path) for change in entry.changes],
            "commit": entry.commit or None,
        }
        for number, entry in enumerate(journal.latest(site.root, journal.MAX_COMMANDS), 1)
    ]


def undo(site: Site) -> Result:
    """Return the changes that take the last command back. Raises what `undo_several` does."""
    return undo_several(site, 1)[0]


def undo_several(site: Site, count: int) -> list[Result]:
    """Return the changes that take the last commands back, a result for each, the last one first.

    A file that is already as it was before the command is left alone: the command was killed, or
    somebody undid it. So nothing that a person wrote is lost. Raises `NothingToUndoError`, also
    where there are not so many commands, and `ChangedSinceError` where a file is neither as before
    the command nor as after it.
    """
    if count == 1:
        return [_undo(site, journal.last(site.root), {})]
    entries = journal.latest(site.root, count)
    if len(entries) < count:
        raise journal.NothingToUndoError(
            f"Only {len(entries)} of {count} commands can be undone; nothing was undone.",
            code="undo-list",
        )
    texts: dict[Path, str | None] = {}
    results = []
    for entry in entries:
        result = _undo(site, entry, texts)
        texts |= {change.path: change.new for change in result.changes}
        results.append(result)
    return results


def joined(results: Sequence[Result]) -> Result:
    """Return the results for several commands as one."""
    if len(results) == 1:
        return results[0]
    message = "; ".join(result.data["undone"] for result in results)
    paths = [path for result in results for path in result.data["paths"]]
    return Result(
        changes=tuple(change for result in results for change in result.changes),
        notes=tuple(each for result in results for each in result.notes),
        data={
            "undone": message,
            "paths": list(dict.fromkeys(paths)),
            "diff": "".join(result.data["diff"] for result in results),
        },
        summary=note("undo", message=message),
    )


def _undo(site: Site, entry: journal.JournalEntry, texts: Mapping[Path, str | None]) -> Result:
    """Return the changes that take a command back; `texts` are those of files by then."""
    try:
        changes, edited = entry.compare(texts)
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
