"""A table of contents that is not in step with the headings; `toc` compares them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.checks.check import Check
from postgen.checks.fixes import LEFT_ALONE
from postgen.checks.verify_fixes import is_same_around
from postgen.markdown import Markdown
from postgen.text.edits import apply
from postgen.toc import differences
from postgen.toc.find import CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.checks.check import Subject
    from postgen.model import Finding


def find(subject: Subject) -> Iterator[Finding]:
    """Compare the table of contents with the headings; fixes of it change nothing outside it."""
    body = subject.body
    found = differences(body, without=subject.list_heading)
    edits = [edit for each in found for edit in each.fix]
    is_safe = True
    if edits:
        new = Markdown(apply(body.source, edits))
        remaining = differences(new, without=subject.list_heading)
        is_settled = not any(each.fix for each in remaining)
        is_safe = is_settled and is_same_around(body, new, edits)
    for each in found:
        if is_safe or not each.fix:
            yield each
        else:
            yield each._replace(message=f"{each.message} {LEFT_ALONE}", fix=())


CHECKS = (
    Check(
        code=CODE,
        name="table of contents not in step",
        summary="The table of contents differs from the headings below it.",
        why="""A table of contents that people write does not follow when a heading is reworded,
added or removed: readers look for a section under a name that it does not have, and links into the
page lead nowhere. It is fixed in its own style (bullets, indentation, numbers, linked or not); an
entry whose heading is not certain stays.""",
        bad="* [Trains](#trains)\n* [Boats](#boat)\n\n## Trains\n\nA train runs.\n\n## Boats\n",
        good="* [Trains](#trains)\n* [Boats](#boats)\n\n## Trains\n\nA train runs.\n\n## Boats\n",
        find=find,
        severity="warning",
        fixed_by="edits",
        last=True,
    ),
)
