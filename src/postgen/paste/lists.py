"""Lists of a plain text: their marks, their levels, and what belongs to each item."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from postgen.paste.lines import Line, is_wrapped
from postgen.text.patterns import Lazy

_MARK = Lazy(
    r"(?:(?P<bullet>[•◦▪▫●○■□‣⁃∙▸►➢➤\uf0a7\uf0b7\uf0d8])\s*|(?P<dash>[-*+–·o])(?P<gap>\s+)"
    r"|(?P<number>\d{1,3})(?:[.)]\s+|[、．]\s*)|\((?P<round>\d{1,3})\)\s+)(?P<text>.*)"
)
DEEPEST = 10
"""The levels of a list; what is set in further belongs to the last item."""

_ALONE = Lazy(r"[•◦▪▫●○■□‣⁃∙▸►➢➤\uf0a7\uf0b7\uf0d8·]")


class Mark(NamedTuple):
    """What an item begins with: its kind, which is the bullet itself or `1`, its number, and the text behind."""

    kind: str
    number: int
    text: str


@dataclass(slots=True)
class Item:
    """An item: the lines of its paragraphs, and the lists below it."""

    paragraphs: list[list[Line]]
    inner: list[List] = field(default_factory=list)


@dataclass(slots=True)
class List:
    """A list: `start` is the first number, None without numbers; it ends before the line at `end`."""

    kind: str
    indent: int
    start: int | None
    end: int = 0
    items: list[Item] = field(default_factory=list)

    def count(self) -> int:
        """Count the items, those below others too."""
        return sum(1 + sum(each.count() for each in item.inner) for item in self.items)


def mark(line: Line) -> Mark | None:
    """Read the mark that a line begins with."""
    found = _MARK.fullmatch(line.text)
    if not found:
        return Mark(line.text, 0, "") if _ALONE.fullmatch(line.text) else None
    if found["dash"] == "o" and len(found["gap"]) < 2:
        return None
    number = found["number"] or found["round"]
    return (
        Mark("1", int(number), found["text"])
        if number
        else Mark(found["bullet"] or found["dash"], 0, found["text"])
    )


def read(lines: list[Line], at: int) -> List | None:
    """Read the list that begins with a line, if one does: a dash or a number alone makes none."""
    first = mark(lines[at])
    if first is None:
        return None
    outermost = _begun(first, lines[at])
    open_lists = [outermost]
    last = at
    place = at
    while place < len(lines):
        line = lines[place]
        is_apart = place > last + 1
        if not line.text:
            place += 1
            continue
        found = mark(line)
        if found and (target := _target(open_lists, found, line, is_apart=is_apart)):
            _add(open_lists, target, found, line)
        elif not _goes_on(open_lists[-1], lines[last], line, is_apart=is_apart):
            break
        last = place
        place += 1
    outermost.end = last + 1
    if outermost.start is None:
        outermost.items = [item for item in outermost.items if item.paragraphs[0] or item.inner]
    is_plain = first.kind in "1-*+–o"
    return outermost if outermost.count() > is_plain else None


def _begun(found: Mark, line: Line) -> List:
    return List(found.kind, line.indent, found.number if found.kind == "1" else None)


def _target(open_lists: list[List], found: Mark, line: Line, *, is_apart: bool) -> List | None:
    """Find the list that an item belongs to: an open one, or a new one below the last item."""
    innermost = open_lists[-1]
    if not innermost.items:
        return innermost
    for each in reversed(open_lists):
        is_next = each.start is None or found.number == each.start + len(each.items)
        if each.kind == found.kind and abs(each.indent - line.indent) <= 1 and is_next:
            return each
    is_first = found.kind != "1" or found.number == 1
    is_below = line.indent > innermost.indent + 1
    is_other = (
        not is_apart
        and line.indent >= innermost.indent - 1
        and found.kind not in {each.kind for each in open_lists}
    )
    is_new = is_first and len(open_lists) < DEEPEST and (is_below or is_other)
    return _begun(found, line) if is_new else None


def _add(open_lists: list[List], target: List, found: Mark, line: Line) -> None:
    if target not in open_lists:
        open_lists[-1].items[-1].inner.append(target)
        open_lists.append(target)
    while open_lists[-1] is not target:
        open_lists.pop()
    target.items.append(Item([[line._replace(text=found.text)] if found.text else []]))


def _goes_on(innermost: List, above: Line, line: Line, *, is_apart: bool) -> bool:
    """Take a line into the last item, if it is a part of it: wrapped, set in, or what a lone bullet stands before."""
    item = innermost.items[-1]
    is_set_in = line.indent > innermost.indent + (1 if innermost.start is None else 2)
    if not item.paragraphs[-1]:
        is_set_in = is_set_in or not is_apart
        item.paragraphs[-1] += [line] if is_set_in else []
        return is_set_in
    if is_apart and is_set_in:
        item.paragraphs.append([line])
    elif not is_apart and (is_set_in or is_wrapped(above, line)):
        item.paragraphs[-1].append(line)
    else:
        return False
    return True
