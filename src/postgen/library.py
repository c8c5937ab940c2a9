"""All that was ever linked: where a text holds a URL, in any style of reference. Pure."""

from __future__ import annotations

import re
from typing import NamedTuple

from postgen.canonical import canonical, needle
from postgen.text import line_number

_URL = re.compile(r"(?:https?|ftps?):[^\s<>\"`\\^{}|]+", re.IGNORECASE)
_NUMBER = re.compile(r"\[\\?\^?(\d+)\\?\](?![(\[])")
_ISSUE = re.compile(r"^issue:[ \t]*[\"']?(\d+)", re.MULTILINE)
_TITLE = re.compile(r"^title:[ \t]*(?:\"((?:[^\"\\\n]|\\.)*)\"|'((?:[^'\n]|'')*)'|([^\n#]+))", re.MULTILINE)
_TITLE_ISSUE = re.compile(r"#\s?(\d+)\b")


class Place(NamedTuple):
    """Where a URL stands: its start, the line, counted from 1, and the reference's number, or 0."""

    start: int
    line: int
    number: int


class Sought:
    """URLs to look for, in as many texts as there are."""

    def __init__(self, urls: list[str]) -> None:
        self._keys = {canonical(url): url for url in urls}
        self._needles = [needle(url) for url in urls]

    def find(self, text: str) -> dict[str, Place]:
        """Give those of the URLs that a text links, under the spelling that was sought, with their places."""
        found: dict[str, Place] = {}
        if not any(each.found_in(text) for each in self._needles):
            return found
        for match in _URL.finditer(text):
            for spelled in _spellings(match[0]):
                url = self._keys.get(canonical(spelled))
                if url is not None and url not in found:
                    found[url] = _place(text, match.start())
        return found


def _spellings(url: str) -> set[str]:
    """Give what a URL may be, that stands in prose or in round brackets: the end may not belong to it."""
    tried = {url}
    while url and url[-1] in ".,;:!?'*_)]>":
        url = url[:-1]
        tried.add(url)
    head = url.partition(")")[0]
    return tried | {head, url.partition("](")[0]}


def _place(text: str, start: int) -> Place:
    line = text.rfind("\n", 0, start) + 1
    number = _NUMBER.match(text[line:start].lstrip())
    return Place(start, line_number(text, start), int(number[1]) if number else 0)


def issue_of(text: str) -> int:
    """Give the number of a post's issue: its `issue:`, or a `#12` in its title; 0 for none."""
    head = text[:4096]
    found = _ISSUE.search(head) or _TITLE_ISSUE.search(title_of(head))
    return int(found[1]) if found else 0


def title_of(text: str) -> str:
    """Give the title in a text's front matter as it is written there, without its quotes, or ""."""
    found = _TITLE.search(text[:4096])
    return (found[1] or found[2] or found[3] or "").strip() if found else ""
