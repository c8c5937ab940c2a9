"""Where the blocks of a text stand, as kramdown with the GFM parser sees them.

A port of kramdown's block parsers, one method each, that keeps positions and builds no HTML. They
are tried in the order of `@block_parsers` (kramdown.rb, `initialize`), as `parse_blocks` does; the
file of kramdown's `lib/kramdown/parser/kramdown/` that a method comes from is named in it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from postgen.markdown import block_grammar as g
from postgen.markdown import continuation, html
from postgen.markdown.lists import ListBlock, ends_blank, extent, item_blocks, term_blocks
from postgen.markdown.tree import Block, BlockKind, ListMarker

if TYPE_CHECKING:
    import re
    from collections.abc import Callable

    from postgen.markdown.source_map import View
    from postgen.text.patterns import Lazy

DEPTH = 100
"""How deep blocks may nest; a deeper one is read as a paragraph. kramdown has no such bound."""

_BOUNDARIES: frozenset[BlockKind] = frozenset({"blank", "boundary"})
_NO_ATTRIBUTES: frozenset[BlockKind] = _BOUNDARIES | {"ald", "ial", "extension"}
"""The blocks that an attribute list below them is not for: it is for the block that comes next."""


def parse(view: View) -> list[Block]:
    """Return the outermost blocks of a text, without its blank lines."""
    found = read(view, [], 0)
    return [block for block in found if block.kind != "blank"]


def read(view: View, found: list[Block], depth: int) -> list[Block]:
    """Read the blocks of a view, add them to those found before it, and return them all."""
    if depth <= DEPTH:
        return Parser(view, found, depth).parse()
    start, end = _stripped(view.text, 0, len(view.text))
    if start < end:
        words = view.cut(start, end)
        found.append(Block("paragraph", words.at(0), words.end(end - start), words))
    return found


class Parser:
    """Reads blocks from one view, appending them to `found`.

    Each trial looks at `position`. It returns whether its kind of block is there; then `position`
    is behind it.
    """

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
        # inside an HTML element: the end tag that ends it, and whether it was met
        self.stop_tag = stop_tag
        self.stopped = False
        # attribute lists above the block that they are for
        self.pending_ial = ""
        # where the last paragraph starts in the text: lines below it may still become part of it
        self.paragraph_start = position

    def parse(self) -> list[Block]:
        """Read to the end, or to the end tag of the element around; return all blocks."""
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
        self,
        kind: BlockKind,
        end: int,
        view: View | None = None,
        children: list[Block] | None = None,
    ) -> Block:
        """Add a block from `position` to `end`, with the attributes above it; go on behind it."""
        block = Block(kind, self.view.at(self.position), self.view.end(end), view, children)
        self.found.append(block)
        block.attributes, self.pending_ial = self.pending_ial, ""
        self.position = end
        return block

    def _after_boundary(self) -> bool:
        """Whether a block may begin here that a paragraph would take in (block_boundary.rb)."""
        if not self.found or self.pending_ial:
            return True
        return self.found[-1].kind in _BOUNDARIES

    def _before_boundary(self, position: int) -> bool:
        """Whether a block may end at `position` (block_boundary.rb)."""
        if position >= len(self.text) or g.EOB_LINE.match(self.text, position):
            return True
        if g.BLANK_LINES.match(self.text, position):
            return True
        return self._attributes_line(position) is not None

    def _after_line_rest(self, position: int) -> int:
        """Return the place behind white space that ends a line; else `position` itself."""
        found = g.LINE_REST.match(self.text, position)
        return found.end() if found else position

    def _without_marks(self, start: int, end: int, mark: Lazy) -> View:
        """Return lines without what begins each of them, such as the `> ` of a quote."""
        lines = []
        for line, origin in self.view.lines(start, end):
            found = mark.match(line)
            cut = found.end() if found else 0
            lines.append((line[cut:], origin + cut))
        return self.view.joined(lines)

    def _attributes_line(self, position: int) -> re.Match[str] | None:
        return continuation.attributes_line(self.search_cache, position)

    # Blank lines and code

    def _blank(self) -> bool:
        """Read blank lines (blank_line.rb).

        Attributes between two of them wait for the next block.
        """
        found = g.BLANK_LINES.match(self.text, self.position)
        if not found:
            return False
        is_more = bool(self.found) and self.found[-1].kind == "blank"
        kept = self.pending_ial if is_more else ""
        is_empty = not found[0].strip("\n")
        lines = found[0].count("\n") if is_empty else 2  # one with spaces counts as more than one
        self._add("blank", found.end()).level = lines
        self.pending_ial = kept
        return True

    def _code(self) -> bool:
        """Read indented code (codeblock.rb, `parse_codeblock`)."""
        if not g.INDENT_LINE.match(self.text, self.position):
            return False
        end = continuation.after_code(self.search_cache, self.position)
        if end == self.position:
            return False
        self._add("code", end)
        return True

    def _fence(self) -> bool:
        """Read fenced code (gfm.rb, FENCED_CODEBLOCK_MATCH); its language is one word at most."""
        opening = g.FENCE_LINE.match(self.text, self.position)
        if not opening or len(opening[2].split()) > 1:
            return False
        end = continuation.after_fence(self.search_cache, opening)
        if not end:
            return False
        self._add("code", end)
        return True

    # Quotes, headings and rules

    def _quote(self) -> bool:
        """Read `> text` with the lines that go on it (blockquote.rb)."""
        first_end = continuation.after_line(self.text, self.position)
        end = continuation.after_lazy_lines(self.search_cache, first_end)
        view = self._without_marks(self.position, end, g.QUOTE_MARK)
        self._add("quote", end, None, self.read(view, []))
        return True

    def _atx(self) -> bool:
        """Read `## A heading ##` (gfm.rb, `parse_atx_header_gfm_quirk`)."""
        found = g.ATX_LINE.match(self.text, self.position)
        if not found:
            return False
        return self._heading(found, 2, len(found[1]), g.ATX_TAIL)

    def _setext(self) -> bool:
        """Read a heading with `===` or `---` below it (header.rb, `parse_setext_header`)."""
        if not self._after_boundary():
            return False
        found = g.SETEXT.match(self.text, self.position)
        if not found:
            return False
        return self._heading(found, 1, 1 if found[2] == "=" else 2, None)

    def _heading(self, found: re.Match[str], group: int, level: int, tail: Lazy | None) -> bool:
        """Add a heading with the text of a group, without its id and its closing marks."""
        start, text = found.start(group), found[group].rstrip(g.STRIPPED)
        own_id = g.HEADING_ID.search(text)
        if own_id:
            text = text[: own_id.start()].rstrip(g.STRIPPED)
        if tail:
            text = tail.sub("", text).rstrip(g.STRIPPED)
        if not text:
            return False
        block = self._add("heading", found.end(), self.view.cut(start, start + len(text)))
        block.level = level
        if own_id:
            block.attributes = f"{{#{own_id[1]}}} {block.attributes}"
        return True

    def _rule(self) -> bool:
        """Read `* * *` (horizontal_rule.rb)."""
        found = g.RULE.match(self.text, self.position)
        if not found:
            return False
        self._add("rule", found.end())
        return True

    # Lists and definition lists (list.rb)

    def _list(self) -> bool:
        """Read a list (`parse_list`), but not its items; a blank line at its end goes behind it."""
        if not g.LIST_LINE.match(self.text, self.position):
            return False
        marker: ListMarker = "*" if g.UL_LINE.match(self.text, self.position) else "1"
        starts, end = extent(self.view, self.position, marker)
        boundary = g.EOB_LINE.match(self.text, end)
        block = ListBlock(self.view, starts, end, marker, self.read)
        block.attributes, self.pending_ial = self.pending_ial, ""
        self.found.append(block)
        if boundary:
            end = boundary.end()
        elif ends_blank(self.text, starts[-1], end, lambda: block.items[-1]):
            self.found.append(Block("blank", block.end, block.end))
        self.position = end
        return True

    def _definitions(self) -> bool:
        """Read lines with `: ` below a paragraph of terms (`parse_definition_list`)."""
        first = g.DEFINITION_LINE.match(self.text, self.position)
        if not first or not self._is_below_terms():
            return False
        while self.found[-1].kind == "blank":
            self.found.pop()
        terms = self.found.pop()
        starts, end = extent(self.view, self.position, ":")
        block = self._add("definitions", end)
        block.start = terms.start
        if terms.view:
            block.children = term_blocks(terms.view)
        items = item_blocks(self.view, starts, end, self.read)
        for item in items:
            block.children += item.blocks()
        if ends_blank(self.text, starts[-1], end, lambda: items[-1]):
            self.found.append(Block("blank", block.end, block.end))
        return True

    def _is_below_terms(self) -> bool:
        """Whether a paragraph stands above, with one empty line between at most."""
        kinds = [block.kind for block in self.found[-2:]]
        if not kinds:
            return False
        if kinds[-1] == "paragraph":
            return True
        return kinds == ["paragraph", "blank"] and self.found[-1].level == 1

    # HTML

    def _html(self) -> bool:
        """Read a comment, a block element, or the end tag of the element around (html.rb)."""
        text, start = self.text, self.position
        if text.startswith("<!--", start):
            end = self.search_cache.index("-->", start + 4)
            if end > 0:
                self._add("comment", self._after_line_rest(end + 3))
                return True
        inner = text.index("<", start)
        opening = html.TAG.match(text, inner)
        if opening and opening[1].lower() not in html.SPAN_TAGS:
            children: list[Block] = []
            read_inside = partial(self._inside_element, children)
            end = html.after_element(self.search_cache, opening, read_inside)
            self._add("html", self._after_line_rest(end), None, children)
            return True
        closing = html.TAG_END.match(text, inner)
        if closing and self.stop_tag and closing[1].lower() == self.stop_tag:
            self.position = closing.end()
            self.stopped = True
            return True
        return False

    def _inside_element(
        self, children: list[Block], model: html.ContentModel, name: str, position: int
    ) -> int:
        """Read the Markdown inside an HTML element; return where the element ends."""
        if model == "block" and self.depth < DEPTH:
            start = self._after_line_rest(position)
            inside = Parser(self.view, children, self.depth + 1, start, name)
            inside.parse()
            return inside.position
        stop, end = html.after_end_tag(self.text, position, name)
        view = self.view.cut(position, stop)
        children.append(Block("inline", view.at(0), view.end(stop - position), view))
        return end

    # Math and tables

    def _math(self) -> bool:
        """Read `$$ x $$` between boundaries (math.rb, `parse_block_math`)."""
        if not self._after_boundary():
            return False
        found = g.MATH.match(self.text, self.position)
        is_escaped = found is not None and found[1] is not None
        if not found or is_escaped or not self._before_boundary(found.end()):
            return False
        self._add("math", found.end())
        return True

    def _table(self) -> bool:
        """Read lines with `|` between boundaries (table.rb, `parse_table`)."""
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

    # What shows elsewhere, or not at all

    def _footnote(self) -> bool:
        """Read `[^name]: text`, and indented lines below it (footnote.rb)."""
        found = g.FOOTNOTE.match(self.text, self.position)
        if not found:
            return False
        end = continuation.after_code(self.search_cache, found.end(2))
        view = self._without_marks(found.start(2), end, g.INDENT_LINE)
        self._add("footnote", end, None, self.read(view, [])).attributes = found[1]
        return True

    def _link_definition(self) -> bool:
        """Read `[label]: url "title"` (link.rb, `parse_link_definition`)."""
        from postgen.markdown import targets

        found = targets.definition(self.text, self.position)
        if not found:
            return False
        end = found[-1]
        self._add("definition", end, self.view.cut(self.position, end))
        return True

    def _abbreviation(self) -> bool:
        """Read `*[HTML]: Hypertext Markup Language` (abbreviation.rb)."""
        found = g.ABBREVIATION.match(self.text, self.position)
        if not found:
            return False
        self._add("abbreviation", found.end())
        return True

    def _extension(self) -> bool:
        """Read what begins with `{:` (extensions.rb, `parse_block_extensions`)."""
        definition = g.ALD.match(self.text, self.position)
        if definition:
            self._add("ald", definition.end())
            return True
        extension = g.EXTENSION.match(self.text, self.position)
        if extension:
            return self._extension_body(extension)
        attributes = self._attributes_line(self.position)
        if not attributes:
            return False
        self._ial(attributes)
        return True

    def _ial(self, found: re.Match[str]) -> None:
        """Read `{: .class}`: for the block above it if one stands there, else for the one below."""
        last = self.found[-1] if self.found else None
        if not last or last.kind in _NO_ATTRIBUTES:
            self.pending_ial += f" {found[1]}"
            self.position = found.end()
            return
        if last.kind != "footnote":  # whose attributes are its name
            last.attributes += f" {found[1]}"
        if self._attributes_line(found.end()):  # it is for the same block
            self.position = found.end()
        else:
            self._add("ial", found.end())

    def _extension_body(self, found: re.Match[str]) -> bool:
        """Read `{::comment}` and its kind, to its end."""
        end = found.end()
        name, is_closed = found[1], found[3] is not None
        if name not in g.EXTENSION_END:
            return False
        if not is_closed:
            stop = self.search_cache.find(g.EXTENSION_END[name], end)
            if not stop:
                return False
            end = stop.end()
        self._add("extension", end)
        return True

    def _boundary(self) -> bool:
        """Read `^` alone on its line (eob.rb)."""
        found = g.EOB_LINE.match(self.text, self.position)
        if not found:
            return False
        self._add("boundary", found.end())
        return True

    def _paragraph(self) -> None:
        """Read a paragraph, or go on with the one above (paragraph.rb, `parse_paragraph`)."""
        kind: BlockKind
        if g.STRAY.match(self.text, self.position):
            kind = "text"
            end = continuation.after_line(self.text, self.position)
        else:
            kind = "paragraph"
            first_end = continuation.after_line(self.text, self.position)
            end = continuation.after_paragraph(self.search_cache, first_end)
        last = self.found[-1] if self.found else None
        if last and last.kind == kind:
            self.found.pop()
        else:
            self.paragraph_start = self.position
        start, words_end = _stripped(self.text, self.paragraph_start, end)
        self._add(kind, end, self.view.cut(start, words_end)).start = self.view.at(start)


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where a part of a text starts and ends without the white space around it."""
    part = text[start:end]
    inner = start + len(part) - len(part.lstrip(g.STRIPPED))
    return inner, inner + len(part.strip(g.STRIPPED))


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
