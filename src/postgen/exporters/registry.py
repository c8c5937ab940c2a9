"""The exporters: modules of this package that define `FORMATS`, and those of other packages.

Another package registers a module with `FORMATS` for each of its formats:

    [project.entry-points."postgen.exporters"]
    gemtext = "postgen_gemtext"

"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from postgen import plugins
from postgen.errors import UsageError
from postgen.exporters.formats import FIELDS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

    from postgen.exporters.formats import Format
    from postgen.model import Link

GROUP = "postgen.exporters"
"""The group of entry points."""


@cache
def _built_in() -> dict[str, Format]:
    modules = plugins.built_in("postgen.exporters", "FORMATS")
    return {found.name: found for module in modules for found in module.FORMATS}


def names() -> list[str]:
    """Return the names of the formats that are built in, sorted."""
    return sorted(_built_in())


def find(name: str) -> Format:
    """Return a format, built in or of another package.

    Raises `UsageError` for one that is not known.
    """
    found = _built_in().get(name)
    if found is None:
        module = plugins.find(GROUP, name, ("FORMATS",))
        found = _format_of(module, name) if module else None
    if found is None:
        raise UsageError(f"Links cannot be written as `{name}`.", f"Choose {', '.join(names())}.")
    return found


def _format_of(module: ModuleType, name: str) -> Format | None:
    formats: Sequence[Format] = module.FORMATS
    for found in formats:
        if found.name == name:
            return found
    return None


def write(format_name: str, links: Sequence[Link]) -> str:
    """Return links as the text of a file in a format.

    Raises `UsageError` for one that is not known.
    """
    return find(format_name).write(links)


def missing(format_name: str, links: Sequence[Link]) -> list[str]:
    """Return the fields that some of the links have and a format does not hold, sorted."""
    found = []
    for field in sorted(FIELDS - find(format_name).holds):
        is_used = any(getattr(link, field) for link in links)
        if is_used:
            found.append(field)
    return found


def changed_tags(format_name: str, links: Sequence[Link]) -> list[tuple[str, str]]:
    """Return the tags that a format cannot hold as they are, each with what it becomes."""
    tag_of = find(format_name).tag
    if tag_of is None:
        return []
    tags = dict.fromkeys(tag for link in links for tag in link.tags)
    return [(tag, tag_of(tag)) for tag in tags if tag_of(tag) != tag]
