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
    if path is None and site.settings.backlog.path:
        path = site.root / site.settings.backlog.path
    if path is None:
        named = site.posts(containing="backlog")
        path = max(named, key=lambda each: each.name, default=None)
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


def _path_in_site(site: Site, path: Path) -> Path:
    """Return a post's path as the site has it.

    It does not go through a link, and is in the case that the file system keeps.
    """
    is_exact = path.name in os.listdir(path.parent)  # noqa: PTH208 - names will do
    if is_exact and path.is_relative_to(site.root):
        return path
    name = folded(path.name)
    same = (each for each in site.posts() if folded(each.name) == name and each.samefile(path))
    return next(same, path)
