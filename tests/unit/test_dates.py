from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from postgen.errors import UsageError
from postgen.jekyll import dates, frontmatter

PARIS = ZoneInfo("Europe/Paris")
NEW = datetime(2026, 12, 24, 18, 30, 45, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026-05-01 10:00:00 +0200", "2026-12-24 18:30:45 +0100"),
        ("2026-05-01T10:00:00+02:00", "2026-12-24T18:30:45+01:00"),
        ("2026-05-01 10:00:00   -05:00", "2026-12-24 12:30:45   -05:00"),
        ("2026-05-01t10:00:00Z", "2026-12-24t17:30:45Z"),
        ("'2026-05-01 10:00:00'", "'2026-12-24 18:30:45'"), ('"2026-05-01 10:00 +0200"', '"2026-12-24 18:30:45 +0100"'),
        ("2026/05/01 10:00:00", "2026/12/24 18:30:45"), ("2026-05-01 10:00:00 UTC", "2026-12-24 17:30:45 UTC"),
        ("2026-05-01 10:00 +0530", "2026-12-24 23:00:45 +0530"),
        ("2026-05-01 10:00:00", ""), ("2026-05-01 10:00", ""), ("2026-05-01", ""), ("May 1, 2026", ""), ("1 # x", ""),
    ],
)  # fmt: skip
def test_a_date_keeps_the_form_of_the_old_one(written: str, expected: str) -> None:
    """The result is empty for a form that cannot hold the new date, or would look like another."""
    value = frontmatter.load(f"date: {written}")["date"]
    old = (
        datetime(2026, 5, 1, 12, tzinfo=PARIS)
        if "May" in written or "#" in written
        else dates.date_of(value, NEW, PARIS)
    )
    reformatted = dates.reformat(written, old, NEW, PARIS)
    assert reformatted == expected
    if reformatted:
        assert dates.date_of(frontmatter.load(f"date: {reformatted}")["date"], NEW, PARIS) == NEW


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026-05-01 9:05:00.50 +0200", "2026-12-24 9:05:00.50 +0100"), ("'2026-05-01 9:05'", "'2026-12-24 9:05'"),
        ("2026-05-01 9:05", "2026-12-24 9:05"),
    ],
)  # fmt: skip
def test_an_unchanged_time_keeps_its_form(written: str, expected: str) -> None:
    old = dates.date_of(frontmatter.load(f"date: {written}")["date"], NEW, PARIS)
    new = dates.localise(datetime.combine(NEW.date(), old.time()), PARIS)
    assert dates.reformat(written, old, new, PARIS) == expected


def test_a_day_stays_a_day_and_utc_needs_no_offset() -> None:
    midnight, old = datetime(2026, 12, 24, tzinfo=PARIS), datetime(2026, 5, 1, tzinfo=PARIS)
    assert dates.reformat("2026-05-01", old, midnight, PARIS) == "2026-12-24"
    assert dates.reformat("'2026/05/01'", old, midnight, PARIS) == "'2026/12/24'"
    assert dates.reformat("2026-05-01 10:00:00", old, NEW, UTC) == "2026-12-24 17:30:45"


NOW = datetime(2026, 11, 25, 12, 8, tzinfo=PARIS)
"""A Wednesday."""

READ = {
    "friday": "2026-11-27", "fri": "2026-11-27", "Next Friday": "2026-11-27", "on friday": "2026-11-27",
    "wednesday": "2026-12-02", "last wednesday": "2026-11-18", "last friday": "2026-11-20", "tues": "2026-12-01",
    "thurs": "2026-11-26", "Friday 18:30": "2026-11-27 18:30", "friday at 9:05": "2026-11-27 09:05",
    "tomorrow 7:00": "2026-11-26 07:00", "today": "2026-11-25", "yesterday": "2026-11-24",
    "in 3 days": "2026-11-28", "+2w": "2026-12-09", "2 weeks ago": "2026-11-11", "in 1 week": "2026-12-02",
    "27 Nov 2026": "2026-11-27", "27 November 2026, 18:30": "2026-11-27 18:30", "Nov 27, 2026": "2026-11-27",
    "November 27th, 2026": "2026-11-27", "27 Nov": "2026-11-27", "Nov 27": "2026-11-27", "27. Nov": "2026-11-27",
    "Nov 27 18:30": "2026-11-27 18:30", "11/27/2026": "2026-11-27", "27/11/2026": "2026-11-27", "11/27": "2026-11-27",
    "27.11.2026": "2026-11-27", "11.12.2026": "2026-12-11", "11/11/2026": "2026-11-11", "11/27/26": "2026-11-27",
    "27. November 2026": "2026-11-27", "27 novembre 2026": "2026-11-27", "27 de noviembre de 2026": "2026-11-27",
    "2026年11月27日": "2026-11-27", "27 ноября 2026": "2026-11-27", "20261127": "2026-11-27",
    "2026-11-27 10:00Z": "2026-11-27 11:00", "27 Nov 2026 6pm": "2026-11-27 18:00",
    "Fri, 27 Nov 2026 18:30:00 +0100": "2026-11-27 18:30",
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), READ.items())
def test_a_date_that_a_person_writes_is_read(text: str, expected: str) -> None:
    moment = dates.parse_date(text, NOW, PARIS)
    has_time = ":" in expected
    assert f"{moment:%Y-%m-%d %H:%M}" == (expected if has_time else f"{expected} 00:00")


@pytest.mark.parametrize(
    ("text", "one", "other"),
    [
        ("11/12/2026", "2026-11-12", "2026-12-11"),
        ("11-12-2026", "2026-11-12", "2026-12-11"),
        ("1/2/26", "2026-01-02", "2026-02-01"),
        ("03/04", "2026-03-04", "2026-04-03"),
        ("11/12/2026 18:30", "2026-11-12", "2026-12-11"),
    ],
)
def test_what_may_be_two_days_is_refused_with_both(text: str, one: str, other: str) -> None:
    with pytest.raises(UsageError) as caught:
        dates.parse_date(text, NOW, PARIS)
    assert "may be" in caught.value.message
    assert caught.value.hint == f"Write {one} or {other}."


@pytest.mark.parametrize(
    "text",
    ["soon", "7", "13/13/2026", "31 Feb 2026", "2026", "next", "monday week", "2026-13-01", ""],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is not a date"):
        dates.parse_date(text, NOW, PARIS)


@pytest.mark.parametrize("text", ["friday", "27 Nov 2026", "11/27/2026"])
def test_front_matter_is_read_as_jekyll_reads_it(text: str) -> None:
    """Words are for the command line: Ruby would read `friday` as a day of this week."""
    with pytest.raises(UsageError):
        dates.date_of(text, NOW, PARIS)


@pytest.mark.parametrize(
    ("zone", "written", "old"),
    [
        ("Europe/Amsterdam", "2026-05-01 10:00:00 +02:00", "2026-05-01T10:00:00+02:00"),
        ("Europe/Amsterdam", "2026-05-01 10:00:00 +0200", "2026-05-01T10:00:00+02:00"),
        ("Europe/Amsterdam", "2026-05-01 10:00:00 Z", "2026-05-01T10:00:00+00:00"),
        ("America/New_York", "2026-05-01T10:00:00-04:00", "2026-05-01T10:00:00-04:00"),
        ("Africa/Monrovia", "2026-05-01 10:00 +0000", "2026-05-01T10:00:00+00:00"),
        ("Asia/Kolkata", "'2026/5/1 10:00 +0530'", "2026-05-01T10:00:00+05:30"),
        ("Asia/Kolkata", "'2026/5/1 10:00'", "2026-05-01T10:00:00+05:30"),
    ],
)
def test_a_day_before_standard_time_in_the_form_of_another(
    zone: str, written: str, old: str
) -> None:
    """The zones' offsets had seconds then, which no form of a date can say."""
    here = ZoneInfo(zone)
    new = dates.parse_date("1850-06-01 12:00", datetime(2026, 1, 1, tzinfo=UTC), here)
    form = dates.reformat(written, datetime.fromisoformat(old), new, here)
    read = frontmatter.load(f"date: {form}")["date"]
    difference = dates.date_of(read, datetime(2026, 1, 1, tzinfo=UTC), here) - new
    has_no_seconds = "10:00:00" not in written
    assert abs(difference.total_seconds()) < (60 if has_no_seconds else 1), form
    assert re.search(r"18(?:50|49)[-/]", form)
