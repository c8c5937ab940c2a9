"""`inline`: `[words](url)`, without numbers and without a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.markdown import escape
from postgen.references import definitions, links_as_citations
from postgen.references.styles.base import LinkStyle
from postgen.text.edits import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.references.edit_citations import CitationEdits
    from postgen.references.model import Citation, ConvertOptions, Entry, Group, LinkPlace
    from postgen.references.parse import ParsedReferences


class Inline(LinkStyle):
    """Markdown's links with the address behind the words, and `<url>`."""

    name = "inline"
    order = 90
    reads_spans = ("link", "autolink")
    has_list = False

    def read_link(self, parsed: ParsedReferences, link: LinkPlace) -> Citation | None:
        """Read `[words](url)` and `<url>`."""
        has_address = link.span.kind == "autolink" or link.span.form == "inline"
        return links_as_citations.read(self, parsed, link) if has_address else None

    def is_used(self, parsed: ParsedReferences) -> bool:
        """Return False: there are no numbers in it."""
        return False

    def choose(self, parsed: ParsedReferences, options: ConvertOptions) -> list[Citation]:
        """Return all that a link can hold."""
        return [each for each in parsed.citations if _fits_link(each)]

    def cite(
        self, words: str, entry: Entry, number: int, *, after: str = "", first: bool = False
    ) -> str:
        """Write `[words](url "title")`."""
        return escape.link(words, entry.url, entry.title)

    def relink(self, writer: CitationEdits, citation: Citation, group: Group) -> Iterator[Edit]:
        """Put the address of a definition behind the words, as the definition has it."""
        if not citation.definition:
            return
        parsed = writer.parsed
        target = definitions.target(parsed.source, parsed.defined[citation.definition])
        if citation.words is None:  # `[3]`
            yield Edit(citation.start, citation.end, f"[\\[{group.number}\\]]({target})")
        else:
            yield Edit(*citation.mark, f"]({target})")


def _fits_link(citation: Citation) -> bool:
    """Whether a citation can be `[words](url)`; `<url>` stays as it is."""
    if citation.is_autolink:
        return False
    return not any(entry.exceeds_link for entry in citation.entries)


STYLE = Inline()
