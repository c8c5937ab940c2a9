"""What a person last saw of a file, as a hash that each form carries: two writers lose nothing."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from postgen.errors import PostgenError
from postgen.files import store

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MISSING = "none"
"""What stands for a file that is not there."""


class ConflictError(PostgenError):
    """A file is not what the person saw; nothing was written.

    `current` is its text now, "" where it no longer `exists`, and `mine` the text that the person
    would have written, None where an act has no text.
    """

    def __init__(self, path: Path, current: str | None, mine: str | None = None) -> None:
        super().__init__(
            f"{store.display_path(path)} changed in the meantime; nothing was written.",
            "Load it again, keep yours, or compare them.",
        )
        self.path = path
        self.current = current or ""
        self.exists = current is not None
        self.mine = mine


def of(path: Path) -> str:
    """Return the hash of a file as it is now. Raises `UnreadableError`."""
    return of_text(store.read(path)) if path.is_file() else MISSING


def of_text(text: str) -> str:
    """Return the hash of a text that was read from a file."""
    return sha256(text.encode(errors="surrogateescape")).hexdigest()[:32]


def check(seen: Mapping[Path, str], *, mine: str | None = None) -> None:
    """Check that files are what the person saw. Raises `ConflictError`."""
    for path, expected in seen.items():
        text = store.read(path) if path.is_file() else None
        found = MISSING if text is None else of_text(text)
        if found != expected:
            raise ConflictError(path, text, mine)
