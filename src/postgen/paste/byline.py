"""Who wrote a plain text and when, by the lines at its beginning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.paste.observations import Spot
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postgen.paste.blocks import Block

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
    for word in text.split():
        if word.lower() in _SMALL_WORDS:
            continue
        is_shouted = word.isupper()
        if is_shouted or not word[0].isupper():
            return False
    return True


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
