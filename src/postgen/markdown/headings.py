"""The headings of a text, with the ids that kramdown gives them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from postgen.markdown import escape
from postgen.markdown.source_map import OPAQUE
from postgen.markdown.spans import Span
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from postgen.markdown import Markdown
    from postgen.markdown.tree import Block

_ATTRIBUTE = Lazy(
    r"(?:\A|\s)(?:(?P<key>\w[\w-]*)=(?P<quote>[\"'])(?P<value>(?:\\\}|\\(?P=quote)|(?!(?P=quote))[^}])*?)(?P=quote)"
    r"|(?P<name>\w[\w-]*)|(?P<marks>(?:\#[A-Za-z][\w:-]*|\.[^\s.#]+)+))(?=\s|\Z)",
    re.ASCII,
)
_OWN_ID = Lazy(r"\A\{#([^}]+)\}")
_NAMED = Lazy(r"\{:\w[\w-]*:", re.ASCII)
_MARK = Lazy(r"#([A-Za-z][\w:-]*)|\.([^\s.#]+)", re.ASCII)
_MAY_HOLD = Lazy(r"#|\n[ \t>]*(?:-+|=+)[ \t\r]*(?:\n|\Z)")
"""What a list must hold for a heading to be in it; the items of others need not be read."""


class Heading(NamedTuple):
    """A heading: `id` is "" where Liquid decides it; `listed` says whether a table of contents may name it.

    `within` is the kind of the block that holds it: "" for none, else list, quote, html, footnote or definitions.
    """

    block: Block
    id: str
    listed: bool
    within: str


def read(body: Markdown) -> list[Heading]:
    """Give the headings of a body in their order."""
    alds = _alds(body)
    found, seen, others = [], dict[str, int](), dict[str, int]()
    for block, within in _walk(body, body.blocks, ""):
        if not block.view:
            continue
        worn = attributes(block.attributes, alds)
        own = _OWN_ID.match(block.attributes)
        given = worn.get("id") or (own[1] if own else "")
        if not given:
            spans = without_images(body.spans(block.view))
            shown = escape.visible(block.view.text, spans)
            if within in {"html", "footnote"}:  # GFM's ids are given before these are looked at
                given = _numbered(_plain_id(shown), others)
            else:
                given = _numbered(escape.heading_id(shown), seen)
            if OPAQUE in block.view.text:
                given = ""
        found.append(Heading(block, given, "no_toc" not in worn.get("class", "").split(), within))
    return found


def attributes(
    text: str, alds: Mapping[str, str], seen: frozenset[str] = frozenset()
) -> dict[str, str]:
    """Read the inside of an attribute list, `.class #id key="value" name`; `alds` are those that have a name."""
    own: dict[str, str] = {}
    told: dict[str, str] = {}
    for found in _ATTRIBUTE.finditer(text):
        if found["key"]:
            own[found["key"]] = found["value"]
        elif found["name"] and found["name"] in alds and found["name"] not in seen:
            told |= attributes(alds[found["name"]], alds, seen | {found["name"]})
        for id_, class_ in _MARK.findall(found["marks"] or ""):
            own |= {"id": id_} if id_ else {"class": f"{own.get('class', '')} {class_}"}
    return {**told, **own, "class": f"{told.get('class', '')} {own.get('class', '')}"}


def without_images(spans: Sequence[Span]) -> list[Span]:
    """Give spans with the images as comments: their words are no part of what is around them."""
    kept = []
    for span in spans:
        seen = Span("comment" if span.kind == "image" else span.kind, span.start, span.end)
        kept.append(seen.holding(span.inner_start, span.inner_end, without_images(span.children)))
    return kept


def _walk(body: Markdown, blocks: Iterable[Block], within: str) -> Iterator[tuple[Block, str]]:
    notes = []
    for block in blocks:
        if block.kind == "heading":
            yield block, within
        elif block.kind == "footnote":
            notes.append(block)
        elif (
            block.kind != "list" or within or _MAY_HOLD.search(body.source, block.start, block.end)
        ):
            held = "list" if block.kind == "item" else block.kind
            yield from _walk(
                body, block.inside(), within if within in {"html", "footnote"} else held
            )
    for note in notes:  # they stand below the page
        yield from _walk(body, note.inside(), "footnote")


def _alds(body: Markdown) -> dict[str, str]:
    from postgen.markdown import grammar as g

    found: dict[str, str] = {}
    blocks = (
        (each for block in body.blocks for each in block.walk())
        if _NAMED.search(body.source)
        else ()
    )
    for block in blocks:
        if block.kind == "ald" and (
            ald := g.ALD.match(body.source[block.start : block.end].rstrip() + "\n")
        ):
            found[ald[1]] = f"{found.get(ald[1], '')} {ald[2]}"
    return found


def _numbered(given: str, seen: dict[str, int]) -> str:
    seen[given] = seen.get(given, -1) + 1
    return f"{given}-{seen[given]}" if seen[given] else given


def _plain_id(shown: str) -> str:
    """Give the id of kramdown's own: ASCII alone."""
    kept = re.sub(r"[^a-zA-Z0-9 -]", "", re.sub(r"\A[^a-zA-Z]+", "", shown))
    return kept.replace(" ", "-").lower() or "section"
