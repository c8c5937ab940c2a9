"""How the parts of a name or title follow a date: `Week Ending July 11`, `2024-W43`, `20260821`."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

from postgen.habits.tokens import (
    SEASONS,
    in_case,
    month_name,
    month_words,
    season_words,
    weekday_name,
)
from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.habits.tokens import Token

_COMPACT = {8: ("%Y%m%d", "%d%m%Y"), 6: ("%y%m%d", "%Y%m"), 4: ("%m%d", "%d%m")}
"""Dates in one run of digits, by its length."""

_FIRST_MONTHS = {"december": 12, "january": 1}
"""The month in which winter begins: in December, or, where a quarter is a season, in January."""

Shift = tuple[str, int]
"""From the post's day to the day that is meant: `("days", -1)`, `("months", 1)`, or the next or
last weekday: `("on or before", 6)`, `("on or after", 0)`."""


class Reading(NamedTuple):
    """A part of a date: which, how it is written, and how its day follows from the post's day."""

    part: str
    style: str
    shift: Shift


def _shifts() -> Iterator[Shift]:
    """Yield the shifts, the likeliest first."""
    yield "days", 0
    for count in range(1, 11):
        yield "days", -count
        yield "days", count
    for weekday in range(7):
        yield "on or before", weekday
        yield "on or after", weekday
    yield "months", -1
    yield "months", 1


SHIFTS = tuple(_shifts())


@cache
def shifted(day: date, shift: Shift) -> date:
    """Return the day that is meant."""
    how, count = shift
    if how == "days":
        return day + timedelta(days=count)
    if how == "months":
        month = day.month - 1 + count
        return date(day.year + month // 12, month % 12 + 1, min(day.day, 28))
    if how == "on or before":
        return day - timedelta(days=(day.weekday() - count) % 7)
    return day + timedelta(days=(count - day.weekday()) % 7)


def readings(token: Token, day: date) -> frozenset[Reading]:
    """Return the parts of a date that a token may be in a post of that day."""
    if not token.kinds & {"number", "month", "weekday", "season"}:
        return frozenset()
    return _readings(token.text, day)


@cache
def _readings(text: str, day: date) -> frozenset[Reading]:
    found: set[Reading] = set()
    for shift in SHIFTS:
        meant = shifted(day, shift)
        parts = _of_digits(text, meant) if text.isdecimal() else _of_word(text, meant)
        found.update(Reading(part, style, shift) for part, style in parts)
    return frozenset(found)


def _of_digits(text: str, day: date) -> Iterator[tuple[str, str]]:
    value = int(text)
    week = day.isocalendar()
    if len(text) == 4:
        yield from (("year", "") for _ in range(day.year == value))
        yield from (("week year", "") for _ in range(week.year == value))
    for form in _COMPACT.get(len(text), ()):
        if day.strftime(form) == text:
            yield "compact", form
    if len(text) > 2:
        return
    parts = {"month": day.month, "day": day.day, "week": week.week, "short year": day.year % 100}
    parts |= {"quarter": (day.month + 2) // 3, "week of month": (day.day + 6) // 7}
    for part, number in parts.items():
        if number == value:
            if text[0] != "0" and part != "short year":
                yield part, ""
            if len(text) == 2:
                yield part, "padded"


def _of_word(text: str, day: date) -> Iterator[tuple[str, str]]:
    for lang, form, number in month_words().get(text.casefold(), ()):
        if number == day.month:
            yield "month name", f"{lang} {form}"
    for lang, season in season_words().get(text.lower(), ()):
        for first, months in _FIRST_MONTHS.items():
            if (day.month - months) % 12 // 3 == season:
                yield "season", f"{lang} {first}"
    for is_short in (False, True):
        if weekday_name(day.weekday(), is_short=is_short) == text.lower():
            yield "weekday", "short" if is_short else ""


def write(reading: Reading, day: date, like: str) -> str:
    """Write a part of a date for a post of that day, in the case of `like`."""
    meant = shifted(day, reading.shift)
    if reading.part == "compact":
        return meant.strftime(reading.style)
    if reading.part == "month name":
        lang, _, form = reading.style.partition(" ")
        return in_case(month_name(lang, form, meant.month), like)
    if reading.part == "season":
        lang, _, first = reading.style.partition(" ")
        season = (meant.month - _FIRST_MONTHS[first]) % 12 // 3
        return in_case(SEASONS[lang][season], like)
    if reading.part == "weekday":
        return in_case(weekday_name(meant.weekday(), is_short=bool(reading.style)), like)
    week = meant.isocalendar()
    number = {
        "year": meant.year,
        "week year": week.year,
        "month": meant.month,
        "day": meant.day,
        "week": week.week,
        "short year": meant.year % 100,
        "quarter": (meant.month + 2) // 3,
        "week of month": (meant.day + 6) // 7,
    }[reading.part]
    return str(number).zfill(2 if reading.style else 0)
