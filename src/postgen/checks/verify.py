"""What a body says, in facts that have a place; repairs must change those that they mean to, and no others."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from postgen.markdown import Markdown, escape
from postgen.text.edits import Edit, Finding, apply

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from postgen.markdown.source_map import View
    from postgen.markdown.tree import Block

Fact = tuple[str, int, str]
"""Its kind, its place in the source, and what it says."""

_WHOLE = {"code", "comment", "math", "table", "definition", "abbreviation", "extension", "ald"}
_HOLDING = {"quote", "html", "footnote", "definitions", "item"}


ATTEMPTS = 100
"""How many sets of edits are tried: where more repairs than a text bears are wrong, some right ones are left out."""


class Repair(NamedTuple):
    """A finding, the facts that its edits add, and the places that they free: a block of no other begins there.

    The places are those before the edits.
    """

    finding: Finding
    gains: tuple[Fact, ...] = ()
    freed: tuple[int, ...] = ()


class Moves:
    """Says where places of a text are once edits are made, and back."""

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
        """Give the new place; what stands where something is put in is moved behind it."""
        return place + self._shifts[bisect_right(self._ends, place)]

    def back(self, place: int) -> int:
        """Give the old place; where the edit begins, for one in what was put in."""
        passed = bisect_right(self._new_ends, place)
        old = place - self._shifts[passed]
        return min(old, self._edits[passed].start) if passed < len(self._edits) else old

    def meet(self, edit: Edit) -> bool:
        """Say whether an edit of the new text cannot be made in the old: it meets what was put in or taken out."""
        at = bisect_left(self._new_ends, edit.start)
        while at < len(self._edits):
            known, start, end = (
                self._edits[at],
                self._edits[at].start + self._shifts[at],
                self._new_ends[at],
            )
            if start > edit.end:
                return False
            both_put_in = known.start == known.end and edit.start == edit.end
            if both_put_in or (start < edit.end and edit.start < end):
                return True
            at += 1
        return False


def facts(body: Markdown) -> Iterator[Fact]:
    """Tell what a body says: headings, blocks that are no running text, items, links, code and the like in lines."""
    for block in body.blocks:
        for each in block.walk():
            if each.kind == "heading":
                yield heading_fact(each.start, each.level)
            elif each.kind in _WHOLE:
                yield (
                    each.kind,
                    _mark(body.source, each),
                    body.source[each.start : each.end].strip(),
                )
            elif each.kind in _HOLDING:
                yield each.kind, _mark(body.source, each), ""
            if each.view and each.kind != "definition":
                yield from _span_facts(body, each.view)


def _mark(source: str, block: Block) -> int:
    """Give the place of a block's first mark: it stands the same however the block is nested."""
    place = block.start
    while source[place : place + 1] in {" ", "\t"}:
        place += 1
    return place


def _span_facts(body: Markdown, view: View) -> Iterator[Fact]:
    for span in body.spans(view):
        for each in span.walk():
            if each.kind not in {"strong", "em", "del"}:
                said = each.url or view.text[each.start : each.end]
                yield each.kind, view.at(each.start), f"{said} {each.title}"


def heading_fact(place: int, level: int) -> Fact:
    """Tell of a heading."""
    return "heading", place, str(level)


def link_fact(kind: str, place: int, url: str) -> Fact:
    """Tell of a link, or of an address in angle brackets: `autolink`."""
    return kind, place, f"{url} "


class Verifier:
    """What a body says before any edit, to be compared with what it says after some."""

    def __init__(self, body: Markdown) -> None:
        self._body = body
        self._facts = list(facts(body))
        self._names = list(_names(body))
        self._attempts_left = ATTEMPTS

    def holds(self, repairs: Sequence[Repair]) -> bool:
        """Make the edits, read the text again, and see that it says what it said, plus what was meant, and no more."""
        edits = sorted(edit for each in repairs for edit in each.finding.edits)
        self._attempts_left -= 1
        if self._attempts_left < 0 or any(
            a.end > b.start or a[:2] == b[:2] for a, b in pairwise(edits)
        ):
            return False
        if takes_liquid(self._body.source, edits):
            return False
        new = Markdown(apply(self._body.source, edits))
        moves = Moves(edits)
        wanted = _moved(self._facts, moves) + _moved(
            (fact for each in repairs for fact in each.gains), moves
        )
        freed = {moves.to(place) for each in repairs for place in each.freed}
        return (
            wanted == Counter(facts(new))
            and _moved(self._names, moves) <= Counter(_names(new))
            and freed <= {block.start for block in new.blocks}
        )


def takes_liquid(source: str, edits: Iterable[Edit]) -> bool:
    """Say whether edits take tags of Liquid out: many leave nothing on the page that would tell."""
    return any(
        "{%" in source[edit.start : edit.end] or "{{" in source[edit.start : edit.end]
        for edit in edits
    )


def _moved(told: Iterable[Fact], moves: Moves) -> Counter[Fact]:
    return Counter((kind, moves.to(place), said) for kind, place, said in told)


def is_same_around(old: Markdown, new: Markdown, edits: Sequence[Edit]) -> bool:
    """See that edits change nothing before the first line that they touch, and nothing behind the last."""
    if takes_liquid(old.source, edits):
        return False
    moves = Moves(edits)
    first = old.source.rfind("\n", 0, min(edits).start) + 1
    last = old.source.find("\n", max(edit.end for edit in edits)) % (len(old.source) + 1)
    wanted = _moved((each for each in facts(old) if not first <= each[1] <= last), moves)
    told = Counter(each for each in facts(new) if not moves.to(first) <= each[1] <= moves.to(last))
    return wanted == told


def _names(body: Markdown) -> Iterator[Fact]:
    """Tell the words of each heading, and its id."""
    for heading in body.headings:
        block = heading.block
        if block.view:
            yield "words", block.start, escape.visible(block.view.text, body.spans(block.view))
        yield "id", block.start, heading.id
