"""How quick the desk is: the first paint of a small site, and a backlog of 10,000 links in Chromium.

An act is timed in the page, from the key to the change of its rows: the request, the command, the journal, the file and
the answer are in it. The medians and the slowest of some are printed; nothing is asserted.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

LINKS = 10_000
CATEGORIES = 20
TIMES = 15
OPTIONS = ["--no-sandbox", "--disable-gpu", "--no-first-run"]
NAME = "_posts/2026-11-01-backlog.md"

ACT = """async key => {
  const rows = document.getElementById("sections");
  const start = performance.now();
  const changed = new Promise(done => new MutationObserver((_, observer) => { observer.disconnect(); done(); })
    .observe(rows, {childList: true, subtree: true, attributes: true, attributeFilter: ["data-keys"]}));
  document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true}));
  await changed;
  return performance.now() - start;
}"""


def main() -> int:
    """Print the figures; return the exit code."""
    chromium = shutil.which("chromium")
    if chromium is None:
        print("Install it first: apt-get install chromium", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=OPTIONS)
        browser.new_page().goto("about:blank")
        show("first paint after the command, 20 links", first_paints(Path(folder), browser, 20))
        show(
            f"first paint after the command, {LINKS:,} links",
            first_paints(Path(folder), browser, LINKS, 3),
        )
        acts(Path(folder), browser)
        browser.close()
    return 0


def show(name: str, milliseconds: list[float]) -> None:
    """Print a row: the median, and the slowest."""
    print(
        f"{name:<52} {statistics.median(milliseconds):>7.0f} ms   slowest {max(milliseconds):>6.0f} ms",
        flush=True,
    )


def first_paints(folder: Path, browser: Browser, links: int, times: int = 5) -> list[float]:
    """Time from the start of the command to the first paint of its page, with a browser that is open."""
    found = []
    for _ in range(times):
        start = time.time()
        with desk(folder / f"site-{links}", links) as address, tab(browser) as page:
            page.goto(address)
            painted = page.evaluate(
                "performance.timeOrigin + performance.getEntriesByName('first-contentful-paint')[0].startTime"
            )
            found.append(painted - start * 1000)
    return found


def acts(folder: Path, browser: Browser) -> None:
    """Time the page of a large backlog and what is done in it."""
    with desk(folder / "large", LINKS) as address, tab(browser) as page:
        page.goto(address)
        pages = []
        for _ in range(TIMES):
            start = time.perf_counter()
            page.goto(f"{address.partition('/?')[0]}/backlog", wait_until="load")
            pages.append((time.perf_counter() - start) * 1000)
        show("page", pages)
        page.locator("#triage[data-marked]").wait_for()
        page.locator(".item .go").nth(150).focus()
        for name, key in (("drop", "d"), ("move down", "J"), ("drop again", "d")):
            show(name, [act(page, key) for _ in range(TIMES)])
        show("move to another category", [across(page) for _ in range(TIMES)])
        show(
            "a file that an editor changes",
            [edited(folder / "large" / NAME, page, at) for at in range(TIMES)],
        )


def act(page: Page, key: str) -> float:
    """Time an act from its key to the change of the rows."""
    took: float = page.evaluate(ACT, key)
    page.locator("#triage[data-idle]").wait_for()
    return took


def across(page: Page) -> float:
    """Time a move from the second category to the end of the first."""
    page.locator(".category").nth(1).locator(".item .go").nth(2).focus()
    page.keyboard.press("m")
    page.locator("#move[open]").wait_for()
    page.locator("#move select").select_option(index=0)
    start = time.perf_counter()
    before = page.locator("#sections .size").first.inner_text()
    page.keyboard.press("Enter")
    page.locator(f"#sections .size >> nth=0 >> text=/^(?!{before}$)/").wait_for()
    return (time.perf_counter() - start) * 1000


def edited(path: Path, page: Page, at: int) -> float:
    """Time from the moment that a file is written to that in which the page shows it."""
    text = path.read_text(encoding="utf-8")
    start = time.perf_counter()
    path.write_text(text.replace("](https://", f" {at}x](https://", 1), encoding="utf-8")
    page.locator(".item .go", has_text=f"{at}x").first.wait_for()
    return (time.perf_counter() - start) * 1000


@contextmanager
def desk(root: Path, links: int) -> Iterator[str]:
    """Run the desk of a site with a backlog of so many links; yield its first address."""
    if not root.exists():
        (root / "_posts").mkdir(parents=True)
        (root / "_config.yml").write_text("title: Bench\n", encoding="utf-8")
        (root / NAME).write_text(backlog(links), encoding="utf-8")
    own = {name: str(root.parent / "state") for name in ("XDG_STATE_HOME", "XDG_CACHE_HOME")}
    process = subprocess.Popen(
        [sys.executable, "-m", "postgen", "desk", "--no-browser"],
        cwd=root, env={**os.environ, **own}, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait()


@contextmanager
def tab(browser: Browser) -> Iterator[Page]:
    """Yield a page in a context of its own."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


def backlog(links: int) -> str:
    """Return a backlog of so many links, with notes, days and tags."""
    lines = ["---", "title: Backlog", "published: false", "---"]
    for number in range(links):
        if number % (links // min(links, CATEGORIES)) == 0:
            lines += ["", f"## Category {number}", ""]
        lines.append(
            f"* [A title of some words {number}](https://host{number % 97}.example/pages/{number}/name) - a note about "
            f"what is in it, and why one reads it <!-- added: 2026-{number % 12 + 1:02}-{number % 28 + 1:02}; "
            f"tags: tag{number % 31}, other{number % 7} -->"
        )
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    sys.exit(main())
