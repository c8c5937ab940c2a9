"""The body of a post: its blocks, links, definitions, footnotes and headings."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from postgen.markdown import blocks, spans, targets, tree
from postgen.markdown.source_map import View

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from postgen.markdown.headings import Heading
    from postgen.markdown.tree import Block, Span, SpanKind

_LINKS: frozenset[SpanKind] = frozenset({"link", "image", "autolink"})


class Markdown:
    """The body of a post, without its front matter; each part is parsed when it is first asked for.

    All blocks know their places in `source`. The places of a span are positions in the text of its
    view, and `view.at` leads from there to the source. `has_liquid` is false for a body after
    Liquid, in which braces are text.
    """

    def __init__(self, source: str, *, has_liquid: bool = True) -> None:
        self.source = source
        self.has_liquid = has_liquid
        self.view = View.of_source(source, has_liquid=has_liquid)

    @cached_property
    def blocks(self) -> list[Block]:
        """The outermost blocks."""
        return blocks.parse(self.view.for_kramdown())

    @cached_property
    def definitions(self) -> dict[str, targets.Definition]:
        """The targets of reference links, by label; a later one overwrites, as in kramdown."""
        if "]:" not in self.source:
            return {}
        found = {}
        for block in self.walk(self.blocks):
            if not block.target:
                continue
            label, url, title = block.target
            definition = targets.Definition(url, title, block.start, block.end)
            found[targets.label_of(label)] = definition
        return found

    @cached_property
    def footnotes(self) -> frozenset[str]:
        """The names of the footnotes that are defined."""
        return frozenset(block.attributes for block in self._footnote_blocks())

    @cached_property
    def headings(self) -> list[Heading]:
        """The headings, wherever they stand, with their ids."""
        from postgen.markdown import headings

        return headings.read(self)

    def leaves(
        self, within: Iterable[Block] | None = None, *, notes: bool = True
    ) -> Iterator[Block]:
        """Yield the blocks that hold text, in their order; those of footnotes only if `notes`."""
        if within is None:
            within = self.blocks
        for block in within:
            if block.view:
                if block.kind != "definition":
                    yield block
                continue
            if block.kind == "footnote" and not notes:
                continue
            children = block.inside()
            if children:
                yield from self.leaves(children, notes=notes)

    def spans(self, view: View) -> list[Span]:
        """Return the spans of a leaf's text; their places are positions in that text."""
        if view.spans is None:
            view.spans = spans.parse(view.text, self.definitions, self.footnotes)
        return view.spans

    def links(self, within: Iterable[Block] | None = None) -> Iterator[tuple[Span, View]]:
        """Yield every link, image and autolink, with the view that its places belong to."""
        for span, view in self._all_spans(self.leaves(within)):
            if span.kind in _LINKS:
                yield span, view

    def shown_links(
        self, *, without: Callable[[str], bool] | None = None
    ) -> Iterator[tuple[Span, View]]:
        """Yield the links that are on the page; not those of texts that are left out by `without`.

        No text is left out where links may have their addresses elsewhere.

        These are `links`, without those of footnotes that are not cited. The links of a footnote
        follow those of the text that cites it, in the order of the first citations.
        """
        not_cited = self.last_footnotes()
        queue = [self.blocks]
        skips = without if without and not self.definitions else None
        for within in queue:  # it grows: a footnote may cite another one
            for span, view in self._all_spans(self._leaves_but(skips, within)):
                if span.kind in _LINKS:
                    yield span, view
                elif span.kind == "footnote" and span.label in not_cited:
                    queue.append(not_cited.pop(span.label).children)

    def _leaves_but(
        self, skips: Callable[[str], bool] | None, within: Iterable[Block]
    ) -> Iterator[Block]:
        """Yield the leaves outside footnotes whose texts are not skipped.

        Of a list whose whole source is, no item is read.
        """
        if not skips:
            yield from self.leaves(within, notes=False)
            return
        for block in within:
            is_outermost_list = block.kind == "list" and within is self.blocks
            if is_outermost_list and skips(self.source[block.start : block.end]):
                continue
            for leaf in self.leaves([block], notes=False):
                if leaf.view and not skips(leaf.view.text):
                    yield leaf

    @staticmethod
    def walk(within: Iterable[Block]) -> Iterator[Block]:
        """Yield blocks and all below them, in their order."""
        return tree.walk(within)

    def _all_spans(self, leaves: Iterable[Block]) -> Iterator[tuple[Span, View]]:
        for block in leaves:
            view = block.view
            if not view:
                continue
            for span in self.spans(view):
                for each in span.walk():
                    yield each, view

    def _footnote_blocks(self) -> list[Block]:
        if "^" not in self.source or "[^" not in self.source:  # the first look is the faster one
            return []
        return [block for block in self.walk(self.blocks) if block.kind == "footnote"]

    def last_footnotes(self) -> dict[str, Block]:
        """Return the footnotes by name.

        A later one overwrites an earlier one, and a footnote that holds another is later.
        """
        found = sorted(self._footnote_blocks(), key=lambda block: (block.end, -block.start))
        return {block.attributes: block for block in found}
