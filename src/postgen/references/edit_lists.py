"""Where a list of references goes in a body: its own place, an old list's place, or the end."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from postgen.markdown import escape
from postgen.references import styles
from postgen.references.model import OldList, Piece
from postgen.text.edits import Edit, newline_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from postgen.references.model import NewList, ReferenceList
    from postgen.references.parse import ParsedReferences
    from postgen.references.styles.base import Style

_GAP = re.compile(r"(?:\s|\\\\[ \t]*\n|<br ?/?>|\{:[^}\n]*\}|[-*+][ \t]|\d+\.[ \t])*")
"""What may stand between the pieces of a list: blanks, line breaks, attributes, item marks."""

_ITEM_MARK = re.compile(r"^[ ]{0,3}(?:[-*+]|\d+\.)[ \t]+\Z", re.MULTILINE)
_LINE_END = re.compile(r"[ \t]*(?:\\\\[ \t]*)?\r?\n|[ \t]*\Z")
_BLANK_LINE = re.compile(r"[ \t]*\r?\n")
_BLANK_LINE_BEFORE = re.compile(r"\n[ \t]*\r?\n\Z")

_SECTION_ENDS = {"heading", "definition", "footnote", "comment", "rule", "html"}
"""The kinds of blocks that may follow a list whose heading is removed with it.

The heading has nothing else below it.
"""


def replace_lists(parsed: ParsedReferences, new: NewList) -> list[Edit]:
    """Return the edits that put a list into a body, and take out those that it replaces."""
    apart: list[Edit] = []
    for edit in sorted(_edits(parsed, new)):
        start = max(edit.start, apart[-1].end) if apart else edit.start
        apart.append(edit._replace(start=start, end=max(start, edit.end)))
    return apart


def _edits(parsed: ParsedReferences, new: NewList) -> list[Edit]:
    own, others = _sorted_lists(parsed, new)
    edits: list[Edit] = []
    if own and new.rows:
        edits += _refill(parsed.source, [piece for each in own for piece in each.pieces], new)
        for each in others:
            edits += _take_out(parsed, each, new, text="", keeps_heading=False)
        return edits
    text = _text(parsed, new)
    target = _target(parsed.source, others)
    for each in others:
        edits += _take_out(parsed, each, new, text=text if each is target else "")
    if text and target is None:
        edits.append(_insert(parsed, new, text))
    return edits


def _sorted_lists(parsed: ParsedReferences, new: NewList) -> tuple[list[OldList], list[OldList]]:
    """Return the lists whose places the new one takes, and those that are only taken out."""
    own: list[OldList] = []
    others: list[OldList] = []
    inner: OldList | None = None
    for each in _old_lists(parsed, new):
        is_shown_too = each.style.list_is_visible and new.style.list_is_visible
        if each.is_inner:
            inner = each
        elif each.style is new.style or is_shown_too:
            own.append(each)
        else:
            others.append(each)
    if inner and inner.style is new.style:
        pieces = [*inner.pieces, *(piece for each in own for piece in each.pieces)]
        own = [OldList(pieces, new.style, None)]
    elif inner:
        others.insert(0, inner)
    return own, others


def _old_lists(parsed: ParsedReferences, new: NewList) -> Iterator[OldList]:
    """Return the lists that a body has now, without the entries that stay."""
    for each in parsed.lists:
        pieces = [Piece(entry.start, entry.end) for entry in each.entries if entry not in new.kept]
        if pieces:
            is_all = len(pieces) == len(each.entries)
            yield OldList(pieces, each.style, _own_heading(parsed, each) if is_all else None)
    for style in styles.every():
        yield from style.old_lists(parsed, new)


def _own_heading(parsed: ParsedReferences, found: ReferenceList) -> tuple[int, int] | None:
    """Return the heading of a list that has nothing else below it."""
    if not found.heading or not found.is_whole:
        return None
    for block in parsed.body.blocks:
        if block.start >= found.end and block.kind not in {"ial", "boundary"}:
            return found.heading if block.kind in _SECTION_ENDS else None
    return found.heading


def _target(source: str, others: Sequence[OldList]) -> OldList | None:
    """Return the list whose place the new one takes, where none of its style is there.

    It is the last one in one piece.
    """
    whole = [
        each
        for each in others
        if not each.is_inner and _is_whole(source, each.pieces, each.heading)
    ]
    return whole[-1] if whole else None


def _is_whole(source: str, pieces: Sequence[Piece], heading: tuple[int, int] | None) -> bool:
    """Whether nothing stands between the pieces of a list, and between it and its heading."""
    gaps = [source[a.end : b.start] for a, b in pairwise(pieces)]
    if heading and heading[1] <= pieces[0].start:
        gaps.append(source[heading[1] : pieces[0].start])
    return all(_GAP.fullmatch(gap) for gap in gaps)


# Into the places of a list


def _refill(source: str, pieces: list[Piece], new: NewList) -> Iterator[Edit]:
    """Put rows into the places that a list has, in order.

    Where pieces are scattered each keeps its own.
    """
    pieces = sorted(pieces)
    rows = new.rows
    if not new.style.list_is_visible and not _is_whole(source, pieces, None):
        yield from _refill_scattered(source, pieces, new)
        return
    tails = [_tail(source[each.start : each.end]) for each in pieces]
    gaps = [source[a.end : b.start] for a, b in pairwise(pieces)]
    separator = _separator(source, pieces, tails, gaps, new.style)
    extra = "".join(separator + row for row in rows[len(pieces) :])
    for piece, row, tail in zip(pieces, rows, tails, strict=False):
        added = extra if piece is pieces[-1] else ""
        yield Edit(piece.start, piece.end, row + added + tail)
    for index, gap in enumerate(gaps[: len(rows) - 1]):
        if "\n" not in tails[index] + gap:  # two entries on one line
            yield Edit(pieces[index].end, pieces[index + 1].start, separator)
    if len(rows) < len(pieces):
        last = len(rows) - 1
        yield Edit(pieces[last].end, pieces[-1].end, "" if tails[last] else tails[-1])


def _separator(
    source: str, pieces: Sequence[Piece], tails: Sequence[str], gaps: Sequence[str], style: Style
) -> str:
    """Return what stands between most of the pieces.

    It is a blank line, or a newline, where they are on one line.
    """
    found = [tail + gap for tail, gap in zip(tails, gaps, strict=False) if "\n" in tail + gap]
    if found:
        return max(set(found), key=found.count)
    return newline_at(source, pieces[0].start) * (2 if style.list_is_visible else 1)


def _refill_scattered(source: str, pieces: list[Piece], new: NewList) -> Iterator[Edit]:
    """Put each row where the definition or footnote of its label stands.

    Rows of new labels go behind the last one.
    """
    by_label = {labels[0]: row for row, labels in zip(new.rows, new.labels, strict=True) if labels}
    known = {piece.label for piece in pieces}
    last = pieces[-1]
    newline = newline_at(source, last.start)
    added = "".join(
        newline + row
        for row, labels in zip(new.rows, new.labels, strict=True)
        if not labels or labels[0] not in known
    )
    for piece in pieces:
        text = by_label.get(piece.label, "") + (added if piece is last else "")
        tail = _tail(source[piece.start : piece.end])
        yield Edit(piece.start, piece.end, text.lstrip("\r\n") + tail if text else "")


def _tail(text: str) -> str:
    """Return the line ends at the end of a piece."""
    return text[len(text.rstrip("\r\n")) :]


# Out of its place


def _take_out(
    parsed: ParsedReferences, old: OldList, new: NewList, *, text: str, keeps_heading: bool = True
) -> Iterator[Edit]:
    """Take a list out, with its heading; `text` comes into its place."""
    source, pieces, heading = parsed.source, old.pieces, old.heading
    if not _is_whole(source, pieces, heading):
        for piece in pieces:
            yield _replace_lines(source, piece.start, piece.end, "")
        return
    start = _start(source, pieces[0].start, heading)
    comment = _heading_comment(parsed, heading, new) if keeps_heading else ""
    if comment:
        text = "\n\n".join(each for each in (comment, text) if each)
        text = text.replace("\n", newline_at(source, start))
    yield _replace_lines(source, start, pieces[-1].end, text)


def _start(source: str, start: int, heading: tuple[int, int] | None) -> int:
    r"""Return where a list that is removed starts.

    It starts with its heading, else with `\\` or the mark of an item.
    """
    if heading:
        return min(heading[0], start)
    while start > 0 and source[:start].endswith("\\\\\n"):
        start -= 3
    mark = _ITEM_MARK.search(source[:start])
    return mark.start() if mark else start


def _heading_comment(
    parsed: ParsedReferences, heading: tuple[int, int] | None, new: NewList
) -> str:
    """Return the comment that keeps a heading which the page does not show now."""
    if not heading or new.style.list_is_visible:
        return ""
    raw = parsed.source[slice(*heading)].strip()
    if raw.startswith("<!--"):
        return raw
    return "" if raw == _heading(parsed, new) else f"<!-- references: {raw} -->"


def _replace_lines(source: str, start: int, end: int, text: str) -> Edit:
    """Exchange lines for others, or take them out with one of the line ends before them."""
    stop = _line_end(source, end)
    newline = newline_at(source, start)
    has_line_end = "\n" in source[start + len(source[start:end].rstrip()) : stop]
    is_apart_below = not source[stop:].strip() or bool(_BLANK_LINE.match(source, stop))
    if text:
        is_apart_above = not source[:start].strip() or _BLANK_LINE_BEFORE.search(source[:start])
        above = "" if is_apart_above else newline
        below = "" if is_apart_below else newline
        return Edit(start, stop, above + text + (newline if has_line_end else "") + below)
    line_ends = 0
    if not has_line_end:
        line_ends = 2
    elif is_apart_below:
        line_ends = 1
    before = source[:start]
    for _ in range(line_ends):
        shorter = before.removesuffix("\n").removesuffix("\r")
        if shorter.endswith("\n") or not has_line_end:
            before = shorter
    return Edit(len(before), stop, "")


def _line_end(source: str, place: int) -> int:
    """Return the place behind the line end after a place, if only blanks stand before it."""
    if place and source[place - 1] == "\n":
        return place
    found = _LINE_END.match(source, place)
    return found.end() if found else place


# Where there was none


def _insert(parsed: ParsedReferences, new: NewList, text: str) -> Edit:
    """Put a list into the place of the comment that keeps its heading, else to the end."""
    source, kept = parsed.source, parsed.kept_heading
    if kept and new.style.list_is_visible:
        return Edit(kept[0], _line_end(source, kept[1]), text + newline_at(source, kept[0]))
    return _append(source, text)


def _append(source: str, text: str) -> Edit:
    """Put a list at the end, behind a blank line.

    The text keeps the line end that it has, whatever its other lines.
    """
    if not source.endswith("\n"):
        newline = newline_at(source, len(source))
        return Edit(len(source), len(source), f"{newline}{newline}{text}")
    newline = "\r\n" if source.endswith("\r\n") else "\n"
    return Edit(len(source), len(source), f"{newline}{text}{newline}")


def _text(parsed: ParsedReferences, new: NewList) -> str:
    """Write a list with its heading."""
    kept = parsed.kept_heading
    heading = kept[2] if kept else _heading(parsed, new)
    return list_text(new.style, heading, new.rows, newline_at(parsed.source, 0))


def list_text(style: Style, heading: str, rows: Sequence[str], newline: str) -> str:
    """Write a list, with its heading if the page shows it; "" for one without rows."""
    if not rows:
        return ""
    if not style.list_is_visible:
        return newline.join(rows)
    return (newline * 2).join([heading, *rows])


def _heading(parsed: ParsedReferences, new: NewList) -> str:
    """Write the heading of a list, on the level of the body's own sections."""
    listed = {each.heading[0] for each in parsed.lists if each.heading}
    levels = [
        block.level
        for block in parsed.body.blocks
        if block.kind == "heading" and block.start not in listed
    ]
    words = escape.heading_text(escape.inline(new.heading))
    return f"{'#' * min(levels, default=2)} {words}"
