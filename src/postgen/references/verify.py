"""Whether two bodies make the same page, but for how they write their references."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

from postgen.markdown import escape, quotes
from postgen.markdown.spans import Span
from postgen.references import numbers
from postgen.references.plan import page_url
from postgen.text.edits import Edit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postgen.markdown.source_map import View
    from postgen.markdown.tree import Block
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
    """A block of text: its place, its kind, its words without numbers, and its links' addresses.

    Its words have the blanks that stood before the numbers; see `_tidy`.
    """

    start: int
    end: int
    kind: str
    words: str
    urls: tuple[str, ...]
    view: View


def first_change(
    before: ParsedReferences,
    after: ParsedReferences,
    style: Style,
    kept: Sequence[str] = (),
    *,
    moves_loose: bool = False,
) -> Change | None:
    """Find where the words, or the addresses that they lead to, differ; None where all is the same.

    `style` is the one that was written. The entries `kept` stay in the list, which is text like any
    other when nothing cites it. With `moves_loose`, numbers may differ that are no citations.
    """
    is_same = _is_same_but_for_numbers if moves_loose else _is_same
    old, new = _both_leaves(before, after, style, kept)
    for one, other in zip(old, new, strict=False):
        if not is_same(one, other):
            return Change(one.start, one.end)
    lost_note = _first_lost_note(before, after, style)
    if lost_note:
        return lost_note
    if len(old) == len(new):
        return None
    return Change(_start_of_surplus(old, new), len(before.source))


def changed_quotes(
    before: ParsedReferences, after: ParsedReferences, style: Style, kept: Sequence[str] = ()
) -> list[Edit]:
    """Return the edits that write the quotes of the second body which would curl the other way."""
    has_quotes = '"' in before.source or "'" in before.source
    if before is after or not has_quotes:
        return []
    edits = []
    for one, other in zip(*_both_leaves(before, after, style, kept), strict=False):
        if one.view.text == other.view.text:
            continue
        old = quotes.find(one.view.text, before.body.spans(one.view))
        new = quotes.find(other.view.text, after.body.spans(other.view))
        if len(old) != len(new):
            continue
        written = -2
        for quote, changed in zip(old, new, strict=True):
            is_behind_written = changed.place == written + 1
            if quote.shown == changed.shown and not is_behind_written:
                continue
            written = changed.place
            place = other.view.at(written)
            edits.append(Edit(place, place + 1, quote.shown))
    return edits


def _both_leaves(
    before: ParsedReferences, after: ParsedReferences, style: Style, kept: Sequence[str]
) -> tuple[list[_Leaf], list[_Leaf]]:
    """Return the blocks of two texts that are to be the same."""
    headings = {before.heading_words, after.heading_words} - {""}
    skips_long = style.long_entries_are_notes
    old = _leaves(before, headings, skips_long=skips_long)
    new = _leaves(after, headings, skips_long=skips_long)
    if kept:
        new = [each for each in new if not _is_kept(after.source[each.start : each.end], kept)]
    return old, new


def _first_lost_note(
    before: ParsedReferences, after: ParsedReferences, style: Style
) -> Change | None:
    """Find the first block of a note that the second body does not have; it may have more."""
    skips_long = style.long_entries_are_notes
    notes = iter(_read(after, after.note_leaves, skips_long=skips_long))
    for one in _read(before, before.note_leaves, skips_long=skips_long):
        if not any(_is_same(one, other) for other in notes):
            return Change(one.start, one.end)
    return None


def _start_of_surplus(old: Sequence[_Leaf], new: Sequence[_Leaf]) -> int:
    """Return the place in the first body from which one of the two has more blocks."""
    if len(old) > len(new):
        return old[len(new)].start
    return old[-1].start if old else 0


def _is_same(one: _Leaf, other: _Leaf) -> bool:
    """Whether two blocks have the same words, which lead to the same addresses."""
    if one.kind != other.kind or one.urls != other.urls:
        return False
    return one.words == other.words or _tidy(one.words) == _tidy(other.words)


def _is_same_but_for_numbers(one: _Leaf, other: _Leaf) -> bool:
    """Whether two blocks are the same without the numbers in brackets of both."""
    return _is_same(_without_numbers(one), _without_numbers(other))


def _without_numbers(leaf: _Leaf) -> _Leaf:
    urls = tuple(map(numbers.removed, leaf.urls))
    return leaf._replace(words=numbers.removed(leaf.words), urls=urls)


def _start(citation: Citation) -> int:
    return citation.start


def _tidy(words: str) -> str:
    return _BEFORE_PUNCTUATION.sub("", words)


def _leaves(parsed: ParsedReferences, headings: set[str], *, skips_long: bool) -> list[_Leaf]:
    """Return the blocks of a text, without the headings of lists."""
    leaves = _read(parsed, parsed.leaves, skips_long=skips_long)
    if not headings:
        return leaves
    # a heading goes and comes with its list
    return [each for each in leaves if each.urls or _tidy(each.words) not in headings]


def _read(
    parsed: ParsedReferences, leaves: Sequence[tuple[Block, View]], *, skips_long: bool
) -> list[_Leaf]:
    """Read blocks of a text."""
    by_view: dict[View, list[Citation]] = {}
    for citation in sorted([*parsed.citations, *parsed.note_links], key=_start):
        by_view.setdefault(citation.view, []).append(citation)
    found = []
    for block, view in leaves:
        citations = by_view.get(view, [])
        words = _words(parsed, view, citations)
        urls = _addresses(citations, skips_long=skips_long)
        found.append(_Leaf(block.start, block.end, block.kind, words, urls, view))
    return found


def _words(parsed: ParsedReferences, view: View, citations: Sequence[Citation]) -> str:
    """Return what a reader sees of a text, without the numbers of its citations."""
    spans: Sequence[Span] = parsed.body.spans(view)
    places = [_place(each) for each in citations if _is_number(each)]
    if places:
        spans = _without(spans, sorted(places), 0, len(view.text))
    return escape.one_line(escape.visible(view.text, spans))


def _addresses(citations: Sequence[Citation], *, skips_long: bool) -> tuple[str, ...]:
    """Return where citations lead to; without entries that are more than a link, if wanted."""
    addresses: list[str] = []
    for citation in citations:
        for entry in citation.entries:
            is_skipped = skips_long and entry.rest
            if not is_skipped:
                addresses.append(_leads_to(entry))
    return tuple(addresses)


def _is_number(citation: Citation) -> bool:
    """Whether a citation shows nothing but a number."""
    if not citation.is_ordinary:
        return True
    return citation.words is None and not citation.is_autolink


def _is_kept(text: str, kept: Sequence[str]) -> bool:
    """Whether a block is an entry that stayed: only that, and what stands before its number."""
    length = len(text.strip())
    for entry in kept:
        is_little_longer = length - len(entry) < LONGEST_ENTRY_MARK
        if is_little_longer and entry in text:
            return True
    return False


def _leads_to(entry: Entry) -> str:
    """Return the address of an entry, or its text where it has none."""
    if entry.url:
        return page_url(entry.url)
    return escape.one_line(escape.visible(entry.rest))


def _place(citation: Citation) -> tuple[int, int]:
    """Return the place of a citation in its view."""
    if citation.span:
        return citation.span.start, citation.span.end
    length = citation.end - citation.start
    return citation.place, citation.place + length


def _without(
    spans: Sequence[Span], numbers: Sequence[tuple[int, int]], start: int, end: int
) -> Sequence[Span]:
    """Return the spans from `start` to `end`, with numbers as comments, which nobody sees.

    The places of the numbers are in order.
    """
    numbers = _within(numbers, start, end)
    if not numbers:
        return spans
    shown = []
    left = set(numbers)
    for span in spans:
        inside = _within(numbers, span.start, span.end)
        if (span.start, span.end) in inside:  # a number that is a link: `[\[3\]](#ref-3)`
            continue
        left.difference_update(inside)
        children = _without(span.children, inside, span.inner_start, span.inner_end)
        copy = Span(span.kind, span.start, span.end)
        shown.append(copy.holding(span.inner_start, span.inner_end, children))
    shown += [Span("comment", *each) for each in left]
    return sorted(shown, key=lambda span: span.start)


def _within(places: Sequence[tuple[int, int]], start: int, end: int) -> Sequence[tuple[int, int]]:
    """Return the places, of those that are in order, which lie between two others."""
    first = bisect_left(places, (start, start))
    last = bisect_left(places, (end, end + 1))
    return [each for each in places[first:last] if each[1] <= end]
