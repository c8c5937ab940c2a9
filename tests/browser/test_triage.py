"""The backlog at the desk, in a real browser: by keys, by mouse, with others at the same files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

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


def problems(page: Page) -> list[str]:
    """What the console says, but for answers that are meant to be refusals."""
    found: list[str] = page.problems  # type: ignore[attr-defined]
    return [each for each in found if "status of 40" not in each]


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
    page.reload()
    page.locator("#triage[data-marked]").wait_for()
    assert focused(page) == "Link 299"
    assert len(titles(page)) == 270
    press(page, "x")
    for _ in range(134):
        press(page, "k", "k", "x")
    assert page.locator("#chosen-count").inner_text() == "135 selected"
    press(page, "m", "L", "Enter")
    assert said(page).endswith(" and 134 more")
    left = [f"Link {n}" for n in range(300) if n % 10]
    found = outline(desk)
    assert found.pop("Later") == left[1::2]
    assert [title for names in found.values() for title in names] == left[::2]
    before = desk.read(NAME)
    press(page, "Escape", "x", "k", "k", "x", "i")
    assert said(page).startswith("Filed in _drafts/newsletter-1.md: Link")
    drafts = list((desk.root / "_drafts").iterdir())
    assert [
        draft.read_text(encoding="utf-8").count("https://example.org/") for draft in drafts
    ] == [2]
    press(page, "u")
    assert said(page).startswith("Undone")
    assert desk.read(NAME) == before
    assert not list((desk.root / "_drafts").glob("*"))
    assert problems(page) == []


HOSTILE = [
    "<img src=x onerror=alert(1)><script>alert(2)</script>",
    "{{ site.title }} {% include x %} `code`",
    "\u202egnp.exe \u2066left\u2069 \u200b",
    '" onclick="alert(3)',
    "متن فارسی و English",
    "長い題名" * 200,
    "]]><!-- -->",
]


def hostile_desk(start_desk: Callable[..., RunningDesk]) -> RunningDesk:
    """Start a desk on titles that would be markup, on prose, and on an item without a link."""
    from postgen.backlog import edit
    from postgen.model import Link

    links = [
        Link(f"https://example.org/{at}", text, text, "Odd <b>names</b> & {{ more }}", (text[:20],))
        for at, text in enumerate(HOSTILE)
    ]
    backlog = edit.add(HEAD, links, stamped=False).text
    backlog += "* [Script](javascript:alert(4)) <b onclick=alert(5)>x</b>\n"
    backlog += (
        "* Prose with [one](https://example.org/p1), [two](https://example.org/p2) and more.\n"
    )
    backlog += "* No link at all\n"
    post = "---\ntitle: Old\nissue: 12\n---\n\n[A](https://example.org/3)\n"
    return start_desk({NAME: backlog, "_posts/2026-10-01-old.md": post})


def test_hostile_titles_are_text_and_many_links_are_one_item(
    start_desk: Callable[..., RunningDesk], axe: Callable[[Page], list[str]]
) -> None:
    desk = hostile_desk(start_desk)
    page = opened(desk)
    shown = titles(page)
    assert shown[0] == HOSTILE[0]
    assert "{{ site.title }}" in shown[1]
    assert "\u202e" not in "".join(shown)
    assert (
        page.locator(
            "main script, main img, main b, main [onclick], main a[href^='javascript']"
        ).count()
        == 0
    )
    row = page.locator(".item", has_text="onclick")
    assert row.locator(".mark.known").inner_text() == "already in issue #12"
    prose = page.locator(".item", has_text="Prose with")
    assert prose.locator(".host").inner_text() == "example.org and 1 more"
    assert axe(page) == []
    page.set_viewport_size({"width": 360, "height": 640})
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    prose.get_by_role("button", name="Acts for").click()
    press(page, "x")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    small = """[...document.querySelectorAll('button, .box')].filter(each => each.checkVisibility())
        .map(each => each.getBoundingClientRect()).filter(box => Math.min(box.width, box.height) < 43).length"""
    assert page.evaluate(small) == 0
    press(page, "Escape", "Escape")
    page.set_viewport_size({"width": 1000, "height": 700})
    page.emulate_media(color_scheme="light")
    press(page, *"k" * 12, "e")
    dialog = page.locator("#edit")
    assert dialog.get_by_label("Title").input_value() == HOSTILE[0]
    assert axe(page) == []
    dialog.get_by_label("Address").fill("no address")
    press(page, "Enter")
    settled(page)
    assert "is not a web address" in dialog.get_by_role("alert").inner_text()
    assert axe(page) == []
    dialog.get_by_label("Address").fill("https://example.org/0")
    dialog.get_by_label("Title").fill("Plain & simple")
    dialog.get_by_label("Note").fill("")
    dialog.get_by_label("Tags").fill("a, b")
    press(page, "Enter")
    assert focused(page) == "Plain & simple"
    assert "Plain & simple](https://example.org/0) <!-- tags: a, b -->" in desk.read(NAME)
    prose.locator(".go").focus()
    press(page, "e")
    assert dialog.get_by_label("Markdown").input_value().startswith("Prose with [one](")
    dialog.get_by_label("Markdown").fill("Only [one](https://example.org/p1)")
    press(page, "Control+Enter")
    assert focused(page).startswith("Only one")
    assert problems(page) == []


def test_dragging_and_buttons_move_rows(start_desk: Callable[..., RunningDesk]) -> None:
    parts = [section("Papers", 0, 4), section("Tools", 10, 3), "\n## Empty\n"]
    desk = start_desk({NAME: HEAD + "".join(parts)})
    page = opened(desk)
    original = desk.read(NAME)
    drag(page, "Link 0", "Link 2", below=True)
    assert outline(desk)["Papers"] == ["Link 1", "Link 2", "Link 0", "Link 3"]
    assert focused(page) == "Link 0"
    drag(page, "Link 3", "Link 10", below=False)
    assert outline(desk)["Tools"] == ["Link 3", "Link 10", "Link 11", "Link 12"]
    for name in ("Link 1", "Link 12"):
        page.get_by_role("checkbox", name=name, exact=True).check()
    drag(page, "Link 12", "Link 10", below=True)
    assert outline(desk)["Tools"] == ["Link 3", "Link 10", "Link 1", "Link 12", "Link 11"]
    press(page, "Escape")
    row = page.locator(".item", has_text="Link 11")
    row.get_by_role("button", name="Acts for").click()
    for button, expected in (
        ("Move up", ["Link 3", "Link 10", "Link 1", "Link 11", "Link 12"]),
        ("Move down", ["Link 3", "Link 10", "Link 1", "Link 12", "Link 11"]),
    ):
        row.get_by_role("button", name=button).click()
        assert focused(page).startswith(button)
        assert outline(desk)["Tools"] == expected
    press(page, "J")
    assert focused(page).startswith("Move down")
    assert outline(desk)["Empty"] == ["Link 11"]
    press(page, "K", "K")
    settled(page)
    assert outline(desk)["Tools"][-2:] == ["Link 11", "Link 12"]
    assert titles(page) == [title for names in outline(desk).values() for title in names]
    press(page, *"uuuuuuuu")
    settled(page)
    assert desk.read(NAME) == original
    assert titles(page) == [title for names in outline(desk).values() for title in names]
    assert problems(page) == []


def test_two_tabs_an_editor_and_a_terminal_lose_nothing(
    desk: RunningDesk, axe: Callable[[Page], list[str]]
) -> None:
    one, two = opened(desk), opened(desk)
    press(one, "j", "e")
    one.locator("#edit").get_by_label("Note").fill("mine")
    path = desk.root / NAME
    press(two, "j", "j", "d")
    assert focused(two) == "Jekyll"
    press(one, "Enter", "Control+Enter")
    assert said(one).startswith("Edited")  # what changed is another link
    assert "transformer/) - mine" in desk.read(NAME)
    expect(two.locator(".note").first).to_have_text("mine")
    path.write_text(desk.read(NAME).replace(" - mine", " - theirs"), encoding="utf-8")
    expect(one.locator(".note").first).to_have_text("theirs")
    done = desk.postgen(
        "add-link", "https://e.org/new", "--title", "New", "--category", "Tools", "--no-fetch"
    )
    assert done.returncode == 0, done.stderr
    expect(one.locator(".item")).to_have_count(3)
    press(one, "e")
    one.locator("#edit").get_by_label("Note").fill("mine again")
    path.write_text(desk.read(NAME).replace("theirs", "theirs again"), encoding="utf-8")
    press(one, "Control+Enter")
    choice = one.locator("#conflict [role=alertdialog]")
    choice.wait_for()
    choice.locator("summary").click()
    assert "theirs again" in choice.locator("table").inner_text()
    assert axe(one) == []
    assert "theirs again" in desk.read(NAME)
    choice.get_by_role("button", name="Keep mine").click()
    expect(choice).to_have_count(0)
    assert "transformer/) - mine again" in desk.read(NAME)
    assert "https://e.org/new" in desk.read(NAME)
    assert problems(one) == problems(two) == []


def test_categories_are_begun_renamed_merged_and_dropped(
    desk: RunningDesk, axe: Callable[[Page], list[str]]
) -> None:
    page = opened(desk)
    dialog = page.locator("#category")
    page.get_by_role("button", name="New category").click()
    assert axe(page) == []
    dialog.get_by_label("Name").fill("Papers & <b>")
    press(page, "Enter")
    settled(page)
    assert list(outline(desk)) == ["NLP", "Tools", "Papers & <b>"]
    page.get_by_role("button", name="Change the category Tools").click()
    assert axe(page) == []
    dialog.get_by_label("Name").fill("Programs")
    press(page, "Enter")
    assert said(page) == "Tools is Programs now."
    page.get_by_role("button", name="Change the category NLP").click()
    dialog.get_by_label("Put all of its links under").select_option("Papers & <b>")
    dialog.get_by_role("button", name="Merge").click()
    settled(page)
    assert [len(names) for names in outline(desk).values()] == [1, 2]
    press(page, "j", "m")
    assert axe(page) == []
    page.locator("#move").get_by_label("or a new one").fill("Fresh")
    press(page, "Enter")
    settled(page)
    assert outline(desk)["Fresh"] == ["Jekyll"]
    page.get_by_role("button", name="Change the category Programs").click()
    dialog.get_by_role("button", name="Drop the empty category").click()
    settled(page)
    assert list(outline(desk)) == ["Papers & <b>", "Fresh"]
    press(page, "/")
    page.keyboard.type("attent")
    page.keyboard.press("Enter")
    assert titles(page) == ["Attention"]
    assert page.locator("#announcement").inner_text() == "1 found."
    press(page, "d")
    assert titles(page) == []
    press(page, "/", "Escape")
    assert len(titles(page)) == 2
    assert axe(page) == []
    assert problems(page) == []
