"""What there is to point out in a pasted text, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from postgen.paste.observations import Observations, Spot

_LISTED = 5
"""Places that are named one by one; the others are counted."""


def sentences(seen: Observations) -> Iterator[str]:
    """Return a sentence for each thing to point out."""
    if seen.repaired:
        runs = _counted(seen.repaired, "run")
        yield f"{runs} of characters that were read in a wrong encoding: put right."
    if seen.lost:
        places = [f"{spot} ({_code_points(spot.text)})" for spot in seen.lost]
        yield f"What cannot be restored: {_list(places)}."
    if seen.read_as == "markdown":
        yield f"It is Markdown already ({', '.join(seen.markdown_signs)}): it stays as it is."
    else:
        yield from _of_plain_text(seen)


def _of_plain_text(seen: Observations) -> Iterator[str]:
    counts = f"{_counted(len(seen.headings), 'heading')}, {_counted(seen.items, 'list item')}"
    yield f"Read as plain text: {counts}."
    if seen.headings:
        yield f"Taken for headings: {_list_spots(seen.headings)}."
    if seen.author:
        author = seen.author
        yield f"Line {author.line} may name its author: `{author.text}`. Set the author if it does."
    if seen.date:
        where = f"Line {seen.date.line}" if seen.date.line else "Its title"
        yield f"{where} names a date: `{seen.date.text}`. Set the date if it is the post's."
    if seen.unlinked:
        places = f"{_counted(len(seen.unlinked), 'place')} may have been links"
        yield f"The text has no URLs; {places}: {_list_spots(seen.unlinked)}."
    elif seen.unlinked is not None:
        yield "The text has no URLs."


def _list_spots(spots: Sequence[Spot]) -> str:
    return _list([str(spot) for spot in spots])


def _list(places: Sequence[str]) -> str:
    rest = len(places) - _LISTED
    others = f" and {rest} more" if rest > 0 else ""
    return ", ".join(places[:_LISTED]) + others


def _code_points(text: str) -> str:
    return " ".join(f"U+{ord(character):04X}" for character in text)


def _counted(number: int, noun: str) -> str:
    if number == 1:
        return f"1 {noun}"
    return f"{number or 'no'} {noun}s"
