"""Whether two bodies make the same page, but for how they write their references."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from postgen.markdown import escape
from postgen.markdown.spans import Span
from postgen.references.plan import page_url

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postgen.references.model import Citation, Entry
    from postgen.references.parse import ParsedReferences
    from postgen.references.styles.base import Style


_BEFORE_PUNCTUATION = re.compile(r" (?=[,.;:!?)，。；：！？）])")
"""`words .`: a blank that stood before a number that is gone."""

LONGEST_ENTRY_MARK = 8


class Change(NamedTuple):
    """Where the first body is not what the second one makes of it."""

    start: int
    end: int

    def holds(self, citation: Citation) -> bool:
        """Whether a citation stands there."""
        return self.start <= citation.start < self.end


class _Leaf(NamedTuple):
    """A block of text: its place, its kind, its words without numbers, and its links' addresses."""

    start: int
    end: int
    kind: str
    words: str
    urls: tuple[str, ...]


def first_change(
    before: ParsedReferences, after: ParsedReferences, style: Style, kept: Sequence[str] = ()
) -> Change | None:
    """Find where the words, or the addresses that they lead to, differ; None where all is the same.

    `style` is the one that was written. The entries `kept` stay in the list, which is text like any
    other when nothing cites it.
    """
    headings = {before.heading_words, after.heading_words} - {""}
    skips_long = style.long_entries_are_notes
    old = _leaves(before, headings, skips_long=skips_long)
    new = _leaves(after, headings, skips_long=skips_long)
    if kept:
        new = [each for each in new if not _is_kept(after.source[each.start : each.end], kept)]
    for one, other in zip(old, new, strict=False):
        if one[2:] != other[2:]:
            return Change(one.start, one.end)
    if len(old) == len(new):
        return None
    start = 0
    if len(old) > len(new):
        start = old[len(new)].start
    elif old:
        start = old[-1].start
    return Change(start, len(before.source))


def _leaves(parsed: ParsedReferences, headings: set[str], *, skips_long: bool) -> list[_Leaf]:
    """Return the blocks of a text, without the headings of lists."""
    by_view: dict[object, list[Citation]] = {}
    for citation in parsed.citations:
        by_view.setdefault(citation.view, []).append(citation)
    found = []
    for block, view in parsed.leaves:
        citations = by_view.get(view, [])
        hidden = [_place(each) for each in citations if _is_number(each)]
        spans: Sequence[Span] = parsed.body.spans(view)
        if hidden:
            spans = _without(spans, hidden, 0, len(view.text))
        words = escape.one_line(escape.visible(view.text, spans))
        words = _BEFORE_PUNCTUATION.sub("", words)
        if words in headings and not citations:  # it goes and comes with its list
            continue
        entries = [entry for each in citations for entry in each.entries]
        urls = tuple(_leads_to(entry) for entry in entries if not (skips_long and entry.rest))
        found.append(_Leaf(block.start, block.end, block.kind, words, urls))
    return found


def _is_number(citation: Citation) -> bool:
    """Whether a citation shows nothing but a number."""
    if not citation.is_ordinary:
        return True
    return citation.words is None and not citation.is_autolink


def _is_kept(text: str, kept: Sequence[str]) -> bool:
    """Whether a block is an entry that stayed: only that, and what stands before its number."""
    return any(each in text and len(text.strip()) - len(each) < LONGEST_ENTRY_MARK for each in kept)


def _leads_to(entry: Entry) -> str:
    """Return the address of an entry, or its text where it has none."""
    return page_url(entry.url) if entry.url else escape.one_line(escape.visible(entry.rest))


def _place(citation: Citation) -> tuple[int, int]:
    """Return the place of a citation in its view."""
    if citation.span:
        return citation.span.start, citation.span.end
    return citation.place, citation.place + citation.end - citation.start


def _without(
    spans: Sequence[Span], hidden: Sequence[tuple[int, int]], start: int, end: int
) -> Sequence[Span]:
    """Return the spans of a text with some places of it as comments, which nobody sees."""
    within = [each for each in hidden if start <= each[0] and each[1] <= end]
    if not within:
        return spans
    shown = []
    for span in spans:
        if (span.start, span.end) in within:
            continue
        inside = [each for each in within if span.start <= each[0] and each[1] <= span.end]
        within = [each for each in within if each not in inside]
        children = _without(span.children, inside, span.inner_start, span.inner_end)
        copy = Span(span.kind, span.start, span.end)
        shown.append(copy.holding(span.inner_start, span.inner_end, children))
    shown += [Span("comment", *each) for each in within]
    return sorted(shown, key=lambda span: span.start)
