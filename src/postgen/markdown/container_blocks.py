"""The blocks that hold other blocks: quotes, lists, definition lists, HTML and footnotes.

Each public function is tried by `blocks.Parser`: it returns whether its block is at the parser's
position, and then has added it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from postgen.markdown import block_grammar as g
from postgen.markdown import continuation, html
from postgen.markdown.lists import ListBlock, ends_blank, extent, item_blocks, term_blocks
from postgen.markdown.tree import Block, ListMarker

if TYPE_CHECKING:
    from postgen.markdown.blocks import Parser
    from postgen.markdown.lists import Item
    from postgen.markdown.source_map import View
    from postgen.text.patterns import Lazy


def quote(parser: Parser) -> bool:
    """Read `> text` with the lines that go on it (blockquote.rb)."""
    start = parser.position
    first_end = continuation.after_line(parser.text, start)
    end = continuation.after_lazy_lines(parser.search_cache, first_end)
    view = _without_marks(parser.view, start, end, g.QUOTE_MARK)
    parser.add("quote", end, None, parser.read(view, []))
    return True


def footnote(parser: Parser) -> bool:
    """Read `[^name]: text`, and indented lines below it (footnote.rb)."""
    found = g.FOOTNOTE.match(parser.text, parser.position)
    if not found:
        return False
    name = found[1]
    end = continuation.after_code(parser.search_cache, found.end(2))
    view = _without_marks(parser.view, found.start(2), end, g.INDENT_LINE)
    block = parser.add("footnote", end, None, parser.read(view, []))
    block.attributes = name
    return True


def _without_marks(view: View, start: int, end: int, mark: Lazy) -> View:
    """Return lines without what begins each of them, such as the `> ` of a quote."""
    lines = []
    for line, origin in view.lines(start, end):
        found = mark.match(line)
        cut = found.end() if found else 0
        lines.append((line[cut:], origin + cut))
    return view.joined(lines)


# Lists and definition lists (list.rb)


def bullet_list(parser: Parser) -> bool:
    """Read `* an item` and more of them (`parse_list`)."""
    if not g.UL_LINE.match(parser.text, parser.position):
        return False
    _add_list(parser, "*")
    return True


def numbered_list(parser: Parser) -> bool:
    """Read `1. an item` and more of them (`parse_list`)."""
    if not g.LIST_LINE.match(parser.text, parser.position):
        return False
    _add_list(parser, "1")
    return True


def _add_list(parser: Parser, marker: ListMarker) -> None:
    """Add a list, but do not read its items; a blank line at its end goes behind it."""
    starts, end = extent(parser.view, parser.position, marker)
    block = ListBlock(parser.view, starts, end, marker, parser.read)
    block.attributes = parser.pending_ial
    parser.pending_ial = ""
    parser.found.append(block)
    boundary = g.EOB_LINE.match(parser.text, end)
    if boundary:
        end = boundary.end()
        block.is_ended = True
    elif ends_blank(parser.text, starts[-1], end, partial(_last_item, block, parser.depth)):
        parser.found.append(Block("blank", block.end, block.end))
    parser.position = end


def _last_item(block: ListBlock, depth: int) -> Item:
    """Return the last item of a list.

    In an outermost list, which may be long, no other is made. It is read a second time with the
    others; in a list within, each level would double that.
    """
    return block.items[-1] if depth else block.item(-1)


def definitions(parser: Parser) -> bool:
    """Read lines with `: ` below a paragraph of terms (`parse_definition_list`)."""
    if not g.DEFINITION_LINE.match(parser.text, parser.position):
        return False
    found = parser.found
    if not _is_below_terms(found):
        return False
    parser.cut_paragraph()
    while found[-1].kind == "blank":
        found.pop()
    terms = found.pop()
    starts, end = extent(parser.view, parser.position, ":")
    block = parser.add("definitions", end)
    block.start = terms.start
    block.attributes = terms.attributes
    if terms.view:
        block.children = term_blocks(terms.view)
    items = item_blocks(parser.view, starts, end, parser.read)
    block.children += items
    if ends_blank(parser.text, starts[-1], end, lambda: items[-1]):
        found.append(Block("blank", block.end, block.end))
    return True


def _is_below_terms(found: list[Block]) -> bool:
    """Whether a paragraph stands above, with one empty line between at most."""
    if not found:
        return False
    last = found[-1]
    if last.kind == "paragraph":
        return True
    if len(found) < 2 or found[-2].kind != "paragraph":
        return False
    return last.kind == "blank" and last.level == 1


# HTML, as in html.rb


def html_block(parser: Parser) -> bool:
    """Read a comment, a block element, or the end tag of the element around."""
    if _comment(parser):
        return True
    tag_start = parser.text.index("<", parser.position)
    return _element(parser, tag_start) or _stop_tag(parser, tag_start)


def _comment(parser: Parser) -> bool:
    """Read `<!-- a comment -->`."""
    text, start = parser.text, parser.position
    if not text.startswith("<!--", start):
        return False
    end = parser.search_cache.index("-->", start + 4)
    if end <= 0:
        return False
    parser.add("comment", parser.after_line_rest(end + 3))
    return True


def _element(parser: Parser, tag_start: int) -> bool:
    """Read `<div>` and all up to its end tag."""
    opening = html.TAG.match(parser.text, tag_start)
    if not opening:
        return False
    name = opening[1].lower()
    if name in html.SPAN_TAGS:  # `<b>` begins a paragraph
        return False
    children: list[Block] = []
    read_inside = partial(_inside_element, parser, children)
    end = html.after_element(parser.search_cache, opening, read_inside)
    has_body = not (opening[4] or name in html.VOID_TAGS or name in {"script", "style"})
    if has_body:  # else the end of the line is a blank line
        end = parser.after_line_rest(end)
    parser.add("html", end, None, children)
    return True


def _stop_tag(parser: Parser, tag_start: int) -> bool:
    """Read `</div>` inside `<div markdown="1">`, which ends the blocks in it."""
    if not parser.stop_tag:
        return False
    closing = html.TAG_END.match(parser.text, tag_start)
    if not closing:
        return False
    name = closing[1].lower()
    if name != parser.stop_tag:
        return False
    parser.position = closing.end()
    parser.stopped = True
    return True


def _inside_element(
    parser: Parser, children: list[Block], model: html.ContentModel, name: str, position: int
) -> int:
    """Read the Markdown inside an HTML element; return where the element ends."""
    if model == "block" and parser.may_nest():
        start = parser.after_line_rest(position)
        return parser.read_element(children, start, name)
    stop, end = html.after_end_tag(parser.text, position, name)
    view = parser.view.cut(position, stop)
    children.append(Block("inline", view.at(0), view.end(stop - position), view))
    return end
