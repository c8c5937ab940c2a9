"""Items into an issue that is there already, and out of it; the numbers follow. Pure.

The issue keeps its own shape: an item is written as those beside it are.
"""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from postgen import issue as issues
from postgen.backlog import footnotes
from postgen.errors import VerificationError
from postgen.habits import body as body_habits
from postgen.habits import past, render, sections, standing
from postgen.habits.past import PastIssue
from postgen.habits.sections import key_of
from postgen.issue_ids import ids_of_page
from postgen.jekyll.document import Document
from postgen.markdown import Markdown, escape
from postgen.markdown.lists import ListBlock
from postgen.references import styles
from postgen.references.compose import ComposedReferences
from postgen.references.convert import convert, own_style
from postgen.references.parse import ParsedReferences
from postgen.text.edits import Edit, apply
from postgen.text.patterns import Lazy
from postgen.text.records import NamedTuple
from postgen.toc import differences

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from postgen.backlog import Backlog, Entry
    from postgen.habits.body import BodyHabits
    from postgen.habits.past import Past
    from postgen.habits.sections import PastSection
    from postgen.habits.standing import Occasion
    from postgen.issue import Chapter

_DIGITS = Lazy(r"\d+", re.ASCII)
BY_HAND = "Nothing was written. Edit the issue by hand."


class Style(NamedTuple):
    """The style of the references of an issue that has none yet, and the heading of their list.

    With `link_titles`, the titles of items stay links.
    """

    name: str
    heading: str
    link_titles: bool = False


def habits_of(text: str, site_habits: BodyHabits | None) -> BodyHabits | None:
    """Return the shape of one issue; what it does not show is that of the site's other issues."""
    if site_habits and _has_shape(text, site_habits):
        return site_habits
    own = body_habits.learn([PastIssue(text)])
    if not own or not site_habits:
        return own or site_habits
    own_items = {key_of(each.name): each.item for each in own.sections}
    known = [each._replace(item=own_items.get(key_of(each.name))) for each in site_habits.sections]
    names = {key_of(each.name) for each in known}
    new = [each for each in own.sections if key_of(each.name) not in names]
    return own._replace(sections=(*known, *new), below=site_habits.below)


def _has_shape(text: str, habits: BodyHabits) -> bool:
    """Whether an issue has the heads and the items that the site's issues have."""
    found = past.read(PastIssue(text))
    has_heads = any(part.head and part.head.form == habits.head for part in found.parts)
    if habits.head and not has_heads:
        return False
    _, there = sections.split(found, habits.head)
    kinds = [
        each.kind == (habits.form_of(each.head.name) if each.head else habits.item).kind
        for each in there
        if each.items
    ]
    return 2 * sum(kinds) > len(kinds)


def append(
    text: str,
    backlog: Backlog,
    chapters: Sequence[Chapter],
    habits: BodyHabits,
    style: Style,
    occasion: Occasion,
) -> str:
    """Add items of a backlog to an issue, each at the end of its section.

    A section that is not there begins in the order of the issues. The references go on with the
    next numbers, or are numbered again where a link stands before others. Raises
    `VerificationError`.
    """
    before = _linked_urls(Document.parse(text).body)
    for chapter in _parted(backlog, chapters, habits, by_one="](#" in text):
        text = _with_chapter(text, backlog, chapter, habits, style, occasion)
    missing = (before | issues.item_urls(chapters)) - _linked_urls(Document.parse(text).body)
    if missing:
        raise VerificationError(f"The issue would lose {min(missing)}.", BY_HAND)
    return text


def _parted(
    backlog: Backlog, chapters: Sequence[Chapter], habits: BodyHabits, *, by_one: bool
) -> Iterator[Chapter]:
    """Yield the chapters; links without a note by themselves, where they stand in a list.

    `by_one` yields each item that gets a heading by itself: a table of contents of which a third is
    missing would be one that lists only some headings.
    """
    for chapter in chapters:
        form = habits.form_of(chapter.title)
        bare: Sequence[Entry] = ()
        noted: Sequence[Entry] = chapter.entries
        if form.bare:
            bare, noted = issues.by_note(backlog, chapter.entries)
        if bare:
            yield chapter._replace(entries=tuple(bare))
        size = 1 if by_one and form.kind == "heading" else max(1, len(noted))
        for start in range(0, len(noted), size):
            yield chapter._replace(entries=tuple(noted[start : start + size]))


def _linked_urls(body: str) -> set[str]:
    return issues.linked_urls(Markdown(body))


def _with_chapter(
    text: str,
    backlog: Backlog,
    chapter: Chapter,
    habits: BodyHabits,
    style: Style,
    occasion: Occasion,
) -> str:
    """Add the items of one section."""
    document, newline = plain_lines(text)
    found = past.read(PastIssue(str(document)), as_links=False)
    form = habits.form_of(chapter.title)
    written = issues.section_values(
        backlog,
        chapter,
        0,
        ComposedReferences("inline", ""),
        form,
        ids_of_page(found.body),
        apart=form.bare != "",
    )
    texts = _standing_texts(habits, occasion)
    place, new = _insertion(found, habits, written, texts, occasion)
    body = found.body.source[:place] + new + found.body.source[place:]
    notes = footnotes.definitions(
        backlog, chapter.entries, ComposedReferences("inline", ""), found.body
    )
    body = body.rstrip("\n") + f"\n{notes}" if notes else body
    body = _cited(found, body, (place, place + len(new)), chapter.entries, style)
    body = with_contents(renumbered(body, habits), found.heading or style.heading)
    return joined(document, body, newline)


def plain_lines(text: str) -> tuple[Document, str]:
    """Return an issue with LF alone, and its own newline."""
    returns = text.count("\r\n")
    if returns and returns != text.count("\n"):
        raise VerificationError(
            "The issue has two kinds of newlines.", "Save it with one kind, and try again."
        )
    return Document.parse(text.replace("\r\n", "\n")), "\r\n" if returns else "\n"


def joined(document: Document, body: str, newline: str) -> str:
    """Return an issue's file with a new body, with its own newline."""
    text = str(document._replace(body=body))
    return text.replace("\n", newline) if newline != "\n" else text


def _standing_texts(habits: BodyHabits, occasion: Occasion) -> set[str]:
    """Return the texts that stand below the items of an issue."""
    slots = [*habits.below, *(slot for each in habits.sections for slot in each.after)]
    return {standing.write(slot.pieces, occasion) for slot in slots if slot.kind == "text"}


def sections_of(found: Past, habits: BodyHabits) -> tuple[int, list[PastSection]]:
    """Return where the sections begin, and the sections; without heads, all is one section."""
    heads = {part.head.form for part in found.parts if part.head}
    form = habits.head if habits.head in heads else None
    first, parts = sections.split(found, form)
    if habits.head and form is None:
        return end_of(found.parts, set(), 0), []
    return (first[-1].end if first else 0), parts


def _insertion(
    found: Past,
    habits: BodyHabits,
    section: Mapping[str, Any],
    texts: set[str],
    occasion: Occasion,
) -> tuple[int, str]:
    """Return where the items of a section go, and their text with what separates it."""
    title = str(section["title"])
    start, there = sections_of(found, habits)
    own = next((each for each in there if not habits.head or each.key == key_of(title)), None)
    if own:
        return _behind_items(own, habits, section, texts)
    habit = next((each for each in habits.sections if each.name == title), None)
    above = _section_above(there, habits, title)
    is_last = bool(there) and above is there[-1]
    text = render.section_text(habits, habit, section, occasion, is_last=is_last)
    gap = "\n" * (habits.blanks[0] + 1)
    rule = f"\n\n{habits.rule}" if habits.rule else ""
    if above is None and there and there[0].own:
        return there[0].own.start, f"{text}{rule}{gap}"
    if not above:
        return start, f"{gap}{text}" if start else f"{text}\n\n"
    end = end_of(above.parts, texts if is_last else set(), above.own.end if above.own else start)
    if not is_last and above.rule:
        end = above.parts[-2].end if len(above.parts) > 1 else end
    return end, f"{rule}{gap}{text}"


def _behind_items(
    own: PastSection, habits: BodyHabits, section: Mapping[str, Any], texts: set[str]
) -> tuple[int, str]:
    """Return where items go in a section that is there, and their text."""
    form = habits.form_of(str(section["title"]))
    if section["links"]:
        return _behind_links(own, str(section["links"]))
    end = end_of(own.parts, texts, own.own.end if own.own else 0)
    last = next((part for part in own.parts if part.end == end), None)
    is_list = form.kind == "list" and last is not None and last.kind == "list"
    count = len(last.block) if is_list and last and isinstance(last.block, ListBlock) else 0
    items = [
        {**item, "number": f"0.{place}"} for place, item in enumerate(section["items"], count + 1)
    ]
    joined, gap = render.items_text(form, {"links": "", "items": items})
    return end, "\n" * (gap + 1 if is_list else 2) + joined


def _behind_links(own: PastSection, text: str) -> tuple[int, str]:
    """Return where links without a note go: into the list above the first heading."""
    above = list(takewhile(lambda part: part.kind != "head", own.parts))
    lists = [part for part in above if part.kind == "list"]
    if lists:
        return lists[-1].end, f"\n{text}"
    return end_of(above, set(), own.own.end if own.own else 0), f"\n\n{text}"


def end_of(parts: Sequence[past.Part], texts: set[str], otherwise: int) -> int:
    """Return where the last part ends that is neither a mark nor a text of all issues."""
    for part in reversed(parts):
        is_content = part.kind not in {"rule", "marker", "references", "toc"}
        if is_content and part.text not in texts:
            return part.end
    return otherwise


def _section_above(
    there: Sequence[PastSection], habits: BodyHabits, title: str
) -> PastSection | None:
    """Return the section behind which a new one goes; None for the first place."""
    order = [key_of(each.name) for each in habits.sections]
    own = key_of(title)
    with_items = [each for each in there if each.items or each.kind] or list(there)
    if own not in order:
        return with_items[-1] if with_items else None
    before = [
        each for each in there if each.key in order and order.index(each.key) < order.index(own)
    ]
    is_known = any(each.key in order for each in there)
    if not is_known:
        return with_items[-1] if with_items else None
    return before[-1] if before else None


def _around_titles(
    body: str, start: int, end: int, entries: Sequence[Entry]
) -> Iterator[tuple[int, int]]:
    """Yield a part of a body in places around the links that are the titles of its items."""
    titles = [entry.url for entry in entries if entry.starts_with_link]
    for span, view in Markdown(body).links():
        place = view.at(span.start)
        if start <= place < end and titles and escape.opened_url(span.url) == titles[0]:
            del titles[0]
            yield start, place
            start = view.end(span.end)
    yield start, end


def _cited(
    found: Past, body: str, part: tuple[int, int], entries: Sequence[Entry], style: Style
) -> str:
    """Write numbers for the links of the entries in a part of a body, and again for others."""
    parsed = ParsedReferences(Markdown(found.body.source))
    own = own_style(parsed)
    name = own.name if own else found.style or style.name
    heading = found.heading or style.heading
    within = [part]
    if style.link_titles and styles.get(name).shows_numbers:
        within = list(_around_titles(body, *part, entries))
    done = convert(body, name, heading=heading, every=True, within=within)
    if done.refused:
        raise VerificationError(f"{done.refused.message}.", BY_HAND)
    return done.body


def renumbered(body: str, habits: BodyHabits) -> str:
    """Write the numbers of headings again: `## 2. Tools`, `### 2.1 A tool`."""
    found = past.read(PastIssue(f"---\n---\n{body}"), as_links=False)
    _, there = sections_of(found, habits)
    edits: list[Edit] = []
    for number, section in enumerate(there, 1):
        edits += _list_numbers(found, section)
        heads = [part for part in (section.own, *section.parts) if part and part.head]
        item = 0
        for part in heads:
            head = part.head
            if not head or not head.number:
                continue
            item += part is not section.own
            new = f"{number}.{item}" if "." in head.number else str(number)
            start = part.start + len(head.opening)
            edits.append(Edit(start, start + len(head.number), new))
    return apply(body, [edit for edit in edits if body[edit.start : edit.end] != edit.new])


def _list_numbers(found: Past, section: PastSection) -> Iterator[Edit]:
    """Write the numbers of a list again, unless all have one number: `1.`, `1.`."""
    for part in section.parts:
        if not isinstance(part.block, ListBlock) or part.block.marker != "1":
            continue
        numbers = [_DIGITS.match(found.body.source, item.start) for item in part.block.items]
        found_numbers = [match for match in numbers if match]
        if len({match[0] for match in found_numbers}) < min(2, len(found_numbers)):
            continue
        for number, match in enumerate(found_numbers, 1):
            yield Edit(match.start(), match.end(), str(number))


def with_contents(body: str, heading: str) -> str:
    """Bring the table of contents up to date, if there is one."""
    fixes = [edit for each in differences(Markdown(body), without=heading) for edit in each.fix]
    return apply(body, fixes) if fixes else body
