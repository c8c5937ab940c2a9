"""The user's cache folder: its files can be made again, and may be gone at any time."""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

RACY = 20_000_000
"""Nanoseconds. A file that changed less than this before it was read may change again unseen."""


def folder() -> Path:
    """Return postgen's cache folder; it need not exist, and may not be writable."""
    return own_folder("XDG_CACHE_HOME", ".cache", mac="Library/Caches", windows="Cache")


def own_folder(variable: str, usual: str, *, mac: str, windows: str) -> Path:
    """Return a folder of postgen's in the home folder of its user.

    The `variable` goes first on every system
    (https://specifications.freedesktop.org/basedir-spec/latest/); without it, `mac` and `windows`
    name the folder on those systems, and `usual` on others. For a user without a home folder, the
    path is one where nothing can be written.
    """
    from_variable = Path(os.environ.get(variable, ""))
    if from_variable.is_absolute():
        return from_variable / "postgen"
    local = os.environ.get("LOCALAPPDATA") if sys.platform == "win32" else None
    if local:
        return Path(local, "postgen", windows)
    home = Path(os.path.expanduser("~"))  # noqa: PTH111 - Path.home() raises where there is none
    if not home.is_absolute():
        return Path(os.devnull, "postgen")
    return home / (mac if sys.platform == "darwin" else usual) / "postgen"


def recall(path: Path, read: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Return what `read` makes of the file at `path`, from the cache while the file is the same.

    It is for the configuration: loading YAML would be a tenth of a command's time. Only plain
    values are kept (no dates), as Python's own literals. Whatever `read` raises is raised.
    """
    status = path.stat()
    stamp = (str(path), status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino)
    file = folder() / f"config-{hash_of(str(path)):08x}.txt"
    cached = _load(file)
    if cached and cached[0] == stamp:
        return cached[1]
    value = read()
    if time.time_ns() - status.st_mtime_ns >= RACY:
        _save(file, (stamp, value))
    return value


def hash_of(text: str) -> int:
    """Return a short number for a text, the same on every run."""
    from zlib import crc32

    return crc32(text.encode(errors="surrogateescape"))


def _load(file: Path) -> tuple[Any, dict[str, Any]] | None:
    """Return the stamp and the values that a file of the cache holds; None where it holds none."""
    from postgen.text import literals

    try:
        stamp, value = literals.read(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None
    return (stamp, value) if isinstance(value, dict) else None


def _save(file: Path, entry: tuple[Any, dict[str, Any]]) -> None:
    """Write a file of the cache, if the values can be read back as they are."""
    from postgen.text import literals

    text = repr(entry)
    with suppress(OSError, ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        if literals.read(text) == entry:
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write(file, text)


def kept(name: str) -> str | None:
    """Return a text that was kept under a name; None where there is none."""
    try:
        return (folder() / name).read_text(encoding="utf-8")
    except (OSError, ValueError):
        return None


def keep(name: str, text: str) -> None:
    """Keep a text under a name, where the folder can be written."""
    file = folder() / name
    with suppress(OSError, ValueError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(file, text)


def kept_private(name: str) -> str | None:
    """Return a text that was kept with `keep_private`; None where there is none."""
    try:
        return (_state_folder() / name).read_text(encoding="utf-8")
    except (OSError, ValueError):
        return None


def keep_private(name: str, text: str) -> None:
    """Keep a text that only this user can read, where the user's state folder can be written."""
    file = _state_folder() / name
    with suppress(OSError, ValueError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(file, text, open_private)


def _write(file: Path, text: str, opener: Callable[[str, int], int] | None = None) -> None:
    """Write a file, whole or not at all; remove what a process that was killed left beside it.

    Raises `OSError` and `ValueError`.
    """
    for name in os.listdir(file.parent):  # noqa: PTH208 - only names are needed
        if name.startswith(f"{file.name}."):
            file.with_name(name).unlink(missing_ok=True)
    temporary = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        with open(temporary, "x", encoding="utf-8", opener=opener) as written:
            written.write(text)
        temporary.replace(file)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise


def open_private(path: str, flags: int) -> int:
    """Open a file that nobody else may read: an `opener` for `open`."""
    return os.open(path, flags, 0o600)


def _state_folder() -> Path:
    return own_folder(
        "XDG_STATE_HOME", ".local/state", mac="Library/Application Support", windows="State"
    )
