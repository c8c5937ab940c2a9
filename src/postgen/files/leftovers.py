"""The files that stand beside others while these are replaced, and what a killed run leaves.

A new text is written to `.postgen-0-1a2b3c4d.tmp`, which has the number of the change and a hash of
the name of its target, and then swapped with the target or renamed to it. The old file keeps a
second name, `.postgen-0-1a2b3c4d.old.tmp`, until all changes are made.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from postgen.files import exchange
from postgen.files.changes import encoded, target_of
from postgen.files.lock import is_being_written

if TYPE_CHECKING:
    from collections.abc import Iterable

    from postgen.files.changes import Change

BACKUP = ".old.tmp"
"""The end of the second name that a file keeps until all changes are made."""


def temporary_of(target: Path, index: int) -> Path:
    """Return the name under which the new text of a file is written; `index` is of its change."""
    return target.with_name(f".postgen-{index}-{_hash(target)}.tmp")


def _hash(target: Path) -> str:
    from zlib import crc32

    return f"{crc32(os.fsencode(target.name)):08x}"


def leftovers(folders: Iterable[Path]) -> list[Path]:
    """Return the files in folders that are no part of the site: what is written before a rename."""
    found = []
    for folder in folders:
        with suppress(OSError), os.scandir(folder) as entries:
            own = [each for each in entries if each.name.startswith(".postgen-")]
            found += [Path(each.path) for each in own if each.name.endswith(".tmp")]
    return found


def sweep(folders: Iterable[Path]) -> None:
    """Remove from folders what a run that was killed has left.

    Hold the `lock`.
    """
    for path in leftovers(folders):
        with suppress(OSError):
            path.unlink()


def put_back_saves(changes: Iterable[Change]) -> None:
    """Put back what was saved while a command replaced a file, if it was killed before it looked.

    The old file goes back under its name, with what a program writes to it that has it open. Hold
    the `lock`. Raises `OSError`.
    """
    for change in changes:
        if change.old is None or change.new is None or change.link:
            continue
        target = target_of(change)
        own = [each for each in leftovers({target.parent}) if f"-{_hash(target)}." in each.name]
        for old_file in own:
            if not target.is_file() or target.read_bytes() != encoded(change.new):
                break
            if _is_saved(old_file, change) and not exchange.exchange(old_file, target):
                old_file.replace(target)


def _is_saved(old_file: Path, change: Change) -> bool:
    """Whether somebody has written to a file since it was read, or is about to.

    A beginning of the old text is what a run that took the command back was killed while it wrote.
    """
    if old_file.is_symlink() or not old_file.is_file():
        return False
    if is_being_written(old_file):
        return True
    text = old_file.read_bytes()
    return text != encoded(change.new or "") and not encoded(change.old or "").startswith(text)
