"""Bookmarks as browsers export them, and Pinboard, linkding, Raindrop, Shaarli, Pocket's old HTML.

Facts of the format: "Netscape Bookmark File Format", aa753582(v=vs.85), at
https://learn.microsoft.com/previous-versions/
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from postgen.importers.fields import Rejected, day, link, unescape
from postgen.importers.fields import tags as read_tags
from postgen.importers.html_tags import COMMENT, INSIDE, LineCounter, attributes, plain
from postgen.importers.source import Confidence, Guess
from postgen.markdown.escape import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.importers.source import SourceFile
    from postgen.model import Link

NAMES = ("netscape", "linkding")

_DOCTYPE = re.compile(r"\s*<!DOCTYPE\s+NETSCAPE", re.IGNORECASE)
_BOOKMARK_FILE = re.compile(r"<!DOCTYPE\s+NETSCAPE|<DL\b|<DT\b", re.IGNORECASE)
_PAGE = re.compile(r"\s*<(?:!doctype\s+html|html|head|body|ul|ol|h1|title)\b", re.IGNORECASE)
_MARK = re.compile(r"<(?:A|H3)\s[^>]*\b(?:ADD_DATE|time_added)\s*=", re.IGNORECASE)
_PART_OF_PAGE = re.compile(
    r"<(?:div|span|img|script|nav|header|footer|main|article|section|table|form|iframe|svg)\b",
    re.IGNORECASE,
)
_ITEM = re.compile(r"<(?:li|dt)\b[^>]*>\s*(?:<p>\s*)?<a\s", re.IGNORECASE)
_ANCHOR = re.compile(r"<a\s[^>]*href\s*=", re.IGNORECASE)

# A text ends before the next of the tags that matter: `<A HREF="…">x <b>y</b></A>` is `x <b>y</b>`
_TEXT = r"[^<]*+(?:<(?!/?(?:A|H[1-6]|D[LTD]|HR)\b)[^<]*+)*+"
_TOKEN = re.compile(
    rf"""<(?:
        (?P<link>A)\s(?P<link_inside>{INSIDE})>(?P<link_text>{_TEXT})
        | (?P<note>DD)\s*>(?P<note_text>{_TEXT})
        | (?P<folder>H3)\b(?P<folder_inside>{INSIDE})>(?P<folder_text>{_TEXT})
        | (?P<open>DL)\b
        | (?P<close>/DL)\b
        | (?P<cut_off>A)\s
    )|{COMMENT}""",
    re.IGNORECASE | re.VERBOSE,
)
_NOTES = re.compile(r"\[linkding-notes\](.*?)\[/linkding-notes\]", re.DOTALL)
_LINKDING_MARKS = ("[linkding-notes]", "linkding:bookmarks")
_OWN_TAGS = frozenset({"linkding:bookmarks.archived"})
_ROOTS = ("personal_toolbar_folder", "unfiled_bookmarks_folder", "mobile_bookmarks_folder")
"""Attributes of the folders that every browser has: they say nothing about the links in them."""
_ROOT_NAMES = frozenset(
    "bookmarks,bookmarks bar,bookmarks menu,bookmarks toolbar,favorites,favorites bar,favourites,"
    "favourites bar,imported,mobile bookmarks,other bookmarks,other favorites".split(",")
)


def sniff(file: SourceFile) -> Guess | None:
    """Recognise links in a bookmark file, or in a page that is nothing but a list of links.

    A bookmark file without links is known by its first line.
    """
    text = file.text
    if _DOCTYPE.match(text):
        is_linkding = any(mark in text for mark in _LINKDING_MARKS)
        return Guess("linkding" if is_linkding else "netscape", Confidence.HTML_LINKS)
    is_html = file.has_ending(".html", ".htm")
    is_markup = is_html or _BOOKMARK_FILE.search(text) or _PAGE.match(text)
    if is_markup and _ANCHOR.search(text):
        is_list = _MARK.search(text) or _is_list(text)
        is_linkding = any(mark in text for mark in _LINKDING_MARKS)
        found = Guess("linkding" if is_linkding else "netscape", Confidence.HTML_LINKS)
        return found if is_list else None
    if is_html and not text.strip():
        return Guess("netscape", Confidence.FILE_NAME)
    return None


def _is_list(text: str) -> bool:
    """Whether a page is nothing but lists of links: its links begin the items."""
    if _PART_OF_PAGE.search(text):
        return False
    return 2 * len(_ITEM.findall(text)) > len(_ANCHOR.findall(text))


class _Bookmark(NamedTuple):
    """A link whose note, in a `<DD>`, may follow."""

    line: int
    inside: str
    text: str


def read(file: SourceFile) -> Iterator[Link | Rejected]:
    """Read links with their folders, tags, notes and days; what is not a web page is rejected."""
    lines = LineCounter(file.text)
    folders: list[str] = []
    next_folder = ""  # its <DL> follows
    bookmark: _Bookmark | None = None
    for token in _TOKEN.finditer(file.text):
        kind = token.lastgroup  # the last group of the token; None for a comment
        if bookmark and kind:
            note = token["note_text"] if kind == "note_text" else ""
            yield _link(bookmark, note, folders)
            bookmark = None
        if kind == "link_text":
            line = lines.line_at(token.start())
            bookmark = _Bookmark(line, token["link_inside"], token["link_text"])
        elif kind == "cut_off":
            yield _cut_off(file.text, token.start(), lines)
        elif kind == "folder_text":
            next_folder = _folder(token["folder_inside"], token["folder_text"])
        elif kind == "open":
            folders.append(next_folder)
            next_folder = ""
        elif kind == "close" and folders:
            folders.pop()
    if bookmark:
        yield _link(bookmark, "", folders)


def _cut_off(text: str, start: int, lines: LineCounter) -> Rejected:
    first_line = text[start : start + 80].partition("\n")[0]
    return Rejected(lines.line_at(start), one_line(first_line), "its tag has no end")


def _folder(inside: str, html: str) -> str:
    """Return the name of a folder; "" for one that every browser has."""
    name = one_line(plain(html))
    values = attributes(inside)
    if name.lower() in _ROOT_NAMES:
        return ""
    if any(root in values for root in _ROOTS):
        return ""
    return name


def _link(bookmark: _Bookmark, note: str, folders: list[str]) -> Link | Rejected:
    values = attributes(bookmark.inside)
    named_folders = filter(None, folders)
    return link(
        unescape(values.get("href", "")),
        plain(bookmark.text),
        line=bookmark.line,
        note=_note(plain(note)) if note else "",
        category="/".join(named_folders),
        tags=_tags(values.get("tags", "")),
        added=day(values.get("add_date") or values.get("time_added")),
    )


@lru_cache(maxsize=1 << 12)
def _tags(written: str) -> tuple[str, ...]:
    tags = read_tags([unescape(tag) for tag in written.split(",")])
    return tuple(tag for tag in tags if tag not in _OWN_TAGS)


def _note(text: str) -> str:
    """Return the note of a link as one line.

    linkding writes its notes behind a description:
    `About it[linkding-notes]My own[/linkding-notes]`.
    """
    parts = map(one_line, _NOTES.split(text))
    return " ".join(filter(None, parts))
