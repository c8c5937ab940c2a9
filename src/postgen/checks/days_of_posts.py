"""Days of posts: the one in the name and the one of `date:`, and those that are still to come."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from postgen.checks.check import Check
from postgen.checks.front_places import key_span
from postgen.jekyll.file_names import FILE_NAME, parse_name
from postgen.model import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from postgen.checks.check import Subject
    from postgen.checks.site_facts import SiteFacts, SiteFile

DIFFERS, FUTURE = "DT20", "DT21"


def find_different(subject: Subject) -> Iterator[Finding]:
    """Find posts whose `date:` is on another day than that in their name."""
    file, site = subject.file, subject.site
    if file is None or site is None or file.kind != "posts" or file.moment is None:
        return
    name = file.path.rpartition("/")[2]
    written, named = FILE_NAME.match(name), parse_name(name)
    if written is None or named is None or "date" not in site.keys_of(file.path):
        return
    if int(written["date"].rpartition("-")[2]) != named.day.day:  # `2026-02-30` is none
        return
    day = file.moment.date()
    if day == named.day or not _is_certain(subject, site, named.day):
        return
    start, end = key_span(subject.document, "date")
    place = ", in its address too" if _has_day(file, day) else ""
    message = (
        f"The name of the file says {named.day}, `date:` says {_in_zone(subject, site, day)}: "
        f"the post is of the second day{place}."
    )
    yield Finding(DIFFERS, start, end, message, severity="warning")


def _is_certain(subject: Subject, site: SiteFacts, named: date) -> bool:
    """Whether the days differ wherever the site is built: its zone may not be set."""
    if site.zone is not None:
        return True
    file = subject.file
    is_other_in_utc = (
        file is not None
        and file.moment is not None
        and (file.moment.astimezone(UTC).date() != named)
    )
    start, end = key_span(subject.document, "date")
    return is_other_in_utc and named.isoformat() not in str(subject.document)[start:end]


def _in_zone(subject: Subject, site: SiteFacts, day: date) -> str:
    """Return a day, and how it comes that it is another one than is written."""
    start, end = key_span(subject.document, "date")
    is_written = day.isoformat() in str(subject.document)[start:end]
    return str(day) if is_written or site.zone is None else f"{day} in {site.zone}"


def _has_day(file: SiteFile, day: date) -> bool:
    return f"/{day:%d}/" in file.url or f"-{day:%d}-" in file.url


def find_future(subject: Subject) -> Iterator[Finding]:
    """Find posts whose day is still to come, and say what the site does with them."""
    file, site = subject.file, subject.site
    if file is None or site is None or file.kind != "posts" or file.moment is None:
        return
    if file.moment <= site.now:
        return
    published = file.front.get("published", True)
    if published is None or published is False:
        return
    if site.config.get("future"):
        what = "readers see it already, for the site has `future: true`"
    else:
        what = "Jekyll leaves it out until the site is built after that"
    start, end = key_span(subject.document, "date")
    message = f"The post is of {file.moment:%Y-%m-%d %H:%M}, which is still to come: {what}."
    yield Finding(FUTURE, start, end, message, severity="warning")


CHECKS = (
    Check(
        code=DIFFERS,
        name="two days",
        summary="The day in the name of a post is not that of its `date:`.",
        why="""Jekyll takes the day of `date:`, for the address too, and in the time zone of the
site: a post of 23:30 in one zone is one of the next day in another. Then nothing is where its name
says.""",
        bad="---\ntitle: Boats\ndate: 2026-11-20 23:30:00 -0500\n---\n\nText.\n",
        good="---\ntitle: Boats\ndate: 2026-11-20 18:30:00 -0500\n---\n\nText.\n",
        find=find_different,
        severity="warning",
        part="text",
        needs="site",
        file="_posts/2026-11-20-boats.md",
    ),
    Check(
        code=FUTURE,
        name="still to come",
        summary="A post is of a day that is still to come.",
        why="""Jekyll leaves it out, without a word, until the site is built again after that day;
GitHub Pages, and a site with `future: true`, show it at once.""",
        bad="---\ntitle: Boats\n---\n\nText.\n",
        good="---\ntitle: Boats\npublished: false\n---\n\nText.\n",
        find=find_future,
        severity="warning",
        part="text",
        needs="site",
        file="_posts/2027-05-01-boats.md",
    ),
)
