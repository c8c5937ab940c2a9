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

    Keys without a value are left out, and so is what is not valid JSON. Of two values the first one
    wins.
    """
    found: dict[str, str] = {}
    for node in _nodes(blocks):
        for key, value in _facts_of(node):
            if value:
                found.setdefault(key, value)
    return found


def _facts_of(node: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what an object says about the page, if it is what the page is about, or its site."""
    types = [str(kind) for kind in _as_list(node.get("@type"))]
    if "WebSite" in types:
        yield "site", _text(node.get("name"))
    is_work = any(map(_is_work, types))
    has_headline = "headline" in node
    if not is_work and not has_headline:
        return
    yield "title", _text(node.get("headline"))
    if is_work:
        yield "title", _text(node.get("name"))
    yield "author", _names(node.get("author"))
    date = node.get("datePublished") or node.get("uploadDate")
    yield "date", _text(date)
    image = node.get("image") or node.get("thumbnailUrl")
    yield "image", _text(image, key="url")
    yield "description", _text(node.get("description"))
    yield "site", _text(node.get("publisher"))


def _is_work(kind: str) -> bool:
    """Whether a type of schema.org is something to read, hear, see or buy: a `NewsArticle`."""
    return kind in _WORKS or kind.endswith(_WORK_ENDINGS)


def _nodes(blocks: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Yield the objects of all blocks that are on their own, in a list or in a graph.

    `{"@graph": [{"@type": "WebSite"}, {"@type": "Article"}]}` has three.
    """
    waiting = list(_parsed(blocks))
    for _ in range(MAX_NODES):
        if not waiting:
            return
        node = waiting.pop(0)
        if isinstance(node, list):
            waiting[:0] = node
        elif isinstance(node, dict):
            yield node
            waiting += [node[key] for key in _NESTED if key in node]


def _parsed(blocks: Iterable[str]) -> Iterator[Any]:
    """Yield the values of the blocks that are JSON."""
    for block in blocks:
        # Old pages hide scripts in a comment: `<!-- {…} -->`.
        source = block.strip().removeprefix("<!--").removesuffix("-->")
        try:
            yield json.loads(source, strict=False)
        except (ValueError, RecursionError):
            continue


def _as_list(value: Any) -> list[Any]:
    """Return several values as they are, and one as a list: JSON-LD writes either."""
    return value if isinstance(value, list) else [value]


def _names(authors: Any) -> str:
    """Return the names of one author or of several: `Ada, Grace`."""
    names = [_text(author) for author in _as_list(authors)]
    return ", ".join(name for name in names if name)


def _text(value: Any, key: str = "name") -> str:
    """Return a text, that of a node's `key`, or of the first of several; "" for anything else."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get(key)
    if not isinstance(value, str):
        return ""
    return " ".join(value.split())
