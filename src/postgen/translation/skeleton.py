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
    at = _place_of_link(body, every)
    if at is not None:
        new = apply(body, [*comments, Edit(at, at, link + newline * 2)])
        if _is_page_with_one_more(_page(new), old):
            return new
    above = apply(body, comments).rstrip("\r\n")
    return f"{above}{newline * 2}{link}{newline}"


def _place_of_link(body: str, every: list[Passage]) -> int | None:
    """Return the start of the second passage, or of the next one that Liquid does not hold."""
    for passage in every[1:]:
        if not _is_in_liquid(body, passage.start):
            return passage.start
    return None


def _comments(body: str, every: list[Passage], newline: str) -> list[Edit]:
    edits: list[Edit] = []
    for passage in every:
        if not passage.words:
            continue
        edit = _comment(body, passage, newline)
        if edit:
            edits.append(edit)
    return edits


def _comment(body: str, passage: Passage, newline: str) -> Edit | None:
    """Return the edit that puts a passage into a comment above itself; None where it cannot be.

    Tables, underlined headings and attribute lists want a blank line above, which at the top would
    end the excerpt.
    """
    at = passage.start
    if not _needs_blank_line(body, passage):
        return Edit(at, at, passage.comment + newline)
    is_top = not body[:at].strip()
    if is_top:
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
    has_hashes = body[first.start :].lstrip(" ").startswith("#")
    return first.kind == "heading" and not has_hashes


def _harmless(body: str, old: list[PageBlock], comments: list[Edit]) -> list[Edit]:
    """Return the comments with which the page stays the `old` one: all, or the harmless ones."""

    def are_harmless(edits: list[Edit]) -> bool:
        return _page(apply(body, edits)) == old

    if are_harmless(comments):
        return comments
    harmless = [each for each in comments if are_harmless([each])]
    return harmless if are_harmless(harmless) else []


def _is_in_liquid(body: str, place: int) -> bool:
    """Whether a place is between a tag of Liquid and the one that ends it."""
    ended = {name for end, name in _TAG.findall(body) if end}
    depth = 0  # of the blocks that are open: `{% if %}`, but not `{% include %}`
    for end, name in _TAG.findall(body, 0, place):
        if end:
            depth -= 1
        elif name in ended:
            depth += 1
    return depth != 0


def _page(body: str) -> list[PageBlock]:
    """Return what a page shows of the blocks of a body, without its comments."""
    found: list[PageBlock] = []
    for block in Markdown.walk(Markdown(body).blocks):
        if block.kind == "comment" or block.kind in UNSEEN:
            continue
        text = block.view.text if block.view else ""
        found.append((block.kind, block.level, block.attributes, text))
    return found


def _is_page_with_one_more(page: list[PageBlock], old: list[PageBlock]) -> bool:
    """Whether a page is the old one with one more block somewhere."""
    for place in range(len(page)):
        without_it = page[:place] + page[place + 1 :]
        if without_it == old:
            return True
    return False
