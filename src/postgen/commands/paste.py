"""`postgen new post --from FILE`: a text that was pasted becomes a post."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postgen import importers, paste
from postgen.errors import PostgenError, UsageError
from postgen.jekyll.document import Document

if TYPE_CHECKING:
    from postgen.commands import Result
    from postgen.paste import PastedText

_BINARY = re.compile(
    rb"PK\x03\x04|%PDF-|\{\\rtf|\xd0\xcf\x11\xe0|\s*<(?:!doctype html|html)\b", re.IGNORECASE
)


class NoTextError(PostgenError):
    """A file is not the plain text that a post can be made of."""


def read(name: str, data: bytes, title: str) -> PastedText:
    """Make a post of a file's bytes.

    Raises `NoTextError`, and `UsageError` where neither the text nor the person says what it is called.
    """
    text = importers.decode(data)
    if _BINARY.match(data) or "\0" in text:
        raise NoTextError(
            f"{name} is no plain text.", "Open it, copy its text, and say --from - to paste it."
        )
    if not text.strip():
        raise NoTextError(
            f"{name} holds no text.", "Save what you copied, or say --from - to paste it."
        )
    if Document.parse(text).has_front_matter:
        raise NoTextError(
            f"{name} has front matter of its own: it is a post already.",
            "Put it into _drafts/, and postgen publish it.",
        )
    found = paste.read(text, title)
    if not found.title.strip():
        raise UsageError(
            f"The first line of {name} is no title.",
            f"Say one: postgen new post 'A title' --from {name}.",
        )
    return found


def with_notes(outcome: Result, found: PastedText) -> Result:
    """Add to the outcome what there is to say of the text."""
    return outcome._replace(
        notes=(*outcome.notes, *found.remarks), data={**outcome.data, "from": found.data}
    )
