"""A link that a `|` takes apart is reported, and a real table's links are not."""

from __future__ import annotations

import pytest

from postgen import checks
from postgen.commands.refs import RefsRequest, read
from postgen.text.edits import apply

LOST = {
    "a title with a bar": "See the [fix | PR 8](https://g.example/8) today.\n",
    "an item": "* [Boats | A blog](https://b.example/)\n",
    "a numbered item": "1. [Boats | A blog](https://b.example/) - a note\n",
    "a quote": "> [Boats | A blog](https://b.example/)\n",
    "a nested item": "* One\n  * [Boats | A blog](https://b.example/)\n",
    "the address": "See [it](https://b.example/?a=1|2).\n",
    "an autolink": "See <https://b.example/?a=1|2>.\n",
    "an image": "![Boats | A photo](/b.png)\n",
    "a title in quotes": 'See [it](https://b.example/ "Boats | A blog").\n',
    "a label": "See [Boats | A blog][b].\n\n[b]: https://b.example/\n",
    "Chinese": "见[船 | 博客](https://b.example/)。\n",
    "a row": "| One | Two |\n|---|---|\n| [a | b](https://b.example/) | c |\n",
    "CRLF": "See [a | b](https://b.example/).\r\n",
}
KEPT = {
    "escaped": "See [a \\| b](https://b.example/).\n",
    "an entity": "See [a &#124; b](https://b.example/).\n",
    "percent": "See [it](https://b.example/?a=1%7C2).\n",
    "code": "See [`a|b`](https://b.example/).\n",
    "a table": "| [a](https://a.example/) | [b](https://b.example/) |\n",
    "links between bars": "[a](https://a.example/) | [b](https://b.example/)\n",
    "directly below a heading": "# Boats\n[a | b](https://b.example/)\n",
    "a heading": "## [a | b](https://b.example/)\n",
    "a paragraph of two lines": "One line\nand [a | b](https://b.example/).\n",
    "a block of code": "    [a | b](https://b.example/)\n",
    "Liquid": 'See [it]({{ "/a" | relative_url }}).\n',
    "a shortcut": "See [a \\| b].\n\n[a | b]: https://b.example/\n",
}


@pytest.mark.parametrize("text", LOST.values(), ids=LOST.keys())
def test_a_link_lost_to_a_table_is_an_error(text: str) -> None:
    [found] = checks.run(text, select=["LNK02"])
    assert found.severity == "error"
    assert "|" in text[found.start : found.end]
    assert [each.code for each in read(text, RefsRequest()).findings] == ["LNK02"]


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT.keys())
def test_a_link_that_is_on_the_page_is_not_reported(text: str) -> None:
    assert checks.run(text, select=["LNK"]) == []


def test_the_message_says_how_to_write_the_bar() -> None:
    for text, written in (
        ("[a | b](https://b.example/)\n", "Write it `\\|`"),
        ("[a](https://b.example/|)\n", "Write it `%7C`"),
    ):
        [found] = checks.run(text)
        assert written in found.message


def test_a_bar_in_an_image_that_is_in_a_link_is_written_once() -> None:
    text = "[![a](http://e.example/60|x)](http://e.example/61|z) words\n"
    edits = [edit for each in checks.run(text, select=("LNK02",)) for edit in each.fix]
    written = "[![a](http://e.example/60%7Cx)](http://e.example/61%7Cz) words\n"
    assert apply(text, edits) == written
