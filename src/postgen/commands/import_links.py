"""`postgen import`: links from other programs into the backlog, feeds into the configuration."""

from __future__ import annotations

from dataclasses import dataclass, field
from glob import glob
from pathlib import Path
from typing import TYPE_CHECKING, Any

from postgen import backlog, importers
from postgen.backlog import Backlog, category_name, fold
from postgen.backlog.edit import add
from postgen.commands import Note, Result, note
from postgen.commands.backlog_file import backlog_path
from postgen.commands.category_notes import chosen_category, nearest_category
from postgen.commands.issue_form import with_form
from postgen.commands.known_links import Refusal, credential_notes, image_notes, known_links
from postgen.commands.subscribe import subscribe
from postgen.errors import PostgenError, UsageError
from postgen.files import store
from postgen.files.store import Change
from postgen.importers import FileContents, ImportedLink, Rejected, SourceFile, UnclearDay
from postgen.urls.canonical import canonical
from postgen.urls.parameters import without_tracking

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from postgen.model import Link
    from postgen.site import Site

PIPE = "-"
"""The file name that stands for what comes through the pipe."""


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """Which files to import, in which format, and how their links are filed.

    `files` are names, patterns or `PIPE`. `folders` maps folders and tags to categories; `category`
    is that of all other links, "" for that of their own. `backlog` is the backlog's file, None for
    the site's. Raises `UsageError` for a format that is not known.
    """

    files: tuple[str, ...] = ()
    format: str = "auto"
    category: str = ""
    folders: Mapping[str, str] = field(default_factory=dict)
    keep_url: bool = False
    backlog: Path | None = None

    def __post_init__(self) -> None:
        importers.check_format(self.format)


def parse_folders(pairs: Iterable[str]) -> dict[str, str]:
    """Read `FOLDER=CATEGORY` pairs. Raises `UsageError`."""
    folders = {}
    for pair in pairs:
        folder, _, category = pair.rpartition("=")
        if not folder.strip() or not category.strip():
            raise UsageError(
                f"`{pair}` maps no folder to a category.", "Write it as 'Old folder=Category'."
            )
        folders[folder.strip()] = category.strip()
    return folders


def prepare(
    site: Site,
    request: ImportRequest,
    read_pipe: Callable[[], bytes],
    look_up: Callable[[list[str]], Mapping[str, str]] | None = None,
) -> Callable[[], Result]:
    """Read the files and look pages up; return the command to run while the site is locked.

    `look_up` returns the titles of pages by URL; without it, no page is fetched. Raises
    `UnreadableError`, `NoBacklogError` (feeds alone need no backlog), and what
    `importers.read_file` raises.
    """
    files = _files(request.files, read_pipe)
    contents = importers.read_files(files, request.format, are_several=len(request.files) > 1)
    if contents.feeds and not contents.rows:
        return lambda: subscribe(site, Result(), contents.feeds)
    path = backlog_path(site, request.backlog)
    urls = _urls_to_look_up(site, path, contents, request) if look_up else []
    titles = look_up(urls) if look_up else {}

    def command() -> Result:
        result = import_links(site, path, contents, request, titles)
        return subscribe(site, result, contents.feeds) if contents.feeds else result

    return command


def _files(names: Sequence[str], read_pipe: Callable[[], bytes]) -> Iterator[SourceFile]:
    """Read files; of several, one that cannot be read is one with a fault."""
    for name in names:
        for path in _matching(name):
            try:
                yield from _unpacked(path, read_pipe)
            except PostgenError as error:
                if len(names) == 1:
                    raise
                yield SourceFile(path, "", fault=importers.fault_of(error, path))


def _unpacked(name: str, read_pipe: Callable[[], bytes]) -> list[SourceFile]:
    if name == PIPE:
        return importers.unpack("stdin", read_pipe())
    return importers.unpack(name, store.read_bytes(Path(name)))


def _matching(name: str) -> list[str]:
    """Return the files that a name matches.

    Some shells, such as those of Windows, do not expand patterns.
    """
    if name == PIPE or Path(name).exists():
        return [name]
    return sorted(glob(name)) or [name]  # noqa: PTH207 - names stay as they are written


def _urls_to_look_up(
    site: Site, path: Path, contents: FileContents, request: ImportRequest
) -> list[str]:
    """Return the URLs of links without a title that are not known already, as they are written."""
    urls = contents.urls_without_title
    if not request.keep_url:
        urls = list(dict.fromkeys(map(without_tracking, urls)))
    known = known_links(site, path, urls) if urls else {}
    return [url for url in urls if url not in known]


def import_links(
    site: Site,
    path: Path,
    contents: FileContents,
    request: ImportRequest,
    titles: Mapping[str, str],
) -> Result:
    """File the links that are new in one edit; report those known already, and rows without a link.

    `titles` are those of pages, by URL, for links that have none; failing that, one is made from
    the URL.
    """
    text = store.read(path)
    old_backlog = Backlog(text)
    fresh, refused = _fresh(site, path, contents.rows, keep_url=request.keep_url)
    choose_category = _CategoryChooser(old_backlog, request)
    today = f"{site.now():%Y-%m-%d}"
    ready = []
    for source, link in fresh:
        category = choose_category(link)
        titled = _with_title(link, titles)
        is_unclear = isinstance(link.added, UnclearDay)
        added_on = "" if is_unclear else link.added or today
        complete = titled._replace(category=category, added=added_on)
        ready.append(ImportedLink(source, complete))
    links = [row.link for row in ready]
    filed = add(text, links, stamped=site.settings.backlog.stamp, exact=True)
    unfit_urls = {link.url for link in filed.unfit}  # of fresh links, each URL occurs once
    rejected = list(contents.rejected)
    added = []
    for source, link in ready:
        if link.url in unfit_urls:
            reason = "it cannot be written so that Jekyll would show it"
            rejected.append((source, Rejected(link.line, link.title, reason)))
        else:
            name = filed.names[link.category]
            added.append(link if name == link.category else link._replace(category=name))
    report = _Report(site, path, contents, added, refused, rejected)
    new_categories = _new_categories(old_backlog, added)
    result = Result(
        changes=(Change(path, text, filed.text),) if added else (),
        paths=(site.display_path(path),) if added else (),
        notes=(
            *choose_category.notes.values(),
            *report.notes(new_categories),
            *credential_notes(link.url for link in added),
            *image_notes(added),
        ),
        data=report.data(),
        summary=note("import", count=len(added)),
        failed=1 if not contents.rows or _whole_files(contents) else 0,
    )
    return with_form(site, path, result)


def _whole_files(contents: FileContents) -> int:
    """Return how many files were rejected as a whole, beside those in archives."""
    return sum(1 for _, row in contents.rejected if row.is_file)


def _fresh(
    site: Site, path: Path, rows: Sequence[ImportedLink], *, keep_url: bool
) -> tuple[list[ImportedLink], list[tuple[ImportedLink, Refusal]]]:
    """Divide links into those that are new, as they will be written, and those that are known."""
    first_by_key: dict[str, ImportedLink] = {}
    keyed: list[tuple[ImportedLink, str]] = []
    for each in rows:
        source, link = each
        url = link.url if keep_url else without_tracking(link.url)
        is_as_written = url == link.url
        row = each if is_as_written else ImportedLink(source, link._replace(url=url))
        key = canonical(url)
        keyed.append((row, key))
        first_by_key.setdefault(key, row)
    urls = [row.link.url for row in first_by_key.values()]
    known = known_links(site, path, urls) if urls else {}
    fresh: list[ImportedLink] = []
    refused: list[tuple[ImportedLink, Refusal]] = []
    for row, key in keyed:
        first = first_by_key[key]
        refusal = known.get(first.link.url)
        if refusal:
            refused.append((row, refusal._replace(url=row.link.url)))
        elif first is not row:
            where = f"{first.source}:{first.link.line}"
            refused.append((row, Refusal(row.link.url, "given twice", where)))
        else:
            fresh.append(row)
    return fresh, refused


def _with_title(link: Link, titles: Mapping[str, str]) -> Link:
    if link.title:
        return link
    from postgen.page.titles_from_urls import title_from_url

    return link._replace(title=titles.get(link.url) or title_from_url(link.url))


class _CategoryChooser:
    """Chooses the category of a link: what its folder or a tag is mapped to, or what is requested.

    Failing both, it is the link's own category: the section that has the name of its folder, or
    else of the folder's last part; else a new one of the folder's name. A link without a folder
    goes by its tags: the first that is a section, or the first.
    """

    def __init__(self, old_backlog: Backlog, request: ImportRequest) -> None:
        self._requested = _section_name(old_backlog, request.category)
        self._mapped = {
            fold(folder): _section_name(old_backlog, category)
            for folder, category in request.folders.items()
        }
        self._backlog = old_backlog
        self._nearest_to: dict[str, str] = {}
        self._chosen: dict[tuple[str, tuple[str, ...]], str] = {}
        self.notes: dict[str, Note] = {}
        names = [section.name for section in old_backlog.sections if section.name]
        self._sections = {fold(name): name for name in names}

    def __call__(self, link: Link) -> str:
        folder_and_tags = link.category, link.tags
        if folder_and_tags not in self._chosen:
            self._chosen[folder_and_tags] = (
                self._mapped_category(link) or self._requested or self._own_category(link)
            )
        return self._chosen[folder_and_tags]

    def _mapped_category(self, link: Link) -> str:
        if not self._mapped:
            return ""
        return _first_of(self._mapped, [*_upwards(link.category), *link.tags])

    def _own_category(self, link: Link) -> str:
        folder = link.category
        names = [folder, folder.rpartition("/")[2]] if folder else list(link.tags)
        if not names:
            return backlog.UNSORTED
        first_name = category_name(names[0])
        return _first_of(self._sections, names) or self._nearest(first_name)

    def _nearest(self, name: str) -> str:
        """Return the section that a folder's name is near to, else a new one of its name."""
        if name not in self._nearest_to:
            self._nearest_to[name], warning = nearest_category(self._backlog, name, exact=True)
            if warning:
                self.notes[name] = warning
        return self._nearest_to[name]


def _first_of(categories: Mapping[str, str], names: Iterable[str]) -> str:
    """Return the category of the first name that has one; "" if none has."""
    for name in names:
        key = fold(name)
        if key in categories:
            return categories[key]
    return ""


def _upwards(folder: str) -> Iterator[str]:
    """Return the paths and names of a folder and those around it: `a/b`, `b`, `a`, `a`."""
    while folder:
        yield folder
        parent, _, name = folder.rpartition("/")
        yield name
        folder = parent


def _section_name(old_backlog: Backlog, name: str) -> str:
    """Return the name of the section that a person named, in full or by its beginning.

    Raises `CategoryError`, also for what may be a slip.
    """
    return chosen_category(old_backlog, name)


def _new_categories(old_backlog: Backlog, added: Iterable[Link]) -> list[str]:
    old_names = {section.name for section in old_backlog.sections}
    names = dict.fromkeys(link.category for link in added)
    return [name for name in names if name not in old_names]


@dataclass(frozen=True, slots=True)
class _Report:
    """What an import found and did, as notes and as data."""

    site: Site
    path: Path
    contents: FileContents
    added: Sequence[Link]
    refused: Sequence[tuple[ImportedLink, Refusal]]
    rejected: Sequence[tuple[str, Rejected]]

    @property
    def found(self) -> int:
        """The rows of the files, links or not."""
        return len(self.contents.rows) + len(self.contents.rejected)

    def notes(self, new_categories: Sequence[str]) -> Iterator[Note]:
        for source, row in self.rejected:
            place = _place(source, row.line)
            yield note("row-rejected", place=place, reason=row.reason, what=row.what)
        for (source, link), refusal in self.refused:
            place = _place(source, link.line)
            known = {"url": link.url, "reason": refusal.reason, "where": refusal.where}
            yield note("row-known", place=place, **known)
        titles = self._titles()
        for source, untitled in self.contents.untitled:
            title = titles.get(untitled.url)
            if title:
                place = _place(source, untitled.line)
                yield note("row-untitled", place=place, was=untitled.was, title=title)
        for (source, link), was in self.contents.unclear_days:
            yield note("row-undated", place=_place(source, link.line), was=was)
        if new_categories:
            yield note("categories-new", names=tuple(new_categories))
        if not self.contents.rows:
            yield note("nothing-found")
        yield note(
            "imported",
            added=len(self.added),
            found=self.found,
            known=len(self.refused),
            rejected=len(self.rejected),
        )

    def data(self) -> dict[str, Any]:
        titles = self._titles()
        return {
            "path": self.site.display_path(self.path),
            "counts": {
                "found": self.found,
                "added": len(self.added),
                "refused": len(self.refused),
                "rejected": len(self.rejected),
            },
            "added": [link.to_json() for link in self.added],
            "refused": [
                {
                    "file": source,
                    "line": link.line,
                    "url": link.url,
                    "title": link.title,
                    "reason": refusal.reason,
                    "where": refusal.where,
                }
                for (source, link), refusal in self.refused
            ],
            "rejected": [
                {"file": source, "line": row.line, "what": row.what, "reason": row.reason}
                for source, row in self.rejected
            ],
            "undated": [
                {"file": source, "line": link.line, "url": link.url, "was": was}
                for (source, link), was in self.contents.unclear_days
            ],
            "retitled": [
                {
                    "file": source,
                    "line": untitled.line,
                    "url": untitled.url,
                    "was": untitled.was,
                    "title": titles[untitled.url],
                }
                for source, untitled in self.contents.untitled
                if untitled.url in titles
            ],
        }

    def _titles(self) -> dict[str, str]:
        """Return the titles that links got, by the URLs that they came with."""
        added_titles = {link.url: link.title for link in self.added}
        titles = {}
        for _, row in self.contents.untitled:
            title = added_titles.get(row.url) or added_titles.get(without_tracking(row.url))
            if title:
                titles[row.url] = title
        return titles


def _place(source: str, line: int) -> str:
    return f"{source}:{line}" if line else source
