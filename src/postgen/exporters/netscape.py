"""Bookmarks for every browser: categories are folders, notes stand below their links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.exporters.fields import by_category, markup, seconds
from postgen.exporters.formats import Format

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postgen.model import Link

_HEAD = """<!DOCTYPE NETSCAPE-Bookmark-file-1>
<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">
<TITLE>Bookmarks</TITLE>
<H1>Bookmarks</H1>
<DL><p>
"""


def write(links: Sequence[Link]) -> str:
    """Write a bookmark file."""
    parts = [_HEAD]
    for name, group in by_category(links).items():
        if name:
            parts.append(f"<DT><H3>{markup(name)}</H3>\n<DL><p>\n")
        parts += [_bookmark(link) for link in group]
        if name:
            parts.append("</DL><p>\n")
    return "".join([*parts, "</DL><p>\n"])


def _bookmark(link: Link) -> str:
    attributes = [f'HREF="{markup(link.url)}"']
    added = seconds(link.added)
    if added:
        attributes.append(f'ADD_DATE="{added}"')
    tags = ",".join(markup(tag).replace(",", "&#44;") for tag in link.tags)
    if tags:
        attributes.append(f'TAGS="{tags}"')
    note = f"<DD>{markup(link.note)}\n" if link.note else ""
    return f"<DT><A {' '.join(attributes)}>{markup(link.title)}</A>\n{note}"


FORMATS = (Format("netscape", write, frozenset({"title", "note", "category", "tags", "added"})),)
