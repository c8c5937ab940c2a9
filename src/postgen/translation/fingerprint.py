"""A short name for what a post says, by which a translation knows its original again. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.references import numbers
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterator

KEY = "original_hash"
"""The key of a translation's front matter."""

LENGTH = 12

_ANCHOR = Lazy(r"#(?:ref|cite|fn|fnref|note)[-:]?\d+")
"""`#ref-3`, the anchor of a reference."""


def of(body: str) -> str:
    """Return the fingerprint of a body.

    Blanks at the ends of lines, blank lines at its ends, and the numbers of references do not
    count, nor does the order of the entries that have them.
    """
    from hashlib import sha256

    text = "\n".join(_lines(body.strip()))
    return sha256(text.encode(errors="surrogateescape")).hexdigest()[:LENGTH]


def _lines(body: str) -> Iterator[str]:
    """Yield the lines without their numbers; then those of references, in their order as text."""
    entries = []
    for line in body.splitlines():
        plain = _ANCHOR.sub("#", numbers.ANY_CITATION.sub("#", line)).rstrip()
        if numbers.ENTRY_LINE.match(line):
            entries.append(plain)
        else:
            yield plain
    yield from sorted(entries)
