"""Plain text, one link a line: bare URLs, OneTab's `URL | Title`, or a URL anywhere in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postgen.importers.fields import Rejected, link
from postgen.importers.source import Confidence, Guess
from postgen.urls.bare import find_addresses, is_web_address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.importers.source import SourceFile
    from postgen.model import Link

NAMES = ("text",)

_NO_MARKS = re.compile(r"[^\s<>\"]+")
_NEWLINE = re.compile(r"\r\n?|\n")
_SPACE = re.compile(r"\s")
_BETWEEN = " \t|-–—:"
"""What divides a title from a URL."""


def sniff(file: SourceFile) -> Guess | None:
    """Recognise lines that all begin with a URL; a single address anywhere is a weak sign."""
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
    """Read a link from each line; blank lines, and those that begin with `#`, are skipped."""
    for number, line in enumerate(_NEWLINE.split(file.text.lstrip("\ufeff")), 1):
        row = line.strip(" \t")
        if _is_row(row):
            yield _link(row, number)


def _is_row(line: str) -> bool:
    """Whether a line, without the blanks around it, is neither empty nor a comment: `# To read`."""
    return bool(line) and not line.startswith("#")


def _link(row: str, number: int) -> Link | Rejected:
    url, bar, title = row.partition(" | ")
    is_one_tab = bool(bar) and not _SPACE.search(url)  # `https://example.org/a | Title`
    if is_one_tab:
        return link(url, title, line=number)
    if _is_only_address(row):
        return link(row, line=number)
    address = next(find_addresses(row), None)  # `Title: https://example.org/a`
    if address:
        words = row[: address.start] + row[address.end :]
        return link(address.url, words.strip(_BETWEEN), line=number)
    if _SPACE.search(row):
        return Rejected(number, row[:80], "no URL is in it")
    return link(row, line=number)


def _is_only_address(row: str) -> bool:
    """Whether a row is nothing but an address: no sentence ends behind it."""
    if not row.isascii() or not is_web_address(row):
        return False
    return _NO_MARKS.fullmatch(row) is not None
