"""What an exporter declares: its formats, each with its writer and the fields that it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from postgen.model import Link

FIELDS = frozenset(
    {"title", "note", "category", "tags", "added", "via", "image", "others", "author", "quote"}
)
"""The fields of a `Link` beside its URL."""


class Format(NamedTuple):
    """A format: its name, the function that writes links, and the fields that it holds.

    `tag` returns a tag as the format can hold it; None where it holds any.
    """

    name: str
    write: Callable[[Sequence[Link]], str]
    holds: frozenset[str]
    tag: Callable[[str], str] | None = None
