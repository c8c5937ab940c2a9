"""The only module that writes to a site: under a lock, all of a command's changes or none."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from postgen.errors import PostgenError
from postgen.files import exchange
from postgen.files.changes import (
    Change,
    checked,
    encoded,
    is_there,
    move,
    sync,
    sync_folder,
    target_of,
)
from postgen.files.leftovers import BACKUP, leftovers, put_back_saves, sweep, temporary_of
from postgen.files.lock import (
    InterruptedBySignal,
    UnwritableError,
    deferred_signals,
    is_being_written,
    lock,
    raise_if_interrupted,
)
from postgen.files.reading import (
    Stamp,
    UnreadableError,
    display_path,
    hint,
    read,
    read_bytes,
    read_head,
    reason,
    stamp,
    stamp_of,
    unreadable,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    Undo = list[Callable[[], object]]

__all__ = [
    "Change",
    "ChangedError",
    "HalfDoneError",
    "InterruptedBySignal",
    "Stamp",
    "TakenError",
    "UnreadableError",
    "UnwritableError",
    "commit",
    "deferred_signals",
    "display_path",
    "leftovers",
    "lock",
    "move",
    "put_back_saves",
    "read",
    "read_bytes",
    "read_head",
    "stamp",
    "sweep",
    "unreadable",
]


class HalfDoneError(UnwritableError):
    """A change failed, and those before it could not be taken back, as on a disk that breaks."""


class ChangedError(PostgenError):
    """A file is no longer what was read."""


class TakenError(PostgenError):
    """There is already a file of the name of a new one."""


# Writing


def commit(changes: Iterable[Change]) -> None:
    """Write all changes, in their order, or none: when one fails, those before it are taken back.

    Hold the `lock`. A file that is moved is written first and removed last: a kill in between
    leaves both. An empty folder stays. Raises `ChangedError` when a file is not what was read,
    `TakenError` when a new one exists already, `UnwritableError` with the system's reason,
    `HalfDoneError` where not everything could be taken back, and `KeyboardInterrupt` after Ctrl-C
    and the like.
    """
    changes = checked(changes)
    folders = {target_of(change).parent for change in changes}
    placed: list[_Staged] = []
    with deferred_signals() as interrupts:
        sweep(folders)
        try:
            with _rollback_on_error() as undo:
                staged = [_stage(change, index, undo) for index, change in enumerate(changes)]
                raise_if_interrupted(interrupts)
                for each in staged:
                    placed.append(each)
                    _place(each, undo)
                _check_backups(placed)
                raise_if_interrupted(interrupts)
        except BaseException as error:
            left = [each for each in placed if each.is_made(unknown=True)]
            if left:
                raise _half_done(left, error) from error
            raise
        for each in placed:
            with suppress(OSError):
                each.backup.unlink()


def remove_empty(folders: Iterable[Path]) -> None:
    """Remove those folders that are empty, in their order, except around the current folder."""
    for folder in folders:
        with suppress(OSError):
            if not Path.cwd().is_relative_to(folder):
                folder.rmdir()


@contextmanager
def _rollback_on_error() -> Iterator[Undo]:
    """When the block fails, run what it put on the list, the last first.

    A step is put there before what it takes back is done, which may fail although it took place, as
    on a network file system. So each step looks first.
    """
    undo: Undo = []
    try:
        yield undo
    except BaseException:
        for step in reversed(undo):
            with suppress(OSError):
                step()
        raise


class _Staged:
    """A change that is written beside its target.

    `identity` is that of the file written, `status` that of the file that it will replace.
    """

    def __init__(
        self, change: Change, target: Path, temporary: Path, status: os.stat_result | None
    ) -> None:
        self.change = change
        self.target = target
        self.temporary = temporary
        self.status = status
        self.identity = (0, 0)

    @property
    def backup(self) -> Path:
        """The second name of the old file."""
        return self.temporary.with_suffix(BACKUP)

    def is_made(self, *, unknown: bool = False) -> bool:
        """Whether the change is what is on the disk; `unknown` where a disk that fails hides it."""
        try:
            if self.change.new is None:
                return is_there(self.backup) and not is_there(self.target)
            return self.is_own(self.target) and self.has_text(self.target)
        except OSError:
            return unknown

    def is_own(self, path: Path) -> bool:
        """Whether a file is the one that was written, and no other. Raises `OSError`."""
        if not is_there(path):
            return False
        status = os.lstat(path)
        return (status.st_dev, status.st_ino) == self.identity

    def has_text(self, path: Path) -> bool:
        """Whether a file has the new text, and nobody has changed it. Raises `OSError`."""
        return bool(self.change.link) or path.read_bytes() == encoded(self.change.new or "")

    def take_away(self) -> None:
        """Remove the new file, if it is the one that was written."""
        if self.is_made():
            self.target.unlink()

    def put_back(self) -> None:
        """Put the old file back under its name, unless somebody has made another one since."""
        if self.change.new is None:
            if not os.path.lexists(self.target):
                self.backup.replace(self.target)
            return
        if os.path.lexists(self.target) and not self.is_own(self.target):
            return
        if not self.has_text(self.target):
            return
        if not os.path.lexists(self.backup):
            self.temporary.rename(self.backup)  # they were swapped, but it has no other name yet
        if not exchange.exchange(self.backup, self.target):
            self.backup.replace(self.target)
        elif not (self.is_own(self.backup) and self.has_text(self.backup)):
            exchange.exchange(self.backup, self.target)  # somebody has saved in between


def _stage(change: Change, index: int, undo: Undo) -> _Staged:
    """Write a change beside its target, and check the target."""
    target = target_of(change)
    try:
        status = None
        if change.old is None:
            if os.path.lexists(change.path) and not change.link:
                raise _taken(change)
            _make_folder(target.parent, undo)
        else:
            status = _check_unchanged(change, target)
        staged = _Staged(change, target, temporary_of(target, index), status)
        undo.append(staged.temporary.unlink)
        if change.link:
            staged.temporary.symlink_to(change.link)
        elif change.new is not None:
            _write(staged.temporary, encoded(change.new), status, change.mode)
        else:
            return staged
        made = os.lstat(staged.temporary)
    except OSError as error:
        raise _unwritable(change, error) from error
    staged.identity = made.st_dev, made.st_ino
    return staged


def _check_unchanged(change: Change, target: Path) -> os.stat_result:
    """Check that a file is what was read, and can be written; return its status.

    Its bytes are read once more: only they prove that nobody's edit is lost (see `stamp`).
    """
    status = None
    try:
        status = target.stat()
        current = target.read_bytes()
    except FileNotFoundError:
        current = None
    if status is None or current != encoded(change.old or ""):
        raise _changed(change, "removed" if current is None else "changed")
    if not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, "it is read-only")
    return status


def _make_folder(folder: Path, undo: Undo) -> None:
    if not folder.is_dir():
        _make_folder(folder.parent, undo)
        undo.append(folder.rmdir)
        folder.mkdir(exist_ok=True)


def _write(path: Path, data: bytes, status: os.stat_result | None, mode: int | None) -> None:
    """Write a new file, and sync it to the disk.

    `status` is that of the file it will replace, `mode` the one it gets without that.
    """
    descriptor = os.open(
        path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666
    )
    try:
        if status is not None and os.name != "nt":
            if (status.st_uid, status.st_gid) != (os.geteuid(), os.getegid()):
                with suppress(OSError):  # only root can change the owner
                    os.fchown(descriptor, status.st_uid, status.st_gid)
            mode = stat.S_IMODE(status.st_mode)
        if mode is not None and os.name != "nt":
            os.fchmod(descriptor, mode)
        view = memoryview(data)
        while view:
            view = view[os.write(descriptor, view) :]
        sync(descriptor)
    finally:
        os.close(descriptor)


def _place(staged: _Staged, undo: Undo) -> None:
    """Rename a staged file to its target: exclusively if it is new, else over the old file.

    A file to remove is renamed to its backup.
    """
    change, temporary, target = staged.change, staged.temporary, staged.target
    try:
        if change.new is None:
            undo.append(staged.put_back)
            target.rename(staged.backup)
        elif change.old is None:
            undo.append(staged.take_away)
            _rename_new(temporary, target)
        else:
            _replace(staged, undo)
    except FileExistsError as error:
        raise _taken(change) from error
    except OSError as error:
        raise _unwritable(change, error) from error
    sync_folder(target.parent)


def _replace(staged: _Staged, undo: Undo) -> None:
    """Put a staged file in the place of the old one, which is its backup then.

    Others see it from then on, also if it goes back: so the old one is looked at once more before.
    """
    if staged.status and stamp_of(staged.target.stat()) != stamp_of(staged.status):
        raise _changed(staged.change, "changed")
    undo.append(staged.backup.unlink)
    undo.append(staged.put_back)
    if exchange.exchange(staged.temporary, staged.target):
        staged.temporary.rename(staged.backup)
    else:
        _back_up(staged)
        staged.temporary.replace(staged.target)


def _rename_new(temporary: Path, target: Path) -> None:
    """Rename a staged file to a new name.

    A link fails where there is a file of that name, a rename would not.
    """
    try:
        os.link(temporary, target, follow_symlinks=False)
    except FileExistsError:
        raise
    except (OSError, NotImplementedError):  # a file system without hard links: this must do
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, "exists already") from None
        temporary.rename(target)
    else:
        temporary.unlink()


def _back_up(staged: _Staged) -> None:
    """Keep a file under a second name, so that going back needs no room on the disk.

    It is compared with what was read once it is no longer the file that others write to, by
    `_check_backups`. An editor that puts a new file in its place is noticed here.
    """
    change, target, backup = staged.change, staged.target, staged.backup
    try:
        os.link(target, backup)
    except OSError:  # a file system without hard links
        _write(backup, encoded(change.old or ""), target.stat(), None)
        _check_unchanged(change, target)
        return
    if not backup.samefile(target):
        raise _changed(change, "changed")


def _check_backups(placed: Sequence[_Staged]) -> None:
    """Check that nobody wrote to a file between the last look at it and its rename, or is about to.

    Under its second name nobody opens it any more. What an editor has open goes back to its name
    with what will be written to it.
    """
    for staged in placed:
        change = staged.change
        if change.old is None or staged.backup.is_symlink():
            continue
        if is_being_written(staged.backup):
            raise ChangedError(
                f"{display_path(change.path)} is open in a program that writes to it; "
                "nothing was written.",
                "Save and close it there, then run the command again.",
            )
        try:
            is_same = staged.backup.read_bytes() == encoded(change.old)
        except OSError as error:
            raise _unwritable(change, error) from error
        if not is_same:
            raise _changed(change, "changed")


# Messages


def _changed(change: Change, what: str) -> ChangedError:
    return ChangedError(
        f"{display_path(change.path)} was {what} by somebody else in the meantime; "
        "nothing was written.",
        "Run the command again.",
    )


def _taken(change: Change) -> TakenError:
    return TakenError(
        f"{display_path(change.path)} exists already.",
        "Choose another name, or remove that file first.",
        code="taken",
    )


def _unwritable(change: Change, error: OSError) -> UnwritableError:
    what = "removed" if change.new is None else "written"
    return UnwritableError(
        f"{display_path(change.path)} cannot be {what}: {reason(error)}; nothing was changed.",
        hint(error),
    )


def _half_done(left: Sequence[_Staged], error: BaseException) -> HalfDoneError:
    """Return the error where changes could not be taken back, with what is true of the files."""
    message = error.message if isinstance(error, PostgenError) else "Interrupted"
    cause = message.partition("; ")[0].rstrip(".")
    names = " and ".join(display_path(each.change.path) for each in left)
    verb = "is" if len(left) == 1 else "are"
    return HalfDoneError(
        f"{cause}; {names} {verb} changed already, and could not be taken back.",
        "Check the disk, then run `postgen undo`.",
    )
