"""`postgen add-link`, `list`, `move`, `drop` and `edit`."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from postgen import backlog
from postgen.backlog import Backlog
from postgen.backlog import edit as edits
from postgen.commands import Result
from postgen.errors import PostgenError, UsageError
from postgen.files import store
from postgen.files.store import Change
from postgen.text.edits import line_number
from postgen.text.words import folded
from postgen.urls import repeat
from postgen.urls.canonical import canonical, without_tracking
from postgen.urls.finder import Finder, issue_of
from postgen.urls.same_title import SameTitle

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from postgen.backlog import Entry
    from postgen.model import Link
    from postgen.site import Site

ADDRESS = re.compile(r"(?:https?|ftps?)://[^/\s?#]", re.IGNORECASE)
BARE_HOST = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?(?:[/?#]\S*)?\Z", re.IGNORECASE)


class NoBacklogError(PostgenError):
    """The site has no backlog."""


class NotFoundError(PostgenError):
    """Nothing in the backlog is meant by these words, or several things are."""


class Refusal(NamedTuple):
    """A link that was not filed, and why; `where` is `path:line`."""

    url: str
    reason: str
    where: str


def backlog_path(site: Site, given: Path | None) -> Path:
    """Find the backlog: the one named, that of the settings, or the newest post named `backlog`.

    Raises `NoBacklogError`.
    """
    path = given or (site.root / site.settings.backlog.path if site.settings.backlog.path else None)
    if path is None:
        found = [each for each in site.posts() if "backlog" in each.name.lower()]
        path = max(found, key=lambda each: each.name, default=None)
    if path is None:
        raise NoBacklogError(
            "This site has no backlog yet.",
            "Run `postgen new backlog`, or name a file with --backlog PATH.",
        )
    if not path.is_file():
        raise NoBacklogError(
            f"{site.display_path(path)} is not there.",
            "Run `postgen new backlog`, or name another with --backlog PATH.",
        )
    return _own(site, Path(os.path.abspath(path)))  # noqa: PTH100 - links stay as they are


def _own(site: Site, path: Path) -> Path:
    """Give the site's own spelling of a post's path: through a link, or in another case where a system has none."""
    if path.is_relative_to(site.root) and path.name in os.listdir(path.parent):  # noqa: PTH208 - names will do
        return path
    name = folded(path.name)
    return next(
        (each for each in site.posts() if folded(each.name) == name and each.samefile(path)), path
    )


def clean_url(url: str, *, keep: bool = False) -> str:
    """Give the URL as it will be written: as given, less its tracking parameters. Raises `UsageError`."""
    url = url.strip()
    if not ADDRESS.match(url) and BARE_HOST.match(url):
        url = f"https://{url}"
    if not ADDRESS.match(url) or re.search(r"\s", url) or not _has_host(url):
        raise UsageError(f"`{url}` is not a web address.", "Write it as https://example.org/page.")
    return url if keep else without_tracking(url)


def _has_host(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:  # half of an IPv6 address, or a port beyond 65535
        return False


def known_links(
    site: Site, path: Path, urls: Sequence[str], look: Callable[[Path, str], object] | None = None
) -> dict[str, Refusal]:
    """Find those of the URLs that are in the backlog, or in any post or draft, with where they stand.

    What may be published again (`postgen: repeat:`) is looked for in the backlog only, and posts of too long ago do
    not count. `look` is shown every file that does, and its text.
    """
    found: dict[str, Refusal] = {}
    held = backlog.read(store.read(path))
    if look:
        look(path, held.text)
    for url, spot in Finder(list(urls)).find(held.text).items():
        name = held.section_of(spot.start)
        under = f", under `{name}`" if name else ""
        found[url] = Refusal(
            url, f"already in the backlog{under}", f"{site.display_path(path)}:{spot.line}"
        )
    rule = site.settings.repeat
    wanted = [url for url in urls if url not in found and not repeat.may_come_again(rule, url)]
    finder = Finder(wanted)
    for other in [
        *repeat.counted(rule, (each for each in site.posts() if each != path)),
        *site.drafts(),
    ]:
        if not look and all(url in found for url in wanted):
            break
        text = store.read(other)
        if look:
            look(other, text)
        for url, spot in finder.find(text).items():
            number = f", [{spot.number}]" if spot.number else ""
            reason = f"already in {_called(site, other, text)}{number}"
            found.setdefault(url, Refusal(url, reason, f"{site.display_path(other)}:{spot.line}"))
    return found


def _called(site: Site, path: Path, text: str) -> str:
    issue = issue_of(text)
    return f"issue #{issue}" if issue else site.display_path(path)


class _Doubtful:
    """Links with the title of another: perhaps one page at two addresses, which is for the person to say."""

    def __init__(self, site: Site, path: Path, links: Sequence[Link]) -> None:
        self._site, self._backlog = site, path
        self._sought = SameTitle((link.url, link.title) for link in links)
        self._found: dict[str, str] = {}

    def look(self, path: Path, text: str) -> None:
        """Look into a file; see `known_links`."""
        for each in self._sought.find(text):
            name = "the backlog" if path == self._backlog else _called(self._site, path, text)
            where = f"{name}, {self._site.display_path(path)}:{each.line}"
            self._found.setdefault(
                each.url, f"`{each.title}` is also the title of {each.other} ({where})."
            )

    def notes(self, links: Sequence[Link]) -> list[str]:
        """Tell of those that were filed."""
        return [self._found[link.url] for link in links if link.url in self._found]


def add_links(
    site: Site, path: Path, links: Sequence[Link], *, allow_duplicate: bool = False
) -> Result:
    """File links in the backlog. Those that are known already are refused; the others are filed all the same."""
    text = store.read(path)
    doubtful = _Doubtful(site, path, links)
    known = (
        {}
        if allow_duplicate
        else known_links(site, path, [link.url for link in links], doubtful.look)
    )
    fresh: list[Link] = []
    refused: list[Refusal] = []
    keys: set[str] = set()
    for link in links:
        key = canonical(link.url)
        if link.url in known or (key in keys and not allow_duplicate):
            refused.append(
                known.get(link.url) or Refusal(link.url, "given twice", site.display_path(path))
            )
            continue
        keys.add(key)
        fresh.append(link)
    new, added = _filed(text, fresh, stamped=site.settings.backlog.stamp)
    named = dict.fromkeys(
        (link.category, filed.category) for link, filed in zip(fresh, added, strict=True)
    )
    notes = [
        note for wanted, name in named for note in _about_category(backlog.read(text), wanted, name)
    ]
    notes += [f"Filed under `{link.category}`: {link.title}" for link in added]
    if any(not link.category for link in fresh):
        notes.append(f"No --category was given: filed under `{backlog.UNSORTED}`.")
    notes += doubtful.notes(added)
    notes += [f"{each.url} is {each.reason} ({each.where})." for each in refused]
    return Result(
        changes=(Change(path, text, new),) if added else (),
        lines=(site.display_path(path),) if added else (),
        notes=tuple(dict.fromkeys(notes)),
        data={
            "path": site.display_path(path),
            "added": [link.to_json() for link in added],
            "refused": [_refused(each) for each in refused],
        },
        message=f"Add {added[0].title}"
        if len(added) == 1
        else f"Add {len(added)} links to the backlog",
        failed=len(refused),
    )


def _filed(text: str, links: Sequence[Link], *, stamped: bool) -> tuple[str, list[Link]]:
    """Put links into the backlog; return its text, and the links with the sections that they came into.

    All or none: the first that cannot be filed is named. Raises `CategoryError` and `VerificationError`.
    """
    added = edits.add(text, links, stamped=stamped)
    if added.unfit:
        link = added.unfit[0]
        raise edits.cannot_be_filed(link, link.category or backlog.UNSORTED)
    return added.text, [replace(link, category=added.names[link.category]) for link in links]


def _refused(each: Refusal) -> dict[str, str]:
    return {"url": each.url, "reason": each.reason, "where": each.where}


def rows(held: Backlog, entries: Sequence[tuple[int, Entry]]) -> list[dict[str, Any]]:
    """Describe items, for `list` and `--json`; `index` is what `move` and its like take."""
    return [
        {
            "index": index,
            "category": entry.section.name,
            "title": entry.title,
            "url": entry.url,
            "urls": entry.urls,
            "note": entry.note,
            "tags": list(entry.metadata.tags),
            "via": entry.metadata.via,
            "image": entry.metadata.image,
            "added": entry.metadata.added,
            "line": line_number(held.text, entry.start),
        }
        for index, entry in entries
    ]


SORTS: dict[str, Callable[[tuple[int, Entry]], Any]] = {
    "file": lambda row: row[0],
    "added": lambda row: (row[1].metadata.added, row[0]),
    "title": lambda row: row[1].title.casefold(),
    "url": lambda row: canonical(row[1].url),
    "category": lambda row: (row[1].section.name.casefold(), row[0]),
}


def list_links(
    held: Backlog,
    *,
    category: str = "",
    since: str = "",
    tag: str = "",
    search: str = "",
    sort: str = "file",
) -> list[dict[str, Any]]:
    """Give the items of the backlog that are asked for; `since` is a day, `YYYY-MM-DD`."""
    section = held.match_category(category) if category else None
    if category and section is None:
        raise NotFoundError(f"There is no category `{category}`.", _categories(held))
    word, label = search.casefold(), tag.casefold()
    chosen = [
        (index, entry)
        for index, entry in enumerate(held.all_entries(), 1)
        if (section is None or entry.section.name == section.name)
        and (not since or entry.metadata.added >= since)
        and (not label or label in (each.casefold() for each in entry.metadata.tags))
        and word in f"{entry.title} {entry.note} {' '.join(entry.urls)}".casefold()
    ]
    return rows(held, sorted(chosen, key=SORTS[sort]))


def _categories(held: Backlog) -> str:
    names = [section.name for section in held.sections if section.name]
    return (
        f"There are {', '.join(f'`{name}`' for name in names)}."
        if names
        else "It has no categories."
    )


def meant(held: Backlog, what: str) -> Entry:
    """Find the one item that a person means. Raises `NotFoundError` for none, and for several, with their list."""
    entries = held.all_entries()
    found = held.find(what, entries)
    if len(found) == 1:
        return found[0]
    if not found:
        raise NotFoundError(
            f"Nothing in the backlog is `{what}`.",
            "`postgen list` shows all; name one by number, URL or title.",
        )
    lines = "\n".join(f"  {entries.index(entry) + 1:>4}  {entry.title}" for entry in found[:20])
    more = f"\n        and {len(found) - 20} more" if len(found) > 20 else ""
    raise NotFoundError(
        f"`{what}` may be one of {len(found)}; nothing was changed:\n{lines}{more}",
        "Name one by its number.",
    )


def drop(site: Site, path: Path, what: str) -> Result:
    """Take an item out of the backlog."""
    held = Backlog(store.read(path))
    entry = meant(held, what)
    new = edits.take_out(held, [entry])
    return _changed(
        site, Change(path, held.text, new), entry, f"Drop {entry.title}", f"Dropped: {entry.title}"
    )


def move(site: Site, path: Path, what: str, category: str) -> Result:
    """Put an item at the end of another category, its own Markdown as it is."""
    held = Backlog(store.read(path))
    entry = meant(held, what)
    section = held.match_category(category)
    if section and section.start == entry.section.start:
        return Result(
            notes=(f"It is under `{section.name}` already.",),
            data={"path": site.display_path(path), "moved": False},
        )
    new, name = edits.move(held, entry, category)
    outcome = _changed(
        site,
        Change(path, held.text, new),
        entry,
        f"Move {entry.title}",
        f"Moved to `{name}`: {entry.title}",
    )
    return outcome._replace(notes=(*_about_category(held, category, name), *outcome.notes))


def _about_category(held: Backlog, wanted: str, name: str) -> list[str]:
    """Say when a category is another than the one that was asked for, or new and perhaps misspelt."""
    names = [section.name for section in held.sections if section.name]
    if name in names:
        return (
            []
            if not wanted or backlog.category_name(wanted) == name
            else [f"`{wanted}` is `{name}` here."]
        )
    from postgen.commands.vocabulary import near_miss

    near = near_miss(name, names)
    return [
        f"`{name}` is a new category; did you mean `{near}`?"
        if near
        else f"`{name}` is a new category."
    ]


def own_text(held: Backlog, entry: Entry) -> str:
    """Give an item's Markdown behind its bullet; lines below keep their indentation."""
    return held.text[entry.item.text_start + held.offset : entry.end].rstrip("\r\n")


def edit(site: Site, path: Path, what: str, change: Callable[[Backlog, Entry], str]) -> Result:
    """Exchange an item's Markdown for what `change` makes of it."""
    held = Backlog(store.read(path))
    entry = meant(held, what)
    after = change(held, entry)
    if after.splitlines() == own_text(held, entry).splitlines():
        return Result(
            notes=("Nothing was changed.",), data={"path": site.display_path(path), "edited": False}
        )
    new = edits.exchange(held, entry, after)
    return _changed(
        site, Change(path, held.text, new), entry, f"Edit {entry.title}", f"Edited: {entry.title}"
    )


def respelled(
    held: Backlog,
    entry: Entry,
    *,
    title: str | None,
    url: str | None,
    note: str | None,
    tags: tuple[str, ...] | None,
) -> str:
    """Spell an item anew; what is not given stays. Raises `NotFoundError` for prose, which has tags only."""
    if not entry.starts_with_link and (title, url, note) != (None, None, None):
        raise NotFoundError(
            f"`{entry.title}` is prose, not one link.",
            "Run `postgen edit` without options to edit its text.",
        )
    address = clean_url(url, keep=True) if url else None
    return edits.respelled(held, entry, title=title, url=address, note=note, tags=tags)


def _changed(site: Site, change: Change, entry: Entry, message: str, note: str) -> Result:
    return Result(
        changes=(change,),
        lines=(site.display_path(change.path),),
        notes=(note,),
        data={"path": site.display_path(change.path), "title": entry.title, "url": entry.url},
        message=message,
    )
