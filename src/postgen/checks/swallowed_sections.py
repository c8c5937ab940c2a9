"""Sections that the list above them swallows, for want of a blank line between the two."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING

from postgen.backlog import BOLD_LINE, in_code
from postgen.checks.check import Check, Proposal
from postgen.checks.headings import is_heading
from postgen.checks.verify_fixes import heading_fact
from postgen.markdown.lists import ListBlock
from postgen.model import Finding
from postgen.text.edits import Edit, newline_at
from postgen.text.patterns import Lazy
from postgen.text.records import NamedTuple
from postgen.toc import BOLD, titles

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.checks.check import Subject
    from postgen.markdown import Markdown

CODE = "KR02"

# `## Head` or `##Head` on a line below an item.
_HASHES = Lazy(r"\n(?P<space> {0,3})(?P<hashes>#{1,6})(?P<gap>[ \t]*)(?=(?P<words>[^\s#][^\n]*))")
# `**Head**` or `__Head__`.
_BOLD = Lazy(r"\n(?P<space> {0,3})(?=\*\*|__)")
# A line with `===` or `---` below it.
_UNDERLINED = Lazy(r"\n(?P<space> {0,3})(?=[^\s#>*+-][^\n]*\n([-=])\2{2,}[ \t]*\n)")
_UNDERLINE = Lazy(r"[^\n]*\n([-=])[^\n]*\n")
# What may stand below the head of a section.
_BELOW = Lazy(
    r"[ \t]*(?:"
    r"\n|\Z"  # a blank line, the end
    r"|(?:[*+-]|\d+\.)[ \t]"  # an item: `* A`, `1. A`
    r"|#{1,6}[ \t]|\*\*|__"  # another head: `## B`, `**B**`
    r")"
)
_COMMENT = Lazy(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_ITEM = Lazy(r"\n {0,3}(?:[*+-]|\d+\.)[ \t]")
_NUMBER = Lazy(r" {0,3}(\d+)\.")
# What stands between a bold line and the list of its section.
_TO_LIST = Lazy(r"[ \t:]*\n\s*")


class _Head(NamedTuple):
    """The head of a section as it was intended.

    `edits` are those besides the blank line; `needs_blank` says that one must stand before it
    wherever it is, and `certain` that nothing else can be intended.
    """

    level: int
    edits: tuple[Edit, ...] = ()
    certain: bool = True
    needs_blank: bool = False


def find(subject: Subject) -> Iterator[Proposal]:
    """Find headings and bold lines directly below an item, which kramdown reads as a part of it."""
    text = _Text(subject.body)
    for block in subject.body.blocks:
        if isinstance(block, ListBlock):
            yield from _in_list(text, block)


def _in_list(text: _Text, block: ListBlock) -> Iterator[Proposal]:
    freed = 0  # the end of the last head that a fix takes out of the list
    for found, head in text.heads(block):
        # Below a freed head, before the next item, there is no list any more: no blank line is
        # needed.
        is_free = bool(freed) and not head.needs_blank
        if is_free and _ITEM.search(text.text, freed, found.start() + 1):
            is_free = False
        proposal = text.proposal(block, found, head, is_free=is_free)
        if proposal.finding.fix:
            freed = found.end()
        if proposal.finding.fix or not is_free:
            yield proposal


class _Text:
    """A body, and what it shows about how its sections are written."""

    def __init__(self, body: Markdown) -> None:
        self.body = body
        self.text = body.view.text

    def heads(self, block: ListBlock) -> list[tuple[re.Match[str], _Head]]:
        """Return the heads of sections in a list, in their order."""
        patterns = (
            (_HASHES, self._read_hashes),
            (_BOLD, self._read_bold),
            (_UNDERLINED, self._read_underlined),
        )
        heads = []
        for pattern, read in patterns:
            for found in pattern.finditer(self.text, block.start, block.end):
                if not self._is_swallowed(block, found):
                    continue
                head = read(found)
                if head:
                    heads.append((found, head))
        return sorted(heads, key=lambda each: each[0].start())

    def _is_swallowed(self, block: ListBlock, found: re.Match[str]) -> bool:
        """Whether a line is in an item only because no blank line stands before it."""
        end_above = found.start()
        start = end_above + 1
        item = block.item_at(start)
        is_first_line = item.start == start
        is_indented = len(found["space"]) >= item.indentation
        if is_first_line or is_indented:
            return False
        start_above = self.text.rfind("\n", 0, end_above) + 1
        is_blank_above = not self.text[start_above:end_above].strip()
        if is_blank_above:
            return False
        return not self._is_in_comment(start) and not in_code(item, start)

    def _is_in_comment(self, place: int) -> bool:
        index = bisect_right(self._comments, place, key=lambda extent: extent[0]) - 1
        if index < 0:
            return False
        _, end = self._comments[index]
        return place < end

    def _read_hashes(self, found: re.Match[str]) -> _Head | None:
        """Read `## Name`, or `##Name`."""
        has_gap = bool(found["gap"])
        if not is_heading(found["hashes"], found["words"], sure=has_gap, is_alone=False):
            return None
        level = len(found["hashes"])
        if has_gap:
            return _Head(level)
        at = found.end("hashes")
        return _Head(level, edits=(Edit(at, at, " "),))

    def _read_bold(self, found: re.Match[str]) -> _Head | None:
        """Read a line that is wholly bold, and neither continues one nor is continued."""
        start = found.start() + 1
        end = self.text.index("\n", start)
        line = BOLD_LINE.match(self.text, start, end)
        if not line or line["mark"] in line["name"]:
            return None
        # Two spaces or a backslash end the line above: it goes on here.
        before = self.body.source[:start].rstrip("\r\n")[-2:]
        if before == "  " or before.endswith("\\"):
            return None
        if not _BELOW.match(self.text, end + 1):
            return None
        return _Head(BOLD, certain=self._has_bold)

    def _read_underlined(self, found: re.Match[str]) -> _Head | None:
        """Read a line with `===` or `---` below it; `---` may be a rule below the list, too."""
        underline = _UNDERLINE.match(self.text, found.end())
        if not underline:
            return None
        if underline[1] == "=":
            return _Head(1, needs_blank=True)
        begins_as_title = not self.text[found.end()].islower()
        if not begins_as_title or not _BELOW.match(self.text, underline.end()):
            return None
        return _Head(2, certain=self._has_underlined, needs_blank=True)

    def proposal(
        self, block: ListBlock, found: re.Match[str], head: _Head, *, is_free: bool
    ) -> Proposal:
        """Propose a blank line before the head of a section, where it is certain that it is one.

        Behind another one that stands in the same item, and `is_free` then, it needs none.
        """
        line_start, start = found.start() + 1, found.end("space")
        end = self.text.index("\n", start)
        message = (
            "This section is part of the list item above it: a blank line must stand before it."
        )
        number = self._number_below(block, line_start)
        if number > 1:
            message += f" The list below it would begin with 1 then, not with {number}."
        elif not head.certain:
            message += " It may be intended."
        is_certain = head.certain and number <= 1
        if not is_certain:
            return Proposal(Finding(CODE, start, end, message, severity="warning"))
        fix = self._fix(line_start, start, head, is_free=is_free)
        finding = Finding(CODE, start, end, message, fix)
        if not fix:
            return Proposal(finding)
        is_heading_already = head.level == BOLD or start in self._headings
        gains = () if is_heading_already else (heading_fact(start, head.level),)
        freed = () if is_free else (start,)
        return Proposal(finding, gains, freed)

    def _fix(self, line_start: int, start: int, head: _Head, *, is_free: bool) -> tuple[Edit, ...]:
        """Return the edits that put a blank line before a head, and begin its line with it."""
        fix = []
        if not is_free:
            fix.append(Edit(line_start, line_start, newline_at(self.body.source, line_start)))
        if line_start < start:
            fix.append(Edit(line_start, start, ""))
        return (*fix, *head.edits)

    @cached_property
    def _comments(self) -> list[tuple[int, int]]:
        """The places of comments; below a line of text kramdown sees a heading even there."""
        if "<!--" not in self.text:
            return []
        return [found.span() for found in _COMMENT.finditer(self.text)]

    @cached_property
    def _headings(self) -> set[int]:
        return {heading.block.start for heading in self.body.headings}

    @cached_property
    def _has_bold(self) -> bool:
        """Whether a bold line outside lists has a list below it: such lines are sections here."""
        lists = {block.start for block in self.body.blocks if isinstance(block, ListBlock)}
        for title in titles(self.body):
            if title.level != BOLD:
                continue
            gap = _TO_LIST.match(self.text, title.end)
            if gap and gap.end() in lists:
                return True
        return False

    @cached_property
    def _has_underlined(self) -> bool:
        """Whether a heading is written with a line below it."""
        headings = [block for block in self.body.blocks if block.kind == "heading"]
        return any(not self.text.startswith("#", block.start) for block in headings)

    def _number_below(self, block: ListBlock, start: int) -> int:
        """Return the number of the next item, the first of a list of its own then; 0 for none."""
        index = block.index_at(start) + 1
        is_last = index >= len(block)
        if block.marker != "1" or is_last:
            return 0
        item_start, _ = block.extent_of(index)
        found = _NUMBER.match(self.text, item_start)
        return int(found[1]) if found else 0


CHECKS = (
    Check(
        code=CODE,
        name="swallowed section",
        summary="A heading directly below a list item is part of that item.",
        why="""kramdown takes a line below an item, without a blank line between, for a part of the
item: the heading stands in the middle of the list, and what was intended as its section goes on the
list above it. Where that may be intended, or a numbered list would begin with another number,
it is left alone.""",
        bad="* A train\n## Boats\n* A ferry\n",
        good="* A train\n\n## Boats\n* A ferry\n",
        find=find,
        fixed_by="edits",
    ),
)
