"""JSON: ours, with all that is known of a link, and Pinboard's."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from postgen.exporters.fields import instant
from postgen.exporters.formats import FIELDS, Format

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postgen.model import Link

_SURROGATES = re.compile("[\ud800-\udfff]")


def write(links: Sequence[Link]) -> str:
    """Write one object that lists all links."""
    return _json({"links": [link.to_json() for link in links]})


def pinboard(links: Sequence[Link]) -> str:
    """Write Pinboard's export.

    Its tags are divided by spaces: a space in a tag becomes an underscore.
    """
    return _json([_pinboard_object(link) for link in links])


def _pinboard_object(link: Link) -> dict[str, str]:
    return {
        "href": link.url,
        "description": link.title,
        "extended": link.note,
        "meta": "",
        "hash": "",
        "time": instant(link.added),
        "shared": "no",
        "toread": "no",
        "tags": " ".join(map(_pinboard_tag, link.tags)),
    }


def _pinboard_tag(tag: str) -> str:
    return "_".join(tag.split())


def _json(value: Any) -> str:
    """Encode JSON.

    A surrogate stands for a byte that was not text in its file, and cannot be written.
    """
    return _SURROGATES.sub("\ufffd", json.dumps(value, ensure_ascii=False, indent=1)) + "\n"


FORMATS = (
    Format("json", write, FIELDS),
    Format("pinboard", pinboard, frozenset({"title", "note", "tags", "added"}), _pinboard_tag),
)
