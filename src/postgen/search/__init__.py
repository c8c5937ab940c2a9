"""The index of all that was ever linked: SQLite's full-text search over a site's posts, in the user's cache folder.

It is made from the files and from nothing else: what has changed on disk since is read again before every answer,
and an index that is broken, of another version or gone is made anew. Where it cannot be written, it lives in memory.
"""

from __future__ import annotations

import os
import re
import sqlite3
import unicodedata
from contextlib import closing, suppress
from pathlib import Path
from time import time_ns
from typing import TYPE_CHECKING, Any, NamedTuple
from zlib import crc32

from postgen.errors import PostgenError
from postgen.files import cache, store
from postgen.search import standing
from postgen.urls.canonical import canonical

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from postgen.references.mentions import Mention
    from postgen.search.standing import Metadata
    from postgen.site import Site

BODY_LENGTH = 20_000
"""Characters of a post's own text that can be found."""

LOCK_TIMEOUT = 5.0
"""Seconds to wait for another process that writes the index."""

_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT);
CREATE TABLE files (id INTEGER PRIMARY KEY, path TEXT UNIQUE, stamp TEXT, title TEXT, issue INTEGER);
CREATE TABLE items (
    id INTEGER PRIMARY KEY, file INTEGER, kind TEXT, title TEXT, url TEXT, key TEXT, note TEXT, section TEXT,
    number INTEGER, line INTEGER, date TEXT, tags TEXT, labels TEXT, sections TEXT, host TEXT
);
CREATE INDEX items_file ON items (file);
CREATE INDEX items_key ON items (key);
CREATE VIRTUAL TABLE words USING fts5 (title, note, about, tokenize = 'unicode61 remove_diacritics 0');
"""
_INSERT = """
INSERT INTO items (file, kind, title, url, key, note, section, number, line, date, tags, labels, sections, host)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_SELECT = """
SELECT items.kind, items.title, items.url, items.note, items.section, items.number, items.line, items.date, items.tags,
    files.path, files.title, files.issue, words.title
FROM words JOIN items ON items.id = words.rowid JOIN files ON files.id = items.file
"""
_VERSION = crc32(f"1 {_SCHEMA}".encode()) >> 1
_MARK = "\x1f"
# Scripts that put no blank between words: each character of them is a word, and several are a phrase.
_UNSPACED = (
    "([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U0001b000-\U0001b16f\U00020000-\U0003ffff])"
)
_ACCENTS = "[\u0300-\u036f]"
_TERM = re.compile(r'"([^"]*)"|(\S+)')
_EDGE_SYMBOL = re.compile(r"\A[^\w\s]|[^\w\s]\Z")


class Query(NamedTuple):
    """What is looked for; empty asks for nothing. `since` and `until` are days, `YYYY-MM-DD`, both included."""

    text: str = ""
    category: str = ""
    tag: str = ""
    host: str = ""
    since: str = ""
    until: str = ""
    limit: int | None = None


class Hit(NamedTuple):
    """A link, or a post, that was found: `kind` is link or post, `path` its file from the site's folder."""

    kind: str
    title: str
    url: str
    note: str
    section: str
    number: int
    line: int
    date: str
    tags: tuple[str, ...]
    path: str
    post: str
    issue: int


class IndexBrokenError(PostgenError):
    """The index cannot be made, not even in memory."""


def search(site: Site, query: Query, paths: Sequence[Path], backlog: str = "") -> list[Hit]:
    """Give what fits, the best first; without words, the newest first. The index is brought up to date before.

    `paths` are the files to know; `backlog`, that of the backlog, is only kept for `quick`.
    """
    for connect in (_on_disk, _anew, _in_memory):
        with suppress(sqlite3.Error, OSError), closing(connect(site.root)) as connection:
            _update(connection, site, paths, backlog)
            return _find(connection, query)
    raise IndexBrokenError(
        "The index cannot be made.", "Set XDG_CACHE_HOME to a folder that can be written to."
    )


def quick(start: Path, query: Query) -> tuple[list[Hit], str] | None:
    """Answer for the site around a folder from the index alone, with the backlog's path, if all is as it was noted.

    That spares reading the configuration and listing the posts. None: it takes `search`.
    """
    root = standing.root_above(start)
    if root is None or not index_path(root).is_file():
        return None
    try:
        with closing(_on_disk(root)) as connection:
            noted = dict(connection.execute("SELECT key, value FROM meta"))
            return (
                (_find(connection, query), noted["backlog"])
                if standing.holds(root, noted)
                else None
            )
    except (sqlite3.Error, OSError):
        return None


# The file


def index_path(root: Path) -> Path:
    """Name a site's index in the user's cache folder."""
    place = os.fsencode(root.resolve())
    return cache.folder() / f"search-{crc32(place):08x}{crc32(place[::-1]):08x}.sqlite"


def _on_disk(root: Path) -> sqlite3.Connection:
    path = index_path(root)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    connection = sqlite3.connect(path, timeout=LOCK_TIMEOUT, isolation_level=None)
    try:
        connection.execute("PRAGMA synchronous = OFF")  # what a crash takes can be made again
        if connection.execute("PRAGMA user_version").fetchone()[0] != _VERSION:
            _prepare(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _anew(root: Path) -> sqlite3.Connection:
    path = index_path(root)
    for each in (path, path.with_name(f"{path.name}-journal")):
        each.unlink(missing_ok=True)
    return _on_disk(root)


def _in_memory(_: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    _prepare(connection)
    return connection


def _prepare(connection: sqlite3.Connection) -> None:
    """Make the tables, in the place of those of another version."""
    connection.execute("BEGIN IMMEDIATE")
    if (
        connection.execute("PRAGMA user_version").fetchone()[0] != _VERSION
    ):  # another process may have been here
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL%'"
        ).fetchall():
            connection.execute(f'DROP TABLE "{name}"')
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        ).fetchall():
            connection.execute(f'DROP TABLE "{name}"')
        for statement in filter(None, map(str.strip, _SCHEMA.split(";"))):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {_VERSION}")
    connection.execute("COMMIT")


# Bringing it up to date


def _update(
    connection: sqlite3.Connection, site: Site, paths: Sequence[Path], backlog: str
) -> None:
    stamps = standing.stamps(paths)
    kept = dict(connection.execute("SELECT key, value FROM meta"))
    told: dict[str, str | bytes] = {
        "files": standing.names(stamps),
        "numbers": standing.numbers(stamps),
    }
    is_new = any(kept.get(key) != value for key, value in told.items())
    if not is_new and kept.get("backlog") == backlog and standing.holds(site.root, kept):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        is_sure = not is_new or _exchange(connection, site, stamps)
        noted = (
            standing.take(site.root, (site.source, site.collections), stamps)
            if is_sure and not site.warnings
            else {}
        )
        noted |= {"backlog": backlog} | (told if is_sure else {})
        connection.execute("DELETE FROM meta")
        connection.executemany("INSERT INTO meta VALUES (?, ?)", noted.items())
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise


def _exchange(connection: sqlite3.Connection, site: Site, stamps: Mapping[str, Metadata]) -> bool:
    """Read the files that have changed, and forget those that are gone; say whether all of them were at rest."""
    told = {path: " ".join(map(str, stamp)) for path, stamp in stamps.items()}
    known = dict(connection.execute("SELECT path, stamp FROM files"))
    for path in [path for path in known if known[path] != told.get(path)]:
        (number,) = connection.execute("SELECT id FROM files WHERE path = ?", (path,)).fetchone()
        connection.execute(
            "DELETE FROM words WHERE rowid IN (SELECT id FROM items WHERE file = ?)", (number,)
        )
        connection.execute("DELETE FROM items WHERE file = ?", (number,))
        connection.execute("DELETE FROM files WHERE id = ?", (number,))
    is_sure = True
    for path in [path for path in told if known.get(path) != told[path]]:
        rests = standing.is_at_rest(stamps[path][0], time_ns())
        is_sure = is_sure and rests
        with suppress(PostgenError):
            _insert(connection, path, told[path] if rests else "", _read(site, Path(path)))
    return is_sure


class _Text(NamedTuple):
    """A file as it is indexed: its title, its issue, and the rows of its items with their words."""

    title: str
    issue: int
    rows: Sequence[tuple[tuple[Any, ...], tuple[str, str, str]]]


def _read(site: Site, path: Path) -> _Text:
    from postgen.jekyll import frontmatter, rules
    from postgen.jekyll.document import Document
    from postgen.references.mentions import Mention, mentions
    from postgen.urls.finder import issue_of, title_of

    text = store.read(path).encode(errors="replace").decode()
    document = Document.parse(text)
    try:
        front = frontmatter.load(document.front) if document.has_front_matter else {}
    except PostgenError:
        front = {}
    name = rules.parse_name(path.name)
    title = str(front.get("title") or title_of(text) or (name.slug if name else path.stem))
    tags = rules.tags_of(front)
    categories = rules.categories_of(front)
    date = _day(front.get("date"), site) or (name.day.isoformat() if name else "")
    about = _About(date, tuple(tags), tuple(categories))
    whole = " ".join(document.body.split())[:BODY_LENGTH]
    rows = [_row("post", Mention("", title, line=1), whole, about)]
    rows += [_row("link", each, each.note, about) for each in mentions(text)]
    return _Text(title, issue_of(text), rows)


class _About(NamedTuple):
    """What goes for all of a file's items."""

    date: str
    tags: tuple[str, ...]
    categories: tuple[str, ...]


def _row(
    kind: str, each: Mention, words: str, file: _About
) -> tuple[tuple[Any, ...], tuple[str, str, str]]:
    """Give the row of an item, and the words that it is found by."""
    from postgen.page.slugs import host_of

    tags = tuple(dict.fromkeys((*each.tags, *file.tags)))
    sections = tuple(filter(None, (each.section, *file.categories)))
    row = (
        kind, each.title, each.url, canonical(each.url), each.note, each.section, each.number, each.line,
        each.added or file.date, _MARK.join(tags), _listed(tags), _listed(sections), host_of(each.url),
    )  # fmt: skip
    return row, (folded(each.title), folded(words), folded(" ".join([each.url, *sections, *tags])))


def _listed(names: Iterable[str]) -> str:
    """Spell names so that each can be found, whole or from its beginning."""
    return "".join(f"{_MARK}{name.casefold()}" for name in names) + _MARK


def _day(value: object, site: Site) -> str:
    from postgen.jekyll import rules

    if value is None:
        return ""
    try:
        return f"{rules.date_of(value, site.now(), site.zone):%Y-%m-%d}"
    except PostgenError:
        return ""


def _insert(connection: sqlite3.Connection, path: str, stamp: str, text: _Text) -> None:
    file = connection.execute(
        "INSERT INTO files (path, stamp, title, issue) VALUES (?, ?, ?, ?)",
        (path, stamp, text.title, text.issue),
    ).lastrowid
    for row, words in text.rows:
        number = connection.execute(_INSERT, (file, *row)).lastrowid
        connection.execute(
            "INSERT INTO words (rowid, title, note, about) VALUES (?, ?, ?, ?)", (number, *words)
        )


# Asking it


def folded(text: str) -> str:
    """Spell a text as it is compared: case, accents and width do not count, and unspaced scripts are spaced."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFC", re.sub(_ACCENTS, "", unicodedata.normalize("NFKD", text)))
    return re.sub(_UNSPACED, r" \1 ", plain.casefold())


def _find(connection: sqlite3.Connection, query: Query) -> list[Hit]:
    terms = [" ".join(folded(quoted or word).split()) for quoted, word in _TERM.findall(query.text)]
    urls = [word for _, word in _TERM.findall(query.text) if "://" in word]
    words = [
        term
        for term, (_, raw) in zip(terms, _TERM.findall(query.text), strict=True)
        if "://" not in raw and term
    ]
    where, values = _filters(connection, query, urls)
    spoken = [word for word in words if any(map(str.isalnum, word))]
    if spoken:
        where.insert(0, "words MATCH ?")
        values.insert(0, " AND ".join('"{}" *'.format(word.replace('"', " ")) for word in spoken))
    for word in words:  # marks are no words to the index: `C++`, `.net`, an emoji
        if word not in spoken or _EDGE_SYMBOL.search(word):
            where.append("instr(words.title || ' ' || words.note || ' ' || words.about, ?)")
            values.append(word)
    order = "bm25(words, 10.0, 2.0, 4.0), " if spoken else ""
    sql = f"{_SELECT} WHERE {' AND '.join(where) or '1'} ORDER BY {order}items.date DESC, files.path, items.line"
    rows = connection.execute(sql, values).fetchall()
    hits = list(_hits(rows, words))
    return hits[: query.limit]


def _hits(rows: Sequence[tuple[Any, ...]], words: Sequence[str]) -> Iterator[Hit]:
    """Give the rows as hits; a post whose links are among them is told itself only for its title."""
    with_links = {row[9] for row in rows if row[0] == "link"}
    for row in rows:
        if (
            row[0] == "link"
            or row[9] not in with_links
            or (words and all(word in row[12] for word in words))
        ):
            tags = tuple(filter(None, row[8].split(_MARK)))
            yield Hit._make((*row[:8], tags, *row[9:12]))


def _filters(
    connection: sqlite3.Connection, query: Query, urls: Sequence[str]
) -> tuple[list[str], list[Any]]:
    where: list[str] = []
    values: list[Any] = []
    for url in urls:
        where.append("items.key = ?")
        values.append(canonical(url))
    if query.category:
        connection.create_function("is_in", 1, _is_in(query.category), deterministic=True)
        where.append("is_in(items.sections)")
    if query.tag:
        where.append("instr(items.labels, ?)")
        values.append(f"{_MARK}{query.tag.casefold()}{_MARK}")
    if query.host:
        host = query.host.casefold().removeprefix("www.")
        where.append("(items.host = ? OR substr(items.host, -length(?)) = ?)")
        values += [host, f".{host}", f".{host}"]
    for sign, day in ((">=", query.since), ("<=", query.until)):
        if day:
            where.append(f"items.date {sign} ? AND items.date != ''")
            values.append(day)
    return where, values


def _is_in(category: str) -> Callable[[str], bool]:
    """Say whether a row's sections hold a category: the same name in any case, or one that begins with it."""
    from postgen.backlog import fold

    begun = re.compile(rf"{_MARK}{re.escape(fold(category))}(?:{_MARK}|:|(?=[^\w{_MARK}]))")
    return lambda sections: begun.search(sections) is not None
