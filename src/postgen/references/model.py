"""The references of a body as data: entries, citations, definitions, footnotes and lists."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from postgen.markdown import escape
from postgen.markdown.source_map import OPAQUE
from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from postgen.markdown.source_map import View
    from postgen.markdown.spans import Span
    from postgen.references.styles.base import Style


Links = tuple[tuple[str, str] | None, ...]
"""The titles and attributes of links, each None where they are those of the entry."""


class Entry(NamedTuple):
    """The content of a list for one URL. All but `url` is Markdown.

    `rest` is the whole text of an entry that has more than a name and a URL; its `url` is "" where
    it holds none or several. `words` are those of each of its citations, kept where its name is not
    the same, and `links` their titles and attributes, where those differ.
    """

    url: str
    name: str = ""
    title: str = ""
    attributes: str = ""
    rest: str = ""
    words: tuple[str, ...] = ()
    links: Links = ()

    @property
    def exceeds_link(self) -> bool:
        """Whether it has more than a link can hold."""
        return bool(self.rest) or not self.url


class PlacedEntry:
    """An entry of a list where it stands: its number, its place, and the content of its text.

    `mark` is what it begins with, as it is written: `[3] `; "" for an item of a numbered list,
    whose number is its place. `digits` is the place of its number, `bare_url` that of an address
    which is only written down.
    """

    __slots__ = ("bare_url", "digits", "end", "entry", "mark", "number", "start", "view")

    def __init__(  # noqa: PLR0913, PLR0917
        self,
        view: View,
        number: int,
        start: int,
        end: int,
        mark: str,
        digits: tuple[int, int],
        entry: Entry,
        bare_url: tuple[int, int] | None = None,
    ) -> None:
        self.view = view
        self.number = number
        self.start = start
        self.end = end
        self.mark = mark
        self.digits = digits
        self.entry = entry
        self.bare_url = bare_url

    @property
    def bracket(self) -> str:
        r"""What its number stands in: `[`, `\[`, `【` or `［`."""
        if self.mark.startswith("\\"):
            return self.mark[:2]
        return self.mark[:1] or "["

    @property
    def text(self) -> tuple[int, int]:
        """The place of the text behind the mark."""
        return self.start + len(self.mark), self.end


class ReferenceList(NamedTuple):
    """A list that the page shows: its style, its numbers' bracket, its entries and its heading.

    `is_whole` means that nothing else stands between its entries, `is_ordered` that it is an
    ordered list of Markdown, whose numbers are the places of its items.
    """

    style: Style
    bracket: str
    entries: list[PlacedEntry]
    heading: tuple[int, int] | None
    is_whole: bool
    is_ordered: bool

    @property
    def start(self) -> int:
        """The place where the entries begin."""
        return self.entries[0].start

    @property
    def end(self) -> int:
        """The place where the entries end."""
        return self.entries[-1].end


class Definition(NamedTuple):
    """A `[label]: url` line, where it stands, and whether it is the one that counts."""

    label: str
    url: str
    title: str
    start: int
    end: int
    counts: bool


class Footnote:
    """A footnote that holds a reference and nothing else."""

    __slots__ = ("end", "entry", "label", "start", "view")

    def __init__(self, label: str, start: int, end: int, entry: Entry, view: View) -> None:
        self.label = label
        self.start = start
        self.end = end
        self.entry = entry
        self.view = view


class HiddenEntry(NamedTuple):
    """A definition or a footnote as an entry.

    It `counts` if it leads outside and no later one takes its label.
    """

    label: str
    entry: Entry
    start: int
    end: int
    counts: bool


class Unlisted(NamedTuple):
    """A citation of a number that no list has."""

    start: int
    end: int
    number: str


class Citation:
    """A place of the text that leads to a URL. All places are in the body's source.

    `start` to `end` is all of it: a link, or the mark of a number with what is only there for it.
    `mark` is the place of what stands for the URL: `](https://e.org)` of a link. `place` is where
    it starts in the text of its view, and `words` the place of its words there, None where they are
    not known. It names its URL by the entries of a list that are `listed`, by a `footnote`, by the
    label of a `definition`, or by itself. `own_link` is the title and the attributes that the link
    of a number has, where it names one entry. `around` are the blanks and comments that a link has
    before its words and behind them, and that of a number is to have. `is_note` marks one in a
    footnote.
    """

    __slots__ = (
        "around",
        "attributes",
        "definition",
        "end",
        "entries",
        "footnote",
        "is_note",
        "listed",
        "mark",
        "own_link",
        "place",
        "span",
        "start",
        "style",
        "title",
        "view",
        "words",
    )

    def __init__(  # noqa: PLR0913, PLR0917
        self,
        style: Style,
        start: int,
        end: int,
        mark: tuple[int, int],
        view: View,
        place: int,
        entries: list[Entry] | None = None,
        listed: tuple[PlacedEntry, ...] = (),
        footnote: Footnote | None = None,
        definition: str = "",
        words: tuple[int, int] | None = None,
        title: str = "",
        attributes: str = "",
        span: Span | None = None,
        own_link: tuple[str, str] | None = None,
        around: tuple[str, str] = ("", ""),
        *,
        is_note: bool = False,
    ) -> None:
        self.style = style
        self.start = start
        self.end = end
        self.mark = mark
        self.view = view
        self.place = place
        self.entries = [] if entries is None else entries
        self.listed = listed
        self.footnote = footnote
        self.definition = definition
        self.words = words
        self.title = title
        self.attributes = attributes
        self.span = span
        self.own_link = own_link
        self.around = around
        self.is_note = is_note

    def source_words(self, source: str) -> str:
        """Return its words on one line, as the source has them; "" where they are not known."""
        if self.words is None:
            return ""
        start, end = self.words
        words = self.view.text[start:end]
        if OPAQUE in words:  # Liquid, which only the source has
            words = source[self.view.at(start) : self.view.end(end)]
        return escape.one_line(words)

    @property
    def words_place(self) -> tuple[int, int]:
        """The place of its words in the source, which must be known."""
        start, end = self.words or (0, 0)
        return self.view.at(start), self.view.end(end)

    @property
    def is_ordinary(self) -> bool:
        """Whether the page shows a link here, and no number."""
        return not self.style.shows_numbers

    @property
    def is_wordless(self) -> bool:
        """Whether it is a link that shows nothing, `[](https://e.org)`."""
        return self.words is not None and self.words[0] >= self.words[1]

    @property
    def is_autolink(self) -> bool:
        """Whether it is `<https://e.org>`, which has no words but its address."""
        return self.span is not None and self.span.kind == "autolink"

    @property
    def label(self) -> str:
        """The label of its definition, or that of its footnote with a `^`; "" for neither."""
        if self.footnote:
            return f"^{self.footnote.label}"
        return self.definition

    @property
    def starts_line(self) -> bool:
        """Whether nothing stands before it on its line."""
        text, place = self.view.text, self.place
        while place and text[place - 1] != "\n":
            place -= 1
            if not text[place].isspace():
                return False
        return True


class Group:
    """A URL's entry, its citations, and the places where lists name it.

    Those places are entries, definitions and footnotes. `labels` are those of its definitions, and
    those of its footnotes with a `^` before them.
    """

    __slots__ = ("citations", "entry", "labels", "listed", "number")

    def __init__(self, entry: Entry, labels: list[str] | None = None) -> None:
        self.entry = entry
        self.citations: list[Citation] = []
        self.listed: list[PlacedEntry] = []
        self.labels = [] if labels is None else labels
        self.number = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing cites or lists the URL."""
        return not (self.citations or self.listed or self.labels)


class Piece(NamedTuple):
    """A piece of the body that lists references: an entry, a definition or a footnote."""

    start: int
    end: int
    label: str = ""


class OldList(NamedTuple):
    """A list that a conversion replaces: its pieces, its style, and its heading if that goes too.

    `is_inner` is one of definitions that stand within other blocks, such as an item of a list.
    """

    pieces: list[Piece]
    style: Style
    heading: tuple[int, int] | None
    is_inner: bool = False


class NewList(NamedTuple):
    """A list as it is to be: its rows, each with the labels that it had.

    `kept` are the entries that stay as they are, `notes` the labels of the footnotes that go, and
    `remaining` those of definitions that links and images still use. `edited_headings` are those of
    lists in which a link or a number changes, `## Sources and [more](url)`: they stay.
    """

    style: Style
    heading: str
    rows: list[str]
    labels: list[list[str]]
    kept: frozenset[PlacedEntry]
    notes: frozenset[str]
    remaining: set[str]
    edited_headings: frozenset[tuple[int, int]]


class LinkPlace(NamedTuple):
    """A span of a text that may be a citation: its place in the source, and its attribute list.

    `attributes` is that list as it is written, `{:target="_blank"}`, and `attributes_end` where it
    ends, or the span. `is_outside` marks a link to be numbered, and not an address in the
    words of another one.
    """

    view: View
    span: Span
    start: int
    end: int
    attributes: str
    attributes_end: int
    is_outside: bool


class ConvertOptions(NamedTuple):
    """What is asked for: a style, with the heading for a list that has none of its own.

    `is_asked` means that a person named the style: it is then written as it should be, and not only
    numbered. With `every`, ordinary links get numbers, too, where the page has numbers already.
    With `repair`, addresses of a list that are only written down become links. `numbers` are those
    that URLs have elsewhere, and are to have here; an entry that leads nowhere goes by its own, as
    `[3]`.
    """

    style: Style
    heading: str = "References"
    is_asked: bool = False
    every: bool = False
    repair: bool = False
    numbers: Mapping[str, int] = MappingProxyType({})
