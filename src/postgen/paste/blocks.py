"""The blocks of a plain text: paragraphs, lists, quotes, code, rules, underlined headings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from postgen.paste import lists
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from postgen.paste.lines import Line

Kind = Literal["paragraph", "heading", "list", "quote", "code", "rule"]

_RULE = Lazy(r"([-_=*~—–•])(?:\s*\1){2,}")  # `-----`, `* * *`
_UNDERLINE = Lazy(r"={3,}|-{3,}|~{3,}")
_CODE = Lazy(
    r"[{};]$"  # `if (x) {`
    r"|^(?:\$|>>>|#include|def|class|import|from|for|if|return|const|let|var|function|SELECT)\s"
    r"|^</?\w+"  # `<div>`
    r"|\w\(.*\)"  # `f(x)`
    r"|\w\s?[-+*/]?=\s?\S"  # `x = 1`, `x += 1`
    r"|^(?:sudo|pip|npm|git|curl|cd|apt|docker)\s"
    r"|^[#/]{1,2}\s"  # `# a comment`, `// a comment`
)

CODE_INDENT = 4
"""Columns that code is indented by."""

MAX_QUOTE_DEPTH = 20
_TOO_DEEP = ">" * MAX_QUOTE_DEPTH


@dataclass(slots=True)
class Block:
    """A part of the text: its `lines`, the `inner` blocks of a quote, or the list `listed`.

    `level` is that of a heading, 2 to 6.
    """

    kind: Kind
    lines: list[Line] = field(default_factory=list)
    level: int = 0
    inner: list[Block] = field(default_factory=list)
    listed: lists.List | None = None

    @property
    def text(self) -> str:
        """The first line."""
        return self.lines[0].text if self.lines else ""


def parse(lines: list[Line]) -> list[Block]:
    """Read lines as blocks."""
    blocks: list[Block] = []
    at = 0
    end = 0  # of the lines before the next blank one: looked for once
    while at < len(lines):
        if not lines[at].text:
            at += 1
            continue
        end = _next_blank(lines, max(at, end))
        block, at = _block(lines, at, end)
        blocks.append(block)
    return blocks


def _block(lines: list[Line], at: int, end: int) -> tuple[Block, int]:
    """Return the block that begins with a line, and the place behind it.

    No line before `end` is blank.
    """
    line = lines[at]
    if _RULE.fullmatch(line.text):
        return Block("rule", [line]), at + 1
    below = at + 1
    is_underlined = below < end and _UNDERLINE.fullmatch(lines[below].text)
    if is_underlined and not lists.mark(line):
        level = 2 if lines[below].text.startswith("=") else 3
        return Block("heading", [line], level), below + 1
    if _is_quoted(line):
        return _quote(lines, at)
    listed = lists.read(lines, at)
    if listed is not None:
        return Block("list", lines[at : listed.end], listed=listed), listed.end
    if line.indent >= CODE_INDENT and _is_code(lines[at:end]):
        return _code(lines, at, end)
    return _paragraph(lines, at, end)


def _next_blank(lines: list[Line], at: int) -> int:
    """Return the place of the next blank line, or that of the end."""
    while at < len(lines) and lines[at].text:
        at += 1
    return at


def _is_quoted(line: Line) -> bool:
    return line.text.startswith(">") and not line.text.startswith(_TOO_DEEP)


def _quote(lines: list[Line], at: int) -> tuple[Block, int]:
    end = at
    while end < len(lines) and _is_quoted(lines[end]):
        end += 1
    inner = [_without_quote_mark(line) for line in lines[at:end]]
    return Block("quote", lines[at:end], inner=parse(inner)), end


def _without_quote_mark(line: Line) -> Line:
    raw = line.text[1:].removeprefix(" ")
    indent = len(raw) - len(raw.lstrip())
    return line._replace(text=raw.strip(), indent=indent, raw=raw)


def _code(lines: list[Line], at: int, end: int) -> tuple[Block, int]:
    """Return the code that ends at a blank line, with what follows if it is code, too."""
    while end < len(lines):
        next_end = _next_blank(lines, end + 1)
        if not _is_code(lines[end + 1 : next_end]):
            break
        end = next_end
    return Block("code", lines[at:end]), end


def _is_code(lines: list[Line]) -> bool:
    """Whether all lines are indented by four columns, and one of them does not look like prose."""
    if not lines:
        return False
    if any(line.indent < CODE_INDENT for line in lines):
        return False
    return any(_CODE.search(line.text) for line in lines)


def _paragraph(lines: list[Line], at: int, end: int) -> tuple[Block, int]:
    """Return the lines up to a blank one, a quote or a list."""
    stop = at + 1
    while stop < end:
        if lines[stop].text.startswith(">") or lists.read(lines, stop):
            break
        stop += 1
    return Block("paragraph", lines[at:stop]), stop
