"""The installed command and a local server: titles, failures, many links, and repetitions."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.conftest import NOW
from tests.pages import samples
from tests.pages.server import PROXIES, Handler, Server, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Postgen = Callable[..., subprocess.CompletedProcess[str]]

PAGE = b"<html><head><title>%b</title></head><body>Text</body></html>"
PLACE = "_posts/2026-11-01-backlog.md"
BACKLOG = "---\ntitle: Backlog\n---\n\n## Links\n\n* [One day in May](https://example.org/one)\n"
ISSUE = """---
title: "Newsletter #{number}"
tags: [newsletter]
---

Read on.[1]

## References

[1] [{title}]({url})
"""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
    with serving() as running:
        yield running


@pytest.fixture
def online(server: Server, tmp_path: Path) -> dict[str, str]:
    """The environment of a command online: the local server plays every host."""
    return {
        "POSTGEN_OFFLINE": "0",
        "HTTP_PROXY": server.url,
        "NO_PROXY": "127.0.0.1",
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
    }


@pytest.fixture
def site(make_site: Callable[..., Path]) -> Path:
    return make_site({PLACE: BACKLOG})


def added(done: subprocess.CompletedProcess[str]) -> dict[str, str]:
    """Return the titles that were added, by URL."""
    return {each["url"]: each["title"] for each in json.loads(done.stdout)["added"]}


# -- titles and failures


@pytest.mark.usefixtures("site")
def test_every_sample_gets_its_title_or_the_reason_why_not(
    server: Server, online: dict[str, str], postgen: Postgen
) -> None:
    """Each page has an address of its own, for the same address is the same link."""
    sent = {}
    for number, sample in enumerate(samples()):
        if sample.path == "/page":
            host = f"page{number}.{sample.host}"  # a name of the site's own, and another page
            if sample.title and "example" not in sample.html.lower():
                sent[f"http://{host}{sample.path}"] = sample
    assert len(sent) >= 60

    def play(handler: Handler) -> None:
        sample = sent[handler.path]
        handler.answer(sample.body, sample.status, sample.type)

    server.plays("/page", play)
    done = postgen(
        "add-link", "-", "--json", "--category", "Links", stdin="\n".join(sent), env=online
    )
    assert done.returncode == 0, done.stderr
    assert added(done) == {url: sample.title for url, sample in sent.items()}


@pytest.mark.usefixtures("site")
def test_every_failure_is_reported(
    server: Server, online: dict[str, str], postgen: Postgen
) -> None:
    sent = {
        f"http://{n}.example.org{s.path}": s
        for n, s in enumerate(samples())
        if s.failure and s.path == "/page"
    }
    assert len(sent) >= 20

    def play(handler: Handler) -> None:
        sample = sent[handler.path]
        handler.answer(sample.body, sample.status, sample.type)

    server.plays("/page", play)
    done = postgen(
        "add-link", "-", "--json", "--category", "Links", stdin="\n".join(sent), env=online
    )
    assert done.returncode == 0, done.stderr
    failures = dict(
        re.findall(
            r"^(http\S+): (.*); its title is made from its address\.$", done.stderr, re.MULTILINE
        )
    )
    for url, sample in sent.items():
        assert sample.failure in failures[url], sample.name
    assert all(added(done).values())


def test_a_hundred_links_and_a_server_that_fails_a_third_of_the_time(
    site: Path, server: Server, online: dict[str, str], postgen: Postgen
) -> None:
    def play(handler: Handler) -> None:
        number = int(handler.path.partition("=")[2])
        if number % 9 == 0:
            return  # hangs up
        handler.answer(PAGE % b"Page number %d" % number, 500 if number % 9 in {3, 6} else 200)

    server.plays("/page", play)
    urls = [f"{server.url}/page?n={number}" for number in range(100)]
    done = postgen(
        "add-link", "--json", "--category", "Links", stdin="\n".join(urls + urls[:5]), env=online
    )
    assert done.returncode == 1  # five are passed twice, and are refused
    titles = added(done)
    assert list(titles) == urls
    text = (site / PLACE).read_text(encoding="utf-8")
    for number, url in enumerate(urls):
        assert text.count(f"]({url})") == 1
        reason = {0: "the connection broke off", 3: "HTTP 500", 6: "HTTP 500"}.get(number % 9, "")
        assert (f"{url}: {reason}" in done.stderr) == bool(reason)
        assert titles[url] == (titles[url] if reason else f"Page number {number}")
        assert titles[url]


def test_twenty_commands_at_once_each_with_five_links(
    site: Path, server: Server, online: dict[str, str]
) -> None:
    server.plays(
        "/page",
        lambda handler: handler.answer(PAGE % handler.path.encode(), Cache_Control="max-age=60"),
    )
    commands = [
        subprocess.Popen(
            [sys.executable, "-m", "postgen", "add-link", "--category", "Links",
             *(f"{server.url}/page?{number}.{part}" for part in range(5))],
            env={**os.environ, **online}, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )
        for number in range(20)
    ]  # fmt: skip
    for command in commands:
        _, errors = command.communicate(timeout=60)
        assert command.returncode == 0, errors
    text = (site / PLACE).read_text(encoding="utf-8")
    for number in range(20):
        for part in range(5):
            assert text.count(f"/page?{number}.{part})") == 1


@pytest.mark.parametrize(
    "env", [{"POSTGEN_OFFLINE": "1"}, {"POSTGEN_OFFLINE": "0", "HTTP_PROXY": "http://127.0.0.1:1"}]
)
@pytest.mark.usefixtures("site")
def test_being_offline_never_fails_an_add(postgen: Postgen, env: dict[str, str]) -> None:
    done = postgen(
        "add-link", "http://example.org/how-rockets-work", "--json", "--category", "Links", env=env
    )
    assert done.returncode == 0
    assert added(done) == {"http://example.org/how-rockets-work": "How rockets work"}
    assert "its title is made from its address" in done.stderr


@pytest.mark.usefixtures("site")
def test_a_second_time_nothing_is_requested(
    server: Server, online: dict[str, str], postgen: Postgen
) -> None:
    url = server.at("/page", body=PAGE % b"Kept", Cache_Control="max-age=3600")
    for _ in range(2):
        done = postgen("add-link", url, "--json", "--dry-run", env=online)
        assert added(done) == {url: "Kept"}
    assert len(server.asked) == 1


@pytest.mark.usefixtures("site")
def test_a_post_of_a_link_gets_the_title_of_its_page(
    server: Server, online: dict[str, str], postgen: Postgen
) -> None:
    url = server.at("/found", body=PAGE % b"A &quot;found&quot; one")
    done = postgen("new", "link", url, "--json", "--dry-run", env=online)
    made = json.loads(done.stdout)
    assert (made["title"], made["link"]) == ('A "found" one', url)


# -- at a terminal


def test_a_progress_bar_on_a_terminal_while_many_are_fetched(
    site: Path, server: Server, online: dict[str, str]
) -> None:
    pexpect = pytest.importorskip("pexpect", reason="pexpect drives the terminal")
    go_on: list[str] = []

    def play(handler: Handler) -> None:
        go_on.append(handler.path)
        if len(go_on) > 3:
            handler.server.over.wait(0.3)  # long enough for the bar to be drawn
        handler.answer(PAGE % handler.path.encode())

    server.plays("/page", play)
    urls = [f"{server.url}/page?{number}" for number in range(6)]
    child = pexpect.spawn(
        sys.executable, ["-m", "postgen", "add-link", *urls, "--category", "Links"], timeout=120, encoding="utf-8",
        env={**os.environ, **online, "TERM": "xterm", "SOURCE_DATE_EPOCH": str(NOW)}, dimensions=(40, 100),
    )  # fmt: skip
    child.expect(r"Looking up pages.*[1-5]/6")
    child.expect("Filed under")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert (site / PLACE).read_text(encoding="utf-8").count("](http://127.0.0.1") == 6


def test_ctrl_c_while_pages_are_fetched_changes_nothing(
    site: Path, server: Server, online: dict[str, str]
) -> None:
    asked: list[str] = []

    def play(handler: Handler) -> None:
        asked.append(handler.path)
        if handler.path.endswith("slow"):
            command.send_signal(signal.SIGINT)
            handler.server.over.wait(20)
        else:
            handler.answer(PAGE % b"Quick", Cache_Control="max-age=60")

    server.plays("/page", play)
    command = subprocess.Popen(
        [sys.executable, "-m", "postgen", "add-link", f"{server.url}/page?slow"],
        env={**os.environ, **online}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    output, errors = command.communicate(timeout=120)
    assert (command.returncode, output) == (130, b"")
    assert errors.decode().strip().endswith("\nInterrupted; nothing was changed.")
    assert (site / PLACE).read_text(encoding="utf-8") == BACKLOG


# -- what comes again


def issues(count: int) -> dict[str, str]:
    """Return back issues, each with one link of its own; the last is the newest."""
    return {
        f"_posts/2026-10-{number:02}-issue.md": ISSUE.format(
            number=number, title=f"Link {number}", url=f"https://example.org/weekly/{number}"
        )
        for number in range(1, count + 1)
    }


@pytest.mark.parametrize(
    ("config", "is_refused"),
    [
        ("", [True, True]),
        ("  repeat: {within: 2}\n", [False, True]),
        ("  repeat: {within: 3}\n", [True, True]),
        ("  repeat: {allow: ['https://example.org/weekly/*']}\n", [False, False]),
        ("  repeat: {allow: ['www.Example.org/*']}\n", [False, False]),
        ("  repeat: {allow: '*.org/weekly/3'}\n", [True, False]),
        ("  repeat: {allow: [http://example.org/weekly/3/]}\n", [True, False]),
        ("  repeat: {allow: [example.org/Weekly/*, example.org]}\n", [True, True]),
        ("  repeat: {allow: [example.org/weekly/1], within: 1}\n", [False, True]),
    ],
)
def test_what_may_be_added_again(
    make_site: Callable[..., Path], postgen: Postgen, config: str, is_refused: list[bool]
) -> None:
    make_site({PLACE: BACKLOG, **issues(3)}, f"title: T\npostgen:\n  author: x\n{config}")
    urls = ["https://example.org/weekly/1", "https://www.example.org/weekly/3/?utm_source=x"]
    done = postgen("add-link", *urls, "--no-fetch", "--json", "--category", "Links")
    refused = json.loads(done.stdout)["refused"]
    assert [
        any(number in each["reason"] for each in refused) for number in ("#1", "#3")
    ] == is_refused
    again = postgen("add-link", *urls, "--no-fetch", "--json", "--category", "Links")
    assert (
        len(json.loads(again.stdout)["refused"]) == 2
    )  # a link that waits in the backlog is not filed twice


def test_what_may_be_published_again(make_site: Callable[..., Path], postgen: Postgen) -> None:
    links = "".join(
        f"* [Link {number}](https://example.org/weekly/{number})\n" for number in range(1, 6)
    )
    files = {PLACE: f"---\ntitle: Backlog\n---\n\n## Links\n\n{links}", **issues(4)}
    for config, items in (
        ("", 1),
        ("  repeat: {within: 2}\n", 3),
        ("  repeat: {within: 9}\n", 1),
        ("  repeat: {allow: ['*/weekly/[12]']}\n", 3),
        ("  repeat: {allow: ['*/weekly/1'], within: 1}\n", 4),
    ):
        make_site(files, f"title: T\npostgen:\n  author: x\n{config}")
        done = postgen("new", "newsletter", "--json", "--dry-run")
        assert json.loads(done.stdout)["items"] == items, config


@pytest.mark.parametrize("value", ["many", "-1", "true", "[3]", "2.5"])
def test_a_number_that_is_invalid(
    make_site: Callable[..., Path], postgen: Postgen, value: str
) -> None:
    make_site({PLACE: BACKLOG}, f"postgen: {{repeat: {{within: {value}}}}}\n")
    done = postgen("list")
    assert done.returncode == 1
    assert "`postgen: repeat: within:` holds" in done.stderr
    assert "not a number" in done.stderr


@pytest.mark.parametrize(
    ("written", "where"),
    [
        ("[1] [A Title, *twice*](https://other.org/a)", "issue #7, _posts/2026-10-01-issue.md:8"),
        (
            "* [A title, \\*twice\\*](https://other.org/a) - note",
            "issue #7, _posts/2026-10-01-issue.md:8",
        ),
        ('[1]: https://other.org/a "A title, *twice*"', "issue #7, _posts/2026-10-01-issue.md:8"),
        (
            "[1] **A title, \\*twice\\*:** <https://other.org/a>",
            "issue #7, _posts/2026-10-01-issue.md:8",
        ),
        (
            "[\\[1\\] A title, \\*twice\\*](https://other.org/a)",
            "issue #7, _posts/2026-10-01-issue.md:8",
        ),
        ("A title, *twice* is nice: [here](https://other.org/a)", ""),
        ("[Not a title, *twice*](https://other.org/a)", ""),
        ("[A title, *twice* or more](https://other.org/a)", ""),
    ],
)
def test_the_same_title_under_another_url_is_pointed_out(
    make_site: Callable[..., Path], postgen: Postgen, written: str, where: str
) -> None:
    make_site(
        {
            PLACE: BACKLOG,
            "_posts/2026-10-01-issue.md": f"---\ntitle: x\nissue: 7\n---\n\n\n\n{written}\n",
        }
    )
    done = postgen(
        "add-link",
        "https://e.org/b",
        "--title",
        "A Title, *Twice*",
        "--no-fetch",
        "--category",
        "Links",
    )
    assert done.returncode == 0
    wanted = (
        f"`A Title, *Twice*` is also the title of https://other.org/a ({where})." if where else ""
    )
    assert wanted in done.stderr
    assert ("also the title" in done.stderr) == bool(where)


@pytest.mark.usefixtures("site")
def test_the_same_title_in_the_backlog(postgen: Postgen) -> None:
    done = postgen(
        "add-link",
        "https://e.org/b",
        "--title",
        "one day in may",
        "--no-fetch",
        "--category",
        "Links",
    )
    assert f"is also the title of https://example.org/one (the backlog, {PLACE}:7)." in done.stderr
    assert done.stdout == f"{PLACE}\n"
    done = postgen(
        "add-link", "https://example.org/one#top", "--title", "One day in May", "--no-fetch"
    )
    assert done.returncode == 1
    assert "also the title" not in done.stderr  # it is the same link
