"""The body that a translation begins as: each passage with a copy in a comment above it."""

from __future__ import annotations

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
    every = passages(ParsedReferences(Markdown(body)))
    newline = newline_at(body, 0)
    old = _page(body)
    comments = _harmless(body, old, _comments(body, every, newline))
    later = (each.start for each in every[1:])
    at = next((place for place in later if not _is_in_liquid(body, place)), len(body))
    if at < len(body):
        new = apply(body, [*comments, Edit(at, at, link + newline * 2)])
        if _is_page_with_one_more(_page(new), old):
            return new
    return apply(body, comments).rstrip("\r\n") + newline * 2 + link + newline


def _comments(body: str, every: list[Passage], newline: str) -> list[Edit]:
    found = (_comment(body, each, newline) for each in every if each.words)
    return [edit for edit in found if edit]


def _comment(body: str, passage: Passage, newline: str) -> Edit | None:
    """Return the edit that puts a passage into a comment above itself; None where it cannot be.

    Tables, underlined headings and attribute lists want a blank line above, which at the top would
    end the excerpt.
    """
    first, at = passage.first, passage.start
    is_underlined = first.kind == "heading" and not body[first.start :].lstrip(" ").startswith("#")
    has_lines_above = at != line_start(body, first.start)
    needs_blank = has_lines_above or is_underlined or first.kind in {"table", "math"}
    if not needs_blank:
        return Edit(at, at, passage.comment + newline)
    is_top = not body[:at].strip()
    return None if is_top else Edit(at, at, passage.comment + newline * 2)


def _harmless(body: str, old: list[PageBlock], comments: list[Edit]) -> list[Edit]:
    """Return the comments with which the page stays the `old` one: all, or the harmless ones."""
    if _page(apply(body, comments)) == old:
        return comments
    alone = [each for each in comments if _page(apply(body, [each])) == old]
    return alone if _page(apply(body, alone)) == old else []


def _is_in_liquid(body: str, place: int) -> bool:
    """Whether a place is between a tag of Liquid and the one that ends it."""
    ended = {name for end, name in _TAG.findall(body) if end}
    depth = 0
    for end, name in _TAG.findall(body, 0, place):
        if end:
            depth -= 1
        elif name in ended:
            depth += 1
    return depth != 0


def _page(body: str) -> list[PageBlock]:
    """Return what a page shows of the blocks of a body, without its comments."""
    return [
        (block.kind, block.level, block.attributes, block.view.text if block.view else "")
        for block in Markdown.walk(Markdown(body).blocks)
        if block.kind not in UNSEEN and block.kind != "comment"
    ]


def _is_page_with_one_more(page: list[PageBlock], old: list[PageBlock]) -> bool:
    """Whether a page is the old one with one more block somewhere."""
    return any(page[:place] + page[place + 1 :] == old for place in range(len(page)))
