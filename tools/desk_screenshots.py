"""Take the screenshots of docs/desk.md: the worked example at the desk, in Chromium, light and dark, wide and narrow.

Chromium comes from Debian (`apt-get install chromium`), playwright with what the tests need.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "docs" / "images"
SITE = ("_config.yml", "_layouts", "_posts", "assets", "index.html", "archive.html")
WIDE, BROAD, NARROW = (1100, 820), (1400, 900), (390, 780)
ISSUE = "/issue?post=_posts/2026-11-20-margin-notes-1.md"
OPTIONS = ["--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run"]


def triage(page: Page) -> None:
    """Show the backlog with some links selected."""
    page.locator("#triage[data-marked]").wait_for()
    for key in "jxjxj":
        page.keyboard.press(key)
    page.locator("#triage[data-idle]").wait_for()


def triage_edit(page: Page) -> None:
    """Show a link that is edited."""
    page.locator("#triage[data-marked]").wait_for()
    page.keyboard.press("j")
    page.keyboard.press("e")
    page.locator("#edit[open]").wait_for()


def issue(page: Page) -> None:
    """Show an issue in which a note is written."""
    page.locator("html[data-connected]").wait_for(state="attached")
    note = page.locator("textarea[data-piece^=item]").nth(1)
    note.fill(f"{note.input_value()} See [the paper](https://arxiv.org/abs/1706.03762)")
    page.locator(".cited", has_text="the paper").wait_for()
    page.get_by_text("Checking").wait_for(state="detached")
    page.frame_locator("#preview-page").get_by_text("the paper[").first.wait_for()


def page_of_post(page: Page) -> None:
    """Show a post as its site does."""
    page.frame_locator("#preview-page").locator("h1").wait_for()
    page.locator(".made-by", has_text="Built by Jekyll").wait_for()
    page.frame_locator("#preview-page").locator("img").first.scroll_into_view_if_needed()


def page_on_a_phone(page: Page) -> None:
    """Show a post as wide as a phone, in dark colours."""
    page_of_post(page)
    page.get_by_role("button", name="Phone").click()
    page.get_by_role("button", name="Dark").click()
    page_of_post(page)


def capture(page: Page) -> None:
    """Show the form of the bookmarklet."""
    page.locator("button:enabled", has_text="File it").wait_for()
    page.get_by_text("into the backlog of").wait_for()


def change(page: Page, old: str, new: str) -> None:
    """Change some words of a file as a whole, and do not save them."""
    page.locator("html[data-connected]").wait_for(state="attached")
    text = page.locator("#whole-text")
    text.fill(text.input_value().replace(old, new))


def compare(page: Page) -> None:
    """Show what to choose from where another tab has saved the same file meanwhile."""
    change(page, "its first advice", "Its first advice")
    other = page.context.new_page()
    other.goto(page.url)
    change(other, "for whoever asks you", "for anyone who asks you")
    other.locator("#save").click()
    other.locator("#message p.done").wait_for()
    other.close()
    page.locator("#save").click()
    page.get_by_text("Compare").click()


LINK = "/capture?url=https://jekyllrb.com/docs/liquid/&title=Liquid+in+Jekyll&quote=Jekyll+uses+the+Liquid+templating+language."

POST = "/preview?post=_posts/2026-11-20-margin-notes-1.md"

SHOTS: dict[str, tuple[str, Callable[[Page], None], tuple[int, int], str]] = {
    "desk-triage-light.png": ("/backlog", triage, WIDE, "light"),
    "desk-triage-dark.png": ("/backlog", triage, WIDE, "dark"),
    "desk-triage-phone.png": ("/backlog", triage, NARROW, "light"),
    "desk-edit.png": ("/backlog", triage_edit, WIDE, "light"),
    "desk-issue-light.png": (ISSUE, issue, BROAD, "light"),
    "desk-issue-dark.png": (ISSUE, issue, BROAD, "dark"),
    "desk-issue-phone.png": (ISSUE, issue, NARROW, "light"),
    "desk-page-light.png": (POST, page_of_post, WIDE, "light"),
    "desk-page-phone.png": (POST, page_on_a_phone, WIDE, "light"),
    "desk-capture.png": (LINK, capture, (560, 760), "light"),
    "desk-compare.png": (f"{ISSUE}&as=text", compare, BROAD, "light"),
}
"""The pictures: the address, what is done there first, the size of the window, and the scheme."""


def main() -> int:
    """Write the screenshots into `docs/images/`, those named on the command line or all."""
    chromium = shutil.which("chromium")
    if chromium is None:
        print("Install it first: apt-get install chromium", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        site = Path(folder) / "site"
        site.mkdir()
        for name in SITE:
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
            copy(ROOT / name, site / name)
        environment = {**os.environ, "XDG_STATE_HOME": folder, "XDG_CACHE_HOME": folder}
        command = [sys.executable, "-m", "postgen", "desk", "--no-browser"]
        desk = subprocess.Popen(
            command, cwd=site, env=environment, stdout=subprocess.PIPE, text=True
        )
        try:
            address = desk.stdout.readline().strip() if desk.stdout else ""
            browser = playwright.chromium.launch(executable_path=chromium, args=OPTIONS)
            for name, (path, prepare, (width, height), scheme) in SHOTS.items():
                if sys.argv[1:] and name not in sys.argv[1:]:
                    continue
                context = browser.new_context(
                    viewport={"width": width, "height": height},
                    device_scale_factor=1.5,
                    color_scheme="dark" if scheme == "dark" else "null",
                    reduced_motion="reduce",
                )
                page = context.new_page()
                page.goto(address)
                page.goto(address.partition("/?")[0] + path)
                prepare(page)
                page.screenshot(path=TARGET / name)
                print(TARGET / name)
                context.close()
            browser.close()
        finally:
            desk.terminate()
            desk.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
