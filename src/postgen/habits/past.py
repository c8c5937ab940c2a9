"""A past issue as data: its heads, its lists and paragraphs in their order, and its references."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from postgen import toc
from postgen.backlog import BOLD_LINE
from postgen.habits.standing import Occasion, Text
from postgen.jekyll.document import Document
from postgen.jekyll.head import text_of
from postgen.markdown import Markdown, escape
from postgen.references import OUTSIDE, styles
from postgen.references.convert import convert, own_style
from postgen.references.numbers import Places
from postgen.references.parse import ParsedReferences
from postgen.text.patterns import Lazy
from postgen.text.records import NamedTuple
from postgen.toc.find import find as find_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from postgen.markdown.tree import Block
    from postgen.toc.find import Table

PartKind = Literal["head", "toc", "references", "rule", "marker", "list", "text"]
"""A `marker` shows no words: a comment, a tag of Liquid, an empty element."""

_ATX = Lazy(r"(?P<mark>#{1,6}[ \t]*)(?P<words>.*?)(?P<end>[ \t]*#*)[ \t]*\Z", re.DOTALL)
_ID = Lazy(r"[ \t]+\{#(?P<id>[A-Za-z][\w:-]*)\}[ \t]*(?=\n|\Z)", re.ASCII)
"""The id of a heading: `## Words {#its-id}`."""

_SETEXT = Lazy(r"(?P<words>.*?)[ \t]*\n[ \t]*(?P<line>=+|-+)[ \t]*\Z", re.DOTALL)
_NUMBER = Lazy(r"(?P<number>\d+(?:\.\d+)*)(?P<end>[.)、:：]?[ \t]*)(?=\D)", re.ASCII)
_BOLD_ITALIC = Lazy(r"(?P<mark>\*\*\*)(?P<name>[^*]+)\*\*\*:?\Z")
_KEPT_LIST = Lazy(r"<!-- references: .*? -->", re.DOTALL)
_WORDLESS = Lazy(
    r"(?:\{%.*?%\}|<!--.*?-->|\{:.*?\}|\{::.*?/\}|<(?!https?:)[^>]*>|\s)*\Z", re.DOTALL
)
_TAGS_AT_END = Lazy(r"(?P<gap>\s*\n)(?P<tags>(?:[ \t]*\{%[^\n]*%\}[ \t]*(?:\n\s*)?)+)\Z")
"""Lines of Liquid below a list, which kramdown does not see: `{% include ask.html %}`."""
_SHORT = 90


class PastIssue(NamedTuple):
    """An issue that was published: its file's text, and its number and day where they are known."""

    text: str
    number: int | None = None
    day: date | None = None


class Head(NamedTuple):
    """A heading, or a line that is bold as a whole: `opening words closing`, as it is written.

    `level` is 1 to 6, 7 of a bold line. An `=` or `-` alone as its closing is the line below it.
    `number` is what stands before its words: `2.1`; `gap` what is between. `id` is the one that
    stands behind it: `{#its-id}`.
    """

    level: int
    opening: str
    words: str
    closing: str
    number: str = ""
    gap: str = ""
    id: str = ""

    @property
    def form(self) -> tuple[int, str, str]:
        """What all heads of a level have in common."""
        return self.level, self.opening, self.closing

    @property
    def name(self) -> str:
        """Its words as a reader sees them."""
        spans = Markdown(self.words)
        for block in spans.blocks:
            if block.view:
                return escape.one_line(escape.visible(block.view.text, spans.spans(block.view)))
        return escape.one_line(self.words)


class Part(NamedTuple):
    """A part of an issue: a block, or Liquid between blocks; `blanks` lines stand above it."""

    kind: PartKind
    text: str
    blanks: int
    block: Block | None = None
    head: Head | None = None
    start: int = -1

    @property
    def end(self) -> int:
        """Where it ends in the body; `start` is where it begins, -1 where that is not known."""
        return self.start + len(self.text)


class TocForm(NamedTuple):
    """A table of contents: the heading above it, its style, and how many levels it shows.

    `text` is that of one which kramdown makes, `* toc` and `{:toc}`.
    """

    above: str = ""
    style: toc.Style = toc.Style()
    depth: int = 6
    text: str = ""


class Past(NamedTuple):
    """What a past issue looks like.

    `links` are the places of its links that lead outside, in their order. `links_titles` says that
    its headings are links, and have no number as its other links have.
    """

    newline: str
    lead: int
    body: Markdown
    parts: tuple[Part, ...]
    occasion: Occasion
    style: str
    heading: str
    heading_level: int
    links_titles: bool
    toc: TocForm | None
    links: tuple[int, ...]

    def texts(self, part: Part) -> Text:
        """Return a part's text, to be compared with those of other issues."""
        return Text(part.text, self.occasion)


def read(issue: PastIssue, *, as_links: bool = True) -> Past:
    """Read an issue; `as_links` reads its references as if they were ordinary links."""
    source = Document.parse(issue.text).body
    newline = "\r\n" if "\r\n" in source else "\n"
    source = source.replace("\r\n", "\n")
    parsed = ParsedReferences(Markdown(source))
    own = own_style(parsed)
    style = own.name if own else _style_of_links(parsed)
    heading = parsed.heading_words
    level = _heading_level(parsed)
    if as_links and style and styles.get(style).has_list:
        source = convert(parsed, "inline").body
    body = Markdown(source) if as_links else parsed.body
    table = find_table(body, without=heading)
    parts = tuple(_joined_toc(_parts(body, table, parsed.heading_words)))
    if not as_links:
        parts = tuple(_without_entries(parts, parsed))
    return Past(
        newline=newline,
        lead=len(source) - len(source.lstrip("\n")),
        body=body,
        parts=parts,
        occasion=Occasion(issue.number, issue.day, text_of(issue.text, "lang")),
        style=style,
        heading=heading,
        heading_level=level,
        links_titles=_links_titles(parsed),
        toc=_toc_form(body, parts, table),
        links=tuple(sorted(_link_places(body) if as_links else _citation_places(parsed))),
    )


def _link_places(body: Markdown) -> list[int]:
    return [
        view.at(span.start)
        for span, view in body.links()
        if span.kind != "image" and OUTSIDE.match(span.url)
    ]


def _citation_places(parsed: ParsedReferences) -> list[int]:
    """Return where a body cites: all its numbers, and its ordinary links."""
    return [each.start for each in parsed.citations]


def _without_entries(parts: Iterable[Part], parsed: ParsedReferences) -> Iterator[Part]:
    """Mark the entries of the lists of references as such; they are no items."""
    extents = [(each.start, each.end) for each in parsed.lists]
    for part in parts:
        is_footnote = part.block is not None and part.block.kind == "footnote"
        if is_footnote or any(start <= part.start < end for start, end in extents):
            yield part._replace(kind="references", head=None)
        else:
            yield part


def _style_of_links(parsed: ParsedReferences) -> str:
    """Return the style of a body without numbers; "" without links."""
    forms = [
        span.form == "inline" or span.kind == "autolink"
        for span, _ in parsed.body.links()
        if span.kind != "image" and OUTSIDE.match(span.url)
    ]
    if not forms:
        return ""
    return "inline" if 2 * sum(forms) >= len(forms) else "reflinks"


def _links_titles(parsed: ParsedReferences) -> bool:
    """Whether most links in the headings of a body with numbers are links, and not numbers."""
    own = own_style(parsed)
    if not own or not own.shows_numbers:
        return False
    heads = [(block.start, block.end) for block in parsed.body.blocks if block.kind == "heading"]
    places = Places(heads)
    found = [each.is_ordinary for each in parsed.citations if places.hold(each.start)]
    return 2 * sum(found) > len(found)


def _heading_level(parsed: ParsedReferences) -> int:
    for each in parsed.lists:
        if each.heading:
            start = each.heading[0]
            return next(block.level for block in parsed.body.blocks if block.start == start)
    return 2


def _parts(body: Markdown, table: Table | None, heading: str) -> Iterator[Part]:
    """Yield the parts of a body, in their order."""
    last = 0
    for block in body.blocks:
        between = body.source[last : block.start]
        if between.strip():
            yield from _between(between, last)
            between = between[len(between.rstrip()) :]
        end = min(block.end, len(body.source))
        text = without_tags(body.source[block.start : end].rstrip())
        blanks = max(0, between.count("\n") + _newlines_before(body.source, last) - 1)
        last = block.start + len(text)
        if block.kind in {"blank", "definition"} or not text.strip():
            continue
        kind, head = _kind(body, block, text, table)
        is_reference_heading = head is not None and bool(heading) and head.name == heading
        if is_reference_heading:
            kind, head = "references", None
        yield Part(kind, text, blanks, block, head, block.start)
    rest = body.source[last:]
    if rest.strip():
        yield from _between(rest, last)


def without_tags(text: str) -> str:
    """Return a block's text without the lines of Liquid below it, which are parts of their own."""
    found = _TAGS_AT_END.search(text)
    return text[: found.start()] if found and found.start() else text


def _newlines_before(text: str, end: int) -> int:
    start = end
    while start and text[start - 1] == "\n":
        start -= 1
    return end - start


def _between(text: str, start: int) -> Iterator[Part]:
    """Yield what kramdown does not see as a block: tags of Liquid, attribute lists."""
    gap = len(text) - len(text.lstrip())
    blanks = text[:gap].count("\n") - 1
    yield Part("marker", text.strip(), max(0, blanks), start=start + gap)


def _kind(
    body: Markdown, block: Block, text: str, table: Table | None
) -> tuple[PartKind, Head | None]:
    if table and block.start <= table.start < block.end:
        return "toc", None
    head = _head(body, block, text)
    if head:
        return "head", head
    if block.kind == "list":
        return "toc" if "toc" in block.attributes.split() else "list", None
    if block.kind == "rule":
        return "rule", None
    if _KEPT_LIST.match(text):
        return "references", None
    return "marker" if _WORDLESS.match(text) else "text", None


def _head(body: Markdown, block: Block, text: str) -> Head | None:
    """Read a heading, or a short line that is bold as a whole and has no link."""
    if block.kind == "heading":
        return _heading(block, text)
    if block.kind != "paragraph" or len(text) > _SHORT:
        return None
    found = BOLD_LINE.match(text) or _BOLD_ITALIC.match(text)
    if not found or found.end() != len(text):
        return None
    has_link = any(OUTSIDE.match(span.url) for span, _ in body.links([block]))
    return None if has_link else _bold(found, text)


def _heading(block: Block, text: str) -> Head:
    own = _ID.search(text)
    if own:
        bare = _heading(block, text[: own.start()] + text[own.end() :])
        return bare._replace(id=own["id"])
    if found := _ATX.match(text):
        return _numbered(Head(block.level, found["mark"], found["words"], found["end"]))
    below = _SETEXT.match(text)
    words = below["words"] if below else text
    return _numbered(Head(block.level, "", words, "=" if block.level == 1 else "-"))


def _bold(found: re.Match[str], text: str) -> Head:
    mark = found["mark"]
    return _numbered(Head(7, mark, found["name"], mark + (":" if text.endswith(":") else "")))


def _numbered(head: Head) -> Head:
    found = _NUMBER.match(head.words)
    if not found:
        return head
    return head._replace(number=found["number"], gap=found["end"], words=head.words[found.end() :])


def _joined_toc(parts: Iterable[Part]) -> Iterator[Part]:
    """Make the heading right above a table of contents part of it."""
    heading: Part | None = None
    for part in parts:
        if part.kind == "toc" and heading:
            text = heading.text + "\n" * (part.blanks + 1) + part.text
            yield part._replace(
                text=text, blanks=heading.blanks, head=heading.head, start=heading.start
            )
            heading = None
            continue
        if heading:
            yield heading
            heading = None
        if part.head:
            heading = part
        else:
            yield part
    if heading:
        yield heading


def _toc_form(body: Markdown, parts: Iterable[Part], table: Table | None) -> TocForm | None:
    part = next((part for part in parts if part.kind == "toc"), None)
    if not part or not part.block:
        return None
    lines = body.source[part.block.start : part.block.end].rstrip()
    above = part.text[: -len(lines)] if part.text.endswith(lines) else ""
    if not table:
        return TocForm(above, text=lines)
    first = lines.lstrip()[:1]
    bullet = first if first in "-*+" else "1." if first.isdigit() else "-"
    steps = re.findall(r"^([ \t]+)(?=[-*+\d])", lines, re.MULTILINE)
    step = min(steps, key=len, default="    ")
    linked = any(row.link for row in table.rows)
    depth = max(row.depth for row in table.rows) + 1
    return TocForm(above, toc.Style(bullet, step, linked), depth)
