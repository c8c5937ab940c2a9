"""Which links and citations a conversion is about, and which number each URL gets."""

from __future__ import annotations

from functools import cached_property, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from postgen.markdown import escape, targets
from postgen.model import Finding
from postgen.references import loose_numbers
from postgen.references.loose_numbers import included_labels
from postgen.references.model import Group

if TYPE_CHECKING:
    from collections.abc import Iterable

    from postgen.markdown.source_map import View
    from postgen.markdown.spans import Span
    from postgen.references.model import Citation, ConvertOptions, Entry, PlacedEntry, ReferenceList
    from postgen.references.parse import ParsedReferences

SHOWN_GAPS = 5


class Plan:
    """A conversion before it is made: what is chosen, how it is numbered, and what was found.

    `skipped` are citations that stay as they are; `failure` is the reason why nothing can be done.
    `remaining` are the labels of definitions that links and images go on using, `followers` those
    links and images that take a new label. `kept_entries` stay in their list, because no link of
    the text can take them up.
    """

    def __init__(
        self, parsed: ParsedReferences, options: ConvertOptions, skipped: set[Citation]
    ) -> None:
        self.parsed = parsed
        self.source = parsed.source
        self.options = options
        self.style = options.style
        self.findings: list[Finding] = []
        self.placed_entries = [placed for each in parsed.lists for placed in each.entries]
        chosen = self.style.choose(parsed, options)
        kept = [each for each in chosen if each not in skipped]
        self.chosen = sorted(kept, key=lambda citation: citation.is_note)  # the page ends with them
        self.followers = self._followers(skipped)
        self.remaining = self._remaining_labels()
        self.groups = self._group()
        self._leave(self.style.odd_links(self))
        self.failure = self._check_entries()
        self._number()
        self.failure = self.failure or self._check_highest()
        self._check_loose_numbers()
        self._check_lists()
        self.kept_entries = self._find_kept_entries()

    def report(self, code: str, start: int, end: int, message: str, *, fixed: bool = False) -> None:
        """Add a finding; `fixed` if the conversion repairs it."""
        self.findings.append(Finding(code, start, end, message, fixed=fixed))

    def _followers(self, skipped: set[Citation]) -> list[tuple[Span, View]]:
        """Return the links and images that take the new label of a definition which they share.

        They are those of footnotes, and images: `![words][label]`.
        """
        if not self.style.moves_labels or not self.parsed.definitions:
            return []
        used = {each.definition for each in self.chosen}
        converted = {each.span for each in (*self.chosen, *skipped)}
        return [
            (span, view)
            for span, view in self.parsed.body.links()
            if span.label and targets.label_of(span.label) in used and span not in converted
        ]

    def rewritten(self) -> list[tuple[int, int]]:
        """Return where the entries and footnotes stand of which the conversion makes new ones."""
        going = [each for each in self.placed_entries if each not in self.kept_entries]
        labels = {each.label.removeprefix("^") for each in self.chosen if each.footnote}
        notes = [note for label, note in self.parsed.footnotes.items() if label in labels]
        places = [(each.start, each.end) for each in going]
        return places + [(each.start, each.end) for each in notes]

    def _remaining_labels(self) -> set[str]:
        """Return the labels that links and images go on using."""
        if not self.parsed.definitions:
            return set()
        converted = {each.span for each in self.chosen if each.definition}
        converted |= {span for span, _ in self.followers}
        remaining = self._included_labels()
        for span, _ in self.parsed.body.links():
            if span.label and span not in converted:
                remaining.add(targets.label_of(span.label))
        return remaining

    def _included_labels(self) -> set[str]:
        """Return the labels in parameters of includes that stay, because they are not moved."""
        used = {each.definition for each in self.chosen} if self.style.moves_labels else set()
        labels = {targets.label_of(each[2]) for each in included_labels(self.parsed)}
        return (labels & self.parsed.defined.keys()) - used

    # Groups

    def _group(self) -> list[Group]:
        """Group the citations by URL, in the order of first appearance.

        URLs that nothing cites come last.
        """
        groups: dict[object, Group] = {}
        for citation in self.chosen:
            for index, entry in enumerate(citation.entries):
                placed = citation.listed[index] if citation.listed else None
                key = _key(entry, placed)
                group = groups.setdefault(key, Group(entry))
                self._add_citation(group, citation, placed)
        self._add_uncited(groups)
        self.style.add_unused(self, groups)
        return list(groups.values())

    def _add_citation(self, group: Group, citation: Citation, placed: PlacedEntry | None) -> None:
        """Add a citation to the group of its URL, with the label or the entry that it leads to."""
        group.citations.append(citation)
        label = citation.label
        if label and label not in group.labels:
            group.labels.append(label)
        if placed:
            self._add_listed(group, placed)

    def _add_listed(self, group: Group, placed: PlacedEntry) -> None:
        """Add an entry of a list to its group, which takes its name."""
        if placed not in group.listed:
            if group.listed:
                self._report_same_address(placed, group.listed[0])
            group.listed.append(placed)
        if placed.entry.name and not group.entry.name:
            group.entry = placed.entry

    def _report_same_address(self, placed: PlacedEntry, first: PlacedEntry) -> None:
        message = f"[{placed.number}] and [{first.number}] lead to the same address"
        self.report("REF06", placed.start, placed.end, message, fixed=True)

    def _add_uncited(self, groups: dict[object, Group]) -> None:
        """Add the entries of lists that nothing cites."""
        cited = {placed for group in groups.values() for placed in group.listed}
        in_part = self._numbers_cited_in_part()
        skipped = {placed for each in self.parsed.citations for placed in each.listed or ()}
        for placed in self.placed_entries:
            if placed in cited:
                continue
            group = groups.setdefault(_key(placed.entry, placed), Group(placed.entry))
            group.listed.append(placed)
            if placed.number not in in_part and placed not in skipped:
                message = f"[{placed.number}] is listed but not cited"
                self.report("REF02", placed.start, placed.end, message)

    def _numbers_cited_in_part(self) -> set[int]:
        """Return the numbers beside one that is not listed, as in `[2, 3]` without a 3."""
        if not self.parsed.unlisted:
            return set()
        starts = {each.start for each in self.parsed.unlisted}
        numbers: set[int] = set()
        for mark in self.parsed.text_numbers():
            if mark.view.at(mark.start) in starts:
                numbers.update(mark.numbers)
        return numbers

    def _leave(self, links: set[Citation]) -> None:
        """Leave links as they are: they are not converted, and get no number."""
        if not links:
            return
        self.chosen = _without(links, self.chosen)
        for group in self.groups:
            group.citations = _without(links, group.citations)
        self.groups = [group for group in self.groups if not group.is_empty]

    # What the style can hold

    def _check_entries(self) -> Finding | None:
        """Report numbers without an entry; return the first entry that the style cannot hold."""
        listed_in_original = set(self.options.numbers.values())
        for each in self.parsed.unlisted:
            if int(each.number) in listed_in_original:  # it is reported as lost
                continue
            message = f"[{each.number}] is cited but not listed"
            self.report("REF01", each.start, each.end, message)
        for group in self.groups:
            if not group.listed or self.style.can_hold(group.entry):
                continue
            first = group.listed[0]
            message = f"Reference [{first.number}] says more than a link can hold"
            return Finding("REF10", first.start, first.end, message)
        return None

    def _find_kept_entries(self) -> frozenset[PlacedEntry]:
        """Return the entries that stay in their list, and report those that are too long."""
        if self.style.has_list:
            return frozenset()
        cited = {placed for each in self.chosen for placed in each.listed}
        kept = []
        for placed in self.placed_entries:
            if placed.entry.exceeds_link:
                message = f"Reference [{placed.number}] says more than a link can hold, and stays"
                self.report("REF10", placed.start, placed.end, message)
                kept.append(placed)
            elif placed not in cited:
                kept.append(placed)
        return frozenset(kept)

    @property
    def kept_texts(self) -> list[str]:
        """The texts of the entries that stay in their list, in its order."""
        kept = [placed for placed in self.placed_entries if placed in self.kept_entries]
        return [self.source[placed.start : placed.end] for placed in kept]

    # Numbers

    def _number(self) -> None:
        """Set the numbers of the groups: the fixed ones come first, then the others, in order."""
        taken = self.style.taken_numbers(self)
        fixed = self._fixed_numbers(taken)
        for group, number in fixed.items():
            group.number = number
        in_order = sorted(fixed, key=lambda group: group.number)
        others = [group for group in self.groups if group not in fixed]
        self.groups = [*in_order, *others]
        number = max(self.options.numbers.values(), default=0)
        for group in others:
            number += 1
            while number in taken:
                number += 1
            group.number = number

    def _fixed_numbers(self, taken: set[int]) -> dict[Group, int]:
        """Return the numbers that groups are to have: those that `ConvertOptions` asks for.

        The first of several groups for one number gets it.
        """
        fixed: dict[Group, int] = {}
        if not self.options.numbers:
            return fixed
        used = set(taken)
        for group in self.groups:
            number = self.options.numbers.get(_name_of(group), 0)
            if number and number not in used:
                fixed[group] = number
                used.add(number)
        return fixed

    def _check_highest(self) -> Finding | None:
        """Return the first citation with a number that the style would not read as one."""
        highest = self.style.highest
        if highest is None:
            return None
        for group in self.groups:
            if group.number > highest and group.citations:
                first = group.citations[0]
                message = (
                    f"The style {self.style.name} has numbers up to {highest:,}, and"
                    f" {len(self.groups):,} are needed; footnotes have no such limit"
                )
                return Finding("REF11", first.start, first.end, message)
        return None

    @property
    def new_numbers(self) -> dict[int, int]:
        """The new numbers of entries of the list by their old ones."""
        return {placed.number: group.number for group in self.groups for placed in group.listed}

    def _check_loose_numbers(self) -> None:
        """Report numbers that cite an entry where no link can stand, and which the page loses."""
        if not self.parsed.lists or self.style is self.parsed.lists[0].style:
            return
        new = self.new_numbers
        loose = self._loose_numbers if self.style.has_list else loose_numbers.find(self.parsed)
        moves = self.moves_loose_numbers
        for each in loose:
            if each.number in new and (each.is_link or not moves):
                message = f"[{each.number}] in {each.where} cites a reference, and stays"
                self.report("REF15", each.start, each.end, message)

    @cached_property
    def _loose_numbers(self) -> list[loose_numbers.LooseNumber]:
        return [*loose_numbers.find(self.parsed), *loose_numbers.in_entries(self.parsed)]

    @property
    def has_loose_numbers(self) -> bool:
        """Whether numbers that are not citations are written again."""
        return self.moves_loose_numbers and bool(self._loose_numbers)

    @property
    def moves_loose_numbers(self) -> bool:
        """Whether the page has numbers before and after, so that loose ones can go along."""
        if not self.parsed.lists:
            return False
        return self.style.shows_numbers and self.style.list_is_visible

    # What is wrong with the lists

    def _check_lists(self) -> None:
        """Report gaps in numbers, entries that share a line, and numbers out of order."""
        has_fixed_numbers = bool(self.options.numbers)
        for each in self.parsed.lists:
            if not has_fixed_numbers:
                self._check_gaps(each)
            self._check_lines(each)
        if self.style.orders_entries and not has_fixed_numbers:
            self._check_order()

    def _check_gaps(self, found: ReferenceList) -> None:
        """Report the numbers that a list skips, up to that of its last entry."""
        numbers = [placed.number for placed in found.entries]
        present = set(numbers)
        gaps = [number for number in range(1, numbers[-1]) if number not in present]
        if not gaps:
            return
        shown = ", ".join(map(str, gaps[:SHOWN_GAPS]))
        more = " …" if len(gaps) > SHOWN_GAPS else ""
        message = f"The numbers lack {shown}{more}"
        self.report("REF03", found.start, found.end, message, fixed=True)

    def _check_lines(self, found: ReferenceList) -> None:
        """Report the entries that do not begin on a line of their own."""
        for one, other in pairwise(found.entries):
            if "\n" not in self.source[one.end : other.start]:
                message = f"[{one.number}] and [{other.number}] run together on one line"
                self.report("REF04", other.start, other.end, message, fixed=True)

    def _check_order(self) -> None:
        """Report the first entry whose number changes, where the text does not cite in order."""
        cited = [group for group in self.groups if group.citations and group.listed]
        numbers = [group.listed[0].number for group in cited]
        is_in_order = all(one < other for one, other in pairwise(numbers))
        if is_in_order:
            return
        for group, number in zip(cited, numbers, strict=True):
            if number == group.number:
                continue
            first = group.citations[0]
            message = f"[{number}] is not numbered by first appearance"
            self.report("REF05", first.start, first.end, message, fixed=True)
            return


def _without(left: set[Citation], citations: Iterable[Citation]) -> list[Citation]:
    """Return the citations that are not left as they are."""
    return [each for each in citations if each not in left]


def _key(entry: Entry, placed: PlacedEntry | None) -> object:
    """Return a key that is equal for entries that are only a link to the same URL."""
    if placed and entry.exceeds_link:
        return placed
    return page_url(entry.url)


def _name_of(group: Group) -> str:
    """Return the name of a group in `ConvertOptions.numbers`: its URL, or `[3]` without one."""
    url = page_url(group.entry.url)
    if url or not group.listed:
        return url
    return f"[{group.listed[0].number}]"


@lru_cache(1 << 14)
def page_url(url: str) -> str:
    """Return a URL as the page has it, however it is written in Markdown."""
    return escape.decode_entities(escape.address(escape.opened_url(url)))
