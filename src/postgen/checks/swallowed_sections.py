"""Sections that the list above them swallows: kramdown wants a blank line between an item and a heading."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from postgen.backlog import BOLD_LINE, in_code
from postgen.checks.headings import is_heading
from postgen.checks.verify import Repair, heading_fact
from postgen.markdown.lists import ListBlock
from postgen.text.edits import Edit, Finding, line_number, newline_at
from postgen.toc import BOLD, titles

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.markdown import Markdown

_HASHES = re.compile(
    r"\n(?P<space> {0,3})(?P<hashes>#{1,6})(?P<gap>[ \t]*)(?=(?P<words>[^\s#][^\n]*))"
)
_BOLD = re.compile(r"\n(?P<space> {0,3})(?=\*\*|__)")
_UNDERLINED = re.compile(r"\n(?P<space> {0,3})(?=[^\s#>*+-][^\n]*\n([-=])\2{2,}[ \t]*\n)")
_UNDERLINE = re.compile(r"[^\n]*\n([-=])[^\n]*\n")
_BELOW = re.compile(r"[ \t]*(?:\n|\Z|(?:[*+-]|\d+\.)[ \t]|#{1,6}[ \t]|\*\*|__)")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_ITEM = re.compile(r"\n {0,3}(?:[*+-]|\d+\.)[ \t]")
_NUMBER = re.compile(r" {0,3}(\d+)\.")
_TO_LIST = re.compile(r"[ \t:]*\n\s*")


class _Head(NamedTuple):
    """The head of a section as it was meant.

    `edits` are those besides the blank line; `apart` says that one must stand before it wherever it is.
    """

    level: int
    edits: tuple[Edit, ...] = ()
    certain: bool = True
    apart: bool = False


def find(body: Markdown) -> Iterator[Repair]:
    """Find headings and bold lines directly below an item, which kramdown reads as a part of it."""
    text = _Text(body)
    for block in body.blocks:
        if isinstance(block, ListBlock):
            freed = 0
            for found, head in text.heads(block):
                free = (
                    bool(freed)
                    and not head.apart
                    and not _ITEM.search(text.text, freed, found.start() + 1)
                )
                repair = text.repair(block, found, head, free=free)
                if repair.finding.edits:
                    freed = found.end()
                if repair.finding.edits or not free:
                    yield repair


class _Text:
    """A body, and what it says about how its sections are written."""

    def __init__(self, body: Markdown) -> None:
        self.body = body
        self.text = body.view.text

    def heads(self, block: ListBlock) -> list[tuple[re.Match[str], _Head]]:
        """Give the heads in a list, in their order."""
        patterns = (_HASHES, self.hashes), (_BOLD, self.bold), (_UNDERLINED, self.underlined)
        found = [
            (each, head)
            for pattern, read in patterns
            for each in pattern.finditer(self.text, block.start, block.end)
            if self.is_swallowed(block, each) and (head := read(each))
        ]
        return sorted(found, key=lambda each: each[0].start())

    def is_swallowed(self, block: ListBlock, found: re.Match[str]) -> bool:
        """Say whether a line is in an item only because no blank line stands before it."""
        start = found.start() + 1
        item = block.item(block.index_at(start))
        above = self.text[self.text.rfind("\n", 0, found.start()) + 1 : found.start()]
        if item.start == start or len(found["space"]) >= item.indentation or not above.strip():
            return False
        comment = bisect_right(self._comments, start, key=lambda extent: extent[0]) - 1
        if comment >= 0 and start < self._comments[comment][1]:
            return False
        return not in_code(item, start)

    def hashes(self, found: re.Match[str]) -> _Head | None:
        """Read `## Name`, or `##Name`."""
        spaced = bool(found["gap"])
        if not is_heading(found["hashes"], found["words"], sure=spaced, lone=False):
            return None
        at = found.end("hashes")
        return _Head(len(found["hashes"]), () if spaced else (Edit(at, at, " "),))

    def bold(self, found: re.Match[str]) -> _Head | None:
        """Read a line that is wholly bold, and neither goes on what stands above it nor is gone on below."""
        start = found.start() + 1
        end = self.text.index("\n", start)
        line = BOLD_LINE.match(self.text, start, end)
        above = self.body.source[:start].rstrip("\r\n")[-2:]
        if not line or line["mark"] in line["name"] or above == "  " or above[-1:] == "\\":
            return None
        return _Head(BOLD, certain=self._has_bold) if _BELOW.match(self.text, end + 1) else None

    def underlined(self, found: re.Match[str]) -> _Head | None:
        """Read a line with `===` or `---` below it; the latter may be a rule at the end of the list, too."""
        underline = _UNDERLINE.match(self.text, found.end())
        if not underline:
            return None
        if underline[1] == "=":
            return _Head(1, apart=True)
        meant = not self.text[found.end()].islower() and _BELOW.match(self.text, underline.end())
        return _Head(2, certain=self._has_underlined, apart=True) if meant else None

    def repair(self, block: ListBlock, found: re.Match[str], head: _Head, *, free: bool) -> Repair:
        """Put a blank line before the head of a section, where it is certain that it is one.

        Behind another one that stands in the same item, and is `free` then, it needs none.
        """
        source, start, words = self.body.source, found.start() + 1, found.end("space")
        reason = (
            "This section is part of the list item above it: a blank line must stand before it."
        )
        number = self._number_below(block, start)
        certain = head.certain and number in {0, 1}
        if number > 1:
            reason += f" The list below it would begin with 1 then, not with {number}."
        elif not certain:
            reason += " It may be meant so."
        blank = () if free else (Edit(start, start, newline_at(source, start)),)
        edits = (*blank, *((Edit(start, words, ""),) if start < words else ()), *head.edits)
        finding = Finding(words, self.text.index("\n", words), line_number(source, words), reason)
        if not certain or not edits:
            return Repair(finding)
        gains = (
            ()
            if head.level == BOLD or words in self._headings
            else (heading_fact(words, head.level),)
        )
        return Repair(finding._replace(edits=edits), gains, () if free else (words,))

    @cached_property
    def _comments(self) -> list[tuple[int, int]]:
        """Say where a reader sees comments; kramdown sees a heading even there, below a line of text."""
        return (
            [found.span() for found in _COMMENT.finditer(self.text)] if "<!--" in self.text else []
        )

    @cached_property
    def _headings(self) -> set[int]:
        return {heading.block.start for heading in self.body.headings}

    @cached_property
    def _has_bold(self) -> bool:
        """Say whether a bold line that no list swallows has a list below it: such lines are sections here."""
        lists = {block.start for block in self.body.blocks if isinstance(block, ListBlock)}
        below = (
            _TO_LIST.match(self.text, title.end)
            for title in titles(self.body)
            if title.level == BOLD
        )
        return any(gap is not None and gap.end() in lists for gap in below)

    @cached_property
    def _has_underlined(self) -> bool:
        headings = (block for block in self.body.blocks if block.kind == "heading")
        return any(not self.text.startswith("#", block.start) for block in headings)

    def _number_below(self, block: ListBlock, start: int) -> int:
        """Give the number of the next item, which would be the first of a list of its own; 0 where there is none."""
        index = block.index_at(start) + 1
        if block.marker != "1" or index >= len(block):
            return 0
        found = _NUMBER.match(self.text, block.extent_of(index)[0])
        return int(found[1]) if found else 0
