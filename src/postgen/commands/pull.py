"""`postgen pull`: add new entries of the site's feeds to the backlog, each only once.

What was pulled is noted in `_feeds.json` beside `_config.yml`, which is committed with the site: an
entry that was dropped from the backlog does not come back, not on another machine either. The
validators of each feed (RFC 9110, 8.8) are in the same file, so that they and the backlog can never
disagree: they are written, undone and checked out together.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from postgen.commands import Note, Result, note
from postgen.commands.issue_form import with_form
from postgen.commands.known_links import clean_url, credential_notes, image_notes, known_links
from postgen.commands.pull_memory import (
    KEPT,
    MEMORY,
    Memory,
    UnreadableMemoryError,
    dump_memory,
    load_memory,
    remembered,
)
from postgen.errors import PostgenError, UsageError
from postgen.files import store
from postgen.files.store import Change
from postgen.model import Link
from postgen.page import feeds
from postgen.urls.canonical import canonical
from postgen.urls.parts import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import tzinfo
    from pathlib import Path
    from threading import Thread

    from postgen.page.feeds import Entry, Subscription
    from postgen.site import Site
    from postgen.web.download import Download

__all__ = [
    "KEPT", "MEMORY", "Fetched", "Memory", "NoFeedsError", "UnreadableMemoryError", "dump_memory",
    "fetch", "file", "load_memory", "remembered", "subscriptions",
]  # fmt: skip

NOTE_LENGTH = 160
"""Most characters of a link's note, which is made from the entry's summary."""


class NoFeedsError(PostgenError):
    """The site follows no feeds, or none of a category."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """The entries of one feed, or in `problem` why there are none.

    `unusable` are the titles of entries without a web address; `named` is the feed that a page
    names.
    """

    feed: Subscription
    entries: tuple[Entry, ...] = ()
    unusable: tuple[str, ...] = ()
    is_cut: bool = False
    is_unchanged: bool = False
    problem: str = ""
    etag: str = ""
    modified: str = ""
    named: str = ""


def subscriptions(site: Site, categories: Sequence[str] = ()) -> list[Subscription]:
    """Return the feeds that the site follows, or those of some categories.

    Raises `NoFeedsError` for none, `SettingError` for a configuration that cannot be read.
    """
    from postgen.backlog import fold

    followed = feeds.subscriptions(site.settings.feeds, site.config_name)
    if not followed:
        raise NoFeedsError(
            "The site follows no feeds.",
            f"List them in {site.config_name}, under `postgen: feeds:`, "
            "as `- https://example.org/feed.xml`.",
        )
    if not categories:
        return followed
    names = {fold(name) for name in categories}
    found = [feed for feed in followed if fold(feed.category) in names]
    if not found:
        existing = sorted({f"`{feed.category}`" for feed in followed})
        raise NoFeedsError(
            f"No feed has the category `{categories[0]}`.", f"There are {', '.join(existing)}."
        )
    return found


# Fetching


def fetch(
    site: Site,
    wanted: Sequence[Subscription],
    known: Mapping[str, Memory] | None = None,
    on_done: Callable[[str], object] | None = None,
) -> list[Fetched]:
    """Fetch feeds, many at once; one that fails has its `problem`, and stops no other.

    With `known`, a feed that has not changed since is not sent again. `on_done` is called with each
    address when it is done. A feed that is not a web address is a file, its path from the site's
    folder.
    """
    fetched: dict[str, Fetched] = {}
    remote: dict[str, Subscription] = {}
    for feed in wanted:
        if "://" in feed.url:
            remote[feed.url] = feed
        else:
            fetched[feed.url] = _from_file(site, feed)
    if remote:
        fetched |= _download(remote, known or {}, on_done)
    return [fetched[feed.url] for feed in wanted]


def _download(
    remote: Mapping[str, Subscription],
    known: Mapping[str, Memory],
    on_done: Callable[[str], object] | None,
) -> dict[str, Fetched]:
    """Download feeds and parse each as it arrives; return them by address."""
    from postgen.web import download

    fetched: dict[str, Fetched] = {}

    def take(answer: Download) -> None:
        fetched[answer.url] = _parsed(remote[answer.url], answer)
        if on_done:
            on_done(answer.url)

    requests = []
    for url in remote:
        memory = known.get(url, Memory())
        requests.append(download.Request(url, memory.etag, memory.modified))
    importing = _import_feedparser()
    for answer in download.get_all(requests, on_done=take):
        if answer.url not in fetched:  # offline, `take` is not called
            take(answer)
    importing.join()
    return fetched


def _import_feedparser() -> Thread:
    """Import feedparser while the network is waited for: it takes as long as a request."""
    from importlib import import_module
    from threading import Thread

    thread = Thread(target=import_module, args=("feedparser",), daemon=True)
    thread.start()
    return thread


def _from_file(site: Site, feed: Subscription) -> Fetched:
    try:
        body = store.read_bytes(site.root / feed.url)
        content = feeds.read(body, url=feed.url)
        return Fetched(feed, content.entries, content.unusable, content.is_cut)
    except PostgenError as error:
        return Fetched(feed, problem=_in_words(error), named=error.data.get("named", ""))


def _parsed(feed: Subscription, answer: Download) -> Fetched:
    """Return the entries of a feed that was downloaded, or why there are none."""
    if answer.failure:
        return Fetched(feed, problem=f"{feed.url}: {answer.failure}.")
    etag = answer.headers.get("etag", "")
    modified = answer.headers.get("last-modified", "")
    if answer.is_unchanged:
        return Fetched(feed, is_unchanged=True, etag=etag, modified=modified)
    url = answer.final_url or feed.url
    content_type = answer.headers.get("content-type", "")
    try:
        content = feeds.read(answer.body, url=url, content_type=content_type)
    except PostgenError as error:
        return Fetched(feed, problem=_in_words(error), named=error.data.get("named", ""))
    return Fetched(
        feed,
        content.entries,
        content.unusable,
        content.is_cut,
        etag=etag,
        modified=modified,
    )


def _in_words(error: PostgenError) -> str:
    return f"{error.message} {error.hint}".strip()


# Adding to the backlog


def file(site: Site, path: Path, fetched: Sequence[Fetched], now: str, since: str = "") -> Result:
    """Add new entries to the backlog at `path`, under the categories of their feeds, oldest first.

    `now` and `since` are days, `YYYY-MM-DD`: entries dated before `since` are passed over, and
    never come again. Raises `UnreadableMemoryError`.
    """
    memory_path = site.root / MEMORY
    old = store.read(memory_path) if memory_path.exists() else None
    memories = load_memory(old or "", memory_path.name)
    links, reports = _new_links(site, fetched, memories, now, since)
    known = known_links(site, path, [link.url for link in links])
    unknown = [link for link in links if link.url not in known]
    added, changes, unfit, category_notes = _add(site, path, unknown)
    new = dump_memory(memories)
    is_empty = not old and new == dump_memory({})
    if new != old and not is_empty:
        changes.append(Change(memory_path, old, new))
    problems = [each.problem for each in fetched if each.problem]
    problems += [
        f"{link.url} cannot be added to the backlog so that Jekyll would show it." for link in unfit
    ]
    notes = _notes(fetched, added, known) + category_notes
    notes += [note("problem", text=each) for each in problems]
    shown = site.display_path(path)
    result = Result(
        changes=tuple(changes),
        paths=(shown,) if added else (),
        notes=tuple(notes),
        data={
            "path": shown,
            "added": [link.to_json() for link in added],
            "known": [
                {"url": each.url, "reason": each.reason, "where": each.where}
                for each in known.values()
            ],
            "feeds": reports,
        },
        summary=note("pull", count=len(added)) if added else note("pull-state"),
        failed=len(problems),
    )
    return with_form(site, path, result)


def _new_links(
    site: Site, fetched: Sequence[Fetched], memories: dict[str, Memory], now: str, since: str
) -> tuple[list[Link], list[dict[str, Any]]]:
    """Return the links of entries that never came before, and a report on each feed.

    The entries of all feeds that could be read are noted in `memories`.
    """
    seen = {key for memory in memories.values() for key in memory.seen}
    links: list[Link] = []
    reports: list[dict[str, Any]] = []
    for each in fetched:
        memory = memories.get(each.feed.url, Memory())
        new = [
            entry
            for entry in _unseen(each, seen, set(memory.seen))
            if not _is_before(entry, since, site.zone)
        ]
        links += [_link(each.feed, entry, now) for entry in new]
        if not each.problem:
            _remember(memory, each)
            memories[each.feed.url] = memory
        reports.append(_report(each, len(new)))
    return links, reports


def _add(
    site: Site, path: Path, links: Sequence[Link]
) -> tuple[list[Link], list[Change], Sequence[Link], list[Note]]:
    """Add links to the backlog in one edit.

    Return those that were added, under the names of their sections; the change; those that do not
    fit; and what to say of categories that are not those of the feeds.
    """
    if not links:
        return [], [], (), []
    from postgen.backlog import Backlog
    from postgen.backlog.edit import add
    from postgen.commands.category_notes import nearest_category

    text = store.read(path)
    backlog = Backlog(text)
    sections: dict[str, str] = {}
    notes: list[Note] = []
    for category in dict.fromkeys(link.category for link in links):
        sections[category], warning = nearest_category(backlog, category)
        notes += [warning] if warning else []
    sorted_links = [link._replace(category=sections[link.category]) for link in links]
    filed = add(text, sorted_links, stamped=site.settings.backlog.stamp, exact=True)
    added = [link for link in sorted_links if link not in filed.unfit]
    changes = [Change(path, text, filed.text)] if added else []
    return added, changes, filed.unfit, notes


def _unseen(fetched: Fetched, seen: set[str], own: set[str]) -> list[Entry]:
    """Return the entries that never came before, the oldest first; add all to `seen` and `own`.

    An address is known if any feed has had it, an id only if this feed has (`own`): ids such as `1`
    are not unique.
    """
    new = []
    shared = _shared_ids(fetched)
    for entry in reversed(feeds.newest_first(fetched.entries)):
        key = canonical(entry.url)
        entry_id = "" if entry.id in shared else entry.id
        is_known = key in seen or entry_id in own
        if not is_known and _address(entry):
            new.append(entry)
        seen.add(key)
        own.add(entry_id or key)
    return new


def _shared_ids(fetched: Fetched) -> set[str]:
    """Return the ids that say nothing: of several entries, or the address of the site."""
    addresses: dict[str, set[str]] = {}
    for entry in fetched.entries:
        addresses.setdefault(entry.id, set()).add(canonical(entry.url))
    shared = {entry_id for entry_id, keys in addresses.items() if len(keys) > 1}
    return shared | {entry_id for entry_id in addresses if _is_front_page(entry_id)}


def _is_front_page(address: str) -> bool:
    parts = parse(address)
    return parts is not None and not parts.place.strip("/")


def _is_before(entry: Entry, since: str, zone: tzinfo | None) -> bool:
    """Whether an entry is dated before a day, if there is one."""
    day = feeds.day_of(entry, zone)
    return bool(since and day) and day < since


def _keys(entry: Entry, shared: set[str]) -> list[str]:
    """Return what an entry is known by: its address, and the id that its feed gave it."""
    entry_id = "" if entry.id in shared else entry.id
    keys = dict.fromkeys((canonical(entry.url), entry_id))
    return [key for key in keys if key]


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
    """Note the validators of a feed that was fetched, and the keys of its entries."""
    if fetched.is_unchanged:
        memory.etag = fetched.etag or memory.etag
        memory.modified = fetched.modified or memory.modified
        return
    memory.etag = fetched.etag
    memory.modified = fetched.modified
    present: dict[str, None] = {}  # in their order
    shared = _shared_ids(fetched)
    for entry in fetched.entries:
        present |= dict.fromkeys(_keys(entry, shared))
    gone = [key for key in memory.seen if key not in present]
    stayed = [key for key in memory.seen if key in present]
    known = set(stayed)
    new = [key for key in present if key not in known]
    memory.seen = [*gone[-KEPT:], *stayed, *new]


def _report(fetched: Fetched, new: int) -> dict[str, Any]:
    return {
        "url": fetched.feed.url,
        "entries": len(fetched.entries),
        "new": new,
        "unchanged": fetched.is_unchanged,
        "unusable": list(_unusable(fetched)),
        "problem": fetched.problem,
    }


def _notes(
    fetched: Sequence[Fetched], links: Sequence[Link], known: Mapping[str, object]
) -> list[Note]:
    read = sum(not each.problem for each in fetched)
    added = Counter(link.category for link in links)
    notes = [note("pulled", links=added.total(), feeds=read)]
    notes += [note("pulled-under", count=number, category=name) for name, number in added.items()]
    if known:
        notes.append(note("pulled-known", count=len(known)))
    notes += credential_notes(link.url for link in links)
    notes += image_notes(links)
    return [*notes, *notes_on_feeds(fetched)]


def notes_on_feeds(fetched: Sequence[Fetched]) -> list[Note]:
    """Return what a person should know of the feeds themselves: what of them cannot be used."""
    notes = []
    for each in fetched:
        unusable = _unusable(each)
        if unusable:
            notes.append(note("entries-without-address", feed=each.feed.url, names=unusable))
        if each.is_cut:
            notes.append(note("feed-cut", feed=each.feed.url, count=len(each.entries)))
    return notes


def _unusable(fetched: Fetched) -> list[str]:
    """Return the titles of the entries of a feed that have no address that can be written."""
    return [*fetched.unusable, *(entry.title for entry in fetched.entries if not _address(entry))]
