"""Markdown that people write: links in lists, paragraphs and tables, and unused definitions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postgen.importers import looks
from postgen.importers.source import Confidence, Guess
from postgen.importers.xml_elements import root_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.backlog import Backlog, Section
    from postgen.importers.fields import Rejected
    from postgen.importers.source import SourceFile
    from postgen.model import Link

NAMES = ("markdown",)

_LINK_MARKUP = re.compile(r"\]\(|\]:[ \t]+\S|<https?://", re.IGNORECASE)


def sniff(file: SourceFile) -> Guess | None:
    """Recognise links, definitions and autolinks."""
    is_other_markup = root_name(file.text) in {"html", "head", "body", "svg", "plist"}
    if is_other_markup or looks.is_binary(file.text):
        return None
    if _LINK_MARKUP.search(file.text):
        return Guess("markdown", Confidence.LINK_MARKUP)
    if file.has_ending(".md", ".markdown"):
        return Guess("markdown", Confidence.FILE_NAME)
    return None


def read(file: SourceFile) -> Iterator[Link | Rejected]:
    """Read the links of a text under the headings, or bold lines, that they stand below.

    An item is one link: its first; the others that stand in it come with it. Items below an item
    are their own.
    """
    from postgen.importers import _markdown_reader  # late: it loads the backlog

    return iter(_markdown_reader.read(file.text))


def read_items(backlog: Backlog, section: Section | None = None) -> Iterator[Link | Rejected]:
    """Read the links of a backlog's items, or of those of one section."""
    from postgen.importers import _markdown_reader

    return _markdown_reader.read_items(backlog, section)
