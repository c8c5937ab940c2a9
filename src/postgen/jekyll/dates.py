"""Dates: read as people and Jekyll write them, and written again in a person's own form. Pure."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo

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


# Reading


def parse_date(text: str, now: datetime, zone: tzinfo | None) -> datetime:
    """Read a date that a person wrote.

    It is in ISO 8601, in any usual form, or one of today, tomorrow, yesterday, now. A date without
    an offset is local to `zone` (None: the machine's); without a time it is midnight. An hour that
    the change of clocks skips becomes the one an hour later. Raises `UsageError`.
    """
    word = text.strip().lower()
    if word == "now":
        return now
    if word in _NAMED_DAYS:
        day = now.date() + timedelta(days=_NAMED_DAYS[word])
        return localise(datetime.combine(day, time()), zone)
    try:
        return _parse_moment(text.strip(), zone)
    except (ValueError, OverflowError, OSError) as error:  # Windows has no local time before 1970
        raise UsageError(
            f"`{text}` is not a date.", "Write it as 2026-11-20, or 2026-11-20 18:30."
        ) from error


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
        return parse_date(str(value), now, zone)
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    return aware.astimezone(zone)


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
