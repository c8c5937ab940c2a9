"""kramdown itself says which citations and links are lost."""

from __future__ import annotations

import html
import random
import re
from typing import Any

from postgen import checks
from tests.oracle.page import Page
from tests.unit.test_lost_links import KEPT, LOST
from tests.unit.test_undefined import NO_LABELS, UNDEFINED_FOOTNOTES, UNDEFINED_LABELS

LIBRARIES = ("kramdown", "kramdown-parser-gfm")


def built(ruby: Any, texts: list[str]) -> list[str]:
    """Build texts without Liquid."""
    code = "it.map { |text| Kramdown::Document.new(text, input: 'GFM', hard_wrap: false).to_html }"
    return list(ruby(code, texts, *LIBRARIES))


def pages(ruby: Any, texts: list[str]) -> list[Page]:
    return list(map(Page, built(ruby, texts)))


def test_what_is_reported_as_undefined_is_text_on_the_page(ruby: Any) -> None:
    texts = [*UNDEFINED_FOOTNOTES.values(), *UNDEFINED_LABELS.values()]
    for text, page in zip(texts, pages(ruby, texts), strict=True):
        [found] = checks.run(text, select=["REF12", "REF13"])
        assert " ".join(text[found.start : found.end].split()) in " ".join(page.text.split())


def test_what_is_defined_is_a_link(ruby: Any) -> None:
    texts = [NO_LABELS[name] for name in ("defined", "another case", "defined in a quote")]
    for page in pages(ruby, texts):
        assert len(page.outside) == 1


def test_a_link_is_lost_where_it_is_reported_and_only_there(ruby: Any) -> None:
    lost = list(LOST.values())
    for text, page in zip(lost, built(ruby, lost), strict=True):
        assert "<table" in page
        assert "<a " not in page or '<a href="https://b.example/">b</a>' in page, text
        assert "<img" not in page, text
    kept = [text for name, text in KEPT.items() if "https" in text and name != "Liquid"]
    for text, built_page in zip(kept, pages(ruby, kept), strict=True):
        assert len(built_page.outside) == text.count("](https") or "    [" in text, text


PIECES = (
    "See [the guide][guide].",
    "A boat[^1].",
    "A [boat][b] and [the dock][dock].",
    "[b]: https://b.example/",
    "[^1]: It sails.",
    "[dock]:\n  https://d.example/",
    "* an item [a map][map]",
    "* an item\n[map]: https://m.example/",
    "> a quote [the guide][guide]",
    "    code [a][b] [^1]",
    "```\n[the guide][guide] [^3]\n```",
    "| [a | b](https://t.example/) | c |",
    "text [a | b](https://t.example/) more",
    "text | more [^4]",
    "# Head [the guide][guide]",
    "<div>\n[the guide][guide] [^1]\n</div>",
    "<b>[the guide][guide]</b>",
    "1. one[^note]",
    "[^note]: n[^5]",
    "[guide]: https://g.example/",
    "[the guide] [guide]",
    "![the guide][guide]",
    "$$ [the guide][guide] $$",
    "term\n: [the guide][guide]",
    "[the guide][]",
    "[dock] alone",
)
_CODE = re.compile(r"<(pre|code|script)[^>]*>.*?</\1>", re.DOTALL)


def shown(page: str) -> str:
    """Return the text of a page, without code, on one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", _CODE.sub("", page))).split())


def test_whatever_is_reported_of_any_text_is_so_on_the_page(ruby: Any) -> None:
    chance = random.Random(3)
    ends = ["\n", "\n\n", "\n\n", "\r\n\r\n"]
    texts = [
        "".join(chance.choice(PIECES) + chance.choice(ends) for _ in range(chance.randint(1, 7)))
        for _ in range(400)
    ]
    reported = 0
    for text, page in zip(texts, built(ruby, texts), strict=True):
        words = shown(page)
        for found in checks.run(text, select=["REF12", "REF13", "LNK02"]):
            reported += 1
            if found.code == "LNK02":
                assert page.count('href="https://t.example/') < text.count("https://t.example/")
            else:
                assert " ".join(text[found.start : found.end].split()) in words, text
    assert reported > 300
