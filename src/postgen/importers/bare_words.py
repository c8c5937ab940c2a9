"""The words around a bare address, which are its title, and the marks that are not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postgen.references import numbers
from postgen.urls.bare import find_addresses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.urls.bare import Address

_NO_WIDTH = "\u200b\u2060\ufeff"
_BLANKS = " \t\n\r\xa0\u3000" + _NO_WIDTH

BETWEEN = " \t:|-–—"
"""What divides a title from a URL."""

_PAIRS = (
    "()", "<>", "[]", "{}", '""', "''", "“”", "‘’", "„“", "«»", "‹›", "（）", "［］", "【】",
    "「」", "『』", "《》", "〈〉", "〔〕", "**", "__", "~~", "``",
)  # fmt: skip
"""Brackets, quotes and emphasis that may be around an address."""

_END_OF_SENTENCE = re.compile(r"[\s.,;:!?…。．，、；：！？،؛؟۔।॥]+\Z")
# `https://e.org/, read today`, `https://e.org/）を読む`; `.NET` is a word
_REST_OF_SENTENCE = re.compile(
    r"(?:[.,;:!?…،؛؟۔।॥)\]}>”’»›]+\s|[。．，、；：！？）］】」』》〉〕]\s*)+"
)
_BEFORE_PUNCTUATION = re.compile(r"\s+(?=[,.;!?。，、；：！？،؛؟])")
# `https://e.org/1,https://e.org/2`: an address in another one stands behind `/` or `=`
_JOINT = re.compile(r"[,;|](?=(?:https?|ftps?)://)", re.IGNORECASE)
_MARKER = re.compile(  # `- `, `• `, `12. `, `(3) `, `[4]: `
    rf"\s*(?:[-*+•·‣▪–—>]+|\(?\d{{1,4}}[.):]\)?|{numbers.SHOWN}:?)(?:\s+|\Z)"
)
# `URL:`, `- "href" =`
_LABEL = re.compile(r"[\"']?(?:url|uri|link|href|web(?:site)?)[\"']?\s*[:=]?\Z", re.IGNORECASE)
_NAMESPACE = re.compile(r"\bxmlns(?::[\w-]+)?\s{0,9}=\s{0,9}[\"']\Z")  # `xmlns:dc="`
_WORD = re.compile(r"\w|[^\x00-\u3030\uff00-\uffff]")  # letters, digits, emoji
_IN_BRACKETS = re.compile(r"\[+([^\[\]]+)\]+\Z")  # `https://e.org/[A title]`


def split(line: str) -> tuple[str, list[Address]]:
    """Return a line and the addresses in it; those that a comma joins are divided by a blank."""
    line = _JOINT.sub(" ", line)
    found = list(find_addresses(line))
    if "xmlns" in line:
        found = [each for each in found if not _NAMESPACE.search(line[: each.start])]
    return line, found


def words_around(before: str, behind: str) -> str:
    """Return the words around an address, without the marks that belong to the address.

    `See (` and `).` are `See`; `参见` and `，很好` are `参见，很好`.
    """
    before, behind = before.rstrip(_BLANKS), behind.lstrip(_BLANKS)
    while before and behind and before[-1] + behind[0] in _PAIRS:
        before, behind = before[:-1].rstrip(" \t"), behind[1:].lstrip(" \t")
    if before[-1:] + behind[-1:] in _PAIRS and before[-1:] not in behind:
        before, behind = before[:-1], behind[:-1]  # `[https://e.org/ A title]`
    before = _MARKER.sub("", before, count=1)
    opening, closing = before[:1], behind[-1:]
    is_open = closing not in before[1:] and opening not in behind[:-1]
    if opening + closing in _PAIRS and is_open:
        before, behind = before[1:], behind[:-1]  # `(see https://e.org/)`
    if not _END_OF_SENTENCE.sub("", behind):
        behind = ""
    rest = _REST_OF_SENTENCE.match(behind)
    if rest and not before.strip():
        behind = behind[rest.end() :]
    gap = "" if behind.startswith(":") else " "
    words = _BEFORE_PUNCTUATION.sub("", f"{before}{gap}{behind}").strip(BETWEEN + _NO_WIDTH)
    words = words if behind else _END_OF_SENTENCE.sub("", words)
    in_brackets = _IN_BRACKETS.match(words)
    words = in_brackets[1] if in_brackets else words
    return words if _WORD.search(words) and not _LABEL.match(words) else ""


def titles(line: str, addresses: list[Address]) -> Iterator[tuple[Address, str]]:
    """Return each of the addresses of a line with its title.

    Of several, the title is what a colon, a dash or a bar divides from the address, if anything:
    `One: https://e.org/1, Two: https://e.org/2`. Other words between them are no titles.
    """
    if len(addresses) == 1:
        [only] = addresses
        yield only, words_around(line[: only.start], line[only.end :])
        return
    at = 0
    for address in addresses:
        before = line[at : address.start].strip(" \t,;")
        is_title = before.rstrip("*_ ").endswith(tuple(":|-–—")) and before.strip(BETWEEN)
        yield address, words_around(before, "") if is_title else ""
        at = address.end
