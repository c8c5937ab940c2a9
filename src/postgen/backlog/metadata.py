"""The comment behind a link of the backlog, for what its visible text does not carry.

<!-- added: 2026-11-20; tags: a, b; via: hn; image: https://e.org/a.png -->
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote

_FIELD = re.compile(r"\s*(added|tags|via|image):\s*(.*?)\s*\Z", re.DOTALL)
_RISKY = re.compile(r"[%;|{}<>\x00-\x1f\x7f]|-(?=-)")


class Metadata(NamedTuple):
    """What is kept of a link: the day it was added (`YYYY-MM-DD`), its tags, its source and its image."""

    added: str = ""
    tags: tuple[str, ...] = ()
    via: str = ""
    image: str = ""


def parse(comment: str) -> Metadata | None:
    """Read a comment; None for one that is no stamp."""
    found: dict[str, str] = {}
    for part in comment.removeprefix("<!--").removesuffix("-->").split(";"):
        field = _FIELD.match(part)
        if not field:
            return None
        found[field[1]] = field[2]
    tags = tuple(unquote(tag).strip() for tag in found.pop("tags", "").split(",") if tag.strip())
    return Metadata(tags=tags, **{key: unquote(value) for key, value in found.items()})


def spell(stamp: Metadata) -> str:
    """Spell a stamp as a comment; "" where there is nothing to keep.

    What would end the comment, its fields or a Liquid tag is percent-encoded.
    """
    fields = {
        "added": _encode(stamp.added),
        "tags": ", ".join(_encode(tag).replace(",", "%2C") for tag in stamp.tags),
        "via": _encode(stamp.via),
        "image": _encode(stamp.image),
    }
    text = "; ".join(f"{key}: {value}" for key, value in fields.items() if value)
    return f"<!-- {text} -->" if text else ""


def _encode(text: str) -> str:
    return _RISKY.sub(lambda found: f"%{ord(found[0]):02X}", text.strip())
