"""The headings of a text, with the ids that kramdown gives them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postgen.markdown import attribute_lists, escape
from postgen.markdown.source_map import OPAQUE
from postgen.markdown.tree import Span
from postgen.text.patterns import Lazy
from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from postgen.markdown.body import Markdown
    from postgen.markdown.source_map import View
    from postgen.markdown.tree import Block

_OWN_ID = Lazy(r"\A\{#([^}]+)\}")
"""`{#its-id}`, which ended the heading's line."""
_ALD_START = Lazy(r"\{:\w[\w-]*:", re.ASCII)
"""`{:name:`, without which a text defines no attribute list."""
_MAY_HOLD_HEADING = Lazy(r"#|\n[ \t>]*(?:-+|=+)[ \t\r]*(?:\n|\Z)")
"""What a list must hold for a heading to be in it: `#` or `---`. Other lists need not be read."""

_KRAMDOWN_IDS = frozenset({"html", "footnote"})
"""Where headings have the ids of kramdown itself: the GFM parser makes its own before these are
read."""


class Heading(NamedTuple):
    """A heading: `id` is "" where Liquid decides it.

    `listed` is whether a table of contents may name it. `within` is the kind of the block that
    holds it: "" for none, else list, quote, html, footnote or definitions.
    """

    block: Block
    id: str
    listed: bool
    within: str


def read(body: Markdown) -> list[Heading]:
    """Return the headings of a body, in their order on the page."""
    named = {}
    if _ALD_START.search(body.source):
        named = attribute_lists.defined(body.walk(body.blocks))
    found: list[Heading] = []
    gfm_ids: dict[str, int] = {}
    kramdown_ids: dict[str, int] = {}
    for block, within in _walk(body, body.blocks, ""):
        if not block.view:
            continue
        own: dict[str, str] = {}
        attribute_lists.apply(own, attribute_lists.read(block.attributes), named)
        heading_id = _own_id(block, own)
        if not heading_id:
            shown = _shown(body, block.view)
            if within in _KRAMDOWN_IDS:
                heading_id = _numbered(_kramdown_id(shown), kramdown_ids)
            else:
                heading_id = _numbered(escape.heading_id(shown), gfm_ids)
            if OPAQUE in block.view.text:
                heading_id = ""
        classes = own.get("class", "").split()
        is_listed = "no_toc" not in classes
        found.append(Heading(block, heading_id, is_listed, within))
    return found


def _own_id(block: Block, own: Mapping[str, str]) -> str:
    """Return the id that is written at a heading, `{: #its-id}` or `{#its-id}`, else ""."""
    from_list = own.get("id")
    if from_list:
        return from_list
    found = _OWN_ID.match(block.attributes)
    return found[1] if found else ""


def _shown(body: Markdown, view: View) -> str:
    """Return the words of a heading, without those of its images."""
    spans = without_images(body.spans(view))
    return escape.visible(view.text, spans)


def without_images(spans: Sequence[Span]) -> list[Span]:
    """Return spans with the images as comments.

    The words of an image are not part of the text around it.
    """
    kept = []
    for span in spans:
        kind = "comment" if span.kind == "image" else span.kind
        children = without_images(span.children)
        copy = Span(kind, span.start, span.end)
        kept.append(copy.holding(span.inner_start, span.inner_end, children))
    return kept


def _walk(body: Markdown, blocks: Iterable[Block], within: str) -> Iterator[tuple[Block, str]]:
    """Yield the headings in blocks, each with what holds it; those of footnotes come last."""
    footnotes = []
    for block in blocks:
        if block.kind == "heading":
            yield block, within
        elif block.kind == "footnote":
            footnotes.append(block)
        elif not block.view and _may_hold_heading(body, block, within):
            yield from _walk(body, block.inside(), _holder(block, within))
    for footnote in footnotes:
        yield from _walk(body, footnote.inside(), "footnote")


def _may_hold_heading(body: Markdown, block: Block, within: str) -> bool:
    if block.kind != "list" or within:  # only outermost lists know their places in the source
        return True
    return _MAY_HOLD_HEADING.search(body.source, block.start, block.end) is not None


def _holder(block: Block, within: str) -> str:
    """Return the kind of what holds the headings in a block."""
    if within in _KRAMDOWN_IDS:
        return within
    return "list" if block.kind == "item" else block.kind


def _numbered(heading_id: str, counts: dict[str, int]) -> str:
    """Make ids distinct: the second `a` is `a-1`."""
    count = counts.get(heading_id, 0)
    counts[heading_id] = count + 1
    return f"{heading_id}-{count}" if count else heading_id


def _kramdown_id(shown: str) -> str:
    """Return the id of kramdown itself: ASCII alone, from its first letter on."""
    from_letter = re.sub(r"\A[^a-zA-Z]+", "", shown)
    kept = re.sub(r"[^a-zA-Z0-9 -]", "", from_letter)
    return kept.replace(" ", "-").lower() or "section"
