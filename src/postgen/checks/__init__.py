"""What a person meant and kramdown does not see, with the edits that mend it: a registry of repairs. Pure.

Each repair is a function that reads a body and gives what it found. What cannot be known is pointed out without edits,
and so is what cannot be mended without changing anything else: links, other headings and their ids, code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.checks import bare_urls, headings, swallowed_sections
from postgen.checks.verify import Moves, Repair, Verifier, is_same_around
from postgen.markdown import Markdown
from postgen.text.edits import Edit, Finding, apply, line_number
from postgen.toc import differences

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

REPAIRS: tuple[Callable[[Markdown], Iterable[Repair]], ...] = (
    bare_urls.find,
    headings.find,
    swallowed_sections.find,
)
"""The repairs that stand for themselves; the table of contents comes after them, for it tells of their headings."""

LEFT = "It is left alone: mending it would change something else."


ROUNDS = 5
"""How often a text is read again for what its repairs bring to light: a heading below one that was none, say."""


def find(body: Markdown, *, without: str = "") -> list[Finding]:
    """Find what is not as it was meant, in the order of the text; places and lines are those of the body's source.

    All edits of all findings can be made at once; made, there are no more to make. The heading `without` (that of
    the references) need not be in the table of contents.
    """
    state = _State(body)
    told: list[Finding] = []
    for _ in range(ROUNDS):
        mended, told = state.take(_found(state.body))
        if not mended:
            break
    told += state.take(_contents(state.body, without))[1]
    return sorted([*state.mended, *told])


class _State:
    """A body on its way: `mended` are the findings whose edits are made in `body`."""

    def __init__(self, body: Markdown) -> None:
        self.source = body.source
        self.body = body
        self.moves = Moves(())
        self.mended: list[Finding] = []

    def take(self, found: Iterable[Finding]) -> tuple[list[Finding], list[Finding]]:
        """Take findings of the body as it is now; give those with edits, which are made, and those without."""
        mapped = [self._mapped(each) for each in found]
        fresh = [each for each in mapped if each.edits]
        if fresh:
            self.mended += fresh
            edits = [edit for each in self.mended for edit in each.edits]
            self.moves, self.body = Moves(edits), Markdown(apply(self.source, edits))
        return fresh, [each for each in mapped if not each.edits]

    def _mapped(self, finding: Finding) -> Finding:
        """Give a finding with the places of the source; without its edits, where they meet others."""
        start, end = self.moves.back(finding.start), self.moves.back(finding.end)
        line = line_number(self.source, start)
        if any(self.moves.meet(edit) for edit in finding.edits):
            return _left(finding)._replace(start=start, end=end, line=line)
        edits = (
            Edit(self.moves.back(edit.start), self.moves.back(edit.end), edit.new)
            for edit in finding.edits
        )
        return Finding(start, end, line, finding.reason, tuple(edits))


def _found(body: Markdown) -> Iterator[Finding]:
    """Run the repairs; what cannot be proven is left without its edits."""
    found = [each for repair in REPAIRS for each in repair(body)]
    mended = [each for each in found if each.finding.edits]
    kept = _verified(Verifier(body), [], mended) if mended else []
    places = {each.finding for each in kept}
    for each in found:
        yield (
            each.finding
            if each.finding in places or not each.finding.edits
            else _left(each.finding)
        )


def _left(finding: Finding) -> Finding:
    return finding._replace(reason=f"{finding.reason} {LEFT}", edits=())


def _verified(proof: Verifier, kept: list[Repair], rest: Sequence[Repair]) -> list[Repair]:
    """Give the repairs that change what they mean to and nothing else: all at once, or else as many as can be."""
    if proof.holds([*kept, *rest]):
        return [*kept, *rest]
    if len(rest) == 1:
        return kept
    middle = len(rest) // 2
    return _verified(proof, _verified(proof, kept, rest[:middle]), rest[middle:])


def _contents(body: Markdown, without: str) -> Iterator[Finding]:
    """Compare the table of contents with the headings; edits of it must change nothing outside it."""
    found = differences(body, without=without)
    edits = [edit for each in found for edit in each.edits]
    fine = True
    if edits:
        new = Markdown(apply(body.source, edits))
        again = differences(new, without=without)
        fine = is_same_around(body, new, edits) and not any(each.edits for each in again)
    for each in found:
        yield each if fine or not each.edits else _left(each)
