"""The copy of a site that Jekyll builds: in a folder of its own, so that the site is never written.

The site's files are read only; what Jekyll and the site's plugins write goes into the copy.
"""

from __future__ import annotations

import errno
import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from postgen.errors import PostgenError
from postgen.files import reading

if TYPE_CHECKING:
    from collections.abc import Iterable

    from postgen.files.reading import Stamp
    from postgen.preview.choice import Choice


_FULL = {errno.ENOSPC, errno.EDQUOT}


class CopyError(PostgenError):
    """The copy cannot be written: the disk is full."""


class Copy:
    """A folder with the copy of a site, and beside it one for what Jekyll makes."""

    def __init__(self) -> None:
        from tempfile import mkdtemp

        self.folder = Path(os.path.realpath(mkdtemp(prefix="postgen-preview-")))
        self.source = self.folder / "source"
        self.built = self.folder / "built"
        self.source.mkdir()
        self.built.mkdir()
        self._stamps: dict[str, Stamp | int] = {}

    def update(self, choice: Choice, path: str, text: str) -> set[str]:
        """Make the copy hold the files of a choice, and the text of the page at `path`.

        Return the paths of those that are new, changed or gone. Raises `CopyError`, and
        `UnreadableError` for a file of the site.
        """
        try:
            return self._update(choice, path, text)
        except OSError as error:
            raise CopyError(
                f"The copy for Jekyll, {self.folder}, cannot be written: {reading.reason(error)}.",
                reading.hint(error),
            ) from error

    def _update(self, choice: Choice, path: str, text: str) -> set[str]:
        files = {**choice.linked, **choice.whole}
        changed = set(self._remove(self._stamps.keys() - files.keys()))
        for place, source in choice.linked.items():
            if place not in choice.whole and self._link(place, source):
                changed.add(place)
        for place, source in choice.whole.items():
            if place != path and self._copy(place, source):
                changed.add(place)
        if self._write(path, text, choice.whole[path]):
            changed.add(path)
        return changed

    def close(self) -> None:
        """Remove the folder."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _copy(self, place: str, source: Path) -> bool:
        """Copy a file, with its time, unless it is there as it is."""
        stamp = reading.stamp(source)
        if self._stamps.get(place) == stamp:
            return False
        target = self._target(place)
        try:
            shutil.copy2(source, target)
        except OSError as error:
            if error.errno in _FULL:
                raise
            raise reading.unreadable(source, error) from error
        self._stamps[place] = stamp
        return True

    def _link(self, place: str, source: Path) -> bool:
        """Make a name for a file that Jekyll only lists, where the system can."""
        stamp = reading.stamp(source)
        if self._stamps.get(place) == stamp:
            return False
        target = self._target(place)
        try:
            target.symlink_to(source)
        except OSError:  # Windows asks for a right to do so
            target.touch()
        self._stamps[place] = stamp
        return True

    def _write(self, place: str, text: str, source: Path) -> bool:
        """Write the page's text, with the time of its file: the date of a draft."""
        written = hash(text)
        if self._stamps.get(place) == written:
            return False
        target = self._target(place)
        target.write_bytes(text.encode(errors="surrogateescape"))
        with suppress(OSError):
            status = source.stat()
            os.utime(target, ns=(status.st_atime_ns, status.st_mtime_ns))
        self._stamps[place] = written
        return True

    def _target(self, place: str) -> Path:
        target = self.source / place
        target.parent.mkdir(parents=True, exist_ok=True)
        target.unlink(missing_ok=True)
        return target

    def _remove(self, places: Iterable[str]) -> list[str]:
        gone = list(places)
        for place in gone:
            del self._stamps[place]
            (self.source / place).unlink(missing_ok=True)
        return gone
