"""Plain text, line by line: bare URLs, `URL | Title`, `URL [tags]`, or URLs anywhere in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postgen.importers import bare_words, looks
from postgen.importers.fields import Rejected, is_address, link
from postgen.importers.fields import tags as read_tags
from postgen.importers.source import Confidence, Guess
from postgen.urls.bare import is_web_address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.importers.source import SourceFile
    from postgen.model import Link
    from postgen.urls.bare import Address

NAMES = ("text",)

_NEWLINE = re.compile(r"\r\n?|\n")
_SPACE = re.compile(r"\s")
_MARKUP = re.compile(
    r"(?:---\n(?:.*\n){0,99}?---\n)?\s*(?:<[!?/a-z][^:>]*[\s>]|\{\s*[\"}\\]|\[\s*[\"{\[])",
    re.IGNORECASE,
)
"""The beginning of a page, of XML, JSON or RTF: an address in it may be anything. Jekyll's own may
have front matter."""

# `https://e.org/ [nlp, rust]`, `https://e.org/ A title #nlp #rust`
_TAGS = re.compile(r"\s\[[^\[\]]+\](?:\s*\[[^\[\]]+\])*\s*\Z|(?:(?:\s|\A)#[^\s#]+)+\s*\Z")
_TAG = re.compile(r"\[([^\[\]]+)\]|#([^\s#]+)")
_END = ".,;:!?"
"""Punctuation at the end of a line that is otherwise an address."""


def sniff(file: SourceFile) -> Guess | None:
    """Recognise lines that all begin with a URL; a single address anywhere is a weak sign."""
    if _MARKUP.match(file.text) or looks.is_binary(file.text):
        return None
    lines = map(str.strip, file.text.splitlines())
    rows = list(filter(_is_row, lines))
    whole_rows = rows[:-1] or rows  # a sample may end within a line
    if rows and all(map(is_web_address, whole_rows)):
        return Guess("text", Confidence.EVERY_LINE)
    if "://" in file.text:
        return Guess("text", Confidence.SOME_ADDRESS)
    if file.has_ending(".txt"):
        return Guess("text", Confidence.FILE_NAME)
    return None


def read(file: SourceFile) -> Iterator[Link | Rejected]:
    """Read the links of each line; blank lines, and those that begin with `#`, are skipped."""
    for number, line in enumerate(_NEWLINE.split(file.text.lstrip("\ufeff")), 1):
        row = line.strip(" \t")
        if _is_row(row):
            yield from _links(row, number)


def _is_row(line: str) -> bool:
    """Whether a line, without the blanks around it, is neither empty nor a comment: `# To read`."""
    return bool(line) and not line.startswith("#")


def _links(row: str, number: int) -> Iterator[Link | Rejected]:
    url, bar, title = row.partition(" | ")
    if not bar and row.endswith(" |"):  # `https://example.org/a. |`
        url, bar = row[:-2], "|"
    is_one_tab = bar and is_address(url) and not is_address(title)
    if is_one_tab:  # `https://example.org/a | Title`
        yield link(url, title, line=number)
        return
    row, addresses = bare_words.split(row)
    if not addresses:
        is_text = _SPACE.search(row) is not None
        yield Rejected(number, row[:80], "no URL is in it") if is_text else link(row, line=number)
    elif len(addresses) == 1:
        yield _only_link(row, addresses[0], number)
    else:
        for address, title in bare_words.titles(row, addresses):
            yield link(address.url, title, line=number)


def _only_link(row: str, address: Address, number: int) -> Link | Rejected:
    """Return the link of a row with one address: `Title: https://example.org/a`."""
    if not _SPACE.search(row) and is_web_address(row):
        rest = row[address.end :].rstrip(_END)
        return link(row.rstrip(_END) if rest.isascii() and rest else address.url, line=number)
    behind, tags = _without_tags(row[address.end :])
    title = bare_words.words_around(row[: address.start], behind)
    return link(address.url, title, line=number, tags=tags)


def _without_tags(words: str) -> tuple[str, tuple[str, ...]]:
    """Return words without the tags at their end: `[nlp, rust]`, `#nlp #rust`."""
    found = _TAGS.search(words)
    if not found:
        return words, ()
    tags = [tag for each in _TAG.finditer(found[0]) for tag in read_tags(each[1] or each[2])]
    is_reference = all(tag.isdecimal() for tag in tags)  # `[1]`
    return words[: found.start()], () if is_reference else tuple(dict.fromkeys(tags))
