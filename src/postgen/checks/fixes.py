"""The findings of a body, with fixes that can all be made at once and change nothing else.

A fix may bring something else to light, such as a heading below one that was none: the body is then
read again with the fixes made, and what is found is moved back to the places of the source.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from postgen.checks.verify_fixes import Moves, Verifier
from postgen.text.edits import Edit, Lines, apply

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from postgen.checks.check import Check, Proposal, Subject
    from postgen.markdown import Markdown
    from postgen.model import Finding

LEFT_ALONE = "It is left alone: fixing it would change something else."

MAX_ROUNDS = 5
"""How often a body is read again with the fixes that were found."""


def find(subject: Subject, checks: Iterable[Check]) -> list[Finding]:
    """Run checks on a subject's body; return their findings in its order, with its lines."""
    every = list(checks)
    first = [check for check in every if not check.last]
    last = [check for check in every if check.last]
    state = _State(subject)
    unfixed = _fix_until_settled(state, first)
    for check in last:
        proposals = check.run(state.subject)
        _, more = state.take(each.finding for each in proposals)
        unfixed += more
    found = [*state.fixed, *unfixed]
    return sorted(found, key=lambda finding: (finding.start, finding.end, finding.message))


def apart(found: Iterable[Finding]) -> list[Finding]:
    """Return findings of which no two have fixes that meet: the later one is left without."""
    kept: list[Finding] = []
    edits: list[Edit] = []
    for finding in sorted(found, key=lambda each: (each.start, -each.end)):
        meets = any(_meet(edit, other) for edit in finding.fix for other in edits)
        kept.append(finding._replace(fix=()) if meets else finding)
        edits += kept[-1].fix
    return kept


def _meet(edit: Edit, other: Edit) -> bool:
    """Whether two edits overlap, or stand in one place."""
    return edit.start <= other.end and other.start <= edit.end


def _fix_until_settled(state: _State, checks: Sequence[Check]) -> list[Finding]:
    """Run checks until they find nothing more to fix; return their findings without a fix."""
    unfixed: list[Finding] = []
    if not checks:
        return unfixed
    for _ in range(MAX_ROUNDS):
        verifier = Verifier(state.subject.body)
        new, unfixed = state.take(_verified(state.subject, checks, verifier))
        state.use(verifier.verified)
        if not new:
            break
    return unfixed


class _State:
    """A subject, and the findings whose fixes are made in its body."""

    def __init__(self, subject: Subject) -> None:
        self.source = subject.document.body
        self.subject = subject
        self.fixed: list[Finding] = []
        self._moves = Moves(())

    @cached_property
    def _lines(self) -> Lines:
        return Lines(self.source)

    def take(self, found: Iterable[Finding]) -> tuple[list[Finding], list[Finding]]:
        """Take findings of the body as it is now, and make their fixes.

        Return those with a fix, and those without.
        """
        fixable: list[Finding] = []
        unfixed: list[Finding] = []
        for each in found:
            finding = self._at_source(each)
            if finding.fix:
                fixable.append(finding)
            else:
                unfixed.append(finding)
        if fixable:
            self._make(fixable)
        return fixable, unfixed

    def use(self, parsed: Markdown | None) -> None:
        """Take the body as it was parsed already, if it is the one with the fixes made."""
        if parsed and parsed.source == self.subject.document.body:
            self.subject.body = parsed

    def _make(self, found: Sequence[Finding]) -> None:
        """Make the fixes of findings of the source, besides those that are made already."""
        self.fixed += found
        edits = [edit for each in self.fixed for edit in each.fix]
        self._moves = Moves(edits)
        self.subject = self.subject.with_body(apply(self.source, edits))

    def _at_source(self, finding: Finding) -> Finding:
        """Return a finding with the places of the source, without a fix that meets another one."""
        start = self._moves.back(finding.start)
        end = self._moves.back(finding.end)
        line = self._lines.number(start)
        moved = finding._replace(start=start, end=end, line=line)
        if any(self._moves.meet(edit) for edit in finding.fix):
            return _left_alone(moved)
        fix = tuple(self._edit_of_source(edit) for edit in finding.fix)
        return moved._replace(fix=fix)

    def _edit_of_source(self, edit: Edit) -> Edit:
        return Edit(self._moves.back(edit.start), self._moves.back(edit.end), edit.new)


def _verified(subject: Subject, checks: Iterable[Check], verifier: Verifier) -> Iterator[Finding]:
    """Run checks; a fix that cannot be verified is left out, and its finding says so."""
    found = [proposal for check in checks for proposal in check.run(subject)]
    with_fix = [each for each in found if each.finding.fix]
    safe: set[Proposal] = set()
    if with_fix:
        safe.update(_provable(verifier, [], with_fix))
    for each in found:
        is_safe = not each.finding.fix or each in safe
        yield each.finding if is_safe else _left_alone(each.finding)


def _left_alone(finding: Finding) -> Finding:
    return finding._replace(message=f"{finding.message} {LEFT_ALONE}", fix=())


def _provable(verifier: Verifier, kept: list[Proposal], rest: Sequence[Proposal]) -> list[Proposal]:
    """Return the proposals that change what they should and nothing else, as many as can be.

    `kept` are some of which that is known. Where it is not true of all of the `rest`, each half of
    them is tried.
    """
    together = [*kept, *rest]
    if verifier.holds(together):
        return together
    if len(rest) == 1:
        return kept
    middle = len(rest) // 2
    kept = _provable(verifier, kept, rest[:middle])
    return _provable(verifier, kept, rest[middle:])
