"""Numbered references: one number a URL, by first appearance, in one of five styles."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postgen.markdown import escape
from postgen.references import styles
from postgen.references.styles import OUTSIDE, Entry
from postgen.text.edits import Edit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postgen.markdown import Markdown
    from postgen.markdown.source_map import View
    from postgen.markdown.spans import Span

__all__ = ["OUTSIDE", "References", "cite_all", "escape_numbers"]

_ATTRIBUTES = re.compile(r"(?:\{:(?:\\\}|[^}])*\})+")
CITATIONS = {
    "linked": r"\]\(#ref-(\d+)\)",
    "plain": r"\[(\d+)\\?\]",
    "reflinks": r"\]\[(\d+)\]",
    "footnotes": r"\[\^(\d+)\]",
}
_NUMBER = re.compile(r"\[\d+\]")


class References:
    """Gives numbers out, and spells citations and the list in a style."""

    def __init__(self, style: str, heading: str) -> None:
        self.style = style
        self.heading = heading
        self.numbers: dict[str, int] = {}
        self._entries: dict[str, Entry] = {}

    def cite(self, words: str, url: str, title: str = "", after: str = "") -> str:
        """Spell a link in the text; `words` and `title` are Markdown, `after` is the character that follows."""
        if self.style == "inline":
            return escape.link(words, url, title)
        first = url not in self.numbers
        number = self.numbers.setdefault(url, len(self.numbers) + 1)
        if self.style == "reflinks":
            self._entries.setdefault(url, Entry(url, title=title))
            return f"[{words}][{number}]"
        words = styles.cited_words(self.style, words)
        entry = self._entries.setdefault(url, Entry(url, escape.one_line(words)))
        self._entries[url] = entry._replace(words=(*entry.words, escape.one_line(words)))
        return words + styles.citation(self.style, number, after, first=first)

    def listing(self) -> str:
        """Spell the list of references, with its heading where the style shows one; "" for `inline`."""
        if self.style == "inline" or not self.numbers:
            return ""
        rows = [
            styles.row(self.style, self.numbers[url], self._told(entry))
            for url, entry in self._entries.items()
        ]
        if self.style not in styles.VISIBLE:
            return "\n".join(rows)
        return "\n\n".join([f"## {escape.heading_text(escape.inline(self.heading))}", *rows])

    def _told(self, entry: Entry) -> Entry:
        """Give an entry with the words of its citations, if its name does not tell them all."""
        is_told = set(entry.words) <= {styles.listed_name(self.style, entry)}
        return entry._replace(words=()) if is_told else entry

    def uncited(self, body: str) -> list[int]:
        """Give the numbers that a page's Markdown lists and does not cite."""
        listing = self.listing()
        text = body.replace(listing, "", 1) if listing and listing in body else ""
        if not text or self.style == "inline":
            return []
        cited = set(map(int, re.findall(CITATIONS[self.style], text)))
        return [number for number in self.numbers.values() if number not in cited]


def cite_all(
    body: Markdown, links: Sequence[tuple[Span, View]], references: References
) -> list[Edit]:
    """Give the edits that turn the outside links among `links` into citations; positions are the body's."""
    edits = []
    for span, view in links:
        outside = bool(OUTSIDE.match(span.url))
        if (
            span.kind == "image"
            or (not outside and span.form == "inline")
            or (not outside and span.kind == "autolink")
        ):
            continue
        start, end, url = view.at(span.start), view.end(span.end), escape.decode_entities(span.url)
        worn = _ATTRIBUTES.match(body.view.text, end)
        if outside and worn and references.style in {"linked", "plain", "footnotes"}:
            end = worn.end()
        if span.kind == "autolink":
            if references.style == "inline":
                continue
            words = escape.inline(url)
        else:
            words = body.source[view.at(span.inner_start) : view.end(span.inner_end)]
        if not view.text[view.text.rfind("\n", 0, span.start) + 1 : span.start].strip():
            words = escape.guard(words)
        title = " ".join(span.title.split())
        new = (
            references.cite(words, url, title, body.source[end : end + 1])
            if outside
            else escape.link(words, url, title)
        )
        edits.append(Edit(start, end, new))
    return edits


def escape_numbers(text: str, taken: Sequence[tuple[int, int]], start: int, end: int) -> list[Edit]:
    """Give the edits that keep a `[3]` of the prose from becoming one of our citations."""
    return [
        Edit(found.start(), found.end(), f"\\{found[0]}")
        for found in _NUMBER.finditer(text, start, end)
        if text[found.start() - 1 : found.start()] != "\\"
        and not any(a <= found.start() < b for a, b in taken)
    ]
