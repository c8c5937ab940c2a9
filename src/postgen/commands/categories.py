"""`postgen category`: the categories of the backlog."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postgen.backlog import Backlog, category_name
from postgen.backlog import categories as edits
from postgen.commands import Note, Result, note
from postgen.commands.category_notes import category_names
from postgen.commands.issue_form import with_form
from postgen.errors import NotFoundError, PostgenError, UsageError
from postgen.files import store
from postgen.files.store import Change
from postgen.text.edits import line_number

if TYPE_CHECKING:
    from pathlib import Path

    from postgen.backlog import Section
    from postgen.site import Site

LISTED = 10
"""So many items of a category that is not empty are named."""


class NotEmptyError(PostgenError):
    """A category still has items."""


def list_categories(path: Path) -> list[dict[str, Any]]:
    """Return the categories of the backlog at `path`, in their order, as `--json` prints them."""
    backlog = Backlog(store.read(path))
    return [
        {
            "name": section.name,
            "items": section.size,
            "line": line_number(backlog.text, section.start),
        }
        for section in backlog.sections
        if section.name
    ]


def add(site: Site, path: Path, name: str) -> Result:
    """Begin an empty category at the end. Raises `UsageError` and `VerificationError`."""
    backlog = Backlog(store.read(path))
    name = category_name(name)
    if not name:
        raise UsageError("The new name is empty.", "Write a name.")
    taken = backlog.categories().find(name, exact=True)
    if taken is not None:
        raise UsageError(
            f"There is a category `{backlog.sections[taken].name}` already.", "Choose another name."
        )
    change = Change(path, backlog.text, edits.with_new(backlog, name))
    return _changed(site, change, "category-add", note("category-new", name=name), name=name)


def rename(site: Site, path: Path, old: str, new: str) -> Result:
    """Rename a category. Raises `NotFoundError`, `UsageError`, `VerificationError`."""
    backlog = Backlog(store.read(path))
    section = existing_category(backlog, old)
    name = category_name(new)
    if not name:
        raise UsageError("The new name is empty.", "Write a name.")
    taken = backlog.categories().find(name, exact=True)
    if taken is not None and backlog.sections[taken].name != section.name:
        raise UsageError(
            f"There is a category `{backlog.sections[taken].name}` already.",
            f"`postgen category merge` puts the items of `{section.name}` under it.",
        )
    if name == section.name:
        return Result(notes=(note("unchanged"),), data={"path": site.display_path(path)})
    text = edits.with_new_name(backlog, section, name)
    return _changed(
        site,
        Change(path, backlog.text, text),
        "category-rename",
        note("category-renamed", old=section.name, name=name),
    )


def merge(site: Site, path: Path, category: str, into: str) -> Result:
    """Put the items of a category behind those of another.

    Raises `NotFoundError`, `UsageError` and `VerificationError`.
    """
    backlog = Backlog(store.read(path))
    section = existing_category(backlog, category)
    target = existing_category(backlog, into)
    if section is target:
        raise UsageError(f"`{section.name}` is one category.", "Name two.")
    text = edits.merge(backlog, section, target)
    names = {"name": section.name, "into": target.name}
    notes = [note("category-merged", **names, count=section.size)]
    if section.name in category_names(Backlog(text)):
        notes.append(note("category-has-text", name=section.name))
    return _changed(site, Change(path, backlog.text, text), "category-merge", *notes, **names)


def drop(site: Site, path: Path, category: str, *, with_items: bool = False) -> Result:
    """Take a category out; with its items only where that is asked for.

    Raises `NotFoundError`, `NotEmptyError` and `VerificationError`.
    """
    backlog = Backlog(store.read(path))
    section = existing_category(backlog, category)
    entries = list(backlog.entries(section))
    if edits.has_text(backlog, section):
        raise NotEmptyError(
            f"Text that is no item stands under `{section.name}`; nothing was changed.",
            "Take it out by hand first.",
        )
    if entries and not with_items:
        lines = [f"  {entry.title}" for entry in entries[:LISTED]]
        if len(entries) > LISTED:
            lines.append(f"  and {len(entries) - LISTED} more")
        listing = "\n".join(lines)
        raise NotEmptyError(
            f"`{section.name}` still has {len(entries)}; nothing was changed:\n{listing}",
            f"`postgen category merge` puts them under another category than `{section.name}`.",
            code="category-not-empty",
            name=section.name,
        )
    text = edits.drop(backlog, section)
    notes = [note("dropped", title=entry.title) for entry in entries]
    notes.append(note("category-dropped", name=section.name))
    return _changed(
        site, Change(path, backlog.text, text), "category-drop", *notes, name=section.name
    )


def existing_category(backlog: Backlog, wanted: str) -> Section:
    """Return the category that is meant by its name or the beginning of it.

    Raises `NotFoundError`, with the names that may be meant, and `CategoryError`.
    """
    section = backlog.match_category(wanted)
    if section:
        return section
    near = backlog.categories().near(wanted)
    names = ", ".join(f"`{name}`" for name in near or category_names(backlog))
    if near:
        raise NotFoundError(f"There is no category `{wanted}`; did you mean {names}?")
    raise NotFoundError(
        f"There is no category `{wanted}`.", f"There are {names}." if names else "It has none."
    )


def _changed(site: Site, change: Change, summary: str, *notes: Note, **names: str) -> Result:
    values = {**(notes[0].values if summary == "category-rename" else {}), **names}
    shown = site.display_path(change.path)
    result = Result(
        changes=(change,),
        paths=(shown,),
        notes=notes,
        data={"path": shown, **values},
        summary=note(summary, **values),
    )
    return with_form(site, change.path, result)
