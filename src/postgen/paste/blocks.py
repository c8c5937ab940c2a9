"""What the lines of a plain text are: paragraphs, lists, quotes, code, rules, headings; and how they are spelled."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from postgen.checks.bare_urls import written
from postgen.markdown import escape
from postgen.paste import lists
from postgen.paste.lines import Line, groups, is_wide
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterator

_RULE = Lazy(r"([-_=*~—–•])(?:\s*\1){2,}")
_UNDERLINE = Lazy(r"={3,}|-{3,}|~{3,}")
_QUOTED = Lazy(r">+ ?(?=.)|>")
_CODE = Lazy(
    r"[{};]$|^(?:\$|>>>|#include|def|class|import|from|for|if|return|const|let|var|function|SELECT)\s|^</?\w+|\w\(.*\)"
    r"|\w\s?[-+*/]?=\s?\S|^(?:sudo|pip|npm|git|curl|cd|apt|docker)\s|^[#/]{1,2}\s"
)
_ANGLED = Lazy(r"<((?:https?|ftps?)://[^\s<>]+)>")
_PAIR = Lazy(r"\\(.)")


CODE = 4
"""Columns that code is set in by."""

DEEPEST = ">" * 20
"""The quote of a quote of a quote that is none any more."""


@dataclass(slots=True)
class Block:
    """A part of the text: `lines` of a paragraph, a heading or code, or the `inner` blocks of a quote or list."""

    kind: str
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
    at = end = 0
    while at < len(lines):
        if not lines[at].text:
            at += 1
            continue
        end = _end(lines, max(at, end))
        block, at = _next(lines, at, end)
        blocks.append(block)
    return blocks


def _next(lines: list[Line], at: int, end: int) -> tuple[Block, int]:
    if _RULE.fullmatch(lines[at].text):
        return Block("rule", [lines[at]]), at + 1
    if end > at + 1 and _UNDERLINE.fullmatch(lines[at + 1].text) and not lists.mark(lines[at]):
        return Block("heading", [lines[at]], 2 + (lines[at + 1].text[0] != "=")), at + 2
    if lines[at].text.startswith(">") and not lines[at].text.startswith(DEEPEST):
        return _quote(lines, at)
    if (found := lists.read(lines, at)) is not None:
        return Block("list", lines[at : found.end], listed=found), found.end
    if lines[at].indent >= CODE and _is_code(lines[at:end]):
        while end < len(lines) and _is_code(lines[end + 1 : _end(lines, end + 1)]):
            end = _end(lines, end + 1)
        return Block("code", lines[at:end]), end
    stop = at + 1
    while stop < end and not (lines[stop].text.startswith(">") or lists.read(lines, stop)):
        stop += 1
    return Block("paragraph", lines[at:stop]), stop


def _end(lines: list[Line], at: int) -> int:
    """Give the place of the next blank line."""
    while at < len(lines) and lines[at].text:
        at += 1
    return at


def _quote(lines: list[Line], at: int) -> tuple[Block, int]:
    end = at
    while (
        end < len(lines)
        and lines[end].text.startswith(">")
        and not lines[end].text.startswith(DEEPEST)
    ):
        end += 1
    inner = []
    for line in lines[at:end]:
        rest = line.text[1:].removeprefix(" ")
        inner.append(
            line._replace(text=rest.strip(), indent=len(rest) - len(rest.lstrip()), raw=rest)
        )
    return Block("quote", lines[at:end], inner=parse(inner)), end


def _is_code(lines: list[Line]) -> bool:
    """Say whether all lines are set in by four columns, and one of them is none of prose."""
    return (
        bool(lines)
        and all(line.indent >= CODE for line in lines)
        and any(_CODE.search(line.text) for line in lines)
    )


# How they are spelled


def spelled(blocks: list[Block]) -> Iterator[str]:
    """Spell blocks as Markdown, each with a newline at its end."""
    for block in blocks:
        if block.kind == "list" and block.listed:
            yield _list(block.listed, "")
        elif block.kind == "quote":
            yield "".join(
                f"> {line}".rstrip(" ") + "\n"
                for line in "\n".join(spelled(block.inner)).splitlines()
            )
        elif block.kind == "rule":
            yield "* * *\n"
        elif block.kind == "code":
            yield _code(block.lines)
        elif block.kind == "heading":
            yield f"{'#' * block.level} {escape.heading_text(plain(escape.one_line(block.text)))}\n"
        else:
            yield paragraph(block.lines)


def paragraph(lines: list[Line]) -> str:
    """Spell a paragraph: a line that ends because the text was wrapped goes on; another one breaks there."""
    spelled = []
    for group in groups(lines):
        text = group[0].text
        for line in group[1:]:
            text += ("" if is_wide(text[-1]) and is_wide(line.text[0]) else "\n") + line.text
        rows = [escape.guard(plain(row)) for row in text.split("\n")]
        spelled.append("\n".join(re.sub(r"\\\\\Z", "&#92;", row) for row in rows))
    return "  \n".join(spelled) + "\n"


def plain(text: str) -> str:
    """Spell words as they are, and addresses as links.

    Straight quotes and apostrophes are left to kramdown, as in everything that is written for it.
    """
    parts, start = [], 0
    angled = {found.start(): (found.end(), found[1]) for found in _ANGLED.finditer(text)}
    found = angled | {
        place: (place + len(url), url) for place, url in written(text) if place - 1 not in angled
    }
    for place, (end, url) in sorted(found.items()):
        parts += [_escaped(text[start:place]), _address(url)]
        start = end
    return "".join([*parts, _escaped(text[start:])])


def _escaped(text: str) -> str:
    return _PAIR.sub(lambda found: found[1] if found[1] in "\"'" else found[0], escape.inline(text))


def _address(url: str) -> str:
    """Spell an address so that the page shows the very one that was written."""
    return (
        escape.autolink(url) if escape.address(url) == url else escape.link(escape.inline(url), url)
    )


def _code(lines: list[Line]) -> str:
    margin = min(line.indent for line in lines if line.text)
    return escape.code("".join(f"{line.raw[margin:] if line.text else ''}\n" for line in lines))


def _list(found: lists.List, margin: str) -> str:
    """Spell a list, and those below its items, with a blank line only where an item has several paragraphs."""
    rows = []
    if found.start not in {None, 1}:
        rows.append(f'{{: start="{found.start}"}}')
    for number, item in enumerate(found.items, found.start or 0):
        head = "* " if found.start is None else f"{number}. "
        inside = margin + " " * len(head)
        parts = [paragraph(part) for part in item.paragraphs if part]
        text = "\n".join(parts) + "".join(_list(each, "") for each in item.inner)
        body = text.splitlines() or [""]
        rows += [head + body[0], *(inside[len(margin) :] + row if row else "" for row in body[1:])]
    return "".join(f"{row}\n" for row in rows)
