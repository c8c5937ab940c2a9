"""The ids of a backlog's items, and whether the numbers that a person gives are those they saw.

The ids of the list that was shown last are kept in the cache folder of the person, never in the
site. As long as the backlog is the same, they need not be made again.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from postgen.backlog.ids import digest
from postgen.files import cache

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from postgen.backlog import Backlog


def remember(path: Path, backlog: Backlog, ids: Sequence[str]) -> None:
    """Note that the items of the backlog at `path` were shown, in this order."""
    words = " ".join((_fingerprint(backlog), *ids))
    if cache.kept(_name(path)) != words:
        cache.keep(_name(path), words)


def last_shown(path: Path) -> list[str] | None:
    """Return the ids of the items that were shown last, in their order; None where none were."""
    kept = cache.kept(_name(path))
    return None if kept is None else kept.split()[1:]


def ids_of(path: Path, backlog: Backlog) -> list[str]:
    """Return the whole ids of all items of the backlog at `path`."""
    fingerprint, _, ids = (cache.kept(_name(path)) or "").partition(" ")
    is_known = fingerprint == _fingerprint(backlog)
    return ids.split() if is_known else backlog.ids


def _fingerprint(backlog: Backlog) -> str:
    return digest(backlog.text, 16).hex()


def _name(path: Path) -> str:
    return f"list-{cache.hash_of(os.path.realpath(path)):08x}.txt"
