"""Which way the straight quotes of a text curl on the page.

Ported from kramdown's `lib/kramdown/parser/kramdown/smart_quotes.rb`. A quote sees the character
before it only where nothing else was read there: behind a link or a `*` it sees none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postgen.markdown.html import RAW_TAGS
from postgen.text.patterns import Lazy
from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from postgen.markdown.tree import Span

_SPACE = r"[ \t\r\n\f\v]"
_WORD = r"[a-zA-Z0-9_]"
_PUNCTUATION = r"[!\"#$%'()*+,\-./:;<=>?@\[\\\]^_`{|}~]"

_OPEN, _CLOSE = "open", "close"
_RULES = tuple(
    (Lazy(pattern, re.MULTILINE | re.DOTALL), sides)
    for pattern, sides in (
        (r"(?P<q>[\"'])(?=[_*]{1,2}[^ \t\r\n\f\v])", _OPEN),
        (rf"(?P<q>[\"'])(?={_PUNCTUATION}(?!\.\.)\B)", _CLOSE),
        (rf"{_SPACE}?(?P<q>\"'|'\")(?={_WORD})", _OPEN),
        (rf"{_SPACE}?(?P<q>')(?=[0-9][0-9]s)", _CLOSE),
        (rf"{_SPACE}(?P<q>['\"])(?={_WORD})", _OPEN),
        (r"[^ \\\t\r\n\[{(-](?P<q>['\"])", _CLOSE),
        (rf"(?P<q>[\"'])(?={_SPACE}|s\b|$)", _CLOSE),
        (r".?(?P<q>['\"])", _OPEN),
    )
)
"""SQ_RULES: the first one that matches decides; a quote is the group `q`."""

_TOKEN = Lazy(
    r"\\[\\.*_+`<>()\[\]{}#!:|\"'$=~-]"  # an escaped character
    r"|[*_`\[]+"  # marks, which are read alone
    r"|(?P<quote>[^\\]?[\"'])"
    r"|(?P<curled>[“”‘’])"
    r"|&(?:[\w:][\w.:-]*|\#\d+|\#x[0-9a-fA-F]+);"  # an entity
    r"|---?|\.\.\.|<<|>>|  (?=\n)",  # dashes, an ellipsis, guillemets, the end of a line
    re.DOTALL,
)
"""What is read at once, and is not there for the quote behind it."""

_CURLED = {
    ('"', _OPEN): "“", ('"', _CLOSE): "”", ("'", _OPEN): "‘", ("'", _CLOSE): "’",
}  # fmt: skip

_CURLS = frozenset("“”‘’")
_QUOTES = frozenset("\"'")
_STRAIGHT = str.maketrans("“”‘’", "\"\"''")


class Quote(NamedTuple):
    """A quote: its place in a text, and how to write what the page shows for it."""

    place: int
    shown: str


def curl(text: str, start: int) -> tuple[int, list[tuple[bool, str]]]:
    """Read the quotes at a place, with the character that they see before them.

    Return the place behind them, and what the page shows: each part with whether it is plain text.
    """
    for rule, side in _RULES:
        matched = rule.match(text, start)
        if matched:
            before = text[start : matched.start("q")]
            shown = "".join(_CURLED[quote, side] for quote in matched["q"])
            return matched.end(), [(True, before)] * bool(before) + [(False, shown)]
    raise AssertionError(text[start : start + 9])  # the last rule takes any quote


def straight(text: str) -> str:
    """Return a text of the same length with straight quotes."""
    return text.translate(_STRAIGHT)


def find(text: str, spans: Sequence[Span]) -> list[Quote]:
    """Return the quotes of a text whose spans are known, straight and curled, in their order."""
    if '"' not in text and "'" not in text:
        return []
    return list(_within(text, spans, 0, len(text)))


def _within(text: str, spans: Sequence[Span], start: int, end: int) -> Iterator[Quote]:
    for span in spans:
        yield from _in_region(text, start, span.start)
        start = span.end
        is_raw = span.kind == "html" and span.label in RAW_TAGS
        if span.kind in {"link", "em", "strong", "del", "html"} and not is_raw:
            yield from _within(text, span.children, span.inner_start, span.inner_end)
    yield from _in_region(text, start, end)


def _in_region(text: str, position: int, end: int) -> Iterator[Quote]:
    """Yield the quotes of a part of a text that holds no span."""
    while found := _TOKEN.search(text, position, end):
        position = found.end()
        if found["curled"]:
            yield Quote(found.start(), found["curled"])
        if not found["quote"]:
            continue
        for rule, side in _RULES:
            matched = rule.match(text, found.start())
            if matched:
                position = matched.end()
                before = text[found.start() : matched.start("q")]
                if before in _CURLS:
                    yield Quote(found.start(), before)
                elif before in _QUOTES:  # `""` shows `"”`
                    yield Quote(found.start(), f"\\{before}")
                for place in range(*matched.span("q")):
                    yield Quote(place, _CURLED[text[place], side])
                break
