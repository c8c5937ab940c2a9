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

# Word, PDF, RTF, old Office, HTML
_NOT_TEXT = re.compile(
    rb"PK\x03\x04|%PDF-|\{\\rtf|\xd0\xcf\x11\xe0|\s*<(?:!doctype html|html)\b", re.IGNORECASE
)


class NoTextError(PostgenError):
    """A file is not the plain text that a post can be made of."""


def read(name: str, data: bytes, title: str) -> PastedText:
    """Make a post of a file's bytes; its title is `title`, or the first line of the text.

    Raises `NoTextError`, and `UsageError` if there is no title.
    """
    text = importers.decode(data)
    _check(name, data, text)
    pasted = paste.read(text, title)
    if not pasted.title.strip():
        raise UsageError(
            f"The first line of {name} is not a title.", "Name one: postgen new post 'A title'."
        )
    return pasted


def _check(name: str, data: bytes, text: str) -> None:
    """Raise `NoTextError` for a file without text to make a post of."""
    if _NOT_TEXT.match(data) or "\0" in text:
        raise NoTextError(
            f"{name} is not plain text.", "Open it, copy its text, and paste that through a pipe."
        )
    if not text.strip():
        raise NoTextError(
            f"{name} holds no text.", "Save what you copied, or paste it through a pipe."
        )
    if Document.parse(text).has_front_matter:
        raise NoTextError(
            f"{name} has front matter of its own: it is a post already.",
            "Put it into _drafts/, and run `postgen publish`.",
        )


def with_notes(result: Result, pasted: PastedText) -> Result:
    """Return the result with what there is to point out in the text."""
    return result._replace(
        notes=(*result.notes, *pasted.remarks), data={**result.data, "from": pasted.data}
    )
