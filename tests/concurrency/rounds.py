"""One round: fifty commands at once on a site that an editor has open, and the verdict."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tests.concurrency import editor, judge
from tests.conftest import NOW, ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping

POSTGEN = [sys.executable, "-m", "postgen"]
PLACE = "_posts/2026-11-01-backlog.md"
CATEGORIES = ("NLP", "Tools", "Reading")
KINDS = ("add", "add", "add", "move", "drop", "edit", "publish", "newsletter")
KILLED = 0.06
"""The share of commands that are killed."""

TIMEOUT = 600
"""Seconds after which a command counts as one that waits for a lock for good."""


class Tried(NamedTuple):
    """What happened in a round: the commands, the editor's saves, the verdict."""

    acts: list[judge.Act]
    saves: list[editor.Save]
    verdict: judge.Verdict


def play(folder: Path, seed: int, processes: int = 50, *, opened: bool = True) -> Tried:
    """Run so many commands at once, with an editor that has the backlog `opened`, and judge."""
    chance, site = random.Random(seed), folder / "site"
    before = make(site, processes)
    planned = [plan(number, chance) for number in range(processes)]
    killed = {number for number in range(processes) if chance.random() < KILLED}
    ledger = folder / "ledger"
    ledger.mkdir()
    own = environment(folder)
    writer = subprocess.Popen(
        [sys.executable, "-m", "tests.concurrency.editor", str(site / PLACE), str(ledger), str(seed)],
        cwd=ROOT, env=own, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) if opened else None  # fmt: skip
    ended = threading.Lock()

    def run(number: int) -> judge.Act:
        act = act_of(site, own, *planned[number], killed=number in killed)
        with ended:
            if writer and writer.stdin and writer.poll() is None:
                writer.stdin.write("\n")
                writer.stdin.flush()
        return act

    with ThreadPoolExecutor(processes) as pool:
        acts = list(pool.map(run, range(processes)))
    if writer:
        _, error = writer.communicate(timeout=TIMEOUT)
        assert writer.returncode == 0, error
    last = act_of(
        site, own, "add", "https://e.example/last-0", "NLP"
    )  # the lock is free, and nothing is half done
    names = sorted(ledger.iterdir(), key=lambda path: int(path.stem))
    saves = [editor.Save(**json.loads(path.read_text(encoding="utf-8"))) for path in names]
    return Tried(acts, saves, verdict(before, [*acts, last], saves, outcome(folder)))


def verdict(
    before: str, acts: list[judge.Act], saves: list[editor.Save], after: judge.Outcome
) -> judge.Verdict:
    """Judge, and see that the last command has worked."""
    found = judge.judge(before, acts, saves, after)
    if acts[-1].code:
        found.wrong.append(f"the last command failed: {acts[-1].error}")
    return found


def make(site: Path, processes: int) -> str:
    """Make a site in which each command has a link or a draft of its own; return the backlog."""
    (site / "_posts").mkdir(parents=True)
    (site / "_drafts").mkdir()
    (site / "_config.yml").write_text("title: At once\ntimezone: UTC\n", encoding="utf-8")
    text = f"---\ntitle: Backlog\npublished: false\n---\n\n{editor.PROSE}"
    for name in CATEGORIES:
        numbers = range(CATEGORIES.index(name), processes, len(CATEGORIES))
        rows = "".join(f"* [Link {n}](https://e.example/old-{n}) - a note\n" for n in numbers)
        text += f"\n## {name}\n\n{rows}"
    text += "\n## End\n\nThe last line.\n"
    (site / PLACE).write_text(text, encoding="utf-8")
    for number in range(processes):
        draft = site / "_drafts" / f"draft-{number}.md"
        draft.write_text(f"---\ntitle: Draft {number}\n---\n\nWords.\n", encoding="utf-8")
    return text


def plan(number: int, chance: random.Random) -> tuple[str, str, str]:
    """Return what a command is to do, with what, and the category or note that it gives."""
    kind = chance.choice(KINDS)
    target = {"add": "new", "newsletter": "issue"}.get(kind, "old")
    url = f"https://e.example/{target}-{number}"
    if kind == "publish":
        return kind, f"draft-{number}", ""
    return kind, url, f"note {number}" if kind == "edit" else chance.choice(CATEGORIES)


def act_of(
    site: Path, own: Mapping[str, str], kind: str, target: str, value: str, *, killed: bool = False
) -> judge.Act:
    """Run a command to its end, or kill it as soon as it has the site's lock or waits for it."""
    words = {
        "add": ["add-link", target, "--title", "T", "--category", value, "--no-fetch"],
        "move": ["move", target, "--to", value],
        "drop": ["drop", target, "--yes"],
        "edit": ["edit", target, "--note", value, "--yes"],
        "publish": ["publish", target],
        "newsletter": ["new", "newsletter", "--limit", "3", "--no-toc"],
    }[kind]
    process = subprocess.Popen(
        [*POSTGEN, *words], cwd=site, env=own, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    if killed:
        while process.poll() is None and not has_open(process.pid, site):
            pass
        process.kill()
    out, error = process.communicate(timeout=TIMEOUT)
    return judge.Act(kind, target, value, process.returncode, out.strip(), error.strip())


def has_open(pid: int, folder: Path) -> bool:
    """Whether a process has a folder open, as whoever holds its lock or waits for it."""
    try:
        descriptors = list(Path(f"/proc/{pid}/fd").iterdir())
        return any(each.readlink() == folder for each in descriptors)
    except OSError:
        return False


def outcome(folder: Path) -> judge.Outcome:
    """Return what is on the disk, and in the journal."""
    site = folder / "site"
    files = [path for path in site.rglob("*") if path.is_file()]
    posts = {
        path.name: path.read_text(encoding="utf-8")
        for path in files
        if path.parent.name == "_posts" and path.suffix == ".md"
    }
    drafts = [path.stem for path in files if path.parent.name == "_drafts"]
    known = {site / "_config.yml"}
    litter = [
        path.name
        for path in files
        if path not in known and (path.suffix != ".md" or path.name.startswith("."))
    ]
    litter += [path.name for path in (folder / "state").rglob("*-open")]
    backlog = posts.pop(Path(PLACE).name)
    return judge.Outcome(backlog, posts, drafts, litter)


def environment(folder: Path) -> dict[str, str]:
    """Return the variables of a round, with folders of its own."""
    own = dict.fromkeys(("XDG_CACHE_HOME", "XDG_STATE_HOME"), str(folder / "state"))
    return {**os.environ, **own, "SOURCE_DATE_EPOCH": str(NOW), "POSTGEN_OFFLINE": "1"}
