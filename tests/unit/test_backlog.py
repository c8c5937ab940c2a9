"""How a backlog that people write is parsed and edited, and how items and categories are looked up."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from postgen.backlog import Backlog, CategoryError, VerificationError, edit
from postgen.backlog import move as moves
from postgen.model import Link
from postgen.text.words import first_words

FOLDER = Path(__file__).parent.parent / "backlogs"


def add_one(text: str, link: Link) -> tuple[str, str]:
    """Add one link; return the text, and the name of its section."""
    added = edit.add(text, [link])
    assert not added.unfit
    return added.text, added.names[link.category]


def read(name: str) -> Backlog:
    return Backlog((FOLDER / f"{name}.md").read_bytes().decode())


@pytest.mark.parametrize(
    ("name", "sections"),
    [
        ("bold-tight", (":0, Deep learning:1, Tools: general:1, Language - Basics:3, Building:1, "
         "Self improvement / learning:1")),
        ("bold-kinds", (":0, Under scores:1, With colon:1, Colon after:1, With code and a link:1, "
         "Below a line of prose:2")),
        ("bold-items", ":0, Reading:4, Watching:1"),
        ("atx-levels", ":0, Everything:0, Closed:2, Deeper:1, With emphasis and code:1, A linked head:1, Six deep:1"),
        ("setext", ":0, Reading list:0, Papers:2, Films:1"),
        ("headings-after-lists", ":0, First:1, Second:1, Third:1, Fourth:1, Fifth:1"),
        ("fake-in-code", ":0, Real:1, Also real:1"),
        ("comments", ":0, Shown:2, Next:1, Comment at the end:1"),
        ("item-code", ":0, Code in items:3, After:1"),
        ("nested", ":0, Tree:2, Loose tree:2, After:1"),
        ("tables", ":0, Table:0, Table below a list:1, After:1"),
        ("no-sections", ":2"),
        ("empty-body", ":0"),
    ],
)  # fmt: skip
def test_sections_and_how_many_items_they_hold(name: str, sections: str) -> None:
    assert ", ".join(f"{each.name}:{each.size}" for each in read(name).sections) == sections


def test_an_item_is_a_link_with_a_note_or_prose() -> None:
    entries = {entry.title: entry for entry in read("many-links").all_entries()}
    prose = next(
        entry for title, entry in entries.items() if title.startswith("Attention overview, paper")
    )
    assert not prose.starts_with_link
    assert prose.urls == [f"https://example.org/{n}" for n in (1, 2, 3, 5)]
    assert entries["https://example.org/8"].starts_with_link
    assert entries["No link at all"].url == ""
    noted = read("atx-levels").find("https://example.org/2")[0]
    assert (noted.title, noted.note, noted.starts_with_link) == ("Two", "a note", True)
    stamped = read("comments").find("two")[0]
    assert (stamped.metadata.added, stamped.metadata.tags, stamped.metadata.via) == (
        "2026-01-02",
        ("a", "b"),
        "hn",
    )


def test_a_title_is_the_first_sentence_of_prose() -> None:
    assert first_words("One sentence. And another.") == "One sentence"
    assert first_words("word " * 40) == "word " * 15 + "word…"
    assert first_words("Short.") == "Short"


def test_an_item_is_found_by_number_title_or_url() -> None:
    backlog = read("atx-levels")
    assert [entry.title for entry in backlog.find("2")] == ["Two"]
    assert [entry.title for entry in backlog.find("two")] == ["Two"]
    assert [entry.title for entry in backlog.find("note")] == ["Two"]
    assert [entry.title for entry in backlog.find("http://www.example.org/2/#")] == ["Two"]
    assert [entry.title for entry in backlog.find("example.org/2")] == ["Two"]
    assert [entry.title for entry in backlog.find("e")] == ["One", "Three", "Five"]
    assert backlog.find("99") == []
    assert backlog.find("") == []


def test_a_category_is_found_by_its_name_or_its_beginning() -> None:
    backlog = Backlog(
        "## NLP - Basics\n\n## Tools\n\n## Tool box\n\n## Films: old\n\n## Films: new\n\n## tools\n\n* [x](https://e.org)\n"
    )

    def name(query: str) -> str:
        section = backlog.match_category(query)
        return section.name if section else ""

    assert name("nlp") == "NLP - Basics"
    assert name("NLP  -  basics:") == "NLP - Basics"
    assert name("Tools") == "tools"  # of two with that name, the one that holds items
    assert name("Tool") == "Tool box"
    assert name("NL") == ""
    assert name("") == ""
    with pytest.raises(CategoryError, match="`Films: old`, `Films: new`"):
        name("Films")


def test_a_new_section_looks_like_the_others() -> None:
    link = Link("https://n.example/", "New", category="More")

    def added_to(text: str) -> str:
        return add_one(text, link)[0].removeprefix(text)

    assert added_to(
        "# Title\n\n## A\n\n- [x](https://e.org)\n\n### B\n\n- [x](https://e.org)\n"
    ).startswith("\n## More\n\n- [New]")
    assert added_to("**A**\n* [x](https://e.org)\n").startswith("\n**More**\n* [New]")
    assert added_to("**A**\n\n* [x](https://e.org)\n").startswith("\n**More**\n\n* [New]")
    assert added_to("A\n---\n+ [x](https://e.org)\n").startswith("\nMore\n----\n\n+ [New]")
    assert added_to("---\ntitle: x\n---").startswith("\n## More\n\n* [New]")
    assert added_to("").startswith("## More\n\n* [New]")
    assert added_to("## A\n\n1. [x](https://e.org)").startswith("\n\n## More\n\n1. [New]")
    assert added_to("## A\r\n\r\n* [x](https://e.org)\r\n").startswith("\r\n## More\r\n\r\n* [New]")


def test_numbers_continue() -> None:
    text = (FOLDER / "numbered.md").read_text()
    for category, number in (("Plan", "10. "), ("Same number", "1. "), ("Ten", "11. ")):
        assert (
            f"\n{number}[New](https://n.example/)"
            in add_one(text, Link("https://n.example/", "New", category=category))[0]
        )


def test_an_item_is_replaced_as_a_whole() -> None:
    backlog = Backlog("## A\n\n* [x](https://e.org)\n* [y](https://e.org/y)\n")
    entry = backlog.find("1")[0]
    assert (
        edit.exchange(backlog, entry, "[z](https://e.org/z)")
        == "## A\n\n* [z](https://e.org/z)\n* [y](https://e.org/y)\n"
    )
    several = edit.exchange(backlog, entry, "One.\n\nAnother\n* nested")
    assert several == "## A\n\n* One.\n\n  Another\n  * nested\n* [y](https://e.org/y)\n"
    assert len(Backlog(several).all_entries()) == 2


def test_a_block_of_liquid_is_never_cut_in_two() -> None:
    text = "## A\n\n{% if page.x %}\n* [x](https://e.org)\n{% endif %}\n\n## B\n\n* [y](https://e.org/y)\n"
    backlog = Backlog(text)
    assert edit.take_out(backlog, backlog.find("1")) == text.replace("* [x](https://e.org)\n", "")
    within = Backlog("* [x](https://e.org) {% if page.x %}\n* [y](https://e.org/y) {% endif %}\n")
    with pytest.raises(VerificationError, match="Liquid"):
        edit.take_out(within, within.find("1"))


@pytest.mark.parametrize("items_each", [4, 4_000])
def test_the_work_is_proportional_to_the_size(items_each: int) -> None:
    """Counted in calls, which do not depend on the machine."""
    small, large = calls_for(1_000, items_each), calls_for(4_000, items_each)
    assert large < small * 5


def calls_for(size: int, items_each: int) -> int:
    """Return how many functions are called to add a link to a backlog and take some out."""
    lines = []
    for n in range(size):
        if n % items_each == 0:
            lines.append(f"\n## Section {n // items_each}\n\n")
        lines.append(f"* [Title {n}](https://example.org/{n}) - some words\n")
    text, calls = "".join(lines), 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        new, _ = add_one(text, Link("https://n.example/", "New", category="Section 0"))
        backlog = Backlog(new)
        edit.take_out(backlog, backlog.all_entries()[::20])
    finally:
        sys.setprofile(before)
    return calls


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("gap", ["", "\n"])
def test_headings_whose_items_are_removed_stay_separate(gap: str, newline: str) -> None:
    text = f"**A**\n{gap}* [x](https://e.org/x)\n* [y](https://e.org/y)\n**B**\n* [z](https://e.org/z)\n"
    text = text.replace("\n", newline)
    backlog = Backlog(text)
    remaining = edit.take_out(backlog, backlog.all_entries()[:2])
    assert remaining == "**A**\n\n**B**\n* [z](https://e.org/z)\n".replace("\n", newline)
    assert [section.name for section in Backlog(remaining).sections] == ["", "A", "B"]


def test_many_links_are_added_as_if_one_by_one() -> None:
    """In each section of each backlog, in the one for links without a category, and in a new one."""
    for path in sorted(FOLDER.glob("*.md")):
        text = path.read_bytes().decode()
        names = [section.name for section in Backlog(text).sections]
        for category in [*dict.fromkeys(names), "A new one"]:
            links = [
                Link(f"https://e.org/{number}", f"Link [{number}]", "n", category, ("t",))
                for number in range(4)
            ]
            expected = text
            for link in links:
                expected, _ = add_one(expected, link)
            assert edit.add(text, links).text == expected, f"{path.name}: {category}"


@pytest.mark.parametrize(
    ("name", "category", "added"),
    [
        # A tight list stays tight, whatever its items hold.
        ("nested", "Loose tree", "* N\n* N\n* N\n\n"),
        # One item alone makes no list loose; with the first new item it does, as it is a paragraph.
        ("liquid", "Conditional", "* N\n\n* N\n\n* N\n"),
        ("numbered", "Ten", "11. N\n\n12. N\n\n13. N\n"),
        ("two-lists", "Code below", "* N\n\n* N\n\n* N\n"),
        # The spaces before and after the bullet stay.
        ("tabs", "Spaces", "  *   N\n  *   N\n  *   N\n"),
        ("odd-spacing", "Drifting", "  * N\n  * N\n  * N\n"),
    ],
)
def test_blank_lines_and_bullets_of_several_new_items(name: str, category: str, added: str) -> None:
    text = read(name).text
    links = [Link(f"https://e.org/{number}", "N", "", category) for number in range(3)]
    new = edit.add(text, links).text
    pairs = enumerate(zip(text, new, strict=False))
    start = next((at for at, (one, other) in pairs if one != other), len(text))
    inserted = new[start : start + len(new) - len(text)]
    assert re.sub(r"\[N\]\(https://e\.org/\d\)", "N", inserted) == added


def test_several_categories_are_added_as_if_one_by_one() -> None:
    """Sections that a person's bold lines begin inside a list are separated once, whichever link comes first."""
    for path in sorted(FOLDER.glob("*.md")):
        text = path.read_bytes().decode()
        names = [section.name for section in Backlog(text).sections if section.name]
        for categories in ([*names, "New"], [*reversed(names), "New", "Newer"]):
            links = [
                Link(f"https://e.org/{number}", "N", "", category)
                for number, category in enumerate(each for each in categories for _ in range(2))
            ]
            expected = text
            for link in links:
                expected, _ = add_one(expected, link)
            assert edit.add(text, links).text == expected, path.name


def test_a_link_that_cannot_be_filed_is_named() -> None:
    text = "## A\n\n* [a](https://a.org/)\n\n## B\n\n<div>\nopen\n"
    links = [Link(f"https://e.org/{category}", "T", category=category) for category in "AB"]
    assert edit.add(text, links[:1]).names == {"A": "A"}
    with pytest.raises(VerificationError, match=r"https://e\.org/B cannot be filed under `B`"):
        edit.add(text, links)


def test_a_beginning_of_a_name_is_enough_unless_the_name_must_be_exact() -> None:
    link = Link("https://e.org/", "T", category="ml")
    assert edit.add("## ML/NLP\n\n* a\n", [link]).names == {"ml": "ML/NLP"}
    assert edit.add("## ML/NLP\n\n* a\n", [link], exact=True).names == {"ml": "ml"}


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_items_below_an_absorbed_heading_that_are_absorbed_too(newline: str) -> None:
    """In `7. b`, `## Papers`, ` * One`, kramdown takes heading and bullet for text of the item above."""
    text = "7. a\n7. b\n## Papers\n * One\n\n * Two\n".replace("\n", newline)
    new, name = add_one(text, Link("https://e.org/", "N", category="Papers"))
    assert name == "Papers"
    assert new.split(newline) == [
        "7. a", "7. b", "", "## Papers", " * One", "", " * Two", "", " * [N](https://e.org/)", "",
    ]  # fmt: skip
    backlog = Backlog(text)
    moved, _ = moves.move(backlog, backlog.find("a")[:1], "Papers")
    assert [entry.title for entry in Backlog(moved).all_entries()] == ["b", "One", "Two", "a"]


def test_items_below_the_next_heading_that_are_absorbed_too() -> None:
    text = "## A\n\n7. a\n7. b\n**B**\n * One\n * Two\n"
    new, _ = add_one(text, Link("https://e.org/", "N", category="A"))
    assert new == "## A\n\n7. a\n7. b\n7. [N](https://e.org/)\n\n**B**\n * One\n * Two\n"


def test_an_item_that_is_the_target_of_links_has_a_name_too() -> None:
    """kramdown takes `[label]: address` for the target of links, in an item as well: nothing is shown."""
    first, second = Backlog("* [a]:](https://e.org/)\n* [b](https://e.org/b)\n").all_entries()
    assert (first.title, first.url) == ("[a]:](https://e.org/)", "")
    assert second.title == "b"
