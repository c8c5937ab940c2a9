"""The documentation is run: every command that it shows, with the output that it shows."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import settings
from tests.conftest import NOW, ROOT

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)


def steps(page: Path) -> list[tuple[str, str]]:
    """Give the commands of a page, each with the output that stands below it."""
    found: list[tuple[str, str]] = []
    for block in BLOCK.findall(page.read_text(encoding="utf-8")):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            found.append((command, output))
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_shows_is_what_happens(page: Path, tmp_path: Path) -> None:
    folder = tmp_path
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "SOURCE_DATE_EPOCH": str(NOW),
        "POSTGEN_OFFLINE": "1",
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "XDG_STATE_HOME": str(tmp_path / "state"),
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
        assert done.returncode == ("# exit code 1" in command), f"{command}\n{done.stderr}"
        assert done.stdout == wanted, f"{command}\n{done.stdout}\n{done.stderr}"


def test_the_page_of_settings_is_what_the_settings_say() -> None:
    assert (ROOT / "docs" / "settings.md").read_text(encoding="utf-8") == settings.page()


def test_every_command_and_option_is_documented() -> None:
    from typer.testing import CliRunner

    from postgen import cli
    from postgen.cli import COMMANDS

    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    runner = CliRunner()
    calls = [[name] for name in COMMANDS if name != "new"]
    calls += [["new", kind] for kind in ("post", "draft", "page", "backlog", "newsletter", "digest")]
    for call in calls:
        assert f"postgen {' '.join(call)}" in text
        help_text = runner.invoke(cli.app, [*call, "--help"]).output
        missing = [option for option in re.findall(r"--[a-z][a-z-]+", help_text) if f"`{option}" not in text]
        assert not set(missing) - {"--help"}, call


def test_every_room_is_on_the_developers_page() -> None:
    page = (ROOT / "docs" / "development.md").read_text(encoding="utf-8")
    rooms = [
        f"`{each.name}/`" if each.is_dir() else f"`{each.name}`"
        for each in (ROOT / "src" / "postgen").iterdir()
        if not each.name.startswith("__") and each.name != "py.typed"
    ]
    assert not [room for room in rooms if room not in page]
