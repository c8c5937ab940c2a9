"""The edits of a text's citations: links that become numbers, numbers that become links, and what keeps them apart."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from postgen.markdown import escape
from postgen.references import definitions, styles
from postgen.references.styles import NUMBERED
from postgen.text.edits import Edit, apply

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from postgen.references.parse import Citation
    from postgen.references.plan import Group, Plan

_ESCAPED = re.compile(r"(?<!\\)\\\[(\d{1,4})[\d ,，–-]*\]", re.ASCII)
_WORD = re.compile(r"[^\s,.;:!?)，。；：！？）]")
_ENTITY = re.compile(r"&#91;\d{1,4}[\d ,，–-]*\]", re.ASCII)


class Citing:
    """Gives the edits of the citations that a plan has chosen."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.reading = plan.reading
        self.source = plan.source
        self.style = plan.style
        self.in_words = list(self._escaped(is_linked=True)) if self.style == "plain" else []
        self._by_start = [edit.start for edit in self.in_words]

    def edits(self, own_style: str) -> list[Edit]:
        """Give the edits of the text; `own_style` is the style that it has now."""
        groups: dict[int, list[Group]] = {}
        for group in self.plan.groups:
            for citation in group.citations:
                same = groups.setdefault(id(citation), [])
                if group not in same:
                    same.append(group)
        found: list[Edit] = []
        for citation in self.plan.chosen:
            found += self._cite(citation, self._in_order(citation, groups[id(citation)]))
        return found + _apart(sorted(found), sorted(self._escapes(own_style)))

    @staticmethod
    def _in_order(citation: Citation, groups: list[Group]) -> list[Group]:
        """Give the groups of a citation in the order of the numbers that it has."""
        if len(groups) == 1:
            return groups
        places = {id(entry): place for place, entry in enumerate(citation.entries)}
        return sorted(
            groups, key=lambda group: min(places.get(id(slot.entry), 99) for slot in group.slots)
        )

    def _cite(self, citation: Citation, groups: list[Group]) -> Iterator[Edit]:
        if self.style in NUMBERED:
            yield from self._cite_number(citation, groups)
        elif citation.is_ordinary:
            yield from self._cite_ordinary(citation, groups[0])
        else:
            yield from self._cite_words(citation, groups)

    def _cite_number(self, citation: Citation, groups: list[Group]) -> Iterator[Edit]:
        source, style = self.source, self.style
        end = citation.end + len(citation.attributes)
        marks = self._marks(citation, groups, source[end : end + 1])
        if citation.kind == "plain":
            if style == "plain":
                numbers = [group.number for group in groups]
                yield Edit(*citation.mark, _renumbered(source[slice(*citation.mark)], numbers))
                return
            start, end = (citation.start, citation.end) if style == "footnotes" else citation.mark
            if source.endswith("!", 0, start) and not source.endswith("\\!", 0, start):
                yield Edit(start - 1, start, "\\!")
            yield Edit(start, end, marks)
        elif not citation.is_ordinary or not (citation.words or citation.kind == "autolink"):
            yield Edit(citation.start, end, marks)
        else:
            yield Edit(citation.start, end, self._written(citation) + marks)

    def _marks(self, citation: Citation, groups: list[Group], after: str) -> str:
        marks = "".join(
            styles.citation(self.style, group.number, after, first=group.citations[0] is citation)
            for group in groups
        )
        if self.style == "plain" and any(
            str(group.number) in self.plan.remaining for group in groups
        ):
            return re.sub(r"\\?\]", r"\\]", marks)
        return marks

    def _written(self, citation: Citation) -> str:
        """Give a link's words as they stand in the text without the link, before a number."""
        if citation.kind == "autolink":
            words = escape.inline(citation.entries[0].url)
        else:
            start, stop = citation.words_place
            within = self.in_words[
                bisect_right(self._by_start, start - 1) : bisect_right(self._by_start, stop - 1)
            ]
            moved = [Edit(edit.start - start, edit.end - start, edit.new) for edit in within]
            words = apply(self.source[start:stop], moved)
        return styles.cited_words(
            self.style, escape.guard(words) if begins_line(citation) else words
        )

    def _cite_ordinary(self, citation: Citation, group: Group) -> Iterator[Edit]:
        number = group.number
        if self.style == "reflinks":
            if citation.words is None:
                shown = self.source.startswith("\\[", citation.start + 1)
                yield Edit(
                    citation.start,
                    citation.end,
                    f"[\\[{number}\\]][{number}]" if shown else f"[{number}]",
                )
            else:
                yield Edit(*citation.mark, f"][{number}]")
        elif citation.kind == "reflinks":
            target = definitions.target(self.source, self.reading.defined[citation.labels[0]])
            if citation.words is None:
                yield Edit(citation.start, citation.end, f"[\\[{number}\\]]({target})")
            else:
                yield Edit(*citation.mark, f"]({target})")

    def _cite_words(self, citation: Citation, groups: list[Group]) -> Iterator[Edit]:
        """Make a link of a number: of the words before it, if they are known."""
        if citation.words is None or len(groups) > 1:
            yield Edit(
                citation.start,
                citation.end,
                "".join(self._numbered_link(group) for group in groups),
            )
            return
        (start, stop), (group,) = citation.words_place, groups
        entry = group.entry
        words = self.source[start:stop]
        if escape.visible(words) == entry.url and re.match(r"(?:https?|ftps?):", entry.url):
            link = escape.autolink(entry.url)
        elif self.style == "reflinks":
            link = f"[{styles.freed(words)}][{group.number}]"
        else:
            link = f"[{styles.freed(words)}]({definitions.bracketed(entry.url, entry.title)})"
        link += entry.attributes if citation is group.citations[0] else ""
        if stop == citation.start or (
            self.source[stop : citation.start].isspace() and self._ends_there(citation.end)
        ):
            yield Edit(start, citation.end, link)
        else:
            yield Edit(start, stop, link)
            yield Edit(citation.start, citation.end, "")

    def _ends_there(self, place: int) -> bool:
        """Say whether a blank before a place would stand before punctuation, or beside another blank."""
        return not _WORD.match(self.source, place)

    def _numbered_link(self, group: Group) -> str:
        if self.style == "reflinks":
            return f"[\\[{group.number}\\]][{group.number}]"
        return escape.link(f"\\[{group.number}\\]", group.entry.url, group.entry.title)

    # The numbers of the prose

    def _escapes(self, own_style: str) -> Iterator[Edit]:
        """Keep numbers of the prose from becoming citations; or set them free where nothing is cited so any more."""
        if self.style in {"plain", "reflinks"}:
            yield from self._escaped(is_linked=False)
        elif own_style in {"plain", "reflinks"}:
            form = "&#91;" if _ENTITY.search(self.source) else "\\["
            for start in self.reading.escaped(form):
                yield Edit(start, start + len(form), "[")
        if self.style == "linked":
            for start, end, number in self.reading.unlisted:
                if self.source.startswith("[\\[", start):
                    yield Edit(start, end, f"\\[{number}]")

    def _escaped(self, *, is_linked: bool) -> Iterator[Edit]:
        listed = {group.number for group in self.plan.groups}
        last = max(listed, default=0)
        taken = {each.start for each in self.plan.chosen} | {
            each.mark[0] for each in self.plan.chosen
        }
        form = (
            "&#91;"
            if any(int(each[1]) <= last for each in _ESCAPED.finditer(self.source))
            else "\\["
        )
        for mark in self.reading.numbers:
            place = mark.view.at(mark.start)
            is_read = (self.style == "reflinks" or not mark.is_note) and id(
                mark.view
            ) not in self.reading.listed
            is_free = mark.open == "[" and mark.is_linked == is_linked and place not in taken
            if is_free and is_read and any(each in listed for each in mark.numbers):
                yield Edit(place, place + 1, form)


def begins_line(citation: Citation) -> bool:
    """Say whether nothing stands before a citation on its line."""
    text = citation.view.text
    return not text[text.rfind("\n", 0, citation.place) + 1 : citation.place].strip()


def _apart(taken: list[Edit], others: list[Edit]) -> list[Edit]:
    """Give those of the others that are in none of the edits that are taken."""
    starts = [edit.start for edit in taken]
    places = [bisect_right(starts, edit.start) - 1 for edit in others]
    return [
        edit
        for edit, at in zip(others, places, strict=True)
        if at < 0 or taken[at].end <= edit.start
    ]


def _renumbered(mark: str, numbers: Sequence[int]) -> str:
    """Spell numbers in the brackets that others stand in; a range stays one where it can."""
    found = re.search(r"\d.*\d|\d", mark)
    if not found:
        return mark
    told = ", ".join(map(str, numbers))
    if (
        re.search(r"[–-]", found[0])
        and list(numbers) == list(range(numbers[0], numbers[-1] + 1))
        and len(numbers) > 2
    ):
        told = re.sub(r"\d+(\s*[–-]\s*)\d+.*", rf"{numbers[0]}\g<1>{numbers[-1]}", found[0])
    elif len(numbers) == len(re.findall(r"\d+", found[0])):
        left = iter(numbers)
        told = re.sub(r"\d+", lambda _: str(next(left)), found[0])
    return mark[: found.start()] + told + mark[found.end() :]
