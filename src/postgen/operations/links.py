"""`postgen add-link`, `list`, `move`, `drop` and `edit`."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from postgen import backlog, stamp, store
from postgen.backlog import Backlog
from postgen.canonical import canonical, without_tracking
from postgen.errors import PostgenError, UsageError
from postgen.library import Sought, issue_of
from postgen.markdown import spell
from postgen.model import Link
from postgen.operations import Outcome
from postgen.store import Change
from postgen.text import Edit, apply, line_number

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from postgen.backlog import Entry
    from postgen.site import Site

ADDRESS = re.compile(r"(?:https?|ftps?)://[^/\s?#]", re.IGNORECASE)
BARE_HOST = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?(?:[/?#]\S*)?\Z", re.IGNORECASE)


class NoBacklogError(PostgenError):
    """The site has no backlog."""


class NotFoundError(PostgenError):
    """Nothing in the backlog is meant by these words, or several things are."""


@dataclass(frozen=True, slots=True)
class Refusal:
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
            "This site has no backlog yet.", "Run `postgen new backlog`, or name a file with --backlog PATH."
        )
    if not path.is_file():
        raise NoBacklogError(
            f"{site.shown(path)} is not there.",
            "Run `postgen new backlog`, or name another with --backlog PATH.",
        )
    return path


def clean_url(url: str, *, keep: bool = False) -> str:
    """Give the URL as it will be written: as given, less its tracking parameters. Raises `UsageError`."""
    url = url.strip()
    if not ADDRESS.match(url) and BARE_HOST.match(url):
        url = f"https://{url}"
    if not ADDRESS.match(url) or re.search(r"\s", url):
        raise UsageError(f"`{url}` is not a web address.", "Write it as https://example.org/page.")
    return url if keep else without_tracking(url)


def known_links(site: Site, path: Path, urls: Sequence[str]) -> dict[str, Refusal]:
    """Find those of the URLs that are in the backlog, or in any post or draft, with where they stand."""
    sought = Sought(list(urls))
    found: dict[str, Refusal] = {}
    held = store.read(path)
    for url, spot in sought.find(held).items():
        name = Backlog(held).section_of(spot.start)
        under = f", under `{name}`" if name else ""
        found[url] = Refusal(url, f"already in the backlog{under}", f"{site.shown(path)}:{spot.line}")
    for other in [*site.posts(), *site.drafts()]:
        if len(found) == len(urls):
            break
        if other == path:
            continue
        text = store.read(other)
        for url, spot in sought.find(text).items():
            issue = issue_of(text)
            name = f"issue #{issue}" if issue else site.shown(other)
            number = f", [{spot.number}]" if spot.number else ""
            found.setdefault(url, Refusal(url, f"already in {name}{number}", f"{site.shown(other)}:{spot.line}"))
    return found


def add_links(site: Site, path: Path, links: Sequence[Link], *, allow_duplicate: bool = False) -> Outcome:
    """File links in the backlog. Those that are known already are refused; the others are filed all the same."""
    text = old = store.read(path)
    known = {} if allow_duplicate else known_links(site, path, [link.url for link in links])
    added: list[Link] = []
    notes: list[str] = []
    refused: list[Refusal] = []
    keys: set[str] = set()
    for link in links:
        key = canonical(link.url)
        if link.url in known or (key in keys and not allow_duplicate):
            refused.append(known.get(link.url) or Refusal(link.url, "given twice", site.shown(path)))
            continue
        keys.add(key)
        text, name = backlog.add(text, link, stamped=site.settings.backlog.stamp)
        added.append(replace(link, category=name))
        if link.category and spell.one_line(link.category) != name:
            notes.append(f"`{link.category}` is `{name}` here.")
        notes.append(f"Filed under `{name}`: {link.title}")
    if any(not link.category for link in links):
        notes.append(f"No --category was given: filed under `{backlog.UNSORTED}`.")
    notes += [f"{each.url} is {each.reason} ({each.where})." for each in refused]
    return Outcome(
        changes=(Change(path, old, text),) if added else (),
        lines=(site.shown(path),) if added else (),
        notes=tuple(dict.fromkeys(notes)),
        data={
            "path": site.shown(path),
            "added": [_told(link) for link in added],
            "refused": [_refused(each) for each in refused],
        },
        message=f"Add {added[0].title}" if len(added) == 1 else f"Add {len(added)} links to the backlog",
        failed=len(refused),
    )


def _told(link: Link) -> dict[str, Any]:
    return {
        "url": link.url, "title": link.title, "note": link.note, "category": link.category, "tags": list(link.tags),
        "via": link.via, "image": link.image, "added": link.added,
    }  # fmt: skip


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
            "tags": list(entry.kept.tags),
            "via": entry.kept.via,
            "image": entry.kept.image,
            "added": entry.kept.added,
            "line": line_number(held.text, entry.start),
        }
        for index, entry in entries
    ]


SORTS: dict[str, Callable[[tuple[int, Entry]], Any]] = {
    "file": lambda row: row[0],
    "added": lambda row: (row[1].kept.added, row[0]),
    "title": lambda row: row[1].title.casefold(),
    "url": lambda row: canonical(row[1].url),
    "category": lambda row: (row[1].section.name.casefold(), row[0]),
}


def list_links(
    held: Backlog, *, category: str = "", since: str = "", tag: str = "", search: str = "", sort: str = "file"
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
        and (not since or entry.kept.added >= since)
        and (not label or label in (each.casefold() for each in entry.kept.tags))
        and word in f"{entry.title} {entry.note} {' '.join(entry.urls)}".casefold()
    ]
    return rows(held, sorted(chosen, key=SORTS[sort]))


def _categories(held: Backlog) -> str:
    names = [section.name for section in held.sections if section.name]
    return f"There are {', '.join(f'`{name}`' for name in names)}." if names else "It has no categories."


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
        f"`{what}` may be one of {len(found)}; nothing was changed:\n{lines}{more}", "Name one by its number."
    )


def drop(site: Site, path: Path, what: str) -> Outcome:
    """Take an item out of the backlog."""
    text = store.read(path)
    held = Backlog(text)
    entry = meant(held, what)
    new = held.take_out([entry])
    return _changed(site, Change(path, text, new), entry, f"Drop {entry.title}", f"Dropped: {entry.title}")


def move(site: Site, path: Path, what: str, category: str) -> Outcome:
    """Put an item at the end of another category, its own Markdown as it is."""
    text = store.read(path)
    held = Backlog(text)
    entry = meant(held, what)
    section = held.match_category(category)
    if section and section.start == entry.section.start:
        return Outcome(
            notes=(f"It is under `{section.name}` already.",), data={"path": site.shown(path), "moved": False}
        )
    name = section.name if section else spell.one_line(category)
    line = own_text(held, entry)
    new = apply(text, [*held.add(line, section, name), held.remove(entry, entry)])
    _prove_move(held, Backlog(new), entry, name)
    return _changed(site, Change(path, text, new), entry, f"Move {entry.title}", f"Moved to `{name}`: {entry.title}")


def own_text(held: Backlog, entry: Entry) -> str:
    """Give an item's Markdown behind its bullet; lines below keep their indentation."""
    return held.text[entry.item.text_start + held.offset : entry.end].rstrip("\r\n")


def _prove_move(old: Backlog, new: Backlog, entry: Entry, name: str) -> None:
    def told(each: Entry) -> tuple[str, str, tuple[str, ...]]:
        return each.section.name, each.title, tuple(each.urls)

    before = sorted(told(each) for each in old.all_entries() if each.start != entry.start)
    after = sorted(map(told, new.all_entries()))
    if sorted([*before, (name, entry.title, tuple(entry.urls))]) != after:
        raise backlog.SpoiltError("Moving this item would change others.", "Nothing was written; move it by hand.")


def edit(site: Site, path: Path, what: str, change: Callable[[Backlog, Entry], str]) -> Outcome:
    """Exchange an item's Markdown for what `change` makes of it."""
    text = store.read(path)
    held = Backlog(text)
    entry = meant(held, what)
    before = own_text(held, entry)
    after = change(held, entry)
    if after == before:
        return Outcome(notes=("Nothing was changed.",), data={"path": site.shown(path), "edited": False})
    start = entry.item.text_start + held.offset
    new = apply(text, [Edit(start, start + len(before), after)])
    old_rest = [each.title for each in held.all_entries() if each.start != entry.start]
    index = [each.start for each in held.all_entries()].index(entry.start)
    rest = [each.title for each in Backlog(new).all_entries()]
    if rest[:index] + rest[index + 1 :] != old_rest:
        raise backlog.SpoiltError(
            "This text would become several items, or change its neighbours.", "Nothing was written."
        )
    return _changed(site, Change(path, text, new), entry, f"Edit {entry.title}", f"Edited: {entry.title}")


def replaced(text: str, held: Backlog, entry: Entry) -> str:  # noqa: ARG001 - the signature of a change
    """Give the text that the person wrote, whatever it was before."""
    return text


def respelled(
    held: Backlog,
    entry: Entry,
    *,
    title: str | None,
    url: str | None,
    note: str | None,
    tags: tuple[str, ...] | None,
) -> str:
    """Spell an item anew that is one link; what is not given stays. Raises `NotFoundError` for prose."""
    if not entry.led:
        raise NotFoundError(
            f"`{entry.title}` is prose, not one link.", "Run `postgen edit` without options to edit its text."
        )
    kept = entry.kept
    link = Link(
        url=clean_url(url, keep=True) if url else entry.url,
        title=entry.title if title is None else title,
        note=entry.note if note is None else note,
        tags=kept.tags if tags is None else tags,
        via=kept.via,
        image=kept.image,
        added=kept.added,
    )
    if title is None and url is None and note is None:
        bare = re.sub(r"\s*<!--.*?-->\s*\Z", "", own_text(held, entry), flags=re.DOTALL)
        return f"{bare} {stamp.spell(replace(kept, tags=link.tags))}".rstrip()
    return backlog.spell_link(link)


def _changed(site: Site, change: Change, entry: Entry, message: str, note: str) -> Outcome:
    return Outcome(
        changes=(change,),
        lines=(site.shown(change.path),),
        notes=(note,),
        data={"path": site.shown(change.path), "title": entry.title, "url": entry.url},
        message=message,
    )
