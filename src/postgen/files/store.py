"""The only module that writes to a site: under a lock, all of a command's changes or none."""

from __future__ import annotations

import errno
import os
import signal
import stat
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from postgen.errors import PostgenError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    Undo = list[Callable[[], object]]
    Stamp = tuple[int, ...]

_HINTS = {
    errno.ENOSPC: "Make room on the disk, then run the command again.",
    errno.EDQUOT: "Make room in your quota, then run the command again.",
    errno.EACCES: "Change its permissions, or those of its folder.",
    errno.EPERM: "Change its permissions, or those of its folder.",
    errno.EROFS: "The file system is mounted read-only.",
    errno.ENAMETOOLONG: "Choose a shorter name.",
}


_BACKUP = ".old.tmp"
"""The end of the second name that a file keeps until all changes are made."""


class UnreadableError(PostgenError):
    """A file cannot be read."""


class UnwritableError(PostgenError):
    """A file cannot be written."""


class ChangedError(PostgenError):
    """A file is no longer what was read."""


class TakenError(PostgenError):
    """There is already a file of the name of a new one."""


class Change(NamedTuple):
    """A change of one file.

    `old` is the text that was read, or None for a file that must not exist yet;
    `new` is the text to write, or None for a file to remove.
    """

    path: Path
    old: str | None
    new: str | None


def read(path: Path) -> str:
    """Read a file's text.

    Bytes that are not UTF-8 are kept as lone surrogates, and written back as they were.
    """
    try:
        # without a buffer, which costs four more calls of the system for each post
        with path.open("rb", buffering=0) as file:
            return file.readall().decode(errors="surrogateescape")
    except OSError as error:
        raise _unreadable(path, error) from error


def stamp(path: Path) -> Stamp:
    """Return numbers that differ once a file was changed, or another file has its name.

    Take a stamp before the text is read, and a change in between shows as well. It saves reading a
    text again. It does not replace the comparison in `commit`: an edit within one tick of the file
    system's clock keeps the stamp if it keeps the size, so do writes to a mapped page, and a
    network file system may answer with the stamp of some seconds ago. Raises `UnreadableError`.
    """
    try:
        status = path.stat()
    except OSError as error:
        raise _unreadable(path, error) from error
    return (
        status.st_dev,
        status.st_ino,
        status.st_size,
        status.st_mtime_ns,
        status.st_ctime_ns,
    )


def read_head(path: Path, size: int = 4096) -> str:
    """Read a file's first `size` bytes, enough for almost every front matter.

    Return "" where it cannot be read.
    """
    try:
        with path.open("rb", buffering=0) as file:
            return file.read(size).decode(errors="surrogateescape")
    except OSError:
        return ""


# The lock


@contextmanager
def lock(folder: Path) -> Iterator[None]:
    """Hold a folder's lock: one postgen at a time reads and writes there; the others wait.

    A folder that is not there yet is locked by the nearest one above it. Raises `UnwritableError`
    where the file system has no locks.
    """
    folder = folder.absolute()
    while not folder.is_dir():
        folder = folder.parent
    if os.name == "nt":  # pragma: no cover - Windows cannot lock a folder
        with _lock_windows(folder):
            yield
        return
    descriptor = _open_locked(folder)
    try:
        yield
    finally:
        os.close(descriptor)


def _open_locked(folder: Path) -> int:
    """Return a descriptor of a folder that is locked until it is closed."""
    import fcntl

    descriptor = -1
    try:
        descriptor = os.open(folder, os.O_RDONLY)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    except BaseException as error:
        if descriptor >= 0:
            os.close(descriptor)
        if isinstance(error, OSError):
            raise UnwritableError(
                f"{display_path(folder)} cannot be locked: {_reason(error)}.", _hint(error)
            ) from error
        raise
    return descriptor


@contextmanager
def _lock_windows(folder: Path) -> Iterator[None]:  # pragma: no cover
    """Lock a file in the user's own temporary folder instead."""
    import msvcrt
    import tempfile
    from zlib import crc32

    name = f"postgen-{crc32(str(folder.resolve()).lower().encode()):08x}.lock"
    descriptor = os.open(Path(tempfile.gettempdir()) / name, os.O_RDWR | os.O_CREAT)
    locking = msvcrt.locking  # type: ignore[attr-defined, unused-ignore]
    while True:
        try:
            locking(descriptor, msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined, unused-ignore]
            break
        except OSError:  # raised after ten seconds of waiting
            continue
    try:
        yield
    finally:
        os.close(descriptor)


# Writing


def commit(changes: Sequence[Change]) -> None:
    """Write all changes, in their order, or none: when one fails, those before it are taken back.

    Hold the `lock`. A file that is moved is written first and removed last: a kill in between
    leaves both. An empty folder stays. Raises `ChangedError` when a file is not what was read,
    `TakenError` when a new one exists already, `UnwritableError` with the system's reason, and
    `KeyboardInterrupt` after Ctrl-C.
    """
    folders = {_target(change).parent for change in changes}
    with _defer_interrupts() as interrupts:
        _remove_leftovers(folders)
        with _rollback_on_error() as undo:
            staged = [_stage(change, index, undo) for index, change in enumerate(changes)]
            _raise_if_interrupted(interrupts)
            for change, (temporary, target) in zip(changes, staged, strict=True):
                _rename_into_place(change, temporary, target, undo)
            _raise_if_interrupted(interrupts)
        _remove_leftovers(folders)


def remove_empty(folders: Iterable[Path]) -> None:
    """Remove those folders that are empty, in their order, except around the current folder."""
    for folder in folders:
        with suppress(OSError):
            if not Path.cwd().is_relative_to(folder):
                folder.rmdir()


@contextmanager
def _defer_interrupts() -> Iterator[list[int]]:
    """Keep Ctrl-C from interrupting a step: while the block runs, the list collects the signals."""
    interrupts: list[int] = []
    try:
        before = signal.signal(signal.SIGINT, lambda number, _: interrupts.append(number))
    except ValueError:  # not the main thread, the only one that is interrupted
        yield interrupts
        return
    try:
        yield interrupts
    finally:
        signal.signal(signal.SIGINT, before)


def _raise_if_interrupted(interrupts: Sequence[int]) -> None:
    if interrupts:
        raise KeyboardInterrupt


@contextmanager
def _rollback_on_error() -> Iterator[Undo]:
    """When the block fails, run what it put on the list, the last first."""
    undo: Undo = []
    try:
        yield undo
    except BaseException:
        for step in reversed(undo):
            with suppress(OSError):
                step()
        raise


def _remove_leftovers(folders: Iterable[Path]) -> None:
    """Remove the backups of this run, and what a run that was killed has left."""
    for folder in folders:
        with suppress(OSError), os.scandir(folder) as entries:
            own = [each for each in entries if each.name.startswith(".postgen-")]
            for leftover in own:
                if leftover.name.endswith(".tmp"):
                    Path(leftover.path).unlink()


def _target(change: Change) -> Path:
    """Return the file to write: that at the end of a link.

    To remove, it is the link itself, as for `rm`.
    """
    if change.new is None:
        return Path(os.path.realpath(change.path.parent), change.path.name)
    return Path(os.path.realpath(change.path))


def _stage(change: Change, index: int, undo: Undo) -> tuple[Path, Path]:
    """Write a change beside its target, and check the target; return the paths of both."""
    target = _target(change)
    try:
        if change.old is None:
            if os.path.lexists(change.path):
                raise _taken(change)
            _make_folder(target.parent, undo)
            status = None
        else:
            status = _check_unchanged(change, target)
        temporary = target.parent / f".postgen-{index}.tmp"
        if change.new is not None:
            _write(temporary, _bytes(change.new), status, undo)
    except OSError as error:
        raise _unwritable(change, error) from error
    return temporary, target


def _check_unchanged(change: Change, target: Path) -> os.stat_result:
    """Check that a file is what was read, and can be written; return its status.

    Its bytes are read once more: only they prove that nobody's edit is lost (see `stamp`).
    """
    try:
        current = target.read_bytes()
    except FileNotFoundError:
        current = None
    if current != _bytes(change.old or ""):
        what = "removed" if current is None else "changed"
        raise ChangedError(
            f"{display_path(change.path)} was {what} by somebody else in the meantime; "
            "nothing was written.",
            "Run the command again.",
        )
    if not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, "it is read-only")
    return target.stat()


def _make_folder(folder: Path, undo: Undo) -> None:
    if not folder.is_dir():
        _make_folder(folder.parent, undo)
        folder.mkdir()
        undo.append(folder.rmdir)


def _write(path: Path, data: bytes, status: os.stat_result | None, undo: Undo) -> None:
    """Write a new file, and sync it to the disk; `status` is that of the file it will replace."""
    descriptor = os.open(
        path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666
    )
    undo.append(path.unlink)
    try:
        if status is not None and os.name != "nt":
            if (status.st_uid, status.st_gid) != (os.geteuid(), os.getegid()):
                with suppress(OSError):  # only root can change the owner
                    os.fchown(descriptor, status.st_uid, status.st_gid)
            os.fchmod(descriptor, stat.S_IMODE(status.st_mode))
        view = memoryview(data)
        while view:
            view = view[os.write(descriptor, view) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _rename_into_place(change: Change, temporary: Path, target: Path, undo: Undo) -> None:
    """Rename a staged file to its target: exclusively if it is new, else over the old file.

    A file to remove is renamed to its backup.
    """
    try:
        if change.new is None:
            backup = temporary.with_suffix(_BACKUP)
            target.rename(backup)
            undo.append(lambda: backup.replace(target))
        elif change.old is None:
            _rename_new(temporary, target, undo)
        else:
            backup = _back_up(change, temporary, target, undo)
            temporary.replace(target)
            undo.append(lambda: backup.replace(target))
    except FileExistsError as error:
        raise _taken(change) from error
    except OSError as error:
        raise _unwritable(change, error) from error
    _sync_folder(target.parent)


def _rename_new(temporary: Path, target: Path, undo: Undo) -> None:
    """Rename a staged file to a new name.

    A link fails where there is a file of that name, a rename would not.
    """
    try:
        os.link(temporary, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links: the lock and this check must do
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, "exists already") from None
        temporary.rename(target)
        undo.append(target.unlink)
    else:
        undo.append(target.unlink)
        temporary.unlink()


def _back_up(change: Change, temporary: Path, target: Path, undo: Undo) -> Path:
    """Keep a file under a second name, so that going back needs no room on the disk.

    Return that name.
    """
    backup = temporary.with_suffix(_BACKUP)
    try:
        os.link(target, backup)
        undo.append(backup.unlink)
    except OSError:  # a file system without hard links
        _write(backup, _bytes(change.old or ""), target.stat(), undo)
    return backup


def _sync_folder(folder: Path) -> None:
    """Sync the new names to the disk; where a system cannot, the files are right all the same."""
    if os.name == "nt":
        return
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


# Messages


def _bytes(text: str) -> bytes:
    return text.encode(errors="surrogateescape")


def _unreadable(path: Path, error: OSError) -> UnreadableError:
    return UnreadableError(f"{display_path(path)} cannot be read: {_reason(error)}.", _hint(error))


def _taken(change: Change) -> TakenError:
    return TakenError(
        f"{display_path(change.path)} exists already.",
        "Choose another name, or remove that file first.",
        code="taken",
    )


def _unwritable(change: Change, error: OSError) -> UnwritableError:
    what = "removed" if change.new is None else "written"
    return UnwritableError(
        f"{display_path(change.path)} cannot be {what}: {_reason(error)}; nothing was changed.",
        _hint(error),
    )


def display_path(
    path: Path, start: str | Path = os.curdir, relpath: Callable[..., str] = os.path.relpath
) -> str:
    """Return a path as one would type it in a folder.

    On another drive of Windows, that is the whole path.
    """
    try:
        return relpath(path, start)
    except ValueError:
        return str(path)


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def _hint(error: OSError) -> str:
    if getattr(error, "winerror", 0) in {5, 32}:  # Windows replaces no file that is open
        return "Close the program that has it open, or change its permissions."
    return _HINTS.get(error.errno or 0, "Check the disk, then run the command again.")
