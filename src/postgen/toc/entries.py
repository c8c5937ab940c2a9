"""The entries of a list that may be a table of contents."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from postgen.markdown.lists import ListBlock
from postgen.markdown.source_map import OPAQUE
from postgen.toc import is_citation, visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postgen.markdown import Markdown
    from postgen.markdown.source_map import View
    from postgen.markdown.spans import Span

_UNSEEN = re.compile("[\ue000-\ue00f]")
"""The characters that stand for others in a view: an entry that holds some is not written anew."""

_KINDS = frozenset({"link", "autolink", "image", "math"})


class Row(NamedTuple):
    """An entry: `start` to `end` are its words in `view`, without what stands around them alike in every entry.

    `lead` are words in front of those, outside the link; `editable` says whether there is one such place.
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
        """The id that the entry leads to."""
        from urllib.parse import unquote

        return unquote(self.link.url[1:]) if self.link else ""

    def line_start(self, source: str) -> int:
        """Give the place where its first line begins."""
        return source.rfind("\n", 0, self.view.at(0)) + 1

    def line_end(self, source: str) -> int:
        """Give the place where its last line ends, before the newline."""
        end = source.find("\n", self.view.end(len(self.view.text)))
        end = len(source) if end < 0 else end
        return end - 1 if source.startswith("\r", end - 1) else end


def read(body: Markdown, block: ListBlock, cited: frozenset[str], depth: int) -> list[Row]:
    """Read a list's entries with those nested in it; none where anything else is in it."""
    rows: list[Row] = []
    for item in block.items:
        first, *rest = [
            each for each in item.blocks() if each.kind not in {"blank", "boundary", "ial"}
        ] or [item]
        row = (
            _row(body, first.view, cited, depth)
            if first.view and first.kind in {"paragraph", "text"}
            else None
        )
        if not row:
            return []
        rows.append(row)
        for each in rest:
            inner = read(body, each, cited, depth + 1) if isinstance(each, ListBlock) else []
            if not inner:
                return []
            rows += inner
    return rows


def _row(body: Markdown, view: View, cited: frozenset[str], depth: int) -> Row | None:
    """Read an entry; None for one that holds a link to elsewhere, several links or an image."""
    text, spans = view.text, body.spans(view)
    links = [
        each
        for span in spans
        for each in span.walk()
        if each.kind in _KINDS and not is_citation(text, each)
    ]
    if len(links) > 1 or any(
        each.kind != "link" or each.url[:1] not in {"#", OPAQUE} for each in links
    ):
        return None
    words = visible(body, view, cited)
    if not words:
        return None
    link = links[0] if links and links[0].url.startswith("#") else None
    start, end, inner = _unwrapped(text, spans, 0, len(text))
    lead = ""
    plain = not _UNSEEN.search(text) and "{%" not in body.source[view.at(0) : view.end(len(text))]
    editable = plain and (not links or (link is not None and link.start < start))
    if links and not editable:
        at = links[0]
        lead = visible(
            body, view, cited, start, at.start, [each for each in inner if each.end <= at.start]
        )
        editable = plain and link is not None and at in inner and not text[at.end : end].strip()
        start, end, _ = _unwrapped(text, at.children, at.inner_start, at.inner_end)
    return Row(words, depth, view, start, end, lead, link, editable)


def _unwrapped(
    text: str, spans: Sequence[Span], start: int, end: int
) -> tuple[int, int, Sequence[Span]]:
    """Go into emphasis and links that are around all of a text; give the extent of what they hold, and its spans."""
    while True:
        seen = [span for span in spans if span.kind not in {"comment", "attributes"}]
        if len(seen) != 1 or seen[0].kind not in {"strong", "em", "del", "link"}:
            return start, end, spans
        around = text[start : seen[0].start] + text[seen[0].end : end]
        if around.strip() and not re.fullmatch(r"\s*\{:[^}]*\}\s*", around):
            return start, end, spans
        start, end, spans = seen[0].inner_start, seen[0].inner_end, seen[0].children
