"""Break `store.commit` at the n-th system call, in every way that a machine can.

Run as a program, it is killed at each call in turn, in children of its own, and prints what is left:
`python breaking.py FOLDER SCENARIO`.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from postgen.files.store import Change, commit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CALLS = (
    "open write fsync close link replace rename unlink mkdir rmdir fchmod fchown scandir".split()
)
"""The calls of `os` by which the store reaches the disk."""

OLD = "# Backlog\n\n* [One](https://example.org/1)\n* [Two](https://example.org/2)\n"
TRIMMED = "# Backlog\n\n* [Two](https://example.org/2)\n"
ISSUE = "---\ntitle: Issue\n---\n\nOne [1]\n" + "A line of an issue.\n" * 400

FILES: dict[str, dict[str, str]] = {
    "edit": {"backlog.md": OLD},
    "new": {"backlog.md": OLD},
    "newsletter": {"backlog.md": OLD},
    "forced": {"backlog.md": OLD, "issue.md": "An earlier try.\n"},
    "drop": {"backlog.md": OLD},
    "publish": {"draft.md": OLD, "backlog.md": OLD},
    "unpublish": {"issue.md": ISSUE, "backlog.md": OLD},
}
"""What each scenario begins with."""

CHANGES: dict[str, list[tuple[str, str | None, str | None]]] = {
    "edit": [("backlog.md", OLD, TRIMMED)],
    "new": [("deep/er/post.md", None, ISSUE)],
    "newsletter": [("issue.md", None, ISSUE), ("backlog.md", OLD, TRIMMED)],
    "forced": [("issue.md", "An earlier try.\n", ISSUE), ("backlog.md", OLD, TRIMMED)],
    "drop": [("backlog.md", OLD, None)],
    "publish": [
        ("deep/er/post.md", None, ISSUE),
        ("draft.md", OLD, None),
        ("backlog.md", OLD, TRIMMED),
    ],
    "unpublish": [("issue.md", ISSUE, None), ("backlog.md", OLD, None)],
}
"""What each scenario writes, in this order."""


def begin(folder: Path, scenario: str) -> None:
    """Make a folder with what a scenario begins with."""
    folder.mkdir(parents=True)
    for name, text in FILES[scenario].items():
        (folder / name).write_bytes(text.encode())
        (folder / name).chmod(0o640)


def change(folder: Path, scenario: str) -> None:
    """Write a scenario's changes."""
    commit([Change(folder / name, old, new) for name, old, new in CHANGES[scenario]])


def state(folder: Path) -> dict[str, str]:
    """Return every file and folder below a folder, with its text."""
    return {
        str(path.relative_to(folder)): path.read_text(encoding="utf-8") if path.is_file() else "/"
        for path in sorted(folder.rglob("*"))
    }


@contextmanager
def broken(
    number: int, happens: Callable[[], Any], *, after: bool = False, forever: str = ""
) -> Iterator[list[int]]:
    """Have something happen at the n-th call, before it or after; with `forever`, at each later call of that name too.

    The list that is passed counts the calls.
    """
    calls: list[int] = []
    kept = {name: getattr(os, name) for name in CALLS}

    def breaking(name: str) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            calls.append(1)
            now = len(calls) == number or (len(calls) > number and name == forever)
            if now and not after:
                happens()
            try:
                return kept[name](*arguments, **options)
            finally:
                if now and after:
                    happens()

        return call

    for name in CALLS:
        setattr(os, name, breaking(name))
    try:
        yield calls
    finally:
        for name, function in kept.items():
            setattr(os, name, function)


def main() -> None:
    """Be killed at each call in turn; print the state that each death leaves, then the state after the next run."""
    home, scenario = Path(sys.argv[1]), sys.argv[2]
    left = []
    for number in range(1, 200):
        folder = home / str(number)
        begin(folder, scenario)
        child = os.fork()
        if not child:
            with broken(number, lambda: os.kill(os.getpid(), signal.SIGKILL)):
                change(folder, scenario)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        found = state(folder)
        with suppress(
            Exception
        ):  # a new file may be there already: then only the cleaning is to be seen
            change(folder, scenario)
        left.append({"killed": os.WIFSIGNALED(status), "left": found, "next": state(folder)})
        if not os.WIFSIGNALED(status):
            break
    print(json.dumps(left))


if __name__ == "__main__":
    main()
