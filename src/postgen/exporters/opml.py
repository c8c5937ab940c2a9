"""OPML 2.0: categories are outlines around their links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.exporters.fields import by_category, instant, tag_list, xml
from postgen.exporters.formats import FIELDS, Format

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postgen.model import Link

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0">
<head><title>Links</title></head>
<body>
"""


def write(links: Sequence[Link]) -> str:
    """Write an outline; a note is its `description`, tags are a list in `tags`."""
    parts = [_HEAD]
    for name, group in by_category(links).items():
        if name:
            parts.append(f'<outline text="{xml(name)}">\n')
        parts += [_outline(link) for link in group]
        if name:
            parts.append("</outline>\n")
    return "".join([*parts, "</body>\n</opml>\n"])


def _outline(link: Link) -> str:
    values = {
        "type": "link",
        "url": link.url,
        "description": link.note,
        "tags": tag_list(link),
        "created": instant(link.added),
        "via": link.via,
        "image": link.image,
    }
    required = {"text": link.title}
    optional = {name: value for name, value in values.items() if value}
    attributes = [f'{name}="{xml(value)}"' for name, value in (required | optional).items()]
    return f"<outline {' '.join(attributes)}/>\n"


FORMATS = (Format("opml", write, FIELDS - {"others"}),)
