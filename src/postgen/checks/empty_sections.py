"""Headings with nothing below them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from postgen.checks.check import Check
from postgen.jekyll.head import value_of
from postgen.markdown.source_map import OPAQUE
from postgen.model import Finding
from postgen.references import numbers
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from postgen.checks.check import Subject
    from postgen.markdown.tree import Block

CODE = "KR20"

_CONTENT = frozenset({"link", "image", "autolink", "html", "footnote", "code", "math"})
_LABEL = Lazy(r"(?:[^\W\d_]+\.?[ ]+)?[#№]?\d+\W*\Z|第\s?\d+\s?\w\Z")
_NOTHING = frozenset({"blank", "boundary", "ial"})

IN_LIST = 3
"""So many headings of one level in a row are a list."""


def find(subject: Subject) -> Iterator[Finding]:
    """Find those before a heading of their level or a higher one.

    A heading with a link, an image, code or a citation is an item of a list, not the head of a
    section; so are three headings in a row of one level, the first one may be a title, and `Day 1`
    the label of the next one. What is not published yet, such as a backlog, may have sections that
    are still empty.
    """
    if _is_unfinished(subject):
        return
    row: list[Block] = []
    for block in subject.body.blocks:
        if block.kind == "heading":
            if row and (block.level > row[-1].level or _has_liquid(subject, row[-1], block)):
                row = []
            row.append(block)
        elif block.kind not in _NOTHING:
            yield from _in_row(subject, row)
            row = []
    yield from _in_row(subject, row)


def _has_liquid(subject: Subject, heading: Block, following: Block) -> bool:
    """Whether a tag stands between two headings: `{% include boats.html %}`."""
    between = subject.body.source[heading.end : following.start]
    return "{%" in between or "{{" in between


def _is_unfinished(subject: Subject) -> bool:
    if "published" in subject.document.front:
        published = value_of(subject.document.front, "published")
        return published is False or published is None
    name = subject.file.path.rpartition("/")[2] if subject.file else ""
    return "backlog" in name.lower()


def _in_row(subject: Subject, row: Sequence[Block]) -> Iterator[Finding]:
    """Find the empty sections among headings with nothing between them; the last has its text."""
    empty = row[:-1]
    if not empty:
        return
    levels = Counter(block.level for block in row)
    for block, following in zip(empty, row[1:], strict=False):
        is_title = block is _first(subject) or _is_label(block)
        is_item = levels[block.level] >= IN_LIST or _says_more(subject, block)
        is_before_item = block.level == following.level and _says_more(subject, following)
        if not is_title and not is_item and not is_before_item:
            yield _finding(subject, block)


def _first(subject: Subject) -> Block | None:
    """Return the first block of a body that is not blank."""
    return next((block for block in subject.body.blocks if block.kind not in _NOTHING), None)


def _is_label(heading: Block) -> bool:
    """Whether a heading is a number, with a word or without: `Day 1`, `Part 2:`, `2026`."""
    return heading.view is not None and _LABEL.match(heading.view.text.strip()) is not None


def _says_more(subject: Subject, heading: Block) -> bool:
    view = heading.view
    if view is None or OPAQUE in view.text or not view.text.strip():
        return True
    if numbers.ANY_CITATION.search(view.text):
        return True
    return any(each.kind in _CONTENT for span in subject.body.spans(view) for each in span.walk())


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
        bad="Some words.\n\n## Boats\n\n## Trains\n\nA train runs.\n",
        good="Some words.\n\n## Boats\n\nA boat sails.\n\n## Trains\n\nA train runs.\n",
        find=find,
        severity="warning",
    ),
)
