"""The body that a translation begins as: each passage with a copy in a comment above it."""

from __future__ import annotations

from bisect import bisect_right
from operator import itemgetter
from typing import TYPE_CHECKING

from postgen.markdown import Markdown
from postgen.references.parse import ParsedReferences
from postgen.text.edits import Edit, apply, newline_at
from postgen.text.patterns import Lazy
from postgen.translation.passages import UNSEEN, line_start, passages

if TYPE_CHECKING:
    from postgen.translation.passages import Passage

PageBlock = tuple[str, int, str, str]
"""What a page shows of a block: its kind, its level, its attributes and its text."""

_TAG = Lazy(r"\{%-?\s*(end)?(\w+)")


def skeleton(body: str, link: str) -> str:
    """Return the body that a translation begins as.

    `link` is the line that leads to the original. It stands behind the first passage, which Jekyll
    takes for the excerpt. A comment that would make another page of the body is left out.
    """
    markdown = Markdown(body)
    every = passages(ParsedReferences(markdown))
    newline = newline_at(body, 0)
    old = _page(markdown)
    comments = _harmless(body, old, _comments(body, every, newline))
    at = _place_of_link(body, every)
    if at is not None:
        new = apply(body, [*comments, Edit(at, at, link + newline * 2)])
        if _is_page_with_one_more(_page(Markdown(new)), old):
            return new
    above = apply(body, comments).rstrip("\r\n")
    return f"{above}{newline * 2}{link}{newline}"


def _place_of_link(body: str, every: list[Passage]) -> int | None:
    """Return the start of the second passage, or of the next one that Liquid does not hold."""
    depths = _liquid_depths(body)
    for passage in every[1:]:
        above = bisect_right(depths, passage.start, key=itemgetter(0))
        if not above or depths[above - 1][1] == 0:
            return passage.start
    return None


def _comments(body: str, every: list[Passage], newline: str) -> list[Edit]:
    edits: list[Edit] = []
    top = len(body) - len(body.lstrip())
    for passage in every:
        if not passage.words:
            continue
        edit = _comment(body, passage, newline, top)
        if edit:
            edits.append(edit)
    return edits


def _comment(body: str, passage: Passage, newline: str, top: int) -> Edit | None:
    """Return the edit that puts a passage into a comment above itself; None where it cannot be.

    Tables, underlined headings and attribute lists want a blank line above, which at the `top`,
    where the text begins, would end the excerpt.
    """
    at = passage.start
    if not _needs_blank_line(body, passage):
        return Edit(at, at, passage.comment + newline)
    if at <= top:
        return None
    return Edit(at, at, passage.comment + newline * 2)


def _needs_blank_line(body: str, passage: Passage) -> bool:
    """Whether kramdown would read a passage as another one right below a comment."""
    first = passage.first
    if first.kind in {"table", "math"}:
        return True
    has_lines_above = passage.start != line_start(body, first.start)  # `{: .note}`
    if has_lines_above:
        return True
    if first.kind != "heading":
        return False
    return not body[first.start : first.end].lstrip(" ").startswith("#")


def _harmless(body: str, old: list[PageBlock], comments: list[Edit]) -> list[Edit]:
    """Return the comments with which the page stays the `old` one: all, or the harmless ones."""

    def are_harmless(edits: list[Edit]) -> bool:
        return _page(Markdown(apply(body, edits))) == old

    def harmless_of(edits: list[Edit]) -> list[Edit]:
        if are_harmless(edits):
            return edits
        if len(edits) == 1:
            return []
        half = len(edits) // 2
        return harmless_of(edits[:half]) + harmless_of(edits[half:])

    harmless = harmless_of(comments)
    return harmless if harmless == comments or are_harmless(harmless) else []


def _liquid_depths(body: str) -> list[tuple[int, int]]:
    """Return the ends of the tags of Liquid, and how many blocks are open behind each.

    A block is open from `{% if %}` on until `{% endif %}`; `{% include %}` opens none.
    """
    tags = list(_TAG.finditer(body))
    ended = {tag[2] for tag in tags if tag[1]}
    depths = []
    depth = 0
    for tag in tags:
        if tag[1]:
            depth -= 1
        elif tag[2] in ended:
            depth += 1
        depths.append((tag.end(), depth))
    return depths


def _page(body: Markdown) -> list[PageBlock]:
    """Return what a page shows of the blocks of a body, without its comments."""
    found: list[PageBlock] = []
    for block in Markdown.walk(body.blocks):
        if block.kind == "comment" or block.kind in UNSEEN:
            continue
        text = block.view.text if block.view else ""
        found.append((block.kind, block.level, block.attributes, text))
    return found


def _is_page_with_one_more(page: list[PageBlock], old: list[PageBlock]) -> bool:
    """Whether a page is the old one with one more block somewhere."""
    pairs = enumerate(zip(page, old, strict=False))
    place = next((at for at, (one, other) in pairs if one != other), len(old))
    return len(page) == len(old) + 1 and page[place + 1 :] == old[place:]
