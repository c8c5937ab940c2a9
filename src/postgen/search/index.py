"""The index: an SQLite file with the links and posts of a site, made from the site's files.

What has changed on disk is read again before every answer; an index that is broken, of another
version or missing is made again. Where it cannot be written, it is made in memory.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import crc32

from postgen.files import cache, many
from postgen.search import freshness
from postgen.search.rows import Reader

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from postgen.search.freshness import Stamp
    from postgen.search.rows import IndexedFile
    from postgen.site import Site

LOCK_TIMEOUT = 5.0
"""Seconds to wait for another process that writes the index."""

AT_ONCE = 1000
"""About so many items are inserted at once."""

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
_INSERT_FILE = "INSERT INTO files VALUES (?, ?, ?, ?, ?)"
_INSERT_ITEM = "INSERT INTO items VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
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
    known = dict(connection.execute("SELECT path, stamp FROM files"))
    current = {path: _written(stamp) for path, stamp in stamps.items()}
    for path, stamp in known.items():
        if stamp != current.get(path):
            _remove(connection, path)
    new = [path for path, stamp in current.items() if known.get(path) != stamp]
    read = many.mapped(Reader(site).read, list(map(Path, new)))
    added = _Added(connection)
    are_settled = True
    for path, file in zip(new, read, strict=True):
        written_at, _, _ = stamps[path]
        is_settled = freshness.is_settled(written_at, file.read_at)
        if not is_settled:
            are_settled = False
        if file.rows:
            # Without a stamp the file is read again next time.
            added.append(path, current[path] if is_settled else "", file)
    added.flush()
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


class _Added:
    """Rows that are inserted many at a time."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._file = self._last("files")
        self._item = self._last("items")
        self._files: list[tuple[Any, ...]] = []
        self._items: list[tuple[Any, ...]] = []
        self._words: list[tuple[Any, ...]] = []

    def _last(self, table: str) -> int:
        query = f"SELECT max(id) FROM {table}"  # noqa: S608 - a constant
        return self._connection.execute(query).fetchone()[0] or 0

    def append(self, path: str, stamp: str, file: IndexedFile) -> None:
        """Append a file and its items."""
        self._file += 1
        self._files.append((self._file, path, stamp, file.title, file.issue))
        for columns, words in file.rows:
            self._item += 1
            self._items.append((self._item, self._file, *columns))
            self._words.append((self._item, *words))
        if len(self._items) >= AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Insert what was appended."""
        for insert, rows in (
            (_INSERT_FILE, self._files),
            (_INSERT_ITEM, self._items),
            (_INSERT_WORDS, self._words),
        ):
            self._connection.executemany(insert, rows)
            rows.clear()
