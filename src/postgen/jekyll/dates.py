"""Dates: read as people and Jekyll write them, and written again in a person's own form. Pure."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from postgen.errors import UsageError
from postgen.text.patterns import Lazy

_OFFSET = Lazy(r"\s*(?:Z|UTC|([+-])(\d\d):?(\d\d)?)\Z", re.ASCII | re.IGNORECASE)
"""The end of `2026-11-20 18:30 +0100`, of `…18:30:00Z`, `… UTC` and `…+09`."""

_MOMENT = Lazy(
    r"(?P<y>\d{4})(?P<dash>[-/])(?P<m>\d{1,2})(?P=dash)(?P<d>\d{1,2})"  # 2026-11-20, 2026/7/2
    r"(?:[Tt\s]+(?P<H>\d{1,2}):(?P<M>\d\d)"  # 18:30
    r"(?::(?P<S>\d\d)(?:[.,]\d*)?)?)?\Z",  # :15, :15.25
    re.ASCII,
)

_FORM = Lazy(
    r"(?P<quote>[\"']?)\d{4}(?P<dash>[-/])\d{1,2}(?P=dash)\d{1,2}"  # "2026-11-20, 2026/7/2
    r"(?:(?P<gap>[Tt]|[ \t]+)(?P<time>\d{1,2}:\d\d(?P<seconds>:\d\d(?:[.,]\d*)?)?)"  # T18:30:15.25
    r"(?P<blank>[ \t]*)(?P<offset>Z|UTC|[+-]\d\d:?\d\d)?)?(?P=quote)\Z",  # +0100, +01:00, Z
    re.ASCII,
)
"""The form of a date in front matter, as YAML, with its quotes."""

_NAMED_DAYS = {"today": 0, "tomorrow": 1, "yesterday": -1}
_MONTH_NAMES = (
    "January February March April May June July August September October November December"
).split()
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAYS = {"day": 1, "days": 1, "d": 1, "week": 7, "weeks": 7, "w": 7}
_RELATIVE = Lazy(
    r"(?:in\s+|\+)(?P<ahead>\d{1,4})\s*(?P<unit>[a-z]+)\Z"  # in 3 days, +2w
    r"|(?P<ago>\d{1,4})\s*(?P<unit_ago>[a-z]+)\s+ago\Z"  # 2 weeks ago
)
_TIME_AT_END = Lazy(r"(?P<day>.*?\S)(?:\s+at)?\s+(?P<hour>\d{1,2}):(?P<minute>\d\d)\Z", re.ASCII)
"""`friday 18:30`, `tomorrow at 9:00`."""
_NUMBERS = Lazy(
    r"(?P<one>\d{1,2})(?P<sign>[-/])(?P<two>\d{1,2})(?:(?P=sign)(?P<year>\d{4}|\d\d))?(?=\s|\Z)",
    re.ASCII,
)
"""`11/12/2026` and `11/12`, of which either number may be the month."""
_CLOCK_AT_END = Lazy(r"(?:\s+at)?\s+\d{1,2}:\d\d\Z")
_WITHOUT_YEAR = Lazy(r"\d{1,2}\.?\s*[^\W\d_]{3,}\.?\Z|[^\W\d_]{3,}\.?\s*\d{1,2}\Z")
"""`27 Nov`, `November 27`."""
_ORDINAL = Lazy(r"(?<=\d)(?:st|nd|rd|th)\b", re.IGNORECASE)
_HINT = "Write it as 2026-11-20, 2026-11-20 18:30, friday, or 20 Nov 2026."


# Reading


_YEAR_FIRST = Lazy(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}\b")
_CLOCK = Lazy(r"\b(\d{1,2}):(\d{2})\b")


def parse_date(text: str, now: datetime, zone: tzinfo | None) -> datetime:
    """Read a date that a person wrote.

    It is in ISO 8601, in any usual form and language (`27 Nov 2026`, `11/27/2026`), or one of
    today, tomorrow, yesterday, now, `friday` (the next one), `in 3 days`, `2 weeks ago`. A date
    without an offset is local to `zone` (None: the machine's); without a time it is midnight, and
    without a year it is in this one. An hour that the change of clocks skips becomes the one an
    hour later. Raises `UsageError`, also for what may be two days: `11/12/2026`.
    """
    word = " ".join(text.split()).lower()
    if word == "now":
        return now
    try:
        near = _near_day(word, now.date())
        if near:
            return localise(near, zone)
        return _parse_moment(text.strip(), zone)
    except (ValueError, OverflowError, OSError):  # Windows has no local time before 1970
        pass
    try:
        return _parse_words(word, now, zone)
    except (ValueError, OverflowError, OSError) as error:
        raise UsageError(f"`{text}` is not a date.", _HINT) from error


def is_iso(text: str) -> bool:
    """Whether a date is written with its year first, in digits: nobody need be told what it is."""
    return bool(_MOMENT.match(_OFFSET.sub("", text.strip()) if ":" in text else text.strip()))


def _near_day(word: str, today: date) -> datetime | None:
    """Read a day that is named by its distance from today, with a time or without; else None."""
    clock = time()
    timed = _TIME_AT_END.match(word)
    if timed:
        word, clock = timed["day"], time(int(timed["hour"]), int(timed["minute"]))
    distance = _distance(word.removeprefix("on ").rstrip(","), today)
    return None if distance is None else datetime.combine(today + timedelta(distance), clock)


def _distance(word: str, today: date) -> int | None:
    """Return how many days ahead a day is: `friday` is the next one, and never today."""
    if word in _NAMED_DAYS:
        return _NAMED_DAYS[word]
    first, _, name = word.rpartition(" ")
    is_name = first in {"", "next", "last", "this"} and len(name) > 2
    if is_name and name.rstrip(".") in {"tues", "wednes", "thur", "thurs"}:
        name = name.rstrip(".")[:3]
    for number, weekday in enumerate(_WEEKDAYS):
        if is_name and name.rstrip(".") in {weekday, weekday[:3]}:
            ahead = (number - today.weekday() - 1) % 7 + 1
            behind = (today.weekday() - number - 1) % 7 + 1
            return -behind if first == "last" else ahead
    found = _RELATIVE.match(word)
    if not found:
        return None
    unit = _DAYS.get(found["unit"] or found["unit_ago"])
    if unit is None:
        return None
    return int(found["ahead"]) * unit if found["ahead"] else -int(found["ago"]) * unit


def _parse_words(word: str, now: datetime, zone: tzinfo | None) -> datetime:
    """Read a date in words, or with its year last. Raises `ValueError`, and `UsageError`."""
    from postgen.text.dates import parse_date_text

    if _YEAR_FIRST.match(word):  # it has a time or an offset that there is not
        raise ValueError(word)
    if any(int(hour) > 23 or int(minute) > 59 for hour, minute in _CLOCK.findall(word)):
        raise ValueError(word)
    numbers = _NUMBERS.match(word)
    if numbers:
        _check_meaning(word, numbers, now.year)
        if not numbers["year"]:
            year = f"{numbers['sign']}{now.year}"
            word = word[: numbers.end()] + year + word[numbers.end() :]
    word = _ORDINAL.sub("", word)
    day = _CLOCK_AT_END.sub("", word)
    if _WITHOUT_YEAR.match(day):
        word = f"{day} {now.year}{word[len(day) :]}"
    found = parse_date_text(word.replace(" at ", " "))
    if found is None:
        raise ValueError(word)
    if not isinstance(found, datetime):
        found = datetime.combine(found, time())
    return found.astimezone(zone) if found.tzinfo else localise(found, zone)


def _check_meaning(text: str, numbers: re.Match[str], this_year: int) -> None:
    """Raise `UsageError` where either number may be the month: `11/12/2026`."""
    one, two, year = int(numbers["one"]), int(numbers["two"]), int(numbers["year"] or this_year)
    year += 2000 if year < 100 else 0
    has_two_meanings = one <= 12 and two <= 12 and one != two
    if not has_two_meanings or not (one and two):
        return
    american, other = date(year, one, two), date(year, two, one)
    raise UsageError(
        f"`{text}` may be {_named(american)} or {_named(other)}.",
        f"Write {american} or {other}.",
    )


def _named(day: date) -> str:
    return f"{day.day} {_MONTH_NAMES[day.month - 1]} {day.year}"


def describe(moment: datetime) -> str:
    """Return a date as a person reads it: `Friday, 4 December 2026`, `…, 18:30`."""
    weekday = _WEEKDAYS[moment.weekday()].capitalize()
    clock = f", {moment:%H:%M}" if moment.time() != time() else ""
    return f"{weekday}, {_named(moment.date())}{clock}"


def _parse_moment(text: str, zone: tzinfo | None) -> datetime:
    has_time = ":" in text  # else `2026-11-20` would end with the offset -20
    offset = _OFFSET.search(text) if has_time else None
    if offset:
        text = text[: offset.start()].strip()
    match = _MOMENT.match(text)
    if not match:
        raise ValueError(text)
    parts = [int(match[name] or 0) for name in "ymdHMS"]
    moment = datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001 - its zone follows
    if not offset:
        return localise(moment, zone)
    sign, hours, minutes = offset.groups()
    difference = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    if sign == "-":
        difference = -difference
    return moment.replace(tzinfo=timezone(difference)).astimezone(zone)


def date_of(value: object, now: datetime, zone: tzinfo | None) -> datetime:
    """Read the `date:` of a front matter as Jekyll does.

    Without an offset it is UTC, unless it is quoted. Raises `UsageError` for what is not a date;
    Jekyll stops at it.
    """
    if not isinstance(value, datetime):
        return _parse_value(str(value), now, zone)
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    return aware.astimezone(zone)


def _parse_value(text: str, now: datetime, zone: tzinfo | None) -> datetime:
    """Read a date of a front matter that is not one of YAML's; Ruby reads words as today."""
    word = text.strip().lower()
    if word == "now":
        return now
    if word in _NAMED_DAYS:
        day = now.date() + timedelta(days=_NAMED_DAYS[word])
        return localise(datetime.combine(day, time()), zone)
    try:
        return _parse_moment(text.strip(), zone)
    except (ValueError, OverflowError, OSError) as error:
        raise UsageError(
            f"`{text}` is not a date.", "Write it as 2026-11-20, or 2026-11-20 18:30."
        ) from error


def localise(moment: datetime, zone: tzinfo | None) -> datetime:
    """Return a local time with its zone (None: the machine's), as a time that exists."""
    aware = moment.replace(tzinfo=zone) if zone else moment.astimezone()
    return aware.astimezone(UTC).astimezone(zone)


# Writing


def reformat(written: str, old: datetime, new: datetime, zone: tzinfo | None) -> str:
    """Write a date in the form of another that a person wrote: its quotes, seconds and offset.

    `written` is that of `old`, as YAML: from `'2026-05-01 9:05'` comes `'2026-12-24 18:30'`. An
    offset that is not that of `zone` stays. Return "" where the form cannot hold the new date, or
    where it would look local and be read as UTC.
    """
    form = _FORM.match(written)
    if not form:
        return ""
    quote, dash = form["quote"], form["dash"]
    offset = form["offset"] or ""
    form_zone = _zone_of(offset, old, zone) if offset else zone
    moment = new.astimezone(form_zone)
    if offset and _has_seconds(moment):  # before standard time; an offset cannot say them
        moment = new.astimezone(_fixed_zone(offset))
    day = moment.date().isoformat().replace("-", dash)
    if not form["time"]:  # `2026-05-01` can say midnight only
        is_midnight = moment.time() == time()
        return f"{quote}{day}{quote}" if is_midnight else ""
    has_seconds = bool(form["seconds"] or moment.second)
    is_plain = not quote and not offset
    is_yaml_date = has_seconds and dash == "-"
    reads_as_utc = is_plain and is_yaml_date  # `2026-05-01 10:00:00`
    if reads_as_utc and zone is not UTC:
        return ""
    has_same_time = moment.time() == old.astimezone(form_zone).time()
    clock = form["time"] if has_same_time else _format_time(moment, has_seconds=has_seconds)
    end = form["blank"] + _format_offset(moment, offset)
    return f"{quote}{day}{form['gap']}{clock}{end}{quote}"


def _format_time(moment: datetime, *, has_seconds: bool) -> str:
    """Write the time of a date: `18:30:15`, or `18:30`."""
    return f"{moment:%H:%M:%S}" if has_seconds else f"{moment:%H:%M}"


def _format_offset(moment: datetime, form: str) -> str:
    """Write the offset of a date in a form: `+01:00`, `+0100`, `Z`, `UTC` or nothing."""
    if form[:1] not in {"+", "-"}:
        return form
    if ":" in form:
        return moment.isoformat()[-6:]  # +01:00
    return f"{moment:%z}"


def _zone_of(offset: str, moment: datetime, zone: tzinfo | None) -> tzinfo | None:
    """Return the zone of a written offset: the site's own where the site has that offset then."""
    written = _fixed_zone(offset)
    if offset[0] not in "+-":
        return written
    is_own = moment.astimezone(zone).utcoffset() == moment.astimezone(written).utcoffset()
    return zone if is_own else written


def _fixed_zone(offset: str) -> timezone:
    """Return the zone of an offset alone: `+0100`, `+01:00`, `Z`, `UTC`."""
    if offset[0] not in "+-":
        return UTC
    difference = timedelta(hours=int(offset[1:3]), minutes=int(offset[-2:]))
    return timezone(-difference if offset[0] == "-" else difference)


def _has_seconds(moment: datetime) -> bool:
    """Whether the offset of a time has seconds, as that of Amsterdam had in 1880, +00:19:32."""
    offset = moment.utcoffset()
    return offset is not None and bool(offset.total_seconds() % 60)
