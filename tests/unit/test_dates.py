from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

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
