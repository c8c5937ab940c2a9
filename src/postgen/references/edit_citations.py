"""The edits of a text's citations, from links to numbers and from numbers to links."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from postgen.markdown import escape
from postgen.references import numbers
from postgen.text.edits import Edit, apply

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.references.model import Citation, Group
    from postgen.references.plan import Plan
    from postgen.references.styles.base import Style


class CitationEdits:
    """The edits of the citations that a plan has chosen, each as the style writes it."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.parsed = plan.parsed
        self.source = plan.source
        self.style = plan.style
        reads_words = self.style.reads_link_words
        self._in_words = list(self.escape_prose(is_linked=True)) if reads_words else []
        self._starts = [edit.start for edit in self._in_words]

    def edits(self, own: Style | None) -> list[Edit]:
        """Return the edits of the text; `own` is the style that it has now."""
        groups = self._groups_by_citation()
        found: list[Edit] = []
        for citation in self.plan.chosen:
            in_order = _in_order(citation, groups[citation])
            found += self.style.edits(self, citation, in_order)
        prose = sorted(self.style.prose_edits(self, own))
        return found + _outside(sorted(found), prose)

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
            start, end = citation.words_place
            first, last = bisect_left(self._starts, start), bisect_left(self._starts, end)
            within = self._in_words[first:last]
            moved = [Edit(edit.start - start, edit.end - start, edit.new) for edit in within]
            words = apply(self.source[start:end], moved)
        return escape.guard(words) if citation.starts_line else words

    # The numbers of the prose

    def escape_prose(self, *, is_linked: bool) -> Iterator[Edit]:
        """Keep numbers of the prose from becoming citations.

        `is_linked` is for those in the words of links.
        """
        listed = {group.number for group in self.plan.groups}
        form = numbers.escape_form(self.source, max(listed, default=0))
        cited = {each.start for each in self.plan.chosen}
        cited |= {each.mark[0] for each in self.plan.chosen}
        for mark in self.parsed.numbers:
            if mark.bracket != "[" or mark.is_linked != is_linked:
                continue
            place = mark.view.at(mark.start)
            is_hidden = mark.is_note and not self.style.reads_notes
            is_entry = mark.view in self.parsed.listed_views
            if place in cited or is_hidden or is_entry:
                continue
            if any(number in listed for number in mark.numbers):
                yield Edit(place, place + 1, form)

    def unescape_prose(self) -> Iterator[Edit]:
        """Free the numbers of the prose that were kept from being citations."""
        form = numbers.written_form(self.source)
        for start in self.parsed.find_escaped(form):
            yield Edit(start, start + len(form), "[")


def _in_order(citation: Citation, groups: list[Group]) -> list[Group]:
    """Return the groups of a citation in the order of the numbers that it has, `[3, 1]`."""
    if len(groups) == 1:
        return groups
    places = {placed: index for index, placed in enumerate(citation.listed)}
    last = len(places)
    return sorted(groups, key=lambda group: min(places.get(each, last) for each in group.listed))


def _outside(edits: list[Edit], others: list[Edit]) -> list[Edit]:
    """Return those of the others that are not within one of the edits."""
    starts = [edit.start for edit in edits]
    found = []
    for other in others:
        at = bisect_right(starts, other.start) - 1
        if at < 0 or edits[at].end <= other.start:
            found.append(other)
    return found
