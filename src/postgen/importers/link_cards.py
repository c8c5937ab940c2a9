"""The "daily newspaper": a table of cards, below their source's name.

A card is an HTML link around an image and a title. Such pages are made by scraping, and what stands
as a title is often the day or the author of the article.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postgen.importers.fields import Rejected, Untitled, link, unescape
from postgen.importers.html_tags import INSIDE, LineCounter, attributes, plain
from postgen.importers.source import Confidence, Guess
from postgen.markdown.escape import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.importers.source import SourceFile
    from postgen.model import Link

NAMES = ("newspaper",)

_CELL_WITH_LINK = re.compile(r"^[ \t]*\|[ \t]*(?:<p>)?<a\s[^>]*href=", re.IGNORECASE | re.MULTILINE)
_CARD = re.compile(
    # | <p><a href="https://e.org/x"><img src="x.png">A title</a></p> |
    rf"<a\s(?P<inside>{INSIDE})>(?P<content>(?:[^<]|<(?!/?a\b))*+)"
    # | The Example Daily |
    # |---|
    r"|^\|?[ \t]*(?P<source>[^|<>\n]*?)[ \t]*\|?[ \t]*\n\|?[ \t]*:?-{3,}",
    re.IGNORECASE | re.MULTILINE,
)
_IMAGE = re.compile(rf"<img\s({INSIDE})>", re.IGNORECASE)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DATE = re.compile(
    r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,? )?(?:"
    rf"{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?"  # Dec 13, 2018
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\.? {_MONTH}(?:,? \d{{4}})?"  # 13 December 2018
    rf"|{_MONTH} \d{{4}}"  # December 2018
    r"|\d{4}[-/.]\d\d?[-/.]\d\d?"  # 2018-12-13
    r"|\d\d?[-/.]\d\d?[-/.]\d{2,4}"  # 13.12.18
    r")(?:,? (?:at )?\d\d?:\d\d.*)?"  # , at 10:00 am
    r"|(?:today|yesterday"
    r"|\d+ (?:second|minute|hour|day|week|month|year)s? ago"
    r"|\d+ min(?:ute)?s? read)",
    re.IGNORECASE,
)
_SCHEME_AND_HOST = re.compile(r"\A[a-z]+://[^/?#]*", re.IGNORECASE)
_QUERY_OR_FRAGMENT = re.compile(r"[?#]")
_WORD = re.compile(r"[^\W_]+")
_NAME_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’.-])*")
_PARTICLES = frozenset(
    "al bin da de del della der di do dos du el ibn la le ten ter van von zu".split()
)
_TITLE_WORDS = frozenset(
    "a about all an and are as at be by can do for from get how i in into is it its make my new no "
    "not of off on or our out over that the this to under up use using versus vs was we what when "
    "where which who why will with you your".split()
)


def sniff(file: SourceFile) -> Guess | None:
    """Recognise a cell of a table that begins with an HTML link."""
    if _CELL_WITH_LINK.search(file.text):
        return Guess("newspaper", Confidence.CARDS)
    return None


def read(file: SourceFile) -> Iterator[Link | Rejected | Untitled]:
    """Read the cards.

    A title that is a day or a person's name comes as `Untitled`, and its link without a title.
    """
    lines = LineCounter(file.text)
    source = ""
    for card in _CARD.finditer(file.text):
        if card["source"] is not None:
            source = one_line(plain(card["source"]))
            continue
        line = lines.line_at(card.start())
        row = _link(card["inside"], card["content"], line, source)
        has_title_attribute = "title" in attributes(card["inside"])
        if isinstance(row, Rejected) or has_title_attribute:
            yield row
        elif is_not_a_title(row.title, row.url):
            yield Untitled(line, row.url, row.title)
            yield row._replace(title="")
        else:
            yield row


def _link(inside: str, content: str, line: int, source: str) -> Link | Rejected:
    values = attributes(inside)
    image = _IMAGE.search(content)
    image_values = attributes(image[1]) if image else {}
    return link(
        unescape(values.get("href", "")),
        unescape(values.get("title", "")) or plain(content),
        line=line,
        image=unescape(image_values.get("src", "")),
        via=source,
    )


def is_not_a_title(text: str, url: str) -> bool:
    """Whether a text is a day, or a person's name of which the URL has no word."""
    if _DATE.fullmatch(text):
        return True
    from postgen.page.site_names import squash
    from postgen.page.titles_from_urls import words_of_path

    words = text.split()
    if not _is_name(words) or squash(text) in squash(url):
        return False
    path = _SCHEME_AND_HOST.sub("", url)
    path_without_query = _QUERY_OR_FRAGMENT.split(path)[0]
    url_words = set(_WORD.findall(words_of_path(path_without_query).casefold()))
    if not url_words:
        return False
    name_words = {word.strip(".").casefold() for word in words}
    return url_words.isdisjoint(name_words)


def _is_name(words: list[str]) -> bool:
    """Whether words may be a person's name: two to four with capitals, none of a title's words."""
    if not 2 <= len(words) <= 4:
        return False
    if any(word.lower() in _TITLE_WORDS for word in words):
        return False
    names = [word for word in words if word.lower() not in _PARTICLES]
    if len(names) < 2:
        return False
    return all(_is_capitalized(word) for word in names)


def _is_capitalized(word: str) -> bool:
    return word[0].isupper() and bool(_NAME_WORD.fullmatch(word))
