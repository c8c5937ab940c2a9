"""Time in proportion: four times the text takes about four times the time, whatever is repeated in it."""

from __future__ import annotations

import gc
import time

import pytest

from postgen.commands.refs import RefsRequest, read

pytestmark = pytest.mark.slow

FRAGMENTS = [
    "[](", "[a](", "[a](<", "![](", "[[[[", "](", "[a][", "[a][b]", "[]", "[a](b(", "[x](y)(z", "**", "** ", "*a ", "***a ", "_a ",
    "*a**b", "~~a ", "`", "`a ", "``a`", "<a <a ", "<a>", "</b>", "<!--", "<?", "<http://", "<a@", "$$", "{:", "{::comment}",
    "* * * * ", "* * * *\n", "- a\n", "- - ", "> ", "> - ", "- > a\n", "1. a\n  \n", "| a |\n", "a|b\n", "a\n: b\n", "# a\n",
    "```a\n", "    a\n", "<div>\n", '<div markdown="1">\n', "[a]: b\n", "[^1]: a\n***<div>\n", "***:// \n", "\r\n", "\\[", "&#1",
    "{{ a }}", "{% a %}", "{% raw %}", '{% include a b="[1]" %}', "[1, ", "[3-5]", "<sup>[1]</sup>", '"a', "'", '""',
    "https://e.example/{n} ", "https://e.example/((", "https://e.example/&amp;", "https://e.example,", "https://e.example·",
    "\u00a0https://e.example/{n} <sup>[1]</sup>", '`\\[a](https://e.example/1 "t', "[1] **a:** https://e.example/- a\n",
    "[a](https://e.example/{n}) ", "[a {n}](https://e.example/1) ", '[a](https://e.example/{n} "t") ', "<https://e.example/{n}> ",
    "[{n}] **a:** https://e.example/{n}\n\n", "[a][1] ", "a[{n}] ", "[{n}]: https://e.example/{n}\n", "[a][{n}] ",
    "a[^{n}] ", "[^{n}]: [a](https://e.example/{n})\n", "[\\[{n}\\]](#cite-{n}){{:#ref-{n}}} [a](https://e.example/{n})\n\n",
    "a[\\[{n}\\]](#ref-{n}) ", "## a {n}\n\n", "- [a {n}](#a-{n})\n", "<!-- words: [", "[<!-- c -->  a  ](https://e.example/1) ",
    "<figure>[1]</figure>\n\n", "<pre>", "<img alt='[1]'>\n", "[![a](b)](https://e.example/{n})",
]  # fmt: skip

LISTS = "\n\n[1]: https://e.example/1\n\n## References\n\n[1] **a:** <https://e.example/1>\n"
"""What makes citations and links of the fragments that are numbers and labels."""

TRIES = 8
MOST = 12
"""How many times longer four times the text may take: in proportion it is 4, and 16 for each with each."""


def text(fragment: str, size: int) -> str:
    pieces: list[str] = []
    length = number = 0
    while length < size:
        number += 1
        piece = fragment.format(n=number) if "{n}" in fragment else fragment
        pieces.append(piece)
        length += len(piece)
    return "".join(pieces)


def seconds(body: str, style: str) -> float:
    """Return the time on the processor, without collections of the garbage of other tests."""
    gc.disable()
    try:
        start = time.process_time()
        read(f"---\ntitle: T\n---\n{body}{LISTS}", RefsRequest(to=style))
        return time.process_time() - start
    finally:
        gc.enable()


def ratio(fragment: str, style: str, size: int) -> float:
    """Return how many times longer four times the text takes, each at its quickest of several tries."""
    small, large = text(fragment, size), text(fragment, 4 * size)
    quickest_small = quickest_large = float("inf")
    for _ in range(TRIES):
        quickest_small = min(quickest_small, seconds(small, style))
        quickest_large = min(quickest_large, seconds(large, style))
        if quickest_large < MOST * max(quickest_small, 0.002):
            break
    return quickest_large / max(quickest_small, 0.002)


@pytest.mark.parametrize("fragment", FRAGMENTS)
def test_a_text_of_one_fragment(fragment: str) -> None:
    assert ratio(fragment, "", 10_000) < MOST


@pytest.mark.parametrize("style", ["linked", "plain", "reflinks", "footnotes", "inline"])
@pytest.mark.parametrize(
    "fragment",
    [each for each in FRAGMENTS if "e.example" in each or "[1]" in each or "{n}" in each],
)
def test_a_text_of_one_fragment_in_every_style(fragment: str, style: str) -> None:
    assert ratio(fragment, style, 4_000) < MOST


@pytest.mark.parametrize(
    "fragment", ["[](", "* * * * ", "<a <a ", "https://e.example/{n} ", "[a](https://e.example/{n}) ", "a[\\[{n}\\]](#ref-{n}) "]
)  # fmt: skip
def test_a_long_line(fragment: str) -> None:
    assert ratio(fragment, "linked", 50_000) < MOST
