"""Tables: whether lines with pipes are one, and its cells."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from postgen.markdown import grammar as g
from postgen.markdown import spans
from postgen.markdown.tree import Block

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.markdown.source_map import View


def cells(view: View, start: int, end: int) -> list[Block]:
    """Give the cells of the table that some lines make; none where kramdown sees no table in them."""
    text = view.text[start:end]
    if not _has_body(text) or not _is_divided(text):
        return []
    found: list[Block] = []
    position = start
    for line in _lines(text):
        if not g.TABLE_RULE.match(line) and not g.TABLE_FOOT.match(line):
            found += _row(view, line, position)
        position += len(line)
    return found


def _lines(text: str) -> list[str]:
    return [line + "\n" for line in text.removesuffix("\n").split("\n")]


def _has_body(text: str) -> bool:
    """Say whether there are rows besides a head and a foot."""
    rows = aligned = footed = False
    for line in _lines(text):
        if g.TABLE_RULE.match(line):
            if rows and (aligned or footed):
                if not footed:
                    return True
            elif rows:
                aligned, rows = True, False
        elif g.TABLE_FOOT.match(line):
            if rows:
                return True
            footed = True
        else:
            rows = True
    return rows and not footed


def _is_divided(text: str) -> bool:
    """Say whether each line has a pipe that is neither in code nor in HTML."""
    piped = False
    for code, value in _pieces(text[:-1]):
        lines = re.sub(r"\n+\Z", "", value).split("\n") if value.strip("\n") else []
        if code:
            if len(lines) > 2 or (len(lines) == 2 and not piped):
                break
            if len(lines) == 2:
                piped = False
        else:
            if len(lines) > 1 and not piped and not g.TABLE_LINE.match(lines[0] + "\n"):
                break
            last = bool(lines) and bool(g.TABLE_LINE.match(lines[-1] + "\n"))
            piped = (len(lines) <= 1 and piped) or last
    return piped


def _pieces(text: str) -> Iterator[tuple[bool, str]]:
    """Give what kramdown makes of the lines when it looks for code and HTML only: whether it is code, and it."""
    done = 0
    for span in spans.outline(text):
        if span.start > done:
            yield False, text[done : span.start]
        if span.kind == "code":
            yield True, text[span.inner_start : span.inner_end]
        else:
            yield False, text[span.start : span.end] if span.kind == "comment" else span.label
        done = span.end
    if done < len(text):
        yield False, text[done:]


def _row(view: View, line: str, position: int) -> Iterator[Block]:
    masked = g.TABLE_CODE.sub(_mask, line)
    if "`" in masked:
        for span in spans.outline(masked.replace("<", "x")):
            masked = masked[: span.start] + "x" * (span.end - span.start) + masked[span.end :]
    bars = [-1, *(bar.start() for bar in g.BAR.finditer(masked)), len(line) - 1]
    for a, b in pairwise(bars):
        cell = line[a + 1 : b]
        words = cell.strip(g.STRIPPED)
        if words:
            left = position + a + 1 + len(cell) - len(cell.lstrip(g.STRIPPED))
            right = left + len(words)
            found = g.ESCAPED_BAR.finditer(masked, left - position, right - position)
            escapes = [position + escape.start() for escape in found]
            inner = view.without(left, right, escapes) if escapes else view.cut(left, right)
            yield Block("cell", view.at(left), view.end(right), inner)


def _mask(found: re.Match[str]) -> str:
    return "x" * len(found[0])
