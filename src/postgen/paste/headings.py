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
        end = _end_of_row(blocks, at)
        has_text_below = end < len(blocks) and blocks[end].kind != "rule"
        is_short = end - at <= MAX_IN_A_ROW
        if has_text_below and is_short:
            _make_headings(blocks[at:end])
        at = max(end, at + 1)


def _end_of_row(blocks: Sequence[Block], at: int) -> int:
    """Return the place behind the lines from `at` on that may be headings."""
    while at < len(blocks) and _may_be_heading(blocks, at):
        at += 1
    return at


def _make_headings(row: Sequence[Block]) -> None:
    """Make headings of lines that follow each other.

    Each is one level below the last, or goes by its number.
    """
    for place, block in enumerate(row):
        depth = place
        numbered = _NUMBERED.match(block.text)
        if numbered:
            depth = numbered[1].count(".")
        block.kind = "heading"
        block.level = min(2 + depth, MAX_LEVEL)


def _may_be_heading(blocks: Sequence[Block], at: int) -> bool:
    block = blocks[at]
    is_one_line = block.kind == "paragraph" and len(block.lines) == 1
    if not is_one_line or not _is_apart(blocks, at):
        return False
    text = block.text
    is_greeting = at == 0 and text.endswith(("!", "！"))  # `Hello everybody!`
    if is_greeting:
        return False
    is_long = len(text) > MAX_CHARACTERS or len(text.split()) > MAX_WORDS
    if is_long or not _begins_as_title(text):
        return False
    if _ADDRESS.search(text) or _SENTENCE.fullmatch(text):
        return False
    return not is_byline(blocks, at)


def _begins_as_title(text: str) -> bool:
    """Whether the first letter or digit is not a small letter."""
    for character in text:
        if character.isalnum():
            return not character.islower()
    return False


def _is_apart(blocks: Sequence[Block], at: int) -> bool:
    """Whether blank lines stand before and behind a block, and another block follows."""
    line = blocks[at].lines[0].number
    if at > 0:
        line_before = blocks[at - 1].lines[-1].number
        if line_before + 1 >= line:
            return False
    is_last = at + 1 == len(blocks)
    if is_last:
        return False
    line_behind = blocks[at + 1].lines[0].number
    return line + 1 < line_behind
