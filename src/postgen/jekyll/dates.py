"""A date spelled anew in the form that a person wrote it in. Pure."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo

_WRITTEN = re.compile(
    r"(?P<quote>[\"']?)\d{4}(?P<dash>[-/])\d{1,2}(?P=dash)\d{1,2}"
    r"(?:(?P<gap>[Tt]|[ \t]+)(?P<time>\d{1,2}:\d\d(?P<seconds>:\d\d(?:[.,]\d*)?)?)"
    r"(?P<blank>[ \t]*)(?P<offset>Z|UTC|[+-]\d\d:?\d\d)?)?(?P=quote)\Z",
    re.ASCII,
)


def respell(written: str, old: datetime, new: datetime, zone: tzinfo | None) -> str:
    """Spell a new date in the form, as YAML, in which a person wrote the old one: its quotes, seconds, offset.

    An offset that is not the zone's stays. Gives "" where the form cannot say it, or means UTC but looks local.
    """
    form = _WRITTEN.match(written)
    if not form:
        return ""
    quote, dash, offset = form["quote"], form["dash"], form["offset"]
    there = _zone_of(offset, old, zone) if offset else zone
    moment, before = new.astimezone(there), old.astimezone(there)
    day = f"{moment:%Y{dash}%m{dash}%d}"
    if not form["time"]:
        return "" if moment.time() != time() else f"{quote}{day}{quote}"
    seconds = bool(form["seconds"] or moment.second)
    if not offset and seconds and not quote and dash == "-" and zone is not UTC:
        return ""
    clock = (
        form["time"]
        if moment.time() == before.time()
        else f"{moment:%H:%M:%S}"
        if seconds
        else f"{moment:%H:%M}"
    )
    if offset and offset[0] in "+-":
        offset = moment.isoformat()[-6:] if ":" in offset else f"{moment:%z}"
    return f"{quote}{day}{form['gap']}{clock}{form['blank']}{offset or ''}{quote}"


def _zone_of(offset: str, moment: datetime, zone: tzinfo | None) -> tzinfo | None:
    """Give the zone that a written offset stands for: the site's own where it is that one's at the time."""
    if offset[0] not in "+-":
        return UTC
    minutes = int(offset[1:3]) * 60 + int(offset[-2:])
    written = timedelta(minutes=-minutes if offset[0] == "-" else minutes)
    return zone if moment.astimezone(zone).utcoffset() == written else timezone(written)
