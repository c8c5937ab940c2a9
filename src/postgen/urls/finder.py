"""Where a text holds a URL, in any style of reference. Pure."""

from __future__ import annotations

import re
from bisect import bisect
from functools import cached_property
from typing import TYPE_CHECKING

from postgen.text.patterns import Lazy
from postgen.text.records import NamedTuple
from postgen.urls.bare import address_at
from postgen.urls.canonical import canonical
from postgen.urls.needle import Needle, Needles, needle

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

_FEW = 64
"""Up to so many URLs, looking for each by its needle is faster than reading all words of a text."""

_MOST = 500
"""Up to so many, reading every word is faster than reading every URL."""

# A URL ends where it was the text of a link, `[https://…](`, and where the next link begins,
# `(https://…),[`.
_URL = Lazy(r"(?:https?|ftps?):(?:[^\s<>\"`\\^{}|\])]++|\](?!\()|\)(?![,;.]*\[))+", re.IGNORECASE)
_COMMENT = Lazy(r"<!--.*?-->", re.DOTALL)
# Fenced code, and `code` in a line.
_CODE = Lazy(
    r"^ {0,3}(?P<fence>```+|~~~+).*?^ {0,3}(?P=fence)"
    r"|(?P<ticks>`+)(?!`)[^\n]+?(?<!`)(?P=ticks)(?!`)",
    re.DOTALL | re.MULTILINE,
)


_BEHIND = ".,;:!?'*_)]>"
"""What may follow a URL without a blank, and is no part of it."""


class Place(NamedTuple):
    """Where a URL stands: its start, the line, counted from 1, and the reference's number, or 0."""

    start: int
    line: int
    number: int


class Finder:
    """URLs to look for, in as many texts as there are.

    `number_at` returns the number of the reference at a place of a text, or 0.
    """

    def __init__(
        self, urls: list[str], number_at: Callable[[str, int], int] = lambda _text, _start: 0
    ) -> None:
        self._number_at = number_at
        self._exact = frozenset(urls)
        self._keys = {canonical(url): url for url in urls}
        self._urls = urls

    def find(self, text: str) -> dict[str, Place]:
        """Return the URLs that a text links, as they were asked for, each with its place.

        Of several places the first one counts, but one with a number before all others. Comments
        and code hold no links.
        """
        found: dict[str, Place] = {}
        if not self._may_be_in(text):
            return found
        places = _Places(text)
        for match in _URL.finditer(text):
            run = match[0]
            if not self._may_be_in(run):
                continue
            same = self._same_pages(_possible_urls(run))
            if not same:
                continue
            start = match.start()
            for url in same:
                number = self._number_at(text, start)
                is_better = _is_better(number, found.get(url))
                if is_better and not places.is_hidden(start):
                    found[url] = Place(start, places.line_at(start), number)
        return found

    def _may_be_in(self, text: str) -> bool:
        """Whether a text may link one of the URLs: a quick look before its links are parsed."""
        looks = self._looks
        return looks is None or any(each.found_in(text) for each in looks)

    @cached_property
    def _looks(self) -> list[Needle] | list[Needles] | None:
        if len(self._urls) > _MOST:
            return None
        if len(self._urls) > _FEW:
            return [Needles(self._urls)]
        return [needle(url) for url in self._urls]

    def _same_pages(self, written: set[str]) -> Collection[str]:
        """Return which of the URLs are the same page as one of those that are written.

        One that is written as it was asked for needs no further look.
        """
        same = written & self._exact
        if same:
            return same
        return [self._keys[key] for key in _keys(written) if key in self._keys]


def links_in(text: str) -> Iterator[tuple[str, int]]:
    """Yield the URLs of a text as they are written, each with its start; see `is_shown`."""
    for match in _URL.finditer(text):
        yield _address(text, match[0], match.start()), match.start()


def is_shown(text: str, start: int) -> bool:
    """Whether a place of a text is neither in a comment nor in code."""
    return not _Places(text).is_hidden(start)


def _address(text: str, run: str, start: int) -> str:
    """Return the URL in a run of characters without blanks, without what is behind its end."""
    if not _has_odd_end(run):
        return run.rstrip(_BEHIND)
    found = address_at(text, start)
    return found.url if found else run


class _Places:
    """The places of a text, which are asked for in ascending order."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._hidden: list[tuple[int, int]] | None = None
        self._line = 1
        self._counted = 0

    def is_hidden(self, position: int) -> bool:
        """Whether a position is in a comment or in code."""
        if self._hidden is None:
            self._hidden = _hidden(self._text)
        before = bisect(self._hidden, position, key=lambda span: span[0])
        if before == 0:
            return False
        _start, end = self._hidden[before - 1]
        return position < end

    def line_at(self, position: int) -> int:
        """Return the number of the line of a position, counted from 1."""
        self._line += self._text.count("\n", self._counted, position)
        self._counted = position
        return self._line


def _is_better(number: int, place: Place | None) -> bool:
    """Whether a place with the number of a reference, or 0, goes before the one found so far."""
    if place is None:
        return True
    return number > 0 and place.number == 0


def _keys(written: set[str]) -> Iterable[str]:
    """Return the pages that a URL may be.

    With an anchor that is the point (a comment) it is not the page that holds it.
    """
    keys = {canonical(each) for each in written}
    with_anchor = {key for key in keys if "#" in key}
    return with_anchor or keys


def _hidden(text: str) -> list[tuple[int, int]]:
    """Return the parts of a text that are hidden or code, in their order; none overlap."""
    spans = [found.span() for found in _COMMENT.finditer(text)]
    spans += [found.span() for found in _CODE.finditer(text)]
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if not merged or start >= merged[-1][1]:
            merged.append((start, end))
            continue
        last_start, last_end = merged[-1]
        merged[-1] = last_start, max(end, last_end)
    return merged


def _has_odd_end(run: str) -> bool:
    """Whether more can be wrong at the end of a URL than punctuation that follows it."""
    return not run.isascii() or "(" in run or "&" in run or "~" in run


def _possible_urls(run: str) -> set[str]:
    """Return what the URL may be in a run of characters without blanks.

    In `(https://example.org/a).` and `[x](https://example.org/a_(b)),` the end does not belong to
    it; as the destination of a link it may end in what a bare address does not, as
    `https://example.org/a_` does.
    """
    possible = {run}
    if _has_odd_end(run):
        bare = address_at(run, 0)
        if bare:
            possible.add(bare.url)
    url = run
    while url and url[-1] in _BEHIND:
        url = url[:-1]
        possible.add(url)
    possible.add(url.partition(")")[0])
    possible.add(url.partition("](")[0])
    if "&" in run and ";" in run:  # `?a=1&#38;b=2` opens `?a=1&b=2`
        from postgen.markdown.escape import decode_entities

        possible.update([decode_entities(each) for each in possible])
    return possible
