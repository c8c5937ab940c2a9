"""Where a new post goes, and what the last posts of its kind are like."""

from __future__ import annotations

import os
from heapq import nlargest
from itertools import islice
from typing import TYPE_CHECKING

from postgen.errors import PostgenError
from postgen.files import store
from postgen.issue_number import issue_of
from postgen.jekyll.file_names import parse_name
from postgen.text.words import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from postgen.commands.new import PostRequest
    from postgen.habits.post import PostHabits
    from postgen.site import Site

NEWEST = 60
"""How many of the newest posts are looked at."""


class FolderUnclearError(PostgenError):
    """The site has several folders of posts, and nothing says which is meant."""


def folder_for(site: Site, kind: str, request: PostRequest) -> Path | None:
    """Return the folder of a new post where it is not the usual one; else None.

    It is that of the category (`notes/_posts`), or, for a backlog, that of the issues. Raises
    `FolderUnclearError` where there are several and no `_posts`.
    """
    is_elsewhere = request.collection or kind not in {"post", "backlog", "link"}
    if is_elsewhere or site.settings.posts:
        return None
    names = {folded(name) for name in request.categories}
    usual = site.collections / "_posts"
    others = [] if usual.is_dir() and not names else list(_folders(site))
    for folder in others:
        above = site.relative(folder).rpartition("/")[0]
        if above and folded(above.rpartition("/")[2]) in names:
            return folder
    if usual.is_dir() or len(others) < 2:
        return None
    if kind == "backlog":
        found = _folder_of_issues(site)
        if found:
            return found
    raise _unclear(
        site,
        others,
        code="folder-unclear",
        category=site.relative(others[0]).split("/")[0],
    )


def check_folder(site: Site) -> None:
    """Check that it is clear where a post goes that is like none before.

    Raises `FolderUnclearError`.
    """
    if site.settings.posts or (site.collections / "_posts").is_dir():
        return
    folders = list(_folders(site))
    if len(folders) > 1:
        raise _unclear(site, folders)


def _unclear(site: Site, folders: Iterable[Path], **hint: str) -> FolderUnclearError:
    shown = ", ".join(site.relative(folder) for folder in folders)
    return FolderUnclearError(
        f"The site has several folders of posts: {shown}.",
        f"Name one as `postgen: posts:` in {site.config_name}.",
        **hint,
    )


def _folders(site: Site) -> Iterable[Path]:
    """Yield the folders of posts that hold any."""
    found: dict[Path, None] = {}
    for post in site.posts():
        folder = next(each for each in post.parents if each.name == "_posts")
        found.setdefault(folder, None)
    return found


def _folder_of_issues(site: Site) -> Path | None:
    from postgen.commands import habits

    heads = {path: store.read_head(path) for path in site.posts_and_documents()}
    try:
        learned = habits.issue_habits(site, heads)
    except habits.UnclearError:
        return None
    return site.source / learned.samples[0].folder if learned else None


def habits_of(site: Site, kind: str, request: PostRequest, path: Path) -> PostHabits | None:
    """Return what the last posts of a kind are like; None where there are too few.

    They are those in the folder of the new file at `path`, first those of its category, without the
    issues of a newsletter.
    """
    if request.no_habits or kind == "backlog":
        return None
    from postgen.habits import post

    if kind == "page":
        return post.learn(list(islice(_heads_of_pages(site, path), post.LAST)))
    names = [folded(name) for name in request.categories]
    plain: list[str] = []
    issues: list[str] = []
    for head in _heads(site, request, path):
        if names and not any(name in folded(head) for name in names):
            continue
        (issues if issue_of(head) else plain).append(head)
        if len(plain) == post.LAST:
            break
    if not plain and not issues and names:
        return habits_of(site, kind, request._replace(categories=()), path)
    return post.learn(plain if len(plain) >= post.LAST else [*issues, *plain])


def _heads(site: Site, request: PostRequest, path: Path) -> Iterable[str]:
    """Yield the beginnings of the newest posts of the kind, the newest first."""
    if request.like:
        named = [each for each in site.posts() if request.like in each.name]
        yield from [store.read_head(each) for each in named[:1]] * 3
        return
    folder = path.parent if request.collection or path.parent.is_dir() else site.posts_folder
    if folder == site.drafts_folder:
        folder = site.posts_folder
    for name in _newest_names(folder):
        is_post = bool(request.collection) or parse_name(name) is not None
        if is_post and "backlog" not in name and name != path.name:
            yield store.read_head(folder / name)


def _heads_of_pages(site: Site, path: Path) -> Iterator[str]:
    """Yield the beginnings of the pages beside a new one, those that are written alike first."""
    pages = (name for name in _newest_names(path.parent) if name != path.name)
    for name in sorted(pages, key=lambda name: (not name.lower().endswith(site.extensions), name)):
        if name.lower().endswith((*site.extensions, ".html")) and not name.startswith("index."):
            head = store.read_head(path.parent / name)
            if head.startswith("---"):
                yield head


def _newest_names(folder: Path) -> list[str]:
    """Return the last names in a folder."""
    try:
        return nlargest(NEWEST, os.listdir(folder))  # noqa: PTH208 - names will do
    except OSError:
        return []
