"""A file's data as Jekyll has it: its front matter over the `defaults:` of the site. Pure.

From `frontmatter_defaults.rb` and `document.rb`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from postgen.jekyll.categories import words_of
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_SINGULAR = {"post": "posts", "draft": "drafts", "page": "pages"}
"""Old names of types, which Jekyll still takes."""


def defaults_for(config: Mapping[str, Any], path: str, kind: str) -> dict[str, Any]:
    """Return what `defaults:` supplies to the file at `path` (from the source).

    `kind` is its type, such as `posts`. Of the entries whose scope the file is in, the one with the
    longer path goes before the others, and at the same length the one that names a type.
    """
    values: dict[str, Any] = {}
    best_rank: tuple[int, bool] | None = None
    prefix = f"{config.get('collections_dir') or ''}/".lstrip("/")
    for scope, supplied in _entries(config):
        if scope is not None and not _applies(scope, path, kind, prefix):
            continue
        rank = _rank(scope or {})
        goes_before = best_rank is None or rank >= best_rank
        if goes_before:
            best_rank = rank
            values = _merge(values, supplied)
        else:
            values = _merge(supplied, values)
    return values


def _entries(config: Mapping[str, Any]) -> Iterator[tuple[dict[str, Any] | None, dict[str, Any]]]:
    """Yield the scope and the values of each entry of `defaults:` that has values.

    The scope is None where the entry has none, and empty where it is not a mapping.
    """
    for entry in config.get("defaults") or []:
        if not isinstance(entry, dict):
            continue
        supplied = entry.get("values")
        if not isinstance(supplied, dict):
            continue
        if "scope" not in entry:
            yield None, supplied
            continue
        scope = entry["scope"]
        yield (scope if isinstance(scope, dict) else {}), supplied


def _rank(scope: Mapping[str, Any]) -> tuple[int, bool]:
    """Return what orders scopes: the length of the path, then whether there is a type."""
    path = scope.get("path")
    length = len(path.removeprefix("/")) if isinstance(path, str) else 0
    return length, "type" in scope


def _merge(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Merge two mappings and those in them, as Jekyll does; null does not replace a value."""
    merged = dict(below)
    for key, value in above.items():
        old = merged.get(key)
        if isinstance(old, dict) and isinstance(value, dict):
            merged[key] = _merge(old, value)
        elif value is not None or key not in merged:
            merged[key] = value
    return merged


def with_defaults(defaults: Mapping[str, Any], front: Mapping[str, Any]) -> dict[str, Any]:
    """Return a file's data: its front matter over the defaults, and the categories of both."""
    data = _merge(defaults, front)
    if "categories" in data:
        data["categories"] = [
            *words_of(defaults.get("categories")),
            *words_of(front.get("categories")),
        ]
    return data


def _applies(scope: Mapping[str, Any], path: str, kind: str, prefix: str) -> bool:
    """Whether a file is in a scope.

    `prefix` is `collections_dir` with a slash, which a scope may leave out.
    """
    scope_kind = str(scope.get("type", kind))
    if _SINGULAR.get(scope_kind, scope_kind) != kind:
        return False
    scope_path = scope.get("path")
    if not isinstance(scope_path, str) or not scope_path:
        return True
    if "*" not in scope_path:
        return path.removeprefix(prefix).startswith(scope_path.removeprefix(prefix))
    glob = _glob(scope_path)
    return any(glob.fullmatch(each) for each in _folders_and_file(path, prefix))


def _folders_and_file(path: str, prefix: str) -> Iterator[str]:
    """Yield a path and the folders that it is in, but not those of `prefix`.

    A glob may match any of them: `a/_posts/x.md` is in `a`, in `a/_posts`, and is itself.
    """
    inside = len(prefix) if path.startswith(prefix) else 0
    slash = path.find("/", inside + 1)
    while slash >= 0:
        yield path[:slash]
        slash = path.find("/", slash + 1)
    yield path


_GLOB_PART = Lazy(
    r"\*\*/?"  # `**/`, any folders
    r"|[*?]"
    r"|\[[^]\\/]+\]"  # `[!2]`, a class of characters
    r"|.",
    re.DOTALL,
)
_GLOB_PARTS = {"**/": r"(?:[^./][^/]*/)*", "**": "[^/]*", "*": "[^/]*", "?": "[^/]"}


def _glob(pattern: str) -> re.Pattern[str]:
    """Translate a pattern of Ruby's `Dir.glob`, such as `_posts/**/20[!2]?-*`, to an expression."""
    return re.compile(_GLOB_PART.sub(_translate, pattern))


def _translate(part: re.Match[str]) -> str:
    """Translate one part of a pattern: `**/`, `*`, `[!2]`, or a character that means itself."""
    text = part[0]
    is_class = len(text) > 2 and text[0] == "["
    if is_class:
        return text.replace("[!", "[^", 1)
    return _GLOB_PARTS.get(text, re.escape(text))
