"""The interface of a style of references: how it finds and writes citations and entries.

`Style` itself is one that shows a number in the place of a link and has a list on the page: a style
that is alike needs no more than its marks. `LinkStyle` is one whose links stay links.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, ClassVar, Literal

from postgen.markdown import escape, spans
from postgen.references import cited_words, numbers
from postgen.text.edits import Edit
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator, Sequence

    from postgen.references.edit_citations import CitationEdits
    from postgen.references.edit_entries import EntryRows
    from postgen.references.model import (
        Citation,
        ConvertOptions,
        Entry,
        Group,
        HiddenEntry,
        LinkPlace,
        NewList,
        OldList,
        PlacedEntry,
        ReferenceList,
    )
    from postgen.references.parse import ParsedReferences
    from postgen.references.plan import Plan

SpanKind = Literal["link", "autolink", "footnote"]

_ENDS_WORD = Lazy(r"[^\s,.;:!?)，。；：！？）]")
_WEB = Lazy(r"(?:https?|ftps?):")


class Style:
    """A style of references.

    Its attributes describe what kind of style it is, its methods find and write.
    """

    name: ClassVar[str]
    order: ClassVar[int] = 50
    """Styles are asked in this order: the first one that a body has is its own."""

    shows_numbers: ClassVar[bool] = True
    """Whether the page shows a number in the place of a link."""

    has_list: ClassVar[bool] = True
    list_is_visible: ClassVar[bool] = True
    """Whether the list is a part of the page, under a heading."""

    marks_are_text: ClassVar[bool] = False
    """Whether a citation is text to Markdown, such as `[3]`, and no link or footnote."""

    reads_numbers: ClassVar[bool] = False
    """Whether a `[3]` of the prose would become a citation, and must be escaped."""

    reads_link_words: ClassVar[bool] = False
    """Whether it would become one in what were the words of a link, too."""

    highest: ClassVar[int | None] = None
    """The highest number that is read as a citation; None where each is."""

    orders_entries: ClassVar[bool] = True
    """Whether entries that are not in the order of appearance are reported."""

    long_entries_are_notes: ClassVar[bool] = False
    """Whether an entry with more than a link is an ordinary footnote, not a reference."""

    moves_labels: ClassVar[bool] = False
    """Whether links and images that are not converted follow a definition to its new label."""

    citation: ClassVar[Lazy | None] = None
    """A citation as it is written; its group is the number."""

    takes_ordered_lists: ClassVar[bool] = False
    """Whether an ordered list of Markdown may be its list, `3. words: url`."""

    reads_spans: ClassVar[Sequence[SpanKind]] = ()
    """The kinds of spans that may be citations of this style; see `read_link`."""

    entry_start: ClassVar[Lazy | None] = None
    """What an entry of a visible list begins with in a paragraph: groups `mark` and `number`."""

    # Finding

    def next_entry(self) -> Lazy:
        """Return what the next entry of a paragraph begins with: the same, on its own line."""
        return _on_own_line(self.entry_start or Lazy("(?!)"))

    def may_have_list(self, parsed: ParsedReferences) -> bool:
        """Whether a body may have a list of this style: a quick look."""
        return False

    def is_next_entry(self, first: re.Match[str], found: re.Match[str], number: int) -> bool:
        """Whether what looks like an entry in a paragraph is the one after `number`."""
        return True

    def is_list(self, found: ReferenceList, cited: set[tuple[str, int]]) -> bool:
        """Whether entries are a list of references.

        `cited` are the brackets and numbers in the text.
        """
        return True

    def find_in_text(self, parsed: ParsedReferences) -> Iterable[Citation]:
        """Find the citations that are text to Markdown.

        Numbers that are not listed are added to `parsed.unlisted`.
        """
        return ()

    def read_link(self, parsed: ParsedReferences, link: LinkPlace) -> Citation | None:
        """Read a span of one of the kinds `reads_spans` as a citation.

        None for one that is not of this style.
        """
        return None

    def is_used(self, parsed: ParsedReferences) -> bool:
        """Whether a body has its numbers in this style."""
        return any(each.style is self for each in parsed.lists)

    # Planning

    def choose(self, parsed: ParsedReferences, options: ConvertOptions) -> list[Citation]:
        """Return the citations that a conversion to this style is about."""
        numbered = [each for each in parsed.citations if not each.is_ordinary]
        has_numbers = bool(numbered or parsed.lists)
        if has_numbers and not options.every:
            return numbered
        return [each for each in parsed.citations if not each.is_wordless]

    def can_hold(self, entry: Entry) -> bool:
        """Whether the list can hold an entry."""
        return True

    def add_unused(self, plan: Plan, groups: dict[object, Group]) -> None:
        """Add, or report, what the body defines in this style and nothing cites."""

    def odd_links(self, plan: Plan) -> set[Citation]:
        """Return the links that stay, because this style could not be converted back to them."""
        return set()

    def taken_numbers(self, plan: Plan) -> set[int]:
        """Return the numbers that something else has already."""
        return set()

    # Writing citations

    def cite(
        self, words: str, entry: Entry, number: int, *, after: str = "", first: bool = False
    ) -> str:
        """Write a link of the text with its words.

        `after` is the character that follows, `first` marks the first link to a URL.
        """
        return self.guard_words(words) + self.mark(number, after, first=first)

    def mark(self, number: int, after: str = "", *, first: bool = False) -> str:
        """Write the number that stands for a link."""
        raise NotImplementedError

    def guard_words(self, words: str) -> str:
        """Write the words before a number: a `!` there would make an image of it."""
        return f"{words[:-1]}\\!" if _ends_bare(words, len(words)) else words

    def escape_words(self, words: str) -> str:
        """Keep numbers in the words of a link from becoming citations in a list."""
        return words

    def edits(
        self, writer: CitationEdits, citation: Citation, groups: Sequence[Group]
    ) -> Iterator[Edit]:
        """Return the smallest edits that write a citation of any style in this one."""
        after = self.following(writer, citation, groups)
        if not citation.is_ordinary:  # `words[3]`
            yield from self._replace_number(writer, citation, self._marks(citation, groups, after))
        elif citation.words is None and not citation.is_autolink:  # `[\[3\]](url)`
            yield Edit(citation.start, citation.end, self._marks(citation, groups, after))
        else:  # `[words](url)`, `<url>`
            group = groups[0]
            first = group.citations[0] is citation
            link_words = writer.words_of(citation)
            text = self.cite(link_words, group.entry, group.number, after=after, first=first)
            before, behind = writer.around_words(citation)
            end = citation.end + len(citation.attributes)
            yield Edit(citation.start, end, f"{before}{text}{behind}")

    def following(self, writer: CitationEdits, citation: Citation, groups: Sequence[Group]) -> str:
        """Return the character that follows a citation."""
        end = citation.end + len(citation.attributes)
        return writer.source[end : end + 1]

    def number_place(self, citation: Citation) -> tuple[int, int]:
        """Return the place of a number that is replaced: a `<sup>` around it stays."""
        return citation.mark

    def prose_edits(self, writer: CitationEdits, own: Style | None) -> Iterator[Edit]:
        """Keep numbers of the prose from becoming citations.

        Free them where none is read as a citation any more.
        """
        if self.reads_numbers:
            yield from writer.escape_prose(is_linked=False)
        elif own and own.reads_numbers:
            yield from writer.unescape_prose()

    def label_edits(self, writer: CitationEdits) -> Iterator[Edit]:
        """Return the edits of links and images that follow a definition to its new label."""
        return iter(())

    def _marks(self, citation: Citation, groups: Sequence[Group], after: str) -> str:
        """Write the numbers that stand for a citation, `[1][2]`."""
        marks = []
        for group in groups:
            is_first = group.citations[0] is citation
            marks.append(self.mark(group.number, after, first=is_first))
        return "".join(marks)

    def _replace_number(
        self, writer: CitationEdits, citation: Citation, marks: str
    ) -> Iterator[Edit]:
        """Write marks in the place of a number."""
        start, end = self.number_place(citation)
        if citation.style is not self:
            yield from _guard_before(writer.source, start)
        yield Edit(start, end, marks)

    # Writing entries

    def row_start(self, number: int, *, cited: bool = True) -> str:
        """Write what an entry of a list begins with; one that is not `cited` has no way back."""
        raise NotImplementedError

    def row(self, number: int, entry: Entry, *, cited: bool = True) -> str:
        """Write an entry of a list."""
        return self.row_start(number, cited=cited) + self.entry_text(entry)

    def entry_text(self, entry: Entry) -> str:
        """Write what stands behind an entry's number: a link, or the whole text of a longer one."""
        return entry.rest or self.linked_name(entry)

    def linked_name(self, entry: Entry) -> str:
        """Write `[words](url "title")`, with its attributes and the words that citations keep."""
        link = escape.link(self.list_name(entry), entry.url, entry.title)
        return link + entry.attributes + cited_words.comment(entry)

    def list_name(self, entry: Entry) -> str:
        """Return the name of an entry in its list: its words, but the text of an image."""
        if "![" in entry.name:
            name = escape.inline(escape.one_line(escape.visible(entry.name)))
        else:
            name = escape.one_line(numbers.unescape_all(entry.name))
        return name or escape.inline(entry.url)

    def group_row(self, rows: EntryRows, group: Group) -> str:
        """Write the entry of a group: as it stands, where it stands in a list of this style."""
        if not group.listed:
            return rows.new_row(group)
        placed = group.listed[0]
        is_only_one = len(group.listed) == 1
        if is_only_one and rows.list_of(placed).style is self:
            return rows.with_words(self.same_row(rows, placed, group), placed, group)
        if group.entry.rest:
            mark = self.row_start(group.number, cited=bool(group.citations))
            return mark + rows.text_of(placed)
        return rows.new_row(group)

    def same_row(self, rows: EntryRows, placed: PlacedEntry, group: Group) -> str:
        """Write an entry of this style with its new number."""
        if not placed.mark:  # an item of an ordered list, which Markdown numbers
            return rows.text_of(placed)
        mark = self.row_start(group.number, cited=bool(group.citations))
        return mark + rows.text_of(placed)

    def hidden_entries(self, parsed: ParsedReferences) -> Iterator[HiddenEntry]:
        """Return what the body lists in this style and the page does not show as a list."""
        return iter(())

    def old_lists(self, parsed: ParsedReferences, new: NewList) -> Iterator[OldList]:
        """Return the lists of this style that the page does not show and a conversion replaces."""
        return iter(())

    def cited_numbers(self, text: str) -> set[int]:
        """Return the numbers that a text of this style cites."""
        if self.citation is None:
            return set()
        return {int(found[1]) for found in self.citation.finditer(text)}


def _ends_bare(text: str, end: int) -> bool:
    """Whether a text ends with a `!` that is not escaped."""
    return text.endswith("!", 0, end) and not text.endswith("\\!", 0, end)


def _guard_before(text: str, place: int) -> Iterator[Edit]:
    """Escape a `!` before a place where a link is to be: `Wow![3]`."""
    if _ends_bare(text, place):
        yield Edit(place - 1, place, "\\!")


@cache
def _on_own_line(entry: Lazy) -> Lazy:
    return Lazy(rf"\n[ \t]*{entry.source}", entry.flags)


class LinkStyle(Style):
    """A style whose links stay links: it turns a number into a link of the words before it."""

    shows_numbers = False
    list_is_visible = False

    def edits(
        self, writer: CitationEdits, citation: Citation, groups: Sequence[Group]
    ) -> Iterator[Edit]:
        """Return the smallest edits that write a citation of any style in this one."""
        if citation.is_ordinary:
            yield from self.relink(writer, citation, groups[0])
        elif citation.words is None or len(groups) > 1:
            links = "".join(self._link_number(group) for group in groups)
            yield from _guard_before(writer.source, citation.start)
            yield Edit(citation.start, citation.end, links)
        else:
            yield from self._link_words(writer, citation, groups[0])

    def relink(self, writer: CitationEdits, citation: Citation, group: Group) -> Iterator[Edit]:
        """Return the edits of a link that leads to its URL in another way."""
        raise NotImplementedError

    def guard_words(self, words: str) -> str:
        """Write the words of a link as they are."""
        return words

    def _link_words(
        self, writer: CitationEdits, citation: Citation, group: Group
    ) -> Iterator[Edit]:
        """Make a link of the words before a number, `words[3]`; what stands between them stays."""
        start, end = citation.words_place
        source = writer.source
        title, attributes = citation.own_link or ("", "")
        entry = group.entry._replace(title=title)
        is_adjacent = end == citation.start
        if is_adjacent and any(citation.around):
            start, link_end, blanks = cited_words.linked_place(source, citation)
            words = source[start:end] + source[citation.end : link_end] + blanks
            yield from _guard_before(source, start)
            yield Edit(start, link_end, self._link_of(words, group, entry) + attributes)
            return
        link = self._link_of(source[start:end], group, entry) + attributes
        if not link.startswith("<"):
            yield from _guard_before(source, start)
        is_parted_by_blank = source[end : citation.start].isspace()
        is_before_word = _ENDS_WORD.match(source, citation.end) is not None
        if is_adjacent or (is_parted_by_blank and not is_before_word):
            yield Edit(start, citation.end, link)
        else:  # `“words”[3]`, or `words [3]and`, where the blank must stay
            yield Edit(start, end, link)
            yield Edit(citation.start, citation.end, "")

    def _link_of(self, text: str, group: Group, entry: Entry) -> str:
        """Write a link with the text as its words, or `<url>` where they are the address.

        `entry` is the group's, but for the title.
        """
        is_address = escape.visible(text) == entry.url and _WEB.match(entry.url)
        is_plain = not entry.title and text == text.strip() and not spans.parse(text, {})
        if is_address and is_plain:
            return escape.autolink(entry.url)
        return self.cite(numbers.unescape_all(text), entry, group.number)

    def _link_number(self, group: Group) -> str:
        r"""Write a link whose words are its number, `[\[3\]](url)`: there are no others."""
        return self.cite(f"\\[{group.number}\\]", group.entry, group.number)
