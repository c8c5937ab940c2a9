"""How every act of the desk writes: one of `commands/`, under the site's lock, as one undo."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from postgen.commands import write
from postgen.desk import seen as hashes
from postgen.files import journal, store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from postgen.commands import Note, Result
    from postgen.desk.desk import Desk

_NOTHING: Mapping[Path, str] = MappingProxyType({})


class Done(NamedTuple):
    """What an act came to: the command's result, and the sentences that a person reads."""

    result: Result
    sentences: tuple[str, ...]

    @property
    def message(self) -> str:
        """All sentences, for `pages.answer`."""
        return joined(self.sentences)


def joined(sentences: Sequence[str]) -> str:
    """Return sentences as one text; those that have no full stop get one before the next."""
    *firsts, last = sentences or ("",)
    ended = [each if each.endswith((".", "!", "?", "…")) else f"{each}." for each in firsts]
    return " ".join([*ended, last])


def perform(
    desk: Desk,
    command: Callable[[], Result],
    *,
    seen: Mapping[Path, str] = _NOTHING,
    mine: str | None = None,
) -> Done:
    """Run a command under the site's lock, write what it changes, and remember how to undo it.

    `seen` has the hash of each file as the person last saw it, `mine` the text that would be
    written. What changed is sent to all tabs. Where the site's settings say so, it is committed.
    Raises `ConflictError` where a file has changed, and what the command raises.
    """
    site = desk.site()
    notes: list[Note] = []
    repository = write.repository(site, is_wanted=False)
    with store.lock(desk.root):
        write.recover(site, notes.append)
        hashes.check(seen, mine=mine)
        result = command()
        summary = desk.words.summary(result)
        entry = write.write(site, result, summary, notes.append)
    notes += result.notes
    if repository and result.changes:
        name = write.commit(site, result, repository, summary, notes.append)
        if entry and name:
            journal.record_commit(entry, name)
    return Done(result, _sentences(desk, notes) or tuple(filter(None, [summary])))


def undo(desk: Desk) -> Done:
    """Take back the last command that wrote, whoever called it.

    Raises `NothingToUndoError`, `ChangedSinceError` and what `store.commit` does.
    """
    from postgen.commands import undo as command

    site = desk.site()
    with store.lock(desk.root):
        try:
            result = command.undo(site)
        except command.ChangedSinceError as error:
            error.hint = "Run `postgen undo` in a terminal: it shows how."
            raise
        journal.undo(desk.root, result.changes)
    return Done(result, _sentences(desk, result.notes))


def _sentences(desk: Desk, notes: Iterable[Note]) -> tuple[str, ...]:
    """Return what notes say; of those that differ in the title only, one: `A and 2 more`."""
    groups: dict[str, list[Note]] = {}
    for each in notes:
        rest = {name: value for name, value in each.values.items() if name != "title"}
        groups.setdefault(f"{each.code} {rest}", []).append(each)
    said = []
    for first, *others in groups.values():
        values = dict(first.values)
        titles = {each.values.get("title") for each in others} - {values.get("title")}
        if titles:
            values["title"] = f"{values['title']} and {len(others)} more"
        said.append(desk.words.sentence(first._replace(values=values)))
    return tuple(dict.fromkeys(said))
