"""Numbered references: one number a URL, by first appearance, in one of five styles."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postgen.markdown import spell
from postgen.text import Edit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postgen.markdown import Markdown
    from postgen.markdown.spans import Span
    from postgen.markdown.view import View

OUTSIDE = re.compile(r"(?:https?|ftps?):|//", re.IGNORECASE)
"""The links that are numbered; anchors, mail, the site's own pages and Liquid stay as they are."""

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
        self._entries: list[tuple[str, str]] = []

    def cite(self, words: str, url: str, title: str = "", after: str = "") -> str:
        """Spell a link in the text; `words` and `title` are Markdown, `after` is the character that follows."""
        if self.style == "inline":
            return spell.link(words, url, title)
        known = url in self.numbers
        number = self.numbers.setdefault(url, len(self.numbers) + 1)
        if not known:
            self._entries.append((spell.one_line(words), title))
        if self.style == "reflinks":
            return f"[{words}][{number}]"
        if words.endswith("!") and not words.endswith("\\!"):
            words = words[:-1] + "\\!"
        if self.style == "footnotes":
            return f"{words}[^{number}]"
        if self.style == "plain":
            return f"{words}\\[{number}\\]" if after in set("([:{") else f"{words}[{number}]"
        back = "" if known else f"{{:#cite-{number}}}"
        return f"{words}[\\[{number}\\]](#ref-{number}){back}"

    def listing(self) -> str:
        """Spell the list of references, with its heading where the style shows one; "" for `inline`."""
        if self.style == "inline" or not self.numbers:
            return ""
        rows = [
            self._row(number, url, *entry)
            for (url, number), entry in zip(self.numbers.items(), self._entries, strict=True)
        ]
        if self.style in {"reflinks", "footnotes"}:
            return "\n".join(rows)
        return "\n\n".join([f"## {spell.heading_text(spell.escape(self.heading))}", *rows])

    def uncited(self, body: str) -> list[int]:
        """Give the numbers that a page's Markdown lists and does not cite."""
        listing = self.listing()
        text = body.replace(listing, "", 1) if listing and listing in body else ""
        if not text or self.style == "inline":
            return []
        cited = set(map(int, re.findall(CITATIONS[self.style], text)))
        return [number for number in self.numbers.values() if number not in cited]

    def _row(self, number: int, url: str, words: str, title: str) -> str:
        if self.style == "reflinks":
            quote = "'" if '"' in title else '"'
            return f"[{number}]: {spell.address(url)}" + (f" {quote}{title}{quote}" if title else "")
        name = self._name(words, url)
        if self.style == "footnotes":
            return f"[^{number}]: {spell.link(name, url)}"
        if self.style == "plain":
            shown = spell.escape(spell.visible(words)) if set("*_") & set(name) else name
            return f"[{number}] **{shown}:** {spell.autolink(url)}"
        return f"[\\[{number}\\]](#cite-{number}){{:#ref-{number}}} {spell.link(name, url)}"

    @staticmethod
    def _name(words: str, url: str) -> str:
        """Give the words of an entry: those of the link, but an image shows as its text."""
        if "![" not in words:
            return words.strip(" ") or spell.escape(url)
        return spell.escape(spell.one_line(spell.visible(words))) or spell.escape(url)


def cite_all(body: Markdown, links: Sequence[tuple[Span, View]], references: References) -> list[Edit]:
    """Give the edits that turn the outside links among `links` into citations; positions are the body's."""
    edits = []
    for span, view in links:
        outside = bool(OUTSIDE.match(span.url))
        if span.kind == "image" or (not outside and span.form == "inline") or (not outside and span.kind == "autolink"):
            continue
        start, end, url = view.at(span.start), view.end(span.end), spell.meant(span.url)
        worn = _ATTRIBUTES.match(body.view.text, end)
        if outside and worn and references.style in {"linked", "plain", "footnotes"}:
            end = worn.end()
        if span.kind == "autolink":
            if references.style == "inline":
                continue
            words = spell.escape(url)
        else:
            words = body.source[view.at(span.inner_start) : view.end(span.inner_end)]
        if not view.text[view.text.rfind("\n", 0, span.start) + 1 : span.start].strip():
            words = spell.guard(words)
        title = " ".join(span.title.split())
        new = (
            references.cite(words, url, title, body.source[end : end + 1]) if outside else spell.link(words, url, title)
        )
        edits.append(Edit(start, end, new))
    return edits


def escape_numbers(text: str, taken: Sequence[tuple[int, int]], start: int, end: int) -> list[Edit]:
    """Give the edits that keep a `[3]` of the prose from becoming one of our reference links."""
    return [
        Edit(found.start(), found.end(), f"\\{found[0][:-1]}\\]")
        for found in _NUMBER.finditer(text, start, end)
        if text[found.start() - 1 : found.start()] != "\\" and not any(a <= found.start() < b for a, b in taken)
    ]
