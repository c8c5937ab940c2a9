"""A `postgen` that starts at once: each command is a process of its own, forked from one that has imported everything.

To start Python and to import takes several times as long as what most commands do, two thousand times in the suite.
The tests of starting, of the documentation, of shells and of terminals run the command as it is installed.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MOST = 60_000
"""So many bytes fit into a pipe, and into a request."""

OF_PYTHON = ("PYTHON", "LC_", "LANG", "LD_")
"""How the variables begin that count when Python starts, not later."""


class WarmPostgen:
    """The process that is forked; `environment` is that of Python's start."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._start = _of_python(environment)
        self._channel, theirs = socket.socketpair()
        self._channel.settimeout(120)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, __file__], stdin=theirs.fileno(), stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL, env=environment,
            )  # fmt: skip

    def close(self) -> None:
        """End the process."""
        self._channel.close()
        self._process.wait(timeout=60)

    def run(
        self,
        arguments: Sequence[str],
        stdin: bytes,
        environment: Mapping[str, str],
        folder: Path | str,
    ) -> subprocess.CompletedProcess[str] | None:
        """Run a command in a folder; return None for one that has to be started anew."""
        try:
            request = (
                json.dumps([*arguments, str(Path.cwd() / folder), environment]).encode() + b"\n"
            )
        except FileNotFoundError:  # the current folder is gone
            return None
        is_long = max(len(stdin), len(request)) > MOST
        if is_long or _of_python(environment) != self._start:
            return None
        reader, writer = os.pipe()
        os.write(writer, stdin)
        os.close(writer)
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
            descriptors = [reader, out.fileno(), errors.fileno()]
            socket.send_fds(self._channel, [request], descriptors)
            os.close(reader)
            code = int(_line(self._channel)[0])
            shown = [_text(each) for each in (out, errors)]
        return subprocess.CompletedProcess(["postgen", *arguments], code, *shown)


def _of_python(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if name.startswith(OF_PYTHON)}


def _line(channel: socket.socket) -> tuple[bytes, list[int]]:
    """Return a line, and the descriptors that came with it; an empty one at the end."""
    line, descriptors = b"", []
    while not line.endswith(b"\n"):
        part, some, _, _ = socket.recv_fds(channel, MOST, 3)
        if not part:
            return b"", []
        line += part
        descriptors += some
    return line, descriptors


def _text(file: Any) -> str:
    """Return what was written to a file, with the newlines that `subprocess` makes of it."""
    file.seek(0)
    text: str = file.read().decode(errors="surrogateescape")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def serve() -> None:
    """Fork for each request, and answer with the exit code."""
    sys.path[0] = ""  # as for `python -m postgen`
    import_everything()
    channel = socket.socket(fileno=os.dup(0))
    while True:
        line, descriptors = _line(channel)
        if not line:
            return
        child = os.fork()
        if not child:
            channel.close()
            _become(json.loads(line), descriptors)
        for each in descriptors:
            os.close(each)
        _, status = os.waitpid(child, 0)
        channel.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())


def import_everything() -> None:
    """Import all of postgen, and what it imports late."""
    import gc
    import importlib
    import pkgutil

    import postgen

    modules = [each.name for each in pkgutil.walk_packages(postgen.__path__, "postgen.")]
    late = [
        "bisect",
        "difflib",
        "fcntl",
        "frontmatter",
        "httpx",
        "json",
        "liquid",
        "shutil",
        "slugify",
        "zoneinfo",
    ]
    for name in modules + late:
        importlib.import_module(name)
    gc.freeze()


def compute_everything() -> None:
    """Compile all regular expressions, and fill the tables that are made when they are first used."""
    import functools
    import gc
    import inspect

    from postgen.text.patterns import Lazy

    gc.unfreeze()
    for each in gc.get_objects():
        if isinstance(each, Lazy):
            each.match  # noqa: B018 - compiled by that
    for name, module in list(sys.modules.items()):
        if name.startswith("postgen."):
            for table in list(vars(module).values()):
                if (
                    isinstance(table, functools._lru_cache_wrapper)
                    and not inspect.signature(table).parameters
                ):
                    table()
    gc.freeze()


def _become(request: list[Any], descriptors: list[int]) -> NoReturn:
    """Be the command in the child: Python's own streams have no bytes yet, and lead to its files now."""
    *arguments, folder, environment = request
    for place, each in enumerate(descriptors):
        os.dup2(each, place)
        os.close(each)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    time.tzset()
    sys.argv[1:] = arguments
    try:
        from postgen.__main__ import main

        main()
    except BaseException:  # noqa: BLE001 - shown as Python shows it
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stderr.flush()
        os._exit(1)


if __name__ == "__main__":
    serve()
