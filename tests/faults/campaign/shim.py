"""The shim in front of the C library, and commands that are broken by it, each in a child that is forked."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from tests.faults.campaign import desk
from tests.faults.campaign.commands import DESK

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.faults.campaign.home import Home

SOURCE = __file__.replace("shim.py", "shim.c")

FAIL, KILL, KILL_AFTER, SIGNAL, SHORT, WRITES_FAIL, ALL_FAIL = range(1, 8)
"""What happens at a call; the numbers are those of `shim.c`."""

MOST_SECONDS = 600
"""After so long a command is ended, and that it had to be is a fault."""


class Fault(NamedTuple):
    """What happens at the n-th call; `value` is an error or a signal."""

    number: int = 0
    how: int = 0
    value: int = 0


class Disk(NamedTuple):
    """What a file system does not have."""

    no_exchange: bool = False
    no_links: bool = False


NO_FAULT = Fault()

USUAL = Disk()


class Done(NamedTuple):
    """How a command ended: its exit code, or minus a signal's number; and what it printed."""

    code: int
    out: str
    error: str
    hits: int


def build(folder: Path) -> Path:
    """Compile the shim. Raises `OSError` and `CalledProcessError` where there is no compiler."""
    library = folder / "shim.so"
    subprocess.run(
        ["gcc", "-shared", "-fPIC", "-O1", "-o", str(library), SOURCE, "-ldl"],
        check=True,
        capture_output=True,
    )
    return library


class Shim:
    """The shim that this process was started with."""

    def __init__(self, home: Home, scratch: Path) -> None:
        self.home = home
        self.scratch = scratch
        self._library = ctypes.CDLL(None)
        self._library.fault_setup.restype = ctypes.c_void_p
        self._library.fault_setup()
        self._library.fault_calls.restype = ctypes.c_long
        self._library.fault_hits.restype = ctypes.c_long
        self._library.fault_name.restype = ctypes.c_char_p

    def calls(self) -> list[tuple[str, bool]]:
        """Return the calls of the last command that touched its home, and whether each writes."""
        count = self._library.fault_calls()
        return [
            (self._library.fault_name(each).decode(), bool(self._library.fault_writes(each)))
            for each in range(1, count + 1)
        ]

    def run(
        self, arguments: Sequence[str], fault: Fault = NO_FAULT, disk: Disk = USUAL, stdin: str = ""
    ) -> Done:
        """Run a command in its home, and break it."""
        typed, *printed = (self.scratch / name for name in ("in", "out", "err"))
        typed.write_text(stdin, encoding="utf-8")
        child = os.fork()
        if not child:
            for place, (path, flags) in enumerate(
                [
                    (typed, os.O_RDONLY),
                    *((each, os.O_WRONLY | os.O_CREAT | os.O_TRUNC) for each in printed),
                ]
            ):
                os.dup2(os.open(path, flags), place)
            self._be(arguments, fault, disk)
        _, status = os.waitpid(child, 0)
        out, error = (each.read_text(encoding="utf-8", errors="replace") for each in printed)
        hits = self._library.fault_hits()
        return Done(os.waitstatus_to_exitcode(status), out, error, hits)

    def _be(self, arguments: Sequence[str], fault: Fault, disk: Disk) -> NoReturn:
        """Be the command."""
        try:
            signal.alarm(MOST_SECONDS)
            environment = self.home.environment()
            os.environ.clear()
            os.environ.update(environment)
            os.chdir(self.home.site)
            time.tzset()
            sys.argv[1:] = arguments
            main = desk.main if list(arguments) == DESK.split() else _main
            self._library.fault_arm(os.fsencode(self.home.folder), *fault, *map(int, disk))
            main()
        except BaseException:  # noqa: BLE001 - shown as Python shows it
            sys.excepthook(*sys.exc_info())
        finally:
            sys.stderr.flush()
            os._exit(70)


def _main() -> None:
    from postgen.__main__ import main

    main()
