"""Numbers that cite where no link can stand: captions in HTML, includes' parameters, alts, entries.

`<figcaption>See [2].</figcaption>`, `{% include figure.html caption="See [2]" %}`, `![See [2]](…)`,
and an entry's `[3] See also [2]`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from postgen.markdown.html import RAW_TAGS
from postgen.references import numbers
from postgen.text.edits import Edit, apply
from postgen.text.patterns import Lazy
from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from postgen.references.parse import ParsedReferences

Where = Literal["raw HTML", "an include", "the text of an image", "an entry"]

_NUMBER = rf"(?<![\\\]\[])\[(?P<number>{numbers.NUMBER})\](?![(\[])"
"""`[2]`"""

_TEXT = Lazy(_NUMBER, re.ASCII)
_TEXT_OR_LINK = Lazy(
    rf"#ref-(?P<target>{numbers.NUMBER})\b"
    rf"|\[\\\[(?P<before>{numbers.NUMBER})\\\]\](?=\(#ref-)"
    rf"|(?<=>)(?P<shown>{numbers.NUMBER})(?=</a)|{_NUMBER}",
    re.ASCII,
)
"""`<a href="#ref-2">2</a>`, `[\\[2\\]](#ref-2)` or `[2]`"""

_INCLUDE = Lazy(r"\{%-?[ \t]*include(?:_relative|_cached)?\s", re.ASCII)
_QUOTED = Lazy(r"\"[^\"]*\"|'[^']*'")
_LABEL = Lazy(r"(?<!\\)\[(?P<label>[^\[\]\n]+)\](?![(:])")
"""`[words][label]`, `[label]` or `[^label]` in an include's parameter."""

_TAG = Lazy(
    r"<!--.*?-->"
    rf"|<(?P<raw>{'|'.join(sorted(RAW_TAGS))})\b[^>]*>.*?</(?P=raw)\s*>"
    r"|<[^<>]*>",
    re.DOTALL | re.IGNORECASE,
)
_SHOWN_ATTRIBUTE = Lazy(
    r"\b(?:alt|title|aria-label|data-caption)\s*=\s*(\"[^\"]*\"|'[^']*')", re.IGNORECASE
)
"""The attributes whose text a reader may see, and where a link leads."""


class LooseNumber(NamedTuple):
    """The digits of a number: their place in the source, the number, and where it stands.

    `is_link` marks those of an address, `#ref-2`.
    """

    start: int
    end: int
    number: int
    where: Where
    is_link: bool


def find(parsed: ParsedReferences) -> list[LooseNumber]:
    """Find the loose numbers of a body that has a list of references, outside its entries."""
    if not parsed.lists:
        return []
    pattern = _pattern(parsed)
    found: list[LooseNumber] = []
    for start, end, where in _places(parsed):
        found += _in(parsed.source, pattern, start, end, where)
    return sorted(set(found))


def in_entries(parsed: ParsedReferences) -> Iterator[LooseNumber]:
    """Find the numbers in entries which say more than a link."""
    pattern = _pattern(parsed)
    for each in parsed.lists:
        for placed in each.entries:
            if placed.entry.rest:
                yield from _in(parsed.source, pattern, *placed.text, "an entry")


def renumbered(text: str, parsed: ParsedReferences, new: Mapping[int, int]) -> str:
    """Return an entry's text with the new numbers of the entries that it cites."""
    found = _in(text, _pattern(parsed), 0, len(text), "an entry")
    return apply(text, edits(found, new))


def edits(found: Iterator[LooseNumber] | list[LooseNumber], new: Mapping[int, int]) -> list[Edit]:
    """Return the edits that write new numbers, by the old ones."""
    return [
        Edit(each.start, each.end, str(new[each.number])) for each in found if each.number in new
    ]


def _pattern(parsed: ParsedReferences) -> Lazy:
    return _TEXT if parsed.lists[0].style.marks_are_text else _TEXT_OR_LINK


def _in(source: str, pattern: Lazy, start: int, end: int, where: Where) -> Iterator[LooseNumber]:
    for found in pattern.finditer(source, start, end):
        for name, digits in found.groupdict().items():
            if digits:
                start, end = found.span(name)
                yield LooseNumber(start, end, int(digits), where, name == "target")


def _places(parsed: ParsedReferences) -> Iterator[tuple[int, int, Where]]:
    """Yield the places where numbers may be loose."""
    for start, end in include_parameters(parsed):
        yield start, end, "an include"
    if "<" in parsed.source:
        yield from _html_places(parsed)
    if "![" in parsed.source:
        for span, view in parsed.body.links():
            if span.kind == "image":
                start, end = view.at(span.inner_start), view.end(span.inner_end)
                yield start, end, "the text of an image"


def _html_places(parsed: ParsedReferences) -> Iterator[tuple[int, int, Where]]:
    """Yield the text of HTML that holds no Markdown, and the attributes that a reader sees."""
    source = parsed.source
    shown = sorted((block.start, block.end) for block in parsed.body.leaves())
    for block in parsed.body.walk(parsed.body.blocks):
        if block.kind != "html":
            continue
        position = block.start
        for tag in _TAG.finditer(source, block.start, block.end):
            yield from _between(shown, position, tag.start())
            if not tag["raw"]:
                yield from _in_tag(source, tag)
            position = tag.end()
        yield from _between(shown, position, block.end)


def _in_tag(source: str, tag: re.Match[str]) -> Iterator[tuple[int, int, Where]]:
    for attribute in _SHOWN_ATTRIBUTE.finditer(source, *tag.span()):
        yield *attribute.span(1), "raw HTML"
    if "#ref-" in tag[0]:  # `<a href="#ref-2">[2]</a>`
        end = source.find("</a", tag.end()) + 4
        yield tag.start(), max(tag.end(), end), "raw HTML"


def _between(
    shown: list[tuple[int, int]], start: int, end: int
) -> Iterator[tuple[int, int, Where]]:
    """Yield a place without the blocks of Markdown in it."""
    from bisect import bisect_left

    for first, last in shown[bisect_left(shown, (start, start)) :]:
        if first >= end:
            break
        if start < first:
            yield start, first, "raw HTML"
        start = last
    if start < end:
        yield start, end, "raw HTML"


def include_parameters(parsed: ParsedReferences) -> Iterator[tuple[int, int]]:
    """Yield the places of the quoted parameters of includes, outside code."""
    source = parsed.source
    if "{%" not in source:
        return
    code = numbers.Places(
        (block.start, block.end)
        for block in parsed.body.walk(parsed.body.blocks)
        if block.kind == "code"
    )
    position = 0
    while found := _INCLUDE.search(source, position):
        end = source.find("%}", found.end())
        if end < 0:
            return
        position = end
        if not code.hold(found.start()):
            for quoted in _QUOTED.finditer(source, found.end(), end):
                yield quoted.span()


def included_labels(parsed: ParsedReferences) -> Iterator[tuple[int, int, str]]:
    """Yield the labels in the parameters of includes, each with its place: `key`, `^note`."""
    for start, end in include_parameters(parsed):
        for found in _LABEL.finditer(parsed.source, start, end):
            yield *found.span("label"), found["label"]
