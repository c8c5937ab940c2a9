"""Feeds that were saved as files, RSS and Atom: Pinboard, Diigo and others export bookmarks so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.importers.fields import Rejected, day, is_address, link
from postgen.importers.fields import tags as read_tags
from postgen.importers.html_tags import LineCounter
from postgen.importers.source import Confidence, Guess
from postgen.importers.xml_elements import parts, root_name
from postgen.urls.schemes import web_address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.importers.source import SourceFile
    from postgen.importers.xml_elements import Part
    from postgen.model import Link

NAMES = ("feed",)

_ROOTS = frozenset({"rss", "feed", "rdf:rdf", "atom:feed", "channel"})
_ENTRIES = frozenset({"item", "entry", "atom:entry"})
_AROUND = _ROOTS | {"items"}
"""Elements around others: what is in them is not their text."""

_DATES = ("pubdate", "published", "dc:date", "issued", "updated", "atom:updated")
_NOTES = ("description", "summary", "atom:summary")
_ADDRESSES = frozenset({"link", "atom:link", "guid", "id"})
_TAGS = ("category", "dc:subject")


def sniff(file: SourceFile) -> Guess | None:
    """Recognise the root element."""
    is_feed = root_name(file.text) in _ROOTS
    return Guess("feed", Confidence.ROOT_ELEMENT) if is_feed else None


def read(file: SourceFile) -> Iterator[Link | Rejected]:
    """Read each entry: its title, address, day, categories, and its description as the note."""
    lines = LineCounter(file.text)
    channel = entry = _Entry(1)
    for part in parts(file.text):
        if part.name in _ENTRIES:
            if entry is not channel:
                yield entry.link(channel.address)
            entry = channel if part.is_end else _Entry(lines.line_at(part.start))
        else:
            entry.read(part)
    if entry is not channel:
        yield entry.link(channel.address)


class _Entry:
    """An entry of a feed, as far as it is read."""

    def __init__(self, line: int) -> None:
        self._line = line
        self._open = ""  # the element that is read; what is in it is its text
        self._texts: dict[str, list[str]] = {}
        self._address = ""
        self._tags: list[str] = []

    def read(self, part: Part) -> None:
        """Read the next part of the entry."""
        if self._open:
            if part.name == self._open and part.is_end:
                self._open = ""
            elif not part.name:
                self._texts[self._open][-1] += part.text
            elif self._open in _ADDRESSES:  # a tag within it: the halves are no address
                self._texts[self._open][-1] += " "
            return
        if not part.name or part.is_end:
            return
        if part.name in {"link", "atom:link"}:
            self._read_link(part)
        if part.name in _AROUND:
            return
        if part.name in _TAGS:
            self._tags.append(part.attributes.get("term", ""))
        if not part.is_empty:
            self._open = part.name
            self._texts.setdefault(part.name, []).append("")

    def _read_link(self, part: Part) -> None:
        """Read `<link rel="alternate" href="…"/>`, as Atom has it; others lead to other things."""
        values = part.attributes
        if values.get("rel", "alternate") == "alternate" and not self._address:
            self._address = values.get("href", "")

    def _first(self, *names: str) -> str:
        found = (text.strip() for name in names for text in self._texts.get(name, ()))
        return next(filter(None, found), "")

    @property
    def address(self) -> str:
        """The address of the page, perhaps a relative one."""
        found = self._first("link", "atom:link") or self._address
        guid = self._first("guid", "id")
        return found or (guid if is_address(guid) else "")

    def link(self, base: str) -> Link | Rejected:
        """Return the link of the entry; `base` is the address that a relative one is added to."""
        from postgen.page.feeds import plain, shorten  # late: most files are no feeds

        tags = [each for name in _TAGS for each in self._texts.get(name, ())]
        return link(
            web_address(self.address, base) or self.address,
            plain(self._first("title", "atom:title")),
            line=self._line,
            note=shorten(plain(self._first(*_NOTES))),
            tags=read_tags([*self._tags, *tags]),
            added=day(self._first(*_DATES)),
        )
