"""A post in the browser: refreshed on save, behind a wall that its scripts cannot pass."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import BACKLOG
from tests.conftest import need

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import FrameLocator, Page

    from tests.browser.conftest import RunningDesk

POST = "_posts/2026-11-20-walks.md"

SITE = {
    POST: "---\nlayout: post\ntitle: Walks\n---\nThe first words.\n",
    "_layouts/post.html": (
        "<html><head><style>h1 { color: rgb(1, 2, 3) }</style><link rel=stylesheet href=/main.css></head>"
        "<body><h1>{{ page.title }}</h1>{{ content }}<div style='height: 3000px'></div>"
        "<p id=end>{{ site.posts | size }} posts</p></body></html>"
    ),
    "main.css": "p { color: rgb(4, 5, 6) } @media (prefers-color-scheme: dark) { p { color: rgb(7, 8, 9) } }",
} | {f"_posts/20{10 + number // 12}-{1 + number % 12:02}-15-old.md": "---\n---\n" for number in range(110)}  # fmt: skip

HOSTILE = """---
title: Hostile
---
<script>document.title = "ran"; top.location = "about:blank"</script>
<img src="x" onerror="document.body.dataset.ran = 'yes'">
<p id="words">words</p>
"""

ATTACK = """
(async () => {
  const found = [];
  for (const address of ADDRESSES) {
    try { const answer = await fetch(address, { credentials: "include" }); found.push(await answer.text()); }
    catch (problem) { found.push("refused"); }
  }
  try { found.push(parent.document.title); } catch (problem) { found.push("refused"); }
  try { found.push(document.cookie); } catch (problem) { found.push("refused"); }
  document.getElementById("words").textContent = found.join();
})();
"""


def frame(page: Page) -> FrameLocator:
    return page.frame_locator("#preview-page")


@pytest.fixture
def shown(start_desk: Callable[..., RunningDesk]) -> Callable[..., tuple[RunningDesk, Page]]:
    """Return a function that previews the newest post of a site."""
    need("jekyll")

    def show(files: dict[str, str]) -> tuple[RunningDesk, Page]:
        backlog = {"_posts/2026-11-01-backlog.md": BACKLOG}
        desk = start_desk(files | backlog, color_scheme="null")
        return desk, desk.open("/preview?post=" + next(iter(files)))

    return show


def test_the_page_follows_what_is_saved(
    shown: Callable[..., tuple[RunningDesk, Page]], axe: Callable[[Page], list[str]]
) -> None:
    desk, page = shown(SITE)
    heading = frame(page).locator("h1")
    expect(heading).to_have_css("color", "rgb(1, 2, 3)")
    expect(page.locator(".made-by")).to_contain_text("Built by Jekyll")
    expect(page.locator(".notice.partial")).to_contain_text("site.posts")
    assert axe(page) == []
    page.locator("html[data-connected]").wait_for()
    frame(page).locator("#end").scroll_into_view_if_needed()
    end = frame(page).locator("#end")
    (desk.root / POST).write_text(SITE[POST].replace("first", "second"), encoding="utf-8")
    expect(frame(page).locator("body")).to_contain_text("The second words.")
    expect(end).to_be_in_viewport()
    layout = SITE["_layouts/post.html"].replace("rgb(1, 2, 3)", "rgb(9, 9, 9)")
    (desk.root / "_layouts/post.html").write_text(layout, encoding="utf-8")
    expect(heading).to_have_css("color", "rgb(9, 9, 9)")
    page.get_by_role("button", name="Dark").click()
    expect(end).to_have_css("color", "rgb(7, 8, 9)")
    page.get_by_role("button", name="Light").click()
    expect(end).to_have_css("color", "rgb(4, 5, 6)")
    page.get_by_role("button", name="Phone").click()
    expect(page.locator(".preview-frame")).to_have_css("width", "392px")
    page.set_viewport_size({"width": 700, "height": 800})
    page.get_by_role("button", name="Desktop").click()
    assert frame(page).locator("html").evaluate("document.documentElement.clientWidth") > 1000
    (desk.root / POST).write_text("---\nlayout: post\n---\n\n{% foo %}\n", encoding="utf-8")
    expect(page.locator(".notice.error")).to_contain_text(f"{POST}:5: ")
    assert page.problems == []  # type: ignore[attr-defined]


def test_what_is_written_shows_at_once_on_the_quick_page(
    shown: Callable[..., tuple[RunningDesk, Page]],
) -> None:
    _, page = shown(SITE)
    page.get_by_role("button", name="Quick").click()
    expect(frame(page).locator("#quick p")).to_have_text("The first words.")
    page.evaluate("preview.show('---\\ntitle: x\\n---\\n# Now <script>1</script>\\n\\n{{ x }}')")
    expect(frame(page).locator("h1")).to_contain_text("Now")
    expect(page.locator(".notice.unsure")).to_contain_text("What Liquid prints")


def test_scripts_of_a_post_reach_nothing(
    shown: Callable[..., tuple[RunningDesk, Page]],
) -> None:
    desk, page = shown({POST: HOSTILE})
    expect(frame(page).locator("#words")).to_be_visible()
    assert frame(page).locator("body").get_attribute("data-ran") is None
    addresses = json.dumps([f"{desk.origin}/backlog", f"{desk.origin}/events"])
    script = ATTACK.replace("ADDRESSES", addresses)
    (desk.root / POST).write_text(HOSTILE + f"<script>{script}</script>\n", encoding="utf-8")
    page.get_by_role("button", name="Load all").click()  # scripts run now
    expect(frame(page).locator("#words")).to_have_text("refused,refused,refused,refused")
    assert page.url.startswith(desk.origin)
    assert Path(desk.root, POST).is_file()
