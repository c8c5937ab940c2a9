"""XBEL, the XML Bookmark Exchange Language: Konqueror, Floccus, GNOME and many tools.

Facts of the format: http://pyxml.sourceforge.net/topics/xbel/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.importers.fields import Rejected, day, line_of, link
from postgen.importers.fields import tags as read_tags
from postgen.importers.html_tags import LineCounter
from postgen.importers.source import Confidence, Guess
from postgen.importers.xml_elements import parts, root_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.importers.source import SourceFile
    from postgen.importers.xml_elements import Part
    from postgen.model import Link

NAMES = ("xbel",)

_TEXTS = frozenset({"title", "desc"})
_ROWS = frozenset({"bookmark", "folder"})


def sniff(file: SourceFile) -> Guess | None:
    """Recognise the root element."""
    is_xbel = root_name(file.text) == "xbel"
    return Guess("xbel", Confidence.ROOT_ELEMENT) if is_xbel else None


def read(file: SourceFile) -> Iterator[Link | Rejected]:
    """Read bookmarks with the folders around them, their titles, descriptions and days."""
    lines = LineCounter(file.text)
    folders: list[str] = []
    bookmark: _Bookmark | None = None
    text_of = ""  # `title` or `desc`, the text of which follows
    for part in parts(file.text):
        if not part.name:
            if bookmark and text_of:
                bookmark.texts[text_of] = bookmark.texts.get(text_of, "") + part.text
            elif folders and text_of == "title":
                folders[-1] += part.text
            continue
        text_of = part.name if part.name in _TEXTS and not part.is_end else ""
        if part.name not in _ROWS:
            continue
        if bookmark:
            yield bookmark.link(folders)
        is_bookmark = part.name == "bookmark" and not part.is_end
        bookmark = _Bookmark(part, lines.line_at(part.start)) if is_bookmark else None
        if part.name == "folder":
            _step(folders, part)
    if bookmark:
        yield bookmark.link(folders)


def _step(folders: list[str], part: Part) -> None:
    """Go into a folder, whose title follows, or out of it."""
    if not part.is_end:
        folders.append("")
    if part.is_end or part.is_empty:
        del folders[-1:]


class _Bookmark:
    """A bookmark whose title and description may follow."""

    def __init__(self, part: Part, line: int) -> None:
        self._values = part.attributes
        self._line = line
        self.texts: dict[str, str] = {}

    def link(self, folders: list[str]) -> Link | Rejected:
        """Return the link, below the folders around it."""
        return link(
            self._values.get("href", ""),
            self.texts.get("title", ""),
            line=self._line,
            note=self.texts.get("desc", ""),
            category="/".join(filter(None, map(line_of, folders))),
            tags=read_tags(self._values.get("tags", "")),
            added=day(self._values.get("added", "")),
        )
