"""Plain text: `URL | Title`, one link a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.exporters.formats import Format

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postgen.model import Link


def write(links: Sequence[Link]) -> str:
    """Write one line a link."""
    return "".join(_line(link) for link in links)


def _line(link: Link) -> str:
    return f"{link.url} | {link.title}\n" if link.title else f"{link.url}\n"


FORMATS = (Format("text", write, frozenset({"title"})),)
