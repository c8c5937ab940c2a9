"""Which blocks show something, and which items begin with text without a paragraph around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.markdown import block_grammar as g
from postgen.markdown.source_map import BOX
from postgen.markdown.tree import Block, BlockKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postgen.markdown.lists import Item

_NOTHING: frozenset[BlockKind] = frozenset(
    {"boundary", "definition", "abbreviation", "footnote", "ald", "ial"}
)
"""What shows nothing where it stands."""

BOXES = {
    False: '<input type="checkbox" class="task-list-item-checkbox" disabled="disabled" />',
    True: '<input type="checkbox" class="task-list-item-checkbox" disabled="disabled" '
    'checked="checked" />',
}
"""gfm.rb, `parse_list`: the box of a task, by whether it is done."""


class RenderedItem:
    """An item of a list: its blocks, and whether its first paragraph is one on the page."""

    def __init__(self, item: Item) -> None:
        self.item = item
        self.children = list(item.blocks())
        self.is_transparent = False
        self.has_newline = False

    @property
    def shown(self) -> Sequence[Block]:
        """The blocks that show something."""
        return visible(self.children)

    @property
    def has_paragraph(self) -> bool:
        """Whether it begins with a paragraph."""
        return bool(self.children) and self.children[0].kind == "paragraph"

    @property
    def is_task(self) -> bool:
        """Whether it begins with the box of a task."""
        first = self.children[0] if self.children else None
        if first is None or first.view is None:
            return False
        text = first.view.text
        return text.startswith(BOX) or (self.has_newline and bool(g.TASK.fullmatch(f"{text}\n")))


def settle(items: Sequence[RenderedItem], *, is_ended: bool) -> None:
    """Decide which items begin with text without a paragraph around it (list.rb, `parse_list`)."""
    for index, item in enumerate(items):
        children = item.children
        if not children:
            continue
        if (
            len(children) > 1
            and children[0].kind == "paragraph"
            and children[0].attributes
            and _is_nothing(children[1])
        ):
            del children[1]
        if children[0].kind == "paragraph" and _is_tight(items, index, is_ended=is_ended):
            has_more = len(children) > 1 and children[1].kind != "blank"
            item.has_newline = has_more
            item.is_transparent = True
        if children[-1].kind == "blank":
            children.pop()


def _is_tight(items: Sequence[RenderedItem], index: int, *, is_ended: bool) -> bool:
    children = items[index].children
    is_last = index == len(items) - 1
    is_followed_by_blank = len(children) > 1 and children[1].kind == "blank"
    is_end = is_last and len(children) == 2 and not is_ended
    if is_followed_by_blank and not is_end:
        return False
    if not is_last or len(items) == 1:
        return True
    return any(not item.has_paragraph or item.is_transparent for item in items[:-1])


def visible(found: Sequence[Block]) -> list[Block]:
    """Return the blocks that show something; blank lines that follow each other are one."""
    kept: list[Block] = []
    for block in _joined_definitions(found):
        is_again = block.kind == "blank" and kept and kept[-1].kind == "blank"
        if not is_again and not _is_nothing(block):
            kept.append(block)
    return kept


def _joined_definitions(found: Sequence[Block]) -> list[Block]:
    """Return blocks in which definition lists right below each other are one."""
    kept: list[Block] = []
    for block in found:
        last = kept[-1] if kept else None
        if block.kind == "definitions" and last and last.kind == "blank" and len(kept) > 1:
            last = kept[-2]
        if block.kind == "definitions" and last and last.kind == "definitions":
            if kept[-1] is not last:
                kept.pop()
            joined = Block("definitions", last.start, block.end)
            joined.children = [*last.children, *block.children]
            joined.attributes = last.attributes
            kept[-1] = joined
        else:
            kept.append(block)
    return kept


def _is_nothing(block: Block) -> bool:
    return block.kind in _NOTHING
