"""The parts of a JSON file that are links, and the folders that they are in.

Nothing here calls itself: a file may be nested as deeply as it likes.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from postgen.importers.fields import BrokenFileError, is_address, line_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Row = Mapping[str, Any]

CONTAINERS = (
    "children", "links", "items", "bookmarks", "collections", "folders", "lists", "groups", "cards",
    "tabs", "entries", "posts", "data", "results", "urls", "articles", "list", "ordereditems",
)  # fmt: skip
"""Keys of lists of links, or of folders with such lists, in the order in which they are tried."""

URLS = ("url", "href", "link", "uri", "external_url", "given_url", "resolved_url")
"""Keys of a link's address."""

_LISTS_OF_URLS = ("canonical", "alternate")
"""Keys of what feed readers, since Google's, list as addresses: `[{"href": "…"}]`."""

_LONGEST_NUMBER = 30  # digits
_OBJECT = re.compile(r"\{\s*\"")
_ROOTS_THAT_DOUBLE = frozenset({"tagsfolder", "trash"})
"""Folders of Firefox and Opera whose links stand elsewhere, too, or were thrown away."""


class Node(NamedTuple):
    """A value that is a link, or should be one, and the path of its folder."""

    value: Any
    folder: str


def parse(source: str) -> Any:
    """Parse JSON. Raises `json.JSONDecodeError`, and `RecursionError` for what is too deep.

    A number of thousands of digits stays a text; control characters may stand in strings.
    """
    return json.loads(source, strict=False, parse_int=_number)


def _number(digits: str) -> int | str:
    return digits if len(digits) > _LONGEST_NUMBER else int(digits)


def read_lines(source: str) -> list[Any] | None:
    """Read a file with a value on each line, as databases export it; None for another file."""
    lines = [line for line in source.splitlines() if line.strip()]
    if len(lines) < 2 or not all(line.lstrip().startswith(("{", "[")) for line in lines):
        return None
    values = []
    for line in lines:
        try:
            values.append(parse(line))
        except (json.JSONDecodeError, RecursionError):
            values.append(line)
    return values if any(isinstance(value, (dict, list)) for value in values) else None


def salvage(source: str) -> list[Any]:
    """Return the objects with an address that can be read in a file which is not JSON as a whole.

    A file that is cut off ends within an object, and a fault spoils only the object around it.
    """
    decoder = json.JSONDecoder(strict=False, parse_int=_number)
    found: list[Any] = []
    budget = 40 * len(source)
    start = 0
    while budget > 0:
        at = _OBJECT.search(source, start)
        if not at:
            break
        start = at.start()
        try:
            value, end = decoder.raw_decode(source, start)
        except json.JSONDecodeError as error:
            budget -= error.pos - start + error.pos // 8  # it counts the lines above
            start += 1
            continue
        except RecursionError:
            break
        budget -= end - start
        start = end
        if isinstance(value, dict):
            found.append(value)
    return found


def address_of(row: Row) -> Any:
    """Return what stands in the place of a link's address; "" for nothing."""
    for key in URLS:
        value = row.get(key)
        if value:
            return value
    for key in _LISTS_OF_URLS:
        values = row.get(key)
        for each in values if isinstance(values, list) else ():
            if isinstance(each, dict) and each.get("href"):
                return each["href"]
    return ""


def lowered(row: Row) -> Row:
    """Return an object with its keys in lower case: `URL` is `url`."""
    if all(key.islower() for key in row):
        return row
    return {key.lower(): value for key, value in row.items()}


def find_links(value: Any, name: str) -> list[Node]:
    """Return the links of a file, and what stands among them and is none, in their order.

    Raises `BrokenFileError` for a file that has no list of links.
    """
    has_list = isinstance(value, list) or (isinstance(value, dict) and _is_file_of_links(value))
    nodes = list(_walk(value)) if has_list else []
    if not has_list or (nodes and not any(map(_may_be_link, nodes))):
        raise not_links(value, name)
    return nodes


def not_links(value: Any, name: str) -> BrokenFileError:
    """Return the error of a file that is JSON and no list of links; it names what is in it."""
    first = value[0] if isinstance(value, list) and value else value
    what = ""
    if isinstance(first, dict) and first:
        keys = [f"`{line_of(key)[:30]}`" for key in list(first)[:5]]
        what = f" with the {'keys' if len(keys) > 1 else 'key'} {', '.join(keys)}"
    return BrokenFileError(
        f"{name} is JSON{what}, but not a list of links.",
        "Name its format if it is another.",
        code="other-format",
    )


def _is_file_of_links(value: Row) -> bool:
    row = lowered(value)
    return bool(_contents(row) or address_of(row)) or _is_map_of_titles(value)


def _is_map_of_titles(value: Row) -> bool:
    """Whether the keys are addresses: `{"https://example.org/": "A title"}`."""
    return bool(value) and all(map(is_address, value))


def _may_be_link(node: Node) -> bool:
    value = node.value
    return not isinstance(value, dict) or bool(address_of(value)) or has_address_key(value)


def has_address_key(row: Row) -> bool:
    """Whether a row has the key of an address, or Karakeep's `content`, with or without a value."""
    return "content" in row or any(key in row for key in URLS)


def _walk(value: Any) -> Iterator[Node]:
    stack = [(value, "", True)]
    while stack:
        node, folder, is_top = stack.pop()
        if isinstance(node, list) and (is_top or not _is_link(node)):
            stack += [(each, folder, False) for each in reversed(node)]
        elif not isinstance(node, dict):
            yield Node(node, folder)
        elif is_top and _is_map_of_titles(node):
            yield from (Node(_of_address(url, title), "") for url, title in node.items())
        else:
            row = lowered(node)
            has_address = bool(address_of(row))
            is_leaf = has_address and "children" not in row
            contents = [] if is_leaf else _contents(row)
            if has_address or not (is_top or contents or _is_folder(row)):
                yield Node(row, folder)
            inner = folder if is_top or has_address else _inner(folder, row)
            for each in reversed(contents):
                stack += [(part, inner, False) for part in reversed(each)]


def _of_address(url: str, content: Any) -> Any:
    """Return a link of a file whose keys are addresses: each has a title, or more."""
    return {**lowered(content), "url": url} if isinstance(content, dict) else [url, content]


def _is_link(values: list[Any]) -> bool:
    """Whether a list is an address with its title, and not a list of links."""
    words = [each for each in values if isinstance(each, str)]
    return sum(map(is_address, words)) <= 1 and not any(
        isinstance(each, (dict, list)) and each for each in values
    )


def _contents(row: Row) -> list[list[Any]]:
    """Return the lists of a folder, or of a whole file, that hold links or folders."""
    roots = row.get("roots")
    if isinstance(roots, dict):  # Chrome: {"roots": {"bookmark_bar": {"children": […]}, …}}
        kept = [root for key, root in roots.items() if key.lower() not in _ROOTS_THAT_DOUBLE]
        return [root["children"] for root in kept if _has_children(root)]
    if str(row.get("root", "")).lower() in _ROOTS_THAT_DOUBLE:
        return []
    return [row[key] for key in CONTAINERS if isinstance(row.get(key), list)]


def _has_children(root: Any) -> bool:
    return isinstance(root, dict) and isinstance(root.get("children"), list)


def _is_folder(row: Row) -> bool:
    """Whether a row is an empty folder, or a line between links."""
    kind = str(row.get("type", "")).lower()
    return kind.endswith(("folder", "container", "separator")) or row.get("typecode") in {2, 3}


def _inner(folder: str, row: Row) -> str:
    """Return the path of a folder in another one; those that every browser has say nothing."""
    if "root" in row:  # Firefox: {"title": "menu", "root": "bookmarksMenuFolder", …}
        return folder
    name = line_of(row.get("title") or row.get("name"))
    return f"{folder}/{name}" if folder and name else folder or name
