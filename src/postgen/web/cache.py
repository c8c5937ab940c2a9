"""Pages that were read before, kept in the user's cache folder.

A page is kept as what was read from it, a few lines, with what its server said of how long it holds; whether it is
still good, or has to be asked for, is for the rules of RFC 9111 to say, as hishel knows them. A folder that cannot
be used, a file that is broken or held by another process: then there is no cache, and nobody has to know.
"""

from __future__ import annotations

import json
import threading
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from postgen.files.cache import folder

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Mapping
    from typing import Any, Self, TypeVar

    import hishel

    from postgen.page.metadata import Page

    Result = TypeVar("Result")

FILE = "pages-1.sqlite"
"""Its name holds the number of the table's form."""

KEPT = 10_000
"""Pages kept at most; the oldest go first."""

LARGEST = 8192
"""Characters of one page kept at most: with `KEPT`, the file's bound is 80 MB, and a tenth of that in practice."""

LOCK_TIMEOUT = 1.0
"""Seconds that another process may hold the file before it is done without."""

_WEIGHED = frozenset(
    {"age", "cache-control", "date", "etag", "expires", "last-modified", "pragma", "vary"}
)
_USEFUL = frozenset({"cache-control", "etag", "expires", "last-modified"})


@dataclass(frozen=True, slots=True)
class Kept:
    """A page that was read before: good as it is if it is fresh, else to be asked for again."""

    page: Page
    asks: Mapping[str, str]
    """The headers of a request for it, if it has changed (RFC 9110, 13.1); there may be none."""
    is_fresh: bool
    state: Any
    """What hishel makes of it."""


class Pages:
    """The pages of one run: looked up as they are needed, written when the run ends, in one go."""

    def __init__(self, version: str, headers: Mapping[str, str]) -> None:
        """Keep pages as read by a `version` of the reader, asked for with `headers`; those of others do not count."""
        self._version, self._headers = version, dict(headers)
        self._path = folder() / FILE
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._is_over = False
        self._new: dict[str, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            if self._new:
                with suppress(OSError):
                    self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                self._try(self._write)
            self._hang_up()
            self._is_over = True  # for threads that were left behind

    def find(self, url: str) -> Kept | None:
        """Return what was read at an address before, fresh or not; None if nothing was."""
        with self._lock:
            text = self._new.get(url) or self._try(lambda connection: self._read(connection, url))
        try:
            entry = json.loads(text) if text else None
            return self._weigh(url, entry["headers"], entry["page"]) if entry else None
        except (ValueError, TypeError, KeyError, AttributeError):
            return None

    def renew(self, url: str, kept: Kept, headers: Mapping[str, str]) -> bool:
        """Take an answer 304 for what it says: keep a page for longer, or say that it means another one."""
        import hishel

        state = kept.state.next(hishel.Response(304, hishel.Headers(_dated(dict(headers)))))
        if isinstance(state, hishel.InvalidateEntries):
            state = state.next()
        if not isinstance(state, hishel.NeedToBeUpdated):
            return False
        self._rename_into_place(url, dict(state.updating_entries[0].response.headers), kept.page)
        return True

    def keep(self, url: str, status: int, headers: Mapping[str, str], page: Page) -> None:
        """Keep what was read at an address, if its answer allows it (RFC 9111, 3) and it is of any use.

        `headers`: those of the answer, their names in lower case.
        """
        if not _USEFUL.intersection(headers):
            return  # nothing says how long it holds, and nothing could ask whether it still does
        import hishel

        miss = hishel.CacheMiss(options=_options(), request=self._request(url))
        state = miss.next(hishel.Response(status, hishel.Headers(dict(headers))))
        if isinstance(state, hishel.StoreAndUse):
            self._rename_into_place(url, dict(state.response.headers), page)

    def _rename_into_place(self, url: str, headers: dict[str, str], page: Page) -> None:
        weighed = {name: value for name, value in headers.items() if name in _WEIGHED}
        entry = {
            "headers": _dated(weighed),
            "page": {name: value for name, value in asdict(page).items() if value},
        }
        text = json.dumps(entry, ensure_ascii=False)
        if len(text) + len(url) <= LARGEST:
            with self._lock:
                self._new[url] = text

    def _weigh(self, url: str, headers: dict[str, str], facts: dict[str, str]) -> Kept | None:
        from uuid import UUID

        import hishel

        from postgen.page.metadata import Page

        request = self._request(url)
        entry = hishel.Entry(UUID(int=0), request, hishel.Response(200, hishel.Headers(headers)))
        state = hishel.IdleClient(options=_options()).next(request, [entry])
        asks = {}
        if isinstance(state, hishel.NeedRevalidation):
            asks = {
                name: value
                for name, value in state.request.headers.items()
                if name not in request.headers
            }
        page = Page(**facts)
        return (
            Kept(page, asks, isinstance(state, hishel.FromCache), state)
            if page.title or page.refresh
            else None
        )

    def _request(self, url: str) -> hishel.Request:
        import hishel

        return hishel.Request("GET", url, hishel.Headers(self._headers))

    # The file

    def _try(self, work: Callable[[sqlite3.Connection], Result]) -> Result | None:
        """Do something with the file, if it can be done; one that is broken is thrown away."""
        if self._is_over or not (self._connection or self._new or self._path.exists()):
            return None
        import sqlite3

        try:
            if self._connection is None:
                self._connection = sqlite3.connect(
                    self._path, timeout=LOCK_TIMEOUT, check_same_thread=False
                )
            return work(self._connection)
        except (
            sqlite3.OperationalError,
            OSError,
            UnicodeError,
        ):  # held, read-only, full, or without its table
            return None
        except sqlite3.DatabaseError:
            self._hang_up()
            with suppress(OSError):
                self._path.unlink()
            return None

    def _hang_up(self) -> None:
        if self._connection:
            self._connection.close()
        self._connection = None

    def _read(self, connection: sqlite3.Connection, url: str) -> str | None:
        query = "SELECT entry FROM pages WHERE url = ? AND version = ?"
        row = connection.execute(query, (url, self._version)).fetchone()
        return str(row[0]) if row else None

    def _write(self, connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA synchronous = OFF")  # what a crash takes can be made again
        with connection:
            connection.execute(
                "CREATE TABLE IF NOT EXISTS pages (url TEXT PRIMARY KEY, version TEXT NOT NULL, entry TEXT NOT NULL)"
            )
            rows = [(url, self._version, entry) for url, entry in self._new.items()]
            connection.executemany("REPLACE INTO pages VALUES (?, ?, ?)", rows)
            # Each row that is written gets a number above all others.
            connection.execute(
                "DELETE FROM pages WHERE rowid <= (SELECT max(rowid) FROM pages) - ?", (KEPT,)
            )


def _options() -> hishel.CacheOptions:
    return {"shared": False, "supported_methods": ["GET"], "allow_stale": False}


def _dated(headers: dict[str, str]) -> dict[str, str]:
    """Give an answer's headers the moment when it left its origin, by our clock (RFC 9111, 4.2.3).

    hishel counts the age from `Date` alone, which may be missing, or ahead, and before which `Age` may have passed.
    """
    from email.utils import formatdate, parsedate_to_datetime

    now = left = time.time()
    with suppress(ValueError, OverflowError, KeyError):
        left = min(now, parsedate_to_datetime(headers["date"]).timestamp())
    age = headers.pop("age", "").strip()
    if age.isdecimal():
        left = min(left, now - int(age[:9]))
    return {**headers, "date": formatdate(left, usegmt=True)}
