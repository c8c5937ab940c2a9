"""How fast postgen is, as ratios: whole processes, in turn with a peer or a floor, medians of the same run.

    make bench                    all rows twice, and bench/results/speed.json
    python bench/run.py list add  once, the rows with one of these words in their name

A row prints the median of postgen, of each yardstick, and their ratio; memory is the peak of the process.
Peers that are not installed are named and left out. Nothing here fails: it is not a test.
"""

from __future__ import annotations

import compileall
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from machine import ROOT, save, state, usage
from rows import PEERS, Row, rows

if TYPE_CHECKING:
    from collections.abc import Sequence

PASSES = 2


def run(argv: Sequence[str], folder: Path, own: dict[str, str]) -> float:
    """Run one process to its end; return its seconds."""
    start = time.perf_counter()
    done = subprocess.run(
        argv,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env={**os.environ, **own},
        check=False,
    )
    seconds = time.perf_counter() - start
    if done.returncode:
        message = (done.stderr or done.stdout).decode(errors="replace").strip().rpartition("\n")[2]
        print(f"  {' '.join(argv[:4])} … ended with {done.returncode}: {message}")
    return seconds


def measure(row: Row, own: dict[str, str]) -> dict[str, Any]:
    """Run a row's commands in turn, A B C A B C …, after one of each that does not count; return its figures."""
    commands = {"postgen": row.command, **row.against}
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for index in range(-1, row.rounds):
        for name, command in commands.items():
            seconds = run(command(index), row.folder, own)
            if index >= 0:
                taken[name].append(seconds)
    medians = {name: statistics.median(each) for name, each in taken.items()}
    measured = ["postgen", row.memory] if row.memory else []
    peaks = {name: usage(commands[name](row.rounds), row.folder, own).memory for name in measured}
    return {
        "name": row.name,
        "goal": row.goal.text,
        "met": row.goal.is_met(medians),
        "rounds": row.rounds,
        "milliseconds": {name: round(each * 1000, 1) for name, each in medians.items()},
        "memory": {name: round(each, 1) for name, each in peaks.items()},
    }


def report(figures: dict[str, Any]) -> None:
    """Print one row."""
    said = {None: "", True: "   goal met: ", False: "   goal not met: "}[figures["met"]]
    ours, *others = figures["milliseconds"].items()
    print(f"{figures['name']:34} {ours[1]:6.0f} ms{said}{said and figures['goal']}")
    for name, taken in others:
        ratio = ours[1] / taken
        comparison = f"{ratio:5.2f} x" if ratio >= 1 else f"{1 / ratio:5.1f} x faster than"
        print(f"    {comparison} {name} ({taken:.0f} ms)")
    if figures["memory"]:
        (_, peak), (name, other) = figures["memory"].items()
        print(f"    peak {peak:.0f} MiB, {peak / other:.2f} x {name} ({other:.0f} MiB)")
    sys.stdout.flush()


def main(words: list[str]) -> None:
    """Measure the rows that were asked for; all of them twice, which is kept."""
    missing = [peer for peer in PEERS if not shutil.which(peer)]
    if missing:
        names = " ".join(missing)
        print(f"Not installed, and left out: {', '.join(missing)} (apt-get install {names})")
    compileall.compile_dir(sys.prefix, quiet=2)
    compileall.compile_dir(str(ROOT / "src"), quiet=2)
    passes: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory(prefix="postgen-bench-") as name:
        folder = Path(name)
        own = state(folder / "state")
        measured = rows(folder)
        for number in range(1 if words else PASSES):
            print(f"Run {number + 1}")
            began = time.monotonic()
            passes.append({"load": round(os.getloadavg()[0], 1), "seconds": 0, "rows": []})
            for row in measured:
                if not words or any(word in row.name for word in words):
                    passes[-1]["rows"].append(measure(row, own))
                    passes[-1]["seconds"] = round(time.monotonic() - began)
                    report(passes[-1]["rows"][-1])
                    if not words:
                        save("speed", {"missing": missing, "passes": passes})


if __name__ == "__main__":
    main(sys.argv[1:])
