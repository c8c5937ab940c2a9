"""The folder in which a command is broken: a site, and its user's own folders, all put back before each time."""

from __future__ import annotations

import os
import re
import shutil
import stat
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tests.conftest import NOW
from tests.faults.campaign.commands import EDITOR

if TYPE_CHECKING:
    from collections.abc import Mapping

LEFT = re.compile(r"(?:.*/)?\.postgen-[^/]*\.tmp")
"""What is written before a rename, and is no part of the site."""

UNDO = re.compile(
    r"state/postgen/undo/[^/]+/(?P<number>\d{9})-\d+-(?P<process>\d+)(?P<open>-open)?"
)
"""The entry of a command in the journal."""

_PROCESS = re.compile(r"(?<=[-.])\d+(?=-open$|$)")
"""The number of a process in the name of an entry, or of a file that is about to be renamed."""

GIT = re.compile(r"/\.git(?:/|$)")

LONG_AGO = NOW - 86_400


class File(NamedTuple):
    """What is at a path: its kind and mode, and its bytes or where it leads."""

    mode: int
    data: bytes

    @property
    def is_folder(self) -> bool:
        return stat.S_ISDIR(self.mode)


class Tree:
    """All files below a folder, by their paths; those that are one file have one number."""

    def __init__(self, files: Mapping[str, File], numbers: Mapping[str, int]) -> None:
        self.files = files
        self.numbers = numbers

    def site(self) -> dict[str, File]:
        """The files of the site, and what else postgen writes into by itself: the start-up files of shells."""
        return {
            name: each
            for name, each in self.files.items()
            if name.startswith(("site/", "user/"))
            and not LEFT.fullmatch(name)
            and not GIT.search(name)
        }

    def left(self) -> list[str]:
        """The names of files that should be gone: in the site, and beside what is kept in the user's folders."""
        return [
            name
            for name in self.files
            if (LEFT.fullmatch(name) and not GIT.search(name))
            or (name.startswith(("cache/", "state/")) and re.search(r"\.\d+$", name))
        ]

    def entries(self) -> list[str]:
        """The entries of the journal, the oldest first."""
        return sorted(name for name in self.files if UNDO.fullmatch(name))

    def fingerprint(self) -> tuple[object, ...]:
        """What tells this tree from others: not the numbers of processes, nor times."""
        return tuple(
            (_PROCESS.sub("0", name), file.mode, _sized(name, file), self.numbers.get(name))
            for name, file in sorted(self.files.items())
            if not GIT.search(name)
        )


def _sized(name: str, file: File) -> bytes | int:
    """The bytes of a file; of the cache, which has the times of files, how many there are."""
    return len(file.data) if name.startswith("cache/") else file.data


class Home:
    """A folder with `site`, `state`, `cache` and `user` below it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def site(self) -> Path:
        return self.folder / "site"

    def environment(self) -> dict[str, str]:
        """What a command is started with: a clock that stands, no network, and folders of its own."""
        return {
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "TZ": "UTC",
            "HOME": str(self.folder / "user"),
            "SHELL": "/bin/bash",
            "XDG_STATE_HOME": str(self.folder / "state"),
            "XDG_CACHE_HOME": str(self.folder / "cache"),
            "SOURCE_DATE_EPOCH": str(NOW),
            "POSTGEN_OFFLINE": "1",
            "EDITOR": EDITOR,
            "PYTHONHASHSEED": "0",
            "PYTHONWARNINGS": "error",
            **{f"GIT_{who}_NAME": "A" for who in ("AUTHOR", "COMMITTER")},
            **{f"GIT_{who}_EMAIL": "a@example.org" for who in ("AUTHOR", "COMMITTER")},
        }

    def read(self) -> Tree:
        """Return what is there."""
        files: dict[str, File] = {}
        inodes: dict[int, list[str]] = {}
        self._read(str(self.folder), "", files, inodes)
        shared = [sorted(names) for names in inodes.values() if len(names) > 1]
        numbers = {name: at for at, names in enumerate(sorted(shared)) for name in names}
        return Tree(files, numbers)

    def _read(
        self, folder: str, inside: str, files: dict[str, File], inodes: dict[int, list[str]]
    ) -> None:
        with os.scandir(folder) as entries:
            for entry in entries:
                name = f"{inside}{entry.name}"
                status = entry.stat(follow_symlinks=False)
                if entry.is_symlink():
                    files[name] = File(status.st_mode, os.fsencode(Path(entry.path).readlink()))
                elif entry.is_dir():
                    files[name] = File(status.st_mode, b"")
                    self._read(entry.path, f"{name}/", files, inodes)
                else:
                    files[name] = File(status.st_mode, Path(entry.path).read_bytes())
                if status.st_nlink > 1 and not entry.is_dir():
                    inodes.setdefault(status.st_ino, []).append(name)

    def restore(self, tree: Tree) -> None:
        """Put everything back to what was read."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        first: dict[int, Path] = {}
        for name, file in sorted(tree.files.items()):
            path = self.folder / name
            number = tree.numbers.get(name, -1)
            if file.is_folder:
                path.mkdir()
            elif number in first:
                os.link(first[number], path)
                continue
            elif stat.S_ISLNK(file.mode):
                path.symlink_to(os.fsdecode(file.data))
                continue
            else:
                path.write_bytes(file.data)
                os.utime(path, (LONG_AGO, LONG_AGO))
            path.chmod(stat.S_IMODE(file.mode))
            if number >= 0:
                first[number] = path
