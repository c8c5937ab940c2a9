"""What is counted, and what comes of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

WEEK, MONTH = 7, 31
"""Days, as the ages of a backlog's items are counted."""


class PublishedLink(NamedTuple):
    """A link of a post: its address, and the `key` that all spellings of the address share."""

    key: str
    url: str
    title: str
    section: str


class PublishedPost(NamedTuple):
    """A post that readers see: `number` is that of its issue, or 0; `lang` may be ""."""

    path: str
    day: date
    title: str
    is_issue: bool
    number: int
    lang: str
    author: str
    links: Sequence[PublishedLink]

    @property
    def name(self) -> str:
        """What it is called in a few characters: `#12`, or its title."""
        return f"#{self.number}" if self.number else self.title


class Period(NamedTuple):
    """Days of a year, both included."""

    start: date
    end: date

    def has(self, day: date) -> bool:
        """Whether a day is in it."""
        return self.start <= day <= self.end

    @property
    def before(self) -> Period:
        """The same days of the year before."""
        return Period(_year_before(self.start), _year_before(self.end))

    @property
    def is_whole_year(self) -> bool:
        """Whether it ends with its year."""
        return (self.end + timedelta(1)).year > self.start.year


def _year_before(day: date) -> date:
    is_leap_day = (day.month, day.day) == (2, 29)
    return date(day.year - 1, 2, 28) if is_leap_day else day.replace(year=day.year - 1)


def year_until(year: int, today: date) -> Period:
    """Return a year, up to today where it is not over."""
    return Period(date(year, 1, 1), max(date(year, 1, 1), min(today, date(year, 12, 31))))


class Tally(NamedTuple):
    """How many of something there are now, and were in the same days of the year before."""

    now: int
    before: int


class Named(NamedTuple):
    """How many links a category, a host or an author has, and had the year before."""

    name: str
    links: int
    before: int = 0
    posts: int = 0


class Month(NamedTuple):
    """A month, `2026-01`: its issues and links, and the links of that month of the year before."""

    month: str
    issues: int
    links: int
    before: int


class Gap(NamedTuple):
    """Days between two issues."""

    days: int
    start: date
    end: date


class Cadence(NamedTuple):
    """When issues came: their days, the usual number of days between two, and the longest gap.

    The last issue of the year before is where the first gap begins. `since` is how many days ago
    the last one was, from the end of the period.
    """

    days: tuple[date, ...]
    usual: float | None = None
    longest: Gap | None = None
    since: int | None = None


class Backlog(NamedTuple):
    """The ages of a backlog's items in days; None where it is not known."""

    ages: tuple[int | None, ...]

    @property
    def known(self) -> list[int]:
        """The ages that are known, the youngest first."""
        return sorted(age for age in self.ages if age is not None)

    def to_json(self) -> dict[str, Any]:
        """Return the ages as `--json` prints them."""
        known = self.known
        return {
            "items": len(self.ages),
            "week": sum(age < WEEK for age in known),
            "month": sum(WEEK <= age < MONTH for age in known),
            "older": sum(age >= MONTH for age in known),
            "unknown": len(self.ages) - len(known),
            "median": known[len(known) // 2] if known else None,
            "oldest": known[-1] if known else None,
        }


class DeadLink(NamedTuple):
    """A link whose page is gone, by the last check."""

    url: str
    title: str
    verdict: str
    post: str


class LinkedAgain(NamedTuple):
    """A link that came again, and the posts that have it, the first one first."""

    url: str
    title: str
    posts: tuple[str, ...]


class Statistics(NamedTuple):
    """The year in numbers. `checked` is how many of its links `dead` is known of."""

    site: str
    period: Period
    issues: Tally
    posts: Tally
    links: Tally
    months: tuple[Month, ...] = ()
    categories: tuple[Named, ...] = ()
    hosts: tuple[Named, ...] = ()
    authors: tuple[Named, ...] = ()
    cadence: Cadence = Cadence(())
    backlog: Backlog | None = None
    checked: int = 0
    dead: tuple[DeadLink, ...] = ()
    again: tuple[LinkedAgain, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return all of it as `--json` prints it."""
        longest = self.cadence.longest
        return {
            "site": self.site,
            "year": self.period.start.year,
            "from": self.period.start.isoformat(),
            "to": self.period.end.isoformat(),
            "issues": _tally(self.issues),
            "posts": _tally(self.posts),
            "links": _tally(self.links),
            "months": [each._asdict() for each in self.months],
            "categories": [_named(each) for each in self.categories],
            "hosts": [_named(each) for each in self.hosts],
            "authors": [each._asdict() for each in self.authors],
            "cadence": {
                "days": [day.isoformat() for day in self.cadence.days],
                "usual": self.cadence.usual,
                "longest": {
                    "days": longest.days,
                    "from": longest.start.isoformat(),
                    "to": longest.end.isoformat(),
                }
                if longest
                else None,
                "since_last": self.cadence.since,
            },
            "backlog": self.backlog.to_json() if self.backlog else None,
            "dead": {"checked": self.checked, "links": [each._asdict() for each in self.dead]},
            "again": [each._asdict() | {"posts": list(each.posts)} for each in self.again],
        }


def _tally(each: Tally) -> dict[str, int]:
    return {"count": each.now, "before": each.before}


def _named(each: Named) -> dict[str, Any]:
    return {"name": each.name, "links": each.links, "before": each.before}


def days_text(days: float) -> str:
    """Return a number of days in words."""
    return "1 day" if days == 1 else f"{days:g} days"
