"""A table of contents that stands in a body, and the headings that it names: where the two differ.

It is a list whose entries, most of them, are the headings below it, in their order. How it is written (bullets,
indentation, bold, numbers or none, linked or not) is its own and stays.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from postgen.contents import Title, is_citation, listed_numbers, titles, visible
from postgen.markdown import spell
from postgen.markdown.lists import ListBlock
from postgen.markdown.view import OPAQUE
from postgen.text import Edit, Finding, line_number, newline_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from postgen.markdown import Markdown
    from postgen.markdown.spans import Span
    from postgen.markdown.tree import Block
    from postgen.markdown.view import View

ENOUGH = 2
"""Entries that must be headings, besides more than half of all."""

_CHINESE = "一二三四五六七八九十百零〇"
_NUMBER = re.compile(rf"\s*(\d+(?:\.\d+)+|\d+(?=[.)、）:：．])|[{_CHINESE}]+(?=[、.．]))[.)、）:：．]?\s*(?=\S)")
_MARKED = re.compile(r"[-+*:](?=\s)|\d+\.(?=\s)|[#>=^~]")
_SPECIAL = frozenset("[]|<>{}*_`$\\~&\n")
_REFERENCES = re.compile(r"\s*(?:\\\\\s*)?(?:[-*+]\s+|\d+\.\s+)?\[\\?\[?\^?\d+\\?\]")
_ORDINAL = re.compile(r"\A([ \t>]*)(\d+)(?=\.\s)")
_QUOTES = str.maketrans("‘’“”\u00a0", "''\"\" ")
_ANCHORS = re.compile(r"\b(?:id|name)\s*=\s*[\"']?([^\s\"'>]+)|\{:[^}\n]*?#([A-Za-z][\w:-]*)", re.IGNORECASE)
ALIKE = 0.6
"""How much of their letters an entry and a heading have in common that are the same, reworded."""

_COMPARED = 5_000
"""How many pairs of an entry and a heading are compared letter by letter at the most."""


class Row(NamedTuple):
    """An entry: `start` to `end` are its words in `view`, without what stands around them alike in every entry.

    `lead` are words in front of those, outside the link; `editable` says whether there is one such place.
    """

    words: str
    depth: int
    view: View
    start: int
    end: int
    lead: str
    link: Span | None
    editable: bool

    @property
    def target(self) -> str:
        """The id that the entry leads to."""
        from urllib.parse import unquote

        return unquote(self.link.url[1:]) if self.link else ""


class Table:
    """A list, read as a table of contents of the titles below it; `pairs` says which entry is which title."""

    def __init__(
        self, body: Markdown, block: ListBlock, rows: list[Row], below: list[Title], equal: dict[int, int]
    ) -> None:
        self.body = body
        self.start, self.end = block.start, block.end
        self.rows = rows
        self.titles = below
        self.pairs = _aligned(rows, below, equal)
        self.names = _named(rows, below, self.pairs)
        self._cited = listed_numbers(body.source)

    def findings(self) -> Iterator[Finding]:
        """Give what differs: entries that say or lead to something else, headings without one, entries without one."""
        rows = [(row, self.names[j]) for row, j in zip(self.rows, self.pairs, strict=True) if j >= 0]
        equal = sum(_same(_without_number(row.words), _without_number(name)) for row, name in rows)
        anchors = {a or b for a, b in _ANCHORS.findall(self.body.source)}
        known = anchors | {heading.id for heading in self.body.headings}
        for row, j in zip(self.rows, self.pairs, strict=True):
            if j >= 0:
                yield from self._entry(row, self.titles[j], self.names[j], anchors, worded=2 * equal >= len(rows))
            elif not (row.link and row.target in known):
                yield self._finding(row, f"The contents name `{row.words}`, which is no heading.", ())
        yield from self._missing()

    def _finding(self, row: Row, reason: str, edits: Iterable[Edit]) -> Finding:
        start, end = row.view.at(0), row.view.end(len(row.view.text))
        return Finding(start, end, line_number(self.body.source, start), reason, tuple(edits))

    def _entry(self, row: Row, title: Title, name: str, anchors: set[str], *, worded: bool) -> Iterator[Finding]:
        """Compare an entry with its heading."""
        edits: list[Edit] = []
        reasons = []
        if worded and not _same(row.words, name):
            reasons.append(f"The contents say `{row.words}`, the heading says `{name}`.")
            new = self._spelled(row, title, name)
            if new is not None:
                edits.append(Edit(row.view.at(row.start), row.view.end(row.end), new))
        if row.link and title.id and row.target != title.id and row.target not in anchors:
            reasons.append(f"The entry `{name}` leads to `#{row.target}`, its heading is `#{title.id}`.")
            edits += _led(row, title)
        if reasons:
            yield self._finding(row, " ".join(reasons), edits)

    def _spelled(self, row: Row, title: Title, name: str) -> str | None:
        """Spell a heading's words for an entry; None where there is no place for them."""
        words = name[len(row.lead) :].lstrip()
        if not row.editable or not name.startswith(row.lead):
            return None
        if title.text != spell.escape(title.words):  # Liquid is in it
            text = title.text if words == title.words else ""
        elif not set(words) & _SPECIAL and words in self.body.source[title.start : title.end]:
            text = words  # as it stands in the heading
        else:
            text = spell.escape(words)
        return spell.guard(text) if not row.start and _MARKED.match(text) else text or None

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
            yield self._finding(row, f"The contents lack the heading {names}.", [edit] if edit else [])

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
            at = _line_start(source, self.rows[0])
            return Edit(at, at, "".join(line + gap for line in lines))
        at = _line_end(source, self.rows[above])
        return Edit(at, at, "".join(gap + line for line in lines))

    def _line(self, above: int, title: Title, name: str, number: int) -> str | None:
        """Write an entry in the form of the nearest one of the same level."""
        same = [i for i, j in enumerate(self.pairs) if j >= 0 and self.titles[j].level == title.level]
        model = self.rows[min(same, key=lambda i: (i > above, abs(i - above)))]
        source, view = self.body.source, model.view
        words = self._spelled(model, title, name)
        head = source[_line_start(source, model) : view.at(model.start)]
        tail = source[view.end(model.end) : _line_end(source, model)]
        if words is None or model.lead or (model.link and (not title.id or model.link.url not in tail)):
            return None
        if model.link:
            tail = tail.replace(model.link.url, spell.address(f"#{title.id}"), 1)
        if self._counts(same):
            head = _ORDINAL.sub(lambda found: f"{found[1]}{int(found[2]) + number + 1}", head)
        return head + words + tail

    def _counts(self, same: Sequence[int]) -> bool:
        """Say whether entries are numbered in the text, and not all with one number; kramdown counts by itself."""
        starts = (_line_start(self.body.source, self.rows[i]) for i in same)
        return len({found[2] for at in starts if (found := _ORDINAL.match(self.body.source[at : at + 20]))}) > 1

    def _is_loose(self, index: int) -> bool:
        other = index + 1 if index + 1 < len(self.rows) else index - 1
        first, last = sorted((index, other))
        source = self.body.source
        return bool(
            re.search(
                r"\n[ \t>]*\r?\n", source[_line_end(source, self.rows[first]) : _line_start(source, self.rows[last])]
            )
        )


def find(body: Markdown, *, without: str = "") -> Table | None:
    """Find the table of contents of a body; one that kramdown makes, `{:toc}`, is none of ours."""
    named = [title for title in titles(body) if title.words != without]
    known = {_key(title.words) for title in named}
    cited = listed_numbers(body.source)
    for block in _lists(body.blocks) if len(named) >= ENOUGH else ():
        rows = [] if "toc" in block.attributes.split() else _rows(body, block, cited, 0)
        if _is_most(sum(_key(row.words) in known for row in rows), rows):
            below = named[bisect_left(named, block.end, key=lambda title: title.start) :]
            equal = _equal(rows, below)
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


# Reading the entries


def _rows(body: Markdown, block: ListBlock, cited: frozenset[str], depth: int) -> list[Row]:
    """Read a list's entries with those nested in it; none where anything else is in it."""
    rows: list[Row] = []
    for item in block.items:
        first, *rest = [each for each in item.blocks() if each.kind not in {"blank", "boundary", "ial"}] or [item]
        row = _row(body, first.view, cited, depth) if first.view and first.kind in {"paragraph", "text"} else None
        if not row:
            return []
        rows.append(row)
        for each in rest:
            inner = _rows(body, each, cited, depth + 1) if isinstance(each, ListBlock) else []
            if not inner:
                return []
            rows += inner
    return rows


def _row(body: Markdown, view: View, cited: frozenset[str], depth: int) -> Row | None:
    """Read an entry; None for one that holds a link to elsewhere, several links or an image."""
    text, spans = view.text, body.spans(view)
    kinds = {"link", "autolink", "image", "math"}
    links = [each for span in spans for each in span.walk() if each.kind in kinds and not is_citation(text, each)]
    if len(links) > 1 or any(each.kind != "link" or each.url[:1] not in {"#", OPAQUE} for each in links):
        return None
    words = visible(body, view, cited)
    if not words:
        return None
    link = links[0] if links and links[0].url.startswith("#") else None
    start, end, inner = _unwrapped(text, spans, 0, len(text))
    lead = ""
    editable = OPAQUE not in text and (not links or (link is not None and link.start < start))
    if links and not editable:
        at = links[0]
        lead = visible(body, view, cited, start, at.start, [each for each in inner if each.end <= at.start])
        editable = OPAQUE not in text and link is not None and at in inner and not text[at.end : end].strip()
        start, end, _ = _unwrapped(text, at.children, at.inner_start, at.inner_end)
    return Row(words, depth, view, start, end, lead, link, editable)


def _unwrapped(text: str, spans: Sequence[Span], start: int, end: int) -> tuple[int, int, Sequence[Span]]:
    """Go into emphasis and links that are around all of a text; give the extent of what they hold, and its spans."""
    while True:
        seen = [span for span in spans if span.kind not in {"comment", "attributes"}]
        if len(seen) != 1 or seen[0].kind not in {"strong", "em", "del", "link"}:
            return start, end, spans
        around = text[start : seen[0].start] + text[seen[0].end : end]
        if around.strip() and not re.fullmatch(r"\s*\{:[^}]*\}\s*", around):
            return start, end, spans
        start, end, spans = seen[0].inner_start, seen[0].inner_end, seen[0].children


def _led(row: Row, title: Title) -> list[Edit]:
    """Give the edit that leads an entry to its heading; none where its address stands elsewhere."""
    link, view = row.link, row.view
    if not link or link.form != "inline":
        return []
    at = view.text.index(link.url, link.inner_end)
    return [Edit(view.at(at), view.end(at + len(link.url)), spell.address(f"#{title.id}"))]


def _line_start(source: str, row: Row) -> int:
    return source.rfind("\n", 0, row.view.at(0)) + 1


def _line_end(source: str, row: Row) -> int:
    end = source.find("\n", row.view.end(len(row.view.text)))
    end = len(source) if end < 0 else end
    return end - 1 if source[:end].endswith("\r") else end


# Comparing entries with headings


def _same(entry: str, name: str) -> bool:
    return _tidy(entry) == _tidy(name)


def _tidy(words: str) -> str:
    return unicodedata.normalize("NFC", words).translate(_QUOTES).rstrip(" :：")


@lru_cache(maxsize=10_000)
def _key(words: str) -> str:
    """Spell words as they are compared: letters and digits alone, without a number in front."""
    letters = unicodedata.normalize("NFKC", _without_number(words)).casefold()
    return "".join(each for each in letters if each.isalnum()) or letters


def _without_number(words: str) -> str:
    return _NUMBER.sub("", words, count=1) if _NUMBER.match(words) else words


def _without_symbols(words: str) -> str:
    kept = [place for place, each in enumerate(words) if not each.isspace() and not _is_symbol(each)]
    return words[kept[0] : kept[-1] + 1] if kept else words


def _is_symbol(character: str) -> bool:
    return unicodedata.category(character) in {"So", "Sk", "Cf", "Mn"} and not character.isalnum()


LOOKS: tuple[Callable[[str], str], ...] = (
    lambda words: words,
    _without_number,
    _without_symbols,
    lambda words: _without_symbols(_without_number(words)),
)
"""How contents may show a heading throughout: as it is, without its number, without the pictures around it."""


def _named(rows: Sequence[Row], below: Sequence[Title], pairs: Sequence[int]) -> list[str]:
    """Give the headings' words in the look that most entries have."""

    def equal(look: Callable[[str], str]) -> int:
        return sum(j >= 0 and _same(row.words, look(below[j].words)) for row, j in zip(rows, pairs, strict=True))

    look = max(LOOKS, key=equal)
    return [look(title.words) for title in below]


def _aligned(rows: Sequence[Row], below: Sequence[Title], equal: dict[int, int]) -> list[int]:
    """Give for each entry the title that it is, or -1: those that say the same, and those between that nearly do."""
    pairs = dict(equal)
    fixed = [(-1, -1), *sorted(equal.items()), (len(rows), len(below))]
    for (i1, j1), (i2, j2) in pairwise(fixed):
        if (i2 - i1 - 1) * (j2 - j1 - 1) <= _COMPARED:
            pairs |= _near(rows, below, range(i1 + 1, i2), range(j1 + 1, j2))
    return [pairs.get(i, -1) for i in range(len(rows))]


def _equal(rows: Sequence[Row], below: Sequence[Title]) -> dict[int, int]:
    """Pair entries with headings that say the same, in order; of several, an entry is the one that it leads to."""
    from difflib import SequenceMatcher

    keys, told = [_key(row.words) for row in rows], [_key(title.words) for title in below]
    ids = {title.id: j for j, title in enumerate(below) if title.id}
    for i, row in enumerate(rows):
        j = ids.get(row.target, -1)
        if j >= 0 and told[j] == keys[i]:
            keys[i] = told[j] = f"#{j}"
    blocks = SequenceMatcher(None, keys, told).get_matching_blocks()
    return {i + at: j + at for i, j, size in blocks for at in range(size)}


def _near(rows: Sequence[Row], below: Sequence[Title], some: range, others: range) -> dict[int, int]:
    """Pair the entries and the headings between two pairs that are likely the same, the likeliest first, in order."""
    likely = sorted((-_likeness(rows[i], below[j]), i, j) for i in some for j in others)
    pairs: dict[int, int] = {}
    for likeness, i, j in likely:
        if -likeness >= ALIKE and all((i < a and j < b) or (i > a and j > b) for a, b in pairs.items()):
            pairs[i] = j
    return pairs


def _likeness(row: Row, title: Title) -> float:
    """Say how likely an entry and a heading are the same: an id, a number, a beginning, or many letters in common."""
    from difflib import SequenceMatcher

    a, b = _key(row.words), _key(title.words)
    if a == b or (row.target and row.target == title.id):
        return 3
    numbers = {found[1] for words in (row.words, title.words) if (found := _NUMBER.match(words))}
    if len(numbers) == 1 and _NUMBER.match(row.words) and _NUMBER.match(title.words):
        return 2
    if min(len(a), len(b)) >= 4 and (a.startswith(b) or b.startswith(a)):
        return 1
    return SequenceMatcher(None, a, b).ratio()
