"""The backlog at the desk, in a real browser: by keys, by mouse, with others at the same files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.backlog import Backlog

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.browser.conftest import RunningDesk

NAME = "_posts/2026-11-01-backlog.md"
HEAD = "---\ntitle: Backlog\npublished: false\n---\n"


def section(name: str, first: int, count: int) -> str:
    lines = [
        f"* [Link {n}](https://example.org/{n}) - note {n}" for n in range(first, first + count)
    ]
    return "\n".join(["", f"## {name}", "", *lines, ""])


def outline(desk: RunningDesk) -> dict[str, list[str]]:
    backlog = Backlog(desk.read(NAME))
    return {
        each.name: [entry.title for entry in backlog.entries(each)]
        for each in backlog.sections
        if each.name
    }


def opened(desk: RunningDesk) -> Page:
    page = desk.open()
    page.locator("html[data-connected]").wait_for()
    page.locator("#triage[data-marked]").wait_for()
    return page


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def settled(page: Page) -> None:
    page.locator("#triage[data-idle]").wait_for()


def said(page: Page) -> str:
    settled(page)
    return page.locator("#message").inner_text()


def focused(page: Page) -> str:
    settled(page)
    return str(page.evaluate("document.activeElement.textContent"))


def titles(page: Page) -> list[str]:
    settled(page)
    return page.locator(".item .go").all_inner_texts()


def drag(page: Page, item: str, target: str, *, below: bool) -> None:
    grip = page.locator(".item", has_text=item).locator(".grip")
    onto = page.locator(".item", has_text=target)
    box = onto.bounding_box()
    assert box is not None
    grip.drag_to(
        onto, target_position={"x": 60, "y": box["height"] - 4 if below else 4}, force=True
    )
    settled(page)


def test_three_hundred_links_are_gone_through_by_keyboard_alone(
    start_desk: Callable[..., RunningDesk],
) -> None:
    names = ["Papers", "Tools", "Films"]
    parts = [section(name, 100 * at, 100) for at, name in enumerate(names)]
    desk = start_desk({NAME: HEAD + "".join([*parts, "\n## Later\n"])})
    page = opened(desk)
    press(page, "d")
    assert said(page).startswith("No link has the focus")
    press(page, "j")
    for number in range(300):
        press(page, "j" if number % 10 else "d")
    assert focused(page) == "Link 299"
    assert len(titles(page)) == 270
    press(page, "x")
    for _ in range(134):
        press(page, "k", "k", "x")
    assert page.locator("#chosen-count").inner_text() == "135 selected"
    press(page, "m", "L", "Enter")
    assert said(page).endswith("And 134 more.")
    left = [f"Link {n}" for n in range(300) if n % 10]
    found = outline(desk)
    assert found.pop("Later") == left[1::2]
    assert [title for names in found.values() for title in names] == left[::2]
    before = desk.read(NAME)
    press(page, "Escape", "x", "k", "k", "x", "i")
    assert said(page).endswith(tuple("."))
    drafts = list((desk.root / "_drafts").iterdir())
    assert [
        draft.read_text(encoding="utf-8").count("https://example.org/") for draft in drafts
    ] == [2]
    press(page, "u")
    assert said(page).startswith("Undone")
    assert desk.read(NAME) == before
    assert not list((desk.root / "_drafts").glob("*"))
    assert page.problems == []  # type: ignore[attr-defined]
