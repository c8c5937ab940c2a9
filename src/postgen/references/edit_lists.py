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

_ITEM_MARK = re.compile(r"[ ]{0,3}(?:[-*+]|\d+\.)[ \t]+\Z")
"""`* ` or `3. `: all that stands before a list on its line."""

_LINE_END = re.compile(r"[ \t]*(?:\\\\[ \t]*)?\r?\n|[ \t]*\Z")
"""The end of a line, with the `\\\\` that would break it on the page."""

_BLANK_LINE = re.compile(r"[ \t]*\r?\n")
_BLANK_LINE_BEFORE = re.compile(r"\n[ \t]*\r?\n\Z")

_SECTION_ENDS = frozenset({"heading", "definition", "footnote", "comment", "rule", "html"})
"""The kinds of blocks that may follow a list whose heading is removed with it.

The heading has nothing else below it.
"""


def replace_lists(parsed: ParsedReferences, new: NewList) -> list[Edit]:
    """Return the edits that put a list into a body, and take out those that it replaces."""
    apart: list[Edit] = []
    end = 0
    for edit in sorted(_edits(parsed, new)):
        start = max(edit.start, end)  # two lists may share the line end between them
        end = max(start, edit.end)
        apart.append(edit._replace(start=start, end=end))
    return apart


def _edits(parsed: ParsedReferences, new: NewList) -> Iterator[Edit]:
    own, others = _sorted_lists(parsed, new)
    if own and new.rows:
        pieces = [piece for each in own for piece in each.pieces]
        yield from _refill(parsed.source, pieces, new)
        for each in others:
            yield from _take_out(parsed, each, new, text="", keeps_heading=False)
        return
    text = _text(parsed, new)
    replaced = _last_whole(parsed.source, others)
    for each in others:
        yield from _take_out(parsed, each, new, text=text if each is replaced else "")
    if text and replaced is None:
        yield _insert(parsed, new, text)


def _sorted_lists(parsed: ParsedReferences, new: NewList) -> tuple[list[OldList], list[OldList]]:
    """Return the lists whose places the new one takes, and those that are only taken out."""
    own: list[OldList] = []
    others: list[OldList] = []
    inner: OldList | None = None
    for each in _old_lists(parsed, new):
        is_same_style = each.style is new.style
        are_both_visible = each.style.list_is_visible and new.style.list_is_visible
        if each.is_inner:
            inner = each
        elif is_same_style or are_both_visible:
            own.append(each)
        else:
            others.append(each)
    if not inner:
        return own, others
    if inner.style is not new.style:
        return own, [inner, *others]
    pieces = [*inner.pieces, *(piece for each in own for piece in each.pieces)]
    return [OldList(pieces, new.style, None)], others


def _old_lists(parsed: ParsedReferences, new: NewList) -> Iterator[OldList]:
    """Return the lists that a body has now, without the entries that stay."""
    for each in parsed.lists:
        pieces = [Piece(entry.start, entry.end) for entry in each.entries if entry not in new.kept]
        if not pieces:
            continue
        goes_whole = len(pieces) == len(each.entries)
        heading = _own_heading(parsed, each) if goes_whole else None
        yield OldList(pieces, each.style, heading)
    for style in styles.every():
        yield from style.old_lists(parsed, new)


def _own_heading(parsed: ParsedReferences, found: ReferenceList) -> tuple[int, int] | None:
    """Return the heading of a list that has nothing else below it."""
    if not found.heading or not found.is_whole:
        return None
    below = (block for block in parsed.body.blocks if block.start >= found.end)
    following = next((block for block in below if block.kind not in {"ial", "boundary"}), None)
    is_section_end = following is None or following.kind in _SECTION_ENDS
    return found.heading if is_section_end else None


def _last_whole(source: str, lists: Sequence[OldList]) -> OldList | None:
    """Return the last list that is in one piece: the new one takes its place."""
    for each in reversed(lists):
        if not each.is_inner and _is_whole(source, each.pieces, each.heading):
            return each
    return None


def _is_whole(source: str, pieces: Sequence[Piece], heading: tuple[int, int] | None) -> bool:
    """Whether nothing stands between the pieces of a list, and between it and its heading."""
    gaps = _gaps(source, pieces)
    if heading:
        _, heading_end = heading
        if heading_end <= pieces[0].start:
            gaps.append(source[heading_end : pieces[0].start])
    return all(_GAP.fullmatch(gap) for gap in gaps)


def _gaps(source: str, pieces: Sequence[Piece]) -> list[str]:
    """Return what stands between the pieces of a list."""
    return [source[one.end : other.start] for one, other in pairwise(pieces)]


# Into the places of a list


def _refill(source: str, pieces: Sequence[Piece], new: NewList) -> Iterator[Edit]:
    """Put rows into the places that a list has, in order.

    Definitions and footnotes that are scattered over the text keep each its own place.
    """
    pieces = sorted(pieces)
    is_scattered = not new.style.list_is_visible and not _is_whole(source, pieces, None)
    if is_scattered:
        return _refill_scattered(source, pieces, new)
    return _refill_in_order(source, pieces, new)


def _refill_in_order(source: str, pieces: Sequence[Piece], new: NewList) -> Iterator[Edit]:
    """Put the rows into the pieces one by one, and what is left of either behind the last one."""
    rows = new.rows
    tails = [_line_ends(source[each.start : each.end]) for each in pieces]
    separators = [tail + gap for tail, gap in zip(tails, _gaps(source, pieces), strict=False)]
    separator = _separator(separators) or _new_separator(source, pieces[0].start, new.style)
    left_rows = "".join(separator + row for row in rows[len(pieces) :])
    for piece, row, tail in zip(pieces, rows, tails, strict=False):
        added = left_rows if piece is pieces[-1] else ""
        yield Edit(piece.start, piece.end, row + added + tail)
    for index, between in enumerate(separators[: len(rows) - 1]):
        if "\n" not in between:  # two entries on one line
            yield Edit(pieces[index].end, pieces[index + 1].start, separator)
    if len(rows) < len(pieces):
        last = len(rows) - 1
        tail = "" if tails[last] else tails[-1]
        yield Edit(pieces[last].end, pieces[-1].end, tail)


def _separator(separators: Sequence[str]) -> str:
    """Return what stands between most of the pieces; "" where all are on one line."""
    found = [each for each in separators if "\n" in each]
    return max(dict.fromkeys(found), key=found.count, default="")


def _new_separator(source: str, start: int, style: Style) -> str:
    """Return what is to stand between entries: a blank line, or a newline where none is shown."""
    newline = newline_at(source, start)
    return newline * 2 if style.list_is_visible else newline


def _refill_scattered(source: str, pieces: Sequence[Piece], new: NewList) -> Iterator[Edit]:
    """Put each row where the definition or footnote of its label stands.

    Rows of new labels go behind the last one; a piece without a row goes.
    """
    known = {piece.label for piece in pieces}
    row_of: dict[str, str] = {}
    added: list[str] = []
    for row, labels in zip(new.rows, new.labels, strict=True):
        label = labels[0] if labels else ""
        if label:
            row_of[label] = row
        if not label or label not in known:
            added.append(row)
    last = pieces[-1]
    newline = newline_at(source, last.start)
    for piece in pieces:
        rows = [row_of[piece.label]] if piece.label in row_of else []
        if piece is last:
            rows += added
        tail = _line_ends(source[piece.start : piece.end]) if rows else ""
        yield Edit(piece.start, piece.end, newline.join(rows) + tail)


def _line_ends(text: str) -> str:
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
            yield _remove_lines(source, piece.start, piece.end)
        return
    start, end = _start(source, pieces[0].start, heading), pieces[-1].end
    comment = _heading_comment(parsed, heading, new) if keeps_heading else ""
    if comment:
        text = f"{comment}\n\n{text}" if text else comment
        text = text.replace("\n", newline_at(source, start))
    yield _replace_lines(source, start, end, text) if text else _remove_lines(source, start, end)


def _start(source: str, start: int, heading: tuple[int, int] | None) -> int:
    r"""Return where a list that is removed starts.

    It starts with its heading, else with `\\` or the mark of an item.
    """
    if heading:
        return min(heading[0], start)
    line_break = "\\\\\n"
    while source.endswith(line_break, 0, start):
        start -= len(line_break)
    line_start = source.rfind("\n", 0, start) + 1
    mark = _ITEM_MARK.match(source[line_start:start])
    return line_start if mark else start


def _heading_comment(
    parsed: ParsedReferences, heading: tuple[int, int] | None, new: NewList
) -> str:
    """Return the comment that keeps a heading which the page does not show now.

    It is `<!-- references: ## Sources -->`; "" for the heading that a new list would have anyway.
    """
    if not heading or new.style.list_is_visible:
        return ""
    written = parsed.source[slice(*heading)].strip()
    if written.startswith("<!--"):
        return written
    if written == _new_heading(parsed, new):
        return ""
    return f"<!-- references: {written} -->"


def _replace_lines(source: str, start: int, end: int, text: str) -> Edit:
    """Exchange lines for others, with blank lines around them."""
    stop = _line_end(source, end)
    newline = newline_at(source, start)
    before = source[:start]
    is_apart_above = not before.strip() or _BLANK_LINE_BEFORE.search(before)
    if not is_apart_above:
        text = newline + text
    if _has_line_end(source, start, end, stop):
        text += newline
    if not _is_apart_below(source, stop):
        text += newline
    return Edit(start, stop, text)


def _remove_lines(source: str, start: int, end: int) -> Edit:
    """Take lines out, with one of the line ends before them where two would be left."""
    stop = _line_end(source, end)
    if not _has_line_end(source, start, end, stop):  # the end of a text without a newline
        before = _without_line_end(_without_line_end(source[:start]))
        return Edit(len(before), stop, "")
    if not _is_apart_below(source, stop):
        return Edit(start, stop, "")
    above = _without_line_end(source[:start])
    has_blank_line = above.endswith("\n")
    return Edit(len(above) if has_blank_line else start, stop, "")


def _without_line_end(text: str) -> str:
    return text.removesuffix("\n").removesuffix("\r")


def _has_line_end(source: str, start: int, end: int, stop: int) -> bool:
    """Whether lines that go up to `stop` have a line end behind their last word."""
    last_word = start + len(source[start:end].rstrip())
    return "\n" in source[last_word:stop]


def _is_apart_below(source: str, place: int) -> bool:
    """Whether a blank line follows, or nothing."""
    return _BLANK_LINE.match(source, place) is not None or not source[place:].strip()


def _line_end(source: str, place: int) -> int:
    """Return the place behind the line end after a place, if only blanks stand before it."""
    if source.endswith("\n", 0, place):
        return place
    found = _LINE_END.match(source, place)
    return found.end() if found else place


# Where there was none


def _insert(parsed: ParsedReferences, new: NewList, text: str) -> Edit:
    """Put a list into the place of the comment that keeps its heading, else to the end."""
    source, kept = parsed.source, parsed.kept_heading
    if not kept or not new.style.list_is_visible:
        return _append(source, text)
    start, end, _ = kept
    return Edit(start, _line_end(source, end), text + newline_at(source, start))


def _append(source: str, text: str) -> Edit:
    """Put a list at the end, behind a blank line.

    The text keeps the line end that it has, whatever its other lines.
    """
    end = len(source)
    if not source.endswith("\n"):
        newline = newline_at(source, end)
        return Edit(end, end, f"{newline}{newline}{text}")
    newline = "\r\n" if source.endswith("\r\n") else "\n"
    return Edit(end, end, f"{newline}{text}{newline}")


def _text(parsed: ParsedReferences, new: NewList) -> str:
    """Write a list with its heading."""
    kept = parsed.kept_heading
    heading = kept[2] if kept else _new_heading(parsed, new)
    return list_text(new.style, heading, new.rows, newline_at(parsed.source, 0))


def list_text(style: Style, heading: str, rows: Sequence[str], newline: str) -> str:
    """Write a list, with its heading if the page shows it; "" for one without rows."""
    if not rows:
        return ""
    if not style.list_is_visible:
        return newline.join(rows)
    return (newline * 2).join([heading, *rows])


def _new_heading(parsed: ParsedReferences, new: NewList) -> str:
    """Write the heading of a list, on the level of the body's own sections."""
    list_headings = {each.heading[0] for each in parsed.lists if each.heading}
    headings = [block for block in parsed.body.blocks if block.kind == "heading"]
    levels = [block.level for block in headings if block.start not in list_headings]
    marks = "#" * min(levels, default=2)
    words = escape.heading_text(escape.inline(new.heading))
    return f"{marks} {words}"
