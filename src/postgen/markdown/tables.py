"""Tables: whether lines with `|` are one, and its cells.

Ported from kramdown's `lib/kramdown/parser/kramdown/table.rb`, `parse_table`.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from postgen.markdown import block_grammar as g
from postgen.markdown import spans
from postgen.markdown.tree import Block

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from postgen.markdown.source_map import View


def cells(view: View, start: int, end: int) -> list[Block] | None:
    """Return the cells with text of the table that some lines are, None where they are none."""
    text = view.text[start:end]
    if not _has_body(text) or not _is_divided(text):
        return None
    found: list[Block] = []
    position = start
    for line in _lines(text):
        is_rule = g.TABLE_RULE.match(line) or g.TABLE_FOOT.match(line)
        if not is_rule:
            found += _row(view, line, position)
        position += len(line)
    return found


def _lines(text: str) -> list[str]:
    """Split into lines, each with its newline."""
    lines = text.removesuffix("\n").split("\n")
    return [f"{line}\n" for line in lines]


def _has_body(text: str) -> bool:
    """Whether there are rows besides a head (above `|---|`) and a foot (below `|===|`)."""
    has_rows = False  # since the last line between head, bodies and foot
    has_head = False
    has_foot = False
    for line in _lines(text):
        if g.TABLE_RULE.match(line):  # `|---|`
            if not has_rows or has_foot:
                continue
            if has_head:  # the rows below the head
                return True
            has_head = True
            has_rows = False
        elif g.TABLE_FOOT.match(line):  # `|===|`
            if has_rows:
                return True
            has_foot = True
        else:
            has_rows = True
    return has_rows and not has_foot


def _is_divided(text: str) -> bool:
    """Whether each line has a `|` that is neither in code nor in HTML, as `parse_table` asks."""
    has_bar = False  # `pipe_on_line` there: on the line that is read
    for is_code, value in _pieces(text[:-1]):
        lines = _ruby_lines(value)
        if not lines:
            continue
        goes_on_below = len(lines) > 1
        if is_code:
            if len(lines) > 2:  # its middle line has no other `|`
                return has_bar
            if goes_on_below:
                if not has_bar:
                    return False
                has_bar = False
            continue
        if goes_on_below:
            if not has_bar and not _has_bar(lines[0]):
                return False
            has_bar = False
        has_bar = has_bar or _has_bar(lines[-1])
    return has_bar


def _ruby_lines(value: str) -> list[str]:
    """Split into lines as Ruby does: without empty strings at the end."""
    kept = value.rstrip("\n")
    if not kept:
        return []
    return kept.split("\n")


def _has_bar(line: str) -> bool:
    return g.TABLE_LINE.match(line + "\n") is not None


def _pieces(text: str) -> Iterator[tuple[bool, str]]:
    """Yield what kramdown makes of the lines when it looks for code and HTML only.

    Each piece is whether it is code, and its value: of code the inside, of an element its name.
    """
    done = 0
    for span in spans.outline(text):
        if span.start > done:
            yield False, text[done : span.start]
        if span.kind == "code":
            yield True, text[span.inner_start : span.inner_end]
        elif span.kind == "comment":
            yield False, text[span.start : span.end]
        else:
            yield False, span.label
        done = span.end
    if done < len(text):
        yield False, text[done:]


def _row(view: View, line: str, position: int) -> Iterator[Block]:
    """Yield the cells of a line that have text, without the backslashes before their bars.

    `position` is where the line starts.
    """
    masked = without_code(line)
    bars = [bar.start() for bar in g.BAR.finditer(masked)]
    for bar, next_bar in pairwise([-1, *bars, len(line) - 1]):
        start, end = g.stripped(line, bar + 1, next_bar)
        if start >= end:
            continue
        left = position + start
        right = position + end
        inner = view.cut(left, right)
        escaped = g.ESCAPED_BAR.finditer(masked, start, end)
        backslashes = [position + each.start() for each in escaped]  # of each `\|`
        if backslashes:
            inner = view.without(left, right, backslashes)
        yield Block("cell", view.at(left), view.end(right), inner)


def without_code(line: str) -> str:
    """Put `x` in the place of code, whose bars divide nothing: `<code>a | b</code>`."""
    masked = g.TABLE_CODE.sub(_crossed_out, line)
    if "`" not in masked:
        return masked
    for span in spans.outline(masked.replace("<", "x")):
        crossed_out = "x" * (span.end - span.start)
        masked = masked[: span.start] + crossed_out + masked[span.end :]
    return masked


def _crossed_out(found: re.Match[str]) -> str:
    return "x" * len(found[0])
