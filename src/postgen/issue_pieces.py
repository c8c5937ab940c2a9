"""An issue cut into the pieces that a person writes, orders and reads. Pure.

    Two links this week.                <- intro
    ## 1. NLP                           <- section
    ### 1.1 The Illustrated …[1]        <- item: its heading, and the text below it
    still the best hour on attention
    ## References                       <- references

All places are those of the body, with LF alone. What is between pieces is white space.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from postgen.habits import item_form, past, sections
from postgen.habits.past import PastIssue
from postgen.markdown import Markdown, escape
from postgen.markdown.lists import ListBlock
from postgen.references import OUTSIDE
from postgen.references.convert import own_style
from postgen.references.parse import ParsedReferences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from postgen.habits.body import BodyHabits
    from postgen.habits.past import Part, Past
    from postgen.habits.sections import PastSection
    from postgen.references.model import Citation

Kind = Literal["intro", "section", "item", "text", "outro", "contents", "rule", "references"]

_KIND_OF_PART: dict[str, Kind] = {"toc": "contents", "rule": "rule", "references": "references"}
_LONGEST_TITLE = 80


class Reference(NamedTuple):
    """A citation in a piece: its number on the page, 0 for a plain link; its words, its address."""

    number: int
    words: str
    url: str


class Piece(NamedTuple):
    """A piece of an issue, from `start` to `end` in its body.

    `name` is unique in the issue: `item-3`. `title` is what a reader sees of it, `number` the one
    that stands before that. `written` is the part that is a text of its own: all of a text or an
    item of a list, what stands below a heading; empty where nothing is written yet. `around` is
    what separates it from its neighbours then. `form` is how an item stands: those of one form can
    stand beside each other.
    """

    name: str
    kind: Kind
    start: int
    end: int
    title: str = ""
    number: str = ""
    written: tuple[int, int] | None = None
    around: tuple[str, str] = ("", "")
    section: int = 0
    form: str = ""
    references: tuple[Reference, ...] = ()

    @property
    def heading(self) -> str:
        """Its title without the numbers of its references."""
        title = self.title
        for each in self.references:
            title = title.replace(f"[{each.number}]", "")
        return title

    def text(self, body: str) -> str:
        """Return what is written in it, "" for nothing."""
        return body[slice(*self.written)] if self.written else ""


class Cut(NamedTuple):
    """An issue's body and its pieces, in their order."""

    found: Past
    pieces: tuple[Piece, ...]

    @property
    def body(self) -> str:
        """The body, with LF alone."""
        return self.found.body.source

    def piece(self, name: str) -> Piece | None:
        """Return the piece of a name."""
        return next((each for each in self.pieces if each.name == name), None)

    def of(self, kind: Kind, section: int | None = None) -> list[Piece]:
        """Return the pieces of a kind, of one section if that is said."""
        return [
            each for each in self.pieces if each.kind == kind and section in {None, each.section}
        ]


def cut(text: str, habits: BodyHabits | None = None, texts: Iterable[str] = ()) -> Cut:
    """Cut a file's text into pieces; `texts` are those that stand below the items of each issue."""
    found = past.read(PastIssue(text), as_links=False)
    forms = {part.head.form for part in found.parts if part.head}
    form = habits.head if habits and habits.head in forms else None
    if form is None and not (habits and habits.head is None and habits.item.kind == "heading"):
        form = sections.head_form([found], 0)
    above, there = sections.split(found, form)
    cutter = _Cutter(found, frozenset(texts))
    for part in above:
        cutter.add(part)
    cutter.end_text()
    for section in there:
        cutter.add_section(section)
    return Cut(found, tuple(_named(_with_references(found, cutter.finished()))))


class _Cutter:
    """Collects the pieces of an issue in their order."""

    def __init__(self, found: Past, texts: frozenset[str]) -> None:
        self._found = found
        self._texts = texts
        self._pieces: list[Piece] = []
        self._open: list[Part] = []
        self._section = 0

    def add(self, part: Part) -> None:
        """Add a part that is not an item: text goes on, what nobody writes ends it."""
        kind = _KIND_OF_PART.get(part.kind)
        if kind is None:
            self._open.append(part)
            return
        self.end_text()
        piece = Piece("", kind, part.start, part.end, section=self._section)
        if self._pieces and self._pieces[-1].kind == kind == "references":
            piece = piece._replace(start=self._pieces.pop().start)
        self._pieces.append(piece)

    def end_text(self) -> None:
        """Make one piece of the parts since the last piece."""
        if not self._open:
            return
        start, end = self._open[0].start, self._open[-1].end
        self._open = []
        piece = Piece("", "text", start, end, written=(start, end), around=("\n\n", ""))
        self._pieces.append(piece._replace(section=self._section))

    def add_section(self, section: PastSection) -> None:
        """Add the pieces of a section."""
        if section.own and section.own.head:
            self._section += 1
            head, own = section.own.head, section.own
            piece = Piece("", "section", own.start, own.end, head.name, head.number)
            self._pieces.append(piece._replace(section=self._section))
        parts = list(section.parts)
        if section.kind == "heading":
            first = next(n for n, part in enumerate(parts) if part.kind == "head")
            for part in parts[:first]:
                self._add_with_items(part)
            self.end_text()
            self._add_under_heads(parts[first:])
        else:
            for part in parts:
                self._add_with_items(part, section.kind)
        self.end_text()

    def _add_with_items(self, part: Part, kind: str | None = "list") -> None:
        """Add a part whose items, if it has some, are those of a list, or paragraphs."""
        is_item = part.text not in self._texts and bool(part.block)
        has_links = is_item and sections.outside_links(self._found, part.block) > 0  # type: ignore[arg-type]
        if has_links and part.kind == "list" and isinstance(part.block, ListBlock):
            self.end_text()
            for start, end in _items_of_list(self._found, part, part.block):
                self._add_item(start, end, (start, end), f"list{part.block.marker == '1'}")
        elif has_links and part.kind == "text" and kind == "paragraph":
            self.end_text()
            self._add_item(part.start, part.end, (part.start, part.end), "paragraph")
        else:
            self.add(part)

    def _add_under_heads(self, parts: Sequence[Part]) -> None:
        """Add items that have headings: what is below one, up to the next, is its text."""
        starts = [n for n, part in enumerate(parts) if part.kind == "head"]
        for start, stop in zip(starts, [*starts[1:], len(parts)], strict=True):
            head, below = parts[start], parts[start + 1 : stop]
            own = next((n for n, part in enumerate(below) if self._ends(part)), len(below))
            end = below[own - 1].end if own else head.end
            written = (below[0].start if own else head.end, end)
            self._add_item(head.start, end, written, f"head{head.head and head.head.level}", head)
            for part in below[own:]:
                self.add(part)
            self.end_text()

    def _ends(self, part: Part) -> bool:
        """Whether a part is not of an item: it stands in each issue, or nobody writes it."""
        return part.kind in _KIND_OF_PART or part.text in self._texts

    def _add_item(
        self, start: int, end: int, written: tuple[int, int], form: str, head: Part | None = None
    ) -> None:
        if head and head.head:
            title, number = head.head.name, head.head.number
        else:
            title, number = _title_of(self._found.body.source[start:end]), ""
        piece = Piece("", "item", start, end, title, number, written, ("\n\n", ""))
        self._pieces.append(piece._replace(section=self._section, form=form))

    def finished(self) -> list[Piece]:
        """Return all pieces; the text above all others is the intro, that below the outro."""
        pieces = self._pieces
        source = self._found.body.source
        lead = len(source) - len(source.lstrip("\n"))
        first = next((n for n, each in enumerate(pieces) if each.kind == "text"), None)
        stops = {"section", "item"}
        limit = next((n for n, each in enumerate(pieces) if each.kind in stops), len(pieces))
        if first is not None and first < limit:
            pieces[first] = pieces[first]._replace(kind="intro", around=("", "\n\n"))
        else:
            start = source[:lead].rfind("\n") + 1 if pieces else lead
            pieces.insert(0, Piece("", "intro", start, start, "", "", (start, start), ("", "\n\n")))
        return self._with_outro(pieces)

    def _with_outro(self, pieces: list[Piece]) -> list[Piece]:
        last = max(
            (n for n, each in enumerate(pieces) if each.kind in {"section", "item"}), default=-1
        )
        texts = [n for n, each in enumerate(pieces) if each.kind == "text" and n > last >= 0]
        if texts:
            pieces[texts[-1]] = pieces[texts[-1]]._replace(kind="outro")
        elif last >= 0:
            end, section = pieces[last].end, pieces[last].section
            outro = Piece("", "outro", end, end, "", "", (end, end), ("\n\n", ""), section)
            pieces.insert(last + 1, outro)
        return pieces


def _items_of_list(found: Past, part: Part, block: ListBlock) -> Iterator[tuple[int, int]]:
    """Yield where the items of a list stand, without what kramdown does not see below them."""
    for item in block.items:
        text = found.body.source[item.start : min(item.end, part.end)]
        yield item.start, item.start + len(past.without_tags(text.rstrip()))


def _title_of(text: str) -> str:
    """Return what an item without a heading is called: the words of its link, or its first ones."""
    read = Markdown(text)
    views = [each.view for each in read.leaves() if each.view]
    form = item_form.read_line(read, views[0]) if views else None
    if form and form.title:
        words = form.title
    else:
        words = escape.visible(views[0].text, read.spans(views[0])) if views else text
    words = escape.one_line(words)
    return words if len(words) <= _LONGEST_TITLE else words[: _LONGEST_TITLE - 1].rstrip() + "…"


def _named(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Yield pieces with their names: the kind, and which one it is of that kind."""
    counts: dict[str, int] = {}
    for each in pieces:
        counts[each.kind] = counts.get(each.kind, 0) + 1
        yield each._replace(name=f"{each.kind}-{counts[each.kind]}")


# References


def _with_references(found: Past, pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Yield pieces with the citations that stand in them."""
    parsed = ParsedReferences(found.body)
    cited = list(_numbered(parsed))
    for each in pieces:
        own = tuple(
            reference for start, reference in cited if each.start <= start < max(each.end, 1)
        )
        yield each._replace(references=own) if each.kind != "references" else each


def _numbered(parsed: ParsedReferences) -> Iterator[tuple[int, Reference]]:
    """Yield where each address is cited, with the number that it has by first appearance."""
    own = own_style(parsed)
    shows_numbers = own is not None and own.shows_numbers
    numbers: dict[str, int] = {}
    for each in parsed.citations:
        if each.is_note:
            continue
        for url in _urls_of(each):
            is_numbered = shows_numbers and not each.is_ordinary
            number = numbers.setdefault(url, len(numbers) + 1) if is_numbered else 0
            words = escape.one_line(escape.visible(each.source_words(parsed.source)))
            yield each.start, Reference(number, words, url)


def _urls_of(citation: Citation) -> Iterator[str]:
    for each in citation.entries:
        if OUTSIDE.match(each.url):
            yield escape.opened_url(each.url)
