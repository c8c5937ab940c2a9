"""Commands under Debian's `strace`, which makes a system call fail, or kills the process that makes it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from typing import TYPE_CHECKING

from tests.faults.campaign.commands import DESK
from tests.faults.campaign.shim import MOST_SECONDS, Done

if TYPE_CHECKING:
    from pathlib import Path

    from tests.faults.campaign.judge import Judge

_CALL = re.compile(r"(?P<thread>\d+ +)?(?P<name>\w+)\(")

_FROM_HERE = re.compile(r'AT_FDCWD<[^>]*>, "/')
"""The current folder, which is named beside each path, also one that does not begin there."""

_TRACED = (
    "openat,read,write,close,fsync,fchmod,fchown,ftruncate,lseek,getdents64,newfstatat,fstat,stat,lstat,access,"
    "faccessat2,readlink,rename,renameat2,link,linkat,symlink,unlink,unlinkat,mkdir,rmdir,chmod,flock,ioctl"
)
"""The calls with a path or a file of the site; `strace` passes over names that this machine does not have (`?`)."""

WRITING = re.compile(r"write|fsync|f?chmod|fchown|ftruncate|rename|link|symlink|unlink|mkdir|rmdir")
"""How the calls begin that write."""


def is_permitted() -> bool:
    """Whether there is a `strace`, and processes may be traced: containers may forbid it."""
    try:
        command = [
            "strace",
            "-f",
            "-qq",
            "-e",
            "inject=getpid:error=EIO",
            "-e",
            "trace=getpid",
            "true",
        ]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def calls(judge: Judge, folder: Path) -> list[tuple[str, int]]:
    """Return the calls of a command that touch its home, each as its name and its number among those of the name."""
    judge.home.restore(judge.base.before)
    log = folder / "trace"
    done = _start(judge, log, ",".join(f"?{each}" for each in _TRACED.split(",")), [])
    if done.code:
        raise RuntimeError(done.error)
    counts: Counter[str] = Counter()  # strace counts those of each thread
    found = []
    for call, line in _lines(log):
        counts[call] += 1
        if str(judge.home.folder) in line:
            found.append((call.split()[-1], counts[call]))
    return found


def run(judge: Judge, folder: Path, name: str, number: int, kind: str) -> Done:
    """Run a command that fails at a call, or is killed there; `hits` says whether the call touched its home."""
    what = "signal=KILL" if kind == "kill" else f"error={kind}"
    log = folder / "trace"
    options = ["-e", f"inject={name}:{what}:when={number}"]
    if kind != "kill" and not judge.case.git:
        options.append("--seccomp-bpf")  # stops at these calls only; signals are not sent with it
    done = _start(judge, log, name, options)
    home = str(judge.home.folder)
    if kind == "kill":
        last = [line for _, line in _lines(log)][-1:]
        hits = done.code == -9 and bool(last) and home in last[0]
    else:
        hits = any("(INJECTED)" in line and home in line for _, line in _lines(log))
    return done._replace(hits=int(hits))


def _lines(log: Path) -> list[tuple[str, str]]:
    """Return the calls in a trace, each as its thread and name, and its line."""
    found = []
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        call = _CALL.match(line)
        if call:
            found.append((call[0].rstrip("("), _FROM_HERE.sub('"/', line)))
    return found


def _start(judge: Judge, log: Path, traced: str, options: list[str]) -> Done:
    case = judge.case
    module = "tests.faults.campaign.desk" if case.name == DESK else "postgen"
    follow = [] if case.git else ["-f"]  # what git does by itself is git's
    command = [
        "strace", *follow, "-qq", "-y", "-s", "0", "-o", str(log), "-e", f"trace={traced}", *options,
        sys.executable, "-P", "-m", module, *case.arguments,
    ]  # fmt: skip
    done = subprocess.run(
        command,
        input=case.stdin,
        cwd=judge.home.site,
        env={**judge.home.environment(), "PYTHONPATH": ":".join(filter(None, sys.path))},
        capture_output=True,
        text=True,
        errors="replace",
        timeout=MOST_SECONDS,
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr, 0)
