"""Changes of files, as commands return them and the store writes them."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

_NO_SYNC = {errno.EINVAL, errno.ENOTSUP, errno.ENOSYS}
"""What a file system says that has no `fsync`."""


class Change(NamedTuple):
    """A change of one file.

    `old` is the text that was read, or None for a file that must not exist yet;
    `new` is the text to write, or None for a file to remove. `raw` says that `new` is the bytes of
    a file, such as an image or an older version, which are written as they are. `mode` has the
    permissions of a file that is made, where they are not the usual ones; with a `link`, a
    symbolic link with that target is made instead, which leads to `new` already.
    """

    path: Path
    old: str | None
    new: str | None
    raw: bool = False
    mode: int | None = None
    link: str = ""


def move(source: Path, target: Path, old: str, new: str, replaced: str | None) -> list[Change]:
    """Return the changes that give a file a new name, and a new text.

    It keeps its mode. A symbolic link stays one: the link moves, and the file that it leads to gets
    the new text. `replaced` is the text of a file that has the new name already.
    """
    if not source.is_symlink():
        made = Change(target, replaced, new, mode=stat.S_IMODE(source.stat().st_mode))
        return [made, Change(source, old, None)]
    link = str(source.readlink())
    if not Path(link).is_absolute():
        place = os.path.normpath(Path(os.path.realpath(source.parent), link))
        link = os.path.relpath(place, os.path.realpath(target.parent))
    changes = [] if new == old else [Change(Path(os.path.realpath(source)), old, new)]
    if replaced is not None:
        changes.append(Change(target, replaced, None))
    return [*changes, Change(target, None, new, link=link), Change(source, old, None)]


def checked(changes: Iterable[Change]) -> list[Change]:
    """Return changes in which no byte is written that is not text, unless the file had it before.

    Bytes that are not UTF-8 are lone surrogates in a text. Those of a file may go back into it, and
    into the file that it is moved to. Any other comes from outside, where JSON and XML can name
    surrogates too, and becomes U+FFFD.
    """
    changes = list(changes)
    moved = "".join(change.old or "" for change in changes if change.new is None)
    result = []
    for change in changes:
        if change.new is not None and not change.raw:
            own = moved if change.old is None else change.old
            change = change._replace(new=_text(change.new, own))  # noqa: PLW2901
        result.append(change)
    return result


def _text(text: str, own: str) -> str:
    if text.isascii():  # asked first: Python knows it
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        from postgen.text.bad_bytes import with_own_bytes

        return with_own_bytes(text, own)
    return text


def target_of(change: Change) -> Path:
    """Return the file to write: that at the end of a link.

    To remove, it is the link itself, as for `rm`.
    """
    if change.new is None or change.link:
        return Path(os.path.realpath(change.path.parent), change.path.name)
    return Path(os.path.realpath(change.path))


def encoded(text: str) -> bytes:
    """Return the bytes of a text, those that are not UTF-8 as they were read."""
    return text.encode(errors="surrogateescape")


def with_other_names(changes: Iterable[Change]) -> list[Path]:
    """Return the files to change that have another name (a hard link), which keeps the old text."""
    found = []
    for change in changes:
        if change.old is None or change.new is None or change.old == change.new:
            continue
        with suppress(OSError):
            if change.path.stat().st_nlink > 1:
                found.append(change.path)
    return found


def is_there(path: Path) -> bool:
    """Whether there is anything of a name. Raises `OSError` where the disk does not say."""
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


def sync(descriptor: int) -> None:
    """Sync an open file to the disk. Raises `OSError`."""
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NO_SYNC:
            raise


def sync_folder(folder: Path) -> None:
    """Sync new names to the disk; where a system cannot, the files are right all the same."""
    if os.name == "nt":
        return
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
