"""Which category a person means by a name, and what they should know of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.backlog import UNSORTED, CategoryError, category_name
from postgen.commands import Note, note

if TYPE_CHECKING:
    from postgen.backlog import Backlog


def category_names(backlog: Backlog) -> list[str]:
    """Return the names of a backlog's categories, in their order."""
    return [section.name for section in backlog.sections if section.name]


def chosen_category(backlog: Backlog, wanted: str, *, is_new: bool = False) -> str:
    """Return the name of the category that a person chose, which may be a new one.

    With `is_new` it is another one than those that only begin so or are near. Raises
    `CategoryError`, with the `names` that may be meant, where several categories begin so, and
    where the name may be a slip.
    """
    if not category_name(wanted):
        return wanted
    categories = backlog.categories()
    place = categories.find(wanted, exact=is_new)
    if place is not None:
        return backlog.sections[place].name
    near = [] if is_new else categories.near(wanted)
    if near:
        listed = ", ".join(f"`{name}`" for name in near)
        raise CategoryError(
            f"There is no category `{wanted}`; did you mean {listed}?",
            "Name one of them.",
            code="category-near",
            wanted=wanted,
            names=near,
        )
    return category_name(wanted)


def nearest_category(
    backlog: Backlog, wanted: str, *, exact: bool = False
) -> tuple[str, Note | None]:
    """Return the category of a link whose own category another program or a feed names.

    It never fails: a slip is the category that it is near to, and what may be one of several is
    `Unsorted`; the note says so. Unless `exact`, the beginning of a name is enough.
    """
    if not category_name(wanted):
        return UNSORTED, None
    categories = backlog.categories()
    try:
        place = categories.find(wanted, exact=exact)
    except CategoryError as error:
        return UNSORTED, note("category-unclear", wanted=wanted, names=tuple(error.data["names"]))
    if place is not None:
        return backlog.sections[place].name, None
    near = categories.near(wanted)
    if not near:
        return category_name(wanted), None
    slip = categories.slip_of(wanted)
    if slip:
        return slip, note("category-called", wanted=wanted, name=slip)
    return UNSORTED, note("category-unclear", wanted=wanted, names=tuple(near))


def category_notes(backlog: Backlog, wanted: str, name: str) -> list[Note]:
    """Return the note for a category that is another than the one asked for, or new.

    `wanted` was asked for, `name` is the one that is used; `backlog` is as it was before.
    """
    if name not in category_names(backlog):
        return [note("category-new", name=name)]
    is_same = not wanted or category_name(wanted) == name
    return [] if is_same else [note("category-called", wanted=wanted, name=name)]
