"""Which entry of a table of contents is which heading: the same words, or nearly the same."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from postgen.toc.entries import Row
    from postgen.toc.headings import Title

MIN_SIMILARITY = 0.6
"""The share of common letters from which an entry is taken for a heading that was reworded."""

_MAX_COMPARISONS = 5_000
"""How many pairs of an entry and a heading are compared letter by letter at the most."""

_MIN_BEGINNING = 4
"""Letters and digits that an entry and a heading must have, where one begins with the other."""

_UNCHANGED, _SAME_NUMBER, _SAME_BEGINNING = 3.0, 2.0, 1.0
"""Likenesses that rank above any share of common letters, which is below 1."""

_CHINESE = "一二三四五六七八九十百零〇"
# The number that a heading begins with: `1.2 Words`, `3) Words`, `一、Words`.
_NUMBER = Lazy(
    rf"\s*(\d+(?:\.\d+)+|\d+(?=[.)、）:：．])|[{_CHINESE}]+(?=[、.．]))[.)、）:：．]?\s*(?=\S)"
)
_SYMBOLS = frozenset({"So", "Sk", "Cf", "Mn"})
"""The Unicode categories of pictures, and of what modifies or joins them."""

_QUOTES = str.maketrans("‘’“”\u00a0", "''\"\" ")


def same(entry: str, name: str) -> bool:
    """Whether an entry says what a heading says, but for a final colon and the form of quotes."""
    return _tidy(entry) == _tidy(name)


def _tidy(words: str) -> str:
    return unicodedata.normalize("NFC", words).translate(_QUOTES).rstrip(" :：")


@lru_cache(maxsize=10_000)
def key_of(words: str) -> str:
    """Return words as they are compared: letters and digits alone, without a number in front."""
    letters = unicodedata.normalize("NFKC", without_number(words)).casefold()
    significant = "".join(each for each in letters if each.isalnum())
    return significant or letters


def without_number(words: str) -> str:
    """Cut off the number that words begin with."""
    number = _NUMBER.match(words)
    return words[number.end() :] if number else words


def _without_symbols(words: str) -> str:
    """Cut off the pictures and spaces around words: `📙 Papers` becomes `Papers`."""
    is_kept = [not (each.isspace() or _is_symbol(each)) for each in words]
    if not any(is_kept):
        return words
    start = is_kept.index(True)
    end = len(words) - is_kept[::-1].index(True)
    return words[start:end]


def _is_symbol(character: str) -> bool:
    category = unicodedata.category(character)
    return category in _SYMBOLS and not character.isalnum()


LOOKS: tuple[Callable[[str], str], ...] = (
    lambda words: words,
    without_number,
    _without_symbols,
    lambda words: _without_symbols(without_number(words)),
)
"""How a table may show headings throughout: as they are, without numbers, without pictures."""


def shown_names(rows: Sequence[Row], below: Sequence[Title], pairs: Sequence[int]) -> list[str]:
    """Return the words of the headings `below` in the look that most entries have."""
    matched: list[tuple[str, str]] = []
    for row, j in zip(rows, pairs, strict=True):
        if j >= 0:
            matched.append((row.words, below[j].words))

    def count_same(look: Callable[[str], str]) -> int:
        return sum(same(entry, look(title)) for entry, title in matched)

    look = max(LOOKS, key=count_same)
    return [look(title.words) for title in below]


def aligned(rows: Sequence[Row], below: Sequence[Title], equal: dict[int, int]) -> list[int]:
    """Return for each entry the index of the title that it is, or -1.

    `equal` are the pairs that say the same; between them those are paired that nearly do.
    """
    pairs = dict(equal)
    before, behind = (-1, -1), (len(rows), len(below))
    fixed = [before, *sorted(equal.items()), behind]
    for (row_above, title_above), (row_below, title_below) in pairwise(fixed):
        row_range = range(row_above + 1, row_below)
        title_range = range(title_above + 1, title_below)
        if len(row_range) * len(title_range) <= _MAX_COMPARISONS:
            pairs |= _similar_pairs(rows, below, row_range, title_range)
    return [pairs.get(i, -1) for i in range(len(rows))]


def equal_pairs(rows: Sequence[Row], below: Sequence[Title]) -> dict[int, int]:
    """Pair entries with headings that say the same, in order.

    Of several headings with the same words, an entry is the one that it leads to.
    """
    from difflib import SequenceMatcher

    row_keys = [key_of(row.words) for row in rows]
    title_keys = [key_of(title.words) for title in below]
    title_by_id = {title.id: j for j, title in enumerate(below) if title.id}
    for i, row in enumerate(rows):
        j = title_by_id.get(row.target, -1)
        leads_to_title = j >= 0
        if leads_to_title and title_keys[j] == row_keys[i]:
            # A key of their own: other headings with these words are not this entry's.
            row_keys[i] = title_keys[j] = f"#{j}"
    pairs: dict[int, int] = {}
    matcher = SequenceMatcher(None, row_keys, title_keys)
    for i, j, size in matcher.get_matching_blocks():
        for offset in range(size):
            pairs[i + offset] = j + offset
    return pairs


def _similar_pairs(
    rows: Sequence[Row], below: Sequence[Title], row_range: range, title_range: range
) -> dict[int, int]:
    """Pair entries and headings that are likely the same, the likeliest first, in order."""
    likely = []
    for i in row_range:
        for j in title_range:
            likeness = _likeness(rows[i], below[j])
            if likeness >= MIN_SIMILARITY:
                likely.append((-likeness, i, j))
    pairs: dict[int, int] = {}
    for _, i, j in sorted(likely):
        if all(_keeps_order((i, j), pair) for pair in pairs.items()):
            pairs[i] = j
    return pairs


def _keeps_order(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether two pairs are both on the same side of each other, in the table and in the text."""
    if one[0] < other[0]:
        return one[1] < other[1]
    return one[0] > other[0] and one[1] > other[1]


def _likeness(row: Row, title: Title) -> float:
    """Return how likely an entry is a heading, by id, number, beginning, or common letters."""
    from difflib import SequenceMatcher

    entry, heading = key_of(row.words), key_of(title.words)
    leads_to_heading = row.target != "" and row.target == title.id
    if leads_to_heading or entry == heading:
        return _UNCHANGED
    number = _number_of(row.words)
    if number and number == _number_of(title.words):
        return _SAME_NUMBER
    is_long = min(len(entry), len(heading)) >= _MIN_BEGINNING
    begins_alike = entry.startswith(heading) or heading.startswith(entry)
    if is_long and begins_alike:
        return _SAME_BEGINNING
    return SequenceMatcher(None, entry, heading).ratio()


def _number_of(words: str) -> str:
    """Return the number that words begin with, `1.2`; "" for none."""
    found = _NUMBER.match(words)
    return found[1] if found else ""
