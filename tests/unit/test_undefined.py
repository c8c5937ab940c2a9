"""Citations that lead nowhere are reported in every style, and what only looks like one is not."""

from __future__ import annotations

import pytest

from postgen import checks
from postgen.commands.refs import RefsRequest, read

BOAT = "[^1]: [Boat](https://boat.example/)\n"
DEFINED = "A [boat][b].\n\n[b]: https://boat.example/\n"

UNDEFINED_FOOTNOTES = {
    "a number": f"A boat[^1] and a train[^2].\n\n{BOAT}",
    "no footnote at all": "A train[^2].\n",
    "a name": f"A boat[^1] and a train[^train-2].\n\n{BOAT}",
    "a name without any footnote": "A train[^train].\n",
    "Chinese": f"船[^1]，火车[^2]。\n\n{BOAT}",
    "a heading": f"## A train[^2]\n\nA boat[^1].\n\n{BOAT}",
    "an item": f"* A boat[^1]\n* A train[^2]\n\n{BOAT}",
    "a quote": f"> A train[^2].\n\nA boat[^1].\n\n{BOAT}",
    "a cell": f"| A | train[^2] |\n\nA boat[^1].\n\n{BOAT}",
    "emphasis": f"A boat[^1] and *a train[^2]*.\n\n{BOAT}",
    "another footnote": "A boat[^1].\n\n[^1]: It sails[^2].\n",
    "below a paragraph": "A train[^2].\n[^2]: [Train](https://train.example/)\n",
    "in code": "A train[^2].\n\n    [^2]: [Train](https://train.example/)\n",
    "a name with a dot": "A train[^no.2].\n\n[^no.2]: [Train](https://train.example/)\n",
    "a name in another script": "Ein Zug[^für].\n\n[^für]: [Zug](https://train.example/)\n",
    "CRLF": f"A boat[^1] and a train[^2].\r\n\r\n{BOAT}",
}
NO_FOOTNOTES = {
    "defined": f"A boat[^1].\n\n{BOAT}",
    "defined in an item": "A boat[^1].\n\n* An item\n\n  [^1]: It sails.\n",
    "a footnote that is not on the page": "A train.\n\n[^1]: It runs[^2].\n",
    "escaped": r"A train\[^2].",
    "code": "A train`[^2]`.\n",
    "a block of code": "    A train[^2].\n",
    "raw HTML": "A <code>train[^2]</code>.\n",
    "a comment": "A train<!-- [^2] -->.\n",
    "math": "A train $$x[^2]$$.\n",
    "a range": "All but [^a-z] and [^A-Za-z0-9].\n",
    "an expression": "All of [^abc]* and s/[^xy]//.\n",
    "raw Liquid": "A train{% raw %}[^2]{% endraw %}.\n",
    "an include": "A train[^2].\n\n{% include notes.md %}\n",
    "an output": "A train[^2].\n\n{{ page.notes }}\n",
}

UNDEFINED_LABELS = {
    "the words": "See [the guide][guide].\n",
    "another name": "See [the guide][guide].\n\n[gide]: https://g.example/\n",
    "collapsed": "See [the guide][].\n",
    "an image": "See ![the guide][guide].\n",
    "the next line": "See [it][w].\n\n[w]:\n  https://w.example/\n",
    "below a paragraph": "See [it][w].\n[w]: https://w.example/\n",
    "in code": "See [it][w].\n\n    [w]: https://w.example/\n",
    "in HTML": "See [it][w].\n\n<div>\n[w]: https://w.example/\n</div>\n",
    "beside others": f"See [the dock][d].\n\n{DEFINED}",
    "a number": "See [the dock][2].\n\n[A boat][1].\n\n[1]: https://boat.example/\n",
    "alone": "See [the guide].\n\n[the guide]:\n  https://g.example/\n",
    "alone, below a paragraph": "See the guide: [guide].\n[Guide]: https://g.example/\n",
    "a blank between": "See [the guide] [guide].\n",
    "a bar in the address": "See [it][w].\n\n[w]: https://w.example/?a=1|2\n",
    "a wrapped label": "See [the\nguide][the\nguide].\n",
    "Chinese words": f"见[指南][guide]和[船][b]。\n\n{DEFINED}".replace("见[", "见 ["),
    "a heading": "## See [the guide][guide]\n",
    "an item": "* [the guide][guide]\n* [a boat](https://boat.example/)\n",
    "a quote": "> See [the guide][guide].\n",
    "in bold": "See **[the guide][guide]**.\n",
    "HTML includes alone": "See [the guide][guide].\n\n{% include figure.html %}\n",
}
NO_LABELS = {
    "defined": DEFINED,
    "another case": "See [the guide][GUIDE].\n\n[Guide]: https://g.example/\n",
    "defined in a quote": "See [the guide][guide].\n\n> [guide]: https://g.example/\n",
    "a footnote that is not on the page": "A train.\n\n[^1]: See [the guide][guide].\n",
    "tags": "* [Fix][Core] A leak\n* [UI][Docs] A typo\n",
    "tags beside definitions": f"* [Fix][Core] A leak\n\n{DEFINED}",
    "a patch": f"* [Bug#12][Patch by Ada Byron]\n\n{DEFINED}",
    "code": f"Take `[a][b]`.\n\n{DEFINED}",
    "an index": f"Take row[i][j] and x[0][1].\n\n{DEFINED}",
    "escaped": rf"Take \[a][dock]. {DEFINED}",
    "numbers in a row": "One[1][2].\n\n## References\n\n[1] A: <https://a.example/>\n\n"
    "[2] B: <https://b.example/>\n",
    "a number behind brackets": "Ada [and others][1].\n\n## References\n\n"
    "[1] A: <https://a.example/>\n\n[2] B: <https://b.example/>\n",
    "alone": f"See [the guide] and [b]. {DEFINED}",
    "an example in code": "See [it].\n\n```\n[it]: https://g.example/\n```\n",
    "a list of keys": "[a], [b] and [c].\n\n[d]: [e]\n",
    "apart": f"Choose [one] [two].\n\n{DEFINED}",
    "an include": "See [the guide][guide].\n\n{% include links.md %}\n",
    "an include without a name": "See [the guide][guide].\n\n{% include {{ page.links }} %}\n",
    "a file beside it": "See [the guide][guide].\n\n{% include_relative links.md %}\n",
    "a loop": "See [the guide][guide].\n\n{% for each in site.links %}\n"
    "[{{ each.name }}]: {{ each.url }}\n{% endfor %}\n",
    "an output": "See [the guide][guide].\n\n{{ site.links }}\n",
    "an address of Liquid": "See [the guide][guide].\n\n[guide]: {{ site.guide }}\n",
    "math": f"$$a[x][dock]$$ and $$x$$\n\n{DEFINED}",
}

UNDEFINED_NUMBERS = {
    "plain": "A boat[1] and a train[2], a car[3].\n\n## References\n\n"
    "[1] **Boat:** <https://boat.example/>\n\n[2] **Train:** <https://train.example/>\n",
    "plain, one of several": "A boat[1] and a train[2, 3].\n\n## References\n\n"
    "[1] **Boat:** <https://boat.example/>\n\n[2] **Train:** <https://train.example/>\n",
    "plain, in other brackets": "船【1】，火车【2】，车【3】。\n\n## 参考\n\n"
    "【1】 <https://boat.example/>\n\n【2】 <https://train.example/>\n",
    "plain, a gap": "A boat[1] and a train[4], a car[3].\n\n## References\n\n"
    "[1] **Boat:** <https://boat.example/>\n\n[4] **Train:** <https://train.example/>\n",
    "linked": "A boat[\\[1\\]](#ref-1){:#cite-1}, a car[\\[3\\]](#ref-3).\n\n## References\n\n"
    "[\\[1\\]](#cite-1){:#ref-1} [Boat](https://boat.example/)\n",
    "linked, without a list": "A boat[\\[3\\]](#ref-3).\n",
    "linked, beside a plain list": "A boat[1], a train[2], a car[\\[3\\]](#ref-3).\n\n"
    "## References\n\n[1] A: <https://a.example/>\n\n[2] B: <https://b.example/>\n",
    "reflinks": "A [boat][1] and a [car][3].\n\n[1]: https://boat.example/\n",
    "reflinks, numbers alone": "A boat [1] and a car [3].\n\n[1]: https://boat.example/\n",
    "footnotes": f"A boat[^1] and a car[^3].\n\n{BOAT}",
    "inline": "A [boat](https://boat.example/) and a car[^3].\n",
}
NO_NUMBERS = {
    "a year": "A boat[1] and a train[2] of [1986].\n\n## References\n\n"
    "[1] **Boat:** <https://boat.example/>\n\n[2] **Train:** <https://train.example/>\n",
    "no list": "A boat[1] and a train[2].\n",
    "an interval": "A boat[1], a train[2] and [5, 8].\n\n## References\n\n"
    "[1] **Boat:** <https://boat.example/>\n\n[2] **Train:** <https://train.example/>\n",
    "an id of HTML": 'A boat[\\[3\\]](#ref-3).\n\n<p id="ref-3">Boat</p>\n',
    "all defined": "A boat [1] and a car [2].\n\n[1]: https://b.example/\n[2]: https://c.example/\n",
}


def codes(text: str) -> list[str]:
    return [each.code for each in read(text, RefsRequest()).findings if each.code[:3] == "REF"]


def cases(*named: dict[str, str]) -> pytest.MarkDecorator:
    found = [pytest.param(text, id=name) for each in named for name, text in each.items()]
    return pytest.mark.parametrize("text", found)


@cases(UNDEFINED_FOOTNOTES)
def test_a_footnote_that_is_not_defined_is_reported(text: str) -> None:
    assert codes(text) == ["REF12"]


@cases(NO_FOOTNOTES)
def test_what_only_looks_like_a_footnote_is_not(text: str) -> None:
    assert "REF12" not in codes(text)


@cases(UNDEFINED_LABELS)
def test_a_label_that_is_not_defined_is_reported(text: str) -> None:
    assert codes(text) == ["REF13"]


@cases(NO_LABELS)
def test_what_only_looks_like_a_label_is_not(text: str) -> None:
    assert "REF13" not in codes(text)


@cases(UNDEFINED_NUMBERS)
def test_a_number_that_is_not_defined_is_reported_in_each_style(text: str) -> None:
    wrong = [each for each in read(text, RefsRequest()).findings if not each.fixed]
    assert [each.severity for each in wrong] == ["error"]
    assert "3" in wrong[0].message


@cases(NO_NUMBERS)
def test_numbers_of_the_prose_are_not_reported(text: str) -> None:
    assert codes(text) == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("See [it][w].\n\n[w]:\n  https://w.example/\n", "must stand on the line `[w]:`"),
        ("See [it][w].\n[w]: https://w.example/\n", "A blank line must stand above `[w]:`"),
        ("A train[^2].\n[^2]: It runs.\n", "A blank line must stand above `[^2]:`"),
        ("See [it][w].\n\n[w]: https://w.example/?a|b\n", "makes a table of the line `[w]:`"),
        ("* See [it][w].\n[w]: https://w.example/\n", "A blank line must stand above `[w]:`"),
        ("See [it][w].\n\n    [w]: https://w.example/\n", "does not read the line `[w]:`"),
        ("A train[^no.2].\n\n[^no.2]: It runs.\n", "A name may have letters"),
        ("A train[^2].\n", "is not defined."),
    ],
)
def test_the_message_says_what_is_wrong_with_the_definition(text: str, reason: str) -> None:
    [found] = checks.run(text, select=["REF12", "REF13"])
    assert reason in found.message


def test_a_finding_stands_where_the_citation_does() -> None:
    text = "---\ntitle: T\n---\n\nA [boat][boat]\nand a train[^2].\n"
    found = checks.run(text, select=["REF"])
    assert [(each.line, text[each.start : each.end]) for each in found] == [
        (5, "[boat][boat]"),
        (6, "[^2]"),
    ]
