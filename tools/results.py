"""The figures of the benchmarks and campaigns, from bench/results, and how they are written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "bench" / "results"
BUILD = ROOT / "build"
"""Where `make faults` and `make fuzz` leave their counts."""

MINUTE = 100
"""Seconds from which a duration is in minutes."""


def take_over(names: Iterable[str] = ("faults", "fuzz")) -> None:
    """Copy the counts of the campaigns that leave them in `build/` to the other figures."""
    FOLDER.mkdir(exist_ok=True)
    for name in names:
        made = BUILD / f"{name}.json"
        if made.exists():
            (FOLDER / made.name).write_bytes(made.read_bytes())


def load(name: str) -> dict[str, Any]:
    """Return the figures of a campaign; nothing where it has not been run."""
    path = FOLDER / f"{name}.json"
    if not path.exists():
        return {}
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def machine_of(found: Any) -> str:
    """Return the machine of a campaign in a sentence; nothing where it is not described."""
    if not isinstance(found, dict):
        return f"{found}." if found else ""
    system = f"{found['system']}, Python {found['python']}"
    memory = f", {found['memory']} of memory" if "memory" in found else ""
    return f"{found['processor']}, {found['cores']} cores{memory}; {system}."


def table(head: Sequence[str], rows: Iterable[Sequence[str]], numbers: int = 0) -> str:
    """Return a table of Markdown; the last `numbers` columns are aligned to the right."""
    words = len(head) - numbers
    rule = ["---"] * words + ["--:"] * numbers
    return "".join(f"| {' | '.join(row)} |\n" for row in (head, rule, *rows))


def duration(seconds: float) -> str:
    """Return seconds as people say them: `45 s`, `12 min`."""
    return f"{seconds:.0f} s" if seconds < MINUTE else f"{seconds / 60:.0f} min"


def milliseconds(value: float) -> str:
    """Return a time: `85 ms`, `1.20 s`, `13.2 s`."""
    if value < 1000:
        return f"{value:.0f} ms"
    return f"{value / 1000:.2f} s" if value < 10_000 else f"{value / 1000:.1f} s"


def size(count: float) -> str:
    """Return bytes: `12 kB`, `1.4 MB`, `12 MB`."""
    if count < 1_000_000:
        return f"{count / 1000:.0f} kB"
    return f"{count / 1_000_000:.1f} MB" if count < 10_000_000 else f"{count / 1_000_000:.0f} MB"


def ratio(value: float) -> str:
    """Return a ratio: `1.15 x`, and `5.8 x faster` below one."""
    if value >= 0.995:
        return f"{value:.2f} x" if value < 10 else f"{value:.1f} x"
    return f"{1 / value:.2f} x faster" if value > 0.1 else f"{1 / value:.0f} x faster"
