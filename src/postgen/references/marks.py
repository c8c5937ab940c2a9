"""Numbers in brackets: what may be a citation of a plain list, and what keeps a number of the prose from being one."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from postgen.references.entries import BRACKETS
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from postgen.markdown.source_map import View
    from postgen.markdown.spans import Span

NUMBERS = r"\d{1,4}(?:[ ]?[,，–-][ ]?\d{1,4})*"
MARK = Lazy(rf"(?P<open>\\?\[|【|［)(?P<numbers>{NUMBERS})(?P<close>\\?\]|】|］)", re.ASCII)
CLOSED = frozenset(
    {"image", "autolink", "footnote", "code", "comment", "math", "attributes", "extension"}
)


class Mark(NamedTuple):
    """Numbers in brackets: their place in a view's text, the bracket, and the `<sup>` around them alone.

    They stand in a footnote, or in the words of a link, if `is_note` or `is_linked` say so.
    """

    view: View
    start: int
    end: int
    open: str
    numbers: tuple[int, ...]
    outer: tuple[int, int] | None
    is_note: bool
    is_linked: bool


def of(view: View, spans: Sequence[Span], *, is_note: bool) -> Iterator[Mark]:
    """Give the numbers in brackets of a text, in their order."""
    text = view.text
    hidden = sorted(closed(spans))
    starts = [start for start, _ in hidden]
    linked = [
        (each.start, each.end) for span in spans for each in span.walk() if each.kind == "link"
    ]
    sups = {
        each.inner_start: (each.start, each.end, each.inner_end)
        for span in spans
        for each in span.walk()
        if each.kind == "html" and each.label == "sup"
    }
    for found in MARK.finditer(text):
        at = bisect_right(starts, found.start()) - 1
        if at >= 0 and found.start() < hidden[at][1]:
            continue
        is_linked = any(a < found.start() < b for a, b in linked)
        start, opening = found.start(), found["open"]
        if opening == "\\[" and text[:start].endswith("\\") and not text[:start].endswith("\\\\"):
            start, opening = start + 1, "["  # the backslash is escaped itself
        if found["close"] not in BRACKETS[opening]:
            continue
        numbers = _numbers(found["numbers"])
        if not numbers:
            continue
        wide = sups.get(found.start())
        outer = (wide[0], wide[1]) if wide and wide[2] == found.end() else None
        yield Mark(view, start, found.end(), opening, numbers, outer, is_note, is_linked)


def closed(spans: Iterable[Span]) -> Iterator[tuple[int, int]]:
    """Give the places in which no number is a citation."""
    for span in spans:
        if span.kind in CLOSED:
            yield span.start, span.end
        else:
            if span.kind == "html":
                yield span.start, span.inner_start
            elif span.kind == "link":
                yield span.inner_end, span.end
            yield from closed(span.children)


def _numbers(text: str) -> tuple[int, ...]:
    """Read `3`, `1, 2` and `3-5`."""
    found: list[int] = []
    for part in re.split(r"[ ]?[,，][ ]?", text):
        first, _, last = re.sub(r"[ ]?[–-][ ]?", "-", part).partition("-")
        if last and ("-" in last or not int(first) < int(last) <= int(first) + 20):
            return ()
        found += range(int(first), int(last or first) + 1)
    return tuple(found)
