"""Tags of HTML and OPML, found by scanning: exports are too large, and too often broken, for a tree."""

from __future__ import annotations

import re

from postgen.importers.fields import unescape

INSIDE = r"(?>[^>\"'<]+|\"[^\"<]*\"|'[^'<]*'|[\"'])*+"
"""What stands between a tag's name and its `>`: a `>` may stand in quotes, a `<` may not."""

COMMENT = r"<!--(?>[^-<]+|-(?!->)|<(?!!--))*+-->"
"""A comment; one that is not closed before the next begins is none."""

_ATTRIBUTE = re.compile(
    r"([a-zA-Z_:][\w:.-]*)\s*=\s*(?:\"([^\"]*+(?:\"(?!\s|/?\Z)[^\"]*+)*+)\"|'([^']*)'|([^\s\"'>]+))"
)
"""A quote ends a value before white space, or the tag's end: exporters leave some in addresses."""


def attributes(inside: str) -> dict[str, str]:
    """Give the attributes of a tag by their names in lower case, as they are spelled; the first of a name counts."""
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(inside):
        found.setdefault(match[1].lower(), match[2] or match[3] or match[4] or "")
    return found


def plain(spelled: str) -> str:
    """Give the text of some HTML: without tags, entities undone."""
    return unescape(
        re.sub(r"<(?:/?[a-zA-Z][^<>]*|!--.*?--)>", "", spelled) if "<" in spelled else spelled
    )


class Lines:
    """Counts the lines of a text whose places are asked for in their order."""

    def __init__(self, text: str) -> None:
        self._text, self._at, self._line = text, 0, 1

    def at(self, position: int) -> int:
        """Say on which line, counted from 1, a place stands that is behind the one asked for before."""
        self._line += self._text.count("\n", self._at, position)
        self._at = position
        return self._line
