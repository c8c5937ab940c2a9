"""Dates that a person names: how far back (`7d`, `2w`), and the date of a post."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from postgen.commands import Note, note
from postgen.errors import UsageError
from postgen.jekyll.dates import describe, is_iso, parse_date
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from datetime import datetime

    from postgen.site import Site

_SPAN = Lazy(r"(?P<number>\d{1,8})\s*(?:(?P<unit>[hdwmy])[a-z]*)?\Z", re.ASCII)
"""`7`, `7d`, `2 weeks`."""
_BACK = Lazy(r"\A\s*(?=(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\s*\Z)", re.IGNORECASE)
"""Before a weekday: since `friday` means the last one."""

HOURS = {"h": 1, "d": 24, "w": 7 * 24, "m": 30 * 24, "y": 365 * 24}
"""The units of a time span, in hours."""


def day_since(site: Site, since: str) -> str:
    """Return the day that `7`, `7d`, `2h`, `2w`, `3m`, `1y` or a date names, as `YYYY-MM-DD`.

    It is "" for "". Raises `UsageError`.
    """
    if not since:
        return ""
    found = _SPAN.match(since.strip().lower())
    if found:
        now = site.now()
        hours = int(found["number"]) * HOURS[found["unit"] or "d"]
        hours_until_now = (now.toordinal() - 1) * 24  # before the year 1 there is no date
        return (now - timedelta(hours=min(hours, hours_until_now))).date().isoformat()
    try:
        moment = parse_date(_BACK.sub("last ", since), site.now(), site.zone)
    except UsageError as error:
        hint = error.hint if " may be " in error.message else "Write it as 7d, 2w, or 2026-11-20."
        raise UsageError(error.message, hint) from error
    return f"{moment:%Y-%m-%d}"


def read_date(site: Site, text: str, now: datetime, notes: list[Note]) -> datetime:
    """Return the date that a person named for a post; note which one it is, if it was in words.

    Raises `UsageError`.
    """
    moment = parse_date(text, now, site.zone)
    is_now = text.strip().lower() == "now"
    if not is_now and not is_iso(text):
        notes.append(note("date-read", text=" ".join(text.split()), date=describe(moment)))
    return moment
