"""The index: an SQLite file with the links and posts of a site, made from the site's files.

What has changed on disk is read again before every answer; an index that is broken, of another
version or missing is made again. Where it cannot be written, it is made in memory.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from pathlib import Path
from time import time_ns
from typing import TYPE_CHECKING, Any
from zlib import crc32

from postgen.errors import PostgenError
from postgen.files import cache, store
from postgen.search import freshness
from postgen.search.terms import SEPARATOR, folded, joined, storable
from postgen.text.records import NamedTuple
from postgen.urls.canonical import canonical

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from postgen.references.outbound_links import Mention
    from postgen.search.freshness import Stamp
    from postgen.site import Site

BODY_LENGTH = 20_000
"""Characters of a post's own text that are indexed."""

LOCK_TIMEOUT = 5.0
"""Seconds to wait for another process that writes the index."""

_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT);
CREATE TABLE files (
    id INTEGER PRIMARY KEY, path TEXT UNIQUE, stamp TEXT, title TEXT, issue INTEGER
);
CREATE TABLE items (
    id INTEGER PRIMARY KEY, file INTEGER, kind TEXT, title TEXT, url TEXT, key TEXT, note TEXT,
    section TEXT, number INTEGER, line INTEGER, date TEXT, tags TEXT, labels TEXT, sections TEXT,
    host TEXT
);
CREATE INDEX items_file ON items (file);
CREATE INDEX items_key ON items (key);
CREATE VIRTUAL TABLE words USING fts5 (
    title, note, about, tokenize = 'unicode61 remove_diacritics 0'
);
"""
_INSERT_ITEM = """
INSERT INTO items (
    file, kind, title, url, key, note, section, number, line, date, tags, labels, sections, host
)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_INSERT_FILE = "INSERT INTO files (path, stamp, title, issue) VALUES (?, ?, ?, ?)"
_INSERT_WORDS = "INSERT INTO words (rowid, title, note, about) VALUES (?, ?, ?, ?)"
_VERSION = crc32(f"4 {_SCHEMA}".encode()) >> 1


# The file


def index_path(root: Path) -> Path:
    """Return the path of a site's index in the user's cache folder."""
    place = os.fsencode(root.resolve())
    return cache.folder() / f"search-{crc32(place):08x}{crc32(place[::-1]):08x}.sqlite"


def open_file(root: Path) -> sqlite3.Connection:
    """Open a site's index, and make its tables if it has none of this version."""
    path = index_path(root)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    connection = sqlite3.connect(path, timeout=LOCK_TIMEOUT, isolation_level=None)
    try:
        connection.execute("PRAGMA synchronous = OFF")  # after a crash it is made again
        if _version(connection) != _VERSION:
            _make_tables(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def open_new_file(root: Path) -> sqlite3.Connection:
    """Delete a site's index and open a new one."""
    path = index_path(root)
    for each in (path, path.with_name(f"{path.name}-journal")):
        each.unlink(missing_ok=True)
    return open_file(root)


def open_in_memory(_: Path) -> sqlite3.Connection:
    """Open a new index in memory."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    _make_tables(connection)
    return connection


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _make_tables(connection: sqlite3.Connection) -> None:
    """Make the tables, in place of those of another version."""
    connection.execute("BEGIN IMMEDIATE")
    # Another process may have made them while this one waited for the lock.
    if _version(connection) != _VERSION:
        # The virtual table first: it owns some of the others.
        _drop_tables(connection, "sql LIKE 'CREATE VIRTUAL%'")
        _drop_tables(connection, "type = 'table' AND name NOT LIKE 'sqlite%'")
        for statement in filter(None, map(str.strip, _SCHEMA.split(";"))):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {_VERSION}")
    connection.execute("COMMIT")


def _drop_tables(connection: sqlite3.Connection, condition: str) -> None:
    query = f"SELECT name FROM sqlite_master WHERE {condition}"  # noqa: S608 - a constant
    for (name,) in connection.execute(query).fetchall():
        connection.execute(f'DROP TABLE "{name}"')


# Updating it


def update(connection: sqlite3.Connection, site: Site, paths: Sequence[Path], backlog: str) -> None:
    """Bring the index up to date with files; note the backlog's path for `query.quick`."""
    stamps = freshness.stamps(paths)
    noted = dict(connection.execute("SELECT key, value FROM meta"))
    files: dict[str, str | bytes] = {
        "files": freshness.joined_paths(stamps),
        "numbers": freshness.packed(stamps),
    }
    has_changes = any(noted.get(key) != value for key, value in files.items())
    is_same_backlog = noted.get("backlog") == backlog
    if not has_changes and is_same_backlog and freshness.is_unchanged(site.root, noted):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        is_settled = not has_changes or _update_files(connection, site, stamps)
        new: dict[str, str | bytes] = {}
        if is_settled and not site.warnings:
            new |= freshness.note(site.root, (site.source, site.collections), stamps)
        new["backlog"] = backlog
        if is_settled:
            new |= files
        connection.execute("DELETE FROM meta")
        connection.executemany("INSERT INTO meta VALUES (?, ?)", new.items())
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise


def _update_files(connection: sqlite3.Connection, site: Site, stamps: Mapping[str, Stamp]) -> bool:
    """Index files that have changed, remove those that are gone; whether all were settled."""
    current = {path: _written(stamp) for path, stamp in stamps.items()}
    known = dict(connection.execute("SELECT path, stamp FROM files"))
    for path, stamp in known.items():
        if stamp != current.get(path):
            _remove(connection, path)
    are_settled = True
    for path, stamp in current.items():
        if known.get(path) == stamp:
            continue
        written_at, _, _ = stamps[path]
        is_settled = freshness.is_settled(written_at, time_ns())
        if not is_settled:
            are_settled = False
        with suppress(PostgenError):
            # Without a stamp the file is read again next time.
            _insert(connection, path, stamp if is_settled else "", _read(site, Path(path)))
    return are_settled


def _written(stamp: Stamp) -> str:
    return " ".join(map(str, stamp))


def _remove(connection: sqlite3.Connection, path: str) -> None:
    (file,) = connection.execute("SELECT id FROM files WHERE path = ?", (path,)).fetchone()
    connection.execute(
        "DELETE FROM words WHERE rowid IN (SELECT id FROM items WHERE file = ?)", (file,)
    )
    connection.execute("DELETE FROM items WHERE file = ?", (file,))
    connection.execute("DELETE FROM files WHERE id = ?", (file,))


class _Row(NamedTuple):
    """An item as it is inserted: its columns after `file`; its title, note and the rest, folded."""

    columns: tuple[Any, ...]
    words: tuple[str, str, str]


class _IndexedFile(NamedTuple):
    """A file as it is indexed."""

    title: str
    issue: int
    rows: Sequence[_Row]


class _Shared(NamedTuple):
    """What all items of a file share."""

    date: str
    tags: tuple[str, ...]
    categories: tuple[str, ...]


def _insert(connection: sqlite3.Connection, path: str, stamp: str, file: _IndexedFile) -> None:
    values = (path, stamp, storable(file.title), file.issue)
    number = connection.execute(_INSERT_FILE, values).lastrowid
    for row in file.rows:
        columns = (storable(each) if isinstance(each, str) else each for each in row.columns)
        item = connection.execute(_INSERT_ITEM, (number, *columns)).lastrowid
        connection.execute(_INSERT_WORDS, (item, *map(storable, row.words)))


def _read(site: Site, path: Path) -> _IndexedFile:
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
    title = front.get("title") or title_of(text) or slug
    date = _day(front.get("date"), site) or day
    shared = _Shared(date, tuple(tags_of(front)), tuple(categories_of(front)))
    body = " ".join(document.body.split())[:BODY_LENGTH]
    rows = [_row("post", Mention("", str(title), line=1), body, shared)]
    rows += [_row("link", mention, mention.note, shared) for mention in mentions(text)]
    return _IndexedFile(str(title), issue_of(text), rows)


def _row(kind: str, mention: Mention, text: str, file: _Shared) -> _Row:
    """Return the row of an item, found by title, text, address, sections and tags."""
    from postgen.page.titles_from_urls import host_of

    tags = tuple(dict.fromkeys((*mention.tags, *file.tags)))
    sections = tuple(filter(None, (mention.section, *file.categories)))
    columns = (
        kind,
        mention.title,
        mention.url,
        canonical(mention.url),
        mention.note,
        mention.section,
        mention.number,
        mention.line,
        mention.added or file.date,
        SEPARATOR.join(tags),
        joined(tags),
        joined(sections),
        host_of(mention.url),
    )
    about = " ".join([mention.url, *sections, *tags])
    return _Row(columns, (folded(mention.title), folded(text), folded(about)))


def _day(value: object, site: Site) -> str:
    """Return the day of a front matter's `date`, `YYYY-MM-DD`; "" where there is none."""
    from postgen.jekyll.dates import date_of

    if value is None:
        return ""
    try:
        return f"{date_of(value, site.now(), site.zone):%Y-%m-%d}"
    except PostgenError:
        return ""
