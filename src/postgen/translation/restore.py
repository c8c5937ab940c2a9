"""What a translation has lost of its original's references, put back into its list. Pure."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from postgen.text.edits import Edit, apply, newline_at
from postgen.translation.differences import Side

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postgen.references.model import PlacedEntry
    from postgen.references.styles.base import Style
    from postgen.translation.differences import Pair, Reference

_GAP = re.compile(r"(?:\s|\\\\)*\n[ \t]*(?:\\\\[ \t]*\r?\n)?(?:(?:[-*+]|\d+\.)[ \t]+)?")


def restore(pair: Pair, heading: str) -> str:
    """Give a translation's body with the references that its original lists and it has lost, in its own list.

    They come back under their numbers, or under free ones where other URLs have these, until the body is numbered.
    Where they were cited is not known, and not guessed. `heading` is that of a list which is lost altogether, where
    the original's has none.
    """
    rows: dict[Style, list[tuple[int, Reference]]] = {}
    own = pair.translation.style or pair.original.style
    for number, lost in _numbered(pair):
        style = own if lost.style is pair.original.style else lost.style
        if style:
            rows.setdefault(style, []).append((number, lost))
    side = pair.translation
    for style, every in rows.items():
        is_shown = style.list_is_visible
        new = (
            _into_list(pair, side, every, style, heading)
            if is_shown
            else _behind(side, every, style)
        )
        side = Side.of(new)
    return side.reading.source


def _numbered(pair: Pair) -> list[tuple[int, Reference]]:
    """Give what is lost, each with a number that is free; 0 for what has a name instead.

    A number that the text cites and does not list is the original's only where its other numbers are.
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
    pair: Pair, side: Side, lost: Sequence[tuple[int, Reference]], style: Style, heading: str
) -> str:
    """Put entries into the list that a page shows, each where its number belongs."""
    source = side.reading.source
    slots = [slot for each in side.reading.lists if each.style is style for slot in each.entries]
    newline = newline_at(source, slots[0].start if slots else 0)
    if not slots:
        rows = [
            _heading(pair.original, heading),
            *(_spelled(each, style, number) for number, each in lost),
        ]
        return _appended(source, (newline * 2).join(rows))
    gaps = [
        found[0] for a, b in pairwise(slots) if (found := _GAP.fullmatch(source[a.end : b.start]))
    ]
    gap = max(gaps, key=gaps.count) if gaps else newline * 2
    places: dict[int, str] = {}
    for number, each in lost:
        row = _spelled(each, style, number, slots[0])
        before = [slot for slot in slots if slot.number < number]
        at = max(before, key=lambda slot: slot.number).end if before else slots[0].start
        places[at] = places.get(at, "") + (gap + row if before else row + gap)
    return apply(source, [Edit(at, at, text) for at, text in places.items()])


def _spelled(lost: Reference, style: Style, number: int, like: PlacedEntry | None = None) -> str:
    """Spell an entry: as it stands in the original, or else like another one of its new list."""
    is_same = lost.style is style and number == lost.number and lost.spelled
    if is_same and (like is None or (like.mark and lost.spelled.startswith(like.bracket))):
        return lost.spelled
    told = style.entry_text(lost.entry)
    if like and (not like.mark or style.marks_are_text):
        start, end = (place - like.start for place in like.digits)
        return f"{like.mark[:start]}{number}{like.mark[end:]}{told}" if like.mark else told
    return style.row_start(number, cited=False) + told


def _heading(original: Side, words: str) -> str:
    """Spell the heading of a list: that of the original's."""
    found = next((each.heading for each in original.reading.lists if each.heading), None)
    return original.reading.source[slice(*found)].strip() if found else f"## {words}"


def _behind(side: Side, lost: Sequence[tuple[int, Reference]], style: Style) -> str:
    """Put footnotes or definitions behind those that are there, or at the end."""
    source = side.reading.source
    newline = newline_at(source, 0)
    rows = [_spelled(each, style, number) for number, each in lost]
    places = [(each.start, each.end) for each in style.hidden_entries(side.reading)]
    if not places:
        return _appended(source, newline.join(rows))
    start, end = max(places)
    at = start + len(source[start:end].rstrip())
    return apply(source, [Edit(at, at, newline + newline.join(rows))])


def _appended(source: str, text: str) -> str:
    newline = newline_at(source, 0)
    return f"{source.rstrip()}{newline * 2}{text}{newline}"
