"""Lists and their items: where each stands, and what is in it once its indentation is gone.

Ported from kramdown's `lib/kramdown/parser/kramdown/list.rb`, `parse_list` and
`parse_definition_list`.
"""

from __future__ import annotations

from _thread import RLock  # as `functools` does: `threading` would be one more module
from bisect import bisect_left, bisect_right
from itertools import pairwise
from typing import TYPE_CHECKING

from postgen.markdown import block_grammar as g
from postgen.markdown.continuation import attributes_line
from postgen.markdown.source_map import BOX
from postgen.markdown.tree import Block, ListMarker
from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Sequence

    from postgen.markdown.source_map import View

    Read = Callable[[View, list[Block]], object]
    """Reads the blocks of a view, and adds them to the list."""


_reading = RLock()
"""Keeps threads, which share the lists of a text, from reading one item at once."""


class ListBlock(Block):
    """A list, whose items are read when they are asked for.

    `marker` is `*` for bullets and `1` for numbers; `is_ended` is whether a `^` stands below it.
    Only outermost lists can be asked for places in the source.
    """

    __slots__ = ("_items", "_last", "_outer", "_read", "_starts", "_stop", "is_ended", "marker")

    def __init__(
        self, outer: View, starts: list[int], stop: int, marker: ListMarker, read: Read
    ) -> None:
        super().__init__("list", outer.at(starts[0]), outer.end(stop))
        self.marker: ListMarker = marker
        self.is_ended = False
        self._outer = outer
        self._starts = starts
        self._stop = stop
        self._read = read
        self._items: list[Item] | None = None
        self._last: tuple[int, Item] | None = None

    def __len__(self) -> int:
        return len(self._starts)

    def item(self, index: int, limit: int | None = None) -> Item:
        """Return one item, reading no other; not beyond `limit`, a place in the source."""
        start, end = self._positions(index)
        if limit is not None:
            end = min(end, self._outer.position(limit))
        return Item(self._outer, start, end, self._read)

    def extent_of(self, index: int) -> tuple[int, int]:
        """Return where an item starts and ends in the source, without reading it."""
        start, end = self._positions(index)
        return self._outer.at(start), self._outer.end(end)

    def extents(self, first: int, stop: int) -> list[tuple[int, int]]:
        """Return where the items from one up to another start and end in the source."""
        bounds = [*self._starts[first:stop], self._positions(stop - 1)[1]]
        pairs = pairwise(bounds)
        shift = self._outer.shift
        if shift is None:
            return [(self._outer.at(start), self._outer.end(end)) for start, end in pairs]
        return [(start + shift, end + shift) for start, end in pairs]

    def _positions(self, index: int) -> tuple[int, int]:
        """Return where an item starts and ends in the text around the list."""
        has_next = 0 <= index < len(self) - 1
        end = self._starts[index + 1] if has_next else self._stop
        return self._starts[index], end

    def index_at(self, place: int) -> int:
        """Return the index of the item that holds a place in the source."""
        return bisect_right(self._starts, self._outer.position(place)) - 1

    def item_at(self, place: int) -> Item:
        """Return the item that holds a place in the source.

        An item is read once for places that are asked for one after the other.
        """
        index = self.index_at(place)
        if self._last is None or self._last[0] != index:
            self._last = index, self.item(index)
        return self._last[1]

    def between(self, start: int, end: int) -> tuple[int, int]:
        """Return the range of the items that start between two places in the source."""
        first = bisect_left(self._starts, self._outer.position(start))
        stop = bisect_left(self._starts, self._outer.position(end))
        return first, stop

    @property
    def items(self) -> list[Item]:
        """The items, in their order."""
        if self._items is None:
            self._items = item_blocks(self._outer, self._starts, self._stop, self._read)
        return self._items

    def inside(self) -> Sequence[Block]:
        """Return the items."""
        return self.items


class Item(Block):
    """One item of a list or of a definition list, whose blocks are read when they are asked for."""

    __slots__ = ("_content", "_outer", "_read", "_start", "_stop")

    def __init__(self, outer: View, start: int, stop: int, read: Read) -> None:
        super().__init__("item", outer.at(start), outer.end(stop))
        self._outer = outer
        self._start = start
        self._stop = stop
        self._read = read
        self._content: _Content | None = None

    @property
    def content(self) -> _Content:
        """What the item holds, read when it is first asked for."""
        if self._content is None:
            self._content = _read_content(self._outer, self._start, self._stop)
        return self._content

    @property
    def marker(self) -> str:
        """The bullet or the number, as it is written: `*`, `12.`."""
        return self.content.marker

    @property
    def own_attributes(self) -> str:
        """The inside of the attribute list in `* {:.class} an item`."""
        return self.content.attributes

    @property
    def is_below_blank(self) -> bool:
        """Whether a blank line stands right above the item."""
        line_start = self._outer.text.rfind("\n", 0, max(0, self._start - 1)) + 1
        is_first = self._start == 0
        return not is_first and not self._outer.text[line_start : self._start].strip(g.WHITE)

    @property
    def indentation(self) -> int:
        """The columns before the item's text: 2 in `* an item`."""
        return self.content.indentation

    @property
    def text_start(self) -> int:
        """The place of the item's text in the source."""
        return self.content.text_start

    def inside(self) -> Sequence[Block]:
        """Return the blocks inside the item."""
        return self.blocks()

    def blocks(self) -> list[Block]:
        """Return the blocks inside the item."""
        with _reading:
            views = self.content.views
            while views:
                self._read(views.pop(0), self.children)
                if not views:
                    self._mark_task_box()
        return self.children

    def _mark_task_box(self) -> None:
        """Take the box out of the text of `* [x] a task`: `[x]` is not a reference (gfm.rb)."""
        if not self.children or self.content.marker == ":":
            return
        first = self.children[0]
        view = first.view
        if first.kind != "paragraph" or not view:
            return
        box = g.TASK.match(view.text)
        if not box:
            return
        end = box.end()
        [(_, origin), *_] = view.lines(0, end)
        rest = view.lines(end, len(view.text))
        first.view = view.joined([(BOX * end, origin), *rest])


class _Content(NamedTuple):
    """What an item holds.

    `views` are its lines without their indentation, read one after another. A list that is nested
    directly below the item's text starts a view of its own.
    """

    marker: str
    indentation: int
    text_start: int
    views: list[View]
    attributes: str


def item_blocks(outer: View, starts: list[int], stop: int, read: Read) -> list[Item]:
    """Return the items that start at some positions; the last one ends at `stop`."""
    ends = [*starts[1:], stop]
    return [Item(outer, start, end, read) for start, end in zip(starts, ends, strict=True)]


def term_blocks(paragraph: View) -> list[Block]:
    """Return the terms that the lines of the paragraph above a definition are."""
    terms = []
    for line, origin in paragraph.lines(0, len(paragraph.text)):
        view = paragraph.joined([(line, origin)])
        terms.append(Block("term", paragraph.at(0), paragraph.end(len(line)), view))
    return terms


def ends_blank(text: str, start: int, end: int, last_item: Callable[[], Item]) -> bool:
    """Whether a list ends with a blank line, and not with HTML that takes it in.

    `start` is where its last item starts, `end` where the list ends.
    """
    last_line = text.rfind("\n", 0, end - 1) + 1
    is_blank = not text[last_line:end].strip(g.WHITE)
    if not is_blank:
        return False
    may_hold_html = "<" in text[start:end]
    if not may_hold_html:
        return True
    blocks = last_item().blocks()
    return bool(blocks) and blocks[-1].kind == "blank"


def _read_content(outer: View, start: int, stop: int) -> _Content:
    """Read an item's first line, and gather those below it."""
    first = g.ITEM_LINE.match(outer.text, start)
    if not first:  # a list's items always start with one
        raise AssertionError(outer.text[start:stop])
    below = first.end()
    marker = first[1].strip()
    indentation = first_column(first)
    text = first[2].lstrip(g.WHITE)
    attributes = g.ITEM_IAL.match(text)
    if attributes:  # `* {:.class} an item`
        text = text[attributes.end() :]
    text_start = below - len(text)
    places = text_start, below, stop
    if stop <= below:
        views = [outer.cut(text_start, below)]
    elif marker == ":":
        views = [_definition_view(outer, places, indentation)]
    else:
        views = _item_views(outer, places, indentation)
    own = attributes[1] if attributes else ""
    return _Content(marker, indentation, outer.at(text_start), views, own)


def _item_views(outer: View, places: tuple[int, int, int], indentation: int) -> list[View]:
    """Return an item's lines without their indentation; a nested list begins a view of its own.

    `places` are the starts of the item's text and of its second line, and the end of the item.
    """
    start, below, stop = places
    views = [outer.lines(start, below)]
    # whether a nested list began, or a blank line, behind which a list needs no view of its own
    is_nested = g.LIST_LINE.match(outer.text[start:below]) is not None
    for line, origin in outer.lines(below, stop):
        is_blank = not line.strip(g.WHITE)
        if is_blank:
            is_nested = True
            views[-1].append((line, origin))
            continue
        text, is_indented = _unindented(line, indentation)
        if is_indented and not is_nested:
            if g.LIST_LINE.match(text):
                # `  * nested`, right below the text of `* an item`
                is_nested = True
                views.append([])
        elif is_nested and not is_indented and g.LIST_LINE.match(text):
            # ` * an item`, indented less than a nested list that goes on: not an item of it
            text = " " * (indentation + 4) + text
        views[-1].append((text, origin + len(line) - len(text)))
    return [outer.joined(lines) for lines in views]


def _definition_view(outer: View, places: tuple[int, int, int], indentation: int) -> View:
    """Return a definition's lines without their indentation.

    A list in it does not begin a view of its own.
    """
    start, below, stop = places
    lines = outer.lines(start, below)
    for line, origin in outer.lines(below, stop):
        is_blank = not line.strip(g.WHITE)
        text = line if is_blank else _unindented(line, indentation)[0]
        lines.append((text, origin + len(line) - len(text)))
    return outer.joined(lines)


def _unindented(line: str, indentation: int) -> tuple[str, bool]:
    """Return a line with its first tabs as four spaces, without its indentation.

    Return too whether it had all of it.
    """
    if line[0] == "\t":
        text = line.lstrip("\t")
        tabs = len(line) - len(text)
        line = "    " * tabs + text
    is_indented = line.startswith(" " * indentation)
    if is_indented:
        line = line[indentation:]
    return line, is_indented


def first_column(found: re.Match[str]) -> int:
    """Return the column at which the text of an item begins (`parse_first_list_line`).

    `found` is its marker and the rest of its first line; tabs go to the next multiple of four.
    Where no text stands on the line, it is 4.
    """
    marker, rest = found[1], found[2]
    text = rest
    if "{:" in rest:  # `* {:.class} an item`
        text = g.ITEM_IAL.sub("", rest, count=1)
    if not text.strip(g.WHITE):
        return 4
    column = len(marker)
    for character in rest:
        if character == " ":
            column += 1
        elif character == "\t":
            column += 4 - column % 4
        else:
            break
    return column


def extent(view: View, position: int, marker: ListMarker) -> tuple[list[int], int]:
    """Return where the items of the list at `position` start, and where the list ends.

    `marker` is `*` for bullets, `1` for numbers or `:` for definitions.
    """
    starts: list[int] = []
    text = view.text
    size = len(text)
    run = g.RUN.get(marker)
    is_after_blank = False
    indentation = 4  # of the last item's text, in columns
    while position < size:
        if is_after_blank and marker != ":" and g.RULE.match(text, position):  # `* * *`
            break
        if text[position] == "^" and g.EOB_LINE.match(text, position):
            break
        plain_items = run.match(text, position) if run else None
        if plain_items:
            starts.append(position)
            more = g.RUN_STARTS[marker].finditer(text, position + 1, plain_items.end())
            starts += [line.start() + 1 for line in more]
            last = starts[-1]
            indentation = text.index(" ", last) + 1 - last
            is_after_blank = False
            position = plain_items.end()
            continue
        spaces = min(indentation - 1, 3)  # `  * nested` is not an item of this list
        first_line = g.item_line(marker, spaces).match(text, position)
        if first_line:
            starts.append(position)
            indentation = first_column(first_line)
            is_after_blank = False
            position = first_line.end()
            continue
        blank = g.BLANK_LINES.match(text, position)
        if blank:
            is_after_blank = True
            position = blank.end()
            continue
        line = _line_within(view, position, indentation, is_lazy=not is_after_blank)
        if not line:
            break
        is_after_blank = False
        position = line.end()
    return starts, position


def _line_within(
    view: View, position: int, indentation: int, *, is_lazy: bool
) -> re.Match[str] | None:
    """Match a line that belongs to the item above it; a lazy one does without its indentation."""
    text = view.text
    indented = g.content_line(indentation).match(text, position)
    if indented or not is_lazy:
        return indented
    start = position
    limit = position + min(indentation, 3)
    while start < limit and text.startswith(" ", start):
        start += 1
    first = text[start : start + 1]  # none at the end of a text
    if first == "<" and g.LAZY_HTML.match(text, start):  # `<div>`
        return None
    if first == "{" and attributes_line(view.search_cache, start):  # `{: .class}`
        return None
    return g.ANY_LINE.match(text, position)
