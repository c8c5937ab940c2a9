"""`plain`: `words[3]`, and a list of `[3] **words:** <url>`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postgen.markdown import escape
from postgen.references import numbers
from postgen.references.cited_words import comment
from postgen.references.model import Citation
from postgen.references.styles.base import Style
from postgen.text.edits import Edit
from postgen.text.patterns import Lazy
from postgen.urls.bare import find_addresses

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from postgen.references.edit_citations import CitationEdits
    from postgen.references.edit_entries import EntryRows
    from postgen.references.model import Entry, Group, PlacedEntry, ReferenceList
    from postgen.references.numbers import NumberMark
    from postgen.references.parse import ParsedReferences

_BREAK = r"(?:\\\\[ \t]*\n|<br[ ]?/?>\s*)*"
"""What breaks the line before an entry on the page: `\\\\` and a newline, or `<br>`."""

_ENTRY = rf"{_BREAK}(?P<mark>{numbers.ENTRY_NUMBER}(?P<after>[:.)：]?[ \t\u00a0\u3000]*))(?=\S)"
"""`[3] `, `[3]: `, `[3]. `, `【3】`"""

_NEXT_ENTRY = Lazy(
    rf"(?P<line_start>\n{_BREAK}[ \t]*|)(?P<mark>{numbers.ENTRY_NUMBER}[:.)：]?[ \t]*)(?=\S)",
    re.ASCII,
)
"""On a line of its own, or run together with the entry before it: `https://e.org[4] `."""

_SQUARE = frozenset({"[", "\\["})
"""The brackets that are one and the same on the page, and not `【` or `［`."""

_STRESS = frozenset("*_")
_MAKES_LINK = frozenset("([:{")
"""What behind `[3]` would make it a link, a definition or a footnote, or give it attributes."""


def _follows_address(text: str, place: int) -> bool:
    """Whether an address ends before a place: `https://e.org/a[4]`, `<https://e.org/a>. [4]`."""
    end = len(text[:place].rstrip(" \t"))
    word_start = max(text.rfind(blank, 0, end) for blank in " \t\n") + 1
    addresses = list(find_addresses(text, word_start, end))
    return bool(addresses) and not any(map(str.isalnum, text[addresses[-1].run_end : end]))


class Plain(Style):
    """Numbers in brackets that are text, as people write them by hand."""

    name = "plain"
    order = 20
    highest = numbers.HIGHEST
    citation = Lazy(r"\[(\d+)\\?\]")
    marks_are_text = True
    reads_numbers = True
    reads_link_words = True
    takes_ordered_lists = True
    entry_start = Lazy(_ENTRY, re.ASCII)

    def next_entry(self) -> Lazy:
        """Return what the next entry begins with."""
        return _NEXT_ENTRY

    def may_have_list(self, parsed: ParsedReferences) -> bool:
        """Whether a body has numbers in brackets."""
        return bool(parsed.numbers)

    def is_next_entry(self, first: re.Match[str], found: re.Match[str], number: int) -> bool:
        """Whether it has the same bracket, and a line of its own.

        Within a line it needs a higher number, and an address before it.
        """
        if found["open"] != first["open"]:
            return False
        if found["line_start"]:
            return True
        is_higher = int(found["number"]) > number
        return is_higher and _follows_address(found.string, found.start())

    def is_list(self, found: ReferenceList, cited: set[tuple[str, int]]) -> bool:
        """Whether an entry leads outside and the text cites one.

        Paragraphs may begin with numbers for many reasons. An ordered list needs a heading,
        addresses everywhere, and half of its numbers cited.
        """
        own = {each.number for each in found.entries}
        is_square = found.bracket in _SQUARE
        brackets = _SQUARE if is_square else {found.bracket}
        used = {number for bracket, number in cited if bracket in brackets} & own
        has_url = [bool(each.entry.url) for each in found.entries]
        if found.is_ordered:
            is_half_cited = len(used) * 2 >= len(own)
            return found.heading is not None and is_half_cited and all(has_url)
        is_several = len(own) > 1 or found.heading is not None
        return is_several and bool(used) and any(has_url)

    def find_in_text(self, parsed: ParsedReferences) -> Iterator[Citation]:
        """Find the numbers in brackets that a list of this style has."""
        entries = parsed.entries_of(self)
        if not entries:
            return
        marks = [each for each in parsed.text_numbers() if each.view not in parsed.listed_views]
        brackets = self._brackets(parsed, entries, marks)
        highest = numbers.highest_cited(max(entries))
        for mark in marks:
            if mark.bracket not in brackets:
                continue
            missing = [number for number in mark.numbers if number not in entries]
            if not missing:
                yield self._citation(mark, tuple(entries[number] for number in mark.numbers))
                continue
            is_citation = len(mark.numbers) == 1 or len(missing) < len(mark.numbers)
            for number in missing:  # `[3]` or `[2, 3]` where the list has no 3, not `[1986]`
                if is_citation and 0 < number <= highest:
                    start, end = mark.view.at(mark.start), mark.view.end(mark.end)
                    parsed.add_unlisted(start, end, str(number))

    def _citation(self, mark: NumberMark, listed: tuple[PlacedEntry, ...]) -> Citation:
        """Make a citation of a number, with the `<sup>` around it."""
        view = mark.view
        outer_start, outer_end = mark.outer or (mark.start, mark.end)
        return Citation(
            style=self,
            start=view.at(outer_start),
            end=view.end(outer_end),
            mark=(view.at(mark.start), view.end(mark.end)),
            view=view,
            place=outer_start,
            entries=[each.entry for each in listed],
            listed=listed,
            is_note=mark.is_note,
        )

    def _brackets(
        self,
        parsed: ParsedReferences,
        entries: dict[int, PlacedEntry],
        marks: Sequence[NumberMark],
    ) -> set[str]:
        r"""Return the brackets that cite: those of the list, but `\[3]` where `[3]` never does."""
        bracket = next(each.bracket for each in parsed.lists if each.style is self)
        if bracket not in _SQUARE:
            return {bracket}
        unescaped = [each for each in marks if each.bracket == "["]
        is_cited = any(not entries.keys().isdisjoint(each.numbers) for each in unescaped)
        return {"["} if is_cited else {"\\["}

    def mark(self, number: int, after: str = "", *, first: bool = False) -> str:
        r"""Write `[3]`; `[3\]` before what would make a link of it."""
        if after in _MAKES_LINK:  # `[3\](see there)`
            return f"[{number}\\]"
        return f"[{number}]"

    def escape_words(self, words: str) -> str:
        """Keep numbers in words from becoming citations."""
        return numbers.escape_all(words)

    def edits(
        self, writer: CitationEdits, citation: Citation, groups: Sequence[Group]
    ) -> Iterator[Edit]:
        """Yield the edits of a citation; its own numbers change in place, in their brackets."""
        if citation.style is self:
            old = writer.source[slice(*citation.mark)]
            new = numbers.renumber(old, [group.number for group in groups])
            yield Edit(*citation.mark, new)
        else:
            yield from super().edits(writer, citation, groups)

    def following(self, writer: CitationEdits, citation: Citation, groups: Sequence[Group]) -> str:
        """Return what follows a citation.

        It is a bracket for a number that a definition has: `[3]` would be a link.
        """
        if any(str(group.number) in writer.plan.remaining for group in groups):
            return "["
        return super().following(writer, citation, groups)

    def row_start(self, number: int, *, cited: bool = True) -> str:
        """Write `[3] `."""
        return f"[{number}] "

    def entry_text(self, entry: Entry) -> str:
        """Write `**words:** <url>`, or `**words:** [url](url "title")`."""
        if entry.rest:
            return entry.rest
        name, url = self.list_name(entry), escape.autolink(entry.url)
        if entry.title:
            url = escape.link(escape.inline(entry.url), entry.url, entry.title)
        return f"**{name}:** {url}{entry.attributes}{comment(entry)}"

    def list_name(self, entry: Entry) -> str:
        """Return the name of an entry; what is stressed in it would end its own stress."""
        name = super().list_name(entry)
        if _STRESS.isdisjoint(name):
            return name
        return escape.inline(escape.visible(name))

    def same_row(self, rows: EntryRows, placed: PlacedEntry, group: Group) -> str:
        """Write an entry with its new number, in the brackets that it has."""
        if not placed.mark:  # an item of an ordered list, which Markdown numbers
            return rows.text_of(placed)
        start, end = (place - placed.start for place in placed.digits)
        mark = f"{placed.mark[:start]}{group.number}{placed.mark[end:]}"
        first = rows.list_of(placed).entries[0]
        others_are_spaced = first.mark[-1:].isspace()
        begins_line = rows.source[: placed.start].rstrip(" \t").endswith("\n")
        if others_are_spaced and not begins_line and not mark[-1].isspace():
            mark += " "  # `https://e.org[4]**words:**`
        return mark + rows.text_of(placed)


STYLE = Plain()
