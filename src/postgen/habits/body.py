"""The body of an issue, as the last issues of a site are written: learned from their texts.

What is learned of them is their shape, and the texts that stand in most of them. The items come
from the backlog. What is not known of the new issue is `TK`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from postgen.habits import cards, past, sections, standing
from postgen.habits.past import PastIssue, TocForm
from postgen.habits.sections import key_of
from postgen.habits.votes import WEIGHTS, vote
from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from postgen.habits.item_form import ItemForm
    from postgen.habits.past import Head, Part, Past
    from postgen.habits.sections import PastSection

__all__ = ["BodyHabits", "PastIssue", "SectionHabit", "Slot", "learn"]

SHARE = 0.5
"""How much of the weight of all issues a text needs to stand in the next one."""


class Slot(NamedTuple):
    """A place above or below the sections: a text that stands in the issues, or what changes.

    `blanks` lines are above it.
    """

    kind: Literal["text", "intro", "toc", "references"]
    pieces: tuple[standing.Piece, ...] = ()
    blanks: int = 1


class SectionHabit(NamedTuple):
    """A section that the issues have: its name, its words as they are written, what is in it.

    `before` and `after` stand around its items. `is_standing` means that it has only such texts.
    """

    name: str
    words: str
    before: tuple[Slot, ...]
    after: tuple[Slot, ...]
    item: ItemForm | None
    is_standing: bool


class BodyHabits(NamedTuple):
    """What the body of an issue looks like.

    `head` is what stands before and behind a section's name, None for issues without sections;
    `numbered` is what stands behind a section's number, None without. `style` is that of the
    references, `heading` the words above their list; `links_titles` says that the titles of items
    are links beside the numbers.
    """

    newline: str
    lead: int
    above: tuple[Slot, ...]
    below: tuple[Slot, ...]
    head: tuple[int, str, str] | None
    numbered: str | None
    blanks: tuple[int, int]
    rule: str
    sections: tuple[SectionHabit, ...]
    item: ItemForm
    style: str
    heading: str
    heading_level: int
    links_titles: bool
    toc: TocForm | None

    @property
    def has_intro(self) -> bool:
        """Whether the issues begin with a paragraph of their own."""
        return any(slot.kind == "intro" for slot in self.above)

    @property
    def texts(self) -> list[tuple[standing.Piece, ...]]:
        """The texts that stand in each issue."""
        slots = [*self.above, *self.below]
        for section in self.sections:
            slots += [*section.before, *section.after]
        return [slot.pieces for slot in slots if slot.kind == "text"]

    def titles(self, categories: Iterable[str]) -> dict[str, str]:
        """Return the titles of categories that are sections of the issues, in the issues' order.

        A category is in lower case, as `choose` takes it.
        """
        found = {name: self.section_of(name) for name in categories}
        order = [section.name for section in self.sections]
        known = [(order.index(each.name), name, each.name) for name, each in found.items() if each]
        return {name.casefold(): title for _, name, title in sorted(known)}

    def section_of(self, name: str) -> SectionHabit | None:
        """Return the section of a name, or the one whose name begins or ends with its words."""
        key = key_of(name)
        if not key:
            return None
        keys = {key_of(section.name): section for section in self.sections}
        if key in keys:
            return keys[key]
        near = [
            section
            for other, section in keys.items()
            if f" {other} ".startswith(f" {key} ") or f" {key} ".startswith(f" {other} ")
        ]
        return near[0] if len(near) == 1 else None

    def form_of(self, title: str) -> ItemForm:
        """Return how the items of a section are written."""
        section = next((each for each in self.sections if each.name == title), None)
        return section.item if section and section.item else self.item


def learn(issues: Sequence[PastIssue]) -> BodyHabits | None:
    """Learn from the texts of the last issues, newest first; None where none has a link.

    The newest weigh most, but one alone does not change what two before it agree on.
    """
    pasts = [past.read(issue) for issue in issues[: len(WEIGHTS)]]
    pasts = [each for each in pasts if each.style]
    if not pasts:
        return None
    weights = WEIGHTS[: len(pasts)]
    forms = [sections.head_form(pasts, place) for place in range(len(pasts))]
    form = vote(forms, weights)
    known = _repeated(pasts)
    cut = [sections.split(each, own, known) for each, own in zip(pasts, forms, strict=True)]
    weighted = [
        (section, weight)
        for (_, found), weight in zip(cut, weights, strict=True)
        for section in found
    ]
    item = sections.form_of(weighted)
    if not item:
        return None
    if item.is_below_linked_title:
        item = item._replace(card=cards.in_issues([each.body for each in pasts]))
    above, below = (
        _voted_slots(pasts, region, weights, has_intro=place == 0)
        for place, region in enumerate(_regions(pasts, cut))
    )
    tables = [each.toc for each in pasts]
    style, heading, level = _references(pasts, weights)
    has_toc = vote([table is not None for table in tables], weights)
    return BodyHabits(
        newline=vote([each.newline for each in pasts], weights),
        lead=vote([each.lead for each in pasts], weights),
        above=above,
        below=below,
        head=form,
        numbered=_numbering(weighted),
        blanks=_blanks(weighted),
        rule=_rule(cut, weights),
        sections=tuple(_section_habits(pasts, cut, weights, item)),
        item=item,
        style=style,
        heading=heading,
        heading_level=level,
        links_titles=vote([each.links_titles for each in pasts], weights),
        toc=next((table for table in tables if table), None) if has_toc else None,
    )


def _repeated(pasts: Sequence[Past]) -> frozenset[str]:
    """Return the texts that stand in several issues."""
    counts: dict[str, int] = {}
    for each in pasts:
        for text in {part.text for part in each.parts}:
            counts[text] = counts.get(text, 0) + 1
    return frozenset(text for text, count in counts.items() if count > 1)


def _references(pasts: Sequence[Past], weights: Sequence[float]) -> tuple[str, str, int]:
    style = vote([each.style for each in pasts], weights)
    same = [each for each in pasts if each.style == style]
    heading = vote([each.heading for each in same], WEIGHTS[: len(same)])
    level = vote([each.heading_level for each in same], WEIGHTS[: len(same)])
    return style, heading, level


def _numbering(found: Sequence[tuple[PastSection, float]]) -> str | None:
    heads = [(section.head, weight) for section, weight in found if section.head]
    if not heads:
        return None
    return vote(
        [head.gap if head.number else None for head, _ in heads], [weight for _, weight in heads]
    )


def _blanks(found: Sequence[tuple[PastSection, float]]) -> tuple[int, int]:
    """Return how many blank lines are above a section's head, and below it."""
    weights = [weight for _, weight in found]
    above = vote([section.blanks for section, _ in found], weights)
    below = vote([section.blanks_below for section, _ in found], weights)
    return max(1, above), below


def _rule(cut: Sequence[tuple[list[Part], list[PastSection]]], weights: Sequence[float]) -> str:
    """Return the rule that stands between sections; "" where there is none."""
    rules = []
    for _, found in cut:
        between = [section.rule.text if section.rule else "" for section in found[:-1]]
        rules.append(vote(between, [1.0] * len(between)) if between else None)
    seen = [(rule, weight) for rule, weight in zip(rules, weights, strict=True) if rule is not None]
    return vote(*zip(*seen, strict=True)) if seen else ""


# Texts that stand in the issues


def _regions(
    pasts: Sequence[Past], cut: Sequence[tuple[list[Part], list[PastSection]]]
) -> tuple[list[list[Part]], list[list[Part]]]:
    """Return the parts above the first section of each issue, and those behind the last item."""
    above, below = [], []
    for _, (first, found) in zip(pasts, cut, strict=True):
        flat = found[0] if found and found[0].head is None else None
        above.append([*first, *flat.before] if flat else list(first))
        last = found[-1] if found else None
        after = [*last.after, *([last.rule] if last.rule else [])] if last and last.items else []
        if last and not last.items and not flat:
            after = [part for part in (*last.before, *last.after) if part.kind == "references"]
        below.append(after)
    return above, below


def _voted_slots(
    pasts: Sequence[Past],
    regions: Sequence[Sequence[Part]],
    weights: Sequence[float],
    *,
    has_intro: bool,
) -> tuple[Slot, ...]:
    """Return the slots of a region, as most issues have them; only the one above has an intro."""
    found = [
        tuple(_slots(pasts, regions, place, weights, has_intro=has_intro))
        for place in range(len(pasts))
    ]
    shapes = [tuple((slot.kind, slot.pieces) for slot in slots) for slots in found]
    return found[shapes.index(vote(shapes, weights))]


def _slots(
    pasts: Sequence[Past],
    regions: Sequence[Sequence[Part]],
    place: int,
    weights: Sequence[float],
    *,
    has_intro: bool = False,
) -> Iterator[Slot]:
    """Yield the slots of a region of one issue; with `has_intro`, one for its first paragraph."""
    for part in regions[place]:
        if part.kind in {"toc", "references"}:
            yield Slot("toc" if part.kind == "toc" else "references", blanks=part.blanks)
            continue
        is_written = standing.has_written_intro(part.text)  # it names the items of its own issue
        pieces = None if is_written else _standing(pasts, regions, place, part, weights)
        if pieces:
            yield Slot("text", pieces, part.blanks)
        elif part.kind == "text" and has_intro and _has_words(part):
            has_intro = False
            yield Slot("intro", blanks=part.blanks)


def _has_words(part: Part) -> bool:
    """Whether a part is more than images."""
    return bool(part.block) and not part.text.lstrip().startswith(("![", "<img", "<figure", "|"))


def _standing(
    pasts: Sequence[Past],
    regions: Sequence[Sequence[Part]],
    place: int,
    part: Part,
    weights: Sequence[float],
) -> tuple[standing.Piece, ...] | None:
    """Return what a part has in common with one of each of most other issues, or None."""
    own = pasts[place].texts(part)
    if len(pasts) == 1:
        return (part.text,) if part.kind in {"marker", "rule"} else None
    texts = {place: own}
    for other, parts in enumerate(regions):
        if other == place:
            continue
        for each in parts:
            text = pasts[other].texts(each)
            if standing.shared([own, text]):
                texts[other] = text
                break
    share = sum(weights[each] for each in texts)
    if len(texts) < 2 or share < SHARE * sum(weights):
        return None
    return standing.shared([texts[each] for each in sorted(texts)])


def _section_habits(
    pasts: Sequence[Past],
    cut: Sequence[tuple[list[Part], list[PastSection]]],
    weights: Sequence[float],
    usual: ItemForm,
) -> Iterator[SectionHabit]:
    """Yield the sections of the issues, in their order."""
    by_key: dict[str, list[tuple[int, PastSection]]] = {}
    for place, (_, found) in enumerate(cut):
        for section in found:
            if section.head:
                by_key.setdefault(section.key, []).append((place, section))
    for key in _order([[section.key for section in found if section.head] for _, found in cut]):
        same = by_key[key]
        places = {place for place, _ in same}
        share = sum(weights[place] for place in places)
        is_own = len(pasts) == 1 or len(places) > 1
        if is_own:
            habit = _section_habit(pasts, same, weights, is_common=share >= SHARE * sum(weights))
            yield habit._replace(item=_own_form(habit.item, same, usual))


def _own_form(
    form: ItemForm | None, found: Sequence[tuple[int, PastSection]], usual: ItemForm
) -> ItemForm | None:
    """Return the form of one section's items; what it does not show is that of the others."""
    if form and form.is_below_linked_title:
        form = form._replace(card=usual.card)
    if not form or not usual.bare:
        return form
    if form.kind == "heading":
        return form._replace(bare=usual.bare)
    has_notes = not all(sections.has_only_bare_links(section) for _, section in found)
    return form if has_notes else None


def _order(orders: Sequence[Sequence[str]]) -> list[str]:
    """Merge orders, the first of which counts most.

    What it lacks goes behind what stands before it in another.
    """
    merged: list[str] = []
    for order in orders:
        at = 0
        for name in order:
            if name in merged:
                at = merged.index(name) + 1
                continue
            merged.insert(at, name)
            at += 1
    return merged


def _section_habit(
    pasts: Sequence[Past],
    found: Sequence[tuple[int, PastSection]],
    weights: Sequence[float],
    *,
    is_common: bool,
) -> SectionHabit:
    first = found[0][1]
    has_items = vote([bool(section.items) for _, section in found], [weights[p] for p, _ in found])
    own = [pasts[place] for place, _ in found]
    own_weights = [weights[place] for place, _ in found]
    before = _slots_of(own, [section.before for _, section in found], own_weights)
    after = _slots_of(own, [section.after for _, section in found], own_weights)
    texts = [section.before for _, section in found]
    is_standing = is_common and not has_items and len(before) == len(texts[0]) > 0
    head = first.head
    return SectionHabit(
        head.name if head else "",
        _words_of(head) if head else "",
        before,
        after if has_items else (),
        sections.form_of([(section, weights[place]) for place, section in found]),
        is_standing,
    )


def _words_of(head: Head) -> str:
    return f"{head.words} {{#{head.id}}}" if head.id else head.words


def _slots_of(
    pasts: Sequence[Past], regions: Sequence[Sequence[Part]], weights: Sequence[float]
) -> tuple[Slot, ...]:
    found = [
        tuple(slot for slot in _slots(pasts, regions, place, weights) if slot.kind == "text")
        for place in range(len(pasts))
    ]
    shapes = [tuple(slot.pieces for slot in slots) for slots in found]
    return found[shapes.index(vote(shapes, weights))]
