"""Where a list of references goes in a body: its own place, an old list's place, or the end."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from postgen.markdown import escape
from postgen.references import styles
from postgen.references.model import OldList, Piece
from postgen.text.edits import Edit, newline_at
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from postgen.markdown.tree import Block
    from postgen.references.model import NewList, ReferenceList
    from postgen.references.parse import ParsedReferences
    from postgen.references.styles.base import Style

_GAP = Lazy(r"(?:\s|\\\\[ \t]*\n|<br ?/?>|\{:[^}\n]*\}|[-*+][ \t]|\d+\.[ \t])*")
"""What may stand between the pieces of a list: blanks, line breaks, attributes, item marks."""

_ITEM_MARK = Lazy(r"[ ]{0,3}(?:[-*+]|\d+\.)[ \t]+\Z")
"""`* ` or `3. `: all that stands before a list on its line."""

_LINE_END = Lazy(r"[ \t]*(?:\\\\[ \t]*)?\r?\n|[ \t]*\Z")
"""The end of a line, with the `\\\\` that would break it on the page."""

_BLANK_LINE = Lazy(r"[ \t]*\r?\n")
_NOTHING_MORE = Lazy(r"\s*\Z")
_BLANK_LINE_BEFORE = Lazy(r"\n[ \t]*\r?\n\Z")

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
        return _edits_in_place(parsed, new, own, others)
    return _edits_elsewhere(parsed, new, others)


def _edits_in_place(
    parsed: ParsedReferences, new: NewList, own: Sequence[OldList], others: Sequence[OldList]
) -> Iterator[Edit]:
    """Put the new list into the places of its own old ones, and take the others out."""
    yield from _refill(parsed.source, _pieces_of(own), new)
    for each in others:
        yield from _take_out(parsed, each, new, text="", keeps_heading=False)


def _edits_elsewhere(
    parsed: ParsedReferences, new: NewList, others: Sequence[OldList]
) -> Iterator[Edit]:
    """Take the old lists out; the new one comes into the place of one of them, or to the end."""
    text = _text(parsed, new)
    replaced = _last_whole(parsed.source, others)
    for each in others:
        new_text = text if each is replaced else ""
        yield from _take_out(parsed, each, new, text=new_text)
    if text and replaced is None:
        yield _insert(parsed, new, text)


def _pieces_of(lists: Sequence[OldList]) -> list[Piece]:
    """Return the pieces of all lists, in the order of the lists."""
    return [piece for each in lists for piece in each.pieces]


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
    pieces = _pieces_of([inner, *own])
    return [OldList(pieces, new.style, None)], others


def _old_lists(parsed: ParsedReferences, new: NewList) -> Iterator[OldList]:
    """Return the lists that a body has now, without the entries that stay."""
    for each in parsed.lists:
        going = [entry for entry in each.entries if entry not in new.kept]
        if not going:
            continue
        goes_whole = len(going) == len(each.entries)
        is_heading_edited = each.heading in new.edited_headings
        heading = None
        if goes_whole and not is_heading_edited:
            heading = _own_heading(parsed, each)
        pieces = [Piece(entry.start, entry.end) for entry in going]
        yield OldList(pieces, each.style, heading)
    for style in styles.every():
        yield from style.old_lists(parsed, new)


def _own_heading(parsed: ParsedReferences, found: ReferenceList) -> tuple[int, int] | None:
    """Return the heading of a list that has nothing else below it."""
    if not found.heading or not found.is_whole:
        return None
    following = _block_behind(parsed, found.end)
    is_section_end = following is None or following.kind in _SECTION_ENDS
    return found.heading if is_section_end else None


def _block_behind(parsed: ParsedReferences, place: int) -> Block | None:
    """Return the first block behind a place, without attribute lists and ends of lists."""
    for block in parsed.body.blocks:
        is_behind = block.start >= place
        if is_behind and block.kind not in {"ial", "boundary"}:
            return block
    return None


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
    gaps = _gaps(source, pieces)
    separators = [tail + gap for tail, gap in zip(tails, gaps, strict=False)]
    separator = _separator(separators)
    if not separator:
        separator = _new_separator(source, pieces[0].start, new.style)
    rows_left = rows[len(pieces) :]
    added_behind_last = "".join(separator + row for row in rows_left)
    for piece, row, tail in zip(pieces, rows, tails, strict=False):
        is_last = piece is pieces[-1]
        added = added_behind_last if is_last else ""
        yield Edit(piece.start, piece.end, row + added + tail)
    separators_kept = separators[: len(rows) - 1]
    for index, between in enumerate(separators_kept):
        are_on_one_line = "\n" not in between  # `[1] One [2] Two`
        if are_on_one_line:
            yield Edit(pieces[index].end, pieces[index + 1].start, separator)
    has_pieces_left = len(rows) < len(pieces)
    if has_pieces_left:
        last = len(rows) - 1
        has_line_end = tails[last] != ""
        tail = "" if has_line_end else tails[-1]
        yield Edit(pieces[last].end, pieces[-1].end, tail)


def _separator(separators: Sequence[str]) -> str:
    """Return what stands between most of the pieces; "" where all are on one line."""
    counts = Counter(each for each in separators if "\n" in each)
    if not counts:
        return ""
    [(separator, _)] = counts.most_common(1)
    return separator


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
        if not labels:
            added.append(row)
            continue
        label = labels[0]
        row_of[label] = row
        if label not in known:
            added.append(row)
    last = pieces[-1]
    newline = newline_at(source, last.start)
    for piece in pieces:
        rows: list[str] = []
        if piece.label in row_of:
            rows.append(row_of[piece.label])
        if piece is last:
            rows += added
        text = ""
        if rows:
            text = newline.join(rows) + _line_ends(source[piece.start : piece.end])
        yield Edit(piece.start, piece.end, text)


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
    if text:
        yield _replace_lines(source, start, end, text)
    else:
        yield _remove_lines(source, start, end)


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
    line_above = _before_line_end(source, start)
    if not _has_line_end(source, start, end, stop):  # the end of a text without a newline
        return Edit(_before_line_end(source, line_above), stop, "")
    is_blank_above = source.endswith("\n", 0, line_above)
    if is_blank_above and _is_apart_below(source, stop):
        return Edit(line_above, stop, "")
    return Edit(start, stop, "")


def _before_line_end(source: str, place: int) -> int:
    """Return the place before the line end that stands before a place, if one does."""
    if source.endswith("\n", 0, place):
        place -= 1
    if source.endswith("\r", 0, place):
        place -= 1
    return place


def _has_line_end(source: str, start: int, end: int, stop: int) -> bool:
    """Whether lines that go up to `stop` have a line end behind their last word."""
    last_word = start + len(source[start:end].rstrip())
    return "\n" in source[last_word:stop]


def _is_apart_below(source: str, place: int) -> bool:
    """Whether a blank line follows, or nothing."""
    if _BLANK_LINE.match(source, place):
        return True
    return _NOTHING_MORE.match(source, place) is not None


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
    marks = "#" * _section_level(parsed)
    words = escape.heading_text(escape.inline(new.heading))
    return f"{marks} {words}"


def _section_level(parsed: ParsedReferences) -> int:
    """Return the highest level of the headings besides those of lists; 2 where there is none."""
    list_headings = {each.heading for each in parsed.lists}
    levels = []
    for block in parsed.body.blocks:
        is_heading = block.kind == "heading"
        if is_heading and (block.start, block.end) not in list_headings:
            levels.append(block.level)
    return min(levels, default=2)
