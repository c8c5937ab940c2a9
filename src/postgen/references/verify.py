"""Whether two bodies make the same page, but for how they write their references."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from postgen.markdown import escape
from postgen.markdown.spans import Span
from postgen.references.plan import same

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postgen.references.parse import Citation, Reading


_UNTIDY = re.compile(r" (?=[,.;:!?)，。；：！？）])")


class Change(NamedTuple):
    """Where the first body is not what the second one makes of it."""

    start: int
    end: int

    def holds(self, citation: Citation) -> bool:
        """Say whether a citation stands there."""
        return self.start <= citation.start < self.end


def first_change(
    before: Reading, after: Reading, style: str, kept: Sequence[str] = ()
) -> Change | None:
    """Find where the words, or the addresses that they lead to, differ; None where all is the same.

    In the `footnotes` style an entry that says more than a link becomes a footnote like any other. The entries
    `kept` stay in the list, which is text like any other when nothing cites it.
    """
    names = {each.heading_words for each in (before, after)} - {""}
    old, new = (_told(each, names, simple=style == "footnotes") for each in (before, after))
    if kept:
        new = [each for each in new if not _is_kept(after.source[each[0] : each[1]], kept)]
    for place, (each, other) in enumerate(zip(old, new, strict=False)):
        if each[2:] != other[2:]:
            return Change(*old[place][:2])
    if len(old) == len(new):
        return None
    start = old[len(new)][0] if len(old) > len(new) else old[-1][0] if old else 0
    return Change(start, len(before.source))


def _told(
    reading: Reading, names: set[str], *, simple: bool
) -> list[tuple[int, int, str, str, tuple[str, ...]]]:
    """Give each leaf of a text: its place, its kind, its words without the numbers, and where its links lead.

    `names` are the headings of lists, which are left out.
    """
    by_view: dict[int, list[Citation]] = {}
    for citation in reading.citations:
        by_view.setdefault(id(citation.view), []).append(citation)
    told: list[tuple[int, int, str, str, tuple[str, ...]]] = []
    for block, view in reading.leaves:
        citations = by_view.get(id(view), [])
        spans = reading.body.spans(view)
        hidden = [
            _extent(each)
            for each in citations
            if not each.is_ordinary or (each.words is None and each.kind != "autolink")
        ]
        words = escape.visible(view.text, _without(spans, hidden, 0, len(view.text)))
        words = _UNTIDY.sub("", escape.one_line(words))  # a blank before a number that is gone
        if (
            words in names and not citations
        ):  # the heading of the list, which goes and comes with it
            continue
        links = tuple(
            _leads(entry.url, entry.rest)
            for each in citations
            for entry in each.entries
            if not (simple and entry.rest)
        )
        told.append((block.start, block.end, block.kind, words, links))
    return told


def _is_kept(text: str, kept: Sequence[str]) -> bool:
    """Say whether a block is an entry that stayed: that, and nothing else but what stands before its number."""
    return any(each in text and len(text.strip()) - len(each) < 8 for each in kept)


def _leads(url: str, rest: str) -> str:
    return same(url) if url else escape.one_line(escape.visible(rest))


def _extent(citation: Citation) -> tuple[int, int]:
    """Give the place of a citation in its view."""
    if citation.span:
        return citation.span.start, citation.span.end
    return citation.place, citation.place + citation.end - citation.start


def _without(
    spans: Sequence[Span], hidden: Sequence[tuple[int, int]], start: int, end: int
) -> Sequence[Span]:
    """Give the spans of a text with some places of it as comments, which nobody sees."""
    within = [each for each in hidden if start <= each[0] and each[1] <= end]
    if not within:
        return spans
    seen = []
    for span in spans:
        if (span.start, span.end) in within:
            continue
        inside = [each for each in within if span.start <= each[0] and each[1] <= span.end]
        within = [each for each in within if each not in inside]
        copy = Span(span.kind, span.start, span.end)
        copy.holding(
            span.inner_start,
            span.inner_end,
            _without(span.children, inside, span.inner_start, span.inner_end),
        )
        seen.append(copy)
    seen += [Span("comment", *each) for each in within]
    return sorted(seen, key=lambda span: span.start)
