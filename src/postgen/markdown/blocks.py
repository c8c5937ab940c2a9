"""Where the blocks of a text stand, as kramdown with the GFM parser sees them.

A port of kramdown's order of trials, one method a kind of block, that keeps positions and builds no HTML.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from postgen.markdown import grammar as g
from postgen.markdown import html
from postgen.markdown.lists import Item, ListBlock, extent
from postgen.markdown.tree import Block

if TYPE_CHECKING:
    import re
    from collections.abc import Callable

    from postgen.markdown.source_map import View
    from postgen.text.patterns import Lazy

DEPTH = 100
"""How deep blocks may nest; a deeper one is read as a paragraph. kramdown runs out of stack instead."""

FENCE = 40
"""How many marks of a fence are tried to end it that are fewer than those it began with."""


def parse(view: View) -> list[Block]:
    """Read the blocks of a text, blank lines left out."""
    found = read(view, [], 0)
    return [block for block in found if block.kind != "blank"]


def read(view: View, found: list[Block], depth: int) -> list[Block]:
    """Read the blocks of a view behind those that were found before it."""
    if depth <= DEPTH:
        return Parser(view, found, depth).parse()
    start = len(view.text) - len(view.text.lstrip(g.STRIPPED))
    if words := view.text.strip(g.STRIPPED):
        inner = view.cut(start, start + len(words))
        found.append(Block("paragraph", inner.at(0), inner.end(len(words)), inner))
    return found


class Parser:
    """Reads blocks from one view, appending them to `found`."""

    def __init__(
        self, view: View, found: list[Block], depth: int, position: int = 0, stop_tag: str = ""
    ) -> None:
        self.view = view
        self.search_cache = view.search_cache
        self.read = partial(read, depth=depth + 1)
        self.depth = depth
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

    def _add(
        self, kind: str, end: int, view: View | None = None, children: list[Block] | None = None
    ) -> Block:
        block = Block(kind, self.view.at(self.position), self.view.end(end), view, children)
        self.found.append(block)
        block.attributes, self.pending_ial = self.pending_ial, ""
        self.position = end
        return block

    def _after_boundary(self) -> bool:
        return (
            not self.found or self.found[-1].kind in {"blank", "boundary"} or bool(self.pending_ial)
        )

    def _before_boundary(self, position: int) -> bool:
        if position >= len(self.text) or g.EOB_LINE.match(self.text, position):
            return True
        return (
            bool(g.BLANK_LINES.match(self.text, position)) or self._attributes(position) is not None
        )

    def _ends_blank(self, start: int, end: int, last: Callable[[], Item]) -> bool:
        """Say whether a list ends with a blank line, and not with HTML that takes it in."""
        line = self.text.rfind("\n", 0, end - 1) + 1
        if self.text[line:end].strip(g.WHITE):
            return False
        return "<" not in self.text[start:end] or any(
            block.kind == "blank" for block in last().blocks()[-1:]
        )

    def _line_end(self, position: int) -> int:
        return self.text.find("\n", position) + 1 or len(self.text)

    def _line_rest(self, position: int) -> int:
        """Pass over white space up to the line's end, and the end."""
        found = g.TRAILING.match(self.text, position)
        return found.end() if found else position

    def _stripped(self, start: int, end: int, mark: Lazy) -> View:
        lines = []
        for line, origin in self.view.lines(start, end):
            found = mark.match(line)
            cut = found.end() if found else 0
            lines.append((line[cut:], origin + cut))
        return self.view.joined(lines)

    def _passed(self, end: int, simple: Lazy, ends: Callable[[int], bool]) -> int:
        """Pass over lines that go on what stands above them: `simple` ones, and those that do not end it."""
        size = len(self.text)
        while True:
            found = simple.match(self.text, end)
            end = found.end() if found else end
            if end >= size or ends(end):
                return end
            end = self._line_end(end)

    def _ends_lazily(self, position: int) -> bool:
        return bool(g.LAZY_END.match(self.text, position)) or self._attributes(position) is not None

    def _ends_paragraph(self, position: int) -> bool:
        return bool(g.PARAGRAPH_END.match(self.text, position)) or self._ends_lazily(position)

    def _attributes(self, position: int) -> re.Match[str] | None:
        return g.attributes_line(self.search_cache, position)

    # The trials, in kramdown's names

    def _blank(self) -> bool:
        found = g.BLANK_LINES.match(self.text, self.position)
        if found:
            waiting = self.pending_ial if self.found and self.found[-1].kind == "blank" else ""
            self._add("blank", found.end()).level = (
                found[0].count("\n") if found[0].strip("\n") == "" else 2
            )
            self.pending_ial = waiting
        return found is not None

    def _code(self) -> bool:
        if not g.INDENT_LINE.match(self.text, self.position):
            return False
        end = self._code_end(self.position)
        if end == self.position:
            return False
        self._add("code", end)
        return True

    def _code_end(self, end: int) -> int:
        """Pass over indented lines, blank ones between them, and lazy ones below them."""
        while True:
            blank = g.BLANK_LINES.match(self.text, end)
            start = blank.end() if blank else end
            if not (first := g.CODE_LINE.match(self.text, start)):
                return end
            end = self._passed(first.end(), g.SPEAKING_LINES, self._ends_lazily)

    def _fence(self) -> bool:
        """Read fenced code; where no fence as long ends it, kramdown takes the last marks for its language."""
        found = g.FENCE_LINE.match(self.text, self.position)
        if not found or len(found[2].split()) > 1:
            return False
        size = len(found[1])
        shortest = size if found[2][:1].isspace() and found[2].strip() else 3
        for length in (size, *range(min(size - 1, FENCE), shortest - 1, -1)):
            if stop := self.search_cache.find(g.fence_end(found[1][:length]), found.end()):
                self._add("code", stop.end())
                return True
        return False

    def _quote(self) -> bool:
        end = self._passed(self._line_end(self.position), g.SPEAKING_LINES, self._ends_lazily)
        view = self._stripped(self.position, end, g.QUOTE_MARK)
        self._add("quote", end, None, self.read(view, []))
        return True

    def _atx(self) -> bool:
        found = g.ATX_LINE.match(self.text, self.position)
        return found is not None and self._heading(found, 2, len(found[1]), g.ATX_TAIL)

    def _setext(self) -> bool:
        if not self._after_boundary():
            return False
        found = g.SETEXT.match(self.text, self.position)
        return found is not None and self._heading(found, 1, 1 if found[2] == "=" else 2, None)

    def _heading(self, found: re.Match[str], group: int, level: int, tail: Lazy | None) -> bool:
        start, text = found.start(group), found[group].rstrip(g.STRIPPED)
        marked = g.HEADING_ID.search(text)
        if marked:
            text = text[: marked.start()].rstrip(g.STRIPPED)
        if tail:
            text = tail.sub("", text).rstrip(g.STRIPPED)
        if not text:
            return False
        block = self._add("heading", found.end(), self.view.cut(start, start + len(text)))
        block.level = level
        if marked:
            block.attributes = f"{{#{marked[1]}}} {block.attributes}"
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
        starts, end = extent(self.view, self.position, marker)
        boundary = g.EOB_LINE.match(self.text, end)
        block = ListBlock(self.view, starts, end, marker, self.read)
        block.attributes, self.pending_ial = self.pending_ial, ""
        self.found.append(block)
        if boundary:
            end = boundary.end()
        elif self._ends_blank(starts[-1], end, lambda: block.items[-1]):
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
        starts, end = extent(self.view, self.position, ":")
        block = self._add("definitions", end)
        block.start = terms.start
        if terms.view:
            block.children = [
                Block(
                    "term",
                    terms.view.at(0),
                    terms.view.end(len(line)),
                    self.view.joined([(line, origin)]),
                )
                for line, origin in terms.view.lines(0, len(terms.view.text))
            ]
        ends = [*starts[1:], end]
        items = [Item(self.view, a, b, self.read) for a, b in zip(starts, ends, strict=True)]
        for item in items:
            block.children += item.blocks()
        if self._ends_blank(starts[-1], end, lambda: items[-1]):
            self.found.append(Block("blank", block.end, block.end))
        return True

    def _terms(self) -> bool:
        kinds = [block.kind for block in self.found[-2:]]
        if not kinds or kinds == ["blank"]:
            return False
        return kinds[-1] == "paragraph" or (kinds == ["paragraph", "blank"] and self._one_blank())

    def _one_blank(self) -> bool:
        return self.found[-1].level == 1

    def _html(self) -> bool:
        text, start = self.text, self.position
        if (
            text.startswith("<!--", start)
            and (end := self.search_cache.index("-->", start + 4)) > 0
        ):
            self._add("comment", self._line_rest(end + 3))
            return True
        inner = text.index("<", start)
        opening = html.TAG.match(text, inner)
        if opening and opening[1].lower() not in html.SPAN_TAGS:
            children: list[Block] = []
            end = html.after_element(self.search_cache, opening, partial(self._element, children))
            self._add("html", self._line_rest(end), None, children)
            return True
        closing = html.TAG_END.match(text, inner)
        if closing and self.stop_tag and closing[1].lower() == self.stop_tag:
            self.position = closing.end()
            self.stopped = True
            return True
        return False

    def _element(self, children: list[Block], model: str, name: str, position: int) -> int:
        """Read the Markdown inside an HTML element; say where the element ends."""
        if model == "block" and self.depth < DEPTH:
            inside = Parser(self.view, children, self.depth + 1, self._line_rest(position), name)
            inside.parse()
            return inside.position
        stop, end = html.after_end_tag(self.text, position, name)
        view = self.view.cut(position, stop)
        children.append(Block("inline", view.at(0), view.end(stop - position), view))
        return end

    def _math(self) -> bool:
        if not self._after_boundary():
            return False
        found = g.MATH.match(self.text, self.position)
        if not found or found[1] or not self._before_boundary(found.end()):
            return False
        self._add("math", found.end())
        return True

    def _table(self) -> bool:
        if not g.TABLE_START.match(self.text, self.position) or not self._after_boundary():
            return False
        end = self.position
        while found := g.TABLE_LINE.match(self.text, end):
            end = found.end()
        if not self._before_boundary(end):
            return False
        from postgen.markdown import tables

        cells = tables.cells(self.view, self.position, end)
        if not cells:
            return False
        self._add("table", end, None, cells)
        return True

    def _footnote(self) -> bool:
        found = g.FOOTNOTE.match(self.text, self.position)
        if not found:
            return False
        end = self._code_end(found.end(2))
        block = self._add(
            "footnote", end, None, self.read(self._stripped(found.start(2), end, g.INDENT_LINE), [])
        )
        block.attributes = found[1]
        return True

    def _link_definition(self) -> bool:
        from postgen.markdown import targets

        found = targets.definition(self.text, self.position)
        if found:
            self._add("definition", found[-1], self.view.cut(self.position, found[-1]))
        return found is not None

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
        if (found := self._attributes(self.position)) is None:
            return False
        last = self.found[-1] if self.found else None
        if last and last.kind not in {"blank", "boundary", "ald", "ial", "extension"}:
            if last.kind != "footnote":  # whose attributes are its name
                last.attributes += f" {found[1]}"
            if self._attributes(found.end()):  # which is for the same block
                self.position = found.end()
            else:
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
            stop = self.search_cache.find(g.EXTENSION_END[found[1]], end)
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
        end, kind = self._line_end(self.position), "paragraph"
        if g.STRAY.match(self.text, self.position):
            kind = "text"
        else:
            end = self._passed(end, g.SIMPLE_LINES, self._ends_paragraph)
        last = self.found[-1] if self.found else None
        if last and last.kind == kind:
            self.found.pop()
        else:
            self.paragraph_start = self.position
        text = self.text[self.paragraph_start : end]
        start = self.paragraph_start + len(text) - len(text.lstrip(g.STRIPPED))
        block = self._add(kind, end, self.view.cut(start, start + len(text.strip(g.STRIPPED))))
        block.start = self.view.at(start)


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
