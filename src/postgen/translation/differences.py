"""How a translation differs from its original, in its references and its sections. Pure.

Each kind of difference has a code; `checks.translations` says what they are.
"""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING

from postgen.model import Finding

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from postgen.translation.parse import Reference, Section, Side

REFERENCE_LOST = "TR01"
LINK_LOST = "TR02"
LEADS_ELSEWHERE = "TR03"
OTHER_NUMBER = "TR04"
REFERENCE_ADDED = "TR05"
LINK_ADDED = "TR06"
OTHER_LEVEL = "TR07"
SECTION_LOST = "TR08"
SECTION_ADDED = "TR09"
TAG_DISAGREES = "TR10"
SAME_LANGUAGE = "TR11"
UNTRANSLATED = "TR12"


class Pair:
    """A translation and its original."""

    def __init__(self, original: Side, translation: Side) -> None:
        self.original = original
        self.translation = translation

    @cached_property
    def lost(self) -> list[Reference]:
        """The references of the original that the translation does not have, even changed."""
        lost = [each for each in self._missing if each not in self._changed]
        return _without_localized(lost, self._added_links())

    def _added_links(self) -> list[Reference]:
        """Return what only the translation leads to, without a number or name."""
        olds, news = self.original.references, self.translation.references
        return [new for key, new in news.items() if key not in olds and not new.label]

    @cached_property
    def _missing(self) -> list[Reference]:
        """The references of the original to what the translation does not lead to."""
        news = self.translation.references
        return [old for key, old in self.original.references.items() if key not in news]

    @cached_property
    def _changed(self) -> dict[Reference, Reference]:
        """The references that lead elsewhere under the same number or label, each with the new one.

        `[2] **Train:** <https://train.example/>` became `[2] **Zug:** <https://zug.example/>`.
        """
        if not self.is_aligned:
            return {}
        added = self._added_by_label()
        return {old: added[old.label] for old in self._missing if old.label in added}

    def _added_by_label(self) -> dict[str, Reference]:
        """Return what only the translation leads to, by its number or name."""
        olds = self.original.references
        added: dict[str, Reference] = {}
        for key, new in self.translation.references.items():
            is_added = key not in olds
            if is_added and new.label:
                added[new.label] = new
        return added

    @cached_property
    def is_aligned(self) -> bool:
        """Whether what both lead to has the same numbers in both."""
        olds, news = self.original.numbers, self.translation.numbers
        common = olds.keys() & news.keys()
        return all(olds[key] == news[key] for key in common)

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The numbers that the translation is to have: those of the original."""
        changed = {new.key: new.number for new in self._changed.values() if new.number}
        return self.original.numbers | changed

    @property
    def is_alike(self) -> bool:
        """Whether the two lead to the same places, but for a few: else they are no translation."""
        olds, news = self.original.references, self.translation.references
        common = olds.keys() & news.keys()
        return bool(common) and 4 * len(common) >= 3 * len(news) and 2 * len(common) >= len(olds)

    def differences(self, still_lost: Collection[str] | None = None) -> Iterator[Finding]:
        """Find what differs, in no order; positions are those of the translation's body.

        `still_lost` are the URLs that the translation does not lead to although lost references
        were listed again; None where that was not done.
        """
        for old, new in self._changed.items():
            here, there = new.url or "no address", old.url or "none"
            message = f"The {new.name} leads to {here}, in the original to {there}"
            yield _at(LEADS_ELSEWHERE, new.start, message)
        for old in self.lost:
            finding = self._lost(old)
            if still_lost is not None and old.label:
                finding = finding._replace(fixed=old.url not in still_lost)
            yield finding
        yield from self._moved_and_added()
        yield from self._sections()

    def _lost(self, old: Reference) -> Finding:
        code = REFERENCE_LOST if old.label else LINK_LOST
        message = f"The original's {old.name} to {old.url or 'no address'} is lost"
        return _at(code, self._place_of(old), message)

    def _moved_and_added(self) -> Iterator[Finding]:
        olds = self.original.references
        changed = set(self._changed.values())
        for key, new in self.translation.references.items():
            old = olds.get(key)
            if old and _has_other_number(old, new):
                yield _moved(old, new)
            elif old is None and new not in changed:
                yield _added(new)

    def _place_of(self, lost: Reference) -> int:
        """Return where a lost reference would stand in the list: at the next lower number."""
        numbered = [each for each in self.translation.references.values() if each.number]
        if not numbered:
            return 0
        numbered.sort(key=lambda each: each.number)
        place = numbered[0].start
        for each in numbered:
            if each.number >= lost.number:
                break
            place = each.start
        return place

    def _sections(self) -> Iterator[Finding]:
        from difflib import SequenceMatcher

        olds, news = self.original.sections, self.translation.sections
        # Sections are alike whose level and first address are: their words are in two languages.
        old_keys = [(each.level, each.url) for each in olds]
        new_keys = [(each.level, each.url) for each in news]
        matcher = SequenceMatcher(None, old_keys, new_keys, autojunk=False)
        for what, old_start, old_end, new_start, new_end in matcher.get_opcodes():
            if what == "equal":
                continue
            place = 0
            if news:
                last = len(news) - 1
                place = news[min(new_start, last)].start
            yield from _section_differences(olds[old_start:old_end], news[new_start:new_end], place)


def _without_localized(lost: list[Reference], added: list[Reference]) -> list[Reference]:
    """Leave out the links in whose place a translation leads to another page of the same site.

    `https://en.wikipedia.org/wiki/Bridge` became `https://de.wikipedia.org/wiki/Brücke`.
    """
    sites = Counter(_site_of(each.url) for each in added)
    kept = []
    for each in lost:
        site = _site_of(each.url)
        if not each.label and site and sites[site]:
            sites[site] -= 1
        else:
            kept.append(each)
    return kept


def _site_of(url: str) -> str:
    """Return the last two names of an address's host, `wikipedia.org`; "" for none."""
    host = url.partition("://")[2].partition("/")[0].partition(":")[0]
    return ".".join(host.lower().rsplit(".", 2)[-2:])


def _has_other_number(old: Reference, new: Reference) -> bool:
    """Whether both are numbered, and not alike."""
    if not old.number or not new.number:
        return False
    return old.number != new.number


def _moved(old: Reference, new: Reference) -> Finding:
    message = f"The {new.name} is [{old.number}] in the original"
    # Numbers follow the original's whenever the references are written.
    return _at(OTHER_NUMBER, new.start, message)._replace(fixed=True)


def _added(new: Reference) -> Finding:
    message = f"The {new.name} to {new.url} is not in the original"
    if new.number:
        return _at(REFERENCE_ADDED, new.start, message)
    return _info(LINK_ADDED, new.start, message)


def _section_differences(
    olds: Sequence[Section], news: Sequence[Section], place: int
) -> Iterator[Finding]:
    """Compare sections that stand in the same place of both, `place` in the translation."""
    if len(olds) == len(news):
        for old, new in zip(olds, news, strict=True):
            if old.level != new.level:
                level = f"level {new.level}, in the original {old.level}"
                yield _at(OTHER_LEVEL, new.start, f"The section `{new.words}` has {level}")
    elif len(olds) > len(news):
        what = "missing here"
        if news:
            what = f"of {len(olds)} sections only {len(news)} are here"
        yield _at(SECTION_LOST, place, f"Of the original, {_names(olds)}: {what}")
    else:
        yield _info(SECTION_ADDED, place, f"Not in the original: {_names(news)}")


def _names(sections: Sequence[Section]) -> str:
    return ", ".join(f"`{each.words}`" for each in sections)


def _at(code: str, place: int, message: str) -> Finding:
    return Finding(code, place, place, message)


def _info(code: str, place: int, message: str) -> Finding:
    """Return a finding of what may well be wanted so."""
    return Finding(code, place, place, message, severity="info")
