"""Which links and citations a body holds, in any style of reference, and where each of their parts stands."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from postgen.markdown import escape, targets
from postgen.markdown.liquid import mask
from postgen.markdown.source_map import OPAQUE
from postgen.references import entries, marks
from postgen.references.styles import OUTSIDE, Entry
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from postgen.markdown import Markdown
    from postgen.markdown.source_map import View
    from postgen.markdown.spans import Span
    from postgen.markdown.tree import Block
    from postgen.references.entries import Listing, Slot
    from postgen.references.marks import Mark

_LINKED = Lazy(r"#ref-(\d{1,4})\Z", re.ASCII)
_SHOWN = Lazy(r"\\\[\d{1,4}\\\]\Z", re.ASCII)
_DIGITS = Lazy(r"\d{1,4}\Z", re.ASCII)
_CLOSERS = Lazy(r"[\"'”’»」』》）)\]*_~]{0,4}[ \t\u00a0]?\Z")
_ANY_NUMBER = Lazy(r"[\[【［]\d", re.ASCII)
_HEADING = Lazy(r"<!-- references: (?P<heading>.*?) -->", re.DOTALL)


@dataclass(slots=True, eq=False)
class Citation:
    """A place of the text that leads to a URL. All places are in the body's source.

    `kind` is a style, or `autolink`. `start` to `end` is all of it: an ordinary link, or the mark of a number
    with what is only there for it. `words` are the place of its words in the view's text, None where they are not
    known; `mark` is the place of what stands for the URL. `labels` are the numbers or the label that it names. `place`
    is where it starts in the text of its view.
    """

    kind: str
    start: int
    end: int
    mark: tuple[int, int]
    labels: tuple[str, ...]
    view: View
    place: int
    entries: list[Entry] = field(default_factory=list)
    words: tuple[int, int] | None = None
    title: str = ""
    attributes: str = ""
    span: Span | None = None

    def source_words(self, source: str) -> str:
        """Give its words on one line, as the source has them; "" where they are not known."""
        if self.words is None:
            return ""
        start, end = self.words
        seen = self.view.text[start:end]
        return escape.one_line(
            seen if OPAQUE not in seen else source[self.view.at(start) : self.view.end(end)]
        )

    @property
    def words_place(self) -> tuple[int, int]:
        """The place of its words in the source, which must be known."""
        start, end = self.words or (0, 0)
        return self.view.at(start), self.view.end(end)

    @property
    def is_ordinary(self) -> bool:
        """Say whether the page shows a link here, and no number."""
        return self.kind in {"inline", "reflinks", "autolink"}


class Definition(NamedTuple):
    """A `[label]: url` line, where it stands, and whether it is the one that counts."""

    label: str
    url: str
    title: str
    start: int
    end: int
    counts: bool


class Footnote(NamedTuple):
    """A footnote that holds a reference and nothing else."""

    label: str
    start: int
    end: int
    entry: Entry
    view: View


class Reading:
    """A body as a text with references."""

    def __init__(self, body: Markdown) -> None:
        self.body = body
        self.source = body.source
        self.ambiguous: tuple[Slot, Slot] | None = None
        self.unlisted: list[tuple[int, int, str]] = []
        self.numbers = list(self._find_marks())
        self.listings = self._listings()
        self.citations = self._citations()

    # The lists

    def _listings(self) -> list[Listing]:
        if not self.numbers and "#ref-" not in self.source and "](#cite-" not in self.source:
            return []
        cited = [
            (id(mark.view), mark.open, number)
            for mark in self.numbers
            if not (mark.is_note or mark.is_linked)
            for number in mark.numbers
        ]
        found = entries.find(self.body, cited)
        seen: dict[tuple[str, int], Slot] = {}
        for each in found:
            for slot in each.slots:
                before = seen.setdefault((each.style, slot.number), slot)
                if before is not slot and (before.entry.url, before.entry.rest) != (
                    slot.entry.url,
                    slot.entry.rest,
                ):
                    self.ambiguous = self.ambiguous or (before, slot)
        return found

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
                found.append(
                    Definition(
                        key, url, title, block.start, min(block.end, len(self.source)), counts
                    )
                )
        return found

    @cached_property
    def defined(self) -> dict[str, Definition]:
        """The definitions that count, by their labels."""
        return {each.label: each for each in self.definitions if each.counts}

    @cached_property
    def footnotes(self) -> dict[str, Footnote]:
        """The footnotes that are references, by their names."""
        if "[^" not in self.source:
            return {}
        found = {}
        for block in self.body.blocks:
            if (
                block.kind == "footnote"
                and len(block.children) == 1
                and (view := block.children[0].view)
            ):
                entry, _ = entries.read_entry(self.body, view, 0, len(view.text))
                if entry.url and not entry.rest:
                    found[block.attributes] = Footnote(
                        block.attributes, block.start, min(block.end, len(self.source)), entry, view
                    )
        return found

    @property
    def heading_words(self) -> str:
        """The words of the heading above the list; "" where there is none."""
        for each in self.listings:
            if each.heading:
                block = next(block for block in self.body.blocks if block.start == each.heading[0])
                return (
                    escape.one_line(escape.visible(block.view.text, self.body.spans(block.view)))
                    if block.view
                    else ""
                )
        return ""

    @cached_property
    def kept_heading(self) -> tuple[int, int, str] | None:
        """The comment that keeps the heading of a list that the page does not show now, and the heading."""
        if "<!-- references:" not in self.source:
            return None
        for block in self.body.blocks:
            if block.kind == "comment" and (found := _HEADING.match(self.source, block.start)):
                return block.start, block.end, found["heading"]
        return None

    # The text

    @cached_property
    def leaves(self) -> list[tuple[Block, View]]:
        """The blocks of the text: neither footnotes nor entries of a list."""
        return [
            (block, block.view)
            for block in self.body.leaves(notes=False)
            if block.view and id(block.view) not in self.listed
        ]

    @cached_property
    def listed(self) -> set[int]:
        """The identities of the views that entries of a list stand in."""
        slots = {id(slot.view) for each in self.listings for slot in each.slots}
        return slots | {id(note.view) for note in self.footnotes.values()}

    def _find_marks(self) -> Iterator[Mark]:
        """Find what may be the citation of a plain list: numbers in brackets that are text."""
        if not _ANY_NUMBER.search(self.source):
            return
        texts = (
            {id(block) for block in self.body.leaves(notes=False)} if self.body.footnotes else set()
        )
        for block in self.body.leaves():
            if block.view and marks.MARK.search(block.view.text):
                is_note = bool(texts) and id(block) not in texts
                yield from marks.of(block.view, self.body.spans(block.view), is_note=is_note)

    def escaped(self, form: str) -> Iterator[int]:
        """Give the places of numbers of the prose that were kept from being citations, written in a form."""
        pattern = re.compile(rf"(?<!\\){re.escape(form)}{marks.NUMBERS}\]", re.ASCII)
        for block in self.body.leaves():
            view = block.view
            if view and form in view.text and id(view) not in self.listed:
                closed = list(marks.closed(self.body.spans(view)))
                for found in pattern.finditer(view.text):
                    if not any(start <= found.start() < end for start, end in closed):
                        yield view.at(found.start())

    def _citations(self) -> list[Citation]:
        found = self._plain()
        for _, view in self.leaves:
            if "[" in view.text or "<" in view.text:
                found += self._linked(view)
        found.sort(key=lambda citation: citation.start)
        self._find_words([each for each in found if not each.is_ordinary])
        return found

    def _plain(self) -> list[Citation]:
        lists = [each for each in self.listings if each.style == "plain"]
        if not lists:
            return []
        bracket = lists[0].bracket
        opens = {bracket} if bracket in {"【", "［"} else {"["}
        entries = {slot.number: slot for each in lists for slot in each.slots}
        marks = [
            mark
            for mark in self.numbers
            if not (mark.is_note or mark.is_linked) and id(mark.view) not in self.listed
        ]
        if opens == {"["} and not any(
            mark.open == "[" and set(mark.numbers) & set(entries) for mark in marks
        ):
            opens = {"\\["}
        found = []
        for mark in marks:
            if mark.open not in opens:
                continue
            view, start, end = mark.view, mark.view.at(mark.start), mark.view.end(mark.end)
            if not set(mark.numbers) <= set(entries):
                if len(mark.numbers) == 1 and 0 < mark.numbers[0] <= max(entries):
                    self.unlisted.append((start, end, str(mark.numbers[0])))
                continue
            outer = mark.outer or (mark.start, mark.end)
            found.append(
                Citation(
                    "plain", view.at(outer[0]), view.end(outer[1]), (start, end), tuple(map(str, mark.numbers)), view,
                    outer[0], [entries[number].entry for number in mark.numbers],
                )
            )  # fmt: skip
        return found

    def _linked(self, view: View) -> Iterator[Citation]:
        slots = self._linked_slots
        done = 0
        for span, after in _walk(self.body.spans(view)):
            start, end = view.at(span.start), view.end(span.end)
            attributes = view.text[after.start : after.end] if after else ""
            if span.kind == "footnote" and span.label in self.footnotes:
                entry = self.footnotes[span.label].entry
                yield Citation(
                    "footnotes",
                    start,
                    end,
                    (start, end),
                    (span.label,),
                    view,
                    span.start,
                    [entry],
                    span=span,
                )
            elif (
                span.kind == "link"
                and (number := _LINKED.match(span.url))
                and self._shows_number(view, span)
            ):
                end = view.end(after.end) if after and "#cite-" in attributes else end
                if slot := slots.get(int(number[1])):
                    yield Citation(
                        "linked",
                        start,
                        end,
                        (start, end),
                        (number[1],),
                        view,
                        span.start,
                        [slot.entry],
                        span=span,
                    )
                elif slots:
                    self.unlisted.append((start, end, number[1]))
            elif (
                span.kind in {"link", "autolink"} and OUTSIDE.match(span.url) and span.start >= done
            ):
                done = span.end  # an autolink in the words of a link is a part of them
                if self._is_settled(view, span, end):
                    yield self._ordinary(view, span, start, end, attributes)

    def _is_settled(self, view: View, span: Span, end: int) -> bool:
        """Say whether no Liquid is in a link's address, not even a tag that leaves nothing there."""
        if OPAQUE in span.url:
            return False
        if not self._has_tags:
            return True
        start = span.start if span.kind == "autolink" else span.inner_end
        said = self.source[view.at(start) : end]
        if span.label and (definition := self.body.definitions.get(targets.label_of(span.label))):
            said += self.source[definition.start : definition.end]
        return "{%" not in said

    @cached_property
    def _has_tags(self) -> bool:
        return "{%" in self.source

    @cached_property
    def _linked_slots(self) -> dict[int, Slot]:
        return {
            slot.number: slot
            for each in self.listings
            if each.style == "linked"
            for slot in each.slots
        }

    def _ordinary(self, view: View, span: Span, start: int, end: int, attributes: str) -> Citation:
        inner = (
            view.at(span.inner_start),
            view.end(span.inner_end) if span.inner_end else view.at(0),
        )
        raw = self.source[slice(*inner)]
        title, url = span.title and " ".join(span.title.split()), escape.decode_entities(span.url)
        if span.kind == "autolink":
            entry = Entry(url, escape.inline(url), attributes=attributes)
            return Citation(
                "autolink",
                start,
                end,
                (start, end),
                (),
                view,
                span.start,
                [entry],
                None,
                "",
                attributes,
                span,
            )
        kind = "inline" if span.form == "inline" else "reflinks"
        label = targets.label_of(span.label) if kind == "reflinks" else ""
        words = (
            None
            if self._is_number(raw, label if span.form != "full" else "")
            else (span.inner_start, span.inner_end)
        )
        labels = (label,) if label else ()
        found = Citation(
            kind,
            start,
            end,
            (inner[1], end),
            labels,
            view,
            span.start,
            [],
            words,
            span.title,
            attributes,
            span,
        )
        found.entries = [Entry(url, found.source_words(self.source), title, attributes)]
        return found

    def _shows_number(self, view: View, span: Span) -> bool:
        return bool(_SHOWN.match(view.text[span.inner_start : span.inner_end]))

    @staticmethod
    def _is_number(raw: str, label: str) -> bool:
        """Say whether a link has no words but its number: `[3]` with a definition, or `[3]` in its brackets."""
        return bool(_SHOWN.match(raw)) or (raw == label and bool(_DIGITS.match(raw)))

    # The words of citations

    def _find_words(self, citations: list[Citation]) -> None:
        """Find the words that each number stands behind: those that its entry keeps for it, or the entry's name."""
        by_entry: dict[int, list[Citation]] = {}
        for citation in citations:
            if len(citation.entries) == 1:
                by_entry.setdefault(id(citation.entries[0]), []).append(citation)
        for same in by_entry.values():
            entry = same[0].entries[0]
            kept = entry.words if len(entry.words) == len(same) else ()
            for place, citation in enumerate(same):
                citation.words = self._words_before(citation, kept[place] if kept else None, entry)

    def _words_before(
        self, citation: Citation, kept: str | None, entry: Entry
    ) -> tuple[int, int] | None:
        view = citation.view
        before = view.text[: citation.place]
        if kept == "":
            return None
        tried = [(kept, True)] if kept else []
        tried += [
            (each, False)
            for each in sorted({*entry.words, entry.name, escape.inline(entry.url)}, key=len)[::-1]
        ]
        for words, sure in tried:
            if (found := _at_end(before, words, sure=sure)) and self._is_free(view, *found):
                return found
        return None

    def _is_free(self, view: View, start: int, end: int) -> bool:
        """Say whether words can be a link's: they hold none, and cut no other span in two."""
        return all(_is_apart(span, start, end) for span in self.body.spans(view))


def _is_apart(span: Span, start: int, end: int) -> bool:
    if span.end <= start or span.start >= end:
        return True
    if start <= span.start and span.end <= end:
        return all(each.kind not in {"link", "autolink", "footnote"} for each in span.walk())
    inside = (
        span.inner_start <= start
        and end <= span.inner_end
        and span.kind not in {*marks.CLOSED, "link"}
    )
    return inside and all(_is_apart(child, start, end) for child in span.children)


def _at_end(before: str, words: str, *, sure: bool) -> tuple[int, int] | None:
    """Find words at the end of a text, with nothing behind them but what closes a quotation or the like."""
    words = mask(words.strip())[0]
    if not words:
        return None
    at = before.rfind(words, max(0, len(before) - len(words) - 5))
    if at >= 0:
        found = at, at + len(words)
    elif " " in words:
        pattern = r"\s+".join(re.escape(each) for each in words.split())
        shift = max(0, len(before) - 2 * len(words) - 100)
        every = [
            (each.start() + shift, each.end() + shift)
            for each in re.finditer(pattern, before[shift:])
        ]
        if not every:
            return None
        found = every[-1]
    else:
        return None
    if not _CLOSERS.match(before, found[1]):
        return None
    cut = (
        not sure
        and found[0] > 0
        and is_letter(before[found[0]])
        and is_letter(before[found[0] - 1])
    )
    return None if cut else found


def is_letter(character: str) -> bool:
    """Say whether a letter belongs to a script that puts blanks between words."""
    return character.isalpha() and ord(character) < 0x0E00


def _walk(spans: Sequence[Span]) -> Iterator[tuple[Span, Span | None]]:
    """Give all spans, each with the attribute list that follows it."""
    for place, span in enumerate(spans):
        after = spans[place + 1] if place + 1 < len(spans) else None
        yield (
            span,
            after if after and after.kind == "attributes" and after.start == span.end else None,
        )
        yield from _walk(span.children)
