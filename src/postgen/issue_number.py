"""The number of an issue: that of a post, and the next one. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postgen.jekyll.head import text_of, title_of
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_ISSUE = Lazy(r"(\d{1,9})(?!\d)")
_TITLE_ISSUE = Lazy(
    r"(?:#\s?|\b(?:issue|ausgabe|numéro|número|№)\s{1,2}|第\s?)(\d{1,9})(?![^\W_])(?!\s?[章回话])"
    r"|第\s?(\d{1,9})\s?[期号號]",
    re.IGNORECASE,
)
"""`#12`, `Issue 12`, `第12期`."""


def next_issue(posts: Iterable[str], tags: Sequence[str]) -> int:
    """Return the number of the last newsletter among the texts of posts, plus one."""
    return max((newsletter_number(text, tags) for text in posts), default=0) + 1


def issue_of(text: str) -> int:
    """Return the number of a post's issue: that of `issue:` or `#12` in its title; else 0."""
    found = _ISSUE.match(text_of(text, "issue"))
    if found:
        return int(found[1])
    in_title = _TITLE_ISSUE.search(title_of(text))
    return int(in_title[1] or in_title[2]) if in_title else 0


def newsletter_number(text: str, tags: Iterable[str]) -> int:
    """Return the number of a newsletter's issue, or 0.

    That is a post with an `issue:`, or one with a `#12` in its title and one of the tags.
    """
    number = issue_of(text)
    if not number or text_of(text, "issue"):
        return number
    folded = text[:4096].casefold()
    is_newsletter = "newsletter" in folded or any(tag.casefold() in folded for tag in tags)
    return number if is_newsletter else 0
