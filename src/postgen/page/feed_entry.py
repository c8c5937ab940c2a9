"""What a feed holds: its entries as plain text, their order and their days. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, datetime, time
from typing import TYPE_CHECKING, Any

from postgen.page.feed_html import summary_of
from postgen.page.one_line import repaired_line
from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, tzinfo

MAX_ENTRIES = 10_000
"""Most entries of a feed that are read."""

_YEARS_AHEAD = 5
"""For how many years something may be announced in a feed."""

_MORE_THAN_TITLE = 40  # characters that a summary has more than the title, to be shown


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed as plain text; what the feed does not say is empty.

    `date` is as the feed says it: a moment with its zone, a local time of a zone that is not known,
    or a day.
    """

    url: str
    title: str
    date: datetime | date | None = None
    summary: str = ""
    image: str = ""
    source: str = ""
    id: str = ""


class Feed(NamedTuple):
    """A feed: its entries in its own order, and the titles of those without a web address.

    `is_cut`: its end is missing, or it is longer than what is read of a feed.
    """

    entries: tuple[Entry, ...] = ()
    unusable: tuple[str, ...] = ()
    is_cut: bool = False


def make_entry(url: str, title: str, html: str, **rest: Any) -> Entry:
    """Return an entry with a short summary, or none if that only repeats the title.

    Without a title it gets its first words, or a title from its address.
    """
    from postgen.page.titles_from_urls import title_from_url
    from postgen.text.words import first_words

    summary = summary_of(html)
    title = repaired_line(title) or first_words(summary) or title_from_url(url)
    begins_with_title = _letters(summary).startswith(_letters(title))
    if begins_with_title and len(summary) < len(title) + _MORE_THAN_TITLE:
        summary = ""
    return Entry(url, title, summary=summary, **rest)


def day_of(entry: Entry, zone: tzinfo | None, this_year: int = MAXYEAR) -> str:
    """Return the day of an entry in a time zone, as `YYYY-MM-DD`; "" without one.

    A day or a local time that the feed gives without a zone stays the day that is written. A
    year far ahead of `this_year` is of another calendar: 2081 is 2024 in Nepal.
    """
    if entry.date and entry.date.year > this_year + _YEARS_AHEAD:
        return ""
    if isinstance(entry.date, datetime) and entry.date.tzinfo:
        return f"{entry.date.astimezone(zone):%Y-%m-%d}"
    return f"{entry.date:%Y-%m-%d}" if entry.date else ""


def moment_of(entry: Entry) -> datetime | None:
    """Return when an entry was published; what has no zone is taken for UTC."""
    if entry.date is None:
        return None
    if not isinstance(entry.date, datetime):
        return datetime.combine(entry.date, time(), UTC)
    return entry.date if entry.date.tzinfo else entry.date.replace(tzinfo=UTC)


def newest_first(entries: Iterable[Entry]) -> list[Entry]:
    """Sort entries by date, the newest first; those without one are last, in their feed's order."""
    return sorted(entries, key=age)


def age(entry: Entry, latest: datetime | None = None) -> float:
    """Return what entries are sorted by: the older, the greater.

    A date after `latest` counts as none: it would lead every list until then.
    """
    moment = moment_of(entry)
    is_known = moment is not None and not (latest and moment > latest)
    return -moment.timestamp() if moment and is_known else float("inf")


def _letters(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()
