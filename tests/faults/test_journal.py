"""Whatever breaks between the journal and the files: undoing restores what was there before, and never another command's."""

from __future__ import annotations

import errno
import os
import signal
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

from postgen import site
from postgen.commands.undo import undo
from postgen.errors import PostgenError
from postgen.files import journal, store
from postgen.files.store import Change
from tests.faults import breaking

if TYPE_CHECKING:
    from pathlib import Path

SCENARIOS = ["newsletter", "drop", "publish"]


@pytest.fixture(autouse=True)
def _notes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def begin(folder: Path, scenario: str) -> dict[str, str]:
    """Make a site in which an earlier command wrote a post; return its files."""
    breaking.begin(folder, scenario)
    (folder / "_config.yml").write_text("title: x\n", encoding="utf-8")
    journal.commit(folder, [Change(folder / "earlier.md", None, "Earlier.\n")], "Earlier")
    return breaking.state(folder)


def change(folder: Path, scenario: str) -> None:
    changes = [Change(folder / name, old, new) for name, old, new in breaking.CHANGES[scenario]]
    journal.commit(folder, changes, "Later")


def visible(folder: Path) -> dict[str, str]:
    return {
        name: text
        for name, text in breaking.state(folder).items()
        if ".postgen-" not in name and text != "/"
    }


def taken_back(folder: Path) -> str:
    """Undo once; return the message of what was undone, "" for nothing."""
    try:
        outcome = undo(site.find(folder))
        journal.undo(folder, outcome.changes)
    except journal.NothingToUndoError:
        return ""
    return str(outcome.data["undone"]) if outcome.changes else ""


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_kill_at_any_call(tmp_path: Path, scenario: str) -> None:
    torn = 0
    for number in count(1):
        folder = tmp_path / str(number)
        before = begin(folder, scenario)
        child = os.fork()
        if not child:
            with breaking.broken(number, lambda: os.kill(os.getpid(), signal.SIGKILL)):
                change(folder, scenario)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        wrote = visible(folder) != before
        torn += wrote and os.WIFSIGNALED(status)
        undone = taken_back(folder)
        if wrote:
            assert undone == "Later"
        if undone != "Earlier":
            assert visible(folder) == before
            undone = taken_back(folder)
        assert undone == "Earlier"
        assert visible(folder) == {
            name: text for name, text in before.items() if name != "earlier.md"
        }
        if not os.WIFSIGNALED(status):
            break
    assert torn > 2


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EACCES])
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_an_error_at_any_call(tmp_path: Path, scenario: str, code: int) -> None:
    def happens() -> None:
        raise OSError(code, os.strerror(code))

    for number in count(1):
        folder = tmp_path / str(number)
        before = begin(folder, scenario)
        raised = False
        with breaking.broken(number, happens) as calls:
            try:
                change(folder, scenario)
            except store.UnwritableError:
                raised = True
        assert (visible(folder) == before) == raised
        assert taken_back(folder) in ({"Earlier", ""} if raised else {"Later", ""})
        if len(calls) < number:
            assert number > 5
            return


def test_a_kill_while_undoing(tmp_path: Path) -> None:
    for number in count(1):
        folder = tmp_path / str(number)
        before = begin(folder, "publish")
        change(folder, "publish")
        child = os.fork()
        if not child:
            with breaking.broken(number, lambda: os.kill(os.getpid(), signal.SIGKILL)):
                taken_back(folder)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            assert number > 5
            return
        assert taken_back(folder) in {"Later", "Earlier", ""}
        assert {**visible(folder), "earlier.md": "Earlier.\n"} == before


def test_a_journal_that_cannot_be_listed_once_never_undoes_the_command_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The entries before it are not those of the last command any longer."""
    folder = tmp_path / "site"
    before = begin(folder, "drop")
    with monkeypatch.context() as broken:
        broken.setattr(os, "listdir", lambda _: (_ for _ in ()).throw(OSError(errno.EIO, "EIO")))
        change(folder, "drop")
    assert taken_back(folder) == "Later"
    assert visible(folder) == before
    assert taken_back(folder) == ""


def test_what_was_staged_before_a_kill_is_gone_after_undo(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    begin(folder, "drop")
    child = os.fork()
    if not child:
        with breaking.broken(4, lambda: os.kill(os.getpid(), signal.SIGKILL)):
            change(folder, "newsletter")
        os._exit(0)
    os.waitpid(child, 0)
    (folder / ".postgen-7.tmp").touch()
    taken_back(folder)
    assert not [name for name in breaking.state(folder) if ".postgen-" in name]


@pytest.mark.parametrize(
    ("name", "path"),
    [("rename", "post.md"), ("lstat", "post.md"), ("lstat", "-open"), ("listdir", "")],
)
def test_a_recovery_that_fails_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, path: str
) -> None:
    """The command that was killed had made its new file, and removed nothing yet."""
    folder = tmp_path / "site"
    before = begin(folder, "publish")
    child = os.fork()
    if not child:
        monkeypatch.setattr(os, "rename", lambda *_: os.kill(os.getpid(), signal.SIGKILL))
        change(folder, "publish")
        os._exit(0)
    os.waitpid(child, 0)
    half_done = visible(folder)
    assert half_done != before

    def broken(place: Any, *arguments: Any, **options: Any) -> Any:
        if str(place).endswith(path):
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return kept(place, *arguments, **options)

    kept = getattr(os, name)
    with monkeypatch.context() as disk:
        disk.setattr(os, name, broken)
        with pytest.raises((OSError, PostgenError)):
            journal.recover(folder)
    assert visible(folder) == half_done
    assert journal.recover(folder) == ("Later", [])
    assert visible(folder) == before


@pytest.mark.parametrize("saves", ["before", "after"])
def test_a_save_into_a_file_that_a_killed_command_has_replaced_is_put_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, saves: str
) -> None:
    """An editor has the file open; the command is killed before it looks whether somebody has."""
    path = tmp_path / "post.md"
    path.write_text("old", encoding="utf-8")
    with path.open("r+", encoding="utf-8") as editor:
        child = os.fork()
        if not child:
            monkeypatch.setattr(
                store, "_check_backups", lambda _: os.kill(os.getpid(), signal.SIGKILL)
            )
            journal.commit(tmp_path, [Change(path, "old", "new")], "Later")
            os._exit(0)
        os.waitpid(child, 0)
        assert path.read_text(encoding="utf-8") == "new"
        if saves == "before":
            editor.write("edited")
            editor.close()
        journal.recover(tmp_path)
        if saves == "after":
            editor.write("edited")
    assert path.read_text(encoding="utf-8") == "edited"
    assert not list(tmp_path.glob(".postgen-*"))
