"""The only writer: bytes to disk and back, under a lock, all of a command's changes or none."""

from __future__ import annotations

import os
import stat
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from postgen.errors import PostgenError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


class UnreadableError(PostgenError):
    """A file cannot be read."""


class UnwritableError(PostgenError):
    """A file cannot be written."""


class ChangedError(PostgenError):
    """A file is no longer what was read."""


class TakenError(PostgenError):
    """A new file's name is taken."""


class Change(NamedTuple):
    """What to write: `old` is the text that was read, or None for a file that must not exist yet."""

    path: Path
    old: str | None
    new: str


def read(path: Path) -> str:
    """Read a file's text. Bytes that are not UTF-8 are kept as lone surrogates, and written back as they were."""
    try:
        return path.read_bytes().decode(errors="surrogateescape")
    except OSError as error:
        raise UnreadableError(f"{_shown(path)} cannot be read: {_reason(error)}.") from error


@contextmanager
def lock(folder: Path) -> Iterator[None]:
    """Hold the site's lock: one postgen at a time reads and writes it; others wait their turn."""
    if os.name == "nt":  # pragma: no cover - Windows has no lock on folders: a file in the user's own takes its place
        with _lock_windows(folder):
            yield
        return
    import fcntl

    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


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


def commit(changes: Sequence[Change]) -> None:
    """Write all changes, in their order, or none: what was written is taken back when a later one fails.

    Raises `ChangedError` when a file is not what was read, `TakenError` when a new one exists already, and
    `UnwritableError` with the system's reason.
    """
    with _cleanly() as undo:
        staged = [_stage(change, index, undo) for index, change in enumerate(changes)]
        for change, (temporary, target) in zip(changes, staged, strict=True):
            _put(change, temporary, target, undo)


@contextmanager
def _cleanly() -> Iterator[list[Callable[[], object]]]:
    """Take back what the block did, newest first, when it fails."""
    undo: list[Callable[[], object]] = []
    try:
        yield undo
    except BaseException:
        for step in reversed(undo):
            with suppress(OSError):
                step()
        raise


def _stage(change: Change, index: int, undo: list[Callable[[], object]]) -> tuple[Path, Path]:
    """Write a change beside its target, and see that the target is what was read."""
    target = Path(os.path.realpath(change.path))
    try:
        if change.old is None:
            if change.path.exists() or change.path.is_symlink():
                raise TakenError(f"{_shown(change.path)} exists already.")
            _make_folder(target.parent, undo)
            mode = None
        else:
            if target.read_bytes() != change.old.encode(errors="surrogateescape"):
                raise ChangedError(
                    f"{_shown(change.path)} was changed by somebody else in the meantime.",
                    "Run the command again.",
                )
            mode = stat.S_IMODE(target.stat().st_mode)
            if not os.access(target, os.W_OK):
                raise UnwritableError(f"{_shown(change.path)} cannot be written: it is read-only.")
        temporary = target.parent / f".postgen-{index}.tmp"
        undo.append(temporary.unlink)
        _write(temporary, change.new.encode(errors="surrogateescape"), mode)
    except OSError as error:
        raise UnwritableError(f"{_shown(change.path)} cannot be written: {_reason(error)}.") from error
    return temporary, target


def _make_folder(folder: Path, undo: list[Callable[[], object]]) -> None:
    if not folder.is_dir():
        _make_folder(folder.parent, undo)
        folder.mkdir()
        undo.append(folder.rmdir)


def _write(path: Path, data: bytes, mode: int | None) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o666)
    try:
        if mode is not None and os.name != "nt":
            os.fchmod(descriptor, mode)
        view = memoryview(data)
        while view:
            view = view[os.write(descriptor, view) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _put(change: Change, temporary: Path, target: Path, undo: list[Callable[[], object]]) -> None:
    """Move a staged file into its place: a new one exclusively, another over the old."""
    try:
        if change.old is None:
            _move_new(temporary, target)
            undo.append(target.unlink)
        else:
            mode = stat.S_IMODE(target.stat().st_mode)
            temporary.replace(target)
            old = change.old.encode(errors="surrogateescape")
            undo.append(lambda: _restore(target, temporary, old, mode))
    except FileExistsError as error:
        raise TakenError(f"{_shown(change.path)} exists already.") from error
    except OSError as error:
        raise UnwritableError(f"{_shown(change.path)} cannot be written: {_reason(error)}.") from error
    _sync_folder(target.parent)


def _restore(target: Path, temporary: Path, old: bytes, mode: int) -> None:
    _write(temporary, old, mode)
    temporary.replace(target)


def _move_new(temporary: Path, target: Path) -> None:
    try:
        os.link(temporary, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links: the lock and the look before must do
        temporary.rename(target)
    else:
        temporary.unlink()


def _sync_folder(folder: Path) -> None:
    """Make the new names last; where a system cannot, the files are right all the same."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def diff(changes: Sequence[Change]) -> str:
    """Give the unified diff of changes."""
    return "".join(_diff(change) for change in changes)


def _diff(change: Change) -> str:
    from difflib import unified_diff

    name = _shown(change.path)
    old, new = ((text or "").splitlines(keepends=True) for text in (change.old, change.new))
    before = "/dev/null" if change.old is None else f"a/{name}"
    lines = unified_diff(old, new, before, f"b/{name}")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _shown(path: Path) -> str:
    return os.path.relpath(path)


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
