"""The backlog as a person goes through it: its sections, what a row says, what is known of links.

An item is named by a key that is made from its Markdown: one that nobody has touched has the same
key, wherever it stands. Nothing is read of items whose rows are not asked for, so that ten thousand
are as quick as ten.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
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
    times: Counter[str] = Counter()
    found = []
    for section in backlog.sections:
        keys = []
        for source in backlog.sources(section):
            key = digest(source, 9).hex()
            keys.append(f"{key}-{times[key]}" if times[key] else key)
            times[key] += 1
        if section.name or keys:
            found.append(Group(section.name, tuple(keys)))
    return found


def row_of(entry: Entry, today: date) -> Row:
    """Return what the row of an item says."""
    url = next(filter(is_web_address, entry.urls), "")
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


def marks(site: Site, path: Path, urls: Iterable[str]) -> dict[str, list[Mark]]:
    """Return what is known of links: where they were published, and how they were found last.

    `path` is the backlog. Raises `UnreadableError`.
    """
    from postgen.commands import link_history
    from postgen.commands.known_links import find_in_posts
    from postgen.files import store

    wanted = list(dict.fromkeys(urls))
    found: dict[str, list[Mark]] = {}
    for url, refusal in find_in_posts(site, path, wanted, (), store.read).items():
        found.setdefault(url, []).append(Mark("known", refusal.reason, refusal.where))
    records = link_history.load(site)
    for url in wanted:
        record = records.get(url)
        if record and record.verdict != "ok":
            found.setdefault(url, []).append(_health(record))
    return found


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
