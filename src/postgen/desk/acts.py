"""How every act of the desk writes: one of `commands/`, under the site's lock, as one undo."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from postgen.desk import seen as hashes
from postgen.files import journal, store

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from postgen.commands import Result
    from postgen.desk.desk import Desk

_NOTHING: Mapping[Path, str] = MappingProxyType({})


class Done(NamedTuple):
    """What an act came to: the command's result, and the sentences that a person reads."""

    result: Result
    sentences: tuple[str, ...]


def perform(
    desk: Desk,
    command: Callable[[], Result],
    *,
    seen: Mapping[Path, str] = _NOTHING,
    mine: str | None = None,
) -> Done:
    """Run a command under the site's lock, write what it changes, and remember how to undo it.

    `seen` has the hash of each file as the person last saw it, `mine` the text that would be
    written. Raises `ConflictError` where one has changed, and what the command raises.
    """
    with store.lock(desk.root):
        journal.recover(desk.root)
        hashes.check(seen, mine=mine)
        result = command()
        journal.commit(desk.root, result.changes, desk.words.summary(result))
    notes = [*result.notes, *([result.summary] if not result.notes and result.summary else [])]
    return Done(result, tuple(dict.fromkeys(map(desk.words.sentence, notes))))


def undo(desk: Desk) -> str:
    """Take back the last command that wrote, whoever called it; return what it was.

    Raises `NothingToUndoError`, `ChangedSinceError` and what `store.commit` does.
    """
    from postgen.commands import undo as command

    with store.lock(desk.root):
        journal.recover(desk.root)
        steps = command.undo_several(desk.site(), 1)
        message = journal.last(desk.root).message
        for step in steps:
            journal.undo(desk.root, step.changes)
    return message
