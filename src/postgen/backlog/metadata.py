"""The comment behind a link of the backlog, for what its visible text does not carry.

<!-- added: 2026-11-20; tags: a, b; via: hn; author: Ann; image: https://e.org/a.png -->
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

from postgen.text.patterns import Lazy
from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from postgen.model import Link

_FIELD = Lazy(r"\s*(added|tags|via|author|image):\s*(.*?)\s*\Z", re.DOTALL)

# What would end the comment (`--`), a field (`;`), a cell (`|`) or a tag of Liquid (`{`, `}`, `%`).
_UNSAFE = Lazy(r"[%;|{}<>\x00-\x1f\x7f]|-(?=-)")


class Metadata(NamedTuple):
    """When a link was added (`YYYY-MM-DD`), its tags, its source, its author and its image."""

    added: str = ""
    tags: tuple[str, ...] = ()
    via: str = ""
    image: str = ""
    author: str = ""


@lru_cache(maxsize=1024)
def parse(comment: str) -> Metadata | None:
    """Return what a comment keeps; None for a comment of another kind."""
    fields: dict[str, str] = {}
    for part in comment.removeprefix("<!--").removesuffix("-->").split(";"):
        field = _FIELD.match(part)
        if not field:
            return None
        fields[field[1]] = field[2]
    written_tags = fields.pop("tags", "").split(",")
    tags = tuple(unquote(tag).strip() for tag in written_tags if tag.strip())
    others = {key: unquote(value) for key, value in fields.items()}
    return Metadata(tags=tags, **others)


def format_comment(metadata: Metadata) -> str:
    """Write metadata as a comment; "" where there is nothing to keep.

    What would end the comment, its fields or a Liquid tag is percent-encoded.
    """
    tags = ", ".join([_encode(tag).replace(",", "%2C") for tag in metadata.tags])
    fields = [
        ("added", _encode(metadata.added)),
        ("tags", tags),
        ("via", _encode(metadata.via)),
        ("author", _encode(metadata.author)),
        ("image", _encode(metadata.image)),
    ]
    text = "; ".join([f"{key}: {value}" for key, value in fields if value])
    return f"<!-- {text} -->" if text else ""


def metadata_of(link: Link, *, stamped: bool = True) -> Metadata:
    """Return what the comment behind a link keeps; without `stamped`, not the day."""
    added = link.added if stamped else ""
    return Metadata(added, link.tags, link.via, _image(link.image), link.author)


def _image(address: str) -> str:
    """Return the address of an image as it is kept: `javascript:` and the like are left out."""
    if not address:
        return ""
    from postgen.urls.schemes import image_address

    return image_address(address)


@lru_cache(maxsize=1 << 12)
def _encode(text: str) -> str:
    return _UNSAFE.sub(lambda found: f"%{ord(found[0]):02X}", text.strip())
