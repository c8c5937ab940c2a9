r"""`linked`: `words[\[3\]](#ref-3)`, and a list whose numbers lead back to the text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postgen.references import numbers
from postgen.references.model import Citation
from postgen.references.styles.base import Style
from postgen.text.edits import Edit
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.references.edit_citations import CitationEdits
    from postgen.references.model import LinkPlace
    from postgen.references.parse import ParsedReferences

_BREAK = r"(?:\\\\[ \t]*\n|<br[ ]?/?>\s*)*"
_ENTRY = (
    rf"{_BREAK}(?P<mark>\[\\\[(?P<number>{numbers.NUMBER})\\\]\]"
    r"\(#(?:cite|ref)-\d+\)\{:#ref-\d+\}[ \t]*)(?=\S)"
)
"""`[\\[3\\]](#cite-3){:#ref-3} `"""

_RAISED, _RAISED_END = "<sup>", "</sup>"
_ADDRESS = Lazy(rf"#ref-({numbers.NUMBER})\Z", re.ASCII)


class Linked(Style):
    """Numbers that are links to the entries of a list, and back."""

    name = "linked"
    order = 10
    reads_spans = ("link",)
    highest = numbers.HIGHEST
    citation = Lazy(r"\]\(#ref-(\d+)\)")
    entry_start = Lazy(_ENTRY, re.ASCII)

    def may_have_list(self, parsed: ParsedReferences) -> bool:
        """Whether a body has the addresses of a list."""
        return "#ref-" in parsed.source or "](#cite-" in parsed.source

    def read_link(self, parsed: ParsedReferences, link: LinkPlace) -> Citation | None:
        r"""Read `[\[3\]](#ref-3)`, and `{:#cite-3}` behind it."""
        view, span = link.view, link.span
        if not span.url.startswith("#ref-"):
            return None
        address = _ADDRESS.match(span.url)
        words = view.text[span.inner_start : span.inner_end]
        if not address or not numbers.ESCAPED_ALONE.match(words):
            return None
        number = address[1]
        end = link.attributes_end if "#cite-" in link.attributes else link.end
        start, outer_end = link.start, end
        is_raised = parsed.source.endswith(_RAISED, 0, start) and parsed.source.startswith(
            _RAISED_END, end
        )
        if is_raised:  # `<sup>[\[3\]](#ref-3)</sup>`, as of a plain list before it
            start, outer_end = start - len(_RAISED), end + len(_RAISED_END)
        entries = parsed.entries_of(self)
        placed = entries.get(int(number))
        if placed:
            return Citation(
                style=self,
                start=start,
                end=outer_end,
                mark=(link.start, end),
                view=view,
                place=span.start - (link.start - start),
                entries=[placed.entry],
                listed=(placed,),
                span=span,
            )
        if entries:
            parsed.add_unlisted(link.start, end, number)
        return None

    def mark(self, number: int, after: str = "", *, first: bool = False) -> str:
        r"""Write `[\[3\]](#ref-3)`; the first one of a URL is where its entry leads back to."""
        anchor = f"{{:#cite-{number}}}" if first else ""
        return f"[\\[{number}\\]](#ref-{number}){anchor}"

    def prose_edits(self, writer: CitationEdits, own: Style | None) -> Iterator[Edit]:
        """Write numbers that are cited and not listed as text, besides."""
        yield from super().prose_edits(writer, own)
        for each in writer.parsed.unlisted:
            if writer.source.startswith("[\\[", each.start):
                yield Edit(each.start, each.end, f"\\[{each.number}]")

    def row_start(self, number: int, *, cited: bool = True) -> str:
        r"""Write `[\[3\]](#cite-3){:#ref-3} `; an entry that nothing cites leads to itself."""
        way_back = "cite" if cited else "ref"
        return f"[\\[{number}\\]](#{way_back}-{number}){{:#ref-{number}}} "


STYLE = Linked()
