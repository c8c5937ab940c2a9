"""The body of an issue, written as the last issues are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postgen.habits import cards, item_form, standing
from postgen.markdown import escape

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from postgen.habits.body import BodyHabits, SectionHabit, Slot
    from postgen.habits.item_form import ItemForm
    from postgen.habits.standing import Occasion


def render(habits: BodyHabits, values: Mapping[str, Any], occasion: Occasion) -> str:
    """Write the body of an issue; `values` are those of a template.

    The items of `values["sections"]` have what `item_form.write` asks for.
    """
    written: list[tuple[int, str]] = []
    intro, contents = str(values["intro"]), str(values["toc"])
    references = str(values["references"])
    kinds = {slot.kind for slot in (*habits.above, *habits.below)}
    if intro and "intro" not in kinds:
        written.append((1, intro))
    fields = {"intro": intro, "toc": _toc_text(habits, contents), "references": ""}
    written += _write_slots(habits.above, fields, occasion)
    if contents and "toc" not in kinds:
        written.append((1, contents))
    written += _write_sections(habits, values["sections"], occasion)
    below = dict(fields, references=references)
    written += _write_slots(habits.below, below, occasion)
    if references and "references" not in kinds:
        written.append((1, references))
    text = ""
    for blanks, each in written:
        text += "\n" * (blanks + 1 if text else 0) + each.strip("\n")
    return text


def _toc_text(habits: BodyHabits, contents: str) -> str:
    form = habits.toc
    if not form or not contents:
        return contents
    return form.above + (form.text or contents)


def _write_slots(
    slots: Iterable[Slot], fields: Mapping[str, str], occasion: Occasion
) -> Iterator[tuple[int, str]]:
    for slot in slots:
        text = standing.write(slot.pieces, occasion) if slot.kind == "text" else fields[slot.kind]
        if text:
            yield slot.blanks, text


def _write_sections(
    habits: BodyHabits, found: Sequence[Mapping[str, Any]], occasion: Occasion
) -> Iterator[tuple[int, str]]:
    """Yield the sections of the issue, and those that only have a text, in the issues' order."""
    if not habits.head:
        items = [item for section in found for item in section["items"]]
        links = "\n".join(str(section["links"]) for section in found if section["links"])
        found = [{"title": "", "links": links, "items": items}]
    ordered = list(_in_order(habits, found))
    for place, (habit, section) in enumerate(ordered):
        if place and habits.rule:
            yield 1, habits.rule
        is_last = place + 1 == len(ordered)
        text = section_text(habits, habit, section, occasion, is_last=is_last)
        yield habits.blanks[0] if habits.head else 1, text


def section_text(
    habits: BodyHabits,
    habit: SectionHabit | None,
    section: Mapping[str, Any] | None,
    occasion: Occasion,
    *,
    is_last: bool,
) -> str:
    """Write a section with its head, and with the texts that stand in it in each issue.

    Those that stand below the last section are not written here.
    """
    blocks = list(_write_section(habits, habit, section, occasion, is_last=is_last))
    if habits.head:
        blocks[:1] = [(habits.blanks[1], text) for _, text in blocks[:1]]
        blocks.insert(0, (0, _write_head(habits, habit, section)))
    text = ""
    for blanks, each in blocks:
        text += "\n" * (blanks + 1 if text else 0) + each
    return text


def _in_order(
    habits: BodyHabits, found: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[SectionHabit | None, Mapping[str, Any] | None]]:
    """Yield the sections with their habits; those that are new stand behind the last with items."""
    rest = list(found)
    last_with_items = max(
        (place for place, habit in enumerate(habits.sections) if not habit.is_standing), default=-1
    )
    names = {habit.name for habit in habits.sections}
    new = [section for section in found if section["title"] not in names]
    if last_with_items < 0:
        yield from ((None, section) for section in new)
    for place, habit in enumerate(habits.sections):
        own = next((section for section in rest if section["title"] == habit.name), None)
        if own or habit.is_standing:
            yield habit, own
        if place == last_with_items:
            yield from ((None, section) for section in new)


def _write_head(
    habits: BodyHabits, habit: SectionHabit | None, section: Mapping[str, Any] | None
) -> str:
    _, opening, closing = habits.head or (2, "## ", "")
    if habit:
        words = habit.words
    else:
        words = escape.heading_text(escape.inline(str(section["title"]) if section else ""))
    number = ""
    if habits.numbered is not None and section:
        number = f"{section['number']}{habits.numbered}"
    if closing in {"=", "-"}:
        return f"{number}{words}\n{closing * max(3, len(number + words))}"
    return f"{opening}{number}{words}{closing}"


def _write_section(
    habits: BodyHabits,
    habit: SectionHabit | None,
    section: Mapping[str, Any] | None,
    occasion: Occasion,
    *,
    is_last: bool,
) -> Iterator[tuple[int, str]]:
    if habit:
        yield from _write_slots(habit.before, {}, occasion)
    if not section:
        return
    text, _ = items_text(habits.form_of(str(section["title"])), section)
    yield 1, text
    if habit:
        below = {slot.pieces for slot in habits.below} if is_last else set()
        yield from _write_slots(
            (slot for slot in habit.after if slot.pieces not in below), {}, occasion
        )


def items_text(form: ItemForm, section: Mapping[str, Any]) -> tuple[str, int]:
    """Write the items of a section; return their text, and the blank lines between two of them."""
    if form.card:
        items = list(cards.write_each(form.card, section["items"]))
    else:
        items = [item_form.write(form, item) for item in section["items"]]
    if section["links"]:
        items.insert(0, str(section["links"]))
    gap = form.blanks if form.kind == "list" else max(1, form.blanks)
    return ("\n" * (gap + 1)).join(items), gap
