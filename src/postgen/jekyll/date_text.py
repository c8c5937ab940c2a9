"""What Ruby makes of the text of a date (`Time.parse`), where that is certain. Pure.

Jekyll reads every `date:` with it, and stops at what it refuses. It takes much that nobody would
write, so most texts that are not named here are left to it.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from postgen.text.patterns import Lazy
from postgen.text.records import NamedTuple

_YEAR_FIRST = Lazy(
    r"(?P<y>(?!0000)\d{4})(?P<dash>[-/.])(?P<m>\d{1,2})(?P=dash)(?P<d>\d{1,2})(?!\d)"  # 2026-11-20
    r"(?:[Tt]|[ \t]+)?"
    r"(?:(?P<H>\d{1,2}):(?P<M>\d{1,2})(?::(?P<S>\d{1,2}))?(?!\d))?"  # 18:30:15
    r"(?P<zone>[ \t]*[+-]\d\d:?\d\d\Z)?"  # +0100
)
_DAY_FIRST = Lazy(r"(?P<d>\d{1,2})(?P<dash>[-/.])(?P<m>\d{1,2})(?P=dash)\d{4}(?!\d)")
_YEAR_AND_MONTH = Lazy(r"\d{4}-\d{1,2}\Z")
_MONTH = Lazy(r"(?<![A-Za-z])(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", re.IGNORECASE)
_DIGIT = Lazy(r"\d")


EMPTY = "it is empty"
OTHER = "another time"
"""What becomes of a day or an hour that there is not, if Ruby takes it because of its offset."""


class Reading(NamedTuple):
    """What becomes of the text of a date: `problem` stops the build, `rolls_to` is another time."""

    problem: str = ""
    rolls_to: str = ""


def read(text: str) -> Reading:
    """Return what is wrong with the text of a date: nothing where Ruby reads it, or may read it."""
    word = text.strip()
    if not word:
        return Reading(EMPTY)
    if found := _YEAR_FIRST.match(word):
        return _year_first(found)
    if word.isdecimal() and word.isascii():
        return _digits(word)
    problem = ""
    found = _DAY_FIRST.match(word)
    if found and not 1 <= int(found["m"]) <= 12:
        problem = f"Ruby takes {int(found['m'])} for the month"
    elif _YEAR_AND_MONTH.match(word):
        problem = "it has no day"
    elif not _DIGIT.search(word) and not _MONTH.search(word):
        problem = "it is not a date"
    return Reading(problem)


def _year_first(found: re.Match[str]) -> Reading:
    """Return what is wrong with `2026-11-20 18:30:15 +0100`."""
    year, month, day = int(found["y"]), int(found["m"]), int(found["d"])
    problem = ""
    if not 1 <= month <= 12:
        problem = f"there is no month {month}"
    elif not 1 <= day <= 31:
        problem = f"there is no day {day}"
    if problem:
        return Reading(rolls_to=OTHER) if found["zone"] else Reading(problem)
    hour, minute, second = (int(found[name] or 0) for name in "HMS")
    if minute > 59:
        return Reading(f"there is no minute {minute}")
    if second > 60:
        return Reading(f"there is no second {second}")
    is_past_midnight = hour == 24 and bool(minute or second)
    if hour > 24 or is_past_midnight:
        if found["zone"]:  # Ruby adds the offset before it looks
            return Reading(rolls_to=OTHER)
        return Reading(f"there is no hour {hour}")
    day_meant = rolled(year, month, day)
    return Reading(rolls_to=str(day_meant or ""))


def _digits(word: str) -> Reading:
    """Return what is wrong with a number.

    Of four digits Ruby takes the first two for the month; ten are a day and an hour, if they can
    be: those of an epoch mostly cannot.
    """
    if len(word) == 4:
        is_day = 1 <= int(word[:2]) <= 12 and 1 <= int(word[2:]) <= 31
        return Reading() if is_day else Reading("it is a year alone")
    if len(word) == 10:
        is_day = 1 <= int(word[4:6]) <= 12 and 1 <= int(word[6:8]) <= 31
        is_hour = is_day and int(word[8:]) <= 24
        return Reading() if is_hour else Reading("it is a number, not a date")
    return Reading("it is a number, not a date") if len(word) == 13 else Reading()


def rolled(year: int, month: int, day: int) -> date | None:
    """Return the day that Ruby makes of one that its month does not have, such as 30 February."""
    if not 1 <= year <= 9998 or day <= monthrange(year, month)[1]:
        return None
    return date(year, month, 1) + timedelta(days=day - 1)
