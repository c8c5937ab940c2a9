"""Lists that kramdown does not see: their lines run together in one paragraph."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postgen.checks.check import Check, Proposal
from postgen.checks.verify_fixes import Changes
from postgen.model import Finding
from postgen.text.edits import Edit
from postgen.text.patterns import Lazy
from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.checks.check import Subject
    from postgen.markdown import Markdown
    from postgen.markdown.source_map import View

CODE = "KR05"

# What may be such a line: `1) One`, `• One`, or `* One` behind four spaces.
_QUICK = Lazy(
    r"^[ \t>]*(?:2\)|[•●▪◦‣○■]|-[^\W\d_]|-\[|(?: {4}|\t)[ \t]*(?:[*+-]|\d+\.)[ \t])", re.MULTILINE
)

_BULLET = Lazy(r"(?P<mark>[•●▪◦‣○■])(?P<gap>[ \t\u00a0]*)(?=\S)")
_PARENTHESIS = Lazy(r"(?P<number>\d{1,2})(?P<mark>\))(?=[ \t]+\S)")
_INDENTED = Lazy(r"(?: {4}|\t)[ \t]*(?:[*+-]|\d{1,2}\.)[ \t]+\S")
_DASH = Lazy(r"-(?=[^\W\d_]|\[)")
_BREAK = Lazy(r"(?:\\|<br ?/?>)\Z", re.IGNORECASE)


class _Found(NamedTuple):
    """The lines of a list: where they are in the source, what is said of them, and the edits."""

    start: int
    end: int
    message: str
    fix: tuple[Edit, ...] = ()


def find(subject: Subject) -> Iterator[Proposal]:
    """Find paragraphs whose lines are intended as the items of a list."""
    body = subject.body
    if not _QUICK.search(body.source) or _breaks_lines(subject):
        return
    found = [
        each
        for block in subject.leaves
        if block.kind == "paragraph" and block.view
        for each in _in_paragraph(body, block.view)
    ]
    if not found:
        return
    changes = Changes(body, [edit for each in found for edit in each.fix])
    for each in found:
        finding = Finding(CODE, each.start, each.end, each.message)
        gains, losses = changes.within(each.start, each.end)
        is_list = [fact for fact in gains if fact[0] == "item"]
        if each.fix and not losses and len(is_list) == len(gains) == len(each.fix):
            yield Proposal(finding._replace(fix=each.fix), gains)
        else:
            yield Proposal(finding)


def _breaks_lines(subject: Subject) -> bool:
    """Whether the site keeps the lines of a paragraph apart."""
    options = subject.site.config.get("kramdown") if subject.site else None
    return isinstance(options, dict) and bool(options.get("hard_wrap"))


def _in_paragraph(body: Markdown, view: View) -> Iterator[_Found]:
    text = view.text
    if "\n" not in text or not _QUICK.search(text):
        return
    lines: list[tuple[int, str]] = []
    start = 0
    for line in text.rstrip("\n").split("\n"):
        lines.append((start, line))
        start += len(line) + 1
    is_broken = any(_ends_in_break(line) for _, line in lines[:-1])
    if is_broken or _is_in_span(body, view, lines):
        return
    found = (
        _bullets(view, lines)
        or _numbers(view, lines)
        or _indented(view, lines)
        or _without_space(view, lines)
    )
    if found:
        yield found


def _ends_in_break(line: str) -> bool:
    r"""Whether a line ends in what breaks it on the page: two spaces, `\\`, `<br>`."""
    words = line.rstrip(" \t")
    return "  " in line[len(words) :] or _BREAK.search(words) is not None


def _is_in_span(body: Markdown, view: View, lines: list[tuple[int, str]]) -> bool:
    """Whether a line begins inside something: code, a formula, a comment."""
    starts = [start for start, _ in lines[1:]]
    spans = body.spans(view)
    return any(span.start < start < span.end for span in spans for start in starts)


def _bullets(view: View, lines: list[tuple[int, str]]) -> _Found | None:
    """Read lines that begin with `•`: two or more, each of which is an item."""
    marks = [(start, _BULLET.match(line)) for start, line in lines]
    items = [(start, mark) for start, mark in marks if mark]
    if len(items) < 2 or len({mark["mark"] for _, mark in items}) > 1:
        return None
    first, last = items[0][0], lines[-1]
    mark = items[0][1]["mark"]
    message = f"These lines are one paragraph: `{mark}` is no bullet to kramdown, `*` is."
    edits = tuple(Edit(view.at(start), view.end(start + each.end()), "* ") for start, each in items)
    return _Found(view.at(first), view.end(last[0] + len(last[1])), message, edits)


def _numbers(view: View, lines: list[tuple[int, str]]) -> _Found | None:
    """Read lines that begin with `1)`, `2)`: a list from 1, and nothing else in the paragraph."""
    marks = [(start, _PARENTHESIS.match(line)) for start, line in lines]
    items = [(start, mark) for start, mark in marks if mark]
    numbers = [int(mark["number"]) for _, mark in items]
    if len(items) < 2 or numbers != list(range(1, len(items) + 1)):
        return None
    last = lines[-1]
    message = "These lines are one paragraph: kramdown wants `1.`, not `1)`."
    edits = tuple(
        Edit(view.at(start + each.start("mark")), view.end(start + each.end("mark")), ".")
        for start, each in items
    )
    return _Found(view.at(items[0][0]), view.end(last[0] + len(last[1])), message, edits)


def _indented(view: View, lines: list[tuple[int, str]]) -> _Found | None:
    """Read items that stand four spaces deep below a line of text, and so are part of it."""
    items = [(number, start) for number, (start, line) in enumerate(lines) if _INDENTED.match(line)]
    if not items:
        return None
    number, start = items[0]
    above = lines[number - 1][1].rstrip() if number else ""
    is_certain = len(items) > 1 or above.endswith(":")
    if not above or not is_certain:
        return None
    message = (
        "This list is part of the paragraph above it, for its four spaces: "
        "take them away, or put a blank line before it."
    )
    last = lines[-1]
    return _Found(view.at(start), view.end(last[0] + len(last[1])), message)


def _without_space(view: View, lines: list[tuple[int, str]]) -> _Found | None:
    """Read lines that begin with `-One`: two or more, with nothing but such lines below them."""
    marks = [_DASH.match(line) is not None for _, line in lines]
    if sum(marks) < 2 or not all(marks[marks.index(True) :]):
        return None
    first, last = lines[marks.index(True)], lines[-1]
    message = "These lines are one paragraph: a space must follow the `-` of an item."
    return _Found(view.at(first[0]), view.end(last[0] + len(last[1])), message)


CHECKS = (
    Check(
        code=CODE,
        name="list in a paragraph",
        summary="The lines of a list run together in a paragraph.",
        why="""kramdown knows `*`, `+`, `-` and `1.` as marks of items, not `•` and `1)`, and not
four spaces deep below a line of text. Their lines are one paragraph on the page. Lines that end
with two spaces, a backslash or `<br>` stay apart, and are left alone.""",
        bad="1) Trains\n2) Boats\n",
        good="1. Trains\n2. Boats\n",
        find=find,
        fixed_by="edits",
    ),
)
