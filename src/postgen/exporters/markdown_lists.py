"""Markdown: a heading for each category, an item for each link, as the backlog has them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postgen.exporters.fields import by_category
from postgen.exporters.formats import FIELDS, Format
from postgen.markdown import escape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postgen.model import Link


_WITHIN = re.compile(r"(?<=\n)(?=.)")
"""The beginnings of the lines below the first one, which are indented: `  > A quotation`."""


def write(links: Sequence[Link]) -> str:
    """Write lists of links."""
    from postgen.backlog.item_markdown import format_item

    sections = []
    for name, group in by_category(links).items():
        items = "".join(f"* {_WITHIN.sub('  ', format_item(link))}\n" for link in group)
        if name:
            heading = escape.heading_text(escape.inline(escape.one_line(name)))
            sections.append(f"## {heading}\n\n{items}")
        else:
            sections.append(items)
    return "\n".join(sections)


FORMATS = (Format("markdown", write, FIELDS),)
