"""What of a file is in the index: its post and its links, each as a row of the tables."""

from __future__ import annotations

from functools import cached_property, lru_cache
from time import time_ns
from typing import TYPE_CHECKING, Any, NamedTuple

from postgen.errors import PostgenError
from postgen.files import store
from postgen.search.terms import SEPARATOR, folded, joined, storable
from postgen.urls.canonical import canonical

if TYPE_CHECKING:
    from datetime import datetime, tzinfo
    from pathlib import Path

    from postgen.references.outbound_links import Mention
    from postgen.site import Site

BODY_LENGTH = 20_000
"""Characters of a post's own text that are indexed."""

Row = tuple[tuple[Any, ...], tuple[str, ...]]
"""An item: its columns after `file`; its title, its text and the rest, folded."""


class IndexedFile(NamedTuple):
    """A file as it is indexed; it was read after a moment (ns)."""

    read_at: int
    title: str
    issue: int
    rows: list[Row]


class _Shared(NamedTuple):
    """What all items of a file share."""

    date: str
    tags: tuple[str, ...]
    categories: tuple[str, ...]


class Reader:
    """Reads the files of a site."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def read(self, path: Path) -> IndexedFile:
        """Return a file as it is indexed; without rows where it is gone.

        Raises `UnreadableError`: an answer without it would look complete.
        """
        read_at = time_ns()
        try:
            return self._read(path, read_at)
        except store.UnreadableError:
            if path.exists():
                raise
            return IndexedFile(read_at, "", 0, [])

    def _read(self, path: Path, read_at: int) -> IndexedFile:
        from postgen.issue_number import issue_of
        from postgen.jekyll import frontmatter
        from postgen.jekyll.categories import categories_of, tags_of
        from postgen.jekyll.document import Document
        from postgen.jekyll.file_names import parse_name
        from postgen.jekyll.head import title_of
        from postgen.references.outbound_links import Mention, mentions

        text = store.read(path).encode(errors="replace").decode()
        document = Document.parse(text)
        try:
            front = frontmatter.load(document.front) if document.has_front_matter else {}
        except PostgenError:
            front = {}
        slug, day = path.stem, ""
        name = parse_name(path.name)
        if name:
            slug, day = name.slug, name.day.isoformat()
        title = str(front.get("title") or title_of(text) or slug)
        shared = _Shared(
            self._day(front.get("date")) or day,
            tuple(dict.fromkeys(tags_of(front))),
            tuple(filter(None, categories_of(front))),
        )
        body = " ".join(document.body.split())[:BODY_LENGTH]
        rows = [_row("post", Mention("", title, line=1), body, shared)]
        rows += [_row("link", mention, mention.note, shared) for mention in mentions(text)]
        return IndexedFile(read_at, storable(title), issue_of(text), rows)

    def _day(self, value: object) -> str:
        """Return the day of a front matter's `date`, `YYYY-MM-DD`; "" where there is none."""
        from postgen.jekyll.dates import date_of

        if value is None:
            return ""
        try:
            return f"{date_of(value, *self._clock):%Y-%m-%d}"
        except PostgenError:
            return ""

    @cached_property
    def _clock(self) -> tuple[datetime, tzinfo | None]:
        """The time, and the site's zone. Raises `ConfigError`."""
        return self._site.now(), self._site.zone


def _row(kind: str, mention: Mention, text: str, file: _Shared) -> Row:
    """Return the row of an item, found by title, text, address, sections and tags."""
    url, section = mention.url, mention.section
    tags, sections = file.tags, file.categories
    if mention.tags:
        tags = tuple(dict.fromkeys((*mention.tags, *tags)))
    if section:
        sections = (section, *sections)
    key, host, date = canonical(url), _host(url), mention.added or file.date
    columns = (
        kind,
        mention.title,
        url,
        key,
        mention.note,
        section,
        mention.number,
        mention.line,
        date,
        SEPARATOR.join(tags),
        joined(tags),
        joined(sections),
        host,
    )
    about = " ".join([url, *sections, *tags])
    words = (folded(mention.title), folded(text), folded(about))
    if f"{mention.title}{text}{about}{key}{host}{date}".isascii():  # a quick look
        return columns, words
    kept = tuple(storable(each) if isinstance(each, str) else each for each in columns)
    return kept, tuple(map(storable, words))


def _host(url: str) -> str:
    """Return the host of a URL as people write it; most links of a site are on few hosts."""
    end = url.find("/", 8) if url.startswith(("http://", "https://")) else -1
    return _host_at_start(url if end < 0 else url[:end])


@lru_cache(maxsize=1024)
def _host_at_start(url: str) -> str:
    from postgen.page.titles_from_urls import host_of

    return host_of(url)
