"""`--edit`, and `edit` without options."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

from postgen.files import editor

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.processes

PLACE = "_posts/2026-11-01-backlog.md"
BACKLOG = "---\ntitle: Backlog\n---\n\n## A\n\n* [One](https://example.org/1)\n  more\n* [Two](https://example.org/2)\n"


@pytest.fixture(autouse=True)
def no_editor_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in editor.VARIABLES:
        monkeypatch.delenv(name, raising=False)


def program(path: Path, script: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a file.md"
    path.write_text("old\n")
    return path


def test_the_editor_may_have_arguments(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = program(tmp_path / "bin dir/ed", 'echo "$1" > "$2"')
    monkeypatch.setenv("EDITOR", f"'{script}' --wait")
    editor.edit(file)
    assert file.read_text() == "--wait\n"


def test_a_path_with_spaces_needs_no_quotes(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", str(program(tmp_path / "My Editor.app/the ed", 'echo new > "$1"')))
    editor.edit(file)
    assert file.read_text() == "new\n"


@pytest.mark.parametrize(
    "command", ["{} -w --line '1 2'", "  {}   -w  --line\t'1 2' ", "'{}' -w --line '1 2'"]
)
def test_a_path_with_spaces_may_have_arguments_after_it(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    script = program(tmp_path / "My Editor.app/the ed", 'printf "%s," "$1" "$2" "$3" > "$4"')
    program(tmp_path / "My", "exit 1")  # what a shell would find first
    monkeypatch.setenv("VISUAL", command.format(script))
    editor.edit(file)
    assert file.read_text() == "-w,--line,1 2,"


def test_no_shell_is_run(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = program(
        tmp_path / "ed", 'for each in "$@"; do last=$each; done; printf "%s," "$@" > "$last"'
    )
    odd = file.with_name("$(touch harm); `touch harm` & -x 'y.md")
    monkeypatch.setenv("EDITOR", f"{script} ; touch harm $HOME * #")
    monkeypatch.chdir(tmp_path)
    editor.edit(odd)
    assert odd.read_text() == f";,touch,harm,$HOME,*,#,{odd},"
    assert not (tmp_path / "harm").exists()


def test_an_editor_that_is_killed(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", str(program(tmp_path / "ed", "kill -TERM $$")))
    with pytest.raises(editor.EditorError, match="ended by signal 15"):
        editor.edit(file)


def test_the_first_variable_that_is_set_is_used(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in editor.VARIABLES:
        monkeypatch.setenv(name, str(program(tmp_path / name, f'echo {name} > "$1"')))
    for name in editor.VARIABLES:
        editor.edit(file)
        assert file.read_text() == f"{name}\n"
        monkeypatch.setenv(name, " ")


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("", "No editor is set"),
        ("no-such-editor -w", "cannot be started: no such file"),
        ("'unclosed", "EDITOR cannot be read"),
        ("false", "ended with code 1"),
    ],
)
def test_an_editor_that_cannot_be_used(
    file: Path, monkeypatch: pytest.MonkeyPatch, command: str, words: str
) -> None:
    monkeypatch.setenv("EDITOR", command)
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    with pytest.raises(editor.EditorError, match=words) as raised:
        editor.edit(file)
    assert raised.value.hint
    assert file.read_text() == "old\n"


@pytest.fixture
def site(make_site: Callable[..., Path]) -> Path:
    return make_site({PLACE: BACKLOG})


def test_a_new_post_is_opened(site: Path, postgen: Any, tmp_path: Path) -> None:
    script = program(tmp_path / "ed", 'echo more >> "$1"')
    done = postgen("new", "post", "T", "--edit", env={"EDITOR": str(script)})
    assert (done.returncode, done.stdout) == (0, "_posts/2026-11-21-t.md\n")
    assert (site / "_posts/2026-11-21-t.md").read_text().endswith("more\n")


def test_a_missing_editor_does_not_hide_what_was_written(site: Path, postgen: Any) -> None:
    done = postgen("new", "post", "T", "--edit", env={"EDITOR": "no-such-editor"})
    assert (done.returncode, done.stdout) == (1, "_posts/2026-11-21-t.md\n")
    assert done.stderr.startswith("error: The editor `no-such-editor` cannot be started")
    assert (site / "_posts/2026-11-21-t.md").is_file()


def test_what_the_editor_prints_is_not_the_result(site: Path, postgen: Any, tmp_path: Path) -> None:
    done = postgen(
        "new", "post", "T", "--edit", env={"EDITOR": str(program(tmp_path / "ed", "echo a screen"))}
    )
    assert (done.returncode, done.stdout) == (0, "_posts/2026-11-21-t.md\n")
    assert "a screen" in done.stderr
    assert site.is_dir()


def test_in_a_pipe_the_settings_do_not_open_the_editor(
    make_site: Callable[..., Path], postgen: Any
) -> None:
    make_site({}, "postgen: {edit: true}\n")
    for kind in ("post", "draft", "page", "backlog"):
        assert postgen("new", kind, "T", env={"EDITOR": "false"}).returncode == 0
    assert postgen("new", "post", "U", "--edit", env={"EDITOR": "false"}).returncode == 1


def test_a_dry_run_opens_nothing(site: Path, postgen: Any) -> None:
    assert postgen("new", "post", "T", "--edit", "-n", env={"EDITOR": "false"}).returncode == 0
    assert not (site / "_posts/2026-11-21-t.md").exists()


def test_an_item_is_edited_as_text(site: Path, postgen: Any, tmp_path: Path) -> None:
    script = program(tmp_path / "ed", 'sed -i s/One/Uno/ "$1"')
    done = postgen("edit", "1", "--yes", env={"EDITOR": str(script)})
    assert done.returncode == 0, done.stderr
    assert (site / PLACE).read_text() == BACKLOG.replace("One", "Uno")


@pytest.mark.parametrize(("script", "code"), [(': > "$1"', 2), ("exit 3", 1), ("true", 0)])
def test_an_item_that_is_not_edited_is_unchanged(
    site: Path, postgen: Any, tmp_path: Path, script: str, code: int
) -> None:
    done = postgen("edit", "1", "--yes", env={"EDITOR": str(program(tmp_path / "ed", script))})
    assert done.returncode == code
    assert "Traceback" not in done.stderr
    assert (site / PLACE).read_text() == BACKLOG


@pytest.mark.parametrize("what", ["https://example.org/1", "1"])
def test_an_item_changed_while_it_is_edited(
    site: Path, postgen: Any, tmp_path: Path, what: str
) -> None:
    """The item is dropped in the meantime: no other item is changed, and the text is not lost."""
    other = BACKLOG.replace("* [One](https://example.org/1)\n  more\n", "")
    (tmp_path / "other.md").write_text(other)
    script = program(
        tmp_path / "ed", f'echo changed >> "$1"; cp "{tmp_path}/other.md" "{site / PLACE}"'
    )
    done = postgen("edit", what, "--yes", env={"EDITOR": str(script)})
    assert done.returncode == 1
    assert "Your text was:\n[One](https://example.org/1)\n  more\nchanged\nerror: " in done.stderr
    assert (site / PLACE).read_text() == other
