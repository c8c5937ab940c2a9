"""Entries of a table of contents, written like those that stand in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.markdown import escape
from postgen.text.edits import Edit, newline_at
from postgen.text.patterns import Lazy
from postgen.toc.write import guarded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from postgen.toc.entries import Row
    from postgen.toc.find import Table
    from postgen.toc.headings import Title

_SPECIAL = frozenset("[]|<>{}*_`$\\~&\n")
"""Marks that words may not have, to be copied as they are."""

_LIQUID = Lazy(r"\{[{%]")
_BLANK_LINE = Lazy(r"\n[ \t>]*\r?\n")
# The number of an entry, behind the marks of a quote: `> 12. `.
_ORDINAL = Lazy(r"\A([ \t>]*)(\d+)(?=\.\s)")


class Insertions:
    """Writes entries for headings of a table that has none for them."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._source = table.body.source

    def words(self, row: Row, title: Title, name: str) -> str | None:
        """Return a heading's words in Markdown for an entry; None where there is no place for them.

        `name` is what the table shows of the heading, such as its words without a number.
        """
        if not row.editable or not name.startswith(row.lead):
            return None
        words = name[len(row.lead) :].lstrip()
        text = self._markdown_of(words, title)
        starts_item = row.start == 0
        return guarded(text) if text and starts_item else text

    def _markdown_of(self, words: str, title: Title) -> str | None:
        """Return words of a heading in Markdown, as it has them where that is possible."""
        is_whole = words == title.words
        if _LIQUID.search(title.text):
            return title.text if is_whole else None
        is_plain = _SPECIAL.isdisjoint(words)
        if is_plain and words in self._source[title.start : title.end]:
            return words
        return title.text if is_whole else escape.inline(words)

    def below(self, above: int, missing: Sequence[int], depths: Mapping[int, int]) -> Edit | None:
        """Return the edit that puts entries below the entry `above`, each like one of its level.

        `missing` are indices of titles, `depths` how deep entries of each level stand, and `above`
        is -1 at the top. None where it is not certain how they should be written.
        """
        rows, source = self._table.rows, self._source
        next_row = above + 1
        if next_row < len(rows) and self._table.pairs[next_row] < 0:
            return None  # an entry that is not a heading may be the old name of this one
        lines = self._lines(above, missing, depths)
        if lines is None:
            return None
        newline = newline_at(source, self._table.start)
        gap = newline * 2 if self._is_loose(max(above, 0)) else newline
        if above < 0:
            at = rows[0].line_start(source)
            return Edit(at, at, "".join(line + gap for line in lines))
        at = rows[above].line_end(source)
        return Edit(at, at, "".join(gap + line for line in lines))

    def _lines(
        self, above: int, missing: Sequence[int], depths: Mapping[int, int]
    ) -> list[str] | None:
        """Return the lines of new entries; None where one would be two levels below the last."""
        table = self._table
        last_depth = table.rows[above].depth if above >= 0 else -1
        lines: list[str] = []
        for j in missing:
            depth = depths[table.titles[j].level]
            if depth > last_depth + 1:
                return None
            line = self._line(above, j, len(lines))
            if line is None:
                return None
            lines.append(line)
            last_depth = depth
        return lines

    def _line(self, above: int, j: int, number: int) -> str | None:
        """Return the line of an entry for the title `j`, like the nearest one of the same level.

        `number` counts the new entries before it. None where it cannot be written like that one.
        """
        source = self._source
        title, name = self._table.titles[j], self._table.names[j]
        same_level = self._rows_of_level(title.level)
        model = self._table.rows[_nearest(same_level, above)]
        words = self.words(model, title, name)
        head = source[model.line_start(source) : model.view.at(model.start)]
        tail = source[model.view.end(model.end) : model.line_end(source)]
        has_attributes = "{:" in tail
        if words is None or model.lead or has_attributes:
            return None
        if model.link:
            address = model.link.url
            is_reachable = bool(title.id) and self._table.is_first_of_its_id(title)
            if not is_reachable or address not in tail:
                return None
            tail = tail.replace(address, escape.address(f"#{title.id}"), 1)
        if self._counts(same_level):
            head = _ORDINAL.sub(lambda found: f"{found[1]}{int(found[2]) + number + 1}", head)
        return head + words + tail

    def _rows_of_level(self, level: int) -> list[int]:
        """Return the indices of the entries of headings of a level."""
        table = self._table
        rows = []
        for i, j in enumerate(table.pairs):
            is_heading = j >= 0
            if is_heading and table.titles[j].level == level:
                rows.append(i)
        return rows

    def _counts(self, same_level: Sequence[int]) -> bool:
        """Whether entries have numbers that go up in the text; kramdown counts by itself."""
        numbers = set()
        for i in same_level:
            start = self._table.rows[i].line_start(self._source)
            ordinal = _ORDINAL.match(self._source[start : start + 20])
            if ordinal:
                numbers.add(ordinal[2])
        return len(numbers) > 1

    def _is_loose(self, index: int) -> bool:
        """Whether a blank line stands between an entry and its neighbour."""
        rows, source = self._table.rows, self._source
        is_last = index + 1 == len(rows)
        upper, lower = (index - 1, index) if is_last else (index, index + 1)
        between = source[rows[upper].line_end(source) : rows[lower].line_start(source)]
        return _BLANK_LINE.search(between) is not None


def _nearest(rows: Sequence[int], above: int) -> int:
    """Return the entry that stands nearest above a place, or else nearest below it."""
    return min(rows, key=lambda i: (i > above, abs(i - above)))
