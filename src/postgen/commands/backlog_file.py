"""Which file is the backlog."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from postgen.errors import PostgenError
from postgen.text.words import folded

if TYPE_CHECKING:
    from postgen.site import Site


class NoBacklogError(PostgenError):
    """The site has no backlog."""


def backlog_path(site: Site, path: Path | None = None) -> Path:
    """Return the path of the backlog.

    It is `path`, that of the settings, or the newest post named `backlog`. Raises `NoBacklogError`.
    """
    if path is None:
        path = _usual_path(site)
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
    absolute = Path(os.path.abspath(path))  # noqa: PTH100 - links stay as they are
    return _path_in_site(site, absolute)


def _usual_path(site: Site) -> Path | None:
    """Return the path in the settings, or that of the newest post named `backlog`, if any."""
    set_path = site.settings.backlog.path
    if set_path:
        return site.root / set_path
    named = site.posts(containing="backlog")
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
