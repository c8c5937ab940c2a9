"""What the rooms hand to each other."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Link:
    """A link that somebody keeps: plain text, nothing escaped. `added` is `YYYY-MM-DD` or empty.

    `others` are links that stand in the note, each a text and its URL; `line` is where the link stood in a
    file that was imported, and is no part of what it is.
    """

    url: str
    title: str
    note: str = ""
    category: str = ""
    tags: tuple[str, ...] = ()
    via: str = ""
    image: str = ""
    added: str = ""
    others: tuple[tuple[str, str], ...] = ()
    line: int = field(default=0, compare=False)

    def told(self) -> dict[str, Any]:
        """Give the link as JSON tells it, in an export and in what commands report."""
        return {
            "url": self.url, "title": self.title, "note": self.note, "category": self.category,
            "tags": list(self.tags), "via": self.via, "image": self.image, "added": self.added,
            "others": [{"title": title, "url": url} for title, url in self.others],
        }  # fmt: skip
