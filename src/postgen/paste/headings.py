"""Which lines of a plain text are headings, although nothing marks them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.paste.hints import is_byline
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postgen.paste.blocks import Block

MAX_CHARACTERS = 80
MAX_WORDS = 14
MAX_IN_A_ROW = 3
"""Lines that look like headings, one after another; more of them are a menu or a poem."""
MAX_LEVEL = 4

# `A sentence.`, `Dear Ada,`, `Intro:`, `"So it is."`; not `and so on...`
_SENTENCE = Lazy(r".*(?:[^.]\.|[,;:،；，。：])[\"'”’»)\]]*")
_ADDRESS = Lazy(r"://|www\.|\S@\S|\|")
_NUMBERED = Lazy(r"(\d{1,2}(?:\.\d{1,2})*)\.?\s+\S")  # `1. First`, `1.1 Part`


def find(blocks: Sequence[Block]) -> None:
    """Make headings of the short lines that stand alone and have text below them."""
    at = 0
    while at < len(blocks):
        end = at
        while end < len(blocks) and _may_be_heading(blocks, end):
            end += 1
        has_text_below = end < len(blocks) and blocks[end].kind != "rule"
        if has_text_below and 0 < end - at <= MAX_IN_A_ROW:
            _make_headings(blocks[at:end])
        at = max(end, at + 1)


def _make_headings(row: Sequence[Block]) -> None:
    """Make headings of lines that follow each other.

    Each is one level below the last, or goes by its number.
    """
    for place, block in enumerate(row):
        numbered = _NUMBERED.match(block.text)
        depth = numbered[1].count(".") if numbered else place
        block.kind = "heading"
        block.level = min(2 + depth, MAX_LEVEL)


def _may_be_heading(blocks: Sequence[Block], at: int) -> bool:
    block = blocks[at]
    is_line_alone = block.kind == "paragraph" and len(block.lines) == 1 and _is_apart(blocks, at)
    if not is_line_alone:
        return False
    text = block.text
    is_greeting = at == 0 and text.endswith(("!", "！"))
    is_long = len(text) > MAX_CHARACTERS or len(text.split()) > MAX_WORDS
    if is_greeting or is_long or not _begins_as_title(text):
        return False
    if _ADDRESS.search(text) or _SENTENCE.fullmatch(text):
        return False
    return not is_byline(blocks, at)


def _begins_as_title(text: str) -> bool:
    """Whether the first letter or digit is not a small letter."""
    first = next((character for character in text if character.isalnum()), "")
    return bool(first) and not first.islower()


def _is_apart(blocks: Sequence[Block], at: int) -> bool:
    """Whether blank lines stand before and behind a block, and another block follows."""
    line = blocks[at].lines[0].number
    if at and blocks[at - 1].lines[-1].number >= line - 1:
        return False
    return at + 1 < len(blocks) and blocks[at + 1].lines[0].number > line + 1
