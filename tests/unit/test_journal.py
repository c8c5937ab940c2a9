"""The journal of what commands wrote: in order, few enough, small enough."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from postgen.files import journal, store
from postgen.files.store import Change

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def entries_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Return the folder of all sites' entries."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state/postgen/undo"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    folder.mkdir()
    return folder


def write(root: Path, number: int, size: int = 1) -> Path | None:
    return journal.commit(
        root, [Change(root / f"{number}.md", None, "x" * size)], f"Write {number}"
    )


def test_an_entry_holds_all_changes(root: Path) -> None:
    (root / "a.md").write_bytes(b"caf\xe9\r\n\0")
    changes = (
        Change(root / "deep/er/post.md", None, "é\udce9\n\r\n", raw=True),
        Change(root / "empty.md", None, ""),
        Change(root / "a.md", "caf\udce9\r\n\0", None),
    )
    entry = journal.commit(root, changes, "Say `é`\n")
    assert entry
    journal.record_commit(entry, "abc1234")
    folders = (str(root / "deep/er"), str(root / "deep"))
    found = journal.last(root)
    assert (found.message, found.folders, found.commit) == ("Say `é`\n", folders, "abc1234")
    assert [each[:3] for each in found.changes] == [each[:3] for each in changes]
    assert found.changes[2].mode == 0o644


def test_paths_are_absolute(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    journal.commit(root, [Change(root.relative_to(root) / "a.md", None, "x")], "Write")
    assert journal.last(root).changes[0].path == root / "a.md"


def test_a_command_that_changes_nothing_has_no_entry(root: Path) -> None:
    write(root, 1)
    (root / "a.md").write_text("x")
    assert journal.commit(root, [], "Nothing") is None
    assert journal.commit(root, [Change(root / "a.md", "x", "x")], "Nothing") is None
    assert journal.last(root).message == "Write 1"


def test_a_command_that_could_not_write_has_no_entry(root: Path) -> None:
    write(root, 1)
    with pytest.raises(store.TakenError):
        write(root, 1)
    journal.undo(root, [])
    with pytest.raises(journal.NothingToUndoError):
        journal.last(root)


def test_the_number_of_entries_is_limited(root: Path, entries_folder: Path) -> None:
    for number in range(journal.MAX_COMMANDS + 3):
        write(root, number)
    assert len(list(next(entries_folder.iterdir()).iterdir())) == journal.MAX_COMMANDS
    messages = []
    for _ in range(journal.MAX_COMMANDS):
        messages.append(journal.last(root).message)
        journal.forget(root)
    assert messages == [
        f"Write {number}" for number in reversed(range(3, journal.MAX_COMMANDS + 3))
    ]


def test_the_size_of_entries_is_limited(
    root: Path, entries_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "MAX_BYTES", 10_000)
    for number in range(4):
        write(root, number, 4_000)
    assert len(list(next(entries_folder.iterdir()).iterdir())) == 2
    write(root, 9, 11_000)  # the last one stays: a kill is recovered by it
    assert len(list(next(entries_folder.iterdir()).iterdir())) == 1
    assert journal.last(root).message == "Write 9"


def test_the_number_of_sites_is_limited(
    root: Path, entries_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "MAX_SITES", 3)
    for number in range(5):
        site = root / str(number)
        site.mkdir()
        write(site, number)
        folder = next(
            each for each in entries_folder.iterdir() if each.name.startswith(f"{number}-")
        )
        os.utime(folder, (number, number))
    assert {each.name[0] for each in entries_folder.iterdir()} == {"2", "3", "4"}


def test_another_file_in_the_folder_is_not_an_entry(root: Path, entries_folder: Path) -> None:
    write(root, 1)
    (next(entries_folder.iterdir()) / ".DS_Store").touch()
    (entries_folder / ".DS_Store").touch()
    write(root, 2)
    assert journal.last(root).message == "Write 2"


def test_an_entry_that_was_cut_short_is_reported_and_removed(root: Path) -> None:
    """Its command was killed before it wrote, or the power failed; the entry before it may belong to another command."""
    write(root, 1)
    entry = write(root, 2, 100)
    assert entry
    whole = entry.read_bytes()
    for size in range(len(whole)):
        entry.write_bytes(whole[:size])
        with pytest.raises(journal.NothingToUndoError, match="damaged"):
            journal.last(root)
        assert journal.last(root).message == "Write 1"


def test_an_entry_that_cannot_be_written_leaves_no_older_one(
    root: Path, entries_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(root, 1)

    def fill_disk(path: str, flags: int) -> int:
        os.close(os.open(path, flags))
        raise OSError(28, "no space left on device")

    monkeypatch.setattr(journal, "open_private", fill_disk)
    write(root, 2)
    assert (root / "2.md").is_file()
    assert list(next(entries_folder.iterdir()).iterdir()) == []


def test_entries_that_cannot_be_removed_are_not_undone(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(root, 1)
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(store.UnwritableError, match="nothing was undone"):
        journal.undo(root, [Change(root / "1.md", "x", None)])
    assert (root / "1.md").is_file()


def test_an_entry_that_was_removed_is_not_written_again(root: Path) -> None:
    entry = write(root, 1)
    assert entry
    entry.unlink()
    journal.record_commit(entry, "abc1234")
    assert not entry.exists()


@pytest.mark.parametrize("make", ["folder", "pipe", "loop"])
def test_an_entry_that_is_no_file_is_skipped_once(
    root: Path, entries_folder: Path, make: str
) -> None:
    write(root, 1)
    (folder,) = entries_folder.iterdir()
    entry = folder / "000000002-12-34"
    if make == "folder":
        entry.mkdir()
    elif make == "pipe":
        os.mkfifo(entry)
    else:
        entry.symlink_to(entry)
    with pytest.raises(journal.NothingToUndoError, match="damaged"):
        journal.last(root)
    assert journal.last(root).message == "Write 1"
