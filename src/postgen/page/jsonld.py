"""What a page says of itself in JSON-LD, in the words of schema.org."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAX_NODES = 500
"""Nodes looked at in one page."""

# Types whose name is what the page is about; the name of a WebSite or an Organization is not.
_WORKS = frozenset(
    "Book Course Dataset Episode Event Movie MusicRecording PodcastEpisode Product Question Recipe Report "
    "SoftwareApplication SoftwareSourceCode VideoObject".split()
)


def facts(blocks: Iterable[str]) -> dict[str, str]:
    """Return what the blocks say: title, author, date, image, description, site; what is broken is passed over."""
    found: dict[str, str] = {}
    for node in _nodes(blocks):
        types = {str(kind) for kind in _listed(node.get("@type"))}
        if "WebSite" in types:
            _note(found, "site", _text(node.get("name")))
        is_work = bool(types & _WORKS) or any(
            kind.endswith(("Article", "Posting")) for kind in types
        )
        if not (is_work or "headline" in node):
            continue
        _note(
            found,
            "title",
            _text(node.get("headline")) or (_text(node.get("name")) if is_work else ""),
        )
        _note(found, "author", ", ".join(filter(None, map(_text, _listed(node.get("author"))))))
        _note(found, "date", _text(node.get("datePublished") or node.get("uploadDate")))
        _note(found, "image", _text(node.get("image") or node.get("thumbnailUrl"), key="url"))
        _note(found, "description", _text(node.get("description")))
        _note(found, "site", _text(node.get("publisher")))
    return found


def _nodes(blocks: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Yield the objects of all blocks that are on their own, in a list or in a graph."""
    waiting: list[Any] = []
    for block in blocks:
        try:
            waiting.append(
                json.loads(block.strip().removeprefix("<!--").removesuffix("-->"), strict=False)
            )
        except (ValueError, RecursionError):
            continue
    for _ in range(MAX_NODES):
        if not waiting:
            return
        node = waiting.pop(0)
        if isinstance(node, list):
            waiting[:0] = node
        elif isinstance(node, dict):
            yield node
            waiting.extend(
                node[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in node
            )


def _note(found: dict[str, str], key: str, value: str) -> None:
    if value:
        found.setdefault(key, value)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _text(value: Any, key: str = "name") -> str:
    """Return a text, the text of a node, or that of the first of several; "" for anything else."""
    value = next(iter(value), None) if isinstance(value, list) else value
    value = value.get(key) if isinstance(value, dict) else value
    return " ".join(value.split()) if isinstance(value, str) else ""
