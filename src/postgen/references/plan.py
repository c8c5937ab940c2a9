"""Which links and citations a conversion is about, and which number each URL gets."""

from __future__ import annotations

from functools import cached_property, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from postgen.markdown import escape, targets
from postgen.model import Finding
from postgen.references.model import Group

if TYPE_CHECKING:
    from postgen.references.model import Citation, ConvertOptions, Entry, PlacedEntry
    from postgen.references.parse import ParsedReferences

SHOWN_GAPS = 5


class Plan:
    """A conversion before it is made: what is chosen, how it is numbered, and what was found.

    `skipped` are citations that stay as they are; `failure` is the reason why nothing can be done.
    `remaining` are the labels of definitions that links and images go on using.
    """

    def __init__(
        self, parsed: ParsedReferences, options: ConvertOptions, skipped: set[Citation]
    ) -> None:
        self.parsed = parsed
        self.source = parsed.source
        self.options = options
        self.style = options.style
        self.findings: list[Finding] = []
        chosen = self.style.choose(parsed, options)
        self.chosen = [each for each in chosen if each not in skipped]
        self.remaining = self._remaining_labels()
        self.groups = self._group()
        self._leave(self.style.odd_links(self))
        self.failure = self._check_entries()
        self._number()
        self._check_lists()

    def report(self, code: str, start: int, end: int, message: str, *, fixed: bool = False) -> None:
        """Add a finding; `fixed` if the conversion repairs it."""
        self.findings.append(Finding(code, start, end, message, fixed=fixed))

    def _remaining_labels(self) -> set[str]:
        """Return the labels that links and images go on using."""
        if not self.parsed.definitions:
            return set()
        converted = {each.span for each in self.chosen if each.definition}
        return {
            targets.label_of(span.label)
            for span, _ in self.parsed.body.links()
            if span.label and span not in converted
        }

    # Groups

    def _group(self) -> list[Group]:
        """Group the citations by URL, in the order of first appearance.

        URLs that nothing cites come last.
        """
        groups: dict[object, Group] = {}
        for citation in self.chosen:
            for index, entry in enumerate(citation.entries):
                placed = citation.listed[index] if citation.listed else None
                group = groups.setdefault(_key(entry, placed), Group(entry))
                group.citations.append(citation)
                if citation.label and citation.label not in group.labels:
                    group.labels.append(citation.label)
                if placed:
                    self._add_listed(group, placed)
        self._add_uncited(groups)
        self.style.add_unused(self, groups)
        return list(groups.values())

    def _add_listed(self, group: Group, placed: PlacedEntry) -> None:
        """Add an entry of a list to its group, which takes its name."""
        if placed not in group.listed:
            if group.listed:
                message = (
                    f"[{placed.number}] and [{group.listed[0].number}] lead to the same address"
                )
                self.report("REF06", placed.start, placed.end, message, fixed=True)
            group.listed.append(placed)
        if not group.entry.name and placed.entry.name:
            group.entry = placed.entry

    def _add_uncited(self, groups: dict[object, Group]) -> None:
        cited = {placed for group in groups.values() for placed in group.listed}
        for placed in self._placed_entries():
            if placed not in cited:
                group = groups.setdefault(_key(placed.entry, placed), Group(placed.entry))
                group.listed.append(placed)
                message = f"[{placed.number}] is listed but not cited"
                self.report("REF02", placed.start, placed.end, message)

    def _placed_entries(self) -> list[PlacedEntry]:
        return [placed for each in self.parsed.lists for placed in each.entries]

    def _leave(self, links: set[Citation]) -> None:
        """Leave links as they are."""
        if not links:
            return
        for group in self.groups:
            group.citations = [each for each in group.citations if each not in links]
        self.chosen = [each for each in self.chosen if each not in links]
        self.groups = [each for each in self.groups if each.citations or each.labels or each.listed]

    # What the style can hold

    def _check_entries(self) -> Finding | None:
        """Report numbers without an entry; return the first entry that the style cannot hold."""
        for each in self.parsed.unlisted:
            message = f"[{each.number}] is cited but not listed"
            self.report("REF01", each.start, each.end, message)
        for group in self.groups:
            if group.listed and not self.style.can_hold(group.entry):
                first = group.listed[0]
                message = f"Reference [{first.number}] says more than a link can hold"
                return Finding("REF10", first.start, first.end, message)
        return None

    @cached_property
    def kept_entries(self) -> frozenset[PlacedEntry]:
        """The entries that stay in their list, because no link of the text can take them up."""
        if self.style.has_list:
            return frozenset()
        cited = {placed for each in self.chosen for placed in each.listed}
        kept = []
        for placed in self._placed_entries():
            if placed.entry.exceeds_link:
                message = f"Reference [{placed.number}] says more than a link can hold, and stays"
                self.report("REF10", placed.start, placed.end, message)
                kept.append(placed)
            elif placed not in cited:
                kept.append(placed)
        return frozenset(kept)

    @property
    def kept_texts(self) -> list[str]:
        """The texts of the entries that stay in their list."""
        kept = self.kept_entries
        return [
            self.source[each.start : each.end] for each in self._placed_entries() if each in kept
        ]

    # Numbers

    def _number(self) -> None:
        taken = self.style.taken_numbers(self)
        wanted = self._wanted_numbers(taken)
        self.groups.sort(key=lambda group: (group not in wanted, wanted.get(group, 0)))
        number = max(self.options.numbers.values(), default=0)
        for group in self.groups:
            if group in wanted:
                group.number = wanted[group]
                continue
            number += 1
            while number in taken:
                number += 1
            group.number = number

    def _wanted_numbers(self, taken: set[int]) -> dict[Group, int]:
        """Return the numbers that groups are to have.

        The first of several groups for one number gets it.
        """
        wanted: dict[Group, int] = {}
        if not self.options.numbers:
            return wanted
        used = set(taken)
        for group in self.groups:
            name = page_url(group.entry.url)
            if not name and group.listed:
                name = f"[{group.listed[0].number}]"
            number = self.options.numbers.get(name, 0)
            if number and number not in used:
                wanted[group] = number
                used.add(number)
        return wanted

    # What is wrong with the lists

    def _check_lists(self) -> None:
        """Report gaps in numbers, entries that share a line, and numbers out of order."""
        for each in self.parsed.lists:
            if not self.options.numbers:
                self._check_gaps([placed.number for placed in each.entries], each.start, each.end)
            for a, b in pairwise(each.entries):
                if "\n" not in self.source[a.end : b.start]:
                    message = f"[{a.number}] and [{b.number}] run together on one line"
                    self.report("REF04", b.start, b.end, message, fixed=True)
        if self.style.orders_entries and not self.options.numbers:
            self._check_order()

    def _check_gaps(self, numbers: list[int], start: int, end: int) -> None:
        present = set(numbers)
        gaps = [number for number in range(1, numbers[-1]) if number not in present]
        if gaps:
            shown = ", ".join(map(str, gaps[:SHOWN_GAPS]))
            more = " …" if len(gaps) > SHOWN_GAPS else ""
            self.report("REF03", start, end, f"The numbers lack {shown}{more}", fixed=True)

    def _check_order(self) -> None:
        listed = [each for each in self.groups if each.citations and each.listed]
        olds = [(each.listed[0].number, each.number) for each in listed]
        if all(a < b for (a, _), (b, _) in pairwise(olds)):
            return
        old, first = next(
            (each.listed[0].number, each.citations[0])
            for each in listed
            if each.listed[0].number != each.number
        )
        message = f"[{old}] is not numbered by first appearance"
        self.report("REF05", first.start, first.end, message, fixed=True)


def _key(entry: Entry, placed: PlacedEntry | None) -> object:
    """Return a key that is equal for entries that are only a link to the same URL."""
    return placed if placed and entry.exceeds_link else page_url(entry.url)


@lru_cache(1 << 14)
def page_url(url: str) -> str:
    """Return a URL as the page has it, however it is written in Markdown."""
    return escape.decode_entities(escape.address(url))
