"""Lists and their items: where each stands, and what is in it once its indentation is gone."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from postgen.markdown import grammar as g
from postgen.markdown.tree import Block
from postgen.markdown.view import View

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Read = Callable[[View, list[Block]], object]


class ListBlock(Block):
    """A list, whose items are read when they are asked for."""

    __slots__ = ("_items", "_outer", "_read", "_starts", "_stop", "marker")

    def __init__(self, outer: View, starts: list[int], stop: int, marker: str, read: Read) -> None:
        super().__init__("list", outer.at(starts[0]), outer.end(stop))
        self.marker = marker
        self._outer, self._starts, self._stop, self._read = outer, starts, stop, read
        self._items: list[Item] | None = None

    def __len__(self) -> int:
        return len(self._starts)

    def item(self, index: int, limit: int | None = None) -> Item:
        """Read one item alone; not beyond `limit`, a position of the text that the list was read from."""
        end = self._starts[index + 1] if 0 <= index < len(self) - 1 else self._stop
        return Item(self._outer, self._starts[index], end if limit is None else min(end, limit), self._read)

    def index_at(self, position: int) -> int:
        """Say which item holds a position of the text that the list was read from."""
        return bisect_right(self._starts, position) - 1

    def between(self, start: int, end: int) -> tuple[int, int]:
        """Give the range of the items that start between two positions of the same text."""
        return bisect_left(self._starts, start), bisect_left(self._starts, end)

    @property
    def items(self) -> list[Item]:
        """The items, in their order."""
        if self._items is None:
            ends = [*self._starts[1:], self._stop]
            self._items = [Item(self._outer, a, b, self._read) for a, b in zip(self._starts, ends, strict=True)]
        return self._items

    def walk(self) -> Iterator[Block]:
        """Give this block and all below it, in their order."""
        yield self
        for item in self.items:
            yield from item.walk()


class Item(Block):
    """One item of a list: `marker` and `indentation` (columns before its text) as they are written."""

    __slots__ = ("_parsed", "_read", "indentation", "marker", "text_start", "views")

    def __init__(self, outer: View, start: int, end: int, read: Read) -> None:
        super().__init__("item", outer.at(start), outer.end(end))
        self.marker, self.indentation, self.text_start, self.views = _item_views(outer, start, end)
        self._read, self._parsed = read, False

    def walk(self) -> Iterator[Block]:
        """Give this block and all below it, in their order."""
        yield self
        for child in self.blocks():
            yield from child.walk()

    def blocks(self) -> list[Block]:
        """Read the blocks inside the item."""
        if not self._parsed:
            for view in self.views:
                self._read(view, self.children)
            self._parsed = True
        return self.children


def _first_line(found: re.Match[str]) -> int:
    """Say at which column the text of an item begins: its marker, then its white space, tabs of four."""
    if not g.ITEM_IAL.sub("", found[2], count=1).strip():
        return 4
    column = len(found[1])
    for character in found[2]:
        if character == " ":
            column += 1
        elif character == "\t":
            column += 4 - column % 4
        else:
            break
    return column


def extent(text: str, position: int, marker: str) -> tuple[list[int], int]:
    """Find where the items of a list start, and where the list ends."""
    starts: list[int] = []
    size, after_blank, indentation = len(text), False, 4
    run = g.RUN.get(marker)
    while position < size:
        if after_blank and marker != ":" and g.RULE.match(text, position):
            break
        if g.EOB_LINE.match(text, position):
            break
        if run and (found := run.match(text, position)):
            starts += [line.start() for line in g.LINES.finditer(text, position, found.end())]
            indentation = text.index(" ", starts[-1]) + 1 - starts[-1]
            after_blank = False
        elif found := g.item_line(marker, min(indentation - 1, 3)).match(text, position):
            starts.append(position)
            indentation = _first_line(found)
            after_blank = False
        elif (found := g.content_line(indentation).match(text, position)) or (
            not after_blank and (found := g.lazy_line(min(indentation, 3)).match(text, position))
        ):
            after_blank = False
        elif found := g.BLANK_LINES.match(text, position):
            after_blank = True
        else:
            break
        position = found.end()
    return starts, position


def _item_views(outer: View, start: int, end: int) -> tuple[str, int, int, list[View]]:
    """Free an item's lines of their indentation; a list nested directly below starts a view of its own."""
    first = g.ITEM_LINE.match(outer.text, start)
    if not first:  # a run of items always starts with one
        raise AssertionError(outer.text[start:end])
    indentation = _first_line(first)
    text = first[2].lstrip(" \t")
    if attributes := g.ITEM_IAL.match(text):
        text = text[attributes.end() :]
    text_start = outer.at(first.end() - len(text))
    nested = bool(g.LIST_LINE.match(text))
    groups = [[(text, text_start)]]
    own = re.compile(rf"^ {{{indentation}}}")
    for line, origin in outer.lines(first.end(), end):
        if line.isspace():
            nested = True
            groups[-1].append((line, origin))
            continue
        tabs = len(line) - len(line.lstrip("\t"))
        spread = "    " * tabs + line[tabs:]
        inside = own.match(spread)
        if inside:
            spread = spread[indentation:]
        if inside and not nested and g.LIST_LINE.match(spread):
            groups.append([])
            nested = True
        elif nested and not inside and g.LIST_LINE.match(spread):
            spread = " " * (indentation + 4) + spread
        groups[-1].append((spread, origin + len(line) - len(spread)))
    return first[1].strip(), indentation, text_start, [View.of_lines(group) for group in groups]
