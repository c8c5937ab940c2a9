"""Lists and their items: where each stands, and what is in it once its indentation is gone."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from postgen.markdown import grammar as g
from postgen.markdown.source_map import BOX
from postgen.markdown.tree import Block

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Sequence

    from postgen.markdown.source_map import View

    Read = Callable[[View, list[Block]], object]


class ListBlock(Block):
    """A list, whose items are read when they are asked for; places in the source are asked of outermost ones only."""

    __slots__ = ("_items", "_outer", "_read", "_starts", "_stop", "marker")

    def __init__(self, outer: View, starts: list[int], stop: int, marker: str, read: Read) -> None:
        super().__init__("list", outer.at(starts[0]), outer.end(stop))
        self.marker = marker
        self._outer, self._starts, self._stop, self._read = outer, starts, stop, read
        self._items: list[Item] | None = None

    def __len__(self) -> int:
        return len(self._starts)

    def item(self, index: int, limit: int | None = None) -> Item:
        """Read one item alone; not beyond `limit`, a place in the source."""
        end = self._starts[index + 1] if 0 <= index < len(self) - 1 else self._stop
        if limit is not None:
            end = min(end, self._outer.position(limit))
        return Item(self._outer, self._starts[index], end, self._read)

    def extent_of(self, index: int) -> tuple[int, int]:
        """Say where an item starts and ends in the source, without reading it."""
        end = self._starts[index + 1] if index < len(self) - 1 else self._stop
        return self._outer.at(self._starts[index]), self._outer.end(end)

    def index_at(self, place: int) -> int:
        """Say which item holds a place in the source."""
        return bisect_right(self._starts, self._outer.position(place)) - 1

    def between(self, start: int, end: int) -> tuple[int, int]:
        """Give the range of the items that start between two places in the source."""
        place = self._outer.position
        return bisect_left(self._starts, place(start)), bisect_left(self._starts, place(end))

    @property
    def items(self) -> list[Item]:
        """The items, in their order."""
        if self._items is None:
            ends = [*self._starts[1:], self._stop]
            self._items = [
                Item(self._outer, a, b, self._read) for a, b in zip(self._starts, ends, strict=True)
            ]
        return self._items

    def inside(self) -> Sequence[Block]:
        """Give the items."""
        return self.items


class Item(Block):
    """One item of a list: `marker` and `indentation` (columns before its text) as they are written."""

    __slots__ = ("_content", "_outer", "_read", "_start", "_stop")

    def __init__(self, outer: View, start: int, stop: int, read: Read) -> None:
        super().__init__("item", outer.at(start), outer.end(stop))
        self._outer, self._start, self._stop, self._read = outer, start, stop, read
        self._content: _Content | None = None

    @property
    def content(self) -> _Content:
        """What the item holds, read when it is first asked for."""
        if self._content is None:
            self._content = _Content.of(self._outer, self._start, self._stop)
        return self._content

    @property
    def marker(self) -> str:
        """The bullet or the number, as it is written."""
        return self.content.marker

    @property
    def indentation(self) -> int:
        """The columns before the item's text."""
        return self.content.indentation

    @property
    def text_start(self) -> int:
        """The place of the item's text in the source."""
        return self.content.text_start

    def inside(self) -> Sequence[Block]:
        """Give the blocks inside the item."""
        return self.blocks()

    def blocks(self) -> list[Block]:
        """Read the blocks inside the item."""
        views = self.content.views
        while views:
            self._read(views.pop(0), self.children)
            if not views:
                self._tick()
        return self.children

    def _tick(self) -> None:
        """Take the box of a task out of its text, as the GFM parser does: `[x]` is no reference there."""
        first = self.children[0] if self.children and self.content.marker != ":" else None
        if (
            first
            and first.kind == "paragraph"
            and first.view
            and (box := g.TASK.match(first.view.text))
        ):
            [(_, origin), *_] = first.view.lines(0, box.end())
            rest = first.view.lines(box.end(), len(first.view.text))
            first.view = first.view.joined([(BOX * box.end(), origin), *rest])


class _Content:
    """What an item holds: its lines freed of their indentation, as views that are read one after another.

    A list that is nested directly below the item's text starts a view of its own.
    """

    __slots__ = ("indentation", "marker", "text_start", "views")

    def __init__(self, marker: str, indentation: int, text_start: int, views: list[View]) -> None:
        self.marker, self.indentation, self.text_start, self.views = (
            marker,
            indentation,
            text_start,
            views,
        )

    @classmethod
    def of(cls, outer: View, start: int, stop: int) -> _Content:
        """Read the first line, and gather those below it."""
        first = g.ITEM_LINE.match(outer.text, start)
        if not first:  # a list's items always start with one
            raise AssertionError(outer.text[start:stop])
        indentation = first_column(first)
        text = first[2].lstrip(g.WHITE)
        if attributes := g.ITEM_IAL.match(text):
            text = text[attributes.end() :]
        at = first.end() - len(text)
        marker = first[1].strip()
        views = (
            [outer.cut(at, first.end())]
            if stop <= first.end()
            else _freed(outer, (at, first.end(), stop), indentation, definition=marker == ":")
        )
        return cls(marker, indentation, outer.at(at), views)


def _freed(
    outer: View, extent: tuple[int, int, int], indentation: int, *, definition: bool
) -> list[View]:
    """Free an item's lines of their indentation; `extent` is where its text starts, its second line, and its end.

    A list that is nested in an item of a list begins a view of its own; one in a definition does not.
    """
    start, below, stop = extent
    margin = " " * indentation
    groups = [outer.lines(start, below)]
    nested = not definition and bool(g.LIST_LINE.match(outer.text[start:below]))
    for line, origin in outer.lines(below, stop):
        if not line.strip(g.WHITE):
            nested = not definition
            groups[-1].append((line, origin))
            continue
        tabs = len(line) - len(line.lstrip("\t"))
        spread = "    " * tabs + line[tabs:]
        inside = spread.startswith(margin)
        if inside:
            spread = spread[indentation:]
        if inside and not nested and not definition and g.LIST_LINE.match(spread):
            groups.append([])
            nested = True
        elif nested and not inside and g.LIST_LINE.match(spread):
            spread = " " * (indentation + 4) + spread
        groups[-1].append((spread, origin + len(line) - len(spread)))
    return [outer.joined(group) for group in groups]


def first_column(found: re.Match[str]) -> int:
    """Say at which column the text of an item begins: its marker, then its white space, tabs of four."""
    if not g.ITEM_IAL.sub("", found[2], count=1).strip(g.WHITE):
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


def extent(view: View, position: int, marker: str) -> tuple[list[int], int]:
    """Find where the items of a list start, and where the list ends."""
    starts: list[int] = []
    text, size, after_blank, indentation = view.text, len(view.text), False, 4
    run = g.RUN.get(marker)
    while position < size:
        if after_blank and marker != ":" and g.RULE.match(text, position):
            break
        if text[position] == "^" and g.EOB_LINE.match(text, position):
            break
        if run and (found := run.match(text, position)):
            starts.append(position)
            starts += [
                line.start()
                for line in g.RUN_STARTS[marker].finditer(text, position + 1, found.end())
            ]
            indentation = text.index(" ", starts[-1]) + 1 - starts[-1]
            after_blank = False
        elif found := g.item_line(marker, min(indentation - 1, 3)).match(text, position):
            starts.append(position)
            indentation = first_column(found)
            after_blank = False
        elif found := g.BLANK_LINES.match(text, position):
            after_blank = True
        elif found := _line_within(view, position, indentation, lazy=not after_blank):
            after_blank = False
        else:
            break
        position = found.end()
    return starts, position


def _line_within(
    view: View, position: int, indentation: int, *, lazy: bool
) -> re.Match[str] | None:
    """Match a line that belongs to the item above it; a lazy one does without its indentation."""
    found = g.content_line(indentation).match(view.text, position)
    if found or not lazy:
        return found
    spaces = min(indentation, 3)
    start = position
    while start - position < spaces and view.text.startswith(" ", start):
        start += 1
    first = view.text[start]
    if first == "<" and g.LAZY_HTML.match(view.text, start):
        return None
    if first == "{" and g.attributes_line(view.search_cache, start):
        return None
    return g.ANY_LINE.match(view.text, position)
