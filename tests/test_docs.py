"""The documentation is run: every command that it shows, with the output that it shows."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import options
import performance
import promises
import settings
from postgen.commands.listing import SORTS
from postgen.importers import names as import_formats
from postgen.references.styles import names
from tests import terminal
from tests.conftest import ROOT, need
from tests.console import follow
from tests.pages.server import serving

pytestmark = pytest.mark.processes

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_commands_of_a_page_print_what_it_shows(page: Path, tmp_path: Path) -> None:
    follow(page, tmp_path, Path(sys.executable).parent)


def test_the_page_of_settings_matches_the_settings() -> None:
    assert (ROOT / "docs" / "settings.md").read_text(encoding="utf-8") == settings.page()


def test_the_page_of_options_and_the_manual_match_the_commands() -> None:
    assert options.PAGE.read_text(encoding="utf-8") == options.page()
    assert options.MANUAL.read_text(encoding="utf-8") == options.manual()


def test_the_pages_of_figures_are_what_the_figures_make() -> None:
    assert performance.PAGE.read_text(encoding="utf-8") == performance.page()
    assert promises.PAGE.read_text(encoding="utf-8") == promises.page()
    for name, image in performance.images().items():
        assert (performance.IMAGES / name).read_text(encoding="utf-8") == image
        ET.fromstring(image)  # noqa: S314 - it is our own


def test_each_promise_has_what_shows_it() -> None:
    assert set(promises.promises()) == set(promises.EVIDENCE)
    for name, (_, places) in promises.EVIDENCE.items():
        assert places, name
        assert not [place for place in places if not (ROOT / place).exists()], name


def test_what_is_prepared_of_the_commands_matches_them() -> None:
    files = {file.name: file.read_text(encoding="utf-8") for file in options.PREPARED.iterdir()}
    assert files == options.prepared(), "run tools/options.py"


def test_the_manual_is_valid_roff() -> None:
    need("groff")
    done = subprocess.run(
        ["groff", "-man", "-Tutf8", "-ww", "-z", str(options.MANUAL)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""


@pytest.mark.parametrize("command", list(options.commands()), ids=lambda command: command.path)
def test_help_describes_each_option_and_lists_each_command_in_one_line(
    command: options.CommandHelp,
) -> None:
    assert command.text
    assert command.examples
    for name, text in command.rows:
        assert text[:1].isupper() or text.split()[0].rstrip(",.") in WORDS, f"{name}: {text}"
        assert "<" not in name, f"{name} needs a metavar"
    width = max((len(name) for name, _ in command.commands), default=0)
    below = {each.path: each.text[0] for each in options.commands()}
    for name, line in command.commands:
        assert width + 4 + len(line) <= 78, line
        assert below[f"{command.path} {name}"].startswith(line.rstrip(".")), line


WORDS = {*names(), *import_formats(), *SORTS, "auto", "full", "cards"}
"""What the help of an option may begin with when it lists the values that are allowed."""


def test_every_command_and_option_is_documented() -> None:
    from typer.testing import CliRunner

    from postgen.cli.app import COMMANDS, app

    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    runner = CliRunner()
    calls = [[name] for name in COMMANDS if name != "new"]
    kinds = (
        "post",
        "draft",
        "page",
        "link",
        "backlog",
        "newsletter",
        "digest",
        "index",
        "translation",
    )
    calls += [["new", kind] for kind in kinds]
    for call in calls:
        assert f"postgen {' '.join(call)}" in text
        help_text = runner.invoke(app, [*call, "--help"]).output
        missing = [
            option
            for option in re.findall(r"--[a-z][a-z-]+", help_text)
            if f"`{option}" not in text
        ]
        assert not set(missing) - {"--help"}, call


def test_every_package_is_on_the_developers_page() -> None:
    page = (ROOT / "docs" / "development.md").read_text(encoding="utf-8")
    packages = [
        f"`{each.name}/`" if each.is_dir() else f"`{each.name}`"
        for each in (ROOT / "src" / "postgen").iterdir()
        if not each.name.startswith("__") and each.name != "py.typed"
    ]
    assert not [package for package in packages if package not in page]


def test_what_is_typed_at_a_terminal_shows_what_the_page_shows(tmp_path: Path) -> None:
    page, programs = ROOT / "docs" / "terminal.md", Path(sys.executable).parent
    with serving() as server:
        server.at("/roses", body=ROSES)
        terminal.follow(page, tmp_path, programs, server.url)


ROSES = b"""<!doctype html><html><head><title>Roses in winter | The Garden</title>
<meta property="og:title" content="Roses in winter">
<meta name="description" content="How to bring roses through the frost."></head></html>"""
"""The page of `terminal.md`."""
