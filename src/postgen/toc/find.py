"""A table of contents that stands in a body, and the headings that it names: where the two differ.

It is a list whose entries, most of them, are the headings below it, in their order. How it is written (bullets,
indentation, bold, numbers or none, linked or not) is its own and stays.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from typing import TYPE_CHECKING

from postgen.markdown import escape
from postgen.markdown.lists import ListBlock
from postgen.text.edits import Edit, Finding, line_number, newline_at
from postgen.toc import Title, guarded, listed_numbers, titles
from postgen.toc.entries import Row, read
from postgen.toc.matching import aligned, equal_pairs, key_of, named, same, without_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from postgen.markdown import Markdown
    from postgen.markdown.tree import Block

ENOUGH = 2
"""Entries that must be headings, besides more than half of all."""

_SPECIAL = frozenset("[]|<>{}*_`$\\~&\n")
_REFERENCES = re.compile(r"\s*(?:\\\\\s*)?(?:[-*+]\s+|\d+\.\s+)?\[\\?\[?\^?\d+\\?\](?!\()")
_LIQUID = re.compile(r"\{[{%]")
_BLANK = re.compile(r"\n[ \t>]*\r?\n")
_ORDINAL = re.compile(r"\A([ \t>]*)(\d+)(?=\.\s)")
_ANCHORS = re.compile(
    r"\b(?:id|name)\s*=\s*[\"']?([^\s\"'>]+)|\{:[^}\n]*?#([A-Za-z][\w:-]*)", re.IGNORECASE
)


class Table:
    """A list, read as a table of contents of the titles below it; `pairs` says which entry is which title."""

    def __init__(
        self,
        body: Markdown,
        block: ListBlock,
        rows: list[Row],
        below: list[Title],
        equal: dict[int, int],
    ) -> None:
        self.body = body
        self.start = block.start
        self.rows = rows
        self.titles = below
        self.pairs = aligned(rows, below, equal)
        self.names = named(rows, below, self.pairs)

    def findings(self) -> Iterator[Finding]:
        """Give what differs: entries that say or lead to something else, headings without one, entries without one."""
        rows = [
            (row, self.names[j]) for row, j in zip(self.rows, self.pairs, strict=True) if j >= 0
        ]
        equal = sum(same(without_number(row.words), without_number(name)) for row, name in rows)
        anchors = {a or b for a, b in _ANCHORS.findall(self.body.source)}
        known = anchors | {heading.id for heading in self.body.headings}
        for row, j in zip(self.rows, self.pairs, strict=True):
            if j >= 0:
                yield from self._entry(
                    row, self.titles[j], self.names[j], anchors, worded=2 * equal >= len(rows)
                )
            elif not (row.link and row.target in known):
                yield self._finding(
                    row, f"The contents name `{row.words}`, which is no heading.", ()
                )
        yield from self._missing()

    def _finding(self, row: Row, reason: str, edits: Iterable[Edit]) -> Finding:
        start, end = row.view.at(0), row.view.end(len(row.view.text))
        return Finding(start, end, line_number(self.body.source, start), reason, tuple(edits))

    def _entry(
        self, row: Row, title: Title, name: str, anchors: set[str], *, worded: bool
    ) -> Iterator[Finding]:
        """Compare an entry with its heading."""
        edits: list[Edit] = []
        reasons = []
        if worded and not same(row.words, name):
            reasons.append(f"The contents say `{row.words}`, the heading says `{name}`.")
            new = self._spelled(row, title, name)
            if new is not None:
                edits.append(Edit(row.view.at(row.start), row.view.end(row.end), new))
        if row.link and title.id and row.target != title.id and row.target not in anchors:
            reasons.append(
                f"The entry `{name}` leads to `#{row.target}`, its heading is `#{title.id}`."
            )
            edits += _led(row, title)
        if reasons:
            yield self._finding(row, " ".join(reasons), edits)

    def _spelled(self, row: Row, title: Title, name: str) -> str | None:
        """Spell a heading's words for an entry; None where there is no place for them."""
        words = name[len(row.lead) :].lstrip()
        if not row.editable or not name.startswith(row.lead):
            return None
        if _LIQUID.search(title.text):
            text = title.text if words == title.words else None
        elif not set(words) & _SPECIAL and words in self.body.source[title.start : title.end]:
            text = words  # as it stands in the heading
        else:
            text = title.text if words == title.words else escape.inline(words)
        return guarded(text) if text and not row.start else text

    # Headings that no entry names

    def _missing(self) -> Iterator[Finding]:
        """Give the headings that have no entry, of the kinds that have."""
        depths = self._depths()
        matched = {j: i for i, j in enumerate(self.pairs) if j >= 0}
        order = sorted(matched)
        groups: dict[int, list[int]] = {}
        for j, title in enumerate(self.titles):
            if j not in matched and title.level in depths and not self._is_aside(j):
                at = bisect_left(order, j)
                groups.setdefault(matched[order[at - 1]] if at else -1, []).append(j)
        for above, missing in groups.items():
            names = " and ".join(f"`{self.names[j]}`" for j in missing)
            row = self.rows[max(above, 0)]
            edit = self._insertion(above, missing, depths)
            yield self._finding(
                row, f"The contents lack the heading {names}.", [edit] if edit else []
            )

    def _depths(self) -> dict[int, int]:
        """Say how deep the entries of each level stand; of the levels whose headings are listed, most of them."""
        total = Counter(title.level for j, title in enumerate(self.titles) if not self._is_aside(j))
        depths: dict[int, Counter[int]] = {}
        for row, j in zip(self.rows, self.pairs, strict=True):
            if j >= 0:
                depths.setdefault(self.titles[j].level, Counter())[row.depth] += 1
        return {
            level: found.most_common(1)[0][0]
            for level, found in depths.items()
            if found.total() >= ENOUGH and 3 * found.total() >= 2 * total[level]
        }

    def _is_aside(self, j: int) -> bool:
        """Say whether contents do without a heading: it asks for it, or a list of references follows."""
        title = self.titles[j]
        return not title.listed or bool(_REFERENCES.match(self.body.source, title.end))

    def _insertion(self, above: int, missing: Sequence[int], depths: dict[int, int]) -> Edit | None:
        """Put entries below another, each written like its nearest neighbour of the same level."""
        source = self.body.source
        if above + 1 < len(self.rows) and self.pairs[above + 1] < 0:
            return None  # an entry that is no heading may be its old name
        depth = self.rows[above].depth if above >= 0 else -1
        lines: list[str] = []
        for j in missing:
            title = self.titles[j]
            if depths[title.level] > depth + 1:
                return None
            depth = depths[title.level]
            line = self._line(above, title, self.names[j], len(lines))
            if line is None:
                return None
            lines.append(line)
        newline = newline_at(source, self.start)
        gap = newline * (2 if self._is_loose(max(above, 0)) else 1)
        if above < 0:
            at = self.rows[0].line_start(source)
            return Edit(at, at, "".join(line + gap for line in lines))
        at = self.rows[above].line_end(source)
        return Edit(at, at, "".join(gap + line for line in lines))

    def _line(self, above: int, title: Title, name: str, number: int) -> str | None:
        """Write an entry in the form of the nearest one of the same level."""
        same = [
            i for i, j in enumerate(self.pairs) if j >= 0 and self.titles[j].level == title.level
        ]
        model = self.rows[min(same, key=lambda i: (i > above, abs(i - above)))]
        source, view = self.body.source, model.view
        words = self._spelled(model, title, name)
        head = source[model.line_start(source) : view.at(model.start)]
        tail = source[view.end(model.end) : model.line_end(source)]
        if (
            words is None
            or model.lead
            or "{:" in tail
            or (model.link and (not title.id or model.link.url not in tail))
        ):
            return None
        if model.link:
            tail = tail.replace(model.link.url, escape.address(f"#{title.id}"), 1)
        if self._counts(same):
            head = _ORDINAL.sub(lambda found: f"{found[1]}{int(found[2]) + number + 1}", head)
        return head + words + tail

    def _counts(self, same: Sequence[int]) -> bool:
        """Say whether entries are numbered in the text, and not all with one number; kramdown counts by itself."""
        starts = (self.rows[i].line_start(self.body.source) for i in same)
        return (
            len(
                {
                    found[2]
                    for at in starts
                    if (found := _ORDINAL.match(self.body.source[at : at + 20]))
                }
            )
            > 1
        )

    def _is_loose(self, index: int) -> bool:
        """Say whether a blank line stands between an entry and its neighbour."""
        first, last = (index, index + 1) if index + 1 < len(self.rows) else (index - 1, index)
        source = self.body.source
        between = source[self.rows[first].line_end(source) : self.rows[last].line_start(source)]
        return bool(_BLANK.search(between))


def find(body: Markdown, *, without: str = "") -> Table | None:
    """Find the table of contents of a body; one that kramdown makes, `{:toc}`, is none of ours."""
    named = [title for title in titles(body) if title.words != without]
    known = {key_of(title.words) for title in named}
    cited = listed_numbers(body.source)
    for block in _lists(body.blocks) if len(named) >= ENOUGH else ():
        rows = [] if "toc" in block.attributes.split() else read(body, block, cited, 0)
        if _is_most(sum(key_of(row.words) in known for row in rows), rows):
            below = named[bisect_left(named, block.end, key=lambda title: title.start) :]
            equal = equal_pairs(rows, below)
            if _is_most(len(equal), rows):
                return Table(body, block, rows, below, equal)
    return None


def _is_most(count: int, rows: Sequence[Row]) -> bool:
    return count >= ENOUGH and 2 * count > len(rows)


def _lists(blocks: Iterable[Block]) -> Iterator[ListBlock]:
    for block in blocks:
        if isinstance(block, ListBlock):
            yield block
        elif block.kind in {"html", "quote"}:
            yield from _lists(block.children)


def _led(row: Row, title: Title) -> list[Edit]:
    """Give the edit that leads an entry to its heading; none where its address stands elsewhere."""
    link, view = row.link, row.view
    if not link or link.form != "inline":
        return []
    at = view.text.index(link.url, link.inner_end)
    return [Edit(view.at(at), view.end(at + len(link.url)), escape.address(f"#{title.id}"))]
