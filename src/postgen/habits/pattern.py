"""What names and titles have in common but for a number, a date or free text; and the next one."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from postgen.habits.align import align
from postgen.habits.calendar import Reading, write
from postgen.habits.date_columns import UNSURE, date_columns, is_in_date, is_rather_count
from postgen.habits.model import KEEP
from postgen.habits.tokens import ordinal_ending, read_number, tokens_of, write_number
from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from postgen.habits.align import Column

WEIGHTS = (1.0, 0.9, 0.6, 0.5, 0.4)
"""How much the last texts count: two that agree outweigh three older ones."""

IN_WORDS = {"words", "ordinal"}
"""The forms of numbers that are words: `Seven`, `seventh`."""

MOST = 12
"""How many texts are looked at."""


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
    def has_variable(self) -> bool:
        """Whether it has a number or a part of a date."""
        return any(slot.kind in {"date", "count"} for slot in self.slots)

    @property
    def has_number(self) -> bool:
        """Whether it has a number that counts."""
        return any(slot.kind == "count" for slot in self.slots)

    @property
    def words(self) -> int:
        """How many words of it stay."""
        return sum(any(map(str.isalnum, slot.text)) for slot in self.slots if slot.kind == "text")

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


def number_in(pattern: Pattern, text: str) -> int | None:
    """Return the number of an older text, where that has the pattern; else None."""
    parts = []
    for slot in pattern.slots:
        if slot.kind == "count":
            parts.append(r"([^\W_]+(?:-[^\W\d_]+)?)")
        elif slot.kind == "text":
            parts.append(re.escape(slot.text))
        else:
            parts.append(".*?")
    found = re.fullmatch("".join(parts), text, re.IGNORECASE | re.DOTALL)
    number = read_number(found[1]) if found and found.groups() else None
    return number.value if number else None


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
        return _explain(columns, [days[place] for place in chosen], lang, is_newest=chosen[0] == 0)

    best, best_score = pattern_of((0,)), 0.0
    everything = best
    members: tuple[int, ...] = (0,)
    recent = range(min(len(texts), len(WEIGHTS)))
    for chosen in _groups(len(recent)):
        pattern = pattern_of(chosen)
        score = sum(WEIGHTS[place] for place in chosen) * quality(pattern)
        is_all = len(chosen) == len(recent)
        if score > best_score and not (best_score and _says_as_much(everything, pattern)):
            best, best_score, members = pattern, score, chosen
        if is_all:
            everything = pattern
            if quality(pattern) == 1:
                break
    for place in range(len(recent), len(texts)):
        wider = pattern_of((*members, place))
        if quality(wider) >= quality(best):
            best, members = wider, (*members, place)
    return best._replace(size=len(members))


def _groups(count: int) -> Iterator[tuple[int, ...]]:
    """Yield the groups of the newest texts that may agree: all, the newest, all but odd ones."""
    if count < 2:
        return
    every = tuple(range(count))
    yield every
    for size in range(count - 1, 1, -1):
        yield every[:size]
    for size in range(count - 1, 1, -1):
        yield every[-size:]
    for odd in range(1, count - 1):
        yield (*every[:odd], *every[odd + 1 :])


def _says_as_much(wide: Pattern, narrow: Pattern) -> bool:
    """Whether a pattern of all texts keeps most of what one of some of them says."""
    has_same = wide.has_variable or not narrow.has_variable
    return has_same and wide.words > 1 and wide.words * 10 >= narrow.words * 6


def quality(pattern: Pattern) -> float:
    """Return how much a pattern says, 0 to 1."""
    if pattern.is_all_free:
        return 0.05
    if not pattern.has_free:
        return 1
    if not pattern.words:
        return 0.12
    return 0.15 + min(pattern.words, 3) / 10 + pattern.has_variable / 10


# What the columns are


def _explain(columns: list[Column], days: list[date], lang: str, *, is_newest: bool) -> Pattern:
    """Return the pattern of texts that are laid side by side; `is_newest`: with the newest text."""
    found = date_columns(columns, days, lang)
    counts = {place: _count(column, days) for place, column in enumerate(columns)}
    if len(days) == 1:
        counts = _only_count(columns, found)
    slots = []
    for place, column in enumerate(columns):
        count = counts[place]
        reading = found.get(place)
        if reading and count and len(days) > 1:
            dated = {
                at for at, other in found.items() if other.part not in UNSURE or not counts[at]
            }
            if is_rather_count(columns, place, reading, dated - {place}):
                reading = None
        if reading:
            slots.append(Slot("date", column.texts[0], reading))
        elif count and not is_in_date(columns, place):
            slots.append(count)
        elif column.token and "ending" in column.token.kinds:
            slots.append(Slot("ending", column.texts[0]))
        elif column.is_free or not column.is_constant:
            slots.append(_free(column, is_newest=is_newest))
        else:
            slots.append(Slot("text", column.texts[0]))
    return Pattern(tuple(_merged(_without_chance(slots, columns))), len(days))


def _without_chance(slots: list[Slot], columns: list[Column]) -> list[Slot]:
    """Return slots without words that count by chance: `The first frost`, `My second garden`.

    Where the rest differs, they are numbers only if three texts or more count by one.
    """
    if not any(slot.kind == "free" for slot in slots):
        return slots
    return [
        _free(column) if slot.form in IN_WORDS and not _counts_by_one(column) else slot
        for slot, column in zip(slots, columns, strict=True)
    ]


def _counts_by_one(column: Column) -> bool:
    values = [number.value for text in column.texts if (number := read_number(text))]
    return len(values) > 2 and all(a - b == 1 for a, b in pairwise(values))


def _free(column: Column, *, is_newest: bool = False) -> Slot:
    """Return free text; where most texts have none there, nothing.

    Marks that come and go (`#12`, `13`), and words that changed once, are as in the newest text.
    """
    texts = column.texts
    has_words = any(any(map(str.isalnum, text)) for text in texts)
    changes = sum(a != b for a, b in pairwise(texts))
    is_new_habit = is_newest and changes == 1 and texts[0] == texts[1] and len(texts) > 2
    if not has_words or is_new_habit:
        return Slot("text", texts[0])
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
    """Return the number of a single text that is likely to grow: behind a `#`, or the last one.

    A word, as in `The first one`, may be no number at all.
    """
    numbers = {
        place: number
        for place, column in enumerate(columns)
        if place not in found
        and (number := read_number(column.texts[0]))
        and number.form not in IN_WORDS
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
    all_steps = [a.value - b.value for a, b in pairwise(found)]
    restarts = [
        after.year
        for (after, before), step in zip(pairwise(days), all_steps, strict=True)
        if step < 0 and after.year > before.year
    ]
    steps = [step for step in all_steps if step > 0 or not restarts] or [0]
    growing = [step for step in steps if step > 0]
    is_growing = len(growing) * 4 >= len(steps) * 3 and steps[0] > 0
    usual = Counter(growing).most_common(1)[0][0] if growing else 0
    if not is_growing or usual > 12:
        return None
    step = usual if usual * len(growing) and growing.count(usual) * 2 >= len(growing) else 1
    year = days[0].year if restarts else 0
    return Slot("count", column.texts[0], None, newest.value, step, form, width, year)
