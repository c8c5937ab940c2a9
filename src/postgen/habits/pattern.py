"""What names and titles have in common but for a number, a date or free text; and the next one."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Literal, NamedTuple

from postgen.habits.align import align
from postgen.habits.calendar import SHIFTS, Reading, readings, write
from postgen.habits.model import KEEP
from postgen.habits.tokens import ordinal_ending, read_number, tokens_of, write_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from postgen.habits.align import Column

WEIGHTS = (1.0, 0.9, 0.6, 0.5, 0.4)
"""How much the last texts count: two that agree outweigh three older ones."""

MOST = 12
"""How many texts are looked at."""

_WEEK_WORDS = {"week", "weeks", "wk", "w", "kw", "woche", "semaine", "semana", "settimana"}
_UNSURE = {"month", "day", "week", "short year", "quarter", "week of month"}
"""Parts of a date that are a chance where no other part of a date is beside them."""


class Slot(NamedTuple):
    """A part of a pattern: `text` is what the newest text has there.

    Of a `count`, `value` is its newest and `step` what it grows by; `form` and `width` are how it
    is written. Of one that begins again each year, `restarts_after` is the newest year.
    """

    kind: Literal["text", "date", "count", "ending", "free"]
    text: str
    reading: Reading | None = None
    value: int = 0
    step: int = 1
    form: str = ""
    width: int = 0
    restarts_after: int = 0


class Pattern(NamedTuple):
    """The parts of a name or title, and how many texts agree on it."""

    slots: tuple[Slot, ...]
    size: int = 1

    @property
    def has_free(self) -> bool:
        """Whether it has free text."""
        return any(slot.kind == "free" for slot in self.slots)

    @property
    def is_constant(self) -> bool:
        """Whether it is always the same text."""
        return all(slot.kind == "text" for slot in self.slots)

    @property
    def is_all_free(self) -> bool:
        """Whether it says nothing: it has no word, number or date."""
        return self.has_free and not any(
            slot.kind in {"date", "count"} or any(map(str.isalnum, slot.text))
            for slot in self.slots
            if slot.kind != "free"
        )

    @property
    def last_number(self) -> int | None:
        """The number of the newest text; None where it has none that counts."""
        return next((slot.value for slot in self.slots if slot.kind == "count"), None)

    @property
    def next_number(self) -> int | None:
        """The number that is next."""
        return next((slot.value + slot.step for slot in self.slots if slot.kind == "count"), None)

    def render(self, day: date, numbers: Mapping[int, int] | None = None, free: str = KEEP) -> str:
        """Write the text for a post of that day.

        `numbers` says what follows a number where that is not the next one.
        """
        parts: list[str] = []
        last = 0
        for slot in self.slots:
            if slot.kind == "date" and slot.reading:
                part = write(slot.reading, day, slot.text)
            elif slot.kind == "count":
                last = (numbers or {}).get(slot.value, slot.value + slot.step)
                if slot.restarts_after and day.year > slot.restarts_after:
                    last = slot.step
                part = write_number(last, slot.form, slot.width, slot.text)
            elif slot.kind == "ending":
                before = parts[-1] if parts else ""
                part = ordinal_ending(int(before)) if before.isdecimal() else slot.text
            else:
                part = free if slot.kind == "free" else slot.text
            parts.append(part)
        return "".join(parts)


def learn(texts: Sequence[tuple[str, date]], lang: str = "") -> Pattern:
    """Learn from texts with the days of their posts, the newest first; from none, an empty pattern.

    Of the last five the largest and newest group that agrees counts, and older ones that agree
    with it. `lang` is the language of the names of months, where that is known.
    """
    texts = texts[:MOST]
    if not texts:
        return Pattern(())
    rows = [tokens_of(text) for text, _ in texts]
    days = [day for _, day in texts]

    def pattern_of(chosen: tuple[int, ...]) -> Pattern:
        columns = align([rows[place] for place in chosen])
        return _explain(columns, [days[place] for place in chosen], lang)

    best, best_score = pattern_of((0,)), 0.0
    members: tuple[int, ...] = (0,)
    recent = range(min(len(texts), len(WEIGHTS)))
    for size in range(len(recent), 1, -1):
        for chosen in combinations(recent, size):
            pattern = pattern_of(chosen)
            score = sum(WEIGHTS[place] for place in chosen) * quality(pattern)
            if score > best_score:
                best, best_score, members = pattern, score, chosen
        if size == len(recent) and best_score and quality(best) == 1:
            break
    for place in range(len(recent), len(texts)):
        wider = pattern_of((*members, place))
        if quality(wider) >= quality(best):
            best, members = wider, (*members, place)
    return best._replace(size=len(members))


def quality(pattern: Pattern) -> float:
    """Return how much a pattern says, 0 to 1."""
    if pattern.is_all_free:
        return 0.05
    if not pattern.has_free:
        return 1
    words = sum(any(map(str.isalnum, slot.text)) for slot in pattern.slots if slot.kind == "text")
    if not words:
        return 0.12
    has_variable = any(slot.kind in {"date", "count"} for slot in pattern.slots)
    return 0.15 + min(words, 3) / 10 + has_variable / 10


# What the columns are


def _explain(columns: list[Column], days: list[date], lang: str) -> Pattern:
    """Return the pattern of texts that are laid side by side."""
    found = _dates(columns, days, lang)
    counts = {place: _count(column, days) for place, column in enumerate(columns)}
    if len(days) == 1:
        counts = _only_count(columns, found)
    slots = []
    for place, column in enumerate(columns):
        count = counts[place]
        reading = found.get(place)
        if reading and count and len(days) > 1:
            dated = {
                at for at, other in found.items() if other.part not in _UNSURE or not counts[at]
            }
            if _is_rather_count(columns, place, reading, dated - {place}):
                reading = None
        if reading:
            slots.append(Slot("date", column.texts[0], reading))
        elif count:
            slots.append(count)
        elif column.token and "ending" in column.token.kinds:
            slots.append(Slot("ending", column.texts[0]))
        elif column.is_free or not column.is_constant:
            slots.append(_free(column))
        else:
            slots.append(Slot("text", column.texts[0]))
    return Pattern(tuple(_merged(slots)), len(days))


def _free(column: Column) -> Slot:
    """Return free text; where most texts have none there, nothing."""
    empty = column.texts.count("")
    if empty * 2 >= len(column.texts):
        return Slot("text", "")
    return Slot("free", next(text for text in column.texts if text))


def _merged(slots: Iterable[Slot]) -> list[Slot]:
    """Join free text that only marks and small words stand between."""
    result: list[Slot] = []
    for slot in slots:
        if slot.kind != "free":
            result.append(slot)
            continue
        last = next((at for at in range(len(result) - 1, -1, -1) if result[at].kind == "free"), -1)
        between = result[last + 1 :]
        is_small = all(each.kind == "text" and len(each.text) < 4 for each in between)
        if last >= 0 and is_small and len(between) < 8:
            text = "".join(each.text for each in (*result[last:], slot))
            result[last:] = [Slot("free", text)]
        else:
            result.append(slot)
    return result


def _only_count(columns: list[Column], found: Mapping[int, Reading]) -> dict[int, Slot | None]:
    """Return the number of a single text that is likely to grow: behind a `#`, or the last one."""
    numbers = {
        place: number
        for place, column in enumerate(columns)
        if place not in found and (number := read_number(column.texts[0]))
    }
    marked = [place for place in numbers if place and columns[place - 1].texts[0] == "#"]
    chosen = (marked or [*numbers])[-1:]
    counts: dict[int, Slot | None] = dict.fromkeys(range(len(columns)))
    for place in chosen:
        number = numbers[place]
        text = columns[place].texts[0]
        counts[place] = Slot("count", text, None, number.value, 1, number.form, number.width)
    return counts


def _count(column: Column, days: Sequence[date]) -> Slot | None:
    """Return the slot of a number that grows from text to text; None for another column."""
    if not column.token or "number" not in column.token.kinds:
        return None
    numbers = [read_number(text) for text in column.texts]
    found = [number for number in numbers if number]
    if len(found) < len(numbers):
        return None
    newest = found[0]
    form = newest.form
    width = max(number.width for number in found)
    is_width = not any(0 < len(text) < width for text in column.texts)
    width = width if is_width else 0
    if column.is_constant or any(number.form != form for number in found):
        return None
    steps = [a.value - b.value for a, b in pairwise(found)]
    growing = [step for step in steps if step > 0]
    is_growing = len(growing) * 4 >= len(steps) * 3 and steps[0] > 0
    usual = Counter(growing).most_common(1)[0][0] if growing else 0
    if not is_growing or usual > 12:
        return None
    step = usual if usual * len(growing) and growing.count(usual) * 2 >= len(growing) else 1
    restarts = [
        after
        for (after, before), one in zip(pairwise(days), steps, strict=True)
        if one < 0 and after.year > before.year
    ]
    year = days[0].year if restarts else 0
    return Slot("count", column.texts[0], None, newest.value, step, form, width, year)


# Dates


def _dates(columns: list[Column], days: list[date], lang: str) -> dict[int, Reading]:
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
    "year", "compact", "month name", "weekday", "day", "month", "week", "week year", "short year",
    "quarter", "week of month",
)  # fmt: skip


_LANGS = ("en", "de", "fr", "es", "pt", "it", "nl")


def _rank(
    columns: list[Column], place: int, lang: str
) -> Callable[[Reading], tuple[int, bool, int, str]]:
    """Return what orders the readings of a column, the likeliest first."""
    order = list(_PARTS)
    before = _word_before(columns, place)
    if before in _WEEK_WORDS:
        order.insert(0, "week")
    if before == "q":
        order.insert(0, "quarter")
    wants_padding = _is_padded(columns, place)
    has_dot = place > 1 and columns[place - 2].texts[0] == "."  # 25. November
    code = lang.partition("-")[0]
    langs = [code, *(_LANGS[1:] if has_dot else _LANGS), "en"]

    def rank(reading: Reading) -> tuple[int, bool, int, str]:
        is_number = reading.part in {"day", "month", "week"}
        is_other = is_number and bool(reading.style) != wants_padding
        written = reading.style.partition(" ")[0]
        known = langs.index(written) if written in langs else len(langs)
        return order.index(reading.part), is_other, known, reading.style

    return rank


def _is_padded(columns: list[Column], place: int) -> bool:
    """Whether a number that could be padded or not is likely to be: others are, or `25/11/2024`."""
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
    return any(is_number(far) and columns[near].texts[0] in marks for near, far in sides)


def _is_sure(columns: list[Column], place: int, reading: Reading) -> bool:
    """Whether a column is a part of a date even if nothing of a date is beside it."""
    if reading.part in {"year", "week year"}:
        return reading.shift == ("days", 0) or not columns[place].is_constant
    if reading.part == "compact":
        return len(columns[place].texts[0]) > 4
    return False


def _stands_alone(columns: list[Column], place: int, reading: Reading) -> bool:
    """Whether a column follows the day by itself: `Week 43`, `July`, the 5th."""
    column = columns[place]
    if column.is_constant:
        return False
    if reading.part in {"month name", "weekday"}:
        return True
    if reading.part == "week" and _word_before(columns, place) in _WEEK_WORDS:
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


def _is_rather_count(columns: list[Column], place: int, reading: Reading, dated: set[int]) -> bool:
    """Whether a number that grows, and may be a part of a date by chance, is a number."""
    if reading.part not in _UNSURE:
        return False
    if reading.part == "week" and _word_before(columns, place) in _WEEK_WORDS:
        return False
    return not _has_neighbour(columns, place, dated)
