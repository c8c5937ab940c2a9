"""Which entry of a table of contents is which heading: those that say the same, and those that nearly do."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from postgen.toc import Title
    from postgen.toc.entries import Row

ALIKE = 0.6
"""How much of their letters an entry and a heading have in common that are the same, reworded."""

_COMPARED = 5_000
"""How many pairs of an entry and a heading are compared letter by letter at the most."""

_CHINESE = "一二三四五六七八九十百零〇"
_NUMBER = re.compile(
    rf"\s*(\d+(?:\.\d+)+|\d+(?=[.)、）:：．])|[{_CHINESE}]+(?=[、.．]))[.)、）:：．]?\s*(?=\S)"
)
_QUOTES = str.maketrans("‘’“”\u00a0", "''\"\" ")


def same(entry: str, name: str) -> bool:
    """Say whether an entry says what a heading says: a colon behind it and the form of quotes do not count."""
    return _tidy(entry) == _tidy(name)


def _tidy(words: str) -> str:
    return unicodedata.normalize("NFC", words).translate(_QUOTES).rstrip(" :：")


@lru_cache(maxsize=10_000)
def key_of(words: str) -> str:
    """Spell words as they are compared: letters and digits alone, without a number in front."""
    letters = unicodedata.normalize("NFKC", without_number(words)).casefold()
    return "".join(each for each in letters if each.isalnum()) or letters


def without_number(words: str) -> str:
    """Cut off the number that words begin with."""
    return _NUMBER.sub("", words, count=1) if _NUMBER.match(words) else words


def _without_symbols(words: str) -> str:
    kept = [
        place for place, each in enumerate(words) if not each.isspace() and not _is_symbol(each)
    ]
    return words[kept[0] : kept[-1] + 1] if kept else words


def _is_symbol(character: str) -> bool:
    return unicodedata.category(character) in {"So", "Sk", "Cf", "Mn"} and not character.isalnum()


LOOKS: tuple[Callable[[str], str], ...] = (
    lambda words: words,
    without_number,
    _without_symbols,
    lambda words: _without_symbols(without_number(words)),
)
"""How contents may show a heading throughout: as it is, without its number, without the pictures around it."""


def named(rows: Sequence[Row], below: Sequence[Title], pairs: Sequence[int]) -> list[str]:
    """Give the headings' words in the look that most entries have."""

    def equal(look: Callable[[str], str]) -> int:
        return sum(
            j >= 0 and same(row.words, look(below[j].words))
            for row, j in zip(rows, pairs, strict=True)
        )

    look = max(LOOKS, key=equal)
    return [look(title.words) for title in below]


def aligned(rows: Sequence[Row], below: Sequence[Title], equal: dict[int, int]) -> list[int]:
    """Give for each entry the title that it is, or -1: those that say the same, and those between that nearly do."""
    pairs = dict(equal)
    fixed = [(-1, -1), *sorted(equal.items()), (len(rows), len(below))]
    for (i1, j1), (i2, j2) in pairwise(fixed):
        if (i2 - i1 - 1) * (j2 - j1 - 1) <= _COMPARED:
            pairs |= _near(rows, below, range(i1 + 1, i2), range(j1 + 1, j2))
    return [pairs.get(i, -1) for i in range(len(rows))]


def equal_pairs(rows: Sequence[Row], below: Sequence[Title]) -> dict[int, int]:
    """Pair entries with headings that say the same, in order; of several, an entry is the one that it leads to."""
    from difflib import SequenceMatcher

    keys, told = [key_of(row.words) for row in rows], [key_of(title.words) for title in below]
    ids = {title.id: j for j, title in enumerate(below) if title.id}
    for i, row in enumerate(rows):
        j = ids.get(row.target, -1)
        if j >= 0 and told[j] == keys[i]:
            keys[i] = told[j] = f"#{j}"
    blocks = SequenceMatcher(None, keys, told).get_matching_blocks()
    return {i + at: j + at for i, j, size in blocks for at in range(size)}


def _near(
    rows: Sequence[Row], below: Sequence[Title], some: range, others: range
) -> dict[int, int]:
    """Pair the entries and the headings between two pairs that are likely the same, the likeliest first, in order."""
    likely = sorted((-_likeness(rows[i], below[j]), i, j) for i in some for j in others)
    pairs: dict[int, int] = {}
    for likeness, i, j in likely:
        if -likeness >= ALIKE and all(
            (i < a and j < b) or (i > a and j > b) for a, b in pairs.items()
        ):
            pairs[i] = j
    return pairs


def _likeness(row: Row, title: Title) -> float:
    """Say how likely an entry and a heading are the same: an id, a number, a beginning, or many letters in common."""
    from difflib import SequenceMatcher

    a, b = key_of(row.words), key_of(title.words)
    if a == b or (row.target and row.target == title.id):
        return 3
    numbers = {found[1] for words in (row.words, title.words) if (found := _NUMBER.match(words))}
    if len(numbers) == 1 and _NUMBER.match(row.words) and _NUMBER.match(title.words):
        return 2
    if min(len(a), len(b)) >= 4 and (a.startswith(b) or b.startswith(a)):
        return 1
    return SequenceMatcher(None, a, b).ratio()
