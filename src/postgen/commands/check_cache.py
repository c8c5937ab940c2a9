"""What was found before, in the user's cache folder: it may be gone, damaged or old at any time."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from postgen.commands.check_findings import Located
from postgen.files import cache
from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from postgen.commands.check_stamps import Stamp
    from postgen.site import Site


class Kept(NamedTuple):
    """What is known of a file: its text and its outline as short texts, and what was found in it.

    The stamp is None for a file that was written a moment ago, and may be again unseen. `text` is
    "" for one whose findings depend on more. In `until` seconds they will be different, for it is a
    post of the future.
    """

    stamp: Stamp | None
    text: str
    outline: str
    until: float | None
    found: tuple[Located, ...]


class Cache:
    """The findings of a site's files: as a whole while nothing changed, else file by file.

    `key` is what the findings depend on besides the files of the site; `name` tells requests apart.
    """

    def __init__(self, site: Site, name: str, key: str) -> None:
        number = cache.hash_of(f"{site.root.absolute()}\0{name}")
        self._whole = f"check-{number:08x}.json"
        self._files = f"check-{number:08x}-files.json"
        self._key = key

    def whole(self, files: str, now: float) -> tuple[list[str], list[Located]] | None:
        """Return the paths that were checked, and what was found, if no file has changed since.

        `files` is a short text for all files, and `now` the time in seconds.
        """
        data = _load(self._whole)
        try:
            is_same = data["key"] == [self._key, files]
            if not is_same or (data["until"] is not None and now >= data["until"]):
                return None
            return list(map(str, data["paths"])), [_located(row) for row in data["found"]]
        except (KeyError, TypeError, ValueError):
            return None

    def keep_whole(
        self, files: str, until: float | None, paths: Sequence[str], found: Sequence[Located]
    ) -> None:
        """Keep what was found in all files of a site."""
        data = {"key": [self._key, files], "until": until, "paths": paths, "found": found}
        cache.keep(self._whole, json.dumps(data))

    def files(self) -> tuple[str, dict[str, Kept]]:
        """Return what the files were surrounded by, and what is known of each."""
        data = _load(self._files)
        try:
            if data["key"] != self._key:
                return "", {}
            kept = {
                str(path): Kept(
                    (stamp[0], stamp[1], stamp[2]) if stamp else None,
                    str(text),
                    str(outline),
                    None if until is None else float(until),
                    tuple(map(_located, found)),
                )
                for path, (stamp, text, outline, until, found) in data["files"].items()
            }
            return str(data["around"]), kept
        except (LookupError, TypeError, ValueError, AttributeError):
            return "", {}

    def keep_files(self, around: str, files: Mapping[str, Kept]) -> None:
        """Keep what is known of each file."""
        cache.keep(self._files, json.dumps({"key": self._key, "around": around, "files": files}))


def _load(name: str) -> Any:
    text = cache.kept(name)
    try:
        return json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return {}


def _located(row: Sequence[Any]) -> Located:
    """Return a finding that was kept. Raises `ValueError` for what is none."""
    found = Located(*row)
    numbers = (found.line, found.column, found.end_line, found.end_column, found.shown_from)
    texts = (found.path, found.code, found.message, found.excerpt)
    is_whole = all(type(each) is int for each in numbers) and all(map(_is_text, texts))
    if not is_whole or found.severity not in {"error", "warning", "info"}:
        raise ValueError(row)
    return found


def _is_text(value: object) -> bool:
    return isinstance(value, str)
