"""Mistakes in Markdown: found, reported with a reason, and fixed where the fix is certain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postgen import checks
from postgen.checks.fixes import LEFT_ALONE
from postgen.checks.verify_fixes import Changes
from postgen.jekyll.document import Document
from postgen.markdown import Markdown
from postgen.model import Finding
from postgen.text.edits import Edit, apply

if TYPE_CHECKING:
    from collections.abc import Callable


def fixed(text: str) -> str:
    found = checks.find(Markdown(text))
    return apply(text, [edit for each in found for edit in each.fix])


def unfixed(text: str) -> list[Finding]:
    return [each for each in checks.find(Markdown(text)) if not each.fix]


def assert_fixed(text: str, right: str) -> None:
    """Assert that a text is fixed so, with CRLF and without a final newline too, and needs no second fix."""
    for old, new in ((text, right), (text.replace("\n", "\r\n"), right.replace("\n", "\r\n"))):
        assert fixed(old) == new
        assert fixed(new) == new
    if not text.endswith("\n\n") and text.endswith("\n"):
        assert fixed(text[:-1]) == right[:-1]


def assert_unchanged(text: str) -> None:
    assert_fixed(text, text)
    assert unfixed(text) == []


# Addresses


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("See https://e.org/a.\n", "See <https://e.org/a>.\n"),
        (
            "https://e.org/a?b=1&c=2#d, or HTTP://E.org!\n",
            "<https://e.org/a?b=1&c=2#d>, or [HTTP://E.org](HTTP://E.org)!\n",
        ),
        ("（https://e.org/a）。\n", "（<https://e.org/a>）。\n"),
        ("详见https://e.org/a，谢谢\n", "详见<https://e.org/a>，谢谢\n"),
        (
            "「https://e.org/a」、“https://e.org/b”\n",
            "「<https://e.org/a>」、“<https://e.org/b>”\n",
        ),
        (
            "地址：https://e.org/a；地址:https://e.org/b\n",
            "地址：<https://e.org/a>；地址:<https://e.org/b>\n",
        ),
        (
            "(https://e.org/a_(b)) (see https://e.org/c)\n",
            "(<https://e.org/a_(b)>) (see <https://e.org/c>)\n",
        ),
        (
            "**https://e.org/a** and *https://e.org/b*\n",
            "**<https://e.org/a>** and *<https://e.org/b>*\n",
        ),
        (
            "https://de.wikipedia.org/wiki/Größe ist\n",
            "<https://de.wikipedia.org/wiki/Größe> ist\n",
        ),
        ("https://ru.wikipedia.org/wiki/Ёлка, да\n", "<https://ru.wikipedia.org/wiki/Ёлка>, да\n"),
        (
            "* https://e.org/a\n* b https://e.org/b\n",
            "* <https://e.org/a>\n* b <https://e.org/b>\n",
        ),
        ("> https://e.org/a\n> b\n", "> <https://e.org/a>\n> b\n"),
        ("https://e.org/a\\_b\\_c\n", "<https://e.org/a_b_c>\n"),
        (
            "https://e.org/a--b and 'https://e.org/c'\n",
            "<https://e.org/a--b> and '<https://e.org/c>'\n",
        ),
        ("## https://e.org/a\n", "## <https://e.org/a>\n"),
        ("http://localhost:4000/x\n", "<http://localhost:4000/x>\n"),
        ("x[^1]\n\n[^1]: https://e.org/a\n", "x[^1]\n\n[^1]: <https://e.org/a>\n"),
        ("[a](https://e.org/x) https://e.org/x\n", "[a](https://e.org/x) <https://e.org/x>\n"),
        ("line https://e.org/a\\\\\nnext\n", "line <https://e.org/a>\\\\\nnext\n"),
        ("https://e.org/a…\n", "<https://e.org/a>…\n"),
        ("https://e.org/a😀\n", "<https://e.org/a>😀\n"),
        (
            "{% if x %}\nhttps://e.org/a\n{% endif %}\n",
            "{% if x %}\n<https://e.org/a>\n{% endif %}\n",
        ),
        ("\ufeffhttps://e.org/a\n", "\ufeff<https://e.org/a>\n"),
    ],
)
def test_an_address_becomes_a_link(text: str, right: str) -> None:
    assert_fixed(text, right)
    old, new = ([span.url for span, _ in Markdown(each).links()] for each in (text, right))
    assert len(new) > len(old)


@pytest.mark.parametrize(
    "text",
    [
        "a citation https://e.org/a[2] and https://e.org/b[\\[3\\]](#ref-3)\n",
        "`https://e.org/a` <https://e.org/b>\n",
        "    https://e.org/a\n",
        "```\nhttps://e.org/a\n```\n",
        "<!-- https://e.org/a --> <b>https://e.org/b</b>\n",
        "<div>https://e.org/a</div>\n",
        '<div markdown="1">\n\nhttps://e.org/a\n\n</div>\n',
        "<a href=https://e.org/a>x</a> <img src='https://e.org/b'>\n",
        "[https://e.org/a](https://e.org/b) ![https://e.org/c](d)\n",
        "[x]: https://e.org/a\n",
        "text\n[x]: https://e.org/a\n",
        "[1] **Title:** https://e.org/a\n",
        "\\\\\n[1] **One:** https://e.org/a[2] **Two:** https://e.org/b\n",
        "[1] **Title:**\nhttps://e.org/a\n",
        "| https://e.org/a | b |\n",
        "a | b https://e.org/a\n",
        "$$ https://e.org/a $$\n",
        "{{ 'https://e.org/a' }} {% include x url=\"https://e.org/b\" %}\n",
        "https://e.org/{{ page.x }} {{ x }}https://e.org/a\n",
        "{% raw %}https://e.org/a{% endraw %}\n",
        "https://e.org/{% if x %}a{% endif %}b\n",
        "git+https://e.org/a web.archive.org/web/https://e.org/b\n",
        'x="https://e.org/a"\n',
        "https:// https://… https://?\n",
        'text{:.x title="https://e.org/a"}\n',
        "{::comment}\nhttps://e.org/a\n{:/comment}\n",
    ],
)  # fmt: skip
def test_other_addresses_are_unchanged(text: str) -> None:
    assert_unchanged(text)


@pytest.mark.parametrize(
    "text",
    [
        "见https://e.org/a这里\n",
        "https://zh.wikipedia.org/wiki/中文\n",
        "https://e.org/a에서\n",
        "https://e.org/*a*b\n",
        "https://e.org/a[x]\n",
        "https://e.org/a)b\n",
        "https://e.org/a{:.x}\n",
    ],
)
def test_where_an_address_ends_is_not_guessed(text: str) -> None:
    assert fixed(text) == text
    [found] = unfixed(text)
    assert "where it ends cannot be known" in found.message
    assert text[found.start :].startswith("https://")


def test_the_position_of_a_finding() -> None:
    text = "a\n\nb https://e.org/a.\n"
    assert checks.find(Markdown(text)) == [
        Finding(
            "LNK01", 5, 20, "The address `https://e.org/a` is not a link: kramdown wants it in `<…>`.",
            (Edit(5, 20, "<https://e.org/a>"),), "warning", line=3,
        )
    ]  # fmt: skip


# Headings


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("###X\n\ntext\n", "### X\n\ntext\n"),
        ("##1. 标题\n\n##「引」\n", "## 1. 标题\n\n## 「引」\n"),
        ("text\n##Head\nmore\n", "text\n## Head\nmore\n"),
        ("##Head##\n", "## Head ##\n"),
        ("##**Bold** head\n", "## **Bold** head\n"),
        ("##　标题\n\n#\u00a0Title\n", "## 标题\n\n# Title\n"),
        (" ## Head\n\n   # One\n\ntext\n", "## Head\n\n# One\n\ntext\n"),
        ("##A\n##B\n ##C\n", "## A\n## B\n## C\n"),
        ("# Title\n\n#News of today\n\ntext\n", "# Title\n\n# News of today\n\ntext\n"),
        ("# 题\n\n#新闻\n\n正文\n", "# 题\n\n# 新闻\n\n正文\n"),
        ("##Заголовок\n", "## Заголовок\n"),
    ],
)
def test_an_intended_heading_becomes_a_heading(text: str, right: str) -> None:
    assert_fixed(text, right)


@pytest.mark.parametrize(
    "text",
    [
        "#python #rust\n",
        "# T\n\n#python #rust\n\ntext\n",
        "# T\n\n#python\n\ntext\n",
        "# T\n\n#1\n\ntext\n",
        "# T\n\ntext\n\n#Tag\n",
        "# T\n\ntext\n#Tag\nmore\n",
        "# 题\n\n#话题#\n\n正文\n",
        "#Alone\n\ntext\n",
        "##\n",
        "####### seven\n",
        "## Fine\n",
        "\\##Not\n",
        "`a\n##Code` b\n",
        "<!-- a\n##Comment --> b\n",
        "##!x\n",
        "##a #b\n",
        "    ##Code\n",
        "| ##a | b |\n",
    ],
)
def test_other_hashes_are_unchanged(text: str) -> None:
    assert_unchanged(text)


# Sections


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("* a\n## H\n* b\n", "* a\n\n## H\n* b\n"),
        ("* a\n##H\n* b\n", "* a\n\n## H\n* b\n"),
        ("* a\n ## H\n\ntext\n", "* a\n\n## H\n\ntext\n"),
        ("1. a\n# H\n1. b\n# I\n", "1. a\n\n# H\n1. b\n\n# I\n"),
        ("* a\n  * b\n## H\n  * c\n", "* a\n  * b\n\n## H\n  * c\n"),
        ("**A**\n* a\n**B**\n* b\n__C:__\n\n* c\n", "**A**\n* a\n\n**B**\n* b\n\n__C:__\n\n* c\n"),
        ("* a\nHead\n====\n* b\n", "* a\n\nHead\n====\n* b\n"),
        ("X\n---\n\n* a\nHead\n---\n* b\n", "X\n---\n\n* a\n\nHead\n---\n* b\n"),
        ("* a\n## H\n**Bold**\ntext\n### I\n* b\n", "* a\n\n## H\n**Bold**\ntext\n### I\n* b\n"),
        ("- 甲\n## 第二节\n- 乙\n", "- 甲\n\n## 第二节\n- 乙\n"),
        ("* a\n## H\n * b\n## I\n", "* a\n\n## H\n * b\n\n## I\n"),
        (
            "* [a](https://e.org/a)\n## H [b](https://e.org/b)\n",
            "* [a](https://e.org/a)\n\n## H [b](https://e.org/b)\n",
        ),
    ],
)
def test_a_section_is_separated_from_the_item_above(text: str, right: str) -> None:
    assert_fixed(text, right)


@pytest.mark.parametrize(
    "text",
    [
        "* a\n\n## H\n* b\n",
        "* a\n  ## Inside\n* b\n",
        "* a\n  **Inside**\n* b\n",
        "* a\n  ```\n## H\n  ```\n* b\n",
        "* a\n#hashtag\n* b\n",
        "* a  \n**Author**\n* b\n",
        "* a\n**Bold** text\n* b\n",
        "* a\n**Bold**\nand more\n* b\n",
        "* a\n---\n* b\n",
        "* **A**\n* **B**\n",
        "* a\n<!--\n## H\n-->\n",
        "text\n## H\n",
    ],
)
def test_other_lines_of_an_item_are_unchanged(text: str) -> None:
    assert_unchanged(text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("* a\n**B**\n* b\n", "It may be intended."),
        ("* a\nHead\n---\n* b\n", "It may be intended."),
        ("1. a\n## H\n2. b\n", "The list below it would begin with 1 then, not with 2."),
        (
            "* a\n## H\n    no code yet\n",
            "It is left alone: fixing it would change something else.",
        ),
    ],
)
def test_an_uncertain_section_is_reported_but_not_fixed(text: str, why: str) -> None:
    assert fixed(text) == text
    [found] = unfixed(text)
    assert found.line == 2
    assert found.message.endswith(why)


# All together


def test_a_fix_that_would_change_something_else_is_not_made() -> None:
    text = "## X\n\n[to it](#x)\n\n##X\n\n##Y\n"
    assert_fixed(text, "## X\n\n[to it](#x)\n\n## X\n\n## Y\n")
    text = "##X\n\n[to it](#x)\n\n## X\n\n##Y\n"  # the id of the second would be another
    assert fixed(text) == "##X\n\n[to it](#x)\n\n## X\n\n## Y\n"
    assert [each.message.partition(". ")[2] for each in unfixed(text)] == [LEFT_ALONE]


def test_an_edit_that_meets_an_earlier_one_is_left_to_the_next_run() -> None:
    edits = (Edit(2, 8, "x"), Edit(3, 4, "y"), Edit(9, 10, "`e`"))
    changes = Changes(Markdown("a [b](c) d\n"), edits)
    assert changes.within(0, 11) == ((("code", 9, "`e` "),), (("link", 2, "c "),))


def test_the_contents_are_those_of_the_fixed_headings() -> None:
    assert_fixed(
        "- [A](#a)\n- [B](#b)\n- [D](#e)\n# A\n\n##Beta\n* one\n# B\n\n# C\n\n# D\n\nhttps://e.org\n",
        "- [A](#a)\n- [B](#b)\n- [C](#c)\n- [D](#d)\n\n# A\n\n## Beta\n* one\n\n# B\n\n# C\n\n# D\n\n<https://e.org>\n",
    )


def test_the_example_needs_its_contents_fixed_and_nothing_else(
    example: Callable[[str], str],
) -> None:
    body = Markdown(Document.parse(example("numbered-newsletter.md")).body)
    found = checks.find(body)
    assert len(found) == 10
    assert all(each.message.startswith("The contents say") and each.fix for each in found)


@pytest.mark.parametrize("name", ["backlog-post.md", "link-wiki.md", "daily-newspaper.md"])
def test_a_second_fix_of_the_other_examples_changes_nothing(
    name: str, example: Callable[[str], str]
) -> None:
    text = Document.parse(example(name)).body
    new = fixed(text)
    assert fixed(new) == new
