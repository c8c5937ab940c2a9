"""What a link's text is followed by: an address and a title, or a label."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from postgen.markdown import grammar as g
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from postgen.markdown.search_cache import SearchCache


class Definition(NamedTuple):
    """What a `[label]: url "title"` line says."""

    url: str
    title: str
    start: int
    end: int


class Target(NamedTuple):
    """Where a link leads, as it is written, and where it ends; `form` is inline, full, collapsed or shortcut."""

    url: str
    title: str
    form: str
    label: str
    end: int


LABEL = Lazy(r"\s*?\[([^\]]+)?\]", g.SPAN)
PLAIN = Lazy(r"\(([^\s()<\"']+)\)", g.SPAN)
ANGLE_OR_LINE = Lazy(r">|\n", g.LINE)
PAREN_STOP = Lazy(r"(\()|(\))|\s(?=['\"])", g.SPAN)
QUOTE = Lazy(r"\s*?[\"']", g.SPAN)
TITLE_END = {quote: Lazy(rf"{quote}\s*?\)", g.SPAN) for quote in "\"'"}
ESCAPED = Lazy(r"\\([\\.*_+`<>()\[\]{}#!:|\"'$=~-])", g.SPAN)

_DEFINITION = Lazy(rf"{g.SPACE3}\[([^\n\]]+)\]:[ \t]*(?=\S)(.*)\n", g.LINE)
_NEXT_TITLE = Lazy(r"[ \t]*([\"'])(.+)\1[ \t]*\n", g.LINE)
_TITLED = {quote: Lazy(rf"[ \t]{quote}", g.LINE) for quote in "\"'"}
_UNTITLED = Lazy(r"[ \t][\"']", g.LINE)


def label_of(text: str) -> str:
    """Spell a reference's label as kramdown compares it."""
    if text.isalnum():  # as a number is
        return text.lower()
    return re.sub(r"\s+", " ", text, flags=re.ASCII).lower()


class Targets:
    """Reads the targets of the links of one text."""

    def __init__(self, search_cache: SearchCache, definitions: Mapping[str, Definition]) -> None:
        self.search_cache = search_cache
        self.text = search_cache.text
        self.definitions = definitions
        self._parens: dict[int, tuple[int, bool]] | None = None

    def may_follow(self, position: int) -> bool:
        """Say whether any link can end behind a position: most brackets are found to be text by this alone."""
        if self.search_cache.index("](", position) >= 0:
            return True
        return bool(self.definitions) and self.search_cache.index("]", position) >= 0

    def read(self, start: int, end: int) -> Target | None:
        """Read the target of the link whose text stands between two positions."""
        text, position = self.text, end + 1
        if not text.startswith("(", position):
            return self._reference(start, end, LABEL.match(text, position))
        if found := PLAIN.match(text, position):
            return Target(found[1], "", "inline", "", found.end())
        if text.startswith("(<", position):
            stop = self.search_cache.find(ANGLE_OR_LINE, position + 2)
            if stop and stop[0] == ">":
                url, closed = text[position + 2 : stop.start()], text.startswith(")", stop.end())
                return self._titled(url, stop.end() + closed, closed=closed)
        position, closed = self._address_end(position)
        url = text[end + 2 : position - 1].strip(g.STRIPPED)
        return self._titled(url, position, closed=closed) if position else None

    def _titled(self, url: str, position: int, *, closed: bool) -> Target | None:
        if closed:
            return Target(url, "", "inline", "", position)
        opening = QUOTE.match(self.text, position)
        closing = (
            self.search_cache.find(TITLE_END[opening[0][-1]], opening.end() + 1)
            if opening
            else None
        )
        if not opening or not closing:
            return None
        return Target(url, self.text[opening.end() : closing.start()], "inline", "", closing.end())

    def _address_end(self, position: int) -> tuple[int, bool]:
        """Say where the address that opens at a `(` ends, and whether a `)` closed it; 0 where nothing ends it."""
        if self._parens is None:
            self._parens = _match_parens(self.text)
        return self._parens.get(position, (0, False))

    def _reference(self, start: int, end: int, found: re.Match[str] | None) -> Target | None:
        if not self.definitions:
            return None
        label = found[1] if found else None
        if not label:
            if -1 < self.search_cache.index("]", start) < end:  # no label holds a bracket
                return None
            label = ESCAPED.sub(r"\1", self.text[start:end])
        definition = self.definitions.get(label_of(label))
        if not definition:
            return None
        form = "shortcut" if not found else "full" if found[1] else "collapsed"
        return Target(
            definition.url, definition.title, form, label, found.end() if found else end + 1
        )


def _match_parens(text: str) -> dict[int, tuple[int, bool]]:
    """Say for each `(` where its address ends: at its `)`, or before the title that comes first."""
    ends: dict[int, tuple[int, bool]] = {}
    waiting: list[int] = []
    for stop in PAREN_STOP.finditer(text):
        if stop[1]:
            waiting.append(stop.start())
        elif stop[2]:
            if waiting:
                ends[waiting.pop()] = stop.end(), True
        else:
            ends.update(dict.fromkeys(waiting, (stop.end(), False)))
            waiting.clear()
    return ends


def definition(text: str, position: int) -> tuple[str, str, str, int] | None:
    """Read `[label]: url "title"` at a line's start: label, URL, title and where it ends."""
    found = _DEFINITION.match(text, position)
    if not found:
        return None
    line = found[2].rstrip(" \t")
    last = line[-1:]
    if line.startswith("<"):
        behind = rf">(?=[ \t]+{last}|$)" if last in _TITLED else ">$"
        for close in re.finditer(behind, line):
            tail = _title(line[close.end() :], text, found.end())
            if tail is not None:
                return found[1], line[1 : close.start()], *tail
    if last in _TITLED and (gap := _TITLED[last].search(line, 1)) and gap.end() < len(line) - 1:
        url, title, end = line[: gap.start()].rstrip(" \t"), line[gap.end() : -1], found.end()
    else:
        url = line
        title, end = _title("", text, found.end()) or ("", found.end())
    return None if _UNTITLED.search(url) else (found[1], url, title, end)


def _title(rest: str, text: str, below: int) -> tuple[str, int] | None:
    """Read the title in the rest of a definition's line, or on the line below it; None where something else is."""
    if not rest:
        found = _NEXT_TITLE.match(text, below)
        return (found[2], found.end()) if found else ("", below)
    quoted = rest.lstrip(" \t")
    if len(quoted) > 2 and quoted[0] in "\"'" and quoted[-1] == quoted[0]:
        return quoted[1:-1], below
    return None
