"""Whether the numbers that a person gives are those of the list that they saw.

The ids of the list that was shown last are kept in the cache folder of the person, never in the
site.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from postgen.files import cache

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def remember(path: Path, ids: Sequence[str]) -> None:
    """Note that the items of the backlog at `path` were shown, in this order."""
    cache.keep(_name(path), " ".join(ids))


def last_shown(path: Path) -> list[str] | None:
    """Return the ids of the items that were shown last, in their order; None where none were."""
    kept = cache.kept(_name(path))
    return None if kept is None else kept.split()


def _name(path: Path) -> str:
    return f"list-{cache.hash_of(os.path.realpath(path)):08x}.txt"
