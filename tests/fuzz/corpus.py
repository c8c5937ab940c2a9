"""The inputs that reached something new: those of the repository, and those of this clone."""

from __future__ import annotations

import hashlib
from pathlib import Path

COMMITTED = Path(__file__).parent / "corpus"
"""Small inputs, which `make test` tries again. `fixed-…` are those that found a fault."""

LOCAL = Path(__file__).parent.parent.parent / ".fuzz"
"""What `make fuzz` found here, ignored by git; `make fuzz-merge` takes over what the others do not reach."""

MOST_BYTES = 6_000
"""How large an input of the repository may be."""


def name_of(data: bytes) -> str:
    """Return the name of an input's file."""
    return hashlib.sha256(data).hexdigest()[:12]


def committed(target: str) -> list[Path]:
    """Return the inputs of the repository."""
    return _files(COMMITTED / target)


def local(target: str) -> list[Path]:
    """Return the inputs of this clone."""
    return _files(LOCAL / target)


def failures(target: str) -> list[Path]:
    """Return the inputs of this clone that failed."""
    return _files(LOCAL / "failures" / target)


def keep(folder: Path, data: bytes, prefix: str = "") -> Path:
    """Write an input into a folder; return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{prefix}{name_of(data)}"
    path.write_bytes(data)
    return path


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*") if path.is_file())
