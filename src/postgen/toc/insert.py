"""Entries of a table of contents, written like those that stand in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postgen.markdown import escape
from postgen.text.edits import Edit, newline_at
from postgen.toc.write import guarded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from postgen.toc.entries import Row
    from postgen.toc.find import Table
    from postgen.toc.headings import Title

_SPECIAL = frozenset("[]|<>{}*_`$\\~&\n")
_LIQUID = re.compile(r"\{[{%]")
_BLANK_LINE = re.compile(r"\n[ \t>]*\r?\n")
# The number of an entry, behind the marks of a quote: `> 12. `.
_ORDINAL = re.compile(r"\A([ \t>]*)(\d+)(?=\.\s)")


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
        return guarded(text) if text and not row.start else text

    def _markdown_of(self, words: str, title: Title) -> str | None:
        is_whole = words == title.words
        if _LIQUID.search(title.text):
            return title.text if is_whole else None
        is_plain = not set(words) & _SPECIAL
        if is_plain and words in self._source[title.start : title.end]:
            return words  # as it stands in the heading
        return title.text if is_whole else escape.inline(words)

    def below(self, above: int, missing: Sequence[int], depths: Mapping[int, int]) -> Edit | None:
        """Return the edit that puts entries below the entry `above`, each like one of its level.

        `missing` are indices of titles, `depths` how deep entries of each level stand, and `above`
        is -1 at the top. None where it is not certain how they should be written.
        """
        table = self._table
        if above + 1 < len(table.rows) and table.pairs[above + 1] < 0:
            return None  # an entry that is not a heading may be the old name of this one
        lines = self._lines(above, missing, depths)
        if lines is None:
            return None
        newline = newline_at(self._source, table.start)
        gap = newline * (2 if self._is_loose(max(above, 0)) else 1)
        if above < 0:
            at = table.rows[0].line_start(self._source)
            return Edit(at, at, "".join(line + gap for line in lines))
        at = table.rows[above].line_end(self._source)
        return Edit(at, at, "".join(gap + line for line in lines))

    def _lines(
        self, above: int, missing: Sequence[int], depths: Mapping[int, int]
    ) -> list[str] | None:
        table = self._table
        depth = table.rows[above].depth if above >= 0 else -1
        lines: list[str] = []
        for j in missing:
            title = table.titles[j]
            if depths[title.level] > depth + 1:
                return None
            depth = depths[title.level]
            line = self._line(above, title, table.names[j], len(lines))
            if line is None:
                return None
            lines.append(line)
        return lines

    def _line(self, above: int, title: Title, name: str, number: int) -> str | None:
        """Return the line of an entry in the form of the nearest one of the same level.

        `number` counts the new entries before it.
        """
        table, source = self._table, self._source
        same_level = [
            i for i, j in enumerate(table.pairs) if j >= 0 and table.titles[j].level == title.level
        ]
        model = table.rows[min(same_level, key=lambda i: (i > above, abs(i - above)))]
        words = self.words(model, title, name)
        head = source[model.line_start(source) : model.view.at(model.start)]
        tail = source[model.view.end(model.end) : model.line_end(source)]
        if words is None or model.lead or "{:" in tail:
            return None
        if model.link:
            if not title.id or model.link.url not in tail:
                return None
            tail = tail.replace(model.link.url, escape.address(f"#{title.id}"), 1)
        if self._counts(same_level):
            head = _ORDINAL.sub(lambda found: f"{found[1]}{int(found[2]) + number + 1}", head)
        return head + words + tail

    def _counts(self, same_level: Sequence[int]) -> bool:
        """Whether entries have numbers that go up in the text; kramdown counts by itself."""
        starts = (self._table.rows[i].line_start(self._source) for i in same_level)
        found = (_ORDINAL.match(self._source[at : at + 20]) for at in starts)
        return len({each[2] for each in found if each}) > 1

    def _is_loose(self, index: int) -> bool:
        """Whether a blank line stands between an entry and its neighbour."""
        rows, source = self._table.rows, self._source
        first, last = (index, index + 1) if index + 1 < len(rows) else (index - 1, index)
        between = source[rows[first].line_end(source) : rows[last].line_start(source)]
        return bool(_BLANK_LINE.search(between))
