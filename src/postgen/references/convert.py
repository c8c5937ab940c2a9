"""From one style of references to another, or to the same renumbered, in small edits."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from postgen.markdown import Markdown
from postgen.model import Finding
from postgen.references import styles, verify
from postgen.references.edit_citations import CitationEdits
from postgen.references.edit_entries import EntryRows
from postgen.references.edit_lists import replace_lists
from postgen.references.model import ConvertOptions
from postgen.references.numbers import Places
from postgen.references.parse import ParsedReferences
from postgen.references.plan import Plan
from postgen.text.edits import apply
from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from postgen.references.model import Citation
    from postgen.references.styles.base import Style
    from postgen.text.edits import Edit

ATTEMPTS = 8
"""How often a conversion is tried again without the links that it would have changed."""


class Conversion(NamedTuple):
    """A body with its references in a style ("" where it has none), and what was found on the way.

    `total` is how many references there are. With a reason in `refused`, the body is unchanged.
    """

    body: str
    style: str
    total: int
    findings: tuple[Finding, ...] = ()
    refused: Finding | None = None


def convert(  # noqa: PLR0913
    source: str | ParsedReferences,
    to: str = "",
    *,
    heading: str = "References",
    every: bool = False,
    repair: bool = False,
    numbers: Mapping[str, int] = MappingProxyType({}),
    within: Sequence[tuple[int, int]] | None = None,
) -> Conversion:
    """Write a body's references in the style `to`, or number them again in its own.

    See `ConvertOptions`. What the page shows and where its links lead stays the same: a link that
    cannot be written otherwise stays as it is, and a body that cannot be is refused. `source` is a
    body, or one that was parsed. With `within`, links outside those places stay links. Raises
    `UnknownStyleError`.
    """
    wanted = styles.get(to) if to else None  # asked for first: its own lists are to be read as well
    parsed = ParsedReferences(Markdown(source)) if isinstance(source, str) else source
    own = own_style(parsed)
    style = wanted or own
    if not style:
        return Conversion(parsed.source, "", 0)
    if parsed.ambiguous:
        _, second = parsed.ambiguous
        message = f"[{second.number}] is listed twice: which one is cited cannot be known"
        refusal = Finding("REF07", second.start, second.end, message)
        return Conversion(parsed.source, style.name, 0, refused=refusal)
    options = ConvertOptions(style, heading, bool(to), every, repair, numbers)
    outside = set() if within is None else _links_outside(parsed, within)
    return _attempt(parsed, options, own, outside)


def _links_outside(parsed: ParsedReferences, within: Sequence[tuple[int, int]]) -> set[Citation]:
    """Return the links of a body that have their own address, and do not begin in parts of it."""
    places = Places(within)
    links = [each for each in parsed.citations if each.is_ordinary and not each.definition]
    return {each for each in links if not places.hold(each.start)}


def _attempt(
    parsed: ParsedReferences, options: ConvertOptions, own: Style | None, outside: set[Citation]
) -> Conversion:
    """Convert all but the links `outside`, and verify.

    Where the page would change, try again without the links that stand there.
    """
    source, style = parsed.source, options.style
    skipped = set(outside)
    start = end = 0
    for _ in range(ATTEMPTS):
        plan = Plan(parsed, options, skipped)
        if plan.failure:
            return Conversion(source, style.name, 0, refused=plan.failure)
        body = _edited(plan, own)
        after = parsed if body == source else ParsedReferences(Markdown(body))
        changes = _changes_of_page(plan, after)
        if changes:
            start, end = changes[0]
            links = _links_in(changes, plan)
        else:
            links = verify.lost_words(parsed, after, style, plan.kept_texts)
            if links <= skipped:
                body = _with_same_quotes(plan, after)
                return Conversion(body, style.name, len(plan.groups), tuple(plan.findings))
        if links <= skipped:
            break
        skipped |= links
    message = "Its references cannot be written so without changing the page here"
    refusal = Finding("REF11", start, end, message)
    return Conversion(source, style.name, 0, refused=refusal)


def _with_same_quotes(plan: Plan, after: ParsedReferences) -> str:
    """Return a body whose quotes curl as they did: one beside a number is written as it curls."""
    for _ in range(ATTEMPTS):
        edits = verify.changed_quotes(plan.parsed, after, plan.style, plan.kept_texts)
        if not edits:
            break
        after = ParsedReferences(Markdown(apply(after.source, edits)))
    return after.source


def _links_in(changes: Sequence[verify.Change], plan: Plan) -> set[Citation]:
    """Return the links of a plan that stand where it would change the page."""
    places = Places(changes)
    return {each for each in plan.chosen if each.is_ordinary and places.hold(each.start)}


def own_style(parsed: ParsedReferences) -> Style | None:
    """Return the style in which a body has its numbers; None where it has none."""
    return next((style for style in styles.every() if style.is_used(parsed)), None)


def _edited(plan: Plan, own: Style | None) -> str:
    """Make the edits of a plan."""
    source = plan.source
    if not plan.groups:
        return source
    text_edits = _changes(source, CitationEdits(plan).edits(own))
    new = EntryRows(plan).new_list(text_edits)
    list_edits = _changes(source, replace_lists(plan.parsed, new))
    return apply(source, [*text_edits, *list_edits])


def _changes(source: str, edits: Sequence[Edit]) -> list[Edit]:
    """Return the edits that change something."""
    return [edit for edit in edits if source[edit.start : edit.end] != edit.new]


def _changes_of_page(plan: Plan, after: ParsedReferences) -> list[verify.Change]:
    if after is plan.parsed:
        return []
    return verify.changes(
        plan.parsed, after, plan.style, plan.kept_texts, moves_loose=plan.has_loose_numbers
    )
