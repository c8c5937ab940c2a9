"""An issue that grows: what is added later stands as if it had been there from the beginning."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postgen import issue_edit, issue_removal
from postgen.habits.standing import Occasion
from postgen.issue import Chapter, Shape, choose, compose
from postgen.jekyll.templates import Prose, built_in
from postgen.references.compose import ComposedReferences
from tests.unit.test_body_habits import SITES, Given, backlog_of, given, learned, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from postgen.backlog import Backlog

UNKNOWN = {("with_a_written_toc", 1), ("with_standing_sections", 1), ("with_standing_sections", 2)}
"""A table of contents with one entry may be any list; a text stands by the section above it."""
FLAT = ("without_sections", "flat_headings")


def chapters_of(backlog: Backlog, titles: dict[str, str]) -> list[Chapter]:
    return choose(
        backlog, categories=backlog.sections, titles=titles, wanted=lambda _: True, limit=None
    )


def grown(write: Callable[[Given], str], first: Given, rest: Given) -> str:
    """Return an issue of `first` to which the items of `rest` are added."""
    site_habits = learned(write, range(3, 9))
    text = text_of(write, first)
    habits = issue_edit.habits_of(text, site_habits)
    assert habits
    backlog = backlog_of(rest)
    titles = habits.titles([section.name for section in backlog.sections])
    style = issue_edit.Style(site_habits.style, site_habits.heading or "References")
    occasion = Occasion(first.number, first.day)
    return issue_edit.append(text, backlog, chapters_of(backlog, titles), habits, style, occasion)


def parted(issue: Given, counts: list[int]) -> tuple[Given, Given]:
    """Return the first items of each section as one issue, and the rest as another."""
    pairs = list(zip(issue.sections, counts, strict=True))
    first = [each._replace(items=each.items[:count]) for each, count in pairs]
    rest = [each._replace(items=each.items[count:]) for each, count in pairs]
    return (
        issue._replace(sections=[each for each in first if each.items]),
        issue._replace(sections=[each for each in rest if each.items]),
    )


@pytest.mark.parametrize("name", [name for name in SITES if name not in FLAT])
@pytest.mark.parametrize(
    "counts",
    [[1, 1, 1], [1, 9, 1], [9, 1, 9], [9, 0, 9], [0, 9, 9], [9, 9, 0], [9, 0, 0], [0, 0, 1]],
    ids=str,
)
def test_an_issue_that_grew_is_the_issue_written_at_once(name: str, counts: list[int]) -> None:
    write = SITES[name]
    issue = given(9)
    first, rest = parted(issue, counts)
    if not rest.sections or (name, len(first.sections)) in UNKNOWN:
        pytest.skip("nothing is left to add, or one cannot see where it goes")
    assert grown(write, first, rest) == text_of(write, issue)


@pytest.mark.parametrize("name", FLAT)
def test_a_list_without_sections_grows_at_its_end(name: str) -> None:
    issue = given(9)
    first, rest = parted(issue, [9, 0, 0])
    assert grown(SITES[name], first, rest) == text_of(SITES[name], issue)


def written_by(template: str, style: str, issue: Given, *, link_titles: bool = False) -> str:
    backlog = backlog_of(issue)
    references = ComposedReferences(style, "References", link_titles=link_titles)
    values = {
        "intro": Prose("Words."),
        "issue": 1,
        "title": "T",
        "date": "",
        "site": "",
        "count": 1,
    }
    chapters = chapters_of(backlog, {})
    body, _ = compose(
        backlog, chapters, references, Shape(built_in(template)), values, toc=template == "full"
    )
    return f"---\ntitle: T\n---\n\n{body}"


@pytest.mark.parametrize("style", ["linked", "plain", "reflinks", "footnotes", "inline"])
@pytest.mark.parametrize("template", ["full", "brief"])
@pytest.mark.parametrize("counts", [[1, 1, 1], [9, 0, 9], [9, 9, 1]], ids=str)
def test_the_built_in_templates_grow_too(style: str, template: str, counts: list[int]) -> None:
    issue = given(9)
    first, rest = parted(issue, counts)
    text = written_by(template, style, first)
    habits = issue_edit.habits_of(text, None)
    assert habits
    backlog = backlog_of(rest)
    grown_text = issue_edit.append(
        text,
        backlog,
        chapters_of(backlog, {}),
        habits,
        issue_edit.Style(style, "References"),
        Occasion(),
    )
    if counts[1]:
        assert grown_text == written_by(template, style, issue)
    else:  # a section that is new stands at the end
        order = [issue.sections[0], issue.sections[2], issue.sections[1]]
        assert grown_text == written_by(template, style, issue._replace(sections=order))


@pytest.mark.parametrize("style", ["linked", "plain", "reflinks", "footnotes", "inline"])
def test_titles_that_are_links_stay_links(style: str) -> None:
    issue = given(9)
    first, rest = parted(issue, [1, 9, 1])
    text = written_by("full", style, first, link_titles=True)
    habits = issue_edit.habits_of(text, None)
    assert habits
    assert habits.links_titles == (style not in {"reflinks", "inline"} and "[2]" in text)
    backlog = backlog_of(rest)
    wanted = issue_edit.Style(style, "References", link_titles=True)
    chapters = chapters_of(backlog, {})
    text = issue_edit.append(text, backlog, chapters, habits, wanted, Occasion())
    assert text == written_by("full", style, issue, link_titles=True)
    taken = issue_removal.take_out(text, issue.sections[0].items[1].url, habits)
    assert f"[{issue.sections[0].items[1].title}](" in taken.markdown


@pytest.mark.parametrize("name", SITES)
@pytest.mark.parametrize("place", [(0, 0), (0, 1), (1, 0), (2, -1)], ids=str)
def test_what_is_taken_out_leaves_the_issue_without_it(name: str, place: tuple[int, int]) -> None:
    write = SITES[name]
    issue = given(9)
    section, index = place
    item = issue.sections[section].items[index]
    left = [
        each._replace(items=[one for one in each.items if one is not item])
        for each in issue.sections
    ]
    habits = issue_edit.habits_of(text_of(write, issue), learned(write, range(3, 9)))
    assert habits
    taken = issue_removal.take_out(text_of(write, issue), item.url, habits)
    assert taken.text == text_of(write, issue._replace(sections=left))
    note = f" - {item.note}" if item.note else ""
    assert taken.markdown == f"[{item.title}]({item.url}){note}"
    assert (taken.title, taken.url) == (item.title, item.url)


@pytest.mark.parametrize(
    "name", [name for name in SITES if name not in {*FLAT, "with_standing_sections"}]
)
def test_the_last_item_takes_its_section_with_it(name: str) -> None:
    write = SITES[name]
    issue, _ = parted(given(9), [9, 9, 1])
    habits = issue_edit.habits_of(text_of(write, issue), learned(write, range(3, 9)))
    assert habits
    taken = issue_removal.take_out(text_of(write, issue), issue.sections[2].items[0].url, habits)
    assert taken.text == text_of(write, issue._replace(sections=issue.sections[:2]))
