"""The same title under another URL: often one page, which no rule for URLs can know. Pure."""

from __future__ import annotations

import re
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

from postgen.markdown import escape
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
        self._by_form: dict[str, list[tuple[str, _Title]]] = {}
        titles: dict[str, _Title] = {}
        for url, text in links:
            if " " not in text.strip():
                continue
            title = titles[text] = titles.get(text) or _Title(text)
            for form in title.folded:
                self._by_form.setdefault(form, []).append((url, title))

    def find(self, text: str) -> Iterator[TitleMatch]:
        """Yield for each title the first link that has it, in any case, at another URL."""
        if not self._by_form:
            return
        folded = text.casefold()  # a quick look before the links are read
        there = [links for form, links in self._by_form.items() if form in folded]
        found: dict[_Title, _Found] = {}
        for url, title in dict.fromkeys(chain.from_iterable(there)):
            links = found[title] = found.get(title) or _Found(title.links(text))
            other = links.on_another_page(canonical(url))
            if other:
                yield TitleMatch(url, title.text, other.url, other.line)


class _Link(NamedTuple):
    """A link of a text, with the key of its page."""

    url: str
    page: str
    line: int


class _Found:
    """The links of a text that have one title, read as far as they are asked for."""

    def __init__(self, links: Iterator[_Link]) -> None:
        self._links = links

    def on_another_page(self, page: str) -> _Link | None:
        """Return the first link to another page than the one with this key."""
        is_other = self._first is None or self._first.page != page
        return self._first if is_other else self._second

    @cached_property
    def _first(self) -> _Link | None:
        return next(self._links, None)

    @cached_property
    def _second(self) -> _Link | None:
        """The first link to another page than that of the first."""
        first = self._first
        return next((each for each in self._links if first and each.page != first.page), None)


class _Title:
    """A title to look for, as it is and as it is escaped in Markdown."""

    def __init__(self, title: str) -> None:
        self.text = escape.one_line(title)
        self._forms = {self.text, escape.inline(self.text)}
        self.folded = {form.casefold() for form in self._forms}

    def links(self, text: str) -> Iterator[_Link]:
        """Yield the links of a text that have the title."""
        line, counted = 1, 0
        for found in self._pattern().finditer(text):
            line += text.count("\n", counted, found.start())
            counted = found.start()
            group = "url" if found["url"] else "definition"  # of `[1]: url "title"`
            url = _whole(text, found.start(group), found[group])
            yield _Link(url, canonical(url), line)

    def _pattern(self) -> re.Pattern[str]:
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
