"""Dates as feeds and exports write them, in any form and language. Pure.

The forms are those of RFC 822 and RFC 5322 (`Fri, 20 Nov 2026 08:00:00 GMT`), ISO 8601, epochs, and
what people write: `May 1, 2024`, `1. Mai 2024`, `2024年5月1日`. Only what has one meaning is read:
`11/12/2026` is no date.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from re import IGNORECASE

from postgen.text.months import fold_month, month_numbers
from postgen.text.patterns import Lazy
from postgen.text.records import NamedTuple

_LONGEST = 120
"""Most characters of a date; a longer text is prose."""

FIRST_YEAR, LAST_YEAR = 1600, 2399
"""Years before and after are those of other calendars, or mistakes: `1403`, `5784`, `0001`."""

OTHER_CALENDAR = Lazy(
    r"\b(?:saka|vikram|samvat|hijri|shamsi|e\.?c|a\.?h|b\.?s|s\.?h)\b"
    r"|(?:^|\s)(?:هـ|ه|ش|هجري|هجرية|شمسی)(?:\s|\.|$)|शक|वि\.?सं|단기",
    IGNORECASE,
)
"""What says that a date is of another calendar: `1 May 1946 Saka`, `2016-08-23 E.C.`."""

_THAI = Lazy("[\u0e00-\u0e7f]")
_WHOLE_YEAR = Lazy(r"\d{4}")

_FIRST_THAI_YEAR, _THAI_YEARS = 2400, 543
"""Thai dates count from 544 BC: 2567 is 2024."""

_ERAS = {
    "明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018,
    "民國": 1911, "民国": 1911,
}  # fmt: skip
"""The year before the first of Japanese eras, and of the Republic of China."""

_CHINESE = {sign: value for value, sign in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}
_ROMAN = {sign: n for n, sign in enumerate("I II III IV V VI VII VIII IX X XI XII".split(), 1)}

_WEEKDAYS = frozenset("mar marti lun sam sub sen sze sht paz maw mawrth sau".split())
"""Weekdays that are months, or begin one, in another language: `mar.` for mardi, `lun.`."""

_OFFSETS = {
    "Z": 0, "UT": 0, "UTC": 0, "GMT": 0, "WET": 0, "WEST": 1, "BST": 1,
    "CET": 1, "MEZ": 1, "CEST": 2, "MESZ": 2, "EET": 2, "EEST": 3, "SAST": 2, "MSK": 3, "MSD": 4,
    "PKT": 5, "WIB": 7, "ICT": 7, "HKT": 8, "SGT": 8, "AWST": 8, "JST": 9, "KST": 9,
    "ACST": 9.5, "ACDT": 10.5, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
    "NST": -3.5, "NDT": -2.5, "BRT": -3, "ART": -3, "AST": -4, "ADT": -3, "EST": -5, "EDT": -4,
    "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
    "AKST": -9, "AKDT": -8, "HST": -10,
}  # fmt: skip
"""Hours of the zones that have one meaning, or one in RFC 5322; `IST` has three."""

_MORNING = frozenset("AM 上午 午前 오전 ΠΜ SA DE ÖÖ ص".split())
_EVENING = frozenset("PM 下午 午後 오후 ΜΜ CH DU ÖS م".split())

_CLOCKS = (
    Lazy(  # 08:00:15.250, T8:5
        r"(?<!\d)(?P<hour>\d{1,2}) ?: ?(?P<minute>\d{1,2})"
        r"(?:[:.](?P<second>\d{1,2})(?:[.,:]\d+)?)?(?!\d)"
    ),
    Lazy(  # 8.00 Uhr
        r"(?<![\d.])(?P<hour>\d{1,2})\.(?P<minute>\d\d)(?:\.(?P<second>\d\d))? ?Uhr\b", IGNORECASE
    ),
    Lazy(  # 2026 0800 GMT, 2026 080000 +0100
        r"(?<=\d{4} )(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?(?= (?:GMT|UTC?|Z|[+-]\d{4})\b)"
    ),
    Lazy(  # 8h30, 15 Uhr, 8時4分, 오후 3시, 下午3点
        r"(?<!\d)(?P<hour>\d{1,2}) ?(?:h|u|hrs|uhr|時|时|点|點|시|นาฬิกา)(?![^\W\d_])"
        r"(?: ?(?P<minute>\d{1,2}) ?(?:m|min|分|분|นาที)?"
        r"(?: ?(?P<second>\d{1,2}) ?(?:s|秒|초|วินาที))?)?",
        IGNORECASE,
    ),
    Lazy(  # klo 10.00, kl. 10.00, ore 10.00, 2026, 10.00
        r"(?:\b(?:klo|kl|ore|um|alle|at|pukul)\.? ?|(?<=\d{4}), )"
        r"(?P<hour>\d{1,2})\.(?P<minute>\d\d)"
        r"(?:\.(?P<second>\d\d))?(?!\d)",
        IGNORECASE,
    ),
    Lazy(r"(?<!\d)(?P<hour>\d{1,2})(?P<minute>)(?P<second>)(?= ?[ap]\.? ?m\b)", IGNORECASE),  # 8am
)
"""The time of a day, in the order in which they are looked for."""
_HALF_BEFORE = Lazy(r"(上午|午前|오전|下午|午後|오후|(?<![^\W\d_])[AP]M) ?\Z")
_HALF_AFTER = Lazy(
    r" ?(AM|PM|[AP]\. ?M\.?|Π\.?Μ\.?|Μ\.?Μ\.?|SA|CH|DE\.|DU\.|ÖÖ|ÖS|ص|م)(?![^\W\d_])"
)
_ZONE = Lazy(
    r" ?(?P<name>[A-Za-z_]+(?:/[A-Za-z_]+)*)?"  # GMT, America/New_York
    r" ?(?P<offset>[+-]\d{1,2}(?::?\d\d)?(?!\d))?",  # +0100, +01:00, +1
)

_EPOCH = Lazy(r"(?:/Date\()?(\d{9,10}|\d{13}|\d{16})(?:\.\d+)?(?:[+-]\d{4})?(?:\)/)?\Z")
_BASIC = Lazy(  # 20261120, 20261120T080000Z, 20261120080000
    r"(\d{4})(\d\d)(\d\d)(?:[T ]?(\d\d)(\d\d)(\d\d)?)?(?= ?(?:Z|[+-]\d|\Z))"
)
_HOUR = Lazy(r"(?<=\d)T(\d\d)(?:(\d\d)(\d\d)?)?(?= ?(?:Z|[+-]\d|\Z))")  # 2026-11-20T08, T0800Z
_EXIF = Lazy(r"(\d{4}):(\d\d):(\d\d)(?= |\Z)")  # 2026:11:20 08:00:00
_WEEK_DATE = Lazy(r"(\d{4})-?W(\d\d)-?([1-7])T?\Z")  # 2026-W47-5
_DAY_OF_YEAR = Lazy(r"(\d{4})-(\d{3})T?\Z")  # 2026-324
_ERA = Lazy(rf"({'|'.join(_ERAS)}) ?(\d{{1,3}}|元)(?= ?年)")  # 令和6年
_CHINESE_NUMBER = Lazy(r"[〇○零一二三四五六七八九十]+(?=[年月日号號])")
_EAST_ASIAN = Lazy(r"(\d{4}) ?[年년] ?(\d{1,2}) ?[月월] ?(\d{1,2})(?!\d)")  # 2024年5月1日
_NUMBERED_MONTH = Lazy(  # tháng 5, thg 5, 5月, 5월, 5-р сар
    r"(?:\b(?:tháng|thg\.?|th\.?) ?(?P<after>\d{1,2})|(?<!\d)(?P<before>\d{1,2}) ?(?:月|월|-р сар))"
)
_WEEKDAY_NUMBER = Lazy(r"\bT[2-7]\b|\bThứ [2-7]\b|[星周週][期]?[一二三四五六日]")
_COMMENT = Lazy(r"\(([^()]*)\)|\[([^\[\]]*)\]")
_DOTTED = Lazy(r"(?<!\d)\d{1,2}\. ?\d{1,2}\. ?\d")
"""`20.11.2026`: no language writes the month first and a dot behind it."""
_THAI_DOT = Lazy(r"(?<=[\u0e00-\u0e7f])\.")
_SPLIT = Lazy(r"\d+|[^\s\d.,،;:/\\()\[\]\"'’<>+_|-]+")


class _Word(NamedTuple):
    """A number of a date, or the months that a word of it may mean."""

    text: str
    months: frozenset[int] = frozenset()

    @property
    def is_number(self) -> bool:
        return self.text.isdecimal()


def parse_date_text(text: str, lang: str = "") -> datetime | date | None:
    """Return the date that a text says; None where it says none, or may say several.

    A date without a time is a `date`; a time without a zone that is known is naive. The weekday is
    not compared. `lang` decides only between languages that use one name for two months.
    """
    text = _normal(text)
    if not text or len(text) > _LONGEST or text.startswith("-"):
        return None
    try:
        return _epoch(text) or _parse(_comments(text), lang) or _parse(_opened(text), lang)
    except (ValueError, OverflowError, OSError):
        return None


def _normal(text: str) -> str:
    """Return a text with ASCII digits and plain blanks and dashes, without what is not shown."""
    from unicodedata import category, decimal, normalize

    kept = []
    for letter in normalize("NFKC", text):
        number = decimal(letter, None)
        kind = category(letter)
        if number is not None:
            kept.append(str(int(number)))
        elif kind == "Pd" or letter == "−":
            kept.append("-")
        elif kind != "Cf":
            kept.append(letter)
    return " ".join("".join(kept).split())


def _comments(text: str) -> str:
    """Remove comments: `(week 47)`; a word stays, which may be a zone: `[UTC]`, `2024(e)ko`."""

    def word(found: object) -> str:
        inner = str(found[1] or found[2] or "")  # type: ignore[index]
        is_word = inner.replace("/", "").replace("_", "").isalpha()
        return f" {inner} " if is_word else " "

    return " ".join(_COMMENT.sub(word, text).split())


def _opened(text: str) -> str:
    """Return a text with the content of its brackets: `2026 (20 Nov)`."""
    return " ".join(_COMMENT.sub(r" \1\2 ", text).split())


def _epoch(text: str) -> datetime | None:
    """Read seconds, milliseconds or microseconds since 1970: `1700000000`."""
    found = _EPOCH.match(text)
    if not found:
        return None
    digits = found[1]
    return datetime.fromtimestamp(int(digits) / 10 ** max(0, len(digits) - 10), UTC)


def _parse(text: str, lang: str) -> datetime | date | None:
    found = _BASIC.match(text)
    if found:
        hour, minute, second = (found[number] or "00" for number in (4, 5, 6))
        clock = f" {hour}:{minute}:{second}" if found[4] else ""
        text = f"{found[1]}-{found[2]}-{found[3]}{clock}{text[found.end() :]}"
    text = _EXIF.sub(r"\1-\2-\3", text)
    text = _HOUR.sub(lambda match: f" {match[1]}:{match[2] or '00'}:{match[3] or '00'}", text)
    rest, clock_time, zone = _take_time(text)
    is_short_thai = _THAI.search(rest) and not _WHOLE_YEAR.search(rest)  # `67` is 2567
    if is_short_thai or OTHER_CALENDAR.search(text):
        return None
    day = _day(rest, lang)
    if not day or clock_time is None:
        return day
    moment = datetime.combine(day, clock_time)
    return moment.replace(tzinfo=zone) if zone else moment


# The time


def _take_time(text: str) -> tuple[str, time | None, tzinfo | None]:
    """Return a text without its time and its zone, and these; a time that is none is left out."""
    for pattern in _CLOCKS:
        found = pattern.search(text)
        if not found:
            continue
        before, after = text[: found.start()], text[found.end() :]
        half = _HALF_BEFORE.search(before.upper())
        if half:
            before = before[: half.start()]
        else:
            half = _HALF_AFTER.match(after.upper())
            after = after[half.end() :] if half else after
        zone, after = _take_zone(after)
        word = half[1].replace(".", "").replace(" ", "") if half else ""
        hour, minute, second = (int(found[name] or 0) for name in ("hour", "minute", "second"))
        return f"{before.rstrip('Tt')} {after}", _time(hour, minute, second, word), zone
    return text, None, None


def _time(hour: int, minute: int, second: int, half: str) -> time | None:
    """Return a time of the day; None for `25:00`. `24:00` is the last moment of the day."""
    if half in _MORNING and hour == 12:
        hour = 0
    elif half in _EVENING and hour < 12:
        hour += 12
    if (hour, minute, second) == (24, 0, 0):
        return time(23, 59, 59)
    is_time = hour < 24 and minute < 60 and second <= 60
    return time(hour, minute, min(second, 59)) if is_time else None  # 60 is a leap second


def _take_zone(text: str) -> tuple[tzinfo | None, str]:
    """Return the zone that a text begins with, and the rest; an unknown zone is None."""
    found = _ZONE.match(text)
    if not found:
        return None, text
    name, offset = found["name"] or "", found["offset"] or ""
    rest = text[found.end() :]
    if offset:
        return _offset_zone(offset), rest
    if name.upper() in _OFFSETS:
        return timezone(timedelta(hours=_OFFSETS[name.upper()])), rest
    if "/" in name:
        return _named_zone(name), rest
    return None, text


def _offset_zone(offset: str) -> tzinfo | None:
    """Return the zone of `+0100`, `+01:00` or `+1`; None for one that is nowhere."""
    digits = offset[1:].replace(":", "")
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")
    difference = timedelta(hours=int(hours), minutes=int(minutes))
    if difference > timedelta(hours=14):
        return None
    return timezone(-difference if offset[0] == "-" else difference)


def _named_zone(name: str) -> tzinfo | None:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


# The day


def _day(text: str, lang: str) -> date | None:
    """Return the day that a text without a time says."""
    text = text.strip(" ,.-").removesuffix("T")
    found = _WEEK_DATE.match(text)
    if found:
        return _plausible(date.fromisocalendar(int(found[1]), int(found[2]), int(found[3])))
    found = _DAY_OF_YEAR.match(text)
    if found:
        day = date(int(found[1]), 1, 1) + timedelta(days=int(found[2]) - 1)
        return _plausible(day) if day.year == int(found[1]) else None
    text = _WEEKDAY_NUMBER.sub(" ", text)
    text = _CHINESE_NUMBER.sub(lambda match: _chinese_number(match[0]), text)
    text = _ERA.sub(lambda match: str(_ERAS[match[1]] + int(match[2].replace("元", "1"))), text)
    found = _EAST_ASIAN.search(text)
    if found:
        return _date(found[1], found[2], found[3])
    words = _words(text, lang)
    named = [word for word in words if not word.is_number]
    numbers = [word.text for word in words if word.is_number]
    if len(named) > 1 or len(numbers) > 2:
        named = _without_weekday(named)
    if not named:
        return _numeric_day(numbers, is_dotted=_DOTTED.search(text) is not None)
    months = frozenset.union(*(word.months for word in named))
    if len(months) != 1 or len(numbers) != 2:
        return None
    return _named_day(numbers, str(min(months)))


def _without_weekday(named: list[_Word]) -> list[_Word]:
    """Leave out the first word that may be a weekday: `mar. 5 nov. 2024`, `mar 3 mar 2026`."""
    for number, word in enumerate(named):
        if fold_month(word.text) in _WEEKDAYS:
            return named[:number] + named[number + 1 :]
    return named


def _words(text: str, lang: str) -> list[_Word]:
    """Return the numbers of a date and the words that name months, in their order."""
    numbered = _NUMBERED_MONTH.search(text)
    if numbered:
        month = numbered["after"] or numbered["before"]
        before = _words(text[: numbered.start()], lang)
        after = _words(text[numbered.end() :], lang)
        return [*before, _Word(numbered[0], frozenset({int(month)})), *after]
    parts = [found[0] for found in _SPLIT.finditer(_THAI_DOT.sub("", text))]
    found_words = []
    number = 0
    while number < len(parts):
        pair = parts[number : number + 2]  # `تشرين الثاني`, `Meán Fómhair`
        is_pair = len(pair) == 2 and not any(part.isdecimal() for part in pair)
        months = month_numbers(" ".join(pair)) if is_pair else frozenset()
        number += 2 if months else 1
        months = months or _months(pair[0], lang)
        if pair[0].isdecimal() or months:
            found_words.append(_Word(pair[0], months))
    return found_words


def _months(word: str, lang: str) -> frozenset[int]:
    """Return the months that a word may mean: `mai`, `V`, `במאי`."""
    if word.isdecimal():
        return frozenset()
    if word in _ROMAN:
        return frozenset({_ROMAN[word]})
    found = month_numbers(word, lang)
    if not found and word.startswith("ב"):  # Hebrew `in`
        found = month_numbers(word[1:], lang)
    return found


def _named_day(numbers: list[str], month: str) -> date | None:
    """Return the day of a month that is named: `20 Nov 2026`, `2026 Nov 20`, `20 Nov 26`."""
    one, other = numbers
    if len(one) == 4:
        return _date(one, month, other)
    if len(other) == 4:
        return _date(other, month, one)
    is_short = len(one) <= 2 and len(other) == 2
    return _date(_whole_year(other), month, one) if is_short else None


def _numeric_day(numbers: list[str], *, is_dotted: bool) -> date | None:
    """Return the day that three numbers say, if there is only one."""
    if len(numbers) != 3:
        return None
    one, two, three = numbers
    if len(one) == 4:
        return _date(one, two, three)
    if len(three) == 4:
        readings = [(three, two, one), (three, one, two)]
    elif len(three) == 2:
        whole = _whole_year(three)
        readings = [(whole, two, one), (whole, one, two), (_whole_year(one), two, three)]
    else:
        return None
    if is_dotted:
        return _date(*readings[0])
    days = set()
    for reading in readings:
        try:
            days.add(_date(*reading))
        except ValueError:
            continue
    return days.pop() if len(days) == 1 else None


def _whole_year(year: str) -> str:
    """Return a year of two digits as RFC 5322 (4.3) reads it: 26 is 2026, 99 is 1999."""
    if len(year) > 2:  # `113`, of the Republic of China
        return year
    return str(int(year) + (2000 if int(year) < 50 else 1900))


def _date(year: str, month: str, day: str) -> date | None:
    """Return a day. Raises `ValueError` for one that is not in the calendar."""
    if len(day) > 2 or len(month) > 2 or len(year) != 4:
        raise ValueError(day)
    number = int(year)
    is_thai = number >= _FIRST_THAI_YEAR
    return _plausible(date(number - _THAI_YEARS if is_thai else number, int(month), int(day)))


def _plausible(day: date) -> date | None:
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def _chinese_number(text: str) -> str:
    """Return a Chinese number in digits: `二〇二六`, `十一`, `二十`, `三十一`."""
    if "十" not in text:
        return "".join(str(_CHINESE[sign]) for sign in text)
    tens, _, ones = text.partition("十")
    return str(_CHINESE.get(tens, 1) * 10 + (_CHINESE.get(ones, 0)))
