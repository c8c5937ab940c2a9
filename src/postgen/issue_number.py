"""The number of an issue, as a post's front matter has it. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postgen.jekyll.document import title_of
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterable

_ISSUE = Lazy(r"^issue:[ \t]*[\"']?(\d+)", re.MULTILINE)
_TITLE_ISSUE = Lazy(r"#\s?(\d+)\b")


def issue_of(text: str) -> int:
    """Return the number of a post's issue: its `issue:`, or a `#12` in its title; 0 for none."""
    head = text[:4096]
    found = _ISSUE.search(head) or _TITLE_ISSUE.search(title_of(head))
    return int(found[1]) if found else 0


def newsletter_number(text: str, tags: Iterable[str]) -> int:
    """Return the number of a newsletter's issue, or 0.

    That is a post with an `issue:`, or one with a `#12` in its title and one of the tags.
    """
    number = issue_of(text)
    head = text[:4096]
    if not number or "\nissue:" in head:
        return number
    folded = head.casefold()
    is_newsletter = "newsletter" in folded or any(tag.casefold() in folded for tag in tags)
    return number if is_newsletter else 0
