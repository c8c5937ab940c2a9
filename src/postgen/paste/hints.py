"""What a plain text does not say in so many words: which lines are headings, who wrote it, what was linked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from postgen.paste.blocks import Block
    from postgen.paste.lines import Line
    from postgen.paste.lists import List

LONGEST, MOST_WORDS, MOST_IN_A_ROW, DEEPEST = 80, 14, 3, 4
"""Of a heading: its characters and words; lines that look like one, one after another; and its level."""

_SENTENCE = Lazy(r".*(?:[^.]\.|[,;:،；，。：])[\"'”’»)\]]*")
_ADDRESS = Lazy(r"://|www\.|\S@\S|\|")
_NUMBERED = Lazy(r"(\d{1,2}(?:\.\d{1,2})*)\.?\s+\S")
_BYLINE = Lazy(
    r"(?:(?:[Bb]y|[Vv]on|[Pp]ar|[Pp]or|[Dd]i)\s+)?[^\W\d_][\w.'’-]*(?:\s+[^\W\d_][\w.'’-]*){1,3}"
)
_MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
_DATE = Lazy(
    rf"\b(?:\d{{1,2}}\.? )?{_MONTH}\.?(?: \d{{1,2}}(?:st|nd|rd|th)?,?)? (?:19|20)\d\d\b|\b(?:19|20)\d\d-\d\d-\d\d\b"
    r"|\b\d{1,2}\.\d{1,2}\.(?:19|20)\d\d\b|\b(?:19|20)\d\d年\d{1,2}月(?:\d{1,2}日)?"
)
_LINK_WORDS = Lazy(
    r"(?<!\bis )(?<!\bare )(?<!\bin )(?<!\bfrom )(?<!\bsomething )\bhere\b(?=[.)]|$)|\b[Cc]lick here\b"
    r"|\b[Rr]ead (?:more(?: here)?|the (?:article|paper|post))\b|\bthis link\b|\bwww\.[^\s|<>]+\w"
    r"|\b(?:subscribe|sign up) (?:below|here)\b|\b(?:hier klicken|cliquez ici|haz clic aquí)\b"
    r"|点击这里|こちら|по ссылке"
)
_NAME = Lazy(r"[^.;—–]{3,60}?\s[—–]\s(?=\S)")


def find_headings(found: list[Block]) -> None:
    """Take for headings the short lines that stand alone and have text below them."""
    at = 0
    while at < len(found):
        end = at
        while end < len(found) and _may_be_heading(found, end):
            end += 1
        if 0 < end - at <= MOST_IN_A_ROW and end < len(found) and found[end].kind != "rule":
            _make_headings(found[at:end])
        at = max(end, at + 1)


def _make_headings(row: Sequence[Block]) -> None:
    for place, block in enumerate(row):
        numbered = _NUMBERED.match(block.text)
        level = 2 + (numbered[1].count(".") if numbered else place)
        block.kind, block.level = "heading", min(level, DEEPEST)


def _may_be_heading(found: list[Block], at: int) -> bool:
    block = found[at]
    if block.kind != "paragraph" or len(block.lines) > 1 or not _is_apart(found, at):
        return False
    text = block.text
    is_greeting = at == 0 and text.endswith(("!", "！"))
    is_short = len(text) <= LONGEST and len(text.split()) <= MOST_WORDS
    begins = next((each for each in text if each.isalnum()), "")
    if not is_short or is_greeting or not begins or begins.islower() or _ADDRESS.search(text):
        return False
    return not _SENTENCE.fullmatch(text) and not _is_byline(found, at)


def _is_apart(found: list[Block], at: int) -> bool:
    """Say whether blank lines stand around a block."""
    line = found[at].lines[0].number
    above, below = found[at - 1] if at else None, found[at + 1] if at + 1 < len(found) else None
    return (not above or above.lines[-1].number < line - 1) and bool(
        below and below.lines[0].number > line + 1
    )


def _is_byline(found: list[Block], at: int) -> bool:
    """Say whether a line may name the author or the day: one of the first two, names alone, or a date."""
    if at > 1:
        return False
    text = found[at].text
    names = [
        word
        for word in text.split()
        if word.lower() not in {"by", "von", "par", "por", "di", "de", "van"}
    ]
    is_name = bool(_BYLINE.fullmatch(text)) and all(
        word[0].isupper() and not word.isupper() for word in names
    )
    return (is_name and len(found) > at + 1) or bool(_DATE.fullmatch(text))


def of_author_and_date(found: list[Block], title: str) -> list[str]:
    """Point out a line that may name the author, and a date of the title or the first lines."""
    remarks = []
    for at, block in enumerate(found[:2]):
        text = block.text
        if (
            block.kind == "paragraph"
            and len(block.lines) == 1
            and _is_byline(found, at)
            and not _DATE.search(text)
        ):
            remarks.append(
                f"Line {block.lines[0].number} may name its author: `{text}`. --author sets it."
            )
            break
    dated = [
        ("Its title", title),
        *((f"Line {each.lines[0].number}", each.text) for each in found[:2] if each.text),
    ]
    for where, text in dated:
        if date := _DATE.search(text):
            return [*remarks, f"{where} names a date: `{date[0]}`. --date sets it."]
    return remarks


def unlinked(found: list[Block]) -> list[str]:
    """Give the places that look as if a link had been there, each with its line."""
    return [f"line {line.number} `{what}`" for block in found for line, what in _unlinked(block)]


def _unlinked(block: Block) -> Iterator[tuple[Line, str]]:
    if block.listed:
        yield from _unlinked_items(block.listed)
    elif block.kind == "paragraph":
        for line in block.lines:
            yield from ((line, each[0]) for each in _LINK_WORDS.finditer(line.text))


def _unlinked_items(listed: List) -> Iterator[tuple[Line, str]]:
    for item in listed.items:
        lines = [line for part in item.paragraphs for line in part]
        if lines and (name := _NAME.match(lines[0].text)):
            yield lines[0], name[0].rstrip(" —–")
        for line in lines:
            yield from ((line, each[0]) for each in _LINK_WORDS.finditer(line.text))
        for inner in item.inner:
            yield from _unlinked_items(inner)


def named(places: Sequence[str], most: int = 5) -> str:
    """List some places, and count the others."""
    rest = len(places) - most
    return ", ".join(places[:most]) + (f" and {rest} more" if rest > 0 else "")
