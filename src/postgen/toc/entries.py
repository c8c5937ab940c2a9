"""The entries of a list that may be a table of contents."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from postgen.markdown.lists import ListBlock
from postgen.markdown.source_map import OPAQUE
from postgen.toc.headings import is_citation, visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postgen.markdown import Markdown
    from postgen.markdown.lists import Item
    from postgen.markdown.source_map import View
    from postgen.markdown.spans import Span
    from postgen.markdown.tree import Block

# The characters that stand for others in a view: an entry that holds some is not rewritten.
_SUBSTITUTES = re.compile("[\ue000-\ue00f]")

_LINK_KINDS = frozenset({"link", "autolink", "image", "math"})
_UNSEEN_BLOCKS = frozenset({"blank", "boundary", "ial"})
_WRAPPERS = frozenset({"strong", "em", "del", "link"})
_ATTRIBUTES = re.compile(r"\s*\{:[^}]*\}\s*")


class Row(NamedTuple):
    """An entry of a table.

    `start` to `end` are its words in `view`, without what stands around them in every entry.
    `lead` are words in front of those, outside the link; `editable` says whether there is one such
    place.
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
        return end - 1 if source.startswith("\r", end - 1) else end


def read(body: Markdown, block: ListBlock, cited: frozenset[str], depth: int) -> list[Row]:
    """Read a list's entries with those nested in it; none where anything else is in it."""
    rows: list[Row] = []
    for item in block.items:
        first, *nested = _seen_blocks(item)
        if not first.view or first.kind not in {"paragraph", "text"}:
            return []
        row = _row(body, first.view, cited, depth)
        if not row:
            return []
        rows.append(row)
        for each in nested:
            inner = read(body, each, cited, depth + 1) if isinstance(each, ListBlock) else []
            if not inner:
                return []
            rows += inner
    return rows


def _seen_blocks(item: Item) -> list[Block]:
    """Return the blocks of an item that show something, or the item itself where there are none."""
    return [each for each in item.blocks() if each.kind not in _UNSEEN_BLOCKS] or [item]


def _row(body: Markdown, view: View, cited: frozenset[str], depth: int) -> Row | None:
    """Read an entry; None for one that holds a link to elsewhere, several links or an image."""
    text, spans = view.text, body.spans(view)
    links = _links(text, spans)
    if len(links) > 1 or not all(_leads_within_the_page(each) for each in links):
        return None
    words = visible(body, view, cited)
    if not words:
        return None
    whole = links[0] if links else None
    link = whole if whole and whole.url.startswith("#") else None
    start, end, inner = _unwrapped(text, spans, 0, len(text))
    has_liquid = "{%" in body.source[view.at(0) : view.end(len(text))]
    is_plain = not has_liquid and not _SUBSTITUTES.search(text)
    if whole is None:
        return Row(words, depth, view, start, end, "", None, is_plain)
    if is_plain and link and link.start < start:  # all of the entry is in the link
        return Row(words, depth, view, start, end, "", link, editable=True)
    # `1.2 [Words](#words)`: the words of the link are the entry's, those before it are its lead.
    before = [each for each in inner if each.end <= whole.start]
    lead = visible(body, view, cited, start, whole.start, before)
    is_last = whole in inner and not text[whole.end : end].strip()
    editable = is_plain and link is not None and is_last
    start, end, _ = _unwrapped(text, whole.children, whole.inner_start, whole.inner_end)
    return Row(words, depth, view, start, end, lead, link, editable)


def _links(text: str, spans: Sequence[Span]) -> list[Span]:
    every = (each for span in spans for each in span.walk())
    return [each for each in every if each.kind in _LINK_KINDS and not is_citation(text, each)]


def _leads_within_the_page(link: Span) -> bool:
    """Whether a link leads to a place of its page, or to one that Liquid decides."""
    return link.kind == "link" and link.url[:1] in {"#", OPAQUE}


def _unwrapped(
    text: str, spans: Sequence[Span], start: int, end: int
) -> tuple[int, int, Sequence[Span]]:
    """Go into emphasis and links around all of a text; return the extent and the spans inside."""
    while True:
        seen = [span for span in spans if span.kind not in {"comment", "attributes"}]
        if len(seen) != 1 or seen[0].kind not in _WRAPPERS:
            return start, end, spans
        span = seen[0]
        around = text[start : span.start] + text[span.end : end]
        if around.strip() and not _ATTRIBUTES.fullmatch(around):
            return start, end, spans
        start, end, spans = span.inner_start, span.inner_end, span.children
