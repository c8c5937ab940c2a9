"""References of posts as people write them, in all styles and back: judged on the pages that a real Jekyll builds."""

from __future__ import annotations

import re
from functools import cache
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import unquote

import pytest

from postgen.document import Document
from postgen.markdown import Markdown, spell
from postgen.operations.refs import Wish, read
from postgen.references import OUTSIDE
from tests.oracle.documents import posts
from tests.oracle.judge import POSTS, Page, pages

STYLES = ("linked", "plain", "reflinks", "footnotes", "inline")
ALL = POSTS | {f"generated-{number}": text for number, text in enumerate(posts(11, 120))}

BRANCHES = {"liquid"}
"""Posts with an address that Liquid makes of the page's own name."""


class Token(NamedTuple):
    """A piece of a page: a `link`, `text`, `code`, the start of a `block`, or that of the `notes`."""

    kind: str
    value: str = ""
    id: str = ""
    is_note: bool = False


class Told(HTMLParser):
    """Reads where a page leads: to outside pages, directly or by its numbers, in the order of its text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tokens: list[Token] = []
        self.ids: dict[str, int] = {}
        self._code = 0
        self.feed(html)
        self.close()
        self.entries, self.listed = self._entries()
        self.notes = self._notes()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {key: value or "" for key, value in attrs}
        self.ids.setdefault(values.get("id", ""), len(self.tokens))
        if tag == "a":
            is_note = values.get("class") == "footnote"
            self.tokens.append(Token("link", unquote(values.get("href", "")), values.get("id", ""), is_note))
        elif tag in {"code", "pre", "script", "style", "kbd"}:
            self._code += 1
        elif tag == "div" and values.get("class") == "footnotes":
            self.tokens.append(Token("notes"))
        elif tag in {"p", "li", "td", "th", "dt", "dd", "div", "h1", "h2", "h3", "h4", "h5", "h6"}:
            self.tokens.append(Token("block"))

    def handle_endtag(self, tag: str) -> None:
        if tag in {"code", "pre", "script", "style", "kbd"}:
            self._code = max(0, self._code - 1)

    def handle_data(self, data: str) -> None:
        self.tokens.append(Token("code" if self._code else "text", data))

    def _entries(self) -> tuple[dict[str, list[str]], set[int]]:
        """Give the addresses of each entry of a linked list, and which tokens belong to entries."""
        entries, listed = {}, set()
        for start, token in enumerate(self.tokens):
            if token.kind == "link" and token.id.startswith("ref-"):
                end = start + 1
                while end < len(self.tokens) and self.tokens[end].kind not in {"block", "notes"}:
                    if self.tokens[end].id.startswith("ref-"):
                        break
                    end += 1
                entries["#" + token.id] = self._outside(start, end)
                listed.update(range(start, end))
        return entries, listed

    def _notes(self) -> dict[str, list[str]]:
        places = sorted((place, name) for name, place in self.ids.items() if name.startswith("fn:"))
        ends = [place for place, _ in places[1:]] + [len(self.tokens)]
        return {f"#{name}": self._outside(place, end) for (place, name), end in zip(places, ends, strict=False)}

    def _outside(self, start: int, end: int) -> list[str]:
        return [each.value for each in self.tokens[start:end] if each.kind == "link" and OUTSIDE.match(each.value)]

    @property
    def body(self) -> list[Token]:
        """The page without its list and its footnotes."""
        end = next((place for place, token in enumerate(self.tokens) if token.kind == "notes"), len(self.tokens))
        return [token for place, token in enumerate(self.tokens[:end]) if place not in self.listed]

    @property
    def leads(self) -> list[str]:
        """Where the text leads."""
        found: list[str] = []
        for token in self.body:
            if token.kind == "link" and OUTSIDE.match(token.value):
                found.append(token.value)
            elif token.kind == "link":
                found += self.entries.get(token.value, [])
                found += self.notes.get(token.value, []) if token.is_note else []
        return found

    def words(self, kind: str) -> str:
        return "".join(token.value for token in self.body if token.kind == kind)


@cache
def made(name: str, *styles: str) -> str | None:
    """Convert a post to one style after the other; None where one of the conversions is refused."""
    text = ALL[name]
    for style in styles:
        result = read(text, Wish(to=style, every=True))
        if result.refused:
            return None
        text = result.text
    return text


@cache
def built(*styles: str) -> dict[str, Told]:
    """Build the pages of all posts that can be converted so."""
    texts = {name: text for name in ALL if (text := made(name, *styles)) is not None}
    told: list[Page | None] = pages(list(texts.values()))
    assert all(told[place] or name.startswith("generated-") for place, name in enumerate(texts))
    return {name: Told(page.html) for name, page in zip(texts, told, strict=True) if page}


def has_list(name: str) -> bool:
    """Say whether a post has a list whose addresses its page does not link."""
    text = ALL[name]
    return bool(re.search(r"^.{0,12}\d.*https?:", text, re.MULTILINE)) and made(name, "inline") is not None


@pytest.mark.parametrize("styles", [(style,) for style in STYLES] + [(style, "inline") for style in STYLES])
def test_the_page_leads_where_it_led(styles: tuple[str, ...]) -> None:
    """By way of the plain style, too, whose numbers alone are no links."""
    if styles == ("plain",):
        return
    before, inline, after = built(), built("inline"), built(*styles)
    for name, page in after.items():
        if name in before and name not in BRANCHES:
            wanted = inline[name] if name in inline else before[name]
            assert page.leads == wanted.leads, name
