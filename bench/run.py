"""How fast postgen is, as ratios: whole processes, in turn with a peer or a floor, medians of the same run.

    make bench                    all rows
    python bench/run.py list add  rows with one of these words in their name

A row prints the median of postgen, of each yardstick, and their ratio; memory is the peak of the process.
Peers that are not installed are named and left out. Nothing here fails: it is no test.
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
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import sites

ROUNDS = 9
PEERS = ("hugo", "jekyll", "pandoc", "buku")
Command = Callable[[int], Sequence[str]]


@dataclass(frozen=True)
class Figure:
    """One process: seconds from start to end, and peak memory in bytes."""

    seconds: float
    memory: int


@dataclass(frozen=True)
class Row:
    """One thing to measure: postgen's command, its yardsticks by name, and the targets as text."""

    name: str
    folder: Path
    command: Command
    against: dict[str, Command]
    target: str
    memory: bool = False
    rounds: int = ROUNDS


def run(argv: Sequence[str], folder: Path) -> Figure:
    """Run one process to its end."""
    start = time.perf_counter()
    with open(os.devnull, "r+b") as null:  # noqa: PTH123 - a descriptor for the child
        child = subprocess.Popen(argv, cwd=folder, stdin=null, stdout=null, stderr=subprocess.PIPE, env=ENVIRONMENT)
        said = child.stderr.read() if child.stderr else b""
        _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        print(f"  {' '.join(argv[:4])} … ended with {child.returncode}: {said.decode(errors='replace')[-300:]}")
    return Figure(seconds, usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024))


def measure(row: Row) -> dict[str, list[Figure]]:
    """Run a row's commands in turn, A B C A B C …, after one of each that does not count."""
    commands = {"postgen": row.command, **row.against}
    figures: dict[str, list[Figure]] = {name: [] for name in commands}
    for index in range(-1, row.rounds):
        for name, command in commands.items():
            figure = run(command(index), row.folder)
            if index >= 0:
                figures[name].append(figure)
    return figures


def report(row: Row, figures: dict[str, list[Figure]]) -> None:
    """Print one row."""
    seconds = {name: statistics.median(figure.seconds for figure in row) for name, row in figures.items()}
    print(f"{row.name:46} {seconds['postgen'] * 1000:8.0f} ms   {row.target}")
    for name in row.against:
        ratio = seconds["postgen"] / seconds[name]
        told = f"{ratio:5.2f} x" if ratio >= 1 else f"{1 / ratio:5.1f} x faster than"
        print(f"    {told} {name} ({seconds[name] * 1000:.0f} ms)")
    if row.memory:
        peaks = {name: statistics.median(figure.memory for figure in row) for name, row in figures.items()}
        for name in row.against:
            print(f"    peak {peaks['postgen'] / 2**20:.0f} MiB, {peaks['postgen'] / peaks[name]:.2f} x {name}")


ENVIRONMENT = {
    **os.environ,
    "POSTGEN_OFFLINE": "1",
    "PYTHONDONTWRITEBYTECODE": "",
    "XDG_DATA_HOME": tempfile.gettempdir(),
    "_TYPER_COMPLETE_ARGS": "postgen add-link --category N",
}
PYTHON = sys.executable
POSTGEN = str(Path(PYTHON).with_name("postgen"))


def rows(folder: Path) -> list[Row]:
    """Make the sites and files, and say what is measured on them."""
    typer = folder / "bare.py"
    typer.write_text(sites.BARE_TYPER, encoding="utf-8")
    site = sites.site(folder / "site", posts=300, links=300)
    large = sites.site(folder / "large", posts=0, links=100_000)
    ten = sites.site(folder / "ten", posts=0, links=10_000)
    backlog = next((large / "_posts").glob("*backlog.md"))
    copy = folder / "read_and_write.py"
    copy.write_text(sites.COPY, encoding="utf-8")
    bare = {"bare typer": lambda _: [PYTHON, str(typer)]}
    peers = {
        "buku -a": lambda n: ["buku", "--nostdin", "--np", "--offline", "-a", f"https://e.org/b{n}", "--title", "T"],
        "jekyll post": lambda n: ["jekyll", "post", f"Title {time.time_ns()} {n}"],
        "hugo new": lambda n: ["hugo", "new", f"posts/title-{time.time_ns()}-{n}.md"],
    }
    installed = {name: peer for name, peer in peers.items() if shutil.which(name.split()[0])}

    def add(n: int) -> list[str]:
        return [
            POSTGEN,
            "add-link",
            f"https://bench.org/{time.time_ns()}{n}",
            "--title",
            "T",
            "--category",
            "Links",
            "--no-fetch",
        ]

    newsletter = [POSTGEN, "new", "newsletter", "--limit", "1000", "--keep", "--force", "--date", "2026-01-01"]
    pandoc = {}
    if shutil.which("pandoc"):
        run([*newsletter, "T"], ten)
        issue = next((ten / "_posts").glob("*-t.md"))
        pandoc = {"pandoc": lambda _: ["pandoc", "-f", "gfm", "-t", "gfm", "--reference-links", str(issue)]}
    return [
        Row("python -c pass, for scale", site, lambda _: [PYTHON, "-c", "pass"], bare, ""),
        Row("postgen --help", site, lambda _: [POSTGEN, "--help"], {"bare typer --help": lambda _: [PYTHON, str(typer), "--help"]}, "target 1.15 x"),
        Row("completing a category", site, lambda _: ["env", "_POSTGEN_COMPLETE=complete_zsh", POSTGEN], bare, "target 1.3 x"),
        Row("add-link --no-fetch, 300 posts, 300 links", site, add, bare | installed, "target 1.3 x; 2 x buku, 4 x jekyll post", memory=True),
        Row("new post, 300 posts", site, lambda n: [POSTGEN, "new", "post", f"T {time.time_ns()} {n}"], bare, "target 1.3 x"),
        Row("move, 300 links", site, lambda n: [POSTGEN, "move", str(200 + n), "--to", "Other" if n % 2 else "Links"], bare, "target 1.3 x"),
        Row("list, 300 links", site, lambda _: [POSTGEN, "list"], bare, ""),
        Row("add-link into 100,000 links", large, add, {"reading and writing it": lambda _: [PYTHON, str(copy), str(backlog)]},
            f"target 12 x; the file is {backlog.stat().st_size / 2**20:.0f} MiB, memory 12 x that", memory=True, rounds=5),
        Row("new newsletter, 1,000 of 10,000 items", ten, lambda _: [*newsletter, "T"], pandoc, "target 10 x faster", rounds=5),
    ]  # fmt: skip


def main(words: list[str]) -> None:
    """Measure the rows that were asked for."""
    missing = [peer for peer in PEERS if not shutil.which(peer)]
    if missing:
        print(f"Not installed, and left out: {', '.join(missing)} (apt-get install {' '.join(missing)})")
    compileall.compile_dir(sys.prefix, quiet=2)
    compileall.compile_dir(str(Path(__file__).parent.parent / "src"), quiet=2)
    with tempfile.TemporaryDirectory() as folder:
        for row in rows(Path(folder)):
            if not words or any(word in row.name for word in words):
                report(row, measure(row))


if __name__ == "__main__":
    main(sys.argv[1:])
