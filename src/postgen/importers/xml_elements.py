"""Elements of XML, found by scanning: a file that is cut off or broken is read as far as it goes.

Nothing is expanded: an entity that a file defines itself stays a name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from postgen.importers.fields import unescape
from postgen.importers.html_tags import COMMENT, INSIDE, attributes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_ROOT = re.compile(
    r"(?>\s+|<\?[^>]*>|<!--(?:[^-]|-(?!->))*+-->|<!DOCTYPE[^\[>]*+(?:\[[^\]]*+\])?+[^>]*+>)*+"
    r"<([A-Za-z_][\w:.-]*)",
    re.IGNORECASE,
)
_TOKEN = re.compile(
    rf"<!\[CDATA\[(?P<cdata>.*?)(?:\]\]>|\Z)|{COMMENT}"
    rf"|<(?P<mark>/?)(?P<name>[A-Za-z_][\w:.-]*)(?P<inside>{INSIDE})>",
    re.DOTALL,
)


class Part(NamedTuple):
    """A tag, or the text behind it: `name` is that of an element in lower case, "" for a text."""

    start: int
    name: str = ""
    is_end: bool = False
    inside: str = ""
    text: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether a tag has nothing in it: `<post/>`."""
        return self.inside.rstrip().endswith("/")

    @property
    def attributes(self) -> Mapping[str, str]:
        """The attributes of a tag by name in lower case."""
        return {name: unescape(value) for name, value in attributes(self.inside).items()}


def root_name(text: str) -> str:
    """Return the name of a text's first element in lower case; "" for a text that is no XML."""
    found = _ROOT.match(text)
    return found[1].lower() if found else ""


def parts(text: str) -> Iterator[Part]:
    """Return the tags and texts of a file in their order, comments left out."""
    at = 0
    for token in _TOKEN.finditer(text):
        if token.start() > at:
            yield Part(at, text=unescape(text[at : token.start()]))
        at = token.end()
        if token["cdata"]:
            yield Part(token.start(), text=token["cdata"])
        elif token["name"]:
            is_end = bool(token["mark"])
            yield Part(token.start(), token["name"].lower(), is_end, token["inside"])
    if at < len(text):
        yield Part(at, text=unescape(text[at:]))
