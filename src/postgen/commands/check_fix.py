"""Fixes of what `postgen check` found in a text, each proven by checking the text again."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from postgen import checks
from postgen.commands.check_one import located
from postgen.text.edits import apply

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from postgen.commands.check_findings import Located
    from postgen.commands.check_one import Checker
    from postgen.model import Finding

MAX_ATTEMPTS = 40
"""How many sets of fixes are tried in a text where not all can be made."""


def with_fixes(checker: Checker, path: Path, text: str, wanted: Sequence[Located]) -> str:
    """Return the text of a file with the fixes of findings made that bring no other error."""
    if not wanted:
        return text
    found = checker.findings(path, text)
    places = located(found, text, wanted[0].path)
    keys = set(wanted)
    chosen = [each for each, place in zip(found, places, strict=True) if place in keys]
    fixer = _Fixer(checker, path, text, found)
    fixed = fixer.with_most([], [each for each in chosen if each.fix])
    new = apply(text, {edit for each in fixed for edit in each.fix})
    kinds = {checks.get(each.code).fixed_by for each in chosen}
    if kinds & {"numbering", "restoring"}:
        written = _with_references(checker, path, new, restores="restoring" in kinds)
        if fixer.is_better(written):
            new = written
    return new


def _with_references(checker: Checker, path: Path, text: str, *, restores: bool) -> str:
    """Return a text with its references numbered, and those listed again that it has lost."""
    from postgen.commands import refs

    request = refs.RefsRequest(
        repair=restores,
        heading=checker.site.settings.newsletter.heading or "References",
        ignored=checks.STRUCTURE,  # whose fixes are made already, as far as they were wanted
    )
    return refs.read(text, request, checker.original(path)).text


class _Fixer:
    """Finds which fixes of a text can be made together: those that bring no other error."""

    def __init__(self, checker: Checker, path: Path, text: str, found: Sequence[Finding]) -> None:
        self._checker = checker
        self._path = path
        self._text = text
        self._errors = _errors(found)
        self._attempts_left = MAX_ATTEMPTS

    def with_most(self, kept: list[Finding], rest: Sequence[Finding]) -> list[Finding]:
        """Return `kept`, and as many of the rest as can be made with them."""
        if not rest or self._can_make([*kept, *rest]):
            return [*kept, *rest]
        if len(rest) == 1:
            return kept
        middle = len(rest) // 2
        kept = self.with_most(kept, rest[:middle])
        return self.with_most(kept, rest[middle:])

    def _can_make(self, fixes: Sequence[Finding]) -> bool:
        self._attempts_left -= 1
        if self._attempts_left < 0:
            return False
        edits = sorted({edit for each in fixes for edit in each.fix})
        if any(first.end > second.start for first, second in pairwise(edits)):
            return False
        return self.is_better(apply(self._text, edits), fixes)

    def is_better(self, text: str, fixes: Sequence[Finding] = ()) -> bool:
        """Whether a text has no errors but those of before, without those that are fixed."""
        found = self._checker.findings(self._path, text)
        return _errors(found) <= self._errors - _errors(fixes)


def _errors(found: Iterable[Finding]) -> Counter[str]:
    return Counter(each.code for each in found if each.severity == "error")
