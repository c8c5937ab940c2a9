"""What a person meant and kramdown does not see, with the edits that mend it: a registry of repairs. Pure.

Each repair is a function that reads a body and gives what it found. What cannot be known is pointed out without edits,
and so is what cannot be mended without changing anything else: links, other headings and their ids, code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.contents import differences
from postgen.markdown import Markdown
from postgen.repairs import addresses, hashes, sections
from postgen.repairs.proof import Moves, Repair, facts, is_proven
from postgen.text import Edit, Finding, apply, line_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

REPAIRS: tuple[Callable[[Markdown], Iterable[Repair]], ...] = (addresses.find, hashes.find, sections.find)
"""The repairs that stand for themselves; the table of contents comes after them, for it tells of their headings."""

_LEFT = "It is left alone: mending it would change something else."


def find(body: Markdown, *, without: str = "") -> list[Finding]:
    """Find what is not as it was meant, in the order of the text; places and lines are those of the body's source.

    All edits of all findings can be made at once; made, there are no more to make. The heading `without` (that of
    the references) need not be in the table of contents.
    """
    found = [each for repair in REPAIRS for each in repair(body)]
    mended = [each for each in found if each.finding.edits]
    kept = _proven(body, [], mended)
    findings = [each.finding for each in found if not each.finding.edits or each in kept]
    findings += [_left(each.finding) for each in mended if each not in kept]
    findings += _contents(body, [edit for each in kept for edit in each.finding.edits], without)
    return sorted(findings)


def _left(finding: Finding) -> Finding:
    return finding._replace(reason=f"{finding.reason} {_LEFT}", edits=())


def _proven(body: Markdown, kept: list[Repair], rest: Sequence[Repair]) -> list[Repair]:
    """Give the repairs that change what they mean to and nothing else: all at once, or else as many as can be."""
    if not rest or is_proven(body, [*kept, *rest]):
        return [*kept, *rest]
    if len(rest) == 1:
        return kept
    middle = len(rest) // 2
    return _proven(body, _proven(body, kept, rest[:middle]), rest[middle:])


def _contents(body: Markdown, edits: Sequence[Edit], without: str) -> Iterator[Finding]:
    """Compare the table of contents with the headings as they will be."""
    moves = Moves(edits)
    new = Markdown(apply(body.source, edits)) if edits else body
    found = differences(new, without=without)
    again = Markdown(apply(new.source, [edit for each in found for edit in each.edits]))
    fine = _is_same(new, again, found) and not any(each.edits for each in differences(again, without=without))
    for each in found:
        start, end = moves.back(each.start), moves.back(each.end)
        told = [Edit(moves.back(edit.start), moves.back(edit.end), edit.new) for edit in each.edits]
        finding = Finding(start, end, line_number(body.source, start), each.reason, tuple(told))
        yield finding if fine or not told else _left(finding)


def _is_same(old: Markdown, new: Markdown, found: Iterable[Finding]) -> bool:
    """See that edits of the table of contents change nothing outside it."""
    edits = [edit for each in found for edit in each.edits]
    if not edits:
        return True
    moves = Moves(edits)
    start, end = min(edit.start for edit in edits), max(edit.end for edit in edits)
    first, last = old.source.rfind("\n", 0, start) + 1, old.source.find("\n", end)
    last = len(old.source) if last < 0 else last
    wanted = {(kind, moves.to(place), *said) for kind, place, *said in facts(old) if not first <= place <= last}
    told = {each for each in facts(new) if not moves.to(first) <= each[1] <= moves.to(last)}
    return wanted == told
