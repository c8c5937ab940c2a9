"""`postgen feeds list`, `add` and `remove`: the feeds that the site follows."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from postgen.commands import Note, Result, note
from postgen.commands.known_links import credential_notes
from postgen.commands.pull_memory import remembered
from postgen.commands.subscribe import ConfigFormError, followed, with_feeds
from postgen.errors import NotFoundError, PostgenError, UsageError
from postgen.files import store
from postgen.files.store import Change
from postgen.jekyll import frontmatter
from postgen.page.feeds import FeedError, Subscription
from postgen.text.edits import Edit, apply
from postgen.urls.canonical import canonical
from postgen.urls.schemes import feed_address, web_address

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from postgen.site import Site

_BLOCK_ENTRY = re.compile(r"[ \t]*-[ \t]*\Z")


_EMPTY_KEY = re.compile(r"^[ \t]+feeds:[ \t]*\r?\n(?![ \t]*-|[ \t]*#)", re.MULTILINE)


class FollowedError(PostgenError):
    """The site follows the feed already."""


class FeedRequest(NamedTuple):
    """A feed to follow; without `fetch` nothing is asked whether it is one."""

    url: str
    category: str = ""
    tags: tuple[str, ...] = ()
    title: str = ""
    fetch: bool = True


def list_feeds(site: Site) -> list[dict[str, Any]]:
    """Return the feeds that the site follows, each with the count of entries that were pulled."""
    memories = remembered(site)
    return [
        {
            "number": number,
            "url": feed.url,
            "category": feed.category,
            "title": feed.title,
            "tags": list(feed.tags),
            "pulled": feed.url in memories,
        }
        for number, feed in enumerate(followed(site), 1)
    ]


# Adding


def find(site: Site, request: FeedRequest, on_done: Callable[[str], object] | None) -> str:
    """Return the address of the feed that is meant: what was given, or what its page names.

    Raises `FollowedError`, `UsageError`, and `FeedError` for what is not a feed.
    """
    url = _address(site, request.url)
    _refuse_followed(site, url)
    if not request.fetch:
        return url
    from postgen.commands.pull import fetch

    [fetched] = fetch(site, [Subscription(url)], on_done=on_done)
    if not fetched.problem:
        return url
    if not fetched.named:
        raise FeedError(fetched.problem, code="feed-not-read")
    [named] = fetch(site, [Subscription(fetched.named)], on_done=on_done)
    if named.problem:
        raise FeedError(named.problem, code="feed-not-read")
    _refuse_followed(site, fetched.named)
    return fetched.named


def add(site: Site, url: str, request: FeedRequest) -> Result:
    """Add a feed, whose address `find` has returned, to those that the site follows.

    Raises `FollowedError`, and `ConfigFormError` for a configuration that cannot be changed so that
    only this is new.
    """
    _refuse_followed(site, url)
    values = {
        "url": url,
        "title": request.title.strip(),
        "category": request.category.strip(),
        "tags": [tag.strip() for tag in request.tags if tag.strip()],
    }
    row = {key: value for key, value in values.items() if value}
    path = site.root / site.config_name
    old = store.read(path)
    change = Change(path, old, with_feeds(old, [row], site.config_name))
    notes: list[Note] = []
    if _key(url) != _key(_address(site, request.url)):
        notes.append(note("feed-of-page", url=url, page=request.url.strip()))
    notes += credential_notes([url])
    return Result(
        changes=(change,),
        paths=(site.display_path(path),),
        notes=(*notes, note("feed-followed", url=url)),
        data={"path": site.display_path(path), "feeds": [row]},
        summary=note("follow-one", url=url),
    )


def _address(site: Site, text: str) -> str:
    """Return the address of a feed, or its path in the site. Raises `UsageError`."""
    text = text.strip().strip("<>")
    file = _file(site, text)
    if file:
        return file
    address = feed_address(text) or web_address(f"https://{text}")
    if not address or "." not in address:
        raise UsageError(
            f"`{text}` is not the address of a feed.", "Write it as https://example.org/feed.xml."
        )
    return address


def _file(site: Site, text: str) -> str:
    """Return the path, from the site's folder, of a file that is named from there or from here."""
    for folder in (site.root, Path.cwd()):
        try:
            path = folder / text
            if path.is_file() and path.resolve().is_relative_to(site.root.resolve()):
                return path.resolve().relative_to(site.root.resolve()).as_posix()
        except (OSError, ValueError):  # a name that no file can have
            continue
    return ""


def _refuse_followed(site: Site, url: str) -> None:
    for number, feed in enumerate(followed(site)):
        if _key(feed.url) == _key(url):
            where = f"{site.config_name}:{_line(site, number)}"
            raise FollowedError(f"{feed.url} is followed already ({where}).", code="feed-followed")


def _key(url: str) -> str:
    return canonical(url) if "://" in url else url


def _line(site: Site, number: int) -> int:
    """Return the line of the configuration in which a feed stands."""
    text = store.read(site.root / site.config_name)
    spans = frontmatter.list_spans(text, "postgen", "feeds")
    return text.count("\n", 0, spans[number][0]) + 1 if number < len(spans) else 1


# Removing


def remove(site: Site, wanted: Sequence[str]) -> Result:
    """Take feeds out of those that the site follows.

    Each is named by its address, its number in the list, or a part of its address or title. Raises
    `NotFoundError` for none or several, and `ConfigFormError`.
    """
    every = followed(site)
    chosen = dict.fromkeys(_choose(every, each.strip()) for each in wanted)
    path = site.root / site.config_name
    old = store.read(path)
    new = without_feeds(old, {feed.url for feed in chosen}, site.config_name)
    notes = [note("feed-removed", url=feed.url) for feed in chosen]
    return Result(
        changes=(Change(path, old, new),),
        paths=(site.display_path(path),),
        notes=tuple(notes),
        data={"path": site.display_path(path), "removed": [feed.url for feed in chosen]},
        summary=note("unfollow", count=len(chosen)),
    )


def _choose(every: Sequence[Subscription], wanted: str) -> Subscription:
    """Return the one feed that is meant. Raises `NotFoundError`."""
    if wanted.isascii() and wanted.isdecimal() and 0 < int(wanted[:9]) <= len(every):
        return every[int(wanted) - 1]
    word = wanted.casefold()
    tests: tuple[Callable[[Subscription], bool], ...] = (
        lambda feed: feed.url == wanted,
        lambda feed: _key(feed.url) == _key(feed_address(wanted)),
        lambda feed: _key(feed.url) == _key(f"https://{wanted}"),
        lambda feed: bool(word) and word in f"{feed.url}\n{feed.title}".casefold(),
    )
    for test in tests:
        found = [feed for feed in every if test(feed)]
        if len(found) == 1:
            return found[0]
        if found:
            listed = ", ".join(feed.url for feed in found[:10])
            raise NotFoundError(f"`{wanted}` may be any of {listed}.", code="feeds-list")
    raise NotFoundError(f"The site follows no feed `{wanted}`.", code="feeds-list")


def without_feeds(text: str, urls: set[str], name: str) -> str:
    """Return a configuration without some feeds, every other byte as it is.

    `name` is that of the file. Raises `ConfigFormError` if that is not possible.
    """
    spans = frontmatter.list_spans(text, "postgen", "feeds")
    before = frontmatter.load(text)
    rows = (before.get("postgen") or {}).get("feeds") or []
    keep = [row for row in rows if _url_of(row) not in urls] if isinstance(rows, list) else rows
    new = text
    for number, (start, end) in reversed(list(enumerate(spans))):
        if isinstance(rows, list) and _url_of(rows[number]) in urls:
            new = apply(new, [_removal(new, start, end)])
    if not keep:
        new = _EMPTY_KEY.sub("", new, count=1)
    try:
        after = frontmatter.load(new)
    except frontmatter.YamlError:
        after = {}
    expected = {**before, "postgen": {**(before.get("postgen") or {}), "feeds": keep or None}}
    settings = dict(after.get("postgen") or {})
    settings["feeds"] = settings.get("feeds") or None
    if new == text or {**after, "postgen": settings} != expected:
        raise ConfigFormError(
            f"{name} is written in a way in which feeds cannot be removed.",
            "Remove them below `postgen: feeds:` yourself.",
        )
    return new


def _url_of(row: object) -> str:
    url = row.get("url") if isinstance(row, dict) else row
    return str(url).strip()


def _removal(text: str, start: int, end: int) -> Edit:
    """Return the edit that removes an entry: its lines, or what is between two commas."""
    line = text.rfind("\n", 0, start) + 1
    if not _BLOCK_ENTRY.match(text[line:start]):
        comma = re.compile(r"[ \t]*,[ \t]*").match(text, end)
        if comma:
            return Edit(start, comma.end(), "")
        before = len(text[:start].rstrip(" \t"))
        return Edit(before - 1 if text[before - 1] == "," else start, end, "")
    dash = text.index("-", line) - line
    stop = text.find("\n", start) + 1 or len(text)
    more = re.compile(
        rf"[ \t]{{{dash + 1},}}[^ \t#\r\n].*(?:\r?\n|\Z)"
    )  # what is deeper is its own
    while stop < len(text) and (following := more.match(text, stop)):
        stop = following.end()
    return Edit(line, stop, "")
