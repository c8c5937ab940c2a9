"""After a kill the next command says what was half done, and takes it back; errors say what is true."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from postgen.files import journal, store
from postgen.files.store import Change
from tests.conftest import ROOT
from tests.faults import breaking

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PLACE = "_posts/2026-11-01-backlog.md"
BACKLOG = "---\ntitle: Backlog\n---\n\n## A\n\n* [One](https://example.org/1)\n"
POST = "---\ntitle: Old\n---\n\nText [x](/2026/01/02/other/).\n"
LINKS = "---\ntitle: Other\n---\n\n[old](/2026/01/01/old.html) {% post_url 2026-01-01-old %}\n"
ADD = "add-link https://example.org/2 --no-fetch --title Two --category A".split()

pytestmark = pytest.mark.processes


@pytest.fixture
def site(make_site: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return make_site(
        {
            PLACE: BACKLOG,
            "_posts/2026-01-01-old.md": POST,
            "_posts/2026-01-02-other.md": LINKS,
            "_drafts/idea.md": "---\ntitle: Idea\n---\n",
        }
    )


def kill(root: Path, arguments: list[str], number: int) -> bool:
    """Run a command in a child that is killed at the n-th call of the system; return whether it was."""
    child = os.fork()
    if not child:
        from postgen.cli.app import app

        os.chdir(root)
        sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115, PTH123
        kept = store.commit
        count = [0]

        def commit(changes: Any) -> None:
            count[0] += 1
            with breaking.broken(number, lambda: os.kill(os.getpid(), signal.SIGKILL)):
                kept(changes)

        store.commit = commit
        try:
            app(arguments, prog_name="postgen")
        except BaseException:  # noqa: BLE001 - the child ends here, whatever it was
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def visible(root: Path) -> dict[str, str]:
    """Return the files of a site, with their texts."""
    found = {}
    for path in sorted(root.rglob("*")):
        name = str(path.relative_to(root))
        if path.is_file() and not name.startswith(".git/") and ".postgen-" not in name:
            found[name] = path.read_text(encoding="utf-8")
    return found


COMMANDS = [
    ["new", "newsletter", "T"],
    ["publish", "idea"],
    ["unpublish", "old"],
    ["rename", "old", "New", "--slug", "auto"],
]


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
def test_the_next_run_takes_back_what_was_half_done(
    site: Path, postgen: Any, command: list[str], tmp_path: Path
) -> None:
    before = visible(site)
    torn = 0
    for number in range(2, 90, 4):
        copy = tmp_path / f"copy-{number}"
        shutil.copytree(site, copy)
        was_killed = kill(copy, command, number)
        left = visible(copy)
        if not was_killed:
            break
        done = postgen("-C", str(copy), "new", "post", "Next")
        assert done.returncode == 0, done.stderr
        assert not [name for name in breaking.state(copy) if ".postgen-" in name]
        after = {name: text for name, text in visible(copy).items() if "next" not in name}
        if "is taken back" in done.stderr:
            torn += 1
            assert after == before
        else:
            assert after == left  # all or nothing was written
    assert torn


def test_it_says_what_it_takes_back(site: Path, postgen: Any) -> None:
    before = visible(site)
    changes = [
        Change(site / "new.md", None, "new\n"),
        Change(site / PLACE, BACKLOG, BACKLOG + "* x\n"),
    ]
    entry = journal.commit(site, changes, "Add newsletter: T")
    assert entry
    entry.rename(f"{entry}-open")  # as a kill leaves it
    (site / PLACE).write_text(BACKLOG, encoding="utf-8")
    (site / "_posts/.postgen-1.tmp").write_text("x", encoding="utf-8")
    done = postgen("new", "post", "T")
    assert "`Add newsletter: T` was stopped while it wrote: it is taken back." in done.stderr
    left = visible(site)
    assert {name: left[name] for name in before} == before
    assert "new.md" not in left
    assert not (site / "_posts/.postgen-1.tmp").exists()
    assert "stopped" not in postgen("new", "post", "U").stderr


@pytest.mark.parametrize("edited", ["new.md", PLACE])
def test_what_was_edited_since_is_left_alone(site: Path, postgen: Any, edited: str) -> None:
    changes = [
        Change(site / "new.md", None, "new\n"),
        Change(site / PLACE, BACKLOG, BACKLOG + "* x\n"),
    ]
    entry = journal.commit(site, changes, "Add newsletter: T")
    assert entry
    entry.rename(f"{entry}-open")
    (site / edited).write_text("theirs\n", encoding="utf-8")
    done = postgen("new", "post", "T")
    assert "was stopped while it wrote" in done.stderr
    assert "postgen undo" in done.stderr
    assert (site / edited).read_text(encoding="utf-8") == "theirs\n"


def test_a_dry_run_takes_nothing_back(site: Path, postgen: Any) -> None:
    changes = [Change(site / "new.md", None, "new\n"), Change(site / "b.md", None, "new\n")]
    entry = journal.commit(site, changes, "Add newsletter: T")
    assert entry
    entry.rename(f"{entry}-open")
    (site / "b.md").unlink()
    postgen("new", "post", "T", "--dry-run")
    assert (site / "new.md").exists()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_while_writing_ends_with_its_code(site: Path, number: signal.Signals) -> None:
    before = visible(site)
    script = (
        "import os, signal\n"
        "from postgen.files import store\n"
        "kept = os.fsync\n"
        f"def fsync(file): kept(file); os.kill(os.getpid(), {int(number)})\n"
        "os.fsync = fsync\n"
        "from postgen.__main__ import main\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *ADD], cwd=site, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )  # fmt: skip
    assert done.returncode == 128 + number
    assert done.stderr == "\nInterrupted; nothing was changed.\n"
    assert visible(site) == before


# Output that cannot be written


@pytest.mark.skipif(not os.access("/dev/full", os.W_OK), reason="there is no full disk")
@pytest.mark.parametrize(
    ("command", "code"),
    [
        (ADD, 1),
        ([*ADD, "--json"], 1),
        (["new", "post", "T"], 1),
        (["rename", "old", "New", "--slug", "auto"], 1),
        (["publish", "idea"], 1),
        (["search", "nothing-like-this"], 1),
        (["list"], 1),
        (["--help"], 1),
        (["refs", "-h"], 1),
        (["refs", "_posts/2026-01-01-old.md", "--check"], 0),
    ],
)
def test_a_full_disk_behind_the_output(site: Path, command: list[str], code: int) -> None:
    before = visible(site)
    with open("/dev/full", "w") as full:  # noqa: PTH123
        done = subprocess.run(
            [sys.executable, "-m", "postgen", *command], cwd=site, stdout=full, text=True,
            stderr=subprocess.PIPE, check=False, env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        )  # fmt: skip
    assert done.returncode == code
    assert "Traceback" not in done.stderr
    has_written = visible(site) != before
    assert ("The files are written, but" in done.stderr) == has_written
    if command[0] == "search":
        assert "cannot be printed" not in done.stderr


@pytest.mark.skipif(not os.access("/dev/full", os.W_OK), reason="there is no full disk")
def test_a_full_disk_behind_undo(site: Path) -> None:
    journal.commit(site, [Change(site / "a.md", None, "x")], "Write")
    with open("/dev/full", "w") as full:  # noqa: PTH123
        done = subprocess.run(
            [sys.executable, "-m", "postgen", "undo"], cwd=site, stdout=full, text=True,
            stderr=subprocess.PIPE, check=False, env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        )  # fmt: skip
    assert done.returncode == 1
    assert "The files are written, but the result cannot be printed" in done.stderr
    assert not (site / "a.md").exists()


# Undo


@pytest.mark.parametrize(
    "damage",
    [b"", b"(", b"(1, 2)\n", b"('m', [], [], [-1])\n", b"\xff\xfe\n", b"(" * 5000, b"None\n",
     b"('m', [1], [], [None, 3])\nabc", b"('m', ['a'], [], [None, 99])\nabc"],
)  # fmt: skip
def test_a_damaged_record_is_a_sentence(site: Path, postgen: Any, damage: bytes) -> None:
    entry = journal.commit(site, [Change(site / "a.md", None, "x")], "Write")
    assert entry
    entry.write_bytes(damage)
    done = postgen("undo")
    assert done.returncode == 1
    assert "The record of the last command is damaged; nothing was undone." in done.stderr
    assert (site / "a.md").exists()


@pytest.mark.parametrize("code", [errno.EACCES, errno.EIO, errno.ELOOP, errno.ESTALE, errno.EPERM])
def test_a_file_that_cannot_be_read_is_not_undone(
    site: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    from postgen import site as sites
    from postgen.commands.undo import undo

    journal.commit(site, [Change(site / "a.md", None, "x")], "Write")
    kept = os.open

    def refuse(path: Any, *more: Any, **options: Any) -> int:
        if str(path).endswith("a.md"):
            raise OSError(code, os.strerror(code))
        return kept(path, *more, **options)

    found = sites.find(site)
    with monkeypatch.context() as patched:
        patched.setattr(os, "open", refuse)
        with pytest.raises(store.UnreadableError, match="nothing was undone"):
            undo(found)


# Control characters, on every way in


@pytest.mark.parametrize("character", ["\b", "\x1b", "\x7f", "\x9b", "\x01", "\ufffe", "\uffff"])
def test_control_characters_are_dropped_on_every_way_in(
    site: Path, postgen: Any, character: str
) -> None:
    word = f"a{character}b"
    commands = [
        ["add-link", "https://e.example/1", "--no-fetch", "--title", word, "--category", "A"],
        ["add-link", "https://e.example/2", "--no-fetch", "--title", "T", "--note", word,
         "--category", "A"],
        ["new", "post", word, "--tag", word],
        ["new", "draft", word],
        ["rename", "old", word],
        ["publish", "idea"],
    ]  # fmt: skip
    for command in commands:
        done = postgen(*command)
        assert done.returncode in {0, 1}, done.stderr
    for name, text in visible(site).items():
        assert character not in text, name
        assert f"\\x{ord(character):02X}" not in text, name
        assert f"&#{ord(character)};" not in text, name
    assert "ab" in (site / PLACE).read_text(encoding="utf-8")


# Surrogates in posts


@pytest.mark.parametrize(
    "written",
    ["&#55357;&#56832;", "&#xDCFF;", "&#xD800;", "&#1114112;", f"&#{'9' * 5000};", "&#0;"],
)
def test_a_post_with_numbers_that_are_no_character(
    make_site: Callable[..., Path], postgen: Any, written: str
) -> None:
    post = f'---\ntitle: "P {written}"\n---\n\n## H {written}\n\nOld {written} [a {written} link](https://a.example/{written}).\n'
    root = make_site(
        {
            PLACE: BACKLOG + f"* [x {written}](https://b.example/{written})\n",
            "_posts/2026-01-01-p.md": post,
        }
    )
    for command in (
        "search link", "search link --json", "refs --check", "list", "list --json", "export", "",
        "export --format netscape", "export --format markdown", "new index", "new newsletter", "list --search x",
        "refs _posts/2026-01-01-p.md --to footnotes --dry-run", "rename p Q --dry-run",
    ):  # fmt: skip
        done = postgen(*command.split())
        assert "Traceback" not in done.stderr, command
    assert (root / "_posts/2026-01-01-p.md").read_text(encoding="utf-8") == post


# git


@pytest.mark.skipif(not shutil.which("git"), reason="git is not installed")
@pytest.mark.parametrize("new", [True, False])
def test_ctrl_c_while_git_runs_leaves_no_lock_and_no_intent(
    site: Path, monkeypatch: pytest.MonkeyPatch, *, new: bool
) -> None:
    def run(*words: str) -> str:
        return subprocess.run(
            ["git", *words], cwd=site, check=True, capture_output=True, text=True
        ).stdout

    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "A")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "a@b.example")
    run("init", "--quiet")
    run("add", "--all")
    run("commit", "--quiet", "-m", "Begin")
    hook = site / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch {site}/.git/started\nsleep 20\n", encoding="utf-8")
    hook.chmod(0o755)
    command = ["new", "post", "T"] if new else ADD
    process = subprocess.Popen(
        [sys.executable, "-m", "postgen", *command, "--commit"], cwd=site, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )  # fmt: skip
    while not (site / ".git/started").exists():
        assert process.poll() is None, process.communicate()
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Interrupted; the files are written." in errors
    assert not (site / ".git/index.lock").exists()
    status = run("status", "--porcelain").split()
    assert ("??" if new else "M") in status
    assert "A" not in status


@pytest.mark.skipif(not shutil.which("git"), reason="git is not installed")
@pytest.mark.parametrize("other", [PLACE, "_posts/2026-01-01-old.md"])
def test_unmerged_files_are_refused_before_anything_is_written(
    site: Path, postgen: Any, monkeypatch: pytest.MonkeyPatch, other: str
) -> None:
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "A")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "a@b.example")

    def run(*words: str, fails: bool = False) -> None:
        subprocess.run(["git", *words], cwd=site, check=not fails, capture_output=True)

    run("init", "--quiet")
    run("add", "--all")
    run("commit", "--quiet", "-m", "Begin")
    text = (site / other).read_text(encoding="utf-8")
    (site / other).write_text(text + "mine\n", encoding="utf-8")
    run("stash")
    (site / other).write_text(text + "theirs\n", encoding="utf-8")
    run("commit", "--quiet", "-am", "Theirs")
    run("stash", "pop", fails=True)
    before = visible(site)
    done = postgen(*ADD, "--commit")
    assert done.returncode == 1
    assert f"git has unmerged files in {site}: {other}; nothing was written." in done.stderr
    assert visible(site) == before
