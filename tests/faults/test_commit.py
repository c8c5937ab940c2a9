"""Whatever breaks while files are written, each holds its old bytes or its new ones, and nothing else is left."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

from postgen.errors import PostgenError
from postgen.files.store import Change, ChangedError, TakenError, UnwritableError, commit
from tests.faults import breaking

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SCENARIOS = list(breaking.CHANGES)


def fails(code: int) -> Callable[[], None]:
    def happens() -> None:
        raise OSError(code, os.strerror(code))

    return happens


def every_call(
    tmp_path: Path, scenario: str, happens: Callable[[], Any], **how: Any
) -> Iterator[tuple[Path, Any]]:
    """Run a scenario once for each call that can break; return its folder, and what was raised."""
    for number in count(1):
        folder = tmp_path / str(number)
        breaking.begin(folder, scenario)
        raised: BaseException | None = None
        with breaking.broken(number, happens, **how) as calls:
            try:
                breaking.change(folder, scenario)
            except (PostgenError, KeyboardInterrupt) as error:
                raised = error
        if len(calls) < number:
            assert number > 5
            return
        yield folder, raised


def as_before(folder: Path, scenario: str) -> None:
    assert breaking.state(folder) == breaking.FILES[scenario]
    for name in breaking.FILES[scenario]:
        assert (folder / name).stat().st_mode & 0o777 == 0o640


def written(folder: Path, scenario: str, most: int = 0) -> None:
    found = breaking.state(folder)
    for name, _, new in breaking.CHANGES[scenario]:
        assert found.get(name) == new
    assert len([name for name in found if ".tmp" in name]) <= most


@pytest.mark.parametrize(
    "code", [errno.ENOSPC, errno.EIO, errno.EACCES, errno.EPERM, errno.ENOTSUP]
)
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_an_error_at_any_call_leaves_all_as_before_or_does_not_matter(
    tmp_path: Path, scenario: str, code: int
) -> None:
    for folder, raised in every_call(tmp_path, scenario, fails(code)):
        if (
            raised is None
        ):  # no hard links here, a folder that cannot be synced, a rest that stays for the next run
            written(folder, scenario, most=2)
        else:
            assert isinstance(raised, UnwritableError)
            assert raised.hint
            as_before(folder, scenario)


@pytest.mark.parametrize("name", ["write", "fsync", "link", "open"])
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_disk_that_stays_full_leaves_all_as_before(
    tmp_path: Path, scenario: str, name: str
) -> None:
    """What was put in place is taken back without writing where nothing can be written."""
    for folder, raised in every_call(tmp_path, scenario, fails(errno.ENOSPC), forever=name):
        if raised is None:
            written(folder, scenario, most=2)
        else:
            as_before(folder, scenario)


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_ctrl_c_before_or_after_any_call_leaves_all_as_before_or_comes_too_late(
    tmp_path: Path, scenario: str, *, after: bool
) -> None:
    handler = signal.getsignal(signal.SIGINT)
    for folder, raised in every_call(
        tmp_path, scenario, lambda: signal.raise_signal(signal.SIGINT), after=after
    ):
        if raised is None:
            written(folder, scenario)
        else:
            assert isinstance(raised, KeyboardInterrupt)
            as_before(folder, scenario)
        assert signal.getsignal(signal.SIGINT) is handler


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_kill_at_any_call_leaves_old_bytes_or_new_ones(tmp_path: Path, scenario: str) -> None:
    done = subprocess.run(
        [sys.executable, breaking.__file__, str(tmp_path), scenario],
        capture_output=True,
        text=True,
        check=True,
    )
    deaths = json.loads(done.stdout)
    assert len(deaths) > 5
    assert [death["killed"] for death in deaths] == [True] * (len(deaths) - 1) + [False]
    for death in deaths:
        left = death["left"]
        for name, old, new in breaking.CHANGES[scenario]:
            assert left.get(name) in {old, new}
        if scenario == "newsletter" and left["backlog.md"] == breaking.TRIMMED:
            assert left["issue.md"] == breaking.ISSUE, "a link would be lost"
        if scenario == "publish" and "draft.md" not in left:
            assert left["deep/er/post.md"] == breaking.ISSUE, "a post would be lost"
        hidden = [name for name in left if name.rpartition("/")[2].startswith(".postgen-")]
        assert len(hidden) <= 2 * len(breaking.CHANGES[scenario])
        assert set(left) - set(hidden) <= {
            *breaking.FILES[scenario],
            "deep",
            "deep/er",
            "deep/er/post.md",
            "issue.md",
        }
        for name, old, new in breaking.CHANGES[scenario]:
            assert death["next"].get(name) in {old, new}, (
                "a later run must not write through what was left"
            )
        if left.get("issue.md") in {None, breaking.ISSUE} and scenario != "forced":
            assert not [name for name in death["next"] if name.startswith(".postgen-")], (
                "nor leave it there"
            )


def test_what_a_killed_run_left_is_never_written_through(tmp_path: Path) -> None:
    """The rest of a new file may be a second name of the very post that was published."""
    post = tmp_path / "post.md"
    post.write_text("Published.\n", encoding="utf-8")
    os.link(post, tmp_path / ".postgen-0.tmp")
    (tmp_path / ".postgen-7.tmp").symlink_to(post)
    commit([Change(tmp_path / "other.md", None, "Other.\n")])
    assert breaking.state(tmp_path) == {"post.md": "Published.\n", "other.md": "Other.\n"}


def test_a_file_changed_in_the_meantime_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("theirs\n", encoding="utf-8")
    with pytest.raises(ChangedError, match="changed by somebody else"):
        commit([Change(tmp_path / "new.md", None, "new\n"), Change(path, "mine\n", "ours\n")])
    assert breaking.state(tmp_path) == {"a.md": "theirs\n"}


def test_a_file_removed_in_the_meantime_is_not_made_again(tmp_path: Path) -> None:
    with pytest.raises(ChangedError, match="removed by somebody else"):
        commit([Change(tmp_path / "a.md", "mine\n", "ours\n")])
    assert breaking.state(tmp_path) == {}


@pytest.mark.parametrize(("now", "done"), [("theirs\n", "changed"), (None, "removed")])
def test_a_file_to_remove_must_be_what_was_read(tmp_path: Path, now: str | None, done: str) -> None:
    path = tmp_path / "a.md"
    if now:
        path.write_text(now, encoding="utf-8")
    with pytest.raises(ChangedError, match=f"{done} by somebody else"):
        commit([Change(tmp_path / "new.md", None, "new\n"), Change(path, "mine\n", None)])
    assert breaking.state(tmp_path) == ({"a.md": now} if now else {})


def test_a_removed_link_leaves_the_file_that_it_names(tmp_path: Path) -> None:
    """As `rm` does: what a link stands for may be somebody else's."""
    real, link = tmp_path / "real.md", tmp_path / "sub/link.md"
    real.write_text("old\n", encoding="utf-8")
    link.parent.mkdir()
    link.symlink_to("../real.md")
    commit([Change(link, "old\n", None)])
    assert breaking.state(tmp_path) == {"real.md": "old\n", "sub": "/"}


def test_a_removed_link_comes_back_as_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real.md", tmp_path / "link.md"
    real.write_text("old\n", encoding="utf-8")
    link.symlink_to("real.md")
    taken = tmp_path / "taken.md"

    def somebody_else() -> None:
        taken.write_text("theirs\n", encoding="utf-8")

    with breaking.broken(5, somebody_else), pytest.raises(TakenError):
        commit([Change(link, "old\n", None), Change(taken, None, "new\n")])
    assert str(link.readlink()) == "real.md"
    assert breaking.state(tmp_path) == {
        "real.md": "old\n",
        "link.md": "old\n",
        "taken.md": "theirs\n",
    }


def test_a_name_taken_at_the_last_moment_is_kept(tmp_path: Path) -> None:
    """Another program makes the file between the look and the move."""
    path = tmp_path / "a.md"

    def somebody_else() -> None:
        path.write_text("theirs\n", encoding="utf-8")

    for number in count(1):
        path.unlink(missing_ok=True)
        with breaking.broken(number, somebody_else) as calls:
            try:
                commit([Change(path, None, "ours\n")])
            except TakenError:
                assert path.read_text(encoding="utf-8") == "theirs\n"
        if len(calls) < number:
            break
        assert [each.name for each in tmp_path.iterdir()] == ["a.md"]


def test_the_mode_and_the_link_of_a_file_stay(tmp_path: Path) -> None:
    real = tmp_path / "real.md"
    real.write_text("old\n", encoding="utf-8")
    real.chmod(0o604)
    link = tmp_path / "sub" / "link.md"
    link.parent.mkdir()
    link.symlink_to("../real.md")
    commit([Change(link, "old\n", "new\n")])
    assert link.is_symlink()
    assert str(link.readlink()) == "../real.md"
    assert real.read_text(encoding="utf-8") == "new\n"
    assert real.stat().st_mode & 0o7777 == 0o604


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file to somebody else")
def test_the_owner_of_a_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("old\n", encoding="utf-8")
    os.chown(path, 65534, 65534)
    commit([Change(path, "old\n", "new\n")])
    assert (path.stat().st_uid, path.stat().st_gid) == (65534, 65534)


def test_a_dangling_link_counts_as_taken(tmp_path: Path) -> None:
    link = tmp_path / "a.md"
    link.symlink_to("nowhere.md")
    with pytest.raises(TakenError):
        commit([Change(link, None, "new\n")])
    assert not (tmp_path / "nowhere.md").exists()


def test_bytes_that_are_not_text_stay(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"caf\xe9\r\n")
    text = path.read_bytes().decode(errors="surrogateescape")
    commit([Change(path, text, text + "x\n")])
    assert path.read_bytes() == b"caf\xe9\r\nx\n"
