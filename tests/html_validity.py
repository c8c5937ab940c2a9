"""A strict reader of HTML, for what postgen writes: each rule is one of the HTML standard."""

from __future__ import annotations

import re
from html.parser import HTMLParser

VOID = set("area base br col embed hr img input link meta source track wbr".split())
BLOCKS = set(
    "address article aside blockquote details div dl fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr "
    "main nav ol p pre section table ul".split()
)
PARENTS = {
    "li": {"ul", "ol", "menu"}, "dt": {"dl"}, "dd": {"dl"}, "tr": {"table", "tbody", "thead", "tfoot"},
    "td": {"tr"}, "th": {"tr"}, "tbody": {"table"}, "thead": {"table"}, "tfoot": {"table"}, "figcaption": {"figure"},
}  # fmt: skip
ONLY_TEXT = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "span", "em", "strong", "code"}
"""Elements in which no block may stand."""


class Reader(HTMLParser):
    """Collects what is wrong, and the elements with their attributes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.elements: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.wrong.append(f"<{tag}> has an attribute twice: {names}")
        if tag in BLOCKS and ONLY_TEXT & set(self.open):
            self.wrong.append(f"<{tag}> stands in {self.open[-3:]}")
        if tag in PARENTS and (not self.open or self.open[-1] not in PARENTS[tag]):
            self.wrong.append(f"<{tag}> stands in {self.open[-1:]}")
        if tag == "a" and "a" in self.open:
            self.wrong.append("a link stands in a link")
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1] != tag:
            self.wrong.append(f"</{tag}> in {self.open[-3:]}")
            return
        self.open.pop()

    def handle_data(self, data: str) -> None:
        if "<" in data or "&" in data:
            self.wrong.append(f"not escaped: {data[:40]!r}")


def read(html: str) -> Reader:
    """Return what is in a document, and what is wrong with it."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    if reader.open:
        reader.wrong.append(f"not closed: {reader.open}")
    ids = [given["id"] for _, given in reader.elements if "id" in given]
    reader.wrong += [f"the id {each} is there twice" for each in set(ids) if ids.count(each) > 1]
    reader.wrong += [f"no id: {each!r}" for each in ids if not each or re.search(r"\s", each)]
    reader.wrong += [
        f"an image without alt: {given}"
        for name, given in reader.elements
        if name == "img" and not {"alt", "src"} <= given.keys()
    ]
    return reader
