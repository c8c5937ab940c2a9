"""The entries of a list that may be a table of contents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.markdown.lists import ListBlock
from postgen.markdown.source_map import OPAQUE
from postgen.text.patterns import Lazy
from postgen.text.records import NamedTuple
from postgen.toc.headings import is_citation, visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postgen.markdown import Markdown
    from postgen.markdown.lists import Item
    from postgen.markdown.source_map import View
    from postgen.markdown.spans import Span
    from postgen.markdown.tree import Block

# The characters that stand for others in a view: an entry that holds some is not rewritten.
_SUBSTITUTES = Lazy("[\ue000-\ue00f]")

_LINK_KINDS = frozenset({"link", "autolink", "image", "math"})
_UNSEEN_BLOCKS = frozenset({"blank", "boundary", "ial"})
_WRAPPERS = frozenset({"strong", "em", "del", "link"})
_ATTRIBUTES = Lazy(r"\s*\{:[^}]*\}\s*")
"""`{:.class}` and the blanks around it."""


class Row(NamedTuple):
    """An entry of a table.

    `start` to `end` are its words in `view`, without what stands around them in every entry.
    `lead` are words in front of those, outside the link: `1.2` in `1.2 [Words](#words)`. `editable`
    says whether there is one such place.
    """

    words: str
    depth: int
    view: View
    start: int
    end: int
    lead: str
    link: Span | None
    editable: bool

    @property
    def target(self) -> str:
        """The id that the entry leads to; "" for one without a link."""
        from urllib.parse import unquote

        return unquote(self.link.url[1:]) if self.link else ""

    def line_start(self, source: str) -> int:
        """Return where its first line begins in the source."""
        return source.rfind("\n", 0, self.view.at(0)) + 1

    def line_end(self, source: str) -> int:
        """Return where its last line ends in the source, before the newline."""
        end = source.find("\n", self.view.end(len(self.view.text)))
        if end < 0:
            end = len(source)
        return end - 1 if source.endswith("\r", 0, end) else end


def read(body: Markdown, block: ListBlock, cited: frozenset[str], depth: int) -> list[Row]:
    """Read a list's entries with those nested in it; none where anything else is in it."""
    rows: list[Row] = []
    for item in block.items:
        found = _read_item(body, item, cited, depth)
        if not found:
            return []
        rows += found
    return rows


def _read_item(body: Markdown, item: Item, cited: frozenset[str], depth: int) -> list[Row]:
    """Read an entry with those nested in it; none where anything else is in the item."""
    first, *nested = _seen_blocks(item)
    if not first.view or first.kind not in {"paragraph", "text"}:
        return []
    row = _row(body, first.view, cited, depth)
    if not row:
        return []
    rows = [row]
    for block in nested:
        if not isinstance(block, ListBlock):
            return []
        inner = read(body, block, cited, depth + 1)
        if not inner:
            return []
        rows += inner
    return rows


def _seen_blocks(item: Item) -> list[Block]:
    """Return the blocks of an item that show something, or the item itself where there are none."""
    seen = [block for block in item.blocks() if block.kind not in _UNSEEN_BLOCKS]
    return seen or [item]


def _row(body: Markdown, view: View, cited: frozenset[str], depth: int) -> Row | None:
    """Read an entry; None for one that holds a link to elsewhere, several links or an image."""
    text, spans = view.text, body.spans(view)
    links = _links(text, spans)
    if len(links) > 1 or not all(map(_leads_within_the_page, links)):
        return None
    words = visible(body, view, cited)
    if not words:
        return None
    is_plain = _is_plain(body, view)
    start, end, inner = _unwrapped(text, spans, 0, len(text))
    if not links:
        return Row(words, depth, view, start, end, "", None, editable=is_plain)
    found = links[0]
    is_certain = found.url.startswith("#")  # Liquid decides where others lead
    link = found if is_certain else None
    holds_all = is_certain and found.start < start
    if is_plain and holds_all:  # `[**Words**](#words)`, `**[Words](#words)**`
        return Row(words, depth, view, start, end, "", link, editable=True)
    # `1.2 [Words](#words)`: the words of the link are the entry's, those before it are its lead.
    before = [each for each in inner if each.end <= found.start]
    lead = visible(body, view, cited, start, found.start, before)
    is_last = found in inner and not text[found.end : end].strip()
    editable = is_plain and is_certain and is_last
    start, end, _ = _unwrapped(text, found.children, found.inner_start, found.inner_end)
    return Row(words, depth, view, start, end, lead, link, editable)


def _is_plain(body: Markdown, view: View) -> bool:
    """Whether a text has no Liquid, nor characters that stand for others."""
    has_liquid = "{%" in body.source[view.at(0) : view.end(len(view.text))]
    return not has_liquid and not _SUBSTITUTES.search(view.text)


def _links(text: str, spans: Sequence[Span]) -> list[Span]:
    """Return the links of a text, and what else shows no words; citations do not count."""
    links: list[Span] = []
    for span in spans:
        for each in span.walk():
            is_link = each.kind in _LINK_KINDS
            if is_link and not is_citation(text, each):
                links.append(each)
    return links


def _leads_within_the_page(link: Span) -> bool:
    """Whether a link leads to a place of its page, or to one that Liquid decides."""
    return link.kind == "link" and link.url[:1] in {"#", OPAQUE}


def _unwrapped(
    text: str, spans: Sequence[Span], start: int, end: int
) -> tuple[int, int, Sequence[Span]]:
    """Go into emphasis and links around all of a text; return the extent and the spans inside."""
    while True:
        seen = [span for span in spans if span.kind not in {"comment", "attributes"}]
        if len(seen) != 1:
            return start, end, spans
        span = seen[0]
        around = text[start : span.start] + text[span.end : end]
        if span.kind not in _WRAPPERS or not _shows_nothing(around):
            return start, end, spans
        start, end, spans = span.inner_start, span.inner_end, span.children


def _shows_nothing(text: str) -> bool:
    """Whether a text is blank, or an attribute list alone: ` {:.class}`."""
    if not text.strip():
        return True
    return _ATTRIBUTES.fullmatch(text) is not None
