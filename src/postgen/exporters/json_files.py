"""JSON: ours, with all that is known of a link, and Pinboard's."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from postgen.exporters.fields import instant

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postgen.model import Link

_SURROGATES = re.compile("[\ud800-\udfff]")


def write(links: Sequence[Link]) -> str:
    """Write one object that lists all links."""
    return _json({"links": [link.to_json() for link in links]})


def pinboard(links: Sequence[Link]) -> str:
    """Write Pinboard's export. Its tags are divided by spaces: one that holds some is written with underscores."""
    return _json(
        [
            {
                "href": link.url, "description": link.title, "extended": link.note, "meta": "", "hash": "",
                "time": instant(link.added), "shared": "no", "toread": "no",
                "tags": " ".join("_".join(tag.split()) for tag in link.tags),
            }
            for link in links
        ]
    )  # fmt: skip


def _json(value: Any) -> str:
    """Spell JSON; bytes that were no text in the file that they come from have no place in it."""
    return _SURROGATES.sub("\ufffd", json.dumps(value, ensure_ascii=False, indent=1)) + "\n"
