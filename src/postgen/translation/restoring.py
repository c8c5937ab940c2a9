"""What a translation has lost of its original's references, put back into its list. Pure."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from postgen.references import styles
from postgen.references.conversion import convert
from postgen.text import Edit, apply, newline_at
from postgen.translation.comparison import Pair, Side

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postgen.references.listing import Slot
    from postgen.translation.comparison import Reference

_GAP = re.compile(r"(?:\s|\\\\)*\n[ \t]*(?:\\\\[ \t]*\r?\n)?(?:(?:[-*+]|\d+\.)[ \t]+)?")


def restore(body: str, original: Side, heading: str) -> str:
    """Give a translation's body with the references that its original lists and it has lost, in its own list.

    They come back under their numbers. Where they were cited is not known, and not guessed. `heading` is that of a
    list which is lost altogether, where the original's has none.
    """
    numbered = convert(body, numbers=original.numbers)
    if numbered.refused:
        return body
    pair = Pair(original, Side.of(numbered.body))
    unsure = _unsure(Side.of(body), original)
    lost = sorted((each for each in pair.lost if each.label not in unsure), key=lambda each: each.number)
    own = pair.translation.style or original.style
    targets = [own if each.style == original.style else each.style for each in lost]
    new = numbered.body
    if seen := [each for each, style in zip(lost, targets, strict=True) if style in styles.VISIBLE]:
        new = _into_list(pair, seen, own, heading)
    for style in ("footnotes", "reflinks"):
        rows = [_spelled(each, style) for each, target in zip(lost, targets, strict=True) if target == style]
        new = _behind(Side.of(new), rows, style) if rows else new
    return new if lost else body


def _unsure(side: Side, original: Side) -> set[str]:
    """Give the numbers that the text cites and does not list, where they need not be those of the original."""
    renumbered = any(side.numbers[key] != original.numbers.get(key) for key in side.numbers.keys() & original.numbers)
    return {""} | ({number for _, _, number in side.reading.unlisted} if renumbered else set())


def _into_list(pair: Pair, lost: Sequence[Reference], style: str, heading: str) -> str:
    """Put entries into the list that a page shows, each where its number belongs."""
    reading = pair.translation.reading
    source = reading.source
    slots = [slot for each in reading.listings if each.style == style for slot in each.slots]
    newline = newline_at(source, slots[0].start if slots else 0)
    if not slots:
        rows = [_heading(pair.original, heading), *(_spelled(each, style) for each in lost)]
        return _appended(source, (newline * 2).join(rows))
    gaps = [found[0] for a, b in pairwise(slots) if (found := _GAP.fullmatch(source[a.end : b.start]))]
    gap = max(gaps, key=gaps.count) if gaps else newline * 2
    number = max(slot.number for slot in slots)
    places: dict[int, str] = {}
    for each in lost:
        number += not each.number
        row = _spelled(each, style, each.number or number, slots[0])
        before = [slot for slot in slots if slot.number < (each.number or number)]
        at = max(before, key=lambda slot: slot.number).end if before else slots[0].start
        places[at] = places.get(at, "") + (gap + row if before else row + gap)
    return apply(source, [Edit(at, at, text) for at, text in places.items()])


def _spelled(lost: Reference, style: str, number: int = 0, like: Slot | None = None) -> str:
    """Spell an entry: as it stands in the original, or else like another one of its new list."""
    number = number or lost.number
    if lost.style == style and lost.spelled and (like is None or (like.mark and lost.spelled.startswith(like.bracket))):
        return lost.spelled
    told = styles.told(style, lost.entry)
    if like and (not like.mark or style == "plain"):
        start, end = (place - like.start for place in like.digits)
        return f"{like.mark[:start]}{number}{like.mark[end:]}{told}" if like.mark else told
    return styles.mark(style, number, cited=False) + told


def _heading(original: Side, words: str) -> str:
    """Spell the heading of a list: that of the original's."""
    found = next((each.heading for each in original.reading.listings if each.heading), None)
    return original.reading.source[slice(*found)].strip() if found else f"## {words}"


def _behind(side: Side, rows: Sequence[str], style: str) -> str:
    """Put footnotes or definitions behind those that are there, or at the end."""
    source = side.reading.source
    newline = newline_at(source, 0)
    held = side.reading.footnotes.values() if style == "footnotes" else side.reading.definitions
    places = [(each.start, each.end) for each in held]
    if not places:
        return _appended(source, newline.join(rows))
    start, end = max(places)
    at = start + len(source[start:end].rstrip())
    return apply(source, [Edit(at, at, newline + newline.join(rows))])


def _appended(source: str, text: str) -> str:
    newline = newline_at(source, 0)
    return f"{source.rstrip()}{newline * 2}{text}{newline}"
