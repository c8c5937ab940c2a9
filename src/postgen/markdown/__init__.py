"""The only room that finds or spells a link, a heading, a reference or an escape.

`Markdown` reads a text as kramdown would, and says where things stand; `postgen.markdown.spell` writes.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from postgen.markdown import blocks, grammar, spans
from postgen.markdown.view import View

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from postgen.markdown.spans import Span
    from postgen.markdown.tree import Block


class Markdown:
    """The body of a post: its blocks, and the links in them, with their places in `source`."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.view = View.of_source(source)

    @cached_property
    def blocks(self) -> list[Block]:
        """The outermost blocks."""
        return blocks.parse(self.view)

    @cached_property
    def definitions(self) -> dict[str, spans.Definition]:
        """The targets of reference links, by label; a later one overwrites, as in kramdown."""
        if "]:" not in self.source:
            return {}
        found = {}
        for block in self._walk(self.blocks):
            if block.kind == "definition" and block.view:
                match = grammar.LINK_DEFINITION.match(block.view.text)
                if match:
                    url = match[2] if match[2] is not None else match[3]
                    found[spans.label_of(match[1])] = spans.Definition(url, match[5] or "", block.start, block.end)
        return found

    @cached_property
    def footnotes(self) -> frozenset[str]:
        """The names of the footnotes that are defined."""
        if "[^" not in self.source:
            return frozenset()
        return frozenset(block.attributes for block in self._walk(self.blocks) if block.kind == "footnote")

    def spans(self, view: View) -> list[Span]:
        """Find the spans of a leaf's text; their places are positions in that text."""
        return spans.parse(view.text, self.definitions, self.footnotes)

    def links(self, within: Iterable[Block] | None = None) -> Iterator[tuple[Span, View]]:
        """Give every link, image and autolink, with the view that its places belong to."""
        for block in self._walk(self.blocks if within is None else within):
            if block.view and block.kind != "definition":
                for span in self.spans(block.view):
                    for each in span.walk():
                        if each.kind in {"link", "image", "autolink"}:
                            yield each, block.view

    @staticmethod
    def _walk(within: Iterable[Block]) -> Iterator[Block]:
        for block in within:
            yield from block.walk()
