"""The worked examples of CONTRIBUTING.md are followed: each adds the files and makes the changes that it shows."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.console import follow

pytestmark = pytest.mark.processes

PAGE = ROOT / "CONTRIBUTING.md"
# A section ends at the next heading of the page; `## References` is in the output of an example.
SECTION = re.compile(r"^## Add (?:an? )?(.+)\n((?:(?!^## (?!References$)).*\n)*)", re.MULTILINE)
FILE = re.compile(
    r"^```(?:python|yaml|html)\n(?:#|<!--) (src/\S+)(?: -->)?\n(.*?)^```", re.MULTILINE | re.DOTALL
)

SECTIONS = dict(SECTION.findall(PAGE.read_text(encoding="utf-8")))
EXAMPLES = [name for name, text in SECTIONS.items() if FILE.search(text) or "```diff" in text]

DIFF = re.compile(r"^```diff\n--- a/(\S+)\n[^\n]*\n@@[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)


def changed(source: str, hunk: str) -> str:
    """Return a file with a hunk of a diff in it: the lines that it has as context are found once."""
    lines = hunk.splitlines(keepends=True)
    old = "".join(line[1:] for line in lines if not line.startswith("+"))
    new = "".join(line[1:] for line in lines if not line.startswith("-"))
    assert source.count(old) == 1, hunk
    return source.replace(old, new)


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Copy the sources, and make a folder with the `postgen` and the `python` that use the copy."""
    shutil.copytree(
        ROOT / "src", tmp_path / "clone" / "src", ignore=shutil.ignore_patterns("__pycache__")
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "clone" / "src"))
    folder = tmp_path / "bin"
    folder.mkdir()
    for name, options in (("python", ""), ("postgen", " -m postgen")):
        (folder / name).write_text(f'#!/bin/sh\nexec "{sys.executable}"{options} "$@"\n')
        (folder / name).chmod(0o755)
    return folder


def test_there_are_examples() -> None:
    assert set(EXAMPLES) == {
        "importer", "outlet", "check", "style of references", "option", "command", "workflow",
        "view of the desk",
    }  # fmt: skip


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_works_as_it_is_shown(name: str, programs: Path, tmp_path: Path) -> None:
    text = SECTIONS[name]
    for path, source in FILE.findall(text):
        target = tmp_path / "clone" / path
        assert target.parent.is_dir()
        assert not target.exists(), "what an example changes, it shows as a diff"
        target.write_text(source, encoding="utf-8")
    for path, hunk in DIFF.findall(text):
        target = tmp_path / "clone" / path
        target.write_text(changed(target.read_text(encoding="utf-8"), hunk), encoding="utf-8")
    section = tmp_path / "section.md"
    section.write_text(text, encoding="utf-8")
    (tmp_path / "work").mkdir()
    follow(section, tmp_path / "work", programs)


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_passes_the_linter(name: str) -> None:
    ruff = Path(sys.executable).with_name("ruff")
    if not ruff.exists():
        pytest.skip("ruff is not installed")
    modules = [each for each in FILE.findall(SECTIONS[name]) if each[0].endswith(".py")]
    for path, source in modules:
        arguments = [
            "--config",
            str(ROOT / "pyproject.toml"),
            "--stdin-filename",
            str(ROOT / path),
            "-",
        ]
        for command in (["check", "--quiet"], ["format", "--check", "--quiet"]):
            done = subprocess.run(
                [ruff, *command, *arguments],
                input=source,
                text=True,
                capture_output=True,
                check=False,
            )
            assert done.returncode == 0, f"{path}\n{done.stdout}{done.stderr}"
