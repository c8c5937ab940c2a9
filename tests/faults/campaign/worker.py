"""A process with the shim in front of its C library, which breaks the commands that it is told to.

It reads a unit of work a line, as JSON, and answers with a line of what came of it.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests import warm
from tests.faults.campaign import shim, tracer
from tests.faults.campaign.commands import CASES
from tests.faults.campaign.home import Home
from tests.faults.campaign.judge import Judge
from tests.faults.campaign.shim import Disk, Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

KINDS: dict[str, tuple[int, int]] = {
    "ENOSPC": (shim.FAIL, errno.ENOSPC),
    "EIO": (shim.FAIL, errno.EIO),
    "EACCES": (shim.FAIL, errno.EACCES),
    "EINTR": (shim.FAIL, errno.EINTR),
    "kill": (shim.KILL, 0),
    "kill after": (shim.KILL_AFTER, 0),
    "Ctrl-C": (shim.SIGNAL, signal.SIGINT),
    "SIGTERM": (shim.SIGNAL, signal.SIGTERM),
    "short write": (shim.SHORT, 0),
    "disk stays full": (shim.WRITES_FAIL, errno.ENOSPC),
    "disk stays read-only": (shim.WRITES_FAIL, errno.EROFS),
    "disk breaks": (shim.ALL_FAIL, errno.EIO),
}
"""What happens at a call; the last three at all later ones, too."""

LASTING = {"disk stays full", "disk stays read-only", "disk breaks"}

ONLY_WRITES = {
    "ENOSPC",
    "short write",
    "kill",
    "kill after",
    "disk stays full",
    "disk stays read-only",
}
"""Those that make a difference only at calls that write: killed at a read, a command leaves what it left at the write before."""

HALF_DONE = "half done, and not said"

OPEN = "after undo: an open entry"
"""An entry of which nothing is half done, and that could not be removed: `undo` takes back the one after it, and the
command after that removes it."""

DISKS = {
    "": Disk(),
    "no exchange": Disk(no_exchange=True),
    "no links": Disk(no_exchange=True, no_links=True),
}


class Worker:
    """Does one unit of work after another."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = Home(folder / "home")
        self.shim = shim.Shim(self.home, folder)
        self._judge: tuple[tuple[str, str], Judge] | None = None
        self._traced: tuple[Judge, tuple[list[tuple[str, int]], ...]] | None = None

    def judge(self, case: str, disk: str) -> Judge:
        """Return the judge of a case; only the last one is kept."""
        key = (case, disk)
        if self._judge is None or self._judge[0] != key:
            self._judge = key, Judge(CASES[case], self.home, self.shim, DISKS[disk])
        return self._judge[1]

    def try_to_do(self, unit: dict[str, Any]) -> dict[str, Any]:
        """Do a unit; that it cannot be done is a problem, too."""
        try:
            return self.do(unit)
        except Exception as error:  # noqa: BLE001 - whatever it is, the others are done
            problem = (
                f"{unit['case']} [{unit['kind']} {unit['way']}]: the campaign fails: {error!r}"
            )
            nothing = {"tried": 0, "outcomes": {}, "states": 0, "cpu": 0}
            return {**unit, **nothing, "problems": [problem]}

    def do(self, unit: dict[str, Any]) -> dict[str, Any]:
        """Break a command at many calls; return counts, and what was wrong."""
        began = _cpu()
        judge = self.judge(unit["case"], unit["disk"])
        known = judge.states
        outcomes: Counter[str] = Counter()
        problems: list[str] = []
        way = {"shim": self.by_shim, "tracer": self.by_tracer, "twice": self.twice}[unit["way"]]
        for place, verdict in way(judge, unit):
            outcomes[verdict.outcome] += 1
            if verdict.problems:
                problems.append(
                    f"{unit['case']} [{unit['kind']} {unit['disk']} {place}]: {'; '.join(verdict.problems)}"
                )
        return {
            **unit,
            "tried": outcomes.total(),
            "outcomes": outcomes,
            "states": judge.states - known,
            "problems": problems,
            "cpu": _cpu() - began,
        }

    def by_shim(self, judge: Judge, unit: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        """Break a command at each call that touches its home, or at `most` of them."""
        kind = unit["kind"]
        for number in _spread(places(judge.base.calls, kind), unit["most"]):
            judge.home.restore(judge.base.before)
            done = judge.run(fault=Fault(number, *KINDS[kind]))
            if done.hits:
                name = judge.base.calls[number - 1][0]
                yield f"at {number}, {name}", judge.look(done, lasting=kind in LASTING)

    def by_tracer(self, judge: Judge, unit: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        """Break a command at its system calls, as a process under strace."""
        kind = unit["kind"]
        writes, reads = self.traced(judge)
        most = unit["most"]
        chosen = _spread(writes, most - most // 2)
        if most > 1:
            chosen = [*chosen, *_spread(reads, most - len(chosen))]
        for number, (name, count) in enumerate(chosen):
            judge.home.restore(judge.base.before)
            done = tracer.run(judge, self.folder, name, count, kind)
            if done.hits:
                yield f"strace {number}, {name} {count}", judge.look(done)

    def traced(self, judge: Judge) -> tuple[list[tuple[str, int]], ...]:
        """Return the system calls of a command, those that write and the others; only the last one's are kept."""
        if self._traced is None or self._traced[0] is not judge:
            writes: list[tuple[str, int]] = []
            reads: list[tuple[str, int]] = []
            for each in tracer.calls(judge, self.folder):
                (writes if tracer.WRITING.match(each[0]) else reads).append(each)
            self._traced = judge, (writes, reads)
        return self._traced[1]

    def twice(self, judge: Judge, unit: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        """Kill a command at a call, and break the next run, which recovers, at one of its own."""
        kind = unit["kind"]
        seen = set()
        for number in places(judge.base.calls, "kill after"):
            judge.home.restore(judge.base.before)
            judge.run(fault=Fault(number, *KINDS["kill after"]))
            left = judge.home.read()
            if left.fingerprint() in seen or not (
                left.left() or left.entries() != judge.base.before.entries()
            ):
                continue
            seen.add(left.fingerprint())
            judge.run()
            is_new = left.site() == judge.base.after.site()
            if is_new:
                continue
            for other in _spread(places(judge.shim.calls(), kind), unit["most"]):
                judge.home.restore(left)
                done = judge.run(fault=Fault(other, *KINDS[kind]))
                if done.hits:
                    # what is half done was so before, where this run changed nothing
                    is_unchanged = judge.home.read().site() == left.site()
                    passed = (OPEN, HALF_DONE) if is_unchanged else OPEN
                    verdict = judge.look(done, lasting=True)
                    problems = [each for each in verdict.problems if not each.startswith(passed)]
                    place = f"killed at {number}, then at {other}"
                    yield place, verdict._replace(problems=tuple(problems))


def places(calls: list[tuple[str, bool]], kind: str) -> list[int]:
    """Return the numbers of the calls at which a kind of fault makes a difference.

    Of a folder that is listed those are its first entry, its second, and its end.
    """
    names = [name for name, _ in calls]
    return [
        number
        for number, (name, writes) in enumerate(calls, 1)
        if (writes or kind not in ONLY_WRITES)
        and (name == "write" or kind != "short write")
        and not (name.startswith("readdir") and {*names[max(number - 3, 0) : number + 1]} == {name})
    ]


def _cpu() -> float:
    """Return the seconds that this process and its children have computed."""
    return sum(os.times()[:4])


def _spread(all_: list[Any], most: int) -> list[Any]:
    """Return so many of a list, at equal distances; all for 0."""
    if not most or len(all_) <= most:
        return all_
    return [all_[(2 * each + 1) * len(all_) // (2 * most)] for each in range(most)]


def main() -> None:
    """Do what comes on stdin."""
    warm.import_everything()
    warm.compute_everything()
    place = Path("/dev/shm")  # noqa: S108 - memory, where there is some
    folder = Path(tempfile.mkdtemp(prefix="postgen-faults-", dir=place if place.is_dir() else None))
    try:
        worker = Worker(folder)
        for line in sys.stdin:
            print(json.dumps(worker.try_to_do(json.loads(line))), flush=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
