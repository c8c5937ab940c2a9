"""The user's cache folder: what is kept there can be made again, and may be gone at any time."""

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
"""Nanoseconds: what changed so shortly before it was read may change again within its clock's tick."""


def folder() -> Path:
    """Return postgen's folder for what can be made again; it need not exist, and may not be writable."""
    return own_folder("XDG_CACHE_HOME", ".cache", mac="Library/Caches", windows="Cache")


def own_folder(variable: str, usual: str, *, mac: str, windows: str) -> Path:
    """Return a folder of postgen's in the home of its user.

    The variable counts everywhere (https://specifications.freedesktop.org/basedir-spec/latest/); without it,
    macOS and Windows have places of their own. Somebody without a home gets a place where nothing can be.
    """
    named = Path(os.environ.get(variable, ""))
    if named.is_absolute():
        return named / "postgen"
    if sys.platform == "win32" and (local := os.environ.get("LOCALAPPDATA")):
        return Path(local, "postgen", windows)
    home = Path(os.path.expanduser("~"))  # noqa: PTH111 - Path.home() raises where there is none
    if not home.is_absolute():
        return Path(os.devnull, "postgen")
    return home / (mac if sys.platform == "darwin" else usual) / "postgen"


def recall(path: Path, read: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Return what `read` makes of a file; from the cache, as long as the file is as it was.

    It is for the configuration: loading YAML costs a command a tenth of its time. Only plain values are kept
    (no dates), as Python's own literals. Whatever `read` raises is raised.
    """
    status = path.stat()
    stamp = (str(path), status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino)
    file = folder() / f"config-{hash_of(str(path)):08x}.txt"
    held = _held(file)
    if held and held[0] == stamp:
        return held[1]
    value = read()
    if time.time_ns() - status.st_mtime_ns >= RACY:
        _hold(file, (stamp, value))
    return value


def hash_of(text: str) -> int:
    """Return a short number for a text, the same on every run."""
    from zlib import crc32

    return crc32(text.encode(errors="surrogateescape"))


def _held(file: Path) -> tuple[Any, dict[str, Any]] | None:
    from ast import literal_eval

    try:
        stamp, value = literal_eval(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None
    return (stamp, value) if isinstance(value, dict) else None


def _hold(file: Path, held: tuple[Any, dict[str, Any]]) -> None:
    from ast import literal_eval

    with suppress(OSError, ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        if literal_eval(text := repr(held)) == held:
            file.parent.mkdir(parents=True, exist_ok=True)
            fresh = file.with_name(f"{file.name}.{os.getpid()}")
            fresh.write_text(text, encoding="utf-8")
            fresh.replace(file)
