"""Plain text, one link a line: bare URLs, OneTab's `URL | Title`, or a URL anywhere in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postgen.importers.fields import Rejected, link

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.model import Link

_URL = re.compile(r"(?:https?|ftps?)://[^\s<>\"]+", re.IGNORECASE)
_NEWLINE = re.compile(r"\r\n?|\n")
_AROUND = " \t|-–—:"


def read(text: str, name: str) -> Iterator[Link | Rejected]:  # noqa: ARG001 - the signature of an importer
    """Read the links of lines; blank lines, and those that begin with `#`, say nothing."""
    for number, line in enumerate(_NEWLINE.split(text.lstrip("\ufeff")), 1):
        said = line.strip(" \t")
        if said and not said.startswith("#"):
            yield _link(said, number)


def _link(said: str, number: int) -> Link | Rejected:
    url, bar, title = said.partition(" | ")
    if bar and not re.search(r"\s", url):
        return link(url, title, line=number)
    found = _URL.search(said)
    if found:
        return link(
            found[0], (said[: found.start()] + said[found.end() :]).strip(_AROUND), line=number
        )
    if re.search(r"\s", said):
        return Rejected(number, said[:80], "no URL is in it")
    return link(said, line=number)
