"""Links that a `|` takes apart: kramdown makes a table of the line."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from postgen.checks import table_bars
from postgen.checks.check import Check, Proposal
from postgen.checks.verify_fixes import Changes
from postgen.markdown import spans
from postgen.model import Finding
from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.checks.check import Subject
    from postgen.markdown import Markdown
    from postgen.markdown.tree import Block, Span
    from postgen.text.edits import Edit

CODE = "LNK02"

_KINDS = {"link": "link", "autolink": "link", "image": "image"}
_MAX_SHOWN = 60
"""How many characters of a link a message shows."""


class _Lost(NamedTuple):
    """A link that a `|` divides: its table, its place, what is said, and the edits that save it."""

    block: Block
    start: int
    end: int
    message: str
    fix: tuple[Edit, ...]


def find(subject: Subject) -> Iterator[Proposal]:
    """Find the links and images of lines that are a table, whose own `|` divides them."""
    return _proposals(subject.body)


def in_body(body: Markdown) -> Iterator[Finding]:
    """Find those of a body."""
    return (proposal.finding for proposal in _proposals(body))


def _proposals(body: Markdown) -> Iterator[Proposal]:
    if "|" not in body.source:
        return
    found = [
        lost
        for block in body.walk(body.blocks)
        if block.kind == "table"
        for lost in _in_table(body, block)
    ]
    if not found:
        return
    changes = Changes(body, [edit for lost in found for edit in lost.fix])
    for lost in found:
        finding = Finding(CODE, lost.start, lost.end, lost.message)
        if lost.fix:
            gains, losses = changes.within(lost.block.start, lost.block.end)
            yield Proposal(finding._replace(fix=lost.fix), gains, losses=losses)
        else:
            yield Proposal(finding)


def has_lost_link(body: Markdown, block: Block) -> bool:
    """Whether a table has a link or an image that a `|` divides."""
    return any(
        True for _, line in table_bars.lines_of(body, block) for _ in _divided_links(body, line)
    )


def _in_table(body: Markdown, block: Block) -> Iterator[_Lost]:
    """Find the divided links of a table; the first one has the fix of all its lines."""
    found: list[_Lost] = []
    for start, line in table_bars.lines_of(body, block):
        for span, bars in _divided_links(body, line):
            fix = table_bars.escaping_in(line, [span], start, bars)
            message = _message(line, span, bars[0])
            found.append(_Lost(block, start + span.start, start + span.end, message, fix))
    if not found:
        return
    if table_bars.is_intended(body, block):
        # an image in a link, `[![a](x|y)](z)`, comes behind it, and its own edit counts
        fix = tuple({edit.start: edit for lost in found for edit in lost.fix}.values())
    else:
        fix = table_bars.escaping(body, block)
    first, *others = found
    yield first._replace(fix=fix)
    for each in others:
        yield each._replace(fix=())


def _divided_links(body: Markdown, line: str) -> Iterator[tuple[Span, list[int]]]:
    """Yield the links and images of a line with the bars in them."""
    if "](" not in line and "][" not in line and "<" not in line:
        return
    bars = table_bars.bars_of(line)
    for outer in spans.parse(line, body.definitions, body.footnotes):
        for span in outer.walk():
            if span.kind in _KINDS:
                own = bars[bisect_right(bars, span.start) : bisect_right(bars, span.end - 1)]
                if own:
                    yield span, own


def _message(line: str, span: Span, bar: int) -> str:
    written = line[span.start : span.end]
    if len(written) > _MAX_SHOWN:
        written = f"{written[: _MAX_SHOWN - 1]}…"
    is_autolink = span.kind == "autolink"
    is_in_words = not is_autolink and bar < span.inner_end
    escaped = "\\|" if is_in_words else "%7C"
    return (
        f"This {_KINDS[span.kind]} is lost, `{written}`: kramdown makes a table of a line with "
        f"`|`. Write it `{escaped}`."
    )


CHECKS = (
    Check(
        code=CODE,
        name="link lost to a table",
        summary="A `|` in a link makes a table of its line, and the link is lost.",
        why="""kramdown reads a line with a `|` as the row of a table, even without a head, and
divides it there before it looks for links: half of the words stand in one cell, and half with the
address in the next one. Written `\\|` in words and `%7C` in an address, it divides nothing.""",
        bad="The [timetable | boats](https://boat.example/) is new.\n",
        good="The [timetable \\| boats](https://boat.example/) is new.\n",
        find=find,
        fixed_by="edits",
    ),
)
