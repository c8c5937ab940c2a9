"""A table of contents that stands in a body, and the headings that it names: where the two differ.

It is a list whose entries, most of them, are the headings below it, in their order. How it is
written (bullets, indentation, bold, numbers or none, linked or not) is its own and stays.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING

from postgen.markdown import escape
from postgen.markdown.lists import ListBlock
from postgen.model import Finding
from postgen.references import numbers
from postgen.text.edits import Edit, Lines
from postgen.text.patterns import Lazy
from postgen.toc.entries import Row, read
from postgen.toc.headings import Title, titles
from postgen.toc.insert import Insertions
from postgen.toc.matching import aligned, equal_pairs, key_of, same, shown_names, without_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from postgen.markdown import Markdown
    from postgen.markdown.tree import Block

CODE = "KR03"
"""The code of what is found: see `checks.table_of_contents`."""

MIN_ENTRIES = 2
"""Entries that must be headings, besides more than half of all."""

# An anchor that stands in the text: `<a name="there">`, `{:#there}`.
_ANCHORS = Lazy(
    r"\b(?:id|name)\s*=\s*[\"']?([^\s\"'>]+)|\{:[^}\n]*?#([A-Za-z][\w:-]*)", re.IGNORECASE
)


class Table:
    """A list, read as a table of contents of the titles below it.

    `pairs` has for each entry the index of its title, or -1; `names` are the titles as it shows
    them.
    """

    def __init__(
        self,
        body: Markdown,
        block: ListBlock,
        rows: list[Row],
        below: list[Title],
        equal: dict[int, int],
    ) -> None:
        self.body = body
        self._lines = Lines(body.source)
        self.start = block.start
        self.rows = rows
        self.titles = below
        self.pairs = aligned(rows, below, equal)
        self.names = shown_names(rows, below, self.pairs)

    @cached_property
    def insertions(self) -> Insertions:
        """What writes entries of this table."""
        return Insertions(self)

    @cached_property
    def _anchors(self) -> set[str]:
        """The anchors that stand in the text itself."""
        return {a or b for a, b in _ANCHORS.findall(self.body.source)}

    def findings(self) -> Iterator[Finding]:
        """Find entries that are not as their headings, and those of either without the other."""
        known_ids = self._anchors | {heading.id for heading in self.body.headings}
        words_count = self._words_are_those_of_headings()
        for row, j in zip(self.rows, self.pairs, strict=True):
            leads_somewhere = row.link is not None and row.target in known_ids
            if j >= 0:
                yield from self._compare(row, j, words_count=words_count)
            elif not leads_somewhere and not self._is_label(row):
                message = f"The contents name `{row.words}`, which is not a heading."
                yield self._finding(row, message)
        yield from self._missing()

    def _is_label(self, row: Row) -> bool:
        """Whether an entry without a link stands among linked ones: it names a group of them."""
        linked = sum(each.link is not None for each in self.rows)
        return row.link is None and 2 * linked > len(self.rows)

    def _matched(self) -> list[tuple[Row, int]]:
        """Return the entries that are headings, each with the index of its title."""
        return [(row, j) for row, j in zip(self.rows, self.pairs, strict=True) if j >= 0]

    def _words_are_those_of_headings(self) -> bool:
        """Whether at least half of the entries have the words of their headings."""
        matched = self._matched()
        equal = 0
        for row, j in matched:
            equal += same(without_number(row.words), without_number(self.names[j]))
        return 2 * equal >= len(matched)

    def _finding(self, row: Row, message: str, fix: Iterable[Edit] = ()) -> Finding:
        start, end = row.view.at(0), row.view.end(len(row.view.text))
        line = self._lines.number(start)
        return Finding(CODE, start, end, message, tuple(fix), "warning", line=line)

    def _compare(self, row: Row, j: int, *, words_count: bool) -> Iterator[Finding]:
        """Compare an entry with its heading, the title `j`."""
        title, name = self.titles[j], self.names[j]
        fix: list[Edit] = []
        messages = []
        has_both_ids = row.link is not None and title.id != ""
        leads_elsewhere = has_both_ids and row.target != title.id
        is_anchor = row.link is not None and row.target in self._anchors
        leads_there = has_both_ids and (not leads_elsewhere or is_anchor)
        # An entry that leads to its heading may be shorter than that.
        has_other_words = words_count and not leads_there and not same(row.words, name)
        if has_other_words:
            messages.append(f"The contents say `{row.words}`, the heading says `{name}`.")
            fix += self._new_words(row, title, name)
        if leads_elsewhere and not is_anchor:
            messages.append(
                f"The entry `{name}` leads to `#{row.target}`, its heading is `#{title.id}`."
            )
            fix += _new_target(row, title)
        if has_both_ids and not self.is_first_of_its_id(title):
            messages.append(
                f"Another heading above it has the id `#{title.id}`: give it one of its own, "
                "`{#name}`."
            )
            fix = []
        if messages:
            yield self._finding(row, " ".join(messages), fix)

    def is_first_of_its_id(self, title: Title) -> bool:
        """Whether an address leads to a heading: kramdown may give two of them one id."""
        return self._first_by_id.get(title.id) == title.start

    @cached_property
    def _first_by_id(self) -> dict[str, int]:
        """The place of the first heading that has each id."""
        found: dict[str, int] = {}
        for heading in self.body.headings:
            found.setdefault(heading.id, heading.block.start)
        return found

    def _new_words(self, row: Row, title: Title, name: str) -> list[Edit]:
        """Return the edit that gives an entry the words of its heading, where it has a place."""
        words = self.insertions.words(row, title, name)
        if words is None:
            return []
        return [Edit(row.view.at(row.start), row.view.end(row.end), words)]

    def _missing(self) -> Iterator[Finding]:
        """Find the headings that have no entry, of the levels that have entries."""
        depths = self._depths()
        for above, missing in self._missing_below(depths).items():
            names = " and ".join(f"`{self.names[j]}`" for j in missing)
            message = f"The contents lack the heading {names}."
            edit = self.insertions.below(above, missing, depths)
            yield self._finding(self.rows[max(above, 0)], message, [edit] if edit else [])

    def _missing_below(self, depths: Mapping[int, int]) -> dict[int, list[int]]:
        """Return the titles that have no entry, by the entry above their place; -1 is the top."""
        row_of = {j: i for i, j in enumerate(self.pairs) if j >= 0}
        listed = sorted(row_of)
        missing_below: dict[int, list[int]] = {}
        for j, title in enumerate(self.titles):
            is_wanted = title.level in depths and not self._is_aside(j)
            if j in row_of or not is_wanted:
                continue
            at = bisect_left(listed, j)
            above = row_of[listed[at - 1]] if at else -1
            missing_below.setdefault(above, []).append(j)
        return missing_below

    def _depths(self) -> dict[int, int]:
        """Return how deep the entries of each level stand, for levels that are mostly listed."""
        levels = [title.level for j, title in enumerate(self.titles) if not self._is_aside(j)]
        total = Counter(levels)
        found: dict[int, Counter[int]] = {}
        for row, j in self._matched():
            found.setdefault(self.titles[j].level, Counter())[row.depth] += 1
        depths = {}
        for level, by_depth in found.items():
            count = by_depth.total()
            is_mostly_listed = 3 * count >= 2 * total[level]
            if count >= MIN_ENTRIES and is_mostly_listed:
                depths[level] = by_depth.most_common(1)[0][0]
        return depths

    def _is_aside(self, j: int) -> bool:
        """Whether a heading need not be listed: it asks for that, or heads the references."""
        title = self.titles[j]
        return not title.listed or bool(numbers.ENTRY_LINE.match(self.body.source, title.end))


def find(body: Markdown, *, without: str = "") -> Table | None:
    """Find the table of contents of a body; one that kramdown makes, `{:toc}`, does not count.

    The heading `without` (that of the references) need not be in it.
    """
    lists = list(_lists(body.blocks))
    if not lists:
        return None
    headings = [title for title in titles(body) if title.words != without]
    if len(headings) < MIN_ENTRIES:
        return None
    known = {key_of(title.words) for title in headings}
    cited = numbers.listed_numbers(body.source)
    for block in lists:
        is_of_kramdown = "toc" in block.attributes.split()
        if is_of_kramdown:
            continue
        rows = read(body, block, cited, 0)
        count = sum(key_of(row.words) in known for row in rows)
        if not _is_most(count, rows):  # a quick look
            continue
        first_below = bisect_left(headings, block.end, key=lambda title: title.start)
        above, below = headings[:first_below], headings[first_below:]
        equal = equal_pairs(rows, below)
        levels = {below[j].level for j in equal.values()}
        if _is_most(len(equal), rows) and not _is_of_section(rows, above, levels):
            return Table(body, block, rows, below, equal)
    return None


def _is_most(count: int, rows: Sequence[Row]) -> bool:
    return count >= MIN_ENTRIES and 2 * count > len(rows)


def _is_of_section(rows: Sequence[Row], above: Sequence[Title], levels: set[int]) -> bool:
    """Whether a list in the middle of a body names things that have sections of their own below.

    `above` are the headings above it, `levels` those of the headings that it names. A list without
    links stands at the beginning, below its own heading at the most, and so does one of two links.
    """
    is_linked = any(row.link for row in rows)
    if not is_linked:
        return sum(title.level in levels for title in above) > 1
    return len(rows) <= MIN_ENTRIES and len(above) > 1


def _lists(blocks: Iterable[Block]) -> Iterator[ListBlock]:
    for block in blocks:
        if isinstance(block, ListBlock):
            yield block
        elif block.kind in {"html", "quote"}:
            yield from _lists(block.children)


def _new_target(row: Row, title: Title) -> list[Edit]:
    """Return the edit that leads an entry to its heading; none where its address is elsewhere."""
    link, view = row.link, row.view
    if not link or link.form != "inline":
        return []
    at = view.text.index(link.url, link.inner_end)
    return [Edit(view.at(at), view.end(at + len(link.url)), escape.address(f"#{title.id}"))]
