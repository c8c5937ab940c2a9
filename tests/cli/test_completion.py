"""Completion in real shells: commands, the backlog's categories, the site's tags."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

pexpect = pytest.importorskip("pexpect", reason="pexpect drives the shell")

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BACKLOG = """---
title: Backlog
---

## NLP - Basics

## Computer Vision

## What's $new & "hot"

## Übersicht
"""
OLD_POST = "---\ntitle: Old\ncategories: [essays]\ntags: [transformers, tools]\n---\n"
FILES = {
    "_posts/2026-11-01-backlog.md": BACKLOG,
    "_posts/2026-10-01-old.md": OLD_POST,
    "_templates/my review.md": "x",
    "_config.yml": "collections: {recipes: {}}\n",
}


def command(folder: Path) -> Path:
    """Make a `postgen` of this very code, to put on the PATH."""
    folder.mkdir()
    program = folder / "postgen"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m postgen "$@"\n')
    program.chmod(0o755)
    return program


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    program = command(tmp_path / "bin")
    (tmp_path / "home").mkdir()
    path = f"{program.parent}{os.pathsep}{os.environ['PATH']}"
    return {
        **{name: value for name, value in os.environ.items() if name != "POSTGEN_SITE"},
        "PATH": path, "HOME": str(tmp_path / "home"), "TERM": "dumb", "INPUTRC": "/dev/null",
    }  # fmt: skip


@pytest.fixture
def site(make_site: Callable[..., Path]) -> Path:
    return make_site(FILES)


def installed(shell: str, environment: dict[str, str]) -> None:
    """Install completion from a shell, as its user does."""
    done = subprocess.run(
        [shell, "-c", "postgen --install-completion; true"], env=environment, capture_output=True, text=True, check=True
    )
    assert "installed" in done.stdout, done.stdout + done.stderr


@pytest.fixture
def bash(environment: dict[str, str], site: Path) -> Iterator[Any]:
    """Start a bash whose .bashrc has been given completion."""
    assert site.is_dir()
    installed("bash", environment)
    child = pexpect.spawn("bash", ["-i"], env=environment, encoding="utf-8", timeout=20, dimensions=(40, 200))
    child.delaybeforesend = None
    child.sendline(
        "PS1=READY; bind 'set bell-style none'; show() { printf '<%s> ' \"$@\"; echo OVER; }; echo; echo IS SET"
    )
    child.expect("IS SET\r?\n.*READY$")
    yield child
    child.close(force=True)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("postgen add-l", ["add-link"]),
        ("postgen new newsl", ["new", "newsletter"]),
        ("postgen add-link --categ", ["add-link", "--category"]),
        ("postgen add-link --category N", ["add-link", "--category", "NLP - Basics"]),
        ("postgen add-link --category n", ["add-link", "--category", "NLP - Basics"]),
        (r"postgen add-link --category NLP\ -", ["add-link", "--category", "NLP - Basics"]),
        ('postgen add-link --category "Comp', ["add-link", "--category", "Computer Vision"]),
        ("postgen add-link --category W", ["add-link", "--category", 'What\'s $new & "hot"']),
        ("postgen add-link --category Ü", ["add-link", "--category", "Übersicht"]),
        ("postgen move 1 --to Comp", ["move", "1", "--to", "Computer Vision"]),
        ("postgen new post T --tag tra", ["new", "post", "T", "--tag", "transformers"]),
        ("postgen new post T --category ess", ["new", "post", "T", "--category", "essays"]),
        ("postgen new newsletter --references foot", ["new", "newsletter", "--references", "footnotes"]),
        ("postgen new post T --template my", ["new", "post", "T", "--template", "my review"]),
        ("postgen new newsletter --template bri", ["new", "newsletter", "--template", "brief"]),
        ("postgen new post T --collection re", ["new", "post", "T", "--collection", "recipes"]),
        ("postgen templates po", ["templates", "post"]),
        ("postgen list --sort cat", ["list", "--sort", "category"]),
    ],
)
def test_bash_completes(bash: Any, typed: str, words: list[str]) -> None:
    """Tab, then the line's beginning (Ctrl-A), there a function that shows the words, and Enter."""
    bash.send(f"{typed}\t\x01show \r")
    bash.expect(r"<postgen> (.*?) OVER\r?\n")
    assert bash.match[1] == " ".join(f"<{word}>" for word in words)


def test_bash_completes_a_site_that_is_named(bash: Any, site: Path) -> None:
    bash.sendline("cd /")
    bash.expect("READY$")
    bash.send(f"postgen -C {site} add-link --category N\t\x01show \r")
    bash.expect(r"<NLP - Basics> OVER\r?\n")
    bash.expect("READY$")
    bash.send(f"postgen add-link -C {site} --category N\t\x01show \r")
    bash.expect(r"<NLP - Basics> OVER\r?\n")


def answered(shell: str, line: str, environment: dict[str, str], cwd: Path | None = None) -> str:
    """Ask for completions as a shell's own script does."""
    asked = {"_POSTGEN_COMPLETE": f"complete_{shell}", "_TYPER_COMPLETE_ARGS": line}
    if shell == "fish":
        asked["_TYPER_COMPLETE_FISH_ACTION"] = "get-args"
    done = subprocess.run(
        ["postgen"], env={**environment, **asked}, capture_output=True, text=True, check=True, cwd=cwd
    )
    assert done.stderr == ""
    return done.stdout


@pytest.mark.usefixtures("site")
def test_zsh_and_fish_are_answered(environment: dict[str, str]) -> None:
    assert '"NLP - Basics"' in answered("zsh", "postgen add-link --category N", environment)
    assert answered("fish", "postgen add-link --category N", environment).splitlines() == ["NLP - Basics"]
    assert "add-link" in answered("fish", "postgen ", environment)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_show_completion_is_what_is_installed(shell: str, environment: dict[str, str]) -> None:
    """The shell is found out from the processes above; the script is then one that it can read."""
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")
    installed(shell, environment)
    done = subprocess.run(
        [shell, "-c", "postgen --show-completion; true"], env=environment, capture_output=True, text=True, check=True
    )
    assert "_POSTGEN_COMPLETE=complete_" + shell in done.stdout
    subprocess.run([shell, "-n", "-c", done.stdout], env=environment, check=True, capture_output=True)
    home = Path(environment["HOME"])
    scripts = [path for path in home.rglob("*") if path.is_file() and "POSTGEN" in path.read_text()]
    assert [path.read_text().strip() for path in scripts] == [done.stdout.strip()]


def test_a_place_without_a_site_completes_nothing(environment: dict[str, str], tmp_path: Path) -> None:
    assert answered("fish", "postgen add-link --category N", environment, tmp_path).strip() == ""


def test_a_broken_site_completes_nothing(environment: dict[str, str], site: Path) -> None:
    (site / "_config.yml").write_text("a: [\n")
    assert answered("fish", "postgen add-link --category N", environment).strip() == ""
