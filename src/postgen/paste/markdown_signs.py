"""Whether a pasted text is Markdown already."""

from __future__ import annotations

import re
from itertools import islice

from postgen.text.records import NamedTuple


class _Sign(NamedTuple):
    """A pattern that is hardly ever in a text that is not Markdown, and how often it must occur."""

    name: str
    times: int
    pattern: str


_SIGNS = (
    _Sign(
        "links",  # [a](https://example.org), [b](/c/ "Title")
        1,
        r"(?<![\w\])])\[[^\[\]\n]+\]"  # [a], but not in `x[a](b)`
        r"\((?:https?://|mailto:|[./#\w])[^)\s]*"  # (https://example.org
        r"(?: ([\"'])[^\n]*\1)?\)",  # "Title")
    ),
    _Sign("headings", 1, r"^#{2,6} \S"),  # ## Head
    _Sign("a title", 1, r"\A\s*# \S.*\n\s*\n"),  # # Title, and a blank line
    _Sign("fences", 2, r"^(?:```+|~~~+)[^`\n]*$"),  # ```python
    _Sign("definitions", 1, r"^ {0,3}\[[^\[\]\n]+\]:[ \t]+<?https?://"),  # [1]: https://example.org
    _Sign("bold words", 2, r"(?<!\S)\*\*[^\s*][^*\n]*\*\*"),  # **so**
)


def find(text: str) -> list[str]:
    """Return the names of the signs of Markdown in a text."""
    return [sign.name for sign in _SIGNS if _occurs(sign, text)]


def _occurs(sign: _Sign, text: str) -> bool:
    found = re.finditer(sign.pattern, text, re.MULTILINE)
    return len(list(islice(found, sign.times))) == sign.times
