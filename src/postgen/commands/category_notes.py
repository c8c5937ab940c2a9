"""What a person should know of a category that a command was given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.backlog import category_name
from postgen.commands import Note, note

if TYPE_CHECKING:
    from postgen.backlog import Backlog


def category_names(backlog: Backlog) -> list[str]:
    """Return the names of a backlog's categories, in their order."""
    return [section.name for section in backlog.sections if section.name]


def category_notes(backlog: Backlog, wanted: str, name: str) -> list[Note]:
    """Return the note for a category that is another than the one asked for, or new.

    A new one may be misspelt. `wanted` was asked for, `name` is the one that is used; `backlog` is
    as it was before.
    """
    names = category_names(backlog)
    if name in names:
        is_same = not wanted or category_name(wanted) == name
        return [] if is_same else [note("category-called", wanted=wanted, name=name)]
    from postgen.commands.vocabulary import near_miss

    near = near_miss(name, names)
    if near:
        return [note("category-near", name=name, near=near)]
    return [note("category-new", name=name)]
