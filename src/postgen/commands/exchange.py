"""`postgen import` and `export`: links from and to the files of other programs."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from io import BytesIO
from typing import TYPE_CHECKING, Any, NamedTuple

from postgen import backlog, importers
from postgen.backlog import Backlog, category_name, fold
from postgen.backlog.edit import add
from postgen.commands import Result
from postgen.commands.links import NotFoundError, Refusal, known_links
from postgen.errors import PostgenError, UsageError
from postgen.files import store
from postgen.files.store import Change
from postgen.importers import Rejected, Subscribed, UnknownFormatError, Untitled, markdown_lists
from postgen.importers.json_files import BrokenFileError
from postgen.urls.canonical import canonical, without_tracking

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path
    from zipfile import ZipFile, ZipInfo

    from postgen.backlog import Section
    from postgen.model import Link
    from postgen.site import Site

ZIP_ENTRIES = 1_000
"""Files read of one archive."""

ZIP_BYTES = 256 * 1024 * 1024
"""Bytes unpacked of one archive, all files together."""

_PAGE = re.compile(r"\.html?\Z", re.IGNORECASE)
_BOOKMARKS = re.compile(r"<!DOCTYPE\s+NETSCAPE|<DT>\s*<(?:A|H3)\b|\btime_added=", re.IGNORECASE)
_ENDINGS = (".csv", ".tsv", ".html", ".htm", ".json", ".opml", ".xml", ".md", ".markdown", ".txt")


class ArchiveError(PostgenError):
    """A zip file cannot be read, or holds too much."""


class Source(NamedTuple):
    """A file to import, decoded: its name as the person knows it, its text, and whether it lay in an archive."""

    name: str
    text: str
    packed: bool = False


class Row(NamedTuple):
    """A link with the name of the file that it comes from."""

    source: str
    link: Link


@dataclass(frozen=True, slots=True)
class Gathered:
    """What files hold: links, the rows that are none, titles that are none, each with its file's name; and feeds."""

    rows: tuple[Row, ...]
    rejected: tuple[tuple[str, Rejected], ...]
    untitled: tuple[tuple[str, Untitled], ...]
    feeds: tuple[Subscribed, ...] = ()

    @property
    def titleless(self) -> list[str]:
        """The URLs of the links that have no title, each once."""
        return list(dict.fromkeys(row.link.url for row in self.rows if not row.link.title))


@dataclass(frozen=True, slots=True)
class Wanted:
    """How links are to be filed: under one category, or by the `folders` that are mapped to categories."""

    category: str = ""
    folders: Mapping[str, str] | None = None
    keep_url: bool = False
    day: str = ""


# Reading


def unpack(name: str, data: bytes) -> list[Source]:
    """Decode a file; of a zip file, every file in it that may hold links. Raises `ArchiveError`.

    Nothing is written to the disk: names inside an archive are names only.
    """
    if not data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return [Source(name, importers.decode(data))]
    from zipfile import BadZipFile, ZipFile

    try:
        with ZipFile(BytesIO(data)) as archive:
            return list(_unpacked(name, archive))
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise ArchiveError(
            f"{name} cannot be unpacked: {error}.", "Unpack it yourself, and import its files."
        ) from error


def _unpacked(name: str, archive: ZipFile) -> Iterator[Source]:
    wanted = [each for each in archive.infolist() if _may_hold_links(each)]
    if len(wanted) > ZIP_ENTRIES:
        raise ArchiveError(
            f"{name} holds {len(wanted)} files.", f"Unpack it, and import {ZIP_ENTRIES} at a time."
        )
    room = ZIP_BYTES
    for each in sorted(wanted, key=lambda each: each.filename):
        with archive.open(each) as file:  # what the archive says of a file's size may be a lie
            data = file.read(room + 1)
        room -= len(data)
        if room < 0:
            raise ArchiveError(
                f"{name} holds more than {ZIP_BYTES // 1024**2} MiB of text.",
                "Unpack it, and import its files in turn.",
            )
        yield Source(f"{name}/{each.filename}", importers.decode(data), packed=True)


def _may_hold_links(each: ZipInfo) -> bool:
    path = each.filename.lower()
    return path.endswith(_ENDINGS) and not path.startswith("__macosx/") and not each.is_dir()


def gather(sources: Iterable[Source], form: str = "auto") -> Gathered:
    """Read all links of files. Raises what `importers.read` raises."""
    rows: list[Row] = []
    rejected: list[tuple[str, Rejected]] = []
    untitled: list[tuple[str, Untitled]] = []
    feeds: list[Subscribed] = []
    for source in sources:
        for found in _read(source, form):
            if isinstance(found, Rejected):
                rejected.append((source.name, found))
            elif isinstance(found, Untitled):
                untitled.append((source.name, found))
            elif isinstance(found, Subscribed):
                feeds.append(found)
            else:
                rows.append(Row(source.name, found))
    return Gathered(tuple(rows), tuple(rejected), tuple(untitled), tuple(feeds))


def _read(source: Source, form: str) -> Iterator[Link | Rejected | Subscribed | Untitled]:
    """Read a file; one of an archive that is no list of links, such as a page that was saved, is rejected whole."""
    if not source.packed:
        yield from importers.read(form, source.text, source.name)
        return
    if _PAGE.search(source.name) and not _BOOKMARKS.search(source.text):
        yield Rejected(0, "", "it is a page, no list of links")
        return
    try:
        yield from importers.read(form, source.text, source.name)
    except (BrokenFileError, UnknownFormatError):
        yield Rejected(0, "", "it is no list of links")


# Filing


def import_links(
    site: Site,
    path: Path,
    gathered: Gathered,
    wanted: Wanted,
    titles: Mapping[str, str] | None = None,
) -> Result:
    """File the links that are new, all in one edit; those known already, and rows that are none, are reported.

    `titles` are those of pages, by URL, for links that have none; failing that, one is made from the URL.
    """
    text = store.read(path)
    held = Backlog(text)
    rows, refused = _fresh(site, path, gathered.rows, keep_url=wanted.keep_url)
    choose = _Categories(held, wanted)
    ready = [
        Row(
            source,
            replace(
                _titled(link, titles or {}), category=choose(link), added=link.added or wanted.day
            ),
        )
        for source, link in rows
    ]
    filed = add(text, [link for _, link in ready], stamped=site.settings.backlog.stamp, exact=True)
    unfit = {id(link) for link in filed.unfit}
    rejected = [*gathered.rejected] + [
        (
            source,
            Rejected(link.line, link.title, "it cannot be spelled so that Jekyll would show it"),
        )
        for source, link in ready
        if id(link) in unfit
    ]
    added = [
        replace(link, category=filed.names[link.category])
        for _, link in ready
        if id(link) not in unfit
    ]
    report = _Report(site, path, gathered, added, refused, rejected)
    return Result(
        changes=(Change(path, text, filed.text),) if added else (),
        lines=(site.display_path(path),) if added else (),
        notes=tuple(report.notes(new=_new_categories(held, added))),
        data=report.data(),
        message=f"Import {len(added)} links into the backlog",
        failed=0 if gathered.rows else 1,
    )


def _fresh(
    site: Site, path: Path, rows: Sequence[Row], *, keep_url: bool
) -> tuple[list[Row], list[tuple[Row, Refusal]]]:
    """Divide links into those that are new, as they will be written, and those that are known, in their order."""
    first: dict[str, Row] = {}
    cleaned: list[tuple[Row, str]] = []
    for row in rows:
        url = row.link.url if keep_url else without_tracking(row.link.url)
        key = canonical(url)
        cleaned.append((Row(row.source, replace(row.link, url=url)), key))
        first.setdefault(key, cleaned[-1][0])
    known = known_links(site, path, [row.link.url for row in first.values()]) if first else {}
    fresh: list[Row] = []
    refused: list[tuple[Row, Refusal]] = []
    for row, key in cleaned:
        before = first[key]
        if failure := known.get(before.link.url):
            refused.append((row, failure._replace(url=row.link.url)))
        elif before is not row:
            where = f"{before.source}:{before.link.line}"
            refused.append((row, Refusal(row.link.url, "given twice", where)))
        else:
            fresh.append(row)
    return fresh, refused


def _titled(link: Link, titles: Mapping[str, str]) -> Link:
    if link.title:
        return link
    from postgen.page.slugs import title_from_url

    return replace(link, title=titles.get(link.url) or title_from_url(link.url))


class _Categories:
    """Chooses the category of each link: what its folder or a tag is mapped to, the one given, or its own.

    Its own is the section that has the name of its folder, or else of the folder's last part; else a new one
    of the folder's name. A link without a folder goes by its tags: the first that is a section, or the first.
    """

    def __init__(self, held: Backlog, wanted: Wanted) -> None:
        self._default = _named(held, wanted.category)
        self._mapped = {
            fold(key): _named(held, name) for key, name in (wanted.folders or {}).items()
        }
        self._there = {
            fold(section.name): section.name for section in held.sections if section.name
        }

    def __call__(self, link: Link) -> str:
        return self._by_map(link) or self._default or self._own(link)

    def _by_map(self, link: Link) -> str:
        names = [*_upwards(link.category), *link.tags] if self._mapped else []
        return next(
            (self._mapped[key] for name in names if (key := fold(name)) in self._mapped), ""
        )

    def _own(self, link: Link) -> str:
        folder = link.category
        names = [folder, folder.rpartition("/")[2]] if folder else link.tags
        there = next((self._there[key] for name in names if (key := fold(name)) in self._there), "")
        return there or category_name(next(iter(names), "")) or backlog.UNSORTED


def _upwards(folder: str) -> Iterator[str]:
    """Give a folder's path, its last name, and the same of the folders around it."""
    while folder:
        yield folder
        above, _, name = folder.rpartition("/")
        yield name
        folder = above


def _named(held: Backlog, name: str) -> str:
    """Give the section that is meant by a name that a person typed. Raises `CategoryError`."""
    section = held.match_category(name) if name else None
    return section.name if section else category_name(name)


def mapping(pairs: Iterable[str]) -> dict[str, str]:
    """Read `FOLDER=CATEGORY` words. Raises `UsageError`."""
    found = {}
    for pair in pairs:
        folder, sign, category = pair.rpartition("=")
        if not (sign and folder.strip() and category.strip()):
            raise UsageError(
                f"`{pair}` maps no folder to a category.",
                "Write it as --map 'Old folder=Category'.",
            )
        found[folder.strip()] = category.strip()
    return found


def _new_categories(held: Backlog, added: Iterable[Link]) -> list[str]:
    there = {section.name for section in held.sections}
    return [name for name in dict.fromkeys(link.category for link in added) if name not in there]


@dataclass(frozen=True, slots=True)
class _Report:
    site: Site
    path: Path
    gathered: Gathered
    added: Sequence[Link]
    refused: Sequence[tuple[Row, Refusal]]
    rejected: Sequence[tuple[str, Rejected]]

    def notes(self, *, new: Sequence[str]) -> Iterator[str]:
        for source, row in self.rejected:
            yield f"{_at(source, row.line)}: not taken, {row.reason}{f': {row.what}' if row.what else ''}."
        for (source, link), failure in self.refused:
            yield f"{_at(source, link.line)}: {link.url} is {failure.reason} ({failure.where})."
        titles = self._titles()
        for source, each in self.gathered.untitled:
            if each.url in titles:
                yield f"{_at(source, each.line)}: `{each.was}` is no title; it is called `{titles[each.url]}`."
        if new:
            names = ", ".join(f"`{name}`" for name in new)
            yield f"{names} is a new category." if len(new) == 1 else f"{names} are new categories."
        if not self.gathered.rows:
            yield "No link was found."
        yield (
            f"Filed {len(self.added)} of {len(self.gathered.rows) + len(self.gathered.rejected)}: "
            f"{len(self.refused)} known already, {len(self.rejected)} not taken."
        )

    def data(self) -> dict[str, Any]:
        titles = self._titles()
        return {
            "path": self.site.display_path(self.path),
            "counts": {
                "found": len(self.gathered.rows) + len(self.gathered.rejected),
                "added": len(self.added),
                "refused": len(self.refused),
                "rejected": len(self.rejected),
            },
            "added": [link.to_json() for link in self.added],
            "refused": [
                {"file": row.source, "line": row.link.line, "url": row.link.url, "title": row.link.title,
                 "reason": failure.reason, "where": failure.where}
                for row, failure in self.refused
            ],
            "rejected": [
                {"file": source, "line": row.line, "what": row.what, "reason": row.reason}
                for source, row in self.rejected
            ],
            "retitled": [
                {"file": source, "line": each.line, "url": each.url, "was": each.was, "title": titles[each.url]}
                for source, each in self.gathered.untitled
                if each.url in titles
            ],
        }  # fmt: skip

    def _titles(self) -> dict[str, str]:
        """Give the titles that links got, by the URLs that they came with."""
        wanted = {each.url for _, each in self.gathered.untitled}
        now = {link.url: link.title for link in self.added}
        found = {url: now.get(url) or now.get(without_tracking(url)) for url in wanted}
        return {url: title for url, title in found.items() if title}


def _at(source: str, line: int) -> str:
    return f"{source}:{line}" if line else source


# Export


def export_links(
    site: Site,
    path: Path,
    form: str,
    category: str = "",
    output: Path | None = None,
    *,
    force: bool = False,
) -> Result:
    """Write the links of a backlog, or of one category of it, in one of the formats; items that are none are told.

    With `output` the text is to be written there; with `force` over what is there. Raises `UsageError`,
    `NotFoundError` for a category that is not there, and `CategoryError`.
    """
    from postgen import exporters

    held = Backlog(store.read(path))
    rows = list(markdown_lists.items(held, _section(held, category)))
    links = [row for row in rows if not isinstance(row, Rejected)]
    rejected = [row for row in rows if isinstance(row, Rejected)]
    notes = [
        f"{site.display_path(path)}:{row.line}: left out, {row.reason}: {row.what}."
        for row in rejected
    ]
    if left := exporters.missing(form, links):
        notes.append(f"`{form}` has no place for: {', '.join(left)}.")
    text = exporters.write(form, links)
    old = store.read(output) if output and force and output.exists() else None
    return Result(
        changes=(Change(output.absolute(), old, text),) if output else (),
        lines=(str(output),) if output else (),
        notes=tuple(notes),
        data={
            "path": str(output) if output else None,
            "format": form,
            "links": [link.to_json() for link in links],
            "rejected": [
                {"line": row.line, "what": row.what, "reason": row.reason} for row in rejected
            ],
        },
        message=f"Export {len(links)} links",
        text=text,
    )


def _section(held: Backlog, category: str) -> Section | None:
    if not category:
        return None
    section = held.match_category(category)
    if section is None:
        names = ", ".join(f"`{each.name}`" for each in held.sections if each.name)
        raise NotFoundError(
            f"There is no category `{category}`.",
            f"There are {names}." if names else "It has none.",
        )
    return section
