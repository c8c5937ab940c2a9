"""What a text is made of: blocks, each with its kind and its extent."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from postgen.markdown.source_map import View


class Block:
    """A block: its kind, its extent in the source, and what it holds.

    `start` and `end` are positions in the source. `view` is the text of a leaf, to be read for spans;
    `children` are the blocks of a container. A list holds `Item`s.
    """

    __slots__ = ("attributes", "children", "end", "kind", "level", "start", "view")

    def __init__(
        self,
        kind: str,
        start: int,
        end: int,
        view: View | None = None,
        children: list[Block] | None = None,
    ) -> None:
        self.kind = kind
        self.start = start
        self.end = end
        self.view = view
        self.children = [] if children is None else children
        self.level = 0
        self.attributes = ""

    def walk(self) -> Iterator[Block]:
        """Give this block and all below it, in their order."""
        yield self
        for child in self.inside():
            yield from child.walk()

    def inside(self) -> Sequence[Block]:
        """Give the blocks directly below this one."""
        return self.children
