"""The blocks that hold text or nothing: code, headings, rules, math, tables, paragraphs and marks.

Each public function is tried by `blocks.Parser`: it returns whether its block is at the parser's
position, and then has added it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.markdown import block_grammar as g
from postgen.markdown import continuation, targets

if TYPE_CHECKING:
    import re

    from postgen.markdown.blocks import Parser
    from postgen.markdown.tree import BlockKind

_NO_ATTRIBUTES: frozenset[BlockKind] = frozenset({"blank", "boundary", "ald", "ial", "extension"})
"""The blocks that an attribute list below them is not for: it is for the block that comes next."""

# Blank lines and code


def blank(parser: Parser) -> bool:
    """Read blank lines (blank_line.rb).

    Attributes between two of them wait for the next block.
    """
    found = g.BLANK_LINES.match(parser.text, parser.position)
    if not found:
        return False
    is_below_blank = bool(parser.found) and parser.found[-1].kind == "blank"
    kept = parser.pending_ial if is_below_blank else ""
    block = parser.add("blank", found.end())
    lines = found[0]
    is_empty = not lines.strip("\n")
    block.level = lines.count("\n") if is_empty else 2  # one with spaces counts as more than one
    parser.pending_ial = kept
    return True


def indented_code(parser: Parser) -> bool:
    """Read indented code, `    code` (codeblock.rb, `parse_codeblock`)."""
    if not g.INDENT_LINE.match(parser.text, parser.position):
        return False
    end = continuation.after_code(parser.search_cache, parser.position)
    if end == parser.position:
        return False
    parser.add("code", end)
    return True


def fence(parser: Parser) -> bool:
    """Read fenced code (gfm.rb, FENCED_CODEBLOCK_MATCH); its language is one word at most."""
    opening = g.FENCE_LINE.match(parser.text, parser.position)
    if not opening:
        return False
    language = opening[2]
    if len(language.split()) > 1:
        return False
    end = continuation.after_fence(parser.search_cache, opening)
    if not end:
        return False
    parser.add("code", end)
    return True


# Headings and rules


def atx(parser: Parser) -> bool:
    """Read `## A heading ##` (gfm.rb, `parse_atx_header_gfm_quirk`)."""
    found = g.ATX_LINE.match(parser.text, parser.position)
    if not found:
        return False
    marks = found[1]
    text, own_id = _split_id(found[2])
    text = g.ATX_TAIL.sub("", text).rstrip(g.STRIPPED)
    if not text:
        return False
    _add_heading(parser, text, own_id, len(marks), (found.start(2), found.end()))
    return True


def setext(parser: Parser) -> bool:
    """Read a heading with `===` or `---` below it (header.rb, `parse_setext_header`)."""
    if not parser.is_after_boundary():
        return False
    found = g.SETEXT.match(parser.text, parser.position)
    if not found:
        return False
    underline = found[2]
    text, own_id = _split_id(found[1])
    if not text:
        return False
    level = 1 if underline == "=" else 2
    _add_heading(parser, text, own_id, level, (found.start(1), found.end()))
    return True


def _split_id(line: str) -> tuple[str, str]:
    """Split `A heading {#its-id}` into its text and its id, "" where it has none."""
    text = line.rstrip(g.STRIPPED)
    found = g.HEADING_ID.search(text)
    if not found:
        return text, ""
    return text[: found.start()].rstrip(g.STRIPPED), found[1]


def _add_heading(
    parser: Parser, text: str, own_id: str, level: int, extent: tuple[int, int]
) -> None:
    """Add a heading; `extent` is where its text starts, and where its lines end."""
    start, end = extent
    view = parser.view.cut(start, start + len(text))
    block = parser.add("heading", end, view)
    block.level = level
    if own_id:
        block.attributes = f"{{#{own_id}}} {block.attributes}"


def rule(parser: Parser) -> bool:
    """Read `* * *` (horizontal_rule.rb)."""
    found = g.RULE.match(parser.text, parser.position)
    if not found:
        return False
    parser.add("rule", found.end())
    return True


# Math and tables


def math(parser: Parser) -> bool:
    """Read `$$ x $$` between boundaries (math.rb, `parse_block_math`)."""
    if not parser.is_after_boundary():
        return False
    found = g.MATH.match(parser.text, parser.position)
    if not found:
        return False
    is_escaped = found[1] is not None  # `\$$ x $$`
    if is_escaped or not parser.is_before_boundary(found.end()):
        return False
    parser.add("math", found.end())
    return True


def table(parser: Parser) -> bool:
    """Read lines with `|` between boundaries (table.rb, `parse_table`)."""
    text, start = parser.text, parser.position
    line_end = text.find("\n", start)
    if text.find("|", start, line_end) < 0:  # as in most lines, and quicker than the expression
        return False
    if not g.TABLE_START.match(text, start) or not parser.is_after_boundary():
        return False
    end = start
    while row := g.TABLE_LINE.match(text, end):
        end = row.end()
    if not parser.is_before_boundary(end):
        return False
    from postgen.markdown import tables  # only for lines that have a `|`

    cells = tables.cells(parser.view, start, end)
    if cells is None:
        return False
    parser.add("table", end, None, cells)
    return True


# What shows elsewhere, or not at all


def next_definition(parser: Parser) -> bool:
    """Read `[label]: url` right below another one: no heading or table begins there."""
    if parser.is_after_boundary() or parser.found[-1].kind != "definition":
        return False
    start = parser.position
    found = targets.PLAIN_DEFINITION.match(parser.text, start)
    if not found:
        return False
    label, url = found.groups()
    if label[0] == "^":  # it may be a footnote
        return False
    block = parser.add("definition", found.end(), parser.view.cut(start, found.end()))
    block.target = label, url, ""
    return True


def link_definition(parser: Parser) -> bool:
    """Read `[label]: url "title"` (link.rb, `parse_link_definition`)."""
    start = parser.position
    found = targets.definition(parser.text, start)
    if not found:
        return False
    end = found[3]
    block = parser.add("definition", end, parser.view.cut(start, end))
    block.target = found[:3]
    return True


def abbreviation(parser: Parser) -> bool:
    """Read `*[HTML]: Hypertext Markup Language` (abbreviation.rb)."""
    found = g.ABBREVIATION.match(parser.text, parser.position)
    if not found:
        return False
    parser.add("abbreviation", found.end())
    return True


def extension(parser: Parser) -> bool:
    """Read what begins with `{:` (extensions.rb, `parse_block_extensions`)."""
    text, start = parser.text, parser.position
    definition = g.ALD.match(text, start)
    if definition:  # `{:name: .class}`
        parser.add("ald", definition.end())
        return True
    opening = g.EXTENSION.match(text, start)
    if opening:  # `{::comment}`
        return _extension_body(parser, opening)
    attributes = parser.attributes_line(start)
    if attributes:  # `{: .class}`
        _attribute_list(parser, attributes)
        return True
    return False


def _attribute_list(parser: Parser, found: re.Match[str]) -> None:
    """Read `{: .class}`: for the block above it if one stands there, else for the one below."""
    attributes, end = found[1], found.end()
    last = parser.found[-1] if parser.found else None
    if not last or last.kind in _NO_ATTRIBUTES:
        parser.pending_ial += f" {attributes}"
        parser.position = end
        return
    if last.kind != "footnote":  # whose attributes are its name
        last.attributes += f" {attributes}"
    if parser.attributes_line(end):  # it is for the same block
        parser.position = end
    else:
        parser.add("ial", end)


def _extension_body(parser: Parser, opening: re.Match[str]) -> bool:
    """Read `{::comment}` and its kind, to `{:/comment}` or `{:/}`."""
    name = opening[1]
    if name not in g.EXTENSION_END:
        return False
    is_closed = opening[3] is not None  # `{::options auto_ids="false" /}`
    if is_closed:
        parser.add("extension", opening.end())
        return True
    closing = parser.search_cache.find(g.EXTENSION_END[name], opening.end())
    if not closing:
        return False
    parser.add("extension", closing.end())
    return True


def boundary(parser: Parser) -> bool:
    """Read `^` alone on its line (eob.rb)."""
    found = g.EOB_LINE.match(parser.text, parser.position)
    if not found:
        return False
    parser.add("boundary", found.end())
    return True


# Paragraphs


def plain_paragraph(parser: Parser) -> bool:
    """Read a paragraph and the blank lines below it, if nothing in them needs a closer look.

    Most paragraphs are so; `blank` and `paragraph` read the same, and take longer.
    """
    text, position = parser.text, parser.position
    goes_on = bool(parser.found) and parser.found[-1].kind == "paragraph"
    found = None if goes_on else g.PLAIN_PARAGRAPH.match(text, position)
    if not found:
        return False
    end, below = found.end(1), found.end()
    words_end = position + len(text[position:end].rstrip(g.STRIPPED))
    parser.add("paragraph", end, parser.view.cut(position, words_end))
    parser.paragraph_start = position
    blank_lines = parser.add("blank", below)
    blank_lines.level = below - end
    return True


def paragraph(parser: Parser) -> None:
    """Read a paragraph, or go on with the one above (paragraph.rb, `parse_paragraph`)."""
    text, position = parser.text, parser.position
    kind: BlockKind
    end = continuation.after_line(text, position)
    if g.STRAY.match(text, position):
        kind = "text"
    else:
        kind = "paragraph"
        end = continuation.after_paragraph(parser.search_cache, end)
    goes_on = bool(parser.found) and parser.found[-1].kind == kind
    if goes_on:
        parser.found.pop()
        parser.uncut = None
    else:
        parser.paragraph_start = position
    start, words_end = g.stripped(text, parser.paragraph_start, end)
    block = parser.add(kind, end)
    parser.uncut = block, start, words_end
    block.start = parser.view.at(start)
    block.place = parser.view, parser.paragraph_start, end
