"""A first look at a text: a few letters without which it does not link a page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postgen.text.patterns import Lazy
from postgen.text.records import NamedTuple
from postgen.urls import site_rules
from postgen.urls.canonical import has_rules, resolve

if TYPE_CHECKING:
    from collections.abc import Iterable

_RUN = re.compile(r"[A-Za-z0-9-]+")
_RUN_IN_POINT = re.compile(r"[A-Za-z0-9.-]+")
_ESCAPED_BYTE = Lazy(r"%[0-9A-F]{2}")
# An escape of a letter, a digit or `-.`: `%61`, and `%2561` where it is escaped again.
_NEEDLESS_ESCAPE = Lazy(r"%(?:25)*(?:2[DdEe]|3[0-9]|[46][1-9A-Fa-f]|[57][0-9Aa])")
# What divides words, escaped once or more: `%20`, and `%2520` in an address within another one.
_ANY_ESCAPE = Lazy(r"%(?:25)*[0-9A-Fa-f]{2}")
_LENGTH = 4  # letters: a shorter word stands in almost any text


class Needle(NamedTuple):
    """A few letters that every spelling of a page's URL contains, for a first look at a text."""

    text: str
    ignore_case: bool
    """True for a piece of a host name: `text` is then in lower case."""
    words: tuple[str, ...] = ()
    """All words of its path and query, each in every spelling too."""

    def found_in(self, text: str) -> bool:
        """Return whether `text` may link the page: False is certain, True is to be looked into.

        `text` is Markdown, HTML or a URL. One that escapes plain letters (`%61`) always counts as
        possible.
        """
        if self.ignore_case and self.text not in text.lower():
            return False
        has_words = all(word in text for word in self.words)
        has_text = self.ignore_case or self.text in text
        if has_words and has_text:
            return True
        return "%" in text and _NEEDLESS_ESCAPE.search(text) is not None


def needle(url: str) -> Needle:
    """Return what to look for in a text before its links are parsed and compared by `canonical`.

    It is the longest word of the path or query, or of the identifier on a site with several
    spellings; where that is too short, the longest label of the host, in lower case. An empty one
    is found in any text.
    """
    page = resolve(url)
    if page is None:
        return Needle(_longest(_RUN, url), ignore_case=False)
    if page.point:
        return Needle(_longest(_RUN_IN_POINT, page.point), ignore_case=False)
    words = tuple(_RUN.findall(_ESCAPED_BYTE.sub(" ", page.place)))
    word = max(words, key=len, default="")
    is_long = len(word) >= _LENGTH
    if is_long and page.host in site_rules.CASELESS:
        return Needle(word.lower(), ignore_case=True)
    if page.host in site_rules.ALIASES.values():  # the text may have another of its hosts
        return Needle(word, ignore_case=False)
    if is_long:
        return Needle(word, ignore_case=False, words=words)
    labels = [label for label in page.host.split(".") if not label.startswith("xn--")]
    return Needle(_longest(_RUN, " ".join(labels)), ignore_case=True, words=words)


class Needles:
    """A first look for many URLs at once: by one word of each, where its site has no own rules."""

    def __init__(self, urls: Iterable[str]) -> None:
        self._words: set[str] = set()
        self._needles: list[Needle] = []
        for url in urls:
            word = _word_of(url)
            if word:
                self._words.add(word)
            else:
                self._needles.append(needle(url))

    def found_in(self, text: str) -> bool:
        """Return whether `text` may link one of the pages; see `Needle.found_in`."""
        if any(each.found_in(text) for each in self._needles):
            return True
        if not self._words:
            return False
        if not self._words.isdisjoint(_words_in(text)):
            return True
        return "&#" in text or _NEEDLESS_ESCAPE.search(text) is not None


def _word_of(url: str) -> str:
    """Return the longest word that stands whole in every spelling of a page; "" if that is unsure.

    Sites with rules of their own have identifiers that are a part of a word: `2301.12345v2`.
    """
    page = resolve(url)
    if page is None or page.point or has_rules(page.host):
        return ""
    if page.host in site_rules.ALIASES.values():
        return ""
    word = max(_words_in(page.place), key=len, default="")
    return word if len(word) >= _LENGTH else ""


def _words_in(text: str) -> list[str]:
    return _RUN.findall(_ANY_ESCAPE.sub(" ", text) if "%" in text else text)


def _longest(run: re.Pattern[str], text: str) -> str:
    """Return the longest run of letters that no spelling escapes, the first of several."""
    return max(run.findall(_ESCAPED_BYTE.sub(" ", text)), key=len, default="")
