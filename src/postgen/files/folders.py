"""What is in a folder of a site: listed by name, the same in every run."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from postgen.files import store

if TYPE_CHECKING:
    from collections.abc import Iterator


def entries(folder: Path | str) -> list[os.DirEntry[str]]:
    """List a folder by name; one that is not there has no entries.

    Raises `UnreadableError`: a folder that cannot be read is not empty.
    """
    try:
        return sorted(os.scandir(folder), key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise store.unreadable(folder, error) from error


def files_below(folder: Path) -> Iterator[Path]:
    """Yield the files in a folder and in those below it. Raises `UnreadableError`."""
    for entry in entries(folder):
        if entry.is_dir(follow_symlinks=False):
            yield from files_below(Path(entry.path))
        else:
            yield Path(entry.path)


def is_dir(entry: os.DirEntry[str]) -> bool:
    """Whether an entry is a folder, or a link to one; a link to itself leads nowhere."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def is_file(entry: os.DirEntry[str]) -> bool:
    """Whether an entry is a file, or a link to one."""
    try:
        return entry.is_file()
    except OSError:
        return False


def exists(entry: os.DirEntry[str]) -> bool:
    """Whether an entry, or what it leads to, is anything but a folder."""
    return Path(entry.path).exists() and not is_dir(entry)


def join(folder: str, name: str) -> str:
    """Return the path of a name in a folder; "" is the folder that paths begin at."""
    return f"{folder}/{name}" if folder else name


def inside(folder: Path, path: Path) -> str:
    """Return a path from a folder, with slashes; `relpath` would ask for the current one."""
    beginning = f"{folder}{os.sep}"
    written = str(path)
    if written.startswith(beginning) and os.pardir not in written:
        return written[len(beginning) :].replace(os.sep, "/")
    return os.path.relpath(path, folder).replace(os.sep, "/")
