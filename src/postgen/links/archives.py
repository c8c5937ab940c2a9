"""The addresses of web archives: of copies, of lists of copies, and of those who make copies. Pure.

The forms are those of the Wayback Machine, which other archives (pywb, OpenWayback) share:
`/web/20160801120000/https://example.org/a` is the copy of that moment,
`/cdx/search/cdx?url=…` lists copies (https://github.com/internetarchive/wayback, CDX server), and
`/save/https://example.org/a` makes one.
"""

from __future__ import annotations

import json
import re
from datetime import date
from typing import NamedTuple
from urllib.parse import quote

from postgen.text.patterns import Lazy
from postgen.urls.redirects import original_in

__all__ = ["Copy", "copies", "listing_address", "nearest", "original_in", "saving_address"]

_COPY = Lazy(r"/web/(\d{8,14})(?:[a-z]{2}_)?/(?=https?:)")
_SAFE = ":/?#[]@!$&'()*+,;=%-._~"


class Copy(NamedTuple):
    """A copy in an archive: its moment, as 14 digits (UTC), and the address that was copied."""

    timestamp: str
    original: str

    @property
    def day(self) -> date:
        """The day on which it was made."""
        return date(int(self.timestamp[:4]), int(self.timestamp[4:6]), int(self.timestamp[6:8]))

    def address(self, archive: str) -> str:
        """Return the address of the copy at an archive."""
        return f"{archive.rstrip('/')}/web/{self.timestamp}/{self.original}"


def listing_address(archive: str, url: str, near: date) -> str:
    """Return the address that lists copies of a page, at most one a day, those near a day first."""
    query = (
        f"url={quote(url, safe='')}&output=json&fl=timestamp,original,statuscode"
        f"&filter=statuscode:200&collapse=timestamp:8&closest={near:%Y%m%d}&sort=closest&limit=50"
    )
    return f"{archive.rstrip('/')}/cdx/search/cdx?{query}"


def saving_address(archive: str, url: str) -> str:
    """Return the address that makes an archive keep a page."""
    return f"{archive.rstrip('/')}/save/{quote(url, safe=_SAFE)}"


def memento_address(archive: str, url: str) -> str:
    """Return the address that leads to the copy nearest to `Accept-Datetime` (RFC 7089)."""
    return f"{archive.rstrip('/')}/web/{quote(url, safe=_SAFE)}"


def copies(text: str) -> list[Copy]:
    """Return the copies that an answer of a CDX server lists: those of pages that were there.

    It is JSON, rows with their names in the first, or a line for each.
    """
    try:
        rows = json.loads(text)
    except ValueError:
        rows = [line.split() for line in text.splitlines()]
    if not isinstance(rows, list):
        return []
    names = ["timestamp", "original", "statuscode"]
    if rows and isinstance(rows[0], list) and "timestamp" in rows[0]:
        names, *rows = rows
    found = []
    for row in rows:
        fields = dict(zip(names, map(str, row), strict=False)) if isinstance(row, list) else {}
        copy = _copy(fields.get("timestamp", ""), fields.get("original", ""))
        if copy and fields.get("statuscode", "200") in {"200", "-"}:
            found.append(copy)
    return found


def copy_at(address: str) -> Copy | None:
    """Return the copy that an address of an archive leads to."""
    found = _COPY.search(address)
    return _copy(found[1], address[found.end() :]) if found else None


def nearest(found: list[Copy], day: date, before: date | None = None) -> Copy | None:
    """Return the copy nearest to a day; none from the day `before` on, when others were there."""
    usable = [copy for copy in found if before is None or copy.day < before]
    return min(usable, key=lambda copy: (abs(copy.day - day), copy.timestamp), default=None)


def _copy(timestamp: str, original: str) -> Copy | None:
    is_moment = re.fullmatch(r"\d{8,14}", timestamp)
    if not is_moment or not original.startswith(("http://", "https://")):
        return None
    copy = Copy(timestamp.ljust(14, "0"), original)
    try:
        return copy if copy.day else None
    except ValueError:
        return None
