"""Emphasis, `*em*` and `**strong**`, and `~~struck~~` text.

Ported from kramdown's `lib/kramdown/parser/kramdown/emphasis.rb`, and from its GFM parser.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from postgen.markdown import span_grammar as g
from postgen.markdown.tree import Span, SpanKind

if TYPE_CHECKING:
    from postgen.markdown.spans import Accept, Parser


def emphasis(parser: Parser, position: int, children: list[Span]) -> int:
    """Read `*em*`, `_em_`, `**strong**` or `__strong__` (`parse_emphasis`).

    Where strong does not close, try em: `**a*`.
    """
    text = parser.text
    mark = text[position]
    double = mark * 2
    is_double = text.startswith(double, position)
    delimiter = double if is_double else mark
    after = position + len(delimiter)
    is_open_already = parser.within & (g.STRONG if is_double else g.EM)
    if is_open_already:
        if parser.level == delimiter:
            # where the span around it does not close, none closes from here
            parser.skipped_marks.append(after)
        return after
    if not _may_open(text, mark, position, after):
        return after
    second = position + 1
    found = _closed(parser, delimiter, position, after)
    may_be_em = is_double and not parser.within & g.PARENT_EM
    if not found and may_be_em:
        found = _closed(parser, mark, position, second)
    if found:
        children.append(found)
        return found.end
    is_more_behind = text.startswith(double, after)
    if parser.level == mark and not is_more_behind:
        parser.skipped_marks.append(second)
    return after


def _may_open(text: str, mark: str, start: int, end: int) -> bool:
    """Whether the marks from `start` to `end` may open emphasis, by what is around them."""
    if text[end : end + 1] in g.SPACES:  # `* a`
        return False
    if mark == "*":
        return True
    has_hyphen = text[start - 1 : start] == "-"
    behind = start - 1 if has_hyphen else start
    return behind == 0 or not _is_letter(text[behind - 1])  # `a_b`, `a-_b`


def _is_letter(character: str) -> bool:
    """Whether Ruby's `[[:alpha:]]` takes a character: a letter, or a vowel's sign."""
    if character.isalpha():
        return True
    if character.isascii():
        return False
    category = unicodedata.category(character)
    is_mark = category == "Mn" and (unicodedata.combining(character) or 10) in range(10, 36)
    return is_mark or category in {"Mc", "Nl"}


def _closed(parser: Parser, delimiter: str, start: int, inner: int) -> Span | None:
    """Read from behind a delimiter to the one that closes it; None where none does."""
    text, within = parser.text, parser.within
    key = inner, delimiter, within
    if key in parser.failed or parser.backtrack_budget < 0:
        return None
    if not parser.search_cache.find(g.EMPHASIS_CLOSERS[delimiter], inner):
        return None
    stop, closes = g.EMPHASIS_STOPS[delimiter], _closer(text, delimiter)
    end, inside, is_closed = parser.read_inside(delimiter, inner, stop, closes)
    is_strong = len(delimiter) == 2
    if is_closed:
        kind: SpanKind = "strong" if is_strong else "em"
        return Span(kind, start, end + len(delimiter)).holding(inner, end, inside)
    parser.failed.add(key)
    parser.backtrack_budget -= len(text) - inner
    mark = delimiter[0]
    if is_strong and text.startswith(mark, inner):
        # `***a`: strong fails from the second star, too
        parser.failed.add((inner + 1, delimiter, within))
    return None


def _closer(text: str, delimiter: str) -> Accept:
    """Return whether a mark ends emphasis, as the block of `sub_parse` in emphasis.rb asks."""
    size = len(delimiter)
    is_underscore = delimiter[0] == "_"
    double, triple = delimiter * 2, delimiter * 3

    def closes(at: int, _: list[Span], is_filled: bool) -> bool:  # noqa: FBT001 - a callback
        if not is_filled:  # `**`
            return False
        if text[at - 1] in g.SPACES:  # `*a *`
            return False
        if size == 1 and text.startswith(double, at):
            is_three = text.startswith(triple, at)
            if not is_three:  # `*a**b*`
                return False
        if is_underscore:
            after = text[at + size : at + size + 1]
            return not (after and (after.isdecimal() or _is_letter(after)))  # `_a_b`
        return True

    return closes


def strike(parser: Parser, position: int, children: list[Span]) -> int:
    """Read `~~struck~~` (gfm.rb, `parse_strikethrough_gfm`).

    Its inside is parsed as a text of its own.
    """
    if not g.STRIKE.match(parser.text, position):
        return position + 1
    inner = position + 2
    closing = parser.search_cache.find(g.STRIKE_END, inner)
    if not closing:
        return position + 1
    inner_end = closing.start() + 1  # it begins with the last character of the inside
    inside = parser.read_apart(inner, inner_end)
    span = Span("del", position, closing.end())
    children.append(span.holding(inner, inner_end, inside))
    return span.end
