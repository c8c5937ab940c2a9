"""What the rooms hand to each other."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Link:
    """A link that somebody keeps: plain text, nothing escaped. `added` is `YYYY-MM-DD` or empty."""

    url: str
    title: str
    note: str = ""
    category: str = ""
    tags: tuple[str, ...] = ()
    via: str = ""
    image: str = ""
    added: str = ""
