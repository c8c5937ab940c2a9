"""`postgen search`: whether something was linked before, and where."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from postgen.files.store import display_path
from postgen.search import search

if TYPE_CHECKING:
    from postgen.search import Hit, Query
    from postgen.site import Site


def find(site: Site, query: Query, backlog: Path | None = None) -> list[dict[str, Any]]:
    """Find links and posts; return a row for each, with where it is.

    A row says where it is in words (`where`), and as `path` and `line`. `backlog`: one other than
    the site's. Raises `NoBacklogError` if it is not there.
    """
    from postgen.commands.backlog_file import NoBacklogError, backlog_path

    try:
        backlog_file = str(backlog_path(site, backlog))
    except NoBacklogError:
        if backlog:
            raise
        backlog_file = ""
    # Only the site's own backlog is noted, for the quick answer next time.
    noted = "" if backlog else backlog_file
    return rows(search(site, query, files(site, backlog_file), noted), backlog_file)


def files(site: Site, backlog: str) -> list[Path]:
    """Return the files that are indexed: posts, documents, drafts, and the backlog at a path."""
    paths = [*site.posts_and_documents(), *site.drafts()]
    is_among_them = any(str(path) == backlog for path in paths)
    if backlog and not is_among_them:
        paths.append(Path(backlog))
    return paths


def rows(hits: list[Hit], backlog: str) -> list[dict[str, Any]]:
    """Return a row for each hit; the backlog itself, at the path `backlog`, is not a post."""
    found = []
    for hit in hits:
        is_backlog_itself = hit.kind == "post" and hit.path == backlog
        if not is_backlog_itself:
            found.append(_row(hit, backlog))
    return found


def _row(hit: Hit, backlog: str) -> dict[str, Any]:
    place = _place(hit, backlog)
    path = display_path(Path(hit.path))
    return {
        "kind": hit.kind,
        "title": hit.title,
        "url": hit.url,
        "note": hit.note,
        "in": place,
        "post": hit.post,
        "issue": hit.issue or None,
        "section": hit.section,
        "number": hit.number or None,
        "tags": list(hit.tags),
        "date": hit.date,
        "path": path,
        "line": hit.line,
        "where": _where(hit, place),
        "place": f"{path}:{hit.line}",
    }


def _place(hit: Hit, backlog: str) -> str:
    if hit.path == backlog:
        return "backlog"
    return "draft" if "_drafts" in Path(hit.path).parts else "post"


def _where(hit: Hit, place: str) -> str:
    """Return in words where a hit is: `issue #12, NLP, [7]`."""
    name = f"issue #{hit.issue}" if hit.issue else hit.post
    if place == "backlog":
        name = "backlog"
    elif place == "draft":
        name = f"draft {name}"
    # The title of a post is shown beside it, its number is not.
    if hit.kind == "post" and not hit.issue:
        name = "post"
    number = f"[{hit.number}]" if hit.number else ""
    return ", ".join(filter(None, (name, hit.section, number)))
