"""Read files: only what has an end, and is no larger than a file that a person keeps."""

from __future__ import annotations

import errno
import os
import stat as modes
from time import monotonic
from typing import TYPE_CHECKING, TypeVar

from postgen.errors import PostgenError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path
    from typing import BinaryIO

    Progress = Callable[[str, int], AbstractContextManager[Callable[[object], object]]]

Each = TypeVar("Each")

Stamp = tuple[int, ...]
"""Numbers that say whether a file was changed, see `stamp`."""

MAX_BYTES = 200_000_000
"""How large a file may be at most."""

_HINTS = {
    errno.ENOENT: "Check its name.",
    errno.ENOSPC: "Make room on the disk, then run the command again.",
    errno.EDQUOT: "Make room in your quota, then run the command again.",
    errno.EACCES: "Change its permissions, or those of its folder.",
    errno.EPERM: "Change its permissions, or those of its folder.",
    errno.EROFS: "The file system is mounted read-only.",
    errno.ENAMETOOLONG: "Choose a shorter name.",
    errno.ELOOP: "It is a link that leads back to itself: remove it.",
}

_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""A pipe that nobody writes to is opened at once, too, and then refused."""


class UnreadableError(PostgenError):
    """A file cannot be read."""


progress: Progress | None = None
"""Shows how far the reading of many files is: what is done, and how many; see `each`.

The command line sets it where a person waits.
"""

WAIT = 0.5
"""Seconds before a person is told what is read."""


def each(files: Iterable[Each], total: int) -> Iterator[Each]:
    """Yield files, or what is read of them; show how far it is once that takes long."""
    waiting = iter(files)
    done = 0
    start = monotonic()
    for file in waiting:
        yield file
        done += 1
        if progress and monotonic() - start >= WAIT:
            break
    else:
        return
    with progress(f"Reading {total:,} files", total) as advance:
        for _ in range(done):
            advance(None)
        for file in waiting:
            yield file
            advance(file)


def read(path: Path) -> str:
    """Read a file's text.

    Bytes that are not UTF-8 are kept as lone surrogates, and written back as they were. Raises
    `UnreadableError`.
    """
    return read_bytes(path).decode(errors="surrogateescape")


def read_bytes(path: Path, most: int | None = None) -> bytes:
    """Read a file that has an end.

    Raises `UnreadableError` for a device, a pipe and the like, and for a file of more than `most`
    bytes (`MAX_BYTES`), of which no more are read.
    """
    try:
        descriptor = os.open(path, _FLAGS)
        try:
            return _read_all(path, descriptor, MAX_BYTES if most is None else most)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise unreadable(path, error) from error


def read_head(path: Path, size: int = 4096) -> str:
    """Read a file's first `size` bytes, enough for almost every front matter.

    Return "" where it cannot be read.
    """
    try:
        descriptor = os.open(path, _FLAGS)
        try:
            is_file = modes.S_ISREG(os.fstat(descriptor).st_mode)
            return os.read(descriptor, size).decode(errors="surrogateescape") if is_file else ""
        finally:
            os.close(descriptor)
    except OSError:
        return ""


def read_pipe(stream: BinaryIO, most: int | None = None) -> bytes:
    """Read what another program writes into a pipe, to its end.

    Raises `UnreadableError` after `most` bytes (`MAX_BYTES`): it may have no end.
    """
    limit = MAX_BYTES if most is None else most
    data = stream.read(limit + 1)
    if len(data) > limit:
        raise UnreadableError(
            f"The input does not end after {_size(limit)}.", "Save it as a file, and cut it."
        )
    return data


def stamp(path: Path) -> Stamp:
    """Return numbers that differ once a file was changed, or another file has its name.

    Take a stamp before the text is read, and a change in between shows as well. It saves reading a
    text again. It does not replace the comparison in `store.commit`: an edit within one tick of the
    file system's clock keeps the stamp if it keeps the size, so do writes to a mapped page, and a
    network file system may answer with the stamp of some seconds ago. Raises `UnreadableError`.
    """
    try:
        status = path.stat()
    except OSError as error:
        raise unreadable(path, error) from error
    return stamp_of(status)


def stamp_of(status: os.stat_result) -> Stamp:
    """Return the stamp of a file whose status is known."""
    return (
        status.st_dev,
        status.st_ino,
        status.st_size,
        status.st_mtime_ns,
        status.st_ctime_ns,
    )


def _read_all(path: Path, descriptor: int, most: int) -> bytes:
    """Read an open file; its size may be unknown before, as that of files in `/proc`."""
    status = os.fstat(descriptor)
    if not modes.S_ISREG(status.st_mode):
        if modes.S_ISDIR(status.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        what = "a pipe" if modes.S_ISFIFO(status.st_mode) else "a device"
        raise UnreadableError(
            f"{display_path(path)} is {what}, not a file: it may have no end.",
            "Save what it holds as a file, and name that.",
        )
    if status.st_size <= most:
        data = os.read(descriptor, status.st_size + 1)  # one more, to see the end
        if len(data) == status.st_size:
            return data
        data += _read_on(descriptor, most + 1 - len(data))
        if len(data) <= most:
            return data
    raise UnreadableError(
        f"{display_path(path)} is larger than {_size(most)}.", "Divide it into smaller files."
    )


def _read_on(descriptor: int, most: int) -> bytes:
    """Read a file to its end, which is not where its size says; at most so many bytes."""
    parts: list[bytes] = []
    while most > 0 and (part := os.read(descriptor, min(65536, most))):
        parts.append(part)
        most -= len(part)
    return b"".join(parts)


def _size(count: int) -> str:
    return f"{count // 1_000_000} MB" if count >= 1_000_000 else f"{count} bytes"


# Messages


def unreadable(path: Path | str, error: OSError) -> UnreadableError:
    """Return the error for a file or a folder that the system does not read."""
    return UnreadableError(f"{display_path(path)} cannot be read: {reason(error)}.", hint(error))


def unusable(error: OSError) -> PostgenError:
    """Return the error for what the system refuses, where nothing more is known of it."""
    if error.filename is None:
        return PostgenError(f"The system refused: {reason(error)}.", hint(error))
    name = "A file" if isinstance(error.filename, int) else os.fsdecode(error.filename)
    return unreadable(name, error)


def display_path(
    path: Path | str, start: str | Path = os.curdir, relpath: Callable[..., str] = os.path.relpath
) -> str:
    """Return a path as one would type it in a folder.

    On another drive of Windows, that is the whole path, and so it is where the current folder is
    gone.
    """
    try:
        return relpath(path, start)
    except (ValueError, FileNotFoundError):
        return str(path)


def reason(error: OSError) -> str:
    """Return the system's reason, as it stands behind a colon."""
    return (error.strerror or str(error)).lower()


def hint(error: OSError) -> str:
    """Return what to do about a reason."""
    if getattr(error, "winerror", 0) in {5, 32}:  # Windows replaces no file that is open
        return "Close the program that has it open, or change its permissions."
    return _HINTS.get(error.errno or 0, "Check the disk, then run the command again.")
