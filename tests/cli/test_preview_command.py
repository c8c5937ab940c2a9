"""`postgen preview` as a process: its address, what it says, and how it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import urllib.request
from http.cookiejar import CookieJar
from typing import TYPE_CHECKING

import pytest

from tests.conftest import COMMAND, need

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

POST = "_posts/2026-11-20-walks.md"


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Return a function that starts the command; nothing is left of it in the folder of temporary files."""
    running: list[subprocess.Popen[str]] = []
    temporary = tmp_path / "tmp"
    temporary.mkdir()

    def begin(*arguments: str, **env: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "postgen", "preview", *arguments, "--no-browser"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env=os.environ | COMMAND | {"TMPDIR": str(temporary)} | env,
        )  # fmt: skip
        running.append(process)
        return process

    yield begin
    for process in running:
        process.kill()
        process.communicate()
    assert list(temporary.iterdir()) == []


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline().strip()


def get(address: str, path: str) -> str:
    """Open the first address as a browser does, then a path of the desk."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    opener.open(address).read()
    origin = address.partition("/?")[0]
    answer: bytes = opener.open(f"{origin}{path}").read()
    return answer.decode()


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    process.send_signal(signal.SIGINT)
    errors = process.communicate(timeout=60)[1]
    return process.returncode, errors


def test_it_shows_the_newest_post_and_ends_with_ctrl_c(
    make_site: Callable[..., Path], start: Callable[..., subprocess.Popen[str]]
) -> None:
    need("jekyll")
    make_site({POST: "---\ntitle: Walks\n---\nWords\n"})
    process = start()
    address = first_line(process)
    assert address.startswith("http://127.0.0.1:")
    assert "<h1>Walks</h1>" in get(address, "/")
    assert "Built by Jekyll" in get(address, f"/preview/state?post={POST}")
    assert ended(process) == (130, f"{POST}: Ctrl-C ends the preview.\n")


def test_without_jekyll_it_shows_the_quick_page_and_says_so(
    make_site: Callable[..., Path], start: Callable[..., subprocess.Popen[str]], tmp_path: Path
) -> None:
    make_site({POST: "---\ntitle: Walks\n---\nWords\n"})
    process = start("walks", PATH=str(tmp_path))
    state = get(first_line(process), f"/preview/state?post={POST}")
    assert "This is the quick page" in state
    assert "Jekyll is not installed." in state
    code, errors = ended(process)
    assert code == 130
    assert "Jekyll is not installed: this is the quick page" in errors


def test_a_post_that_is_not_there_is_an_error(
    make_site: Callable[..., Path], start: Callable[..., subprocess.Popen[str]]
) -> None:
    make_site({POST: "---\ntitle: Walks\n---\nWords\n"})
    process = start("rides")
    output, errors = process.communicate(timeout=60)
    assert (process.returncode, output) == (1, "")
    assert errors.startswith("error: There is no draft, post or page `rides`.")
