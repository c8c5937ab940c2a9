"""Registries: a variant is one file, and other packages add theirs by entry points."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from postgen import importers, plugins
from postgen.importers import registry
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

BACKLOG = "_posts/2026-11-01-backlog.md"
HEAD = "---\ntitle: Backlog\n---\n\n"

NBML = '<nbml><bookmark href="https://a.example/a"><title>A</title></bookmark></nbml>\n'

IMPORTER = r'''
"""NBML, notes and bookmarks of no program."""

import re

from postgen.importers import Confidence, Guess
from postgen.importers.fields import link

NAMES = ("nbml",)

BOOKMARK = re.compile(r'<bookmark href="([^"]*)">\s*<title>([^<]*)')


def sniff(file):
    return Guess("nbml", Confidence.ROOT_ELEMENT) if "<nbml" in file.text else None


def read(file):
    for found in BOOKMARK.finditer(file.text):
        yield link(found[1], found[2])
'''

EXPORTER = '''
"""NBML, notes and bookmarks of no program."""

from postgen.exporters import Format
from postgen.exporters.fields import xml


def write(links):
    bookmarks = [
        f'<bookmark href="{xml(link.url)}"><title>{xml(link.title)}</title></bookmark>'
        for link in links
    ]
    return f"<nbml>{''.join(bookmarks)}</nbml>\\n"


FORMATS = (Format("nbml", write, frozenset({"title"})),)
'''


CHECK = '''
"""Words that nobody should shout."""

from postgen.checks.check import Check
from postgen.model import Finding


def find(subject):
    at = subject.body.source.find("SHOUT")
    if at >= 0:
        yield Finding("TXT91", at, at + 5, "This is shouted.", severity="warning")


CHECKS = (
    Check(
        code="TXT91",
        name="shouting",
        summary="A word is shouted.",
        why="Nobody likes it.",
        bad="SHOUT\\n",
        good="whisper\\n",
        find=find,
        severity="warning",
    ),
)
'''

STYLE = re.search(  # the example of CONTRIBUTING.md, as a package of its own
    r"^```python\n# src/postgen/references/styles/margin\.py\n(.*?)^```",
    (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"),
    re.MULTILINE | re.DOTALL,
)[1]  # type: ignore[index]


class Plugin(NamedTuple):
    """A package that registers `postgen_nbml` in one group, and a command that uses it."""

    group: str
    module: str
    command: tuple[str, ...]
    stdin: str
    shown: str
    """What the command prints if the package is there."""


PLUGINS = {
    "an importer by name": Plugin(
        "postgen.importers",
        IMPORTER,
        ("import", "-", "--format", "nbml", "--no-fetch", "--dry-run"),
        NBML,
        "+* [A](https://a.example/a)",
    ),
    "an importer by the content": Plugin(
        "postgen.importers",
        IMPORTER,
        ("import", "-", "--no-fetch", "--dry-run"),
        NBML,
        "+* [A](https://a.example/a)",
    ),
    "an exporter": Plugin(
        "postgen.exporters",
        EXPORTER,
        ("export", "--format", "nbml"),
        "",
        '<bookmark href="https://old.example/"><title>Old</title></bookmark>',
    ),
}


def install(folder: Path, group: str, module: str, name: str = "nbml") -> Path:
    """Write a package with one entry point as pip would leave it in a folder."""
    info = folder / "postgen_nbml-1.0.dist-info"
    info.mkdir(parents=True)
    (folder / "postgen_nbml.py").write_text(module, encoding="utf-8")
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: postgen-nbml\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[{group}]\n{name} = postgen_nbml\n")
    return folder


@pytest.fixture
def site(make_site: Callable[..., Path]) -> Path:
    return make_site({BACKLOG: f"{HEAD}* [Old](https://old.example/)\n"})


def run(site: Path, packages: Path | None, *command: str, stdin: str = "") -> Any:
    """Run postgen as a process that finds the packages of a folder."""
    paths = [ROOT / "src", *([packages] if packages else [])]
    return subprocess.run(
        [sys.executable, "-m", "postgen", "-C", str(site), *command],
        input=stdin,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, paths))},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.processes
@pytest.mark.parametrize("name", PLUGINS)
def test_a_package_adds(name: str, site: Path, tmp_path: Path) -> None:
    plugin = PLUGINS[name]
    packages = install(tmp_path / "packages", plugin.group, plugin.module)
    done = run(site, packages, *plugin.command, stdin=plugin.stdin)
    assert done.returncode == 0, done.stderr
    assert plugin.shown in done.stdout
    assert plugin.shown not in run(site, None, *plugin.command, stdin=plugin.stdin).stdout


@pytest.mark.processes
@pytest.mark.parametrize(
    ("module", "message"),
    [
        ("import nothing_of_this_name\n", "cannot be loaded: No module named"),
        ("x = 1\n", "does not define `NAMES`, `sniff`, `read`."),
        ("def\n", "cannot be loaded: invalid syntax"),
    ],
)
def test_a_package_that_is_broken_is_named(
    module: str, message: str, site: Path, tmp_path: Path
) -> None:
    packages = install(tmp_path / "packages", registry.GROUP, module)
    done = run(site, packages, "import", "-", "--format", "nbml", stdin=NBML)
    assert (done.returncode, done.stdout) == (1, "")
    assert f"`nbml` of the package `postgen-nbml` {message}" in done.stderr
    assert "uninstall it" in done.stderr


@pytest.mark.processes
def test_packages_are_looked_for_only_where_nothing_built_in_fits(
    site: Path, tmp_path: Path
) -> None:
    """A package that is broken shows whether it was looked for, which takes time."""
    packages = install(tmp_path / "packages", registry.GROUP, "import nothing_of_this_name\n")
    for command in (
        ("import", "-", "--format", "text", "--no-fetch"),
        ("import", "-", "--no-fetch"),
        ("add-link", "https://b.example/", "--no-fetch"),
        ("list",),
    ):
        done = run(site, packages, *command, stdin="https://c.example/\n")
        assert done.returncode == 0, done.stderr


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder whose modules are loaded beside the built-in importers."""
    monkeypatch.setattr(importers, "__path__", [*importers.__path__, str(tmp_path)])
    registry._built_in.cache_clear()
    yield tmp_path
    registry._built_in.cache_clear()
    sys.modules.pop("postgen.importers.scratch", None)


def test_an_importer_is_one_file(scratch: Path) -> None:
    (scratch / "scratch.py").write_text(IMPORTER, encoding="utf-8")
    assert "nbml" in importers.names()
    assert importers.detect(NBML, "links.xml") == "nbml"
    contents = importers.read_file(NBML.encode(), "links.xml")
    assert [(row.link.url, row.link.title) for row in contents.rows] == [
        ("https://a.example/a", "A")
    ]


@pytest.mark.parametrize(
    ("package", "declaration"), [("postgen.importers", "NAMES"), ("postgen.exporters", "FORMATS")]
)
def test_no_two_modules_declare_one_format(package: str, declaration: str) -> None:
    declared = [
        getattr(each, "name", each)
        for module in plugins.built_in(package, declaration)
        for each in getattr(module, declaration)
    ]
    assert sorted(declared) == sorted(set(declared))


@pytest.mark.processes
def test_a_package_adds_a_style(site: Path, tmp_path: Path) -> None:
    packages = install(tmp_path / "packages", "postgen.styles", STYLE, "margin")
    command = ("refs", "backlog", "--to", "margin", "--dry-run")
    done = run(site, packages, *command)
    assert done.returncode == 0, done.stderr
    assert "+**(1)**{:#note-1} [Old](https://old.example/)" in done.stdout
    assert run(site, None, *command).returncode == 2
    issue = run(site, packages, "new", "newsletter", "--references", "margin", "--dry-run")
    assert "[(1)](#note-1)" in issue.stdout


@pytest.mark.processes
def test_a_package_adds_a_check(tmp_path: Path) -> None:
    packages = install(tmp_path / "packages", "postgen.checks", CHECK)
    script = "import postgen; print(*(each.code for each in postgen.check('SHOUT\\n')))"
    for paths, codes in (([packages], "TXT91\n"), ([], "\n")):
        done = subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, [ROOT / "src", *paths]))},
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout == codes
