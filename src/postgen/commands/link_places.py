"""The outside links of a site's files, each address once, with its places."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from postgen.files import cache, store
from postgen.jekyll.file_names import parse_name
from postgen.links.model import Known

if TYPE_CHECKING:
    from datetime import date

    from postgen.links.find import Links
    from postgen.site import Site


class Spot(NamedTuple):
    """A place of a link: its file, and its line, from 1."""

    path: Path
    line: int


class Linked(NamedTuple):
    """A link of a site: what is known of it, how it is written, and where.

    `addresses` are its spellings in the text; `is_copy` says that they are those of a copy in an
    archive.
    """

    known: Known
    spots: tuple[Spot, ...]
    addresses: tuple[str, ...]
    is_copy: bool = False


def day_of(path: Path) -> date | None:
    """Return the day of a post by its file's name; None for other files."""
    named = parse_name(path.name)
    return named.day if named else None


def read(site: Site, paths: Iterable[Path]) -> list[Linked]:
    """Return the outside links of files, each page once, those of the newest posts first.

    Raises `UnreadableError`.
    """
    cached = _Cache(site)
    groups: dict[str, _Group] = {}
    for path in sorted(dict.fromkeys(paths), key=_newest_first):
        for key, url, lines, titles, language in cached.links_of(path):
            group = groups.setdefault(key, _Group())
            group.add(url, path, lines, titles, language)
    cached.save()
    return [group.linked(is_copy=key.startswith("copy ")) for key, group in groups.items()]


def _newest_first(path: Path) -> tuple[int, str]:
    day = day_of(path)
    return (-day.toordinal() if day else 1, str(path))


def _key(url: str) -> str:
    """Return what the spellings of an address have in common that are asked for once.

    `http:` is another question than `https:`, and a copy another one than its original.
    """
    from postgen.urls.canonical import canonical
    from postgen.urls.redirects import original_in

    if original_in(url):
        return f"copy {url}"
    scheme = urlsplit(url).scheme.lower() if "[" not in url else ""
    return f"{scheme} {canonical(url)}"


class _Group:
    """What is known of one address while the files are read."""

    def __init__(self) -> None:
        self.urls: dict[str, None] = {}
        self.spots: dict[Spot, None] = {}
        self.titles: dict[str, None] = {}
        self.language = ""

    def add(
        self, url: str, path: Path, lines: Sequence[int], titles: Sequence[str], language: str
    ) -> None:
        self.urls[url] = None
        self.spots |= dict.fromkeys(Spot(path, line) for line in lines)
        self.titles |= dict.fromkeys(titles)
        self.language = self.language or language

    def _paths(self) -> Iterable[Path]:
        return (spot.path for spot in self.spots)

    def linked(self, *, is_copy: bool) -> Linked:
        url = next((each for each in self.urls if "#" in each), next(iter(self.urls)))
        known = Known(url, tuple(self.titles), self.language)
        spots = list(self.spots)
        if len(spots) > 1:
            order = {path: number for number, path in enumerate(dict.fromkeys(self._paths()))}
            spots.sort(key=lambda spot: (order[spot.path], spot.line))
        return Linked(known, tuple(spots), tuple(self.urls), is_copy)


_Row = tuple[str, str, Sequence[int], Sequence[str], str]


class _Cache:
    """The links of files as they were read before, while the files are the same."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._name = f"links-of-{cache.hash_of(str(site.root)):08x}.json"
        self._files = _loaded(self._name)
        self._is_new = False

    def links_of(self, path: Path) -> list[_Row]:
        """Return the addresses of a file: key, address, lines, titles, and the language of each."""
        stamp = list(store.stamp(path))
        key = str(path)
        entry = self._files.get(key)
        if entry and entry[0] == stamp:
            return entry[1]  # type: ignore[no-any-return]
        rows = _rows(read_file(self._site, path, store.read(path)))
        self._files[key] = [stamp, rows]
        self._is_new = True
        return rows

    def save(self) -> None:
        """Keep what was read."""
        if self._is_new:
            there = {path: entry for path, entry in self._files.items() if Path(path).exists()}
            cache.keep(self._name, json.dumps([_VERSION, there], ensure_ascii=False))


_VERSION = "2"


def _loaded(name: str) -> dict[str, Any]:
    try:
        version, files = json.loads(cache.kept(name) or "")
    except (ValueError, TypeError):
        return {}
    return files if version == _VERSION and isinstance(files, dict) else {}


def read_file(site: Site, path: Path, text: str) -> Links:
    """Return the outside links of a file, with their places in its text."""
    from postgen.links import find

    return find.read(text, is_markdown=path.suffix.lower() in site.extensions)


def _rows(links: Links) -> list[_Row]:
    rows: dict[str, list[int]] = {}
    for link in links.links:
        rows.setdefault(link.url, []).append(link.line)
    return [
        (_key(url), url, lines, list(links.titles.get(url, ())), links.language)
        for url, lines in rows.items()
    ]
