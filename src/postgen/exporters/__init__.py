"""Links in the formats of other programs: one writer a format. Pure.

A writer escapes what its format needs and changes nothing else; what a format has no place for is left out, and
`Format.holds` says what it has a place for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from postgen.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from postgen.model import Link

_ALL = frozenset({"title", "note", "category", "tags", "added", "via", "image", "others"})


class Format(NamedTuple):
    """A format: its module, the name of the writer in it, and the fields of a `Link` that it holds."""

    module: str
    writer: str
    holds: frozenset[str]


FORMATS = {
    "netscape": Format("netscape", "write", _ALL - {"via", "image", "others"}),
    "pocket": Format("csv_files", "pocket", frozenset({"title", "tags", "added"})),
    "pinboard": Format("json_files", "pinboard", frozenset({"title", "note", "tags", "added"})),
    "raindrop": Format("csv_files", "raindrop", _ALL - {"via", "others"}),
    "instapaper": Format("csv_files", "instapaper", _ALL - {"via", "image", "others"}),
    "readwise": Format("csv_files", "readwise", frozenset({"title", "tags", "added"})),
    "opml": Format("opml", "write", _ALL - {"others"}),
    "markdown": Format("markdown_lists", "write", _ALL),
    "newspaper": Format("link_cards", "write", frozenset({"title", "image", "via"})),
    "json": Format("json_files", "write", _ALL),
    "csv": Format("csv_files", "write", _ALL - {"others"}),
    "text": Format("plain_text", "write", frozenset({"title"})),
}


def write(form: str, links: Sequence[Link]) -> str:
    """Write links in one of `FORMATS`. Raises `UsageError` for a format that is not known."""
    if form not in FORMATS:
        raise UsageError(f"Links cannot be written as `{form}`.", f"Choose {', '.join(FORMATS)}.")
    found = FORMATS[form]
    writer: Callable[[Sequence[Link]], str] = getattr(
        import_module(f"postgen.exporters.{found.module}"), found.writer
    )
    return writer(links)


def missing(form: str, links: Sequence[Link]) -> list[str]:
    """Name the fields that some of the links have and a format has no place for."""
    return sorted(
        field for field in _ALL - FORMATS[form].holds if any(getattr(link, field) for link in links)
    )
