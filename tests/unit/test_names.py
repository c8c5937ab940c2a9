"""Names compare as pages show them: categories, titles, posts."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unicodedata import normalize

import pytest

from postgen import site as sites
from postgen.backlog import Backlog
from postgen.commands import lookup
from postgen.text.words import begins, same_name_key

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SAME = [
    ("What's new", "What’s new"),
    ("What's new", "What‘s new"),
    ("What's new", "What′s new"),
    ("What's new", "What´s new"),
    ("What's new", "WHAT`S NEW"),
    ("What's new", "What＇s new"),
    ('"Quoted" words', "“Quoted” words"),
    ('"Quoted" words', "„Quoted“ words"),
    ('"Quoted" words', "«Quoted» words"),
    ('"Quoted" words', "<<Quoted>> words"),
    ("NLP - Basics", "NLP – Basics"),
    ("NLP - Basics", "NLP — Basics"),
    ("NLP - Basics", "NLP -- Basics"),
    ("NLP - Basics", "NLP --- Basics"),
    ("NLP - Basics", "NLP − Basics"),
    ("Follow-up", "Follow‑up"),
    ("Wait...", "Wait…"),
    ("To read", "To\u00a0read"),
    ("To read", " To \t read "),
    ("To read", "To\u2009read"),
    ("To read", "To\u3000read"),
    ("To read", "To \u200bread"),
    ("Backlog", "\ufeffBacklog"),
    ("Backlog", "Back\u00adlog"),
    ("Straße", "STRASSE"),
    ("Straße", "STRAẞE"),
    ("İstanbul", "istanbul"),
    ("IŞIK", "ışık"),
    ("Σίσυφος", "ΣΊΣΥΦΟΣ"),
    ("Tools", "Ｔｏｏｌｓ"),
    ("カタカナ", "ｶﾀｶﾅ"),
    ("Résumés", normalize("NFD", "Résumés")),
    ("Ångström", "\u212bngström"),
    ("한국어", normalize("NFD", "한국어")),
    ("ﬁles", "files"),
    ("❤️ Favourites", "❤ Favourites"),
    ("☕️", "☕︎"),
    ("כלים", "\u200fכלים\u200f"),
]

DIFFERENT = [
    ("C", "C++"),
    ("C", "C#"),
    ("Tools", "Tool"),
    ("Resume", "Résumé"),
    ("What's new", 'What"s new'),
    ("A/B", "A B"),
    ("👍🏻", "👍🏿"),
    ("кот", "кит"),
    ("R & D", "R and D"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_names_that_look_the_same_are_the_same(one: str, other: str) -> None:
    assert same_name_key(one) == same_name_key(other)
    assert begins(other, one)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_names_that_look_different_are_different(one: str, other: str) -> None:
    assert same_name_key(one) != same_name_key(other)


@pytest.mark.parametrize(("one", "other"), SAME)
def test_a_key_is_its_own_key(one: str, other: str) -> None:
    for name in (one, other):
        assert same_name_key(same_name_key(name)) == same_name_key(name)


HEADINGS = [
    ("## What's new", "What’s new"),
    ("## What&rsquo;s new", "what's new"),
    ("## What&#39;s new", "What's new"),
    ("## Q&amp;A", "Q&A"),
    ("## Q&amp;A", "Q&amp;A"),
    ("## C\\+\\+", "C++"),
    ("## C\\+\\+", "C\\+\\+"),
    ("## *Tools* and `code`", "tools and code"),
    ("## Tools {#tools}", "Tools"),
    ("## Tools ##", "Tools"),
    ("## <b>Tools</b>", "Tools"),
    ("## [Tools](https://example.org/)", "Tools"),
    ("Long -- names\n---", "Long – names"),
    ("**Don’t read**:", "Don't read"),
    ("**Don’t read:**", "don't read:"),
    ("__A&nbsp;B__", "A B"),
    ("## 🛠️ Tools", "🛠 tools"),
    ("## Tools", "**Tools**"),
]


@pytest.mark.parametrize(("heading", "name"), HEADINGS)
def test_a_category_is_found_as_the_page_shows_it(heading: str, name: str) -> None:
    backlog = Backlog(f"---\n---\n## First\n\n* a\n\n{heading}\n\n* b\n")
    assert backlog.match_category(name) == backlog.sections[2]


@pytest.mark.parametrize(
    ("title", "what"),
    [
        ("What's new in *Python*", "what’s new in python"),
        ("A &mdash; B", "a - b"),
        ("Wait\\.\\.\\.", "wait…"),
        ("Straße", "STRASSE"),
        ("“Quoted”", '"quoted"'),
    ],
)
def test_an_item_is_found_by_its_title_as_the_page_shows_it(title: str, what: str) -> None:
    backlog = Backlog(f"## A\n\n* [{title}](https://example.org/1)\n* [b](https://example.org/2)\n")
    assert [entry.url for entry in backlog.find(what)] == ["https://example.org/1"]


@pytest.mark.parametrize(
    ("title", "what"),
    [
        ("What’s new", "What's new"),
        ("'A -- B'", "a – b"),
        ("Über uns", normalize("NFD", "über uns")),
        ("A\u00a0title", "a title"),
        ("! 'Issue #3'", "issue #3"),
    ],
)
def test_a_post_is_found_by_its_title_as_the_page_shows_it(
    title: str, what: str, make_site: Callable[..., Path]
) -> None:
    root = make_site({"_posts/2026-01-01-x.md": f"---\ntitle: {title}\n---\n"})
    path, _ = lookup.find(sites.find(root), what, ["posts"])
    assert path.name == "2026-01-01-x.md"
