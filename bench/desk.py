"""How quick the desk is: the first paint of a small site, and a backlog of 10,000 links in Chromium.

An act is timed in the page, from the key to the change of its rows: the request, the command, the journal, the file and
the answer are in it. Nothing is asserted.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import chromium
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Page

LINKS = 10_000
CATEGORIES = 20
TIMES = 15
IDLE = 5.0
"""Seconds in which nothing is done."""
NAME = "_posts/2026-11-01-backlog.md"

ACT = """async key => {
  const rows = document.getElementById("sections");
  const start = performance.now();
  const changed = new Promise(done => new MutationObserver((_, observer) => { observer.disconnect(); done(); })
    .observe(rows, {childList: true, subtree: true, attributes: true, attributeFilter: ["data-keys"]}));
  const form = document.querySelector("dialog[open] form");
  if (form) form.requestSubmit();
  else document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true}));
  await changed;
  return performance.now() - start;
}"""


def main() -> int:
    """Print the figures; return the exit code."""
    chromium.show_load()
    with (
        tempfile.TemporaryDirectory() as folder,
        sync_playwright() as playwright,
        chromium.browser(playwright) as browser,
    ):
        first_paints(site(Path(folder) / "small", 20), browser, "20 links")
        large = site(Path(folder) / "large", LINKS)
        first_paints(large, browser, f"{LINKS:,} links", 3)
        with chromium.served(large, "desk") as desk, chromium.tab(browser) as page:
            acts(desk, page, large / NAME)
    return 0


def first_paints(root: Path, browser: Browser, what: str, times: int = 5) -> None:
    """Time from the start of the command to the first paint of its page, with an empty tab that is open."""
    found, cpu = [], []
    for _ in range(times):
        with chromium.tab(browser) as page:
            start = time.time()
            with chromium.served(root, "desk") as desk:
                page.goto(desk.address)
                found.append(page.evaluate(chromium.PAINTED) - start * 1000)
                cpu.append(desk.cpu())
    chromium.show(f"first paint after the command, {what}", found, 500, statistics.median(cpu))


def acts(desk: chromium.Server, page: Page, path: Path) -> None:
    """Time the page of a large backlog and what is done in it."""
    page.goto(desk.address)
    page.locator("#triage[data-marked]").wait_for()

    def times(name: str, limit: float, once: Callable[[int], float]) -> None:
        before = desk.cpu()
        found = [once(at) for at in range(TIMES)]
        chromium.show(name, found, limit, (desk.cpu() - before) / TIMES)

    address = f"{desk.address.partition('/?')[0]}/backlog"
    times("the page", 1000, lambda _: loaded(page, address))
    page.locator("#triage[data-marked]").wait_for()
    page.locator(".item .go").nth(150).focus()
    for name, key in (("drop", "d"), ("move down", "J"), ("drop again", "d")):
        times(name, 100, partial(act, page, key))
    times("move to another category", 100, lambda _: across(page))
    times("a file that an editor changes", 300, lambda at: edited(path, page, at))
    time.sleep(IDLE)  # it tidies up
    before = desk.cpu()
    time.sleep(IDLE)
    idle = (desk.cpu() - before) / IDLE / 10
    print(
        f"{'nothing, with a tab open':<52} {idle:>7.1f} % CPU   {chromium.memory_of(desk.pid):.0f} MiB"
    )


def loaded(page: Page, address: str) -> float:
    """Time the page until it is loaded."""
    start = time.perf_counter()
    page.goto(address, wait_until="load")
    return (time.perf_counter() - start) * 1000


def act(page: Page, key: str, _at: int = 0) -> float:
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
    return act(page, "Enter")


def edited(path: Path, page: Page, at: int) -> float:
    """Time from the moment that a file is written to that in which the page shows it."""
    text = path.read_text(encoding="utf-8")
    start = time.perf_counter()
    path.write_text(text.replace("](https://", f" {at}x](https://", 1), encoding="utf-8")
    page.locator(".item .go", has_text=f"{at}x").first.wait_for()
    return (time.perf_counter() - start) * 1000


def site(root: Path, links: int) -> Path:
    """Make a site with a backlog of so many links."""
    if not root.exists():
        (root / "_posts").mkdir(parents=True)
        (root / "_config.yml").write_text("title: Bench\n", encoding="utf-8")
        (root / NAME).write_text(backlog(links), encoding="utf-8")
    return root


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
