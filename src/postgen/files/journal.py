"""The journal: what the last commands wrote, for `postgen undo`.

It is in the user's own folder, not in the site. A command's entry is written before its changes. If
it is killed at any moment, each of its files is as before it or as after it, and the entry holds
both. Where no entry can be written, the command works all the same, but cannot be undone.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from postgen.errors import PostgenError
from postgen.files import store
from postgen.files.cache import hash_of, own_folder
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MAX_COMMANDS = 20
"""How many commands of a site can be undone."""

MAX_BYTES = 20_000_000
"""How large a site's entries are together at most; the oldest are removed."""

MAX_SITES = 50
"""How many sites have entries; those of the site that was written to longest ago are removed."""

_NAME = Lazy(r"\d{9}-\d+-\d+")
"""The file name of an entry, its number, size in bytes and process: `000000012-3456-789`."""


class NothingToUndoError(PostgenError):
    """There is no command to undo."""


class JournalEntry(NamedTuple):
    """What a command wrote: its message, its changes, the folders that it made, its git commit.

    All paths are absolute.
    """

    message: str
    changes: tuple[store.Change, ...]
    folders: tuple[str, ...]
    commit: str


def commit(root: Path, changes: Sequence[store.Change], message: str) -> Path | None:
    """Write an entry, then the changes as `store.commit` does; return the entry's file.

    Hold the site's lock.
    """
    entry = _write(root, changes, message)
    try:
        store.commit(changes)
    except BaseException:
        if entry:
            _remove(entry)
        raise
    return entry


def record_commit(entry: Path, name: str) -> None:
    """Add to an entry the name of the git commit that holds what the command wrote."""
    with suppress(OSError), entry.open("r+b") as file:  # which makes no file where it is gone
        file.seek(0, os.SEEK_END)
        file.write(name.encode())


def last(root: Path) -> JournalEntry:
    """Return what the last command wrote.

    Raises `NothingToUndoError`, also where the entry cannot be read.
    """
    folder = _folder(root)
    names = _names(folder)
    if not names:
        raise NothingToUndoError(
            f"There is no command to undo in {root.absolute()}.",
            f"What postgen writes is recorded in {folder.parent}, where that can be written.",
        )
    entry = _read(folder / names[-1])
    if not entry:
        forget(root)
        raise NothingToUndoError(
            "The record of the last command is damaged; nothing was undone.",
            "Run `postgen undo` again for the command before it.",
        )
    return entry


def states(root: Path, path: Path) -> Iterator[tuple[str, str]]:
    """Yield what the last commands made of a file: its text before and after, the newest first."""
    folder = _folder(root)
    absolute = os.path.abspath(path)  # noqa: PTH100 - links are kept
    for name in reversed(_names(folder)):
        entry = _read(folder / name)
        for change in entry.changes if entry else ():
            is_it = str(change.path) == absolute
            if is_it and change.old is not None and change.new is not None:
                yield change.old, change.new


def undo(root: Path, changes: Sequence[store.Change]) -> None:
    """Write the changes that take the last command back, and forget it.

    The folders that it made are removed. Hold the site's lock. Raises `UnwritableError` where the
    entry could not be removed, and what `store.commit` does.
    """
    folder = _folder(root)
    if not os.access(folder, os.W_OK):
        raise store.UnwritableError(
            f"{folder} cannot be written; nothing was undone.", "Change its permissions."
        )
    made_folders = last(root).folders
    store.commit(changes)
    store.remove_empty(Path(each) for each in made_folders)
    forget(root)


def forget(root: Path) -> None:
    """Remove the entry of the last command."""
    folder = _folder(root)
    for name in _names(folder)[-1:]:
        _remove(folder / name)


# Files


def _folder(root: Path) -> Path:
    """Return the folder of a site's entries.

    A link to the site, or a folder in it, leads to the same.
    """
    state = own_folder(
        "XDG_STATE_HOME", ".local/state", mac="Library/Application Support", windows="State"
    )
    real = os.path.realpath(root)
    return state / "undo" / f"{Path(real).name[:40]}-{hash_of(real):08x}"


def _names(folder: Path) -> list[str]:
    """List the names of entries, the oldest first."""
    try:
        names = os.listdir(folder)  # noqa: PTH208 - only names are needed
    except OSError:
        return []
    return sorted(filter(_NAME.fullmatch, names))


def _write(root: Path, changes: Sequence[store.Change], message: str) -> Path | None:
    """Write the entry of a command that is about to write.

    Return its file, None where there is none. Where that fails, the older entries are removed too:
    none of them is that of the last command any longer.
    """
    changes = [change for change in changes if change.old != change.new]
    if not changes:
        return None
    data = _encode(changes, message)
    folder = _folder(root)
    names = _names(folder)
    number = int(names[-1][:9]) + 1 if names else 1
    entry = folder / f"{number:09}-{len(data)}-{os.getpid()}"  # a later entry has another name
    try:
        if not names:
            _make_folder(folder)
        with open(entry, "xb", opener=_open_private) as file:
            file.write(data)
    except OSError:
        for name in [*names, entry.name]:
            _remove(folder / name)
        return None
    except BaseException:  # Ctrl-C: the command will not write
        _remove(entry)
        raise
    _trim(folder, [*names, entry.name])
    return entry


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _make_folder(folder: Path) -> None:
    """Make the folder of a site.

    Where there are too many, remove the one that was written to longest ago.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.scandir(folder.parent) as entries:
        sites = sorted(entries, key=lambda each: each.stat().st_mtime_ns)
    for site in sites[:-MAX_SITES]:
        for name in _names(Path(site.path)):
            _remove(Path(site.path, name))
        with suppress(OSError):
            Path(site.path).rmdir()


def _trim(folder: Path, names: Sequence[str]) -> None:
    """Remove the oldest entries where there are too many, or where they are too large."""
    left = MAX_BYTES
    for count, name in enumerate(reversed(names)):
        size = int(name.split("-")[1])
        left -= size
        if count >= MAX_COMMANDS or left < 0:
            _remove(folder / name)


def _remove(entry: Path) -> None:
    with suppress(OSError):
        entry.unlink()


# The format: a line of Python's own literals, the old and new text of each file, the git commit


def _encode(changes: Sequence[store.Change], message: str) -> bytes:
    paths = [os.path.abspath(change.path) for change in changes]  # noqa: PTH100 - links are kept
    texts = [_bytes(text) for change in changes for text in (change.old, change.new)]
    sizes = [None if text is None else len(text) for text in texts]
    head = repr((message, paths, _new_folders(changes), sizes))
    return b"\n".join([head.encode(), b"".join(filter(None, texts))])


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else text.encode(errors="surrogateescape")


def _new_folders(changes: Sequence[store.Change]) -> list[str]:
    """List the folders that will be made for new files, the deepest first."""
    folders: set[Path] = set()
    for change in changes:
        if change.old is None:
            path = os.path.abspath(change.path)  # noqa: PTH100 - links are kept
            folders.update(Path(path).parents)
    missing = [str(each) for each in folders if not os.path.lexists(each)]
    return sorted(missing, key=len, reverse=True)


def _read(entry: Path) -> JournalEntry | None:
    """Read an entry; return None where it was cut short."""
    from ast import literal_eval

    try:
        with entry.open("rb") as file:
            message, paths, folders, sizes = literal_eval(file.readline().decode())
            data = [None if size is None else file.read(size) for size in sizes]
            commit = file.read().decode().strip()
    except (OSError, ValueError, TypeError, SyntaxError):
        return None
    if sizes != [None if each is None else len(each) for each in data]:
        return None
    texts = [None if each is None else each.decode(errors="surrogateescape") for each in data]
    changes = []
    for path, old, new in zip(paths, texts[::2], texts[1::2], strict=True):
        changes.append(store.Change(Path(path), old, new))
    return JournalEntry(message, tuple(changes), tuple(folders), commit)
