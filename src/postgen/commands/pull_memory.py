"""What `postgen pull` remembers of each feed: its validators, and the entries that it has seen."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from postgen.errors import PostgenError
from postgen.files import store

if TYPE_CHECKING:
    from collections.abc import Mapping

    from postgen.site import Site

MEMORY = "_feeds.json"
"""The file with what was pulled; Jekyll ignores names that begin with `_`."""

KEPT = 1000
"""Most entries that are remembered after they have left their feed: feeds show old ones again."""


class UnreadableMemoryError(PostgenError):
    """The file with what was pulled cannot be read."""


@dataclass(slots=True)
class Memory:
    """What is known of one feed: its validators, and the keys of its entries in order."""

    etag: str = ""
    modified: str = ""
    seen: list[str] = field(default_factory=list)


def load_memory(text: str, name: str) -> dict[str, Memory]:
    """Return what is known of each feed, by its address. Raises `UnreadableMemoryError`.

    `text` and `name` are those of the file.
    """
    if not text.strip():
        return {}
    try:
        rows = json.loads(text)
        return {str(url): _memory_of(row) for url, row in rows.items()}
    except json.JSONDecodeError as error:
        raise UnreadableMemoryError(
            f"{name}:{error.lineno}: This is not valid JSON.", _FIX
        ) from error
    except (AttributeError, KeyError, TypeError) as error:
        raise UnreadableMemoryError(f"{name} is not a list of what was pulled.", _FIX) from error


def _memory_of(row: dict[str, Any]) -> Memory:
    seen = [str(key) for key in row["seen"]]
    return Memory(str(row["etag"]), str(row["modified"]), seen)


_FIX = (
    "Fix it, or delete it: entries that you dropped from the backlog since may then come once more."
)


def dump_memory(memories: Mapping[str, Memory]) -> str:
    """Return what is known of each feed as JSON, a line an entry, so that git can merge it."""
    rows = {
        url: {"etag": memory.etag, "modified": memory.modified, "seen": memory.seen}
        for url, memory in sorted(memories.items())
    }
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


def remembered(site: Site) -> dict[str, Memory]:
    """Read what is known of each feed that was pulled. Raises `UnreadableMemoryError`."""
    path = site.root / MEMORY
    return load_memory(store.read(path), path.name) if path.exists() else {}
