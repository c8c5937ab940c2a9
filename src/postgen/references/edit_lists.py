"""Where a list of references goes in a body: into its own place, into that of the list it replaces, or to the end."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from postgen.markdown import escape
from postgen.references.styles import VISIBLE
from postgen.text.edits import Edit, newline_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from postgen.references.entries import Listing
    from postgen.references.parse import Reading


class Block(NamedTuple):
    """A list as it is to be: its rows, each with the labels that it had.

    `kept` are the identities of the slots that stay as they are, `notes` the names of the footnotes that go.
    """

    style: str
    heading: str
    rows: list[str]
    labels: list[list[str]]
    kept: frozenset[int]
    notes: frozenset[str]


class _Place(NamedTuple):
    """A piece of the body that lists references: an entry, a definition or a footnote."""

    start: int
    end: int
    label: str = ""


def place_rows(reading: Reading, block: Block, remaining: set[str]) -> list[Edit]:
    """Give the edits that put a list into a body, and take out those that it replaces.

    `remaining` are the labels of definitions that links and images still use.
    """
    apart: list[Edit] = []
    for edit in sorted(_placed(reading, block, remaining)):
        start = max(edit.start, apart[-1].end) if apart else edit.start
        apart.append(edit._replace(start=start, end=max(start, edit.end)))
    return apart


def _placed(reading: Reading, block: Block, remaining: set[str]) -> list[Edit]:
    own: list[tuple[list[_Place], tuple[int, int] | None]] = []
    others: list[tuple[list[_Place], tuple[int, int] | None]] = []
    inner: list[_Place] = []
    for places, style, heading in _lists(reading, block, remaining):
        is_own = style == block.style or {style, block.style} <= VISIBLE
        if style == "inner":
            inner = places
        else:
            (own if is_own else others).append((places, heading))
    if inner and block.style == "reflinks":
        own = [([*inner, *(place for places, _ in own for place in places)], None)]
    elif inner:
        others.insert(0, (inner, None))
    edits: list[Edit] = []
    if own and block.rows:
        edits += _refill(reading, [place for places, _ in own for place in places], block)
        for places, heading in others:
            edits += _take_out(reading, places, heading, "")
        return edits
    text = _text(reading, block)
    whole = [
        (places, heading)
        for places, heading in others
        if places is not inner and _is_whole(reading.source, places, heading)
    ]
    target = whole[-1][0] if whole else None
    kept = reading.kept_heading
    for places, heading in others:
        edits += _take_out(reading, places, heading, text if places is target else "", block)
    if text and target is None:
        if kept and block.style in VISIBLE:
            edits.append(
                Edit(
                    kept[0],
                    _line_end(reading.source, kept[1]),
                    text + newline_at(reading.source, kept[0]),
                )
            )
        else:
            edits.append(_appended(reading.source, text))
    return edits


def _lists(
    reading: Reading, block: Block, remaining: set[str]
) -> Iterator[tuple[list[_Place], str, tuple[int, int] | None]]:
    """Give the lists that a body has now, of which nothing stays as it is: places, style, and heading."""
    for each in reading.listings:
        places = [_Place(slot.start, slot.end) for slot in each.slots if id(slot) not in block.kept]
        if places:
            yield (
                places,
                each.style,
                _heading_of(reading, each) if len(places) == len(each.slots) else None,
            )
    used = {label for labels in block.labels for label in labels}
    links = {each.labels[0] for each in reading.citations if each.kind == "reflinks"}
    gone = links - remaining if block.style != "reflinks" else used
    definitions = [
        _Place(each.start, each.end, each.label)
        for each in reading.definitions
        if each.counts and each.label in gone
    ]
    top = {block.start for block in reading.body.blocks}
    for is_top in (True, False):
        if places := [each for each in definitions if (each.start in top) == is_top]:
            yield (
                places,
                "reflinks" if is_top else "inner",
                _heading_above(reading, places) if is_top else None,
            )
    wanted = used if block.style == "footnotes" else block.notes
    notes = [_Place(each.start, each.end, f"^{each.label}") for each in reading.footnotes.values()]
    notes = [each for each in notes if each.label in wanted]
    if notes:
        yield notes, "footnotes", _heading_above(reading, notes)


def _heading_above(reading: Reading, places: list[_Place]) -> tuple[int, int] | None:
    """Give the comment that keeps the heading of a list, where it stands right above it."""
    kept = reading.kept_heading
    return kept[:2] if kept and not reading.source[kept[1] : places[0].start].strip() else None


def _heading_of(reading: Reading, listing: Listing) -> tuple[int, int] | None:
    """Give the heading of a list that has nothing else below it."""
    if not listing.heading or not listing.is_whole:
        return None
    below = [
        block
        for block in reading.body.blocks
        if block.start >= listing.end and block.kind not in {"ial", "boundary"}
    ]
    following = below[0].kind if below else "heading"
    return (
        listing.heading
        if following in {"heading", "definition", "footnote", "comment", "rule", "html"}
        else None
    )


def _is_whole(source: str, places: Sequence[_Place], heading: tuple[int, int] | None) -> bool:
    """Say whether nothing stands between the pieces of a list, and between it and its heading."""
    gaps = [source[a.end : b.start] for a, b in pairwise(places)]
    if heading and heading[1] <= places[0].start:
        gaps.append(source[heading[1] : places[0].start])
    return all(
        re.fullmatch(r"(?:\s|\\\\[ \t]*\n|<br ?/?>|\{:[^}\n]*\}|[-*+][ \t]|\d+\.[ \t])*", gap)
        for gap in gaps
    )


def _refill(reading: Reading, places: list[_Place], block: Block) -> Iterator[Edit]:
    """Put rows into the places that a list has, in order; where pieces are scattered each keeps its own."""
    source = reading.source
    places = sorted(places)
    rows = list(block.rows)
    if block.style not in VISIBLE and not _is_whole(source, places, None):
        yield from _each_in_its_own(source, places, block)
        return
    ends = [source[each.start : each.end] for each in places]
    tails = [text[len(text.rstrip("\r\n")) :] for text in ends]
    between = [source[a.end : b.start] for a, b in pairwise(places)]
    proper = [tail + gap for tail, gap in zip(tails, between, strict=False) if "\n" in tail + gap]
    newline = newline_at(source, places[0].start)
    separator = (
        max(set(proper), key=proper.count)
        if proper
        else newline * (2 if block.style in VISIBLE else 1)
    )
    extra = "".join(separator + row for row in rows[len(places) :])
    for place, row, tail in zip(places, rows, tails, strict=False):
        yield Edit(place.start, place.end, row + (extra if place is places[-1] else "") + tail)
    for index, gap in enumerate(between[: len(rows) - 1]):
        if "\n" not in tails[index] + gap:
            yield Edit(places[index].end, places[index + 1].start, separator)
    if len(rows) < len(places):
        last = places[len(rows) - 1]
        yield Edit(last.end, places[-1].end, tails[-1] if not tails[len(rows) - 1] else "")


def _each_in_its_own(source: str, places: list[_Place], block: Block) -> Iterator[Edit]:
    left = {
        label: row
        for row, labels in zip(block.rows, block.labels, strict=True)
        for label in labels[:1]
    }
    known = {place.label: place for place in places}
    last = places[-1]
    newline = newline_at(source, last.start)
    fresh = [
        row
        for row, labels in zip(block.rows, block.labels, strict=True)
        if not labels or labels[0] not in known
    ]
    for place in places:
        text = source[place.start : place.end]
        tail = text[len(text.rstrip("\r\n")) :]
        row = left.get(place.label, "")
        added = "".join(newline + each for each in fresh) if place is last else ""
        yield Edit(
            place.start, place.end, (row + added).lstrip("\r\n") + tail if row or added else ""
        )


def _take_out(
    reading: Reading,
    places: list[_Place],
    heading: tuple[int, int] | None,
    text: str,
    block: Block | None = None,
) -> Iterator[Edit]:
    """Take a list out, with its heading; `text` comes into its place."""
    source = reading.source
    if not _is_whole(source, places, heading):
        for place in places:
            yield _removal(source, place.start, place.end, "")
        return
    start = min(heading[0], places[0].start) if heading else places[0].start
    while start > 0 and source[:start].endswith("\\\\\n") and not heading:
        start -= 3
    if not heading and (
        bullet := re.search(r"^[ ]{0,3}(?:[-*+]|\d+\.)[ \t]+\Z", source[:start], re.MULTILINE)
    ):
        start = bullet.start()
    kept = _kept_heading(reading, heading, block)
    text = (
        "\n\n".join(each for each in (kept, text) if each).replace("\n", newline_at(source, start))
        if kept
        else text
    )
    yield _removal(source, start, places[-1].end, text)


def _kept_heading(reading: Reading, heading: tuple[int, int] | None, block: Block | None) -> str:
    """Give the comment that keeps a heading which the page does not show now."""
    if not heading or not block or block.style in VISIBLE:
        return ""
    raw = reading.source[slice(*heading)].strip()
    if raw.startswith("<!--"):
        return raw
    return "" if raw == _heading(reading, block) else f"<!-- references: {raw} -->"


def _removal(source: str, start: int, end: int, text: str) -> Edit:
    """Exchange lines for others, or take them out with one of the line ends before them."""
    stop = _line_end(source, end)
    newline = newline_at(source, start)
    is_ended = "\n" in source[start + len(source[start:end].rstrip()) : stop]
    is_apart = not source[stop:].strip() or re.match(r"[ \t]*\r?\n", source[stop:])
    if text:
        above = (
            ""
            if not source[:start].strip() or re.search(r"\n[ \t]*\r?\n\Z", source[:start])
            else newline
        )
        below = "" if is_apart else newline
        return Edit(start, stop, above + text + (newline if is_ended else "") + below)
    before = source[:start]
    for _ in range(1 if is_ended and is_apart else 2 if not is_ended else 0):
        shorter = before.removesuffix("\n").removesuffix("\r")
        if shorter.endswith("\n") or not is_ended:
            before = shorter
    return Edit(len(before), stop, "")


def _line_end(source: str, place: int) -> int:
    """Give the place behind the line end that follows a place, if nothing but blanks stands before it."""
    if place and source[place - 1] == "\n":
        return place
    found = re.compile(r"[ \t]*(?:\\\\[ \t]*)?\r?\n|[ \t]*\Z").match(source, place)
    return found.end() if found else place


def _text(reading: Reading, block: Block) -> str:
    """Spell a list with its heading."""
    if not block.rows:
        return ""
    newline = newline_at(reading.source, 0)
    if block.style not in VISIBLE:
        return newline.join(block.rows)
    kept = reading.kept_heading
    return (newline * 2).join([kept[2] if kept else _heading(reading, block), *block.rows])


def _heading(reading: Reading, block: Block) -> str:
    """Spell the heading of a list, on the level of the body's own sections."""
    listed = {each.heading[0] for each in reading.listings if each.heading}
    levels = [
        each.level
        for each in reading.body.blocks
        if each.kind == "heading" and each.start not in listed
    ]
    return f"{'#' * min(levels, default=2)} {escape.heading_text(escape.inline(block.heading))}"


def _appended(source: str, text: str) -> Edit:
    """Put a list at the end, behind a blank line; the text keeps the end that it has, whatever its other lines."""
    newline = (
        "\r\n"
        if source.endswith("\r\n")
        else "\n"
        if source.endswith("\n")
        else newline_at(source, len(source))
    )
    if source.endswith("\n"):
        return Edit(len(source), len(source), f"{newline}{text}{newline}")
    return Edit(len(source), len(source), f"{newline}{newline}{text}")
