"""Whether two bodies make the same page, but for how they write their references."""

from __future__ import annotations

from bisect import bisect_left
from functools import lru_cache
from typing import TYPE_CHECKING

from postgen.markdown import escape, quotes
from postgen.markdown.spans import Span
from postgen.references import numbers, styles
from postgen.references.plan import page_url
from postgen.text.edits import Edit
from postgen.text.patterns import Lazy
from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from postgen.markdown.source_map import View
    from postgen.markdown.tree import Block, LinkForm
    from postgen.references.model import Citation, Entry
    from postgen.references.parse import ParsedReferences
    from postgen.references.styles.base import Style


_BEFORE_PUNCTUATION = Lazy(r"[ \u00a0]+(?=[ ,.;:!?)，。；：！？）]|\Z)")
"""`words .`: a blank that stood before a number that is gone."""

_SHOWS_LABEL: frozenset[LinkForm] = frozenset({"shortcut", "collapsed"})
"""The forms of links whose words are their label: `[3]`, `[3][]`."""

LONGEST_ENTRY_MARK = 8


class Change(NamedTuple):
    """Where the first body is not what the second one makes of it."""

    start: int
    end: int


class _Leaf(NamedTuple):
    """A block of text: its place and kind, its links' addresses, its spans and numbers' places."""

    start: int
    end: int
    kind: str
    urls: tuple[str, ...]
    view: View
    spans: Sequence[Span]
    numbers: Sequence[tuple[int, int]]

    @property
    def words(self) -> str:
        """What a reader sees, without numbers.

        It has the blanks that stood before the numbers; see `_tidy`.
        """
        text, spans = self.view.text, self.spans
        if self.numbers:
            spans = _without(spans, sorted(self.numbers), 0, len(text))
        return escape.one_line(escape.visible(text, spans))


def changes(
    before: ParsedReferences,
    after: ParsedReferences,
    style: Style,
    kept: Sequence[str] = (),
    *,
    moves_loose: bool = False,
) -> list[Change]:
    """Find where the words, or the addresses that they lead to, differ; none where all is the same.

    `style` is the one that was written. The entries `kept` stay in the list, which is text like any
    other when nothing cites it. With `moves_loose`, numbers may differ that are no citations.
    """
    if _is_plainly_same(before, after):
        return []
    is_same = _is_same_but_for_numbers if moves_loose else _is_same
    old, new = _both_leaves(before, after, style, kept)
    pairs = zip(old, new, strict=False)
    found = (Change(one.start, one.end) for one, other in pairs if not is_same(one, other))
    if len(old) == len(new):
        return [*found, *_lost_notes(before, after, style)]
    first = next(found, None)  # those behind it are compared with others
    return [first or Change(_start_of_surplus(old, new), len(before.source))]


def lost_words(
    before: ParsedReferences, after: ParsedReferences, style: Style, kept: Sequence[str] = ()
) -> set[Citation]:
    """Return the links of the first body whose words the second one does not lead back to."""
    found: set[Citation] = set()
    if before is after or _is_plainly_same(before, after):
        return found
    links, numbered = _by_view(before.citations), _by_view(after.citations)
    for one, other in zip(*_both_leaves(before, after, style, kept), strict=False):
        old, new = links.get(one.view, []), numbered.get(other.view, [])
        if len(old) != len(new):
            continue
        for link, number in zip(old, new, strict=True):
            is_link_lost = link.is_ordinary and not number.is_ordinary
            if is_link_lost and _link_words(link) != _link_words(number):
                found.add(link)
    return found


def _link_words(citation: Citation) -> str | None:
    """Return what a link shows, or the words before a number; None where they are not known."""
    if citation.is_autolink:
        return escape.one_line(citation.entries[0].url)
    if citation.words is None:
        return None
    words = citation.view.text[slice(*citation.words)]
    return quotes.straight(escape.one_line(escape.visible(words)))


def changed_quotes(
    before: ParsedReferences, after: ParsedReferences, style: Style, kept: Sequence[str] = ()
) -> list[Edit]:
    """Return the edits that write the quotes of the second body which would curl the other way."""
    has_quotes = '"' in before.source or "'" in before.source
    if before is after or not has_quotes:
        return []
    edits = []
    for view, other in _both_views(before, after, style, kept):
        if view.text == other.text:
            continue
        old = quotes.find(view.text, before.body.spans(view))
        new = quotes.find(other.text, after.body.spans(other))
        if len(old) != len(new):
            continue
        for quote, changed in zip(old, new, strict=True):
            if quote.shown != changed.shown:
                place = other.at(changed.place)
                edits.append(Edit(place, place + 1, quote.shown))
    return edits


@lru_cache(maxsize=2)
def _is_plainly_same(before: ParsedReferences, after: ParsedReferences) -> bool:
    """Whether two bodies have nothing but links for references, and each leads where it did.

    Then `changes` and `lost_words` find nothing, without reading one citation. Where there is no
    list, no footnote, no tag of Liquid and no style of another package, only links are citations;
    which ones, where each leads and whether it shows nothing but its number is read from its span
    alone (`links_as_citations.read`): from its place among the spans around it, its URL, its words,
    and whether these are its label. All of that is compared here, and so is all other text.
    """
    if not (styles.are_built_in() and _has_only_links(before) and _has_only_links(after)):
        return False
    if len(before.leaves) != len(after.leaves):
        return False
    for (block, view), (other_block, other) in zip(before.leaves, after.leaves, strict=True):
        spans, other_spans = before.body.spans(view), after.body.spans(other)
        if block.kind != other_block.kind or not _lead_same(spans, other_spans):
            return False
        if view.text != other.text and not escape.is_written_same(
            view.text, other.text, spans, other_spans
        ):
            return False
    return True


def _has_only_links(parsed: ParsedReferences) -> bool:
    return not (parsed.lists or parsed.body.footnotes or parsed.has_tags)


def _lead_same(spans: Sequence[Span], others: Sequence[Span]) -> bool:
    """Whether spans are of the same kinds, and links among them lead to the same addresses."""
    if len(spans) != len(others):
        return False
    for one, other in zip(spans, others, strict=True):
        if one.kind != other.kind or one.url != other.url:
            return False
        if (one.form in _SHOWS_LABEL) != (other.form in _SHOWS_LABEL):
            return False
        if (one.children or other.children) and not _lead_same(one.children, other.children):
            return False
    return True


def _both_views(
    before: ParsedReferences, after: ParsedReferences, style: Style, kept: Sequence[str]
) -> Iterator[tuple[View, View]]:
    """Yield the texts of two bodies that are to be the same."""
    if _is_plainly_same(before, after):
        for (_, view), (_, other) in zip(before.leaves, after.leaves, strict=True):
            yield view, other
        return
    for one, two in zip(*_both_leaves(before, after, style, kept), strict=False):
        yield one.view, two.view


def _both_leaves(
    before: ParsedReferences, after: ParsedReferences, style: Style, kept: Sequence[str]
) -> tuple[list[_Leaf], list[_Leaf]]:
    """Return the blocks of two texts that are to be the same."""
    headings = frozenset({before.heading_words, after.heading_words} - {""})
    skips_long = style.long_entries_are_notes
    old = _leaves(before, headings, skips_long=skips_long)
    new = _leaves(after, headings, skips_long=skips_long)
    if kept:
        new = [each for each in new if not _is_kept(after.source[each.start : each.end], kept)]
    return old, new


def _lost_notes(
    before: ParsedReferences, after: ParsedReferences, style: Style
) -> Iterator[Change]:
    """Find the first block of a note that the second body does not have; it may have more."""
    skips_long = style.long_entries_are_notes
    notes = iter(_read(after, after.note_leaves, skips_long=skips_long))
    for one in _read(before, before.note_leaves, skips_long=skips_long):
        if not any(_is_same(one, other) for other in notes):
            yield Change(one.start, one.end)
            return


def _start_of_surplus(old: Sequence[_Leaf], new: Sequence[_Leaf]) -> int:
    """Return the place in the first body from which one of the two has more blocks."""
    if len(old) > len(new):
        return old[len(new)].start
    return old[-1].start if old else 0


def _is_same(one: _Leaf, other: _Leaf) -> bool:
    """Whether two blocks have the same words, which lead to the same addresses."""
    if one.kind != other.kind or one.urls != other.urls:
        return False
    return _is_written_same(one, other) or _are_same_words(one.words, other.words)


def _is_same_but_for_numbers(one: _Leaf, other: _Leaf) -> bool:
    """Whether two blocks are the same without the numbers in brackets of both."""
    if one.kind != other.kind or _urls_without_numbers(one) != _urls_without_numbers(other):
        return False
    return _is_written_same(one, other) or _are_same_words(
        numbers.removed(one.words), numbers.removed(other.words)
    )


def _urls_without_numbers(leaf: _Leaf) -> list[str]:
    return [numbers.removed(url) for url in leaf.urls]


def _are_same_words(one: str, other: str) -> bool:
    return one == other or _tidy(one) == _tidy(other)


def _is_written_same(one: _Leaf, other: _Leaf) -> bool:
    """Whether two blocks are written the same, but for where their links lead.

    Then they have the same words, which need not be worked out.
    """
    if one.numbers or other.numbers:
        return False
    return escape.is_written_same(one.view.text, other.view.text, one.spans, other.spans)


def _by_view(citations: Iterable[Citation]) -> dict[View, list[Citation]]:
    found: dict[View, list[Citation]] = {}
    for citation in citations:
        found.setdefault(citation.view, []).append(citation)
    return found


def _start(citation: Citation) -> int:
    return citation.start


def _tidy(words: str) -> str:
    return _BEFORE_PUNCTUATION.sub("", words)


@lru_cache(maxsize=2)  # the words of one change are looked at in several ways
def _leaves(parsed: ParsedReferences, headings: frozenset[str], *, skips_long: bool) -> list[_Leaf]:
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
    by_view = _by_view(sorted([*parsed.citations, *parsed.note_links], key=_start))
    found = []
    for block, view in leaves:
        citations = by_view.get(view, ())
        urls = _addresses(citations, skips_long=skips_long)
        numbers = [_place(each) for each in citations if _is_number(each)]
        spans = parsed.body.spans(view)
        found.append(_Leaf(block.start, block.end, block.kind, urls, view, spans, numbers))
    return found


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
