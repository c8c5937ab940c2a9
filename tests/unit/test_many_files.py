"""Many files are read on all cores, in their order, and a person who waits sees how far it is."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from postgen.cli import console
from postgen.cli.app import app
from postgen.files import many, reading
from postgen.files.reading import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PATHS = [Path(f"{number}.md") for number in range(60)]
HERE = os.getpid()


@pytest.fixture(autouse=True)
def several(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many, "MANY", 10)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)


def name_and_process(path: Path) -> tuple[str, int]:
    return path.name, os.getpid()


def name_or_death(path: Path) -> str:
    if path == PATHS[40] and os.getpid() != HERE:
        os.kill(os.getpid(), signal.SIGKILL)
    return path.name


def refused(path: Path) -> str:
    if path == PATHS[40]:
        raise UnreadableError(f"{path} cannot be read.")
    return path.name


@pytest.mark.processes
def test_several_processes_read_files_and_their_order_stays() -> None:
    found = list(many.mapped(name_and_process, PATHS))
    assert [name for name, _ in found] == [path.name for path in PATHS]
    assert os.getpid() not in {process for _, process in found}


@pytest.mark.processes
@pytest.mark.skipif(sys.platform == "win32", reason="a signal")
def test_what_a_killed_process_leaves_is_done_by_this_one() -> None:
    assert list(many.mapped(name_or_death, PATHS)) == [path.name for path in PATHS]


@pytest.mark.processes
def test_an_error_of_a_file_is_raised() -> None:
    with pytest.raises(UnreadableError, match=r"40\.md cannot be read"):
        list(many.mapped(refused, PATHS))


def test_a_machine_that_starts_no_process_reads_all_in_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def none(*_: object) -> Iterator[object]:
        raise OSError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(many, "_in_processes", none)
    assert list(many.mapped(name_and_process, PATHS))[-1] == ("59.md", os.getpid())


# What a person sees


class Seen:
    """Records what a progress bar shows: what is done, how many, and how many were."""

    def __init__(self) -> None:
        self.bars: list[tuple[str, int]] = []
        self.done = 0

    @contextmanager
    def progress(self, what: str, total: int, **_: Any) -> Iterator[Callable[[object], object]]:
        self.bars.append((what, total))
        yield self._advance

    def _advance(self, _: object) -> None:
        self.done += 1


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Seen:
    seen = Seen()
    monkeypatch.setattr(console, "progress", seen.progress)
    monkeypatch.setattr(reading, "WAIT", 0)
    return seen


def test_what_is_read_in_a_moment_shows_nothing(
    seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "progress", seen.progress)
    monkeypatch.setattr(reading, "WAIT", 1_000_000)
    assert list(reading.each("abc", 3)) == ["a", "b", "c"]
    assert not seen.bars
    monkeypatch.setattr(reading, "WAIT", 0)
    assert list(reading.each("abc", 3)) == ["a", "b", "c"]
    assert (seen.bars, seen.done) == ([("Reading 3 files", 3)], 3)


@pytest.fixture
def blog(make_site: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(many, "MANY", 1000)
    posts = {
        f"_posts/2026-11-0{day}-post.md": f"---\ntitle: P\n---\n\n[a](https://e.org/{day})\n"
        for day in range(1, 9)
    }
    backlog = "---\ntitle: Backlog\n---\n\n## A\n\n* [One](https://e.org/1?x=1)\n* [Two](https://f.org/)\n"
    return make_site({**posts, "_posts/2026-11-01-backlog.md": backlog})


@pytest.mark.parametrize(
    "command",
    [
        "search e.org", "stats", "check", "refs --check", "add-link https://new.example/ -c A --no-fetch --dry-run",
        "new newsletter --dry-run", "import links.html --dry-run",
        "refs 2026-11-02-post 2026-11-03-post --to footnotes --dry-run",
    ],
)  # fmt: skip
def test_a_command_that_reads_all_posts_says_so(
    blog: Path, seen: Seen, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (blog / "links.html").write_text(
        '<!DOCTYPE NETSCAPE-Bookmark-file-1><DL><p><DT><A HREF="https://q.example/">Q</A></DL>'
    )
    with pytest.raises(SystemExit):
        app(command.split(), prog_name="postgen")
    assert any(what.startswith("Reading ") and what.endswith(" files") for what, _ in seen.bars)
    shown = len(seen.bars)
    if command == "search e.org":
        (blog / "_posts/2026-11-09-new.md").write_text("---\ntitle: New\n---\n\nWords.\n")
        with pytest.raises(SystemExit):
            app([*command.split(), "--json"], prog_name="postgen")
        assert len(seen.bars) == shown
    capsys.readouterr()
