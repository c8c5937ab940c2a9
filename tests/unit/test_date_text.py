"""Dates of feeds and exports: the day that is written, or none."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postgen.importers.dates import read_day
from postgen.text.dates import parse_date_text
from postgen.text.months import MONTHS, month_numbers

FRIDAY = date(2026, 11, 20)
EIGHT = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)

ZONED = {
    # RFC 822 and RFC 5322, and what is nearly that
    "Fri, 20 Nov 2026 08:00:00 GMT": EIGHT,
    "Fri,20 Nov 2026 08:00:00 GMT": EIGHT,
    "Fri, 20-Nov-2026 08:00:00 GMT": EIGHT,
    "Friday, 20-Nov-26 08:00:00 GMT": EIGHT,
    "20 Nov 26 0:08:00 +0000": datetime(2026, 11, 20, 0, 8, tzinfo=UTC),
    "Sat, 20 Nov 2026 08:00:00 GMT": EIGHT,  # it was a Friday
    "Fri, 20 Nov 2026 08:00:00 UT": EIGHT,
    "Fri, 20 Nov 2026 08:00 Z": EIGHT,
    "Fri, 20 Nov 2026 0800 GMT": EIGHT,
    "Fri, 20 Nov 2026 0900 +0100": EIGHT,
    "Fri, 20 Nov 2026 03:00:00 EST": EIGHT,
    "Fri, 20 Nov 2026 10:00:00 GMT+2": EIGHT,
    "Fri, 20 Nov 2026 10:00:00 GMT+0200": EIGHT,
    "Fri, 20 Nov 2026 10:00:00 UTC+02:00": EIGHT,
    "Fri, 20 Nov 2026 09:00:00 MEZ": EIGHT,
    "Fri, 20 Nov 2026 03:00:00 America/New_York": EIGHT,
    "Fri, 20 Nov 2026 08:00:00 Etc/GMT": EIGHT,
    "Fri, 20 Nov 2026 08:00:00 GMT (comment)": EIGHT,
    "Fri, 20 Nov 2026 08:00:00 GMT (week 47)": EIGHT,
    "Fri, 20 Nov 2026 8:0:0 GMT": EIGHT,
    "Fri, 20 Nov 2026 08:00:00 AM GMT": EIGHT,
    "Fri, 20 Nov 2026 24:00:00 GMT": datetime(2026, 11, 20, 23, 59, 59, tzinfo=UTC),
    "Fri, 20 Nov 2026 23:59:60 GMT": datetime(2026, 11, 20, 23, 59, 59, tzinfo=UTC),
    # asctime, `date`, JavaScript, Ruby, Go, Java
    "Fri Nov 20 08:00:00 UTC 2026": EIGHT,
    "Fri Nov 20 2026 09:00:00 GMT+0100 (Central European Standard Time)": EIGHT,
    "2026-11-20 08:00:00 +0000 UTC": EIGHT,
    "2026-11-20T08:00:00Z[UTC]": EIGHT,
    "2026-11-20T09:00+01:00[Europe/Berlin]": EIGHT,
    "20/Nov/2026:08:00:00 +0000": EIGHT,
    # ISO 8601
    "2026-11-20T08:00:00.000Z": EIGHT,
    "2026-11-20t08:00:00z": EIGHT,
    "2026-11-20T09:00:00+0100": EIGHT,
    "2026-11-20T09:00:00+01": EIGHT,
    "2026-11-20T13:30:00,5+05:30": EIGHT,
    "20261120T080000Z": EIGHT,
    "2026-11-20T08Z": EIGHT,
    "2026-11-20T0800Z": EIGHT,
    "2026-11-20 08:00:00 −0000": EIGHT,
    # epochs
    "1795161600": EIGHT,
    "1795161600000": EIGHT,
    "1795161600.0": EIGHT,
    "/Date(1795161600000)/": EIGHT,
}


@pytest.mark.parametrize("text", ZONED)
def test_a_moment_with_its_zone_is_read(text: str) -> None:
    moment = parse_date_text(text)
    assert isinstance(moment, datetime)
    assert moment.replace(microsecond=0) == ZONED[text]


LOCAL = {
    "2026-11-20 08:00:00": 8,
    "2026-11-20T08:00": 8,
    "2026-11-20_08:00": 8,
    "2026:11:20 08:00:00": 8,
    "20261120080000": 8,
    "Fri Nov 20 08:00:00 2026": 8,
    "Fri, 20 Nov 2026 08:00:00 IST": 8,  # of India, Israel or Ireland
    "11/20/2026 8:00:00 PM": 20,
    "20/11/2026 08:00": 8,
    "20.11.2026 08:00": 8,
    "2026. 11. 20. 08:00": 8,
    "2026년 11월 20일 오후 8:00": 20,
    "2026年11月20日 午後8時0分": 20,
    "2026年11月20日 下午 8:00": 20,
    "Friday, November 20, 2026 - 8:00am": 8,
    "Friday, November 20, 2026 at 8 p.m.": 20,
    "8:00 PM - 20 Nov 2026": 20,
    "20 novembre 2026 à 8h00": 8,
    "20. marraskuuta 2026 klo 8.00": 8,
    "20. November 2026, 8 Uhr": 8,
    "20.11.2026, 8.00 Uhr": 8,
    "Freitag, 20.11.2026 um 20.00 Uhr": 20,
    "Mo, 20 Nov 2026 08:00:00": 8,
    "viernes, 20 de noviembre de 2026, 8:00 p. m.": 20,
}


@pytest.mark.parametrize("text", LOCAL)
def test_a_time_without_a_known_zone_is_local(text: str) -> None:
    assert parse_date_text(text) == datetime(2026, 11, 20, LOCAL[text])  # noqa: DTZ001


DAYS = [
    "20 Nov 2026",
    "20 November 2026",
    "November 20, 2026",
    "Nov. 20th, 2026",
    "20th of November 2026",
    "2026 Nov 20",
    "20Nov2026",
    "Nov 20, '26",
    "20261120",
    "2026/11/20",
    "2026.11.20",
    "2026-W47-5",
    "2026W475",
    "2026-324",
    "11/20/2026",
    "20/11/2026",
    "20-11-2026",
    "20.11.26",
    "11/20/26",
    "20 novembre 2026",
    "ven. 20 nov. 2026",
    "1er novembre 2026",
    "20. listopadu 2026",
    "20 XI 2026",
    "20.XI.2026",
    "20 de noviembre de 2026",
    "20 de novembro de 2026",
    "2026年11月20日",
    "2026年11月20日（金）",
    "2026年11月20日星期五",
    "令和8年11月20日",
    "二〇二六年十一月二十日",
    "十一月 20, 2026",
    "金, 20 11月 2026",
    "2026년 11월 20일",
    "2026. 11. 20.",
    "2026. november 20.",
    "20 tháng 11, 2026",
    "T6, 20 thg 11 2026",
    "20 ноября 2026 г.",
    "ПТ, 20 Ноя 2026",
    "20 Νοεμβρίου 2026",
    "20 Kasım 2026",
    "٢٠ نوفمبر ٢٠٢٦",
    "20 تشرين الثاني 2026",
    "۲۰ نوامبر ۲۰۲۶",
    "20 בנובמבר 2026",
    "२० नवंबर २०२६",
    "20 พฤศจิกายน 2569",
    "20 พ.ย. 2569",
    "2026 m. lapkričio 20 d.",
    "2026(e)ko azaroaren 20(a)",
    "20 de novembre del 2026",
    "FRIDAY, NOVEMBER 20, 2026",
    "２０２６年１１月２０日",
]


@pytest.mark.parametrize("text", DAYS)
def test_a_day_is_read_in_any_form_and_language(text: str) -> None:
    lang = "cs" if "listopad" in text else ""
    expected = date(2026, 11, 1) if text.startswith("1er") else FRIDAY
    assert parse_date_text(text, lang) == expected


NONE = [
    "",
    " ",
    "today",
    "yesterday at noon",
    "11/12/2026",  # which comes first?
    "11-12-2026 08:00",
    "10/11/12",
    "2026-11",
    "2026",
    "2026-W47",
    "November 2026",
    "20 November",
    "0000-00-00 00:00:00",
    "0001-01-01T00:00:00Z",
    "2026-02-30",
    "31 Nov 2026",
    "2026-13-01",
    "2026-20-11",
    "۱۴۰۳/۰۲/۱۲",  # of the Persian calendar
    "۱۲ اردیبهشت ۱۴۰۳",
    "15 Cheshvan 5787",
    "20 listopada 2026",  # November in Poland, October in Croatia
    "20 Foo 2026",
    "20 Nov 2026 or 21 Nov 2026",
    "20-21 Nov 2026",
    "version 3.20.2026.1",
    "9" * 100,
    "1" * 5000,
    "-2026-11-20",
    "12:00",
    "2026-W60-1",
    "2026-366",
    "Nov 20 Dec 2026",
]


@pytest.mark.parametrize("text", NONE)
def test_what_has_no_certain_day_is_no_date(text: str) -> None:
    assert parse_date_text(text) is None


def test_a_language_decides_what_a_name_means() -> None:
    assert parse_date_text("20 listopada 2026", "pl") == FRIDAY
    assert parse_date_text("20 listopada 2026", "hr-HR") == date(2026, 10, 20)
    assert parse_date_text("5 lip 2026", "hr") == date(2026, 6, 5)
    assert parse_date_text("5 lip 2026", "pl_PL") == date(2026, 7, 5)


def test_a_weekday_that_is_a_month_elsewhere_is_no_month() -> None:
    assert parse_date_text("mar. 3 nov. 2026") == date(2026, 11, 3)
    assert parse_date_text("mar, 13/10/2026") == date(2026, 10, 13)
    assert parse_date_text("mar 3 mar 2026") == date(2026, 3, 3)


def test_a_time_that_is_none_leaves_the_day() -> None:
    assert parse_date_text("Fri, 20 Nov 2026 25:00:00 GMT") == FRIDAY
    assert parse_date_text("2026-11-20 08:61") == FRIDAY
    far = parse_date_text("2026-11-20T08:00:00+99:00")
    assert far == datetime(2026, 11, 20, 8)  # noqa: DTZ001 - such a zone is nowhere


PATTERNS = (
    "{day} {month} {year}",
    "{day}. {month} {year}",
    "{month} {day}, {year}",
    "{year} {month} {day}",
    "Xyz, {day} {month} {year} 08:05:03 +0100",
    "{day} de {month} de {year}",
)


@given(
    lang=st.sampled_from(sorted(MONTHS)),
    day=st.dates(date(1970, 1, 1), date(2099, 12, 31)),
    kind=st.sampled_from(["full", "short", "alone"]),
    pattern=st.sampled_from(PATTERNS),
)
def test_every_month_of_every_language_is_read(
    lang: str, day: date, kind: str, pattern: str
) -> None:
    month = getattr(MONTHS[lang], kind)[day.month - 1]
    text = pattern.format(day=day.day, month=month, year=day.year)
    read = parse_date_text(text, lang)
    assert read is not None
    assert (read.date() if isinstance(read, datetime) else read) == day


@given(st.datetimes(datetime(1973, 6, 1), datetime(2099, 1, 1)), st.integers(-14, 14))  # noqa: DTZ001
def test_what_the_standard_library_writes_is_read(moment: datetime, hours: int) -> None:
    from datetime import timezone
    from email.utils import format_datetime

    aware = moment.replace(microsecond=0, tzinfo=timezone(timedelta(hours=hours)))
    assert parse_date_text(format_datetime(aware)) == aware
    assert parse_date_text(aware.isoformat()) == aware
    assert parse_date_text(str(int(aware.timestamp()))) == aware


@given(st.text(max_size=150))
def test_any_text_is_a_date_or_none(text: str) -> None:
    parse_date_text(text)


@given(st.text("0123456789 :/-.,TZW+年月日ANovJuPM()", max_size=40))
def test_anything_like_a_date_is_a_date_or_none(text: str) -> None:
    read = parse_date_text(text)
    assert read is None or 1600 <= read.year <= 2400


def test_months_are_twelve_in_every_language_and_have_one_meaning_each() -> None:
    for lang, months in MONTHS.items():
        for names in months:
            assert [month_numbers(name, lang) for name in names] == [{n} for n in range(1, 13)]


def test_months_of_a_country_are_those_of_its_language() -> None:
    assert month_numbers("maio", "pt-BR") == {5}
    assert month_numbers("listopad", "hr-HR") == {10}
    assert month_numbers("oktober", "no") == month_numbers("oktober", "nb") == {10}


@pytest.mark.parametrize(
    "text",
    [
        "۱۴۰۳/۰۳/۲۴", "1403-03-24", "1403/12/30", "24-03-1403", "24.03.1403", "۲۴ خرداد ۱۴۰۳", "24 خرداد 1403",
        "Thu, 24 Khordad 1403 10:00:00 +0330", "1403-03-24T10:00:00+03:30", "14030324", "1403年3月24日",
        "1445-10-22", "٢٢ شوال ١٤٤٥", "1 رمضان 1445 هـ", "22 Shawwal 1445", "5784-01-01", "23 Nisan 5784", 'כ"ג בניסן תשפ"ד',
        "१९ वैशाख २०८१", "1 May 1946 Saka", "2016-08-23 E.C.", "2024-05-01 AH", "단기 4357년 5월 1일",
        "1 พ.ค. 67", "113/05/01", "113年5月1日", "R6.5.1", "H31.04.30", "令和6年13月1日", "令和6年5月", "甲辰年三月廿三",
    ],
)  # fmt: skip
def test_a_day_of_another_calendar_is_never_another_day(text: str) -> None:
    assert parse_date_text(text) is None
    assert not read_day(text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2567-05-01", "2024-05-01"), ("1 พฤษภาคม 2567", "2024-05-01"), ("๑ พฤษภาคม ๒๕๖๗", "2024-05-01"),
        ("1 พ.ค. 2567", "2024-05-01"), ("令和6年5月1日", "2024-05-01"), ("令和元年5月1日", "2019-05-01"),
        ("昭和64年1月7日", "1989-01-07"), ("㋿6年5月1日", "2024-05-01"), ("民國113年5月1日", "2024-05-01"),
    ],
)  # fmt: skip
def test_a_year_that_is_certain_is_read(text: str, day: str) -> None:
    assert str(parse_date_text(text)) == day
    assert read_day(text) in {day, None}
