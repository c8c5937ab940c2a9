"""The sections of past issues: what heads them, and the items in them."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from typing import TYPE_CHECKING

from postgen.habits import cards, item_form
from postgen.habits.item_form import ItemForm, Kind, Line, LinkPlace, ReadLine
from postgen.habits.votes import vote
from postgen.markdown.lists import ListBlock
from postgen.references import OUTSIDE
from postgen.text.patterns import Lazy
from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from postgen.habits.past import Head, Part, Past
    from postgen.markdown.tree import Block

HeadForm = tuple[int, str, str]

_MARKER = Lazy(r"(?P<marker>(?:[-*+]|\d+[.)])[ \t]+)")


class ReadItem(NamedTuple):
    """An item as it was read: `line` is None for prose; `head` is its heading, if it has one.

    `is_bare` says that nothing stands below its heading.
    """

    line: ReadLine | None
    marker: str = ""
    blanks: int = 0
    head: Head | None = None
    quoted: bool = False
    is_bare: bool = False


class PastSection(NamedTuple):
    """A section of a past issue: the parts before its items, the items, and the parts behind them.

    `blanks` lines are above its head, `blanks_below` below it; `rule` is one that ends it. `parts`
    are all below its head, which is the part `own`. `links` are those of a list above items with
    headings.
    """

    head: Head | None
    blanks: int
    blanks_below: int
    kind: Kind | None
    before: tuple[Part, ...]
    items: tuple[ReadItem, ...]
    after: tuple[Part, ...]
    rule: Part | None
    parts: tuple[Part, ...] = ()
    own: Part | None = None
    links: tuple[ReadItem, ...] = ()

    @property
    def key(self) -> str:
        """Its name, to be compared."""
        return key_of(self.head.name) if self.head else ""


def key_of(name: str) -> str:
    """Return a section's name as it is compared: its words, without symbols and case."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return " ".join(re.findall(r"[^\W_]+", folded))


def head_form(pasts: Sequence[Past], index: int) -> HeadForm | None:
    """Return the form of the heads that begin the sections of one of several issues.

    It is that of the outermost heads that are neither the title of an item nor the only one in
    each issue, unless there are no others. None where there are no sections.
    """
    past = pasts[index]
    lone: HeadForm | None = None
    others = {
        key_of(head.name)
        for place, other in enumerate(pasts)
        if place != index
        for head in _heads(other)
    }
    forms = sorted({head.form for head in _heads(past)})
    for form in forms:
        heads = [head for head in _heads(past) if head.form == form]
        has_several = any(
            sum(head.form[0] == form[0] for head in _heads(other)) > 1 for other in pasts
        )
        linked = sum(_has_link(head) for head in heads)
        if 2 * linked >= len(heads):
            continue
        if not has_several:
            is_first = past.parts[0].head is heads[0]
            lone = lone if lone or is_first else form
            continue
        known = sum(key_of(head.name) in others for head in heads)
        is_last = form == forms[-1]
        if is_last and not known and _are_titles(past, form, alone=len(pasts) == 1):
            continue
        return form
    return lone


def _heads(past: Past) -> list[Head]:
    return [part.head for part in past.parts if part.kind == "head" and part.head]


def _has_link(head: Head) -> bool:
    return "](http" in head.words or "](//" in head.words


def _are_titles(past: Past, form: HeadForm, *, alone: bool) -> bool:
    """Whether heads whose names are not those of other issues are titles: each has one link below.

    In an only issue, a list below makes a head that of a section.
    """
    counts: list[int] = []
    has_lists = False
    for part in past.parts:
        if part.head and part.head.form == form:
            counts.append(0)
        elif counts and part.block:
            counts[-1] += outside_links(past, part.block)
            has_lists = has_lists or part.kind == "list"
    ones = sum(count == 1 for count in counts)
    is_single = 2 * ones > len(counts)
    return is_single and not (alone and has_lists)


def outside_links(past: Past, block: Block) -> int:
    """Return how many links of a block lead outside."""
    return bisect_left(past.links, block.end) - bisect_left(past.links, block.start)


def split(
    past: Past, form: HeadForm | None, known: frozenset[str] = frozenset()
) -> tuple[list[Part], list[PastSection]]:
    """Return what stands above the first section, and the sections.

    Without a form all of the issue is one section. The texts `known` stand in other issues, too:
    they are not items.
    """
    starts = [
        place
        for place, part in enumerate(past.parts)
        if part.kind == "head" and part.head and part.head.form == form
    ]
    parts = list(past.parts)
    if form is None:
        return [], [_section(past, None, parts, 0, known)]
    if not starts:
        return parts, []
    sections = []
    for start, end in zip(starts, [*starts[1:], len(parts)], strict=True):
        head, blanks = parts[start].head, parts[start].blanks
        section = _section(past, head, parts[start + 1 : end], blanks, known)
        sections.append(section._replace(own=parts[start]))
    return parts[: starts[0]], sections


def _section(
    past: Past, head: Head | None, parts: list[Part], blanks: int, known: frozenset[str]
) -> PastSection:
    below = parts[0].blanks if parts else 1
    every = tuple(parts)
    rule = parts.pop() if parts and parts[-1].kind == "rule" else None
    kind, first, stop, items = _items(past, parts, known)
    before, after = tuple(parts[:first]), tuple(parts[stop:])
    found = PastSection(head, blanks, below, kind, before, tuple(items), after, rule, every)
    if kind != "heading":
        return found
    links = [item for part in before if part.text not in known for item in _list_items(past, part)]
    return found._replace(links=tuple(links))


def _items(
    past: Past, parts: Sequence[Part], known: frozenset[str]
) -> tuple[Kind | None, int, int, list[ReadItem]]:
    """Find the items among the parts of a section.

    Return their kind, the first part that has one, the first behind them, and the items.
    """
    linked = {
        place
        for place, part in enumerate(parts)
        if part.kind in {"list", "text", "head"}
        and part.text not in known
        and part.block
        and outside_links(past, part.block)
    }
    lists = [place for place in linked if parts[place].kind == "list"]
    heads = [place for place, part in enumerate(parts) if part.kind == "head"]
    if heads and _are_item_heads(parts, heads, linked):
        return _under_heads(past, parts, heads)
    if lists:
        items = [item for place in sorted(lists) for item in _list_items(past, parts[place])]
        return "list", min(lists), max(lists) + 1, items
    texts = sorted(place for place in linked if parts[place].kind == "text")
    if not texts:
        return None, len(parts), len(parts), []
    items = [ReadItem(_line_of(past, parts[place].block)) for place in texts]
    return "paragraph", texts[0], texts[-1] + 1, items


def _are_item_heads(parts: Sequence[Part], heads: Sequence[int], linked: set[int]) -> bool:
    """Whether most heads are titles of items: linked themselves, or with a linked text below."""
    titles = 0
    for start, end in zip(heads, [*heads[1:], len(parts)], strict=True):
        below = [place for place in range(start + 1, end) if place in linked]
        has_list = any(parts[place].kind == "list" for place in below)
        titles += start in linked or (bool(below) and not has_list)
    return 2 * titles > len(heads)


def _under_heads(
    past: Past, parts: Sequence[Part], heads: Sequence[int]
) -> tuple[Kind, int, int, list[ReadItem]]:
    items = []
    stop = len(parts)
    for start, end in zip(heads, [*heads[1:], len(parts)], strict=True):
        below = list(parts[start + 1 : end])
        item, used = _item_below(past, parts[start], below)
        items.append(item)
        stop = start + 1 + used
    return "heading", heads[0], stop, items


def _item_below(past: Past, head: Part, below: list[Part]) -> tuple[ReadItem, int]:
    """Read an item with a heading, and return how many of the parts below it are certainly its."""
    shown = [place for place, part in enumerate(below) if part.kind in {"text", "list"}]
    quoted = bool(shown) and bool(below[shown[0]].block) and below[shown[0]].block.kind == "quote"  # type: ignore[union-attr]
    linked = [
        place
        for place in shown
        if below[place].block and outside_links(past, below[place].block)  # type: ignore[arg-type]
    ]
    if head.block and outside_links(past, head.block):
        number = len(head.head.number + head.head.gap) if head.head else 0
        line = _line_of(past, head.block, number)
        item = ReadItem(line, head=head.head, blanks=head.blanks, quoted=quoted, is_bare=not shown)
        return item, _end_of_note(past, head.block, below)
    if not linked:
        return ReadItem(None, head=head.head, blanks=head.blanks, quoted=quoted), len(shown[:1])
    place = linked[0]
    line = _link_below(past, below[place], is_first=place == shown[0], has_more=len(shown) > 1)
    used = max(linked[0], shown[0]) + 1
    return ReadItem(line, head=head.head, blanks=head.blanks, quoted=quoted), used


def _end_of_note(past: Past, head: Block, below: Sequence[Part]) -> int:
    """Return how many parts below a linked heading are its: up to its note, if it has one."""
    links = (span for span, view in past.body.links([head]) if OUTSIDE.match(span.url))
    url = next((span.url for span in links), "")
    used = 0
    for place, part in enumerate(below):
        if part.kind in {"text", "list"}:
            used = place + 1
            if cards.note_in(part.text, url):
                break
        elif part.kind != "marker":
            break
    return used


def _link_below(past: Past, part: Part, *, is_first: bool, has_more: bool) -> ReadLine | None:
    """Read the link that stands below a heading: alone, or at the end of the note."""
    block = part.block
    if not block or not block.view:
        return None
    text = block.view.text.strip()
    links = [
        span for span in past.body.spans(block.view) for span in span.walk()
        if span.kind in {"link", "autolink"} and OUTSIDE.match(span.url)
    ]  # fmt: skip
    if len(links) != 1:
        return None
    link = links[0]
    words = item_form.link_words(block.view.text, link)
    before, after = block.view.text[: link.start].strip(), block.view.text[link.end :].strip()
    if not re.search(r"\w", before) and not re.search(r"\w", after) and len(before + after) < 6:
        place: LinkPlace = "above" if is_first and has_more else "below"
        opening = block.view.text[: link.start].lstrip()
        return ReadLine(Line("", "", "", "", place, words, opening, after), True, "")
    if text.endswith(block.view.text[link.end :].strip()) and not re.search(r"\w", after):
        gap = re.search(r"[\s(→]*\Z", block.view.text[: link.start])
        return ReadLine(Line("", "", "", "", "end", words, gap[0] if gap else " ", after), True, "")
    return None


def _line_of(past: Past, block: Block | None, start: int = 0) -> ReadLine | None:
    return item_form.read_line(past.body, block.view, start) if block and block.view else None


def _list_items(past: Past, part: Part) -> list[ReadItem]:
    block = part.block
    if not isinstance(block, ListBlock):
        return []
    items = []
    source = past.body.source
    for place, item in enumerate(block.items):
        if not outside_links(past, item):
            continue
        view = next((each.view for each in item.blocks() if each.view), None)
        found = _MARKER.match(source, item.start)
        marker = re.sub(r"\d+", "1", found["marker"]) if found else "* "
        blanks = 0
        if place:
            above = source[: item.start].rstrip(" \t")
            blanks = len(above) - len(above.rstrip("\n")) - 1
        line = item_form.read_line(past.body, view) if view else None
        items.append(ReadItem(line, marker, blanks if place else -1))
    return items


def form_of(found: Iterable[tuple[PastSection, float]]) -> ItemForm | None:
    """Return how the items of sections are written, each section with its weight."""
    sections = [(section, weight) for section, weight in found if section.kind and section.items]
    if not sections:
        return None
    bare = _bare_marker(sections)
    if bare:  # a section of links without a note says nothing of the others
        sections = [each for each in sections if each[0].kind == "heading"]
    kind = vote(
        [section.kind for section, _ in sections],
        [weight * len(section.items) for section, weight in sections],
    )
    items = [
        (item, weight)
        for section, weight in sections
        if section.kind == kind
        for item in section.items
    ]
    weights = [weight for _, weight in items]
    line = item_form.vote_line([item.line for item, _ in items], weights)
    form = ItemForm(kind=kind or "list", line=line)
    if kind == "list":
        between = [(item.blanks, weight) for item, weight in items if item.blanks >= 0]
        blanks = vote(*zip(*between, strict=True)) if between else 0
        return form._replace(
            marker=vote([item.marker for item, _ in items], weights), blanks=blanks
        )
    if kind == "paragraph":
        return form._replace(blanks=1)
    form = _below_heads(form, [(item, weight) for item, weight in items if item.head])
    is_of_postgen = form.has_id and not any(item.is_bare for item, _ in items)
    return form._replace(bare=bare or ("* " if is_of_postgen else ""))


def has_only_bare_links(section: PastSection) -> bool:
    """Whether a section is a list of links without notes."""
    return section.kind == "list" and _are_bare(section.items)


def _are_bare(items: Sequence[ReadItem]) -> bool:
    return all(item.line is None or not item.line.has_note for item in items)


def _bare_marker(found: Sequence[tuple[PastSection, float]]) -> str:
    """Return the marker of the lists above headings that have links without notes; or ""."""
    with_heads = [section for section, _ in found if section.kind == "heading"]
    if not with_heads or any(item.is_bare for each in with_heads for item in each.items):
        return ""
    lists = [each.links for each in with_heads if each.links]
    lists += [section.items for section, _ in found if has_only_bare_links(section)]
    bare = [items for items in lists if _are_bare(items)]
    return bare[0][0].marker if bare else ""


def _below_heads(form: ItemForm, items: Sequence[tuple[ReadItem, float]]) -> ItemForm:
    weights = [weight for _, weight in items]
    heads = [item.head for item, _ in items if item.head]
    _, opening, closing = vote([head.form for head in heads], weights)
    numbered = vote([head.gap if head.number else None for head in heads], weights)
    blanks = vote([max(1, item.blanks) for item, _ in items], weights)
    quoted = vote([item.quoted for item, _ in items], weights)
    has_id = vote([bool(head.id) for head in heads], weights)
    line = form.line
    if line and line.place != "title":
        words = vote([item.line.line.words if item.line else "" for item, _ in items], weights)
        is_free = sum(
            bool(item.line and item.line.line.words == words) for item, _ in items
        ) * 2 <= len(items)
        line = Line() if is_free and words not in {item_form.HOST, item_form.ADDRESS} else line
    return form._replace(
        head=(opening, closing),
        numbered=numbered,
        blanks=blanks,
        quoted=quoted,
        line=line,
        has_id=has_id,
    )
