"""The sections and items of an issue in another order; numbers and contents follow. Pure.

What stands between items stays where it is, so that there and back is the text of before.
"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from postgen import issue_pieces
from postgen.errors import VerificationError
from postgen.issue_edit import joined, plain_lines, renumbered, with_contents
from postgen.jekyll import liquid_syntax
from postgen.references.convert import convert
from postgen.text.patterns import Lazy
from postgen.toc.find import find as find_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postgen.habits.body import BodyHabits
    from postgen.issue_pieces import Cut, Piece

_DIGITS = Lazy(r"\d+")
_RELOAD = "Load the issue again."


class Moved(NamedTuple):
    """An issue's text in another order, and the name that the moved piece has there.

    With `keeps_numbers`, its references have the numbers of before: these were not in order.
    """

    text: str
    name: str
    keeps_numbers: bool = False


class Span(NamedTuple):
    """A part of a body that moves as one."""

    start: int
    end: int


class Layout(NamedTuple):
    """A body in another order: parts of the old one, and what is new between them."""

    old: str
    parts: tuple[Span | str, ...]

    @property
    def body(self) -> str:
        """The body as it is then."""
        return "".join(
            part if isinstance(part, str) else self.old[part.start : part.end]
            for part in self.parts
        )

    def place_of(self, place: int) -> int:
        """Return where a place of the old body is in the new one; -1 for one that is gone."""
        position = 0
        for part in self.parts:
            if isinstance(part, str):
                position += len(part)
                continue
            if part.start <= place < part.end:
                return position + place - part.start
            position += part.end - part.start
        return -1


def move_item(
    text: str, name: str, to: tuple[int, int], habits: BodyHabits | None, texts: Sequence[str] = ()
) -> Moved:
    """Move an item to a place of a section: `to` is the section's number, and a place from 0.

    Section 0 is what has no heading; the place is counted without the item itself. Raises
    `VerificationError`.
    """
    document, newline = plain_lines(text)
    cut = issue_pieces.cut(str(document), habits, texts)
    item = _piece(cut, name, "item")
    _check_liquid(cut.body[item.start : item.end], item.title)
    section, place = to
    if section == item.section:
        beside = _alike(cut, item, section)
        others = [each for each in beside if each != item]
        order = [*others[:place], item, *others[place:]]
        layout = _permuted(
            cut.body, [_span(each) for each in beside], [_span(each) for each in order]
        )
    else:
        layout = _into(cut, item, section, place)
    moved = _Follower(cut, layout, habits, texts).moved(_span(item))
    return Moved(joined(document, moved.text, newline), moved.name, moved.keeps_numbers)


def move_section(
    text: str, name: str, place: int, habits: BodyHabits | None, texts: Sequence[str] = ()
) -> Moved:
    """Move a section with all that is in it to a place, from 0, among the others.

    Raises `VerificationError`.
    """
    document, newline = plain_lines(text)
    cut = issue_pieces.cut(str(document), habits, texts)
    own = _piece(cut, name, "section")
    there = cut.of("section")
    order = [each for each in there if each != own]
    order.insert(place, own)
    wholes = {each.name: _whole(cut, each) for each in there}
    start, end = wholes[own.name]
    _check_liquid(cut.body[start:end], own.title)
    layout = _permuted(cut.body, list(wholes.values()), [wholes[each.name] for each in order])
    moved = _Follower(cut, layout, habits, texts).moved(wholes[own.name])
    return Moved(joined(document, moved.text, newline), moved.name, moved.keeps_numbers)


def _piece(cut: Cut, name: str, kind: str) -> Piece:
    found = cut.piece(name)
    if not found or found.kind != kind:
        raise VerificationError(f"The issue has no {kind} `{name}`.", _RELOAD)
    return found


def _check_liquid(text: str, title: str) -> None:
    """Raise `VerificationError` where a part of a block of Liquid would go without the rest."""
    if "{%" in text and liquid_syntax.parse(text).problem:
        raise VerificationError(
            f"A tag of Liquid that begins or ends elsewhere stands in `{title}`.",
            "Edit the issue by hand, as text.",
        )


def _span(piece: Piece) -> Span:
    return Span(piece.start, piece.end)


def _whole(cut: Cut, section: Piece) -> Span:
    """Return a section with what is in it, but for what ends it or stands in each issue."""
    within = [each for each in cut.pieces if each.section == section.section]
    last = max((each.end for each in within if each.kind in {"item", "text"}), default=0)
    return Span(section.start, max(last, section.end))


def _permuted(body: str, there: Sequence[Span], order: Sequence[Span]) -> Layout:
    """Return a body with spans in another order; what is between them stays."""
    parts: list[Span] = []
    position = 0
    for place, moved in zip(there, order, strict=True):
        parts += [Span(position, place.start), moved]
        position = place.end
    return Layout(body, (*parts, Span(position, len(body))))


def _alike(cut: Cut, item: Piece, section: int) -> list[Piece]:
    """Return the items of a section that have the form of an item: it can stand among them."""
    return [each for each in cut.of("item", section) if each.form == item.form]


def _into(cut: Cut, item: Piece, section: int, place: int) -> Layout:
    """Return a body with an item in another section."""
    beside = _alike(cut, item, section)
    if place < len(beside):
        at = beside[place].start
        new: tuple[Span | str, ...] = (_span(item), _gap(cut, item, beside))
    elif beside:
        at = beside[-1].end
        new = (_gap(cut, item, beside), _span(item))
    else:
        at, gap = _first_of_its_form(cut, item, section)
        new = (gap, _span(item))
    start, end = _removal(cut, item)
    size = len(cut.body)
    if at <= start:
        return Layout(cut.body, (Span(0, at), *new, Span(at, start), Span(end, size)))
    return Layout(cut.body, (Span(0, start), Span(end, at), *new, Span(at, size)))


def _first_of_its_form(cut: Cut, item: Piece, section: int) -> tuple[int, str]:
    """Return where an item goes that is the first of its form in a section, and what is above it.

    A list stands above items with headings. Raises `VerificationError` for other mixtures.
    """
    head = next((each for each in cut.of("section") if each.section == section), None)
    if not head:
        raise VerificationError("The issue has no such section.", _RELOAD)
    others = cut.of("item", section)
    has_heading = item.form.startswith("head")
    if has_heading and others and all(each.form.startswith("list") for each in others):
        return others[-1].end, "\n\n"
    is_list_above = item.form.startswith("list") and all(
        each.form.startswith("head") for each in others
    )
    if others and not is_list_above:
        raise VerificationError(
            f"The items of `{head.title}` have another form than `{item.title}`.",
            "Take it back into the backlog, and from there into that section.",
        )
    above = max((each.end for each in cut.of("text", section)), default=0)
    return max(head.end, above), _gap_below_heads(cut, item)


def _gap_below_heads(cut: Cut, item: Piece) -> str:
    """Return what separates the head of a section from its first item, as most do."""
    gaps = [
        cut.body[one.end : other.start]
        for one, other in pairwise(cut.pieces)
        if one.kind == "section" and other.kind == "item" and other.form == item.form
    ]
    return Counter(gaps).most_common(1)[0][0] if gaps else "\n\n"


def _removal(cut: Cut, item: Piece) -> Span:
    """Return what goes with an item: what separates it from its neighbour in the section."""
    beside = cut.of("item", item.section)
    below = beside[beside.index(item) + 1 :]
    if below and not cut.body[item.end : below[0].start].strip():
        return Span(item.start, below[0].start)
    return Span(len(cut.body[: item.start].rstrip()), item.end)


def _gap(cut: Cut, item: Piece, beside: Sequence[Piece]) -> str:
    """Return what separates two items of a section, or of the issue, as most do."""
    alike = [each for each in cut.of("item") if each.form == item.form]
    for pieces in (beside, alike):
        gaps = [
            cut.body[one.end : other.start]
            for one, other in pairwise(pieces)
            if one.section == other.section
        ]
        blank = [gap for gap in gaps if not gap.strip()]
        if blank:
            return Counter(blank).most_common(1)[0][0]
    return "\n" if item.form.startswith("list") else "\n\n"


class _Follower:
    """Makes what follows of a new order: the numbers, and the table of contents."""

    def __init__(
        self, cut: Cut, layout: Layout, habits: BodyHabits | None, texts: Sequence[str]
    ) -> None:
        self._cut = cut
        self._layout = layout
        self._habits = habits
        self._texts = texts

    def moved(self, span: Span) -> Moved:
        """Return the new body, in which the numbers are right if they were, and verify it."""
        old, heading = self._cut.body, self._cut.found.heading
        body = self._layout.body
        has_right_contents = with_contents(old, heading) == old
        if has_right_contents:
            body = self._with_rows(body, span)
        if self._habits and renumbered(old, self._habits) == old:
            body = self._renumbered(body, span, self._habits)
        before = convert(old)
        keeps_numbers = before.refused is not None or before.body != old
        if not keeps_numbers:
            after = convert(body)
            keeps_numbers = after.refused is not None
            body = after.body
        if has_right_contents:
            body = with_contents(body, heading)
        return Moved(body, self._verified(body, span), keeps_numbers)

    def _renumbered(self, body: str, span: Span, habits: BodyHabits) -> str:
        """Write the numbers of headings and of lists that count again.

        A list of two items that both have the number 1 does not count: an item that comes into one
        that does gets another number before.
        """
        numbers = [
            (each.section, found[0])
            for each in self._cut.of("item")
            if (found := _DIGITS.match(self._cut.body, each.start)) and each.form.startswith("list")
        ]
        place = self._layout.place_of(span.start)
        own = _DIGITS.match(body, place)
        if own and len(set(numbers)) == len(numbers):
            zero = "0" * len(own[0])
            new = renumbered(body[:place] + zero + body[own.end() :], habits)
            if not new.startswith(zero, place):
                return new
        return renumbered(body, habits)

    def _with_rows(self, body: str, span: Span) -> str:
        """Move the entries of the table of contents that name headings in a span."""
        table = find_table(self._cut.found.body, without=self._cut.found.heading)
        if not table:
            return body
        old = self._cut.body
        starts = [table.titles[pair].start if pair >= 0 else -1 for pair in table.pairs]
        lines = [row.line_start(old) for row in table.rows]
        last = table.rows[-1].line_end(old)
        own = [n for n, start in enumerate(starts) if span.start <= start < span.end]
        if not own or own != list(range(own[0], own[-1] + 1)):
            return body
        new_place = self._layout.place_of(span.start)
        below = [
            (self._layout.place_of(start), n)
            for n, start in enumerate(starts)
            if n not in own and self._layout.place_of(start) > new_place
        ]
        target = min(below)[1] if below else len(lines)
        blocks = [
            old[start:end].rstrip("\n")
            for start, end in zip(lines, [*lines[1:], last], strict=True)
        ]
        gaps = [
            old[start + len(block) : end]
            for start, block, end in zip(lines, blocks, [*lines[1:], last], strict=True)
        ]
        order = [n for n in range(len(blocks)) if n not in own]
        at = order.index(target) if target in order else len(order)
        order[at:at] = own
        new = "".join(blocks[n] + gap for n, gap in zip(order, gaps, strict=True))
        start = self._layout.place_of(lines[0])
        return body[:start] + new + body[start + last - lines[0] :]

    def _verified(self, body: str, span: Span) -> str:
        """Return the name of what moved. Raises `VerificationError` where it is not as it was."""
        after = issue_pieces.cut(f"---\n---\n{body}", self._habits, self._texts)
        order = sorted(
            (each for each in self._cut.pieces if each.kind in {"section", "item"}),
            key=lambda each: self._layout.place_of(each.start),
        )
        there = [each for each in after.pieces if each.kind in {"section", "item"}]
        if [*map(_identity, order)] != [*map(_identity, there)]:
            raise VerificationError(
                "The issue would be read otherwise in that order.",
                "Edit the issue by hand, as text.",
            )
        moved = next(n for n, each in enumerate(order) if each.start == span.start)
        return there[moved].name


def _identity(piece: Piece) -> tuple[str, str, tuple[str, ...]]:
    """Return what a piece is, wherever it stands."""
    urls = tuple(each.url for each in piece.references)
    return piece.kind, _DIGITS.sub("#", piece.title), urls


def steps(cut: Cut, item: Piece) -> dict[str, tuple[int, int]]:
    """Return where an item can go by one step, `up` and `down`, over the edges of its section."""
    beside = _alike(cut, item, item.section)
    index = beside.index(item)
    sections = [each.section for each in cut.of("section")]
    above = [each for each in sections if each < item.section]
    below = [each for each in sections if each > item.section]
    found = {}
    if index:
        found["up"] = item.section, index - 1
    elif above:
        found["up"] = above[-1], len(_alike(cut, item, above[-1]))
    if index + 1 < len(beside):
        found["down"] = item.section, index + 1
    elif below:
        found["down"] = below[0], 0
    return found


def place_at(cut: Cut, item: Piece, other: Piece, *, behind: bool) -> tuple[int, int]:
    """Return the place of an item that is to stand before, or behind, another one or a heading."""
    alike = [each for each in _alike(cut, item, other.section) if each != item]
    limit = other.start + behind
    return other.section, sum(each.start < limit for each in alike)
