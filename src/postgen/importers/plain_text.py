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
    lines = [line.strip() for line in file.text.splitlines()]
    rows = [line for line in lines if line and not line.startswith("#")]
    whole_rows = rows[:-1] or rows  # a sample may end within a line
    if rows and all(is_web_address(row) for row in whole_rows):
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
        if row and not row.startswith("#"):
            yield _link(row, number)


def _link(row: str, number: int) -> Link | Rejected:
    url, bar, title = row.partition(" | ")
    if bar and not _SPACE.search(url):
        return link(url, title, line=number)
    if row.isascii() and is_web_address(row) and _NO_MARKS.fullmatch(row):
        return link(row, line=number)  # nothing but an address: no sentence ends behind it
    address = next(find_addresses(row), None)
    if address:
        words = row[: address.start] + row[address.end :]
        return link(address.url, words.strip(_BETWEEN), line=number)
    if _SPACE.search(row):
        return Rejected(number, row[:80], "no URL is in it")
    return link(row, line=number)
