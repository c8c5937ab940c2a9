"""The only writer: bytes to disk and back, under a lock, all of a command's changes or none."""

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

_HINTS = {
    errno.ENOSPC: "Make room on the disk, then run the command again.",
    errno.EDQUOT: "Make room in your quota, then run the command again.",
    errno.EACCES: "Change its permissions, or those of its folder.",
    errno.EPERM: "Change its permissions, or those of its folder.",
    errno.EROFS: "The file system is mounted read-only.",
    errno.ENAMETOOLONG: "Give a shorter name.",
}


KEPT = ".old.tmp"
"""The end of the second name under which a file is kept until all changes are made."""


class UnreadableError(PostgenError):
    """A file cannot be read."""


class UnwritableError(PostgenError):
    """A file cannot be written."""


class ChangedError(PostgenError):
    """A file is no longer what was read."""


class TakenError(PostgenError):
    """A new file's name is taken."""


class Change(NamedTuple):
    """What to write: `old` is the text that was read, or None for a file that must not exist yet.

    `new` is the text to write, or None for a file to take away.
    """

    path: Path
    old: str | None
    new: str | None


def read(path: Path) -> str:
    """Read a file's text. Bytes that are not UTF-8 are kept as lone surrogates, and written back as they were."""
    try:
        return path.read_bytes().decode(errors="surrogateescape")
    except OSError as error:
        raise UnreadableError(
            f"{display_path(path)} cannot be read: {_reason(error)}.", _hint(error)
        ) from error


def read_head(path: Path, size: int = 4096) -> str:
    """Read a file's first bytes, `size` of them: enough for almost every front matter. "" where it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(size).decode(errors="surrogateescape")
    except OSError:
        return ""


# The lock


@contextmanager
def lock(folder: Path) -> Iterator[None]:
    """Hold a folder's lock: one postgen at a time reads and writes there; others wait their turn.

    A folder that is not there yet is locked by the nearest one above it. Raises `UnwritableError` where the
    file system has no locks.
    """
    folder = folder.absolute()
    while not folder.is_dir():
        folder = folder.parent
    if (
        os.name == "nt"
    ):  # pragma: no cover - Windows has no lock on folders: a file in the user's own takes its place
        with _lock_windows(folder):
            yield
        return
    descriptor = _locked(folder)
    try:
        yield
    finally:
        os.close(descriptor)


def _locked(folder: Path) -> int:
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
        except OSError:  # it gives up after ten seconds
            continue
    try:
        yield
    finally:
        os.close(descriptor)


# Writing


def commit(changes: Sequence[Change]) -> None:
    """Write all changes, in their order, or none: what was written is taken back when a later one fails.

    A file that is moved is written first and removed last: a kill between leaves both. An empty folder stays.
    Hold the `lock`. Raises `ChangedError` when a file is not what was read, `TakenError` when a new one exists
    already, `UnwritableError` with the system's reason, and `KeyboardInterrupt` when Ctrl-C came.
    """
    folders = {_target(change).parent for change in changes}
    with _defer_interrupts() as interrupted:
        _remove_leftovers(folders)
        with _rollback_on_error() as undo:
            staged = [_stage(change, index, undo) for index, change in enumerate(changes)]
            _raise_if_interrupted(interrupted)
            for change, (temporary, target) in zip(changes, staged, strict=True):
                _rename_into_place(change, temporary, target, undo)
            _raise_if_interrupted(interrupted)
        _remove_leftovers(folders)


def remove_empty(folders: Iterable[Path]) -> None:
    """Remove the folders that are empty, in their order; the one that somebody stands in stays."""
    for folder in folders:
        with suppress(OSError):
            if not Path.cwd().is_relative_to(folder):
                folder.rmdir()


@contextmanager
def _defer_interrupts() -> Iterator[list[int]]:
    """Keep Ctrl-C from tearing a step in two: while the block runs, the list fills instead."""
    came: list[int] = []
    try:
        before = signal.signal(signal.SIGINT, lambda number, _: came.append(number))
    except ValueError:  # not the main thread, which alone is interrupted
        yield came
        return
    try:
        yield came
    finally:
        signal.signal(signal.SIGINT, before)


def _raise_if_interrupted(interrupted: Sequence[int]) -> None:
    if interrupted:
        raise KeyboardInterrupt


@contextmanager
def _rollback_on_error() -> Iterator[list[Callable[[], object]]]:
    """Take back what the block did, newest first, when it fails."""
    undo: list[Callable[[], object]] = []
    try:
        yield undo
    except BaseException:
        for step in reversed(undo):
            with suppress(OSError):
                step()
        raise


def _remove_leftovers(folders: Iterable[Path]) -> None:
    """Remove what this run kept for going back, or one that was killed has left behind."""
    for folder in folders:
        with suppress(OSError), os.scandir(folder) as entries:
            left = [
                each.path
                for each in entries
                if each.name.startswith(".postgen-") and each.name.endswith(".tmp")
            ]
            for path in left:
                Path(path).unlink()


def _target(change: Change) -> Path:
    """Give the file that a change is about: a link is written through, but itself taken away, as `rm` does."""
    if change.new is None:
        return Path(os.path.realpath(change.path.parent), change.path.name)
    return Path(os.path.realpath(change.path))


def _stage(change: Change, index: int, undo: list[Callable[[], object]]) -> tuple[Path, Path]:
    """Write a change beside its target, and see that the target is what was read."""
    target = _target(change)
    try:
        if change.old is None:
            if os.path.lexists(change.path):
                raise _taken(change)
            _make_folder(target.parent, undo)
            status = None
        else:
            status = _unchanged(change, target)
        temporary = target.parent / f".postgen-{index}.tmp"
        if change.new is not None:
            _write(temporary, _bytes(change.new), status, undo)
    except OSError as error:
        raise _unwritable(change, error) from error
    return temporary, target


def _unchanged(change: Change, target: Path) -> os.stat_result:
    """See that a file is what was read, and may be written; give its status."""
    try:
        current = target.read_bytes()
    except FileNotFoundError:
        current = None
    if current != _bytes(change.old or ""):
        done = "removed" if current is None else "changed"
        raise ChangedError(
            f"{display_path(change.path)} was {done} by somebody else in the meantime; nothing was written.",
            "Run the command again.",
        )
    if not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, "it is read-only")
    return target.stat()


def _make_folder(folder: Path, undo: list[Callable[[], object]]) -> None:
    if not folder.is_dir():
        _make_folder(folder.parent, undo)
        folder.mkdir()
        undo.append(folder.rmdir)


def _write(
    path: Path, data: bytes, status: os.stat_result | None, undo: list[Callable[[], object]]
) -> None:
    """Write a file that must not exist yet, down to the disk; `status` is that of the one it will replace."""
    descriptor = os.open(
        path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666
    )
    undo.append(path.unlink)
    try:
        if status is not None and os.name != "nt":
            if (status.st_uid, status.st_gid) != (os.geteuid(), os.getegid()):
                with suppress(OSError):  # only root can give a file to somebody else
                    os.fchown(descriptor, status.st_uid, status.st_gid)
            os.fchmod(descriptor, stat.S_IMODE(status.st_mode))
        view = memoryview(data)
        while view:
            view = view[os.write(descriptor, view) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _rename_into_place(
    change: Change, temporary: Path, target: Path, undo: list[Callable[[], object]]
) -> None:
    """Move a staged file into its place: a new one exclusively, another over the old; or an old one out of it."""
    try:
        if change.new is None:
            kept = temporary.with_suffix(KEPT)
            target.rename(kept)
            undo.append(lambda: kept.replace(target))
        elif change.old is None:
            _move_new(temporary, target, undo)
        else:
            kept = _keep(change, temporary, target, undo)
            temporary.replace(target)
            undo.append(lambda: kept.replace(target))
    except FileExistsError as error:
        raise _taken(change) from error
    except OSError as error:
        raise _unwritable(change, error) from error
    _sync_folder(target.parent)


def _move_new(temporary: Path, target: Path, undo: list[Callable[[], object]]) -> None:
    try:
        os.link(temporary, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links: the lock and this look must do
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, "exists already") from None
        temporary.rename(target)
        undo.append(target.unlink)
    else:
        undo.append(target.unlink)
        temporary.unlink()


def _keep(change: Change, temporary: Path, target: Path, undo: list[Callable[[], object]]) -> Path:
    """Keep a file under a second name, from which it comes back without needing room on the disk."""
    kept = temporary.with_suffix(KEPT)
    try:
        os.link(target, kept)
        undo.append(kept.unlink)
    except OSError:  # a file system without hard links
        _write(kept, _bytes(change.old or ""), target.stat(), undo)
    return kept


def _sync_folder(folder: Path) -> None:
    """Make the new names last; where a system cannot, the files are right all the same."""
    if os.name == "nt":
        return
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


# Words


def _bytes(text: str) -> bytes:
    return text.encode(errors="surrogateescape")


def _taken(change: Change) -> TakenError:
    return TakenError(
        f"{display_path(change.path)} exists already.",
        "Give another name, or --force to replace it.",
    )


def _unwritable(change: Change, error: OSError) -> UnwritableError:
    done = "removed" if change.new is None else "written"
    return UnwritableError(
        f"{display_path(change.path)} cannot be {done}: {_reason(error)}; nothing was changed.",
        _hint(error),
    )


def display_path(
    path: Path, start: str | Path = os.curdir, relpath: Callable[..., str] = os.path.relpath
) -> str:
    """Give a path as one would type it from a folder; from another drive, which Windows may have, it is the whole."""
    try:
        return relpath(path, start)
    except ValueError:
        return str(path)


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def _hint(error: OSError) -> str:
    if getattr(error, "winerror", 0) in {5, 32}:  # Windows moves nothing over a file that is open
        return "Close the program that has it open, or change its permissions."
    return _HINTS.get(error.errno or 0, "Look after the disk, then run the command again.")
