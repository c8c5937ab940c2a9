"""What follows the text of a link: an address and a title, or a label; and what labels mean."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from postgen.markdown import block_grammar as g
from postgen.markdown.span_grammar import (
    ANGLE_OR_LINE,
    ESCAPED,
    LABEL,
    PAREN_STOP,
    PLAIN_ADDRESS,
    TITLE_END,
    TITLE_START,
)
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from postgen.markdown.search_cache import SearchCache
    from postgen.markdown.tree import LinkForm

__all__ = ["ESCAPED", "Definition", "Target", "Targets", "definition", "label_of"]


class Definition(NamedTuple):
    """What a `[label]: url "title"` line says, and its place in the source."""

    url: str
    title: str
    start: int
    end: int


class Target(NamedTuple):
    """Where a link leads, as it is written, and where it ends."""

    url: str
    title: str
    form: LinkForm
    label: str
    end: int


_DEFINITION = Lazy(rf"{g.SPACE3}\[([^\n\]]+)\]:[ \t]*(?=\S)(.*)\n", g.LINE)
"""link.rb, LINK_DEFINITION_START: the first line of `[label]: https://example.org "title"`."""
_NEXT_TITLE = Lazy(r"[ \t]*([\"'])(.+)\1[ \t]*\n", g.LINE)
"""The line below a definition that holds its title: `    "title"`."""
_TITLED = {quote: Lazy(rf"[ \t]{quote}", g.LINE) for quote in "\"'"}
"""The start of the title on a line that ends with its quote: ` "` in `url "title"`."""
_UNTITLED = Lazy(r"[ \t][\"']", g.LINE)
"""The start of a title that does not end: ` "` in `url "title`. Such a line is no definition."""


def label_of(text: str) -> str:
    """Return a reference's label as kramdown compares it (link.rb, `normalize_link_id`).

    `A  b` is `a b`.
    """
    if text.isalnum():  # as a number is
        return text.lower()
    return re.sub(r"\s+", " ", text, flags=re.ASCII).lower()


class Targets:
    """Reads the targets of the links of one text (link.rb, `parse_link`)."""

    def __init__(self, search_cache: SearchCache, definitions: Mapping[str, Definition]) -> None:
        self.search_cache = search_cache
        self.text = search_cache.text
        self.definitions = definitions
        self._parens: dict[int, tuple[int, bool]] | None = None

    def may_follow(self, position: int) -> bool:
        """Whether any link can end behind a position.

        Most brackets are found to be text by this alone.
        """
        if self.search_cache.index("](", position) >= 0:
            return True
        return bool(self.definitions) and self.search_cache.index("]", position) >= 0

    def read(self, start: int, end: int) -> Target | None:
        """Read the target of the link whose text goes from `start` to `end`, where its `]` is."""
        text, position = self.text, end + 1
        if not text.startswith("(", position):
            return self._reference(start, end, LABEL.match(text, position))
        if plain := PLAIN_ADDRESS.match(text, position):
            return Target(plain[1], "", "inline", "", plain.end())
        if text.startswith("(<", position):  # `(<an address>)`, `(<an address> "title")`
            stop = self.search_cache.find(ANGLE_OR_LINE, position + 2)
            if stop and stop[0] == ">":
                url = text[position + 2 : stop.start()]
                is_closed = text.startswith(")", stop.end())
                return self._titled(url, stop.end() + is_closed, is_closed=is_closed)
        position, is_closed = self._address_end(position)
        if not position:
            return None
        url = text[end + 2 : position - 1].strip(g.STRIPPED)
        return self._titled(url, position, is_closed=is_closed)

    def _titled(self, url: str, position: int, *, is_closed: bool) -> Target | None:
        """Read what follows an address: nothing if a `)` closed the link, else `"title")`."""
        if is_closed:
            return Target(url, "", "inline", "", position)
        opening = TITLE_START.match(self.text, position)
        if not opening:
            return None
        quote = opening[0][-1]
        closing = self.search_cache.find(TITLE_END[quote], opening.end() + 1)
        if not closing:
            return None
        title = self.text[opening.end() : closing.start()]
        return Target(url, title, "inline", "", closing.end())

    def _address_end(self, position: int) -> tuple[int, bool]:
        """Return where the address behind a `(` ends, 0 for nowhere; and whether a `)` ended it."""
        if self._parens is None:
            self._parens = _match_parens(self.text)
        return self._parens.get(position, (0, False))

    def _reference(self, start: int, end: int, found: re.Match[str] | None) -> Target | None:
        """Read `[text][label]`, `[text][]` or `[text]`.

        The last two have their text as the label.
        """
        if not self.definitions:
            return None
        label = found[1] if found else None
        if not label:
            first_bracket = self.search_cache.index("]", start)
            if -1 < first_bracket < end:  # no label holds a bracket
                return None
            label = ESCAPED.sub(r"\1", self.text[start:end])
        definition = self.definitions.get(label_of(label))
        if not definition:
            return None
        form: LinkForm = "shortcut"
        if found:
            form = "full" if found[1] else "collapsed"
        link_end = found.end() if found else end + 1
        return Target(definition.url, definition.title, form, label, link_end)


def _match_parens(text: str) -> dict[int, tuple[int, bool]]:
    """Return for each `(` where its address ends: at its `)`, or before a title."""
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
    """Read `[label]: url "title"` at a line's start (link.rb, LINK_DEFINITION_START).

    Return the label, the URL, the title and where the definition ends; None where there is none.
    """
    found = _DEFINITION.match(text, position)
    if not found:
        return None
    label, line, below = found[1], found[2].rstrip(" \t"), found.end()
    if line.startswith("<"):
        angled = _angled(line, text, below)
        if angled:
            return label, *angled
    url, title, end = _bare(line, text, below)
    return None if _UNTITLED.search(url) else (label, url, title, end)


def _angled(line: str, text: str, below: int) -> tuple[str, str, int] | None:
    """Read `<url> "title"`: the first `>` that a title or the line's end follows closes the URL."""
    last = line[-1:]
    behind = rf">(?=[ \t]+{last}|$)" if last in _TITLED else ">$"
    for close in re.finditer(behind, line):
        titled = _title(line[close.end() :], text, below)
        if titled:
            return line[1 : close.start()], *titled
    return None


def _bare(line: str, text: str, below: int) -> tuple[str, str, int]:
    """Read `url "title"`, or `url` with its title on the line below."""
    last = line[-1:]
    if last in _TITLED:
        gap = _TITLED[last].search(line, 1)
        if gap and gap.end() < len(line) - 1:
            return line[: gap.start()].rstrip(" \t"), line[gap.end() : -1], below
    return line, *_title_below(text, below)


def _title(rest: str, text: str, below: int) -> tuple[str, int] | None:
    """Read the title in the rest of a line, or on the line below; None if other text is there."""
    if not rest:
        return _title_below(text, below)
    quoted = rest.lstrip(" \t")
    is_quoted = len(quoted) > 2 and quoted[0] in "\"'" and quoted[-1] == quoted[0]
    return (quoted[1:-1], below) if is_quoted else None


def _title_below(text: str, below: int) -> tuple[str, int]:
    """Read a title that is alone on the line at `below`.

    Return it and where the definition ends.
    """
    found = _NEXT_TITLE.match(text, below)
    return (found[2], found.end()) if found else ("", below)
