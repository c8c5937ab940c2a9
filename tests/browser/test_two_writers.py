"""Two tabs, an editor and a terminal at the same files: nothing is lost, and a person chooses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.browser.conftest import RunningDesk

DRAFT = "_drafts/notes.md"
TEXT = "---\ntitle: Notes\n---\n\nOne <b>bold</b> line.\n\nTwo.\n"


def as_text(desk: RunningDesk) -> Page:
    page = desk.open(f"/issue?post={DRAFT}&as=text")
    page.locator("html[data-connected]").wait_for()
    return page


def write(page: Page, old: str, new: str) -> None:
    field = page.locator("#whole-text")
    field.fill(field.input_value().replace(old, new))


def test_what_an_editor_saved_in_between_is_kept_until_the_person_chooses(
    start_desk: Callable[..., RunningDesk],
) -> None:
    desk = start_desk({DRAFT: TEXT})
    page = as_text(desk)
    write(page, "Two.", "Two, mine.")
    theirs = TEXT.replace("line.", "line, theirs.")
    (desk.root / DRAFT).write_text(theirs, encoding="utf-8")
    page.locator("#save").click()
    expect(page.locator("#conflict section")).to_be_focused()
    assert desk.read(DRAFT) == theirs
    page.get_by_text("Compare").click()
    differs = page.locator("#conflict tr.differs").all_inner_texts()
    assert any("theirs" in row for row in differs)
    assert any("mine" in row for row in differs)
    assert page.locator("#conflict b").count() == 0
    page.get_by_role("button", name="Keep mine").click()
    expect(page.locator("#conflict section")).to_have_count(0)
    mine = TEXT.replace("Two.", "Two, mine.")
    assert desk.read(DRAFT) == mine
    expect(page.locator("#whole-text")).to_have_value(mine)
    page.locator("#undo").click()
    expect(page.locator("#message p.done")).to_contain_text("Undone")
    assert desk.read(DRAFT) == theirs
    expect(page.locator("#whole-text")).to_have_value(theirs)


def test_two_tabs_and_a_server_that_is_gone_lose_nothing(
    start_desk: Callable[..., RunningDesk],
) -> None:
    desk = start_desk({DRAFT: TEXT})
    first, second = as_text(desk), as_text(desk)
    write(first, "Two.", "Two, first.")
    write(second, "One", "Uno")
    first.locator("#save").click()
    expect(first.locator("#message p.done")).to_be_visible()
    second.locator("#save").click()
    expect(second.locator("#conflict section")).to_be_focused()
    assert desk.read(DRAFT) == TEXT.replace("Two.", "Two, first.")
    second.get_by_role("button", name="Load again").click()
    expect(second.locator("#whole-text")).to_have_value(TEXT.replace("Two.", "Two, first."))
    write(second, "One", "Uno")
    desk.process.kill()
    desk.process.communicate()
    expect(second.locator("#offline")).to_be_visible()
    second.locator("#save").click()
    expect(second.locator("#message p.error")).to_contain_text("does not answer")
    desk.start()
    expect(second.locator("#offline")).to_be_hidden()
    assert "Uno" in second.locator("#whole-text").input_value()
    second.locator("#save").click()
    expect(second.locator("#message p.done")).to_be_visible()
    assert desk.read(DRAFT) == TEXT.replace("Two.", "Two, first.").replace("One", "Uno")
