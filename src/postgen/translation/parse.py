"""What a body leads to and how it is divided, read so that two bodies can be compared."""

from __future__ import annotations

from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from postgen.markdown import Markdown, escape
from postgen.references import styles
from postgen.references.convert import own_style
from postgen.references.parse import ParsedReferences
from postgen.references.plan import page_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.markdown.tree import Block
    from postgen.references.model import Entry
    from postgen.references.styles.base import Style


class Reference(NamedTuple):
    """A URL that a body leads to, where it stands first, and how it is listed.

    `label` is its number or name ("" for none), and `source` its entry as it stands in a list of
    the `style`.
    """

    url: str
    label: str
    start: int
    entry: Entry
    style: Style | None = None
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
        return page_url(self.url) or f"[{self.label}]"


class Section(NamedTuple):
    """A heading, and the first address below it: that stays when the words change."""

    level: int
    url: str
    words: str
    start: int


class Side:
    """One of two bodies that are compared."""

    def __init__(self, reading: ParsedReferences) -> None:
        self.reading = reading

    @classmethod
    def of(cls, body: str) -> Side:
        """Read a body."""
        return cls(ParsedReferences(Markdown(body)))

    @cached_property
    def style(self) -> Style | None:
        """The style of its references; None where it has no numbers."""
        return own_style(self.reading)

    @cached_property
    def references(self) -> dict[str, Reference]:
        """What it leads to, by key; those with a label go before others to the same URL."""
        footnotes = self._hidden_entries(shows_numbers=True)
        definitions = self._hidden_entries(shows_numbers=False)
        every = chain(self._entries(), footnotes, self._links(), definitions)
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
        starts = [block.start for block in heads]
        ends = [*starts[1:], len(body.source)]
        found = []
        for block, end in zip(heads, ends, strict=False):
            urls = (url for place, url in links if block.start <= place < end)
            words = self._visible_words(block)
            found.append(Section(block.level, next(urls, ""), words, block.start))
        return found

    def _visible_words(self, block: Block) -> str:
        """Return the words of a heading as a page shows them, on one line."""
        if not block.view:
            return ""
        spans = self.reading.body.spans(block.view)
        return escape.one_line(escape.visible(block.view.text, spans))

    def _entries(self) -> Iterator[Reference]:
        """Return the entries of visible lists: `[1] **Title:** url`."""
        for listing in self.reading.lists:
            for slot in listing.entries:
                label = str(slot.number)
                # An item of a numbered list has no mark of its own that could be copied.
                source = self.reading.source[slot.start : slot.end] if slot.mark else ""
                entry = slot.entry
                yield Reference(entry.url, label, slot.start, entry, listing.style, source)

    def _links(self) -> Iterator[Reference]:
        """Return the links of the text: `[words](url)` and `[words][1]`."""
        for each in self.reading.citations:
            if not each.is_ordinary:
                continue
            label = each.definition
            style, source = None, ""
            definition = self.reading.defined.get(label)
            if definition:
                style = each.style
                source = self.reading.source[definition.start : definition.end].rstrip()
            entry = each.entries[0]
            yield Reference(entry.url, label, each.start, entry, style, source)

    def _hidden_entries(self, *, shows_numbers: bool) -> Iterator[Reference]:
        """Return the footnotes and definitions that lead outside.

        Those of the styles that show numbers (`[^1]: [Title](url)`), or of the others (`[1]: url`).
        """
        for style in styles.every():
            if style.shows_numbers != shows_numbers:
                continue
            for each in style.hidden_entries(self.reading):
                if not each.counts:
                    continue
                source = self.reading.source[each.start : each.end].rstrip()
                entry = each.entry
                yield Reference(entry.url, each.label, each.start, entry, style, source)
