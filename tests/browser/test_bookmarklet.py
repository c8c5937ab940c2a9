"""Links from other pages, through the bookmarklet: from another origin, under a strict policy."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import expect

from tests.pages.server import serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page

    from tests.browser.conftest import RunningDesk

BACKLOG = "_posts/2026-11-01-backlog.md"

ARTICLE = b"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Attention is \xe2\x80\x9call\xe2\x80\x9d <b>[you]({{ need }})</title></head>
<body><p id="first">Nothing was saved &amp; <b>nothing</b> was lost.</p></body></html>"""

STRICT = (
    "default-src 'none'; script-src 'none'; connect-src 'none'; form-action 'none'; base-uri 'none'"
)


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[str]:
    """Yield the address of a page of another site, which Chromium takes for one on the web."""
    with serving() as server:
        server.at("/article", body=ARTICLE, headers={"Content-Security-Policy": STRICT})
        yield f"http://elsewhere.test:{urlsplit(server.url).port}/article"


def click_bookmarklet(desk: RunningDesk, page: Page) -> Page:
    """Do what the browser does when the bookmark is clicked on a page; return the tab that it opens."""
    shown = desk.open("/bookmarklet")
    code = str(shown.locator("#bookmarklet").get_attribute("href"))
    assert shown.problems == []  # type: ignore[attr-defined]
    assert shown.locator("#code").input_value() == code
    shown.close()
    with page.expect_popup() as popup:
        page.evaluate(code.removeprefix("javascript:"))
    return popup.value


def test_a_page_under_a_strict_policy_is_filed_through_the_bookmarklet(
    desk: RunningDesk, elsewhere: str, axe: Callable[[Page], list[str]]
) -> None:
    assert desk.context
    page = desk.context.new_page()
    page.goto(elsewhere)
    page.evaluate("getSelection().selectAllChildren(document.getElementById('first'))")
    form = click_bookmarklet(desk, page)
    expect(form.locator("#url")).to_have_value(elsewhere)
    expect(form.locator("#title")).to_have_value("Attention is “all” <b>[you]({{ need }})")
    expect(form.locator("#quote")).to_have_value("Nothing was saved & nothing was lost.")
    expect(form.locator("#where")).to_contain_text("into the backlog of Test")
    assert axe(form) == []
    before = desk.read(BACKLOG)
    form.locator("#note").fill("a note")
    form.locator("#category").fill("NLP")
    assert desk.read(BACKLOG) == before
    form.locator("#save").click()
    expect(form.locator("h1")).to_have_text("Filed")
    assert axe(form) == []
    added = (
        desk.read(BACKLOG).replace(before.partition("\n## Tools")[0], "").partition("\n## Tools")[0]
    )
    assert f"](<{elsewhere}>) - a note" in added or f"]({elsewhere}) - a note" in added
    assert "> Nothing was saved & nothing was lost." in added
    assert "<b>" not in added.replace(r"\<b>", "")
    assert "{{ need" not in added.replace("{{ '{{' }}", "")


def test_a_link_that_is_there_is_pointed_out_at_once_and_filed_only_when_that_is_wanted(
    desk: RunningDesk,
) -> None:
    link = urlencode({"url": "https://example.org/attention?utm_source=x", "title": "Attention"})
    form = desk.open(f"/capture?{link}")
    expect(form.locator("#known")).to_contain_text("This link is already in the backlog")
    expect(form.locator("#category")).to_have_value("NLP")
    expect(form.locator("#suggested")).to_have_text("(suggested)")
    form.locator("#category").fill("Tools")
    form.locator("#save").click()
    expect(form.locator("h1")).to_have_text("Not filed")
    assert desk.read(BACKLOG).count("example.org/attention") == 1
    form.get_by_role("button", name="File it all the same").click()
    expect(form.locator("h1")).to_have_text("Filed")
    assert desk.read(BACKLOG).count("example.org/attention") == 2


def test_a_browser_without_the_key_sees_the_form_and_nothing_of_the_site(
    desk: RunningDesk, elsewhere: str
) -> None:
    assert desk.context
    page = desk.context.new_page()
    page.goto(f"{desk.origin}/capture?{urlencode({'url': elsewhere})}")
    expect(page.locator("#known")).to_contain_text("no key to the desk yet")
    assert "Test" not in page.content()
    assert "NLP" not in page.content()
    before = desk.read(BACKLOG)
    page.locator("#save").click()
    expect(page.locator("h1")).to_have_text("The desk is open in another browser")
    assert desk.read(BACKLOG) == before


def test_what_is_no_web_page_is_refused(desk: RunningDesk) -> None:
    form = desk.open(f"/capture?{urlencode({'url': 'javascript:alert(1)', 'title': 'X'})}")
    expect(form.locator("#known")).to_contain_text("is not a web address")
    form.locator("#save").click()
    expect(form.locator("main")).to_contain_text("is not a web address")
