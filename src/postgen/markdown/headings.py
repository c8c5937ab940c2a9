"""The headings of a text, with the ids that kramdown gives them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from postgen.markdown import escape
from postgen.markdown.source_map import OPAQUE
from postgen.markdown.tree import Span
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from postgen.markdown.body import Markdown
    from postgen.markdown.tree import Block

_ATTRIBUTE = Lazy(
    r"""
    (?:\A|\s)
    (?: (?P<key>\w[\w-]*) = (?P<quote>["'])
        (?P<value> (?: \\\} | \\(?P=quote) | (?!(?P=quote))[^}] )*? ) (?P=quote)
      | (?P<name>\w[\w-]*)
      | (?P<marks> (?: \#[A-Za-z][\w:-]* | \.[^\s.\#]+ )+ )
    )
    (?=\s|\Z)
    """,
    re.ASCII | re.VERBOSE,
)
"""extensions.rb, ALD_TYPE_ANY: `key="value"`, the `name` of an attribute list definition, or
`#id.class`."""
_MARK = Lazy(r"#([A-Za-z][\w:-]*)|\.([^\s.#]+)", re.ASCII)
"""extensions.rb, ALD_TYPE_ID_OR_CLASS: one of the marks in `#id.class`."""
_OWN_ID = Lazy(r"\A\{#([^}]+)\}")
"""`{#its-id}`, which ended the heading's line."""
_ALD_START = Lazy(r"\{:\w[\w-]*:", re.ASCII)
"""`{:name:`, without which a text defines no attribute list."""
_MAY_HOLD_HEADING = Lazy(r"#|\n[ \t>]*(?:-+|=+)[ \t\r]*(?:\n|\Z)")
"""What a list must hold for a heading to be in it: `#` or `---`. Other lists need not be read."""

_KRAMDOWN_IDS = frozenset({"html", "footnote"})
"""Where headings have the ids of kramdown itself: the GFM parser gives its own before these are
looked at."""


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
    attribute_lists = _attribute_lists(body)
    found: list[Heading] = []
    gfm_ids: dict[str, int] = {}
    kramdown_ids: dict[str, int] = {}
    for block, within in _walk(body, body.blocks, ""):
        if not block.view:
            continue
        own = attributes(block.attributes, attribute_lists)
        marked = _OWN_ID.match(block.attributes)
        heading_id = own.get("id") or (marked[1] if marked else "")
        if not heading_id:
            spans = without_images(body.spans(block.view))
            shown = escape.visible(block.view.text, spans)
            if within in _KRAMDOWN_IDS:
                heading_id = _numbered(_kramdown_id(shown), kramdown_ids)
            else:
                heading_id = _numbered(escape.heading_id(shown), gfm_ids)
            if OPAQUE in block.view.text:
                heading_id = ""
        is_listed = "no_toc" not in own.get("class", "").split()
        found.append(Heading(block, heading_id, is_listed, within))
    return found


def attributes(
    text: str, attribute_lists: Mapping[str, str], used: frozenset[str] = frozenset()
) -> dict[str, str]:
    """Read the inside of an attribute list, `.class #id key="value" name`.

    `attribute_lists` are those that have a name, and `used` the names of those around this one.
    Return the attributes by name; those of the list itself overwrite those of the lists that it
    names (extensions.rb, `parse_attribute_list` and `update_ial_with_ial`).
    """
    own: dict[str, str] = {}
    named: dict[str, str] = {}
    for found in _ATTRIBUTE.finditer(text):
        name = found["name"]
        if found["key"]:
            own[found["key"]] = found["value"]
        elif name and name in attribute_lists and name not in used:
            named |= attributes(attribute_lists[name], attribute_lists, used | {name})
        for id_, class_ in _MARK.findall(found["marks"] or ""):
            if id_:
                own["id"] = id_
            else:
                own["class"] = f"{own.get('class', '')} {class_}"
    return {**named, **own, "class": f"{named.get('class', '')} {own.get('class', '')}"}


def without_images(spans: Sequence[Span]) -> list[Span]:
    """Return spans with the images as comments.

    The words of an image are not part of the text around it.
    """
    kept = []
    for span in spans:
        copy = Span("comment" if span.kind == "image" else span.kind, span.start, span.end)
        kept.append(copy.holding(span.inner_start, span.inner_end, without_images(span.children)))
    return kept


def _walk(body: Markdown, blocks: Iterable[Block], within: str) -> Iterator[tuple[Block, str]]:
    """Yield the headings in blocks, each with what holds it; those of footnotes come last."""
    footnotes = []
    for block in blocks:
        if block.kind == "heading":
            yield block, within
        elif block.kind == "footnote":
            footnotes.append(block)
        elif _may_hold_heading(body, block, within):
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


def _attribute_lists(body: Markdown) -> dict[str, str]:
    """Return the insides of `{:name: .class}` by name; a later one adds to an earlier one."""
    if not _ALD_START.search(body.source):
        return {}
    from postgen.markdown import block_grammar as g

    found: dict[str, str] = {}
    for block in body.walk(body.blocks):
        if block.kind != "ald":
            continue
        definition = g.ALD.match(body.source[block.start : block.end].rstrip() + "\n")
        if definition:
            name = definition[1]
            found[name] = f"{found.get(name, '')} {definition[2]}"
    return found


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
