"""Plain text: `URL | Title`, one link a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.exporters.formats import Format
from postgen.urls.bare import address_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postgen.model import Link


def write(links: Sequence[Link]) -> str:
    """Write one line a link."""
    return "".join(_line(link) for link in links)


def _line(link: Link) -> str:
    if link.title:
        return f"{link.url} | {link.title}\n"
    address = address_at(link.url, 0)
    is_read_whole = address is not None and address.end == len(link.url)
    # `https://e.org/a. |`: without the bar, the full stop would not belong to it
    return f"{link.url}\n" if is_read_whole else f"{link.url} |\n"


FORMATS = (Format("text", write, frozenset({"title"})),)
