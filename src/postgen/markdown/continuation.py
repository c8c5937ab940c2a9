"""How far a block goes on: the lines below its first one that belong to it.

Each function takes the place where a line starts, and returns the place behind the last line that
belongs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.markdown import block_grammar as g

if TYPE_CHECKING:
    import re
    from collections.abc import Callable

    from postgen.markdown.search_cache import SearchCache
    from postgen.text.patterns import Lazy

FENCE = 40
"""How many marks of a fence are tried to end it that are fewer than those it began with."""


def after_line(text: str, position: int) -> int:
    """Return the place behind the line at `position`."""
    return text.find("\n", position) + 1 or len(text)


def after_paragraph(search_cache: SearchCache, position: int) -> int:
    """Return the place behind the lines that go on a paragraph (paragraph.rb)."""
    return _after_lines(search_cache, position, g.SIMPLE_LINES, _ends_paragraph)


def after_lazy_lines(search_cache: SearchCache, position: int) -> int:
    """Return the place behind the lines that go on a quote or code without its marks."""
    return _after_lines(search_cache, position, g.LAZY_LINES, _ends_lazily)


def after_code(search_cache: SearchCache, position: int) -> int:
    """Return the place behind indented lines, blank ones between them, and lazy ones below them.

    codeblock.rb, CODEBLOCK_MATCH; it is also what a footnote holds.
    """
    while True:
        blank = g.BLANK_LINES.match(search_cache.text, position)
        start = blank.end() if blank else position
        first = g.CODE_LINE.match(search_cache.text, start)
        if not first:
            return position
        position = after_lazy_lines(search_cache, first.end())


def after_fence(search_cache: SearchCache, opening: re.Match[str]) -> int:
    """Return the place behind fenced code, from its first line; 0 where nothing ends it.

    Where no fence as long ends it, kramdown takes the last marks of the first line for the
    language.
    """
    marks, language = opening[1], opening[2]
    size = len(marks)
    is_language_apart = language[:1].isspace() and language.strip()
    shortest = size if is_language_apart else 3
    for length in (size, *range(min(size - 1, FENCE), shortest - 1, -1)):
        end = search_cache.find(g.fence_end(marks[:length]), opening.end())
        if end:
            return end.end()
    return 0


def attributes_line(search_cache: SearchCache, position: int) -> re.Match[str] | None:
    """Match an attribute list that ends its line, `{: .class}`: its first line is at `position`."""
    opening = g.IAL_OPENING.match(search_cache.text, position)
    if not opening:
        return None
    closing = search_cache.find(g.IAL_CLOSING, position)
    if not closing:
        return None
    first_brace = search_cache.find(g.CLOSING_BRACE, opening.end())
    if first_brace and first_brace.start() < closing.start():
        return None
    return g.IAL_LINE.match(search_cache.text, position)


def _after_lines(
    search_cache: SearchCache, end: int, simple: Lazy, ends: Callable[[SearchCache, int], bool]
) -> int:
    """Return the place behind lines that are `simple` or that do not end what stands above them."""
    text = search_cache.text
    size = len(text)
    while True:
        found = simple.match(text, end)
        if found:
            end = found.end()
        if end >= size or ends(search_cache, end):
            return end
        end = after_line(text, end)


def _ends_lazily(search_cache: SearchCache, position: int) -> bool:
    if g.LAZY_END.match(search_cache.text, position):
        return True
    return attributes_line(search_cache, position) is not None


def _ends_paragraph(search_cache: SearchCache, position: int) -> bool:
    if g.LAZY_END.match(search_cache.text, position):  # a blank line, mostly
        return True
    if g.PARAGRAPH_END.match(search_cache.text, position):
        return True
    return attributes_line(search_cache, position) is not None
