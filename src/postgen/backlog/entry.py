"""One item of a backlog, and the section that it is in.

What items say is remembered: ten thousand of them take half a second to read, and after an edit
nearly all are as they were.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from postgen.backlog import metadata, plain_item
from postgen.backlog.parse import SEPARATOR, HeadStyle, leading_link, quote_of
from postgen.markdown import escape
from postgen.markdown.source_map import OPAQUE
from postgen.text.records import NamedTuple
from postgen.text.words import first_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.backlog.model import Backlog
    from postgen.backlog.plain_item import PlainItem
    from postgen.markdown.lists import Item, ListBlock
    from postgen.markdown.source_map import View
    from postgen.markdown.spans import Span


class ItemRange(NamedTuple):
    """Some items of a list: those with the indexes from `first` up to `stop`."""

    block: ListBlock
    first: int
    stop: int


class Section(NamedTuple):
    """A category: its head, and the ranges of its items in their lists.

    An `absorbed` head is one that kramdown reads as part of the list item above it. `body` is where
    the text below the head begins, `end` where the next section starts.
    """

    name: str
    style: HeadStyle
    level: int
    start: int
    body: int
    end: int
    absorbed: bool
    lists: tuple[ItemRange, ...]

    @property
    def size(self) -> int:
        """The number of items."""
        return sum(each.stop - each.first for each in self.lists)


class _Said(NamedTuple):
    """What an item says, in plain text."""

    title: str
    note: str
    starts_with_link: bool
    urls: tuple[str, ...]
    metadata: metadata.Metadata
    quote: str
    has_liquid_address: bool


def _said_in(plain: PlainItem) -> _Said:
    """Return what a plain item says."""
    return _Said(
        escape.one_line(plain.words) or plain.url,
        escape.one_line(SEPARATOR.sub("", plain.behind, count=1)),
        starts_with_link=True,
        urls=(escape.opened_url(plain.url),),
        metadata=metadata.parse(plain.comment) or metadata.Metadata(),
        quote="",
        has_liquid_address=False,
    )


MOST_REMEMBERED = 1 << 16
"""Items whose words are remembered; with more, all are forgotten."""

_remembered: dict[tuple[str, ...], _Said] = {}
"""What items say, by all that decides it (`Backlog.what_decides`)."""


class Extent(NamedTuple):
    """Where an item stands in a backlog, and which one it is of the list `block`.

    It starts at `start`; its last line with something on it ends at `end`, and all of it at `stop`.
    """

    start: int
    end: int
    stop: int
    block: ListBlock
    number: int


class Entry:
    """One item of a section: where it stands, what it says, and what the comment behind it keeps.

    When it begins with a link (`starts_with_link`), `title` is that link's text and `note` what
    follows; else it is prose, and `title` is its first words.
    """

    def __init__(self, backlog: Backlog, section: Section, extent: Extent) -> None:
        self._backlog = backlog
        self._extent = extent
        self.section = section
        self.start = extent.start
        self.end = extent.end

    @cached_property
    def item(self) -> Item:
        """The item of the list."""
        limit = self.section.end - self._backlog.offset
        return self._extent.block.item(self._extent.number, limit)

    @property
    def source(self) -> str:
        """Its Markdown, from the bullet on, without the newline."""
        return self._backlog.text[self.start : self.end].rstrip("\r\n")

    @cached_property
    def texts(self) -> list[tuple[View, list[Span]]]:
        """The texts that stand in it, each with its spans."""
        body = self._backlog.body
        texts = []
        for block in self.item.blocks():
            for leaf in block.walk():
                is_text = leaf.kind != "definition"
                if leaf.view and is_text:
                    texts.append((leaf.view, body.spans(leaf.view)))
        return texts

    @cached_property
    def spans(self) -> tuple[tuple[Span, View], ...]:
        """Its links, images and autolinks, in their order."""
        return tuple(self._spans_of("link", "image", "autolink"))

    def _spans_of(self, *kinds: str) -> Iterator[tuple[Span, View]]:
        for view, spans in self.texts:
            for outer in spans:
                for span in outer.walk():
                    if span.kind in kinds:
                        yield span, view

    @cached_property
    def plain(self) -> PlainItem | None:
        """What stands in it where that is a link, a note and a comment on one line; else None."""
        is_as_written = self._backlog.is_as_written(self._extent)
        return plain_item.read(self.source) if is_as_written else None

    @cached_property
    def _said(self) -> _Said:
        if self.plain:
            return _said_in(self.plain)
        key = self._backlog.what_decides(self._extent)
        said = _remembered.get(key)
        if said is None:
            said = self._read()
            if len(_remembered) >= MOST_REMEMBERED:
                _remembered.clear()
            _remembered[key] = said
        return said

    def _read(self) -> _Said:
        title, note, starts_with_link = self._words()
        return _Said(
            title,
            note,
            starts_with_link,
            tuple(self._opened(span, view) for span, view in self.spans if span.kind != "image"),
            self._metadata(),
            quote_of(self._backlog.body, self.item.blocks()),
            any(self._has_liquid(span, view) for span, view in self.spans),
        )

    def _metadata(self) -> metadata.Metadata:
        for view, spans in self.texts:
            for span in spans:
                if span.kind != "comment":
                    continue
                found = metadata.parse(view.text[span.start : span.end])
                if found:
                    return found
        return metadata.Metadata()

    def _words(self) -> tuple[str, str, bool]:
        """Return the title, the note, and whether the item begins with a link."""
        blocks = self.item.blocks()
        view = next((each.view for each in blocks if each.view and each.kind != "definition"), None)
        if view is None:  # a table, code, HTML, `[label]: url`: its source has to do
            source = escape.one_line(self.source.removeprefix(self.item.marker))
            return first_words(source), "", False
        text = view.text
        spans = next(spans for each, spans in self.texts if each is view)
        lead = leading_link(text, spans)
        if not lead:
            visible = escape.one_line(escape.visible(text, spans))
            return first_words(visible), "", False
        outer, link = lead
        title = escape.visible(text, link.children, link.inner_start, link.inner_end)
        after = [span for span in spans if span.start >= outer.end]
        behind_link = escape.visible(text, after, outer.end)
        note = SEPARATOR.sub("", behind_link, count=1)
        return escape.one_line(title) or link.url, escape.one_line(note), True

    @property
    def title(self) -> str:
        """What it is called, in plain text."""
        return self._said.title

    @property
    def note(self) -> str:
        """What it says behind the link that it begins with, in plain text."""
        return self._said.note

    @property
    def quote(self) -> str:
        """What stands in its blockquotes, in plain text, a paragraph each."""
        return self._said.quote

    @property
    def metadata(self) -> metadata.Metadata:
        """What the comment behind it keeps."""
        return self._said.metadata

    @property
    def starts_with_link(self) -> bool:
        """Whether it begins with a link."""
        return self._said.starts_with_link

    @property
    def urls(self) -> list[str]:
        """The URLs that its links open, in their order; Liquid in them is as it is written."""
        return list(self._said.urls)

    def _opened(self, span: Span, view: View) -> str:
        if not self._has_liquid(span, view):
            return escape.opened_url(span.url)
        written = self._address_source(span, view)
        return written.strip("()<> ") if written.startswith(("(", "<")) else written

    def _has_liquid(self, span: Span, view: View) -> bool:
        written = self._address_source(span, view)
        return OPAQUE in span.url or "{%" in written or "{{" in written

    def _address_source(self, span: Span, view: View) -> str:
        """Return what is written behind the words of a link: `(https://example.org/)`, `[x]`."""
        behind_words = span.start if span.kind == "autolink" else span.inner_end + 1
        return self._backlog.body.source[view.at(behind_words) : view.end(span.end)]

    @property
    def has_liquid_address(self) -> bool:
        """Whether what a link of it opens is only known when the site is built."""
        return self._said.has_liquid_address

    @property
    def url(self) -> str:
        """The URL of its first link, or "" for an item without one."""
        return next(iter(self._said.urls), "")
