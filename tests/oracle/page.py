"""Reads a built page as a browser does: its links with their texts and ids, its headings, its text."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import NamedTuple


class Anchor(NamedTuple):
    """A link of the page."""

    href: str
    text: str
    id: str


class Page(HTMLParser):
    """What a page shows and where it leads."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.anchors: list[Anchor] = []
        self.ids: set[str] = set()
        self.headings: list[tuple[int, str]] = []
        self.words: list[str] = []
        self.items: list[str] = []
        self._open: list[list[str]] = []
        self._heading: list[str] | None = None
        self._raw = 0
        self.feed(html)
        self.close()

    @property
    def text(self) -> str:
        return "".join(self.words)

    @property
    def outside(self) -> list[str]:
        return [
            anchor.href for anchor in self.anchors if anchor.href.startswith(("http:", "https:"))
        ]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {key: value or "" for key, value in attrs}
        if values.get("id"):
            self.ids.add(values["id"])
        if tag == "a":
            self._open.append([values.get("href", ""), "", values.get("id", "")])
        elif tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
            self._heading = []
        elif tag in {"code", "pre"}:
            self._raw += 1

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._open:
            self.anchors.append(Anchor(*self._open.pop()))
        elif self._heading is not None and tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
            self.headings.append((int(tag[1]), "".join(self._heading).strip()))
            self._heading = None
        elif tag in {"code", "pre"}:
            self._raw -= 1

    def handle_data(self, data: str) -> None:
        for each in self._open:
            each[1] += data
        if self._heading is not None:
            self._heading.append(data)
        if not self._raw:
            self.words.append(data)
