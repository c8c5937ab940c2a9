"""From one style of references to another, or to the same with its numbers in order: the smallest edits, proved."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from postgen.markdown import Markdown, spans, spell, targets
from postgen.references import proof, styles
from postgen.references.places import Block, place_rows
from postgen.references.reading import Reading
from postgen.references.styles import NUMBERED, Entry
from postgen.text import Edit, apply

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from postgen.references.listing import Slot
    from postgen.references.reading import Citation

ATTEMPTS = 8
"""How often a conversion is tried again without a link that it would have changed."""


class Finding(NamedTuple):
    """What is wrong at a place of the body, and whether the conversion mends it."""

    start: int
    reason: str
    is_mended: bool


class Conversion(NamedTuple):
    """A body with its references in a style ("" where it has none), and what was found on the way.

    `count` is how many references there are. Where `refused` says why, the body is what it was.
    """

    body: str
    style: str
    count: int
    findings: tuple[Finding, ...]
    refused: Finding | None = None


@dataclass(slots=True)
class Group:
    """A URL's entry, the citations of it, and the places where lists name it: slots, definitions, footnotes."""

    entry: Entry
    citations: list[Citation] = field(default_factory=list)
    slots: list[Slot] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    number: int = 0


class RefusedError(Exception):
    """A conversion would lose something; the finding says what and where."""

    def __init__(self, start: int, reason: str) -> None:
        super().__init__(reason)
        self.finding = Finding(start, reason, is_mended=False)


def own_style(reading: Reading) -> str:
    """Say in which style a body has its numbers; "" where it has none."""
    for style in ("linked", "plain"):
        if any(each.style == style for each in reading.listings):
            return style
    if any(label.isdecimal() for each in reading.citations if each.kind == "reflinks" for label in each.labels):
        return "reflinks"
    return "footnotes" if any(each.kind == "footnotes" for each in reading.citations) else ""


def convert(
    source: str, to: str = "", *, heading: str = "References", every: bool = False, mend: bool = False
) -> Conversion:
    """Write a body's references in the style `to`, or number them anew in its own.

    Where the page numbers its references already, ordinary links stay as they are unless `every`. With `mend`, and
    where a style was asked for, addresses of a list that only stand there become links. `heading` is for a list that
    has none of its own.
    """
    reading = Reading(Markdown(source))
    style = to or own_style(reading)
    if not style:
        return Conversion(source, "", 0, ())
    if reading.ambiguous:
        first, again = reading.ambiguous
        reason = f"[{again.number}] is listed twice: which one is cited cannot be known"
        return Conversion(source, style, 0, (), Finding(again.start, reason, is_mended=False))
    kept: set[int] = set()
    try:
        for _ in range(ATTEMPTS):
            work = _Work(reading, style, heading, is_asked=bool(to), every=every, mend=mend, kept=kept)
            body = apply(source, work.edits()) if work.groups else source
            if body == source:
                break
            wrong = proof.first_change(reading, Reading(Markdown(body)))
            if wrong is None:
                break
            again = {id(each) for each in work.chosen if each.is_ordinary and wrong.holds(each)} - kept
            if not again:
                raise RefusedError(
                    wrong.start, "its references cannot be written otherwise without changing the page here"
                )
            kept |= again
        else:
            raise RefusedError(wrong.start, "its references cannot be written otherwise without changing the page here")
    except RefusedError as error:
        return Conversion(source, style, 0, (), error.finding)
    return Conversion(body, style, len(work.groups), tuple(work.findings))


class _Work:
    """One conversion: what is chosen, how it is numbered, and the edits."""

    def __init__(
        self, reading: Reading, style: str, heading: str, *, is_asked: bool, every: bool, mend: bool, kept: set[int]
    ) -> None:
        self.reading = reading
        self.source = reading.source
        self.style = style
        self.heading = heading
        self.is_asked = is_asked
        self.mend = mend or is_asked
        self.findings: list[Finding] = []
        self.chosen = [each for each in self._choose(every=every) if id(each) not in kept]
        self.remaining = self._remaining_labels()
        self.groups = self._group()
        if style == "reflinks":
            self._keep_odd_links()
        self._see_fits()
        self._number()

    # What is converted

    def _choose(self, *, every: bool) -> list[Citation]:
        citations = self.reading.citations
        if not self.is_asked and self.style == "reflinks":
            return [each for each in citations if each.kind == "reflinks" and each.labels[0].isdecimal()]
        shown = [each for each in citations if not each.is_ordinary]
        if every or self.style not in NUMBERED or not (shown or self.reading.listings):
            return [each for each in citations if self.style in NUMBERED or each.kind != "autolink"]
        return shown

    def _remaining_labels(self) -> set[str]:
        """Give the labels that links and images go on using."""
        if not self.reading.definitions:
            return set()
        gone = {id(each.span) for each in self.chosen if each.kind == "reflinks"}
        return {
            targets.label_of(span.label) for span, _ in self.reading.body.links() if span.label and id(span) not in gone
        }

    def _group(self) -> list[Group]:
        """Gather the citations by URL, in the order of first appearance; what nothing cites comes last."""
        groups: dict[object, Group] = {}
        slots = {id(slot.entry): slot for each in self.reading.listings for slot in each.slots}
        for citation in self.chosen:
            for entry, label in zip(citation.entries, citation.labels or [""] * len(citation.entries), strict=True):
                group = groups.setdefault(_key(entry), Group(entry))
                group.citations.append(citation)
                slot = slots.get(id(entry))
                if slot and slot not in group.slots:
                    self._see_same(group, slot)
                    group.slots.append(slot)
                if label and label not in group.labels:
                    group.labels.append(label)
                if slot and not group.entry.name and entry.name:
                    group.entry = entry
        self._add_uncited(groups, slots)
        return list(groups.values())

    def _see_same(self, group: Group, slot: Slot) -> None:
        if group.slots:
            first = group.slots[0]
            reason = f"[{slot.number}] and [{first.number}] lead to the same address"
            self.findings.append(Finding(slot.start, reason, is_mended=True))

    def _add_uncited(self, groups: dict[object, Group], slots: dict[int, Slot]) -> None:
        cited = {id(slot) for group in groups.values() for slot in group.slots}
        for slot in slots.values():
            if id(slot) not in cited:
                group = groups.setdefault(_key(slot.entry), Group(slot.entry))
                group.slots.append(slot)
                reason = f"[{slot.number}] is listed but not cited"
                self.findings.append(Finding(slot.start, reason, is_mended=False))
        if self.style != "reflinks":
            return
        used = {label for group in groups.values() for label in group.labels} | self.remaining
        for each in self.reading.definitions:
            if each.label.isdecimal() and (each.label not in used or not each.counts):
                entry = Entry(spell.meant(each.url), title=each.title)
                groups[id(each)] = Group(entry, labels=[f"{each.label}@{each.start}"])
                reason = f"[{each.label}] is defined but not used"
                self.findings.append(Finding(each.start, reason, is_mended=False))

    def _see_fits(self) -> None:
        """See that the style can hold everything."""
        for start, end, number in self.reading.unlisted:
            self.findings.append(Finding(start, f"[{number}] is cited but not listed", is_mended=False))
        if self.style not in {"inline", "reflinks"}:
            return
        for group in self.groups:
            slot = group.slots[0] if group.slots else None
            if slot and (group.entry.rest or not group.entry.url):
                raise RefusedError(slot.start, f"reference [{slot.number}] says more than a link can hold")
            if slot and not group.citations and self.style == "inline":
                raise RefusedError(slot.start, f"reference [{slot.number}] is cited nowhere, and would be lost")

    def _keep_odd_links(self) -> None:
        """Leave inline what would not come back as it is, byte for byte, from a definition."""
        for group in self.groups:
            tail = self._definition_tail(group)
            kept = [each for each in group.citations if each.kind == "inline" and not self._fits(each, tail)]
            group.citations = [each for each in group.citations if each not in kept]
            self.chosen = [each for each in self.chosen if each not in kept]
        self.groups = [group for group in self.groups if group.citations or group.labels or group.slots]

    def _definition_tail(self, group: Group) -> str:
        """Give what a definition says behind its colon: as it stands, or as the first link has it in its brackets."""
        for each in self.reading.definitions:
            if each.counts and each.label in group.labels or f"{each.label}@{each.start}" in group.labels:
                return _tail(self.source[each.start : each.end])
        for citation in group.citations:
            if citation.kind == "inline":
                return self._inline_tail(citation)
        return styles.told("reflinks", group.entry)

    def _inline_tail(self, citation: Citation) -> str:
        return self.source[citation.mark[0] + 2 : citation.mark[1] - 1]

    def _fits(self, citation: Citation, tail: str) -> bool:
        own = self._inline_tail(citation)
        found = targets.definition(f"[1]: {own}\n", 0)
        span = citation.span
        return (
            own == tail and "\n" not in own and span is not None and self.source[citation.mark[0]: citation.mark[0] + 2] == "]("
            and found is not None and found[1:3] == (span.url, span.title) and found[3] == len(own) + 6
        )  # fmt: skip

    # Numbers

    def _number(self) -> None:
        taken: set[int] = set()
        if self.style == "footnotes":
            names = self.reading.body.footnotes - set(self.reading.footnotes)
            taken = {int(name) for name in names if name.isdecimal()}
        elif self.style == "reflinks":
            taken = {int(label) for label in self.remaining if label.isdecimal()}
        number = 0
        for group in self.groups:
            number += 1
            while number in taken:
                number += 1
            group.number = number
        self._see_gaps()

    def _see_gaps(self) -> None:
        """Point out numbers of a list that are not there, and those that are not in the order of appearance."""
        for each in self.reading.listings:
            numbers = [slot.number for slot in each.slots]
            gaps = [number for number in range(1, numbers[-1]) if number not in set(numbers)]
            if gaps:
                told = ", ".join(map(str, gaps[:5])) + (" …" if len(gaps) > 5 else "")
                self.findings.append(Finding(each.start, f"the numbers lack {told}", is_mended=True))
            for a, b in zip(each.slots, each.slots[1:], strict=False):
                if "\n" not in self.source[a.end : b.start]:
                    reason = f"[{a.number}] and [{b.number}] run together on one line"
                    self.findings.append(Finding(b.start, reason, is_mended=True))
        if self.style == "reflinks":
            return
        moved = [
            (group.slots[0].number, group.number, group) for group in self.groups if group.citations and group.slots
        ]
        if any(a >= b for (a, _, _), (b, _, _) in zip(moved, moved[1:], strict=False)):
            first = next(group for a, b, group in moved if a != b)
            reason = f"[{first.slots[0].number}] is not numbered by first appearance"
            self.findings.append(Finding(first.citations[0].start, reason, is_mended=True))

    # Edits

    def edits(self) -> list[Edit]:
        """Give all edits of the body."""
        numbers: dict[int, list[int]] = {}
        firsts: dict[int, set[int]] = {}
        for group in self.groups:
            for place, citation in enumerate(group.citations):
                numbers.setdefault(id(citation), []).append(group.number)
                if place == 0:
                    firsts.setdefault(id(citation), set()).add(group.number)
        entries = {group.number: group for group in self.groups}
        found: list[Edit] = []
        for citation in self.chosen:
            own = self._in_order(citation, entries, numbers[id(citation)])
            found += self._cite(citation, own, firsts.get(id(citation), set()), entries)
        found += self._apart(sorted(found), sorted(self._escapes()))
        found += place_rows(self.reading, self._block(), self.remaining)
        return [edit for edit in found if self.source[edit.start : edit.end] != edit.new]

    @staticmethod
    def _apart(taken: list[Edit], others: list[Edit]) -> list[Edit]:
        """Give those of the others that are in none of the edits that are taken."""
        starts = [edit.start for edit in taken]
        places = [bisect_right(starts, edit.start) - 1 for edit in others]
        return [edit for edit, at in zip(others, places, strict=True) if at < 0 or taken[at].end <= edit.start]

    @staticmethod
    def _in_order(citation: Citation, entries: dict[int, Group], numbers: list[int]) -> list[int]:
        """Give a citation's new numbers in the order of those that it has."""
        keys = [_key(entry) for entry in citation.entries]
        return sorted(dict.fromkeys(numbers), key=lambda number: keys.index(_key_of(entries[number], keys)))

    def _cite(
        self, citation: Citation, numbers: list[int], firsts: set[int], entries: dict[int, Group]
    ) -> Iterator[Edit]:
        if self.style in NUMBERED:
            yield from self._cite_number(citation, numbers, firsts)
        elif citation.is_ordinary:
            yield from self._cite_ordinary(citation, entries[numbers[0]])
        else:
            yield from self._cite_words(citation, [entries[number] for number in numbers])

    def _cite_number(self, citation: Citation, numbers: list[int], firsts: set[int]) -> Iterator[Edit]:
        source, style = self.source, self.style
        end = citation.end + len(citation.attributes)
        after = source[end : end + 1]
        marks = "".join(styles.citation(style, number, after, first=number in firsts) for number in numbers)
        if style == "plain" and any(str(number) in self.remaining for number in numbers):
            marks = marks.replace("]", "\\]").replace("\\\\]", "\\]")
        if citation.kind == "plain":
            if style == "plain":
                yield Edit(*citation.mark, _renumbered(source[slice(*citation.mark)], numbers))
                return
            start, end = (citation.start, citation.end) if style == "footnotes" else citation.mark
            if source[:start].endswith("!") and not source[:start].endswith("\\!"):
                yield Edit(start - 1, start, "\\!")
            yield Edit(start, end, marks)
        elif not citation.is_ordinary or not (citation.words or citation.kind == "autolink"):
            yield Edit(citation.start, end, marks)
        else:
            yield Edit(citation.start, end, self._written(citation) + marks)

    def _written(self, citation: Citation) -> str:
        """Give a link's words as they stand in the text without the link, before a number."""
        if citation.kind == "autolink":
            words = spell.escape(citation.entries[0].url)
        else:
            start, stop = citation.words_place
            within = [edit for edit in self._escapes_in_words if start <= edit.start < stop]
            moved = [Edit(edit.start - start, edit.end - start, edit.new) for edit in within]
            words = apply(self.source[start:stop], moved)
        return styles.cited_words(self.style, spell.guard(words) if self._begins_line(citation) else words)

    @staticmethod
    def _begins_line(citation: Citation) -> bool:
        text = citation.view.text
        return not text[text.rfind("\n", 0, citation.place) + 1 : citation.place].strip()

    def _cite_ordinary(self, citation: Citation, group: Group) -> Iterator[Edit]:
        number = group.number
        if self.style == "reflinks":
            if citation.words is None:
                shown = self.source[citation.start + 1 :].startswith("\\[")
                yield Edit(citation.start, citation.end, f"[\\[{number}\\]][{number}]" if shown else f"[{number}]")
            else:
                yield Edit(*citation.mark, f"][{number}]")
        elif citation.kind == "reflinks":
            target = self._target(citation)
            if citation.words is None:
                yield Edit(citation.start, citation.end, f"[\\[{number}\\]]({target})")
            else:
                yield Edit(*citation.mark, f"]({target})")

    def _target(self, citation: Citation) -> str:
        """Give what an inline link has in its round brackets, in the definition's own spelling where it can stand."""
        entry = citation.entries[0]
        for each in self.reading.definitions:
            if each.counts and each.label == citation.labels[0]:
                tail = _tail(self.source[each.start : each.end])
                found = spans.parse(f"[x]({tail})", {})
                if (
                    len(found) == 1
                    and (found[0].url, found[0].title) == (each.url, each.title)
                    and found[0].end == len(tail) + 5
                ):
                    return tail
        return spell.link("", entry.url, entry.title)[3:-1]

    def _cite_words(self, citation: Citation, groups: list[Group]) -> Iterator[Edit]:
        """Make a link of a number: of the words before it, if they are known."""
        if citation.words is None or len(groups) > 1:
            yield Edit(citation.start, citation.end, "".join(self._numbered_link(group) for group in groups))
            return
        (start, stop), (group,) = citation.words_place, groups
        entry = group.entry
        words = self.source[start:stop]
        if spell.visible(words) == entry.url and re.match(r"(?:https?|ftps?):", entry.url):
            link = spell.autolink(entry.url)
        elif self.style == "reflinks":
            link = f"[{styles.freed(words)}][{group.number}]"
        else:
            link = f"[{styles.freed(words)}]({spell.link('', entry.url, entry.title)[3:-1]})"
        link += entry.attributes if citation is group.citations[0] else ""
        if stop == citation.start:
            yield Edit(start, citation.end, link)
        else:
            yield Edit(start, stop, link)
            yield Edit(citation.start, citation.end, "")

    def _numbered_link(self, group: Group) -> str:
        if self.style == "reflinks":
            return f"[\\[{group.number}\\]][{group.number}]"
        return spell.link(f"\\[{group.number}\\]", group.entry.url, group.entry.title)

    def _escapes(self) -> Iterator[Edit]:
        """Keep the numbers of the prose from becoming citations; or set them free where nothing is cited so any more."""
        reading = self.reading
        if self.style in {"plain", "reflinks"}:
            yield from self._escaped(is_linked=False)
        elif own_style(reading) in {"plain", "reflinks"}:
            form = "&#91;" if _ENTITY.search(self.source) else "\\["
            for start in reading.escaped(form):
                yield Edit(start, start + len(form), "[")
        if self.style == "linked":
            for start, end, number in reading.unlisted:
                if self.source.startswith("[\\[", start):
                    yield Edit(start, end, f"\\[{number}]")

    def _escaped(self, *, is_linked: bool) -> Iterator[Edit]:
        last = max((group.number for group in self.groups), default=0)
        taken = {each.start for each in self.chosen} | {each.mark[0] for each in self.chosen}
        form = "&#91;" if any(int(each[1]) <= last for each in _ESCAPED.finditer(self.source)) else "\\["
        for mark in self.reading.numbers:
            place = mark.view.at(mark.start)
            is_free = mark.open == "[" and mark.is_linked == is_linked and place not in taken
            is_read = self.style == "reflinks" or not mark.is_note
            if (
                is_free
                and is_read
                and id(mark.view) not in self.reading.listed
                and any(0 < each <= last for each in mark.numbers)
            ):
                yield Edit(place, place + 1, form)

    @cached_property
    def _escapes_in_words(self) -> list[Edit]:
        return list(self._escaped(is_linked=True)) if self.style == "plain" else []

    def _block(self) -> Block:
        """Give the list as it is to be, a row for each group."""
        rows = [self._row(group) for group in self.groups] if self.style != "inline" else []
        owners = [(group.slots[0] if group.slots else None, group.labels) for group in self.groups]
        return Block(self.style, self.heading, rows, owners if rows else [])

    def _row(self, group: Group) -> str:
        style, number, slot = self.style, group.number, group.slots[0] if group.slots else None
        cited = bool(group.citations)
        if style == "reflinks":
            return f"[{number}]: {self._definition_tail(group)}"
        own = next((each.style for each in self.reading.listings if slot in each.slots), "")
        if slot and own == style and len(group.slots) == 1:
            return self._same_row(slot, number, cited=cited)
        note = self.reading.footnotes.get(group.labels[0]) if style == "footnotes" and group.labels else None
        if note:
            text = self.source[note.start : note.end].rstrip("\r\n")
            return text.replace(f"[^{note.label}]", f"[^{number}]", 1)
        entry = group.entry
        if entry.rest and slot:
            return styles.mark(style, number, cited=cited) + self._linked_text(slot)
        words = [self._words_of(each) for each in group.citations]
        first = next((each for each in words if each), "")
        entry = entry._replace(
            name=first if group.citations and group.citations[0].is_ordinary else entry.name or first, words=()
        )
        name = styles.listed_name(style, entry)
        if any(
            each and not _is_told(self.source, citation, name, each)
            for citation, each in zip(group.citations, words, strict=True)
        ):
            entry = entry._replace(words=tuple(words))
        return styles.row(style, number, entry, cited=cited)

    def _same_row(self, slot: Slot, number: int, *, cited: bool) -> str:
        if not slot.mark:
            return self._linked_text(slot)
        if self.style == "linked":
            return styles.mark("linked", number, cited=cited) + self._linked_text(slot)
        start, end = slot.digits
        mark = slot.mark[: start - slot.start] + str(number) + slot.mark[end - slot.start :]
        return mark + self._linked_text(slot)

    def _linked_text(self, slot: Slot) -> str:
        """Give an entry's text as it stands; an address that only stands there becomes a link, if that is wanted."""
        start, end = slot.text
        if not slot.bare or not self.mend:
            return self.source[start:end]
        first, last = slot.bare
        return f"{self.source[start:first]}<{self.source[first:last]}>{self.source[last:end]}"

    def _words_of(self, citation: Citation) -> str:
        """Give the words that will stand before a number; "" where they are not known."""
        if citation.kind == "autolink":
            return spell.escape(citation.entries[0].url)
        if citation.words is None or len(citation.entries) > 1:
            return ""
        words = citation.source_words(self.source)
        if not citation.is_ordinary:
            return words
        if self._escapes_in_words:
            words = _CITED.sub(r"\\\1", words)
        return styles.cited_words(self.style, spell.guard(words) if self._begins_line(citation) else words)


_CITED = re.compile(r"(?<!\\)(\[\d{1,4}[\d ,，–-]*\])", re.ASCII)
_ESCAPED = re.compile(r"(?<!\\)\\\[(\d{1,4})[\d ,，–-]*\]", re.ASCII)
_ENTITY = re.compile(r"&#91;\d{1,4}[\d ,，–-]*\]", re.ASCII)


def _is_told(source: str, citation: Citation, name: str, words: str) -> bool:
    """Say whether an entry's name tells the words of a citation: the same, and where they begin."""
    from postgen.references.reading import is_letter

    if name != words:
        return False
    start = citation.start if citation.is_ordinary else citation.words_place[0]
    before = source[start - 1 : start] if start else ""
    return not (before and is_letter(before) and is_letter(words[:1]))


def _tail(definition: str) -> str:
    """Give what a definition says behind its colon and one blank."""
    return re.sub(r"\A\s*\[[^\]]*\]: ?", "", definition, count=1).rstrip("\r\n")


def _renumbered(mark: str, numbers: Sequence[int]) -> str:
    """Spell numbers in the brackets that others stand in; a range stays one where it can."""
    found = re.search(r"\d.*\d|\d", mark)
    if not found:
        return mark
    told = ", ".join(map(str, numbers))
    if re.search(r"[–-]", found[0]) and list(numbers) == list(range(numbers[0], numbers[-1] + 1)) and len(numbers) > 2:
        told = re.sub(r"\d+(\s*[–-]\s*)\d+.*", rf"{numbers[0]}\g<1>{numbers[-1]}", found[0])
    elif len(numbers) == len(re.findall(r"\d+", found[0])):
        left = iter(numbers)
        told = re.sub(r"\d+", lambda _: str(next(left)), found[0])
    return mark[: found.start()] + told + mark[found.end() :]


def _key(entry: Entry) -> object:
    """Say which entries are the same: those that hold nothing but a link to the same URL."""
    return same(entry.url) if entry.url and not entry.rest else id(entry)


def _key_of(group: Group, keys: Iterable[object]) -> object:
    own = {_key(group.entry), *(_key(slot.entry) for slot in group.slots)}
    return next(key for key in keys if key in own)


def same(url: str) -> str:
    """Give a URL as the page has it, however it is spelled in Markdown."""
    return spell.meant(spell.address(url))
