"""How a translation differs from its original: in its references, its sections and its languages. Pure."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from postgen.markdown import Markdown, escape
from postgen.references import styles
from postgen.references.convert import own_style
from postgen.references.parse import ParsedReferences
from postgen.references.plan import page_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.references.model import Entry
    from postgen.references.styles.base import Style


class Difference(NamedTuple):
    """What is not as in the original, and where.

    `meant` is what a translator may well have wanted so; `lost` is the reference that could be listed again, and
    `moved` says that only the number is another one.
    """

    start: int
    reason: str
    meant: bool = False
    lost: Reference | None = None
    moved: bool = False


class Reference(NamedTuple):
    """A URL that a body leads to, under its number ("" for none), where it stands first, and how it is listed.

    `spelled` is its entry as it stands in a list of the `style`, `label` what it is called there.
    """

    url: str
    label: str
    start: int
    entry: Entry
    style: Style | None = None
    spelled: str = ""

    @property
    def number(self) -> int:
        """The number, 0 where it has none."""
        return int(self.label) if self.label.isdecimal() else 0

    @property
    def shown(self) -> str:
        """What it is called in a message."""
        return f"reference [{self.label}]" if self.label else "link"


class Section(NamedTuple):
    """A heading, and the first address below it: that stays when the words change."""

    level: int
    url: str
    words: str
    start: int


class Side:
    """One of the two bodies, read for comparing."""

    def __init__(self, reading: ParsedReferences) -> None:
        self.reading = reading

    @classmethod
    def of(cls, body: str) -> Side:
        """Read a body."""
        return cls(ParsedReferences(Markdown(body)))

    @cached_property
    def style(self) -> Style | None:
        """The style of its references; None where it has no numbers."""
        return own_style(self.reading)

    @cached_property
    def references(self) -> dict[str, Reference]:
        """What it leads to, by the URL as the page has it; by the number for an entry that leads nowhere."""
        found: dict[str, Reference] = {}
        for each in sorted(self._listed(), key=lambda reference: not reference.label):
            found.setdefault(name_of(each), each)
        return found

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The numbers of what it leads to."""
        return {key: each.number for key, each in self.references.items() if each.number}

    @cached_property
    def sections(self) -> list[Section]:
        """The headings, without those in lists and quotes."""
        body = self.reading.body
        links = [(view.at(span.start), span.url) for span, view in body.links()]
        heads = [each.block for each in body.headings if each.within in {"", "html"}]
        ends = [*(block.start for block in heads), len(body.source)][1:]
        return [
            Section(
                block.level,
                next((url for place, url in links if block.start <= place < end), ""),
                escape.one_line(escape.visible(block.view.text, body.spans(block.view)))
                if block.view
                else "",
                block.start,
            )
            for block, end in zip(heads, ends, strict=True)
        ]

    def _listed(self) -> Iterator[Reference]:
        reading, source = self.reading, self.reading.source
        for listing in reading.lists:
            for slot in listing.entries:
                spelled = source[slot.start : slot.end] if slot.mark else ""
                yield Reference(
                    slot.entry.url, str(slot.number), slot.start, slot.entry, listing.style, spelled
                )
        yield from self._hidden(shows_numbers=True)
        for each in reading.citations:
            if not each.is_ordinary:
                continue
            label = each.definition
            spot = reading.defined.get(label)
            spelled = source[spot.start : spot.end].rstrip() if spot else ""
            style = each.style if spot else None
            yield Reference(each.entries[0].url, label, each.start, each.entries[0], style, spelled)
        yield from self._hidden(shows_numbers=False)

    def _hidden(self, *, shows_numbers: bool) -> Iterator[Reference]:
        """Return the footnotes and definitions that lead outside, of the styles that show numbers, or of the others."""
        for style in styles.every():
            for each in style.hidden_entries(self.reading):
                if style.shows_numbers == shows_numbers and each.counts:
                    spelled = self.reading.source[each.start : each.end].rstrip()
                    yield Reference(
                        each.entry.url, each.label, each.start, each.entry, style, spelled
                    )


def name_of(reference: Reference) -> str:
    """Give what tells a reference from others: its URL as the page has it, or the number of one that leads nowhere."""
    return page_url(reference.url) or f"[{reference.label}]"


class Pair:
    """A translation and its original."""

    def __init__(self, original: Side, translation: Side) -> None:
        self.original = original
        self.translation = translation

    @cached_property
    def lost(self) -> list[Reference]:
        """The references of the original that the translation does not lead to, and has no other under their number."""
        held = self.translation.references
        return [
            each
            for key, each in self.original.references.items()
            if key not in held and each not in self._changed
        ]

    @cached_property
    def _changed(self) -> dict[Reference, Reference]:
        """The references that lead elsewhere under the same number or label."""
        olds, news = self.original.references, self.translation.references
        if not self.is_aligned:
            return {}
        added = {each.label: each for key, each in news.items() if key not in olds and each.label}
        return {
            each: added[each.label]
            for key, each in olds.items()
            if key not in news and each.label in added
        }

    @cached_property
    def is_aligned(self) -> bool:
        """Say whether what both lead to has the same numbers in both."""
        olds, news = self.original.numbers, self.translation.numbers
        return all(olds[key] == news[key] for key in olds.keys() & news.keys())

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The numbers that the translation is to have: the original's, also where it leads elsewhere on purpose."""
        return self.original.numbers | {
            name_of(new): new.number for new in self._changed.values() if new.number
        }

    @property
    def is_alike(self) -> bool:
        """Say whether most of what the translation leads to is in the original: else it is none."""
        olds, news = self.original.references, self.translation.references
        return bool(news) and 2 * len(olds.keys() & news.keys()) >= len(news)

    def differences(self) -> Iterator[Difference]:
        """Give what differs, in no order."""
        olds, news = self.original.references, self.translation.references
        for old, new in self._changed.items():
            yield Difference(
                new.start,
                f"The {new.shown} leads to {new.url or 'no address'}, in the original to {old.url or 'none'}",
            )
        for old in self.lost:
            reason = f"The original's {old.shown} to {old.url or 'no address'} is lost"
            yield Difference(self._place(old), reason, lost=old)
        for key, new in news.items():
            if key in olds:
                if new.number and olds[key].number and new.number != olds[key].number:
                    yield Difference(
                        new.start,
                        f"The {new.shown} is [{olds[key].number}] in the original",
                        moved=True,
                    )
            elif new not in self._changed.values():
                yield Difference(
                    new.start,
                    f"The {new.shown} to {new.url} is not in the original",
                    not new.number,
                )
        yield from self._sections()

    def _place(self, lost: Reference) -> int:
        """Say where a lost reference would stand in the list."""
        numbered = sorted(
            (each for each in self.translation.references.values() if each.number),
            key=lambda e: e.number,
        )
        before = [each for each in numbered if each.number < lost.number]
        return (before or numbered[:1])[-1].start if numbered else 0

    def _sections(self) -> Iterator[Difference]:
        from difflib import SequenceMatcher

        olds, news = self.original.sections, self.translation.sections
        matcher = SequenceMatcher(
            None, [each[:2] for each in olds], [each[:2] for each in news], autojunk=False
        )
        for what, a, b, c, d in matcher.get_opcodes():
            if what == "equal":
                continue
            if b - a == d - c:
                for old, new in zip(olds[a:b], news[c:d], strict=True):
                    if old.level != new.level:
                        reason = f"The section `{new.words}` has level {new.level}, in the original {old.level}"
                        yield Difference(new.start, reason)
                continue
            place = news[min(c, len(news) - 1)].start if news else 0
            names = ", ".join(
                f"`{each.words}`" for each in (olds[a:b] if b - a > d - c else news[c:d])
            )
            if b - a > d - c:
                some = f"of {b - a} sections only {d - c} are here" if d > c else "missing here"
                yield Difference(place, f"Of the original, {names}: {some}")
            else:
                yield Difference(place, f"Not in the original: {names}", meant=True)
