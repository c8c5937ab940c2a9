"""An issue at the desk, in a real browser: from the backlog to a published file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.browser.conftest import RunningDesk

BACKLOG = """---
title: Backlog
published: false
---

## NLP

* [Alpha](https://example.org/a) - about alpha
* [Beta](https://example.org/b) - about beta

## Tools

* [Gamma](https://example.org/c) - about <b>gamma</b>
* [Delta](https://example.org/d) - about delta
"""
FILES = {"_posts/2026-11-01-backlog.md": BACKLOG}
DRAFT = "_drafts/newsletter-1.md"


@pytest.fixture
def desk(start_desk: Callable[..., RunningDesk]) -> RunningDesk:
    return start_desk(FILES, viewport={"width": 1400, "height": 1200})


@pytest.fixture
def page(desk: RunningDesk) -> Page:
    """Return a tab with a draft that was begun at the desk."""
    page = desk.open("/issue")
    page.get_by_role("button", name="Begin an issue").click()
    page.wait_for_url(re.compile(r"post=_drafts"))
    page.locator("html[data-connected]").wait_for(state="attached")
    return page


def titles(page: Page) -> list[str]:
    return [each.strip() for each in page.locator(".item h3").all_inner_texts()]


def said(page: Page, words: str) -> None:
    expect(page.locator("#message")).to_contain_text(words)


def test_from_the_backlog_to_a_published_file(
    desk: RunningDesk, page: Page, axe: Callable[[Page], list[str]]
) -> None:
    assert titles(page) == ["1.1 Alpha", "1.2 Beta", "2.1 Gamma", "2.2 Delta"]
    assert axe(page) == []
    note = page.get_by_label("Note of Beta")
    note.fill("see [epsilon](https://example.org/e)")
    expect(page.locator("#unsaved")).to_have_text("Unsaved: 1 field")
    frame = page.frame_locator("#preview-page")
    expect(frame.locator("#quick")).to_contain_text("see epsilon[3]")
    expect(page.locator("#item-2-cited")).to_contain_text("[3] epsilon")
    note.press("Control+s")
    said(page, "Saved.")
    expect(page.locator("#unsaved")).to_have_text("")
    assert r"see epsilon[\[3\]](#ref-3){:#cite-3}" in desk.read(DRAFT)
    expect(page.get_by_label("Note of Beta")).to_be_focused()

    page.get_by_role("button", name="Up: Beta").click()  # a button, and the focus goes along
    said(page, "Moved.")
    expect(page.get_by_role("button", name="Up: Beta")).to_be_focused()
    assert titles(page)[:2] == ["1.1 Beta", "1.2 Alpha"]
    page.get_by_label("Note of Beta").press("Alt+ArrowDown")  # a key
    expect(page.locator("#item-1 h3")).to_have_text("1.1 Alpha")
    page.locator("#item-1 .handle").drag_to(page.locator("#item-4-cited"))  # and the mouse
    expect(page.locator("#item-1 h3")).to_have_text("1.1 Beta")
    assert titles(page) == ["1.1 Beta", "2.1 Gamma", "2.2 Delta", "2.3 Alpha"]
    page.get_by_role("button", name="Up: Tools").click()
    expect(page.locator("#section-1 h2")).to_have_text("1 Tools")

    page.get_by_role("button", name="Back to the backlog: Delta").click()
    said(page, "Back in the backlog")
    assert "https://example.org/d" in desk.read("_posts/2026-11-01-backlog.md")

    page.get_by_text("Front matter").click()
    page.get_by_label("tags").fill("newsletter\nlinks: all")
    page.get_by_role("button", name="Save").click()
    said(page, "Saved.")
    assert 'tags: ["newsletter", "links: all"]' in desk.read(DRAFT)

    page.get_by_role("button", name="Publish").click()
    page.wait_for_url(re.compile(r"post=_posts"))
    said(page, "Published: _posts/")
    (post,) = (desk.root / "_posts").glob("*newsletter-1.md")
    text = post.read_text(encoding="utf-8")
    assert re.findall(r"^#+ .*?(\w+)\[", text, re.MULTILINE) == ["Gamma", "Alpha", "Beta"]
    assert not (desk.root / DRAFT).exists()
    assert page.problems == []  # type: ignore[attr-defined]
    page.get_by_role("button", name="Undo").click()
    page.wait_for_url(re.compile(r"post=_drafts"))  # where it is again
    said(page, "Undone: Publish")
    page.locator("html[data-connected]").wait_for(state="attached")
    page.get_by_role("button", name="Undo").click()
    said(page, "Undone: Set tags")
    assert 'tags: ["newsletter"]' in desk.read(DRAFT)


def test_an_editor_and_a_person_lose_nothing(desk: RunningDesk, page: Page) -> None:
    path = desk.root / DRAFT
    intro = page.get_by_label("Intro")
    path.write_text(desk.read(DRAFT).replace("about alpha", "theirs"), encoding="utf-8")
    expect(page.get_by_label("Note of Alpha")).to_have_value("theirs")  # nothing was unsaved

    intro.fill("Mine.")
    path.write_text(desk.read(DRAFT).replace("theirs", "theirs again"), encoding="utf-8")
    said(page, "changed on the disk")
    intro.press("Control+s")
    conflict = page.locator("#conflict")
    expect(conflict).to_contain_text("nothing was written")
    assert "Mine." not in desk.read(DRAFT)
    conflict.get_by_text("Compare").click()
    expect(conflict.locator(".compare")).to_contain_text("theirs again")
    expect(intro).to_have_value("Mine.")
    conflict.get_by_role("button", name="Keep mine").click()
    said(page, "Saved.")
    assert "Mine." in desk.read(DRAFT)
    assert "theirs again" not in desk.read(DRAFT)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_label("Note of Alpha")).to_have_value("theirs again")


def test_what_the_checks_find_stands_beside_its_line_and_is_fixed(
    desk: RunningDesk, page: Page, axe: Callable[[Page], list[str]]
) -> None:
    note = page.get_by_label("Note of Alpha")
    note.fill("a word\n\n##A heading without a blank")
    note.press("Control+s")
    finding = page.locator("#item-1-findings li")
    expect(finding).to_contain_text("KR")
    assert axe(page) == []
    finding.locator(".line").click()
    assert page.evaluate("String(getSelection())") == "##A heading without a blank"
    finding.get_by_role("button", name="Fix").click()
    said(page, "Fixed.")
    expect(page.locator("#findings")).to_contain_text("find")
    assert "## A heading" in desk.read(DRAFT)


def test_hostile_words_are_words(desk: RunningDesk, page: Page) -> None:
    note = page.get_by_label("Note of Gamma")
    note.fill("<img src=x onerror=alert(1)><script>alert(2)</script> end")
    expect(page.frame_locator("#preview-page").locator("#quick")).to_contain_text("end")
    note.press("Control+s")
    said(page, "Saved.")
    page.goto(f"{desk.origin}/issue?post={DRAFT}&as=text")
    whole = page.get_by_label("The whole file")
    whole.fill(whole.input_value().replace("title:", "title: </textarea><h1>x</h1> #"))
    whole.press("Control+s")
    said(page, "Saved.")
    assert page.locator("main h1").count() == 1
    whole.fill(whole.input_value().replace("Words", "Other"))
    page.on("dialog", lambda dialog: dialog.dismiss())
    assert "</textarea>" in desk.read(DRAFT)
