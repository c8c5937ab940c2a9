"""A backlog as objects: its sections, and the entries in them.

All are read when they are asked for. Positions are those of the whole file, front matter included,
unless they say that they are the body's.
"""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from postgen.backlog.entry import Entry, Extent, ItemRange, Section
from postgen.backlog.parse import Head, content_end, fold, heads
from postgen.errors import PostgenError
from postgen.jekyll.document import Document
from postgen.markdown import Markdown, escape
from postgen.markdown.lists import ListBlock
from postgen.text.words import same_name_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

UNSORTED = "Unsorted"
"""The category of a link without one."""


class CategoryError(PostgenError):
    """It is not clear which category is meant: `data` has what was `wanted`, and the `names`."""


class Categories:
    """The names of sections, to find the one that a person means."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}
        self._names: list[tuple[str, str]] = []
        self._with_items: set[str] = set()

    def append(self, name: str, place: int, *, has_items: bool) -> None:
        """Append a section's name and its place.

        Of several sections with one name, the first that holds items counts.
        """
        key = fold(name)
        self._names.append((key, name))
        is_better = has_items and key not in self._with_items
        if is_better or key not in self._places:
            self._places[key] = place
        if has_items:
            self._with_items.add(key)

    def find(self, wanted: str, *, exact: bool = False) -> int | None:
        """Return the place of the section called `wanted`, compared as pages show it, or None.

        Unless `exact`, the beginning of a name is enough, up to a word's end. Raises
        `CategoryError` when several names begin so.
        """
        key = self._key(wanted)
        if exact or key in self._places:
            return self._places.get(key)
        begins = self._that_begin(key)
        if len(begins) > 1:
            names = ", ".join(f"`{name}`" for name in begins.values())
            raise CategoryError(
                f"Several categories begin with `{wanted}`: {names}.",
                "Write more of the name.",
                code="category-several",
                wanted=wanted,
                names=list(begins.values()),
            )
        return next((self._places[found] for found in begins), None)

    def _key(self, wanted: str) -> str:
        """Return the key of a name as it was typed, be it as it is shown or as it is written."""
        key = fold(wanted)
        if key not in self._places and not _MARKUP.isdisjoint(wanted):
            shown = fold(escape.visible(wanted))
            return shown if shown in self._places else key
        return key

    def _that_begin(self, key: str) -> dict[str, str]:
        """Return the names that begin with a name and go on with another word, by their keys."""
        begins: dict[str, str] = {}
        for other, name in self._names:
            if key and _begins_with_words(other, key):
                begins.setdefault(other, name)
        return begins

    def near(self, wanted: str) -> list[str]:
        """Return the names that a person may have meant by one that none of them is, best first.

        They begin with it within a word (`NLP` for `nl`), or differ from it by a slip (`Tools` for
        `Toolls`).
        """
        slips, begun = self._near(wanted)
        return slips + begun

    def slip_of(self, wanted: str) -> str:
        """Return the name of which another, that none of them is, is probably a slip, or ""."""
        slips, _ = self._near(wanted)
        return slips[0] if slips else ""

    def _near(self, wanted: str) -> tuple[list[str], list[str]]:
        key = self._key(wanted)
        if not key or key in self._places or key == fold(UNSORTED):
            return [], []
        from postgen.text.words import near_names

        names = dict(reversed(self._names))
        slips, begun = near_names(key, reversed(names))
        within = [other for other in begun if not _begins_with_words(other, key)]
        return [names[other] for other in slips], [names[other] for other in within]


_MARKUP = frozenset("\\*_&<[`")
"""What only a name has that was copied from the file: `**Tools**`, `Q&amp;A`, `C\\+\\+`."""


def _begins_with_words(name: str, words: str) -> bool:
    """Return whether `name` begins with `words` and goes on with another word."""
    return name.startswith(words) and len(name) > len(words) and not name[len(words)].isalnum()


class Backlog:
    """A backlog's text, read once."""

    def __init__(self, text: str) -> None:
        self.text = text
        document = Document.parse(text)
        self.offset = document.body_start
        self.body = Markdown(document.body)
        self._extents: dict[tuple[int, int], list[Extent]] = {}
        self._sources: dict[tuple[int, int], list[str]] = {}

    @cached_property
    def sections(self) -> list[Section]:
        """The sections in their order; the first, without a name, ends at the first head."""
        above = Head("", "", 0, 0, 0, absorbed=False)
        found = list(heads(self.body))
        all_heads = [above, *found]
        ends = [head.start for head in found]
        ends.append(len(self.body.source))
        lists = [block for block in self.body.blocks if isinstance(block, ListBlock)]
        sections = []
        at = 0
        for head, end in zip(all_heads, ends, strict=True):
            ranges = []
            while at < len(lists) and lists[at].start < end:
                first, stop = lists[at].between(head.start, end)
                if first < stop:
                    ranges.append(ItemRange(lists[at], first, stop))
                if lists[at].end > end:  # the rest of it belongs to the next section
                    break
                at += 1
            sections.append(self._section(head, end, ranges))
        return sections

    def _section(self, head: Head, end: int, ranges: Iterable[ItemRange]) -> Section:
        return Section(
            head.name,
            head.style,
            head.level,
            head.start + self.offset,
            head.body + self.offset,
            end + self.offset,
            head.absorbed,
            tuple(ranges),
        )

    def entries(self, section: Section) -> Iterator[Entry]:
        """Yield the items of a section, each found when it is asked for."""
        known = self._extents.get((section.start, section.body))
        for extent in self._extents_of(section) if known is None else known:
            yield Entry(self, section, extent)

    def last_entry(self, section: Section) -> Entry:
        """Return the last item of a section that has some."""
        [last] = self.last_entries(section, 1)
        return last

    def last_entries(self, section: Section, count: int) -> list[Entry]:
        """Return the last items of a section, without reading the others."""
        return [Entry(self, section, extent) for extent in self._last_extents(section, count)]

    def all_entries(self) -> list[Entry]:
        """Return all items, in their order."""
        return list(self._all_entries)

    @cached_property
    def _all_entries(self) -> list[Entry]:
        return [entry for section in self.sections for entry in self.entries(section)]

    @cached_property
    def ids(self) -> list[str]:
        """The whole ids of all items, in their order."""
        from postgen.backlog.ids import item_ids

        return item_ids(self._all_entries)

    def what_decides(self, extent: Extent) -> tuple[str, ...]:
        """Return all that decides what an item says: its Markdown, and what stands elsewhere.

        That is Liquid around it, which may hide it, and definitions of links and footnotes.
        """
        start, end = extent.start - self.offset, extent.stop - self.offset
        source, shown = self.body.source, self.body.view.text
        if shown is source and not self._definitions:
            return (source[start:end],)
        return source[start:end], shown[start:end], self._definitions

    def is_as_written(self, extent: Extent) -> bool:
        """Whether kramdown sees an item as it is written, and only blank lines below it.

        It does not where Liquid stands in it or around it, or where its lines end in CRLF.
        """
        if self.text[extent.end : extent.stop].strip(" \n"):
            return False
        source, shown = self.body.source, self.body.view.text
        if shown is source:
            return True
        start, end = extent.start - self.offset, extent.stop - self.offset
        return source[start:end] == shown[start:end]

    @cached_property
    def _definitions(self) -> str:
        body = self.body
        if not body.definitions and not body.footnotes:
            return ""
        targets = [(label, each.url, each.title) for label, each in body.definitions.items()]
        return repr((targets, sorted(body.footnotes)))

    def extents(self, section: Section) -> list[Extent]:
        """Return where the items of a section stand, without reading them."""
        place = section.start, section.body
        if place not in self._extents:
            self._extents[place] = self._extents_of(section)
        return self._extents[place]

    def _extents_of(self, section: Section) -> list[Extent]:
        return [extent for each in section.lists for extent in self._extents_in(section, each)]

    def _last_extents(self, section: Section, count: int) -> list[Extent]:
        """Return where the last items of a section stand, without looking at the others."""
        found: list[Extent] = []
        for block, first, stop in reversed(section.lists):
            if len(found) == count:
                break
            from_here = max(first, stop - (count - len(found)))
            found[:0] = self._extents_in(section, ItemRange(block, from_here, stop))
        return found

    def _extents_in(self, section: Section, items: ItemRange) -> Iterator[Extent]:
        block, first, stop = items
        for index, (start, end) in enumerate(block.extents(first, stop), first):
            own_start = start + self.offset
            own_stop = min(end + self.offset, section.end)
            own_end = content_end(self.text, own_start, own_stop)
            yield Extent(own_start, own_end, own_stop, block, index)

    def section_items(self, place: int) -> list[int]:
        """Return where the items of the section with an index start; none for a new section."""
        if place >= len(self.sections):
            return []
        return [extent.start for extent in self.extents(self.sections[place])]

    def sources(self, section: Section) -> list[str]:
        """Return the Markdown of a section's items, bullets included, without reading them."""
        place = section.start, section.body
        if place not in self._sources:
            text = self.text
            self._sources[place] = [
                text[each.start : each.end].rstrip("\r\n") for each in self.extents(section)
            ]
        return self._sources[place]

    def last_sources(self, section: Section, count: int) -> list[str]:
        """Return the Markdown of the last items of a section, without looking at the others."""
        text = self.text
        last = self._last_extents(section, count)
        return [text[each.start : each.end].rstrip("\r\n") for each in last]

    def places(self, section: Section) -> list[tuple[int, int]]:
        """Return where the items of a section start and stop in the body.

        The last one may stop behind the section.
        """
        places = []
        for block, first, stop in section.lists:
            places += block.extents(first, stop)
        return places

    def outline(self, without: Iterable[Entry] = ()) -> list[tuple[str, list[str]]]:
        """Return each section's name and the Markdown of its items, without some.

        The items are not read. Where two outlines and the definitions are the same, every item says
        the same.
        """
        left_out: dict[tuple[int, int], set[int]] = {}
        for entry in without:
            place = entry.section.start, entry.section.body
            left_out.setdefault(place, set()).add(entry.start)
        outline = []
        for section in self.sections:
            items = list(self.sources(section))
            out = left_out.get((section.start, section.body))
            if out:
                pairs = zip(self.extents(section), items, strict=True)
                items = [item for extent, item in pairs if extent.start not in out]
            outline.append((section.name, items))
        return outline

    def find(self, what: str, entries: Sequence[Entry] | None = None) -> list[Entry]:
        """Return the items that a person means.

        `what` is an index from `list`, a URL, or a part of a title or a note.
        `entries` are those of the backlog, where the caller has read them already.
        """
        if entries is None:
            entries = self.all_entries()
        is_number = what.isascii() and what.isdecimal()
        if is_number:
            index = int(what)
            if 0 < index <= len(entries):
                return [entries[index - 1]]
        if "://" in what:
            return with_url(what, entries)
        word = same_name_key(what)
        if not word:
            return []
        return with_words(word, entries) or with_url(f"https://{what}", entries)

    def section_of(self, position: int) -> str:
        """Return the name of the section that holds a place of the text."""
        for section in reversed(self.sections):
            if section.start <= position:
                return section.name
        return ""

    def match_category(self, wanted: str) -> Section | None:
        """Return the section that a person means by its name, in any case, or by its first words.

        Of several with one name, the first that holds items. Raises `CategoryError` when several
        begin so.
        """
        place = self.categories().find(wanted)
        return None if place is None else self.sections[place]

    def categories(self) -> Categories:
        """Return the names of the sections, each with its place among them."""
        categories = Categories()
        for place, section in enumerate(self.sections):
            if section.name:
                categories.append(section.name, place, has_items=section.size > 0)
        return categories


@lru_cache(maxsize=4)
def read(text: str) -> Backlog:
    """Read a backlog's text; the text of a moment ago is not read again."""
    return Backlog(text)


def with_words(words: str, entries: Sequence[Entry]) -> list[Entry]:
    """Return the items with that title, else with the words in it, else with them in the note."""
    titles = [same_name_key(entry.title) for entry in entries]
    same_title = [entry for entry, title in zip(entries, titles, strict=True) if title == words]
    if same_title:
        return same_title
    in_title = [entry for entry, title in zip(entries, titles, strict=True) if words in title]
    if in_title:
        return in_title
    return [entry for entry in entries if words in same_name_key(entry.note)]


def with_url(url: str, entries: Sequence[Entry]) -> list[Entry]:
    """Return the items with a link to the page of a URL."""
    from postgen.urls.canonical import canonical

    key = canonical(url)
    return [entry for entry in entries if key in map(canonical, entry.urls)]
