"""Texts laid side by side: what they have in common, part by part, and what is free between."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postgen.habits.tokens import Token

_LONGEST = 60
"""Most tokens between which more in common is looked for."""


class Column(NamedTuple):
    """What stands in one place of each text: alike tokens, or, if it is free, any words."""

    texts: tuple[str, ...]
    token: Token | None = None

    @property
    def is_free(self) -> bool:
        """Whether it is free text."""
        return self.token is None

    @property
    def is_constant(self) -> bool:
        """Whether all texts have the same there."""
        return self.texts.count(self.texts[0]) == len(self.texts)


def align(rows: Sequence[Sequence[Token]]) -> list[Column]:
    """Lay texts side by side: their common beginning, free text, their common end.

    Within the free text, what all of them have is looked for again: `Spring! Weekly #12: Roses`.
    """
    shortest = min(map(len, rows))
    start = 0
    while start < shortest and _are_alike(rows, start):
        start += 1
    end = 0
    while end < shortest - start and _are_alike(rows, -1 - end):
        end += 1
    middles = [row[start : len(row) - end] for row in rows]
    tail = [_column(rows, place) for place in range(-end, 0)]
    return [*(_column(rows, place) for place in range(start)), *_middle(middles), *tail]


def _are_alike(rows: Sequence[Sequence[Token]], place: int) -> bool:
    first = rows[0][place]
    return all(first.is_like(row[place]) for row in rows)


def _column(rows: Sequence[Sequence[Token]], place: int) -> Column:
    texts = tuple(row[place].text for row in rows)
    token = rows[0][place]
    kinds = frozenset.intersection(*(row[place].kinds for row in rows))
    return Column(texts, token._replace(kinds=kinds))


def _middle(rows: Sequence[Sequence[Token]]) -> list[Column]:
    if not any(rows):
        return []
    places = _common_run(rows)
    if not places:
        return [Column(tuple("".join(token.text for token in row) for row in rows))]
    length = places[0][1]
    before = [row[:at] for row, (at, _) in zip(rows, places, strict=True)]
    inside = [row[at : at + length] for row, (at, _) in zip(rows, places, strict=True)]
    after = [row[at + length :] for row, (at, _) in zip(rows, places, strict=True)]
    columns = [_column(inside, place) for place in range(length)]
    return [*_middle(before), *columns, *_middle(after)]


def _common_run(rows: Sequence[Sequence[Token]]) -> list[tuple[int, int]]:
    """Return the longest run that is in all rows, as its place in each and its length."""
    first = rows[0]
    if not all(rows) or max(map(len, rows)) > _LONGEST:
        return []
    for length in range(min(map(len, rows)), 0, -1):
        for start in range(len(first) - length + 1):
            run = first[start : start + length]
            if not _is_telling(run):
                continue
            places = [_find(row, run) for row in rows]
            if min(places) >= 0:
                return [(place, length) for place in places]
    return []


def _is_telling(run: Sequence[Token]) -> bool:
    """Whether a run is more than a chance: a number with a mark or word, or two words."""
    words = [token for token in run if token.is_word]
    has_number = any("number" in token.kinds for token in run)
    has_mark = any(not token.is_word and not token.text.isspace() for token in run)
    return len(words) > 1 or bool(has_number and has_mark)


def _find(row: Sequence[Token], run: Sequence[Token]) -> int:
    for start in range(len(row) - len(run) + 1):
        if all(a.is_like(b) for a, b in zip(run, row[start:], strict=False)):
            return start
    return -1
