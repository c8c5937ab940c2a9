"""The campaign: round after round of commands at once while an editor saves.

make concurrency                        40 rounds of 50 processes
SEED=7 COUNT=5 make concurrency         5 rounds, from a seed on
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.concurrency.rounds import Tried, play
from tests.conftest import ROOT

sys.path.insert(0, str(ROOT / "bench"))

from machine import save

PROCESSES = 50
ENDS = {0: "done", 1: "refused"}


def main(seed: int = 1, count: int = 40) -> int:
    """Play the rounds; print what was tried and lost, and write the figures. Return the exit code."""
    began = time.monotonic()
    commands: Counter[tuple[str, str]] = Counter()
    saves: Counter[tuple[str, str]] = Counter()
    overwritten, wrong = 0, []
    for number in range(seed, seed + count):
        with tempfile.TemporaryDirectory() as folder:
            tried = play(Path(folder), number, PROCESSES)
        commands.update((act.kind, ENDS.get(act.code, "killed")) for act in tried.acts)
        saves.update((each.way, "blind" if each.blind else "careful") for each in tried.saves)
        overwritten += tried.verdict.overwritten
        wrong += [f"round {number}: {each}" for each in tried.verdict.wrong]
        show(number, tried)
    result = {
        "seconds": round(time.monotonic() - began),
        "seed": seed,
        "rounds": count,
        "processes": PROCESSES,
        "commands": table(commands),
        "saves": table(saves),
        "overwritten": overwritten,
        "lost": wrong,
    }
    save("concurrency", result)
    lost = f"{len(wrong)} things" if wrong else "nothing"
    print(
        f"{commands.total():,} commands in {count} rounds of {PROCESSES} at once, {saves.total():,} saves of the editor, "
        f"which took or brought back {overwritten} links itself; lost: {lost}"
    )
    return 1 if wrong else 0


def show(number: int, tried: Tried) -> None:
    """Print a round, and what is wrong."""
    ends = Counter(ENDS.get(act.code, "killed") for act in tried.acts)
    said = ", ".join(f"{count} {name}" for name, count in sorted(ends.items()))
    print(f"round {number}: {said}; {len(tried.saves)} saves", flush=True)
    for line in tried.verdict.wrong:
        print(f"    {line}", flush=True)


def table(counts: Counter[tuple[str, str]]) -> dict[str, dict[str, int]]:
    """Return counts by their first word, then by their second."""
    rows: dict[str, dict[str, int]] = {}
    for (first, second), count in sorted(counts.items()):
        rows.setdefault(first, {})[second] = count
    return rows


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
