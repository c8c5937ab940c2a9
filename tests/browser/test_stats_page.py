"""The page of numbers in Chromium: its own policy allows all of it, and it fits a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser

POST = '---\ntitle: "Newsletter #{0}"\nissue: {0}\n---\n\n## {1}\n\n* [Link {0}](https://example.org/{2})\n'
FILES = {
    f"_posts/2026-{number:02}-03-newsletter-{number}.md": POST.format(
        number, "A very long name of a category " * 4 if number % 2 else "NLP", number % 4
    )
    for number in range(1, 10)
}
INK = {"light": "rgb(28, 29, 32)", "dark": "rgb(231, 230, 227)"}


@pytest.mark.processes
def test_the_page_of_numbers_follows_the_scheme_and_fits_a_phone(
    browser: Browser, make_site: Callable[..., Path], postgen: Callable[..., object]
) -> None:
    root = make_site(FILES)
    postgen("stats", "--html", "-o", "numbers.html", cwd=root)
    for scheme, width in (("light", 360), ("dark", 800)):
        context = browser.new_context(viewport={"width": width, "height": 800})
        page = context.new_page()
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))  # noqa: B023
        page.goto((root / "numbers.html").as_uri())
        assert page.locator("h1").inner_text() == "Test: 2026 in numbers"
        style = page.locator("body").evaluate(
            "body => [getComputedStyle(body).color, document.documentElement.scrollWidth]"
        )
        assert style == [INK[scheme], width]
        assert page.get_by_role("img").count() == 2  # the months, and the issues
        assert said == []  # the policy refused nothing
        context.close()
