"""Mails in a real browser: parsed as they are written, and as narrow as a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.outlets import registry
from tests import html_validity
from tests.unit.test_outlets import PATHS, post_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ELEMENTS = "[...document.querySelectorAll('*')].map(each => each.localName)"


def test_mails_of_all_posts_are_parsed_as_written_and_fit_a_phone(browser: Browser) -> None:
    with browser.new_context(viewport={"width": 360, "height": 640}, offline=True) as context:
        page = context.new_page()
        for path in PATHS:
            post = post_of(path.read_bytes().decode(), title=path.stem)
            html = registry.find("email").export(post).text
            page.set_content(html, wait_until="domcontentloaded")
            written = [name for name, _ in html_validity.read(html).elements]
            parsed = page.evaluate(ELEMENTS)
            assert [name for name in parsed if name != "tbody"] == [
                name for name in written if name != "tbody"
            ], path
            assert page.evaluate("document.documentElement.scrollWidth") == 360, path


def test_a_mail_is_600_pixels_wide_and_keeps_its_colours_to_itself(browser: Browser) -> None:
    html = registry.find("email").export(post_of("A [boat](https://a.example/).\n")).text
    colours = set()
    for scheme in ("light", "dark"):
        with browser.new_context(
            viewport={"width": 1000, "height": 640}, color_scheme=scheme, offline=True
        ) as context:
            page = context.new_page()
            page.set_content(html)
            assert page.evaluate("document.querySelectorAll('table')[1].offsetWidth") == 600
            colours.add(page.evaluate("getComputedStyle(document.querySelector('p')).color"))
    assert len(colours) == 2
