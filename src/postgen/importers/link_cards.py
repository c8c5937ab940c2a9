"""The "daily newspaper": a table of cards, each an HTML link around an image and a title, below their source's name.

Such pages are made by scraping, and what stands as a title is often the day or the author of the article.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from postgen.importers.fields import Rejected, Untitled, link, unescape
from postgen.importers.html_tags import INSIDE, Lines, attributes, plain
from postgen.markdown.escape import one_line
from postgen.page.slugs import words_of_path
from postgen.page.titles import squash

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.model import Link

_CARD = re.compile(
    rf"<a\s({INSIDE})>((?:[^<]|<(?!/?a\b))*+)|^\|?[ \t]*([^|<>\n]*?)[ \t]*\|?[ \t]*\n\|?[ \t]*:?-{{3,}}",
    re.IGNORECASE | re.MULTILINE,
)
_IMAGE = re.compile(rf"<img\s({INSIDE})>", re.IGNORECASE)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DATE = re.compile(
    rf"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,? )?(?:{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\.? {_MONTH}(?:,? \d{{4}})?|{_MONTH} \d{{4}}|\d{{4}}[-/.]\d\d?[-/.]\d\d?"
    r"|\d\d?[-/.]\d\d?[-/.]\d{2,4})(?:,? (?:at )?\d\d?:\d\d.*)?"
    r"|(?:today|yesterday|\d+ (?:second|minute|hour|day|week|month|year)s? ago|\d+ min(?:ute)?s? read)",
    re.IGNORECASE,
)
_NAME_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’.-])*")
_PARTICLES = frozenset(
    "al bin da de del della der di do dos du el ibn la le ten ter van von zu".split()
)
_TITLE_WORDS = frozenset(
    "a about all an and are as at be by can do for from get how i in into is it its make my new no not of off on or "
    "our out over that the this to under up use using versus vs was we what when where which who why will with you "
    "your".split()
)


def read(text: str, name: str) -> Iterator[Link | Rejected | Untitled]:  # noqa: ARG001 - the signature of an importer
    """Read the cards; a title that is a day or a person's name is told, and its link comes without one."""
    lines = Lines(text)
    source = ""
    for found in _CARD.finditer(text):
        if found[1] is None:
            source = one_line(plain(found[3]))
            continue
        line = lines.at(found.start())
        row = _card(found[1], found[2], line, source)
        said = "title" in attributes(found[1])
        if not isinstance(row, Rejected) and not said and is_no_title(row.title, row.url):
            yield Untitled(line, row.url, row.title)
            row = replace(row, title="")
        yield row


def _card(inside: str, content: str, line: int, source: str) -> Link | Rejected:
    image = _IMAGE.search(content)
    given = attributes(inside)
    return link(
        unescape(given.get("href", "")),
        unescape(given.get("title", "")) or plain(content),
        line=line,
        image=unescape(attributes(image[1]).get("src", "")) if image else "",
        via=source,
    )


def is_no_title(title: str, url: str) -> bool:
    """Say whether a text is a day, or a person's name that the URL knows nothing of."""
    if _DATE.fullmatch(title):
        return True
    words = title.split()
    if not _is_name(words) or squash(title) in squash(url):
        return False
    path = re.sub(r"\A[a-z]+://[^/?#]*", "", url, flags=re.IGNORECASE)
    slug = set(re.findall(r"[^\W_]+", words_of_path(re.split(r"[?#]", path)[0]).casefold()))
    return bool(slug) and not slug & {word.strip(".").casefold() for word in words}


def _is_name(words: list[str]) -> bool:
    """Say whether words may be a person's name: two to four, each with a capital, none that titles are made of."""
    if not 2 <= len(words) <= 4 or any(word.lower() in _TITLE_WORDS for word in words):
        return False
    given = [word for word in words if word.lower() not in _PARTICLES]
    return len(given) > 1 and all(
        _NAME_WORD.fullmatch(word) and word[0].isupper() for word in given
    )
