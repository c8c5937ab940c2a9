"""The desk's frame, in a real browser: keys, messages, events, and a server that is gone for a while."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.browser.conftest import RunningDesk


def test_every_view_opens_without_a_problem(
    desk: RunningDesk, axe: Callable[[Page], list[str]]
) -> None:
    page = desk.open("/backlog")
    for path in ("/backlog", "/issue"):
        page.goto(desk.origin + path)
        page.keyboard.press("?")
        assert page.locator("#help").is_visible()
        assert "Undo the last act" in page.locator("#help").inner_text()
        page.keyboard.press("Escape")
        assert axe(page) == []
    assert page.problems == []  # type: ignore[attr-defined]


def test_a_file_that_an_editor_saves_is_an_event(desk: RunningDesk) -> None:
    page = desk.open("/backlog")
    page.evaluate(
        "document.addEventListener('postgen:changed', e => { document.title = e.detail.paths.join() })"
    )
    page.locator("html[data-connected]").wait_for()
    path = desk.root / "_posts/2026-11-01-backlog.md"
    path.write_text(
        path.read_text(encoding="utf-8") + "* [New](https://example.org/new)\n", encoding="utf-8"
    )
    expect(page).to_have_title("_posts/2026-11-01-backlog.md")


def test_undo_says_what_it_took_back(desk: RunningDesk) -> None:
    before = desk.read("_posts/2026-11-01-backlog.md")
    page = desk.open("/backlog")
    page.keyboard.press("u")
    page.locator("#message p.error").wait_for()
    assert "There is no command to undo" in page.locator("#message").inner_text()
    done = desk.postgen(
        "add-link", "https://example.org/2", "--no-fetch", "--title", "Two", "--category", "Tools"
    )
    assert done.returncode == 0, done.stderr
    page.keyboard.press("u")
    page.locator("#message p.done").wait_for()
    assert desk.read("_posts/2026-11-01-backlog.md") == before
