"""Which files `postgen check` reads: by default all that Jekyll reads as a text, and drafts."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from postgen.files import store
from postgen.site import PAGE_ENDINGS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from postgen.site import Site

KINDS = ("posts", "drafts", "pages", "documents")

_FENCE = "---"


def files_with_pages(site: Site) -> dict[Path, str]:
    """Return the files that a check reads, each with its kind.

    A kind is posts, drafts, pages or the label of another collection. Files in `_posts` that Jekyll
    does not take for posts are among the posts: their names are a fault. A page is a file that
    begins with front matter, or with blanks above it.
    """
    posts = site.posts(with_pipes=True)
    texts = (path for path in posts if path.name.lower().endswith(_endings(site)))
    files: dict[Path, str] = dict.fromkeys(texts, "posts")
    for path in site.misnamed_posts():
        files.setdefault(path, "posts")
    for path in site.drafts():
        if path.name.lower().endswith(_endings(site)):
            files.setdefault(path, "drafts")
    for path in site.documents():
        files.setdefault(path, site.kind_of(path))
    for path in site.pages():
        if path not in files and _may_have_front_matter(path):
            files[path] = "pages"
    return files


def _endings(site: Site) -> tuple[str, ...]:
    """Return the endings of files that hold text: a post may be a picture, too."""
    return (*site.extensions, *PAGE_ENDINGS)


def is_markdown(site: Site, path: Path) -> bool:
    """Whether Jekyll converts a file from Markdown."""
    return path.name.lower().endswith(site.extensions)


def _may_have_front_matter(path: Path) -> bool:
    head = store.read_head(path, 64)
    return head.lstrip("\ufeff \t\r\n").startswith(_FENCE)


def named_files(
    site: Site, named: Iterable[str], files: Iterable[Path]
) -> tuple[list[Path], list[str]]:
    """Return the files that are named, in the order of the site, and the names of others.

    A name is a path of a file or folder, or whatever else names a post. The others are files that
    are there and of which Jekyll makes no page. Raises `NotFoundError` for what is not there.
    """
    every = list(files)
    real = {os.path.realpath(path): path for path in every}
    chosen: set[Path] = set()
    others = []
    for each in named:
        place = _place(site, each)
        if place is None:
            from postgen.commands.lookup import find

            chosen.add(find(site, each, KINDS)[0])
        elif place in real:
            chosen.add(real[place])
        elif Path(place).is_dir():
            below = place.rstrip(os.sep) + os.sep
            chosen.update(path for key, path in real.items() if key.startswith(below))
        else:
            others.append(each)
    return [path for path in every if path in chosen], others


def _place(site: Site, name: str) -> str | None:
    """Return the real path of a file or folder, from the current folder or the site's."""
    if not name.strip():
        return None
    for base in dict.fromkeys((Path.cwd(), site.root, site.source, site.collections)):
        if (base / name).exists():
            return os.path.realpath(base / name)
    return None
