"""Links that may be published again, and how far back what was published counts. Pure."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from heapq import nlargest
from typing import TYPE_CHECKING

from postgen.text.patterns import Lazy
from postgen.urls.canonical import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from postgen.jekyll.settings import Repeat

# What stands before the host, and the host: `https://www.` and `Example.org`.
_ORIGIN = Lazy(r"(?:https?://)?(?:www\.)?(?=([^/?#]*))", re.IGNORECASE)


def may_come_again(rule: Repeat, url: str) -> bool:
    """Return whether a URL is one of those that may be published again.

    A pattern is compared with the URL as it is written and with its canonical form, both without
    scheme and `www.`; in it `*` stands for anything, slashes included, `?` for one character. One
    without either names a page.
    """
    if not rule.allow:
        return False
    forms = {_without_scheme(url), _without_scheme(canonical(url))}
    return any(_allows(_without_scheme(pattern), forms) for pattern in rule.allow)


def _allows(pattern: str, forms: set[str]) -> bool:
    """Whether a pattern of `allow:` is for one of the forms of a URL."""
    for form in forms:
        if fnmatchcase(form, pattern):
            return True
    if "*" in pattern:
        return False
    # `example.org/a/` names a page, in whatever spelling
    return _without_scheme(canonical(f"https://{pattern}")) in forms


def counted(rule: Repeat, posts: Iterable[Path]) -> list[Path]:
    """Return the posts that count as published.

    They are all, in their order, or the newest few by the day in their name.
    """
    if not rule.within:
        return list(posts)
    return nlargest(rule.within, posts, key=lambda path: path.name)


def _without_scheme(url: str) -> str:
    """Return a URL without scheme and `www.`, its host in lower case."""
    url = url.strip()
    origin = _ORIGIN.match(url)
    if origin is None:  # it matches anything
        return url
    host = origin[1]
    path = url[origin.end() + len(host) :]
    return host.lower() + path
