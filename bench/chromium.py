"""What the benchmarks of the desk share: Chromium, a server, and rows of figures with their limits.

A limit is not asserted. The server's own CPU time is printed beside the time that a person waits, for machines are
shared: at a load above the number of cores, only the former can be compared.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from playwright.sync_api import Browser, Page, Playwright

OPTIONS = ["--no-sandbox", "--disable-gpu", "--no-first-run"]
PAINTED = """() => new Promise(done => new PerformanceObserver((list, observer) => {
  const [entry] = list.getEntriesByName("first-contentful-paint");
  if (entry) { observer.disconnect(); done(performance.timeOrigin + entry.startTime); }
}).observe({type: "paint", buffered: true}))"""
"""The time of the first paint, also where it is still to come."""


class Server(NamedTuple):
    """A desk that runs: its first address and its process."""

    address: str
    pid: int

    def cpu(self) -> float:
        """Return the milliseconds of CPU time that it has taken."""
        return cpu_of(self.pid)


def browser(playwright: Playwright) -> Browser:
    """Open Chromium, with a first page that is loaded. Raises `SystemExit` where there is none."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("Install it first: apt-get install chromium")
    found = playwright.chromium.launch(executable_path=chromium, args=OPTIONS)
    found.new_page().goto("about:blank")
    return found


@contextmanager
def served(root: Path, *arguments: str) -> Iterator[Server]:
    """Run `postgen desk`, or another command that serves, in a site."""
    own = {name: str(root.parent / "state") for name in ("XDG_STATE_HOME", "XDG_CACHE_HOME")}
    process = subprocess.Popen(
        [sys.executable, "-m", "postgen", *arguments, "--no-browser"],
        cwd=root, env={**os.environ, **own}, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        yield Server(process.stdout.readline().strip(), process.pid)
    finally:
        process.terminate()
        process.wait()


@contextmanager
def tab(browser: Browser) -> Iterator[Page]:
    """Yield a page in a context of its own."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


def show(name: str, milliseconds: Sequence[float], limit: float, cpu: float | None = None) -> None:
    """Print a row: the median, the slowest, how much of the limit the median is, and CPU time.

    `cpu` is what the server took for each one, in milliseconds.
    """
    median, slowest = statistics.median(milliseconds), max(milliseconds)
    own = "" if cpu is None else f"   server {cpu:>6.0f} ms CPU"
    print(
        f"{name:<52} {median:>7.0f} ms   slowest {slowest:>6.0f} ms   {median / limit:>5.2f} of {limit:>5.0f} ms{own}",
        flush=True,
    )


def show_load() -> None:
    """Print what else the machine does."""
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


def cpu_of(pid: int) -> float:
    """Return the milliseconds of CPU time that a process has taken; 0 where that cannot be read."""
    fields = _stat(pid)
    return sum(map(int, fields[11:13])) * 1000 / os.sysconf("SC_CLK_TCK") if fields else 0.0


def memory_of(pid: int) -> float:
    """Return the MiB that a process has in memory; 0 where that cannot be read."""
    fields = _stat(pid)
    return int(fields[21]) * os.sysconf("SC_PAGE_SIZE") / 2**20 if fields else 0.0


def _stat(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return []
