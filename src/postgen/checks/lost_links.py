"""Links that a `|` takes apart: kramdown makes a table of the line."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from postgen.checks.check import Check
from postgen.markdown import block_grammar as g
from postgen.markdown import spans, tables
from postgen.model import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.checks.check import Subject
    from postgen.markdown import Markdown
    from postgen.markdown.spans import Span

CODE = "LNK02"

_KINDS = {"link": "link", "autolink": "link", "image": "image"}
_MAX_SHOWN = 60
"""How many characters of a link a message shows."""


def find(subject: Subject) -> Iterator[Finding]:
    """Find the links and images of lines that are a table, whose own `|` divides them."""
    return in_body(subject.body)


def in_body(body: Markdown) -> Iterator[Finding]:
    """Find those of a body."""
    if "|" not in body.source:
        return
    for block in body.walk(body.blocks):
        if block.kind == "table":
            yield from _in_lines(body, block.start, block.end)


def _in_lines(body: Markdown, start: int, end: int) -> Iterator[Finding]:
    text = body.view.text  # as long as the source, and without the `|` of Liquid
    while start < end:
        line_end = text.find("\n", start, end)
        if line_end < 0:
            line_end = min(end, len(text))
        yield from _in_line(body, text[start:line_end], start)
        start = line_end + 1


def _in_line(body: Markdown, line: str, start: int) -> Iterator[Finding]:
    if "](" not in line and "][" not in line and "<" not in line:
        return
    masked = tables.without_code(line)
    bars = [found.start() for found in g.BAR.finditer(masked)]
    for outer in spans.parse(line, body.definitions, body.footnotes):
        for span in outer.walk():
            if span.kind not in _KINDS:
                continue
            first = bisect_right(bars, span.start)
            if first < len(bars) and bars[first] < span.end:
                yield _finding(line, span, start, bars[first])


def _finding(line: str, span: Span, start: int, bar: int) -> Finding:
    written = line[span.start : span.end]
    if len(written) > _MAX_SHOWN:
        written = f"{written[: _MAX_SHOWN - 1]}…"
    is_autolink = span.kind == "autolink"
    is_in_words = not is_autolink and bar < span.inner_end
    escaped = "\\|" if is_in_words else "%7C"
    message = (
        f"This {_KINDS[span.kind]} is lost, `{written}`: kramdown makes a table of a line with "
        f"`|`. Write it `{escaped}`."
    )
    return Finding(CODE, start + span.start, start + span.end, message)


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
    ),
)
