"""Where the blocks of a text stand, as kramdown with the GFM parser sees them.

A port of kramdown's block parsers that keeps positions and builds no HTML. Each is one function, in
`leaf_blocks` if its block holds only text, in `container_blocks` if it holds other blocks. They are
tried in the order of `@block_parsers` (kramdown.rb, `initialize`), as `parse_blocks` does; the file
of kramdown's `lib/kramdown/parser/kramdown/` that a function comes from is named in it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from postgen.markdown import block_grammar as g
from postgen.markdown import container_blocks as container
from postgen.markdown import continuation
from postgen.markdown import leaf_blocks as leaf
from postgen.markdown.tree import Block, BlockKind

if TYPE_CHECKING:
    import re
    from collections.abc import Callable

    from postgen.markdown.source_map import View

    Trial = Callable[["Parser"], bool]
    """Whether its kind of block is at the parser's `position`, which is then behind it."""

DEPTH = 100
"""How deep blocks may nest; a deeper one is read as a paragraph. kramdown has no such bound."""

_BOUNDARIES: frozenset[BlockKind] = frozenset({"blank", "boundary"})


def parse(view: View) -> list[Block]:
    """Return the outermost blocks of a text, without its blank lines."""
    found = read(view, [], 0)
    return [block for block in found if block.kind != "blank"]


def read(view: View, found: list[Block], depth: int) -> list[Block]:
    """Read the blocks of a view, add them to those found before it, and return them all."""
    if depth <= DEPTH:
        return Parser(view, found, depth).parse()
    start, end = g.stripped(view.text, 0, len(view.text))
    if start < end:
        words = view.cut(start, end)
        found.append(Block("paragraph", words.at(0), words.end(end - start), words))
    return found


class Parser:
    """Reads blocks from one view, and adds them to `found`.

    The functions that it tries look at `position`. Each returns whether its kind of block is there;
    then `position` is behind the block.
    """

    def __init__(
        self, view: View, found: list[Block], depth: int, position: int = 0, stop_tag: str = ""
    ) -> None:
        self.view = view
        self.shift = view.shift
        self.search_cache = view.search_cache
        self.read = partial(read, depth=depth + 1)
        self.depth = depth
        self.text = view.text
        self.found = found
        self.position = position
        # inside an HTML element: the end tag that ends it, and whether it was met
        self.stop_tag = stop_tag
        self.stopped = False
        # attribute lists above the block that they are for
        self.pending_ial = ""
        # where the last paragraph starts in the text: lines below it may still become part of it
        self.paragraph_start = position
        # the last paragraph, and where its text is; a text is cut once, as thousands of lines may
        # go on a paragraph, one by one: ```a
        self.uncut: tuple[Block, int, int] | None = None

    def parse(self) -> list[Block]:
        """Read to the end, or to the end tag of the element around; return all blocks."""
        text, size = self.text, len(self.text)
        while self.position < size and not self.stopped:
            first = text[self.position]
            if first in g.WHITE:
                if first == " ":
                    first = self._behind_spaces()
                if first in g.WHITE and (leaf.blank(self) or leaf.indented_code(self)):
                    continue
            elif first not in _TRIALS and leaf.plain_paragraph(self):
                continue
            for trial in _TRIALS.get(first, _ANY_LINE):
                if trial(self):
                    break
            else:
                leaf.paragraph(self)
        self.cut_paragraph()
        return self.found

    def may_nest(self) -> bool:
        """Whether an element's blocks may be read, and are not too deep."""
        return self.depth < DEPTH

    def read_element(self, children: list[Block], position: int, stop_tag: str) -> int:
        """Read blocks into `children` up to an end tag; return the place behind it."""
        inside = Parser(self.view, children, self.depth + 1, position, stop_tag)
        inside.parse()
        return inside.position

    def _behind_spaces(self) -> str:
        """Return the line's first character behind the three spaces that any block may have."""
        text, start = self.text, self.position
        limit = start + 3
        while start < limit and text.startswith(" ", start):
            start += 1
        return text[start : start + 1]

    # What the trials share

    def cut_paragraph(self) -> None:
        """Give the last paragraph its text, once no line can go on it."""
        if self.uncut:
            block, start, end = self.uncut
            block.view = self.view.cut(start, end)
            self.uncut = None

    def add(
        self,
        kind: BlockKind,
        end: int,
        view: View | None = None,
        children: list[Block] | None = None,
    ) -> Block:
        """Add a block from `position` to `end`, with the attributes above it; go on behind it."""
        self.cut_paragraph()
        start, shift = self.position, self.shift
        if shift is None:
            block = Block(kind, self.view.at(start), self.view.end(end), view, children)
        else:
            block = Block(kind, start + shift, end + shift, view, children)
        self.found.append(block)
        block.attributes = self.pending_ial
        block.place = self.view, start, end
        self.pending_ial = ""
        self.position = end
        return block

    def is_after_boundary(self) -> bool:
        """Whether a block may begin here that a paragraph would take in (block_boundary.rb)."""
        if not self.found or self.pending_ial:
            return True
        return self.found[-1].kind in _BOUNDARIES

    def is_before_boundary(self, position: int) -> bool:
        """Whether a block may end at `position` (block_boundary.rb)."""
        if position >= len(self.text) or g.EOB_LINE.match(self.text, position):
            return True
        if g.BLANK_LINES.match(self.text, position):
            return True
        return self.attributes_line(position) is not None

    def attributes_line(self, position: int) -> re.Match[str] | None:
        """Match an attribute list that ends its line, `{: .class}`."""
        return continuation.attributes_line(self.search_cache, position)

    def after_line_rest(self, position: int) -> int:
        """Return the place behind white space that ends a line; else `position` itself."""
        found = g.LINE_REST.match(self.text, position)
        return found.end() if found else position


_ANY_LINE: tuple[Trial, ...] = (leaf.setext, leaf.table)
"""What a line may be, whatever its first character: the text of a heading, or a row."""
_TRIALS: dict[str, tuple[Trial, ...]] = {
    "~": (leaf.fence, *_ANY_LINE),
    "`": (leaf.fence, *_ANY_LINE),
    ">": (container.quote,),
    "#": (leaf.atx, *_ANY_LINE),
    "*": (leaf.rule, container.bullet_list, *_ANY_LINE, leaf.abbreviation),
    "-": (leaf.rule, container.bullet_list, *_ANY_LINE),
    "+": (container.bullet_list, *_ANY_LINE),
    "_": (leaf.rule, *_ANY_LINE),
    ":": (container.definitions, *_ANY_LINE),
    "<": (container.html_block, *_ANY_LINE),
    "$": (leaf.setext, leaf.math, leaf.table),
    "[": (leaf.next_definition, *_ANY_LINE, container.footnote, leaf.link_definition),
    "{": (*_ANY_LINE, leaf.extension),
    "^": (*_ANY_LINE, leaf.boundary),
    **dict.fromkeys("0123456789", (container.numbered_list, *_ANY_LINE)),
}
"""What a line may be, by its first character, in kramdown's order; a paragraph otherwise."""
