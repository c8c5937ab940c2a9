"""`reflinks`: `[words][3]`, and `[3]: url "title"`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.markdown import escape, targets
from postgen.references import OUTSIDE, definitions, links_as_citations, loose_numbers, numbers
from postgen.references.model import Entry, HiddenEntry, OldList, Piece
from postgen.references.styles.base import LinkStyle
from postgen.text.edits import Edit
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.references.edit_citations import CitationEdits
    from postgen.references.edit_entries import EntryRows
    from postgen.references.model import (
        Citation,
        ConvertOptions,
        Group,
        LinkPlace,
        NewList,
    )
    from postgen.references.parse import ParsedReferences
    from postgen.references.plan import Plan


class Reflinks(LinkStyle):
    """Markdown's reference links, with numbers for labels; the page shows ordinary links."""

    name = "reflinks"
    order = 30
    reads_spans = ("link",)
    citation = Lazy(r"\]\[(\d+)\]")
    reads_numbers = True
    orders_entries = False
    moves_labels = True

    def read_link(self, parsed: ParsedReferences, link: LinkPlace) -> Citation | None:
        """Read `[words][label]`, `[label][]` and `[label]`."""
        return None if link.span.form == "inline" else links_as_citations.read(self, parsed, link)

    def is_used(self, parsed: ParsedReferences) -> bool:
        """Whether a link has a number for its label."""
        has_number = any(label.isdecimal() for label in parsed.body.definitions)
        return has_number and any(each.definition.isdecimal() for each in parsed.citations)

    def choose(self, parsed: ParsedReferences, options: ConvertOptions) -> list[Citation]:
        """Return all but `<url>`; only the numbered links, if those are only renumbered."""
        if options.is_asked or options.every:
            return [each for each in parsed.citations if not each.is_autolink]
        return [each for each in parsed.citations if each.definition.isdecimal()]

    def can_hold(self, entry: Entry) -> bool:
        """Whether a definition can hold an entry."""
        return not entry.exceeds_link

    def add_unused(self, plan: Plan, groups: dict[object, Group]) -> None:
        """Report numbered definitions that nothing leads to.

        They stay as they are, and keep their numbers.
        """
        used = {each.definition for each in plan.parsed.citations}
        for each in plan.parsed.definitions:
            if not each.label.isdecimal():
                continue
            is_used = each.label in used or each.label in plan.remaining
            if not is_used or not each.counts:
                plan.remaining.add(each.label)
                message = f"[{each.label}] is defined but not used"
                plan.report("REF08", each.start, each.end, message)

    def taken_numbers(self, plan: Plan) -> set[int]:
        """Return the numbers of definitions that stay."""
        return {int(label) for label in plan.remaining if label.isdecimal()}

    # The text of a definition

    def odd_links(self, plan: Plan) -> set[Citation]:
        """Return the links that would not come back byte for byte from a definition."""
        found: set[Citation] = set()
        for group in plan.groups:
            text = self._definition_text(plan.parsed, group)
            links = [each for each in group.citations if _is_inline(each)]
            found.update(each for each in links if not _fits(plan.source, each, text))
            others = [each for each in group.citations if _has_other_title(each, group)]
            labels = {each.definition for each in others}
            plan.remaining |= labels
            group.labels = [label for label in group.labels if label not in labels]
            found.update(others)
        return found

    def _definition_text(self, parsed: ParsedReferences, group: Group) -> str:
        """Return the text of a definition behind its colon.

        It is as it stands, or as the first link has it in brackets.
        """
        for label in group.labels:
            definition = parsed.defined.get(label)
            if definition:
                return definitions.tail(parsed.source, definition)
        for citation in group.citations:
            has_its_title = citation.entries[0].title == group.entry.title
            if _is_inline(citation) and has_its_title:
                return _bracketed(parsed.source, citation)
        return self.entry_text(group.entry)

    # Writing

    def cite(
        self, words: str, entry: Entry, number: int, *, after: str = "", first: bool = False
    ) -> str:
        """Write `[words][3]`."""
        return f"[{words}][{number}]"

    def relink(self, writer: CitationEdits, citation: Citation, group: Group) -> Iterator[Edit]:
        """Put a number into the place of an address or of another label."""
        number = group.number
        if citation.words is not None:
            yield Edit(*citation.mark, f"][{number}]")
        elif writer.source.startswith("\\[", citation.start + 1):  # `[\[3\]](url)`
            yield Edit(citation.start, citation.end, f"[\\[{number}\\]][{number}]")
        else:  # `[3]`
            yield Edit(citation.start, citation.end, f"[{number}]")

    def _link_of(self, text: str, group: Group, entry: Entry) -> str:
        """Write `[words][3]`, or a link with a title that the definition does not have."""
        if entry.title != group.entry.title:
            return escape.link(numbers.unescape_all(text), entry.url, entry.title)
        return super()._link_of(text, group, entry)

    def label_edits(self, writer: CitationEdits) -> Iterator[Edit]:
        """Write the new labels of images, and of the links of footnotes."""
        plan = writer.plan
        numbers_of = {
            label: group.number
            for group in plan.groups
            for label in group.labels
            if not label.startswith("^")
        }
        rewritten = plan.rewritten() if plan.followers else []
        for span, view in plan.followers:
            place = view.at(span.start)
            if any(start <= place < end for start, end in rewritten):
                continue
            number = numbers_of[targets.label_of(span.label)]
            yield Edit(view.at(span.inner_end), view.end(span.end), f"][{number}]")
        for start, end, written in loose_numbers.included_labels(writer.parsed):
            label = targets.label_of(written)
            if label in numbers_of and label not in plan.remaining:
                yield Edit(start, end, str(numbers_of[label]))

    def row_start(self, number: int, *, cited: bool = True) -> str:
        """Write `[3]: `."""
        return f"[{number}]: "

    def entry_text(self, entry: Entry) -> str:
        """Write `url "title"`."""
        address = escape.address(entry.url)
        if not entry.title:
            return address
        quote = "'" if '"' in entry.title else '"'
        return f"{address} {quote}{entry.title}{quote}"

    def group_row(self, rows: EntryRows, group: Group) -> str:
        """Write the definition of a group."""
        return self.row_start(group.number) + self._definition_text(rows.parsed, group)

    def hidden_entries(self, parsed: ParsedReferences) -> Iterator[HiddenEntry]:
        """Yield the definitions."""
        for each in parsed.definitions:
            entry = Entry(escape.decode_entities(each.url), title=each.title)
            counts = each.counts and OUTSIDE.match(each.url) is not None
            yield HiddenEntry(each.label, entry, each.start, each.end, counts)

    def old_lists(self, parsed: ParsedReferences, new: NewList) -> Iterator[OldList]:
        """Yield the definitions that no link needs any more, or those that are numbered again."""
        if new.style is self:
            labels = {label for labels in new.labels for label in labels} - new.remaining
        else:
            used = {each.definition for each in parsed.citations if each.definition}
            labels = used - new.remaining
        gone = [each for each in parsed.defined.values() if each.label in labels]
        pieces = sorted(Piece(each.start, each.end, each.label) for each in gone)
        starts = {block.start for block in parsed.body.blocks}
        outer = [each for each in pieces if each.start in starts]
        inner = [each for each in pieces if each.start not in starts]
        if outer:
            yield OldList(outer, self, parsed.kept_heading_above(outer[0].start))
        if inner:
            yield OldList(inner, self, None, is_inner=True)


def _is_inline(citation: Citation) -> bool:
    """Whether a citation is `[words](url)`."""
    return citation.span is not None and citation.span.form == "inline" and citation.is_ordinary


def _has_other_title(citation: Citation, group: Group) -> bool:
    """Whether a link by a label has another title than its group, which has one definition."""
    is_by_label = citation.is_ordinary and citation.definition != ""
    return is_by_label and citation.entries[0].title != group.entry.title


def _bracketed(source: str, citation: Citation) -> str:
    """Return what a link has in its round brackets."""
    return source[citation.mark[0] + 2 : citation.mark[1] - 1]


def _fits(source: str, citation: Citation, text: str) -> bool:
    """Whether a link has the text of a definition, and a definition can have it."""
    own, span = _bracketed(source, citation), citation.span
    if span is None or own != text or "\n" in own:
        return False
    if not source.startswith("](", citation.mark[0]):
        return False
    line = f"[1]: {own}\n"
    found = targets.definition(line, 0)
    if found is None:
        return False
    _, url, title, end = found
    return (url, title, end) == (span.url, span.title, len(line))


STYLE = Reflinks()
