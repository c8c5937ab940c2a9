"""How far back: `7d`, `2w`, or a date."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from postgen.errors import UsageError
from postgen.jekyll.dates import parse_date

if TYPE_CHECKING:
    from postgen.site import Site

DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}
"""The units of a time span, in days."""


def day_since(site: Site, since: str) -> str:
    """Return the day that `7d`, `2w`, `3m`, `1y` or a date names, as `YYYY-MM-DD`; "" for "".

    Raises `UsageError`.
    """
    if not since:
        return ""
    number, unit = since[:-1], since[-1:]  # `7` and `d`
    is_number = number.isascii() and number.isdecimal()
    is_short = len(number) < 9
    if is_number and is_short and unit in DAYS:
        today = site.now().date()
        days_until_now = today.toordinal() - 1  # since the year 1, before which there is no date
        days = min(int(number) * DAYS[unit], days_until_now)
        return (today - timedelta(days=days)).isoformat()
    try:
        return f"{parse_date(since, site.now(), site.zone):%Y-%m-%d}"
    except UsageError as error:
        raise UsageError(error.message, "Write it as 7d, 2w, or 2026-11-20.") from error
