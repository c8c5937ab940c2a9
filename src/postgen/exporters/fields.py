"""How the values of fields are written in several formats."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postgen.model import Link

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ENTITIES = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "\t": "&#9;",
    "\n": "&#10;",
    "\r": "&#13;",
}
_ESCAPES = str.maketrans(_ENTITIES)
_EPOCH = date(1970, 1, 1).toordinal()
_SECONDS_OF_DAY = 86_400


def markup(text: str) -> str:
    """Escape a text for HTML or XML, between tags or in double quotes."""
    return text.translate(_ESCAPES)


def xml(text: str) -> str:
    """Escape a text for XML 1.0, without the characters that it cannot hold.

    Source: https://www.w3.org/TR/xml/#charsets
    """
    return markup(_NOT_IN_XML.sub("", text))


def seconds(day: str) -> str:
    """Return the seconds from 1970 to the beginning of a day, `YYYY-MM-DD`, in UTC.

    Returns "" for anything else.
    """
    if not day:
        return ""
    try:
        days = date.fromisoformat(day).toordinal() - _EPOCH
    except ValueError:  # a person wrote it, into the comment behind an item
        return ""
    return str(days * _SECONDS_OF_DAY)


def instant(day: str) -> str:
    """Return the beginning of a day, `YYYY-MM-DD`, in UTC as ISO 8601; "" for anything else."""
    return f"{day}T00:00:00Z" if seconds(day) else ""


def by_category(links: Sequence[Link]) -> dict[str, list[Link]]:
    """Group links by category, in the order of their first links.

    Those without a category come first.
    """
    groups: dict[str, list[Link]] = {"": []}
    for link in links:
        groups.setdefault(link.category, []).append(link)
    return {name: group for name, group in groups.items() if group}


def tag_list(link: Link) -> str:
    """Write the tags of a link as a list of JSON; "" for no tags."""
    return json.dumps(link.tags, ensure_ascii=False) if link.tags else ""
