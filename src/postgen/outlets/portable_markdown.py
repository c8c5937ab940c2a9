"""Markdown that other programs read, too: kramdown's own marks are taken out, addresses absolute.

All else stays as a person wrote it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.markdown import Markdown, attribute_lists
from postgen.markdown import block_grammar as g
from postgen.references.numbers import Places
from postgen.text.edits import Edit, apply
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator

    from postgen.markdown.source_map import View
    from postgen.markdown.tree import Block, Span
    from postgen.outlets.post import Post

_LIST_LINE = Lazy(r"(?m)^[ \t>]*\{:(?!:)(?:\\\}|[^}\n])*\}[ \t]*\r?\n?")
"""A line that is an attribute list: `{: .lead }`."""

_OF_ITEM = Lazy(r"(?m)^([ \t>]*(?:[*+-]|\d+\.)[ \t]+)\{:(?:\\\}|[^}\n])*\}[ \t]*")
"""That of an item: `* {: .done} An item`."""

_OF_HEADING = Lazy(r"(?m)^([ \t>]*#{1,6}.*?|[^\n]*?)[ \t]*\{#[A-Za-z][\w:-]*\}[ \t]*(?=\r?$)")
"""The id of a heading: `## Boats {#boats}`."""

_NOTHING = "<!-- -->\n"
"""A block that shows nothing: without one, a list would take in what stands below it."""

_BREAK = Lazy(r"(?m)(?<!\\)\\\\[ \t]*(?=\r?$)")
_MARGIN = " \t\r\n>"
_WITH_MARKDOWN = Lazy(
    r"(?im)^<[a-z][a-z0-9]*\b[^<>\n]*\smarkdown=[\"']?\w+[\"']?[^<>\n]*>[ \t]*\r?\n(?=\S)"
)
_ATTRIBUTE = Lazy(r"(?i)(<[a-z][^<>]*?\s(?:href|src)\s*=\s*)([\"'])(.*?)\2")
_RELATIVE = Lazy(r"(?![A-Za-z][A-Za-z0-9+.-]*:)|(?i:javascript|data|vbscript|file):")
_CLOSED = frozenset({"code", "math", "comment"})


def portable(post: Post) -> str:
    """Return the Markdown of a post for other programs."""
    body = apply(post.body, _edits(post, Markdown(post.body, has_liquid=False)))
    marks = Markdown(body, has_liquid=False)
    closed = Places(list(_closed(marks)))
    edits = [
        *_outside(closed, _LIST_LINE.finditer(body), ""),
        *_breaks(body, closed),
        *_blank_lines_in_html(body, closed),
    ]
    return apply(body, _apart(edits))


def _edits(post: Post, body: Markdown) -> list[Edit]:
    """Return the edits of blocks and spans that are known by their places."""
    edits: list[Edit] = []
    definitions = {each.start: each for each in post.parsed.definitions}
    for block in body.walk(body.blocks):
        edits += _of_block(body, block)
        definition = definitions.get(block.start) if block.kind == "definition" else None
        if definition:
            edits += _address(post, body, definition.url, block.start, block.end)
    for span, view in _spans(body):
        edits += _of_span(post, body, span, view)
    closed = Places(list(_closed(body)))
    for found in _ATTRIBUTE.finditer(body.source):
        if _RELATIVE.match(found[3]) and not closed.hold(found.start()):
            edits.append(Edit(*found.span(3), _absolute(post, found[3])))
    for pattern in (_OF_ITEM, _OF_HEADING):
        for found in pattern.finditer(body.source):
            if not closed.hold(found.start()):
                edits.append(Edit(found.end(1), found.end(), ""))
    return _apart(edits)


def _of_block(body: Markdown, block: Block) -> Iterator[Edit]:
    written = body.source[block.start : block.end]
    if block.kind == "list" and "toc" in attribute_lists.read(block.attributes).names:
        yield Edit(block.start, block.end, "")
    elif block.kind in {"boundary", "ald"}:
        yield Edit(block.start, block.end, _NOTHING)
    elif block.kind == "extension":
        opening = g.EXTENSION.match(written)
        is_kept = opening is not None and opening[1] == "nomarkdown" and not opening[3]
        inner = written.partition("}")[2].rpartition("{:/")[0] if is_kept else _NOTHING
        yield Edit(block.start, block.end, inner)


def _of_span(post: Post, body: Markdown, span: Span, view: View) -> Iterator[Edit]:
    start, end = view.at(span.start), view.end(span.end)
    if span.kind == "attributes":
        yield Edit(start, end, "")
    elif span.kind == "extension":
        written = body.source[start:end]
        is_kept = written.startswith("{::nomarkdown")
        inner = written.partition("}")[2].rpartition("{:/")[0] if is_kept else ""
        yield Edit(start, end, inner)
    elif span.kind in {"link", "image"} and span.form == "inline":
        yield from _address(post, body, span.url, view.at(span.inner_end), end)


def _address(post: Post, body: Markdown, url: str, start: int, end: int) -> Iterator[Edit]:
    """Make the address that is written between two places absolute."""
    if not _RELATIVE.match(url):
        return
    place = body.source.find(url, start, end) if url else -1
    if place >= 0:
        yield Edit(place, place + len(url), _absolute(post, url))


def _absolute(post: Post, url: str) -> str:
    return post.absolute(url) or "#"


def _spans(body: Markdown) -> Iterator[tuple[Span, View]]:
    for block in body.leaves():
        if block.view:
            for outer in body.spans(block.view):
                for span in outer.walk():
                    yield span, block.view


def _closed(body: Markdown) -> Iterator[tuple[int, int]]:
    """Yield where nothing is Markdown: code, formulas, comments."""
    for block in body.walk(body.blocks):
        if block.kind in _CLOSED:
            yield block.start, block.end
    for span, view in _spans(body):
        if span.kind in _CLOSED:
            yield view.at(span.start), view.end(span.end)


def _breaks(body: str, closed: Places) -> Iterator[Edit]:
    r"""Yield the edits of `\\` at a line's end.

    One that begins a paragraph goes: behind a line of nothing but `<br>`, CommonMark reads no
    Markdown up to the next blank line.
    """
    for edit in _outside(closed, _BREAK.finditer(body), "<br>"):
        line = body.rfind("\n", 0, edit.start) + 1
        above = body.rfind("\n", 0, max(0, line - 1)) + 1
        is_first = not body[above : edit.start].strip(_MARGIN)
        yield edit._replace(new="") if is_first else edit


def _blank_lines_in_html(body: str, closed: Places) -> Iterator[Edit]:
    """Yield blank lines below `<div markdown="1">`, where CommonMark needs one to read Markdown."""
    for found in _WITH_MARKDOWN.finditer(body):
        if not closed.hold(found.start()):
            yield Edit(found.end(), found.end(), "\n")


def _outside(closed: Places, found: Iterable[re.Match[str]], new: str) -> Iterator[Edit]:
    for each in found:
        if not closed.hold(each.start()):
            yield Edit(each.start(), each.end(), new)


def _apart(edits: Iterable[Edit]) -> list[Edit]:
    """Return edits without those that overlap an earlier one, or are within it."""
    kept: list[Edit] = []
    for edit in sorted(set(edits), key=lambda each: (each.start, -each.end)):
        if not kept or edit.start >= kept[-1].end:
            kept.append(edit)
    return kept
