"""The metadata of a page in JSON-LD, with the vocabulary of schema.org."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAX_NODES = 500
"""Most objects read of one page."""

# Types whose name is what the page is about; the name of a WebSite or an Organization is not.
_WORKS = frozenset(
    "Book Course Dataset Episode Event Movie MusicRecording PodcastEpisode Product Question Recipe "
    "Report SoftwareApplication SoftwareSourceCode VideoObject".split()
)
_WORK_ENDINGS = ("Article", "Posting")  # NewsArticle, TechArticle, BlogPosting, …
_NESTED = ("@graph", "mainEntity", "mainEntityOfPage")


def facts(blocks: Iterable[str]) -> dict[str, str]:
    """Return the title, author, date, image, description and site in the blocks of a page.

    Keys without a value are left out, and so is what is not valid JSON.
    """
    found: dict[str, str] = {}
    for node in _nodes(blocks):
        types = {str(kind) for kind in _as_list(node.get("@type"))}
        if "WebSite" in types:
            _add(found, "site", _text(node.get("name")))
        is_work = any(kind in _WORKS or kind.endswith(_WORK_ENDINGS) for kind in types)
        if not is_work and "headline" not in node:
            continue
        name = _text(node.get("name")) if is_work else ""
        authors = map(_text, _as_list(node.get("author")))
        _add(found, "title", _text(node.get("headline")) or name)
        _add(found, "author", ", ".join(filter(None, authors)))
        _add(found, "date", _text(node.get("datePublished") or node.get("uploadDate")))
        _add(found, "image", _text(node.get("image") or node.get("thumbnailUrl"), key="url"))
        _add(found, "description", _text(node.get("description")))
        _add(found, "site", _text(node.get("publisher")))
    return found


def _nodes(blocks: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Yield the objects of all blocks that are on their own, in a list or in a graph."""
    waiting = list(_parsed(blocks))
    for _ in range(MAX_NODES):
        if not waiting:
            return
        node = waiting.pop(0)
        if isinstance(node, list):
            waiting[:0] = node
        elif isinstance(node, dict):
            yield node
            waiting.extend(node[key] for key in _NESTED if key in node)


def _parsed(blocks: Iterable[str]) -> Iterator[Any]:
    for block in blocks:
        # Old pages hide scripts in a comment: `<!-- {…} -->`.
        source = block.strip().removeprefix("<!--").removesuffix("-->")
        try:
            yield json.loads(source, strict=False)
        except (ValueError, RecursionError):
            continue


def _add(found: dict[str, str], key: str, value: str) -> None:
    """Add a value unless it is empty; the first of two wins."""
    if value:
        found.setdefault(key, value)


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _text(value: Any, key: str = "name") -> str:
    """Return a text, that of a node's `key`, or of the first of several; "" for anything else."""
    if isinstance(value, list):
        value = next(iter(value), None)
    if isinstance(value, dict):
        value = value.get(key)
    return " ".join(value.split()) if isinstance(value, str) else ""
