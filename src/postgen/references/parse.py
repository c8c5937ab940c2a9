"""The references of a body in any style: its lists, definitions, footnotes and citations."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from postgen.markdown import escape, targets
from postgen.references import OUTSIDE, cited_words, entries, numbers, styles
from postgen.references.model import Definition, Footnote, LinkPlace, Unlisted
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from postgen.markdown import Markdown
    from postgen.markdown.source_map import View
    from postgen.markdown.spans import Span
    from postgen.markdown.tree import Block
    from postgen.references.model import Citation, PlacedEntry, ReferenceList
    from postgen.references.numbers import NumberMark
    from postgen.references.styles.base import Style

_KEPT_HEADING = Lazy(r"<!-- references: (?P<heading>.*?) -->", re.DOTALL)


class ParsedReferences:
    """The references of a body.

    `ambiguous` are two entries of one number that lead to different addresses.
    """

    def __init__(self, body: Markdown) -> None:
        self.body = body
        self.source = body.source
        self.ambiguous: tuple[PlacedEntry, PlacedEntry] | None = None
        self._unlisted: list[Unlisted] = []
        self._note_links: list[Citation] = []
        self.numbers = list(self._find_numbers())
        self.lists = self._find_lists()

    @cached_property
    def citations(self) -> list[Citation]:
        """The citations, ordinary links among them, in their order."""
        return self._find_citations()

    @property
    def unlisted(self) -> list[Unlisted]:
        """The citations of numbers that no list has."""
        _ = self.citations  # which are found with them
        return self._unlisted

    @property
    def note_links(self) -> list[Citation]:
        """The links of footnotes, which stay links in every style."""
        _ = self.citations  # which are found with them
        return self._note_links

    # Lists

    def _find_lists(self) -> list[ReferenceList]:
        may_have_list = any(style.may_have_list(self) for style in styles.every())
        if not may_have_list:
            return []
        outside_notes = [each for each in self.text_numbers() if not each.is_note]
        lists = entries.find_lists(self.body, outside_notes)
        self.ambiguous = _find_ambiguous(lists)
        return lists

    def entries_of(self, style: Style) -> dict[int, PlacedEntry]:
        """Return the entries of the lists of a style, by number."""
        return self._entries_by_style.get(style, {})

    @cached_property
    def _entries_by_style(self) -> dict[Style, dict[int, PlacedEntry]]:
        found: dict[Style, dict[int, PlacedEntry]] = {}
        for each in self.lists:
            by_number = found.setdefault(each.style, {})
            by_number.update((entry.number, entry) for entry in each.entries)
        return found

    @cached_property
    def definitions(self) -> list[Definition]:
        """All definitions of link targets, in their order."""
        if "]:" not in self.source:
            return []
        return [
            self._read_definition(block, block.target)
            for block in self.body.walk(self.body.blocks)
            if block.target
        ]

    def _read_definition(self, block: Block, target: tuple[str, str, str]) -> Definition:
        """Read `[label]: url "title"`."""
        label, url, title = target
        key = targets.label_of(label)
        counts = self.body.definitions[key].start == block.start
        end = min(block.end, len(self.source))
        return Definition(key, url, title, block.start, end, counts)

    @cached_property
    def defined(self) -> dict[str, Definition]:
        """The definitions that count, by their labels."""
        return {each.label: each for each in self.definitions if each.counts}

    @cached_property
    def footnotes(self) -> dict[str, Footnote]:
        """The footnotes that are references, by their labels."""
        if "[^" not in self.source:
            return {}
        found = {}
        for block in self.body.blocks:
            if block.kind == "footnote":
                note = self._read_footnote(block)
                if note:
                    found[note.label] = note
        return found

    def _read_footnote(self, block: Block) -> Footnote | None:
        """Read `[^3]: [words](url)`; None for a footnote that says more, or has several blocks."""
        if len(block.children) != 1:
            return None
        view = block.children[0].view
        if not view:
            return None
        entry, _ = entries.read_entry(self.body, view, 0, len(view.text))
        if entry.exceeds_link:
            return None
        end = min(block.end, len(self.source))
        return Footnote(block.attributes, block.start, end, entry, view)

    @property
    def heading_words(self) -> str:
        """The words of the heading above the list; "" where there is none."""
        headings = [each.heading for each in self.lists if each.heading]
        if not headings:
            return ""
        start, _ = headings[0]
        block = next(block for block in self.body.blocks if block.start == start)
        if not block.view:
            return ""
        spans = self.body.spans(block.view)
        return escape.one_line(escape.visible(block.view.text, spans))

    @cached_property
    def kept_heading(self) -> tuple[int, int, str] | None:
        """The comment that keeps the heading of a list that is not shown, and the heading."""
        if "<!-- references:" not in self.source:
            return None
        for block in self.body.blocks:
            found = _KEPT_HEADING.match(self.source, block.start)
            if found and block.kind == "comment":
                return block.start, block.end, found["heading"]
        return None

    def kept_heading_above(self, place: int) -> tuple[int, int] | None:
        """Return the place of the comment that keeps a heading, if it stands right above a list."""
        kept = self.kept_heading
        if not kept or self.source[kept[1] : place].strip():
            return None
        return kept[:2]

    # Numbers in brackets

    def _find_numbers(self) -> Iterator[NumberMark]:
        """Find the numbers in brackets that are text."""
        if not numbers.may_occur(self.source):
            return
        note_views = self._note_views()
        for block in self.body.leaves():
            view = block.view
            if view:
                yield from numbers.find_marks(self.body, view, is_note=view in note_views)

    def _note_views(self) -> set[View]:
        """Return the texts that stand in footnotes."""
        if not self.body.footnotes:
            return set()
        every = {block.view for block in self.body.leaves() if block.view}
        outside = {block.view for block in self.body.leaves(notes=False)}
        return every - outside

    def text_numbers(self) -> list[NumberMark]:
        """Return the numbers in brackets that may be citations: those outside links."""
        return [each for each in self.numbers if not each.is_linked]

    def find_escaped(self, form: str) -> Iterator[int]:
        r"""Find the numbers of the prose that a form such as `\[` keeps from being citations."""
        if form not in self.source:
            return
        pattern = numbers.escaped_pattern(form)
        for block in self.body.leaves():
            view = block.view
            if not view or view in self.listed_views:
                continue
            if form not in view.text:  # this is found far faster than the pattern
                continue
            closed = numbers.Places(numbers.closed_places(self.body.spans(view)))
            for found in pattern.finditer(view.text):
                if not closed.hold(found.start()):
                    yield view.at(found.start())

    def add_unlisted(self, start: int, end: int, number: str) -> None:
        """Add a citation of a number that no list has."""
        self._unlisted.append(Unlisted(start, end, number))

    # The text

    @cached_property
    def leaves(self) -> list[tuple[Block, View]]:
        """The blocks of the text: neither footnotes nor entries of a list."""
        return [
            (block, block.view)
            for block in self.body.leaves(notes=False)
            if block.view and block.view not in self.listed_views
        ]

    @cached_property
    def note_leaves(self) -> list[tuple[Block, View]]:
        """The blocks of footnotes that are notes, and not references."""
        if not self.body.footnotes:
            return []
        outside = {view for _, view in self.leaves} | self.listed_views
        every = [(block, block.view) for block in self.body.leaves() if block.view]
        return [(block, view) for block, view in every if view not in outside]

    @cached_property
    def listed_views(self) -> set[View]:
        """The texts that entries of a list, or footnotes, stand in."""
        listed = {entry.view for each in self.lists for entry in each.entries}
        return listed | {note.view for note in self.footnotes.values()}

    @cached_property
    def has_tags(self) -> bool:
        """Whether there are tags of Liquid."""
        return "{%" in self.source

    def _find_citations(self) -> list[Citation]:
        found: list[Citation] = []
        for style in styles.every():
            found += style.find_in_text(self)
        readers = _readers()
        for _, view in self.leaves:
            if "[" in view.text or "<" in view.text:
                found += self._find_links(view, readers)
        for _, view in self.note_leaves:
            for citation in self._find_links(view, readers):
                citation.is_note = True
                links = self._note_links if citation.is_ordinary else found
                links.append(citation)
        found.sort(key=lambda citation: citation.start)
        cited_words.find_words(self.body, [each for each in found if not each.is_ordinary])
        return found

    def _find_links(self, view: View, readers: Mapping[str, Sequence[Style]]) -> Iterator[Citation]:
        """Find the citations among the spans of a text, with the first style that reads each."""
        link_end = 0
        for span, attributes_end in _walk(self.body.spans(view)):
            if span.kind not in readers:
                continue
            # In `[see <https://a.org>](https://b.org)` the autolink is a part of the words.
            is_in_link = span.start < link_end
            is_outside = not is_in_link and OUTSIDE.match(span.url) is not None
            if is_outside:
                link_end = span.end
            link = _link_place(view, span, attributes_end, is_outside=is_outside)
            for style in readers[span.kind]:
                citation = style.read_link(self, link)
                if citation:
                    yield citation
                    break


def _readers() -> dict[str, list[Style]]:
    """Return the styles that read each kind of span, in the order in which they are asked."""
    readers: dict[str, list[Style]] = {}
    for style in styles.every():
        for kind in style.reads_spans:
            readers.setdefault(kind, []).append(style)
    return readers


def _link_place(view: View, span: Span, attributes_end: int, *, is_outside: bool) -> LinkPlace:
    start, end = view.at(span.start), view.end(span.end)
    attributes = view.text[span.end : attributes_end]
    return LinkPlace(view, span, start, end, attributes, view.end(attributes_end), is_outside)


def _find_ambiguous(lists: Sequence[ReferenceList]) -> tuple[PlacedEntry, PlacedEntry] | None:
    """Return the first two entries of one style and number that are not the same."""
    first_by_number: dict[tuple[Style, int], PlacedEntry] = {}
    for each in lists:
        for entry in each.entries:
            first = first_by_number.setdefault((each.style, entry.number), entry)
            if not _is_same(first, entry):
                return first, entry
    return None


def _is_same(one: PlacedEntry, other: PlacedEntry) -> bool:
    """Whether two entries of one number have the same URL and text."""
    return (one.entry.url, one.entry.rest) == (other.entry.url, other.entry.rest)


def _walk(spans: Sequence[Span]) -> Iterator[tuple[Span, int]]:
    """Yield all spans, each with the end of the attribute lists behind it, `[words](url){:.x}`."""
    last = len(spans) - 1
    for index, span in enumerate(spans):
        end, behind = span.end, index
        if span.kind != "attributes":
            while behind < last and _are_attributes_at(spans[behind + 1], end):
                behind += 1
                end = spans[behind].end
        yield span, end
        if span.children:
            yield from _walk(span.children)


def _are_attributes_at(span: Span, place: int) -> bool:
    return span.kind == "attributes" and span.start == place
