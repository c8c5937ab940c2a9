"""Lists that the list above them swallows: numbers directly below bullets, or the reverse."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postgen.checks.check import Check, Proposal
from postgen.markdown.lists import ListBlock
from postgen.model import Finding
from postgen.text.edits import Edit, newline_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.checks.check import Subject

CODE = "KR08"

_FIRST = {
    "*": re.compile(r"\n(?=1\.[ \t]+\S)"),  # below bullets
    "1": re.compile(r"\n(?=[*+-][ \t]+\S)"),  # below numbers
}
"""What the first line of a list of the other kind begins with, by the marker of the list above."""


def find(subject: Subject) -> Iterator[Proposal]:
    """Find lists that stand below the last item of another one, no deeper than its items.

    Below a line that ends with a colon, and where other items hold such lists, too, that is how a
    list in an item is written.
    """
    body = subject.body
    for block in body.blocks:
        if not isinstance(block, ListBlock) or len(block) < 2:
            continue
        first = _FIRST[block.marker]
        start, end = block.extent_of(len(block) - 1)
        found = first.search(body.source, start, end)
        if not found or first.search(body.source, block.start, start):
            continue
        place = found.end()
        above = body.source[start : found.start()].removesuffix("\r")
        is_announced = above.rstrip().endswith((":", "："))
        if is_announced or above.endswith("\n") or body.source[block.start] in " \t":
            continue
        blocks = [each for each in block.items[-1].inside() if each.kind != "blank"]
        nested = blocks[-1] if blocks else None
        if not isinstance(nested, ListBlock) or nested.start != place or len(nested) < 2:
            continue
        if nested.marker == block.marker or len(blocks) != 2:
            continue
        line_end = body.source.find("\n", place)
        message = "This list is part of the item above it: a blank line must stand before it."
        fix = (Edit(place, place, newline_at(body.source, place)),)
        finding = Finding(CODE, place, line_end if line_end > 0 else end, message, fix)
        yield Proposal(finding, freed=(place,))


CHECKS = (
    Check(
        code=CODE,
        name="swallowed list",
        summary="A list directly below another one is part of its last item.",
        why="""Other Markdown programs begin a new list where bullets follow numbers, or numbers
bullets. kramdown takes a line below an item, without a blank line between, for a part of it: the
second list stands inside the last item of the first.""",
        bad="* A train\n* A ferry\n1. Read\n2. Sleep\n",
        good="* A train\n* A ferry\n\n1. Read\n2. Sleep\n",
        find=find,
        fixed_by="edits",
    ),
)
