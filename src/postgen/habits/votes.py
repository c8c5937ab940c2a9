"""Which of several habits counts: the newest issues weigh most, and one alone changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

Value = TypeVar("Value", bound="Hashable")

WEIGHTS = (1.0, 0.9, 0.75, 0.4, 0.3, 0.25)
"""The weights of the last issues, newest first.

Two new ones outweigh four old ones (1.9 to 1.7), and one does not outweigh two.
"""


def vote(values: Sequence[Value], weights: Sequence[float]) -> Value:
    """Return the value with the greatest weight; of equal ones the first, which is the newest."""
    totals: dict[Value, float] = {}
    for value, weight in zip(values, weights, strict=True):
        totals[value] = totals.get(value, 0.0) + weight
    return max(totals, key=lambda value: round(totals[value], 6))
