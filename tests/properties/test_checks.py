"""No text stops a check, a search or a translation, and time grows with the size of a text."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postgen import checks, paste
from postgen.commands.refs import RefsRequest, read
from postgen.jekyll.document import Document
from postgen.references import styles
from postgen.references.outbound_links import mentions
from postgen.search import index, query
from postgen.search.terms import folded, storable
from postgen.translation.compare import Original
from postgen.translation.skeleton import skeleton

if TYPE_CHECKING:
    from collections.abc import Callable

HOSTILE = (
    "\ud83d \ude00 \udcff &#xDCFF; &#55357;&#56832; &#0; &#99999999; &#x110000; &#"
    + "9" * 5000
    + "; \0 \x08 \x1b \u2028 \u202e \ufeff \ue000 \ue001 \ue002 \ue00f \r ---\n [ ] ]( ][ [^1] [^1]: "
    "[w]: [x][y] ![i](j) [1] [\\[1\\]](#ref-1) {:#ref-1} # ##x | ``` ~~~ ` $$ {% %} {{ }} "
    "{%raw%} {%endraw%} {%comment%} <a </a> <!-- --> <div> </div> https://e.org/a https://[::1 ** * _ "
    "~~ {::comment} {:/} {:.x} {:toc} ^ 99999999999999999999999 [99999999999] १ [١] 中文 。 \u0301 \\ \\|"
).split(" ")
PIECES = st.sampled_from(
    [
        *HOSTILE,
        " ",
        "\n",
        "\n\n",
        "\r\n",
        "    ",
        "* a",
        "1. b",
        "> ",
        "## References\n\n[1] **A:** <https://a.example/>\n",
        "[a]: https://e.org/a\n",
        "| a | b |\n",
        "{% include a.md %}",
        "<!-- original: x -->",
        "---\ntitle: x\nlang: de\n---\n",
    ]
)
TEXTS = st.lists(PIECES | st.text(max_size=3), max_size=40).map("".join)


@settings(max_examples=120, deadline=None)
@given(TEXTS, TEXTS, st.sampled_from(["", *styles.names()]), st.booleans())
def test_no_text_stops_a_check(text: str, other: str, style: str, repair: bool) -> None:  # noqa: FBT001
    for sure in (True, False):
        checks.run(text, original=Original(other, sure), style=style)
        read(text, RefsRequest(style, repair=repair), Original(other, sure))
    skeleton(Document.parse(text).body, "*x*")
    paste.read(text, "")


@settings(max_examples=120, deadline=None)
@given(TEXTS, TEXTS)
def test_no_text_stops_a_search(text: str, other: str) -> None:
    connection = index.open_in_memory(None)  # type: ignore[arg-type]
    for mention in mentions(text):
        assert storable(folded(mention.title)).encode()
    query._find(connection, query.Query(text, other, other, other))
    connection.close()


def joined(count: int, write: Callable[[int], str]) -> str:
    return "".join(map(write, range(1, count)))


GROWING: dict[str, Callable[[int], str]] = {
    "<a": lambda n: "<a " * n,
    "[1]": lambda n: "[1]" * n,
    "[](": lambda n: "[](" * n,
    "][": lambda n: "][" * n,
    "[a][b]": lambda n: "[a][b] " * n,
    "* * *": lambda n: "* " * n,
    "|[a|b](c)": lambda n: "|[a|b](c)" * n,
    "soup": lambda n: '<div><b><i>x</b></p><span a="' * n,
    "tags of Liquid": lambda n: "{% include a.md %} [x][y] " * n,
    "addresses": lambda n: joined(n, lambda i: f"See https://e.org/{i} now\n\n"),
    "addresses in a line": lambda n: joined(n, lambda i: f"https://e.org/{i} "),
    "links in a line": lambda n: joined(n, lambda i: f"[a](https://e.org/{i}) "),
    "labels": lambda n: joined(n, lambda i: f"the [guide {i}][guide {i}] "),
    "labels with lines": lambda n: joined(n, lambda i: f"[a][g{i}]\n\n[g{i}]:\n\n"),
    "labels with code": lambda n: joined(n, lambda i: f"[a {i}][a {i}]\n\n    [a {i}]: b\n\n"),
    "marks in a line": lambda n: joined(n, lambda i: f"\\\\[^n{i}] {{{{ a }}}}[x "),
    "braces": lambda n: "[\\[1\\]](#ref-1) [" + "{{" * n + "{:" * n,
    "footnotes": lambda n: joined(n, lambda i: f"a[^{i}] "),
    "definitions": lambda n: joined(n, lambda i: f"[a][{i}]\n\n[{i}]: https://e.org/{i}\n\n"),
    "plain": lambda n: (
        joined(n, lambda i: f"a[{i}] ")
        + "\n\n## References\n\n"
        + joined(n, lambda i: f"[{i}] **X:** <https://e.org/{i}>\n\n")
    ),
    "linked": lambda n: (
        joined(n, lambda i: f"a[\\[{i}\\]](#ref-{i}) ")
        + "\n\n## References\n\n"
        + joined(n, lambda i: f"[\\[{i}\\]](#cite-{i}){{:#ref-{i}}} [X](https://e.org/{i})\n\n")
    ),
    "rows": lambda n: joined(n, lambda i: f"| [a | {i}](https://e.org) | b |\n"),
    "headings": lambda n: joined(n, lambda i: f"# Head {i}\n\n"),
    "twins": lambda n: "* [Head](#head)\n" * n + "\n" + "# Head\n\n" * n,
    "contents": lambda n: (
        joined(n, lambda i: f"* [Head {i}](#head-{i})\n")
        + "\n"
        + joined(n, lambda i: f"# Head {i}\n\n")
    ),
    "sections": lambda n: joined(n, lambda i: f"* a {i}\n## b {i}\n"),
    "hashes": lambda n: joined(n, lambda i: f"##head {i}\n\n"),
}
SIZE = 150
"""How many pieces the smaller text has."""


def seconds(work: Callable[[str], object], text: str) -> float:
    start = time.process_time()
    work(text)
    return time.process_time() - start


@pytest.mark.slow
@pytest.mark.parametrize("write", GROWING.values(), ids=GROWING.keys())
def test_time_grows_with_the_size(write: Callable[[int], str]) -> None:
    """Eight times the text takes no more than thirty times as long; quadratic would be sixty-four."""

    def both(text: str) -> None:
        read(text, RefsRequest())
        mentions(text)

    small, large = write(SIZE), write(8 * SIZE)
    for _ in range(4):  # the machine may have been busy with something else
        shortest = max(0.01, min(seconds(both, small) for _ in range(3)))
        if seconds(both, large) < 30 * shortest:
            return
    pytest.fail("it takes longer than in proportion")
