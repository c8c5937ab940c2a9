"""Jekyll as a process that stays: it is loaded once, and builds each time that it is asked."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections import deque
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread, Timer
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from postgen.errors import PostgenError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SCRIPT = Path(__file__).with_name("resident.rb")

TIMEOUT = 60.0
"""Seconds after which a build is stopped: a loop in a template may have no end."""

_LAST_LINES = 20
"""So many lines are kept of what plugins print."""


class NoJekyllError(PostgenError):
    """Jekyll is not installed, or the site's gems are not."""


class JekyllError(PostgenError):
    """Jekyll stops at something in the site.

    `kind` is the name of Jekyll's error, `log` all that it has written about it.
    """

    def __init__(self, message: str, kind: str = "", line: int = 0, log: str = "") -> None:
        super().__init__(message)
        self.kind = kind
        self.line = line
        self.log = log


class Start(NamedTuple):
    """What starts Ruby with a Jekyll, and the variables that it needs."""

    command: tuple[str, ...]
    variables: Mapping[str, str]


def starts(root: Path, which: Callable[[str], str | None] = shutil.which) -> list[Start]:
    """Return what may start a site's Jekyll, the best first.

    It is that of the site's `Gemfile` where `bundle install` has been run, then the one whose
    command `jekyll` is found.
    """
    found = []
    gemfile, lock = root / "Gemfile", root / "Gemfile.lock"
    bundle, jekyll = which("bundle"), which("jekyll")
    if bundle and gemfile.is_file() and lock.is_file():
        # a frozen bundle never writes the lock file, which is the site's
        variables = {"BUNDLE_GEMFILE": str(gemfile), "BUNDLE_FROZEN": "true"}
        found.append(Start((bundle, "exec", "ruby"), variables))
    ruby = _interpreter(jekyll) if jekyll else None
    if ruby:
        found.append(Start((ruby,), {}))
    return found


def begin(root: Path, folder: Path) -> Resident:
    """Start a site's Jekyll in a folder. Raises `NoJekyllError`."""
    problem = NoJekyllError("Jekyll is not installed.", "Install it to see the site's own page.")
    for start in starts(root):
        try:
            return Resident(start, folder)
        except NoJekyllError as error:
            problem = error
    raise problem


def _interpreter(program: str) -> str | None:
    """Return the Ruby that runs a program: that of its first line, else the usual one."""
    try:
        with Path(program).open("rb") as file:
            first = file.readline(200).decode(errors="replace").strip()
    except OSError:
        first = ""
    named = first.removeprefix("#!").split(" ")[0]
    if first.startswith("#!/") and Path(named).name.startswith("ruby"):
        return named
    return shutil.which("ruby")


class Resident:
    """A running Jekyll; `version` is its own."""

    def __init__(self, start: Start, folder: Path) -> None:
        import subprocess

        env = {**os.environ, **start.variables}
        if not any("utf" in env.get(name, "").lower() for name in ("LC_ALL", "LC_CTYPE", "LANG")):
            env["LC_ALL"] = "C.UTF-8"
        try:
            self._process = subprocess.Popen(
                [*start.command, str(SCRIPT)],
                cwd=folder,
                env=env,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=sys.platform != "win32",  # Ctrl-C is for postgen, which ends it
            )
        except OSError as error:
            raise NoJekyllError(f"Ruby cannot be started: {error.strerror}.") from error
        self._stdin = _pipe(self._process.stdin)
        self._stdout = _pipe(self._process.stdout)
        self._stderr = _pipe(self._process.stderr)
        self._printed: deque[str] = deque(maxlen=_LAST_LINES)
        self._reader = Thread(target=self._read_printed, daemon=True)
        self._reader.start()
        try:
            self.version = str(self._answer()["version"])
        except JekyllError as error:
            self.close()
            raise NoJekyllError(f"Jekyll cannot be loaded: {error.message}") from error

    def ask(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Let Jekyll build; return its answer. Raises `JekyllError`."""
        try:
            self._stdin.write(json.dumps(request).encode() + b"\n")
            self._stdin.flush()
        except OSError as error:
            raise self._ended() from error
        return self._answer()

    @property
    def is_running(self) -> bool:
        """Whether the process is there."""
        return self._process.poll() is None

    def kill(self) -> None:
        """End the process at once; `close` it, too."""
        self._process.kill()

    def close(self) -> None:
        """End the process."""
        self.kill()
        self._process.wait()
        with suppress(OSError):  # what was not yet written has no reader any more
            self._stdin.close()
        self._stdout.close()
        self._reader.join()

    def _answer(self) -> dict[str, Any]:
        is_late = Event()

        def stop() -> None:
            is_late.set()
            self._process.kill()

        timer = Timer(TIMEOUT, stop)
        timer.daemon = True
        timer.start()
        line = self._stdout.readline()
        timer.cancel()
        if not line and is_late.is_set():
            self._process.wait()
            raise JekyllError(
                f"Jekyll was stopped after {TIMEOUT:.0f} seconds: a loop may have no end.",
                "TooLong",
            )
        if not line:
            raise self._ended()
        answer: dict[str, Any] = json.loads(line)
        error = answer.get("error")
        if error:
            log = "\n".join(map(str, error.get("log", ())))
            raise JekyllError(error["message"], error["kind"], error.get("line") or 0, log)
        return answer

    def _ended(self) -> JekyllError:
        self._process.wait()
        self._reader.join()
        return JekyllError("\n".join(self._printed) or "Jekyll has ended.", "Ended")

    def _read_printed(self) -> None:
        for line in self._stderr:
            self._printed.append(line.decode(errors="replace").rstrip())
        self._stderr.close()


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    """Return a stream that `Popen` was asked for."""
    if stream is None:
        raise TypeError
    return stream
