"""Edits of a backlog: add links, replace the text of an item, remove items. Text in, text out.

Each works out the smallest edit, reads the result again, and raises `VerificationError` unless it
says what it should.
"""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import TYPE_CHECKING

from postgen.backlog import metadata
from postgen.backlog.item_markdown import fitting_item, indented, is_entry_of, quotation
from postgen.backlog.model import UNSORTED, Backlog, read
from postgen.backlog.parse import category_name, fold, is_balanced, leading_link
from postgen.backlog.placement import Placement
from postgen.errors import VerificationError
from postgen.markdown import escape
from postgen.markdown.source_map import View
from postgen.text.edits import Edit, apply, newline_at
from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from postgen.backlog.entry import Entry, Section
    from postgen.markdown.spans import Span
    from postgen.model import Link


_BY_HAND = "Nothing was written; take them out by hand."


class Added(NamedTuple):
    """The new text, the names of the sections with new links, and the links that do not fit.

    `names` has the section's name for each category as it was asked for, "" where none of its links
    was filed.
    """

    text: str
    names: Mapping[str, str]
    unfit: Sequence[Link]


class _Group:
    """The links of one category: `place` is the index of its section in the new text.

    `items` are the links as Markdown, `lines` those with their bullets.
    """

    def __init__(self, name: str, place: int) -> None:
        self.name = name
        self.place = place
        self.links: list[Link] = []
        self.items: list[str] = []
        self.lines: list[str] = []


def add(text: str, links: Sequence[Link], *, stamped: bool = True, exact: bool = False) -> Added:
    """Add links at the ends of their categories, one or ten thousand, in one edit a section.

    The text is what would come of adding the links one by one, category by category. A category is
    the section of that name, in any case, or, unless `exact`, the one whose name begins so; else it
    is begun at the end. With `stamped` the day of each link is kept. A link that Jekyll would not
    show as it is meant is left out and returned in `unfit`. Raises `CategoryError` for the
    beginning of several names, and `VerificationError` when the result would not say what `text`
    said plus exactly these links.
    """
    backlog = read(text)
    groups, group_of, unfit = _grouped(backlog, links, stamped=stamped, exact=exact)
    backlog = with_separate_heads(backlog, [group.place for group in groups])
    placement = Placement(backlog)
    for group in groups:
        if group.place < len(backlog.sections):
            group.lines = placement.into_section(group.place, group.items)
        else:
            group.lines = placement.into_new_section(group.name, group.items)
    new = read(apply(backlog.text, placement.edits()))
    _verify_added(backlog, new, groups, stamped=stamped)
    names = {}
    for category, filed_in in group_of.items():
        names[category] = new.sections[filed_in.place].name if filed_in else ""
    return Added(new.text, names, unfit)


def cannot_be_filed(link: Link, name: str) -> VerificationError:
    """Return the error that names a link which Jekyll would not show under a category."""
    return VerificationError(
        f"The link {link.url} cannot be filed under `{name}` so that Jekyll would show it.",
        "Something open above it (code, a comment, HTML) swallows it; close that first. "
        "Nothing was written.",
    )


def exchange(backlog: Backlog, entry: Entry, text: str) -> str:
    """Replace the text behind an item's bullet; lines that would fall out of the item are indented.

    Return the new text of the backlog. Raises `VerificationError` for a text that would be several
    items, or none, or change its neighbours.
    """
    lines = re.split(r"\r?\n", text)
    newline = newline_at(backlog.text, entry.start)
    start = entry.item.text_start + backlog.offset
    end = entry.start + len(entry.source)
    place = backlog.sections.index(entry.section)
    starts = [extent.start for extent in backlog.extents(entry.section)]
    index = starts.index(entry.start)
    others = backlog.outline(without=[entry])
    for each in (lines, _indented(lines, entry.item.indentation)):
        item = newline.join(each)
        new = apply(backlog.text, [Edit(start, end, item)])
        outline = read(new).outline()
        items = outline[place][1] if place < len(outline) else []
        if index >= len(items):
            continue
        found = items.pop(index)
        is_whole = found.endswith(item.rstrip())
        if is_whole and outline == others:
            return new
    raise VerificationError(
        "This text would become several items, or change its neighbours.", "Nothing was written."
    )


def respelled(  # noqa: PLR0913
    backlog: Backlog,
    entry: Entry,
    *,
    title: str | None = None,
    url: str | None = None,
    note: str | None = None,
    tags: tuple[str, ...] | None = None,
    quote: str | None = None,
) -> str:
    """Return the text of an item with its title, address, note, tags or quotation replaced.

    All else in it stays as it is. Title, address and note are for an item that begins with a link.
    """
    if entry.texts:
        view, spans = entry.texts[0]
    else:
        view, spans = View("", [0], [entry.item.text_start]), []
    lead = leading_link(view.text, spans)
    comment = _metadata_span(view, spans)
    before_comment = view.text[: comment.start] if comment else view.text
    end = len(before_comment.rstrip())
    edits = []
    if lead:
        outer, link = lead
        if title is not None or url is not None:
            edits.append(_new_link(backlog, view, link, title, url))
        if note is not None:
            edits.append(_new_note(view, outer.end, max(end, outer.end), note))
    if tags is not None:
        new_metadata = entry.metadata._replace(tags=tags)
        comment_end = comment.end if comment else end
        edits.append(_new_comment(view, end, comment_end, new_metadata))
    start = entry.item.text_start
    text = backlog.body.source[start : entry.end - backlog.offset].rstrip("\r\n")
    if quote is not None:
        edits += _new_quotation(backlog, entry, start + len(text), quote)
    return apply(text, [Edit(a - start, b - start, new) for a, b, new in edits])


def _metadata_span(view: View, spans: Sequence[Span]) -> Span | None:
    for span in spans:
        if span.kind == "comment" and metadata.parse(view.text[span.start : span.end]):
            return span
    return None


def _new_link(backlog: Backlog, view: View, link: Span, title: str | None, url: str | None) -> Edit:
    """Return the edit that gives a link another title or another address."""
    inner_start, inner_end = view.at(link.inner_start), view.end(link.inner_end)
    words = backlog.body.source[inner_start:inner_end]
    if title is not None:
        words = escape.inline(escape.one_line(title))
    if url is None and link.kind == "link":
        return Edit(inner_start, inner_end, words)
    start, end = view.at(link.start), view.end(link.end)
    if title is None and link.kind == "autolink":
        return Edit(start, end, escape.autolink(url or link.url))
    return Edit(start, end, escape.link(words, url or link.url, link.title))


def _new_note(view: View, start: int, end: int, note: str) -> Edit:
    """Return the edit that puts a note behind a link: `[Title](…) - Note`."""
    words = escape.inline(escape.one_line(note))
    new = f" - {words}" if words else ""
    return Edit(view.end(start), view.end(end), new)


def _new_quotation(backlog: Backlog, entry: Entry, end: int, quote: str) -> Iterator[Edit]:
    """Yield the edits that put another quotation in the place of those of an item, or at its end.

    The lines `  > Words` are as far in as the item's text.
    """
    source, columns = backlog.body.source, entry.item.indentation
    new = quotation(quote)
    for block in entry.item.blocks():
        if block.kind != "quote":
            continue
        start = max(source.rfind("\n", 0, block.start) + 1, entry.item.text_start)
        margin = source[start : block.start]
        is_gone = not new
        if is_gone:
            start = max(len(source[:start].rstrip()), entry.item.text_start)
            margin = ""
        stop = block.start + len(source[block.start : block.end].rstrip())
        yield Edit(start, stop, margin + indented(new, columns))
        new = ""
    if new:
        yield Edit(end, end, "\n\n" + " " * columns + indented(new, columns))


def _new_comment(view: View, start: int, end: int, new_metadata: metadata.Metadata) -> Edit:
    """Return the edit that puts other metadata at an item's end: ` <!-- tags: a, b -->`."""
    comment = metadata.format_comment(new_metadata)
    new = f" {comment}" if comment else ""
    return Edit(view.end(start), view.end(end), new)


def take_out(backlog: Backlog, entries: Sequence[Entry]) -> str:
    """Return the text without some items.

    Raises `VerificationError` when more or less than these items would be gone.
    """
    text = backlog.text
    edits = removals(text, entries)
    new = read(apply(text, edits))
    is_rest_same = backlog.outline(without=entries) == new.outline()
    if not is_rest_same or not same_definitions(backlog, new):
        raise VerificationError("Taking these items out would change others.", _BY_HAND)
    return new.text


def removals(text: str, entries: Sequence[Entry]) -> list[Edit]:
    """Return the edits that remove items, with the blank lines on one side of them.

    Raises `VerificationError` where a block of Liquid tags would be cut in two.
    """
    edits = [_removal(text, run[0], run[-1]) for run in _runs(text, entries)]
    if not all(is_balanced(text[edit.start : edit.end]) for edit in edits):
        raise VerificationError(
            "Taking these items out would cut a block of Liquid tags in two.", _BY_HAND
        )
    return edits


def _runs(text: str, entries: Sequence[Entry]) -> list[list[Entry]]:
    """Return items in their order, those that are neighbours in one list."""
    runs: list[list[Entry]] = []
    for entry in sorted(entries, key=lambda entry: entry.start):
        last = runs[-1][-1] if runs else None
        if last and _are_neighbours(text, last, entry):
            runs[-1].append(entry)
        else:
            runs.append([entry])
    return runs


def _are_neighbours(text: str, entry: Entry, following: Entry) -> bool:
    """Return whether nothing but blank lines is between two items of one section."""
    if entry.section is not following.section:
        return False
    between = text[entry.end : following.start]
    return not between.strip()


def _removal(text: str, first: Entry, last: Entry) -> Edit:
    """Return the edit that removes neighbouring items and the blank lines on one side of them."""
    section, start, end = first.section, first.start, last.end
    text_above = text[section.body : start]
    text_below = text[end : section.end]
    content_above = section.body + len(text_above.rstrip())
    above = text.find("\n", content_above - 1, start) + 1 or start  # where blank lines begin
    below = section.end - len(text_below.lstrip("\r\n"))  # where they end
    is_emptied = section.name and not text_above.strip()
    is_next_head_below = end == section.end < len(text)
    if is_emptied and is_next_head_below:
        # The next head follows at once: a blank line keeps the two apart.
        has_blank_above = above < start
        gap = "" if has_blank_above else newline_at(text, section.start)
        return Edit(start, end, gap)
    if below in {section.end, len(text)}:  # nothing follows: the blank lines above go
        start = max(above, section.body)
    elif above < start:  # blank lines on both sides: those below go
        end = below
    is_last_line_open = end == len(text) and not text.endswith("\n")
    if is_last_line_open and start:  # the line that is the last now ends without a newline, too
        newline_length = 2 if text[start - 2 : start] == "\r\n" else 1
        start -= newline_length
    return Edit(start, end, "")


# Items behind other bullets


def _indented(lines: Sequence[str], columns: int) -> list[str]:
    """Indent all lines but the first, and blank ones."""
    first, *rest = lines
    indent = " " * columns
    indented = [first]
    for line in rest:
        is_blank = not line.strip()
        indented.append(line if is_blank else indent + line)
    return indented


# Adding links


def _grouped(
    backlog: Backlog, links: Sequence[Link], *, stamped: bool, exact: bool
) -> tuple[list[_Group], dict[str, _Group | None], list[Link]]:
    """Return the links by section, the group of each category, and the links that do not fit.

    A category without a link that fits has no group.
    """
    categories = backlog.categories()
    groups: dict[int, _Group] = {}
    group_of: dict[str, _Group | None] = {}
    unfit: list[Link] = []
    next_place = len(backlog.sections)
    for link in links:
        item = fitting_item(link, stamped=stamped)
        if item is None:
            group_of.setdefault(link.category, None)
            unfit.append(link)
            continue
        group = group_of.get(link.category)
        if group is None:
            name = category_name(link.category) or UNSORTED
            place = categories.find(name, exact=exact)
            if place is None:
                place, next_place = next_place, next_place + 1
                categories.append(name, place, has_items=True)
            group = groups.setdefault(place, _Group(name, place))
            group_of[link.category] = group
        group.links.append(link)
        group.items.append(item)
    return list(groups.values()), group_of, unfit


def with_separate_heads(backlog: Backlog, places: Sequence[int]) -> Backlog:
    """Put blank lines before absorbed heads where that makes items of absorbed lines below.

    In `1. a`, `## B`, `* b`, kramdown takes both the head and the bullet below for text of the
    first item. Else the backlog is returned as it is: the heads are separated when items are put
    below them.
    """
    separated = set(places)
    separated.update(place + 1 for place in places)  # a new item separates the next head too
    blank_lines = []
    for place, section in enumerate(backlog.sections):
        if section.absorbed and place in separated:
            newline = newline_at(backlog.text, section.start)
            blank_lines.append(Edit(section.start, section.start, newline))
    if not blank_lines:
        return backlog
    separate = Backlog(apply(backlog.text, blank_lines))
    old, new = sizes(backlog), sizes(separate)
    old_names = [name for name, _ in old]
    new_names = [name for name, _ in new]
    has_other_items = old != new
    if old_names == new_names and has_other_items:
        return separate
    return backlog


def _verify_added(old: Backlog, new: Backlog, groups: Sequence[_Group], *, stamped: bool) -> None:
    """Check that the sections with new items say what they said, and behind it exactly these items.

    Raises `VerificationError`, which names the first link of a section that does not.
    """
    if not groups:
        return
    _verify_sizes(old, new, groups)
    for group in groups:
        section = new.sections[group.place]
        is_new = group.place >= len(old.sections)
        old_section = None if is_new else old.sections[group.place]
        if not _has_only_more(old, old_section, new, section, group.lines):
            raise cannot_be_filed(group.links[0], group.name)
        if not is_entry_of(new.last_entry(section), group.links[-1], stamped=stamped):
            raise cannot_be_filed(group.links[-1], group.name)
    if not same_definitions(old, new):
        raise cannot_be_filed(groups[0].links[0], groups[0].name)


def _has_only_more(
    old: Backlog, old_section: Section | None, new: Backlog, section: Section, lines: list[str]
) -> bool:
    """Whether a section has the items that it had, byte for byte, and behind them new ones."""
    if old_section is None or not old_section.size:
        return new.sources(section) == lines
    if _begin_alike(old, old_section, new, section):
        last = new.last_sources(section, len(lines) + 1)
        return last == old.last_sources(old_section, 1) + lines
    return new.sources(section) == old.sources(old_section) + lines


def _begin_alike(old: Backlog, old_section: Section, new: Backlog, section: Section) -> bool:
    """Whether all items of a section but the last stand where they stood, in the same bytes.

    Where the last one ends may be different, now that another one follows.
    """
    *kept, (last_start, _) = old.places(old_section)
    old_text = old.text[old_section.start : last_start + old.offset]
    if not new.text.startswith(old_text, section.start):
        return False
    shift = (section.start - new.offset) - (old_section.start - old.offset)
    if shift:
        kept = [(start + shift, stop + shift) for start, stop in kept]
    return new.places(section)[: len(kept)] == kept


def _verify_sizes(old: Backlog, new: Backlog, groups: Sequence[_Group]) -> None:
    """Check that the new text has the sections, and as many items in each, as it should."""
    expected = sizes(old)
    for group in groups:
        if group.place == len(expected):
            expected.append((fold(group.name), 0))
        name, size = expected[group.place]
        expected[group.place] = name, size + len(group.lines)
    for place, (found, wanted) in enumerate(zip_longest(sizes(new), expected)):
        if found != wanted:
            group = _first_group_from(place, groups)
            raise cannot_be_filed(group.links[0], group.name)


def _first_group_from(place: int, groups: Sequence[_Group]) -> _Group:
    """Return the group that comes first in the text from a place on: what swallows it is above."""
    behind = [group for group in groups if group.place >= place]
    return min(behind, key=lambda group: group.place, default=groups[0])


def sizes(backlog: Backlog) -> list[tuple[str, int]]:
    """Return the name of each section, as it is compared, and the number of its items."""
    return [(fold(section.name), section.size) for section in backlog.sections]


def same_definitions(old: Backlog, new: Backlog) -> bool:
    """Return whether reference links and footnotes lead where they led."""
    return _targets(old) == _targets(new) and old.body.footnotes == new.body.footnotes


def _targets(backlog: Backlog) -> dict[str, tuple[str, str]]:
    return {label: (each.url, each.title) for label, each in backlog.body.definitions.items()}
