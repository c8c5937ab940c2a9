"""Headings that skip a level: `##`, then `####`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.checks.check import Check
from postgen.model import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.checks.check import Subject

CODE = "KR21"


def find(subject: Subject) -> Iterator[Finding]:
    """Find headings that are more than one level below the one before."""
    level = 0
    for block in subject.body.blocks:
        if block.kind != "heading":
            continue
        if level and block.level > level + 1:
            end = block.start + len(subject.body.source[block.start : block.end].rstrip())
            message = f"This heading is of level {block.level}, the one before of level {level}."
            yield Finding(CODE, block.start, end, message, severity="info")
        level = block.level


CHECKS = (
    Check(
        code=CODE,
        name="heading order",
        summary="A heading skips a level.",
        why="""Screen readers and tables of contents show the levels of headings; a level that is
skipped looks as if a heading was lost. Many pages are fine with it, so this check is off.""",
        bad="## Boats\n\n#### Small boats\n\nThey sail.\n",
        good="## Boats\n\n### Small boats\n\nThey sail.\n",
        find=find,
        severity="info",
        is_on=False,
    ),
)
