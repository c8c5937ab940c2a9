"""What begins with `<` in running text: elements, comments and autolinks.

Ported from kramdown's `lib/kramdown/parser/kramdown/html.rb` and `autolink.rb`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.markdown import html
from postgen.markdown import span_grammar as g
from postgen.markdown.tree import Span

if TYPE_CHECKING:
    from postgen.markdown.spans import Parser


def angle(parser: Parser, position: int, children: list[Span]) -> int:
    """Read `<https://example.org>`, `<b>`, `<!-- a comment -->` or `<<`."""
    text = parser.text
    link = _autolink(parser, position)
    if link:
        children.append(link)
        return link.end
    is_instruction = text.startswith("<?", position)
    if html.RAW_MARK.match(text, position) and not is_instruction:
        return _html(parser, position, children)
    typographic = g.TYPOGRAPHIC.match(text, position)
    return typographic.end() if typographic else position + 1


def _autolink(parser: Parser, position: int) -> Span | None:
    """Read `<https://example.org>` or `<x@example.org>`; neither is one in `<code>`."""
    if parser.is_raw or parser.is_table:
        return None
    if parser.search_cache.index(">", position) < 0:
        return None
    found = g.AUTOLINK.match(parser.text, position)
    if not found:
        return None
    address, scheme = found[1], found[2]
    span = Span("autolink", found.start(), found.end())
    span.inner_start, span.inner_end = found.span(1)
    span.url = address if scheme else f"mailto:{address}"
    return span


def _html(parser: Parser, position: int, children: list[Span]) -> int:
    """Read an element or a comment (`parse_span_html`).

    The tags of block elements are text here.
    """
    text = parser.text
    if text.startswith("<!--", position):
        comment_end = parser.search_cache.index("-->", position + 4)
        if comment_end > 0:
            end = comment_end + 3
            children.append(Span("comment", position, end))
            return end
    end_tag = html.TAG_END.match(text, position)
    if end_tag:
        return end_tag.end()
    opening = html.TAG.match(text, position)
    if not opening:
        return position + 1
    name, inner = html.tag_name(opening[1]), opening.end()
    if name in html.BLOCK_TAGS:
        return inner
    span = Span("html", position, inner).holding(inner, inner, ())
    span.label = name
    children.append(span)
    is_closed = opening[4] or name in html.VOID_TAGS  # `<br/>` or `<br>`
    if not is_closed:
        is_parsed = html.is_parsed(name, opening[2], inside_raw=parser.is_raw)
        _read_element(parser, span, name if is_parsed else g.RAW)
    return span.end


def _read_element(parser: Parser, span: Span, level: str) -> None:
    """Read what an element holds, up to its end tag.

    Where there is none, it holds all to the end of the text.
    """
    text, name, inner = parser.text, span.label, span.inner_start

    def closes(at: int, _: list[Span], __: bool) -> bool:  # noqa: FBT001 - a callback
        end_tag = html.TAG_END.match(text, at)
        return end_tag is not None and html.tag_name(end_tag[1]) == name

    end, inside, is_closed = parser.read_inside(level, inner, g.TAG_STOP, closes)
    end_tag = html.TAG_END.match(text, end) if is_closed else None
    if end_tag:
        span.holding(inner, end, inside)
        span.end = end_tag.end()
    else:
        span.holding(inner, len(text), inside)
        span.end = len(text)
