"""The only room that finds or spells a link, a heading, a reference or an escape.

`Markdown` reads a text as kramdown would, and says where things stand; `postgen.markdown.escape` writes.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from postgen.markdown import blocks, spans, targets
from postgen.markdown.source_map import View

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from postgen.markdown.headings import Heading
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
        return blocks.parse(self.view.unfilled())

    @cached_property
    def definitions(self) -> dict[str, spans.Definition]:
        """The targets of reference links, by label; a later one overwrites, as in kramdown."""
        if "]:" not in self.source:
            return {}
        found = {}
        for block in self.walk(self.blocks):
            if block.kind == "definition" and block.view:
                label, url, title, _ = targets.definition(block.view.text, 0) or ("", "", "", 0)
                found[spans.label_of(label)] = spans.Definition(url, title, block.start, block.end)
        return found

    @cached_property
    def footnotes(self) -> frozenset[str]:
        """The names of the footnotes that are defined."""
        if "[^" not in self.source:
            return frozenset()
        return frozenset(
            block.attributes for block in self.walk(self.blocks) if block.kind == "footnote"
        )

    def leaves(
        self, within: Iterable[Block] | None = None, *, notes: bool = True
    ) -> Iterator[Block]:
        """Give the blocks that hold text, in their order; without those of footnotes if not `notes`."""
        for block in self.blocks if within is None else within:
            if block.view and block.kind != "definition":
                yield block
            elif notes or block.kind != "footnote":
                yield from self.leaves(block.inside(), notes=notes)

    @cached_property
    def headings(self) -> list[Heading]:
        """The headings, wherever they stand, with their ids."""
        from postgen.markdown import headings

        return headings.read(self)

    def spans(self, view: View) -> list[Span]:
        """Find the spans of a leaf's text; their places are positions in that text."""
        if view.spans is None:
            view.spans = spans.parse(view.text, self.definitions, self.footnotes)
        return view.spans

    def links(self, within: Iterable[Block] | None = None) -> Iterator[tuple[Span, View]]:
        """Give every link, image and autolink, with the view that its places belong to."""
        for view in self._views(self.blocks if within is None else within):
            for span in self.spans(view):
                for each in span.walk():
                    if each.kind in {"link", "image", "autolink"}:
                        yield each, view

    def shown_links(self) -> Iterator[tuple[Span, View]]:
        """Give the links that are on the page: `links`, but for those of footnotes that nothing cites."""
        notes = self._notes()
        waiting = [self.blocks]
        for (
            within
        ) in waiting:  # which grows: a footnote stands behind all that were cited before it
            for view in self._views(within, notes=False):
                for span in self.spans(view):
                    for each in span.walk():
                        if each.kind == "footnote" and each.label in notes:
                            waiting.append(notes.pop(each.label).children)
                        elif each.kind in {"link", "image", "autolink"}:
                            yield each, view

    def _notes(self) -> dict[str, Block]:
        """Give the footnotes by name; a later one overwrites, and one that holds another ends later than it."""
        if "[^" not in self.source:
            return {}
        found = (block for block in self.walk(self.blocks) if block.kind == "footnote")
        return {
            block.attributes: block
            for block in sorted(found, key=lambda block: (block.end, -block.start))
        }

    def _views(self, within: Iterable[Block], *, notes: bool = True) -> Iterator[View]:
        return (block.view for block in self.leaves(within, notes=notes) if block.view)

    @staticmethod
    def walk(within: Iterable[Block]) -> Iterator[Block]:
        """Give blocks and all below them, in their order."""
        for block in within:
            yield from block.walk()
