"""A person at a real terminal: questions, Tab, Ctrl-C, Ctrl-D, tables."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sys
import unicodedata
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import NOW

pexpect = pytest.importorskip("pexpect", reason="pexpect drives the terminal")

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PLACE = "_posts/2026-11-01-backlog.md"
BACKLOG = """---
title: Backlog
---

## NLP - Basics

* [One](https://example.org/one)

## Computer Vision
"""
OLD_POST = "---\ntitle: Old\ncategories: [essays]\ntags: [transformers, tools]\n---\n"
FILES = {PLACE: BACKLOG, "_posts/2026-10-01-old.md": OLD_POST}
OUR_VARIABLES = {"NO_COLOR", "POSTGEN_SITE", "COLUMNS", "LINES"}
"""Variables that are not inherited from the terminal of whoever runs the tests."""

COLOUR = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


@pytest.fixture
def site(make_site: Callable[..., Path]) -> Path:
    return make_site(FILES)


def hear_ctrl_c() -> None:
    """Undo what a shell does to jobs in the background: they would ignore Ctrl-C, and so would their children."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def start(*command: str, columns: int = 80, request: str = "") -> Any:
    """Start a command on a terminal of its own."""
    inherited = {name: value for name, value in os.environ.items() if name not in OUR_VARIABLES}
    name, _, value = request.partition("=")
    child = pexpect.spawn(
        sys.executable, ["-m", "postgen", *command], dimensions=(40, columns), timeout=20, encoding="utf-8",
        preexec_fn=hear_ctrl_c,
        env={**inherited, "TERM": "xterm", "SOURCE_DATE_EPOCH": str(NOW), "POSTGEN_OFFLINE": "1",
             "INPUTRC": "/dev/null", **({name: value} if request else {})},
    )  # fmt: skip
    child.delaybeforesend = None
    return child


def end(child: Any) -> tuple[int, str]:
    """Wait for the end; return the exit code and the output since the last answer."""
    child.expect(pexpect.EOF)
    child.close()
    return child.exitstatus, child.before


def everything(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_new_post_is_asked_for(site: Path) -> None:
    child = start("new", "post")
    child.expect_exact("Title: ")
    child.sendline("What I read")
    child.expect_exact("Categories, with commas: ")
    child.send("ess\t")
    child.expect_exact("essays")
    child.sendline()
    child.expect_exact("Tags, with commas: ")
    child.send("Tra\t")
    child.expect_exact("transformers")
    child.sendline(", tool")
    code, output = end(child)
    assert code == 0
    assert "The tag `tool` is new here; did you mean `tools`?" in output
    written = (site / "_posts/2026-11-21-what-i-read.md").read_text()
    assert 'title: "What I read"\n' in written
    assert 'categories: ["essays"]\n' in written
    assert 'tags: ["transformers", "tool"]\n' in written


def test_new_alone_asks_what(site: Path) -> None:
    child = start("new")
    child.expect(r"What \(post, draft, .*\) \[post\]: ")
    child.send("dr\t")
    child.expect_exact("draft")
    child.sendline()
    child.expect_exact("Title: ")
    child.sendline("Half a thought")
    for question in ("Categories, with commas: ", "Tags, with commas: "):
        child.expect_exact(question)
        child.sendline()
    assert end(child)[0] == 0
    assert (site / "_drafts/half-a-thought.md").is_file()


def test_a_link_is_asked_for(site: Path) -> None:
    child = start("add-link")
    child.expect_exact("URL: ")
    child.sendline("https://example.org/two")
    child.expect_exact("Title (empty: look it up): ")
    child.sendline("Two")
    child.expect_exact("Category [")
    child.send("comp\t")
    child.expect_exact("Computer Vision")
    child.sendline()
    child.expect_exact("Tags, with commas: ")
    child.sendline("transformer")
    code, output = end(child)
    assert code == 0
    assert "did you mean `transformers`?" in output
    assert (
        "* [Two](https://example.org/two)"
        in (site / PLACE).read_text().partition("## Computer Vision")[2]
    )


@pytest.mark.parametrize("answers", [[], ["A title"], ["A title", "essays"]])
@pytest.mark.parametrize(("key", "code"), [("\x03", 130), ("\x04", 1)])
def test_ctrl_c_and_ctrl_d_change_nothing(
    site: Path, answers: list[str], key: str, code: int
) -> None:
    before = everything(site)
    child = start("new", "post")
    for answer in answers:
        child.expect(": ")
        child.sendline(answer)
    child.expect(": $")
    child.send(key)
    ended, output = end(child)
    assert ended == code
    assert "nothing was changed." in output
    assert "Traceback" not in output
    assert everything(site) == before


def test_ctrl_c_when_a_link_is_asked_for(site: Path) -> None:
    before = everything(site)
    child = start("add-link")
    child.expect_exact("URL: ")
    child.send("https://\x03")
    code, output = end(child)
    assert code == 130
    assert output.strip().endswith("Interrupted; nothing was changed.")
    assert everything(site) == before


@pytest.mark.usefixtures("site")
def test_questions_do_not_reach_a_pipe() -> None:
    """In `$EDITOR "$(postgen new post)"` the questions are on the terminal, the path alone in the pipe."""
    script = f'echo "got <$({sys.executable} -m postgen new post)>"'
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(NOW), "TERM": "xterm"}
    child = pexpect.spawn("bash", ["-c", script], encoding="utf-8", timeout=20, env=environment)
    child.delaybeforesend = None
    child.expect_exact("Title: ")
    child.sendline("Piped")
    for _ in range(2):
        child.expect_exact("commas: ")
        child.sendline()
    child.expect_exact("got <_posts/2026-11-21-piped.md>")


# The editor

SCREEN = """#!/bin/sh
[ -t 0 ] && [ -t 1 ] && echo "on a screen: $#"
echo "line $1" >> "$1"
"""


def editor(path: Path, script: str = SCREEN) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(script)
    path.chmod(0o755)
    return str(path)


def shell(script: str, **variables: str) -> Any:
    """Run a shell's script on a terminal, with this very `postgen` on its path as `$P`."""
    environment = {
        **os.environ,
        "SOURCE_DATE_EPOCH": str(NOW),
        "TERM": "xterm",
        "P": f"{sys.executable} -m postgen",
    }
    for name in ("JEKYLL_EDITOR", "VISUAL", "EDITOR"):
        environment.pop(name, None)
    child = pexpect.spawn(
        "bash", ["-c", script], encoding="utf-8", timeout=30, env={**environment, **variables},
        preexec_fn=hear_ctrl_c,
    )  # fmt: skip
    child.delaybeforesend = None
    return child


@pytest.mark.parametrize(
    "asked", ["--edit", "postgen: {edit: true}", "jekyll_compose: {auto_open: true}"]
)
def test_a_new_post_is_opened_on_the_screen(site: Path, tmp_path: Path, asked: str) -> None:
    (site / "_config.yml").write_text("" if asked == "--edit" else asked + "\n")
    option = asked if asked == "--edit" else ""
    code, output = end(
        shell(f"$P new post 'A title' {option}", VISUAL=editor(tmp_path / "an app/the ed"))
    )
    assert code == 0, output
    assert output.splitlines() == ["_posts/2026-11-21-a-title.md", "on a screen: 1"]
    path = site / "_posts/2026-11-21-a-title.md"
    assert path.read_text().endswith(f"\nline {path}\n")


@pytest.mark.parametrize(
    "config", ["", "postgen: {edit: true}\n", "jekyll_compose: {auto_open: true}\n"]
)
def test_the_path_goes_to_an_editor_of_the_shell(site: Path, tmp_path: Path, config: str) -> None:
    """`$EDITOR "$(postgen new post 'A title')"` opens it once, whatever the settings say."""
    (site / "_config.yml").write_text(config)
    code, output = end(
        shell("$EDITOR \"$($P new post 'A title')\"", EDITOR=editor(tmp_path / "ed"))
    )
    assert (code, output.splitlines()) == (0, ["on a screen: 1"])
    assert (site / "_posts/2026-11-21-a-title.md").read_text().count("line") == 1


@pytest.mark.usefixtures("site")
def test_a_requested_editor_has_the_terminal_when_stdout_is_a_pipe(tmp_path: Path) -> None:
    """In `x=$(postgen new post 'A title' --edit)` the editor is on the terminal, the path alone in the pipe."""
    code, output = end(
        shell("x=$($P new post 'A title' --edit); echo \"<$x>\"", EDITOR=editor(tmp_path / "ed"))
    )
    assert (code, output.splitlines()) == (0, ["on a screen: 1", "<_posts/2026-11-21-a-title.md>"])


def test_a_real_editor(site: Path) -> None:
    if not shutil.which("vim"):
        pytest.skip("vim is not installed")
    child = shell("$P new post 'A title' --edit", EDITOR="vim -u NONE -N")
    child.expect("A title")
    child.send("Gotyped by hand\x1b:wq\r")
    assert end(child)[0] == 0
    assert (site / "_posts/2026-11-21-a-title.md").read_text().endswith("\n\ntyped by hand\n")


WAITING_EDITOR = """#!/bin/sh
exec {python} -c '
import signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends it, whenever it comes
print("ready", flush=True)
signal.pause()
'
"""


def test_ctrl_c_is_the_editors(site: Path, tmp_path: Path) -> None:
    """It ends an editor that does not handle it, as under git; the post stays, and postgen reports what happened.

    The editor is one process from its first line on: a shell would get the key before it has started the
    program that waits, ignore it, and wait to the end.
    """
    child = shell(
        "$P new post 'A title' --edit",
        EDITOR=editor(tmp_path / "ed", WAITING_EDITOR.format(python=sys.executable)),
    )
    child.expect("ready")
    child.sendintr()
    code, output = end(child)
    assert (code, "Traceback" in output) == (1, False)
    assert "ended by signal 2" in output
    assert (site / "_posts/2026-11-21-a-title.md").is_file()


def test_a_missing_editor_is_reported_after_all_is_written(site: Path) -> None:
    code, output = end(shell("$P new post 'A title' --edit"))
    assert code == 1
    assert COLOUR.sub("", output).splitlines() == [
        "_posts/2026-11-21-a-title.md", "error: No editor is set.",
        "Set EDITOR, or open _posts/2026-11-21-a-title.md yourself.",
    ]  # fmt: skip
    assert (site / "_posts/2026-11-21-a-title.md").is_file()


# Colours and tables


def width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in line)


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_a_table_fits_the_terminal(site: Path, columns: int) -> None:
    wide = (
        "* [注意力机制就是你所需要的一切以及更多的东西](https://例子.example.org/"
        + "x" * 100
        + ") <!-- added: 2026-11-01 -->\n"
    )
    (site / PLACE).write_text(
        BACKLOG + "\n" + wide + "* [Title with \x1b]0;escape\x07](https://example.org/3)\n"
    )
    code, output = end(start("list", columns=columns))
    assert code == 0
    assert "\x1b]" not in output
    lines = [line.rstrip("\r") for line in COLOUR.sub("", output).split("\n")]
    assert [line for line in lines if width(line) > columns] == []
    assert "注意" in output
    assert "One" in output
    assert ("https://" in output) == ("2026" in output) == (columns > 40)
    assert len([line for line in lines if line.strip()]) == 4


def test_colours_only_where_they_are_wanted(site: Path) -> None:
    assert (site / PLACE).is_file()
    for command in (["drop", "1", "--yes", "-n"], ["list"], ["drop", "Nothing"]):
        assert COLOUR.search(end(start(*command))[1])
        for request in ("NO_COLOR=1", "TERM=dumb"):
            assert not COLOUR.search(end(start(*command, request=request))[1])


@pytest.mark.parametrize(("columns", "reasons"), [(100, 1), (44, 0)])
def test_alone_it_fits_the_terminal_and_commands_stay_whole(
    site: Path, columns: int, reasons: int
) -> None:
    (site / "_drafts").mkdir()
    (site / "_drafts/half-a-thought-or-two.md").write_text(
        "---\ntitle: Half a thought, or two\n---\n"
    )
    code, output = end(start(columns=columns))
    assert code == 0
    assert "\x1b[1mNext\x1b[0m" in output
    lines = COLOUR.sub("", output).splitlines()
    assert all(len(line) <= columns for line in lines if line.startswith("  "))
    assert "  NLP - Basics     1  ■■■■■■■■■■■■" in [line.rstrip() for line in lines]
    assert sum(line.rstrip().endswith("there is no issue yet") for line in lines) == reasons
    assert any(line.startswith("  postgen publish half-a-thought-or-two") for line in lines)


def test_alone_without_colours(site: Path) -> None:
    assert site.is_dir()
    assert "\x1b" not in end(start(request="NO_COLOR=1"))[1]
