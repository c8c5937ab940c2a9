"""`footnotes`: `words[^3]`, and `[^3]: [words](url)`.

A citation is written by `mark`, a footnote by `row_start` and `entry_text`. One that stands in the
body already keeps its text: see `group_row`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.references import loose_numbers
from postgen.references.model import Citation, Group, HiddenEntry, OldList, Piece
from postgen.references.styles.base import Style
from postgen.text.edits import Edit
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.references.edit_citations import CitationEdits
    from postgen.references.edit_entries import EntryRows
    from postgen.references.model import ConvertOptions, Footnote, LinkPlace, NewList
    from postgen.references.parse import ParsedReferences
    from postgen.references.plan import Plan


class Footnotes(Style):
    """Markdown's footnotes, each with a link."""

    name = "footnotes"
    order = 40
    reads_spans = ("footnote",)
    citation = Lazy(r"\[\^(\d+)\]")
    list_is_visible = False
    long_entries_are_notes = True

    def read_link(self, parsed: ParsedReferences, link: LinkPlace) -> Citation | None:
        """Read `[^3]`, where the footnote is a reference; it may have a name, `[^note]`."""
        span = link.span
        note = parsed.footnotes.get(span.label)
        if not note:
            return None
        return Citation(
            style=self,
            start=link.start,
            end=link.end,
            mark=(link.start, link.end),
            view=link.view,
            place=span.start,
            entries=[note.entry],
            footnote=note,
            span=span,
        )

    def is_used(self, parsed: ParsedReferences) -> bool:
        """Whether a footnote that is a reference is cited."""
        return bool(parsed.footnotes) and any(each.footnote for each in parsed.citations)

    def choose(self, parsed: ParsedReferences, options: ConvertOptions) -> list[Citation]:
        """Return the citations to convert; only numbered footnotes, if those are renumbered."""
        if options.is_asked or options.every:
            return super().choose(parsed, options)
        return [each for each in parsed.citations if _has_number(each.footnote)]

    def add_unused(self, plan: Plan, groups: dict[object, Group]) -> None:
        """Add the numbered footnotes that nothing cites; they get numbers as well."""
        cited = {each.footnote for each in plan.parsed.citations}
        for note in plan.parsed.footnotes.values():
            if note in cited or not _has_number(note):
                continue
            groups[note] = Group(note.entry, labels=[f"^{note.label}"])
            message = f"[^{note.label}] is defined but not cited"
            plan.report("REF09", note.start, note.end, message)

    def taken_numbers(self, plan: Plan) -> set[int]:
        """Return the numbers of footnotes that are not references."""
        own = {label for group in plan.groups for label in group.labels}
        others = [label for label in plan.parsed.body.footnotes if f"^{label}" not in own]
        return {int(label) for label in others if label.isdecimal()}

    # Writing

    def mark(self, number: int, after: str = "", *, first: bool = False) -> str:
        """Write a citation, `[^3]`."""
        return f"[^{number}]"

    def label_edits(self, writer: CitationEdits) -> Iterator[Edit]:
        """Write the new numbers of footnotes that includes cite, `[^3]`."""
        groups = writer.plan.groups
        numbers_of = {label: group.number for group in groups for label in group.labels}
        for start, end, label in loose_numbers.included_labels(writer.parsed):
            if label in numbers_of:
                yield Edit(start, end, f"^{numbers_of[label]}")

    def number_place(self, citation: Citation) -> tuple[int, int]:
        """Return the place of a number with its `<sup>`: a footnote is raised anyway."""
        return citation.start, citation.end

    def row_start(self, number: int, *, cited: bool = True) -> str:
        """Write what a footnote begins with, `[^3]: `."""
        return f"[^{number}]: "

    def group_row(self, rows: EntryRows, group: Group) -> str:
        """Write the footnote of a group; one that is there keeps its text, and gets the number."""
        labels = [label.removeprefix("^") for label in group.labels if label.startswith("^")]
        if not labels:
            return super().group_row(rows, group)
        note = rows.parsed.footnotes[labels[0]]
        text = rows.source[note.start : note.end].rstrip("\r\n")
        return text.replace(f"[^{note.label}]", f"[^{group.number}]", 1)

    # The footnotes of a body

    def hidden_entries(self, parsed: ParsedReferences) -> Iterator[HiddenEntry]:
        """Return the footnotes that are references."""
        for each in parsed.footnotes.values():
            yield HiddenEntry(each.label, each.entry, each.start, each.end, counts=True)

    def old_lists(self, parsed: ParsedReferences, new: NewList) -> Iterator[OldList]:
        """Return the footnotes that a conversion takes up, or those that it numbers again."""
        renumbered = {label for labels in new.labels for label in labels}
        included = {label for _, _, label in loose_numbers.included_labels(parsed)}
        replaced = renumbered if new.style is self else new.notes - included
        pieces = [
            Piece(each.start, each.end, f"^{each.label}")
            for each in parsed.footnotes.values()
            if f"^{each.label}" in replaced
        ]
        if pieces:
            yield OldList(pieces, self, parsed.kept_heading_above(pieces[0].start))


def _has_number(note: Footnote | None) -> bool:
    return note is not None and note.label.isdecimal()


STYLE = Footnotes()
