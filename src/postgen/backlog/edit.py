"""Edits of a backlog: put a link in, move an item, exchange its text, take items out. Text in, text out.

Each works out the smallest edit, reads the result again, and raises `SpoiltError` unless it says what it should.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postgen.backlog import (
    TASK,
    UNSORTED,
    Backlog,
    VerificationError,
    category_name,
    fold,
    is_balanced,
    leading_link,
    metadata,
    metadata_of,
    read,
    spell_link,
)
from postgen.markdown import escape
from postgen.markdown.source_map import View
from postgen.text.edits import Edit, apply, newline_at
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postgen.backlog import Entry, Section
    from postgen.markdown.lists import ListBlock
    from postgen.markdown.spans import Span
    from postgen.model import Link

_BY_HAND = "Nothing was written; take them out by hand."
_BLANK_INSIDE = Lazy(r"\n[ \t]*\n")
_TAG_LINE = Lazy(r"\s*^[ \t]*(?:\{%-?\s*(end)?(?:(?!%\}).)*%\}[ \t]*)+\r?(?:\n|\Z)", re.MULTILINE)
_LINE_AND_BLANKS = Lazy(r".*\n\s*\Z")


def add(text: str, link: Link, *, stamped: bool = True) -> tuple[str, str]:
    """Put a link at the end of its category; give the new text and the name of the section.

    Raises `CategoryError`, and `SpoiltError` when Jekyll would not show the link there.
    """
    held = read(text)
    name = category_name(link.category) or UNSORTED
    section = held.match_category(name)
    item = bullet_for(held, section, task=True) + spell_link(link, stamped=stamped)
    new = read(apply(text, insertion(held, item, section, name)))
    kept = metadata.parse(metadata.spell(metadata_of(link, stamped=stamped))) or metadata.Metadata()
    place = held.sections.index(section) if section else len(held.sections)
    _verify_added(held, new, link, place, name, kept)
    return new.text, new.sections[place].name


def move(held: Backlog, entry: Entry, category: str) -> tuple[str, str]:
    """Put an item at the end of another category, its own Markdown as it is; give the text and the section's name.

    Raises `CategoryError` and `SpoiltError`.
    """
    name = category_name(category) or UNSORTED
    section = held.match_category(name)
    place = held.sections.index(section) if section else len(held.sections)
    rest = Backlog(take_out(held, [entry]))
    target = rest.sections[place] if section else None
    bullet = bullet_for(rest, target, task=False)
    line = bullet + _refitted(_behind_bullet(entry), entry.item.indentation, _columns(bullet))
    moved = Backlog(apply(rest.text, insertion(rest, line, target, name)))
    if _is_longer(rest, moved, place, name):
        again = moved.last_entry(moved.sections[place])
        if (again.title, again.note, again.urls) == (entry.title, entry.note, entry.urls):
            return moved.text, moved.sections[place].name
    raise VerificationError(
        f"`{entry.title}` cannot stand under `{name}` as it is.",
        "Nothing was written; move it by hand.",
    )


def exchange(held: Backlog, entry: Entry, text: str) -> str:
    """Put another text behind an item's bullet; lines that would fall out of the item are indented.

    Raises `SpoiltError` for a text that would be several items, or none, or change its neighbours.
    """
    lines, newline = re.split(r"\r?\n", text), newline_at(held.text, entry.start)
    start, end = entry.item.text_start + held.offset, entry.start + len(entry.source)
    place = held.sections.index(entry.section)
    index = [start for start, _ in held.extents(entry.section)].index(entry.start)
    rest = held.outline(without=[entry])
    for each in (lines, _indented(lines, entry.item.indentation)):
        new = apply(held.text, [Edit(start, end, newline.join(each))])
        told = Backlog(new).outline()
        if len(told) > place and len(told[place][1]) > index:
            again = told[place][1].pop(index)
            if told == rest and again.endswith(
                newline.join(each).rstrip()
            ):  # all of it is in the item
                return new
    raise VerificationError(
        "This text would become several items, or change its neighbours.", "Nothing was written."
    )


def respelled(
    held: Backlog,
    entry: Entry,
    *,
    title: str | None = None,
    url: str | None = None,
    note: str | None = None,
    tags: tuple[str, ...] | None = None,
) -> str:
    """Give the text of an item with its title, address, note or tags exchanged; all else in it stays as it is.

    Prose has tags only: the other three are for an item that begins with a link.
    """
    view, spans = entry.texts[0] if entry.texts else (View("", [0], [entry.item.text_start]), [])
    lead = leading_link(view.text, spans)
    marks = [
        span
        for span in spans
        if span.kind == "comment" and metadata.parse(view.text[span.start : span.end])
    ]
    end = marks[0].start if marks else len(view.text)
    end = len(view.text[:end].rstrip())
    edits = []
    if lead and (title is not None or url is not None):
        edits.append(_new_link(held, view, lead[1], title, url))
    if lead and note is not None:
        said = escape.inline(escape.one_line(note))
        edits.append(
            Edit(
                view.end(lead[0].end), view.end(max(end, lead[0].end)), f" - {said}" if said else ""
            )
        )
    if tags is not None:
        comment = metadata.spell(entry.metadata._replace(tags=tags))
        comment = f" {comment}" if comment else ""
        edits.append(Edit(view.end(end), view.end(marks[0].end if marks else end), comment))
    start = entry.item.text_start
    text = held.body.source[start : entry.end - held.offset].rstrip("\r\n")
    return apply(text, [Edit(a - start, b - start, new) for a, b, new in edits])


def _new_link(held: Backlog, view: View, link: Span, title: str | None, url: str | None) -> Edit:
    inner = view.at(link.inner_start), view.end(link.inner_end)
    words = (
        held.body.source[slice(*inner)] if title is None else escape.inline(escape.one_line(title))
    )
    if url is None and link.kind == "link":
        return Edit(*inner, words)
    if title is None and link.kind == "autolink":
        return Edit(view.at(link.start), view.end(link.end), escape.autolink(url or link.url))
    again = escape.link(words, url or link.url, link.title)
    return Edit(view.at(link.start), view.end(link.end), again)


def take_out(held: Backlog, entries: Sequence[Entry]) -> str:
    """Give the text without some items. Raises `SpoiltError` when more or less would be gone."""
    text = held.text
    runs: list[list[Entry]] = []
    for entry in sorted(entries, key=lambda entry: entry.start):
        last = runs[-1][-1] if runs else None
        if last and last.section is entry.section and not text[last.end : entry.start].strip():
            runs[-1].append(entry)
        else:
            runs.append([entry])
    edits = [_removal(text, run[0], run[-1]) for run in runs]
    if not all(is_balanced(text[edit.start : edit.end]) for edit in edits):
        raise VerificationError(
            "Taking these items out would cut a block of Liquid tags in two.", _BY_HAND
        )
    new = Backlog(apply(text, edits))
    if held.outline(without=entries) != new.outline() or not same_definitions(held, new):
        raise VerificationError("Taking these items out would change others.", _BY_HAND)
    return new.text


# Where an item goes, and how it looks there


def insertion(held: Backlog, item: str, section: Section | None, name: str) -> list[Edit]:
    """Give the edits that put an item at the end of a section, or of a new one called `name`."""
    if section is None:
        return [_new_section(held, item, name)]
    text = held.text
    edits = [
        _behind_last(held, section, item) if section.lists else _first_item(held, section, item)
    ]
    if section.absorbed:
        edits.insert(0, Edit(section.start, section.start, newline_at(text, section.start)))
    return edits


def _behind_last(held: Backlog, section: Section, item: str) -> Edit:
    text, last = held.text, held.last_entry(section)
    block, _, stop = section.lists[-1]
    newline = newline_at(text, last.start)
    gap = newline if is_loose(block, stop - 1, held.body.view.text) else ""
    at = _behind_tags(text, last.end, section.end)
    after = newline if at == section.end < len(text) else ""  # or it would swallow the next head
    return _insert(text, at, gap + item, newline, after)


def _behind_tags(text: str, position: int, limit: int) -> int:
    """Pass over the Liquid tags that end what an item stands in: a link inside could be hidden, or repeated."""
    at = position
    while found := _TAG_LINE.match(text, at, limit):
        at = found.end()
        position = at if found[1] else position
    return position


def is_loose(block: ListBlock, last: int, text: str) -> bool:
    """Say whether all items above the last are paragraphs to kramdown: only then is a blank line one to the last.

    In other lists a blank line would make a paragraph of the last item, which it is not yet.
    """
    return last > 0 and all(_is_paragraph(block, index, text) for index in range(last))


def _is_paragraph(block: ListBlock, index: int, text: str) -> bool:
    start, end = block.extent_of(index)
    source = text[start:end]
    if not _BLANK_INSIDE.search(source):
        return False
    if _LINE_AND_BLANKS.match(source):
        return True
    kinds = [each.kind for each in block.item(index).blocks()[:2]]
    return kinds == ["paragraph", "blank"]


def _first_item(held: Backlog, section: Section, item: str) -> Edit:
    text = held.text
    at = held.content_end(section.start, section.end)
    newline = newline_at(text, section.start)
    after = newline if text[at : at + 1] not in {"", "\r", "\n"} else ""
    tight = section.style == "bold" and at == section.body and _is_tight(held)
    return _insert(text, at, ("" if tight else newline) + item, newline, after)


def _insert(text: str, at: int, item: str, newline: str, after: str = "") -> Edit:
    """Put lines at the end of another; where the file ends without a newline it goes on to do so."""
    if at and text[at - 1] != "\n":
        return Edit(at, at, newline + item)
    return Edit(at, at, item + newline + after)


def _new_section(held: Backlog, item: str, name: str) -> Edit:
    """Begin a section at the end, in the style of the others."""
    text, newline = held.text, newline_at(held.text, 0)
    head, apart = new_head(held, name, newline)
    below = text[len(text.rstrip(" \t\r\n")) :]
    if not text[held.offset :].strip():
        gap = newline if text and not text.endswith("\n") else ""
    else:
        gap = newline * max(2 - below.count("\n"), 0 if text.endswith("\n") else 1)
    closing = newline if text.endswith("\n") or not text else ""
    return Edit(len(text), len(text), gap + head + newline * (1 + apart) + item + closing)


def new_head(held: Backlog, name: str, newline: str) -> tuple[str, bool]:
    """Spell a head like those of the sections with items; say whether a blank line follows it."""
    named = [each for each in held.sections if each.name]
    filled = [each for each in named if each.lists] or named
    spelled = escape.inline(name)
    style = filled[-1].style if filled else "atx"
    if style == "bold":
        return f"**{spelled}**", not _is_tight(held)
    level = _level([each for each in filled if each.style != "bold"])
    if style == "setext" and level < 3:
        return f"{escape.guard(spelled)}{newline}{'-='[level == 1] * max(3, len(name))}", True
    return f"{'#' * level} {escape.heading_text(spelled)}", True


def _level(headings: Sequence[Section]) -> int:
    """Give the highest level that holds items; a lone first level is the page's title."""
    levels = sorted(each.level for each in headings)
    if levels[:1] == [1] and levels.count(1) == 1:
        del levels[0]
    return levels[0] if levels else 2


def _is_tight(held: Backlog) -> bool:
    """Say whether the last bold head with items has them directly below."""
    filled = [section for section in held.sections if section.style == "bold" and section.lists]
    return bool(filled) and held.extents(filled[-1])[0][0] == filled[-1].body


def bullet_for(held: Backlog, section: Section | None, *, task: bool) -> str:
    """Give the bullet of a section's next item, or of a new section's first."""
    if section and section.lists:
        return _next_bullet(held, section, task=task)
    for other in reversed(held.sections):
        if other.lists:
            block = other.lists[-1][0]
            return _next_bullet(held, other, task=task) if block.marker == "*" else "1. "
    return "* "


def _next_bullet(held: Backlog, section: Section, *, task: bool) -> str:
    last = held.last_entry(section)
    item = last.item
    bullet = held.text[last.start : item.text_start + held.offset]
    if (
        bullet.isspace() or not bullet[-1:].isspace() or "{:" in bullet
    ):  # it is empty, or wears attributes
        bullet = bullet[: bullet.index(item.marker)] + item.marker + " "
    number = item.marker[:-1]
    if number.isdecimal():
        block, first, stop = section.lists[-1]
        counts = stop - first < 2 or block.item(stop - 2).marker != item.marker
        bullet = bullet.replace(item.marker, f"{int(number) + counts}.", 1)
    return bullet + "[ ] " * (task and bool(TASK.match(held.text, item.text_start + held.offset)))


def _columns(bullet: str) -> int:
    return len(bullet.expandtabs(4))


def _behind_bullet(entry: Entry) -> str:
    """Give an item's Markdown behind its bullet, attributes included."""
    source = entry.source
    return source[source.index(entry.item.marker) + len(entry.item.marker) :].lstrip(" \t")


def _refitted(text: str, old: int, new: int) -> str:
    """Shift the lines that stand below an item's first, where another bullet is wider or narrower."""
    first, newline, rest = text.partition("\n")
    if old == new or not rest:
        return text
    return first + newline + "\n".join(_shifted(line, old, new) for line in rest.split("\n"))


def _shifted(line: str, old: int, new: int) -> str:
    content = line.lstrip(" \t")
    columns = len(line[: len(line) - len(content)].expandtabs(4))
    return line if columns < old or not content.strip() else " " * (columns - old + new) + content


def _indented(lines: Sequence[str], columns: int) -> list[str]:
    return [
        f"{' ' * columns}{line}" if line.strip() and number else line
        for number, line in enumerate(lines)
    ]


# Taking out


def _removal(text: str, first: Entry, last: Entry) -> Edit:
    """Give the edit that takes neighbouring items of a list out, with the blank lines on one side of them."""
    section, start, end = first.section, first.start, last.end
    above = (
        text.find("\n", len(text[section.body : start].rstrip()) + section.body - 1, start) + 1
        or start
    )
    below = end + len(text[end : section.end]) - len(text[end : section.end].lstrip("\r\n"))
    emptied = not text[section.body : start].strip() and section.name
    if emptied and end == section.end < len(
        text
    ):  # the next head follows at once: a blank line keeps them apart
        return Edit(start, end, "" if above < start else newline_at(text, section.start))
    if below in {section.end, len(text)}:  # nothing follows: the lines above go
        start = max(above, section.body)
    elif above < start:  # blank lines on both sides
        end = below
    if end == len(text) and not text.endswith("\n") and start:
        start -= 2 if text[start - 2 : start] == "\r\n" else 1
    return Edit(start, end, "")


# Proofs


def _verify_added(
    old: Backlog, new: Backlog, link: Link, place: int, name: str, kept: metadata.Metadata
) -> None:
    """See that the new text says what the old one said, plus exactly this link, at the end of its section."""
    if _is_longer(old, new, place, name):
        entry = new.last_entry(new.sections[place])
        wanted = (
            escape.one_line(link.title) or link.url,
            escape.one_line(link.note),
            [_plain(escape.address(link.url))],
            kept,
        )
        if entry.starts_with_link and wanted == (
            entry.title,
            entry.note,
            [_plain(url) for url in entry.urls],
            entry.metadata,
        ):
            return
    raise VerificationError(
        f"The link {link.url} cannot be filed under `{name}` so that Jekyll would show it.",
        "Something open above it (code, a comment, HTML) swallows it; close that first. Nothing was written.",
    )


def _plain(url: str) -> str:
    return url.replace("&amp;", "&")


def _is_longer(old: Backlog, new: Backlog, place: int, name: str) -> bool:
    """Say whether the new text has the same sections and as many items, plus one at a place."""
    told = [(fold(each.name), each.size) for each in new.sections]
    wanted = [(fold(each.name), each.size) for each in old.sections]
    if place == len(wanted):
        wanted.append((fold(name), 0))
    wanted[place] = (wanted[place][0], wanted[place][1] + 1)
    return told == wanted


def same_definitions(old: Backlog, new: Backlog) -> bool:
    """Say whether reference links lead where they led."""
    told = [
        {label: (each.url, each.title) for label, each in held.body.definitions.items()}
        for held in (old, new)
    ]
    return told[0] == told[1] and old.body.footnotes == new.body.footnotes
