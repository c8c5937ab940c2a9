"""The lines of SECURITY.md: each names a test that is there; and the tests that no other file has."""

from __future__ import annotations

import ast
import os
import re
import stat
from typing import TYPE_CHECKING

import pytest

from postgen.jekyll import frontmatter
from tests.conftest import ROOT
from tests.fuzz import sites

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def site() -> Iterator[Path]:
    """Yield a small site in a place of its own, with the user's folders beside it."""
    with sites.folder() as root:
        for name, data in sites.FILES.items():
            (root / name).parent.mkdir(exist_ok=True)
            (root / name).write_bytes(data)
        yield root


# Other users of the machine


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
def test_what_is_kept_about_a_site_is_closed_to_other_users(site: Path) -> None:
    before = os.umask(0o022)
    try:
        os.utime(site / "_config.yml", (1, 1))
        for line in (
            "list",
            "check",
            "search link",
            "add-link https://e.example/ --no-fetch --category A",
        ):
            assert sites.command(line.split()).code == 0
    finally:
        os.umask(before)
    kept = [
        path
        for place in ("cache", "state")
        for path in (site.parent / place).rglob("*")
        if path.is_file()
    ]
    assert {path.name.partition("-")[0] for path in kept} >= {"config", "check", "search"}
    for path in kept:
        own = (path, *path.parents)
        assert any(
            not stat.S_IMODE(each.stat().st_mode) & 0o077 for each in own[: own.index(site.parent)]
        ), path


# Names, texts and arguments


NAMES = (
    "../../evil",
    "/etc/evil",
    "..",
    "a/../../evil",
    "~/evil",
    "..\\..\\evil",
    "con",
    "evil\0",
    "C:\\evil",
)


@pytest.mark.parametrize("name", NAMES)
def test_no_name_leads_out_of_the_site(site: Path, name: str) -> None:
    for command in (
        ["new", "post", "X", "--slug", name], ["new", "post", name], ["new", "draft", name], ["new", "page", name], ["new", "post", "Y", "--category", name],
        ["new", "page", "Z", "--slug", name], ["new", "newsletter", "--slug", name], ["new", "backlog", name], ["rename", "issue", name],
        ["new", "post", "T", "--template", name], ["new", "newsletter", "--like", name], ["new", "post", "I", "--image", name], ["set", "idea", f"permalink={name}"],
        ["publish", name], ["init", "--only", name], ["feeds", "add", name], ["category", "rename", "A", name], ["new", "post", "P", "--set", f"a.b={name}"],
    ):  # fmt: skip
        assert sites.command(command).code in {0, 1, 2}
        assert {path.name for path in site.parent.iterdir()} <= {"site", "cache", "state"}
        assert all(site in path.resolve().parents for path in site.rglob("*"))


ESCAPES = "\x1b[31mX\x07\x9b2J\u202e\x7f"


def test_nothing_that_is_printed_acts_on_the_terminal(site: Path) -> None:
    (site / f"_posts/2026-11-04-{ESCAPES}.md").write_text(
        f'---\ntitle: "a{ESCAPES}b"\nx: [\n---\n\n##x {ESCAPES}\n'
    )
    (site / f"_posts/2026-11-05-b{ESCAPES}.md").write_text(
        f"---\nlang: '{ESCAPES}'\n---\n\n[a]({ESCAPES}\n\n[1] [2]\n"
    )
    lines = (
        "check", "check --json", "check --format github", "check --format markdown", "check --format sarif", "search X", "refs --check", "list", "habits", "stats",
        "templates", f"rename {ESCAPES} foo", f"set {ESCAPES} a=b", f"new post {ESCAPES}", f"new post ok --template {ESCAPES}", f"export {ESCAPES} --format text",
        f"import {ESCAPES}", f"publish {ESCAPES}", f"-C {ESCAPES} list", f"feeds add {ESCAPES}", f"refs --to {ESCAPES} ok", f"check --select {ESCAPES}",
        f"new post x --set {ESCAPES}", f"{ESCAPES}", f"list --sort {ESCAPES}", f"list --{ESCAPES}", f"undo {ESCAPES}", f"list --category {ESCAPES}", f"drop {ESCAPES}",
    )  # fmt: skip
    (site / "_config.yml").write_text(
        'title: x\nurl: "https://a\\eb.example"\npostgen:\n  "\\e[31m": 1\n'
    )
    for line in lines:
        ran = sites.command(line.split())
        assert ran.code in {0, 1, 2}
        assert not re.search("[\0-\x08\x0b-\x1f\x7f-\x9f\u202e]", ran.stdout + ran.stderr), line


ODD = (
    "",
    "\0",
    "\udcff",
    "\ud800",
    "x" * 5000,
    "[" * 3000,
    "9" * 5000,
    "-",
    "--",
    "{{ x }}",
    "%",
    "~",
    "*",
    "\n",
    "=",
    "\u2028",
    "0-0",
    "9" * 30 + "-1",
)


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_any_argument_is_an_answer_or_a_sentence(site: Path, text: str) -> None:
    before = [path.read_bytes() for path in sorted(site.rglob("*.md"))]
    for command in (
        ["list", "--category", text], ["list", "--since", text], ["drop", text], ["move", text, "--to", text], ["search", text], ["export", text, "--format", "text"],
        ["set", "idea", text], ["set", text, "a=b"], ["refs", text, "--check"], ["check", text], ["undo", text], ["-C", text, "list"], ["new", "post", "--date", text, "x"],
        ["new", "newsletter", "--since", text, "--dry-run"], ["new", "newsletter", "--limit", text], ["habits", text], [text], ["templates", text], ["list", "--limit", text],
        ["add-link", text, "--no-fetch", "--dry-run"], ["import", text], ["new", "translation", "issue", "--lang", text, "--dry-run"], ["publish", text], ["rename", text, "x"],
    ):  # fmt: skip
        ran = sites.command(command)
        assert ran.code in {0, 1, 2}
        assert "Traceback" not in ran.stderr
    after = [path.read_bytes() for path in sorted(site.rglob("*.md"))]
    assert all(data in after for data in before), "a file was changed"


# YAML and programs


def test_yaml_makes_no_objects() -> None:
    for text in (
        "a: !!python/object/apply:os.system [touch /evil]\n", "a: !!python/name:os.system\n", "a: !ruby/object:Gem::Installer\n  i: x\n", "!!python/tuple [1]\n"
    ):  # fmt: skip
        try:
            values = frontmatter.load(text)
        except frontmatter.YamlError:
            continue
        assert all(isinstance(each, (str, list, dict)) for each in values.values())


def test_no_command_starts_a_program_unasked(site: Path) -> None:
    """A test without the mark `processes` fails where a process is started."""
    (site / ".git").mkdir()
    (site / ".git/config").write_text("[core]\n\tfsmonitor = touch /evil\n")
    for line in (
        "list", "check", "check --fix", "search x", "habits", "stats", "new post X", "new newsletter", "undo", "init", "refs --check", "publish idea", "templates",
        "add-link https://e.example/ --no-fetch --category A", "category list", "export --format json", "export issue --format text", "--json", "",
    ):  # fmt: skip
        assert sites.command(line.split()).code in {0, 1, 2}


# SECURITY.md


def named() -> list[str]:
    """Return the tests that SECURITY.md names: `tests/unit/test_web.py::test_offline`."""
    return re.findall(r"`(tests/[\w/]+\.py::\w+)`", (ROOT / "SECURITY.md").read_text("utf-8"))


def test_each_line_of_the_threat_model_names_tests() -> None:
    lines = (ROOT / "SECURITY.md").read_text("utf-8").splitlines()
    rows = [
        line for line in lines if line.startswith("| ") and not line.startswith(("| what", "| ---"))
    ]
    assert len(rows) > 30
    assert not [
        row
        for row in rows
        if not re.search(r"`tests/[\w/]+\.py::\w+` \|$|`tests/[\w/]+\.py::\w+`<br>", row)
    ]


def test_each_test_of_the_threat_model_is_collected() -> None:
    tests: dict[str, set[str]] = {}
    for each in named():
        path, _, name = each.partition("::")
        if path not in tests:
            tree = ast.parse((ROOT / path).read_text("utf-8"))
            tests[path] = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
        assert path.rpartition("/")[2].startswith("test_")
        assert name.startswith("test_")
        assert name in tests[path], each
