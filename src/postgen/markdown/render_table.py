"""The HTML of tables. Ported from kramdown's `parser/kramdown/table.rb` and `convert_table`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from postgen.markdown import block_grammar as g
from postgen.markdown import spans
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_ALIGNMENT = Lazy(r"[ \t]?(:?)-+(:?)[ \t]?")
"""TABLE_HSEP_ALIGN: `:--:` in `|:--:|`."""
_CODE = re.compile(r"(<code.*?>.*?</code>)")


class _Part(NamedTuple):
    """The head, a body or the foot of a table: its rows of cells, each a Markdown text."""

    kind: str
    rows: list[list[str]]


def render(text: str, attributes: str, render_spans: Callable[[str], str], indent: int) -> str:
    """Render the lines of a table; `attributes` are those of its tag."""
    parts, alignment = _read(text)
    columns = max(len(row) for part in parts for row in part.rows)
    alignment = [*alignment, *[""] * columns][:columns]
    space = " " * indent
    inner = "".join(_part(part, alignment, render_spans, indent + 2) for part in parts)
    return f"{space}<table{attributes}>\n{inner}{space}</table>\n"


def _part(
    part: _Part, alignment: Sequence[str], render_spans: Callable[[str], str], indent: int
) -> str:
    space = " " * indent
    tag = "th" if part.kind == "thead" else "td"
    inner = ""
    for row in part.rows:
        inner += f"{space}  <tr>\n"
        for cell, side in zip([*row, *[""] * (len(alignment) - len(row))], alignment, strict=True):
            style = f' style="text-align: {side}"' if side else ""
            shown = render_spans(cell) or "\u00a0"
            inner += f"{space}    <{tag}{style}>{shown}</{tag}>\n"
        inner += f"{space}  </tr>\n"
    return f"{space}<{part.kind}>\n{inner}{space}</{part.kind}>\n"


def _read(text: str) -> tuple[list[_Part], list[str]]:
    """Return the parts of a table, and how its columns are aligned."""
    parts: list[_Part] = []
    alignment: list[str] = []
    rows: list[list[str]] = []
    has_foot = False
    lines = text.removesuffix("\n").split("\n")
    has_leading_bar = lines[0].lstrip().startswith("|")
    if g.TABLE_RULE.match(f"{lines[0]}\n"):
        lines = lines[1:]
    for line in lines:
        if g.TABLE_RULE.match(f"{line}\n"):
            if not rows:
                continue
            if not alignment and not has_foot:
                parts.append(_Part("thead", rows))
                rows = []
                alignment = [_side(found) for found in _ALIGNMENT.finditer(line)]
            elif not has_foot:
                parts.append(_Part("tbody", rows))
                rows = []
        elif g.TABLE_FOOT.match(f"{line}\n"):
            if rows:
                parts.append(_Part("tbody", rows))
                rows = []
            has_foot = True
        else:
            rows.append(_cells(line.rstrip(" \t"), has_leading_bar=has_leading_bar))
    if rows:
        parts.append(_Part("tfoot" if has_foot else "tbody", rows))
    return parts, alignment


def _side(found: re.Match[str]) -> str:
    is_left, is_right = bool(found[1]), bool(found[2])
    if is_left and is_right:
        return "center"
    if is_right:
        return "right"
    return "left" if is_left else ""


def _cells(line: str, *, has_leading_bar: bool) -> list[str]:
    """Split a row into the Markdown of its cells."""
    cells: list[str] = []

    def go_on(text: str) -> None:
        if cells:
            cells[-1] += text
        else:
            cells.append(text)

    for index, piece in enumerate(_CODE.split(line)):
        if index % 2:
            go_on(piece)
            continue
        for is_code, value in _pieces(piece):
            if is_code:
                go_on(value)
                continue
            first, *more = re.split(r"(?<!\\)\|", value)
            go_on(first.replace("\\|", "|"))
            cells += [each.replace("\\|", "|") for each in more]
    if has_leading_bar and cells and not cells[0].strip(g.STRIPPED):
        cells.pop(0)
    if cells and not cells[-1].strip(g.STRIPPED):
        cells.pop()
    return [cell.strip(g.STRIPPED) for cell in cells]


def _pieces(text: str) -> Iterator[tuple[bool, str]]:
    """Yield the code and the text between it; code with backticks enough around it."""
    done = 0
    for span in spans.outline(text.replace("<", "\ue012")):
        if span.kind != "code":
            continue
        if span.start > done:
            yield False, text[done : span.start]
        inner = text[span.inner_start : span.inner_end]
        if span.inner_start - span.start > 1:
            inner = inner.removeprefix(" ").removesuffix(" ")
        longest = max(map(len, re.findall("`+", inner)), default=0)
        marks = "`" * (longest + 1)
        space = " " if longest else ""
        yield True, f"{marks}{space}{inner}{space}{marks}"
        done = span.end
    if done < len(text):
        yield False, text[done:]
