"""The names of posts' files, by Jekyll's rules (`document.rb`). Pure."""

from __future__ import annotations

import re
from datetime import date, timedelta

from postgen.text.records import NamedTuple

FILE_NAME = re.compile(
    r"(?P<date>\d{2,4}-\d{1,2}-\d{1,2})-(?P<slug>[^/]*)(?P<ext>\.[^./]+)\Z", re.ASCII
)
"""The name of a post: `2026-11-20-attention-explained.md` (document.rb, DATE_FILENAME_MATCHER)."""

_PORTS = [f"{port}{number}" for port in ("com", "lpt") for number in "0123456789¹²³"]
RESERVED = frozenset(["con", "prn", "aux", "nul", *_PORTS])
"""The names of devices, which no file on Windows can have, whatever its ending."""


class PostName(NamedTuple):
    """What the name of a post's file says: its day, its slug, its ending with the dot."""

    day: date
    slug: str
    ext: str


def parse_name(name: str) -> PostName | None:
    """Read the name of a post's file; return None where Jekyll would ignore the file or stop at it.

    As with Ruby's `Time.parse`, `24-1-7` is in 2024, and `2024-02-30` is the first of March.
    """
    match = FILE_NAME.match(name)
    if not match:
        return None
    is_copy = name.endswith("~")  # `2026-11-20-notes.md~`, which an editor keeps
    is_data = match["ext"] in {".yml", ".yaml"}
    if is_copy or is_data:
        return None
    year, month, day = (int(part) for part in match["date"].split("-"))
    has_short_year = match["date"].index("-") == 2
    if has_short_year:
        year += 1900 if year >= 69 else 2000
    if not 1 <= day <= 31:
        return None
    try:
        exact = date(year, month, 1) + timedelta(days=day - 1)
    except (ValueError, OverflowError):
        return None
    return PostName(exact, match["slug"].rstrip("."), match["ext"])
