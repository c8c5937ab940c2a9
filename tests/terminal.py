"""Sessions at a terminal in the documentation: what was typed and seen, typed and seen again.

A session is a block fenced with `terminal 40`, for 40 columns; in one with `terminal 40 online`, pages come from a
local server. A line that begins with `$ ` is a command; what a person types
at a question stands in guillemets: `Which draft: «thought»`. `«^C»` and `«^D»` are keys.
"""

from __future__ import annotations

import os
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.conftest import NOW

if TYPE_CHECKING:
    from collections.abc import Iterator

SESSION = re.compile(
    r"^```terminal (?P<columns>\d+)(?P<online> online)?\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
TYPED = re.compile(r"«(.*?)»\n?")
CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x07")
KEYS = {"^C": "\x03", "^D": "\x04"}


class Step(NamedTuple):
    """A command at a terminal of so many columns, and all that is seen of it and typed to it."""

    columns: int
    command: str
    seen: str
    online: bool = False


def steps(page: Path) -> Iterator[Step]:
    """Yield the steps of a page's sessions, in their order."""
    for session in SESSION.finditer(page.read_text(encoding="utf-8")):
        for part in re.split(r"^\$ ", session["text"], flags=re.MULTILINE)[1:]:
            command, _, seen = part.partition("\n")
            yield Step(int(session["columns"]), command, seen, bool(session["online"]))


def follow(page: Path, folder: Path, programs: Path, proxy: str = "") -> None:
    """Carry out the sessions of a page in a folder, and compare all that is seen.

    `proxy` is the address of a server that plays every host. The folder is shown as `/home/me`.
    """
    home = folder = folder.resolve()
    for step in steps(page):
        if step.command.startswith("cd "):
            folder = (folder / step.command.removeprefix("cd ")).resolve()
            continue
        seen = carry_out(step, folder, programs, proxy).replace(str(home), "/home/me")
        expected = TYPED.sub(lambda typed: "\n" if typed[1] in KEYS else f"{typed[1]}\n", step.seen)
        assert seen == without_ends(expected), f"{step.command} ({step.columns} columns)\n{seen}"


def carry_out(step: Step, folder: Path, programs: Path, proxy: str = "") -> str:
    """Run a command at a terminal, type what is to be typed, and return what is seen."""
    pexpect: Any = __import__("pexpect")
    child = pexpect.spawn(
        "bash", ["-c", step.command], cwd=str(folder), dimensions=(50, step.columns), timeout=120, encoding="utf-8",
        env={
            "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
            "HOME": str(folder), "TERM": "xterm", "LC_ALL": "C.UTF-8", "NO_COLOR": "1", "INPUTRC": os.devnull,
            "SOURCE_DATE_EPOCH": str(NOW), "POSTGEN_OFFLINE": "0" if step.online else "1",
            "HTTP_PROXY": proxy, "GIT_CONFIG_GLOBAL": os.devnull,
            "XDG_CACHE_HOME": str(programs.parent / "cache"), "XDG_STATE_HOME": str(programs.parent / "state"),
        },
    )  # fmt: skip
    child.delaybeforesend = None
    seen = ""
    place = 0
    for typed in TYPED.finditer(step.seen):
        prompt = step.seen[place : typed.start()].rpartition("\n")[2]
        child.expect_exact(prompt.rstrip())
        seen += child.before + child.after
        if typed[1] in KEYS:
            press(child, KEYS[typed[1]])
        else:
            child.send(f"{typed[1]}\n")
        place = typed.end()
    child.expect(pexpect.EOF)
    child.close()
    text = CONTROL.sub("", seen + child.before).replace("\r\n", "\n").replace("\r", "")
    return without_ends(text)


def press(child: Any, key: str) -> None:
    """Press Ctrl-C or Ctrl-D as soon as a command waits for keys.

    Python loses a Ctrl-C in the moment between the prompt and its wait, which is long on a busy machine.
    """
    state = Path(f"/proc/{child.pid}/stat")
    while state.is_file() and state.read_text(encoding="utf-8").rpartition(") ")[2].startswith("R"):
        time.sleep(0.01)
    child.send(key)


def without_ends(text: str) -> str:
    """Return a text without the blanks at the ends of its lines and at its end."""
    return "\n".join(line.rstrip() for line in text.split("\n")).rstrip()
