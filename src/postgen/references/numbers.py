"""The grammar of numbers in brackets, `[3]`, `[1, 2]` and `【3】`, and how to escape them."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING

from postgen.markdown.html import RAW_TAGS
from postgen.text.edits import Edit
from postgen.text.patterns import Lazy
from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from postgen.markdown import Markdown
    from postgen.markdown.source_map import View
    from postgen.markdown.spans import Span

BRACKETS = {"[": ("]", "\\]"), "\\[": ("\\]",), "【": ("】",), "［": ("］",)}
"""What numbers stand in, and what may close it; `\\[3]` is an escaped number of the prose."""

NUMBER = r"\d{1,4}"
HIGHEST = 9_999
"""The highest number that is read as one of a reference."""

_OPEN = r"(?P<open>\\\[|\[|【|［)"
"""Literals alone, and no optional one: so `re` quickly finds where one of them begins."""

_CLOSE = r"(?P<close>\\?\]|】|］)"
_COMMA = r"[ ]?[,，][ ]?"
_DASH = r"[ ]?[–-][ ]?"
_SEPARATOR = r"[ ]?[,，–-][ ]?"
"""The comma of `1, 2`, or the dash of `3-5`."""

_NUMBERS = rf"{NUMBER}(?:{_SEPARATOR}{NUMBER})*"
_LOOSE_NUMBERS = rf"{NUMBER}[\d ,，–-]*"
"""`3, 4 - 5`: what looks like numbers; a range need not be one."""

IN_BRACKETS = Lazy(rf"{_OPEN}(?P<numbers>{_NUMBERS}){_CLOSE}", re.ASCII)
"""`[3]`, `[1, 2]`, `[3-5]`, `【3】`; whether the brackets belong together is in `BRACKETS`."""

ENTRY_NUMBER = rf"{_OPEN}(?P<number>{NUMBER}){_CLOSE}(?![(\[])"
"""The number that an entry of a plain list begins with, `[3]`; `[3](` and `[3][` begin links."""

ONE_IN_BRACKETS = Lazy(rf"\[{NUMBER}\\?\]", re.ASCII)
"""`[3]`, and `[3\\]` before what would make a link of it."""

ALONE = Lazy(rf"{NUMBER}\Z", re.ASCII)
"""`3`: the words of a link that shows a number."""

ESCAPED_ALONE = Lazy(rf"\\\[{NUMBER}\\\]\Z", re.ASCII)
"""`\\[3\\]`: the words of a link that shows a number in brackets."""

_SQUARE = Lazy(r"\[\d", re.ASCII)
_INSIDE = Lazy(r"\d.*\d|\d")
"""`1, 2` in `[1, 2]`."""

_DIGITS = Lazy(r"\d+")
_RANGE = Lazy(r"\d+(?P<dash>\s*[–-]\s*)\d+.*")
"""`3-5`, and what follows it."""

_UNESCAPED = Lazy(rf"(?<!\\)(\[{_LOOSE_NUMBERS}\])", re.ASCII)
"""`[3]`"""

_ESCAPED = Lazy(rf"(?<!\\)\\\[(?P<first>{NUMBER})[\d ,，–-]*\]", re.ASCII)
"""`\\[3]`"""

_ENTITY = Lazy(rf"&#91;{_LOOSE_NUMBERS}\]", re.ASCII)
"""`&#91;3]`"""

_KEPT_FROM_CITING = Lazy(rf"(?<!\\)(?:\\\[|&#91;)({_LOOSE_NUMBERS})\]", re.ASCII)
"""`\\[3]` or `&#91;3]`"""

_IN_PROSE = Lazy(r"\[\d+\]")

ESCAPE = "\\["
ENTITY = "&#91;"
"""The two ways to write a `[` that cites nothing.

The second one is for a text that has `\\[3]` of its own.
"""

LONGEST_RANGE = 20

LONGEST_MARK = 200
"""How many characters the mark that an entry begins with may take, blanks and all."""

CLOSED = frozenset(
    {"image", "autolink", "footnote", "code", "comment", "math", "attributes", "extension"}
)
"""The kinds of spans in which no number is a citation."""


class NumberMark(NamedTuple):
    """Numbers in brackets: their place in a view's text, their bracket, and their `<sup>`.

    `is_note` marks those in a footnote, `is_linked` those in the words of a link.
    """

    view: View
    start: int
    end: int
    bracket: str
    numbers: tuple[int, ...]
    outer: tuple[int, int] | None
    is_note: bool
    is_linked: bool


class Places:
    """Places of a text that do not overlap; finds quickly whether a position is in one of them."""

    def __init__(self, places: Iterable[tuple[int, int]]) -> None:
        self._places = sorted(places)
        self._starts = [start for start, _ in self._places]

    def hold(self, position: int) -> bool:
        """Whether a position is in one of the places."""
        index = bisect_right(self._starts, position) - 1
        if index < 0:
            return False
        _, end = self._places[index]
        return position < end


# Finding


def may_occur(text: str) -> bool:
    """Whether a text may hold numbers in brackets: a quick look."""
    return _SQUARE.search(text) is not None or "【" in text or "［" in text


def find_marks(body: Markdown, view: View, *, is_note: bool) -> Iterator[NumberMark]:
    """Find the numbers in brackets of a text, in their order."""
    text = view.text
    matches = list(IN_BRACKETS.finditer(text))
    if not matches:
        return
    spans = body.spans(view)
    readable = [found for found in matches if not _is_closed(spans, found.start())]
    if not readable:
        return
    links = Places(_places_in_links(spans))
    own_brackets = {each.start for span in spans for each in span.walk() if each.kind == "link"}
    superscripts = {each.inner_start: each for each in _superscripts(spans)} if "<" in text else {}
    for found in readable:
        start, bracket = _opening(text, found)
        numbers = _parse_numbers(found["numbers"])
        is_closed = found["close"] in BRACKETS[bracket]
        if not is_closed or not numbers or start in own_brackets:  # `[1](/own/)`
            continue
        superscript = superscripts.get(found.start())
        outer = None
        if superscript and superscript.inner_end == found.end():  # it holds nothing else
            outer = superscript.start, superscript.end
        is_linked = links.hold(found.start())
        yield NumberMark(view, start, found.end(), bracket, numbers, outer, is_note, is_linked)


def _is_closed(spans: Sequence[Span], place: int) -> bool:
    """Whether a place is one of `closed_places`."""
    index = bisect_right(spans, place, key=_start) - 1
    if index < 0 or place >= spans[index].end:
        return False
    span = spans[index]
    if span.kind == "html":
        if span.label in RAW_TAGS or place < span.inner_start:
            return True
    elif span.kind in CLOSED or (span.kind == "link" and place >= span.inner_end):
        return True
    return _is_closed(span.children, place)


def _start(span: Span) -> int:
    return span.start


def _opening(text: str, found: re.Match[str]) -> tuple[int, str]:
    r"""Return where numbers start, and in which bracket.

    That is an escaped one in `\[3]`, and a plain one in `\\[3]`: there the backslash before the
    bracket is escaped itself, and belongs to the text.
    """
    start, bracket = found.start(), found["open"]
    if bracket != ESCAPE:
        return start, bracket
    follows_backslash = text.endswith("\\", 0, start)
    follows_escaped_backslash = text.endswith("\\\\", 0, start)
    if follows_backslash and not follows_escaped_backslash:
        return start + 1, "["
    return start, bracket


def _superscripts(spans: Iterable[Span]) -> Iterator[Span]:
    """Find each `<sup>`, such as the one of `<sup>[3]</sup>`."""
    for span in spans:
        if span.kind == "html" and span.label == "sup":
            yield span
        yield from _superscripts(span.children)


def _places_in_links(spans: Iterable[Span]) -> Iterator[tuple[int, int]]:
    """Find the places of links behind their first bracket, `words](url)`."""
    for span in spans:
        if span.kind == "link":
            yield span.start + 1, span.end
        else:
            yield from _places_in_links(span.children)


def closed_places(spans: Iterable[Span]) -> Iterator[tuple[int, int]]:
    """Find the places in which no number is a citation: code, comments, the address of a link."""
    for span in spans:
        if span.kind in CLOSED:
            yield span.start, span.end
            continue
        if span.kind == "html":  # the tag, `<b title="[3]">`
            is_raw = span.label in RAW_TAGS  # `<code>[3]</code>`
            yield span.start, span.end if is_raw else span.inner_start
            if is_raw:
                continue
        elif span.kind == "link":  # the address or the label, `](url)` or `][3]`
            yield span.inner_end, span.end
        yield from closed_places(span.children)


# Reading and writing what stands in the brackets


def _parse_numbers(text: str) -> tuple[int, ...]:
    """Return the numbers of `3`, `1, 2` and `3-5`; none for a range that is not one.

    Such a range runs backwards, `5-3`, is too long, `1-900`, or has three ends, `1-2-3`.
    """
    numbers: list[int] = []
    for part in re.split(_COMMA, text):
        first, *others = map(int, re.split(_DASH, part))
        if not others:
            numbers.append(first)
            continue
        last = others[0]
        is_range = len(others) == 1 and first < last <= first + LONGEST_RANGE
        if not is_range:
            return ()
        numbers += range(first, last + 1)
    return tuple(numbers)


def numbers_in(text: str) -> set[int]:
    """Return the numbers that a text has in brackets: 1, 4 and 5 of `[1] and [4, 5]`."""
    marks = IN_BRACKETS.finditer(text)
    return {number for mark in marks for number in _parse_numbers(mark["numbers"])}


def renumber(mark: str, numbers: Sequence[int]) -> str:
    """Write numbers in the brackets that others stand in; `[3-5]` stays a range where it can."""
    found = _INSIDE.search(mark)
    if not found:
        return mark
    new = _like(found[0], numbers)
    return mark[: found.start()] + new + mark[found.end() :]


def _like(old: str, numbers: Sequence[int]) -> str:
    """Write numbers with the commas and dashes of others: `1, 2` in the place of `3, 4`."""
    first, last = numbers[0], numbers[-1]
    is_run = list(numbers) == list(range(first, last + 1))
    if is_run and len(numbers) > 2 and re.search(_DASH, old):
        return _RANGE.sub(rf"{first}\g<dash>{last}", old)
    if len(numbers) != len(_DIGITS.findall(old)):
        return ", ".join(map(str, numbers))
    left = iter(numbers)
    return _DIGITS.sub(lambda _: str(next(left)), old)


# Numbers of the prose, which cite nothing


def escape_form(source: str, last: int) -> str:
    r"""Return how to write a `[` that cites nothing.

    It is `\[`, but `&#91;` where the text has `\[3]` of its own.

    `last` is the highest number that is listed.
    """
    if ESCAPE not in source:  # found far faster than the pattern
        return ESCAPE
    is_taken = any(int(each["first"]) <= last for each in _ESCAPED.finditer(source))
    return ENTITY if is_taken else ESCAPE


def written_form(source: str) -> str:
    r"""Return the form in which a text has kept its numbers from citing: `&#91;` or `\[`."""
    return ENTITY if _ENTITY.search(source) else ESCAPE


def escaped_pattern(form: str) -> re.Pattern[str]:
    """Return the pattern of numbers that a form keeps from citing."""
    return re.compile(rf"(?<!\\){re.escape(form)}{_NUMBERS}\]", re.ASCII)


def escape_all(words: str) -> str:
    r"""Write `[3]` in words as `\[3]`."""
    return _UNESCAPED.sub(r"\\\1", words)


def as_entities(words: str) -> str:
    r"""Write `\[3]` in words as `&#91;3]`."""
    return _KEPT_FROM_CITING.sub(rf"{ENTITY}\1]", words)


def unescape_all(words: str) -> str:
    """Write numbers in a link's words as they are.

    They cite nothing there, and brackets must be balanced.
    """
    return _KEPT_FROM_CITING.sub(r"[\1]", words)


def removed(text: str) -> str:
    """Return a text without the numbers in it, `[3]`."""
    return _IN_PROSE.sub("", text)


def escape_prose(text: str, taken: Sequence[tuple[int, int]], start: int, end: int) -> list[Edit]:
    """Return the edits that keep each `[3]` of the prose from becoming a citation.

    The places `taken` are left out.
    """
    edits = []
    for found in _IN_PROSE.finditer(text, start, end):
        is_escaped = text[found.start() - 1 : found.start()] == "\\"
        is_taken = any(a <= found.start() < b for a, b in taken)
        if not is_escaped and not is_taken:
            edits.append(Edit(found.start(), found.end(), f"\\{found[0]}"))
    return edits


# Numbers of any style, for a text that is only read

PLAIN = r"\[(\d+)\]"
SHOWN = r"\[(?:\^|\\\[)?(\d+)\\?\]"
"""`[3]`, `[3\\]`, `[^3]` and the `[\\[3\\]` of a link."""

ANY_CITATION = Lazy(SHOWN)
ANY_ENTRY = Lazy(rf"{SHOWN}(?=:|\s*\*\*)")
"""What an entry begins with, wherever it stands: `[3]:`, `[^3]:` and `[3] **`."""

ENTRY_LINE = Lazy(r"\s*(?:\\\\\s*)?(?:[-*+]\s+|\d+\.\s+)?\[?\\?\[\^?(\d+)\\?\](?:\(#|(?![(\[]))")
"""What the line of an entry begins with: `[3]`, `* [^3]:`, `\\[3\\]`, `[\\[3\\]](#cite-3)`."""

LABEL = Lazy(rf"{PLAIN}\Z")
"""The number at the end of a reference link, `[words][3]`."""

_WORDS = Lazy(r"\\?\[\\?\[?\d+\\?\]?\\?\]")
"""The words of a link that are a number in brackets: `[1]`, `\\[1\\]`, `\\[[1]\\]`."""

_LISTED = Lazy(rf"(?:^[ \t]*|(?<=\S)){PLAIN}(?=[ \t]*\*\*)|^[ \t]*{PLAIN}(?!:)", re.MULTILINE)
"""An entry of a plain list: `[3] …` at the start of a line, `…/[4]**Title:**` behind another."""


def highest_cited(highest: int) -> int:
    """Return the highest number that may cite, where `highest` is listed: 1986 is a year."""
    return 2 * highest + 10


def number_of_line(text: str, place: int) -> int:
    """Return the number of the reference whose line holds a place, or 0."""
    line_start = text.rfind("\n", 0, place) + 1
    found = ENTRY_LINE.match(text[line_start : min(place, line_start + LONGEST_MARK)])
    return to_int(found[1]) if found else 0


@lru_cache(maxsize=2)
def listed_numbers(source: str) -> frozenset[str]:
    """Return the numbers that entries of a plain list begin with: a quick look."""
    if not may_occur(source):
        return frozenset()
    return frozenset(one or other for one, other in _LISTED.findall(source))


def are_words_of_citation(text: str, start: int, end: int) -> bool:
    r"""Whether the words of a link are a number in brackets, `\[1\]`."""
    return _WORDS.fullmatch(text, start, end) is not None


def to_int(digits: str) -> int:
    """Return a number; one of thousands of digits is no reference's, and slow to read."""
    return int(digits[:9])
