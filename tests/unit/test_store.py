"""Reading and locking; what breaks while writing is in `tests/faults`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from postgen.files import exchange, store
from postgen.files.store import Change

if TYPE_CHECKING:
    from pathlib import Path


def test_what_is_read_is_written_back_byte_for_byte(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    data = b"\xef\xbb\xbfcaf\xe9\r\n\x00\xff"
    path.write_bytes(data)
    store.commit([Change(path, store.read(path), store.read(path))])
    assert path.read_bytes() == data


@pytest.mark.parametrize("name", ["nothing.md", "."])
def test_a_file_that_cannot_be_read(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(store.UnreadableError, match="cannot be read: ") as raised:
        store.read(tmp_path / name)
    assert raised.value.hint


def test_new_folders_are_created(tmp_path: Path) -> None:
    store.commit([Change(tmp_path / "a/b/c.md", None, "x")])
    assert (tmp_path / "a/b/c.md").read_text() == "x"


def test_new_files_have_the_mode_of_new_files(tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.touch()
    store.commit([Change(tmp_path / "ours", None, "x")])
    assert (tmp_path / "ours").stat().st_mode == plain.stat().st_mode


def test_a_removed_file_is_gone_and_its_folder_stays(tmp_path: Path) -> None:
    path = tmp_path / "_drafts/a.md"
    path.parent.mkdir()
    path.write_bytes(b"caf\xe9\r\n")
    store.commit([Change(path, store.read(path), None)])
    assert list(path.parent.iterdir()) == []


def test_nothing_to_write_is_not_an_error() -> None:
    store.commit([])


def test_a_folder_that_is_not_there_yet_is_locked_by_the_one_above(tmp_path: Path) -> None:
    with store.lock(tmp_path / "not" / "yet"):
        assert list(tmp_path.iterdir()) == []


def test_a_lock_ends_with_its_block(tmp_path: Path) -> None:
    with store.lock(tmp_path):
        pass
    with pytest.raises(ZeroDivisionError), store.lock(tmp_path):
        raise ZeroDivisionError
    with store.lock(tmp_path):
        pass


def test_a_save_that_comes_before_files_are_swapped_is_seen_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "post.md"
    path.write_text("old", encoding="utf-8")
    monkeypatch.setattr(
        store, "raise_if_interrupted", lambda _: path.write_text("edited", encoding="utf-8")
    )
    monkeypatch.setattr(exchange, "exchange", lambda *_: pytest.fail("was swapped"))
    with pytest.raises(store.ChangedError):
        store.commit([Change(path, "old", "new")])
    assert path.read_text(encoding="utf-8") == "edited"


@pytest.mark.skipif(sys.platform != "linux", reason="files are swapped on Linux only")
def test_a_save_that_comes_while_a_file_is_put_back_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, other, swap = tmp_path / "post.md", tmp_path / "new.md", exchange.exchange
    path.write_text("old", encoding="utf-8")

    def swap_and_save(one: Path, two: Path) -> bool:
        if other.exists():  # the second change has failed
            saved = tmp_path / "saved"
            saved.write_text("edited", encoding="utf-8")
            saved.replace(path)
            monkeypatch.setattr(exchange, "exchange", swap)
        other.write_text("somebody else's", encoding="utf-8")
        return swap(one, two)

    monkeypatch.setattr(exchange, "exchange", swap_and_save)
    with pytest.raises(store.TakenError):
        store.commit([Change(path, "old", "new"), Change(other, None, "own")])
    assert path.read_text(encoding="utf-8") == "edited"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["new.md", "post.md"]
