"""The same title under another URL: often one page at two addresses, which no rule for URLs can know. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from postgen.markdown import escape
from postgen.text.edits import line_number
from postgen.urls.canonical import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_ADDRESS = r"https?://[^\s<>\"'`]+?(?=[>)\s\"']|\Z)"


class TitleMatch(NamedTuple):
    """A link that has a title in common with another: `url` is the one that was sought, `other` the one found."""

    url: str
    title: str
    other: str
    line: int


class SameTitle:
    """Titles to look for, in as many texts as there are."""

    def __init__(self, links: Iterable[tuple[str, str]]) -> None:
        """Look for links by their URL and title; those with a title of one word say too little."""
        self._sought = [_Title(url, title) for url, title in links if " " in title.strip()]

    def find(self, text: str) -> Iterator[TitleMatch]:
        """Yield the first link of a text that has a sought title, in any case, and another URL: one for each title."""
        if not self._sought:
            return
        folded = text.casefold()
        for title in self._sought:
            if title.may_be_in(folded) and (found := title.find(text)):
                yield found


class _Title:
    def __init__(self, url: str, title: str) -> None:
        self.url, self.title = url, escape.one_line(title)
        self._forms = {self.title, escape.inline(self.title)}
        self._folded = [form.casefold() for form in self._forms]

    def may_be_in(self, folded: str) -> bool:
        return any(form in folded for form in self._folded)

    def find(self, text: str) -> TitleMatch | None:
        key = canonical(self.url)
        for found in self._links().finditer(text):
            other = found["url"] or found["definition"]
            if canonical(other) != key:
                return TitleMatch(self.url, self.title, other, line_number(text, found.start()))
        return None

    def _links(self) -> re.Pattern[str]:
        """Return what such a link looks like: `[title](url)`, `[1] **title:** <url>`, `[1]: url "title"`."""
        title = f"(?:{'|'.join(map(re.escape, sorted(self._forms)))})"
        return re.compile(
            rf"[\[\]*][ ]?{title}:?[\]*]+:?[ ]?[(<]+(?P<url>{_ADDRESS})"
            rf"|\]:[ \t]*<?(?P<definition>{_ADDRESS})>?[ \t]+[\"'(]{title}[\"')]",
            re.IGNORECASE,
        )
