"""What a plain text does not mark: who wrote it and when, and what was a link once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.paste.observations import Spot
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from postgen.paste.blocks import Block
    from postgen.paste.lists import Item, List

_BYLINE = Lazy(
    r"(?:(?:[Bb]y|[Vv]on|[Pp]ar|[Pp]or|[Dd]i)\s+)?"  # `By `
    r"[^\W\d_][\w.'’-]*"  # `Ada`
    r"(?:\s+[^\W\d_][\w.'’-]*){1,3}"  # ` King Byron`
)
_SMALL_WORDS = frozenset({"by", "von", "par", "por", "di", "de", "van"})
"""Words of a byline that are not names."""

_MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
_DATE = Lazy(
    rf"\b(?:\d{{1,2}}\.? )?{_MONTH}\.?"  # May 1st, 2024
    r"(?: \d{1,2}(?:st|nd|rd|th)?,?)? (?:19|20)\d\d\b"
    r"|\b(?:19|20)\d\d-\d\d-\d\d\b"  # 2024-05-01
    r"|\b\d{1,2}\.\d{1,2}\.(?:19|20)\d\d\b"  # 1.5.2024
    r"|\b(?:19|20)\d\d年\d{1,2}月(?:\d{1,2}日)?"  # 2024年5月1日
)
_LINK_WORDS = Lazy(
    r"(?<!\bis )(?<!\bare )(?<!\bin )(?<!\bfrom )(?<!\bsomething )"
    r"\bhere\b(?=[.)]|$)"  # Read it here.
    r"|\b[Cc]lick here\b"
    r"|\b[Rr]ead (?:more(?: here)?|the (?:article|paper|post))\b"
    r"|\bthis link\b"
    r"|\bwww\.[^\s|<>]+\w"  # www.example.org
    r"|\b(?:subscribe|sign up) (?:below|here)\b"
    r"|\b(?:hier klicken|cliquez ici|haz clic aquí)\b"
    r"|点击这里|こちら|по ссылке"
)
_NAME = Lazy(r"[^.;—–]{3,60}?\s[—–]\s(?=\S)")  # `Lantern — ` of `Lantern — a viewer`


def is_byline(blocks: Sequence[Block], at: int) -> bool:
    """Whether a line may name the author or the day.

    It is one of the first two, and of names alone, or a date.
    """
    if at > 1:
        return False
    text = blocks[at].text
    if _DATE.fullmatch(text):
        return True
    is_last = at == len(blocks) - 1
    if is_last or not _BYLINE.fullmatch(text):
        return False
    return _is_capitalized(text)


def _is_capitalized(text: str) -> bool:
    """Whether all words but `by` and the like are written as names: `Ada`, not `ada` or `ADA`."""
    names = [word for word in text.split() if word.lower() not in _SMALL_WORDS]
    return all(word[0].isupper() and not word.isupper() for word in names)


def author(blocks: Sequence[Block]) -> Spot | None:
    """Return the line of the first two that may name the author."""
    for at, block in enumerate(blocks[:2]):
        is_one_line = block.kind == "paragraph" and len(block.lines) == 1
        if not is_one_line or _DATE.search(block.text):
            continue
        if is_byline(blocks, at):
            return _spot(block)
    return None


def date(blocks: Sequence[Block], title: str) -> Spot | None:
    """Return the date that the title, whose line is 0, or one of the first two lines names."""
    lines = [_spot(block) for block in blocks[:2] if block.text]
    for spot in (Spot(0, title), *lines):
        found = _DATE.search(spot.text)
        if found:
            return Spot(spot.line, found[0])
    return None


def _spot(block: Block) -> Spot:
    """Return the first line of a block."""
    return Spot(block.lines[0].number, block.text)


def unlinked(blocks: Sequence[Block]) -> Iterator[Spot]:
    """Return words that may have been links: `click here`, `Lantern` of `Lantern — a viewer`."""
    for block in blocks:
        if block.listed:
            yield from _unlinked_in_list(block.listed)
        elif block.kind == "paragraph":
            for line in block.lines:
                yield from _link_words(line.number, line.text)


def _unlinked_in_list(listed: List) -> Iterator[Spot]:
    for item in listed.items:
        yield from _unlinked_in_item(item)
        for inner in item.inner:
            yield from _unlinked_in_list(inner)


def _unlinked_in_item(item: Item) -> Iterator[Spot]:
    lines = [line for paragraph in item.paragraphs for line in paragraph]
    if not lines:
        return
    name = _NAME.match(lines[0].text)
    if name:
        yield Spot(lines[0].number, name[0].rstrip(" —–"))
    for line in lines:
        yield from _link_words(line.number, line.text)


def _link_words(number: int, text: str) -> Iterator[Spot]:
    for found in _LINK_WORDS.finditer(text):
        yield Spot(number, found[0])
