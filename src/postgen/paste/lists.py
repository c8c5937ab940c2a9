"""Lists of a plain text: their marks, their levels, and what belongs to each item."""

from __future__ import annotations

from dataclasses import dataclass, field

from postgen.paste.lines import Line, is_wrapped
from postgen.text.patterns import Lazy
from postgen.text.records import NamedTuple

_BULLETS = "•◦▪▫●○■□‣⁃∙▸►➢➤\uf0a7\uf0b7\uf0d8"  # the last three are Word's, in Symbol and Wingdings
_MARK = Lazy(
    rf"(?:(?P<bullet>[{_BULLETS}])\s*"  # `•a`
    r"|(?P<dash>[-*+–·o])(?P<gap>\s+)"  # `- a`; `o` is Word's bullet of the second level
    r"|(?P<number>\d{1,3})(?:[.)]\s+|[、．]\s*)"  # `1. a`, `1) a`, `1、a`
    r"|\((?P<round>\d{1,3})\)\s+"  # `(1) a`
    r")(?P<text>.*)"
)
_LONE_BULLET = Lazy(rf"[{_BULLETS}·]")  # its text stands on the next line

MAX_DEPTH = 10
"""The levels of a list; what is indented further belongs to the last item."""

NUMBERED = "1"
"""The kind of a list with numbers."""

_WEAK_KINDS = frozenset(f"{NUMBERED}-*+–o")
"""A single item with such a mark is prose: `- so he said`, `1. April`."""


class Mark(NamedTuple):
    """What an item begins with.

    Its kind is the bullet itself or `NUMBERED`; the text stands behind it.
    """

    kind: str
    number: int
    text: str


@dataclass(slots=True)
class Item:
    """An item: the lines of its paragraphs, and the lists below it."""

    paragraphs: list[list[Line]]
    inner: list[List] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class List:
    """A list.

    `start` is the first number, None without numbers; it ends before the line at `end`.
    """

    kind: str
    indent: int
    start: int | None
    end: int = 0
    items: list[Item] = field(default_factory=list)

    def count(self) -> int:
        """Return the number of items, those below others included."""
        return sum(1 + sum(inner.count() for inner in item.inner) for item in self.items)


def mark(line: Line) -> Mark | None:
    """Return the mark that a line begins with."""
    if _LONE_BULLET.fullmatch(line.text):
        return Mark(line.text, 0, "")
    found = _MARK.fullmatch(line.text)
    if not found:
        return None
    is_word = found["dash"] == "o" and len(found["gap"]) < 2  # `o tempora`
    if is_word:
        return None
    number = found["number"] or found["round"]
    if number:
        return Mark(NUMBERED, int(number), found["text"])
    return Mark(found["bullet"] or found["dash"], 0, found["text"])


def read(lines: list[Line], at: int) -> List | None:
    """Read the list that begins with a line, if one does.

    A single dash or number does not make one.
    """
    first = mark(lines[at])
    if first is None:
        return None
    outermost = _new_list(first, lines[at])
    open_lists = [outermost]
    last = at  # the last line that belongs to the list
    for place in range(at, len(lines)):
        if not lines[place].text:
            continue
        if not _take(open_lists, lines[place], lines[last], is_apart=place > last + 1):
            break
        last = place
    outermost.end = last + 1
    if outermost.start is None:  # lone bullets without a text
        outermost.items = [item for item in outermost.items if item.paragraphs[0] or item.inner]
    fewest = 2 if first.kind in _WEAK_KINDS else 1
    return outermost if outermost.count() >= fewest else None


def _take(open_lists: list[List], line: Line, above: Line, *, is_apart: bool) -> bool:
    """Take a line into the open lists, as an item or a part of the last one.

    `above` is the line before it that belongs to the lists; `is_apart` says that blank lines stand
    between. Return whether the line belongs to them.
    """
    found = mark(line)
    if found:
        target = _target(open_lists, found, line, is_apart=is_apart)
        if target:
            _add_item(open_lists, target, found, line)
            return True
    return _continues(open_lists[-1], above, line, is_apart=is_apart)


def _new_list(found: Mark, line: Line) -> List:
    start = found.number if found.kind == NUMBERED else None
    return List(found.kind, line.indent, start)


def _target(open_lists: list[List], found: Mark, line: Line, *, is_apart: bool) -> List | None:
    """Return the list that an item belongs to: an open one, or a new one below the last item."""
    innermost = open_lists[-1]
    if not innermost.items:
        return innermost
    for each in reversed(open_lists):
        if _is_next_item(each, found, line):
            return each
    is_first = found.kind != NUMBERED or found.number == 1
    if not is_first or len(open_lists) >= MAX_DEPTH:
        return None
    is_indented = line.indent > innermost.indent + 1
    if is_indented or _has_other_mark(open_lists, found, line, is_apart=is_apart):
        return _new_list(found, line)
    return None


def _is_next_item(each: List, found: Mark, line: Line) -> bool:
    """Whether an item follows those of a list: the same mark and column, and the next number."""
    is_at_column = abs(each.indent - line.indent) <= 1
    if each.kind != found.kind or not is_at_column:
        return False
    if each.start is None:
        return True
    return found.number == each.start + len(each.items)


def _has_other_mark(open_lists: list[List], found: Mark, line: Line, *, is_apart: bool) -> bool:
    """Whether only its mark shows that an item is below the last one: `◦ b` under `• a`."""
    if is_apart:
        return False
    is_outdented = line.indent < open_lists[-1].indent - 1
    is_known_kind = any(each.kind == found.kind for each in open_lists)
    return not is_outdented and not is_known_kind


def _add_item(open_lists: list[List], target: List, found: Mark, line: Line) -> None:
    if target not in open_lists:
        open_lists[-1].items[-1].inner.append(target)
        open_lists.append(target)
    while open_lists[-1] is not target:
        open_lists.pop()
    first_paragraph = [line._replace(text=found.text)] if found.text else []
    target.items.append(Item([first_paragraph]))


def _continues(innermost: List, above: Line, line: Line, *, is_apart: bool) -> bool:
    """Add a line to the last item if it is wrapped, indented or behind a lone bullet.

    Return whether it is.
    """
    item = innermost.items[-1]
    last_paragraph = item.paragraphs[-1]
    is_after_lone_bullet = not last_paragraph
    mark_width = 1 if innermost.start is None else 2
    is_indented = line.indent > innermost.indent + mark_width
    if not is_indented:
        if is_apart:
            return False
        if not is_after_lone_bullet and not is_wrapped(above, line):
            return False
    if is_apart and not is_after_lone_bullet:
        item.paragraphs.append([line])
    else:
        last_paragraph.append(line)
    return True
