"""Pages that were read before, in the user's cache folder.

What is cached of a page is its metadata, a few lines, with the headers that say how long the
response is fresh. Whether it still is, or has to be revalidated, is decided by the rules of RFC
9111 as hishel implements them. A folder that cannot be used, a file that is broken or locked by
another process: then there is no cache, and no error.
"""

from __future__ import annotations

import json
import re
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from postgen.files.cache import folder
from postgen.page.model import Page
from postgen.text.patterns import Lazy
from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Mapping
    from typing import Any, Self, TypeVar

    import hishel

    Result = TypeVar("Result")

FILE = "pages-1.sqlite"
"""The file's name; the number is the version of its table."""

KEPT = 10_000
"""Most pages in the file; the oldest are removed first."""

LARGEST = 8192
"""Most characters of one page: with `KEPT` the file is at most 80 MB, and a tenth of that in
practice."""

LOCK_TIMEOUT = 1.0
"""Seconds to wait for another process that has locked the file; then there is no cache."""

_STORED_HEADERS = frozenset(
    {"age", "cache-control", "date", "etag", "expires", "last-modified", "pragma", "vary"}
)
_OTHER_DIRECTIVE = r"(?:public|private|immutable|must-revalidate)"
_MAX_AGE = Lazy(  # `public, max-age=3600`
    rf"(?:{_OTHER_DIRECTIVE}, ?)*max-age=(\d{{1,8}})(?:, ?{_OTHER_DIRECTIVE})*", re.ASCII
)
# A response without any of these is never fresh and cannot be revalidated.
_USEFUL_HEADERS = frozenset({"cache-control", "etag", "expires", "last-modified"})


class CachedPage(NamedTuple):
    """A page that was read before: to be used as it is if it is fresh, else to be revalidated."""

    page: Page
    validators: Mapping[str, str]
    """The headers of a conditional request for it (RFC 9110, 13.1); there may be none."""
    is_fresh: bool
    state: Any
    """hishel's state for it, which `PageCache.renew` needs; None for one that is fresh."""


class PageCache:
    """The cache during one run: read when a page is needed, written when the run ends."""

    def __init__(self, version: str, headers: Mapping[str, str]) -> None:
        """Open the cache of pages as read by a `version` of postgen, requested with `headers`."""
        self._version = version
        self._headers = dict(headers)
        self._path = folder() / FILE
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._is_closed = False
        self._new: dict[str, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            if self._new:
                with suppress(OSError):
                    self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                self._try(self._write)
            self._disconnect()
            self._is_closed = True  # for threads that are still running

    def find(self, url: str) -> CachedPage | None:
        """Return what was read at an address before, fresh or not; None if nothing was."""
        with self._lock:
            text = self._new.get(url) or self._try(lambda connection: self._read(connection, url))
        if not text:
            return None
        try:
            entry = json.loads(text)
            if time.time() < entry.get("fresh_until", 0):
                return _fresh(entry["page"])
            return self._evaluate(url, entry["headers"], entry["page"])
        except (ValueError, TypeError, KeyError, AttributeError):
            return None

    def renew(self, url: str, cached: CachedPage, headers: Mapping[str, str]) -> bool:
        """Keep a page for longer after a response 304; False if that is about another version.

        `headers`: those of the response, their names in lower case.
        """
        import hishel

        response = hishel.Response(304, hishel.Headers(_with_origin_date(dict(headers))))
        state = cached.state.next(response)
        if isinstance(state, hishel.InvalidateEntries):
            state = state.next()
        if not isinstance(state, hishel.NeedToBeUpdated):
            return False
        updated = state.updating_entries[0].response
        self._remember(url, dict(updated.headers), cached.page)
        return True

    def keep(self, url: str, status: int, headers: Mapping[str, str], page: Page) -> None:
        """Cache what was read at an address, if its response allows that (RFC 9111, 3).

        `headers`: those of the response, their names in lower case.
        """
        if not _USEFUL_HEADERS.intersection(headers):
            return
        import hishel

        miss = hishel.CacheMiss(options=_options(), request=self._request(url))
        state = miss.next(hishel.Response(status, hishel.Headers(dict(headers))))
        if isinstance(state, hishel.StoreAndUse):
            self._remember(url, dict(state.response.headers), page)

    def _remember(self, url: str, headers: dict[str, str], page: Page) -> None:
        """Note a page, to be written when the run ends."""
        stored = {name: value for name, value in headers.items() if name in _STORED_HEADERS}
        stored = _with_origin_date(stored)
        entry = {
            "headers": stored,
            "fresh_until": _fresh_until(stored),
            "page": {name: value for name, value in page._asdict().items() if value},
        }
        text = json.dumps(entry, ensure_ascii=False)
        if len(text) + len(url) > LARGEST:
            return
        with self._lock:
            self._new[url] = text

    def _evaluate(
        self, url: str, headers: dict[str, str], fields: dict[str, Any]
    ) -> CachedPage | None:
        """Let hishel decide whether a page is fresh, and which request revalidates it."""
        from uuid import UUID

        import hishel

        page = Page(**fields)
        request = self._request(url)
        entry = hishel.Entry(UUID(int=0), request, hishel.Response(200, hishel.Headers(headers)))
        state = hishel.IdleClient(options=_options()).next(request, [entry])
        if not (page.title or page.refresh):
            return None
        validators = {}
        if isinstance(state, hishel.NeedRevalidation):
            validators = {
                name: value
                for name, value in state.request.headers.items()
                if name not in request.headers
            }
        is_fresh = isinstance(state, hishel.FromCache)
        return CachedPage(page, validators, is_fresh, state)

    def _request(self, url: str) -> hishel.Request:
        import hishel

        return hishel.Request("GET", url, hishel.Headers(self._headers))

    # The file

    def _try(self, work: Callable[[sqlite3.Connection], Result]) -> Result | None:
        """Do something with the file, if that is possible; delete a file that is broken."""
        is_needed = self._connection or self._new or self._path.exists()
        if self._is_closed or not is_needed:
            return None
        import sqlite3

        try:
            if self._connection is None:
                self._connection = sqlite3.connect(
                    self._path, timeout=LOCK_TIMEOUT, check_same_thread=False
                )
            return work(self._connection)
        # The file is locked, read-only, full, or without its table.
        except (sqlite3.OperationalError, OSError, UnicodeError):
            return None
        except sqlite3.DatabaseError:
            self._disconnect()
            with suppress(OSError):
                self._path.unlink()
            return None

    def _disconnect(self) -> None:
        if self._connection:
            self._connection.close()
        self._connection = None

    def _read(self, connection: sqlite3.Connection, url: str) -> str | None:
        query = "SELECT entry FROM pages WHERE url = ? AND version = ?"
        row = connection.execute(query, (url, self._version)).fetchone()
        return str(row[0]) if row else None

    def _write(self, connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA synchronous = OFF")  # after a crash the pages are fetched again
        with connection:
            connection.execute(
                "CREATE TABLE IF NOT EXISTS pages "
                "(url TEXT PRIMARY KEY, version TEXT NOT NULL, entry TEXT NOT NULL)"
            )
            rows = [(url, self._version, entry) for url, entry in self._new.items()]
            connection.executemany("REPLACE INTO pages VALUES (?, ?, ?)", rows)
            # Each row that is written gets a number above all others, so the lowest are the oldest.
            connection.execute(
                "DELETE FROM pages WHERE rowid <= (SELECT max(rowid) FROM pages) - ?", (KEPT,)
            )


def _fresh(fields: dict[str, Any]) -> CachedPage | None:
    """Return a page that is fresh; None for one of no use."""
    page = Page(**fields)
    return CachedPage(page, {}, True, None) if page.title or page.refresh else None


def _fresh_until(headers: Mapping[str, str]) -> int:
    """Return up to when a response is fresh by its `max-age` alone, in seconds since 1970.

    It is 0 where hishel, which takes long to load, has to decide. `headers` have the date of the
    origin by our clock.
    """
    lifetime = _MAX_AGE.fullmatch(headers.get("cache-control", ""))
    has_other_rules = "pragma" in headers or "*" in headers.get("vary", "")
    if not lifetime or has_other_rules:
        return 0
    from email.utils import parsedate_to_datetime

    left = parsedate_to_datetime(headers["date"]).timestamp()
    return int(left) + int(lifetime[1]) - 1  # less than a second is not counted


def _options() -> hishel.CacheOptions:
    return {"shared": False, "supported_methods": ["GET"], "allow_stale": False}


def _with_origin_date(headers: dict[str, str]) -> dict[str, str]:
    """Set `Date` to the moment when a response left its origin, by our clock (RFC 9111, 4.2.3).

    hishel counts the age from `Date` alone, which may be missing, or in the future, or later than
    `Age` says.
    """
    from email.utils import formatdate, parsedate_to_datetime

    now = time.time()
    left = now
    with suppress(ValueError, OverflowError, KeyError):
        left = min(now, parsedate_to_datetime(headers["date"]).timestamp())
    age = headers.pop("age", "").strip()
    if age.isdecimal():
        left = min(left, now - int(age[:9]))
    return {**headers, "date": formatdate(left, usegmt=True)}
