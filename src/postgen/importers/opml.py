"""OPML, http://opml.org/spec2.opml: outlines that hold links, and outlines that are folders."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postgen.importers.fields import Rejected, Subscribed, day, link, unescape
from postgen.importers.fields import tags as read_tags
from postgen.importers.html_tags import COMMENT, INSIDE, Lines, attributes
from postgen.markdown.escape import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.model import Link

_TOKEN = re.compile(
    rf"{COMMENT}|<(outline)\b({INSIDE})>|<(/outline)\s*>|<(outline)\b", re.IGNORECASE
)


def read(text: str, name: str) -> Iterator[Link | Rejected | Subscribed]:  # noqa: ARG001 - the signature of an importer
    """Read links and feeds. An outline without an address is a folder."""
    lines = Lines(text)
    folders: list[str] = []
    for found in _TOKEN.finditer(text):
        if found[3] and folders:
            folders.pop()
        elif found[4]:
            yield Rejected(
                lines.at(found.start()),
                one_line(text[found.start() : found.start() + 80]),
                "it has no end",
            )
        elif found[1]:
            closed = found[2].rstrip().endswith("/")
            given = {key: unescape(value) for key, value in attributes(found[2]).items()}
            said = one_line(given.get("text") or given.get("title", ""))
            is_link = (
                any(given.get(key) for key in ("url", "htmlurl", "xmlurl"))
                or given.get("type") == "link"
            )
            if is_link or closed:
                yield _link(given, said, lines.at(found.start()), folders)
            if not closed:
                folders.append("" if is_link else said)


def _link(
    given: dict[str, str], said: str, line: int, folders: list[str]
) -> Link | Rejected | Subscribed:
    category = "/".join(each for each in folders if each)
    tags = read_tags(given.get("tags") or _categories(given.get("category", "")))
    if address := given.get("xmlurl"):
        found = link(address, said, line=line, tags=tags)
        return (
            found
            if isinstance(found, Rejected)
            else Subscribed(line, found.url, said, category, found.tags)
        )
    return link(
        given.get("url") or given.get("htmlurl"),
        said,
        line=line,
        note=given.get("description") or given.get("_note", ""),
        category=category,
        tags=tags,
        added=day(given.get("created")),
        image=given.get("image", ""),
        via=given.get("via", ""),
    )


def _categories(said: str) -> list[str]:
    """Read OPML's own `category`: names with commas between them, a path from a slash on."""
    return [part.strip().strip("/") for part in said.split(",")]
