"""The findings of a body, with fixes that can all be made at once and change nothing else.

A fix may bring something else to light, such as a heading below one that was none: the body is then
read again with the fixes made, and what is found is moved back to the places of the source.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from postgen.checks.check import Proposal
from postgen.checks.verify_fixes import Moves, Verifier
from postgen.text.edits import Edit, apply, line_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from postgen.checks.check import Check, Subject
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
    unfixed: list[Finding] = []
    for _ in range(MAX_ROUNDS if first else 0):
        new, unfixed = state.take(_verified(state.subject, first))
        if not new:
            break
    for check in last:
        unfixed += state.take(_as_findings(check.find(state.subject)))[1]
    found = [*state.fixed, *unfixed]
    return sorted(found, key=lambda finding: (finding.start, finding.end, finding.message))


class _State:
    """A subject, and the findings whose fixes are made in its body."""

    def __init__(self, subject: Subject) -> None:
        self.source = subject.document.body
        self.subject = subject
        self.fixed: list[Finding] = []
        self._moves = Moves(())

    def take(self, found: Iterable[Finding]) -> tuple[list[Finding], list[Finding]]:
        """Take findings of the body as it is now, and make their fixes.

        Return those with a fix, and those without.
        """
        at_source = [self._at_source(each) for each in found]
        new = [each for each in at_source if each.fix]
        if new:
            self.fixed += new
            edits = [edit for each in self.fixed for edit in each.fix]
            self._moves = Moves(edits)
            self.subject = self.subject.with_body(apply(self.source, edits))
        return new, [each for each in at_source if not each.fix]

    def _at_source(self, finding: Finding) -> Finding:
        """Return a finding with the places of the source, without a fix that meets another one."""
        start, end = self._moves.back(finding.start), self._moves.back(finding.end)
        line = line_number(self.source, start)
        moved = replace(finding, start=start, end=end, line=line)
        if any(self._moves.meet(edit) for edit in finding.fix):
            return _left_alone(moved)
        fix = (
            Edit(self._moves.back(edit.start), self._moves.back(edit.end), edit.new)
            for edit in finding.fix
        )
        return replace(moved, fix=tuple(fix))


def _as_findings(found: Iterable[Finding | Proposal]) -> Iterator[Finding]:
    for each in found:
        yield each.finding if isinstance(each, Proposal) else each


def _verified(subject: Subject, checks: Iterable[Check]) -> Iterator[Finding]:
    """Run checks; a fix that cannot be verified is left out, and its finding says so."""
    found = [
        each if isinstance(each, Proposal) else Proposal(each)
        for check in checks
        for each in check.find(subject)
    ]
    proposed = [each for each in found if each.finding.fix]
    kept = set(_provable(Verifier(subject.body), [], proposed)) if proposed else set()
    for each in found:
        is_safe = each in kept or not each.finding.fix
        yield each.finding if is_safe else _left_alone(each.finding)


def _left_alone(finding: Finding) -> Finding:
    return replace(finding, message=f"{finding.message} {LEFT_ALONE}", fix=())


def _provable(verifier: Verifier, kept: list[Proposal], rest: Sequence[Proposal]) -> list[Proposal]:
    """Return the proposals that change what they should and nothing else, as many as can be."""
    if verifier.holds([*kept, *rest]):
        return [*kept, *rest]
    if len(rest) == 1:
        return kept
    middle = len(rest) // 2
    return _provable(verifier, _provable(verifier, kept, rest[:middle]), rest[middle:])
