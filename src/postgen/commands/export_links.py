"""`postgen export`: the backlog's links as a file for another program."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from postgen import exporters
from postgen.backlog import Backlog
from postgen.commands import Result, note
from postgen.commands.backlog_file import backlog_path
from postgen.commands.output_file import write_to
from postgen.errors import NotFoundError
from postgen.files import store
from postgen.importers import Rejected
from postgen.importers.markdown_lists import read_items

if TYPE_CHECKING:
    from pathlib import Path

    from postgen.backlog import Section
    from postgen.site import Site


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """Which links to export, in which format, and where to.

    `category` is a section's name or its beginning, "" for all links. `output` is the file to
    write, None for stdout; with `force` it may exist. `backlog` is the backlog's file, None for the
    site's. Raises `UsageError` for a format that is not known.
    """

    format: str = "json"
    category: str = ""
    output: Path | None = None
    force: bool = False
    backlog: Path | None = None

    def __post_init__(self) -> None:
        exporters.find(self.format)


def export_links(site: Site, request: ExportRequest) -> Result:
    """Write a backlog's links, or those of one category, in a format; report other items.

    Raises `NoBacklogError`, `NotFoundError` for a category that is not there, and `CategoryError`.
    """
    path = backlog_path(site, request.backlog)
    backlog = Backlog(store.read(path))
    rows = list(read_items(backlog, _section(backlog, request.category)))
    links = [row for row in rows if not isinstance(row, Rejected)]
    rejected = [row for row in rows if isinstance(row, Rejected)]
    shown = site.display_path(path)
    notes = [
        note("item-left-out", place=f"{shown}:{row.line}", reason=row.reason, what=row.what)
        for row in rejected
    ]
    missing = exporters.missing(request.format, links)
    if missing:
        notes.append(note("format-lacks", format=request.format, fields=", ".join(missing)))
    changed = exporters.changed_tags(request.format, links)
    if changed:
        notes.append(note("tags-changed", tags=tuple(changed)))
    text = exporters.write(request.format, links)
    output = str(request.output) if request.output else None
    return Result(
        changes=write_to(request.output, text, force=request.force),
        paths=(output,) if output else (),
        notes=tuple(notes),
        data={
            "path": output,
            "format": request.format,
            "links": [link.to_json() for link in links],
            "rejected": [
                {"line": row.line, "what": row.what, "reason": row.reason} for row in rejected
            ],
        },
        summary=note("export", count=len(links)),
        text=text,
    )


def _section(backlog: Backlog, category: str) -> Section | None:
    """Return the section of a name that a person typed; None, which stands for all, for no name."""
    if not category:
        return None
    section = backlog.match_category(category)
    if section is None:
        names = [f"`{each.name}`" for each in backlog.sections if each.name]
        hint = f"There are {', '.join(names)}." if names else "It has none."
        raise NotFoundError(f"There is no category `{category}`.", hint)
    return section
