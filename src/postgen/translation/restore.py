"""What a translation has lost of its original's references, put back into its list. Pure."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from postgen.text.edits import Edit, apply, newline_at
from postgen.translation.parse import Side

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postgen.references.model import PlacedEntry
    from postgen.references.styles.base import Style
    from postgen.translation.differences import Pair
    from postgen.translation.parse import Reference

NumberedReference = tuple[int, "Reference"]
"""A reference and its number in the translation; 0 for one that has a name instead."""

# What stands between two entries: blank lines, a `\\` for space, the mark of a list item.
_GAP = re.compile(r"(?:\s|\\\\)*\n[ \t]*(?:\\\\[ \t]*\r?\n)?(?:(?:[-*+]|\d+\.)[ \t]+)?")


def restore(pair: Pair, heading: str) -> str:
    """Return a translation's body with the references that it has lost, in its own list.

    They come back under their numbers, or under free ones where other URLs have these, until the
    body is numbered. Where they were cited is not known, and not guessed. `heading` is that of a
    list which is lost altogether, where the original's has none.
    """
    side = pair.translation
    for style, lost in _lost_by_style(pair).items():
        if style.list_is_visible:
            body = _into_list(pair.original, side, lost, style, heading)
        else:
            body = _behind(side, lost, style)
        side = Side.of(body)
    return side.reading.source


def _lost_by_style(pair: Pair) -> dict[Style, list[NumberedReference]]:
    """Return what is lost by the style in which it is to be listed.

    That is the translation's for what the original lists in the style of its numbers.
    """
    original_style = pair.original.style
    own_style = pair.translation.style or original_style
    found: dict[Style, list[NumberedReference]] = {}
    for number, lost in _numbered(pair):
        style = own_style if lost.style is original_style else lost.style
        if style:
            found.setdefault(style, []).append((number, lost))
    return found


def _numbered(pair: Pair) -> list[NumberedReference]:
    """Return what is lost, each with a number that is free; 0 for what has a name instead.

    A number that the text cites and does not list is the original's only where its other numbers
    are.
    """
    translation = pair.translation
    taken = {each.number for each in translation.references.values()}
    if not pair.is_aligned:
        taken |= {int(each.number) for each in translation.reading.unlisted}
    lost = [each for each in pair.lost if each.label]
    own_numbers = {each.number for each in lost}
    last = max(taken | own_numbers, default=0)
    found = []
    for each in lost:
        number = each.number
        is_taken = number in taken
        if is_taken or _lacks_number(each):
            last += 1
            number = last
        found.append((number, each))
    return sorted(found, key=lambda row: row[0])


def _lacks_number(lost: Reference) -> bool:
    """Whether a reference has a name, where its list shows numbers."""
    if lost.number:
        return False
    return lost.style is None or lost.style.list_is_visible


def _into_list(
    original: Side, side: Side, lost: Sequence[NumberedReference], style: Style, heading: str
) -> str:
    """Put entries into the list that a page shows, each where its number belongs."""
    source = side.reading.source
    lists = [each for each in side.reading.lists if each.style is style]
    slots = [slot for each in lists for slot in each.entries]
    if not slots:
        return _with_new_list(source, lost, style, _heading(original, heading))
    first = slots[0]
    gap = _usual_gap(source, slots) or newline_at(source, first.start) * 2
    insertions: dict[int, str] = {}
    for number, each in lost:
        entry = _entry(each, style, number, first)
        above = _slot_above(slots, number)
        if above:
            at = above.end
            text = gap + entry
        else:
            at = first.start
            text = entry + gap
        insertions[at] = insertions.get(at, "") + text
    return apply(source, [Edit(at, at, text) for at, text in insertions.items()])


def _with_new_list(
    source: str, lost: Sequence[NumberedReference], style: Style, heading: str
) -> str:
    """Put a list with its heading at the end."""
    entries = [_entry(each, style, number) for number, each in lost]
    blank_line = newline_at(source, 0) * 2
    return _appended(source, blank_line.join([heading, *entries]))


def _slot_above(slots: Sequence[PlacedEntry], number: int) -> PlacedEntry | None:
    """Return the entry with the next lower number; None where all are higher."""
    lower = [slot for slot in slots if slot.number < number]
    return max(lower, key=lambda slot: slot.number, default=None)


def _usual_gap(source: str, slots: Sequence[PlacedEntry]) -> str:
    """Return what stands between most entries of a list; "" where nothing is usual."""
    gaps = []
    for slot, following in pairwise(slots):
        gap = source[slot.end : following.start]
        if _GAP.fullmatch(gap):
            gaps.append(gap)
    return max(gaps, key=gaps.count, default="")


def _entry(lost: Reference, style: Style, number: int, like: PlacedEntry | None = None) -> str:
    """Write an entry: as it stands in the original, or else like another one of its new list."""
    is_same = lost.style is style and number == lost.number
    if is_same and lost.source and _begins_like(lost.source, like):
        return lost.source
    return _mark(style, number, like) + style.entry_text(lost.entry)


def _mark(style: Style, number: int, like: PlacedEntry | None) -> str:
    """Write what stands before an entry: as in another one of its list, if there is one."""
    if like is None:
        return style.row_start(number, cited=False)
    if not like.mark:  # an item of a numbered list: its place is its number
        return ""
    if not style.marks_are_text:
        return style.row_start(number, cited=False)
    digits_start, digits_end = like.digits
    before = like.mark[: digits_start - like.start]
    behind = like.mark[digits_end - like.start :]
    return f"{before}{number}{behind}"  # `[1] ` or `[1]: `, with another number


def _begins_like(source: str, like: PlacedEntry | None) -> bool:
    """Whether an entry's source can stand beside another entry: with the same mark before it."""
    if like is None:
        return True
    return bool(like.mark) and source.startswith(like.bracket)


def _heading(original: Side, words: str) -> str:
    """Write the heading of a list: that of the original's, or else `words`."""
    for each in original.reading.lists:
        if each.heading:
            start, end = each.heading
            return original.reading.source[start:end].strip()
    return f"## {words}"


def _behind(side: Side, lost: Sequence[NumberedReference], style: Style) -> str:
    """Put footnotes or definitions behind those that are there, or at the end."""
    source = side.reading.source
    newline = newline_at(source, 0)
    entries = newline.join(_entry(each, style, number) for number, each in lost)
    places = [(each.start, each.end) for each in style.hidden_entries(side.reading)]
    if not places:
        return _appended(source, entries)
    start, end = max(places)
    at = start + len(source[start:end].rstrip())
    return apply(source, [Edit(at, at, newline + entries)])


def _appended(source: str, text: str) -> str:
    newline = newline_at(source, 0)
    return f"{source.rstrip()}{newline * 2}{text}{newline}"
