"""A post as items for social outlets: its text without numbers, notes and table of contents.

An item is a link with its note, a row of a table, or the paragraphs below a heading; it knows the
headings that it is the first one below.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from postgen.markdown import Markdown
from postgen.outlets.linked_words import with_linked_words
from postgen.outlets.passages import Passage, Run, passages
from postgen.outlets.tree_of_text import (
    drop_tags_in_cells,
    find_bold_titles,
    put_notes_in_place,
    put_words_into_links,
)
from postgen.text.patterns import Lazy
from postgen.toc.find import find as find_toc

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from postgen.outlets.post import Post

_SECTION_NUMBER = Lazy(r"\d{1,2}(?:(?:\.\d{1,2})+[.:)]?\s+|[.:)]\s+|、\s*)")


_LOWEST = 6
"""The level of a heading that is below all others."""


class Item(NamedTuple):
    """An item: the headings above it that no other item has, and its passages.

    Every address of a post is that of one run only.
    """

    headings: tuple[Passage, ...]
    passages: tuple[Passage, ...]

    @property
    def image(self) -> str:
        """The address of its first image, or ""."""
        images = [image for passage in self.passages for image in passage.images]
        return images[0].url if images else ""


def items(post: Post) -> list[Item]:
    """Return the items of a post; what its title and excerpt say already is left out."""
    plain = _without_toc(post.in_style("inline"))
    tree = plain.tree()
    drop_tags_in_cells(tree)
    put_notes_in_place(tree)
    put_words_into_links(tree)
    find_bold_titles(tree)
    found = [with_linked_words(each) for each in passages(tree) if not _is_toc(each)]
    found = list(_with_heads_of_tables(found))
    found = _without_section_numbers(_without_opening(found, post))
    return _with_each_address_once(list(_grouped(found)))


def _without_toc(post: Post) -> Post:
    table = find_toc(Markdown(post.body))
    if table is None:
        return post
    last = table.rows[-1].view
    end = last.end(len(last.text))
    return replace(post, body=post.body[: table.start] + post.body[end:])


def _is_toc(passage: Passage) -> bool:
    """Whether a passage only leads within the page: `{:toc}`, or "Back to the top"."""
    return bool(passage.runs) and all(
        run.url.startswith("#") or not run.text.strip() for run in passage.runs
    )


def _with_each_address_once(found: list[Item]) -> list[Item]:
    """Return items in which an address leads from one place: where an item begins with it."""
    leads: dict[str, int] = {}
    for number, item in enumerate(found):
        lead = _lead(item)
        if lead:
            leads.setdefault(lead, number)
    seen: set[str] = set()

    def once(passage: Passage, number: int) -> Passage:
        runs = []
        for run in passage.runs:
            is_repeated = run.url in seen or leads.get(run.url, number) != number
            if run.url and not is_repeated:
                seen.add(run.url)
            runs.append(Run(run.text) if is_repeated else run)
        return passage._replace(runs=tuple(runs))

    return [
        Item(
            tuple(once(each, number) for each in item.headings),
            tuple(once(each, number) for each in item.passages),
        )
        for number, item in enumerate(found)
    ]


def _lead(item: Item) -> str:
    """Return the address that an item begins with, or ""."""
    runs = [run for passage in (*item.headings, *item.passages) for run in passage.runs]
    shown = [run for run in runs if run.text.strip()]
    for passage in (*item.headings[-1:], *item.passages[:1]):
        if passage.runs and passage.runs[0].url:
            return passage.runs[0].url
    return shown[0].url if shown else ""


# Items


def _without_opening(found: list[Passage], post: Post) -> list[Passage]:
    """Leave out a heading that is the post's title, and a first paragraph that is its excerpt."""
    titles = {"".join(post.title.split())}
    if found and found[0].kind == "heading" and _key(found[0]) in titles:
        found = found[1:]
    excerpt = "".join(post.excerpt.split())
    first = next((each for each in found if each.runs), None)
    is_excerpt = first is not None and first.kind == "paragraph" and _key(first) == excerpt
    if is_excerpt and first and not _has_link(first):
        found = [each for each in found if each is not first]
    return found


def _without_section_numbers(found: list[Passage]) -> list[Passage]:
    """Leave out the numbers of headings, `2.1 ` or `1、`, where most of them have one."""
    headings = [each for each in found if each.kind == "heading" and each.runs]
    numbered = [each for each in headings if _SECTION_NUMBER.match(each.text)]
    if len(numbered) < 2 or 2 * len(numbered) <= len(headings):
        return found
    return [_without_number(each) if each in numbered else each for each in found]


def _without_number(heading: Passage) -> Passage:
    first, *others = heading.runs
    words = _SECTION_NUMBER.sub("", first.text)
    return heading._replace(runs=(*([first._replace(text=words)] if words else []), *others))


def _with_heads_of_tables(found: Sequence[Passage]) -> Iterator[Passage]:
    """Make headings of rows without a link above those that have one."""
    was_row = False
    for place, passage in enumerate(found):
        after = found[place + 1] if place + 1 < len(found) else None
        is_row = passage.kind == "row"
        is_above = is_row and not was_row and not _has_link(passage)
        if is_above and after and _is_linked_row(after):
            yield passage._replace(kind="heading", level=_LOWEST)
        else:
            yield passage
        was_row = is_row


def _has_link(passage: Passage) -> bool:
    return any(run.url for run in passage.runs)


def _is_linked_row(passage: Passage) -> bool:
    return passage.kind == "row" and _has_link(passage)


def _key(passage: Passage) -> str:
    return "".join(passage.text.split())


def _grouped(found: Sequence[Passage]) -> Iterator[Item]:
    """Yield the items of a text."""
    headings: list[Passage] = []
    group: list[Passage] = []
    for passage in found:
        if passage.kind == "rule" or (group and _begins_item(passage, group[-1])):
            if group:
                yield Item(tuple(headings), tuple(group))
                headings = []
            group = []
        if passage.kind == "heading":
            yield from _closed(headings, passage.level)
            headings.append(passage)
        elif passage.kind != "rule":
            group.append(passage)
    if group:
        yield Item(tuple(headings), tuple(group))
    else:
        yield from _closed(headings, 0)


def _begins_item(passage: Passage, last: Passage) -> bool:
    if passage.kind == "heading":
        return True
    if passage.kind == "item":
        return passage.level == 1 and bool(passage.mark)
    if passage.kind == "row":
        return _has_link(passage)
    return passage.level == 0 and (last.level > 0 or last.kind == "row")


def _closed(headings: list[Passage], level: int) -> Iterator[Item]:
    """Take the headings whose section ends at one of `level`; yield an item if one is a link."""
    while headings and headings[-1].level >= level:
        last = headings[-1]
        if _has_link(last) or last.images:
            yield Item(tuple(headings[:-1]), (last,))
            headings.clear()
        else:
            headings.pop()
