"""The backlog: sections of links in a post that people write, and edits that leave all else as it is.

Everything here is text in, text out. Positions are those of the whole file, front matter included.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from postgen import stamp
from postgen.document import Document
from postgen.errors import PostgenError
from postgen.markdown import Markdown, spell
from postgen.markdown.lists import ListBlock
from postgen.text import Edit, apply, newline_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from postgen.markdown.lists import Item
    from postgen.markdown.spans import Span
    from postgen.markdown.tree import Block
    from postgen.markdown.view import View
    from postgen.model import Link

UNSORTED = "Unsorted"
"""Where a link goes that was given no category."""

BOLD_LINE = re.compile(r"^(?P<mark>\*\*|__)(?![\s*_])(?P<name>.+?)(?<!\s)(?P=mark)(?P<colon>:?)[ \t]*$", re.MULTILINE)
SWALLOWED = re.compile(r"^ {0,3}(?:\*\*|__|#{1,6}[ \t])", re.MULTILINE)


class CategoryError(PostgenError):
    """Several categories begin like the one that was asked for."""


class SpoiltError(PostgenError):
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
    swallowed: bool
    lists: tuple[tuple[ListBlock, int, int], ...]

    @property
    def size(self) -> int:
        """Count the items."""
        return sum(stop - first for _, first, stop in self.lists)


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a section: where it stands, what it says, and what its stamp keeps.

    `text` is its Markdown without the bullet and the stamp. When it begins with a link (`led`), `title` is
    that link's text and `note` what follows; else it is prose, and `title` is its first words.
    """

    section: Section
    item: Item
    start: int
    end: int
    spans: tuple[tuple[Span, View], ...]
    title: str
    note: str
    led: bool
    kept: stamp.Stamp

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
        heads = [_Head("", "", 0, 0, 0, swallowed=False), *self._heads()]
        ends = [head.start for head in heads[1:]] + [len(self.body.source)]
        lists = [block for block in self.body.blocks if isinstance(block, ListBlock)]
        sections = []
        for head, end in zip(heads, ends, strict=True):
            held = [
                (block, *block.between(head.start, end))
                for block in lists
                if block.start < end and block.end > head.start
            ]
            held = [each for each in held if each[1] < each[2]]
            sections.append(
                Section(
                    head.name, head.style, head.level, head.start + self.offset, head.body + self.offset,
                    end + self.offset, head.swallowed, tuple(held),
                )
            )  # fmt: skip
        return sections

    def _heads(self) -> Iterator[_Head]:
        source = self.body.source
        for block in self.body.blocks:
            if block.kind == "heading" and block.view:
                name = spell.visible(block.view.text, self.body.spans(block.view)).strip()
                style = "atx" if source[block.start : block.end].lstrip().startswith("#") else "setext"
                yield _Head(name, style, block.level, block.start, block.end, swallowed=False)
            elif block.kind == "paragraph":
                start = source.rfind("\n", 0, block.start) + 1
                yield from self._bold_heads(start, block.end, swallowed=False)
            elif isinstance(block, ListBlock):
                yield from self._swallowed_heads(block)

    def _bold_heads(self, start: int, end: int, *, swallowed: bool) -> Iterator[_Head]:
        for found in BOLD_LINE.finditer(self.body.view.text, start, end):
            name = found["name"]
            if found["mark"] not in name:
                stop = self.body.source.find("\n", found.start(), end) + 1 or end
                shown = spell.visible(name).strip().removesuffix(":")
                yield _Head(shown, "bold", 0, found.start(), stop, swallowed=swallowed)

    def _swallowed_heads(self, block: ListBlock) -> Iterator[_Head]:
        """Find lines that a person meant as heads and kramdown takes for the end of an item's paragraph."""
        text = self.body.view.text
        for found in SWALLOWED.finditer(text, block.start, block.end):
            index = block.index_at(found.start())
            item = block.item(index)
            indentation = len(found[0]) - len(found[0].lstrip(" "))
            if item.start == found.start() or indentation >= item.indentation:
                continue
            end = text.find("\n", found.start()) + 1 or len(text)
            if found[0].lstrip().startswith("#"):
                name = text[found.start() : end].strip().strip("#").strip()
                level = len(found[0].split()[0]) if found[0].split() else 1
                yield _Head(spell.visible(name), "atx", level, found.start(), end, swallowed=True)
            else:
                yield from self._bold_heads(found.start(), end, swallowed=True)

    # Reading

    def entries(self, section: Section) -> Iterator[Entry]:
        """Give the items of a section."""
        for block, first, stop in section.lists:
            for index in range(first, stop):
                yield self.entry(section, block.item(index, section.end - self.offset))

    def all_entries(self) -> list[Entry]:
        """Give all items, in their order."""
        return [entry for section in self.sections for entry in self.entries(section)]

    def entry(self, section: Section, item: Item) -> Entry:
        """Read one item."""
        start = item.start + self.offset
        end = self._content_end(start, item.end + self.offset)
        blocks = item.blocks()
        spans = tuple(self.body.links(blocks))
        comments = [self.body.source[view.at(span.start) : view.end(span.end)] for view, span in self.comments(blocks)]
        kept = next((found for comment in comments if (found := stamp.parse(comment))), stamp.Stamp())
        title, note, led = self._words(blocks)
        return Entry(section, item, start, end, spans, title, note, led, kept)

    def comments(self, blocks: Sequence[Block]) -> Iterator[tuple[View, Span]]:
        """Give the HTML comments in the text of blocks."""
        for block in blocks:
            for each in block.walk():
                if each.view and "<!--" in each.view.text:
                    for span in self.body.spans(each.view):
                        if span.kind == "comment":
                            yield each.view, span

    def _words(self, blocks: Sequence[Block]) -> tuple[str, str, bool]:
        """Give an item's title, its note, and whether it begins with a link."""
        first = next((block for block in blocks if block.view), None)
        if first is None or first.view is None:
            return "", "", False
        text, spans = first.view.text, self.body.spans(first.view)
        lead = leading_link(text, spans)
        if not lead:
            return first_words(spell.one_line(spell.visible(text, spans))), "", False
        outer, link = lead
        title = spell.visible(text, link.children, link.inner_start, link.inner_end)
        note = spell.visible(text, [span for span in spans if span.start >= outer.end], outer.end)
        return spell.one_line(title) or link.url, spell.one_line(SEPARATOR.sub("", note, count=1)), True

    def find(self, what: str, same: Sequence[Entry] | None = None) -> list[Entry]:
        """Find the items that a person means: by index from `list`, by URL, or by a part of the title or text."""
        entries = self.all_entries() if same is None else list(same)
        if what.isdecimal() and 0 < int(what) <= len(entries):
            return [entries[int(what) - 1]]
        if "://" in what:
            from postgen.canonical import canonical

            key = canonical(what)
            return [entry for entry in entries if key in map(canonical, entry.urls)]
        word = what.casefold()
        exact = [entry for entry in entries if entry.title.casefold() == word]
        return exact or [entry for entry in entries if word in f"{entry.title} {entry.note}".casefold()]

    def section_of(self, position: int) -> str:
        """Name the section that holds a place of the text."""
        return next((each.name for each in reversed(self.sections) if each.start <= position), "")

    def match_category(self, wanted: str) -> Section | None:
        """Find a section by name: the same in any case, else the one that begins with it at a word's end.

        Raises `CategoryError` when several begin so.
        """
        named = [section for section in self.sections if section.name]
        word = _fold(wanted)
        same = [section for section in named if _fold(section.name) == word]
        if same:
            return max(same, key=lambda section: section.size > 0)
        begins = [
            section
            for section in named
            if _fold(section.name).startswith(word) and not _fold(section.name)[len(word) : len(word) + 1].isalnum()
        ]
        if len({_fold(section.name) for section in begins}) > 1:
            names = ", ".join(f"`{section.name}`" for section in begins)
            raise CategoryError(f"Several categories begin with `{wanted}`: {names}.", "Give more of the name.")
        return max(begins, key=lambda section: section.size > 0) if begins else None

    # Writing

    def add(self, line: str, section: Section | None, name: str) -> list[Edit]:
        """Give the edits that put one item at the end of a section, or of a new one called `name`."""
        if section is None:
            return [self._new_section(line, name)]
        edits = [self._into(section, line)]
        if section.swallowed:
            edits.insert(0, Edit(section.start, section.start, newline_at(self.text, section.start)))
        return edits

    def _into(self, section: Section, line: str) -> Edit:
        if not section.lists:
            return self._first_item(section, line)
        block, first, stop = section.lists[-1]
        last = block.item(stop - 1, section.end - self.offset)
        start = last.start + self.offset
        at = self._content_end(start, last.end + self.offset)
        newline = newline_at(self.text, start)
        gap = newline if stop - first > 1 and self._loose(block.item(stop - 2), start) else ""
        return self._insert(at, gap + self._bullet(last) + line, newline)

    def _loose(self, above: Item, start: int) -> bool:
        between = self.text[self._content_end(above.start + self.offset, start) : start]
        return bool(between) and between.isspace()

    def _bullet(self, item: Item) -> str:
        start = self.text.rfind("\n", 0, item.start + self.offset) + 1
        bullet = self.text[start : item.text_start + self.offset]
        if item.marker[:-1].isdecimal():
            bullet = bullet.replace(item.marker, f"{int(item.marker[:-1]) + 1}.", 1)
        if bullet.isspace() or not bullet[-1:].isspace():  # an item that is empty, or wears attributes
            bullet = item.marker + " "
        task = TASK.match(self.text, item.text_start + self.offset)
        return bullet + ("[ ] " if task else "")

    def _first_item(self, section: Section, line: str) -> Edit:
        at = self._content_end(section.start, section.end)
        newline = newline_at(self.text, section.start)
        after = newline if self.text[at : at + 1] not in {"", "\r", "\n"} else ""
        tight = section.style == "bold" and at == section.body and self._tight()
        return self._insert(at, ("" if tight else newline) + self._usual_bullet() + line, newline, after)

    def _insert(self, at: int, item: str, newline: str, after: str = "") -> Edit:
        """Put a line at the end of another; where the file ends without a newline it goes on to do so."""
        if at and self.text[at - 1] != "\n":
            return Edit(at, at, newline + item)
        return Edit(at, at, item + newline + after)

    def _new_section(self, line: str, name: str) -> Edit:
        """Begin a section at the end, in the style of the one before it."""
        text, newline = self.text, newline_at(self.text, 0)
        model = next((each for each in reversed(self.sections) if each.name and each.lists), None)
        model = model or next((each for each in reversed(self.sections) if each.name), None)
        spelled = spell.escape(name)
        if model and model.style == "bold":
            head = f"**{spelled}**{newline}" + ("" if self._tight() else newline)
        else:
            level = 2 if model is None or model.style == "setext" else model.level
            head = f"{'#' * level} {spell.heading_text(spelled)}{newline}{newline}"
        end = len(text.rstrip(" \t\r\n"))
        below = text[end:]
        gap = newline * max(0, 2 - below.count("\n")) if text[self.offset :].strip() else ""
        closing = newline if text.endswith("\n") else ""
        return Edit(len(text), len(text), gap + head + self._usual_bullet() + line + closing)

    def _tight(self) -> bool:
        """Say whether the last bold head with items has them directly below."""
        for section in reversed(self.sections):
            if section.style == "bold" and section.lists:
                block, first, _ = section.lists[0]
                return block.item(first).start + self.offset == section.body
        return False

    def _usual_bullet(self) -> str:
        for section in reversed(self.sections):
            if section.lists:
                block, first, _ = section.lists[-1]
                return self._bullet(block.item(first)) if block.marker == "*" else "1. "
        return "* "

    def remove(self, first: Entry, last: Entry) -> Edit:
        """Give the edit that takes neighbouring items of a list out, with the blank lines on one side of them."""
        text, section = self.text, first.section
        start = text.rfind("\n", 0, first.start) + 1
        end = last.end
        above = text.find("\n", len(text[section.body : start].rstrip()) + section.body - 1, start) + 1 or start
        below = end + len(text[end : section.end]) - len(text[end : section.end].lstrip("\r\n"))
        if below == section.end or below == len(text):  # nothing follows: the lines above go
            start = max(above, section.body)
        elif above < start:  # blank lines on both sides
            end = below
        if end == len(text) and not text.endswith("\n") and start:
            start -= 2 if text[start - 2 : start] == "\r\n" else 1
        return Edit(start, end, "")

    def take_out(self, entries: Sequence[Entry]) -> str:
        """Give the text without some items. Raises `SpoiltError` when more or less would be gone."""
        runs: list[list[Entry]] = []
        for entry in sorted(entries, key=lambda entry: entry.start):
            if (
                runs
                and runs[-1][-1].section is entry.section
                and not self.text[runs[-1][-1].end : entry.start].strip(" \t\r\n*+-0123456789.")
            ):
                runs[-1].append(entry)
            else:
                runs.append([entry])
        new = apply(self.text, [self.remove(run[0], run[-1]) for run in runs])
        gone = {entry.start for entry in entries}
        kept = [entry for entry in self.all_entries() if entry.start not in gone]
        told = Backlog(new).all_entries()
        if [(entry.title, entry.urls) for entry in kept] != [(entry.title, entry.urls) for entry in told]:
            raise SpoiltError(
                "Taking these items out would change others.",
                "Nothing was written; this is a fault of postgen's.",
            )
        return new

    def _content_end(self, start: int, end: int) -> int:
        """Give the end of the last line with something on it."""
        stop = start + len(self.text[start:end].rstrip())
        return self.text.find("\n", stop, end) + 1 or end


class _Head(NamedTuple):
    name: str
    style: str
    level: int
    start: int
    body: int
    swallowed: bool


TASK = re.compile(r"\[[ xX]\][ \t]+")
SEPARATOR = re.compile(r"\A\s*(?:[-–—:]|&[mn]dash;)\s+|\A\s+")


def leading_link(text: str, spans: Sequence[Span]) -> tuple[Span, Span] | None:
    """Give the link that a text begins with, and the outermost emphasis that is wholly around it."""
    if not spans or TASK.sub("", text[: spans[0].start], count=1).strip():
        return None
    outer = link = spans[0]
    while link.kind in {"strong", "em", "del"} and len(link.children) == 1:
        child = link.children[0]
        if (child.start, child.end) != (link.inner_start, link.inner_end):
            break
        link = child
    return (outer, link) if link.kind in {"link", "autolink"} else None


def first_words(text: str, limit: int = 80) -> str:
    """Cut prose down to a title: its first sentence, or as many whole words as fit in `limit` characters."""
    found = re.match(r".{8,}?(?:[.!?](?=\s)|[。！？]|[:：](?=\s))", text)
    if found and found.end() <= limit:
        return found[0].rstrip(".。:：")
    if len(text) <= limit:
        return text.rstrip(".。:：")
    cut = text[:limit].rpartition(" ")[0] or text[:limit]
    return cut.rstrip(" ,;:-–") + "…"


def _fold(name: str) -> str:
    return spell.one_line(name).casefold()


def spell_link(link: Link, *, stamped: bool = True) -> str:
    """Spell a link as the text of an item: title, note, and what the visible text does not carry."""
    note = f" - {spell.escape(spell.one_line(link.note))}" if link.note.strip() else ""
    added = link.added if stamped else ""
    kept = stamp.Stamp(added=added, tags=link.tags, via=link.via, image=link.image)
    comment = stamp.spell(kept)
    return spell.link(spell.escape(spell.one_line(link.title)), link.url) + note + (f" {comment}" if comment else "")


def add(text: str, link: Link, *, stamped: bool = True) -> tuple[str, str]:
    """Put a link into a backlog's text; give the new text and the name of the section.

    Raises `CategoryError`, and `SpoiltError` when the result does not read back as meant.
    """
    backlog = Backlog(text)
    wanted = link.category or UNSORTED
    section = backlog.match_category(wanted)
    new = apply(text, backlog.add(spell_link(link, stamped=stamped), section, wanted))
    name = section.name if section else spell.one_line(wanted)
    _prove(backlog, Backlog(new), replace(link, category=name), section)
    return new, name


def _prove(old: Backlog, new: Backlog, link: Link, section: Section | None) -> None:
    """See that the new text says what the old one said, plus exactly this link, at the end of its section."""
    names = [each.name for each in old.sections] + ([] if section else [link.category])
    index = old.sections.index(section) if section else len(names) - 1
    sizes = [each.size for each in old.sections] + ([] if section else [0])
    sizes[index] += 1
    told = [(each.name, each.size) for each in new.sections]
    if told == list(zip(names, sizes, strict=True)):
        block, _, stop = new.sections[index].lists[-1]
        entry = new.entry(new.sections[index], block.item(stop - 1, new.sections[index].end - new.offset))
        wanted = spell.address(link.url).replace("&amp;", "&")
        if entry.led and [url.replace("&amp;", "&") for url in entry.urls] == [wanted] and _same_title(entry, link):
            return
    raise SpoiltError(
        f"The link {link.url} cannot be filed under `{link.category}` so that Jekyll would show it.",
        "Something open above it (code, a comment, HTML) swallows it; close that first. Nothing was written.",
    )


def _same_title(entry: Entry, link: Link) -> bool:
    return entry.title == (spell.one_line(link.title) or link.url)
