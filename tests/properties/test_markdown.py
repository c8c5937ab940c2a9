"""For any text: parsing never fails; what is escaped is what kramdown and Liquid show."""

from __future__ import annotations

import json
import random
import re
import subprocess
from html import unescape
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postgen.markdown import Markdown, escape
from postgen.markdown.source_map import BOX, OPAQUE
from tests.conftest import need
from tests.oracle.test_kramdown import pieces

texts = st.lists(st.sampled_from(pieces()) | st.text(max_size=3), max_size=30).map("".join)


@settings(max_examples=300, derandomize=True, deadline=None)
@given(texts)
def test_any_text_is_parsed_and_its_links_stand_in_it(text: str) -> None:
    for span, view in Markdown(text).links():
        start, end = view.at(span.start), view.end(span.end)
        assert 0 <= start < end <= len(text)
        assert text[start] in "[!<"


@settings(max_examples=300, derandomize=True, deadline=None)
@given(texts)
def test_blocks_follow_one_another(text: str) -> None:
    place = 0
    for block in Markdown(text).blocks:
        assert place <= block.end
        place = block.end


@settings(max_examples=300, derandomize=True, deadline=None)
@given(
    st.text(max_size=30).filter(lambda text: not set(text) & {OPAQUE, BOX}), st.text(max_size=30)
)
def test_what_is_escaped_shows_as_it_was(text: str, url: str) -> None:
    title = escape.one_line(text)
    assert not re.search("[\0-\x1f\x7f\ufffe\uffff]", title)
    assert escape.visible(escape.inline(title)) == title
    [(span, view)] = Markdown(
        "* " + escape.link("x" + escape.inline(title), "http://e.org/" + url)
    ).links()
    assert escape.visible(view.text, span.children, span.inner_start, span.inner_end) == "x" + title
    assert "\n" not in span.url


def without_controls(text: str) -> str:
    return re.sub("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]", "", text)


JUDGE = """
require 'json'; require 'liquid'; require 'kramdown'; require 'kramdown-parser-gfm'
STDOUT.write JSON.dump(JSON.parse(STDIN.read).map { |text|
  text = Liquid::Template.parse(text, error_mode: :strict).render!
  options = {input: 'GFM', entity_output: 'as_char', smart_quotes: 'lsquo,rsquo,ldquo,rdquo'}
  Kramdown::Document.new(text, options).to_html
})
"""
HOSTILE = r"""" ' : # | { } ` $ * _ [ ] ( ) < > & ! \ ~ - . = + ^ % @ , ; ? / 0 1 a Z é 中 א 😀
ह ि {{ }} {% %} -- ...
<< >> $$ ~~ &amp; &#65; &copy; <b> ![ ]( ** 1. {:.x} <!-- --> www.x.org http://a.b --- a_b 1_a_
*[a]: [^1] \\ == {::comment} {:/} </a> {#i} |-|""".split()
HOSTILE += [
    " ",
    " ",
    "  ",
    "\x1b",
    "\x07",
    "\x00"[:0] + "\x01",
    "\u00a0",
    "\u200f",
    " >>",
    "<< ",
    " #",
    "\x7f",
]


def sample(seed: int, count: int) -> list[str]:
    """Generate hostile lines, the same for the same seed."""
    chance = random.Random(seed)
    lines = (
        "".join(chance.choices(HOSTILE, k=chance.choice([1, 2, 3, 5, 9]))) for _ in range(count)
    )
    return [line for line in map(escape.one_line, lines) if line]


def rendered(sources: list[str]) -> list[str]:
    """Return the HTML that Liquid and kramdown, as Jekyll sets them, make of many documents."""
    need("ruby")
    done = subprocess.run(
        ["ruby", "-W0", "-e", JUDGE],
        input=json.dumps(sources),
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    pages: list[str] = json.loads(done.stdout)
    return pages


PLACES = {
    "* {link}\n": r'<ul>\n  <li><a href="http://e\.org/x">(.*)</a></li>\n</ul>\n',
    "### {heading}\n\nx\n": r"<h3[^>]*>(.*)</h3>\n\n<p>x</p>\n",
    "{guarded}\n": r"<p>(.*)</p>\n",
    "* x: {text}\n": r"<ul>\n  <li>x: (.*)</li>\n</ul>\n",
    "A {text} b\n": r"<p>A (.*) b</p>\n",
    "* [x](y) - {text}\n": r'<ul>\n  <li><a href="y">x</a> - (.*)</li>\n</ul>\n',
}


@pytest.mark.processes
def test_the_page_shows_the_text() -> None:
    lines = sample(1, 1200)
    for form, pattern in PLACES.items():
        sources = [
            form.format(
                text=(text := escape.inline(line)),
                link=escape.link(text, "http://e.org/x"),
                heading=escape.heading_text(text),
                guarded=escape.guard(text),
            )
            for line in lines
        ]
        for line, source, html in zip(lines, sources, rendered(sources), strict=True):
            found = re.fullmatch(pattern, html, re.DOTALL)
            assert found, (source, html)
            assert not re.search(r"<[a-zA-Z/!]", found[1]), (source, html)
            assert unescape(found[1]) == unescape(_entities(without_controls(line))), (
                source,
                html,
            )


def _entities(line: str) -> str:
    """Escape a line as the page must."""
    return line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@pytest.mark.processes
def test_the_page_links_the_address() -> None:
    urls = ["http://e.org/" + line for line in sample(2, 1500)]
    urls += [
        "http://e.org/" + "a(" * 500,
        "http://e.org/" + "x" * 20_000,
        "http://e.org/?a=1&b=2&lt=3&lt;=4",
        "/a b",
    ]
    for written in (
        escape.autolink,
        lambda url: escape.link("t", url),
        lambda url: escape.link("t", url, "q"),
    ):
        sources = [f"* {written(url)}\n" for url in urls]
        for url, html in zip(urls, rendered(sources), strict=True):
            found = re.search(r'<a href="([^"]*)"', html)
            assert found, (url, html)
            assert unquote(unescape(found[1])) == unquote(url), (url, html)
