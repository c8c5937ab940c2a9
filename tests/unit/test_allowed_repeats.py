"""Links that may come again, links with the title of another, and many links that are filed at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postgen.backlog import VerificationError, edit
from postgen.backlog.item_markdown import format_item
from postgen.commands import add_links
from postgen.jekyll.settings import Repeat
from postgen.model import Link
from postgen.urls import allowed_repeats, same_title
from postgen.urls.same_title import SameTitle
from tests.conftest import ROOT


@pytest.mark.parametrize(
    ("pattern", "url", "may"),
    [
        ("https://arxiv.org/list/*", "https://arxiv.org/list/cs.CL/new", True),
        ("arxiv.org/list/*", "http://www.arxiv.org/list/cs.CL/new?skip=5", True),
        ("arxiv.org/list/*", "https://arxiv.org/abs/1706.03762", False),
        ("*.arxiv.org/*", "https://export.arxiv.org/abs/1", True),
        ("*.arxiv.org/*", "https://notarxiv.org/abs/1", False),
        ("https://Example.ORG/Weekly/*", "https://example.org/Weekly/7", True),
        ("https://example.org/weekly", "https://example.org/weekly/?utm_source=x", True),
        ("https://example.org/weekly/", "http://www.example.org/weekly", True),
        ("https://example.org", "https://example.org/", True),
        ("https://example.org", "https://example.org/weekly", False),
        ("example.org/p?id=*", "https://example.org/p?id=3", True),
        ("youtube.com/watch?v=abc", "https://youtu.be/abc", True),
        ("", "https://example.org/", False),
        ("*", "https://example.org/", True),
    ],
)
def test_a_pattern_allows_the_urls_it_matches(pattern: str, url: str, *, may: bool) -> None:
    assert allowed_repeats.may_come_again(Repeat(allow=(pattern,)), url) is may
    assert allowed_repeats.may_come_again(Repeat(allow=("nowhere.org/*", pattern)), url) is may
    assert not allowed_repeats.may_come_again(Repeat(), url)


@given(st.text(max_size=30), st.text(max_size=30))
@settings(derandomize=True, max_examples=200, deadline=None)
def test_any_pattern_and_any_url_have_an_answer(pattern: str, url: str) -> None:
    assert allowed_repeats.may_come_again(Repeat(allow=(pattern,)), url) in {True, False}
    assert allowed_repeats.may_come_again(Repeat(allow=("*",)), url)


def test_only_the_newest_posts_are_compared() -> None:
    posts = [
        Path(folder) / f"2026-{month:02}-01-x.md"
        for folder in ("_posts", "b/_posts")
        for month in (11, 10, 9, 1)
    ]
    assert allowed_repeats.counted(Repeat(), posts) == posts
    assert {path.name[5:7] for path in allowed_repeats.counted(Repeat(within=4), posts)} == {
        "11",
        "10",
    }
    assert len(allowed_repeats.counted(Repeat(within=99), posts)) == 8


WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]),
    min_size=1,
    max_size=20,
)


@given(WORDS, WORDS)
@settings(derandomize=True, max_examples=200, deadline=None)
def test_a_title_of_any_letters_is_found_as_it_is_written(one: str, two: str) -> None:
    title = " ".join(f"{one} {two}".split())
    link = Link("https://example.org/a", title)
    text = f"## Links\n\n* {format_item(link)}\n"
    assert list(SameTitle([("https://example.org/a", title)]).find(text)) == []
    found = list(SameTitle([("https://example.org/b", title)]).find(text))
    assert [(each.other, each.line) for each in found] == ([(link.url, 3)] if " " in title else [])


def test_a_bracket_that_belongs_to_the_address_is_part_of_it() -> None:
    url = "https://en.wikipedia.org/wiki/Mercury_(planet)"
    text = f"* [The planet]({url})\n"
    assert list(SameTitle([(url, "The planet")]).find(text)) == []
    [found] = SameTitle([("https://e.org/b", "The planet")]).find(text)
    assert found.other == url


def test_each_of_several_links_with_one_title_is_another_page_than_the_one_found() -> None:
    text = "* [The planet](https://e.org/a)\n* [The planet](https://e.org/b)\n"
    links = [(f"https://e.org/{name}", "The planet") for name in "abc"]
    assert [(each.url[-1], each.other[-1], each.line) for each in SameTitle(links).find(text)] == [
        ("a", "b", 2),
        ("b", "a", 1),
        ("c", "a", 1),
    ]


def test_a_text_is_read_once_for_a_title_that_many_links_have(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read: list[str] = []

    def canonical(url: str) -> str:
        read.append(url)
        return url

    monkeypatch.setattr(same_title, "canonical", canonical)
    links = [(f"https://e.org/{number}", "The planet") for number in range(200)]
    found = list(SameTitle(links).find("* [The planet](https://e.org/a)\n"))
    assert len(found) == 200
    assert read.count("https://e.org/a") == 1


@pytest.mark.parametrize("title", ["ONE DAY, *IN* MAY", "one day, *in* may", "One day, *In* May"])
def test_a_title_is_found_in_any_case(title: str) -> None:
    text = "* [One Day, \\*in\\* May](https://example.org/a)\n* [One day](https://example.org/c)\n"
    assert [each.other for each in SameTitle([("https://e.org/b", title)]).find(text)] == [
        "https://example.org/a"
    ]


@pytest.mark.parametrize(
    "name", [path.name for path in sorted((ROOT / "tests" / "backlogs").glob("*.md"))]
)
@pytest.mark.parametrize("category", ["", "A new one"])
def test_many_are_filed_as_one_by_one(name: str, category: str) -> None:
    text = (ROOT / "tests" / "backlogs" / name).read_bytes().decode()
    links = [
        Link(f"https://e.org/{number}", f"Link [{number}]", "n", category, ("t",))
        for number in range(12)
    ]
    wanted, names = text, []
    try:
        for link in links:
            added = edit.add(wanted, [link])
            wanted = added.text
            names.append(added.names[link.category])
    except VerificationError as error:
        with pytest.raises(VerificationError, match=f"^{error.message[:20]}"):
            add_links.file_links(text, links, stamped=True)
        return
    filed, found = add_links.file_links(text, links, stamped=True)
    assert (filed, [link.category for link in found]) == (wanted, names)
