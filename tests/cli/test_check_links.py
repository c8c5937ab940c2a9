"""`postgen check --links` as it is run: formats, exit codes, fixes that can be undone, Ctrl-C, the archive."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import NOW
from tests.pages.hosts import small_web, wait_until
from tests.pages.links_living import page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.pages.hosts import SmallWeb

POST = "_posts/2026-11-02-links.md"
CONFIG = "title: Test\ntimezone: UTC\npostgen:\n  links:\n    archive: http://archive.example\n"
MOVED, GONE, NEW = "http://old.example/a", "http://gone.example/b", "http://old.example/moved"


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[SmallWeb]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.delenv("CI", raising=False)
    with small_web(monkeypatch) as found:
        found.leads(MOVED, NEW)
        found.put(NEW, page("A page that moved"))
        found.put(GONE, "", 410)
        yield found


@pytest.fixture
def root(make_site: Callable[..., Path]) -> Path:
    text = f"---\ntitle: Links\n---\n* [A page that moved]({MOVED})\n* [Gone]({GONE}): {GONE}\n"
    return make_site({POST: text}, CONFIG)


def test_links_are_reported_in_each_format_fixed_and_put_back(
    web: SmallWeb, root: Path, postgen: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    def check(day: float, *arguments: str) -> subprocess.CompletedProcess[str]:
        env = {"POSTGEN_OFFLINE": "0", "SOURCE_DATE_EPOCH": str(int(NOW + day * 86_400))}
        return postgen("check", "--links", *arguments, env=env)

    done = check(0)
    assert done.returncode == 0
    assert done.stdout == (
        f"{POST}:5 unsure {GONE}\n    The server answers 410 Gone.\n"
        f"{POST}:4 moved {MOVED}\n    It moved for good (301). {NEW}\n"
    )
    assert done.stderr == "2 links: 1 unsure, 1 moved.\n"
    assert all(len(line) <= 80 for line in done.stdout.splitlines())
    check(1)
    done = check(3, "--json")
    assert done.returncode == 1
    reason = "The server answers 410 Gone, on 3 days since 2026-11-21."
    row = {"url": GONE, "verdict": "dead", "reason": reason, "to": "", "places": [f"{POST}:5"]}
    assert json.loads(done.stdout)["links"][0] == row
    asked = len(web.asked)
    done = check(3.01, "--format", "markdown")
    assert done.stdout == (
        f"- [ ] **dead** `{GONE}` (`{POST}:5`): {reason}\n"
        f"- [ ] **moved** `{MOVED}` → `{NEW}` (`{POST}:4`): It moved for good (301).\n"
    )
    done = check(3.01, "--format", "github")
    assert done.stdout.splitlines()[0] == f"::error title=dead,file={POST},line=5::{GONE}: {reason}"
    log = json.loads(check(3.01, "--format", "sarif").stdout)["runs"][0]
    assert [each["ruleId"] for each in log["results"]] == ["dead", "moved"]
    assert len(web.asked) == asked
    before = (root / POST).read_text()
    rows = [["timestamp", "original"], ["20261105000000", GONE]]
    listing = "http://archive.example/cdx/search/cdx?url=http%3A%2F%2Fgone.example%2Fb&output=json&fl=timestamp,original,statuscode&filter=statuscode:200&collapse=timestamp:8&closest=20261102&sort=closest&limit=50"
    web.put(listing, json.dumps(rows), kind="application/json")
    done = check(3.01, "--fix", "--dry-run")
    copy = f"http://archive.example/web/20261105000000/{GONE}"
    assert f"+* [Gone]({copy}): {copy}" in done.stdout
    assert f"+* [A page that moved]({NEW})" in done.stdout
    assert (root / POST).read_text() == before
    done = check(3.01, "--fix")
    assert done.returncode == 0
    assert (root / POST).read_text() == before.replace(GONE, copy).replace(MOVED, NEW)
    assert postgen("undo").returncode == 0
    assert (root / POST).read_text() == before


def test_ctrl_c_keeps_what_was_learned(web: SmallWeb, root: Path, tmp_path: Path) -> None:
    web.plays(GONE, lambda handler: handler.wait(10))
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(NOW)}
    command = [sys.executable, "-m", "postgen", "check", "--links", "--json"]
    with subprocess.Popen(
        command, cwd=root, env=environment, stdout=-1, stderr=-1, text=True
    ) as process:
        wait_until(lambda: any(each.endswith(NEW) for each in web.asked) and len(web.asked) == 3)
        wait_until(lambda: False, 0.3)
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=20)
    assert process.returncode == 130
    assert [row["verdict"] for row in json.loads(output)["links"]] == ["moved"]
    assert "Interrupted; what was learned is kept. 1 link: 1 moved." in errors
    (history,) = tmp_path.glob("cache/postgen/links-*.jsonl")
    assert json.loads(history.read_text())["url"] == MOVED


def test_the_archive_is_asked_to_keep_links(
    web: SmallWeb, root: Path, postgen: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    env = {"POSTGEN_OFFLINE": "0"}
    web.put(
        f"http://archive.example/save/{MOVED}", "", 302, Location=f"/web/20261121100000/{MOVED}"
    )
    done = postgen("check", "--archive", "--json", env=env)
    assert done.returncode == 1
    assert [row["kept"] for row in json.loads(done.stdout)["archived"]] == [True, False]
    assert (
        f"{GONE}: it is not archived, the archive answers 404.\nThe archive keeps 1 link.\n"
        == done.stderr
    )
    assert postgen("check", "--archive", "-n", env=env).stdout == f"{MOVED}\n{GONE}\n"
    done = postgen("check", "--links", "--archive", "--json", env=env)
    assert (done.returncode, list(json.loads(done.stdout))) == (
        0,
        ["findings", "links", "archived"],
    )
    (root / "_drafts").mkdir()
    (root / "_drafts/a.md").write_text(f"---\ntitle: A\n---\n[A page]({MOVED})\n")
    web.asked.clear()
    assert "archive" not in postgen("publish", "a", env=env).stderr
    assert not web.asked
    postgen("unpublish", "2026-11-21-a", env=env)
    done = postgen("publish", "a", "--archive", env=env)
    assert done.stderr.endswith("The archive keeps 1 link.\n")
    assert web.asked == [f"GET http://archive.example/save/{MOVED}"]


def test_a_run_that_reaches_nothing_says_so(
    make_site: Callable[..., Path], postgen: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    make_site({POST: "---\ntitle: A\n---\n<http://no-such-host.invalid/a>\n"})
    done: Any = postgen("check", "--links", env={"POSTGEN_OFFLINE": "0"})
    assert done.returncode == 1
    assert done.stderr == (
        "error: No link was reached: this machine seems to be offline.\n"
        "Nothing was recorded. Run it again when the network is there.\n"
    )
