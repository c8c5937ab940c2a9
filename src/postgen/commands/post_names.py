"""The names and folders of files that are published, unpublished and renamed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from postgen.commands import lookup
from postgen.commands.new import choose_slug, name_taken
from postgen.jekyll.file_names import FILE_NAME

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from postgen.commands import Note
    from postgen.commands.lookup import SiteFile
    from postgen.commands.publish import RenameRequest
    from postgen.site import Site

AUTO = "auto"
"""The slug that is made from the title."""


def sibling_folder(site: Site, path: Path, folder: str, other: str) -> Path:
    """Return a file's folder with `_posts` instead of `_drafts` in it, or the other way round."""
    parts = list(path.parent.relative_to(site.source).parts)
    parts[parts.index(folder)] = other
    return site.source.joinpath(*parts)


def slug_of(site: Site, old: SiteFile, request: RenameRequest, notes: list[Note]) -> str:
    """Return the new slug.

    A new title does not change that of a page `index`, which is named by its folder.
    """
    is_index = old.kind == "pages" and old.slug == "index"
    text = "" if request.slug == AUTO else request.slug
    if not text and not is_index:
        text = request.title
    if not text and request.slug == AUTO and not is_index:
        text = old.title
    if not text:
        return old.slug
    kind_name = lookup.NAMES.get(old.kind, "document")
    return choose_slug(site, text, kind_name, notes)


def name_of(old: SiteFile, slug: str, moment: datetime | None, *, redated: bool) -> str:
    """Return the new name.

    A post's has its date, another keeps the one in its name, unless it is `redated`.
    """
    suffix = old.path.suffix
    match = FILE_NAME.match(old.path.name)
    if not match:
        return f"{slug}{suffix}"
    day = match["date"]
    takes_date = redated or old.kind == "posts"
    if moment and takes_date:
        day = moment.date().isoformat()
    return f"{day}-{slug}{suffix}"


def check_free(site: Site, target: Path, *, has_slug: bool) -> None:
    """Raise `NameTakenError` where a file exists.

    `has_slug` says that the command takes another slug.
    """
    if not os.path.lexists(target):
        return
    raise name_taken(site, target, code="name-taken" if has_slug else "name-taken-rename")
