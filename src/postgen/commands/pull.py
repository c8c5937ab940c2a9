"""`postgen pull`: new entries of the site's feeds into the backlog, each once ever.

What was pulled is remembered in `_feeds.json` beside `_config.yml`, which is committed with the site: an entry that
was dropped from the backlog does not come back, on another machine neither. What the servers said of a feed's age
stands there too, so that the file, the backlog and what is asked of a server can never disagree: they are written,
undone and checked out together.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from postgen.commands import Result
from postgen.commands.links import clean_url, known_links
from postgen.errors import PostgenError, UsageError
from postgen.files import store
from postgen.files.store import Change
from postgen.model import Link
from postgen.page import feeds
from postgen.urls.canonical import canonical

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path
    from threading import Thread

    from postgen.page.feeds import Entry, Subscription
    from postgen.site import Site
    from postgen.web.download import Download

MEMORY = "_feeds.json"
"""The file that remembers; its name begins with what Jekyll passes over."""

KEPT = 1000
"""So many entries of a feed are remembered after they have left it: feeds show old ones again."""

NOTE_LENGTH = 160
"""Characters of an entry's summary that become the note of its link."""


class NoFeedsError(PostgenError):
    """The site follows no feeds, or none of a category."""


class UnreadableMemoryError(PostgenError):
    """The file that remembers what was pulled cannot be read."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What one feed gave: its entries, or why there are none in `problem`."""

    feed: Subscription
    entries: tuple[Entry, ...] = ()
    is_unchanged: bool = False
    problem: str = ""
    etag: str = ""
    modified: str = ""


@dataclass(slots=True)
class Memory:
    """What is remembered of one feed: its validators, and the keys of its entries in the order they came."""

    etag: str = ""
    modified: str = ""
    seen: list[str] = field(default_factory=list)


def subscriptions(site: Site, categories: Sequence[str] = ()) -> list[Subscription]:
    """Give the feeds that the site follows, or those of some categories. Raises `NoFeedsError`, `SettingError`."""
    from postgen.backlog import fold

    every = feeds.subscriptions(site.settings.feeds, site.config_name)
    wanted = {fold(name) for name in categories}
    found = [each for each in every if not wanted or fold(each.category) in wanted]
    if not every:
        raise NoFeedsError(
            "The site follows no feeds.",
            f"List them in {site.config_name}, under `postgen: feeds:`, as `- https://example.org/feed.xml`.",
        )
    if not found:
        raise NoFeedsError(
            f"No feed has the category `{categories[0]}`.",
            f"There are {', '.join(sorted({f'`{each.category}`' for each in every}))}.",
        )
    return found


# Fetching


def fetch(
    site: Site,
    wanted: Sequence[Subscription],
    known: Mapping[str, Memory] | None = None,
    on_done: Callable[[str], object] | None = None,
) -> list[Fetched]:
    """Get feeds, many at once; one that fails says so and stops no other.

    With `known`, a feed that has not changed since is not sent again. `on_done` gets each address as it is done.
    Feeds that are no addresses of the web are files, from the site's folder.
    """
    read: dict[str, Fetched] = {}
    remote = {each.url: each for each in wanted if "://" in each.url}
    for each in wanted:
        if each.url not in remote:
            read[each.url] = _from_file(site, each)
    if remote:
        from postgen.web import download

        memories = known or {}
        requests = [
            download.Request(url, memory.etag, memory.modified)
            for url in remote
            for memory in (memories.get(url, Memory()),)
        ]

        def take(answer: Download) -> None:
            read[answer.url] = _read(remote[answer.url], answer)
            if on_done:
                on_done(answer.url)

        early = _import_early()
        for answer in download.get_all(requests, on_done=take):
            if answer.url not in read:  # offline nothing is done
                take(answer)
        early.join()
    return [read[each.url] for each in wanted]


def _import_early() -> Thread:
    """Import feedparser while the network is waited for: it takes as long as a request."""
    from importlib import import_module
    from threading import Thread

    thread = Thread(target=import_module, args=("feedparser",), daemon=True)
    thread.start()
    return thread


def _from_file(site: Site, feed: Subscription) -> Fetched:
    try:
        body = store.read(site.root / feed.url).encode(errors="surrogateescape")
        return Fetched(feed, tuple(feeds.parse(body, url=feed.url)))
    except PostgenError as error:
        return Fetched(feed, problem=_told(error))


def _read(feed: Subscription, answer: Download) -> Fetched:
    if answer.failure:
        return Fetched(feed, problem=f"{feed.url}: {answer.failure}.")
    etag, modified = answer.headers.get("etag", ""), answer.headers.get("last-modified", "")
    if answer.is_unchanged:
        return Fetched(feed, is_unchanged=True, etag=etag, modified=modified)
    try:
        url = answer.final_url or feed.url
        entries = feeds.parse(
            answer.body, url=url, content_type=answer.headers.get("content-type", "")
        )
    except PostgenError as error:
        return Fetched(feed, problem=_told(error))
    return Fetched(feed, tuple(entries), etag=etag, modified=modified)


def _told(error: PostgenError) -> str:
    return f"{error.message} {error.hint}".strip()


# Filing


def file(site: Site, path: Path, fetched: Sequence[Fetched], now: str, since: str = "") -> Result:
    """File the new entries of feeds in the backlog at `path`: those of each feed under its category, oldest first.

    `now` and `since` are days, `YYYY-MM-DD`: entries dated before `since` are passed over, for good.
    """
    memory_path = site.root / MEMORY
    old = store.read(memory_path) if memory_path.exists() else None
    memories = load_memory(old or "", memory_path.name)
    passed = {key for memory in memories.values() for key in memory.seen}
    links: list[Link] = []
    told: list[dict[str, Any]] = []
    for each in fetched:
        memory = memories.get(each.feed.url, Memory())
        fresh = _fresh(each, passed, set(memory.seen), since)
        links += [_link(each.feed, entry, now) for entry in fresh]
        if not each.problem:
            _remember(memories.setdefault(each.feed.url, memory), each)
        told.append(_about(each, len(fresh)))
    known = known_links(site, path, [link.url for link in links])
    added, change, unfit = _filed(site, path, [link for link in links if link.url not in known])
    noted = dump_memory(memories)
    if noted != (old or dump_memory({})):
        change = [*change, Change(memory_path, old, noted)]
    problems = [each.problem for each in fetched if each.problem]
    problems += [f"{link.url} cannot be filed so that Jekyll would show it." for link in unfit]
    return Result(
        changes=tuple(change),
        lines=(site.display_path(path),) if added else (),
        notes=(*_notes(fetched, added, known), *problems),
        data={
            "path": site.display_path(path),
            "added": [link.to_json() for link in added],
            "known": [
                {"url": each.url, "reason": each.reason, "where": each.where}
                for each in known.values()
            ],
            "feeds": told,
        },
        message=f"Pull {_count(len(added), 'link')} from feeds"
        if added
        else "Note the feeds' state",
        failed=len(problems),
    )


def _filed(
    site: Site, path: Path, links: Sequence[Link]
) -> tuple[list[Link], list[Change], Sequence[Link]]:
    """Put links into the backlog, all in one edit; give those with their sections, the change, and what did not fit."""
    if not links:
        return [], [], ()
    from postgen.backlog import UNSORTED, Backlog
    from postgen.backlog.edit import add

    text = store.read(path)
    held = Backlog(text)
    sections = {
        name: held.match_category(name or UNSORTED)
        for name in dict.fromkeys(link.category for link in links)
    }
    named = {
        name: section.name if section else name or UNSORTED for name, section in sections.items()
    }
    wanted = [replace(link, category=named[link.category]) for link in links]
    filed = add(text, wanted, stamped=site.settings.backlog.stamp)
    added = [link for link in wanted if link not in filed.unfit]
    return added, [Change(path, text, filed.text)] if added else [], filed.unfit


def _fresh(fetched: Fetched, passed: set[str], own: set[str], since: str) -> list[Entry]:
    """Give the entries that never came before, the oldest first; from now on they have.

    An address is known when any feed gave it, an id when this one did (`own`): ids such as `1` are no feed's alone.
    """
    fresh = []
    for entry in reversed(feeds.newest_first(fetched.entries)):
        key = canonical(entry.url)
        is_old = bool(since and entry.date and f"{entry.date:%Y-%m-%d}" < since)
        if not is_old and key not in passed and entry.id not in own and _address(entry):
            fresh.append(entry)
        passed.add(key)
        own.add(entry.id or key)
    return fresh


def _keys(entry: Entry) -> list[str]:
    """Give what an entry is known by: its address, and the id that its feed gave it."""
    return list(dict.fromkeys(key for key in (canonical(entry.url), entry.id) if key))


def _address(entry: Entry) -> str:
    try:
        return clean_url(entry.url)
    except UsageError:
        return ""


def _link(feed: Subscription, entry: Entry, added: str) -> Link:
    return Link(
        url=_address(entry),
        title=entry.title,
        note=feeds.shorten(entry.summary, NOTE_LENGTH),
        category=feed.category,
        tags=feed.tags,
        via=feed.title or entry.source,
        image=entry.image,
        added=added,
    )


def _remember(memory: Memory, fetched: Fetched) -> None:
    if fetched.is_unchanged:
        memory.etag = fetched.etag or memory.etag
        memory.modified = fetched.modified or memory.modified
        return
    memory.etag, memory.modified = fetched.etag, fetched.modified
    present = dict.fromkeys(key for entry in fetched.entries for key in _keys(entry))
    gone = [key for key in memory.seen if key not in present]
    already = [key for key in memory.seen if key in present]
    memory.seen = [*gone[-KEPT:], *already, *(key for key in present if key not in set(already))]


def _about(fetched: Fetched, fresh: int) -> dict[str, Any]:
    return {
        "url": fetched.feed.url,
        "entries": len(fetched.entries),
        "new": fresh,
        "unchanged": fetched.is_unchanged,
        "problem": fetched.problem,
    }


def _notes(
    fetched: Sequence[Fetched], links: Sequence[Link], known: Mapping[str, object]
) -> list[str]:
    read = sum(not each.problem for each in fetched)
    added = Counter(link.category for link in links)
    notes = [f"{_count(added.total(), 'new link')} from {_count(read, 'feed')}."]
    notes += [f"  {number} under `{name}`" for name, number in added.items()]
    if known:
        notes.append(
            f"{_count(len(known), 'entry', 'entries')} left out: linked in the backlog or in a post already."
        )
    return notes


def _count(number: int, thing: str, things: str = "") -> str:
    return f"{number} {thing if number == 1 else things or f'{thing}s'}"


# Remembering


def load_memory(text: str, name: str) -> dict[str, Memory]:
    """Read what is remembered of each feed, by its address. Raises `UnreadableMemoryError` for what cannot be read."""
    if not text.strip():
        return {}
    try:
        read = json.loads(text)
        return {
            str(url): Memory(
                str(each["etag"]), str(each["modified"]), [str(key) for key in each["seen"]]
            )
            for url, each in read.items()
        }
    except json.JSONDecodeError as error:
        raise UnreadableMemoryError(
            f"{name}:{error.lineno}: This is not valid JSON.", _MEND
        ) from error
    except (AttributeError, KeyError, TypeError) as error:
        raise UnreadableMemoryError(f"{name} does not say what was pulled.", _MEND) from error


_MEND = "Mend it, or delete it: what you dropped from the backlog since may come once more."


def dump_memory(memories: Mapping[str, Memory]) -> str:
    """Write what is remembered, a line an entry, so that two machines' files merge."""
    value = {
        url: {"etag": memory.etag, "modified": memory.modified, "seen": memory.seen}
        for url, memory in sorted(memories.items())
    }
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def remembered(site: Site) -> dict[str, Memory]:
    """Read what the site remembers."""
    path = site.root / MEMORY
    return load_memory(store.read(path), path.name) if path.exists() else {}
