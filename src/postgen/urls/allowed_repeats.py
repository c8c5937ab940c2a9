"""Links that may be published again, and how far back what was published counts. Pure."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from heapq import nlargest
from typing import TYPE_CHECKING

from postgen.urls.canonical import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from postgen.jekyll.settings import Repeat

_ORIGIN = re.compile(r"(?:https?://)?(?:www\.)?(?=([^/?#]*))", re.IGNORECASE)


def may_come_again(rule: Repeat, url: str) -> bool:
    """Return whether a URL is one of those that may be published again.

    A pattern is compared with the URL as it is written and with its canonical form, both without
    scheme and `www.`; in it `*` stands for anything, slashes included, `?` for one character. One
    without either names a page.
    """
    if not rule.allow:
        return False
    forms = {_without_scheme(url), _without_scheme(canonical(url))}
    for pattern in map(_without_scheme, rule.allow):
        if any(fnmatchcase(form, pattern) for form in forms):
            return True
        if "*" not in pattern and _without_scheme(canonical(f"https://{pattern}")) in forms:
            return True
    return False


def counted(rule: Repeat, posts: Iterable[Path]) -> list[Path]:
    """Return the posts that count as published.

    They are all, in their order, or the newest few by the day in their name.
    """
    return nlargest(rule.within, posts, key=lambda path: path.name) if rule.within else list(posts)


def _without_scheme(url: str) -> str:
    """Return a URL without scheme and `www.`, its host in lower case."""
    origin = _ORIGIN.match(url.strip())
    if origin is None:  # it matches anything
        return url
    return origin[1].lower() + url.strip()[origin.end() + len(origin[1]) :]
