"""A real Chromium and a running desk: one browser for all tests, one process and one page for each that asks.

Wait with locators and `expect(…)`: `page.wait_for_function` evaluates a text, which the desk's policy forbids.
`html[data-connected]` is there while the page listens to the desk's events.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from tests.conftest import COMMAND, _skip_or_fail, write_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from playwright.sync_api import Browser, BrowserContext, Page

CHROMIUM = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run", "--disable-dev-shm-usage", "--host-resolver-rules=MAP *.test 127.0.0.1",
]  # fmt: skip

PATIENCE = 20_000
"""Milliseconds that a test waits for what must come; on a busy machine that may take long."""

BACKLOG = """---
title: Backlog
published: false
---

## NLP

* [The Illustrated Transformer](https://jalammar.github.io/illustrated-transformer/) - in pictures
* [Attention](https://example.org/attention)

## Tools

* [Jekyll](https://jekyllrb.com/)
"""
"""A small backlog for tests that need some links."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of this folder: a browser takes its time."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Yield one Chromium for all tests of a worker; skip them where there is none."""
    programs = map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))
    program = next(filter(None, programs), None)
    try:
        from playwright.sync_api import expect, sync_playwright
    except ImportError:
        sync_playwright = None  # type: ignore[assignment]
    if not program or sync_playwright is None:
        _skip_or_fail("Chromium or playwright is not installed (apt-get install chromium)")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # those of playwright's own libraries
        with sync_playwright() as playwright:
            expect.set_options(timeout=PATIENCE)
            running = playwright.chromium.launch(executable_path=program, args=CHROMIUM)
            yield running
            running.close()


class RunningDesk:
    """A desk that runs as a process: its site, its first address, and a page that has it open."""

    def __init__(self, root: Path, state: Path, options: tuple[str, ...] = ()) -> None:
        self.root = root
        self.state = state
        self.options = options
        self.pages: list[Page] = []
        self.context: BrowserContext | None = None
        self.start()

    def start(self) -> None:
        """Start the command, and wait for its first line."""
        environment = {
            **os.environ,
            **COMMAND,
            "XDG_STATE_HOME": str(self.state),
            "XDG_CACHE_HOME": str(self.state / "cache"),
        }
        environment.pop("POSTGEN_SITE", None)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "postgen", "desk", "--no-browser", *self.options],
            cwd=self.root, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self.process.stdout is not None
        self.address = self.process.stdout.readline().strip()
        assert self.address.startswith("http://127.0.0.1:"), self.stop()

    @property
    def origin(self) -> str:
        """The origin of the desk."""
        parts = urlsplit(self.address)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def port(self) -> int:
        """The port of the desk."""
        return int(urlsplit(self.address).port or 0)

    def stop(self, number: int = signal.SIGINT) -> tuple[int, str]:
        """End the desk with a signal; return its exit code and what it wrote on stderr."""
        self.process.send_signal(number)
        _, errors = self.process.communicate(timeout=60)
        return self.process.returncode, errors

    def open(self, path: str = "/backlog", context: BrowserContext | None = None) -> Page:
        """Return a new tab with a page of the desk; `problems` collects what its console says."""
        context = context or self.context
        assert context is not None
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        if not context.cookies(self.origin):
            page.goto(self.address)
        problems: list[str] = []
        page.on(
            "console", lambda line: problems.append(line.text) if line.type == "error" else None
        )
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.problems = problems  # type: ignore[attr-defined]
        page.goto(f"{self.origin}{path}")
        self.pages.append(page)
        return page

    def postgen(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run another command on the same site, as a person in a terminal."""
        return subprocess.run(
            [sys.executable, "-m", "postgen", *arguments],
            cwd=self.root, capture_output=True, text=True, timeout=120, check=False,
            env={**os.environ, **COMMAND, "XDG_STATE_HOME": str(self.state), "XDG_CACHE_HOME": str(self.state / "cache")},
        )  # fmt: skip

    def read(self, name: str) -> str:
        """Return the text of a file of the site."""
        return (self.root / name).read_text(encoding="utf-8")


@pytest.fixture
def start_desk(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., RunningDesk]]:
    """Return a function that starts a desk on a site of some files, with a browser context of its own."""
    running: list[RunningDesk] = []

    def start(
        files: Mapping[str, str | bytes] | None = None,
        config: str = "title: Test\ntimezone: UTC\n",
        options: tuple[str, ...] = (),
        **context: Any,
    ) -> RunningDesk:
        folder = tmp_path / f"desk-{len(running)}"
        files = {"_posts/2026-11-01-backlog.md": BACKLOG} if files is None else files
        write_files(folder / "site", {"_config.yml": config, **files})
        desk = RunningDesk(folder / "site", folder / "state", options)
        running.append(desk)
        desk.context = browser.new_context(**context)
        return desk

    yield start
    for desk in running:
        if desk.context:
            desk.context.close()
        if desk.process.poll() is None:
            code, errors = desk.stop()
            assert code == 130, errors
            assert errors == "", errors


@pytest.fixture
def desk(start_desk: Callable[..., RunningDesk]) -> RunningDesk:
    """Return a desk on a small site; `desk.open(path)` is a tab that has it open."""
    return start_desk()


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """Return what axe-core finds on a page: one line for each violation."""
    from axe_playwright_python.sync_playwright import Axe

    def violations(page: Page) -> list[str]:
        found = json.loads(json.dumps(Axe().run(page).response))["violations"]
        return [
            f"{each['id']}: {each['help']}: {node['html'][:200]}"
            for each in found
            for node in each["nodes"]
        ]

    return violations
