"""XML of feeds made well-formed: what is broken is repaired, and what is endless is cut. Pure.

A feed that browsers and readers show may have undefined entities, a bare `&`, elements that are
never closed, prefixes that are not declared, or an end that is missing. Here it becomes XML that
any parser reads, in one pass over its tags; so no tolerant parser has to be let loose on it.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from postgen.page.feed_text import resolve_references
from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_ELEMENTS = 100_000
"""Most elements that are read: those of 5,000 entries."""

MAX_DEPTH = 200
"""Most elements within each other; what is deeper is left out."""

_START = 8192
"""Characters in which a feed must begin."""

# `<rss`, `<feed`, `<rdf:RDF`, `<atom:feed`; a page is no feed, whatever it holds
_ROOT = re.compile(r"<(?:[\w.-]+:)?(?:(?P<root>rss|feed|rdf|channel)|html|body)\b", re.IGNORECASE)
_PROLOGUE_START = re.compile(r"<!(?:--|DOCTYPE)", re.IGNORECASE)
_PROLOGUE = re.compile(
    r"<!--.*?(?:-->|\Z)|<!DOCTYPE[^\[>]*+(?:\[.*?\]\s*+)?>", re.DOTALL | re.IGNORECASE
)
_TOKEN = re.compile(
    r"<!\[CDATA\[(?P<cdata>.*?)(?P<closed>\]\]>|\Z)"
    r"|<!--.*?(?:-->|\Z)"
    r"|<\?.*?(?:\?>|\Z)"
    r"|</(?P<end>[A-Za-z_][\w:.-]*+)[^<>]*+>"
    r"|<(?P<name>[A-Za-z_][\w:.-]*+)"
    r"(?P<rest>(?:[^<>\"'=]++|=\s*+(?:\"[^\"<]*+\"|'[^'<]*+')?+|[\"'])*+)>"
    r"|<",
    re.DOTALL | re.ASCII,
)
# `a="1"`, `a='1'`, `a=1`
_ATTRIBUTE = re.compile(
    r"(?P<name>[A-Za-z_][\w:.-]*+)\s*+=\s*+(?:\"([^\"<]*+)\"|'([^'<]*+)'|([^\s\"'<>/]++))",
    re.ASCII,
)
_BARE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,10}|#[xX][0-9a-fA-F]{1,8});)")
_PREFIX = re.compile(r"<([A-Za-z_][\w.-]*+):|\s([A-Za-z_][\w.-]*+):[\w.-]++\s*+=", re.ASCII)

_ENTRIES = frozenset({"item", "entry"})
_LEAVES = frozenset({"title", "link", "guid", "pubdate", "id", "updated", "published"})
"""Elements that hold no other; where the end tag is missing, the next of them ends it."""

_MAX_PREFIXES = 200

_NAMESPACES = {
    "a10": "http://www.w3.org/2005/Atom",
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "xhtml": "http://www.w3.org/1999/xhtml",
}


class Repaired(NamedTuple):
    """A feed as well-formed XML, and whether its end was missing or too far away."""

    text: str
    is_cut: bool


class _Open(NamedTuple):
    """An element that is open: its name as written, and where it begins in the output."""

    name: str
    start: int

    @property
    def local(self) -> str:
        return self.name.rpartition(":")[2].lower()


def root_of(text: str) -> int | None:
    """Return where the root element of a feed begins; None for what is not a feed.

    It is looked for in the first kilobytes, behind whatever stands before it: blanks, a
    declaration, comments, the warnings of a program.
    """
    position = 0
    limit = _START
    while True:
        found = _ROOT.search(text, position, limit)
        opening = _PROLOGUE_START.search(text, position, found.start() if found else limit)
        skipped = _PROLOGUE.match(text, opening.start()) if opening else None
        if skipped:
            position = skipped.end()
            limit = max(limit, position + _START // 8)
            continue
        return found.start() if found and found["root"] else None


def repair(text: str, start: int) -> Repaired:
    """Return a feed whose root element begins at `start` as well-formed XML."""
    return _Repair(text, start).run()


class _Repair:
    """One pass over the tags of a feed."""

    def __init__(self, text: str, start: int) -> None:
        self.source = text
        self.start = start
        self.output: list[str] = []
        self.stack: list[_Open] = []
        self.elements = 0

    def run(self) -> Repaired:
        position = self.start
        is_over = False
        for found in self._tokens():
            self._text(self.source[position : found.start()])
            position = found.end()
            if found["name"]:
                self._start_tag(found["name"], found["rest"])
            elif found["end"]:
                self._end_tag(found["end"].lower())
            elif found["cdata"] is not None:
                self._cdata(found)
            elif found[0] == "<":
                self.output.append("&lt;")
            is_over = not self.stack
            if is_over:
                break
        if not is_over:
            self._cut()
        return Repaired("".join(self.output), not is_over)

    def _tokens(self) -> Iterator[re.Match[str]]:
        """Yield the tags, at most `MAX_ELEMENTS` elements and four times as many of all kinds."""
        for number, found in enumerate(_TOKEN.finditer(self.source, self.start)):
            if self.elements >= MAX_ELEMENTS or number >= 4 * MAX_ELEMENTS:
                return
            yield found

    def _text(self, text: str) -> None:
        if text:
            self.output.append(_escaped(text).replace("]]>", "]]&gt;"))

    def _cdata(self, found: re.Match[str]) -> None:
        if found["closed"]:
            self.output.append(f"<![CDATA[{found['cdata']}]]>")

    def _start_tag(self, name: str, rest: str) -> None:
        self.elements += 1
        local = name.rpartition(":")[2].lower()
        if local in _ENTRIES:
            self._close_entry(name)
        elif local in _LEAVES and self.stack and self.stack[-1].local in _LEAVES:
            self._close_to(len(self.stack) - 1)
        is_empty = rest.rstrip().endswith("/")
        if len(self.stack) >= MAX_DEPTH:
            return
        name = _valid_name(name)
        attributes = _attributes(rest)
        if not self.stack:
            attributes = self._declared(name, attributes)
        written = "".join(f' {key}="{value}"' for key, value in attributes.items())
        if not is_empty:
            self.stack.append(_Open(name, len(self.output)))
        self.output.append(f"<{name}{written}{'/' if is_empty else ''}>")

    def _declared(self, root: str, attributes: dict[str, str]) -> dict[str, str]:
        """Return the attributes of the root, with every prefix of the feed declared."""
        found = dict.fromkeys(_PREFIX.findall(f"<{root}>{self.source[self.start :]}"))
        for element, attribute in islice(found, _MAX_PREFIXES):
            prefix = element or attribute
            if prefix.lower() in {"xml", "xmlns"} or f"xmlns:{prefix}" in attributes:
                continue
            namespace = _NAMESPACES.get(prefix.lower(), f"urn:prefix:{prefix}")
            attributes[f"xmlns:{prefix}"] = namespace
        return attributes

    def _end_tag(self, name: str) -> None:
        """Close an element, and all that is open in it; an end without a start is left out."""
        for place in range(len(self.stack) - 1, -1, -1):
            if self.stack[place].name.lower() == name:
                self._close_to(place)
                return

    def _close_entry(self, name: str) -> None:
        """Close the entry that is open: an entry holds no other."""
        for place, each in enumerate(self.stack):
            if each.name == name:
                self._close_to(place)
                return

    def _close_to(self, place: int) -> None:
        while len(self.stack) > place:
            self.output.append(f"</{self.stack.pop().name}>")

    def _cut(self) -> None:
        """Remove what is not complete at the end of a feed that is cut: half an address."""
        for place, each in enumerate(self.stack):
            if each.local in _ENTRIES and place + 1 < len(self.stack):
                child = self.stack[place + 1]
                del self.output[child.start :]
                del self.stack[place + 1 :]
                break
        self._close_to(0)


def _escaped(text: str) -> str:
    return _BARE_AMPERSAND.sub("&amp;", resolve_references(text))


def _attributes(text: str) -> dict[str, str]:
    """Return the attributes of a tag, as they are written; the first of two counts."""
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(text):
        value = _escaped(match[2] or match[3] or match[4] or "")
        name = _valid_name(match["name"])
        is_empty_namespace = name.startswith("xmlns:") and not value
        if not is_empty_namespace:
            found.setdefault(name, value.replace('"', "&quot;").replace("<", "&lt;"))
    return found


def _valid_name(name: str) -> str:
    """Return a name with one prefix at most: `a:b:c` is `a:bc`."""
    prefix, colon, rest = name.partition(":")
    rest = rest.replace(":", "").lstrip(".-0123456789")
    return f"{prefix}:{rest}" if colon and rest else prefix
