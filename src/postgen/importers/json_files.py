"""JSON as link keepers export it: Pinboard, Karakeep, Omnivore, Linkwarden, Wallabag, ours.

They differ in where the list of links is, in how folders are written, and in the names of the
fields.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from postgen.importers import json_trees
from postgen.importers.fields import (
    BrokenFileError,
    Rejected,
    category,
    day,
    is_address,
    line_of,
    link,
    tags,
    text,
)
from postgen.importers.source import Confidence, Guess

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from postgen.importers.source import SourceFile
    from postgen.model import Link

    Row = Mapping[str, Any]

_KEYS = {
    "karakeep": {"bookmarks", "content"},
    "linkwarden": {"collections"},
    "pinboard": {"href", "description"},
    "omnivore": {"savedAt"},
    "wallabag": {"is_archived"},
}
"""Keys that only one program's export has, in the order in which they are tried."""

NAMES = (*_KEYS, "json")

FIELDS = {
    "title": ("title", "name", "customtitle", "description", "desc", "text"),
    "note": ("note", "notes", "extended", "description", "desc", "excerpt", "summary", "comment"),
    "category": ("category", "folder", "collection"),
    "tags": ("tags", "labels", "tag", "tag_names", "keywords"),
    "added": (
        "added", "time", "createdat", "created_at", "savedat", "saved_at", "created", "time_added",
        "date", "dateadded", "date_added", "date_published", "published", "timestamp",
    ),
    "image": ("image", "cover", "thumbnail"),
    "via": ("via",),
    "author": ("author", "byline"),
    "quote": ("quote", "quotation"),
}  # fmt: skip
"""What a field is called in lower case; of several, the first one that is not empty counts."""

_BEGINNING = re.compile(
    r"\s*(?:\[\s*[\[{\]\"]|\{\s*[\"}])"
)  # `[{`, `["`, `{"`, not Markdown's `[a`
_NOT_A_LINK = "it is not an object with a URL"
_MOST_MISSES = 300
_KEY = re.compile(r'"(\w+)"\s*:')  # `"href":`


def sniff(file: SourceFile) -> Guess | None:
    """Recognise an array or object of JSON, and its program by its keys."""
    if not _BEGINNING.match(file.text):
        return Guess("json", Confidence.FILE_NAME) if file.has_ending(".json") else None
    keys = set(_KEY.findall(file.text))
    for name, own_keys in _KEYS.items():
        if own_keys <= keys:
            return Guess(name, Confidence.SYNTAX)
    return Guess("json", Confidence.SYNTAX)


def read(file: SourceFile) -> Iterator[Link | Rejected]:
    """Read the links of a JSON file; of one that is broken, those that are whole.

    Raises `BrokenFileError` for one that is not JSON, or has no list of links.
    """
    lines = _LineFinder(file.text)
    value, fault = _parsed(file)
    for node, folder in _nodes(value, file.name):
        if isinstance(node, dict):
            row = json_trees.lowered(node)
            yield _link(row, folder, lines.line_of(row))
        else:
            yield _link_of_values(node, folder, lines)
    if fault:
        yield fault


def _parsed(file: SourceFile) -> tuple[Any, Rejected | None]:
    """Return the value of a file, and what of it could not be read."""
    source = file.text.lstrip("\ufeff")
    try:
        return json_trees.parse(source), None
    except RecursionError:
        raise BrokenFileError(
            f"{file.name} is nested too deeply to be a list of links.", "Export it again."
        ) from None
    except json.JSONDecodeError as error:
        fault = Rejected(error.lineno, "", f"it is not JSON: {error.msg.lower()}")
        rows = json_trees.read_lines(source)
        if rows is not None:  # a value on each line
            return rows, None
        rows = json_trees.salvage(source)
        if any(json_trees.address_of(json_trees.lowered(row)) for row in rows):
            return rows, fault
        raise BrokenFileError(
            f"{file.name}:{error.lineno} is not JSON: {error.msg.lower()}.",
            "Export it again; the file may be cut off.",
        ) from error


def _nodes(value: Any, name: str) -> Iterable[tuple[Any, str]]:
    """Return the elements of a file's lists of links, each with its folder."""
    if isinstance(value, dict):
        collections, bookmarks = value.get("collections"), value.get("bookmarks")
        if isinstance(collections, list):
            return _rows_of_collections(collections)
        if isinstance(bookmarks, list) and "lists" in value:  # Karakeep
            paths = _paths(value["lists"])
            return ((row, _folder_in_lists(row, paths)) for row in bookmarks)
    return json_trees.find_links(value, name)


def _rows_of_collections(collections: list[Any]) -> Iterator[tuple[Any, str]]:
    """Return Linkwarden's links: each of its collections has a list of them."""
    paths = _paths(collections)
    for collection in collections:
        if isinstance(collection, dict):
            folder = paths.get(collection.get("id"), text(collection.get("name")))
            yield from ((row, folder) for row in _list(collection.get("links")))


def _paths(folders: Any) -> dict[Any, str]:
    """Return the path of each folder by its id: the names of its parents before its own."""
    by_id: dict[Any, Row] = {}
    for folder in _list(folders):
        if isinstance(folder, dict) and _is_id(folder.get("id")):
            by_id[folder["id"]] = folder
    return {folder_id: _path(folder_id, by_id) for folder_id in by_id}


def _path(folder_id: Any, by_id: Mapping[Any, Row]) -> str:
    """Return the names of a folder and of those that it is in: `parentId` is the next one's id."""
    names: list[str] = []
    seen: set[Any] = set()
    while _is_id(folder_id) and folder_id in by_id:
        if folder_id in seen:  # a folder that is in itself
            break
        seen.add(folder_id)
        folder = by_id[folder_id]
        names.insert(0, text(folder.get("name")))
        folder_id = folder.get("parentId")
    return "/".join(filter(None, names))


def _folder_in_lists(row: Any, paths: Mapping[Any, str]) -> str:
    """Return the first of Karakeep's lists that a link is in.

    They are ids, names or objects with an id.
    """
    if not isinstance(row, dict):
        return ""
    for each in _list(row.get("lists")):
        list_id = each.get("id") if isinstance(each, dict) else each
        if not _is_id(list_id):
            continue
        if list_id in paths or isinstance(each, str):
            return paths.get(list_id, text(list_id))
    return ""


def _link_of_values(value: Any, folder: str, lines: _LineFinder) -> Link | Rejected:
    """Return the link of an address alone, or with its title: `["https://e.org/", "A title"]`."""
    values = value if isinstance(value, list) else [value]
    words = [each for each in values if isinstance(each, str)]
    url = next(filter(is_address, words), "")
    if not url:
        return Rejected(0, line_of(words[0] if words else value)[:80], _NOT_A_LINK)
    title = next((each for each in words if each != url), "")
    return link(url, title, line=lines.line_of_words(url), category=category(folder))


def _link(row: Row, folder: str, line: int) -> Link | Rejected:
    content = row.get("content")
    if isinstance(content, dict):  # Karakeep: {"title": "…", "content": {"type": "link", …}}
        kind = content.get("type", "link")
        if kind != "link":
            return Rejected(line, text(row.get("title")), f"it is not a link, but `{text(kind)}`")
        own_values = {key: value for key, value in row.items() if value}
        row = {**json_trees.lowered(content), **own_values}
    title, note = _title_and_note(row)
    folder_name = folder or text(_name(_first(row, "category")))
    return link(
        json_trees.address_of(row),
        title,
        line=line,
        note=note,
        category=category(folder_name),
        tags=_tags(row),
        added=day(_first(row, "added")),
        image=text(_first(row, "image")),
        via=_first(row, "via"),
        author=_name(_first(row, "author")),
        quote=text(_first(row, "quote")),
        others=_others(row.get("others")),
    )


def _title_and_note(row: Row) -> tuple[Any, Any]:
    """Return what is the title and what the note; a `description` is either."""
    title = _name(_first(row, "title"))
    note = _first(row, "note")
    is_pinboard = "href" in row and "title" not in row
    if is_pinboard:  # {"href": "…", "description": "The title", "extended": "The note"}
        return title, row.get("extended")
    has_title = bool(row.get("title") or row.get("name"))
    if note == title and not has_title:
        note = ""
    return title, note


def _tags(row: Row) -> tuple[str, ...]:
    """Read tags; Pinboard's are divided by spaces."""
    value = _first(row, "tags")
    if isinstance(value, str) and "href" in row:
        value = value.split()
    return tags(value)


def _others(values: Any) -> tuple[tuple[str, str], ...]:
    others = []
    for each in _list(values):
        if not isinstance(each, dict):
            continue
        found = link(each.get("url"), each.get("title"))
        if not isinstance(found, Rejected):
            others.append((found.title or found.url, found.url))
    return tuple(others)


def _first(row: Row, field: str) -> Any:
    """Return the first value that is not empty, of the keys that may hold a field of a link."""
    for key in FIELDS[field]:
        value = row.get(key)
        if value:
            return value
    return ""


def _name(value: Any) -> Any:
    """Return the name of a folder, which is a text or an object."""
    if isinstance(value, dict):  # `{"name": "Ada"}`, WordPress' `{"rendered": "A title"}`
        return value.get("name") or value.get("title") or value.get("rendered")
    return value


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _is_id(value: Any) -> bool:
    return isinstance(value, (str, int))


class _LineFinder:
    """Finds the lines of objects, in the order of the file, by their URL, title or id."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._position = 0
        self._line = 1
        self._misses = 0

    def line_of(self, row: Row) -> int:
        """Return the line of an object behind the last one.

        Lines count from 1; it is the last line if the object is not found.
        """
        url = json_trees.address_of(row)
        content = row.get("content")
        if not url and isinstance(content, dict):
            url = json_trees.address_of(json_trees.lowered(content))
        return self.line_of_words(url, _first(row, "title"), row.get("id"))

    def line_of_words(self, *words: Any) -> int:
        """Return the line of the first of several words that is found behind the last ones."""
        for word in words:
            for literal in _literals(word):
                start = -1
                if self._misses < _MOST_MISSES:  # each of them reads the rest of the file
                    start = self._source.find(literal, self._position)
                if start < 0:
                    self._misses += 1
                    continue
                self._line += self._source.count("\n", self._position, start)
                self._position = start + len(literal)
                return self._line
        return self._line


def _literals(word: Any) -> tuple[str, ...]:
    r"""Return the ways to write a word in JSON: as it is, `\/` for `/`, or in ASCII."""
    if not word or not isinstance(word, str):
        return ()
    plain = json.dumps(word, ensure_ascii=False)
    return tuple(dict.fromkeys((plain, plain.replace("/", "\\/"), json.dumps(word))))
