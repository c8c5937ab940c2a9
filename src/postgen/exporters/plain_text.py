"""Plain text: `URL | Title`, one link a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postgen.model import Link


def write(links: Sequence[Link]) -> str:
    """Write one line a link."""
    return "".join(
        f"{link.url} | {link.title}\n" if link.title else f"{link.url}\n" for link in links
    )
