"""The list of references that a page shows, whatever the language of its heading."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import pairwise
from typing import TYPE_CHECKING

from postgen.markdown import escape
from postgen.markdown.source_map import OPAQUE
from postgen.references import OUTSIDE, cited_words, numbers, styles
from postgen.references.model import Entry, PlacedEntry, ReferenceList
from postgen.text.patterns import Lazy
from postgen.text.records import NamedTuple
from postgen.urls.bare import find_addresses, unescape

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from postgen.markdown import Markdown
    from postgen.markdown.lists import ListBlock
    from postgen.markdown.source_map import View
    from postgen.markdown.spans import Span
    from postgen.markdown.tree import Block
    from postgen.references.model import Links
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

_NOTHING_MORE = Lazy(r"[\s.。\u200b-\u200d\u2060\ufeff]*\Z")
"""What may follow the address of an entry that is only a link: full stops, zero-width marks."""

_STRESS = frozenset({"strong", "em", "del"})
"""Spans in which an address is still only written down."""

HEADING_LENGTH = 60


class _Run(NamedTuple):
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


class _Target(NamedTuple):
    """What an entry leads to: a link of Markdown, or an address that is only written down."""

    start: int
    end: int
    url: str
    link: Span | None


# Lists


def find_lists(body: Markdown, cited: Sequence[NumberMark]) -> list[ReferenceList]:
    """Find the lists of references of a body.

    `cited` are the numbers in brackets that may cite their entries.
    """
    found = []
    for run in _runs(body):
        candidate = _reference_list(body, run)
        if run.style.is_list(candidate, _cited_outside(run, cited)):
            found.append(candidate)
    return found


def _cited_outside(run: _Run, cited: Sequence[NumberMark]) -> set[tuple[str, int]]:
    """Return the brackets and numbers that are cited anywhere but in the entries themselves."""
    own_views = {entry.view for entry in run.entries}
    found: set[tuple[str, int]] = set()
    for mark in cited:
        if mark.view not in own_views:
            found.update((mark.bracket, number) for number in mark.numbers)
    return found


def _reference_list(body: Markdown, run: _Run) -> ReferenceList:
    entries, above = run.entries, run.above
    gaps = [body.source[one.end : other.start] for one, other in pairwise(entries)]
    is_whole = all(map(_GAP.match, gaps))
    heading = None
    if above and _is_heading(body, above):
        heading = above.start, above.end
    return ReferenceList(run.style, entries[0].bracket, entries, heading, is_whole, run.is_ordered)


def _is_heading(body: Markdown, block: Block) -> bool:
    """Whether a block is the heading of a list.

    That is a real heading, a bold line, or a few words and a colon.
    """
    if block.kind == "heading":
        return True
    if block.kind != "paragraph" or not block.view:
        return False
    text = block.view.text
    is_long = len(text) > HEADING_LENGTH or "\n" in text
    if not text or is_long:
        return False
    if text.endswith((":", "：")):  # `Links:`
        return True
    spans = body.spans(block.view)
    if len(spans) != 1:
        return False
    only = spans[0]
    return only.kind == "strong" and only.end == len(text)  # `**Links**`


def _runs(body: Markdown) -> Iterator[_Run]:
    """Find the runs of paragraphs and items that look like entries.

    Attribute lists and the ends of lists stand between entries without dividing a run.
    """
    listing = [style for style in styles.every() if style.entry_start]
    run: _Run | None = None
    above: Block | None = None
    for block in body.blocks:
        if block.kind in {"ial", "ald", "boundary"}:
            continue
        own = _read_block(body, block, above, listing)
        if own is None:
            above = block
            continue
        follows_directly = above is None
        if run and follows_directly and run.kind == own.kind:
            run.entries.extend(own.entries)
        else:
            if run:
                yield run
            run = own
        above = None
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
        first = _first_entry(style, block.view)
        if first:
            placed = list(_split(body, block.view, first, style))
            return _Run(style, above, placed, False)
    return None


def _first_entry(style: Style, view: View) -> re.Match[str] | None:
    """Return the mark that a text begins with, if it is that of an entry of a style: `[3] `."""
    return style.entry_start.match(view.text) if style.entry_start else None


def _read_items(
    body: Markdown, block: ListBlock, above: Block | None, listing: Sequence[Style]
) -> _Run | None:
    """Read the items of a list as entries.

    Each begins with a number, or is numbered by its place.
    """
    views = _only_paragraphs(block)
    for style in listing:
        placed = _marked_items(body, views, style)
        if placed:
            return _Run(style, above, placed, False)
    ordered = next((style for style in listing if style.takes_ordered_lists), None)
    if not ordered or not _is_numbered_by_place(block, views):
        return None
    placed = []
    for number, view in enumerate(views, 1):
        start = _Start(number, 0, 0, 0)
        placed.append(_place(body, view, start, len(view.text)))
    return _Run(ordered, above, placed, True)


def _is_numbered_by_place(block: ListBlock, views: Sequence[View]) -> bool:
    """Whether an item's place may be its number: `1. words: url`, and at least one more."""
    is_ordered = block.marker == "1"
    if not is_ordered or len(views) < 2:
        return False
    return all(map(_may_be_numbered_by_place, views))


def _only_paragraphs(block: ListBlock) -> list[View]:
    """Return the texts of a list's items, or nothing if an item is more than one paragraph."""
    views: list[View] = []
    for item in block.items:
        inside = [each for each in item.blocks() if each.kind != "blank"]
        if len(inside) != 1:
            return []
        only = inside[0]
        if only.kind != "paragraph" or not only.view:
            return []
        views.append(only.view)
    return views


def _marked_items(body: Markdown, views: Sequence[View], style: Style) -> list[PlacedEntry]:
    """Read items that all begin with a style's number, `* [3] words: url`."""
    placed: list[PlacedEntry] = []
    for view in views:
        first = _first_entry(style, view)
        if not first:
            return []
        placed += _split(body, view, first, style)
    return placed


def _may_be_numbered_by_place(view: View) -> bool:
    """Whether an item holds an address and cites nothing: an entry does not cite, it is cited."""
    if "://" not in view.text:
        return False
    return not numbers.ONE_IN_BRACKETS.search(view.text)


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
    written = view.text[start.start : end].rstrip()
    written = written.removesuffix("\\\\").rstrip()  # the line break before the next entry
    end = start.start + len(written)
    entry, bare_url = read_entry(body, view, start.inner, end)
    at = view.at(start.start)
    mark = ""
    if start.inner > start.start:
        mark = body.source[at : view.at(start.inner)]
    digits_start = view.at(start.digits)
    digits = digits_start, digits_start + len(str(start.number))
    return PlacedEntry(view, start.number, at, view.end(end), mark, digits, entry, bare_url)


def read_entry(
    body: Markdown, view: View, start: int, end: int
) -> tuple[Entry, tuple[int, int] | None]:
    """Return the entry that a text is, and the place of a bare address in it in the source.

    A text that leads nowhere, or to several addresses, is an entry with nothing but a `rest`.
    """
    text = view.text
    every = body.spans(view)
    first = bisect_left(every, start, key=lambda span: span.start)
    last = bisect_right(every, end, key=lambda span: span.end)
    spans = list(every[first:last])
    kept, links, end = _kept_words(text, spans, end)
    end = start + len(text[start:end].rstrip())
    raw = ""
    if end > start:
        raw = body.source[view.at(start) : view.end(end)]
    targets = _find_targets(text, spans, start, end)
    is_on_one_line = "\n" not in raw
    if OPAQUE in text[start:end] and is_on_one_line:  # its places are those of the source
        text = text[:start] + raw + text[end:]
    has_liquid = OPAQUE in text[start:end]
    if has_liquid or len(targets) != 1:
        return Entry("", rest=raw, words=kept, links=links), None
    target = targets[0]
    if target.link:
        url, title, bare_url = target.url, target.link.title, None
    else:
        url, title = unescape(text[target.start : target.end]), ""
        bare_url = view.at(target.start), view.end(target.end)
    if OPAQUE in url:
        return Entry("", rest=raw, words=kept, links=links), None
    attributes, behind = _attributes_at(text, spans, target.end)
    entry = Entry(escape.opened_url(url), "", title, attributes, "", kept, links)
    if not _NOTHING_MORE.match(text[behind:end]):
        return entry._replace(rest=raw), bare_url
    before = text[start : target.start].strip()
    return _with_name(entry, before, raw, text, target.link), bare_url


def _attributes_at(text: str, spans: Sequence[Span], place: int) -> tuple[str, int]:
    """Return the attribute lists at a place, `<https://e.org/a>{:.wide}`, and their end."""
    attributes = ""
    for span in spans:
        if span.kind == "attributes" and span.start == place:
            attributes += text[span.start : span.end]
            place = span.end
    return attributes, place


def _kept_words(text: str, spans: list[Span], end: int) -> tuple[tuple[str, ...], Links, int]:
    """Return the words and links that the comment at an entry's end keeps, and the end before it.

    That comment is removed from `spans`.
    """
    if not spans or spans[-1].kind != "comment":
        return (), (), end
    comment = spans[-1]
    kept = cited_words.read_comment(text[comment.start : comment.end])
    if kept is None:
        return (), (), end
    spans.pop()
    return *kept, comment.start


def _find_targets(text: str, spans: Sequence[Span], start: int, end: int) -> list[_Target]:
    """Find what an entry leads to: its links, then its bare addresses.

    Where there are several, those of a bold name are left out:
    `**The makers of https://e.org:** https://e.org/a`.
    """
    found = [*_links(spans), *_bare_addresses(text, start, end, spans)]
    if len(found) < 2 or not spans:
        return found
    first = spans[0]
    is_bold_name = first.kind == "strong" and first.start == start
    if not is_bold_name:
        return found
    return [each for each in found if each.start > first.end]


def _links(spans: Sequence[Span]) -> Iterator[_Target]:
    """Find the links of Markdown that lead outside."""
    for span in spans:
        for each in span.walk():
            is_link = each.kind in {"link", "autolink"}
            if is_link and OUTSIDE.match(each.url):
                yield _Target(each.start, each.end, each.url, each)


def _bare_addresses(text: str, start: int, end: int, spans: Sequence[Span]) -> Iterator[_Target]:
    """Find the addresses that are only written down."""
    if "://" not in text[start:end]:
        return
    taken = [(span.start, span.end) for span in spans if span.kind not in _STRESS]
    for address in find_addresses(text, start, end, without=taken):
        yield _Target(address.start, address.end, address.url, None)


def _with_name(entry: Entry, before: str, raw: str, text: str, link: Span | None) -> Entry:
    """Return an entry with its name: the text besides the URL, if that is only a name."""
    if link and link.kind == "link":
        name = text[link.inner_start : link.inner_end]
        shows_its_url = escape.visible(name) == entry.url and not link.children
        if not shows_its_url:
            has_two_names = before != ""  # `**One:** [Two](https://e.org)`
            return entry._replace(rest=raw) if has_two_names else entry._replace(name=name)
    if not before:
        return entry
    found = _BOLD.match(before) or _NAMED.match(before)
    if not found:
        return entry._replace(rest=raw)
    return entry._replace(name=found["name"])
