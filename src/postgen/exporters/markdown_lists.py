"""Markdown: a heading for each category, an item for each link, as the backlog has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.exporters.fields import by_category
from postgen.markdown import escape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postgen.model import Link


def write(links: Sequence[Link]) -> str:
    """Write lists of links."""
    from postgen.backlog.items import format_item

    sections = []
    for name, group in by_category(links).items():
        items = "".join(f"* {format_item(link)}\n" for link in group)
        sections.append(
            f"## {escape.heading_text(escape.inline(escape.one_line(name)))}\n\n{items}"
            if name
            else items
        )
    return "\n".join(sections)
