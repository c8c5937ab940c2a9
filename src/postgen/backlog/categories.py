"""Edits of the categories of a backlog: rename, merge and drop them. Text in, text out.

As in `edit`, the result is read again before it is returned.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.backlog.edit import take_out
from postgen.backlog.model import Backlog
from postgen.backlog.move import move_to
from postgen.backlog.parse import BOLD_LINE, category_name, fold
from postgen.backlog.placement import Placement
from postgen.errors import VerificationError
from postgen.markdown import escape
from postgen.text.edits import Edit, apply
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postgen.backlog.entry import Section
    from postgen.markdown.spans import Span

_ATX = Lazy(r"[ \t]*#{1,6}[ \t]*(?P<name>.*?)[ \t]*#*[ \t]*\r?\n?\Z")
"""The line of a heading: `## Tools ##`."""

_BEHIND_NAME = frozenset({"attributes", "comment", "extension", "footnote"})
_AROUND_NAME = frozenset({"link", "strong", "em", "del"})
_NO_PROSE = frozenset(
    {"abbreviation", "ald", "blank", "boundary", "comment", "definition", "footnote", "list"}
)


def with_new_name(backlog: Backlog, section: Section, name: str) -> str:
    """Rename a section, and others of the same name; marks and ids stay.

    Return the new text. Raises `VerificationError`.
    """
    name = category_name(name)
    key = fold(section.name)
    places = [
        place for place, each in enumerate(backlog.sections) if each.name and fold(each.name) == key
    ]
    edits = [_new_name(backlog, backlog.sections[place], name) for place in places]
    new = Backlog(apply(backlog.text, edits))
    expected = [
        (name if place in places else old_name, items)
        for place, (old_name, items) in enumerate(backlog.outline())
    ]
    if new.outline() != expected:
        raise VerificationError(
            f"The heading `{section.name}` cannot be changed to `{name}`.",
            "Nothing was written; change it by hand.",
        )
    return new.text


def _new_name(backlog: Backlog, section: Section, name: str) -> Edit:
    """Return the edit that puts another name into the head of a section."""
    start, end = _place_of_name(backlog, section)
    words = escape.inline(name)
    if section.style == "atx":
        words = escape.heading_text(words)
    elif section.style == "setext":
        words = escape.guard(words)
    return Edit(start, end, words)


def _place_of_name(backlog: Backlog, section: Section) -> tuple[int, int]:
    """Return where the words of a head start and end."""
    line = backlog.text[section.start : section.body]
    bold = BOLD_LINE.search(line) if section.style == "bold" else None
    if bold:
        colon = bold["name"].endswith(":")
        return section.start + bold.start("name"), section.start + bold.end("name") - colon
    for block in backlog.body.blocks:
        if block.kind == "heading" and block.view and block.start + backlog.offset == section.start:
            text = block.view.text
            start, end = _words(text, backlog.body.spans(block.view))
            return block.view.at(start) + backlog.offset, block.view.end(end) + backlog.offset
    absorbed = _ATX.match(line)
    if not absorbed:
        return section.start, section.start + len(line.rstrip())
    return section.start + absorbed.start("name"), section.start + absorbed.end("name")


def _words(text: str, spans: Sequence[Span]) -> tuple[int, int]:
    """Return where the words of a heading's text are: in a link, before a comment or an id."""
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    inside = list(spans)
    while inside and inside[-1].kind in _BEHIND_NAME and not text[inside[-1].end : end].strip():
        end = len(text[: inside.pop().start].rstrip())
    while len(inside) == 1 and inside[0].kind in _AROUND_NAME:
        span = inside[0]
        if (span.start, span.end) != (start, end):
            break
        start, end, inside = span.inner_start, span.inner_end, list(span.children)
    return start, end


def with_new(backlog: Backlog, name: str) -> str:
    """Begin an empty section at the end, in the style of the others.

    Return the new text. Raises `VerificationError`.
    """
    name = category_name(name)
    placement = Placement(backlog)
    placement.into_new_section(name, [])
    new = Backlog(apply(backlog.text, placement.edits()))
    if new.outline() != [*backlog.outline(), (name, [])]:
        raise VerificationError(
            f"A heading `{name}` cannot stand at the end of the backlog.",
            "Nothing was written; write it by hand.",
        )
    return new.text


def merge(backlog: Backlog, section: Section, into: Section) -> str:
    """Put all items of a section behind those of another, and take its head out.

    The head stays where text stands below it. Return the new text. Raises `VerificationError`.
    """
    text = backlog.text
    entries = list(backlog.entries(section))
    place = backlog.sections.index(section)
    if entries:
        text, _ = move_to(backlog, entries, backlog.sections.index(into), into.name)
    rest = Backlog(text)
    if has_text(rest, rest.sections[place]):
        return text
    return without_head(rest, rest.sections[place])


def drop(backlog: Backlog, section: Section) -> str:
    """Take a section out, its items included. Raises `VerificationError`."""
    place = backlog.sections.index(section)
    entries = list(backlog.entries(section))
    rest = Backlog(take_out(backlog, entries)) if entries else backlog
    return without_head(rest, rest.sections[place])


def has_text(backlog: Backlog, section: Section) -> bool:
    """Whether something stands in a section that readers see and that is no item."""
    for block in backlog.body.blocks:
        start = max(block.start + backlog.offset, section.body)
        end = min(block.end + backlog.offset, section.end)
        if block.kind not in _NO_PROSE and backlog.text[start:end].strip():
            return True
    return False


def without_head(backlog: Backlog, section: Section) -> str:
    """Take the head of a section without items out, and the blank lines below it.

    Return the new text. Raises `VerificationError`.
    """
    text = backlog.text
    start = section.start
    below = text[section.body : section.end]
    end = section.body + len(below) - len(below.lstrip())
    if end == len(text):
        is_closed = text.endswith("\n")
        above = text[:start].rstrip("\r\n")
        newline = text[len(above) :][: 2 if text[len(above) :].startswith("\r\n") else 1]
        start = len(above) + (len(newline) if is_closed else 0)
    new = Backlog(apply(text, [Edit(start, end, "")]))
    place = backlog.sections.index(section)
    expected = backlog.outline()
    del expected[place]
    if new.outline() != expected:
        raise VerificationError(
            f"Taking the heading `{section.name}` out would change other items.",
            "Nothing was written; take it out by hand.",
        )
    return new.text
