"""What a body leads to and how it is divided, read so that two bodies can be compared."""

from __future__ import annotations

from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from postgen.markdown import Markdown, escape
from postgen.references import OUTSIDE
from postgen.references.convert import own_style
from postgen.references.parse import Reading
from postgen.references.plan import same
from postgen.references.styles import Entry

if TYPE_CHECKING:
    from collections.abc import Iterator


class Reference(NamedTuple):
    """A URL that a body leads to, where it stands first, and how it is listed.

    `label` is its number or name ("" for none), and `source` its entry as it stands in a list of
    the `style`.
    """

    url: str
    label: str
    start: int
    entry: Entry
    style: str = ""
    source: str = ""

    @property
    def number(self) -> int:
        """The number, 0 where it has none."""
        return int(self.label) if self.label.isdecimal() else 0

    @property
    def name(self) -> str:
        """What it is called in a message."""
        return f"reference [{self.label}]" if self.label else "link"

    @property
    def key(self) -> str:
        """What it is known by: its URL as the page has it, or its number if it leads nowhere."""
        return same(self.url) or f"[{self.label}]"


class Section(NamedTuple):
    """A heading, and the first address below it: that stays when the words change."""

    level: int
    url: str
    words: str
    start: int


class Side:
    """One of two bodies that are compared."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    @classmethod
    def of(cls, body: str) -> Side:
        """Read a body."""
        return cls(Reading(Markdown(body)))

    @cached_property
    def style(self) -> str:
        """The style of its references; "" where it has no numbers."""
        return own_style(self.reading)

    @cached_property
    def references(self) -> dict[str, Reference]:
        """What it leads to, by key; those with a label go before others to the same URL."""
        every = chain(self._entries(), self._footnotes(), self._links(), self._definitions())
        found: dict[str, Reference] = {}
        for each in sorted(every, key=lambda reference: not reference.label):
            found.setdefault(each.key, each)
        return found

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The numbers of what it leads to."""
        return {key: each.number for key, each in self.references.items() if each.number}

    @cached_property
    def sections(self) -> list[Section]:
        """The headings, without those in lists and quotes."""
        body = self.reading.body
        links = [(view.at(span.start), span.url) for span, view in body.links()]
        heads = [each.block for each in body.headings if each.within in {"", "html"}]
        ends = [*(block.start for block in heads), len(body.source)][1:]
        found = []
        for block, end in zip(heads, ends, strict=True):
            words = ""
            if block.view:
                words = escape.one_line(escape.visible(block.view.text, body.spans(block.view)))
            url = next((url for place, url in links if block.start <= place < end), "")
            found.append(Section(block.level, url, words, block.start))
        return found

    def _entries(self) -> Iterator[Reference]:
        """Return the entries of visible lists: `[1] **Title:** url`."""
        for listing in self.reading.listings:
            for slot in listing.slots:
                source = self.reading.source[slot.start : slot.end] if slot.mark else ""
                yield Reference(
                    slot.entry.url, str(slot.number), slot.start, slot.entry, listing.style, source
                )

    def _footnotes(self) -> Iterator[Reference]:
        """Return the footnotes that are references: `[^1]: [Title](url)`."""
        for note in self.reading.footnotes.values():
            source = self.reading.source[note.start : note.end].rstrip()
            yield Reference(note.entry.url, note.label, note.start, note.entry, "footnotes", source)

    def _links(self) -> Iterator[Reference]:
        """Return the links of the text: `[words](url)` and `[words][1]`."""
        for each in self.reading.citations:
            if not each.is_ordinary:
                continue
            label = each.labels[0] if each.labels else ""
            definition = self.reading.defined.get(label)
            style, source = "", ""
            if definition:
                style = "reflinks"
                source = self.reading.source[definition.start : definition.end].rstrip()
            entry = each.entries[0]
            yield Reference(entry.url, label, each.start, entry, style, source)

    def _definitions(self) -> Iterator[Reference]:
        """Return the definitions of links, used or not: `[1]: url`."""
        for each in self.reading.definitions:
            if each.counts and OUTSIDE.match(each.url):
                entry = Entry(escape.decode_entities(each.url), title=each.title)
                source = self.reading.source[each.start : each.end].rstrip()
                yield Reference(entry.url, each.label, each.start, entry, "reflinks", source)
