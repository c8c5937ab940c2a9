"""What a person sees as one character, and how services count it.

Text is cut between grapheme clusters only (https://unicode.org/reports/tr29/): a family of emoji,
a flag, a letter with its marks are one each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from unicodedata import category, combining

from wcwidth import iter_graphemes

if TYPE_CHECKING:
    from collections.abc import Iterator

_VIRAMA = 9
"""The combining class of the signs that join two consonants: `क्ष`."""


def clusters(text: str) -> Iterator[str]:
    """Yield the grapheme clusters of a text."""
    if text.isascii():
        yield from text
    else:
        yield from iter_graphemes(text)


def count(cluster: str) -> int:
    """Return how many graphemes a cluster may be to a service.

    Joined consonants are one cluster since Unicode 15.1 (rule GB9c) and several before: programs
    that count for people differ, so it is the greater number.
    """
    if len(cluster) == 1 or not any(combining(each) == _VIRAMA for each in cluster):
        return 1
    return max(1, sum(category(each) == "Lo" for each in cluster))


def utf16_units(text: str) -> int:
    """Return the length of a text in units of UTF-16, as JavaScript counts."""
    return len(text) + sum(each > "\uffff" for each in text)
