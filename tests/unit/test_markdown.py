"""What `Markdown` finds in a text, and that its work grows with the text."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from postgen.markdown import Markdown, spans
from postgen.markdown.lists import ListBlock
from postgen.markdown.render_spans import SpanRenderer
from postgen.markdown.tree import Span
from tests.work import grows_with_the_text


def urls_in(text: str) -> list[str]:
    return [span.url for span, _ in Markdown(text).links()]


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("[a](b)", ["b"]),
        ("[a]( b )", ["b"]),
        ("[a](b(c)d)", ["b(c)d"]),
        ("[a](<b c> 't')", ["b c"]),
        ("[a][r]\n\n[r]: u", ["u"]),
        ("[a] [R ]\n\n[r ]: <u> 'x'", ["u"]),
        ("![a](b)", ["b"]),
        ("[![a](b)](c)", ["c", "b"]),
        ("[[a](b)](c)", ["c"]),
        ("<http://a.b> <x@y.z>", ["http://a.b", "mailto:x@y.z"]),
        ("`[a](b)`", []),
        ("\\[a](b)", []),
        ("<!-- [a](b) -->", []),
        ("$$[a](b)$$", []),
        ("    [a](b)", []),
        ("```\n[a](b)\n```", []),
        ("~~~ x\n[a](b)", ["b"]),
        ("<div>[a](b)</div>", []),
        ('<div markdown="1">[a](b)</div>', ["b"]),
        ("<mark>[a](b)</mark>", []),
        ("{::nomarkdown}[a](b){:/}", []),
        ("| [a](b) | c |\n|---|---|\n| d | [e](f) |", ["b", "f"]),
        ("a\n: [b](c)", ["c"]),
        ("> * [a](b)\n> lazy [c](d)", ["b", "d"]),
        ("* a\n\n      [a](b)", []),
        ("{% raw %}[a](b){% endraw %}", []),
        ("{% comment %}\n[a](b)\n{% endcomment %}\n[c](d)", ["d"]),
    ],
)
def test_links_are_found(text: str, urls: list[str]) -> None:
    assert urls_in(text) == urls
    assert urls_in(text.replace("\n", "\r\n")) == urls


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_places_lead_back_into_the_source(newline: str) -> None:
    text = newline.join(
        [
            "# [h](1)",
            "",
            "* a [b](2)",
            "  > * c",
            "\t> [d](3) e",
            "",
            "> \t* [f",
            "> g](4)",
            "",
            "end [i](5)",
        ]
    )
    for span, view in Markdown(text).links():
        there = text[view.at(span.start) : view.end(span.end)]
        assert there[0] == "["
        assert there.endswith(f"]({span.url})")


def test_a_block_ends_after_its_newline() -> None:
    text = "a\r\n\r\n* b\r\n* c\r\n\r\nd\r\n"
    ends = [block.end for block in Markdown(text).blocks]
    assert [text[:end].endswith("\r\n") and text[end : end + 1] != "\n" for end in ends] == [
        True
    ] * 3


def test_footnotes_that_are_not_cited_are_not_on_the_page() -> None:
    body = Markdown("x[^a]\n\n[^a]: [b](1) [^c]\n\n[^c]: [d](2)\n\n[^e]: [f](3)\n")
    assert [span.url for span, _ in body.shown_links()] == ["1", "2"]
    assert [span.url for span, _ in body.links()] == ["1", "2", "3"]


def test_items_are_read_one_at_a_time() -> None:
    block = Markdown("* [a](1)\n* [b](2)\n\n  more\n* [c](3)\n").blocks[0]
    assert isinstance(block, ListBlock)
    assert len(block) == 3
    assert [block.index_at(block.item(index).start) for index in range(3)] == [0, 1, 2]
    assert urls_in("* [a](1)\n* [b](2)\n\n  more\n* [c](3)\n") == ["1", "2", "3"]


MARKS = r"""[ ![ * ` <a\  $$ {: > ** _ __ [a]( [a][ [a](b\ " [a](b\ ' <!-- <b> <div> ~~
~~a\  {::comment} `a\ .
``a`\  *a\ .
 *a_b\  **a*b\  ***a\  __a**b*c_\  [^ [^a]:\  | -\  >\ *\  1.\  {%\  {{ {%\ raw\ %} < </a
</a\  <a\ b=" <http://
<a@b ( [[a]
 *[a]:\ b ---- &a << \\ \t é [a]{:a}\  <?  <a/> *[a\\  **![a]*\\  #\  ``` ~~~a {:a:b}
{::a}""".replace("\\\n", "")
HOSTILE = [
    mark.replace("\0", " ").replace("\\t", "\t") for mark in MARKS.replace("\\ ", "\0").split()
]
LINES = [
    "{:x", "{:.x}", "~~~a", "```", "<!-- ", "a\n: b\n", "a\n\n: b\n", "* a\n", "* a\n\n  b\n",
    "| a |\n|--|", "<b>|",
    "[a]: b\n'",
    '<div markdown="1">', "<div>", "<p>", "$$", "[^a]: [^a]", "<a b", "</a ",
    "a\n===", "> a\n", "{::comment}", "[^a]:\n    b\n",
]  # fmt: skip
ODD = {
    "nested list": "".join("  " * depth + "* x\n" for depth in range(500)),
    "nested quotes": "".join("> " * depth + "x\n" for depth in range(500)),
    "unclosed fence": "```\n" + "x\n" * 20_000,
    "brackets that match": "[" * 10_000 + "]" * 10_000,
    "images that match": "![a" * 10_000 + "]" * 10_000,
    "elements that match": "<b>" * 10_000 + "</b>" * 10_000,
    "growing ticks": "".join("`" * each + " " for each in range(200)),
    "spaces in a tag": "<a" + " " * 20_000 + "b",
    "spaces in a definition": "[a]: b" + " " * 20_000 + "c",
    "quotes in a definition": "[a]: b " + "' " * 10_000,
    "spaces behind a fence": "```" + " " * 20_000 + "x `",
    "spaces in a table": "|" + " " * 20_000 + "x\n|" + "-" * 20_000 + "x",
    "many titles": "[a](b 't " * 5_000,
    "a closer in code": "*a " * 10_000 + "`b*`",
    "attributes that end wrong": "{:x\n" * 5_000 + "}x",
    "blocks of Liquid": "{% raw %}" * 10_000 + "{% comment %}" * 10_000,
    "tags on one line": "{% a %} " * 10_000 + "x",
    "one line of a megabyte": "a" * 1_000_000,
    "one line of brackets": "[" * 1_000_000,
    "one line of stars": "*a " * 300_000,
    "one line of quotes": ">" * 1_000_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("mark", HOSTILE)
def test_the_work_grows_with_a_line_of_marks(mark: str) -> None:
    urls_in(mark * 3_000)
    assert grows_with_the_text(urls_in, mark, 200)


@pytest.mark.slow
@pytest.mark.parametrize("line", LINES)
def test_the_work_grows_with_lines_of_marks(line: str) -> None:
    urls_in(f"{line}\n" * 1_500)
    assert grows_with_the_text(urls_in, f"{line}\n", 100)


@pytest.mark.parametrize("mark", ["``a`", "$$a$$ ", "*a* b "])
def test_spans_are_rendered_without_a_copy_of_those_behind_each(mark: str) -> None:
    class Spans(list[Span]):
        def __getitem__(self, key: Any) -> Any:
            assert not isinstance(key, slice)
            return super().__getitem__(key)

    text = mark * 20
    body = Markdown(text)
    found = Spans(spans.parse(text, {}, frozenset()))
    renderer = SpanRenderer(body, {}, highlights=False)
    assert renderer.part(text, found, (0, len(text)))


@pytest.mark.slow
@pytest.mark.parametrize("name", ODD)
def test_odd_texts_are_read(name: str) -> None:
    """A search that is made again for each character would take minutes here: the run would be stopped."""
    assert urls_in(ODD[name]) is not None


@pytest.mark.processes
def test_the_import_compiles_no_grammar() -> None:
    script = "import re; n = []; c = re._compiler.compile; re._compiler.compile = lambda *a: n.append(a) or c(*a)\n"
    script += "from postgen.markdown import blocks, spans, source_map; print(len(n))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert int(done.stdout) <= 3
