"""The title of a page, chosen from all that its tags and its JSON-LD offer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from postgen.page import interstitials
from postgen.page.one_line import repaired_line
from postgen.page.site_names import squash, unbrand
from postgen.page.titles_from_urls import host_of, is_front_page, words_of_path
from postgen.text.entities import unescape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.page.html_head import Head

_NAMES = ("og:title", "twitter:title", "citation_title", "dc.title", "dcterms.title")


def choose(found: Head, url: str, in_json_ld: str, names: frozenset[str]) -> tuple[str, str]:
    """Return the best title of a page and "", or "" and the reason why there is none.

    `in_json_ld` is the title in the page's JSON-LD, `names` are the squashed names of its site. A
    placeholder ("Untitled", "Loading…") is never a title; the site's own name is one only where the
    page is alone of its kind and shows something.
    """
    candidates = map(repaired_line, _candidates(found, in_json_ld))
    lines = [line for line in candidates if line]
    host = host_of(url)
    real = [line for line in lines if not _is_placeholder(line, found, host, names)]
    telling = [line for line in real if squash(line) not in names]
    if telling:
        title = _completed(telling[0], telling[1:])
        return title if is_front_page(url) else unbrand(title, names), ""
    if real and not _should_say_more(found, url):
        return real[0], ""
    if real:
        return "", interstitials.quote(interstitials.BRAND, real[0])
    if lines:
        return "", interstitials.quote(interstitials.PLACEHOLDER, lines[0])
    return "", "it has no title"


def _candidates(found: Head, in_json_ld: str) -> Iterator[str]:
    """Yield what may be the title, the best first."""
    yield found.meta("og:title")
    yield found.title
    yield from (found.meta(name) for name in _NAMES)
    yield in_json_ld
    yield found.heading


def _is_placeholder(line: str, found: Head, host: str, names: frozenset[str]) -> bool:
    """Whether a line, or what is left of it without the site's name, is a placeholder."""
    if interstitials.is_placeholder(line, host, visible=found.visible):
        return True
    unbranded = unbrand(line, names)
    return interstitials.is_placeholder(unbranded, host, visible=found.visible)


def _should_say_more(found: Head, url: str) -> bool:
    """Whether a page with only the site's name as a title is one of many, or shows nothing."""
    if is_front_page(url):
        return False
    parts = urlsplit(url)
    has_number = re.search(r"\d", parts.path)
    has_words = " " in words_of_path(parts.path)
    is_one_of_many = bool(parts.query or has_number or has_words)
    return is_one_of_many or not found.visible()


def _completed(title: str, others: list[str]) -> str:
    """Complete a title that was cut short, or escaped twice, by another title of the page.

    "Attention is all…" by "Attention is all you need", "Q&amp;A" by "Q&A with Ada".
    """
    if title.endswith(("…", "...")):
        title = _longer(title, others)
    if "&" in title:
        resolved = unescape(title)
        if any(resolved in other for other in others):
            return resolved
    return title


def _longer(cut: str, others: list[str]) -> str:
    """Return the first of the other titles that goes on where one is cut short, else that one."""
    start = cut.rstrip("….").rstrip()
    for other in others:
        if other.startswith(start) and len(other) > len(cut):
            return other
    return cut
