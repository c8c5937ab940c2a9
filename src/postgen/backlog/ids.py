"""The ids of items: letters that stay the same while others come and go.

An id is made from the address of the item's first link, by its canonical form, so that one link has
one id however it is written. Any beginning of it that no other item shares will do.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from postgen.text.words import same_name_key

try:
    from _blake2 import blake2b  # as `random` does: hashlib loads OpenSSL, which takes 5 ms
except ImportError:
    from hashlib import blake2b

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from postgen.backlog.entry import Entry

LETTERS = "bcdfghjklmnpqrstvwxz"
"""No vowels: an id is hardly ever a word that a person may look for."""

LENGTH = 12
SHORTEST = 4
"""So many letters are shown at least: an id that was noted is still one when the list has grown."""


def item_ids(entries: Iterable[Entry]) -> list[str]:
    """Return the whole id of each item, in their order.

    An item without a link has that of its title. Of several items with one address, the later ones
    have ids of their own.
    """
    times: Counter[str] = Counter()
    ids = []
    for entry in entries:
        url = entry.url
        key = _key_of_url(url) if url else f"title {same_name_key(entry.title)}"
        ids.append(_letters(f"{key} {times[key]}" if times[key] else key))
        times[key] += 1
    return ids


@lru_cache(1 << 16)
def _key_of_url(url: str) -> str:
    from postgen.urls.canonical import canonical

    return f"url {canonical(url)}"


@lru_cache(1 << 16)
def _letters(key: str) -> str:
    number = int.from_bytes(digest(key, 8), "big")
    letters = ""
    for _ in range(LENGTH):
        number, place = divmod(number, len(LETTERS))
        letters += LETTERS[place]
    return letters


def digest(text: str, size: int) -> bytes:
    """Return so many bytes that are those of this text, and hardly ever of another."""
    return blake2b(text.encode(errors="surrogatepass"), digest_size=size).digest()


def shown_ids(ids: Sequence[str]) -> list[str]:
    """Return the first letters of ids, as many as it takes to tell all of them apart."""
    length = SHORTEST
    whole = len(set(ids))
    while length < LENGTH and len({each[:length] for each in ids}) < whole:
        length += 1
    return [each[:length] for each in ids]


def is_id(text: str) -> bool:
    """Whether a text may be an id, or the beginning of one."""
    return 0 < len(text) <= LENGTH and set(text) <= set(LETTERS)
