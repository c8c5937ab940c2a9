"""Answer a query from the index."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing, suppress
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeVar

from postgen.errors import PostgenError
from postgen.search import freshness, index
from postgen.search.terms import SEPARATOR, folded, storable
from postgen.urls.canonical import canonical

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from postgen.site import Site

Answer = TypeVar("Answer")

_FROM = "FROM words JOIN items ON items.id = words.rowid JOIN files ON files.id = items.file"
_SELECT = f"""
SELECT items.kind, items.title, items.url, items.note, items.section, items.number, items.line,
    items.date, items.tags, files.path, files.title, files.issue {_FROM}
"""
# `attention "neural networks"`: a word, and a phrase.
_TERM = re.compile(r'"(?P<phrase>[^"]*)"|(?P<word>\S+)')
# `C++`, `.net`, `#tag`: symbols at the edge of a word are not indexed.
_EDGE_SYMBOL = re.compile(r"\A[^\w\s]|[^\w\s]\Z")


MAX_TERMS = 100
"""How many words and addresses are searched for; SQLite cannot take thousands of conditions."""


class Query(NamedTuple):
    """What to search for; an empty field restricts nothing.

    `since` and `until` are days, `YYYY-MM-DD`, both included.
    """

    text: str = ""
    category: str = ""
    tag: str = ""
    host: str = ""
    since: str = ""
    until: str = ""
    limit: int | None = None


class Hit(NamedTuple):
    """A link or a post that was found: `kind` is "link" or "post", `path` that of its file."""

    kind: Literal["link", "post"]
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


class LinkRow(NamedTuple):
    """A link of a file: `key` is what all spellings of its address share."""

    path: str
    key: str
    url: str
    title: str
    section: str


class IndexBrokenError(PostgenError):
    """The index cannot be made, not even in memory."""


def search(site: Site, query: Query, paths: Sequence[Path], backlog: str = "") -> list[Hit]:
    """Update the index; return what matches, the best first (without words, the newest).

    `paths` are the files to search; `backlog`, the backlog's path, is only noted for `quick`.
    Raises `IndexBrokenError`.
    """
    return _with_index(site, paths, backlog, lambda connection: _find(connection, query))


def links(site: Site, paths: Sequence[Path], backlog: str = "") -> list[LinkRow]:
    """Update the index; return all links of the files, in the order of each file.

    Raises `IndexBrokenError`.
    """

    def find_all(connection: sqlite3.Connection) -> list[LinkRow]:
        rows = connection.execute(
            "SELECT files.path, items.key, items.url, items.title, items.section "
            "FROM items JOIN files ON files.id = items.file "
            "WHERE items.kind = 'link' ORDER BY items.id"
        )
        return list(map(LinkRow._make, rows))

    return _with_index(site, paths, backlog, find_all)


def _with_index(
    site: Site, paths: Sequence[Path], backlog: str, ask: Callable[[sqlite3.Connection], Answer]
) -> Answer:
    """Update the index and ask it; one that is broken is made again, in memory at the last."""
    for connect in (index.open_file, index.open_new_file, index.open_in_memory):
        with suppress(sqlite3.Error, OSError), closing(connect(site.root)) as connection:
            index.update(connection, site, paths, backlog)
            return ask(connection)
    raise IndexBrokenError(
        "The index cannot be made.", "Set XDG_CACHE_HOME to a folder that can be written to."
    )


def quick(start: Path, query: Query) -> tuple[list[Hit], str] | None:
    """Return what matches around a folder, and the backlog's path, if nothing has changed.

    That needs neither the configuration nor a list of the posts. None: use `search`.
    """
    root = freshness.root_above(start)
    if root is None or not index.index_path(root).is_file():
        return None
    try:
        with closing(index.open_file(root)) as connection:
            noted = dict(connection.execute("SELECT key, value FROM meta"))
            if not freshness.is_unchanged(root, noted):
                return None
            return _find(connection, query), noted["backlog"]
    except (sqlite3.Error, OSError):
        return None


class _Terms(NamedTuple):
    """A query's text, divided: addresses as written, words and phrases folded."""

    urls: list[str]
    words: list[str]


def _terms(text: str) -> _Terms:
    urls: list[str] = []
    words: list[str] = []
    for term in islice(_TERM.finditer(text), MAX_TERMS):
        written = term["phrase"] or term["word"] or ""
        is_url = term["word"] is not None and "://" in term["word"]
        if is_url:
            urls.append(written)
            continue
        word = " ".join(folded(written).split())
        if word:
            words.append(word)
    return _Terms(urls, words)


def _plain(query: Query) -> Query:
    """Return a query as SQLite can take it: bytes of the command line may be no text."""
    texts = (query.text, query.category, query.tag, query.host)
    text, category, tag, host = (storable(each.replace("\0", " ")) for each in texts)
    return query._replace(text=text, category=category, tag=tag, host=host)


def _find(connection: sqlite3.Connection, query: Query) -> list[Hit]:
    query = _plain(query)
    urls, words = _terms(query.text)
    conditions, values = _filters(connection, query, urls)
    indexed = [word for word in words if any(map(str.isalnum, word))]
    if indexed:
        # Every word, from its beginning: `"neural networks" *`.
        phrases = ['"{}" *'.format(word.replace('"', " ")) for word in indexed]
        conditions.insert(0, "words MATCH ?")
        values.insert(0, " AND ".join(phrases))
    for word in words:
        has_symbols = word not in indexed or _EDGE_SYMBOL.search(word)
        if has_symbols:
            conditions.append("instr(words.title || ' ' || words.note || ' ' || words.about, ?)")
            values.append(word)
    where = " AND ".join(conditions) or "1"
    # A post besides its own links only if all words are in its title.
    links = f"SELECT items.file {_FROM} WHERE {where} AND items.kind = 'link'"
    in_title = " AND ".join("instr(words.title, ?)" for _ in words) or "0"
    alone = f"items.kind = 'link' OR {in_title} OR items.file NOT IN ({links})"
    order = "items.date DESC, files.path, items.line"
    if indexed:
        order = f"bm25(words, 10.0, 2.0, 4.0), {order}"
    rows = connection.execute(
        f"{_SELECT} WHERE {where} AND ({alone}) ORDER BY {order} LIMIT ?",
        [*values, *words, *values, -1 if query.limit is None else query.limit],
    )
    return list(map(_hit, rows))


def _hit(row: Sequence[Any]) -> Hit:
    *columns, tags, path, post, issue = row
    # What follows is the order of the fields of a `Hit`.
    return Hit._make((*columns, tuple(filter(None, tags.split(SEPARATOR))), path, post, issue))


def _filters(
    connection: sqlite3.Connection, query: Query, urls: Sequence[str]
) -> tuple[list[str], list[Any]]:
    """Return the conditions of a query besides its words, and the values in them."""
    conditions: list[str] = []
    values: list[Any] = []
    for url in urls:
        conditions.append("items.key = ?")
        values.append(canonical(url))
    if query.category:
        connection.create_function("is_in", 1, _is_in(query.category), deterministic=True)
        conditions.append("is_in(items.sections)")
    if query.tag:
        conditions.append("instr(items.labels, ?)")
        values.append(f"{SEPARATOR}{query.tag.casefold()}{SEPARATOR}")
    if query.host:
        host = query.host.casefold().removeprefix("www.")
        conditions.append("(items.host = ? OR substr(items.host, -length(?)) = ?)")
        values += [host, f".{host}", f".{host}"]
    if query.since:
        conditions.append("items.date >= ? AND items.date != ''")
        values.append(query.since)
    if query.until:
        conditions.append("items.date <= ? AND items.date != ''")
        values.append(query.until)
    return conditions, values


def _is_in(category: str) -> Callable[[str], bool]:
    """Return a function: whether a row's sections include a category, or one that begins so.

    `nlp` matches `NLP`, `NLP: models` and `NLP (2024)`, but not `NLProc`.
    """
    from postgen.backlog import fold

    name = re.escape(fold(category))
    pattern = re.compile(rf"{SEPARATOR}{name}(?:{SEPARATOR}|:|(?=[^\w{SEPARATOR}]))")
    return lambda sections: pattern.search(sections) is not None
