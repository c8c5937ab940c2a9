"""What a process takes, and the machine that it runs on: what all measurements share."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "bench" / "results"
"""The figures that the pages of the documentation are made of, one file a campaign."""

PYTHON = sys.executable
POSTGEN = str(Path(PYTHON).with_name("postgen"))

LAUNCHER = """
import os, resource, sys
limit, *argv = sys.argv[1:]
null = os.open(os.devnull, os.O_RDWR)
resource.setrlimit(resource.RLIMIT_CPU, (int(limit), int(limit) + 1))
actions = [(os.POSIX_SPAWN_DUP2, null, 0), (os.POSIX_SPAWN_DUP2, null, 1)]
child = os.posix_spawnp(argv[0], argv, os.environ, file_actions=actions)
code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print("", code, used.ru_utime + used.ru_stime, used.ru_maxrss)
"""
"""Runs a process and prints its exit code and what it took; a small process, for a child begins with its parent's memory."""


class Usage(NamedTuple):
    """What a process took: seconds of CPU time, the peak of its memory in MiB; and how it ended."""

    cpu: float
    memory: float
    code: int
    error: str


def usage(argv: Sequence[str], folder: Path, own: Mapping[str, str], limit: int = 300) -> Usage:
    """Run a process to its end, with more variables of its own.

    It is stopped after `limit` seconds of CPU time, and its code is negative then.
    """
    done = subprocess.run(
        [PYTHON, "-I", "-S", "-c", LAUNCHER, str(limit), *argv],
        cwd=folder, env={**os.environ, **own}, capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    code, cpu, peak = done.stdout.rpartition("\n ")[2].split()
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return Usage(float(cpu), int(peak) / unit, int(code), done.stderr.strip())


def machine() -> dict[str, Any]:
    """Describe the machine: its processor, its cores, its memory, its system and its Python."""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory": f"{pages / 2**30:.0f} GiB",
        "system": _system(),
        "python": platform.python_version(),
    }


def _processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor()
    names = [line.partition(":")[2].strip() for line in text.splitlines() if "model name" in line]
    return names[0] if names else platform.machine()


def _system() -> str:
    kernel = f"{platform.system()} {platform.release().split('-')[0]}"
    try:
        return f"{platform.freedesktop_os_release()['PRETTY_NAME']}, {kernel}"
    except OSError:
        return kernel


def kept(name: str) -> dict[str, Any]:
    """Return the figures that a campaign has kept; nothing where there are none."""
    path = RESULTS / f"{name}.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found


def save(name: str, result: Mapping[str, Any]) -> Path:
    """Write the figures of a campaign to its file, with the machine; return its path."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}.json"
    text = json.dumps({"machine": machine(), **result}, indent=1, ensure_ascii=False)
    path.write_text(f"{text}\n", encoding="utf-8")
    return path


def state(folder: Path) -> dict[str, str]:
    """Return variables that keep what postgen remembers in a folder, and the network off."""
    names = ("XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME")
    return {name: str(folder) for name in names} | {
        "POSTGEN_OFFLINE": "1",
        "PYTHONDONTWRITEBYTECODE": "",
    }


def scratch() -> tempfile.TemporaryDirectory[str]:
    """Return a folder that is removed at the end."""
    return tempfile.TemporaryDirectory(prefix="postgen-bench-")
