"""The pages of a link log that `postgen init` adds: a feed that leads to the links, and all links.

Their files lie in `postgen/link_pages/`, in Liquid for Jekyll alone; only the key of the link, as
the site's posts have it, is filled in.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from postgen.commands import Note, Result, new, note
from postgen.commands.new import PostRequest
from postgen.commands.new_link import usual_key
from postgen.errors import UsageError
from postgen.files.store import Change
from postgen.jekyll.frontmatter import encode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from postgen.site import Site

SOURCE = Path(__file__).parent.parent / "link_pages"

NAMES = {"feed-links": "feed-links.xml", "links": "links.html"}
"""The pages that can be added, each with its file."""


def check(names: Iterable[str]) -> None:
    """Raise `UsageError` for a page that does not exist."""
    for name in names:
        if name not in NAMES:
            raise UsageError(f"There is no page `{name}`.", f"Name {' or '.join(NAMES)}.")


def add(site: Site, names: Sequence[str], now: datetime, *, is_new: bool = False) -> Result:
    """Write pages into a site; those that are there stay as they are.

    One that `is_new` gets its layouts at the same time.
    """
    layout = "" if is_new else _layout(site)
    changes, notes = [], []
    for change in _changes(site, names, layout, now):
        if os.path.lexists(change.path):
            notes.append(note("page-stays", path=site.display_path(change.path)))
        else:
            changes.append(change)
    paths = tuple(site.display_path(change.path) for change in changes)
    return Result(
        changes=tuple(changes),
        paths=paths,
        notes=tuple(notes),
        data={"path": next(iter(paths), None), "paths": list(paths)},
        summary=note("pages", paths=", ".join(paths)),
    )


def added_to(made: Result, site: Site, names: Sequence[str], now: datetime) -> Result:
    """Return the result of making a site with the pages written into it, too."""
    is_new = any("_layouts" in change.path.parts for change in made.changes)
    added = add(site, names, now, is_new=is_new)
    notes: tuple[Note, ...] = (*added.notes, *made.notes)
    return made._replace(changes=(*made.changes, *added.changes), notes=notes)


def _changes(
    site: Site, names: Sequence[str], layout: str | None, now: datetime
) -> Iterator[Change]:
    key, collection = usual_key(site)
    for name in dict.fromkeys(names):
        path = site.source / NAMES[name]
        text = _text(NAMES[name], key, collection)
        if name == "links":
            request = PostRequest(
                "Links",
                slug="links",
                path=path,
                body=f"\n{text}",
                layout=layout or "",
                keys={} if layout is not None else {"layout": None},
            )
            yield from new.create(site, "page", request, now, force=True).changes
        else:
            yield Change(path, None, text)


def _layout(site: Site) -> str | None:
    """Return the layout of a page, "" where it is as usual, and None where the site has none."""
    if site.config.get("theme") or site.config.get("remote_theme"):
        return ""
    folder = site.source / str(site.config["layouts_dir"]).strip("/")
    names = {path.stem for path in folder.iterdir()} if folder.is_dir() else set()
    if "page" in names:
        return ""
    return "default" if "default" in names else None


def _text(name: str, key: str, collection: str) -> str:
    """Return the text of a page for the key of the site's links and the collection of its posts."""
    text = (SOURCE / name).read_text(encoding="utf-8")
    if key.isidentifier():
        text = text.replace("post.link ", f"post.{key} ")
    else:
        text = text.replace("post.link ", f"post[{encode(key)}] ")
    if collection == "posts":
        return text
    documents = f'site.{collection} | sort: "date" | reverse'
    return text.replace("assign posts = site.posts", f"assign posts = {documents}")
