"""Bookmarks as browsers export them, and Pinboard, linkding, Raindrop, Shaarli, Pocket's old HTML.

Facts of the format: https://learn.microsoft.com/en-us/previous-versions/windows/internet-explorer/ie-developer/platform-apis/aa753582(v=vs.85)
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postgen.importers.fields import Rejected, day, link, unescape
from postgen.importers.fields import tags as read_tags
from postgen.importers.html_tags import COMMENT, INSIDE, Lines, attributes, plain
from postgen.markdown.escape import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.model import Link

_TEXT = r"([^<]*+(?:<(?!/?(?:A|H[1-6]|D[LTD]|HR)\b)[^<]*+)*+)"
_TOKEN = re.compile(
    rf"<(?:(A)\s({INSIDE})>{_TEXT}|(DD)\s*>{_TEXT}|(H3)\b({INSIDE})>{_TEXT}|(DL)\b|(/DL)\b|(A)\s)|{COMMENT}",
    re.IGNORECASE,
)
_NOTES = re.compile(r"\[linkding-notes\](.*?)\[/linkding-notes\]", re.DOTALL)
_OWN_TAGS = frozenset({"linkding:bookmarks.archived"})
_ROOTS = ("personal_toolbar_folder", "unfiled_bookmarks_folder", "mobile_bookmarks_folder")
"""Attributes of the folders that every browser has: they say nothing about what is in them."""
_ROOT_NAMES = frozenset(
    "bookmarks,bookmarks bar,bookmarks menu,bookmarks toolbar,favorites,favorites bar,favourites,favourites bar,"
    "imported,mobile bookmarks,other bookmarks,other favorites".split(",")
)


def read(text: str, name: str) -> Iterator[Link | Rejected]:  # noqa: ARG001 - the signature of an importer
    """Read links with their folders, tags, notes and days; a row that is no web page is rejected."""
    lines = Lines(text)
    folders: list[str] = []
    waiting: str | None = None  # a folder whose <DL> is still to come
    held: tuple[int, str, str] | None = None  # a link whose <DD> may still come
    for found in _TOKEN.finditer(text):
        kind = (
            found[1] or found[4] or found[6] or found[9] or found[10] or found[11] or ""
        ).upper()
        if kind == "DD" and held:
            yield _bookmark(*held, found[5], folders)
            held = None
            continue
        if held and kind:
            yield _bookmark(*held, "", folders)
            held = None
        if kind == "A" and found[1]:
            held = (lines.at(found.start()), found[2], found[3])
        elif kind == "A":
            yield Rejected(
                lines.at(found.start()),
                one_line(text[found.start() : found.start() + 80].partition("\n")[0]),
                "its tag has no end",
            )
        elif kind == "H3":
            waiting = _folder(found[7], found[8])
        elif kind == "DL":
            folders.append(waiting or "")
            waiting = None
        elif kind == "/DL" and folders:
            folders.pop()
    if held:
        yield _bookmark(*held, "", folders)


def _folder(inside: str, title: str) -> str:
    name = one_line(plain(title))
    given = attributes(inside)
    return "" if any(root in given for root in _ROOTS) or name.lower() in _ROOT_NAMES else name


def _bookmark(
    line: int, inside: str, title: str, below: str, folders: list[str]
) -> Link | Rejected:
    given = attributes(inside)
    tags = (unescape(tag) for tag in given.get("tags", "").split(","))
    return link(
        unescape(given.get("href", "")),
        plain(title),
        line=line,
        note=_note(plain(below)),
        category="/".join(each for each in folders if each),
        tags=tuple(tag for tag in read_tags(list(tags)) if tag not in _OWN_TAGS),
        added=day(given.get("add_date") or given.get("time_added")),
    )


def _note(said: str) -> str:
    """Give what stands below a link; linkding's own notes come behind its description, between marks."""
    return " ".join(part for each in _NOTES.split(said) if (part := one_line(each)))
