"""What the checks of a body find, what they leave alone, and what their fixes make of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from postgen import checks
from postgen.checks.check import Subject
from postgen.checks.site_facts import SiteFile
from postgen.jekyll.document import Document
from postgen.text.edits import apply

if TYPE_CHECKING:
    from collections.abc import Mapping

    from postgen.model import Finding

HERE = SiteFile("_posts/2026-11-21-a.md", moment=datetime(2026, 11, 21, tzinfo=UTC), url="/a.html")

DEFINED = "\n\n[1]: https://a.example/\n[2]: https://b.example/\n"

FIXED = {
    "KR04": {
        "links in a row": ("[A](/a) | [B](/b)\n", "[A](/a) \\| [B](/b)\n"),
        "an item": ("* One | two\n* Three\n", "* One \\| two\n* Three\n"),
        "a nested item": ("* One\n  * Two | three\n", "* One\n  * Two \\| three\n"),
        "a quote": ("> Ada | Bob\n", "> Ada \\| Bob\n"),
        "two bars": ("This || that\n", "This \\|\\| that\n"),
        "beside code": ("`a|b` or | c\n", "`a|b` or \\| c\n"),
        "two lines, not as long": ("A | B\nC | D | E\n", "A \\| B\nC \\| D \\| E\n"),
        "a sentence": (
            "Take the words of grep | sort and put all of\nthem into cat | less as you would.\n",
            "Take the words of grep \\| sort and put all of\nthem into cat \\| less as you would.\n",
        ),
        "in bold words": ("**One | two** three\n", "**One \\| two** three\n"),
        "CRLF": ("One | two\r\n", "One \\| two\r\n"),
    },
    "LNK02": {
        "words": ("The [A | B](/a) c\n", "The [A \\| B](/a) c\n"),
        "an address": ("The [A](/a|b) c\n", "The [A](/a%7Cb) c\n"),
        "an autolink": ("<https://a.example/x|y> c\n", "<https://a.example/x%7Cy> c\n"),
        "all of its line": ("One | [A | B](/a) | two\n", "One \\| [A \\| B](/a) \\| two\n"),
        "a real table": (
            "| One | Two |\n|---|---|\n| [a | b](/a) | c |\n",
            "| One | Two |\n|---|---|\n| [a \\| b](/a) | c |\n",
        ),
    },
    "KR05": {
        "numbers": ("1) One\n2) Two\n", "1. One\n2. Two\n"),
        "below words": ("Two ways:\n1) One\n2) Two\n", "Two ways:\n1. One\n2. Two\n"),
        "bullets": ("• One\n• [Two](/b)\n", "* One\n* [Two](/b)\n"),
        "bullets without a space": ("●One\n●Two\n", "* One\n* Two\n"),
        "in a quote": ("> 1) One\n> 2) Two\n", "> 1. One\n> 2. Two\n"),
        "in an item": ("* A\n\n  1) One\n  2) Two\n", "* A\n\n  1. One\n  2. Two\n"),
        "CRLF": ("1) One\r\n2) Two\r\n", "1. One\r\n2. Two\r\n"),
    },
    "KR06": {
        "a break": ("One</br>two\n", "One<br>two\n"),
        "in capitals": ("* One</BR>two\n", "* One<br>two\n"),
        "paragraphs in cells": (
            "| A | B |\n|---|---|\n| <p>[One](/a)</p> | <p>two</p>&nbsp; |\n",
            "| A | B |\n|---|---|\n| [One](/a) | two&nbsp; |\n",
        ),
    },
    "KR07": {
        "a number": (f"See [1].{DEFINED}", f"See [\\[1\\]][1].{DEFINED}"),
        "two of them": (f"A[1] b[2]{DEFINED}", f"A[\\[1\\]][1] b[\\[2\\]][2]{DEFINED}"),
        "in bold": (f"**A [1]**{DEFINED}", f"**A [\\[1\\]][1]**{DEFINED}"),
        "in an item": (f"* A [1]{DEFINED}", f"* A [\\[1\\]][1]{DEFINED}"),
        "in a quote": (f"> A [2]{DEFINED}", f"> A [\\[2\\]][2]{DEFINED}"),
    },
    "KR08": {
        "numbers": ("* A\n* B\n1. One\n2. Two\n", "* A\n* B\n\n1. One\n2. Two\n"),
        "bullets": ("1. A\n2. B\n- One\n- Two\n", "1. A\n2. B\n\n- One\n- Two\n"),
        "pluses": ("1. A\n2. B\n+ One\n+ [Two](/b)\n", "1. A\n2. B\n\n+ One\n+ [Two](/b)\n"),
        "a long item": ("* A\n* B\n  c\n1. One\n2. Two\n", "* A\n* B\n  c\n\n1. One\n2. Two\n"),
        "CRLF": ("* A\r\n* B\r\n1. One\r\n2. Two\r\n", "* A\r\n* B\r\n\r\n1. One\r\n2. Two\r\n"),
    },
    "LNK03": {
        "a space": ("[A b] (https://a.example/)\n", "[A b](https://a.example/)\n"),
        "an image": ("![A] (/a.png)\n", "![A](/a.png)\n"),
        "in an item": ("* [A] (/a)\n", "* [A](/a)\n"),
        "in angles": ("[A] (<https://a.example/>)\n", "[A](<https://a.example/>)\n"),
        "a file": ("[A] (a/b.html)\n", "[A](a/b.html)\n"),
        "Chinese": ("[船]（https://a.example/）\n", "[船](https://a.example/)\n"),
        "half Chinese": ("![船](https://a.example/a.png）。\n", "![船](https://a.example/a.png)。\n"),
        "a path": ("[A] (../a.html)\n", "[A](../a.html)\n"),
    },
    "LNK05": {
        "an address": ("(A b)[https://a.example/]\n", "[A b](https://a.example/)\n"),
        "an image": ("!(A)[https://a.example/b.gif]\n", "![A](https://a.example/b.gif)\n"),
        "a path": ("See (A)[/a.html].\n", "See [A](/a.html).\n"),
        "in an item": ("* (A)[https://a.example/b?c=d#e]\n", "* [A](https://a.example/b?c=d#e)\n"),
    },
    "LNK06": {
        "capitals": ("[A](#Two-Boats)\n\n## Two boats\n", "[A](#two-boats)\n\n## Two boats\n"),
        "an underscore": ("[A](#two_boats)\n\n## Two boats\n", "[A](#two-boats)\n\n## Two boats\n"),
        "a comma": ("[A](#two,-boats)\n\n## Two, boats\n", "[A](#two-boats)\n\n## Two, boats\n"),
        "dashes": (
            "[A](#boats--trains)\n\n## Boats & trains: 1\n\n## Boats trains\n",
            "[A](#boats-trains)\n\n## Boats & trains: 1\n\n## Boats trains\n",
        ),
    },
    "TXT02": {
        "letters": ("Un cafÃ© trÃ¨s fort\n", "Un café très fort\n"),
        "quotes": ("Itâ€™s a test\n", "It’s a test\n"),
        "a heading": ("## CafÃ©\n\nx\n", "## Café\n\nx\n"),
        "words of a link": ("[CafÃ©](/a) and â€œ[b](/b)â€\u009d\n", "[Café](/a) and “[b](/b)”\n"),
        "a table": ("| cafÃ© | b |\n", "| café | b |\n"),
        "a dash": ("Boats â€” and trains\n", "Boats — and trains\n"),
    },
}  # fmt: skip

FOUND = {
    "KR04": {
        "a footnote": "x[^1]\n\n[^1]: One | two\n",
        "a definition": "[A][1]\n\n[1]: https://a.example/b|c\n",
        "an extension": "{::nomarkdown}a | b{:/}\n",
        "a formula": "The norm $|x|$ of it\n",
        "a formula of kramdown": "The norm $$|x|$$ of it\n",
    },
    "KR05": {
        "four spaces": "Two ways:\n    * One\n    * Two\n",
        "numbers": "Two ways\n    1. One\n    2. Two\n",
        "one item": "A way:\n    - One\n",
        "no spaces": "Two ways:\n-One\n-[Two](/b)\n",
    },
    "KR06": {
        "a list in a cell": "| a |\n|---|\n| <ul><li>one</li></ul> |\n",
        "behind words": "Words <p>and more</p>\n",
        "with attributes": 'Words <div class="x">and more</div>\n',
        "no end": "| a |\n|---|\n| <p>one |\n",
        "a break in a cell": "| a</br>b | c |\n",
    },
    "LNK03": {
        "no end": "[A](https://a.example/ b (c\n",
        "a bracket": "[A] b](https://a.example/)\n",
        "a newline": "[A]\n(https://a.example/)\n",
        "a quote": '[A](https://a.example/ "b)\n',
        "in words of a link": "[A [b](https://b.example/) c](https://a.example/)\n",
        "in HTML": "<div>\n[A](https://a.example/)\n</div>\n",
        "in a caption": "<figure>\n<figcaption>By [A](https://a.example/)</figcaption>\n</figure>\n",
        "Liquid": "[A]({{ site.url }}/a (b\n",
        "two paragraphs": "[A\n\nb](https://a.example/)\n",
        "an image and a gap": "[![A](https://a.example/a.png)\n\n](https://a.example/)\n",
        "two items": "* [A\n* b](https://a.example/)\n",
    },
    "LNK04": {
        "no address": "[A]()\n",
        "no words": "[](/a)\n",
        "neither": "[]()\n",
        "a space": "[A]( )\n",
        "an image": "![A]()\n",
        "an item": "* [ ](https://a.example/)\n",
    },
    "LNK05": {"www": "(A)[www.a.example/b]\n"},
    "LNK06": {
        "a heading that is gone": "[A](#trains)\n\n## Boats\n",
        "a definition": "[A][a]\n\n[a]: #trains\n\n## Boats\n",
        "HTML": 'x <a href="#trains">A</a>\n\n## Boats\n',
        "a block of HTML": '<p>\n<a href="#trains">A</a>\n</p>\n\n## Boats\n',
        "beside Liquid": "[A](#trains) [B]({{ site.url }}/a)\n\n## Boats\n",
        "beside tags": "[A](#trains)\n\n{% if true %}\n## Boats\n{% endif %}\n",
    },
    "REF16": {
        "a label": "[A][]\n\n[a]: /a\n[b]: /b\n",
        "a number": "A [1].\n\n[2]: /b\n",
    },
    "REF17": {"a note": "A[^a]\n\n[^a]: One.\n\n[^b]: Two.\n"},
    "REF18": {
        "a label": "[A][]\n\n[a]: /a\n[a]: /b\n",
        "a number": "[A][1]\n\n[1]: https://a.example/\n[1]: https://b.example/\n",
        "apart": "[A][]\n\n[a]: /a\n\nMore.\n\n[A]: /b\n",
    },
    "REF19": {"a note": "A[^a]\n\n[^a]: One.\n\n[^a]: Two.\n"},
    "TXT01": {
        "TK": "The ferry is from [TK].\n",
        "TK and more": "The ferry (TK year) is old.\n",
        "TKTK": "It costs TKTK euros.\n",
        "a note": "TODO: find a map\n",
        "in bold": "**TODO:** find a map\n",
        "in brackets": "The ferry [TODO: the year] is old.\n",
        "alone": "## Boats\n\nTODO\n",
        "filling": "Lorem ipsum dolor sit amet, consectetur.\n",
        "in an item": "* The ferry [TK]\n",
        "a number": "It carries TK people.\n",
        "a price": "It costs $TK a year.\n",
        "a mark": "XXX: find a map\n",
        "a link": "See [insert a link here].\n",
        "TK alone": "## Boats\n\n**TK**\n",
        "TK and what": "TK: a map\n",
        "a verb": "TODO write this section\n",
        "a verb in bold": "**TODO** add the link here.\n",
        "a verb in capitals": "FIXME Check the year\n",
        "a verb behind a dash": "TODO - describe the trip\n",
        "a verb alone": "> TODO finish\n",
        "a fault": "FIXME: the year\n",
    },
    "TXT02": {"a paragraph": "cafÃ©\n"},
}  # fmt: skip

UNTOUCHED = {
    "a table with a rule": "| a | b |\n|---|---|\n| c | d |\n",
    "a table without borders": "a | b\n--|--\nc | d\n",
    "a table without a rule": "a | b\nc | d\n",
    "a table of one row": "| a | b |\n",
    "images side by side": "![a](/a.png) | [![b](/b.png)](/b)\n",
    "a table with a class": "a | b\n{: .nav}\n",
    "a bar in code": "`a | b` c\n\n    a | b\n\n```\na | b\n```\n",
    "a bar in a paragraph of two lines": "a | b\nc\n",
    "an escaped bar": "a \\| b\n",
    "a bar in HTML": "<div>a | b</div>\n",
    "a bar in Liquid": '{{ "a" | upcase }}\n',
    "a filter with words": 'See {{ "/a" | relative_url }}.\n',
    "a bar in a comment": "<!-- a | b -->\n",
    "numbers in a sentence": "There are 1) boats and\n2 trains.\n",
    "lines that are broken": "1) One  \n2) Two\n",
    "broken by HTML": "• One<br>\n• Two\n",
    "one line": "• One\n",
    "numbers apart": "1) One\n\n2) Two\n",
    "a sum": "one\n    + two\n",
    "a list in an item": "* A\n* B\n  1. One\n  2. Two\n",
    "a list behind a colon": "1. A\n2. One of:\n* One\n* Two\n",
    "lists in all items": "1. A\n* One\n* Two\n2. B\n* One\n* Two\n",
    "a list in the middle": "* A\n* B\n1. One\n2. Two\n* C\n",
    "one item below": "* A\n* B\n1. One\n",
    "lists apart": "* A\n* B\n\n1. One\n2. Two\n",
    "tags that a text is about": "Between <ul> and </ul> stands a list.\n",
    "one tag": "A <p> begins a paragraph.\n",
    "a tag in code": "`<p>x</p>` and `</br>`\n",
    "an escaped tag": "\\<p>x\\</p> \\</br>\n",
    "a block": "<p>One</p>\n\n<ul>\n<li>x</li>\n</ul>\n",
    "a small number": f"A<sup>[1]</sup>{DEFINED}",
    "a number in round brackets": f"A ([1]){DEFINED}",
    "a number with words": f"[A][1]{DEFINED}",
    "a number without a definition": "A [1].\n",
    "a number with its brackets": f"[\\[1\\]][1] [\\[2\\]][2]{DEFINED}",
    "a call in a text": "It is handlers[i](event) there, and x[^/](b).\n",
    "a call apart": "An [i] (j) of it, [sic] (so).\n",
    "an escaped bracket": "\\[A](https://a.example/)\n",
    "a link in code": "`[A] (https://a.example/)` `(A)[https://a.example/]`\n",
    "a link in a block of code": "```\n[A] (/a) (A)[/a] []() [A](#nowhere)\n```\n",
    "HTML without Markdown": '<span markdown="0">[A](https://a.example/)</span>\n',
    "Markdown in HTML": '<div markdown="1">\n[A](https://a.example/)\n</div>\n',
    "a link in code of HTML": "<pre>[A](https://a.example/)</pre>\n",
    "a link in an attribute": '<img alt="[A](https://a.example/)" src="/a.png">\n',
    "a link in a comment": "<!-- [A] (https://a.example/) [A]() -->\n",
    "a link in a formula": "$$ [x] (https://a.example/) $$\n",
    "a footnote with a link": "A[^1]\n\n[^1]: [B](https://b.example/) (c)\n",
    "an address with brackets": "[A](https://a.example/b_(c)) and [B](<https://b.example/(d>)\n",
    "words and a reference": "(A)[1] and (b)[c]\n",
    "a call with an address": "f(x)[/a]\n",
    "an icon": '[](https://a.example/){: .icon title="A"}\n',
    "a target": "[](){: #here}\n[A](#here)\n",
    "an image without words": "![](/a.png)\n",
    "an image in a link": "[![](/a.png)](/a)\n",
    "words of Liquid": "[{{ page.title }}](/a)\n",
    "a place": "[A](#two-boats)\n\n## Two boats\n",
    "a place with an id": "[A](#x) [B](#y)\n\n## Two boats {#x}\n\n{: #y}\nText\n",
    "a place in HTML": '[A](#x) [B](#y)\n\n<a name="x"></a>\n\n<p id=y>z</p>\n',
    "a place of a layout": "[A](#top) [B](#comments) [C](#disqus_thread)\n",
    "a place of an include": "[A](#x)\n\n{% include x.html %}\n",
    "a place of Liquid": "[A](#x)\n\n{{ content }}\n",
    "a place of a plugin's tag": "[A](#x)\n\n{% bibliography %}\n",
    "a slide that a script reads": "<section data-markdown>\n[A](https://a.example/)\n</section>\n",
    "an abbreviation": "The Techniker Krankenkasse (TK) and Thai Kings (TK), by TK.\n",
    "a film": "XXX: Return of Xander Cage\n",
    "a name with a number": "TK 1234 leaves at noon; it costs TK 500.\n",
    "a negative number": "-5\n-3\n",
    "dashes": "--One\n--Two\n",
    "a table about tags": "| Tag | What |\n|---|---|\n| <p> | a paragraph |\n| <ul> | a list |\n",
    "a company": "The lift (TK Elevator) is new.\n",
    "a table of tasks": "| Map | TODO |\n|---|---|\n| A | FIXME |\n",
    "a place of a footnote": "[A](#fn:1)[^1]\n\n[^1]: B\n",
    "a place that Liquid names": "[A](#{{ page.id }})\n",
    "the end of a link as a quotation": 'A link ends with "](https://", and &#91;a](https://a.example/).\n',
    "a bracket of Liquid": "{% raw %}[{% endraw %}A](https://a.example/)\n",
    "a macro": "Write vec![a][b] there.\n",
    "a route": "[A](#/a) [B](#!b) [C](#page=3)\n",
    "an equation": "[A](#eq-1) [B](#mjx-eqn-2)\n\n$$x$$\n",
    "a heading in Chinese": "[A](#两艘船)\n\n## 两艘船\n",
    "a place in percents": "[A](#caf%C3%A9)\n\n## Café\n",
    "definitions that are used": "[A][], [B] and [c][b]\n\n[a]: /a\n[B]: /b\n",
    "a comment as a definition": "[A](/a)\n\n[//]: # (a comment)\n[comment]: <> (another)\n",
    "definitions that are pasted": "[A][]\n\n[a]: /a\n[b]: /b\n[c]: /c\n[d]: /d\n[e]: /e\n",
    "a definition for an include": "{% include x.md %}\n\n[b]: /b\n",
    "a label defined twice alike": "[A][]\n\n[a]: /a\n[a]: /a\n",
    "a shop": "A shop of TK Maxx, of T.K. and in Tokelau (.tk).\n",
    "words with the letters": "TKTK.py and ATKTK, TODOs, todo and methodology\n",
    "a text about tasks": "Search your code for TODOs.\n\nTODO: find a map\n",
    "a list of tasks": "* TODO: a map\n* The year (TODO)\n",
    "a heading of tasks": "## TODO\n\n* One\n",
    "code with a task": "`[TK]` `TODO:`\n\n```\nTODO: x\n```\n\n<!-- TODO: x -->\n",
    "a quoted mark": 'Writers put "[TK]" and “TKTK” there.\n',
    "an app": "Use TODO app, Microsoft TODO, or the list [TODO](/todo).\n",
    "filling as a name": "The words lorem ipsum are Latin.\n",
    "letters as they are": "Íñigo, «Ça va», naïve, Größe, Москва, Ёлка, 中文。“引”——《书》\n",
    "both forms": "Ã© is what became of é.\n",
    "misread in code": "`cafÃ©`\n\n    Itâ€™s\n",
}  # fmt: skip

CODES = sorted({*FIXED, *FOUND})


def found_in(text: str, *select: str) -> list[Finding]:
    subject = Subject(Document.parse(text), file=HERE)
    return checks.run_on(subject, checks.select(checks.all(), select))


def cases(table: Mapping[str, Mapping[str, object]]) -> list[object]:
    return [
        pytest.param(code, case, id=f"{code} {name}")
        for code, group in table.items()
        for name, case in group.items()
    ]


@pytest.mark.parametrize(("code", "case"), cases(FIXED))
def test_what_is_certain_is_fixed(code: str, case: tuple[str, str]) -> None:
    text, right = case
    found = found_in(text, code)
    assert {each.code for each in found} == {code}
    fixed = apply(text, [edit for each in found for edit in each.fix])
    assert fixed == right
    assert found_in(fixed, code) == []


@pytest.mark.parametrize(("code", "text"), cases(FOUND))
def test_a_fault_is_found(code: str, text: str) -> None:
    [found] = found_in(text, code)
    assert found.severity == checks.get(code).severity
    assert text[found.start : found.end].strip()


@pytest.mark.parametrize("text", UNTOUCHED.values(), ids=UNTOUCHED.keys())
def test_what_may_be_intended_is_left_alone(text: str) -> None:
    assert found_in(text, *CODES) == []


NOT_FILLED_IN = (
    "summary: TK", "title: TK", "subtitle: 'TK' # c", "image:\n  path: TK", "title: 'Links #12: TK'",
    "description: >\n  TK", "summary: On [TK] and boats", "description: TODO", "author: TKTK",
)  # fmt: skip
FILLED_IN = (
    "tags: [TK]", "title: TODO", "summary: At TK Maxx", "title: The TK", "date: TK", "status: TODO",
)  # fmt: skip


def test_a_value_that_nobody_filled_in_is_found() -> None:
    for yaml in NOT_FILLED_IN:
        [found] = found_in(f"---\n{yaml}\n---\n\nText.\n", "TXT")
        assert (found.code, found.severity) == ("TXT04", "error"), yaml
    for yaml in FILLED_IN:
        assert found_in(f"---\n{yaml}\n---\n\nText.\n", "TXT") == [], yaml


@pytest.mark.parametrize("text", ["[TK]\n", "---\nsummary: TK\n---\n"])
def test_placeholders_of_a_draft_are_left_alone(text: str) -> None:
    draft = Subject(Document.parse(text), file=HERE._replace(kind="drafts", is_public=False))
    assert checks.run_on(draft, [checks.get("TXT01"), checks.get("TXT04")]) == []


def test_a_task_is_a_word_in_spanish() -> None:
    text = "---\nlang: es\n---\n\nTODO: lo que necesitas\n"
    file = HERE._replace(front={"lang": "es"})
    subject = Subject(Document.parse(text), file=file)
    assert checks.run_on(subject, [checks.get("TXT01")]) == []


def test_a_hint_says_what_is_near() -> None:
    [found] = found_in("[A](#Two-Boats)\n\n## Two boats\n", "LNK06")
    assert found.message.endswith("That of the heading is `two-boats`.")


def test_an_address_of_a_broken_link_is_reported_once() -> None:
    for text in (
        "[A b] (https://a.example/)\n",
        "[A](https://a.example/ b (c\n",
        "(A)[https://a.example/]\n",
    ):
        assert len(found_in(text, "LNK")) == 1
    assert [each.code for each in found_in("As in [2] (https://a.example/).\n", "LNK")] == ["LNK01"]


def test_links_in_a_block_of_html_are_one_finding() -> None:
    [found] = found_in("<div>\n[A](https://a.example/) [B](https://b.example/)\n</div>\n", "LNK03")
    assert found.message.startswith("This and 1 more are no links")


@pytest.mark.parametrize("code", CODES)
def test_a_check_stays_quick_on_marks_without_end(code: str) -> None:
    for mark in ("[a] (", "(a)[", "](/", "| a ", "[^", "<p>", "</br", "1) a\n", "• a\n", "#", "TK"):
        text = mark * 2000
        assert isinstance(found_in(text, code), list)
