"""The journal: what the last commands wrote, for `postgen undo`.

It is in the user's own folder, not in the site. A command's entry is written before its changes,
and is open until they are made. If it is killed at any moment, each of its files is as before it or
as after it, and the entry holds both: the next command takes back what is half done (`recover`).
Where no entry can be written, the command works all the same, but cannot be undone.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from stat import S_IMODE, S_ISREG
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from postgen.errors import PostgenError
from postgen.files import store
from postgen.files.cache import hash_of, open_private, own_folder
from postgen.files.changes import checked, is_there
from postgen.text.patterns import Lazy
from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

MAX_COMMANDS = 20
"""How many commands of a site can be undone."""

MAX_BYTES = 20_000_000
"""How large a site's entries are together at most; the oldest are removed."""

MAX_SITES = 50
"""How many sites have entries; those of the site that was written to longest ago are removed."""

_OPEN = "-open"
"""The end of an entry's name while its changes are made."""

_NAME = Lazy(rf"\d{{9}}-\d+-\d+(?:{_OPEN})?")
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

    def compare(
        self, texts: Mapping[Path, str | None] = MappingProxyType({})
    ) -> tuple[list[store.Change], list[Path]]:
        """Return the changes that take back what is as the command left it, and files edited since.

        The last change is taken back first. A file that is as before the command is in neither.
        `texts` are those of files after later commands are taken back; others are read.
        """
        changes: list[store.Change] = []
        edited: list[Path] = []
        for change in self.changes:
            path = change.path
            current = texts[path] if path in texts else _text_now(path)
            if current == change.new:
                back = change._replace(old=change.new, new=change.old, raw=True)
                changes.insert(0, back)
            elif current != change.old:
                edited.append(change.path)
        return changes, edited


def commit(root: Path, changes: Sequence[store.Change], message: str) -> Path | None:
    """Write an entry, then the changes as `store.commit` does; return its file. Hold the lock."""
    changes = checked(changes)
    with store.deferred_signals():
        entry = _write(root, changes, message)
        try:
            store.commit(changes)
        except store.HalfDoneError:  # the entry stays open for the next command
            raise
        except BaseException:
            if entry:
                _remove(entry)
            raise
        return _closed(entry, changes) if entry else None


def record_commit(entry: Path, name: str) -> None:
    """Add to an entry the name of the git commit that holds what the command wrote."""
    with suppress(OSError), entry.open("r+b") as file:  # which makes no file where it is gone
        file.seek(0, os.SEEK_END)
        file.write(name.encode())


def last(root: Path) -> JournalEntry:
    """Return what the last command wrote.

    Raises `NothingToUndoError`, also where the entry is damaged, and `UnreadableError`.
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


def latest(root: Path, count: int) -> list[JournalEntry]:
    """Return what the last commands wrote, the last one first, at most `count`.

    They end before an entry that is damaged. Raises `UnreadableError`.
    """
    folder = _folder(root)
    entries = []
    for name in reversed(_names(folder)[-count:]):
        entry = _read(folder / name)
        if entry is None:
            break
        entries.append(entry)
    return entries


def states_before(root: Path, path: Path, text: str) -> Iterator[str]:
    """Yield the texts of a file that the last commands made into this one, the newest first."""
    folder = _folder(root)
    absolute = os.path.abspath(path)  # noqa: PTH100 - links are kept
    size = len(_bytes(text) or b"")
    for name in reversed(_names(folder)):
        if size not in _sizes(folder / name):
            continue
        entry = _read(folder / name)
        for change in entry.changes if entry else ():
            if str(change.path) == absolute and change.old is not None and change.new == text:
                yield change.old


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
    last_one = last(root)
    path = folder / _names(folder)[-1]
    with store.deferred_signals():
        _sweep(last_one.changes)
        entry = _reopened(path)
        try:
            store.commit(changes)
        except store.HalfDoneError:
            raise
        except BaseException:
            if entry != path:  # else it is of a command that was stopped, and stays open
                _closed(entry, ())
            raise
        store.sweep(_folders_of(last_one.changes))
        store.remove_empty(Path(each) for each in last_one.folders)
        _remove(entry)


def forget(root: Path) -> None:
    """Remove the entry of the last command."""
    folder = _folder(root)
    for name in _names(folder)[-1:]:
        _remove(folder / name)


def recover(root: Path) -> tuple[str, list[Path]] | None:
    """Take back what the last command has written, if it was stopped while it wrote.

    Return its message and the files that somebody has changed since; where there are such files,
    all stay as they are. What it left beside its files is removed. Return None where it had written
    all or nothing, or was not stopped. Hold the site's lock. Raises what `store.commit` does, and
    `UnreadableError`; the entry stays open for the next command then.
    """
    path = _half_written(root)
    if path is None:
        return None
    entry = _read(path)
    if entry is None:  # it was stopped before it wrote anything else
        _remove(path)
        return None
    _sweep(entry.changes)
    made, edited = entry.compare()
    if edited:
        _closed(path, ())
        return entry.message, edited
    if len(made) == len(entry.changes):
        _closed(path, ())
        return None
    undo(root, made)
    return (entry.message, []) if made else None


def _half_written(root: Path) -> Path | None:
    """Return the last entry, if it is open; None, too, where nobody may list them."""
    folder = _folder(root)
    try:
        names = _names(folder)
    except store.UnreadableError as error:
        if isinstance(error.__cause__, PermissionError):
            return None
        raise
    return folder / names[-1] if names and is_open(folder / names[-1]) else None


def is_open(entry: Path) -> bool:
    """Whether something is left beside the files that a command has written."""
    return entry.name.endswith(_OPEN)


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
    """List the names of entries, the oldest first. Raises `UnreadableError`."""
    try:
        names = os.listdir(folder)  # noqa: PTH208 - only names are needed
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise store.unreadable(folder, error) from error
    return sorted(filter(_NAME.fullmatch, names))


def _text_now(path: Path) -> str | None:
    """Return a file's text; None where it is not there. Raises `OSError`, `UnreadableError`."""
    return store.read(path) if is_there(path) else None


def _sweep(changes: Sequence[store.Change]) -> None:
    """Remove what a command that was killed has left beside its files, but no save of others."""
    store.put_back_saves(changes)
    store.sweep(_folders_of(changes))


def _folders_of(changes: Sequence[store.Change]) -> set[Path]:
    return {Path(os.path.realpath(change.path)).parent for change in changes} | {
        Path(os.path.realpath(change.path.parent)) for change in changes
    }


def _closed(entry: Path, changes: Sequence[store.Change]) -> Path:
    """Mark an entry as that of a command that is through; return its file.

    It stays open where something is left beside the files of `changes`, for the next command to
    remove.
    """
    if store.leftovers(_folders_of(changes)):
        return entry
    closed = entry.with_name(entry.name.removesuffix(_OPEN))
    with suppress(OSError):
        return entry.replace(closed)
    return entry


def _reopened(entry: Path) -> Path:
    """Mark an entry as that of a command whose files are about to change."""
    if is_open(entry):
        return entry
    with suppress(OSError):
        return entry.replace(entry.with_name(f"{entry.name}{_OPEN}"))
    return entry


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
    try:
        names = _names(folder)
    except store.UnreadableError:
        if not _set_aside(folder):
            return None
        names = []
    number = int(names[-1][:9]) + 1 if names else 1
    # a later entry has another name
    entry = folder / f"{number:09}-{len(data)}-{os.getpid()}{_OPEN}"
    try:
        if not names:
            _make_folder(folder)
        with open(entry, "xb", opener=open_private) as file:
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


def _set_aside(folder: Path) -> bool:
    """Rename a folder that cannot be read, so that none of its entries is the last; whether so."""
    with suppress(OSError):
        folder.rename(folder.with_name(f"{folder.name}-{os.getpid()}"))
        return True
    return False


def _make_folder(folder: Path) -> None:
    """Make the folder of a site.

    Where there are too many, remove the one that was written to longest ago.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    sites: list[os.DirEntry[str]] = []
    with suppress(OSError), os.scandir(folder.parent) as entries:
        sites = sorted(entries, key=lambda each: each.stat().st_mtime_ns)
    for site in sites[:-MAX_SITES]:
        with suppress(OSError, store.UnreadableError):
            for name in _names(Path(site.path)):
                _remove(Path(site.path, name))
            Path(site.path).rmdir()


def _trim(folder: Path, names: Sequence[str]) -> None:
    """Remove the oldest entries where there are too many, or where they are too large.

    The last one stays, however large it is: by it a command that is killed is taken back.
    """
    left = MAX_BYTES
    for count, name in enumerate(reversed(names)):
        left -= int(name.split("-")[1])
        if count >= MAX_COMMANDS or (count and left < 0):
            _remove(folder / name)


def _remove(entry: Path) -> None:
    with suppress(OSError):
        if entry.is_dir() and not entry.is_symlink():
            entry.rmdir()
        else:
            entry.unlink()


# The format: a line of Python's own literals, the old and new text of each file, the git commit.
# The literals: the message, the paths, the folders that were made, the sizes of the texts, and for
# each file the mode and the link that it had, if it was removed, or has, if it was made.


def _encode(changes: Sequence[store.Change], message: str) -> bytes:
    paths = [os.path.abspath(change.path) for change in changes]  # noqa: PTH100 - links are kept
    texts = [_bytes(text) for change in changes for text in (change.old, change.new)]
    sizes = [None if text is None else len(text) for text in texts]
    kinds = [_kind(change) for change in changes]
    head = repr((message, paths, _new_folders(changes), sizes, kinds))
    return b"".join([head.encode(errors="surrogateescape"), b"\n", *filter(None, texts)])


def _kind(change: store.Change) -> tuple[int | None, str]:
    """Return the mode and the link of a file that is made or removed."""
    if change.new is None:
        with suppress(OSError):
            if change.path.is_symlink():
                return None, str(change.path.readlink())
            return S_IMODE(change.path.stat().st_mode), ""
    return change.mode, change.link


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
    """Read an entry; return None where it was cut short or damaged. Raises `UnreadableError`."""
    from postgen.text import literals

    if not is_there(entry) or not S_ISREG(os.lstat(entry).st_mode):  # a folder or a pipe
        return None
    head, _, data = store.read_bytes(entry).partition(b"\n")
    try:
        return _decode(literals.read(head.decode(errors="surrogateescape")), data)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None


def _sizes(entry: Path) -> list[int | None]:
    """Return the sizes of the texts of an entry, of which only the first line is read."""
    from postgen.text import literals

    try:
        with entry.open("rb") as file:
            _, _, _, sizes, *_ = literals.read(file.readline().decode(errors="surrogateescape"))
        return list(sizes)
    except (OSError, ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return []


def _decode(head: Any, data: bytes) -> JournalEntry:
    """Return what an entry says. Raises `ValueError` and `TypeError`."""
    message, paths, folders, sizes, *more = head
    kinds = more[0] if more else [(None, "")] * len(paths)
    texts = []
    for size in sizes:
        texts.append(None if size is None else data[:size].decode(errors="surrogateescape"))
        if not 0 <= (size or 0) <= len(data):
            raise ValueError(size)
        data = data[size or 0 :]
    changes = tuple(
        store.Change(Path(path), old, new, mode=mode, link=link)
        for path, old, new, (mode, link) in zip(paths, texts[::2], texts[1::2], kinds, strict=True)
    )
    return JournalEntry(str(message), changes, tuple(map(str, folders)), data.decode().strip())
