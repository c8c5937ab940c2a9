"""Which links and citations a conversion is about, and which number each URL gets."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from postgen.markdown import escape, targets
from postgen.references import definitions, styles
from postgen.references.styles import NUMBERED, Entry

if TYPE_CHECKING:
    from collections.abc import Mapping

    from postgen.references.entries import Slot
    from postgen.references.parse import Citation, Reading


class Remark(NamedTuple):
    """What is wrong at a place of the body, and whether a conversion mends it."""

    start: int
    reason: str
    is_mended: bool


class ConvertOptions(NamedTuple):
    """What is wanted: a style, with the heading for a list that has none of its own.

    `is_asked` says that a person named the style: it is then written as it should be, and not only numbered. With
    `every`, ordinary links get numbers, too, where the page has numbers already. With `mend`, addresses of a list
    that only stand there become links. `numbers` are those that URLs have elsewhere, and are to have
    here; an entry that leads nowhere goes by its own, as `[3]`.
    """

    style: str
    heading: str = "References"
    is_asked: bool = False
    every: bool = False
    mend: bool = False
    numbers: Mapping[str, int] = MappingProxyType({})


@dataclass(slots=True, eq=False)
class Group:
    """A URL's entry, the citations of it, and the places where lists name it: slots, definitions, footnotes.

    `labels` are those of its definitions, and those of its footnotes with a `^` before them.
    """

    entry: Entry
    citations: list[Citation] = field(default_factory=list)
    slots: list[Slot] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    number: int = 0


class Plan:
    """A conversion before it is made: what is chosen, how it is numbered, and what is remarkable.

    `kept` are the identities of citations that stay as they are; `refusal` says why nothing can be done.
    """

    def __init__(self, reading: Reading, request: ConvertOptions, kept: set[int]) -> None:
        self.reading = reading
        self.source = reading.source
        self.request = request
        self.style = request.style
        self.remarks: list[Remark] = []
        self.chosen = [each for each in self._choose() if id(each) not in kept]
        self.remaining = self._remaining_labels()
        self.groups = self._group()
        if self.style == "reflinks":
            self._keep_odd_links()
        self.failure = self._see_fits()
        self._number()

    def _choose(self) -> list[Citation]:
        citations = self.reading.citations
        if not (self.request.is_asked or self.request.every) and self.style in {
            "reflinks",
            "footnotes",
        }:
            return [
                each for each in citations if each.kind == self.style and each.labels[0].isdecimal()
            ]
        shown = [each for each in citations if not each.is_ordinary]
        if self.style == "inline":
            return [
                each
                for each in citations
                if each.kind != "autolink" and not any(map(_is_more, each.entries))
            ]
        if self.request.every or self.style not in NUMBERED or not (shown or self.reading.listings):
            return [each for each in citations if self.style in NUMBERED or each.kind != "autolink"]
        return shown

    def _remaining_labels(self) -> set[str]:
        """Give the labels that links and images go on using."""
        if not self.reading.definitions:
            return set()
        gone = {id(each.span) for each in self.chosen if each.kind == "reflinks"}
        return {
            targets.label_of(span.label)
            for span, _ in self.reading.body.links()
            if span.label and id(span) not in gone
        }

    def _group(self) -> list[Group]:
        """Gather the citations by URL, in the order of first appearance; what nothing cites comes last."""
        groups: dict[object, Group] = {}
        slots = {id(slot.entry): slot for each in self.reading.listings for slot in each.slots}
        for citation in self.chosen:
            for entry, label in zip(
                citation.entries, citation.labels or [""] * len(citation.entries), strict=True
            ):
                group = groups.setdefault(_key(entry), Group(entry))
                group.citations.append(citation)
                slot = slots.get(id(entry))
                if slot and slot not in group.slots:
                    self._see_same(group, slot)
                    group.slots.append(slot)
                if citation.kind in {"reflinks", "footnotes"}:
                    named = label if citation.kind == "reflinks" else f"^{label}"
                    if named and named not in group.labels:
                        group.labels.append(named)
                if slot and not group.entry.name and entry.name:
                    group.entry = entry
        self._add_uncited(groups, slots)
        return list(groups.values())

    def _see_same(self, group: Group, slot: Slot) -> None:
        if group.slots:
            first = group.slots[0]
            reason = f"[{slot.number}] and [{first.number}] lead to the same address"
            self.remarks.append(Remark(slot.start, reason, is_mended=True))

    def _add_uncited(self, groups: dict[object, Group], slots: dict[int, Slot]) -> None:
        cited = {id(slot) for group in groups.values() for slot in group.slots}
        for slot in slots.values():
            if id(slot) not in cited:
                group = groups.setdefault(_key(slot.entry), Group(slot.entry))
                group.slots.append(slot)
                reason = f"[{slot.number}] is listed but not cited"
                self.remarks.append(Remark(slot.start, reason, is_mended=False))
        if self.style == "footnotes":
            self._add_unused_notes(groups)
        if self.style == "reflinks":
            self._see_unused()

    def _see_unused(self) -> None:
        """Point out numbered definitions that nothing leads to; they stay as they are, and keep their numbers."""
        used = {
            label
            for each in self.reading.citations
            if each.kind == "reflinks"
            for label in each.labels
        }
        for each in self.reading.definitions:
            if each.label.isdecimal() and (
                each.label not in used | self.remaining or not each.counts
            ):
                self.remaining.add(each.label)
                reason = f"[{each.label}] is defined but not used"
                self.remarks.append(Remark(each.start, reason, is_mended=False))

    def _add_unused_notes(self, groups: dict[object, Group]) -> None:
        cited = {
            label
            for each in self.reading.citations
            if each.kind == "footnotes"
            for label in each.labels
        }
        for note in self.reading.footnotes.values():
            if note.label not in cited and note.label.isdecimal():
                groups[id(note)] = Group(note.entry, labels=[f"^{note.label}"])
                reason = f"[^{note.label}] is defined but not cited"
                self.remarks.append(Remark(note.start, reason, is_mended=False))

    def _see_fits(self) -> Remark | None:
        """See that the style can hold everything."""
        for start, _, number in self.reading.unlisted:
            self.remarks.append(
                Remark(start, f"[{number}] is cited but not listed", is_mended=False)
            )
        if self.style == "reflinks":
            for group in self.groups:
                if group.slots and _is_more(group.entry):
                    reason = f"Reference [{group.slots[0].number}] says more than a link can hold"
                    return Remark(group.slots[0].start, reason, is_mended=False)
        return None

    @cached_property
    def kept_slots(self) -> frozenset[int]:
        """The identities of the entries that stay in their list, because no link of the text can take them up."""
        if self.style != "inline":
            return frozenset()
        slots = [slot for each in self.reading.listings for slot in each.slots]
        for slot in slots:
            if _is_more(slot.entry):
                reason = f"Reference [{slot.number}] says more than a link can hold, and stays"
                self.remarks.append(Remark(slot.start, reason, is_mended=False))
        cited = {id(entry) for each in self.chosen for entry in each.entries}
        return frozenset(
            id(slot) for slot in slots if _is_more(slot.entry) or id(slot.entry) not in cited
        )

    @property
    def kept_texts(self) -> list[str]:
        """The texts of the entries that stay in their list."""
        slots = [
            slot
            for each in self.reading.listings
            for slot in each.slots
            if id(slot) in self.kept_slots
        ]
        return [self.source[slot.start : slot.end] for slot in slots]

    def _keep_odd_links(self) -> None:
        """Leave inline what would not come back as it is, byte for byte, from a definition."""
        kept: set[int] = set()
        for group in self.groups:
            tail = self.tail(group)
            kept.update(
                id(each)
                for each in group.citations
                if each.kind == "inline" and not self._fits(each, tail)
            )
        for group in self.groups:
            group.citations = [each for each in group.citations if id(each) not in kept]
        self.chosen = [each for each in self.chosen if id(each) not in kept]
        self.groups = [
            group for group in self.groups if group.citations or group.labels or group.slots
        ]

    def tail(self, group: Group) -> str:
        """Give what a definition says behind its colon: as it stands, or as the first link has it in its brackets."""
        for label in group.labels:
            if found := self.reading.defined.get(label):
                return definitions.tail(self.source, found)
        for citation in group.citations:
            if citation.kind == "inline":
                return self._inline_tail(citation)
        return styles.told("reflinks", group.entry)

    def _inline_tail(self, citation: Citation) -> str:
        return self.source[citation.mark[0] + 2 : citation.mark[1] - 1]

    def _fits(self, citation: Citation, tail: str) -> bool:
        own, span = self._inline_tail(citation), citation.span
        if (
            span is None
            or own != tail
            or "\n" in own
            or not self.source.startswith("](", citation.mark[0])
        ):
            return False
        found = targets.definition(f"[1]: {own}\n", 0)
        return found is not None and found[1:] == (span.url, span.title, len(own) + 6)

    def _number(self) -> None:
        taken: set[int] = set()
        if self.style == "footnotes":
            own = {label for group in self.groups for label in group.labels}
            names = {name for name in self.reading.body.footnotes if f"^{name}" not in own}
            taken = {int(name) for name in names if name.isdecimal()}
        elif self.style == "reflinks":
            taken = {int(label) for label in self.remaining if label.isdecimal()}
        given = self._given(taken)
        self.groups.sort(key=lambda group: (id(group) not in given, given.get(id(group), 0)))
        number = max(self.request.numbers.values(), default=0)
        for group in self.groups:
            if id(group) in given:
                group.number = given[id(group)]
                continue
            number += 1
            while number in taken:
                number += 1
            group.number = number
        self._see_gaps()

    def _given(self, taken: set[int]) -> dict[int, int]:
        """Give the numbers that groups are to have, by their identities; the first of several for one gets it."""
        given: dict[int, int] = {}
        for group in self.groups if self.request.numbers else ():
            name = same(group.entry.url) or (f"[{group.slots[0].number}]" if group.slots else "")
            number = self.request.numbers.get(name, 0)
            if number and number not in taken and number not in given.values():
                given[id(group)] = number
        return given

    def _see_gaps(self) -> None:
        """Point out numbers of a list that are not there, and those that are not in the order of appearance."""
        for each in self.reading.listings:
            numbers = [slot.number for slot in each.slots]
            gaps = [number for number in range(1, numbers[-1]) if number not in set(numbers)]
            if gaps and not self.request.numbers:
                told = ", ".join(map(str, gaps[:5])) + (" …" if len(gaps) > 5 else "")
                self.remarks.append(Remark(each.start, f"The numbers lack {told}", is_mended=True))
            for a, b in pairwise(each.slots):
                if "\n" not in self.source[a.end : b.start]:
                    reason = f"[{a.number}] and [{b.number}] run together on one line"
                    self.remarks.append(Remark(b.start, reason, is_mended=True))
        if self.style == "reflinks" or self.request.numbers:
            return
        moved = [
            (group.slots[0].number, group.number, group)
            for group in self.groups
            if group.citations and group.slots
        ]
        if any(a >= b for (a, _, _), (b, _, _) in pairwise(moved)):
            first = next(group for a, b, group in moved if a != b)
            reason = f"[{first.slots[0].number}] is not numbered by first appearance"
            self.remarks.append(Remark(first.citations[0].start, reason, is_mended=True))


def _is_more(entry: Entry) -> bool:
    """Say whether an entry says more than a link can hold."""
    return bool(entry.rest) or not entry.url


def _key(entry: Entry) -> object:
    """Say which entries are the same: those that hold nothing but a link to the same URL."""
    return same(entry.url) if entry.url and not entry.rest else id(entry)


@lru_cache(1 << 14)
def same(url: str) -> str:
    """Give a URL as the page has it, however it is spelled in Markdown."""
    return escape.decode_entities(escape.address(url))
