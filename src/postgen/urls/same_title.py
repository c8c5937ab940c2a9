"""The same title under another URL: often one page, which no rule for URLs can know. Pure."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

from postgen.markdown import escape
from postgen.text.edits import line_number
from postgen.text.records import NamedTuple
from postgen.urls.bare import address_at
from postgen.urls.canonical import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# The destination of a link, up to what closes it; where a bracket belongs to it, `address_at` knows
# more.
_DESTINATION = r"https?://[^\s<>\"'`]+?(?=[>)\s\"']|\Z)"


class TitleMatch(NamedTuple):
    """A link that has a title in common with another: `url` was asked for, `other` was found."""

    url: str
    title: str
    other: str
    line: int


class SameTitle:
    """Titles to look for, in as many texts as there are."""

    def __init__(self, links: Iterable[tuple[str, str]]) -> None:
        """Look for links by their URL and title; those with a title of one word say too little."""
        titles = [_Title(url, title) for url, title in links if " " in title.strip()]
        self._by_form: dict[str, list[_Title]] = {}
        for title in titles:
            for form in title.folded:
                self._by_form.setdefault(form, []).append(title)

    def find(self, text: str) -> Iterator[TitleMatch]:
        """Yield for each title the first link that has it, in any case, at another URL."""
        if not self._by_form:
            return
        folded = text.casefold()  # a quick look before the links are read
        there = [titles for form, titles in self._by_form.items() if form in folded]
        for title in dict.fromkeys(chain.from_iterable(there)):
            found = title.find(text)
            if found:
                yield found


class _Title:
    """A title to look for, as it is and as it is escaped in Markdown."""

    def __init__(self, url: str, title: str) -> None:
        self.url = url
        self.title = escape.one_line(title)
        self._forms = {self.title, escape.inline(self.title)}
        self.folded = {form.casefold() for form in self._forms}

    def find(self, text: str) -> TitleMatch | None:
        """Return the first link of a text that has the title and leads to another page."""
        key = canonical(self.url)
        for found in self._links().finditer(text):
            group = "url" if found["url"] else "definition"  # of `[1]: url "title"`
            other = _whole(text, found.start(group), found[group])
            if canonical(other) != key:
                return TitleMatch(self.url, self.title, other, line_number(text, found.start()))
        return None

    def _links(self) -> re.Pattern[str]:
        """Return a pattern of `[title](url)`, `[1] **title:** <url>` and `[1]: url "title"`."""
        title = f"(?:{'|'.join(map(re.escape, sorted(self._forms)))})"
        return re.compile(
            rf"[\[\]*][ ]?{title}:?[\]*]+:?[ ]?[(<]+(?P<url>{_DESTINATION})"
            rf"|\]:[ \t]*<?(?P<definition>{_DESTINATION})>?[ \t]+[\"'(]{title}[\"')]",
            re.IGNORECASE,
        )


def _whole(text: str, start: int, url: str) -> str:
    """Return a destination with the brackets in it: `…/Mercury_(planet)`, and not `…(planet`."""
    if "(" not in url:
        return url
    bare = address_at(text, start)
    if bare is None or not bare.url.startswith(url):
        return url
    return bare.url
