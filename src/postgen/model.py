"""What the rooms hand to each other."""

from __future__ import annotations

from dataclasses import dataclass, field


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
