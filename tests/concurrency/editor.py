"""An editor that knows nothing of postgen: it reads the backlog, adds a line of prose, and saves at its own pace.

    python -m tests.concurrency.editor BACKLOG LEDGER SEED

It goes on while lines come on stdin, one for each command that has ended; between reading and saving it waits for some
of them. It writes to the folder LEDGER what it read, what it saved, and what its save took the place of: the file that
was there at that very moment, for it swaps the files in one step, or reads through the descriptor that it writes to.
"""

from __future__ import annotations

import json
import os
import random
import sys
from pathlib import Path
from typing import NamedTuple

from postgen.files.exchange import exchange

WAYS = ("rename", "in place", "truncate", "set aside")
"""How editors save: a new file renamed over the old one; the old one written to; emptied, then written to in two parts;
the old one renamed, then a new one under its name."""

PROSE = "Some prose.\n"
"""The line below which the editor writes."""


class Save(NamedTuple):
    """A save: its way, whether it looked before, what was read before the edit, what took the place of what."""

    way: str
    blind: bool
    read: str
    saved: str
    overwritten: str


def edited(text: str, number: int) -> str:
    """Return a text with one more line of prose."""
    return text.replace(PROSE, f"{PROSE}Edit {number}.\n", 1)


def save(path: Path, way: str, number: int, read: str, *, blind: bool) -> Save:
    """Save the edit of a text; an editor that is not blind looks once more, and edits what is there then."""
    if way in {"in place", "truncate"}:
        with path.open("r+b", buffering=0) as file:
            there = file.read().decode()
            text = edited(read if blind else there, number)
            data = text.encode()
            file.seek(0)
            if way == "truncate":
                file.truncate()
                file.write(data[: len(data) // 2])
                os.sched_yield()
                file.write(data[len(data) // 2 :])
            else:
                file.write(data)
                file.truncate()
        return Save(way, blind, read, text, there)
    if not blind:
        read = path.read_text(encoding="utf-8")
    text = edited(read, number)
    beside = path.with_name(".backlog.swp")
    if way == "rename":
        beside.write_text(text, encoding="utf-8")
        if not exchange(beside, path):
            sys.exit("This needs renameat2(2): Linux, and a file system that swaps files.")
    else:
        path.rename(beside)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    there = beside.read_text(encoding="utf-8")
    beside.unlink()
    return Save(way, blind, read, text, there)


def main(backlog: str, ledger: str, seed: str) -> None:
    """Edit until stdin ends."""
    chance, path, number = random.Random(int(seed)), Path(backlog), 0
    lines = iter(sys.stdin)
    while True:
        read = path.read_text(encoding="utf-8")
        way, blind = chance.choice(WAYS), chance.random() < 0.3
        for _ in range(chance.choice((0, 0, 1, 1, 2, 5))):
            if next(lines, None) is None:
                return
        number += 1
        made = save(path, way, number, read, blind=blind)
        (Path(ledger) / f"{number}.json").write_text(json.dumps(made._asdict()), encoding="utf-8")
        if next(lines, None) is None:
            return


if __name__ == "__main__":
    main(*sys.argv[1:])
