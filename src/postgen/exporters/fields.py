"""What formats spell alike."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postgen.model import Link

_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MARKUP = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "\t": "&#9;",
    "\n": "&#10;",
    "\r": "&#13;",
}
_TABLE = str.maketrans(_MARKUP)
_EPOCH = date(1970, 1, 1).toordinal()


def markup(text: str) -> str:
    """Escape a text for HTML or XML, between tags or in double quotes."""
    return text.translate(_TABLE)


def xml(text: str) -> str:
    """Escape a text for XML 1.0, which has no way to say most control characters: those are left out."""
    return markup(_NO_XML.sub("", text))


def seconds(day: str) -> str:
    """Give the seconds from 1970 to the beginning of a day, in UTC; "" for no day."""
    try:
        return str((date.fromisoformat(day).toordinal() - _EPOCH) * 86_400) if day else ""
    except ValueError:  # what a person wrote into a stamp
        return ""


def instant(day: str) -> str:
    """Give the beginning of a day, in UTC, as ISO 8601; "" for no day."""
    return f"{day}T00:00:00Z" if seconds(day) else ""


def by_category(links: Sequence[Link]) -> dict[str, list[Link]]:
    """Group links by category, in the order in which the categories come; those of none come first."""
    groups: dict[str, list[Link]] = {"": []}
    for link in links:
        groups.setdefault(link.category, []).append(link)
    return {name: group for name, group in groups.items() if group}
