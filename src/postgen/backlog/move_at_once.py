"""The usual move, in one edit: items of other sections to a place between items. Text in, text out.

It is for plain lists, `* one` and `* two` without blank lines or numbers; all others are moved step
by step in `move`, where each step is read again. In a backlog of ten thousand links, that takes
three times as long.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.backlog.edit import removals, same_definitions
from postgen.backlog.model import read
from postgen.backlog.move import item_text
from postgen.backlog.placement import bullet_for
from postgen.text.edits import Edit, apply

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postgen.backlog.entry import Entry
    from postgen.backlog.model import Backlog


def move_at_once(backlog: Backlog, entries: Sequence[Entry], place: int, index: int) -> str | None:
    """Put items before the item with an index of another section, or behind its last one.

    `place` is the index of that section. Return the new text; None where this is not the usual
    move, or would not have come out as it should.
    """
    section = backlog.sections[place]
    extents = backlog.extents(section)
    text = backlog.text
    if not extents or any(each.absorbed for each in backlog.sections):
        return None
    bullet = bullet_for(backlog, section, tasks=False)
    neighbours = extents[max(0, index - 1) : index + 1]
    at = neighbours[0].end if index else extents[0].start
    is_plain = (
        bullet.strip() in {"*", "-", "+"}
        and text[at - 1 : at] == "\n"
        and "\n\n" not in text[neighbours[0].start : neighbours[-1].stop].rstrip()
        and (index == 0 or len(neighbours) == 1 or neighbours[0].end == neighbours[1].start)
        and "\r" not in text
    )
    if not is_plain:
        return None
    width = len(bullet.expandtabs(4))
    lines = [bullet + item_text(entry, width) for entry in entries]
    edits = removals(text, entries)
    if any(edit.start < at < edit.end for edit in edits):
        return None
    new = read(apply(text, [*edits, Edit(at, at, "".join(f"{line}\n" for line in lines))]))
    expected = backlog.outline(without=entries)
    expected[place][1][index:index] = lines
    if new.outline() != expected or not same_definitions(backlog, new):
        return None
    return new.text
