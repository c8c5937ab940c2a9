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

# What stands between two entries: blank lines, a `\\` for space, the mark of a list item.
_GAP = re.compile(r"(?:\s|\\\\)*\n[ \t]*(?:\\\\[ \t]*\r?\n)?(?:(?:[-*+]|\d+\.)[ \t]+)?")


def restore(pair: Pair, heading: str) -> str:
    """Return a translation's body with the references that it has lost, in its own list.

    They come back under their numbers, or under free ones where other URLs have these, until the
    body is numbered. Where they were cited is not known, and not guessed. `heading` is that of a
    list which is lost altogether, where the original's has none.
    """
    original_style = pair.original.style
    own_style = pair.translation.style or original_style
    lost_by_style: dict[Style, list[tuple[int, Reference]]] = {}
    for number, lost in _numbered(pair):
        style = own_style if lost.style is original_style else lost.style
        if style:
            lost_by_style.setdefault(style, []).append((number, lost))
    side = pair.translation
    for style, lost_here in lost_by_style.items():
        if style.list_is_visible:
            body = _into_list(pair.original, side, lost_here, style, heading)
        else:
            body = _behind(side, lost_here, style)
        side = Side.of(body)
    return side.reading.source


def _numbered(pair: Pair) -> list[tuple[int, Reference]]:
    """Return what is lost, each with a number that is free; 0 for what has a name instead.

    A number that the text cites and does not list is the original's only where its other numbers
    are.
    """
    reading = pair.translation.reading
    taken = {each.number for each in pair.translation.references.values()}
    if not pair.is_aligned:
        taken |= {int(number) for _, _, number in reading.unlisted}
    lost = [each for each in pair.lost if each.label]
    last = max([0, *taken, *(each.number for each in lost)])
    found = []
    for each in lost:
        number = each.number
        needs_number = each.style is None or each.style.list_is_visible
        if number in taken or (needs_number and not number):
            last += 1
            number = last
        found.append((number, each))
    return sorted(found, key=lambda row: row[0])


def _into_list(
    original: Side, side: Side, lost: Sequence[tuple[int, Reference]], style: Style, heading: str
) -> str:
    """Put entries into the list that a page shows, each where its number belongs."""
    source = side.reading.source
    slots = [slot for each in side.reading.lists if each.style is style for slot in each.entries]
    newline = newline_at(source, slots[0].start if slots else 0)
    if not slots:
        entries = [_entry(each, style, number) for number, each in lost]
        return _appended(source, (newline * 2).join([_heading(original, heading), *entries]))
    gap = _usual_gap(source, slots) or newline * 2
    insertions: dict[int, str] = {}
    for number, each in lost:
        entry = _entry(each, style, number, slots[0])
        before = [slot for slot in slots if slot.number < number]
        if before:
            at, text = max(before, key=lambda slot: slot.number).end, gap + entry
        else:
            at, text = slots[0].start, entry + gap
        insertions[at] = insertions.get(at, "") + text
    return apply(source, [Edit(at, at, text) for at, text in insertions.items()])


def _usual_gap(source: str, slots: Sequence[PlacedEntry]) -> str:
    """Return what stands between most entries of a list; "" where nothing is usual."""
    between = (_GAP.fullmatch(source[a.end : b.start]) for a, b in pairwise(slots))
    gaps = [found[0] for found in between if found]
    return max(gaps, key=gaps.count) if gaps else ""


def _entry(lost: Reference, style: Style, number: int, like: PlacedEntry | None = None) -> str:
    """Write an entry: as it stands in the original, or else like another one of its new list."""
    is_same = lost.style is style and number == lost.number and lost.source
    if is_same and (like is None or (like.mark and lost.source.startswith(like.bracket))):
        return lost.source
    text = style.entry_text(lost.entry)
    if like and not like.mark:  # an item of a numbered list: its place is its number
        return text
    if like and style.marks_are_text:
        start, end = (place - like.start for place in like.digits)
        return f"{like.mark[:start]}{number}{like.mark[end:]}{text}"
    return style.row_start(number, cited=False) + text


def _heading(original: Side, words: str) -> str:
    """Write the heading of a list: that of the original's, or else `words`."""
    places = [each.heading for each in original.reading.lists if each.heading]
    if not places:
        return f"## {words}"
    start, end = places[0]
    return original.reading.source[start:end].strip()


def _behind(side: Side, lost: Sequence[tuple[int, Reference]], style: Style) -> str:
    """Put footnotes or definitions behind those that are there, or at the end."""
    source = side.reading.source
    newline = newline_at(source, 0)
    entries = [_entry(each, style, number) for number, each in lost]
    places = [(each.start, each.end) for each in style.hidden_entries(side.reading)]
    if not places:
        return _appended(source, newline.join(entries))
    start, end = max(places)
    at = start + len(source[start:end].rstrip())
    return apply(source, [Edit(at, at, newline + newline.join(entries))])


def _appended(source: str, text: str) -> str:
    newline = newline_at(source, 0)
    return f"{source.rstrip()}{newline * 2}{text}{newline}"
