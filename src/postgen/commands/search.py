"""`postgen search`: whether something was linked before, and where."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from postgen import search as index
from postgen.files.store import display_path

if TYPE_CHECKING:
    from postgen.search import Hit, Query
    from postgen.site import Site


def find(site: Site, query: Query, backlog: Path | None = None) -> list[dict[str, Any]]:
    """Find links and posts; each row says where it stands: in words (`where`), and as `path` and `line`."""
    from postgen.commands.links import NoBacklogError, backlog_path

    try:
        held = str(backlog_path(site, backlog))
    except NoBacklogError:
        if backlog:
            raise
        held = ""
    paths = [*site.posts(), *site.drafts()]
    if held and held not in {str(path) for path in paths}:
        paths.append(Path(held))
    return rows(index.search(site, query, paths, "" if backlog else held), held)


def rows(hits: list[Hit], backlog: str) -> list[dict[str, Any]]:
    """Describe what was found; the backlog at the path `backlog` is no post."""
    return [_row(hit, backlog) for hit in hits if not (hit.kind == "post" and hit.path == backlog)]


def _row(hit: Hit, backlog: str) -> dict[str, Any]:
    in_backlog = hit.path == backlog
    is_draft = not in_backlog and "_drafts" in Path(hit.path).parts
    path = display_path(Path(hit.path))
    return {
        "kind": hit.kind,
        "title": hit.title,
        "url": hit.url,
        "note": hit.note,
        "in": "backlog" if in_backlog else "draft" if is_draft else "post",
        "post": hit.post,
        "issue": hit.issue or None,
        "section": hit.section,
        "number": hit.number or None,
        "tags": list(hit.tags),
        "date": hit.date,
        "path": path,
        "line": hit.line,
        "where": _where(hit, in_backlog=in_backlog, is_draft=is_draft),
        "place": f"{path}:{hit.line}",
    }


def _where(hit: Hit, *, in_backlog: bool, is_draft: bool) -> str:
    """Say in words where something stands: `issue #12, NLP, [7]`."""
    name = f"issue #{hit.issue}" if hit.issue else hit.post
    name = "backlog" if in_backlog else f"draft {name}" if is_draft else name
    parts = [
        name if hit.kind == "link" or hit.issue else "post",
        hit.section,
        f"[{hit.number}]" if hit.number else "",
    ]
    return ", ".join(filter(None, parts))
