"""The edits of a text's citations, from links to numbers and from numbers to links."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from postgen.markdown import escape
from postgen.references import cited_words, loose_numbers, numbers
from postgen.text.edits import Edit, apply

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from postgen.references.model import Citation, Group
    from postgen.references.numbers import NumberMark
    from postgen.references.plan import Plan
    from postgen.references.styles.base import Style


class CitationEdits:
    """The edits of the citations that a plan has chosen, each as the style writes it."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.parsed = plan.parsed
        self.source = plan.source
        self.style = plan.style
        self._in_words: list[Edit] = []
        if self.style.reads_link_words:
            self._in_words = list(self.escape_prose(is_linked=True))
        self._starts = [edit.start for edit in self._in_words]

    def edits(self, own: Style | None) -> list[Edit]:
        """Return the edits of the text; `own` is the style that it has now."""
        groups = self._groups_by_citation()
        found: list[Edit] = []
        for citation in self.plan.chosen:
            in_order = _in_order(citation, groups[citation])
            found += self.style.edits(self, citation, in_order)
        found += self.style.label_edits(self)
        if self.plan.moves_loose_numbers:
            loose = loose_numbers.edits(loose_numbers.find(self.parsed), self.plan.new_numbers)
            found += _outside(found, loose)
        prose = sorted(self.style.prose_edits(self, own))
        return found + _outside(found, prose)

    def _groups_by_citation(self) -> dict[Citation, list[Group]]:
        found: dict[Citation, list[Group]] = {}
        for group in self.plan.groups:
            for citation in group.citations:
                groups = found.setdefault(citation, [])
                if group not in groups:
                    groups.append(group)
        return found

    def words_of(self, citation: Citation) -> str:
        """Return a link's words as they stand in the text without the link, before a number."""
        if citation.is_autolink:
            words = escape.inline(citation.entries[0].url)
        else:
            words = self._escaped(*citation.words_place)
        return escape.guard(words) if citation.starts_line else words

    def around_words(self, citation: Citation) -> tuple[str, str]:
        """Return the blanks and comments that a link has before its words, and behind them."""
        before, behind = citation.around
        return before, "" if cited_words.breaks_line(self.source, citation) else behind

    def _escaped(self, start: int, end: int) -> str:
        """Return the words of a link, whose numbers are kept from becoming citations."""
        first, last = bisect_left(self._starts, start), bisect_left(self._starts, end)
        edits = self._in_words[first:last]
        moved = [Edit(edit.start - start, edit.end - start, edit.new) for edit in edits]
        return apply(self.source[start:end], moved)

    # The numbers of the prose

    def escape_prose(self, *, is_linked: bool) -> Iterator[Edit]:
        r"""Keep numbers of the prose from becoming citations, `[3]` as `\[3]`.

        `is_linked` is for those in the words of links.
        """
        if not self.parsed.numbers:
            return
        listed = {group.number for group in self.plan.groups}
        form = numbers.escape_form(self.source, max(listed, default=0))
        cited = {each.start for each in self.plan.chosen}
        cited |= {each.mark[0] for each in self.plan.chosen}
        for mark in self._readable(is_linked=is_linked):
            place = mark.view.at(mark.start)
            if place not in cited and not listed.isdisjoint(mark.numbers):
                yield Edit(place, place + 1, form)

    def _readable(self, *, is_linked: bool) -> Iterator[NumberMark]:
        """Yield the numbers of the prose, `[3]`, that the style would read as citations."""
        for mark in self.parsed.numbers:
            if mark.bracket != "[" or mark.is_linked != is_linked:
                continue
            if mark.view not in self.parsed.listed_views:
                yield mark

    def unescape_prose(self) -> Iterator[Edit]:
        r"""Write the numbers of the prose without what kept them from being citations, `\[3]`."""
        form = numbers.written_form(self.source)
        for start in self.parsed.find_escaped(form):
            end = start + len(form)
            number = self.source[end : self.source.index("]", end)]
            if number not in self.plan.remaining:  # there `[3]` would be a link
                yield Edit(start, end, "[")


def _in_order(citation: Citation, groups: list[Group]) -> list[Group]:
    """Return the groups of a citation in the order of the numbers that it has, `[3, 1]`."""
    if len(groups) == 1:
        return groups
    places = {placed: index for index, placed in enumerate(citation.listed)}
    last = len(places)

    def first_place(group: Group) -> int:
        return min(places.get(each, last) for each in group.listed)

    return sorted(groups, key=first_place)


def _outside(edits: Sequence[Edit], others: Sequence[Edit]) -> list[Edit]:
    """Return those of the others that are not within one of the edits."""
    if not others:
        return []
    places = numbers.Places((edit.start, edit.end) for edit in edits)
    return [
        other for other in others if not (places.hold(other.start) or places.hold(other.end - 1))
    ]
