"""The rows of a list of references, as they are to be."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postgen.markdown import escape
from postgen.references import styles
from postgen.references.edit_citations import begins_line
from postgen.references.edit_lists import Block
from postgen.references.parse import is_letter

if TYPE_CHECKING:
    from postgen.references.entries import Slot
    from postgen.references.parse import Citation, Footnote
    from postgen.references.plan import Group, Plan

_CITED = re.compile(r"(?<!\\)(\[\d{1,4}[\d ,，–-]*\])", re.ASCII)


class Rows:
    """Spells the rows that a plan wants."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.source = plan.source
        self.style = plan.style
        self._blank = {
            id(slot): each.slots[0].mark[-1:].isspace()
            for each in plan.reading.listings
            for slot in each.slots
        }
        self._styles = {
            id(slot): each.style for each in plan.reading.listings for slot in each.slots
        }

    def block(self) -> Block:
        """Give the list as it is to be, a row for each group."""
        groups = self.plan.groups if self.style != "inline" else []
        labels = [group.labels for group in groups]
        rows = [self._row(group) for group in groups]
        notes = frozenset(
            f"^{label}"
            for each in self.plan.chosen
            if each.kind == "footnotes"
            for label in each.labels
        )
        return Block(
            self.style, self.plan.request.heading, rows, labels, self.plan.kept_slots, notes
        )

    def _row(self, group: Group) -> str:
        style, number, slot = self.style, group.number, group.slots[0] if group.slots else None
        cited = bool(group.citations)
        if style == "reflinks":
            return f"[{number}]: {self.plan.tail(group)}"
        if slot and self._styles[id(slot)] == style and len(group.slots) == 1:
            return self._same_row(slot, number, cited=cited)
        note = self._note(group) if style == "footnotes" else None
        if note:
            text = self.source[note.start : note.end].rstrip("\r\n")
            return text.replace(f"[^{note.label}]", f"[^{number}]", 1)
        if group.entry.rest and slot:
            return styles.mark(style, number, cited=cited) + self._linked_text(slot)
        return self._new_row(group)

    def _note(self, group: Group) -> Footnote | None:
        names = [label[1:] for label in group.labels if label.startswith("^")]
        return self.plan.reading.footnotes[names[0]] if names else None

    def _new_row(self, group: Group) -> str:
        words = [self._words_of(each) for each in group.citations]
        first = next((each for each in words if each), "")
        is_ordinary = bool(group.citations) and group.citations[0].is_ordinary
        entry = group.entry._replace(
            name=first if is_ordinary else group.entry.name or first, words=()
        )
        name = styles.listed_name(self.style, entry)
        told = [
            not each or self._is_told(citation, name, each)
            for citation, each in zip(group.citations, words, strict=True)
        ]
        if not all(told):
            entry = entry._replace(words=tuple(words))
        return styles.row(self.style, group.number, entry, cited=bool(group.citations))

    def _same_row(self, slot: Slot, number: int, *, cited: bool) -> str:
        if not slot.mark:
            return self._linked_text(slot)
        if self.style == "linked":
            return styles.mark("linked", number, cited=cited) + self._linked_text(slot)
        start, end = slot.digits
        mark = slot.mark[: start - slot.start] + str(number) + slot.mark[end - slot.start :]
        if (
            not mark[-1].isspace() and self._blank[id(slot)]
        ):  # it ran together with the entry before it
            mark += " "
        return mark + self._linked_text(slot)

    def _linked_text(self, slot: Slot) -> str:
        """Give an entry's text as it stands; an address that only stands there becomes a link, if that is wanted."""
        start, end = slot.text
        if not slot.bare or not (self.plan.request.mend or self.plan.request.is_asked):
            return self.source[start:end]
        first, last = slot.bare
        return f"{self.source[start:first]}<{self.source[first:last]}>{self.source[last:end]}"

    def _words_of(self, citation: Citation) -> str:
        """Give the words that will stand before a number; "" where they are not known."""
        if citation.kind == "autolink":
            return escape.inline(citation.entries[0].url)
        if citation.words is None or len(citation.entries) > 1:
            return ""
        words = citation.source_words(self.source)
        if not citation.is_ordinary:
            return words
        if self.style == "plain":
            words = _CITED.sub(r"\\\1", words)
        return styles.cited_words(
            self.style, escape.guard(words) if begins_line(citation) else words
        )

    def _is_told(self, citation: Citation, name: str, words: str) -> bool:
        """Say whether an entry's name tells the words of a citation: the same, and where they begin."""
        start = citation.start if citation.is_ordinary else citation.words_place[0]
        before = self.source[start - 1 : start] if start else ""
        return name == words and not (before and is_letter(before) and is_letter(words[:1]))
