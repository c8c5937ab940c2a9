"""Where the blocks of a text stand, as kramdown with the GFM parser sees them.

A port of kramdown's order of trials, one method a kind of block, that keeps positions and builds no HTML.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from postgen.markdown import grammar as g
from postgen.markdown.lists import Item, ListBlock, extent
from postgen.markdown.tree import Block
from postgen.markdown.view import View

if TYPE_CHECKING:
    from collections.abc import Callable


def read(view: View, found: list[Block]) -> list[Block]:
    """Read the blocks of a view behind those that were found before it."""
    return Parser(view, found).parse()


def parse(view: View) -> list[Block]:
    """Read the blocks of a text, blank lines left out."""
    found = read(view, [])
    return [block for block in found if block.kind != "blank"]


class Parser:
    """Reads blocks from one view, appending them to `found`."""

    def __init__(self, view: View, found: list[Block], position: int = 0, stop_tag: str = "") -> None:
        self.view = view
        self.text = view.text
        self.found = found
        self.position = position
        self.stop_tag = stop_tag
        self.stopped = False
        self.pending_ial = ""
        self.paragraph_start = position

    def parse(self) -> list[Block]:
        """Read to the end, or to the end tag that was waited for."""
        text, size = self.text, len(self.text)
        while self.position < size and not self.stopped:
            start = self.position
            while text.startswith(" ", start) and start - self.position < 3:
                start += 1
            first = text[start : start + 1]
            if first in " \t\n\r\f\v" and (self._blank() or self._code()):
                continue
            for trial in _TRIALS.get(first, _PLAIN):
                if trial(self):
                    break
            else:
                self._paragraph()
        return self.found

    # What the trials share

    def _add(self, kind: str, end: int, view: View | None = None, children: list[Block] | None = None) -> Block:
        block = Block(kind, self.view.at(self.position), self.view.end(end), view, children)
        self.found.append(block)
        block.attributes, self.pending_ial = self.pending_ial, ""
        self.position = end
        return block

    def _after_boundary(self) -> bool:
        return not self.found or self.found[-1].kind in {"blank", "boundary"} or bool(self.pending_ial)

    def _ends_blank(self, end: int) -> bool:
        line = self.text.rfind("\n", 0, end - 1) + 1
        return self.text[line:end].isspace()

    def _line_rest(self, position: int) -> int:
        """Pass over white space up to the line's end, and the end."""
        found = g.TRAILING.match(self.text, position)
        return found.end() if found else position

    def _stripped(self, start: int, end: int, mark: re.Pattern[str]) -> View:
        lines = []
        for line, origin in self.view.lines(start, end):
            found = mark.match(line)
            cut = found.end() if found else 0
            lines.append((line[cut:], origin + cut))
        return View.of_lines(lines)

    # The trials, in kramdown's names

    def _blank(self) -> bool:
        found = g.BLANK_LINES.match(self.text, self.position)
        if found:
            self._add("blank", found.end())
        return found is not None

    def _code(self) -> bool:
        if not g.INDENT_LINE.match(self.text, self.position):
            return False
        found = g.code_lines().match(self.text, self.position)
        if not found or found.end() == self.position:
            return False
        self._add("code", found.end())
        return True

    def _fence(self) -> bool:
        found = g.FENCED.match(self.text, self.position)
        if found:
            self._add("code", found.end())
        return found is not None

    def _quote(self) -> bool:
        found = g.quoted().match(self.text, self.position)
        end = found.end() if found else self.position
        view = self._stripped(self.position, end, g.QUOTE_MARK)
        self._add("quote", end, None, read(view, []))
        return True

    def _atx(self) -> bool:
        found = g.ATX_LINE.match(self.text, self.position)
        return found is not None and self._heading(found, 2, len(found[1]), g.ATX_TAIL)

    def _setext(self) -> bool:
        if not self._after_boundary():
            return False
        found = g.SETEXT.match(self.text, self.position)
        return found is not None and self._heading(found, 1, 1 if found[2] == "=" else 2, None)

    def _heading(self, found: re.Match[str], group: int, level: int, tail: re.Pattern[str] | None) -> bool:
        start, text = found.start(group), found[group].rstrip()
        marked = g.HEADING_ID.search(text)
        if marked:
            text = text[: marked.start()].rstrip()
        if tail:
            text = tail.sub("", text).rstrip()
        if not text:
            return False
        block = self._add("heading", found.end(), self.view.cut(start, start + len(text)))
        block.level = level
        if marked:
            block.attributes += f" #{marked[1]}"
        return True

    def _rule(self) -> bool:
        found = g.RULE.match(self.text, self.position)
        if found:
            self._add("rule", found.end())
        return found is not None

    def _list(self) -> bool:
        if not g.LIST_LINE.match(self.text, self.position):
            return False
        marker = "*" if g.UL_LINE.match(self.text, self.position) else "1"
        starts, end = extent(self.text, self.position, marker)
        boundary = g.EOB_LINE.match(self.text, end)
        block = ListBlock(self.view, starts, end, marker, read)
        block.attributes, self.pending_ial = self.pending_ial, ""
        self.found.append(block)
        if boundary:
            end = boundary.end()
        elif self._ends_blank(end):
            self.found.append(Block("blank", block.end, block.end))
        self.position = end
        return True

    def _definitions(self) -> bool:
        """Read `: definition` lines below a paragraph, which then holds the terms."""
        first = g.DEFINITION_LINE.match(self.text, self.position)
        if not first or not self._terms():
            return False
        while self.found[-1].kind == "blank":
            self.found.pop()
        terms = self.found.pop()
        starts, end = extent(self.text, self.position, ":")
        block = self._add("definitions", end)
        block.start = terms.start
        if terms.view:
            block.children = [
                Block("term", terms.view.at(0), terms.view.end(len(line)), View.of_lines([(line, origin)]))
                for line, origin in terms.view.lines(0, len(terms.view.text))
            ]
        ends = [*starts[1:], end]
        for a, b in zip(starts, ends, strict=True):
            block.children += Item(self.view, a, b, read).blocks()
        if self._ends_blank(end):
            self.found.append(Block("blank", block.end, block.end))
        return True

    def _terms(self) -> bool:
        kinds = [block.kind for block in self.found[-2:]]
        if not kinds or kinds == ["blank"]:
            return False
        return kinds[-1] == "paragraph" or (kinds == ["paragraph", "blank"] and self._one_blank())

    def _one_blank(self) -> bool:
        return self.found[-1].end - self.found[-1].start == 1

    def _html(self) -> bool:
        text, start = self.text, self.position
        inner = start + len(text[start : start + 4]) - len(text[start : start + 4].lstrip(" "))
        comment = g.COMMENT.match(text, start)
        if comment:
            self._add("comment", self._line_rest(comment.end()))
            return True
        opening = g.TAG.match(text, inner)
        if opening and opening[1].lower() not in g.SPAN_TAGS:
            children: list[Block] = []
            end = self._element(opening, children)
            self._add("html", end, None, children)
            return True
        closing = g.TAG_END.match(text, inner)
        if closing and self.stop_tag and closing[1].lower() == self.stop_tag:
            self.position = closing.end()
            self.stopped = True
            return True
        return False

    def _element(self, opening: re.Match[str], children: list[Block]) -> int:
        """Pass over an element whose start tag was read; collect the blocks of its Markdown, if it has any."""
        name = opening[1].lower() if opening[1].lower() in g.KNOWN_TAGS else opening[1]
        position = opening.end()
        if opening[4] or name in g.VOID_TAGS:
            return self._line_rest(position)
        if name in {"script", "style"}:
            return self._line_rest(self._raw_end(position, name))
        model = _content_model(opening, name)
        if model == "block":
            inside = Parser(self.view, children, self._line_rest(position), name)
            inside.parse()
            position = inside.position
        elif model == "span":
            end = re.compile(rf"</{re.escape(name)}\s*>", re.IGNORECASE).search(self.text, position)
            stop = end.start() if end else len(self.text)
            view = self.view.cut(position, stop)
            children.append(Block("inline", view.at(0), view.end(stop - position), view))
            position = end.end() if end else stop
        else:
            position = self._raw_html(position, name, children)
        return self._line_rest(position)

    def _raw_end(self, position: int, name: str) -> int:
        end = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(self.text, position)
        return end.end() if end else len(self.text)

    def _raw_html(self, position: int, name: str, children: list[Block]) -> int:
        """Pass over raw HTML to the end tag of `name`."""
        while True:
            mark = g.RAW_MARK.search(self.text, position)
            if not mark:
                return len(self.text)
            position = mark.start()
            passed = g.COMMENT.match(self.text, position) or g.INSTRUCTION.match(self.text, position)
            opening = None if passed else g.TAG.match(self.text, position)
            closing = None if passed or opening else g.TAG_END.match(self.text, position)
            if opening:
                position = self._element(opening, children)
            elif closing and closing[1].lower() == name.lower():
                return closing.end()
            else:
                found = passed or closing
                position = found.end() if found else position + 1

    def _math(self) -> bool:
        if not self._after_boundary():
            return False
        found = g.MATH.match(self.text, self.position)
        if not found or found[1] or not g.BOUNDARY.match(self.text, found.end()):
            return False
        self._add("math", found.end())
        return True

    def _table(self) -> bool:
        if not g.TABLE_START.match(self.text, self.position) or not self._after_boundary():
            return False
        end = self.position
        while found := g.TABLE_LINE.match(self.text, end):
            end = found.end()
        if not g.BOUNDARY.match(self.text, end):
            return False
        cells = _table_cells(self.view, self.position, end)
        if not cells:
            return False
        self._add("table", end, None, cells)
        return True

    def _footnote(self) -> bool:
        found = g.footnote().match(self.text, self.position)
        if not found:
            return False
        view = self._stripped(found.start(2), found.end(2), g.INDENT_LINE)
        block = self._add("footnote", found.end(), None, read(view, []))
        block.attributes = found[1]
        return True

    def _link_definition(self) -> bool:
        found = g.LINK_DEFINITION.match(self.text, self.position)
        if not found or re.search(r"[ \t]+[\"']", found[3] or ""):
            return False
        self._add("definition", found.end(), self.view.cut(found.start(), found.end()))
        return True

    def _abbreviation(self) -> bool:
        found = g.ABBREVIATION.match(self.text, self.position)
        if found:
            self._add("abbreviation", found.end())
        return found is not None

    def _extension(self) -> bool:
        if (found := g.ALD.match(self.text, self.position)) is not None:
            self._add("ald", found.end())
            return True
        if (found := g.EXTENSION.match(self.text, self.position)) is not None:
            return self._body(found)
        if (found := g.IAL_LINE.match(self.text, self.position)) is None:
            return False
        last = self.found[-1] if self.found else None
        if last and last.kind not in {"blank", "boundary", "ald", "ial", "extension"}:
            last.attributes += f" {found[1]}"
            self._add("ial", found.end())
        else:
            self.pending_ial += f" {found[1]}"
            self.position = found.end()
        return True

    def _body(self, found: re.Match[str]) -> bool:
        """Pass over `{::comment}` and its kind, to its end."""
        end = found.end()
        if found[1] not in {"comment", "nomarkdown", "options"}:
            return False
        if not found[3]:
            stop = re.compile(rf"^ {{0,3}}\{{:/(?:{found[1]})?\}}\s*?\n", g.LINE).search(self.text, end)
            if not stop:
                return False
            end = stop.end()
        self._add("extension", end)
        return True

    def _boundary(self) -> bool:
        found = g.EOB_LINE.match(self.text, self.position)
        if found:
            self._add("boundary", found.end())
        return found is not None

    def _paragraph(self) -> None:
        found = g.PARAGRAPH.match(self.text, self.position)
        end = found.end() if found else len(self.text)
        last = self.found[-1] if self.found else None
        if last and last.kind == "paragraph":
            self.found.pop()
        else:
            self.paragraph_start = self.position
        text = self.text[self.paragraph_start : end]
        start = self.paragraph_start + len(text) - len(text.lstrip())
        block = self._add("paragraph", end, self.view.cut(start, start + len(text.strip())))
        block.start = self.view.at(start)


def _content_model(opening: re.Match[str], name: str) -> str:
    """Say how the inside of an HTML element is read: raw, unless a `markdown` attribute asks for more."""
    for attribute in g.ATTRIBUTE.finditer(opening[2]):
        if attribute[1].lower() == "markdown":
            value = attribute[2] or attribute[4] or ""
            default = "block" if name in g.BLOCK_MODEL else "span" if name in g.SPAN_MODEL else "raw"
            return {"1": default, "span": "span", "block": "block"}.get(value, "raw")
    return "raw"


def _table_cells(view: View, start: int, end: int) -> list[Block]:
    """Give the cells of a table; none where kramdown sees no table: a pipe in code or HTML divides nothing."""
    masked = g.UNDIVIDED.sub(lambda found: re.sub(r"[^\n]", "x", found[0]), view.text[start:end])
    cells: list[Block] = []
    position = start
    for line in masked.splitlines(keepends=True):
        if not g.TABLE_LINE.match(line):
            return []
        if not g.TABLE_RULE.match(line):
            bars = [-1, *(bar.start() for bar in g.BAR.finditer(line)), len(line) - 1]
            for a, b in pairwise(bars):
                cell = view.text[position + a + 1 : position + b]
                left = position + a + 1 + len(cell) - len(cell.lstrip())
                if cell.strip():
                    inner = view.cut(left, left + len(cell.strip()))
                    cells.append(Block("cell", view.at(left), view.end(left + len(cell.strip())), inner))
        position += len(line)
    return cells


_PLAIN = (Parser._setext, Parser._table)
_TRIALS: dict[str, tuple[Callable[[Parser], bool], ...]] = {
    "~": (Parser._fence, *_PLAIN),
    "`": (Parser._fence, *_PLAIN),
    ">": (Parser._quote,),
    "#": (Parser._atx, *_PLAIN),
    "*": (Parser._rule, Parser._list, *_PLAIN, Parser._abbreviation),
    "-": (Parser._rule, Parser._list, *_PLAIN),
    "+": (Parser._list, *_PLAIN),
    "_": (Parser._rule, *_PLAIN),
    ":": (Parser._definitions, *_PLAIN),
    "<": (Parser._html, *_PLAIN),
    "$": (Parser._setext, Parser._math, Parser._table),
    "[": (*_PLAIN, Parser._footnote, Parser._link_definition),
    "{": (*_PLAIN, Parser._extension),
    "^": (*_PLAIN, Parser._boundary),
    **dict.fromkeys("0123456789", (Parser._list, *_PLAIN)),
}
"""What a line may be, by its first character, in kramdown's order; a paragraph otherwise."""
