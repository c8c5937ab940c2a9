"""Windows and macOS: what only Linux or only POSIX has is kept out, and what these do otherwise is simulated."""

from __future__ import annotations

import ast
import errno
import io
import json
import ntpath
import os
import shutil
import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from postgen import site
from postgen.cli import console, tables
from postgen.commands import Note
from postgen.commands.backlog_file import backlog_path
from postgen.commands.known_links import known_links
from postgen.commands.new import choose_slug
from postgen.errors import UsageError
from postgen.files import editor, exchange, store
from postgen.jekyll import dates
from postgen.jekyll.slugs import slugify
from tests.test_architecture import modules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

POSIX_ONLY = set(
    """
    os.chown os.chroot os.fchdir os.fchmod os.fchown os.fork os.forkpty os.getegid os.geteuid os.getgid os.getgroups
    os.getpgid os.getpgrp os.getpriority os.getsid os.getuid os.initgroups os.killpg os.lchown os.lockf os.mkfifo
    os.mknod os.nice os.openpty os.pathconf os.posix_fadvise os.posix_fallocate os.posix_spawn os.pread os.preadv
    os.pwrite os.readv os.sendfile os.setegid os.seteuid os.setgid os.setpgid os.setpriority os.setsid os.setuid
    os.statvfs os.sync os.sysconf os.tcgetpgrp os.uname os.wait os.wait3 os.wait4 os.writev os.register_at_fork
    os.O_CLOEXEC os.O_DIRECTORY os.O_DSYNC os.O_NOCTTY os.O_NOFOLLOW os.O_NONBLOCK os.O_SYNC os.O_TMPFILE
    os.sched_getaffinity os.getxattr os.setxattr os.memfd_create os.copy_file_range os.getloadavg
    signal.SIGALRM signal.SIGCHLD signal.SIGHUP signal.SIGKILL signal.SIGPIPE signal.SIGQUIT signal.SIGSTOP
    signal.SIGTSTP signal.SIGUSR1 signal.SIGUSR2 signal.SIGWINCH signal.alarm signal.pause signal.pthread_sigmask
    signal.setitimer signal.siginterrupt signal.sigwait time.tzset time.clock_gettime select.poll select.epoll
    select.kqueue socket.AF_UNIX socket.socketpair subprocess.getoutput subprocess.getstatusoutput
    """.split()
)
"""Names that Windows does not have, or that call a POSIX shell (docs.python.org says so of each)."""

POSIX_MODULES = {
    "fcntl",
    "grp",
    "posix",
    "pty",
    "pwd",
    "readline",
    "resource",
    "syslog",
    "termios",
    "tty",
}

GUARDED = {
    ("files/lock.py", "_open_locked", "fcntl"),
    ("files/lock.py", "is_being_written", "fcntl"),
    ("files/store.py", "_write", "os.geteuid"),
    ("files/store.py", "_write", "os.getegid"),
    ("files/store.py", "_write", "os.fchown"),
    ("files/store.py", "_write", "os.fchmod"),
    ("cli/console.py", "_completing", "readline"),
}
"""Where these names are allowed, because Windows takes another branch there."""


def functions(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    """Return every node with the name of the innermost function that holds it."""

    def below(node: ast.AST, name: str) -> Iterator[tuple[str, ast.AST]]:
        for child in ast.iter_child_nodes(node):
            inner = (
                child.name if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)) else name
            )
            yield inner, child
            yield from below(child, inner)

    return below(tree, "")


def test_what_only_posix_has_is_guarded() -> None:
    found = set()
    for place, _, tree in modules():
        for name, node in functions(tree):
            found_names: list[str] = []
            if isinstance(node, ast.Attribute):
                found_names = [ast.unparse(node)] if ast.unparse(node) in POSIX_ONLY else []
            elif isinstance(node, ast.Import):
                found_names = [each.name for each in node.names if each.name in POSIX_MODULES]
            elif isinstance(node, ast.ImportFrom):
                names = {f"{node.module}.{each.name}" for each in node.names}
                found_names = [*(names & POSIX_ONLY), *({node.module} & POSIX_MODULES)]  # type: ignore[list-item]
            found |= {(place, name, each) for each in found_names}
    assert found == GUARDED


def test_no_path_of_a_single_system_is_named() -> None:
    allowed = {("files/diff.py", "_diff"): "/dev/null"}  # a word of every diff
    for place, _, tree in modules():
        for name, node in functions(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                text = node.value
                is_place = text.startswith(
                    ("/tmp", "/dev/", "/usr/", "/etc/", "/proc/", "/home/", "C:\\")  # noqa: S108
                )
                assert not is_place or allowed.get((place, name)) == text, (
                    f"{place}:{node.lineno}: {text}"
                )


def test_no_text_is_read_or_written_in_the_encoding_of_a_system() -> None:
    for place, _, tree in modules():
        for _, node in functions(tree):
            if not isinstance(node, ast.Call):
                continue
            keys = {each.arg: each.value for each in node.keywords}
            name = (
                node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)
            )
            is_text = (
                name in {"read_text", "write_text"}
                or "text" in keys
                or "universal_newlines" in keys
            )
            if name == "open" and ast.unparse(node.func) != "os.open":
                mode = keys.get("mode") or (node.args[0] if node.args else None)
                is_text = isinstance(mode, ast.Constant) and "b" not in str(mode.value)
            assert not is_text or "encoding" in keys or name not in OPENERS, (
                f"{place}:{node.lineno}"
            )


OPENERS = {"read_text", "write_text", "open", "run", "Popen", "check_output"}


# Paths


def test_a_path_on_another_drive_is_shown_whole() -> None:
    relpath = ntpath.relpath
    here = partial(store.display_path, start="C:\\blog", relpath=relpath)
    assert here(Path("C:\\blog\\_posts\\a.md")) == "_posts\\a.md"
    assert here(Path("D:\\a.md")) == "D:\\a.md"


@pytest.mark.parametrize("kind", ["draft", "page", "document"])
@pytest.mark.parametrize("name", ["CON", "nul", "Aux!", "com1", "LPT9"])
def test_no_file_gets_a_name_that_windows_reserves(
    make_site: Callable[..., Path], kind: str, name: str
) -> None:
    where, notes = site.find(make_site()), list[Note]()
    slug = choose_slug(where, name, kind, notes)
    assert slug == f"{slugify(name)}-{kind}"
    assert notes[0].code == "slug-reserved"
    assert choose_slug(where, name, "post", notes) == slugify(name)
    assert choose_slug(where, f"x{name}", kind, []) == f"x{slugify(name)}"


@pytest.mark.parametrize(
    "title", ['a:b*c?d"e<f>g|h', "back\\slash/slash", "dots...", " blank ", "tab\tnew\nline", "a."]
)
def test_a_name_holds_nothing_that_windows_forbids(title: str) -> None:
    slug = slugify(title)
    assert slug
    assert not set(slug) & set('<>:"/\\|?*')
    assert not slug.endswith((".", " "))


def test_a_name_is_in_one_form_whatever_form_the_title_is_in() -> None:
    assert slugify("Cafe\u0301") == slugify("Caf\u00e9") == "caf\u00e9"


def test_a_backlog_that_is_named_through_a_link_is_the_sites_own(
    make_site: Callable[..., Path],
) -> None:
    """On macOS /tmp is one, and names may come in another case: its links are known once, not twice."""
    root = make_site({"_posts/2026-11-01-backlog.md": "---\n---\n\n* [A](https://example.org/a)\n"})
    other = root.parent / "other"
    try:
        other.symlink_to(root)
    except OSError:
        pytest.skip("the system has no links")
    where = site.find(root)
    path = backlog_path(where, other / "_posts" / "2026-11-01-backlog.md")
    assert path == root / "_posts" / "2026-11-01-backlog.md"
    assert list(known_links(where, path, ["https://example.org/a"])) == ["https://example.org/a"]
    assert (
        "backlog"
        in known_links(where, path, ["https://example.org/a"])["https://example.org/a"].reason
    )


def test_a_file_that_another_program_holds_open(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "a.md"
    file.write_text("old\n")

    class HeldError(PermissionError):
        winerror = 32

    def refuse(_: Path, target: Path) -> None:
        raise HeldError(errno.EACCES, "The process cannot access the file", str(target))

    monkeypatch.setattr(Path, "replace", refuse)
    monkeypatch.setattr(exchange, "exchange", lambda *_: False)  # which only Linux has
    with store.lock(tmp_path), pytest.raises(store.UnwritableError) as caught:
        store.commit([store.Change(file, "old\n", "new\n")])
    assert "Close the program" in caught.value.hint
    monkeypatch.undo()
    assert {each.name: each.read_text() for each in tmp_path.iterdir()} == {"a.md": "old\n"}


# Times


def test_a_local_time_before_1970_does_not_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> Any:
        raise OSError(errno.EINVAL, "Invalid argument")

    monkeypatch.setattr(dates, "localise", refuse)
    with pytest.raises(UsageError, match="1969-01-01"):
        dates.parse_date("1969-01-01", datetime.now(UTC), None)


# The console


class Stream(io.TextIOWrapper):
    """A stream as a system opens it."""

    def __init__(self, encoding: str, *, newline: str = "\r\n") -> None:
        self.bytes = io.BytesIO()
        super().__init__(self.bytes, encoding=encoding, newline=newline)

    def output(self) -> bytes:
        self.flush()
        return self.bytes.getvalue()


@pytest.fixture
def stdout(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Stream]:
    def opened(encoding: str) -> Stream:
        stream = Stream(encoding)
        monkeypatch.setattr(sys, "stdout", stream)
        monkeypatch.setattr(sys, "stderr", Stream(encoding))
        console.prepare()
        return stream

    return opened


def test_lines_end_alike_on_every_system(stdout: Callable[[str], Stream]) -> None:
    """Else `$EDITOR "$(postgen new post Title)"` would open a name that ends in CR."""
    stream = stdout("utf-8")
    console.result(["_posts/a.md"])
    assert stream.output() == b"_posts/a.md\n"


@pytest.mark.parametrize("encoding", ["cp1252", "cp437", "ascii", "utf-8", "utf-16"])
def test_any_text_prints_in_any_encoding_and_json_stays_json(
    stdout: Callable[[str], Stream], encoding: str
) -> None:
    value = {"title": "é 日本 🎉 \x9b \udc80"}
    stream = stdout(encoding)
    console.data(value)
    assert json.loads(stream.output().decode(encoding)) == value
    stream = stdout(encoding)
    console.result([value["title"]])
    console.note(value["title"])
    tables.table([value], {"title": "T"})
    tables.outline([("日本", [[value["title"]]])])
    assert stream.output()


def test_a_pipe_that_windows_says_is_invalid_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EINVAL, "Invalid argument")

    monkeypatch.setattr("builtins.print", refuse)
    with pytest.raises(BrokenPipeError):
        console.result(["x"])


# The editor


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (r"C:\Windows\notepad.exe", [r"C:\Windows\notepad.exe"]),
        (r'"C:\Program Files\Vim\vim.exe" -f', [r"C:\Program Files\Vim\vim.exe", "-f"]),
        ("code --wait", [r"C:\bin\code.CMD", "--wait"]),
        ("code", [r"C:\bin\code.CMD"]),
    ],
)
def test_an_editor_on_windows(
    command: str, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        shutil, "which", lambda name: r"C:\bin\code.CMD" if name == "code" else None
    )
    assert editor._words(command, "EDITOR", windows=True) == words


# The shell


def test_a_pattern_that_the_shell_left_is_expanded(
    make_site: Callable[..., Path], postgen: Callable[..., Any]
) -> None:
    make_site(
        {
            "_posts/2026-11-01-backlog.md": "---\n---\n",
            "a.txt": "https://e.org/1\n",
            "b.txt": "https://e.org/2\n",
        }
    )
    done = postgen("import", "*.txt", "--no-fetch", "--json")
    assert [each["url"] for each in json.loads(done.stdout)["added"]] == [
        "https://e.org/1",
        "https://e.org/2",
    ]
    done = postgen("import", "*.csv")
    assert done.returncode == 1
    assert "*.csv cannot be read" in done.stderr


def test_completion_of_paths_knows_no_separator_but_the_systems(
    make_site: Callable[..., Path],
) -> None:
    from postgen.commands.vocabulary import files_of

    where = site.find(make_site({"_posts/2026-11-21-a.md": ""}))
    begun = f"_posts{os.sep}2026"
    assert [word for word, _ in files_of(where, ["posts"], begun)] == [
        f"_posts{os.sep}2026-11-21-a.md"
    ]
