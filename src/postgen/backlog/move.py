"""Moves of items in a backlog: to another section, and within one. Text in, text out.

As in `edit`, the result is read again before it is returned.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.backlog.edit import sizes, take_out, with_separate_heads
from postgen.backlog.model import UNSORTED, Backlog, read
from postgen.backlog.parse import category_name, fold
from postgen.backlog.placement import Placement, bullet_for
from postgen.errors import VerificationError
from postgen.text.edits import Edit, apply

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postgen.backlog.entry import Entry


def move(
    backlog: Backlog, entries: Sequence[Entry], category: str, *, exact: bool = False
) -> tuple[str, str]:
    """Put items at the end of another category, their own Markdown as it is.

    The category is named in full or, unless `exact`, by its beginning; one that does not exist is
    begun at the end. Return the new text and the section's name. Raises `CategoryError` and
    `VerificationError`.
    """
    name = category_name(category) or UNSORTED
    found = backlog.categories().find(name, exact=exact)
    return move_to(backlog, entries, len(backlog.sections) if found is None else found, name)


def move_to(backlog: Backlog, entries: Sequence[Entry], place: int, name: str) -> tuple[str, str]:
    """Put items at the end of the section with an index, or of a new one behind the last.

    Return the new text and the section's name. Raises `VerificationError`.
    """
    rest = read(take_out(backlog, entries))
    rest = with_separate_heads(rest, [place])
    target = rest.sections[place] if place < len(rest.sections) else None
    width = len(bullet_for(rest, target, tasks=False).expandtabs(4))
    items = [item_text(entry, width) for entry in entries]
    placement = Placement(rest)
    if target:
        placement.into_section(place, items, tasks=False)
    else:
        placement.into_new_section(name, items, tasks=False)
    new = read(apply(rest.text, placement.edits()))
    if _has_more(rest, new, place, name, len(entries)):
        new_section = new.sections[place]
        moved = new.last_entries(new_section, len(entries))
        if all(map(_says_the_same, moved, entries)):
            return new.text, new_section.name
    raise VerificationError(
        f"{_named(entries)} cannot stand under `{name}` as it is.",
        "Nothing was written; move it by hand.",
    )


def reorder(backlog: Backlog, section_place: int, order: Sequence[int]) -> str:
    """Put the items of a section into another order: `order` has the index of each.

    The bullets and the blank lines between the items stay where they are. Return the new text.
    Raises `VerificationError`.
    """
    section = backlog.sections[section_place]
    entries = list(backlog.entries(section))
    edits = []
    for slot, index in enumerate(order):
        if slot == index:
            continue
        there, item = entries[slot], entries[index]
        bullet_end = there.start + _bullet_length(there)
        end = there.start + len(there.source)
        text = item_text(item, there.item.indentation)
        edits.append(Edit(bullet_end, end, text))
    new = read(apply(backlog.text, edits))
    if sizes(new) == sizes(backlog):
        moved = list(new.entries(new.sections[section_place]))
        if all(map(_says_the_same, moved, (entries[index] for index in order))):
            return new.text
    raise VerificationError(
        f"The items of `{section.name}` cannot be put into this order.",
        "Nothing was written; move it by hand.",
    )


def _named(entries: Sequence[Entry]) -> str:
    more = f" and {len(entries) - 1} more" if len(entries) > 1 else ""
    return f"`{entries[0].title}`{more}"


def _says_the_same(entry: Entry, other: Entry) -> bool:
    return (entry.title, entry.note, entry.urls) == (other.title, other.note, other.urls)


def _has_more(old: Backlog, new: Backlog, place: int, name: str, count: int) -> bool:
    """Return whether the new text has the same sections and items, plus some at a place."""
    expected = sizes(old)
    if place == len(expected):
        expected.append((fold(name), 0))
    section_name, size = expected[place]
    expected[place] = section_name, size + count
    return sizes(new) == expected


def _bullet_length(entry: Entry) -> int:
    """Return the length of an item's bullet with the blanks behind it."""
    source = entry.source
    behind = source.index(entry.item.marker) + len(entry.item.marker)
    return behind + len(source[behind:]) - len(source[behind:].lstrip(" \t"))


def item_text(entry: Entry, width: int) -> str:
    """Return an item's Markdown behind its bullet, for a bullet of so many columns."""
    return _indented_for(_behind_bullet(entry), entry.item.indentation, width)


def _behind_bullet(entry: Entry) -> str:
    """Return an item's Markdown behind its bullet, attributes included."""
    return entry.source[_bullet_length(entry) :]


def _indented_for(text: str, old: int, new: int) -> str:
    """Shift the lines below an item's first from the width of its old bullet to that of its new."""
    first, newline, rest = text.partition("\n")
    if old == new or not rest:
        return text
    shifted = [_shifted(line, old, new) for line in rest.split("\n")]
    return first + newline + "\n".join(shifted)


def _shifted(line: str, old: int, new: int) -> str:
    content = line.lstrip(" \t")
    indentation = line[: len(line) - len(content)]
    columns = len(indentation.expandtabs(4))
    is_blank = not content.strip()
    if is_blank or columns < old:
        return line
    return " " * (columns - old + new) + content
