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
    from collections.abc import Iterator, Sequence

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
        self.unlisted: list[Unlisted] = []
        self.numbers = list(self._find_numbers())
        self.lists = self._find_lists()
        self.citations = self._find_citations()

    # Lists

    def _find_lists(self) -> list[ReferenceList]:
        if not any(style.may_have_list(self) for style in styles.every()):
            return []
        found = entries.find_lists(self.body, self.text_numbers())
        seen: dict[tuple[Style, int], PlacedEntry] = {}
        for each in found:
            for entry in each.entries:
                first = seen.setdefault((each.style, entry.number), entry)
                if not self.ambiguous and not _is_same(first, entry):
                    self.ambiguous = first, entry
        return found

    def entries_of(self, style: Style) -> dict[int, PlacedEntry]:
        """Return the entries of the lists of a style, by number."""
        if style not in self._entries:
            lists = (each for each in self.lists if each.style is style)
            self._entries[style] = {entry.number: entry for each in lists for entry in each.entries}
        return self._entries[style]

    @cached_property
    def _entries(self) -> dict[Style, dict[int, PlacedEntry]]:
        return {}

    @cached_property
    def definitions(self) -> list[Definition]:
        """All definitions of link targets, in their order."""
        if "]:" not in self.source:
            return []
        found = []
        for block in self.body.walk(self.body.blocks):
            if block.kind == "definition" and block.view:
                label, url, title, _ = targets.definition(block.view.text, 0) or ("", "", "", 0)
                key = targets.label_of(label)
                counts = self.body.definitions[key].start == block.start
                end = min(block.end, len(self.source))
                found.append(Definition(key, url, title, block.start, end, counts))
        return found

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
            if block.kind != "footnote" or len(block.children) != 1:
                continue
            label, view = block.attributes, block.children[0].view
            if not view:
                continue
            entry, _ = entries.read_entry(self.body, view, 0, len(view.text))
            if not entry.exceeds_link:
                end = min(block.end, len(self.source))
                found[label] = Footnote(label, block.start, end, entry, view)
        return found

    @property
    def heading_words(self) -> str:
        """The words of the heading above the list; "" where there is none."""
        heading = next((each.heading for each in self.lists if each.heading), None)
        if not heading:
            return ""
        block = next(block for block in self.body.blocks if block.start == heading[0])
        if not block.view:
            return ""
        return escape.one_line(escape.visible(block.view.text, self.body.spans(block.view)))

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
        texts = set(self.body.leaves(notes=False)) if self.body.footnotes else set()
        for block in self.body.leaves():
            if block.view and numbers.IN_BRACKETS.search(block.view.text):
                is_note = bool(texts) and block not in texts
                spans = self.body.spans(block.view)
                yield from numbers.find_marks(block.view, spans, is_note=is_note)

    def text_numbers(self) -> list[NumberMark]:
        """Return the numbers in brackets that may be citations, outside footnotes and links."""
        return [each for each in self.numbers if not (each.is_note or each.is_linked)]

    def find_escaped(self, form: str) -> Iterator[int]:
        r"""Find the numbers of the prose that a form such as `\[` keeps from being citations."""
        pattern = numbers.escaped_pattern(form)
        for block in self.body.leaves():
            view = block.view
            if not view or form not in view.text or view in self.listed_views:
                continue
            closed = list(numbers.closed_places(self.body.spans(view)))
            for found in pattern.finditer(view.text):
                if not any(start <= found.start() < end for start, end in closed):
                    yield view.at(found.start())

    def add_unlisted(self, start: int, end: int, number: str) -> None:
        """Add a citation of a number that no list has."""
        self.unlisted.append(Unlisted(start, end, number))

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
    def listed_views(self) -> set[View]:
        """The texts that entries of a list, or footnotes, stand in."""
        listed = {entry.view for each in self.lists for entry in each.entries}
        return listed | {note.view for note in self.footnotes.values()}

    @cached_property
    def has_tags(self) -> bool:
        """Whether there are tags of Liquid."""
        return "{%" in self.source

    def _find_citations(self) -> list[Citation]:
        every = styles.every()
        found = [citation for style in every for citation in style.find_in_text(self)]
        readers: dict[str, list[Style]] = {}
        for style in every:
            for kind in style.reads_spans:
                readers.setdefault(kind, []).append(style)
        for _, view in self.leaves:
            if "[" in view.text or "<" in view.text:
                found += self._find_links(view, readers)
        found.sort(key=lambda citation: citation.start)
        cited_words.find_words(self.body, [each for each in found if not each.is_ordinary])
        return found

    def _find_links(self, view: View, readers: dict[str, list[Style]]) -> Iterator[Citation]:
        """Find the citations among the spans of a text.

        `readers` are the styles that read each kind of span, in the order in which they are asked.
        """
        done = 0
        for span, after in _walk(self.body.spans(view)):
            if span.kind not in readers:
                continue
            is_outside = span.start >= done and OUTSIDE.match(span.url) is not None
            if is_outside:
                done = span.end  # an autolink in the words of a link is a part of them
            link = _link_place(view, span, after, is_outside=is_outside)
            for style in readers[span.kind]:
                citation = style.read_link(self, link)
                if citation:
                    yield citation
                    break


def _link_place(view: View, span: Span, after: Span | None, *, is_outside: bool) -> LinkPlace:
    start, end = view.at(span.start), view.end(span.end)
    if not after:
        return LinkPlace(view, span, start, end, "", end, is_outside)
    attributes = view.text[after.start : after.end]
    return LinkPlace(view, span, start, end, attributes, view.end(after.end), is_outside)


def _is_same(one: PlacedEntry, other: PlacedEntry) -> bool:
    """Whether two entries of one number have the same URL and text."""
    return (one.entry.url, one.entry.rest) == (other.entry.url, other.entry.rest)


def _walk(spans: Sequence[Span]) -> Iterator[tuple[Span, Span | None]]:
    """Yield all spans, each with the attribute list that follows it."""
    last = len(spans) - 1
    for index, span in enumerate(spans):
        after = spans[index + 1] if index < last else None
        if after and (after.kind != "attributes" or after.start != span.end):
            after = None
        yield span, after
        if span.children:
            yield from _walk(span.children)
