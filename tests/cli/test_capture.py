"""`add-link` with what people have: pages that moved or are gone, pipes, quotations, a clipboard."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from postgen.backlog import Backlog
from tests.pages.server import PROXIES, Handler, Server, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Postgen = Callable[..., subprocess.CompletedProcess[str]]

PLACE = "_posts/2026-11-01-backlog.md"
BACKLOG = (
    "---\ntitle: Backlog\npublished: false\n---\n\n## Links\n\n* [One](https://example.org/one)\n"
)
PAGE = b"<html><head><title>A page of its own</title></head><body>Text</body></html>"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
    with serving() as running:
        yield running


@pytest.fixture
def online(server: Server, tmp_path: Path) -> dict[str, str]:
    return {
        "POSTGEN_OFFLINE": "0",
        "HTTP_PROXY": server.url,
        "NO_PROXY": "127.0.0.1",
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
    }


@pytest.fixture
def site(make_site: Callable[..., Path]) -> Path:
    return make_site({PLACE: BACKLOG})


def chain(*steps: tuple[int, str]) -> Callable[[Handler], None]:
    """Play redirects, each a status and its target, and a page at their end."""

    def play(handler: Handler) -> None:
        place = int(handler.path.rsplit("/", 1)[1])
        if place < len(steps):
            status, target = steps[place]
            handler.answer(b"", status, Location=target)
        else:
            handler.answer(PAGE)

    return play


@pytest.mark.parametrize(
    ("steps", "filed"),
    [
        ([(301, "http://www.example.org/1")], "http://www.example.org/1"),
        (
            [(308, "http://www.example.org/1"), (301, "http://blog.example.org/2")],
            "http://blog.example.org/2",
        ),
        ([(302, "http://www.example.org/1")], "http://example.org/0"),
        (
            [(301, "http://www.example.org/1"), (307, "http://blog.example.org/2")],
            "http://example.org/0",
        ),
        ([(301, "http://other.example/1")], "http://example.org/0"),
    ],
)
def test_a_permanent_redirect_is_followed(
    site: Path,
    server: Server,
    online: dict[str, str],
    postgen: Postgen,
    steps: list[tuple[int, str]],
    filed: str,
) -> None:
    server.plays("/0", chain(*steps))
    server.plays("/1", chain(*steps))
    server.plays("/2", chain(*steps))
    done = postgen("add-link", "http://example.org/0", "--category", "Links", env=online)
    assert done.returncode == 0, done.stderr
    assert f"[A page of its own]({filed})" in (site / PLACE).read_text()
    assert ("moved for good" in done.stderr) == (filed != "http://example.org/0")


def test_a_page_that_moved_to_one_that_is_known(
    site: Path, server: Server, online: dict[str, str], postgen: Postgen
) -> None:
    server.plays("/0", chain((301, "http://www.example.org/one")))
    server.plays("/one", lambda handler: handler.answer(PAGE))
    done = postgen("add-link", "http://example.org/0", "--category", "Links", env=online)
    assert done.returncode == 1
    assert "already in the backlog" in done.stderr
    assert (site / PLACE).read_text() == BACKLOG


def test_old_addresses_are_kept_where_that_is_asked_for(
    site: Path, server: Server, online: dict[str, str], postgen: Postgen
) -> None:
    server.plays("/0", chain((301, "http://www.example.org/1")))
    server.plays("/1", chain((301, "")))
    postgen("add-link", "http://example.org/0", "--keep-url", "-c", "Links", env=online)
    assert "(http://example.org/0)" in (site / PLACE).read_text()


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_is_gone_is_filed_and_said(
    site: Path, server: Server, online: dict[str, str], postgen: Postgen, status: int
) -> None:
    server.plays("/gone", lambda handler: handler.answer(b"", status))
    done = postgen("add-link", "http://example.org/gone", "-c", "Links", env=online)
    assert done.returncode == 0
    assert f"the page is gone (HTTP {status}" in done.stderr
    assert "(http://example.org/gone)" in (site / PLACE).read_text()


def test_bad_lines_of_a_pipe_are_named_and_the_others_filed(site: Path, postgen: Postgen) -> None:
    lines = "https://a.example/1\nno link\n\n- https://a.example/2 Two\nmailto:x@y.example\n"
    done = postgen("add-link", "-", "--no-fetch", "-c", "Links", stdin=lines)
    assert done.returncode == 1
    assert "Line 2 is not filed" in done.stderr
    assert "Line 5 is not filed" in done.stderr
    assert "[Two](https://a.example/2)" in (site / PLACE).read_text()
    data = json.loads(postgen("list", "--json").stdout)
    assert len(data["items"]) == 3


@pytest.mark.parametrize(
    "quote",
    [
        "A passage.",
        "Two\nlines",
        "One paragraph.\n\nAnother *one*.",
        "> quoted",
        "# 1. - x",
        "[a](b)",
    ],
)
def test_a_quotation_is_read_back(site: Path, postgen: Postgen, quote: str) -> None:
    done = postgen(
        "add-link", "https://a.example/1", "--title", "T", "--quote", quote, "--author", "Ann; B",
        "--via", "hn", "-c", "Links", "--no-fetch",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    item = json.loads(postgen("list", "--json").stdout)["items"][-1]
    paragraphs = [" ".join(part.split()) for part in quote.split("\n\n")]
    assert item["quote"] == "\n\n".join(paragraphs)
    assert (item["author"], item["via"], item["title"]) == ("Ann; B", "hn", "T")
    assert "\n  > " in (site / PLACE).read_text()
    postgen("add-link", "https://a.example/2", "--title", "U", "-c", "Links", "--no-fetch")
    assert len(Backlog((site / PLACE).read_text()).all_entries()) == 3
    assert postgen("drop", "https://a.example/2").returncode == 0
    assert postgen("drop", "https://a.example/1").returncode == 0
    assert (site / PLACE).read_text() == BACKLOG


def test_the_clipboard(site: Path, tmp_path: Path, postgen: Postgen) -> None:
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in ("env", "sh"):
        (programs / name).symlink_to(f"/usr/bin/{name}")
    done = postgen("add-link", "--clipboard", "-c", "Links", env={"PATH": str(programs)})
    assert done.returncode == 1
    assert "No program was found that reads the clipboard" in done.stderr
    xclip = programs / "xclip"
    xclip.write_text("#!/bin/sh\necho '[From the clipboard](https://c.example/1)'\n")
    xclip.chmod(0o755)
    done = postgen("add-link", "--clipboard", "-c", "Links", env={"PATH": str(programs)})
    assert done.returncode == 0, done.stderr
    assert "[From the clipboard](https://c.example/1)" in (site / PLACE).read_text()
    xclip.write_text("#!/bin/sh\nexit 1\n")
    done = postgen("add-link", "--clipboard", env={"PATH": str(programs)})
    assert done.returncode == 1
    assert "The clipboard is empty" in done.stderr


def _slowly(handler: Handler) -> None:
    time.sleep(30)
    handler.answer(PAGE)


def test_ctrl_c_files_what_is_complete(site: Path, server: Server, online: dict[str, str]) -> None:
    server.plays("/quick", lambda handler: handler.answer(PAGE))
    server.plays("/slow", _slowly)

    command = [sys.executable, "-m", "postgen", "add-link", "http://a.example/quick"]
    command += ["http://b.example/slow", "https://c.example/x | Titled", "-c", "Links"]
    running = subprocess.Popen(
        command, env={**os.environ, **online}, stderr=subprocess.PIPE, text=True
    )
    for _ in range(100):
        time.sleep(0.1)
        if len(server.asked) >= 2:
            break
    time.sleep(2)  # the quick page is read by then
    running.send_signal(signal.SIGINT)
    _, errors = running.communicate(timeout=120)
    text = (site / PLACE).read_text()
    assert running.returncode == 130, errors
    assert "Not filed: http://b.example/slow" in errors
    assert "(http://a.example/quick)" in text
    assert "[Titled](https://c.example/x)" in text
    assert "slow" not in text
