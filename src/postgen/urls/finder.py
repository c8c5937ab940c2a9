"""Where a text holds a URL, in any style of reference. Pure."""

from __future__ import annotations

import re
from bisect import bisect
from typing import TYPE_CHECKING, NamedTuple

from postgen.text.patterns import Lazy
from postgen.urls.bare import address_at
from postgen.urls.canonical import canonical
from postgen.urls.needle import needle

if TYPE_CHECKING:
    from collections.abc import Iterable

_FEW = 64
"""Up to so many URLs, looking for each by its needle is faster than reading every URL of a text."""

# A URL ends where it was the text of a link, `[https://…](`, and where the next link begins,
# `(https://…),[`.
_URL = Lazy(r"(?:https?|ftps?):(?:[^\s<>\"`\\^{}|\])]++|\](?!\()|\)(?![,;.]*\[))+", re.IGNORECASE)
NUMBER = Lazy(r"(?:[-*+][ \t]+)?\[?\\?\[\^?(\d+)\\?\](?:\(#|(?![(\[]))")
_COMMENT = Lazy(r"<!--.*?-->", re.DOTALL)
_CODE = Lazy(
    r"^ {0,3}(?P<fence>```+|~~~+).*?^ {0,3}(?P=fence)"
    r"|(?P<ticks>`+)(?!`)[^\n]+?(?<!`)(?P=ticks)(?!`)",
    re.DOTALL | re.MULTILINE,
)


class Place(NamedTuple):
    """Where a URL stands: its start, the line, counted from 1, and the reference's number, or 0."""

    start: int
    line: int
    number: int


class Finder:
    """URLs to look for, in as many texts as there are."""

    def __init__(self, urls: list[str]) -> None:
        self._exact = frozenset(urls)
        self._keys = {canonical(url): url for url in urls}
        self._needles = [needle(url) for url in urls] if len(urls) <= _FEW else None

    def find(self, text: str) -> dict[str, Place]:
        """Return the URLs that a text links, as they were asked for, each with its place.

        Of several places the first one counts, but one with a number before all others. Comments
        and code hold no links.
        """
        found: dict[str, Place] = {}
        if not self._may_be_in(text):
            return found
        line, counted = 1, 0
        hidden: list[tuple[int, int]] | None = None
        for match in _URL.finditer(text):
            if not self._may_be_in(match[0]):
                continue
            for url in self._same_pages(_possible_urls(match[0])):
                start, number = match.start(), _number(text, match.start())
                if url in found and (found[url].number or not number):
                    continue
                hidden = _hidden(text) if hidden is None else hidden
                if not _covers(hidden, start):
                    line += text.count("\n", counted, start)
                    counted = start
                    found[url] = Place(start, line, number)
        return found

    def _may_be_in(self, text: str) -> bool:
        return self._needles is None or any(each.found_in(text) for each in self._needles)

    def _same_pages(self, written: set[str]) -> Iterable[str]:
        """Return which of the URLs are the same page as one of those that are written.

        One that is written as it was asked for needs no further look.
        """
        same = written & self._exact
        if same:
            return same
        return [self._keys[key] for key in _keys(written) if key in self._keys]


def _keys(written: set[str]) -> Iterable[str]:
    """Return the pages that a URL may be.

    With an anchor that is the point (a comment) it is not the page that holds it.
    """
    keys = {canonical(each) for each in written}
    return {key for key in keys if "#" in key} or keys


def _hidden(text: str) -> list[tuple[int, int]]:
    """Return the parts of a text that are hidden or code, in their order; none overlap."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(
        found.span() for pattern in (_COMMENT, _CODE) for found in pattern.finditer(text)
    ):
        if merged and start < merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def _covers(ranges: list[tuple[int, int]], position: int) -> bool:
    at = bisect(ranges, position, key=lambda each: each[0]) - 1
    return at >= 0 and position < ranges[at][1]


def _possible_urls(run: str) -> set[str]:
    """Return what the URL may be in a run of characters without blanks.

    In `(https://example.org/a).` and `[x](https://example.org/a_(b)),` the end does not belong to
    it; as the destination of a link it may end in what a bare address does not, as
    `https://example.org/a_` does.
    """
    possible = {run}
    # only what is cut off below can be wrong otherwise, and most addresses are as plain as that
    has_odd_end = "(" in run or "&" in run or "~" in run or not run.isascii()
    bare = address_at(run, 0) if has_odd_end else None
    if bare is not None:
        possible.add(bare.url)
    url = run
    while url and url[-1] in ".,;:!?'*_)]>":
        url = url[:-1]
        possible.add(url)
    possible.add(url.partition(")")[0])
    possible.add(url.partition("](")[0])
    return possible


def _number(text: str, start: int) -> int:
    """Return the number of the reference whose line holds a place, or 0."""
    line = text.rfind("\n", 0, start) + 1
    number = NUMBER.match(text[line:start].lstrip())
    return int(number[1]) if number else 0
