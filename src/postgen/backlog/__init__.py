"""The backlog: sections of links in a post that people write. This room reads it; `filing` edits it.

Pure. Positions are those of the whole file, front matter included, unless they say that they are the body's.
"""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from postgen.backlog import metadata
from postgen.errors import PostgenError
from postgen.jekyll.document import Document
from postgen.markdown import Markdown, escape
from postgen.markdown.lists import ListBlock
from postgen.markdown.source_map import BOX
from postgen.text.patterns import Lazy
from postgen.text.words import first_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from postgen.markdown.lists import Item
    from postgen.markdown.source_map import View
    from postgen.markdown.spans import Span
    from postgen.model import Link

UNSORTED = "Unsorted"
"""Where a link goes that was given no category."""

BOLD_LINE = re.compile(
    r"^(?P<mark>\*\*|__)(?![\s*_])(?P<name>.+?)(?<!\s)(?P=mark)(?P<colon>:?)[ \t]*$",
    re.MULTILINE | re.ASCII,
)
SWALLOWED = re.compile(
    r"\n( {0,3})(?:\*\*|__|#{1,6}[ \t])"
)  # begins with a letter, not `^`: eight times as quick
TASK = re.compile(r"\[[ xX]\][ \t]+")
SEPARATOR = re.compile(r"\A\s*(?:[-–—:]|&[mn]dash;)\s+|\A\s+", re.ASCII)
_TAG = r"\{%(?:(?!%\}).)*%\}"
_COMMENT = r"\{%-?\s*comment\s*-?%\}(?:(?!\{%-?\s*comment\b).)*?\{%-?\s*endcomment\s*-?%\}"
_TAG_LINES = Lazy(rf"(?:\s*\n[ \t]*(?:{_COMMENT}|{_TAG})(?:[ \t]*{_TAG})*[ \t]*)+\Z", re.DOTALL)
_TAG_NAMES = Lazy(r"\{%-?\s*(end)?(\w+)")
_TAG_BLOCKS = frozenset("if unless case for tablerow capture raw comment highlight".split())


class CategoryError(PostgenError):
    """Several categories begin like the one that was asked for."""


class VerificationError(PostgenError):
    """An edit would not mean what it should. The fault is postgen's; nothing is written."""


class Section(NamedTuple):
    """A category: its head, and the ranges of its items in their lists.

    `style` is atx, setext, bold, or empty for what stands above the first head. A `swallowed` head is one
    that kramdown reads as part of the list item above it. `end` is where the next section starts.
    """

    name: str
    style: str
    level: int
    start: int
    body: int
    end: int
    absorbed: bool
    lists: tuple[tuple[ListBlock, int, int], ...]

    @property
    def size(self) -> int:
        """Count the items."""
        return sum(stop - first for _, first, stop in self.lists)


class Entry:
    """One item of a section: where it stands, what it says, and what its stamp keeps; read when it is asked for.

    When it begins with a link (`led`), `title` is that link's text and `note` what follows; else it is
    prose, and `title` is its first words.
    """

    def __init__(self, held: Backlog, section: Section, item: Item) -> None:
        self._held = held
        self.section = section
        self.item = item
        self.start = item.start + held.offset
        self.end = held.content_end(self.start, item.end + held.offset)

    @property
    def source(self) -> str:
        """Its bytes, from the bullet on, without the newline."""
        return self._held.text[self.start : self.end].rstrip("\r\n")

    @cached_property
    def texts(self) -> list[tuple[View, list[Span]]]:
        """The texts that stand in it, each with its spans."""
        body = self._held.body
        leaves = [each for block in self.item.blocks() for each in block.walk()]
        return [
            (each.view, body.spans(each.view))
            for each in leaves
            if each.view and each.kind != "definition"
        ]

    @cached_property
    def spans(self) -> tuple[tuple[Span, View], ...]:
        """Its links, images and autolinks, in their order."""
        kinds = {"link", "image", "autolink"}
        return tuple(
            (each, view)
            for view, spans in self.texts
            for span in spans
            for each in span.walk()
            if each.kind in kinds
        )

    @cached_property
    def metadata(self) -> metadata.Metadata:
        """What its stamp keeps."""
        for view, spans in self.texts:
            for span in spans:
                if span.kind == "comment" and (
                    found := metadata.parse(view.text[span.start : span.end])
                ):
                    return found
        return metadata.Metadata()

    @cached_property
    def _words(self) -> tuple[str, str, bool]:
        first = next((block.view for block in self.item.blocks() if block.view), None)
        if first is None:  # a table, code, HTML: what is written has to do
            return (
                first_words(escape.one_line(self.source.removeprefix(self.item.marker))),
                "",
                False,
            )
        text = first.text
        spans = next(spans for view, spans in self.texts if view is first)
        lead = leading_link(text, spans)
        if not lead:
            return first_words(escape.one_line(escape.visible(text, spans))), "", False
        outer, link = lead
        title = escape.visible(text, link.children, link.inner_start, link.inner_end)
        note = escape.visible(text, [span for span in spans if span.start >= outer.end], outer.end)
        return (
            escape.one_line(title) or link.url,
            escape.one_line(SEPARATOR.sub("", note, count=1)),
            True,
        )

    @property
    def title(self) -> str:
        """What it is called, in plain text."""
        return self._words[0]

    @property
    def note(self) -> str:
        """What it says behind the link that it begins with, in plain text."""
        return self._words[1]

    @property
    def starts_with_link(self) -> bool:
        """Say whether it begins with a link."""
        return self._words[2]

    @property
    def urls(self) -> list[str]:
        """The URLs of its links, in their order."""
        return [span.url for span, _ in self.spans if span.kind != "image"]

    @property
    def url(self) -> str:
        """The URL of its first link, or "" for an item without one."""
        return next(iter(self.urls), "")


class Backlog:
    """A backlog's text, read once."""

    def __init__(self, text: str) -> None:
        self.text = text
        document = Document.parse(text)
        self.offset = document.body_start
        self.body = Markdown(document.body)

    @cached_property
    def sections(self) -> list[Section]:
        """The sections in their order; the first has no name and holds what stands above the first head."""
        heads = [_Head("", "", 0, 0, 0, absorbed=False), *self._heads()]
        ends = [head.start for head in heads[1:]] + [len(self.body.source)]
        lists = [block for block in self.body.blocks if isinstance(block, ListBlock)]
        sections, at = [], 0
        for head, end in zip(heads, ends, strict=True):
            held = []
            while at < len(lists) and lists[at].start < end:
                first, stop = lists[at].between(head.start, end)
                if first < stop:
                    held.append((lists[at], first, stop))
                if lists[at].end > end:  # the rest of it belongs to the next section
                    break
                at += 1
            sections.append(
                Section(
                    head.name, head.style, head.level, head.start + self.offset, head.body + self.offset,
                    end + self.offset, head.absorbed, tuple(held),
                )
            )  # fmt: skip
        return sections

    def _heads(self) -> Iterator[_Head]:
        source = self.body.source
        for block in self.body.blocks:
            if block.kind == "heading" and block.view:
                name = escape.one_line(escape.visible(block.view.text, self.body.spans(block.view)))
                style = (
                    "atx" if source[block.start : block.end].lstrip().startswith("#") else "setext"
                )
                yield _Head(name, style, block.level, block.start, block.end, absorbed=False)
            elif block.kind == "paragraph":
                start = source.rfind("\n", 0, block.start) + 1
                yield from self._bold_heads(start, block.end, absorbed=False)
            elif isinstance(block, ListBlock):
                yield from self._absorbed_heads(block)

    def _bold_heads(self, start: int, end: int, *, absorbed: bool) -> Iterator[_Head]:
        for found in BOLD_LINE.finditer(self.body.view.text, start, end):
            if found["mark"] not in found["name"]:
                stop = self.body.source.find("\n", found.start(), end) + 1 or end
                name = escape.one_line(escape.visible(found["name"])).removesuffix(":").rstrip()
                yield _Head(name, "bold", 0, found.start(), stop, absorbed=absorbed)

    def _absorbed_heads(self, block: ListBlock) -> Iterator[_Head]:
        """Find lines that a person meant as heads and kramdown takes for the end of an item's paragraph."""
        text = self.body.view.text
        for found in SWALLOWED.finditer(text, block.start, block.end):
            start = found.start() + 1
            item = block.item(block.index_at(start))
            if item.start == start or len(found[1]) >= item.indentation or in_code(item, start):
                continue
            end = text.find("\n", start) + 1
            line = text[start:end].strip()
            if line.startswith("#"):
                name = escape.one_line(escape.visible(line.strip("#").strip()))
                yield _Head(name, "atx", len(line.split()[0]), start, end, absorbed=True)
            else:
                yield from self._bold_heads(start, end, absorbed=True)

    def content_end(self, start: int, end: int) -> int:
        """Give the end of the last line with something on it; lines of Liquid tags are around it, not in it."""
        text = self.text[start:end].rstrip()
        if text.endswith("%}"):
            text = _before_tags(text)
        return self.text.find("\n", start + len(text), end) + 1 or end

    # Reading

    def entries(self, section: Section) -> Iterator[Entry]:
        """Give the items of a section."""
        for block, first, stop in section.lists:
            for index in range(first, stop):
                yield Entry(self, section, block.item(index, section.end - self.offset))

    def last_entry(self, section: Section) -> Entry:
        """Give the last item of a section that has some."""
        block, _, stop = section.lists[-1]
        return Entry(self, section, block.item(stop - 1, section.end - self.offset))

    def all_entries(self) -> list[Entry]:
        """Give all items, in their order."""
        return [entry for section in self.sections for entry in self.entries(section)]

    def extents(self, section: Section) -> list[tuple[int, int]]:
        """Say where the items of a section start and end, without reading them."""
        found = []
        for block, first, stop in section.lists:
            for index in range(first, stop):
                start, end = (position + self.offset for position in block.extent_of(index))
                found.append((start, self.content_end(start, min(end, section.end))))
        return found

    def outline(self, without: Iterable[Entry] = ()) -> list[tuple[str, list[str]]]:
        """Give each section's name and the bytes of its items, but for some; they are not read.

        Where two outlines and the definitions are the same, every item says the same.
        """
        gone = {entry.start for entry in without}
        return [
            (
                section.name,
                [
                    self.text[start:end].rstrip("\r\n")
                    for start, end in self.extents(section)
                    if start not in gone
                ],
            )
            for section in self.sections
        ]

    def find(self, what: str, same: Sequence[Entry] | None = None) -> list[Entry]:
        """Find the items that a person means: by index from `list`, by URL, or by a part of the title or text."""
        entries = self.all_entries() if same is None else same
        if what.isascii() and what.isdecimal() and 0 < int(what) <= len(entries):
            return [entries[int(what) - 1]]
        if "://" in what:
            return _with_url(what, entries)
        word = escape.one_line(what).casefold()
        if not word:
            return []
        return (
            [entry for entry in entries if entry.title.casefold() == word]
            or [entry for entry in entries if word in entry.title.casefold()]
            or [entry for entry in entries if word in entry.note.casefold()]
            or _with_url(f"https://{what}", entries)
        )

    def section_of(self, position: int) -> str:
        """Name the section that holds a place of the text."""
        return next((each.name for each in reversed(self.sections) if each.start <= position), "")

    def match_category(self, wanted: str) -> Section | None:
        """Find a section by name: the same in any case, else the one that begins with it at a word's end.

        Of several with one name, the first that holds items. Raises `CategoryError` when several begin so.
        """
        named = [(fold(section.name), section) for section in self.sections if section.name]
        word = fold(wanted)
        found = [section for name, section in named if name == word]
        if not found and word:
            begins = [
                each
                for each in named
                if each[0].startswith(word) and not each[0][len(word)].isalnum()
            ]
            if len({name for name, _ in begins}) > 1:
                names = ", ".join(f"`{section.name}`" for _, section in begins)
                raise CategoryError(
                    f"Several categories begin with `{wanted}`: {names}.", "Give more of the name."
                )
            found = [section for _, section in begins]
        return max(found, key=lambda section: section.size > 0, default=None)


@lru_cache(maxsize=2)
def read(text: str) -> Backlog:
    """Read a backlog's text; the text of a moment ago is not read again."""
    return Backlog(text)


class _Head(NamedTuple):
    name: str
    style: str
    level: int
    start: int
    body: int
    absorbed: bool


def fold(name: str) -> str:
    """Spell a category's name as it is compared: case, white space and a colon behind it do not count."""
    return category_name(name).casefold()


def category_name(name: str) -> str:
    """Spell a category's name as it is shown."""
    return escape.one_line(name).removesuffix(":").rstrip()


def _before_tags(text: str) -> str:
    """Cut off the lines of Liquid tags at the end of a text, as far as no block of tags is cut in two."""
    found = _TAG_LINES.search(text)
    if not found:
        return text
    ends = [
        found.start(),
        *(line.end() for line in re.finditer(r".*\S.*", text) if line.end() > found.start()),
    ]
    return next((text[:end] for end in ends if is_balanced(text[:end])), text)


def is_balanced(text: str) -> bool:
    """Say whether each block of Liquid tags that begins in a text ends in it, and the other way round."""
    depth: dict[str, int] = {}
    for end, name in _TAG_NAMES.findall(text) if "{%" in text else ():
        if end or name in _TAG_BLOCKS:
            depth[name] = depth.get(name, 0) + (-1 if end else 1)
    return not any(depth.values())


def _with_url(url: str, entries: Sequence[Entry]) -> list[Entry]:
    from postgen.urls.canonical import canonical

    key = canonical(url)
    return [entry for entry in entries if key in map(canonical, entry.urls)]


def in_code(item: Item, position: int) -> bool:
    """Say whether a place of an item, in the body, is no text to kramdown."""
    return any(
        block.start <= position < block.end and block.kind in {"code", "comment", "html", "math"}
        for block in item.blocks()
    )


def leading_link(text: str, spans: Sequence[Span]) -> tuple[Span, Span] | None:
    """Give the link that a text begins with, and the outermost emphasis that is wholly around it."""
    if not spans or TASK.sub("", text[: spans[0].start].lstrip(BOX), count=1).strip():
        return None
    outer = link = spans[0]
    while link.kind in {"strong", "em", "del"} and len(link.children) == 1:
        child = link.children[0]
        if (child.start, child.end) != (link.inner_start, link.inner_end):
            break
        link = child
    return (outer, link) if link.kind in {"link", "autolink"} else None


def spell_link(link: Link, *, stamped: bool = True) -> str:
    """Spell a link as the text of an item: title, note, and what the visible text does not carry."""
    said = escape.one_line(link.note)
    note = f" - {escape.inline(said)}" if said else ""
    comment = metadata.spell(metadata_of(link, stamped=stamped))
    return (
        escape.link(escape.inline(escape.one_line(link.title)), link.url)
        + note
        + (f" {comment}" if comment else "")
    )


def metadata_of(link: Link, *, stamped: bool = True) -> metadata.Metadata:
    """Give what a link's stamp is to keep; without `stamped`, not the day."""
    return metadata.Metadata(link.added if stamped else "", link.tags, link.via, link.image)
