"""Which files and folders Jekyll reads (`entry_filter.rb`). Pure."""

from __future__ import annotations

import re
from fnmatch import translate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    EntryFilter = Callable[[str, str, str], bool]

EXCLUDED = (
    ".sass-cache .jekyll-cache gemfiles Gemfile Gemfile.lock node_modules "
    "vendor/bundle/ vendor/cache/ vendor/gems/ vendor/ruby/"
).split()
"""What Jekyll excludes in every site, unless the site includes it (configuration.rb)."""

_SPECIAL = "._#~"
"""The first characters of names that Jekyll does not read."""


def entry_filter(include: Iterable[object], exclude: Iterable[object]) -> EntryFilter:
    """Return a function that says whether Jekyll reads an entry.

    `include` and `exclude` are the site's. The function takes the entry's path as Jekyll reads it
    (`a.md` in a folder, `sub/a.md` below `_posts`), its path from the source, and "/" for a folder,
    "" for a file.
    """
    included = [str(each) for each in include]
    both = [*exclude, *EXCLUDED]
    excluded = [str(each) for each in both if each not in included]
    is_included = _matcher(included)
    is_excluded = _matcher(excluded)

    def passes(entry: str, path: str, slash: str) -> bool:
        if entry.endswith("."):
            return False
        if is_included(entry + slash):
            return True
        name = entry.rpartition("/")[2]
        is_below_folder = name != entry
        if is_below_folder and is_included(name + slash):
            return True
        is_special = entry[0] in _SPECIAL or name[0] in _SPECIAL
        is_copy = name[-1] == "~"  # `a.md~`, which an editor keeps
        if is_special or is_copy:
            return False
        return not is_excluded(path + slash)

    return passes


def _matcher(patterns: list[str]) -> Callable[[str], object]:
    """Return Jekyll's comparison of a path with patterns.

    They are globs (`*.bak`) or beginnings (`drafts/`). The path of a folder ends with a slash.
    """
    starts = tuple(pattern.lstrip("/") for pattern in patterns)
    globs = [pattern for pattern in starts if re.search(r"[*?[]", pattern)]
    if not globs:
        return lambda path: path.startswith(starts)
    python_globs = [pattern.replace("[^", "[!") for pattern in globs]  # `[^a]` is `[!a]` in Python
    matches_glob = re.compile("|".join(map(translate, python_globs))).match

    def matches(path: str) -> object:
        return path.startswith(starts) or matches_glob(path.removesuffix("/"))

    return matches
