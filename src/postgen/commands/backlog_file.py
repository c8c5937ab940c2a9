"""Which file is the backlog, and whether readers see it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from postgen.commands import Note, note
from postgen.errors import PostgenError
from postgen.text.words import folded

if TYPE_CHECKING:
    from postgen.commands.new import PostRequest
    from postgen.site import Site


class NoBacklogError(PostgenError):
    """The site has no backlog."""


def backlog_path(site: Site, path: Path | None = None, *, named: list[Path] | None = None) -> Path:
    """Return the path of the backlog.

    It is `path`, that of the settings, or the newest post named `backlog`; all posts that are
    named so are put into the list `named`. Raises `NoBacklogError`.
    """
    if path is None:
        path = _usual_path(site, named)
    if path is None:
        raise NoBacklogError(
            "This site has no backlog yet.", "Run `postgen new backlog`.", code="no-backlog"
        )
    if not path.is_file():
        raise NoBacklogError(
            f"{site.display_path(path)} is not there.",
            "Run `postgen new backlog`.",
            code="backlog-missing",
        )
    return _path_in_site(site, _absolute(path))


class BacklogExistsError(PostgenError):
    """The site has a backlog already."""


def new_backlog(
    site: Site, request: PostRequest, path: Path | None = None, *, public: bool = False
) -> PostRequest:
    """Return the request for a new backlog, which readers do not see unless it is `public`.

    A site has one; `path` names the file of another one. Raises `BacklogExistsError`.
    """
    if path is None:
        existing = _usual_path(site)
        if existing and existing.is_file():
            shown = site.display_path(existing)
            raise BacklogExistsError(
                f"{shown} is the backlog of this site.",
                "`postgen list` shows it.",
                code="backlog-exists",
                path=shown,
            )
        path = existing  # that of the settings, which is missing
    is_said = any(value.partition("=")[0].strip() == "published" for value in request.values)
    is_public = public or site.settings.backlog.public or is_said
    values = request.values if is_public else (*request.values, "published=false")
    return request._replace(values=values, path=path and _absolute(path))


def backlog_notes(site: Site, path: Path, named: list[Path]) -> list[Note]:
    """Return what to point out about the backlog in use, where nobody named it.

    It is one of several that are `named` so; or readers see it, which is pointed out once.
    """
    from postgen.files import cache

    notes = []
    if len(named) > 1:
        shown = site.display_path(path)
        notes.append(
            note("backlog-of-several", path=shown, count=len(named), name=site.relative(path))
        )
    if site.settings.backlog.public or os.environ.get("XDG_CACHE_HOME") == os.devnull:
        return notes
    key = f"public-{cache.hash_of(os.path.realpath(path)):08x}.txt"
    if cache.kept(key) is None:
        if _is_seen(site, path):
            notes.append(note("backlog-public", path=site.display_path(path)))
        cache.keep(key, "pointed out")
    return notes


def _is_seen(site: Site, path: Path) -> bool:
    """Whether readers see a backlog."""
    from postgen.commands import lookup

    try:
        file = lookup.read(site, path, "posts", site.now())
    except PostgenError:
        return False
    return lookup.is_public(site, file, site.now())


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100 - links stay as they are


def _usual_path(site: Site, named: list[Path] | None = None) -> Path | None:
    """Return the path in the settings, or that of the newest post named `backlog`, if any."""
    set_path = site.settings.backlog.path
    if set_path:
        return site.root / set_path
    named = [] if named is None else named
    named += site.posts(containing="backlog")
    return max(named, key=lambda post: post.name, default=None)


def _path_in_site(site: Site, path: Path) -> Path:
    """Return a post's path as the site has it.

    It does not go through a link, and is in the case that the file system keeps.
    """
    is_exact = path.name in os.listdir(path.parent)  # noqa: PTH208 - names will do
    if is_exact and path.is_relative_to(site.root):
        return path
    name = folded(path.name)
    for post in site.posts():
        has_same_name = folded(post.name) == name
        if has_same_name and post.samefile(path):
            return post
    return path
