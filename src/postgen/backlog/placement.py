"""Where new items go in a backlog, and how they look there: bullets, blank lines, new heads.

`Placement` plans one insertion a section, with the bytes that come of putting the items in one by
one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postgen.backlog.item_markdown import indented
from postgen.backlog.parse import TASK, content_end
from postgen.markdown import Markdown, escape
from postgen.markdown.lists import ListBlock
from postgen.text.edits import Edit, newline_at
from postgen.text.patterns import Lazy
from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from postgen.backlog.entry import Section
    from postgen.backlog.model import Backlog
    from postgen.backlog.parse import HeadStyle

_BLANK_INSIDE = Lazy(r"\n[ \t]*\n")
_LINE_AND_BLANKS = Lazy(r".*\n\s*\Z")
_TAG_LINE = Lazy(r"\s*^[ \t]*(?:\{%-?\s*(end)?(?:(?!%\}).)*%\}[ \t]*)+\r?(?:\n|\Z)", re.MULTILINE)
_NUMBER = Lazy(r"(\d+)\.")


class _Head(NamedTuple):
    """What a new head copies from another: `is_tight` says that the items follow directly below."""

    style: HeadStyle
    level: int
    is_tight: bool


class Placement:
    """Plan where items go: name one section after another, and then take the `edits` of all."""

    def __init__(self, backlog: Backlog) -> None:
        self._backlog = backlog
        self._text = backlog.text
        self._edits: dict[int, list[Edit]] = {}
        self._split: set[int] = set()  # absorbed heads that a blank line separates from now on
        self._filled: dict[int, _Head] = {}  # sections that were empty
        self._new_heads: list[_Head] = []
        self._new_parts: list[str] = []

    def edits(self) -> list[Edit]:
        """Return the edits that put all items in, in their order; those at one place are one."""
        in_order: list[Edit] = []
        for place in sorted(self._edits):
            in_order += self._edits[place]
        if self._new_parts:
            end = len(self._text)
            in_order.append(Edit(end, end, "".join(self._new_parts)))
        return _merged(in_order)

    def into_section(self, place: int, items: Sequence[str], *, tasks: bool = True) -> list[str]:
        """Put items (their text, without bullets) at the end of the section with an index.

        `tasks` says whether they are tasks where the last item of the section is one. Returns the
        items with their bullets.
        """
        section = self._backlog.sections[place]
        lines = _with_bullets(self._backlog, section, items, tasks=tasks)
        is_head_absorbed = section.absorbed and place not in self._split
        if section.lists:
            edits = [self._behind_last(place, lines)]
        else:
            edits = [self._first_items(place, lines)]
        if is_head_absorbed:
            newline = newline_at(self._text, section.start)
            edits.insert(0, Edit(section.start, section.start, newline))
            self._split.add(place)
        self._edits[place] = edits
        return lines

    def into_new_section(self, name: str, items: Sequence[str], *, tasks: bool = True) -> list[str]:
        """Begin a section at the end, in the style of the others, and put items into it, if any.

        Returns the items with their bullets.
        """
        text = self._text
        newline = newline_at(text, 0)
        lines = _with_bullets(self._backlog, None, items, tasks=tasks)
        head, style = self._new_head(name, newline)
        gap = newline if style.is_tight else newline * 2
        if not items:
            gap = ""
        ends_within_line = bool(text) and not text.endswith("\n")
        closing = "" if ends_within_line else newline
        self._new_parts += [
            self._gap_before_head(newline),
            head,
            gap,
            newline.join(lines),
            closing,
        ]
        self._new_heads.append(style)
        return lines

    # Sections that are there

    def _behind_last(self, place: int, lines: Sequence[str]) -> Edit:
        backlog, text = self._backlog, self._text
        section = backlog.sections[place]
        last = backlog.last_entry(section)
        newline = newline_at(text, last.start)
        at = _behind_tags(text, last.end, section.end)
        gap = newline if self._is_loose(place) else ""
        later_gap = ""
        if len(lines) > 1:
            above = text[last.start : at]
            if not above.endswith("\n"):
                above += newline
            new_list = f"{above}{gap}{lines[0]}{newline}"
            later_gap = newline if self._is_loose_later(place, new_list) else ""
        after = ""
        is_next_head_below = at == section.end < len(text)
        if is_next_head_below and place + 1 not in self._split:
            after = newline  # or the items would absorb the next head
            self._split.add(place + 1)
        return _insert(text, at, gap + f"{newline}{later_gap}".join(lines), newline, after)

    def _is_loose(self, place: int) -> bool:
        """Return whether a blank line goes before the next item of a section.

        It does where all items above the last are paragraphs to kramdown: only then is a blank line
        one to the last. In other lists it would make a paragraph of the last item, which it is not
        yet.
        """
        block, _, stop = self._backlog.sections[place].lists[-1]
        start = self._list_start(place, block)
        last = stop - 1
        has_items_above_last = last > start
        return has_items_above_last and self._are_paragraphs(block, start, last)

    def _is_loose_later(self, place: int, new_list: str) -> bool:
        """Return whether a blank line goes before the items that follow the first new one.

        `new_list` is the section's last item with the first new one behind it.
        """
        section = self._backlog.sections[place]
        block, first, stop = section.lists[-1]
        start = self._list_start(place, block)
        if section.absorbed:
            start = max(start, first)
        if not self._are_paragraphs(block, start, stop - 1):
            return False
        body = Markdown(new_list)
        read = body.blocks[0] if body.blocks else None
        if isinstance(read, ListBlock) and len(read) >= 2:
            return _is_paragraph(read, 0, body.view.text)
        return self._is_loose(place)

    def _are_paragraphs(self, block: ListBlock, start: int, stop: int) -> bool:
        text = self._backlog.body.view.text
        return all(_is_paragraph(block, index, text) for index in range(start, stop))

    def _list_start(self, place: int, block: ListBlock) -> int:
        """Return the index of the first item of a section's list, once its heads are separate."""
        sections = self._backlog.sections
        start = 0
        for split in self._split:
            if split > place or split >= len(sections):
                continue
            for each, first, _ in sections[split].lists:
                if each is block:
                    start = max(start, first)
        return start

    def _first_items(self, place: int, lines: Sequence[str]) -> Edit:
        text = self._text
        section = self._backlog.sections[place]
        at = content_end(text, section.start, section.end)
        newline = newline_at(text, section.start)
        after = ""
        is_before_blank = text[at : at + 1] in {"", "\r", "\n"}
        if not is_before_blank:
            after = newline
            self._split.add(place + 1)
        is_right_below_bold_head = section.style == "bold" and at == section.body
        is_tight = is_right_below_bold_head and self._are_items_below_bold_heads()
        self._filled[place] = _Head(section.style, section.level, is_tight)
        gap = "" if is_tight else newline
        return _insert(text, at, gap + newline.join(lines), newline, after)

    # New sections

    def _gap_before_head(self, newline: str) -> str:
        text = self._text
        ends_within_line = bool(text) and not text.endswith("\n")
        if self._new_parts:
            return newline * 2 if ends_within_line else newline
        is_empty = not text[self._backlog.offset :].strip()
        if is_empty and not self._edits:
            return newline if ends_within_line else ""
        blanks_at_end = text[len(text.rstrip(" \t\r\n")) :]
        missing = 2 - blanks_at_end.count("\n")
        least = 0 if text.endswith("\n") else 1
        return newline * max(missing, least)

    def _new_head(self, name: str, newline: str) -> tuple[str, _Head]:
        """Write a head like those of the sections with items."""
        heads = self._heads()
        style = heads[-1].style if heads else "atx"
        words = escape.inline(name)
        if style == "bold":
            is_tight = self._are_items_below_bold_heads()
            return f"**{words}**", _Head("bold", 0, is_tight)
        headings = [head for head in heads if head.style != "bold"]
        level = _level([head.level for head in headings])
        if style == "setext" and level < 3:
            mark = "=" if level == 1 else "-"
            underline = mark * max(3, len(name))
            head = f"{escape.guard(words)}{newline}{underline}"
            return head, _Head("setext", level, is_tight=False)
        head = f"{'#' * level} {escape.heading_text(words)}"
        return head, _Head("atx", level, is_tight=False)

    def _heads(self) -> list[_Head]:
        """Return the heads that new ones are like: those with items below, or else all."""
        with_items = self._heads_with_items()
        if with_items:
            return with_items
        named = [section for section in self._backlog.sections if section.name]
        return [_Head(section.style, section.level, is_tight=False) for section in named]

    def _heads_with_items(self) -> list[_Head]:
        heads = []
        for place, section in enumerate(self._backlog.sections):
            if not section.name:
                continue
            if place in self._filled:
                heads.append(self._filled[place])
            elif section.lists:
                heads.append(self._head_of(section))
        return heads + self._new_heads

    def _head_of(self, section: Section) -> _Head:
        block, first, _ = section.lists[0]
        start, _ = block.extent_of(first)
        is_tight = start + self._backlog.offset == section.body
        return _Head(section.style, section.level, is_tight)

    def _are_items_below_bold_heads(self) -> bool:
        """Return whether the last bold head with items has them directly below."""
        bold = [head for head in self._heads_with_items() if head.style == "bold"]
        return bool(bold) and bold[-1].is_tight


def _merged(edits: Iterable[Edit]) -> list[Edit]:
    """Join insertions that are at the same place."""
    merged: list[Edit] = []
    for edit in edits:
        last = merged[-1] if merged else None
        if last and last.start == edit.start:
            merged[-1] = edit._replace(new=last.new + edit.new)
        else:
            merged.append(edit)
    return merged


def _insert(text: str, at: int, items: str, newline: str, after: str = "") -> Edit:
    """Put lines behind another; a file that ends without a newline goes on to end so."""
    if at and text[at - 1] != "\n":
        return Edit(at, at, newline + items)
    return Edit(at, at, items + newline + after)


def _behind_tags(text: str, position: int, limit: int) -> int:
    """Pass over the Liquid tags that end what an item stands in.

    A link inside could be hidden (`{% if %}`), or repeated (`{% for %}`).
    """
    at = position
    while found := _TAG_LINE.match(text, at, limit):
        at = found.end()
        is_end_tag = bool(found[1])  # `{% endif %}`
        if is_end_tag:
            position = at
    return position


def _is_paragraph(block: ListBlock, index: int, text: str) -> bool:
    """Return whether kramdown makes a paragraph (`<p>`) of an item that others follow."""
    start, end = block.extent_of(index)
    source = text[start:end]
    if not _BLANK_INSIDE.search(source):
        return False
    if _LINE_AND_BLANKS.match(source):
        return True
    kinds = [each.kind for each in block.item(index).blocks()[:2]]
    return kinds == ["paragraph", "blank"]


def _level(levels: Sequence[int]) -> int:
    """Return the highest level of headings; a lone first level is the page's title."""
    has_title = levels.count(1) == 1
    lower = [level for level in levels if level > 1]
    if has_title:
        return min(lower, default=2)
    return min(levels, default=2)


# Bullets


def _with_bullets(
    backlog: Backlog, section: Section | None, items: Sequence[str], *, tasks: bool
) -> list[str]:
    """Put bullets before items; numbers go on counting where the section's do."""
    bullet = bullet_for(backlog, section, tasks=tasks)
    newline = newline_at(backlog.text, section.start if section else 0)

    def line(bullet: str, item: str) -> str:
        if not tasks or "\n" not in item:  # an item that is moved is indented already
            return bullet + item
        width = len(TASK.sub("", bullet).expandtabs(4))
        return bullet + indented(item, width).replace("\n", newline)

    number = _NUMBER.search(bullet)
    if not number:
        return [line(bullet, item) for item in items]
    marker_before = ""
    if section and section.lists:
        marker_before = backlog.last_entry(section).item.marker
    is_numbered_by_kramdown = marker_before == number[0]  # `1. 1. 1.`
    step = 0 if is_numbered_by_kramdown else 1
    current = int(number[1])
    lines = []
    for item in items:
        lines.append(line(bullet.replace(number[0], f"{current}.", 1), item))
        current += step
    return lines


def bullet_for(backlog: Backlog, section: Section | None, *, tasks: bool) -> str:
    """Return the bullet of the next item of a section, or of a new one, with its blanks.

    `tasks` says whether the box of a task follows where the last item has one.
    """
    if section and section.lists:
        return _next_bullet(backlog, section, tasks=tasks)
    for other in reversed(backlog.sections):
        if not other.lists:
            continue
        is_ordered = other.lists[-1].block.marker != "*"
        if is_ordered:
            return "1. "
        return _next_bullet(backlog, other, tasks=tasks)
    return "* "


def _next_bullet(backlog: Backlog, section: Section, *, tasks: bool) -> str:
    last = backlog.last_entry(section)
    item = last.item
    text_start = item.text_start + backlog.offset
    bullet = backlog.text[last.start : text_start]
    is_item_empty = bullet.isspace() or not bullet[-1:].isspace()
    has_attributes = "{:" in bullet  # `* {:.read} [Link](…)`
    if is_item_empty or has_attributes:
        indentation = bullet[: bullet.index(item.marker)]
        bullet = f"{indentation}{item.marker} "
    number = item.marker[:-1]
    if number.isdecimal():
        step = 1 if _is_counting(section, item.marker) else 0
        bullet = bullet.replace(item.marker, f"{int(number) + step}.", 1)
    is_task = tasks and TASK.match(backlog.text, text_start)
    return f"{bullet}[ ] " if is_task else bullet


def _is_counting(section: Section, last_marker: str) -> bool:
    """Return whether the numbers of a section's last list go up; those of `1. 1. 1.` do not."""
    block, first, stop = section.lists[-1]
    if stop - first < 2:
        return True
    return block.item(stop - 2).marker != last_marker
