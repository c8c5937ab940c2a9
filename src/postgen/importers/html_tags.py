"""Tags of HTML and OPML, found by scanning.

Exports are too large, and too often broken, for a tree.
"""

from __future__ import annotations

import re

from postgen.importers.fields import unescape

INSIDE = r"(?>[^>\"'<]+|\"[^\"<]*\"|'[^'<]*'|[\"'])*+"
"""What stands between a tag's name and its `>`: a `>` may stand in quotes, a `<` may not."""

COMMENT = r"<!--(?>[^-<]+|-(?!->)|<(?!!--))*+-->"
"""A comment, which ends before the next one begins."""

_ATTRIBUTE = re.compile(
    r"([a-zA-Z_:][\w:.-]*)\s*=\s*(?:"
    # HREF="https://e.org/?q="x"" ends before white space
    r"\"([^\"]*+(?:\"(?!\s|/?\Z)[^\"]*+)*+)\""
    r"|'([^']*)'"
    r"|([^\s\"'>]+))"
)
"""An attribute.

A quote ends a value before white space or the tag's end: exporters leave quotes in addresses.
"""

_TAG_OR_COMMENT = re.compile(r"<(?:/?[a-zA-Z][^<>]*|!--.*?--)>")


def attributes(inside: str) -> dict[str, str]:
    """Return the attributes of a tag by name in lower case.

    Entities are not decoded; the first of a name counts.
    """
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(inside):
        value = match[2] or match[3] or match[4] or ""
        found.setdefault(match[1].lower(), value)
    return found


def plain(html: str) -> str:
    """Return the text of some HTML: without tags, entities decoded."""
    if "<" in html:
        html = _TAG_OR_COMMENT.sub("", html)
    return unescape(html)


class LineCounter:
    """Counts the lines of a text up to positions that are asked for in ascending order."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._position = 0
        self._line = 1

    def line_at(self, position: int) -> int:
        """Return the line, counted from 1, of a position that is not before the last one."""
        self._line += self._text.count("\n", self._position, position)
        self._position = position
        return self._line
