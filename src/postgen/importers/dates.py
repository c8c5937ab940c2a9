"""The day that a date of an export means: numbers, ISO 8601, days in figures, names of months."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from postgen.text.dates import FIRST_YEAR, LAST_YEAR, OTHER_CALENDAR, parse_date_text

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST = 100
_FIRST_OF_ISLAM = 1300
"""Characters of a date; what is longer is none."""

_NUMBER = re.compile(r"-?\d+(?:\.\d*)?\Z", re.ASCII)  # `1714521600`, `1714521600.5`
# `2024-05-01`, `2024-05-01T08:00:00Z`, `2024-05-01 08:00`
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[TZ ,+].*)?\Z", re.ASCII)
# `20240501`, `20240501080000`, `20240501T080000Z`
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?:T?\d{6}Z?)?\Z", re.ASCII)
# `05/13/2024`, `13.5.24`, `2024/05/13 08:00`, `2024年5月13日`
_FIGURES = re.compile(
    r"(\d{1,4})\s?([/.\-年년])\s?(\d{1,2})\s?[/.\-月월]\s?(\d{1,4})\s?[日일.]?"
    r"(?:[T,]?\s*\d{1,2}[:.]\d\d.*)?\Z",
    re.ASCII,
)
_MONTH = re.compile(r"[^\W\d_]")

_NO_DAYS = ("0000-00-00", "0001-01-01")

_EPOCH = date(1970, 1, 1).toordinal()
_EPOCH_OF_SHEETS = date(1899, 12, 30).toordinal()
_SECONDS_OF_DAY = 86_400
_SECONDS_LENGTH = 10  # digits, from 2001 to 2286
_LAST_DAY = date.max.toordinal()
_SECONDS_FROM_1601 = 11_644_473_600  # to 1970
_DAYS_OF_SHEETS = range(20_000, 80_000)  # 1954 to 2119
_FIRST_SECONDS = 1e8
"""Seconds of March 1973: a smaller number is a year or a count, and not a moment of the web."""

_UNITS = (
    (1e11, 1, 0),  # seconds
    (1e14, 1e3, 0),  # milliseconds
    (1e16, 1e6, 0),  # microseconds
    (1e17, 1e6, _SECONDS_FROM_1601),  # microseconds since 1601, as WebKit counts
    (3e17, 1e7, _SECONDS_FROM_1601),  # tenths of microseconds since 1601, as Windows counts
    (1e19, 1e9, 0),  # nanoseconds
)
"""Units of time: the limit of their numbers, how many make a second, and the seconds to 1970."""


class Order(NamedTuple):
    """What is known of a file whose days are in figures: whether the day or the month is first."""

    day_first: bool = True
    month_first: bool = True


ANY_ORDER = Order()


def order_of(values: Iterable[str]) -> Order:
    """Return the order that the dates of one file have: `13/05/2024` says it for `05/06/2024`.

    Where they contradict each other, nothing is known.
    """
    day_first = month_first = False
    for value in values:
        found = _FIGURES.match(value[:_LONGEST].strip())
        if not found or len(found[1]) > 2 or found[2] not in "/-":
            continue
        first, second = int(found[1]), int(found[3])
        day_first = day_first or first > 12 >= second
        month_first = month_first or second > 12 >= first
    return ANY_ORDER if day_first == month_first else Order(day_first, month_first)


def read_day(value: Any, order: Order = ANY_ORDER) -> str | None:
    """Return the day of a date as `YYYY-MM-DD`; "" for no date, None for one that is not certain.

    Of a number, which counts from 1970 or 1601, it is the day in UTC; of a text, the day that it
    names.
    """
    text = "" if value is None or isinstance(value, (dict, list, bool)) else str(value).strip()
    if len(text) == _SECONDS_LENGTH and text.isascii() and text.isdecimal():  # nearly all
        return _day_of_epoch(int(text) // _SECONDS_OF_DAY)
    is_none = text in {"", "0", "-1"} or text.startswith(_NO_DAYS)  # as exporters write it
    if is_none:
        return ""
    if len(text) > _LONGEST or OTHER_CALENDAR.search(text):
        return None
    found = _COMPACT.match(text) or _ISO.match(text)
    day = _day(*(int(part) for part in found.groups())) if found else None
    if day is None and _NUMBER.match(text):
        day = _day_of_number(float(text))
    if day is None and not found:
        day = _day_of_figures(text, order) or _day_of_words(text)
    return day.isoformat() if day else None


@lru_cache(maxsize=1 << 14)
def _day_of_epoch(days: int) -> str:
    """Return the day that is so many days after the first of 1970."""
    return date.fromordinal(_EPOCH + days).isoformat()


def is_date(cell: str) -> bool:
    """Whether a cell of a table is a date: no small number, which may count anything."""
    text = cell.strip()
    if _NUMBER.match(text) and len(text) < 9:
        return False
    return bool(_FIGURES.match(text[:_LONGEST]) or read_day(text))


def _is_of_another_calendar(year: int) -> bool:
    """Whether a year is of Iran or of Islam (1403, 1445), Buddhist (2567) or Jewish (5784)."""
    return _FIRST_OF_ISLAM <= year < FIRST_YEAR or year > LAST_YEAR


def _day(year: int, month: int, day: int) -> date | None:
    """Return a day; None for one of another calendar: `1403-03-24`, `2567-05-01`."""
    try:
        return None if _is_of_another_calendar(year) else date(year, month, day)
    except ValueError:
        return None


def _day_of_number(number: float) -> date | None:
    if int(min(number, _FIRST_SECONDS)) in _DAYS_OF_SHEETS:  # `45413`, of a spreadsheet
        return date.fromordinal(_EPOCH_OF_SHEETS + int(number))
    is_whole_day = number % _SECONDS_OF_DAY == 0 and number != 0  # as our own exports have them
    if number < _FIRST_SECONDS and not is_whole_day:
        return None
    for limit, per_second, shift in _UNITS:
        if number < limit:
            seconds = number / per_second - shift  # since 1970
            ordinal = _EPOCH + int(max(seconds, -1e11) // _SECONDS_OF_DAY)
            return date.fromordinal(ordinal) if 1 <= ordinal <= _LAST_DAY else None
    return None


def _day_of_figures(text: str, order: Order) -> date | None:
    """Return the one day that figures can mean; None if there are two, as in `05/06/2024`."""
    found = _FIGURES.match(text)
    if not found:
        return None
    mark = found[2]
    parts = (found[1], found[3], found[4])
    if len(found[1]) == 3:  # `113/05/01`, of the Republic of China
        return None
    if len(found[1]) > 3:  # `2024/05/13`
        readings = [parts]
    else:
        day, month, year = parts
        with_points = mark == "."  # `13.05.2024`: the day is first wherever points are written
        readings = [(year, month, day)] if order.day_first or with_points else []
        if order.month_first and not with_points:
            readings.append((year, day, month))
        if len(year) <= 2 and order == ANY_ORDER and not with_points:  # `24/05/13`
            readings.append((day, month, year))
    days = {_day(_year(year), int(month), int(day)) for year, month, day in readings}
    days.discard(None)
    return days.pop() if len(days) == 1 else None


def _year(figures: str) -> int:
    year = int(figures)
    if len(figures) > 2:
        return year
    return year + (1900 if year >= 70 else 2000)


def _day_of_words(text: str) -> date | None:
    """Read a date with the name of a month: `Wed, 01 May 2024 08:00:00 GMT`, `1 mai 2024`."""
    if not _MONTH.search(text):
        return None
    found = parse_date_text(text)
    return date(found.year, found.month, found.day) if found else None
