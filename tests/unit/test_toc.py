"""The table of contents: made of headings, found in a body, and brought up to date in its own style."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postgen.jekyll.document import Document
from postgen.markdown import Markdown
from postgen.text.edits import apply
from postgen.toc import Style, contents, differences, titles

if TYPE_CHECKING:
    from collections.abc import Callable


def fixed(text: str) -> str:
    found = differences(Markdown(text))
    return apply(text, [edit for each in found for edit in each.fix])


def reasons(text: str) -> list[tuple[int, str]]:
    return [(each.line, each.message) for each in differences(Markdown(text))]


# Made


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "# One\n\n## Two words\n\n# One\n",
            "- [One](#one)\n    - [Two words](#two-words)\n- [One](#one-1)",
        ),
        (
            "## A\n\n#### Deep\n\n### Less\n\n## B\n",
            "- [A](#a)\n    - [Deep](#deep)\n    - [Less](#less)\n- [B](#b)",
        ),
        ("### A\n\n# B\n\n## C\n", "- [A](#a)\n- [B](#b)\n    - [C](#c)"),
        (
            "# 中文 标题\n\n# Größe\n\n# Ёлка\n",
            "- [中文 标题](#中文-标题)\n- [Größe](#größe)\n- [Ёлка](#ёлка)",
        ),
        (
            "# A {#own}\n\n{:#ial}\n# B\n\n# C\n{: #after .x}\n",
            "- [A](#own)\n- [B](#ial)\n- [C](#after)",
        ),
        ("{:named: #far}\n\n# A\n{:named}\n\n# B {#b.中}\n", "- [A](#far)\n- [B](#b.中)"),
        ("# A\n{:.no_toc}\n\n# B\n", "- [B](#b)"),
        ("Setext\n===\n\nTwo\n---\n", "- [Setext](#setext)\n    - [Two](#two)"),
        ("# Using `x | y` & *stress*\n", "- [Using x \\| y & stress](#using-x--y--stress)"),
        ("# [Linked](https://e.org) ![i](/x.png)\n", "- [Linked i](#linked-)"),
        ("# Of {{ page.x }}, again\n", "- Of {{ page.x }}, again"),
        ("# A[1]\n\n[1] **One:** <https://e.org>\n", "- [A](#a1)"),
        ("# A[\\[1\\]](#ref-1){:#cite-1}\n", "- [A](#a1)"),
        ("# A[^1]\n\n[^1]: note\n", "- [A](#a)"),
        (
            "# Don't \"say\" it\n\n# Don\\'t\n",
            "- [Don't \"say\" it](#dont-say-it)\n- [Don\\'t](#dont)",
        ),
        ("# 1. {{ x }}\n", "- 1\\. {{ x }}"),
        ("# [1]\n\n[1] **One:** x\n", ""),
        ("# Array[0]\n", "- [Array\\[0\\]](#array0)"),
        ("* # In a list\n\n> # Quoted\n\n# In a list\n", "- [In a list](#in-a-list-1)"),
        ("```\n# Code\n```\n\n<!--\n# Comment\n-->\n", ""),
        (
            '<div markdown="1">\n\n# Ünder\n\n</div>\n\n# Ünder\n',
            "- [Ünder](#nder)\n- [Ünder](#ünder)",
        ),
    ],
)
def test_it_is_made_of_the_headings(body: str, expected: str) -> None:
    assert contents(Markdown(body)) == expected


def test_its_style_and_a_heading_to_leave_out() -> None:
    body = Markdown("# A\n\n## B\n\n# References\n")
    assert (
        contents(body, style=Style("*", "  ", linked=False), without="References") == "* A\n  * B"
    )
    assert (
        contents(body, style=Style("1.", "   "), without="References")
        == "1. [A](#a)\n   1. [B](#b)"
    )


def test_lines_that_are_wholly_bold_are_titles() -> None:
    body = Markdown(
        "\\\\\n**1.1 One: two**\n\n__Two__:\n\n**Not** all\n\nx **No** \n\n**Cited[1]**\ntext\n\n[1] **A:** b\n"
    )
    assert [(title.words, title.level) for title in titles(body)] == [
        ("1.1 One: two", 7),
        ("Two", 7),
        ("Cited", 7),
    ]


# Found

BODY = """
# 1、Papers 📙

**1.1 Turing-NLG: a large model**

text

\\\\
**1.2 Deep 深度 learning**

# 2、Tools

**2.1 Hydra**

\\\\
**2.2 ML 项目**

# 参考资料

[1] **Turing:** https://e.org
"""


def test_only_entries_that_differ_are_fixed() -> None:
    text = """
- **1、Papers 📙**
    - 1.1 Turing-NLG:
    - 1.2 Deep深度 learning
- **2、Tools**
    - 2.1 Hydra
    - 2.2 ML 项目
"""
    assert fixed(text + BODY) == (
        text.replace("Turing-NLG:", "Turing-NLG: a large model").replace("Deep深度", "Deep 深度")
        + BODY
    )
    assert reasons(text + BODY) == [
        (
            3,
            "The contents say `1.1 Turing-NLG:`, the heading says `1.1 Turing-NLG: a large model`.",
        ),
        (4, "The contents say `1.2 Deep深度 learning`, the heading says `1.2 Deep 深度 learning`."),
    ]


HEADINGS = "\n## Alpha\n\n## Beta 2\n\n## Gamma\n\n### Inner\n"


@pytest.mark.parametrize(
    ("listed", "right"),
    [
        (
            "* [Alpha](#alpha)\n* [Beta](#beta)\n* [Gamma](#gamma)\n",
            "* [Alpha](#alpha)\n* [Beta 2](#beta-2)\n* [Gamma](#gamma)\n",
        ),
        ("+ Alpha\n+ Gamma\n", "+ Alpha\n+ Beta 2\n+ Gamma\n"),
        ("* Alpha\n* Beta 2\n", "* Alpha\n* Beta 2\n* Gamma\n"),
        ("* Beta 2\n* Gamma\n", "* Alpha\n* Beta 2\n* Gamma\n"),
        ("1. Alpha\n2. Beta 2\n", "1. Alpha\n2. Beta 2\n3. Gamma\n"),
        ("1. Alpha\n1. Gamma\n", "1. Alpha\n1. Beta 2\n1. Gamma\n"),
        (
            '* [Alpha](#alpha "t")\n* [Gamma](<#x>)\n',
            '* [Alpha](#alpha "t")\n* [Beta 2](#beta-2 "t")\n* [Gamma](<#gamma>)\n',
        ),
        (
            "* **[Alpha](#a)**\n* **[Beta 2](#beta-2)**\n* [**Gamma**](#)\n",
            "* **[Alpha](#alpha)**\n* **[Beta 2](#beta-2)**\n* [**Gamma**](#gamma)\n",
        ),
        ("* Alpha\n\n* Beta 2\n", "* Alpha\n\n* Beta 2\n\n* Gamma\n"),
        ("> * Alpha\n> * Gamma\n", "> * Alpha\n> * Beta 2\n> * Gamma\n"),
        (
            "* Alpha\n* Beta 2\n* Gamma\n  * [Inner](#no)\n",
            "* Alpha\n* Beta 2\n* Gamma\n  * [Inner](#inner)\n",
        ),
        ("- ALPHA\n- Beta 2\n- Gamma\n", "- Alpha\n- Beta 2\n- Gamma\n"),
    ],
)
def test_each_keeps_its_style(listed: str, right: str) -> None:
    assert fixed(listed + HEADINGS) == right + HEADINGS
    assert fixed(right + HEADINGS) == right + HEADINGS
    crlf = (listed + HEADINGS).replace("\n", "\r\n")
    assert fixed(crlf) == (right + HEADINGS).replace("\n", "\r\n")


@pytest.mark.parametrize(
    "text",
    [
        "* TOC\n{:toc}\n" + HEADINGS,
        "* Alpha\n* Beta\n{:toc}\n" + HEADINGS,
        "* [Alpha](https://e.org/a)\n* [Beta](https://e.org/b)\n* [Gamma](https://e.org/c)\n"
        + HEADINGS,
        "* Alpha is new\n* Nothing else\n* Or so\n" + HEADINGS,
        "* Alpha\n* Other\n* More\n* Things\n" + HEADINGS,
        HEADINGS + "\n* Alpha\n* Beta\n* Gamma\n",
        "* Alpha\n\n  with a paragraph\n* Beta\n* Gamma\n" + HEADINGS,
        "* Gamma\n" + HEADINGS,
        "```\n* Alpha\n* Gamma\n```\n" + HEADINGS,
        "* ![Alpha](/a.png)\n* Gamma\n" + HEADINGS,
        "* Alpha\n* Gamma\n",
        "",
    ],
)
def test_other_lists_are_left_alone(text: str) -> None:
    assert differences(Markdown(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "- Papers\n- Tools\n\n# 1. Papers 📙\n\n# 2. Tools 🔧\n",
        "1. Papers\n2. Tools\n\n# 1、Papers\n\n# 2、Tools\n",
        "- 1、Papers\n- 2、Tools\n\n# 1、Papers 📙\n\n# 2、Tools\n",
        "- What's new\n- Why\n\n# What’s new\n\n# Why:\n",
        "- A\n- B\n\n# A\n\n# B\n\n# References\n\n[1] **X:** y\n",
        "- A\n- B\n\n# A\n\n# B\n\n# Links\n\n[\\[1\\]](#cite-1){:#ref-1} [x](y)\n",
        "- A\n- B\n\n# A\n\n## Of A\n\n# B\n\n**Bold**\n",
        "- A\n- B\n\n# A\n\n# B\n\n# C\n{:.no_toc}\n",
        "- [A](#here)\n- [B](#there)\n\n<a id='here'></a>\n# A\n\n<a name=\"there\"></a>\n# B\n",
        "- [A](#%C3%A4)\n- [B](#b)\n\n# A {#ä}\n\n# B\n",
        "- [A](#x)\n- [B](#b)\n\n# A {{ x }}\n\n# B\n",
        "- Turing\n- Hydra\n- BERT\n\n# Turing: a model\n\n# Hydra: for settings\n\n# BERT\n",
    ],
)
def test_what_all_entries_do_is_their_style(text: str) -> None:
    assert [each for each in differences(Markdown(text)) if each.fix] == []


def test_what_cannot_be_fixed_is_reported() -> None:
    text = "* Alpha\n* Old name\n* Gamma\n" + HEADINGS
    assert fixed(text) == text
    assert reasons(text) == [
        (1, "The contents lack the heading `Beta 2`."),
        (2, "The contents name `Old name`, which is not a heading."),
    ]


def test_liquid_in_an_entry_is_not_written_over() -> None:
    for entry in ("Alfa {{ x }}", "Al{% if x %}{% endif %}fa"):
        text = f"* {entry}\n* Beta 2\n* Gamma\n" + HEADINGS
        assert fixed(text) == text


def test_numbers_that_moved_on() -> None:
    text = "- 1、A\n- 2、B\n- 3、C\n\n# 1、A\n\n# 2、New\n\n# 3、B\n\n# 4、C\n"
    assert fixed(text).startswith("- 1、A\n- 2、New\n- 3、B\n- 4、C\n\n")


def test_headings_of_one_name() -> None:
    text = "- [A](#a)\n    - [Notes](#x)\n- [B](#b)\n    - [Notes](#notes-1)\n\n# A\n\n## Notes\n\n# B\n\n## Notes\n"
    assert fixed(text) == text.replace("#x", "#notes")


def test_words_are_escaped_for_their_place() -> None:
    text = "- A\n- Array\n- B\n- C\n\n# A\n\n# Array [y] | `z`\n\n# B\n\n# C\n"
    assert fixed(text).splitlines()[1] == "- Array \\[y\\] \\| z"
    text = "- A\n- B\n- 2019 was good\n\n# A\n\n# B\n\n# 2019. was good\n"
    assert fixed(text).splitlines()[2] == "- 2019\\. was good"


def test_the_ten_entries_of_the_example(example: Callable[[str], str]) -> None:
    body = Markdown(Document.parse(example("numbered-newsletter.md")).body)
    found = differences(body)
    lines = body.source.splitlines()
    assert [
        lines[each.line - 1].split()[1] for each in found
    ] == "1.1 2.5 3.2 3.3 3.5 4.1 4.3 5.1 5.5 6.4".split()
    new = apply(body.source, [edit for each in found for edit in each.fix]).splitlines()
    changed = [
        number for number, (old, line) in enumerate(zip(lines, new, strict=True), 1) if old != line
    ]
    assert changed == [each.line for each in found]
    assert differences(Markdown("\n".join(new))) == []
