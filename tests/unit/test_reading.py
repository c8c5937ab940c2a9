"""What has no end is refused, whatever reads it; what is a file is read, however it is named."""

from __future__ import annotations

import errno
import io
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from postgen.files import reading
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

PLACE = "_posts/2026-11-01-backlog.md"
BACKLOG = "---\ntitle: Backlog\n---\n\n## A\n\n* [One](https://example.org/1)\n"


@pytest.mark.parametrize("name", ["/dev/zero", "/dev/random", "/dev/null", "/dev/tty", "/dev/full"])
def test_a_device_is_refused(name: str) -> None:
    if not os.access(name, os.R_OK):
        pytest.skip(f"there is no {name}")
    with pytest.raises(reading.UnreadableError):
        reading.read_bytes(Path(name))
    assert reading.read_head(Path(name)) == ""


@pytest.mark.parametrize("is_linked", [False, True])
def test_a_pipe_is_refused_at_once(tmp_path: Path, *, is_linked: bool) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    if is_linked:
        (tmp_path / "link").symlink_to("pipe")
        path = tmp_path / "link"
    with pytest.raises(reading.UnreadableError, match="is a pipe, not a file"):
        reading.read(path)
    assert reading.read_head(path) == ""


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda path: path.mkdir(), "is a directory"),
        (lambda path: path.symlink_to(path.name), "too many levels of symbolic links"),
        (lambda path: path.symlink_to("nowhere"), "no such file or directory"),
        (lambda _: None, "no such file or directory"),
    ],
)
def test_what_is_no_file_is_a_sentence(
    tmp_path: Path, make: Callable[[Path], None], reason: str
) -> None:
    make(tmp_path / "a")
    with pytest.raises(reading.UnreadableError, match=reason) as caught:
        reading.read(tmp_path / "a")
    assert caught.value.hint


@pytest.mark.parametrize("call", ["open", "fstat", "read", "close"])
@pytest.mark.parametrize("code", [errno.EACCES, errno.EIO, errno.ESTALE, errno.EPERM, errno.EMFILE])
def test_an_error_of_the_system_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, code: int
) -> None:
    path = tmp_path / "a.md"
    path.write_text("x", encoding="utf-8")

    def refuse(*_: Any, **__: Any) -> Any:
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patched:
        patched.setattr(os, call, refuse)
        with pytest.raises(reading.UnreadableError, match=r"a\.md cannot be read"):
            reading.read(path)


@pytest.mark.parametrize("size", [0, 1, 9, 10, 65536, 70000])
def test_a_file_is_read_to_its_end(tmp_path: Path, size: int) -> None:
    path = tmp_path / "a"
    path.write_bytes(os.urandom(size))
    assert reading.read_bytes(path) == path.read_bytes()
    assert reading.read_bytes(path, size) == path.read_bytes()
    if size:
        with pytest.raises(reading.UnreadableError, match="is larger than"):
            reading.read_bytes(path, size - 1)


def test_a_file_whose_size_is_not_known_is_read(tmp_path: Path) -> None:
    assert b"Name:" in reading.read_bytes(Path("/proc/self/status"))
    path = tmp_path / "holes"
    with path.open("wb") as file:
        file.truncate(50 * 1024**3)
    with pytest.raises(reading.UnreadableError, match="is larger than 200 MB"):
        reading.read_bytes(path)


@pytest.mark.parametrize("size", [0, 1, 10])
def test_a_pipe_has_a_limit(size: int) -> None:
    data = b"x" * size
    assert reading.read_pipe(io.BytesIO(data), 10) == data
    with pytest.raises(reading.UnreadableError, match="does not end after 10 bytes"):
        reading.read_pipe(io.BytesIO(b"x" * 11), 10)


COMMANDS = [
    "import {}",
    "import --format csv {}",
    "new post T --from {}",
    "new post T --image {}",
    "new newsletter --template {}",
    "new post T --template {}",
    "refs {}",
    "list --backlog {}",
    "add-link https://e.example/ --no-fetch --category A --backlog {}",
]


@pytest.mark.processes
@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("source", ["/dev/zero", "pipe"])
def test_no_command_reads_what_has_no_end(
    make_site: Callable[..., Path], command: str, source: str
) -> None:
    root = make_site({PLACE: BACKLOG})
    os.mkfifo(root / "pipe")
    done = subprocess.run(
        [sys.executable, "-m", "postgen", *command.format(source).split()],
        cwd=root, capture_output=True, text=True, timeout=60, check=False, stdin=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )  # fmt: skip
    assert done.returncode in {1, 2}, done.stdout
    assert "Traceback" not in done.stderr
    assert (root / PLACE).read_text(encoding="utf-8") == BACKLOG


@pytest.mark.processes
@pytest.mark.parametrize("name", ["_config.yml", PLACE])
def test_a_site_of_pipes_is_refused(
    make_site: Callable[..., Path], postgen: Any, name: str
) -> None:
    root = make_site({PLACE: BACKLOG})
    (root / name).unlink()
    os.mkfifo(root / name)
    for command in ("list", "refs --check", "search link", "new post T", ""):
        done = postgen(*command.split())
        assert "Traceback" not in done.stderr
