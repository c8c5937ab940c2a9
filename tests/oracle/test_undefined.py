"""kramdown itself says which citations and links are lost."""

from __future__ import annotations

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
    for text, html in zip(lost, built(ruby, lost), strict=True):
        assert "<table" in html
        assert "<a " not in html or '<a href="https://b.example/">b</a>' in html, text
        assert "<img" not in html, text
    kept = [text for name, text in KEPT.items() if "https" in text and name != "Liquid"]
    for text, page in zip(kept, pages(ruby, kept), strict=True):
        assert len(page.outside) == text.count("](https") or "    [" in text, text
