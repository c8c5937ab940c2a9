"""What a body says, as facts that have a place: fixes must change the right ones only."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from postgen.markdown import Markdown, escape
from postgen.text.edits import Edit, apply

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from postgen.checks.check import Proposal
    from postgen.markdown.source_map import View
    from postgen.markdown.spans import Span
    from postgen.markdown.tree import Block

Fact = tuple[str, int, str]
"""Its kind, its place in the source, and what it says."""

# Blocks that say what stands in them as it is, and blocks that say what the blocks in them do.
_VERBATIM = frozenset(
    {"code", "comment", "math", "table", "definition", "abbreviation", "extension", "ald"}
)
_CONTAINERS = frozenset({"quote", "html", "footnote", "definitions", "item"})
_NAMES = frozenset({"words", "id"})
"""The facts of a heading's name, which a fix may add to."""
_EMPHASIS = frozenset({"strong", "em", "del"})

MAX_ATTEMPTS = 100
"""How many sets of edits are tried; where many fixes are wrong, some right ones are left out."""


class Moves:
    """Where places of a text are once edits are made, and back."""

    def __init__(self, edits: Iterable[Edit]) -> None:
        self._edits = sorted(edits)
        self._shifts = [0]
        for edit in self._edits:
            self._shifts.append(self._shifts[-1] + len(edit.new) - (edit.end - edit.start))
        self._ends = [edit.end for edit in self._edits]
        self._new_ends = [
            edit.end + shift for edit, shift in zip(self._edits, self._shifts[1:], strict=True)
        ]

    def to(self, place: int) -> int:
        """Return the new place; what stands where something is put in is moved behind it."""
        return place + self._shifts[bisect_right(self._ends, place)]

    def back(self, place: int) -> int:
        """Return the old place; where the edit begins, for one in what was put in."""
        passed = bisect_right(self._new_ends, place)
        old = place - self._shifts[passed]
        if passed == len(self._edits):
            return old
        return min(old, self._edits[passed].start)

    def meet(self, edit: Edit) -> bool:
        """Whether an edit of the new text meets what was put in or taken out."""
        is_insertion = edit.start == edit.end
        first = bisect_left(self._new_ends, edit.start)
        for at in range(first, len(self._edits)):
            known = self._edits[at]
            start, end = known.start + self._shifts[at], self._new_ends[at]
            if start > edit.end:
                return False
            both_insert = is_insertion and known.start == known.end
            overlap = start < edit.end and edit.start < end
            if both_insert or overlap:
                return True
        return False


def facts(body: Markdown) -> Iterator[Fact]:
    """Return what a body says: headings, items, code, tables, and the links in its lines."""
    for outer in body.blocks:
        for block in outer.walk():
            yield from _block_facts(body, block)


def _block_facts(body: Markdown, block: Block) -> Iterator[Fact]:
    """Return what a block says itself, without the blocks in it."""
    kind = block.kind
    if kind == "heading":
        yield heading_fact(block.start, block.level)
    elif kind in _VERBATIM:
        text = body.source[block.start : block.end].strip()
        yield kind, _first_mark(body.source, block), text
    elif kind in _CONTAINERS:
        yield kind, _first_mark(body.source, block), ""
    if block.view and kind != "definition":
        yield from _span_facts(body, block.view)


def _first_mark(source: str, block: Block) -> int:
    """Return the place of a block's first mark, which is the same however the block is nested."""
    place = block.start
    while source[place : place + 1] in {" ", "\t"}:
        place += 1
    return place


def _span_facts(body: Markdown, view: View) -> Iterator[Fact]:
    for span in body.spans(view):
        for each in span.walk():
            if each.kind not in _EMPHASIS:
                yield _span_fact(view, each)


def _span_fact(view: View, span: Span) -> Fact:
    content = span.url or view.text[span.start : span.end]
    return span.kind, view.at(span.start), f"{content} {span.title}"


def heading_fact(place: int, level: int) -> Fact:
    """Return the fact of a heading."""
    return "heading", place, str(level)


def link_fact(kind: str, place: int, url: str) -> Fact:
    """Return the fact of a link without a title, or of an address in angle brackets: `autolink`."""
    return kind, place, f"{url} "


class Verifier:
    """What a body says before any edit, to be compared with what it says after some.

    `verified` is the body with the edits made that were the last ones to change nothing else.
    """

    def __init__(self, body: Markdown) -> None:
        self._body = body
        self._attempts_left = MAX_ATTEMPTS
        self.verified: Markdown | None = None

    @cached_property
    def _facts(self) -> list[Fact]:
        return list(facts(self._body))

    @cached_property
    def _names(self) -> list[Fact]:
        return list(_heading_names(self._body))

    def holds(self, proposals: Sequence[Proposal]) -> bool:
        """Whether the body, with the fixes made, says the same as before plus what they gain."""
        self._attempts_left -= 1
        if self._attempts_left < 0:
            return False
        edits = sorted(edit for each in proposals for edit in each.finding.fix)
        if _overlap(edits) or takes_liquid(self._body.source, edits):
            return False
        new = Markdown(apply(self._body.source, edits))
        moves = Moves(edits)
        gains = [fact for each in proposals for fact in each.gains if fact[0] not in _NAMES]
        losses = _moved((fact for each in proposals for fact in each.losses), moves)
        expected = _moved(self._facts, moves) + _moved(gains, moves) - losses
        if Counter(facts(new)) != expected:
            return False
        keeps_names = _moved(self._names, moves) - losses <= Counter(_heading_names(new))
        if not keeps_names:
            return False
        freed = {moves.to(place) for each in proposals for place in each.freed}
        outer_starts = {block.start for block in new.blocks}
        if not freed <= outer_starts:
            return False
        self.verified = new
        return True


class Changes:
    """What edits that stand apart change: the facts that each adds, and those that it takes out.

    All edits are made at once, and the body is parsed once for all of them; one that meets an
    earlier one is left out, and its fix to the next run. Places are those before the edits.
    """

    def __init__(self, body: Markdown, edits: Iterable[Edit]) -> None:
        every = list(_apart(edits))
        moves = Moves(every)
        before = Counter((*facts(body), *_heading_names(body)))
        new = Markdown(apply(body.source, every))
        found = (*facts(new), *_heading_names(new))
        after = Counter((kind, moves.back(place), what) for kind, place, what in found)
        self._gains = sorted((after - before).elements(), key=_place)
        self._losses = sorted((before - after).elements(), key=_place)

    def within(self, start: int, end: int) -> tuple[tuple[Fact, ...], tuple[Fact, ...]]:
        """Return the facts between two places that are added, and those that are taken out."""
        return _between(self._gains, start, end), _between(self._losses, start, end)


def _between(found: Sequence[Fact], start: int, end: int) -> tuple[Fact, ...]:
    """Return the facts, sorted by their places, between two places."""
    first = bisect_left(found, start, key=_place)
    return tuple(found[first : bisect_left(found, end, key=_place)])


def _place(fact: Fact) -> int:
    return fact[1]


def _apart(edits: Iterable[Edit]) -> Iterator[Edit]:
    """Yield edits in their order, without those that meet an earlier one."""
    end = 0
    for edit in sorted(edits):
        if edit.start >= end:
            yield edit
            end = edit.end


def _overlap(edits: Sequence[Edit]) -> bool:
    """Whether two of some sorted edits overlap, or stand in one place."""
    for edit, following in pairwise(edits):
        is_same_place = edit[:2] == following[:2]
        if is_same_place or edit.end > following.start:
            return True
    return False


def takes_liquid(source: str, edits: Iterable[Edit]) -> bool:
    """Whether edits take tags of Liquid out: many leave nothing on the page that would show it."""
    taken = (source[edit.start : edit.end] for edit in edits)
    return any("{%" in each or "{{" in each for each in taken)


def _moved(found: Iterable[Fact], moves: Moves) -> Counter[Fact]:
    return Counter((kind, moves.to(place), content) for kind, place, content in found)


def is_same_around(old: Markdown, new: Markdown, edits: Sequence[Edit]) -> bool:
    """Whether edits change nothing outside the lines from the first to the last that they touch."""
    if takes_liquid(old.source, edits):
        return False
    moves = Moves(edits)
    first = old.source.rfind("\n", 0, min(edits).start) + 1
    last = _line_end(old.source, max(edit.end for edit in edits))
    outside = _facts_outside(old, first, last)
    new_outside = _facts_outside(new, moves.to(first), moves.to(last))
    return _moved(outside, moves) == Counter(new_outside)


def _line_end(source: str, place: int) -> int:
    """Return where the line of a place ends: at its newline, or with the text."""
    end = source.find("\n", place)
    return len(source) if end < 0 else end


def _facts_outside(body: Markdown, first: int, last: int) -> list[Fact]:
    """Return what a body says before the place `first` and behind the place `last`."""
    return [(kind, at, what) for kind, at, what in facts(body) if not first <= at <= last]


def _heading_names(body: Markdown) -> Iterator[Fact]:
    """Return the words of each heading, and its id."""
    for heading in body.headings:
        block = heading.block
        if block.view:
            words = escape.visible(block.view.text, body.spans(block.view))
            yield "words", block.start, words
        yield "id", block.start, heading.id
