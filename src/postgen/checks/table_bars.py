"""The `|` of lines that kramdown makes a table of, and how each is written to be text."""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise
from typing import TYPE_CHECKING

from postgen.markdown import block_grammar as g
from postgen.markdown import spans, tables
from postgen.text.edits import Edit
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from postgen.markdown import Markdown
    from postgen.markdown.tree import Block, Span


_PROSE = 40
"""How many characters a line of wrapped text has at least."""
_DEFINITION = Lazy(r"[ \t>]*\[[^\[\]\n]+\]:")
"""A line that was intended as a definition, `[map]: url`, or as a footnote, `[^1]: text`."""


def lines_of(body: Markdown, block: Block) -> Iterator[tuple[int, str]]:
    """Yield the lines of a table, each with the place of its start."""
    text = body.view.text  # as long as the source, and without the `|` of Liquid
    start = block.start
    while start < block.end:
        end = text.find("\n", start, block.end)
        if end < 0:
            end = min(block.end, len(text))
        yield start, text[start:end]
        start = end + 1


def bars_of(line: str) -> list[int]:
    """Return where the `|` of a line stand that divide it."""
    return [found.start() for found in g.BAR.finditer(tables.without_code(line))]


def is_intended(body: Markdown, block: Block) -> bool:
    """Whether lines with `|` were written as a table.

    They have a rule or a foot (`|---|`), a `|` at an end of a line, attributes, or several lines
    with as many of them; or there is nothing but images, side by side.
    """
    if block.attributes:
        return True
    counts = []
    texts = []
    for _, line in lines_of(body, block):
        is_rule = g.TABLE_RULE.match(f"{line}\n") or g.TABLE_FOOT.match(f"{line}\n")
        text = line.strip(" \t\r>").lstrip("*+- ")
        has_border = text.startswith("|") or text.endswith("|")
        if is_rule or has_border:
            return True
        counts.append(len(bars_of(line)))
        texts.append(text)
    has_columns = len(counts) > 1 and len(set(counts)) == 1
    return (has_columns and not _is_prose(texts)) or _are_images(body, block)


def _is_prose(lines: Sequence[str]) -> bool:
    """Whether each line goes on in the next one, as a sentence does: it begins with a small letter.

    Cells of a table are shorter.
    """
    return all(
        len(line) >= _PROSE and line[-1] not in ".!?:;" and following[:1].islower()
        for line, following in pairwise(lines)
    )


def _are_images(body: Markdown, block: Block) -> bool:
    """Whether each cell of a table is an image: `![A](a.png) | ![B](b.png)`."""
    for cell in block.inside():
        if not cell.view:
            return False
        text = cell.view.text
        for span in reversed(body.spans(cell.view)):
            is_linked = span.kind == "link" and [each.kind for each in span.children] == ["image"]
            if is_linked or span.kind in {"image", "attributes"}:
                text = text[: span.start] + text[span.end :]
        if text.strip():
            return False
    return True


def escaping(body: Markdown, block: Block) -> tuple[Edit, ...]:
    r"""Return the edits that write each `|` of a table's lines as text, `\|` or `%7C`.

    There are none where one of them cannot be: in the title of a link, in HTML, in a formula.
    """
    edits: list[Edit] = []
    for start, line in lines_of(body, block):
        found = spans.parse(line, body.definitions, body.footnotes)
        made = escaping_in(line, found, start, bars_of(line))
        if not made:
            return ()
        edits += made
    return tuple(edits)


def escaping_in(
    line: str, found: Sequence[Span], start: int, bars: Sequence[int]
) -> tuple[Edit, ...]:
    """Return the edits that write some `|` of a line as text; none where one of them cannot be.

    `found` are spans of the line, and `start` its place in the source.
    """
    if "$" in line or _DEFINITION.match(line):  # `$|x|$`: MathJax knows no `\|` of Markdown
        return ()
    edits = []
    for bar in bars:
        written = _escaped(found, bar)
        if not written:
            return ()
        edits.append(Edit(start + bar, start + bar + 1, written))
    return tuple(edits)


def _escaped(found: Sequence[Span], bar: int) -> str:
    """Return how a `|` is written at its place in a line; "" where nothing is right."""
    index = bisect_right(found, bar, key=_start) - 1
    if index < 0 or bar >= found[index].end:
        return "\\|"
    span = found[index]
    is_in_words = span.inner_start <= bar < span.inner_end
    if span.kind in {"em", "strong", "del"}:
        return _escaped(span.children, bar)
    if span.kind == "autolink":
        return "%7C"
    if span.kind in {"link", "image"}:
        if is_in_words:
            return _escaped(span.children, bar)
        return "%7C" if span.form == "inline" and not span.title else ""
    return ""


def _start(span: Span) -> int:
    return span.start
