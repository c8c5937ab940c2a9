"""The outlets: modules of this package that define `NAME`, and those of other packages.

An outlet defines

- `NAME`: what `--format` calls it,
- `SUFFIX`: the ending of its files, `.html`,
- `export(post: Post) -> Exported`.

Another package registers such a module under the outlet's name:

    [project.entry-points."postgen.outlets"]
    gemini = "postgen_gemini"

"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from postgen import plugins
from postgen.errors import UsageError

if TYPE_CHECKING:
    from types import ModuleType

GROUP = "postgen.outlets"
"""The group of entry points."""

_REQUIRED = ("NAME", "SUFFIX", "export")


@cache
def _built_in() -> dict[str, ModuleType]:
    return {each.NAME: each for each in plugins.built_in("postgen.outlets", "NAME")}


def names() -> list[str]:
    """Return the names of the outlets that are built in, sorted."""
    return sorted(_built_in())


def find(name: str) -> ModuleType:
    """Return an outlet, built in or of another package.

    Raises `UsageError` for one that is not known.
    """
    found = _built_in().get(name) or plugins.find(GROUP, name, _REQUIRED)
    if found is None:
        raise UsageError(f"There is no outlet `{name}` for posts.", f"Choose {', '.join(names())}.")
    return found
