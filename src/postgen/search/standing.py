"""Whether a site is still what it was when its files were last read, told without reading one, or its configuration.

A file is told by its times and its size. What a site consists of can change only with its configuration, or where a
folder has: each of those is told by its times, too.
"""

from __future__ import annotations

import os
from array import array
from time import time_ns
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path
    from typing import Any

Metadata = tuple[int, int, int]
"""When a file was written, its size, and when anything of it was changed; times in nanoseconds."""

CONFIGS = ("_config.yml", "_config.yaml", "_config.toml")
RACY = 20_000_000
"""Nanoseconds: what changed so shortly before it was read may change again within its clock's tick."""

MANY = 1000
"""Folders that are watched at most."""

_SPECIAL = "._#~"
_BETWEEN = "\0"


def stamps(paths: Iterable[Path]) -> dict[str, Metadata]:
    """Give the stamp of each file; one that is gone meanwhile is passed over."""
    found = {}
    for path in map(str, paths):
        try:
            status = os.stat(path)  # noqa: PTH116 - of ten thousand files, in a third of the time
        except OSError:
            continue
        found[_spelled(path)] = (status.st_mtime_ns, status.st_size, status.st_ctime_ns)
    return found


def _spelled(path: str) -> str:
    """Spell a path as text that can be kept: a name that is no UTF-8 leads nowhere then."""
    return path.encode(errors="surrogateescape").decode(errors="backslashreplace")


def names(found: Iterable[str]) -> str:
    """Give the paths of files as one text."""
    return _BETWEEN.join(found)


def numbers(found: Mapping[str, Metadata]) -> bytes:
    """Give the stamps of files as what can be kept, and compared with those of the same files."""
    return array("q", [number for stamp in found.values() for number in stamp]).tobytes()


def is_at_rest(moment: int, now: int) -> bool:
    """Say whether something that was changed at a moment, in nanoseconds, would show it if it changed again."""
    return not 0 <= now - moment < RACY


def take(
    root: Path, sources: Iterable[Path], found: Mapping[str, Metadata]
) -> dict[str, str | bytes]:
    """Note how a site's folders stand, for `holds`; nothing where they cannot tell.

    `sources` are the folders that Jekyll looks through; those of the files that were `found` are watched in any case.
    """
    now = time_ns()
    folders = list(_folders([*map(str, sources), *{path.rpartition(os.sep)[0] for path in found}]))
    times = [_changed(folder) for folder in folders]
    if len(folders) >= MANY or not all(is_at_rest(moment, now) for moment in times):
        return {}
    return {
        "config": _config(root),
        "folders": _BETWEEN.join(folders),
        "times": array("q", times).tobytes(),
    }


def holds(root: Path, noted: Mapping[str, Any]) -> bool:
    """Say whether a site stands as it was noted by `take`, and its `files` as by `names` and `numbers`."""
    if "config" not in noted or noted["config"] != _config(root):
        return False
    if noted["times"] != array("q", map(_changed, noted["folders"].split(_BETWEEN))).tobytes():
        return False
    told, stat = array("q"), os.stat
    try:
        for path in noted["files"].split(_BETWEEN) if noted["files"] else ():
            status = stat(path)
            told.append(status.st_mtime_ns)
            told.append(status.st_size)
            told.append(status.st_ctime_ns)
    except (OSError, ValueError):
        return False
    return bool(noted["numbers"] == told.tobytes())


def root_above(start: Path) -> Path | None:
    """Find the folder with a configuration that a folder is in, as `site.find` does."""
    start = start.absolute()
    return next(
        (
            each
            for each in (start, *start.parents)
            if any((each / name).is_file() for name in CONFIGS)
        ),
        None,
    )


def _config(root: Path) -> str:
    return repr(list(stamps(root / name for name in CONFIGS).items()))


def _changed(folder: str) -> int:
    try:
        return os.stat(folder).st_mtime_ns  # noqa: PTH116 - as above
    except OSError:
        return 0


def _folders(sources: list[str]) -> Iterator[str]:
    """Give every folder in which Jekyll could find a post, and more; a link to one makes it too many to tell."""
    waiting = list(sources)
    seen: set[str] = set()
    while waiting and len(seen) < MANY:
        folder = waiting.pop()
        if folder in seen:
            continue
        seen.add(folder)
        yield folder
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    if entry.is_symlink() and entry.is_dir():
                        yield from [folder] * MANY
                    elif entry.is_dir() and (
                        entry.name[0] not in _SPECIAL or entry.name in {"_posts", "_drafts"}
                    ):
                        waiting.append(entry.path)
        except OSError:
            continue
