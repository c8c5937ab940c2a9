"""JSON as link keepers export it: Pinboard, Karakeep, Omnivore, Linkwarden, Wallabag, ours.

They differ in where the list of links is, in how folders are said, and in the names of the fields.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from postgen.errors import PostgenError
from postgen.importers.csv_files import NO_FOLDER
from postgen.importers.fields import Rejected, day, link, tags, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from postgen.model import Link

    Thing = Mapping[str, Any]

FIELDS = {
    "url": ("url", "href", "link", "uri"),
    "title": ("title", "name", "description"),
    "note": ("note", "notes", "extended", "description", "excerpt", "summary", "comment"),
    "category": ("category", "folder", "collection"),
    "tags": ("tags", "labels"),
    "added": (
        "added",
        "time",
        "createdAt",
        "created_at",
        "savedAt",
        "saved_at",
        "created",
        "time_added",
        "date",
    ),
    "image": ("image", "cover", "thumbnail"),
    "via": ("via",),
}
"""What a field is called, by what it holds; of several, the first that says something counts."""


class BrokenFileError(PostgenError):
    """A file is not what its format says."""


def read(source: str, name: str) -> Iterator[Link | Rejected]:
    """Read the links of a JSON file. Raises `BrokenFileError` for one that is no JSON, or holds no list of links."""
    try:
        held = json.loads(source.lstrip("\ufeff"))
    except RecursionError:
        raise BrokenFileError(
            f"{name} is nested too deeply to be a list of links.", "Export it again."
        ) from None
    except json.JSONDecodeError as error:
        raise BrokenFileError(
            f"{name}:{error.lineno} is not JSON: {error.msg.lower()}.",
            "Export it again; the file may be cut off.",
        ) from error
    places = _Places(source)
    for thing, folder in _things(held, name):
        if isinstance(thing, dict):
            yield _link(thing, folder, places.of(thing))
        else:
            yield Rejected(0, text(thing)[:80], "it is no object with a URL")


def _things(held: Any, name: str) -> Iterator[tuple[Any, str]]:
    """Give the objects of a file that are meant as links, each with its folder."""
    if isinstance(held, list):
        yield from ((thing, "") for thing in held)
        return
    if isinstance(held, dict):
        if isinstance(held.get("collections"), list):
            yield from _of_linkwarden(held["collections"])
            return
        for key in ("links", "items", "bookmarks"):
            if isinstance(held.get(key), list):
                paths = _paths(held.get("lists"))
                yield from ((thing, _in_lists(thing, paths)) for thing in held[key])
                return
    raise BrokenFileError(
        f"{name} is JSON, but no list of links.", "Name its --format if it is another."
    )


def _of_linkwarden(collections: list[Any]) -> Iterator[tuple[Any, str]]:
    paths = _paths(collections)
    for each in collections:
        if isinstance(each, dict):
            folder = paths.get(each.get("id"), text(each.get("name")))
            yield from ((thing, folder) for thing in _list(each.get("links")))


def _paths(folders: Any) -> dict[Any, str]:
    """Give the path of each folder by its id: its parents' names before its own."""
    known = {
        each["id"]: each
        for each in _list(folders)
        if isinstance(each, dict) and _is_key(each.get("id"))
    }
    paths: dict[Any, str] = {}
    for key in known:
        names: list[str] = []
        seen: set[Any] = set()
        at: Any = key
        while _is_key(at) and at in known and at not in seen:
            seen.add(at)
            names.insert(0, text(known[at].get("name")))
            at = known[at].get("parentId")
        paths[key] = "/".join(filter(None, names))
    return paths


def _in_lists(thing: Any, paths: Mapping[Any, str]) -> str:
    """Give the first of Karakeep's lists that a link is in: they are told by id, or as objects."""
    if not isinstance(thing, dict):
        return ""
    for each in _list(thing.get("lists")):
        key = each.get("id") if isinstance(each, dict) else each
        if _is_key(key) and (key in paths or isinstance(each, str)):
            return paths.get(key, text(key))
    return ""


def _link(thing: Thing, folder: str, line: int) -> Link | Rejected:
    content = thing.get("content")
    if isinstance(content, dict):  # Karakeep
        if content.get("type", "link") != "link":
            return Rejected(
                line, text(thing.get("title")), f"it is no link, but `{text(content.get('type'))}`"
            )
        thing = {**content, **{key: value for key, value in thing.items() if value}}
    title = _first(thing, "title")
    note = _first(thing, "note")
    if "href" in thing and "title" not in thing:  # Pinboard: `description` is the title
        note = thing.get("extended")
    elif note == title and not any(thing.get(key) for key in ("title", "name")):
        note = ""
    category = folder or text(_named(_first(thing, "category")))
    return link(
        _first(thing, "url"),
        title,
        line=line,
        note=note,
        category="" if category.lower() in NO_FOLDER else category,
        tags=_tags(thing),
        added=day(_first(thing, "added")),
        image=text(_first(thing, "image")),
        via=_first(thing, "via"),
        others=_others(thing.get("others")),
    )


def _tags(thing: Thing) -> tuple[str, ...]:
    said = _first(thing, "tags")
    return tags(said.split() if isinstance(said, str) and "href" in thing else said)


def _others(said: Any) -> tuple[tuple[str, str], ...]:
    found = (
        link(each.get("url"), each.get("title")) for each in _list(said) if isinstance(each, dict)
    )
    return tuple(
        (each.title or each.url, each.url) for each in found if not isinstance(each, Rejected)
    )


def _first(thing: Thing, what: str) -> Any:
    return next((thing[key] for key in FIELDS[what] if thing.get(key)), "")


def _named(value: Any) -> Any:
    return value.get("name") or value.get("title") if isinstance(value, dict) else value


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _is_key(value: Any) -> bool:
    return isinstance(value, (str, int))


class _Places:
    """Finds the lines of objects, which come in the order of the file, by the URL or the title that they show."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._line = 1

    def of(self, thing: Thing) -> int:
        content = thing.get("content")
        url = _first(thing, "url") or (_first(content, "url") if isinstance(content, dict) else "")
        for word in (url, _first(thing, "title"), thing.get("id")):
            for spelled in _spellings(word):
                found = self._source.find(spelled, self._at)
                if found >= 0:
                    self._line += self._source.count("\n", self._at, found)
                    self._at = found + len(spelled)
                    return self._line
        return self._line


def _spellings(word: Any) -> tuple[str, ...]:
    if not word or not isinstance(word, str):
        return ()
    plain = json.dumps(word, ensure_ascii=False)
    return tuple(dict.fromkeys((plain, plain.replace("/", "\\/"), json.dumps(word))))
