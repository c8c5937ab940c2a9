"""What follows the text of a link: an address and a title, or a label; and what labels mean."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

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
from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from postgen.markdown.search_cache import SearchCache
    from postgen.markdown.tree import LinkForm

__all__ = ["ESCAPED", "Definition", "Target", "Targets", "definition", "label_of"]


class Definition(NamedTuple):
    """What a `[label]: url "title"` line defines, and its place in the source."""

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


_DEFINITION = Lazy(
    rf"{g.SPACE3}\[([^\n\]]+)\]:"  # 1: the label
    r"[ \t]*(?=\S)(.*)\n",  # 2: the address, and a title that stands on the line
    g.LINE,
)
"""link.rb, LINK_DEFINITION_START: the first line of `[label]: https://example.org "title"`."""
PLAIN_DEFINITION = Lazy(
    rf"{g.SPACE3}\[([^\n\]]+)\]:[ \t]*"  # 1: the label
    r"([^\s<\"'][^\s\"']*)\n"  # 2: the address
    r"(?![ \t]*[\"'])",  # no title below
    g.LINE,
)
"""`[label]: https://example.org`, with nothing that may begin or be a title."""
_NEXT_TITLE = Lazy(
    r"[ \t]*([\"'])"  # 1: the quote
    r"(.+)\1[ \t]*\n",  # 2: the title
    g.LINE,
)
"""The line below a definition that holds its title: `    "title"`."""
_TITLED = {quote: Lazy(rf"[ \t]{quote}", g.LINE) for quote in "\"'"}
"""The start of the title on a line that ends with its quote: ` "` in `url "title"`."""
_UNTITLED = Lazy(r"[ \t][\"']", g.LINE)
"""The start of a title that does not end: ` "` in `url "title`. Such a line is not a definition."""


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
        text = self.text
        behind = end + 1
        if not text.startswith("(", behind):
            return self._reference(start, end)
        plain = PLAIN_ADDRESS.match(text, behind)
        if plain:
            return _inline(plain[1], "", plain.end())
        if text.startswith("(<", behind):
            stop = self.search_cache.find(ANGLE_OR_LINE, behind + 2)
            if stop and stop[0] == ">":
                return self._in_angles(behind + 2, stop)
        return self._in_parens(behind)

    def _in_angles(self, start: int, stop: re.Match[str]) -> Target | None:
        """Read `(<an address>)` or `(<an address> "title")`, whose `>` is at `stop`."""
        url = self.text[start : stop.start()]
        end = stop.end()
        if self.text.startswith(")", end):
            return _inline(url, "", end + 1)
        return self._titled(url, end)

    def _in_parens(self, opening: int) -> Target | None:
        """Read `(https://example.org/a(b))` or `(https://example.org "title")`."""
        end, is_closed = self._address_end(opening)
        if not end:
            return None
        url = self.text[opening + 1 : end - 1].strip(g.STRIPPED)
        if is_closed:
            return _inline(url, "", end)
        return self._titled(url, end)

    def _titled(self, url: str, position: int) -> Target | None:
        """Read what follows an address that no `)` closed: `"title")`."""
        opening = TITLE_START.match(self.text, position)
        if not opening:
            return None
        quote = opening[0][-1]
        start = opening.end()
        closing = self.search_cache.find(TITLE_END[quote], start + 1)
        if not closing:
            return None
        title = self.text[start : closing.start()]
        return _inline(url, title, closing.end())

    def _address_end(self, opening: int) -> tuple[int, bool]:
        """Return where the address behind a `(` ends, 0 for nowhere; and whether a `)` ended it."""
        if self._parens is None:
            self._parens = _match_parens(self.text)
        return self._parens.get(opening, (0, False))

    def _reference(self, start: int, end: int) -> Target | None:
        """Read `[text][label]`, `[text][]` or `[text]`; `start` and `end` are those of the text."""
        if not self.definitions:
            return None
        form: LinkForm
        found = LABEL.match(self.text, end + 1)
        label = found[1] if found else None
        if label:
            form = "full"
        else:
            form = "collapsed" if found else "shortcut"
            label = self._text_as_label(start, end)
            if label is None:
                return None
        definition = self.definitions.get(label_of(label))
        if not definition:
            return None
        link_end = found.end() if found else end + 1
        return Target(definition.url, definition.title, form, label, link_end)

    def _text_as_label(self, start: int, end: int) -> str | None:
        """Return the label that a link's text is; None if it holds a bracket, as no label does."""
        bracket = self.search_cache.index("]", start)
        has_bracket = 0 <= bracket < end
        if has_bracket:
            return None
        return ESCAPED.sub(r"\1", self.text[start:end])


def _inline(url: str, title: str, end: int) -> Target:
    return Target(url, title, "inline", "", end)


def _match_parens(text: str) -> dict[int, tuple[int, bool]]:
    """Return for each `(` where its address ends: at its `)`, or before a title."""
    ends: dict[int, tuple[int, bool]] = {}
    waiting: list[int] = []
    for stop in PAREN_STOP.finditer(text):
        place, end = stop.span()
        opening, closing = stop.groups()
        if opening:
            waiting.append(place)
        elif not closing:  # the white space before a title
            for each in waiting:
                ends[each] = end, False
            waiting.clear()
        elif waiting:
            innermost = waiting.pop()
            ends[innermost] = end, True
    return ends


def definition(text: str, position: int) -> tuple[str, str, str, int] | None:
    """Read `[label]: url "title"` at a line's start (link.rb, LINK_DEFINITION_START).

    Return the label, the URL, the title and where the definition ends; None where there is none.
    """
    plain = PLAIN_DEFINITION.match(text, position)
    if plain:
        return plain[1], plain[2], "", plain.end()
    found = _DEFINITION.match(text, position)
    if not found:
        return None
    label = found[1]
    line = found[2].rstrip(" \t")
    below = found.end()
    if line.startswith("<"):
        angled = _angled(line, text, below)
        if angled:
            return label, *angled
    url, title, end = _bare(line, text, below)
    if _UNTITLED.search(url):
        return None
    return label, url, title, end


def _angled(line: str, text: str, below: int) -> tuple[str, str, int] | None:
    """Read `<url> "title"`: the first `>` that a title or the line's end follows closes the URL.

    `below` is where the line below starts, which may hold the title.
    """
    last = line[-1:]
    is_titled = last in _TITLED
    closing = rf">(?=[ \t]+{last}|$)" if is_titled else ">$"
    for found in re.finditer(closing, line):
        titled = _title(line[found.end() :], text, below)
        if titled:
            url = line[1 : found.start()]
            return url, *titled
    return None


def _bare(line: str, text: str, below: int) -> tuple[str, str, int]:
    """Read `url "title"`, or `url` with its title on the line below."""
    last = line[-1:]
    opening = _TITLED[last].search(line, 1) if last in _TITLED else None
    if opening:
        title = line[opening.end() : -1]
        if title:
            url = line[: opening.start()].rstrip(" \t")
            return url, title, below
    title, end = _title_below(text, below)
    return line, title, end


def _title(rest: str, text: str, below: int) -> tuple[str, int] | None:
    """Read the title in the rest of a line, or on the line below; None if other text is there."""
    if not rest:
        return _title_below(text, below)
    quoted = rest.lstrip(" \t")
    if len(quoted) <= 2:  # `""` is not a title
        return None
    first, last = quoted[0], quoted[-1]
    if first not in "\"'" or last != first:
        return None
    return quoted[1:-1], below


def _title_below(text: str, below: int) -> tuple[str, int]:
    """Read a title that is alone on the line at `below`.

    Return it and where the definition ends.
    """
    found = _NEXT_TITLE.match(text, below)
    if not found:
        return "", below
    return found[2], found.end()
