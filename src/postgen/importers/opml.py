"""OPML, http://opml.org/spec2.opml: outlines that hold links, and outlines that are folders."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postgen.importers.fields import Rejected, Subscribed, day, link, unescape
from postgen.importers.fields import tags as read_tags
from postgen.importers.html_tags import COMMENT, INSIDE, LineCounter, attributes
from postgen.importers.source import Confidence, Guess
from postgen.markdown.escape import one_line
from postgen.urls.schemes import feed_address

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from postgen.importers.source import SourceFile
    from postgen.model import Link

NAMES = ("opml",)

_ELEMENT = re.compile(r"<(?:opml|outline)\b", re.IGNORECASE)
_BOOKMARK_FILE = re.compile(r"<!DOCTYPE\s+NETSCAPE|<DL\b|<DT\b", re.IGNORECASE)
_TOKEN = re.compile(
    rf"{COMMENT}"
    rf"|<(?P<open>outline)\b(?P<inside>{INSIDE})>"
    r"|<(?P<close>/outline)\s*>"
    r"|<(?P<cut_off>outline)\b",  # a tag without its end
    re.IGNORECASE,
)


def sniff(file: SourceFile) -> Guess | None:
    """Recognise the elements of OPML in a text that begins as XML."""
    text = file.text
    is_xml = text.lstrip().startswith("<")
    if is_xml and _ELEMENT.search(text):
        is_bookmark_file = _BOOKMARK_FILE.search(text) is not None
        if not is_bookmark_file:
            return Guess("opml", Confidence.ROOT_ELEMENT)
    if file.has_ending(".opml"):
        return Guess("opml", Confidence.FILE_NAME)
    return None


def read(file: SourceFile) -> Iterator[Link | Rejected | Subscribed]:
    """Read links and feeds. An outline without an address is a folder."""
    lines = LineCounter(file.text)
    folders: list[str] = []
    for token in _TOKEN.finditer(file.text):
        if token["close"] and folders:
            folders.pop()
        elif token["cut_off"]:
            start = token.start()
            rest = one_line(file.text[start : start + 80])
            yield Rejected(lines.line_at(start), rest, "it has no end")
        elif token["open"]:
            inside = token["inside"]
            is_closed = inside.rstrip().endswith("/")  # `<outline text="A" url="…"/>`
            values = {name: unescape(value) for name, value in attributes(inside).items()}
            title = one_line(values.get("text") or values.get("title", ""))
            is_link = _has_address(values) or values.get("type") == "link"
            if is_link or is_closed:
                yield _link(values, title, lines.line_at(token.start()), folders)
            if not is_closed:
                folders.append("" if is_link else title)


def _has_address(values: Mapping[str, str]) -> bool:
    return any(values.get(name) for name in ("url", "htmlurl", "xmlurl"))


def _link(
    values: Mapping[str, str], title: str, line: int, folders: list[str]
) -> Link | Rejected | Subscribed:
    category = "/".join(filter(None, folders))
    tags = read_tags(values.get("tags") or _categories(values.get("category", "")))
    feed_url = values.get("xmlurl")
    if feed_url:  # `/feed.xml` counts from the page of the site
        feed_url = feed_address(feed_url, values.get("htmlurl", "")) or feed_url
        feed = link(feed_url, title, line=line, tags=tags)
        if isinstance(feed, Rejected):
            return feed
        return Subscribed(line, feed.url, title, category, feed.tags)
    url = values.get("url") or values.get("htmlurl")
    note = values.get("description") or values.get("_note", "")
    return link(
        url,
        title,
        line=line,
        note=note,
        category=category,
        tags=tags,
        added=day(values.get("created")),
        image=values.get("image", ""),
        via=values.get("via", ""),
    )


def _categories(names: str) -> list[str]:
    """Read OPML's own `category`: names divided by commas, or paths that begin with a slash."""
    return [name.strip().strip("/") for name in names.split(",")]
