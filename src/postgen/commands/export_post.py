"""`postgen export POST`: one post for an outlet, such as a mail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from postgen.commands import Note, Result, note
from postgen.commands.output_file import write_to
from postgen.commands.post_of_site import read_post
from postgen.outlets import registry

if TYPE_CHECKING:
    from pathlib import Path

    from postgen.outlets.post import Exported
    from postgen.site import Site


@dataclass(frozen=True, slots=True)
class PostExportRequest:
    """Which post to export, for which outlet, and where to.

    `post` is named as in `lookup.find`. `output` is the file to write, None for stdout; with
    `force` it may exist. `as_text` asks for what a person reads, where an outlet has both. Raises
    `UsageError` for an outlet that is not known.
    """

    post: str
    outlet: str
    output: Path | None = None
    force: bool = False
    as_text: bool = False

    def __post_init__(self) -> None:
        registry.find(self.outlet)


def export_post(site: Site, request: PostExportRequest) -> Result:
    """Write a post for an outlet.

    Raises `NotFoundError`, `UnreadableFrontMatterError`, `ExportError` for a post without an
    address, and `TemplateError` for Liquid that cannot be rendered.
    """
    path, post, notes = read_post(site, request.post)
    exported: Exported = registry.find(request.outlet).export(post)
    text = exported.readable if request.as_text and exported.readable else exported.text
    notes += [Note(each.code, each.values) for each in exported.problems]
    output = str(request.output) if request.output else None
    shown = site.display_path(path)
    return Result(
        changes=write_to(request.output, text, force=request.force),
        paths=(output,) if output else (),
        notes=tuple(notes),
        data=_data(request, shown, post.url, text),
        summary=note("export-post", title=post.title, outlet=request.outlet),
        text=text,
    )


def _data(request: PostExportRequest, post: str, url: str, text: str) -> dict[str, Any]:
    return {
        "path": str(request.output) if request.output else None,
        "format": request.outlet,
        "post": post,
        "url": url,
        "text": text,
    }
