"""What the last commands wrote, kept in the person's own folder for `postgen undo`; the site holds none of it.

A command is noted before it writes. Killed at whatever moment, it leaves files that are as before it or as it was to
leave them, and the note knows both. Where nothing can be noted, commands work all the same, and none can be undone.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from postgen.errors import PostgenError
from postgen.files import store
from postgen.files.cache import hash_of, own_folder

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = 20
"""So many commands of a site can be undone."""

ROOM = 20_000_000
"""Bytes that a site's notes may take; the oldest make room."""

SITES = 50
"""So many sites have notes; the one that was written to longest ago makes room."""


NAME = re.compile(r"\d{9}-\d+-\d+")
"""A note's name: its number, its size, the process that wrote it."""


class NothingNotedError(PostgenError):
    """There is no command to undo."""


class Note(NamedTuple):
    """What a command wrote: its message, its changes with absolute paths, the folders that it made, its git commit."""

    message: str
    changes: tuple[store.Change, ...]
    folders: tuple[str, ...]
    commit: str


def commit(root: Path, changes: Sequence[store.Change], message: str) -> Path | None:
    """Write changes as `store.commit` does, and note them first; give the note's file. Hold the site's lock."""
    note = _write(root, changes, message)
    try:
        store.commit(changes)
    except BaseException:
        if note:
            _remove(note)
        raise
    return note


def committed(note: Path, name: str) -> None:
    """Add to a note the name of the commit that holds what the command wrote."""
    with suppress(OSError), note.open("r+b") as file:  # not made anew where it is gone
        file.seek(0, os.SEEK_END)
        file.write(name.encode())


def last(root: Path) -> Note:
    """Give what the last command wrote. Raises `NothingNotedError`, also where the note cannot be read."""
    names = _names(_folder(root))
    if not names:
        raise NothingNotedError(
            f"There is no command to undo in {root.absolute()}.",
            f"What postgen writes is noted in {_folder(root).parent}, where that can be written.",
        )
    note = _read(_folder(root) / names[-1])
    if not note:
        forget(root)
        raise NothingNotedError(
            "The note of the last command is damaged; nothing was undone.",
            "Run `postgen undo` again for the command before it.",
        )
    return note


def undo(root: Path, changes: Sequence[store.Change]) -> None:
    """Write the changes that take the last command back, remove the folders that it made, and forget it.

    Hold the site's lock. Raises `UnwritableError` where the note could not be removed, and what `store.commit` does.
    """
    folder = _folder(root)
    if not os.access(folder, os.W_OK):
        raise store.UnwritableError(
            f"{folder} cannot be written; nothing was undone.", "Change its permissions."
        )
    made = last(root).folders
    store.commit(changes)
    store.remove_empty(Path(each) for each in made)
    forget(root)


def forget(root: Path) -> None:
    """Remove the note of the last command."""
    folder = _folder(root)
    for name in _names(folder)[-1:]:
        _remove(folder / name)


def _folder(root: Path) -> Path:
    """Give the folder of a site's notes: named after the site's own, wherever one stands in it or links to it."""
    state = own_folder(
        "XDG_STATE_HOME", ".local/state", mac="Library/Application Support", windows="State"
    )
    place = os.path.realpath(root)
    return state / "undo" / f"{Path(place).name[:40]}-{hash_of(place):08x}"


def _names(folder: Path) -> list[str]:
    """Name the notes, the oldest first."""
    try:
        return sorted(filter(NAME.fullmatch, os.listdir(folder)))  # noqa: PTH208 - names are all that is needed
    except OSError:
        return []


def _write(root: Path, changes: Sequence[store.Change], message: str) -> Path | None:
    """Note what a command is about to write: a line of Python's own literals, and the texts; give the note's file.

    Where that fails, the older notes go too: none of them is of the last command any more.
    """
    changes = [change for change in changes if change.old != change.new]
    if not changes:
        return None
    folder = _folder(root)
    names = _names(folder)
    texts = [
        None if text is None else text.encode(errors="surrogateescape")
        for each in changes
        for text in each[1:]
    ]
    paths = [os.path.abspath(change.path) for change in changes]  # noqa: PTH100 - links are kept
    head = repr(
        (
            message,
            paths,
            _made_for(changes),
            [None if text is None else len(text) for text in texts],
        )
    )
    data = b"\n".join([head.encode(), b"".join(filter(None, texts))])
    number = int(names[-1][:9]) + 1 if names else 1
    note = folder / f"{number:09}-{len(data)}-{os.getpid()}"  # no later note has the same name
    try:
        if not names:
            _make_room(folder)
        with open(note, "xb", opener=_private) as file:
            file.write(data)
    except OSError:
        for name in [*names, note.name]:
            _remove(folder / name)
        return None
    except BaseException:  # Ctrl-C: the command will not write
        _remove(note)
        raise
    _trim(folder, [*names, note.name])
    return note


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _made_for(changes: Sequence[store.Change]) -> list[str]:
    """Name the folders that new files need, the deepest first."""
    parents = {
        parent
        for change in changes
        if change.old is None
        for parent in Path(os.path.abspath(change.path)).parents  # noqa: PTH100 - links are kept
    }
    return sorted(
        (str(each) for each in parents if not os.path.lexists(each)), key=len, reverse=True
    )


def _make_room(folder: Path) -> None:
    """Make a site's folder; where there are many, the one that was written to longest ago goes."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.scandir(folder.parent) as found:
        others = sorted(found, key=lambda each: each.stat().st_mtime_ns)
    for each in others[:-SITES]:
        for name in _names(Path(each.path)):
            _remove(Path(each.path, name))
        with suppress(OSError):
            Path(each.path).rmdir()


def _trim(folder: Path, names: Sequence[str]) -> None:
    """Remove the oldest notes where there are too many, or where they take too much room: a name tells the size."""
    room = ROOM
    for count, name in enumerate(reversed(names)):
        room -= int(name.split("-")[1])
        if count >= COMMANDS or room < 0:
            _remove(folder / name)


def _remove(note: Path) -> None:
    with suppress(OSError):
        note.unlink()


def _read(note: Path) -> Note | None:
    """Read a note; None where it was cut short."""
    from ast import literal_eval

    try:
        with note.open("rb") as file:
            message, paths, folders, sizes = literal_eval(file.readline().decode())
            texts = [None if size is None else file.read(size) for size in sizes]
            commit = file.read().decode().strip()
    except (OSError, ValueError, TypeError, SyntaxError):
        return None
    if sizes != [None if text is None else len(text) for text in texts]:
        return None
    held = [None if text is None else text.decode(errors="surrogateescape") for text in texts]
    changes = zip(map(Path, paths), held[::2], held[1::2], strict=True)
    return Note(message, tuple(store.Change(*each) for each in changes), tuple(folders), commit)
