"""The grammar of numbers in brackets, `[3]`, `[1, 2]` and `【3】`, and how to escape them."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from postgen.text.edits import Edit
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from postgen.markdown.source_map import View
    from postgen.markdown.spans import Span

BRACKETS = {"[": ("]", "\\]"), "\\[": ("\\]",), "【": ("】",), "［": ("］",)}
"""What numbers stand in, and what may close it; `\\[3]` is an escaped number of the prose."""

NUMBER = r"\d{1,4}"
_OPEN = r"(?P<open>\\?\[|【|［)"
_CLOSE = r"(?P<close>\\?\]|】|］)"
_SEPARATOR = r"[ ]?[,，–-][ ]?"
_NUMBERS = rf"{NUMBER}(?:{_SEPARATOR}{NUMBER})*"
_LOOSE_NUMBERS = rf"{NUMBER}[\d ,，–-]*"
"""`3, 4 - 5`: what looks like numbers; a range need not be one."""

IN_BRACKETS = Lazy(rf"{_OPEN}(?P<numbers>{_NUMBERS}){_CLOSE}", re.ASCII)
ENTRY_NUMBER = rf"{_OPEN}(?P<number>{NUMBER}){_CLOSE}(?![(\[])"
"""The number that an entry of a plain list begins with, `[3]`; `[3](` and `[3][` begin links."""

ONE_IN_BRACKETS = Lazy(rf"\[{NUMBER}\\?\]", re.ASCII)
ALONE = Lazy(rf"{NUMBER}\Z", re.ASCII)
ESCAPED_ALONE = Lazy(rf"\\\[{NUMBER}\\\]\Z", re.ASCII)
"""`\\[3\\]`: the words of a link that shows a number in brackets."""

_ANY = Lazy(r"[\[【［]\d", re.ASCII)
_UNESCAPED = Lazy(rf"(?<!\\)(\[{_LOOSE_NUMBERS}\])", re.ASCII)
_ESCAPED = Lazy(rf"(?<!\\)\\\[(?P<first>{NUMBER})[\d ,，–-]*\]", re.ASCII)
_ENTITY = Lazy(rf"&#91;{_LOOSE_NUMBERS}\]", re.ASCII)
_KEPT_FROM_CITING = Lazy(rf"(?<!\\)(?:\\\[|&#91;)({_LOOSE_NUMBERS})\]", re.ASCII)
_IN_PROSE = Lazy(r"\[\d+\]")

ESCAPE = "\\["
ENTITY = "&#91;"
"""The two ways to write a `[` that cites nothing.

The second one is for a text that has `\\[3]` of its own.
"""

LONGEST_RANGE = 20

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


def may_occur(text: str) -> bool:
    """Whether a text may hold numbers in brackets: a quick look."""
    return _ANY.search(text) is not None


def find_marks(view: View, spans: Sequence[Span], *, is_note: bool) -> Iterator[NumberMark]:
    """Find the numbers in brackets of a text, in their order."""
    text = view.text
    hidden = sorted(closed_places(spans))
    starts = [start for start, _ in hidden]
    links = [
        (each.start, each.end) for span in spans for each in span.walk() if each.kind == "link"
    ]
    superscripts = _superscripts(spans) if "<" in text else {}
    for found in IN_BRACKETS.finditer(text):
        at = bisect_right(starts, found.start()) - 1
        if at >= 0 and found.start() < hidden[at][1]:
            continue
        start, bracket = found.start(), found["open"]
        before = text[:start] if bracket == ESCAPE else ""
        if before.endswith("\\") and not before.endswith("\\\\"):
            start, bracket = start + 1, "["  # `\\[3]`: the backslash is escaped itself
        numbers = _read(found["numbers"])
        if found["close"] not in BRACKETS[bracket] or not numbers:
            continue
        is_linked = any(a < found.start() < b for a, b in links)
        sup_start, sup_end, inner_end = superscripts.get(found.start(), (0, 0, -1))
        outer = (sup_start, sup_end) if inner_end == found.end() else None
        yield NumberMark(view, start, found.end(), bracket, numbers, outer, is_note, is_linked)


def _superscripts(spans: Sequence[Span]) -> dict[int, tuple[int, int, int]]:
    """Find each `<sup>`: its start, its end, and that of what it holds, by the start of that."""
    return {
        each.inner_start: (each.start, each.end, each.inner_end)
        for span in spans
        for each in span.walk()
        if each.kind == "html" and each.label == "sup"
    }


def closed_places(spans: Iterable[Span]) -> Iterator[tuple[int, int]]:
    """Find the places in which no number is a citation: code, comments, the address of a link."""
    for span in spans:
        if span.kind in CLOSED:
            yield span.start, span.end
            continue
        if span.kind == "html":
            yield span.start, span.inner_start
        elif span.kind == "link":
            yield span.inner_end, span.end
        yield from closed_places(span.children)


def _read(text: str) -> tuple[int, ...]:
    """Read `3`, `1, 2` and `3-5`; nothing for a range that runs backwards or is too long."""
    found: list[int] = []
    for part in re.split(r"[ ]?[,，][ ]?", text):
        first, _, last = re.sub(r"[ ]?[–-][ ]?", "-", part).partition("-")
        if not last:
            found.append(int(first))
            continue
        is_range = "-" not in last and int(first) < int(last) <= int(first) + LONGEST_RANGE
        if not is_range:
            return ()
        found += range(int(first), int(last) + 1)
    return tuple(found)


def renumber(mark: str, numbers: Sequence[int]) -> str:
    """Write numbers in the brackets that others stand in; `[3-5]` stays a range where it can."""
    found = re.search(r"\d.*\d|\d", mark)
    if not found:
        return mark
    old = found[0]
    is_run = list(numbers) == list(range(numbers[0], numbers[-1] + 1))
    if re.search(r"[–-]", old) and is_run and len(numbers) > 2:
        new = re.sub(r"\d+(\s*[–-]\s*)\d+.*", rf"{numbers[0]}\g<1>{numbers[-1]}", old)
    elif len(numbers) == len(re.findall(r"\d+", old)):
        left = iter(numbers)
        new = re.sub(r"\d+", lambda _: str(next(left)), old)
    else:
        new = ", ".join(map(str, numbers))
    return mark[: found.start()] + new + mark[found.end() :]


# Numbers of the prose, which cite nothing


def escape_form(source: str, last: int) -> str:
    r"""Return how to write a `[` that cites nothing.

    It is `\[`, but `&#91;` where the text has `\[3]` of its own.

    `last` is the highest number that is listed.
    """
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


def unescape_all(words: str) -> str:
    """Write numbers in a link's words as they are.

    They cite nothing there, and brackets must be balanced.
    """
    return _KEPT_FROM_CITING.sub(r"[\1]", words)


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

SHOWN = r"\[(?:\^|\\\[)?(\d+)\\?\]"
"""`[3]`, `[3\\]`, `[^3]` and the `[\\[3\\]` of a link."""

ANY_CITATION = Lazy(SHOWN)
ANY_ENTRY = Lazy(r"\[\\?\^?(\d+)\\?\](?=:|\s*\*\*)")
"""What an entry begins with, wherever it stands: `[3]:`, `[^3]:` and `[3] **`."""

LABEL = Lazy(r"\[(\d+)\]\Z")
"""The number at the end of a reference link, `[words][3]`."""
