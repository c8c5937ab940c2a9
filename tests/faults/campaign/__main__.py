"""The fault campaign: every command that writes is made to fail, or killed, at each call that touches its site.

`python -m tests.faults.campaign` runs all of it and goes on where an earlier run of the same code was stopped; `--bounded`
is what `make test` runs. The last line says what was tried and what was lost. Counts are kept as JSON.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from tests.conftest import ROOT
from tests.faults.campaign import shim, tracer
from tests.faults.campaign.commands import CASES
from tests.faults.campaign.worker import DISKS, KINDS

Unit = dict[str, Any]

BUILD = ROOT / "build"

NO_COMPILER = "There is no gcc, which the campaign needs: apt-get install gcc libc6-dev."

BY_TRACER = ("ENOSPC", "EIO", "EACCES", "EINTR", "kill")

EVERYWHERE = ("EIO", "ENOSPC", "kill", "kill after")
"""What happens at each call of each command; the rest happens at `SAMPLE` of them."""

SAMPLE = 25

TRACED = 8
"""At how many calls, half of which write, each command is broken by strace, and the recovery from each kill once more."""

ON_OTHER_DISKS = (
    "new newsletter",
    "publish idea",
    "move 1 --to B --yes",
    "unpublish done",
    "new post --force",
    "undo",
)
"""The commands that are broken on file systems without exchanges or links, too."""

TWICE = (
    *ON_OTHER_DISKS,
    "new newsletter --append",
    "rename --redirect",
    "init . --with links --with feed-links",
)
"""The commands of which the recovery is broken, too."""


def whole() -> list[Unit]:
    """Return all units of work."""
    units = [unit(case, kind, "shim", 0) for case in CASES for kind in EVERYWHERE]
    sampled = [kind for kind in KINDS if kind not in EVERYWHERE]
    units += [unit(case, kind, "shim", SAMPLE) for case in CASES for kind in sampled]
    units += [unit(case, kind, "tracer", TRACED) for case in CASES for kind in BY_TRACER]
    units += [unit(case, kind, "twice", TRACED) for case in TWICE for kind in ("kill", "EIO")]
    for disk in filter(None, DISKS):
        units += [
            unit(case, kind, "shim", 2 * SAMPLE, disk)  # all calls that write
            for case in ON_OTHER_DISKS
            for kind in ("EIO", "kill", "kill after")
        ]
    return units


def bounded() -> list[Unit]:
    """Return a part of them that takes about a minute: each command, in four ways."""
    units = []
    for number, case in enumerate(CASES):
        units += [
            unit(case, kind, "shim", 3) for kind in ("ENOSPC", "kill after", "disk stays full")
        ]
        units.append(unit(case, BY_TRACER[number % len(BY_TRACER)], "tracer", 1))
    return units


def unit(case: str, kind: str, way: str, most: int, disk: str = "") -> Unit:
    """Return a unit of work: a command that is broken in one way, at each of its calls or at `most` of them."""
    return {"case": case, "kind": kind, "way": way, "most": most, "disk": disk}


class Campaign:
    """Hands units of work to processes, and keeps what came of them in a file, a line each."""

    def __init__(self, library: Path, kept: Path | None) -> None:
        self.library = library
        self.kept = kept
        self.results: list[Unit] = []
        self.waiting: SimpleQueue[list[Unit]] = SimpleQueue()

    def run(self, units: list[Unit], jobs: int) -> None:
        """Do all units, of which those of one command go to one process."""
        done = self._read_kept()
        self.results += [done[_key(each)] for each in units if _key(each) in done]
        if self.results:
            print(
                f"{len(self.results)} of {len(units)} parts were done by an earlier run.",
                flush=True,
            )
        groups: dict[tuple[str, str], list[Unit]] = {}
        for each in units:
            if _key(each) not in done:
                groups.setdefault((each["case"], each["disk"]), []).append(each)
        for group in groups.values():
            self.waiting.put(group)
        with ThreadPoolExecutor(jobs) as workers:
            for future in [workers.submit(self._work) for _ in range(jobs)]:
                future.result()

    def _read_kept(self) -> dict[str, Unit]:
        if self.kept is None or not self.kept.is_file():
            return {}
        found = {}
        for line in self.kept.read_text(encoding="utf-8").splitlines():
            if line.endswith("}"):  # the last one may have been cut short
                each = json.loads(line)
                found[_key(each)] = each
        return found

    def _work(self) -> None:
        """Be one of the processes' partners until nothing is left to do."""
        with subprocess.Popen(
            [sys.executable, "-m", "tests.faults.campaign.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, "LD_PRELOAD": str(self.library), "PYTHONHASHSEED": "0"},
        ) as process:
            assert process.stdin
            assert process.stdout
            while not self.waiting.empty():
                for each in self.waiting.get():
                    process.stdin.write(f"{json.dumps(each)}\n")
                    process.stdin.flush()
                    answer = process.stdout.readline()
                    if not answer:
                        raise SystemExit(f"The campaign itself failed, at {each}.")
                    self._note(json.loads(answer))
            process.stdin.close()

    def _note(self, result: Unit) -> None:
        self.results.append(result)
        if self.kept is not None:
            with self.kept.open("a", encoding="utf-8") as file:
                file.write(f"{json.dumps(result)}\n")
        print(
            f"{result['case']} {result['disk']}| {result['way']}, {result['kind']}: {_counts(result['outcomes'])}",
            flush=True,
        )
        for problem in result["problems"]:
            print(f"  LOST {problem}", flush=True)


def _key(unit: Unit) -> str:
    return json.dumps([unit[name] for name in ("case", "kind", "way", "most", "disk")])


def _counts(outcomes: Unit) -> str:
    return (
        ", ".join(f"{count} {name}" for name, count in sorted(outcomes.items()))
        or "nothing to break"
    )


def _version() -> str:
    """Return what stands for the code of postgen and of the campaign."""
    digest = hashlib.sha256()
    for folder in (ROOT / "src", ROOT / "tests" / "faults" / "campaign"):
        for path in sorted(folder.rglob("*")):
            if path.suffix in {".py", ".c", ".liquid"}:
                digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def summary(results: list[Unit], seconds: float) -> Unit:
    """Return what is kept as JSON: counts by command, by kind and by outcome, and what was lost."""
    commands: dict[str, Unit] = {}
    ways: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    for each in results:
        way = "strace" if each["way"] == "tracer" else "shim"
        ways[way] += each["tried"]
        kinds[each["kind"]] += each["tried"]
        of_one = commands.setdefault(each["case"], {"tried": 0, "strace": 0, "outcomes": Counter()})
        of_one["tried"] += each["tried"]
        of_one["strace"] += each["tried"] * (way == "strace")
        of_one["outcomes"].update(each["outcomes"])
    problems = [problem for each in results for problem in each["problems"]]
    return {
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "seconds": round(seconds),
        "cpu_seconds": round(sum(each["cpu"] for each in results)),
        "injections": {"strace": ways["strace"], "shim": ways["shim"]},
        "recoveries_broken": sum(each["tried"] for each in results if each["way"] == "twice"),
        "states": sum(each["states"] for each in results),
        "kinds": dict(sorted(kinds.items())),
        "commands": commands,
        "lost": len(problems),
        "problems": problems,
    }


def main() -> None:
    """Run the campaign; exit code 1 if anything was lost."""
    parser = argparse.ArgumentParser(
        description=__doc__.partition("\n")[0], prog="python -m tests.faults.campaign"
    )
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="how many processes")
    parser.add_argument("--bounded", action="store_true", help="a part that takes about a minute")
    parser.add_argument(
        "--fresh", action="store_true", help="do not go on where an earlier run was stopped"
    )
    parser.add_argument(
        "--json", type=Path, default=BUILD / "faults.json", help="where the counts are kept"
    )
    parser.add_argument(
        "--share", default="1/1", help="only this part of the commands, such as 1/2"
    )
    parser.add_argument("--only", default="", help="commands with these words only")
    options = parser.parse_args()
    began = time.monotonic()
    part, parts = map(int, options.share.split("/"))
    cases = [each for each in list(CASES)[part - 1 :: parts] if options.only in each]
    units = [each for each in (bounded() if options.bounded else whole()) if each["case"] in cases]
    if not tracer.is_permitted():
        print(
            "Left out: what strace does, for it is not installed or may not trace here.", flush=True
        )
        units = [each for each in units if each["way"] != "tracer"]
    kept = None if options.bounded else BUILD / f"faults-{_version()}.jsonl"
    for each in (BUILD, options.json.parent):
        each.mkdir(parents=True, exist_ok=True)
    if kept is not None and options.fresh:
        kept.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        try:
            library = shim.build(Path(folder))
        except (OSError, subprocess.CalledProcessError):
            raise SystemExit(NO_COMPILER) from None
        campaign = Campaign(library, kept)
        campaign.run(units, options.jobs)
    found = summary(campaign.results, time.monotonic() - began)
    options.json.write_text(f"{json.dumps(found, indent=1)}\n", encoding="utf-8")
    for name, each in found["commands"].items():
        print(f"{each['tried']:6} {name}: {_counts(each['outcomes'])}")
    print(json.dumps(found["kinds"]))
    injections = found["injections"]
    print(
        f"Tried {sum(injections.values())} faults ({injections['strace']} under strace, {injections['shim']} in front of "
        f"the C library) in {len(found['commands'])} calls of commands that write, in {found['seconds']} s; "
        f"lost: {found['lost'] or 'nothing'}."
    )
    sys.exit(bool(found["lost"]))


if __name__ == "__main__":
    main()
