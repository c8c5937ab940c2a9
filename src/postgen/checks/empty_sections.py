"""Headings with nothing below them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.checks.check import Check
from postgen.markdown.source_map import OPAQUE
from postgen.model import Finding
from postgen.references import numbers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.checks.check import Subject
    from postgen.markdown.tree import Block, Span

CODE = "KR20"

_CONTENT = frozenset({"link", "image", "autolink", "html", "footnote"})
_NOTHING = frozenset({"blank", "boundary", "ial"})


def find(subject: Subject) -> Iterator[Finding]:
    """Find those before a heading of their level or a higher one.

    A heading with a link, an image or a citation is an item of a list, not the head of a section.
    """
    heading: Block | None = None
    for block in subject.body.blocks:
        if block.kind == "heading":
            if heading and block.level <= heading.level and not _says_more(subject, heading):
                yield _finding(subject, heading)
            heading = block
        elif block.kind not in _NOTHING:
            heading = None


def _says_more(subject: Subject, heading: Block) -> bool:
    view = heading.view
    if view is None or OPAQUE in view.text or not view.text.strip():
        return True
    if numbers.ANY_CITATION.search(view.text):
        return True
    return any(_is_content(span) for span in subject.body.spans(view))


def _is_content(span: Span) -> bool:
    return any(
        each.kind in {"link", "image", "autolink", "html", "footnote"} for each in span.walk()
    )


def _finding(subject: Subject, heading: Block) -> Finding:
    source = subject.body.source
    end = heading.start + len(source[heading.start : heading.end].rstrip())
    message = "Nothing stands below this heading."
    return Finding(CODE, heading.start, end, message, severity="warning")


CHECKS = (
    Check(
        code=CODE,
        name="empty section",
        summary="Nothing stands below a heading.",
        why="""The next heading is of the same level or a higher one. Either the section was to be
written later, or its heading was left behind when its text was moved.""",
        bad="## Boats\n\n## Trains\n\nA train runs.\n",
        good="## Boats\n\nA boat sails.\n\n## Trains\n\nA train runs.\n",
        find=find,
        severity="warning",
    ),
)
