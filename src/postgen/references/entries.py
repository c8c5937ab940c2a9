"""The list of references that a page shows, whatever the language of its heading."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from postgen.markdown import escape
from postgen.markdown.source_map import OPAQUE
from postgen.references import OUTSIDE, cited_words, numbers, styles
from postgen.references.model import Entry, PlacedEntry, ReferenceList
from postgen.text.patterns import Lazy
from postgen.urls.bare import find_addresses, unescape

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from postgen.markdown import Markdown
    from postgen.markdown.lists import ListBlock
    from postgen.markdown.source_map import View
    from postgen.markdown.spans import Span
    from postgen.markdown.tree import Block
    from postgen.references.numbers import NumberMark
    from postgen.references.styles.base import Style

_GAP = Lazy(
    r"(?:\s|\\\\[ \t]*(?=\n)|<br ?/?>|\{:[^}\n]*\}[ \t]*(?=\n)|(?:[-*+]|\d+\.)[ \t](?=\S))*\Z",
    re.ASCII,
)
"""What may stand between entries: blanks, line breaks, attribute lists, the marks of items."""

_BOLD = Lazy(r"(?:\*\*|__)(?P<name>.+?)[:：]?(?:\*\*|__)[ \t]*[:：]?\s*\Z", re.DOTALL)
"""`**name:** ` before an address."""

_NAMED = Lazy(r"(?P<name>.*?\S)\s*(?:[:：|]|\s[-–—]+)?\s*\Z", re.DOTALL)
"""`name: `, `name - ` or `name | ` before an address."""

_NOTHING_MORE = re.compile(r"[\s.。]*\Z")
_STRESS = frozenset({"strong", "em", "del"})
"""Spans in which an address is still only written down."""

HEADING_LENGTH = 60


@dataclass(slots=True)
class _Run:
    """Entries that follow each other, and the block above them."""

    style: Style
    above: Block | None
    entries: list[PlacedEntry]
    is_ordered: bool

    @property
    def kind(self) -> tuple[Style, bool, str]:
        """What its entries have in common."""
        return self.style, self.is_ordered, self.entries[0].bracket


class _Start(NamedTuple):
    """The start of an entry in a text: its number, and where its mark, text and digits begin."""

    number: int
    start: int
    inner: int
    digits: int

    @classmethod
    def of(cls, found: re.Match[str]) -> _Start:
        number = int(found["number"])
        return cls(number, found.start("mark"), found.end("mark"), found.start("number"))


# Lists


def find_lists(body: Markdown, cited: Sequence[NumberMark]) -> list[ReferenceList]:
    """Find the lists of references of a body.

    `cited` are the numbers in brackets that may cite their entries.
    """
    found = []
    for run in _runs(body):
        own_views = {entry.view for entry in run.entries}
        used = {
            (mark.bracket, number)
            for mark in cited
            if mark.view not in own_views
            for number in mark.numbers
        }
        candidate = _reference_list(body, run)
        if run.style.is_list(candidate, used):
            found.append(candidate)
    return found


def _reference_list(body: Markdown, run: _Run) -> ReferenceList:
    source, placed, above = body.source, run.entries, run.above
    is_whole = all(_GAP.match(source[a.end : b.start]) for a, b in pairwise(placed))
    heading = (above.start, above.end) if above and _is_heading(body, above) else None
    return ReferenceList(run.style, placed[0].bracket, placed, heading, is_whole, run.is_ordered)


def _is_heading(body: Markdown, block: Block) -> bool:
    """Whether a block is the heading of a list.

    That is a real heading, a bold line, or a few words and a colon.
    """
    if block.kind == "heading":
        return True
    if block.kind != "paragraph" or not block.view:
        return False
    text = block.view.text
    if not text or len(text) > HEADING_LENGTH or "\n" in text:
        return False
    if text.endswith((":", "：")):
        return True
    spans = body.spans(block.view)
    return len(spans) == 1 and spans[0].kind == "strong" and spans[0].end == len(text)


def _runs(body: Markdown) -> Iterator[_Run]:
    """Find the runs of paragraphs and items that look like entries."""
    listing = [style for style in styles.every() if style.entry_start]
    run: _Run | None = None
    above: Block | None = None
    for block in body.blocks:
        if block.kind in {"ial", "ald", "boundary"}:
            continue
        own = _read_block(body, block, above, listing)
        if own and run and above is None and run.kind == own.kind:
            run.entries += own.entries
        else:
            if run:
                yield run
            run = own
        above = None if own else block
    if run:
        yield run


def _read_block(
    body: Markdown, block: Block, above: Block | None, listing: Sequence[Style]
) -> _Run | None:
    """Read the entries that a block is made of; None for any other block."""
    if block.kind == "list":
        return _read_items(body, block, above, listing)  # type: ignore[arg-type]
    if block.kind != "paragraph" or not block.view:
        return None
    for style in listing:
        first = style.entry_start.match(block.view.text) if style.entry_start else None
        if first:
            return _Run(style, above, list(_split(body, block.view, first, style)), False)
    return None


def _read_items(
    body: Markdown, block: ListBlock, above: Block | None, listing: Sequence[Style]
) -> _Run | None:
    """Read the items of a list as entries.

    Each begins with a number, or is numbered by its place.
    """
    views: list[View] = []
    for item in block.items:
        inside = [each for each in item.blocks() if each.kind != "blank"]
        if len(inside) != 1 or inside[0].kind != "paragraph" or not inside[0].view:
            return None
        views.append(inside[0].view)
    for style in listing:
        placed = _marked_items(body, views, style)
        if placed:
            return _Run(style, above, placed, False)
    ordered = next((style for style in listing if style.takes_ordered_lists), None)
    if not ordered or block.marker != "1" or len(views) < 2:
        return None
    if not all(_may_be_numbered_by_place(view) for view in views):
        return None
    placed = [
        _place(body, view, _Start(number, 0, 0, 0), len(view.text))
        for number, view in enumerate(views, 1)
    ]
    return _Run(ordered, above, placed, True)


def _marked_items(body: Markdown, views: Sequence[View], style: Style) -> list[PlacedEntry]:
    """Read items that all begin with a style's number, `* [3] words: url`."""
    placed: list[PlacedEntry] = []
    for view in views:
        first = style.entry_start.match(view.text) if style.entry_start else None
        if not first:
            return []
        placed += _split(body, view, first, style)
    return placed


def _may_be_numbered_by_place(view: View) -> bool:
    """Whether an item holds an address and cites nothing: an entry does not cite, it is cited."""
    return "://" in view.text and not numbers.ONE_IN_BRACKETS.search(view.text)


# Entries


def _split(body: Markdown, view: View, first: re.Match[str], style: Style) -> Iterator[PlacedEntry]:
    """Read the entries of a paragraph, on lines of their own or run together."""
    begin, position = first, first.end()
    pattern = style.next_entry()
    while found := pattern.search(view.text, position):
        position = found.end()
        if style.is_next_entry(first, found, int(begin["number"])):
            yield _place(body, view, _Start.of(begin), found.start("mark"))
            begin = found
    yield _place(body, view, _Start.of(begin), len(view.text))


def _place(body: Markdown, view: View, start: _Start, end: int) -> PlacedEntry:
    text = view.text
    end = start.start + len(text[start.start : end].rstrip().removesuffix("\\\\").rstrip())
    entry, bare_url = read_entry(body, view, start.inner, end)
    at, digits = view.at(start.start), view.at(start.digits)
    mark = body.source[at : view.at(start.inner)] if start.inner > start.start else ""
    return PlacedEntry(
        view, start.number, at, view.end(end), mark,
        (digits, digits + len(str(start.number))), entry, bare_url,
    )  # fmt: skip


def read_entry(
    body: Markdown, view: View, start: int, end: int
) -> tuple[Entry, tuple[int, int] | None]:
    """Return the entry that a text is, and the place of a bare address in it in the source."""
    text = view.text
    spans = [span for span in body.spans(view) if start <= span.start and span.end <= end]
    kept, end = _kept_words(text, spans, end)
    end = start + len(text[start:end].rstrip())
    raw = body.source[view.at(start) : view.end(end)] if end > start else ""
    links, addresses = _find_urls(text, spans, start, end)
    if OPAQUE in text[start:end] and "\n" not in raw:  # whose places are those of the source
        text = text[:start] + raw + text[end:]
    is_of_liquid = OPAQUE in text[start:end] or bool(links and OPAQUE in links[0].url)
    if len(links) + len(addresses) != 1 or is_of_liquid:
        return Entry("", rest=raw, words=kept), None
    link = links[0] if links else None
    if link:
        first, last, url, title = link.start, link.end, link.url, link.title
    else:
        first, last = addresses[0]
        url, title = unescape(text[first:last]), ""
    bare_url = None if link else (view.at(first), view.end(last))
    attributes = ""
    for span in spans:
        if span.kind == "attributes" and span.start == last:
            attributes, last = text[span.start : span.end], span.end
    entry = Entry(escape.decode_entities(url), "", title, attributes, "", kept)
    if not _NOTHING_MORE.match(text[last:end]):
        return entry._replace(rest=raw), bare_url
    return _with_name(entry, text[start:first].strip(), raw, text, link), bare_url


def _kept_words(text: str, spans: list[Span], end: int) -> tuple[tuple[str, ...], int]:
    """Return the words that the comment at an entry's end keeps, and the end before it.

    That comment is removed from `spans`.
    """
    if spans and spans[-1].kind == "comment":
        kept = cited_words.read_comment(text[spans[-1].start : spans[-1].end])
        if kept is not None:
            return kept, spans.pop().start
    return (), end


def _find_urls(
    text: str, spans: Sequence[Span], start: int, end: int
) -> tuple[list[Span], list[tuple[int, int]]]:
    """Find the links of an entry and its bare addresses.

    Where there are several, those of a bold name are left out.
    """
    links = [
        each
        for span in spans
        for each in span.walk()
        if each.kind in {"link", "autolink"} and OUTSIDE.match(each.url)
    ]
    addresses = list(_bare_urls(text, start, end, spans))
    has_bold_name = bool(spans) and spans[0].kind == "strong" and spans[0].start == start
    if has_bold_name and len(links) + len(addresses) > 1:
        links = [each for each in links if each.start > spans[0].end]
        addresses = [each for each in addresses if each[0] > spans[0].end]
    return links, addresses


def _with_name(entry: Entry, before: str, raw: str, text: str, link: Span | None) -> Entry:
    """Return an entry with its name: the text besides the URL, if that is only a name."""
    if link and link.kind == "link":
        name = text[link.inner_start : link.inner_end]
        if escape.visible(name) != link.url:
            return entry._replace(rest=raw) if before else entry._replace(name=name)
    if not before:
        return entry
    found = _BOLD.match(before) or _NAMED.match(before)
    return entry._replace(name=found["name"]) if found else entry._replace(rest=raw)


def _bare_urls(text: str, start: int, end: int, spans: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """Find the places of the addresses that are only written down."""
    if "://" not in text[start:end]:
        return
    taken = [(span.start, span.end) for span in spans if span.kind not in _STRESS]
    for address in find_addresses(text, start, end):
        if not any(first <= address.start < last for first, last in taken):
            yield address.start, address.end
