"""The list of references that a page shows: where it stands, whatever its heading's language, and what it says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from postgen.markdown import escape
from postgen.markdown.source_map import OPAQUE
from postgen.references.styles import OUTSIDE, Entry, kept_words
from postgen.text.patterns import Lazy
from postgen.urls.finder import URL

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from postgen.markdown import Markdown
    from postgen.markdown.lists import ListBlock
    from postgen.markdown.source_map import View
    from postgen.markdown.spans import Span
    from postgen.markdown.tree import Block

BRACKETS = {"[": ("]", "\\]"), "\\[": ("\\]",), "【": ("】",), "［": ("］",)}
"""What numbers stand in, and what may close it; `\\[3]` is how a number of the prose is kept from being a citation."""

_BREAK = r"(?:\\\\[ \t]*\n|<br[ ]?/?>\s*)*"
_NUMBER = r"(?P<open>\\?\[|【|［)(?P<number>\d{1,4})(?P<close>\\?\]|】|］)(?![(\[])"
_PLAIN = Lazy(rf"{_BREAK}(?P<mark>{_NUMBER}(?P<after>[:.)：]?[ \t\u00a0\u3000]*))(?=\S)", re.ASCII)
_LINKED = Lazy(
    rf"{_BREAK}(?P<mark>\[\\\[(?P<number>\d{{1,4}})\\\]\]\(#(?:cite|ref)-\d+\)\{{:#ref-\d+\}}[ \t]*)(?=\S)",
    re.ASCII,
)
_TOGETHER = {
    "plain": Lazy(
        rf"(?:(?:https?|ftps?)://[^\s<>\[\]]+[>)]?[ \t]*|\n{_BREAK}[ \t]*)(?P<mark>{_NUMBER}[:.)：]?[ \t]*)(?=\S)",
        re.ASCII,
    ),
    "linked": Lazy(rf"\n[ \t]*{_LINKED.source}", re.ASCII),
}
"""Where the next entry begins in a paragraph: on a line of its own, or run together with the address before it."""

_CITES = Lazy(r"\[\d{1,4}\\?\]", re.ASCII)
"""What an entry does not do: it is cited."""

_GAP = Lazy(
    r"(?:\s|\\\\[ \t]*(?=\n)|<br ?/?>|\{:[^}\n]*\}[ \t]*(?=\n)|(?:[-*+]|\d+\.)[ \t](?=\S))*\Z",
    re.ASCII,
)
_BOLD = Lazy(r"(?:\*\*|__)(?P<name>.+?)[:：]?(?:\*\*|__)[ \t]*[:：]?\s*\Z", re.DOTALL)
_NAMED = Lazy(r"(?P<name>.*?\S)\s*(?:[:：|]|\s[-–—]+)?\s*\Z", re.DOTALL)
_TAIL = ".,;:!?'\"*_)]>。，、；）】"
_ENDED = re.compile(r"[\s.。]*\Z")


@dataclass(slots=True, eq=False)
class Slot:
    """An entry where it stands: its number, the place of all of it, and what its text behind the mark says.

    `mark` is what it begins with, as it is written; "" for an item of a numbered list, whose number is its place.
    """

    view: View
    number: int
    start: int
    end: int
    mark: str
    digits: tuple[int, int]
    entry: Entry
    bare: tuple[int, int] | None = None

    @property
    def bracket(self) -> str:
        """What its number stands in."""
        return self.mark[:2] if self.mark.startswith("\\") else self.mark[:1] or "["

    @property
    def text(self) -> tuple[int, int]:
        """The place of the text behind the mark."""
        return self.start + len(self.mark), self.end


class Listing(NamedTuple):
    """A list of references: its style, the brackets of its numbers, its slots and its heading."""

    style: str
    bracket: str
    slots: list[Slot]
    heading: tuple[int, int] | None
    is_whole: bool
    """Whether nothing else stands between its entries."""

    @property
    def start(self) -> int:
        """The place where the entries begin."""
        return self.slots[0].start

    @property
    def end(self) -> int:
        """The place where the entries end."""
        return self.slots[-1].end


@dataclass(slots=True)
class _Run:
    """Entries that follow each other, and the block above them."""

    style: str
    above: Block | None
    slots: list[Slot]
    ordered: bool

    @property
    def kind(self) -> tuple[str, bool, str]:
        """What its entries have in common."""
        return self.style, self.ordered, self.slots[0].bracket


def find(body: Markdown, cited: Sequence[tuple[int, str, int]]) -> list[Listing]:
    """Find the lists of references of a body.

    `cited` are the numbers in its texts, each with the identity of its view and with its bracket. A list counts when
    an entry of it leads outside, and the text cites one of its numbers.
    """
    found = []
    for run in _runs(body):
        own = {id(slot.view) for slot in run.slots}
        numbers = {(bracket, number) for view, bracket, number in cited if view not in own}
        listing = _listing(body, run)
        if listing and (run.style == "linked" or _is_cited(listing, run, numbers)):
            found.append(listing)
    return found


def _is_cited(listing: Listing, run: _Run, numbers: set[tuple[str, int]]) -> bool:
    own = {slot.number for slot in listing.slots}
    brackets = ("[", "\\[") if listing.bracket in {"[", "\\["} else (listing.bracket,)
    cited = {number for number in own if any((bracket, number) in numbers for bracket in brackets)}
    if run.ordered:
        return (
            listing.heading is not None
            and len(cited) * 2 >= len(own)
            and all(slot.entry.url for slot in run.slots)
        )
    leads = any(slot.entry.url for slot in listing.slots)
    return leads and bool(cited) and (len(own) > 1 or listing.heading is not None)


def _listing(body: Markdown, run: _Run) -> Listing | None:
    slots = run.slots
    if not slots:
        return None
    source = body.source
    is_whole = all(_GAP.match(source[a.end : b.start]) for a, b in pairwise(slots))
    heading = (
        (run.above.start, run.above.end) if run.above and _is_heading(body, run.above) else None
    )
    return Listing(run.style, slots[0].bracket, slots, heading, is_whole)


def _is_heading(body: Markdown, block: Block) -> bool:
    """Say whether a block is the heading of a list: a real one, a bold line, or a few words and a colon."""
    if block.kind == "heading":
        return True
    text = block.view.text if block.kind == "paragraph" and block.view else ""
    if not text or len(text) > 60 or "\n" in text:
        return False
    spans = body.spans(block.view) if block.view else []
    return text.endswith((":", "：")) or (
        len(spans) == 1 and spans[0].kind == "strong" and spans[0].end == len(text)
    )


def _runs(body: Markdown) -> Iterator[_Run]:
    """Give the runs of paragraphs and items that look like entries."""
    run: _Run | None = None
    above: Block | None = None
    for block in body.blocks:
        if block.kind in {"ial", "ald", "boundary"}:
            continue
        for style, slots, ordered in _entries(body, block):
            if run and run.kind == (style, ordered, slots[0].bracket) and above is None:
                run.slots += slots
            else:
                if run:
                    yield run
                run = _Run(style, above, slots, ordered)
            above = None
            break
        else:
            if run:
                yield run
                run = None
            above = block
    if run:
        yield run


def _entries(body: Markdown, block: Block) -> Iterator[tuple[str, list[Slot], bool]]:
    """Give the entries that a block is made of, with their style; nothing for any other block."""
    if block.kind == "paragraph" and block.view:
        for style, pattern in (("linked", _LINKED), ("plain", _PLAIN)):
            if first := pattern.match(block.view.text):
                yield style, list(_split(body, block.view, first, style)), False
                return
    elif block.kind == "list":
        yield from _items(body, block)  # type: ignore[arg-type]


def _items(body: Markdown, block: ListBlock) -> Iterator[tuple[str, list[Slot], bool]]:
    inside = [[each for each in item.blocks() if each.kind != "blank"] for item in block.items]
    if any([each.kind for each in blocks] != ["paragraph"] for blocks in inside):
        return
    views = [blocks[0].view for blocks in inside]
    for style, pattern in (("linked", _LINKED), ("plain", _PLAIN)):
        firsts = [(view, pattern.match(view.text)) for view in views if view]
        if firsts and all(first for _, first in firsts):
            yield (
                style,
                [
                    slot
                    for view, first in firsts
                    if first
                    for slot in _split(body, view, first, style)
                ],
                False,
            )
            return
    may_be = all(view and "://" in view.text and not _CITES.search(view.text) for view in views)
    if block.marker == "1" and len(views) > 1 and may_be:
        numbered = [(number, view) for number, view in enumerate(views, 1) if view]
        yield (
            "plain",
            [_slot(body, view, (number, 0, 0, 0), len(view.text)) for number, view in numbered],
            True,
        )


def _split(body: Markdown, view: View, first: re.Match[str], style: str) -> Iterator[Slot]:
    """Give the entries of a paragraph, which may be several on lines of their own or run together."""
    number, begin = int(first["number"]), first
    position = first.end()
    while found := _TOGETHER[style].search(view.text, position):
        position = found.end()
        is_line = found[0].startswith("\n")
        if style == "plain" and (
            found["open"] != first["open"] or (int(found["number"]) <= number and not is_line)
        ):
            continue
        yield _slot(body, view, _places(begin), found.start("mark"))
        number, begin = int(found["number"]), found
    yield _slot(body, view, _places(begin), len(view.text))


def _places(found: re.Match[str]) -> tuple[int, int, int, int]:
    return int(found["number"]), found.start("mark"), found.end("mark"), found.start("number")


def _slot(body: Markdown, view: View, places: tuple[int, int, int, int], end: int) -> Slot:
    number, start, inner, digits = places
    text = view.text
    end = start + len(text[start:end].rstrip().removesuffix("\\\\").rstrip())
    entry, bare = read_entry(body, view, inner, end)
    at = view.at(start)
    return Slot(
        view,
        number, at, view.end(end), body.source[at : view.at(inner)] if inner > start else "",
        (view.at(digits), view.at(digits) + len(str(number))), entry, bare,
    )  # fmt: skip


def read_entry(
    body: Markdown, view: View, start: int, end: int
) -> tuple[Entry, tuple[int, int] | None]:
    """Read what an entry says; a bare address in it comes with its place in the source."""
    text = view.text
    spans = [span for span in body.spans(view) if start <= span.start and span.end <= end]
    words: tuple[str, ...] = ()
    if (
        spans
        and spans[-1].kind == "comment"
        and (kept := kept_words(text[spans[-1].start : spans[-1].end])) is not None
    ):
        words, end = kept, spans.pop().start
    end = start + len(text[start:end].rstrip())
    raw = body.source[view.at(start) : view.end(end)] if end > start else ""
    links = [
        each
        for span in spans
        for each in span.walk()
        if each.kind in {"link", "autolink"} and OUTSIDE.match(each.url)
    ]
    addresses = list(_bare(text, start, end, spans))
    if (
        spans
        and spans[0].kind == "strong"
        and spans[0].start == start
        and len(links) + len(addresses) > 1
    ):
        links = [each for each in links if each.start > spans[0].end]
        addresses = [each for each in addresses if each[0] > spans[0].end]
    if OPAQUE in text[start:end] and "\n" not in raw:  # whose places are those of the source
        text = text[:start] + raw + text[end:]
    if (
        len(links) + len(addresses) != 1
        or OPAQUE in text[start:end]
        or (links and OPAQUE in links[0].url)
    ):
        return Entry("", rest=raw, words=words), None
    if addresses:
        (first, last), url, link = addresses[0], text[slice(*addresses[0])], None
        place = view.at(first), view.end(last)
    else:
        link, place = links[0], None
        first, last, url = link.start, link.end, link.url
    attributes = ""
    for span in spans:
        if span.kind == "attributes" and span.start == last:
            attributes, last = text[span.start : span.end], span.end
    entry = Entry(
        escape.decode_entities(url), "", link.title if link else "", attributes, "", words
    )
    return _named(entry, text[start:first].strip(), text[last:end], raw, text, link), place


def _named(entry: Entry, before: str, behind: str, raw: str, text: str, link: Span | None) -> Entry:
    """Give an entry its name: what it says besides the URL, as long as that is no more than a name."""
    if not _ENDED.match(behind):
        return entry._replace(rest=raw)
    if (
        link
        and link.kind == "link"
        and escape.visible(name := text[link.inner_start : link.inner_end]) != link.url
    ):
        return entry._replace(name=name) if not before else entry._replace(rest=raw)
    if not before:
        return entry
    found = _BOLD.match(before) or _NAMED.match(before)
    return entry._replace(name=found["name"]) if found else entry._replace(rest=raw)


def _bare(text: str, start: int, end: int, spans: list[Span]) -> Iterator[tuple[int, int]]:
    """Give the places of addresses that are only written down."""
    if "://" not in text[start:end]:
        return
    taken = [(span.start, span.end) for span in spans if span.kind not in {"strong", "em", "del"}]
    for found in URL.finditer(text[:end], start):
        if not any(a <= found.start() < b for a, b in taken):
            yield found.start(), found.start() + len(found[0].rstrip(_TAIL))
