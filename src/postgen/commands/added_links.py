"""A backlog as it was before links were added, where the journal still has it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from postgen.backlog import read
from postgen.files import journal

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from postgen.backlog import Backlog, Entry


def before_added(root: Path, path: Path, backlog: Backlog, entries: Sequence[Entry]) -> str | None:
    """Return the text of a backlog before a command added exactly these items, or None.

    The command is one of the last that wrote, and nothing else was changed since: only then is a
    section that it began known to be its own, and not a person's.
    """
    without = {entry.start for entry in entries}
    for old in journal.states_before(root, path, backlog.text):
        if _has_fewer(old, backlog, len(entries)):
            left = _urls(backlog, without)
            if left != _urls(backlog) and _urls(read(old)) == left:
                return old
    return None


def _has_fewer(old: str, backlog: Backlog, count: int) -> bool:
    """Whether a text has so many items fewer than a backlog: the items are not read."""
    if len(old) >= len(backlog.text):
        return False
    sizes = [sum(section.size for section in each.sections) for each in (read(old), backlog)]
    return sizes[0] + count == sizes[1]


def _urls(backlog: Backlog, without: Collection[int] = ()) -> Counter[str]:
    """Return the addresses of all links, without those of the items that start so."""
    urls: Counter[str] = Counter()
    for entry in backlog.all_entries():
        if entry.start not in without:
            urls.update(entry.urls)
    return urls
