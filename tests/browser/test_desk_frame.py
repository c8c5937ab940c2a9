"""The desk's frame, in a real browser: keys, messages, events, and a server that is gone for a while."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from postgen.desk import pages, seen
from postgen.desk.seen import ConflictError
from tests.pages.server import serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page, Route

    from tests.browser.conftest import RunningDesk


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[str]:
    """Yield the address of a page of another site, which may run any script."""
    with serving() as server:
        server.at("/page", body=b"<!doctype html><title>Elsewhere</title><body>")
        yield f"http://elsewhere.test:{urlsplit(server.url).port}/page"


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


def test_a_site_without_a_backlog_begins_one(
    start_desk: Callable[..., RunningDesk], axe: Callable[[Page], list[str]]
) -> None:
    desk = start_desk({})
    page = desk.open("/backlog")
    expect(page.locator("#main")).to_contain_text("This site has no backlog yet.")
    assert axe(page) == []
    page.get_by_role("button", name="Begin one").click()
    page.wait_for_url(f"{desk.origin}/backlog")
    expect(page.locator("#new-backlog")).to_have_count(0)
    (file,) = (desk.root / "_posts").iterdir()
    assert "published: false" in file.read_text(encoding="utf-8")
    assert page.problems == []  # type: ignore[attr-defined]
    page.goto(f"{desk.origin}/issue?post=nothing")
    expect(page.locator("h1")).to_have_text("This did not work")
    expect(page.get_by_role("link", name="Issue")).to_be_visible()


def test_single_keys_are_turned_off_by_who_does_not_want_them(desk: RunningDesk) -> None:
    page = desk.open("/backlog")
    page.keyboard.press("?")
    page.get_by_label("Single keys act").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("u")
    page.reload()
    page.keyboard.press("u")
    page.keyboard.press("?")
    expect(page.get_by_label("Single keys act")).not_to_be_checked()
    assert page.locator("#message").inner_text() == ""
    page.get_by_label("Single keys act").check()
    page.keyboard.press("Escape")
    page.keyboard.press("u")
    expect(page.locator("#message p.error")).to_be_visible()


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


def test_a_page_says_that_the_desk_is_gone_and_goes_on_when_it_is_back(desk: RunningDesk) -> None:
    page = desk.open("/backlog")
    page.locator("html[data-connected]").wait_for()
    page.evaluate(
        "document.addEventListener('postgen:changed', e => { document.title = `all: ${e.detail.all}` })"
    )
    desk.stop(signal.SIGKILL)
    expect(page.locator("#offline")).to_be_visible()
    page.keyboard.press("u")
    expect(page.locator("#message p.error")).to_contain_text("The desk does not answer")
    port = desk.port
    desk.start()
    assert desk.port == port
    expect(page.locator("#offline")).to_be_hidden()
    expect(page).to_have_title("all: true")
    page.keyboard.press("u")
    expect(page.locator("#message p.error")).to_contain_text("There is no command to undo")


def test_a_link_to_the_desk_from_another_site_opens_it_for_its_own_browser_only(
    desk: RunningDesk, elsewhere: str
) -> None:
    page = desk.open("/backlog")
    page.goto(elsewhere)
    page.evaluate("address => { location.href = address }", f"{desk.origin}/issue")
    expect(page.locator("#main")).to_be_visible()
    page.wait_for_url(f"{desk.origin}/issue")
    expect(page.locator("h1")).not_to_have_text("The desk is open in another browser")


def test_no_other_site_reads_frames_or_writes(desk: RunningDesk, elsewhere: str) -> None:
    page = desk.open("/backlog")
    before = desk.read("_posts/2026-11-01-backlog.md")
    page.goto(elsewhere)
    found = page.evaluate(
        """async origin => {
            const results = [];
            for (const path of ["/backlog", "/capture", "/static/desk.js", "/events"]) {
                try { results.push((await fetch(origin + path, {credentials: "include"})).type) } catch { results.push("blocked") }
            }
            try {
                await fetch(origin + "/undo", {method: "POST", mode: "no-cors", credentials: "include", body: "a=1"});
                results.push("sent");
            } catch { results.push("blocked") }
            const frame = document.createElement("iframe");
            frame.src = origin + "/capture";
            document.body.append(frame);
            await new Promise(done => { frame.onload = done; frame.onerror = done });
            try { results.push(String(frame.contentDocument?.body.textContent)) } catch { results.push("opaque") }
            const script = document.createElement("script");
            script.src = origin + "/static/desk.js";
            results.push(await new Promise(done => { script.onload = () => done("ran"); script.onerror = () => done("blocked"); document.body.append(script) }));
            return results;
        }""",
        desk.origin,
    )
    assert found[:4] == ["blocked"] * 4
    assert found[4] in {"blocked", "sent"}
    assert found[5] == "undefined"
    assert found[6] == "blocked"
    assert "File a link" not in [frame.title() for frame in page.frames]
    assert desk.read("_posts/2026-11-01-backlog.md") == before


def test_a_conflict_is_a_choice_that_keeps_the_focus(
    desk: RunningDesk, axe: Callable[[Page], list[str]]
) -> None:
    path = desk.root / "_posts/2026-11-01-backlog.md"
    theirs, mine = "one\ntwo <b>theirs</b>\nthree\n", "one\ntwo <i>mine</i>\nthree\n"
    problem = ConflictError(path, theirs, mine)
    sent: list[str] = []

    def answer(route: Route) -> None:
        sent.append(route.request.post_data or "")
        if len(sent) > 1:
            route.continue_()
            return
        choice = pages.Choice("/undo", [("text", mine), ("seen", "old")], is_part=True)
        made = pages.conflict(problem, choice)
        route.fulfill(
            status=409, body=bytes(made.body).decode(), headers=dict(made.headers.items())
        )

    page = desk.open("/backlog")
    page.route("**/undo", answer)
    page.keyboard.press("u")
    expect(page.locator("#conflict section")).to_be_focused()
    assert page.locator("#message").inner_text() == ""
    page.get_by_text("Compare").click()
    cells = page.locator("#conflict tr.differs td").all_inner_texts()
    assert cells == ["2", "two <b>theirs</b>", "two <i>mine</i>"]
    assert axe(page) == []
    page.get_by_role("button", name="Keep mine").click()
    expect(page.locator("#message p.error")).to_contain_text("There is no command to undo")
    expect(page.locator("#conflict section")).to_be_visible()
    assert parse_qs(sent[1]) == {
        "text": [mine],
        "seen": [seen.of_text(theirs)],
    }
    page.get_by_role("button", name="Load again").click()
    expect(page.locator("#conflict section")).to_have_count(0)
