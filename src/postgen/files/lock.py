"""What keeps others out while files are written: the site's lock, and signals that wait."""

from __future__ import annotations

import errno
import os
import signal
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from postgen.errors import PostgenError
from postgen.files.reading import display_path, hint, reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")
"""The signals that ask a process to end: Ctrl-C, `kill`, a terminal that is closed."""


class UnwritableError(PostgenError):
    """A file cannot be written."""


class InterruptedBySignal(KeyboardInterrupt):
    """A command was asked to end by a signal, and all files are as they were."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


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
        with suppress(OSError):  # it is closed, whatever the disk says
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
                f"{display_path(folder)} cannot be locked: {reason(error)}.", hint(error)
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


def is_being_written(path: Path) -> bool:
    """Whether a process has a file open to write to it; False where the system cannot say.

    Linux refuses a lease to read such a file: fcntl(2), under "Leases". Closing the file ends the
    lease. Who opens it before that waits, and this process gets a signal, here one that is ignored.
    """
    try:
        import fcntl

        descriptor = os.open(path, os.O_RDONLY)
    except (ImportError, OSError):
        return False
    try:
        fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except AttributeError:  # macOS has no leases
        return False
    except OSError as error:
        return error.errno == errno.EAGAIN
    finally:
        with suppress(OSError):
            os.close(descriptor)
    return False


# Signals

_deferred: list[int] | None = None
"""The signals that came while they are deferred; None while they are not."""


@contextmanager
def deferred_signals() -> Iterator[list[int]]:
    """Keep Ctrl-C, SIGTERM and SIGHUP from interrupting a step.

    While the block runs, the list collects them. A block within another one has the same list.
    """
    global _deferred  # noqa: PLW0603 - signals are the process's
    if _deferred is not None:
        yield _deferred
        return
    interrupts: list[int] = []
    with handled_signals(lambda number, _: interrupts.append(number)) as is_handled:
        _deferred = interrupts if is_handled else None
        try:
            yield interrupts
        finally:
            _deferred = None


@contextmanager
def handled_signals(handler: Callable[[int, Any], object]) -> Iterator[bool]:
    """Call a handler for the signals that ask to end, while the block runs.

    Yield whether it will be called: only the main thread is interrupted. A signal that is ignored
    stays so, as under `nohup`.
    """
    before = {}
    try:
        for name in _SIGNALS:
            number = getattr(signal, name, None)  # Windows has no SIGHUP
            if number is not None and signal.getsignal(number) not in {signal.SIG_IGN, None}:
                before[number] = signal.signal(number, handler)
    except ValueError:  # not the main thread
        yield False
        return
    try:
        yield True
    finally:
        for number, previous in before.items():
            signal.signal(number, previous)


def raise_if_interrupted(interrupts: Sequence[int]) -> None:
    """Raise `KeyboardInterrupt` for the first of the signals that came, if any."""
    for number in interrupts:
        if number == signal.SIGINT:
            raise KeyboardInterrupt
        raise InterruptedBySignal(number)
