"""The backlog as a person goes through it: its sections, what a row says, what is known of links.

An item is named by a key that is made from its Markdown: one that nobody has touched has the same
key, wherever it stands. Nothing is read of items whose rows are not asked for, so that ten thousand
are as quick as ten.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from postgen.backlog.ids import digest
from postgen.page.titles_from_urls import host_of
from postgen.text.clean import clean
from postgen.text.words import same_name_key
from postgen.urls.bare import is_web_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from postgen.backlog import Backlog, Entry
    from postgen.links.model import Record
    from postgen.site import Site

LONGEST = 600
"""Characters of a title, a note or a quotation that a row shows."""


class Group(NamedTuple):
    """A section of the backlog: its name and the keys of its items."""

    name: str
    keys: tuple[str, ...]


class Row(NamedTuple):
    """What a row says: plain text, without control characters, and no more of it than is shown.

    `url` is empty unless it is a web address. `age` is in days, None where the day is not known;
    `links` is the number of links that the item has. `is_prose` says that it does not begin with
    one.
    """

    title: str
    url: str
    host: str
    note: str
    quote: str
    tags: tuple[str, ...]
    added: str
    age: int | None
    links: int
    is_prose: bool


class Mark(NamedTuple):
    """What is known of a link: `kind` is "known" or the verdict of its last check."""

    kind: str
    text: str
    where: str = ""


def groups(backlog: Backlog) -> list[Group]:
    """Return the sections in their order, without an empty one above the first heading."""
    times: dict[str, int] = {}
    found = []
    for section in backlog.sections:
        keys = []
        for source in backlog.sources(section):
            key = _key(source)
            before = times.get(key, 0)
            keys.append(f"{key}-{before}" if before else key)
            times[key] = before + 1
        if section.name or keys:
            found.append(Group(section.name, tuple(keys)))
    return found


@lru_cache(1 << 16)
def _key(source: str) -> str:
    return digest(source, 9).hex()


def row_of(entry: Entry, today: date) -> Row:
    """Return what the row of an item says."""
    url = url_of(entry)
    return Row(
        _shown(entry.title),
        url,
        clean(host_of(url)),
        _shown(entry.note),
        _shown(entry.quote),
        tuple(map(_shown, entry.metadata.tags)),
        entry.metadata.added,
        _age(entry.metadata.added, today),
        len(entry.urls),
        not entry.starts_with_link,
    )


def url_of(entry: Entry) -> str:
    """Return the first web address of an item, or ""."""
    return next(filter(is_web_address, entry.urls), "")


def matching(backlog: Backlog, words: str) -> set[int]:
    """Return the places of the items that have all words in title, note, addresses or tags."""
    wanted = same_name_key(words).split()
    found = set()
    for place, entry in enumerate(backlog.all_entries()):
        tags = " ".join(entry.metadata.tags)
        text = same_name_key(f"{entry.title} {entry.note} {' '.join(entry.urls)} {tags}")
        if all(word in text for word in wanted):
            found.add(place)
    return found


def published(site: Site, path: Path, urls: Sequence[str]) -> dict[str, Mark]:
    """Return where links were published, of those that were; `path` is the backlog.

    Raises `UnreadableError`.
    """
    from postgen.commands.known_links import find_in_posts
    from postgen.files import store

    found = find_in_posts(site, path, urls, (), store.read)
    return {url: Mark("known", each.reason, each.where) for url, each in found.items()}


def stamp_of_posts(site: Site, path: Path) -> object:
    """Return what is another where a post or a draft has changed; `path` is the backlog."""
    from postgen.commands.known_links import counted_posts
    from postgen.search.freshness import stamps

    return stamps(counted_posts(site, path))


def health(site: Site, urls: Iterable[str]) -> dict[str, Mark]:
    """Return how links were found the last time, of those that are not as they should be."""
    from postgen.commands import link_history

    records = link_history.load(site)
    known = ((url, records.get(url)) for url in urls)
    return {url: _health(record) for url, record in known if record and record.verdict != "ok"}


def _health(record: Record) -> Mark:
    parts = [record.verdict, *([f"to {record.to}"] if record.to else [])]
    return Mark(record.verdict, clean(" ".join(parts)), clean(record.reason))


def _age(added: str, today: date) -> int | None:
    try:
        return max(0, (today - date.fromisoformat(added)).days)
    except ValueError:
        return None


def _shown(text: str) -> str:
    text = clean(text)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def places_of(found: Sequence[Group]) -> Mapping[str, int]:
    """Return the place of each item in the backlog, by its key, counted from 0."""
    keys = [key for group in found for key in group.keys]
    return {key: place for place, key in enumerate(keys)}
