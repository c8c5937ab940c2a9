"""An item out of an issue, back to what it was in the backlog; its number goes. Pure."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from postgen.errors import VerificationError
from postgen.habits import cards, item_form, past, sections
from postgen.habits.past import PastIssue
from postgen.habits.sections import key_of
from postgen.issue_edit import (
    BY_HAND,
    end_of,
    joined,
    plain_lines,
    renumbered,
    sections_of,
    with_contents,
)
from postgen.markdown import Markdown, escape
from postgen.markdown.lists import ListBlock
from postgen.references import OUTSIDE
from postgen.references.convert import convert, own_style
from postgen.references.parse import ParsedReferences
from postgen.toc.find import find as find_table
from postgen.urls.canonical import canonical

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from postgen.habits.body import BodyHabits
    from postgen.habits.past import Part, Past
    from postgen.habits.sections import PastSection


class Taken(NamedTuple):
    """An item that was taken out of an issue: what it said, and the issue's text without it."""

    text: str
    section: str
    title: str
    url: str
    markdown: str


class Unit(NamedTuple):
    """An item where it stands in a body, the section that it is in, and its neighbours there."""

    start: int
    end: int
    section: PastSection
    above: int | None
    below: int | None


def take_out(text: str, url: str, habits: BodyHabits) -> Taken:
    """Take the item out of an issue that leads to a URL; its number goes, and others follow.

    Raises `VerificationError` where no item has it.
    """
    document, newline = plain_lines(text)
    as_links = past.read(PastIssue(str(document)))
    as_written = past.read(PastIssue(str(document)), as_links=False)
    read_units = list(units(as_links, habits))
    written_units = list(units(as_written, habits))
    place = _place_of(as_links, read_units, url)
    if place is None or len(read_units) != len(written_units):
        raise VerificationError(f"No item of the issue leads to {url}.", BY_HAND)
    unit, read_unit = written_units[place], read_units[place]
    markdown, title = item_markdown(as_links, read_unit, url, has_card=habits.item.has_images)
    start, end = _removal(as_written, unit, habits)
    gone = {part.head.name for part in as_written.parts if part.head and start <= part.start < end}
    body = document.body[:start] + document.body[end:]
    before = ParsedReferences(Markdown(document.body))
    body = _without_rows(without_entries(before, body), gone)
    body = with_contents(renumbered(body, habits), as_written.heading)
    section = unit.section.head.name if unit.section.head else ""
    return Taken(joined(document, body, newline), section, title, url, markdown)


def units(found: Past, habits: BodyHabits) -> Iterator[Unit]:
    """Yield the items of an issue, in their order."""
    _, there = sections_of(found, habits)
    for section in there:
        extents = list(_extents(found, section))
        for place, (start, end) in enumerate(extents):
            above = extents[place - 1][1] if place else None
            below = extents[place + 1][0] if place + 1 < len(extents) else None
            yield Unit(start, end, section, above, below)


def _extents(found: Past, section: PastSection) -> Iterator[tuple[int, int]]:
    parts = section.parts
    if section.kind == "heading":
        starts = [n for n, part in enumerate(parts) if part.kind == "head"]
        for part in parts[: starts[0]]:
            yield from _list_items(found, part)
        for start, stop in zip(starts, [*starts[1:], len(parts)], strict=True):
            yield parts[start].start, end_of(parts[start:stop], set(), parts[start].end)
        return
    for part in parts:
        has_links = part.block is not None and sections.outside_links(found, part.block) > 0
        if not has_links or not part.block:
            continue
        if section.kind == "paragraph" and part.kind == "text":
            yield part.start, part.end
        elif section.kind == "list":
            yield from _list_items(found, part)


def _list_items(found: Past, part: Part) -> Iterator[tuple[int, int]]:
    if not isinstance(part.block, ListBlock) or part.kind != "list":
        return
    for item in part.block.items:
        if sections.outside_links(found, item):
            end = min(item.end, part.end)
            yield item.start, item.start + len(found.body.source[item.start : end].rstrip())


def _place_of(found: Past, units: Sequence[Unit], url: str) -> int | None:
    """Return which item leads to a URL, with its first link before others."""
    wanted = _key(url)
    for place, unit in enumerate(units):
        for span, view in found.body.links():
            is_inside = unit.start <= view.at(span.start) < unit.end
            if is_inside and OUTSIDE.match(span.url) and _key(span.url) == wanted:
                return place
    return None


def item_markdown(found: Past, unit: Unit, url: str, *, has_card: bool = False) -> tuple[str, str]:
    """Return an item as one of a backlog, without its bullet, and its title.

    With `has_card`, an image, a source and a day may stand between its heading and its note.
    """
    source = found.body.source[unit.start : unit.end]
    parts = [part for part in unit.section.parts if unit.start <= part.start < unit.end]
    if unit.section.kind == "heading" and parts and parts[0].head:
        head = parts[0].head
        words = re.sub(r"\s*\{[:#][^}]*\}\s*\Z", "", head.words)
        rest = source[len(parts[0].text) :].strip()
        rest = cards.note_in(rest, url) if has_card else rest
        is_linked = "](" in words or "<http" in words
        if not is_linked:
            words = escape.link(words, url)
            rest = _without_link(rest, url)
        rest = re.sub(r"^> ?", "", rest, flags=re.MULTILINE)
        return _behind(words, rest), head.name
    text = re.sub(r"\A(?:[-*+]|\d+[.)])[ \t]+", "", source)
    width = len(source) - len(text)
    text = re.sub(rf"\n {{1,{width or 1}}}", "\n", text)
    read = Markdown(text)
    line = next((item_form.read_line(read, b.view) for b in read.blocks if b.view), None)
    if not line:
        return text.replace("\n", "\n  "), escape.one_line(text)[:60]
    form = line.line
    if form.place == "title":
        opening, closing = form.prefix + form.opening, form.closing
        link, _, note = text.removeprefix(opening).partition(closing) if closing else (text, "", "")
        if closing:
            separator = form.separator
            note = note.removeprefix(separator)
            return _behind(link, note), line.title
        return _behind(*_split_link(text.removeprefix(opening), form.separator)), line.title
    words = line.title
    rest = text.removeprefix(form.opening).removeprefix(words).removeprefix(form.closing)
    rest = _without_link(rest.removeprefix(form.separator), url).strip(" :-–—")
    return _behind(escape.link(words, url), rest), escape.one_line(words)


def _split_link(text: str, separator: str) -> tuple[str, str]:
    """Return the link that a text begins with, and its note."""
    read = Markdown(text)
    for span, view in read.links():
        end = view.end(span.end)
        return text[:end], text[end:].removeprefix(separator)
    return text, ""


def _key(url: str) -> str:
    """Return what is the same for every spelling of an address, `&amp;` included."""
    return canonical(escape.opened_url(url))


def _without_link(text: str, url: str) -> str:
    """Remove the link that is only there to lead to a URL: `[Read more](url)`."""
    read = Markdown(text)
    for span, view in read.links():
        if _key(span.url) == _key(url):
            start, end = view.at(span.start), view.end(span.end)
            return (text[:start].rstrip() + text[end:]).strip()
    return text


def _behind(link: str, note: str) -> str:
    note = note.strip()
    return f"{link} - {note}".replace("\n", "\n  ").replace("\n  \n", "\n\n") if note else link


def _removal(found: Past, unit: Unit, habits: BodyHabits) -> tuple[int, int]:
    """Return what goes with an item: the blank lines on one side, or its section with it."""
    if unit.above is not None:
        return unit.above, unit.end
    if unit.below is not None:
        return unit.start, unit.below
    section, source = unit.section, found.body.source
    habit = next((each for each in habits.sections if key_of(each.name) == section.key), None)
    if not section.own or (habit and habit.before):
        return len(source[: unit.start].rstrip("\n")), unit.end
    above = source[: section.own.start].rstrip("\n")
    below = source[unit.end :]
    rule = habits.rule
    end = unit.end
    if rule and above.endswith(rule):
        is_before_rule = below.lstrip("\n").startswith(rule)
        if is_before_rule:
            end = source.index(rule, end) + len(rule)
        elif not below.strip():
            above = above.removesuffix(rule).rstrip("\n")
    return len(above), end


def without_entries(before: ParsedReferences, body: str) -> str:
    """Remove the entries of a list that nothing cites any more, and number the others again.

    Those that nothing cited `before` stay. Raises `VerificationError`.
    """
    if not own_style(before):
        return body
    parsed = ParsedReferences(Markdown(body))
    stay = Counter(key for _, _, key in _uncited(before))
    gone = []
    for start, end, key in _uncited(parsed):
        if stay[key] > 0:
            stay[key] -= 1
        else:
            gone.append((start, end))
    for start, end in sorted(gone, reverse=True):
        body = _cut_lines(body, start, end)
    done = convert(body)
    if done.refused:
        raise VerificationError(f"{done.refused.message}.", BY_HAND)
    return done.body


def _uncited(parsed: ParsedReferences) -> Iterator[tuple[int, int, str]]:
    """Yield the places of entries, footnotes and definitions that nothing cites, and their URLs."""
    listed = {entry for each in parsed.citations for entry in each.listed}
    labels = {each.label for each in parsed.citations}
    for each in parsed.lists:
        for entry in each.entries:
            if entry not in listed:
                yield entry.start, entry.end, entry.entry.url
    for footnote in parsed.footnotes.values():
        if f"^{footnote.label}" not in labels:
            yield footnote.start, footnote.end, footnote.entry.url
    for definition in parsed.definitions:
        if definition.label.isdecimal() and definition.label not in labels:
            yield definition.start, definition.end, definition.url


def _without_rows(body: str, names: set[str]) -> str:
    """Remove the entries of a table of contents that name headings which are gone."""
    table = find_table(Markdown(body)) if names else None
    if not table:
        return body
    rows = zip(table.rows, table.pairs, strict=True)
    lost = [row for row, pair in rows if pair < 0 and row.words in names]
    for row in reversed(lost):
        start, end = row.line_start(body), row.line_end(body)
        body = body[:start] + body[end + 1 :]
    return body


def _cut_lines(text: str, start: int, end: int) -> str:
    """Cut lines out, with the blank lines above them where there are some below, too."""
    start = text.rfind("\n", 0, start) + 1
    stop = text.find("\n", end - 1 if text[end - 1 : end] == "\n" else end)
    stop = len(text) if stop < 0 else stop + 1
    above = text[:start]
    kept = above.rstrip("\n")
    blanks = len(above) - len(kept) - 1
    is_apart = text[stop : stop + 1] in {"", "\n"}
    if blanks > 0 and is_apart:
        return text[: start - blanks] + text[stop:]
    return text[:start] + text[stop:]
