"""From one style of references to another, or to the same with its numbers in order: the smallest edits, proved."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from postgen.markdown import Markdown
from postgen.references import verify
from postgen.references.edit_citations import Citing
from postgen.references.edit_entries import Rows
from postgen.references.edit_lists import place_rows
from postgen.references.parse import Reading
from postgen.references.plan import ConvertOptions, Plan, Remark
from postgen.text.edits import apply

if TYPE_CHECKING:
    from collections.abc import Mapping

ATTEMPTS = 8
"""How often a conversion is tried again without the links that it would have changed."""


class Conversion(NamedTuple):
    """A body with its references in a style ("" where it has none), and what was found on the way.

    `total` is how many references there are. Where `refused` says why, the body is what it was.
    """

    body: str
    style: str
    total: int
    remarks: tuple[Remark, ...] = ()
    refused: Remark | None = None


def convert(
    source: str | Reading,
    to: str = "",
    *,
    heading: str = "References",
    every: bool = False,
    mend: bool = False,
    numbers: Mapping[str, int] = MappingProxyType({}),
) -> Conversion:
    """Write a body's references in the style `to`, or number them anew in its own; see `ConvertOptions`.

    What the page says and where its links lead stays the same: a link that cannot be written otherwise stays as it
    is, and a body that cannot be is refused. `source` is a body, or the reading of one.
    """
    reading = Reading(Markdown(source)) if isinstance(source, str) else source
    source = reading.source
    own = own_style(reading)
    request = ConvertOptions(to or own, heading, bool(to), every, mend, numbers)
    if not request.style:
        return Conversion(source, "", 0)
    if reading.ambiguous:
        _, twice = reading.ambiguous
        reason = f"[{twice.number}] is listed twice: which one is cited cannot be known"
        return Conversion(
            source, request.style, 0, refused=Remark(twice.start, reason, is_mended=False)
        )
    kept: set[int] = set()
    start = 0
    for _ in range(ATTEMPTS):
        plan = Plan(reading, request, kept)
        if plan.failure:
            return Conversion(source, request.style, 0, refused=plan.failure)
        body = _made(plan, own)
        wrong = (
            verify.first_change(reading, Reading(Markdown(body)), request.style, plan.kept_texts)
            if body != source
            else None
        )
        if not wrong:
            return Conversion(body, request.style, len(plan.groups), tuple(plan.remarks))
        start = wrong.start
        again = {id(each) for each in plan.chosen if each.is_ordinary and wrong.holds(each)} - kept
        if not again:
            break
        kept |= again
    reason = "Its references cannot be written so without changing the page here"
    return Conversion(source, request.style, 0, refused=Remark(start, reason, is_mended=False))


def own_style(reading: Reading) -> str:
    """Say in which style a body has its numbers; "" where it has none."""
    for style in ("linked", "plain"):
        if any(each.style == style for each in reading.listings):
            return style
    if any(
        label.isdecimal()
        for each in reading.citations
        if each.kind == "reflinks"
        for label in each.labels
    ):
        return "reflinks"
    return "footnotes" if any(each.kind == "footnotes" for each in reading.citations) else ""


def _made(plan: Plan, own: str) -> str:
    """Make the edits of a plan."""
    if not plan.groups:
        return plan.source
    edits = [
        *Citing(plan).edits(own),
        *place_rows(plan.reading, Rows(plan).block(), plan.remaining),
    ]
    return apply(
        plan.source, [edit for edit in edits if plan.source[edit.start : edit.end] != edit.new]
    )
