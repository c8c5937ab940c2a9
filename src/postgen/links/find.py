"""Where a text links other sites, each address with its place. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from postgen.backlog import Backlog
from postgen.jekyll.document import Document
from postgen.links import words
from postgen.markdown import Markdown
from postgen.references.outbound_links import mentions
from postgen.text.edits import Lines
from postgen.urls import link_keys
from postgen.urls.bare import find_addresses, is_web_address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.markdown.tree import Block

_HREF = re.compile(r"<a\b[^<>]*?\bhref\s*=\s*[\"']?(?P<url>[^\s\"'<>]+)", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_ATTRIBUTE = re.compile(r"\b[\w:-]+\s*=\s*[\"']?\Z")
"""What is before an address in an attribute: `src="`."""

_TITLE = re.compile(r"^title[ \t]*:[ \t]*(?P<title>.+?)[ \t]*\r?$", re.MULTILINE)

_SHOWN_AS_IS = frozenset({"code", "comment", "math"})


class OutsideLink(NamedTuple):
    """A link to another site: its address, and the part of the text that the address is in."""

    url: str
    start: int
    end: int
    line: int


class Links(NamedTuple):
    """The links of a text, the words that each address is linked with, and the text's language."""

    links: tuple[OutsideLink, ...]
    titles: dict[str, tuple[str, ...]]
    language: str


def read(text: str, *, is_markdown: bool = True) -> Links:
    """Return the links of a text that lead to other sites, in their order."""
    if "//" not in text:
        return Links((), {}, "")
    backlog = Backlog(text) if is_markdown else None
    reader = _Reader(text, backlog)
    titles: dict[str, dict[str, None]] = {}
    for each in mentions(text, backlog):
        if each.title and "://" not in each.title:
            titles.setdefault(_unescaped(each.url), {})[each.title] = None
    own = list(reader.in_front_matter())
    title = _TITLE.search(text, 0, reader.offset)
    if title:
        for link in own:
            titles.setdefault(link.url, {})[title["title"].strip("\"'")] = None
    kept = {url: tuple(found) for url, found in titles.items()}
    return Links((*own, *reader.read()), kept, words.language_of(reader.words()))


class _Reader:
    def __init__(self, text: str, backlog: Backlog | None) -> None:
        self._text = text
        self.offset = backlog.offset if backlog else Document.parse(text).body_start
        self._body = text[self.offset :]
        self._markdown = backlog.body if backlog else Markdown("")

    def words(self) -> str:
        """Return the body without addresses and tags, to see its language."""
        return re.sub(r"\S+://\S+|<[^>]*>", " ", self._body[:8000])

    def in_front_matter(self) -> Iterator[OutsideLink]:
        """Yield the links that keys of the front matter name."""
        for link in link_keys.links_in(self._text, self.offset):
            line = self._text.count("\n", 0, link.start) + 1
            yield OutsideLink(link.url, link.start, link.end, line)

    def read(self) -> list[OutsideLink]:
        """Return the links of the body, in their order."""
        found: dict[int, tuple[str, int]] = {}
        hidden = [match.span() for match in _COMMENT.finditer(self._body)]
        hidden += self._shown_as_is()
        taken = list(hidden)
        for url, start, end in self._markdown_links(taken):
            if _is_outside(url):
                found[start] = url, end
        for href in _HREF.finditer(self._body):
            if _is_outside(href["url"]) and not _is_within(href.start("url"), hidden):
                found.setdefault(href.start("url"), (_unescaped(href["url"]), href.end("url")))
                taken.append(href.span())
        for address in find_addresses(self._body, without=_merged(taken)):
            before = self._body[max(0, address.start - 40) : address.start]
            if address.url[:4].lower() == "http" and not _ATTRIBUTE.search(before):
                found.setdefault(address.start, (address.url, address.end))
        lines = Lines(self._text)
        offset = self.offset
        return [
            OutsideLink(_absolute(url), start + offset, end + offset, lines.number(start + offset))
            for start, (url, end) in sorted(found.items())
        ]

    def _markdown_links(self, taken: list[tuple[int, int]]) -> Iterator[tuple[str, int, int]]:
        """Yield the address of each link, and where it is; add all of the link to `taken`."""
        for each in self._markdown.definitions.values():
            taken.append((each.start, each.end))
            yield each.url, each.start, each.end
        for span, view in self._markdown.links():
            taken.append((view.at(span.start), view.end(span.end)))
            if span.kind == "autolink":
                yield span.url, view.at(span.start), view.end(span.end)
            elif span.kind == "link" and span.form == "inline":
                yield span.url, view.at(span.inner_end), view.end(span.end)

    def _shown_as_is(self) -> Iterator[tuple[int, int]]:
        """Yield where code and formulas are."""
        for block in Markdown.walk(self._markdown.blocks):
            yield from self._shown_as_is_in(block)

    def _shown_as_is_in(self, block: Block) -> Iterator[tuple[int, int]]:
        if block.kind in _SHOWN_AS_IS:
            yield block.start, block.end
        elif block.view and block.kind != "definition":
            for outer in self._markdown.spans(block.view):
                for span in outer.walk():
                    if span.kind in _SHOWN_AS_IS:
                        yield block.view.at(span.start), block.view.end(span.end)


def _is_outside(url: str) -> bool:
    """Whether an address is one of the web, `//example.org/a` included."""
    is_ftp = url[:3].lower() == "ftp"
    return is_web_address(_absolute(url)) and not is_ftp


def _absolute(url: str) -> str:
    return f"https:{url}" if url.startswith("//") else url


def _unescaped(url: str) -> str:
    return url.replace("&amp;", "&")


def _is_within(position: int, ranges: list[tuple[int, int]]) -> bool:
    return any(start <= position < end for start, end in ranges)


def _merged(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return ranges in their order, those that overlap as one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged
