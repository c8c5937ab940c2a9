"""Whether a site has changed since its files were last read, without reading any of them.

A file is compared by its times and its size. What belongs to a site can change only with its
configuration, or where a folder has changed: each of those is compared by its times, too.
"""

from __future__ import annotations

import os
from array import array
from time import time_ns
from typing import TYPE_CHECKING

from postgen.files import store

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path
    from typing import Any

Stamp = tuple[int, int, int]
"""When a file was written, its size, and when anything of it was changed; times in nanoseconds."""

CONFIGS = ("_config.yml", "_config.yaml", "_config.toml")

RACY = 20_000_000
"""Nanoseconds: a change so shortly before a reading may be followed by another within the clock's
tick."""

MANY = 1000
"""Most folders that are watched."""

_SPECIAL = "._#~"  # Jekyll does not enter folders whose names begin so …
_ENTERED = frozenset({"_posts", "_drafts"})  # … but for these
_SEPARATOR = "\0"


def stamps(paths: Iterable[Path]) -> dict[str, Stamp]:
    """Return the stamp of each file; files that are gone are left out. Raises `UnreadableError`."""
    found = {}
    for path in map(str, paths):
        try:
            status = os.stat(path)  # noqa: PTH116 - of ten thousand files, in a third of the time
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            raise store.unreadable(path, error) from error
        found[_storable(path)] = (status.st_mtime_ns, status.st_size, status.st_ctime_ns)
    return found


def _storable(path: str) -> str:
    """Return a path as text that can be stored; one that is not UTF-8 leads nowhere then."""
    return path.encode(errors="surrogateescape").decode(errors="backslashreplace")


def joined_paths(paths: Iterable[str]) -> str:
    """Return the paths of files as one text."""
    return _SEPARATOR.join(paths)


def packed(found: Mapping[str, Stamp]) -> bytes:
    """Return the stamps of files as bytes, to be compared with those of the same files later."""
    numbers = array("q")
    for stamp in found.values():
        numbers.extend(stamp)
    return numbers.tobytes()


def is_settled(moment: int, now: int) -> bool:
    """Whether a file changed at a moment (ns) would have another time if it changed again."""
    return not 0 <= now - moment < RACY


def note(root: Path, sources: Iterable[Path], found: Mapping[str, Stamp]) -> dict[str, str | bytes]:
    """Return what `is_unchanged` needs to know of a site's folders; nothing if that is unsure.

    `sources` are the folders that Jekyll looks through; those of the files in `found` are watched
    in any case.
    """
    now = time_ns()
    parents = {path.rpartition(os.sep)[0] for path in found}
    folders = list(_folders([*map(str, sources), *parents]))
    times = [_changed(folder) for folder in folders]
    are_settled = all(is_settled(moment, now) for moment in times)
    if len(folders) >= MANY or not are_settled:
        return {}
    return {
        "config": _config(root),
        "folders": _SEPARATOR.join(folders),
        "times": array("q", times).tobytes(),
    }


def is_unchanged(root: Path, noted: Mapping[str, Any]) -> bool:
    """Whether a site, and its `files` and their `numbers`, are as they were noted."""
    if "config" not in noted or noted["config"] != _config(root):
        return False
    folders = noted["folders"].split(_SEPARATOR)
    times = array("q", map(_changed, folders)).tobytes()
    if noted["times"] != times:
        return False
    paths = noted["files"].split(_SEPARATOR) if noted["files"] else []
    try:
        numbers = _numbers(paths)
    except (OSError, ValueError):
        return False
    return bool(noted["numbers"] == numbers)


def _numbers(paths: list[str]) -> bytes:
    """Return what `packed` returns for the stamps of files. Raises `OSError` and `ValueError`."""
    numbers = array("q")
    append = numbers.append
    stat = os.stat  # this loop runs over ten thousand files
    for path in paths:
        status = stat(path)
        append(status.st_mtime_ns)
        append(status.st_size)
        append(status.st_ctime_ns)
    return numbers.tobytes()


def root_above(start: Path) -> Path | None:
    """Return the nearest folder with a configuration, from `start` upwards, as `site.find` does."""
    start = start.absolute()
    for folder in (start, *start.parents):
        if any((folder / name).is_file() for name in CONFIGS):
            return folder
    return None


def _config(root: Path) -> str:
    return repr(list(stamps(root / name for name in CONFIGS).items()))


def _changed(folder: str) -> int:
    try:
        return os.stat(folder).st_mtime_ns  # noqa: PTH116 - as above
    except OSError:
        return 0


def _folders(sources: list[str]) -> Iterator[str]:
    """Yield every folder that could have a post; with a symbolic link, too many to watch."""
    waiting = list(sources)
    seen: set[str] = set()
    while waiting and len(seen) < MANY:
        folder = waiting.pop()
        if folder in seen:
            continue
        seen.add(folder)
        yield folder
        for path in _folders_in(folder):
            if path:
                waiting.append(path)
            else:
                yield from [folder] * MANY


def _folders_in(folder: str) -> Iterator[str]:
    """Yield the path of each folder in a folder that Jekyll enters; "" for a symbolic link."""
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if not entry.is_dir():
                    continue
                if entry.is_symlink():
                    yield ""
                elif entry.name[0] not in _SPECIAL or entry.name in _ENTERED:
                    yield entry.path
    except OSError:
        return
