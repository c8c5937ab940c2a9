"""What a page says of itself, as evidence of whether it is still the page that was linked."""

from __future__ import annotations

import re
from typing import NamedTuple

from postgen.links import words
from postgen.page import charset, html_head, html_tokens, metadata
from postgen.page.titles_from_urls import host_of

TEXT = 20_000
"""Characters of the visible text that are kept."""

_ID = re.compile(r"\s(?:id|name)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+))", re.IGNORECASE)


class Evidence(NamedTuple):
    """What a page says: its titles as they are written, its text, its language, and its walls.

    `title` is the one that `page.metadata` chose, "" where `failure` says why there is none.
    `refresh` is the address to which it sends its visitors at once.
    """

    title: str = ""
    titles: tuple[str, ...] = ()
    text: str = ""
    language: str = ""
    canonical: str = ""
    failure: str = ""
    refresh: str = ""

    @property
    def head(self) -> str:
        """Its titles and its description, as one text."""
        return "\n".join(self.titles)


def read(body: bytes, *, url: str, content_type: str = "", status: int = 200) -> Evidence | None:
    """Return what a page says; None for a file that is no page. Never raises."""
    page = metadata.read(body, url=url, content_type=content_type, status=status)
    is_markup = body and not page.failure.startswith(("not a web page", "it is empty"))
    if not is_markup or b"%PDF-" in body[:1024]:
        return None
    text = _text(body, url, content_type)
    found = html_head.gather(text)
    visible = found.visible()[:TEXT]
    written = (
        page.title,
        found.title,
        found.meta("og:title"),
        found.heading,
        page.site,
        page.description,
    )
    titles = tuple(dict.fromkeys(each.strip() for each in written if each.strip()))
    return Evidence(
        title=page.title,
        titles=titles,
        text=visible,
        language=_language(page.language, "\n".join((*titles, visible))),
        canonical=page.canonical_url,
        failure=page.failure,
        refresh=page.refresh,
    )


def has_anchor(body: bytes, name: str, *, url: str, content_type: str = "") -> bool:
    """Whether a page has an element with an id, or an anchor with a name."""
    text = _text(body, url, content_type)
    for found in _ID.finditer(text):
        value = html_tokens.plain(found[1] or found[2] or found[3] or "")
        if value in {name, f"user-content-{name}"}:  # as GitHub's pages have it
            return True
    return False


def _text(body: bytes, url: str, content_type: str) -> str:
    codec = next(charset.candidates(body, content_type, host_of(url)))
    return charset.decode(body, codec).replace("\x00", "")


def _language(declared: str, text: str) -> str:
    """Return a page's language: what its words show goes before what it declares."""
    shown = words.language_of(text)
    tag = declared.partition("-")[0].lower()
    if shown and not words.is_same_language(shown, tag):
        return shown
    return tag or shown
