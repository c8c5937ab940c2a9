"""Where the keys of a front matter are written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from postgen.jekyll.document import Document


def key_span(document: Document, key: str, value: str = "") -> tuple[int, int]:
    """Return where a key is written in a text with front matter, or a text in its value.

    That is the key's line, or where it cannot be found the first line.
    """
    front, offset = document.front, len(document.head)
    line = re.search(rf"^[\"']?{re.escape(key)}[\"']?[ \t]*:[^\n]*", front, re.MULTILINE)
    if line is None:
        return 0, len(document.head.rstrip())
    place = front.find(value, line.start()) if value else -1
    if place >= 0:
        return offset + place, offset + place + len(value)
    return offset + line.start(), offset + line.start() + len(line[0].rstrip())
