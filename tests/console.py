"""The commands that a page shows, run as a reader would run them."""

from __future__ import annotations

import os
import re
import subprocess
from typing import TYPE_CHECKING

from tests.conftest import NOW

if TYPE_CHECKING:
    from pathlib import Path

BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)


def steps(page: Path) -> list[tuple[str, str]]:
    """Return the commands of a page, each with the output that stands below it."""
    found: list[tuple[str, str]] = []
    for block in BLOCK.findall(page.read_text(encoding="utf-8")):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            found.append((command, output))
    return found


def follow(page: Path, folder: Path, programs: Path) -> None:
    """Run the commands of a page in a folder, with the `postgen` of another, and compare what they print."""
    environment = {
        **os.environ,
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "SOURCE_DATE_EPOCH": str(NOW),
        "POSTGEN_OFFLINE": "1",
        "XDG_CACHE_HOME": str(folder / "cache"),
        "XDG_STATE_HOME": str(folder / "state"),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "LC_ALL": "C.UTF-8",
    }
    for command, wanted in steps(page):
        if command.startswith("cd "):
            folder = folder / command.removeprefix("cd ")
            continue
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        _, _, code = command.partition("# exit code ")
        assert done.returncode == int(code or 0), f"{command}\n{done.stderr}"
        assert done.stdout == wanted, f"{command}\n{done.stdout}\n{done.stderr}"
