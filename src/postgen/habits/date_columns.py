"""Which columns of texts side by side are parts of dates, and how these follow the posts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.habits.calendar import SHIFTS, Reading, readings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from postgen.habits.align import Column

_PART_WORDS = {
    "week": {
        "week", "weeks", "weeknote", "weeknotes", "wk", "w", "kw", "woche", "semaine", "semana",
        "settimana", "uge", "uke", "vecka", "viikko", "tydzień", "týden", "неделя", "неделю",
    },
    "month": {"month", "monat", "mois", "mes", "mese"},
    "day": {"day", "tag", "jour"},
    "quarter": {"q", "quarter", "quartal"},
}  # fmt: skip
"""Words before a number that say which part of a date it is."""
UNSURE = {"month", "day", "week", "short year", "quarter", "week of month"}
"""Parts of a date that are a chance where no other part of a date is beside them."""


def date_columns(columns: list[Column], days: list[date], lang: str) -> dict[int, Reading]:
    """Return which columns follow the day of their posts, and how."""
    possible = _possible(columns, days)
    found: dict[int, Reading] = {}
    left = dict(possible)
    while left:
        shift, taken = _best_shift(columns, left)
        if not taken:
            break
        for place in taken:
            usable = {each for each in left.pop(place) if each.shift == shift}
            found[place] = min(usable, key=_rank(columns, place, lang))
    sure = {place for place, reading in found.items() if _is_sure(columns, place, reading)}
    sure |= _days_of_months(columns, found)
    while True:
        near = {
            place for place in found if place not in sure and _has_neighbour(columns, place, sure)
        }
        if not near:
            break
        sure |= near
    kept = {place: reading for place, reading in found.items() if place in sure}
    kept |= {
        place: reading
        for place, reading in found.items()
        if place not in sure and _stands_alone(columns, place, reading)
    }
    return _with_week_year(kept)


def _possible(columns: list[Column], days: list[date]) -> dict[int, frozenset[Reading]]:
    possible = {}
    for place, column in enumerate(columns):
        if column.is_free or column.token is None or not column.token.kinds:
            continue
        token = column.token
        sets = [
            readings(token._replace(text=text), day)
            for text, day in zip(column.texts, days, strict=True)
        ]
        common = frozenset.intersection(*sets)
        if len(days) == 1:
            common = frozenset(each for each in common if each.shift == SHIFTS[0])
        if common:
            possible[place] = common
    return possible


def _best_shift(
    columns: list[Column], left: Mapping[int, frozenset[Reading]]
) -> tuple[tuple[str, int], list[int]]:
    """Return the shift that explains the most columns, and these; those that vary count more."""
    best, best_weight, taken = SHIFTS[0], 0, []
    for shift in SHIFTS:
        places = [
            place for place, found in left.items() if any(each.shift == shift for each in found)
        ]
        weight = sum(1 if columns[place].is_constant else 3 for place in places)
        if weight > best_weight:
            best, best_weight, taken = shift, weight, places
    return best, taken


_PARTS = (
    "year", "compact", "month name", "season", "weekday", "day", "month", "week", "week year",
    "short year", "quarter", "week of month",
)  # fmt: skip


_LANGS = ("en", "de", "fr", "es", "pt", "it", "nl")


def _rank(
    columns: list[Column], place: int, lang: str
) -> Callable[[Reading], tuple[int, bool, int, str]]:
    """Return what orders the readings of a column, the likeliest first."""
    order = list(_PARTS)
    before = _word_before(columns, place)
    order[:0] = [part for part, words in _PART_WORDS.items() if before in words]
    wants_padding = _is_padded(columns, place)
    is_iso = place > 0 and columns[place - 1].texts[0] in {"W", "w"}
    has_dot = place > 1 and columns[place - 2].texts[0] == "."  # 25. November
    code = lang.partition("-")[0]
    langs = [code, *(_LANGS[1:] if has_dot else _LANGS), "en"]

    def rank(reading: Reading) -> tuple[int, bool, int, str]:
        is_number = reading.part in {"day", "month", "week"}
        is_padded = wants_padding if reading.part != "week" else is_iso or wants_padding is True
        is_other = is_number and bool(reading.style) != bool(is_padded)
        written = reading.style.partition(" ")[0]
        known = langs.index(written) if written in langs else len(langs)
        return order.index(reading.part), is_other, known, reading.style

    return rank


def _is_padded(columns: list[Column], place: int) -> bool | str:
    """Whether a number that could be padded or not is likely to be: others are.

    Return a text where that is a guess: `25/11/2024`.
    """
    for column in columns:
        if column.token and column.token.text.isdecimal():
            if any(text.startswith("0") for text in column.texts):
                return True
            if any(len(text) == 1 for text in column.texts):
                return False
    marks = {"-", "/", "_", "."}

    def is_number(at: int) -> bool:
        return 0 <= at < len(columns) and columns[at].texts[0].isdecimal()

    sides = ((place - 1, place - 2), (place + 1, place + 2))
    is_glued = any(is_number(far) and columns[near].texts[0] in marks for near, far in sides)
    return "likely" if is_glued else False


def _days_of_months(columns: list[Column], found: Mapping[int, Reading]) -> set[int]:
    """Return the days that a month or a year of the same date is beside, and these."""
    pairs = set()
    for place, reading in found.items():
        if reading.part != "day":
            continue
        for other, beside in found.items():
            is_part = beside.part in {"month name", "month", "year"}
            is_same_day = is_part and beside.shift == reading.shift
            if is_same_day and _has_neighbour(columns, place, {other}):
                pairs |= {place, other}
    return pairs


def _is_sure(columns: list[Column], place: int, reading: Reading) -> bool:
    """Whether a column is a part of a date even if nothing of a date is beside it."""
    if reading.part in {"year", "week year"}:
        return reading.shift == ("days", 0) or not columns[place].is_constant
    if reading.part == "compact":
        return len(columns[place].texts[0]) > 4
    return False


def _is_said(columns: list[Column], place: int, reading: Reading) -> bool:
    """Whether the word before a number says that it is this part of a date: `week 12`."""
    return _word_before(columns, place) in _PART_WORDS.get(reading.part, ())


def _stands_alone(columns: list[Column], place: int, reading: Reading) -> bool:
    """Whether a column follows the day by itself: `Week 43`, `July`, the 5th."""
    column = columns[place]
    if _is_said(columns, place, reading):
        return True
    if column.is_constant:
        return False
    if reading.part in {"month name", "season", "weekday"}:
        return True
    return len(column.texts) > 2


def _has_neighbour(columns: list[Column], place: int, sure: set[int]) -> bool:
    """Whether a part of a date is beside a column, with marks and at most one word between."""
    for other in sure:
        low, high = sorted((place, other))
        between = columns[low + 1 : high]
        if any(column.is_free for column in between):
            continue
        words = [column for column in between if column.token and column.token.is_word]
        parts = [column for column in words if not column.token or not column.token.kinds]
        is_near = len(words) - len(parts) <= 2 and len(parts) <= 1
        if is_near and len(between) < 7:
            return True
    return False


def _with_week_year(found: dict[int, Reading]) -> dict[int, Reading]:
    """Return the readings, with the year that weeks are counted in where there is a week."""
    has_week = any(reading.part == "week" for reading in found.values())
    if not has_week:
        return found
    return {
        place: reading._replace(part="week year") if reading.part == "year" else reading
        for place, reading in found.items()
    }


def _word_before(columns: list[Column], place: int) -> str:
    """Return the word before a column, in lower case, or ""."""
    for column in reversed(columns[max(0, place - 3) : place]):
        if column.token and column.token.is_word and not column.token.text.isdecimal():
            return column.texts[0].lower()
    return ""


def is_in_date(columns: list[Column], place: int) -> bool:
    """Whether a number is beside the name of a month: a day that does not follow the post's."""
    months = {
        at for at, column in enumerate(columns) if column.token and "month" in column.token.kinds
    }
    texts = columns[place].texts
    is_day = all(text.isdecimal() and int(text) < 32 for text in texts)
    is_beside = any(abs(at - place) <= 3 for at in months)
    return is_day and is_beside and _has_neighbour(columns, place, months)


def is_rather_count(columns: list[Column], place: int, reading: Reading, dated: set[int]) -> bool:
    """Whether a number that grows, and may be a part of a date by chance, is a number."""
    if reading.part not in UNSURE:
        return False
    if _is_said(columns, place, reading):
        return False
    return not _has_neighbour(columns, place, dated)
