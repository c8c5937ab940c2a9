"""Edits by hand at any moment, disks that lie or break, signals: what is said of the files is true."""

from __future__ import annotations

import errno
import os
import signal
import stat
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

from postgen import site
from postgen.commands.undo import undo
from postgen.errors import PostgenError
from postgen.files import exchange, journal, store
from postgen.files.changes import move, with_other_names
from postgen.files.store import Change
from tests.faults import breaking
from tests.faults.test_commit import SCENARIOS, as_before, every_call, fails, written

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture(autouse=True)
def _notes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


# Edits by hand


def in_place(path: Path) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write("theirs\n")


def appended(path: Path) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write("theirs\n")


def by_rename(path: Path) -> None:
    new = path.with_name("their-editor~")
    new.write_text("theirs\n", encoding="utf-8")
    os.rename(new, path)  # noqa: PTH104 - as `Path` would, but not counted


def by_backup(path: Path) -> None:
    """Save as vim does with `backupcopy=no`: the old file gets another name."""
    os.rename(path, path.with_name("backup~"))  # noqa: PTH104
    path.write_text("theirs\n", encoding="utf-8")


EDITS = [in_place, appended, by_rename, by_backup]


@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize("new", ["ours\n", None])
def test_an_edit_by_hand_at_any_call_is_never_lost(
    tmp_path: Path, edit: Callable[[Path], None], new: str | None
) -> None:
    """Whatever the moment: before it is noticed, or when all is done already."""
    real = {name: getattr(os, name) for name in breaking.CALLS}
    for number in count(1):
        folder = tmp_path / str(number)
        folder.mkdir()
        path = folder / "backlog.md"
        path.write_text("old\n", encoding="utf-8")
        edited: list[bool] = []

        def happens(path: Path = path, edited: list[bool] = edited) -> None:
            kept = {name: getattr(os, name) for name in breaking.CALLS}
            for name, function in real.items():
                setattr(os, name, function)
            if path.exists():
                edit(path)
                edited.append(True)
            for name, function in kept.items():
                setattr(os, name, function)

        raised = None
        with breaking.broken(number, happens) as calls:
            try:
                store.commit([Change(path, "old\n", new)])
            except store.ChangedError as error:
                raised = error
        if edited:
            assert path.read_text(encoding="utf-8").endswith("theirs\n"), number
        if raised:
            assert edited
            assert "nothing was written" in raised.message
        left = {each.name for each in folder.iterdir()}
        assert not [name for name in left if name.startswith(".postgen-")]
        if len(calls) < number:
            assert number > 5
            return


def test_an_edit_of_a_later_file_takes_the_earlier_ones_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a file system where two files cannot be swapped."""
    monkeypatch.setattr(exchange, "exchange", lambda *_: False)
    for name in "abc":
        (tmp_path / name).write_text("old\n", encoding="utf-8")
    changes = [Change(tmp_path / name, "old\n", "new\n") for name in "abc"]
    kept = os.link

    def link(source: Any, target: Any, **options: Any) -> None:
        kept(source, target, **options)
        if str(source).endswith("c"):
            in_place(tmp_path / "c")

    os.link = link  # type: ignore[assignment]
    try:
        with pytest.raises(store.ChangedError, match="c was changed"):
            store.commit(changes)
    finally:
        os.link = kept
    assert breaking.state(tmp_path) == {"a": "old\n", "b": "old\n", "c": "theirs\n"}


# Disks


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(
    "code", [errno.EIO, errno.EINVAL, errno.ESTALE, errno.ETIMEDOUT, errno.ENOTSUP]
)
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_what_was_done_but_reported_as_failed(tmp_path: Path, scenario: str, code: int) -> None:
    """As over NFS, when the answer is lost: all is as before, or it is done."""
    for folder, raised in every_call(tmp_path, scenario, fails(code), after=True):
        if raised is None:
            written(folder, scenario, most=2)
        else:
            assert isinstance(raised, PostgenError)
            assert "could not be taken back" not in str(raised)
            as_before(folder, scenario)


@pytest.mark.parametrize("code", [errno.EROFS, errno.EIO, errno.ENODEV])
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_disk_that_breaks_midway_and_stays_so(  # noqa: C901
    tmp_path: Path, scenario: str, code: int
) -> None:
    """Nothing can be taken back then: the message says which files are changed, and no other is."""
    writing = ("open write fsync link replace rename unlink mkdir rmdir fchmod symlink").split()
    for number in count(1):
        folder = tmp_path / str(number)
        breaking.begin(folder, scenario)
        calls: list[str] = []
        kept = {name: getattr(os, name) for name in writing}

        def refusing(
            name: str, calls: list[str] = calls, kept: Any = kept, limit: int = number
        ) -> Any:
            def call(*arguments: Any, **options: Any) -> Any:
                is_reading = name == "open" and not arguments[1] & (os.O_WRONLY | os.O_RDWR)
                if not is_reading:
                    calls.append(name)
                    if len(calls) >= limit:
                        raise OSError(code, os.strerror(code))
                return kept[name](*arguments, **options)

            return call

        for name in writing:
            setattr(os, name, refusing(name))
        message = ""
        try:
            breaking.change(folder, scenario)
        except store.UnwritableError as error:
            message = error.message
        finally:
            for name, function in kept.items():
                setattr(os, name, function)
        if len(calls) < number:
            assert number > 3
            return
        found = breaking.state(folder)
        for name, old, new in breaking.CHANGES[scenario]:
            assert found.get(name) in {old, new}
            is_changed = found.get(name) == new
            if message:
                is_named = f"{os.path.relpath(folder / name)} " in message.partition("; ")[2]
                assert is_changed == is_named, (name, message)


def test_where_nothing_can_be_read_any_more_it_is_not_said_that_all_is_as_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    breaking.begin(tmp_path / "x", "newsletter")
    kept = os.link
    links: list[Any] = []

    def link(*arguments: Any, **options: Any) -> None:
        links.append(arguments)
        kept(*arguments, **options)
        for name in ("lstat", "unlink", "rename", "replace", "fsync", "link"):
            monkeypatch.setattr(os, name, lambda *_, **__: fails(errno.EIO)())

    monkeypatch.setattr(os, "link", link)
    monkeypatch.setattr(exchange, "exchange", lambda *_: False)
    with pytest.raises(store.UnwritableError, match="could not be taken back"):
        breaking.change(tmp_path / "x", "newsletter")
    assert links


@pytest.mark.parametrize("code", [errno.EINVAL, errno.ENOTSUP, errno.ENOSYS])
def test_a_file_system_without_fsync(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    monkeypatch.setattr(os, "fsync", lambda _: fails(code)())
    store.commit([Change(tmp_path / "a.md", None, "new\n")])
    assert (tmp_path / "a.md").read_text(encoding="utf-8") == "new\n"


# Signals


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("scenario", ["newsletter", "publish", "edit"])
def test_sigterm_and_sighup_roll_back_as_ctrl_c_does(
    tmp_path: Path, scenario: str, number: signal.Signals
) -> None:
    handler = signal.getsignal(number)
    for folder, raised in every_call(tmp_path, scenario, lambda: signal.raise_signal(number)):
        if raised is None:
            written(folder, scenario)
        else:
            assert isinstance(raised, store.InterruptedBySignal)
            assert raised.number == number
            as_before(folder, scenario)
        assert signal.getsignal(number) is handler


def test_a_signal_that_is_ignored_stays_so(tmp_path: Path) -> None:
    """As under `nohup`."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with breaking.broken(3, lambda: signal.raise_signal(signal.SIGHUP)):
            breaking.begin(tmp_path / "x", "edit")
            breaking.change(tmp_path / "x", "edit")
    finally:
        signal.signal(signal.SIGHUP, before)
    written(tmp_path / "x", "edit")


# Modes and links


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o700, 0o604])
def test_a_moved_file_keeps_its_mode_there_and_back(tmp_path: Path, mode: int) -> None:
    (tmp_path / "_config.yml").write_text("title: x\n", encoding="utf-8")
    old, new = tmp_path / "_drafts/a.md", tmp_path / "_posts/2026-01-01-a.md"
    old.parent.mkdir()
    old.write_text("old\n", encoding="utf-8")
    old.chmod(mode)
    journal.commit(tmp_path, move(old, new, "old\n", "new\n", None), "Publish")
    assert stat.S_IMODE(new.stat().st_mode) == mode
    assert not old.exists()
    result = undo(site.find(tmp_path))
    journal.undo(tmp_path, result.changes)
    assert stat.S_IMODE(old.stat().st_mode) == mode
    assert not new.exists()


@pytest.mark.parametrize("target", ["../notes/real.md", "absolute", "../notes/other.md"])
@pytest.mark.parametrize("text", ["new\n", "old\n"])
@pytest.mark.parametrize("place", ["_posts/2026-01-01-a.md", "deep/er/_posts/2026-01-01-a.md"])
def test_a_post_that_is_a_link_stays_one_there_and_back(
    tmp_path: Path, target: str, text: str, place: str
) -> None:
    (tmp_path / "_config.yml").write_text("title: x\n", encoding="utf-8")
    real = tmp_path / "notes/real.md"
    old, new = tmp_path / "_drafts/a.md", tmp_path / place
    for folder in (real.parent, old.parent):
        folder.mkdir()
    real.write_text("old\n", encoding="utf-8")
    (tmp_path / "notes/other.md").symlink_to("real.md")
    old.symlink_to(real if target == "absolute" else target)
    link = str(old.readlink())
    journal.commit(tmp_path, move(old, new, "old\n", text, None), "Publish")
    assert new.is_symlink()
    assert not os.path.lexists(old)
    assert new.resolve() == real
    assert new.readlink().is_absolute() == (target == "absolute")
    assert new.read_text(encoding="utf-8") == real.read_text(encoding="utf-8") == text
    result = undo(site.find(tmp_path))
    journal.undo(tmp_path, result.changes)
    assert str(old.readlink()) == link
    assert not os.path.lexists(new)
    assert real.read_text(encoding="utf-8") == "old\n"
    assert not real.is_symlink()


def test_a_hard_link_is_pointed_out(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("old\n", encoding="utf-8")
    change = Change(path, "old\n", "new\n")
    assert with_other_names([change]) == []
    os.link(path, tmp_path / "b.md")
    assert with_other_names([change]) == [path]
    assert with_other_names([Change(path, "old\n", None), Change(tmp_path / "c", None, "x")]) == []


# Bytes from outside


@pytest.mark.parametrize("foreign", ["\udce9", "\udcff", "\ud83d", "\udfff", "\ud800"])  # noqa: PT014
def test_only_bytes_of_this_file_go_back_into_it(tmp_path: Path, foreign: str) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"caf\xe8\n")
    old = store.read(path)
    store.commit([Change(path, old, f"{old}{foreign}x\n"), Change(tmp_path / "b", None, foreign)])
    assert path.read_bytes() == b"caf\xe8\n\xef\xbf\xbdx\n"
    assert (tmp_path / "b").read_bytes() == b"\xef\xbf\xbd"


def test_the_bytes_of_a_moved_file_and_of_an_image_stay(tmp_path: Path) -> None:
    path, new = tmp_path / "a.md", tmp_path / "b.md"
    path.write_bytes(b"caf\xe9\n")
    image = b"\x89PNG\xff\xfe\0".decode(errors="surrogateescape")
    store.commit(
        [
            *move(path, new, "caf\udce9\n", "title\ncaf\udce9\n", None),
            Change(tmp_path / "i.png", None, image, raw=True),
        ]
    )
    assert new.read_bytes() == b"title\ncaf\xe9\n"
    assert (tmp_path / "i.png").read_bytes() == b"\x89PNG\xff\xfe\0"
