"""Many links into the backlog at once: one reading, one edit a section, one proof. Text in, text out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from postgen.backlog import (
    UNSORTED,
    Backlog,
    VerificationError,
    category_name,
    fold,
    metadata,
    metadata_of,
)
from postgen.backlog.edit import bullet_for, insertion, is_loose, new_head, same_definitions
from postgen.markdown import escape
from postgen.text.edits import Edit, apply, newline_at

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from postgen.backlog import Section
    from postgen.model import Link

_NUMBER = re.compile(r"(\d+)\.")


class Filed(NamedTuple):
    """The new text, the names of the sections by what was asked for, and the links that cannot be filed."""

    text: str
    names: Mapping[str, str]
    unfit: Sequence[Link]


def add_many(text: str, links: Sequence[Link], *, stamped: bool = True) -> Filed:
    """Put links at the ends of their categories: the sections of those very names, in any case, or new ones.

    A link that Jekyll would not show as it is meant is left out. Raises `SpoiltError` when the text would not say
    what it said, plus exactly these links.
    """
    held = Backlog(text)
    named = _named(held)
    wanted = {
        category: category_name(category) or UNSORTED
        for category in dict.fromkeys(each.category for each in links)
    }
    keys = {category: fold(name) for category, name in wanted.items()}
    groups: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    unfit: list[Link] = []
    for link in links:
        item = spell_item(link, stamped=stamped)
        if not _reads_back(item, link, stamped=stamped):
            unfit.append(link)
            continue
        key = keys[link.category]
        names.setdefault(key, named[key].name if key in named else wanted[link.category])
        groups.setdefault(key, []).append(item)
    lines = {key: _lines(held, named.get(key), items) for key, items in groups.items()}
    edits = _edits(held, named, names, lines)
    new = Backlog(apply(text, _merged(edits)))
    _verify(held, new, named, names, lines)
    return Filed(new.text, {category: names.get(key, "") for category, key in keys.items()}, unfit)


def spell_item(link: Link, *, stamped: bool = True) -> str:
    """Spell a link as the text of an item, with the other links that stand in its note."""
    title = escape.one_line(link.title)
    head = escape.link(escape.inline(title), link.url) if title else escape.autolink(link.url)
    note, _ = _note(link)
    comment = metadata.spell(metadata_of(link, stamped=stamped))
    return head + (f" - {note}" if note else "") + (f" {comment}" if comment else "")


def _note(link: Link) -> tuple[str, str]:
    """Spell a note as Markdown, and as a reader sees it: its links where their words stand in it, or behind it."""
    note = escape.one_line(link.note)
    parts, at, behind = [], 0, []
    for said, url in link.others:
        words = escape.one_line(said) or url
        found = note.find(words, at)
        if found < 0:
            behind.append((words, url))
            continue
        parts += [escape.inline(note[at:found]), escape.link(escape.inline(words), url)]
        at = found + len(words)
    parts.append(escape.inline(note[at:]))
    parts += [f" ({escape.link(escape.inline(words), url)})" for words, url in behind]
    shown = note + "".join(f" ({words})" for words, _ in behind)
    return "".join(parts).strip(" "), shown.strip(" ")


def _reads_back(item: str, link: Link, *, stamped: bool) -> bool:
    """Say whether an item reads as the link that it is of. One in which nothing had to be escaped does."""
    title, (_, note) = escape.one_line(link.title), _note(link)
    comment = metadata.spell(metadata_of(link, stamped=stamped))
    naive = (
        f"[{title}]({link.url})"
        + (f" - {note}" if note else "")
        + (f" {comment}" if comment else "")
    )
    if title and item == naive and "%" not in comment and "&" not in link.url:
        return True
    entries = Backlog(f"* {item}\n").all_entries()
    if len(entries) != 1:
        return False
    entry = entries[0]
    urls = [
        escape.address(url).replace("&amp;", "&")
        for url in (link.url, *(url for _, url in link.others))
    ]
    kept = metadata.parse(comment) or metadata.Metadata()
    found = [url.replace("&amp;", "&") for url in entry.urls]
    if not entry.starts_with_link or found != urls:
        return False
    return (entry.title, entry.note, entry.metadata) == (title or link.url, note, kept)


def _named(held: Backlog) -> dict[str, Section]:
    """Give the sections by the names that they are compared by; of several, the first that holds items."""
    found: dict[str, Section] = {}
    for section in held.sections:
        key = fold(section.name)
        if section.name and (key not in found or (section.size and not found[key].size)):
            found[key] = section
    return found


def _lines(held: Backlog, section: Section | None, items: Sequence[str]) -> list[str]:
    """Put bullets before items; numbers go on counting where the section's do."""
    bullet = bullet_for(held, section, task=True)
    number = _NUMBER.search(bullet)
    if not number:
        return [bullet + item for item in items]
    before = _last_marker(held, section)
    step = 0 if section and before == number[0] else 1
    first = int(number[1])
    return [
        bullet.replace(number[0], f"{first + at * step}.", 1) + item
        for at, item in enumerate(items)
    ]


def _last_marker(held: Backlog, section: Section | None) -> str:
    return held.last_entry(section).item.marker if section and section.lists else ""


def _edits(
    held: Backlog,
    named: Mapping[str, Section],
    names: Mapping[str, str],
    lines: Mapping[str, Sequence[str]],
) -> list[Edit]:
    """Give one edit for each section that is there, in their order, and one for all that are new."""
    edits: list[Edit] = []
    for key in sorted((key for key in lines if key in named), key=lambda key: named[key].start):
        section = named[key]
        newline = newline_at(held.text, section.start)
        gap = newline
        if section.lists:
            block, _, stop = section.lists[-1]
            gap *= 1 + is_loose(block, stop - 1, held.body.view.text)
        edits += insertion(held, gap.join(lines[key]), section, section.name)
    fresh = [key for key in lines if key not in named]
    if fresh:
        newline = newline_at(held.text, 0)
        edit = insertion(held, newline.join(lines[fresh[0]]), None, names[fresh[0]])[0]
        parts = [edit.new]
        for key in fresh[1:]:
            head, apart = new_head(held, names[key], newline)
            parts.append(
                newline * (1 if parts[-1].endswith("\n") else 2) + head + newline * (1 + apart)
            )
            parts.append(newline.join(lines[key]) + (newline if edit.new.endswith("\n") else ""))
        edits.append(Edit(edit.start, edit.end, "".join(parts)))
    return edits


def _merged(edits: Sequence[Edit]) -> list[Edit]:
    """Make one edit of those at one place, in their order."""
    merged: list[Edit] = []
    for edit in edits:
        before = merged.pop().new if merged and merged[-1].start == edit.start else ""
        merged.append(Edit(edit.start, edit.end, before + edit.new))
    return merged


def _verify(
    old: Backlog,
    new: Backlog,
    named: Mapping[str, Section],
    names: Mapping[str, str],
    lines: Mapping[str, Sequence[str]],
) -> None:
    """See that every section says what it said, and behind it exactly the new items, each as it was spelled."""
    wanted = [(fold(name), items) for name, items in old.outline()]
    places = {section.start: place for place, section in enumerate(old.sections)}
    for key, added in lines.items():
        items = [line.lstrip(" \t") for line in added]
        if key in named:
            place = places[named[key].start]
            wanted[place] = (wanted[place][0], [*wanted[place][1], *items])
        else:
            wanted.append((fold(names[key]), items))
    told = [(fold(name), items) for name, items in new.outline()]
    if told == wanted and same_definitions(old, new):
        return
    wrong = next(
        (
            name
            for (name, _), one, other in zip(new.outline(), told, wanted, strict=False)
            if one != other
        ),
        "",
    )
    raise VerificationError(
        f"The links cannot be filed under `{wrong}` so that Jekyll would show them.",
        "Something open above them (code, a comment, HTML) swallows them; close that first. Nothing was written.",
    )
