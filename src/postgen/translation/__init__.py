"""A post in another language: what it begins as, and whether it is done. Pure.

A translation begins as a copy: every heading, image, list, table and reference is there already, under the same
number, and above each passage stands a comment with the original, which is to go when the passage is translated.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from postgen.markdown import Markdown, escape
from postgen.markdown.spans import Span
from postgen.references.parse import ParsedReferences
from postgen.text.edits import Edit, apply, newline_at
from postgen.text.patterns import Lazy
from postgen.toc import find

if TYPE_CHECKING:
    from postgen.markdown.source_map import View
    from postgen.markdown.tree import Block

_LIVELY = Lazy(r"\{(?=[{%])|[%}](?=\})|-(?=-)")
"""What would run or end in a comment: Liquid's marks, and two hyphens."""

_BLANK = Lazy(r"\n[ \t]*\r?\n")
_TAG = Lazy(r"\{%-?\s*(end)?(\w+)")
_MARKUP = Lazy(r"<(script|style)\b.*?</\1\s*>|<[^>]*>|\{%.*?%\}", re.DOTALL | re.IGNORECASE)
_LETTER = Lazy(r"[^\W\d_]")
_UNSEEN = frozenset({"blank", "boundary", "ial", "ald"})


@dataclass(slots=True)
class Passage:
    """Blocks without a blank line between them: where their lines start, and those that are to be translated.

    `words` is the Markdown of these; "" where there is nothing to translate.
    """

    start: int
    first: Block
    words: str

    @property
    def comment(self) -> str:
        """The comment that holds the original."""
        return f"<!-- original: {quiet(self.words)} -->"


def skeleton(body: str, link: str) -> str:
    """Give the body that a translation begins as.

    `link` is the line that leads to the original. It stands behind the first passage, which Jekyll takes for the
    excerpt. A comment that would make another page of the body is left out.
    """
    every = passages(ParsedReferences(Markdown(body)))
    newline = newline_at(body, 0)
    old = _page(body)
    notes = [note for each in every if each.words and (note := _note(body, each, newline))]
    if _page(apply(body, notes)) != old:
        notes = [each for each in notes if _page(apply(body, [each])) == old]
        notes = notes if _page(apply(body, notes)) == old else []
    at = next((each.start for each in every[1:] if not _is_held(body, each.start)), len(body))
    if at < len(body):
        new = apply(body, [*notes, Edit(at, at, link + newline * 2)])
        page = _page(new)
        if any(page[:place] + page[place + 1 :] == old for place in range(len(page))):
            return new
    return apply(body, notes).rstrip("\r\n") + newline * 2 + link + newline


def _is_held(body: str, place: int) -> bool:
    """Say whether a place is between a tag of Liquid and the one that ends it."""
    names = _TAG.findall(body)
    ended = {name for end, name in names if end}
    return sum(-1 if end else name in ended for end, name in _TAG.findall(body, 0, place)) != 0


def _note(body: str, passage: Passage, newline: str) -> Edit | None:
    """Give the edit that puts a passage into a comment above itself; None for one that would not bear it.

    Tables, underlined headings and attribute lists want a blank line above, which at the top would end the excerpt.
    """
    first, is_first = passage.first, passage.start == _line_start(body, passage.first.start)
    underlined = first.kind == "heading" and not body[first.start :].lstrip(" ").startswith("#")
    if is_first and not underlined and first.kind not in {"table", "math"}:
        return Edit(passage.start, passage.start, passage.comment + newline)
    is_top = not body[: passage.start].strip()
    return None if is_top else Edit(passage.start, passage.start, passage.comment + newline * 2)


def untranslated(reading: ParsedReferences) -> list[int]:
    """Give the places of the passages that still say what the comment above them says."""
    source = reading.source
    if "<!-- original: " not in source:
        return []
    every = [each for each in passages(reading) if each.words]
    return [each.start for each in every if source[: each.start].rstrip().endswith(each.comment)]


def quiet(text: str) -> str:
    """Spell Markdown so that nothing of it acts in an HTML comment, and no blank line there cuts the excerpt."""
    lines = [line for line in text.splitlines(keepends=True) if line.strip()]
    return _LIVELY.sub(r"\g<0> ", "".join(lines)).strip()


def passages(reading: ParsedReferences) -> list[Passage]:
    """Give the passages of a body, in their order."""
    source, silent = reading.source, _silent(reading)
    found: list[Passage] = []
    end, goes_on = 0, False
    for block in reading.body.blocks:
        if block.kind in _UNSEEN:
            continue
        if block.kind == "comment":
            end, goes_on = block.end, False
            continue
        if not goes_on or _BLANK.search(source, end, block.start):
            found.append(Passage(_top(source, block.start, end), block, ""))
        start = _line_start(source, block.start)
        end, goes_on = start + len(source[start : block.end].rstrip()), True
        if block.start not in silent and _is_spoken(reading, block):
            found[-1].words += f"{source[start:end]}\n"
    return found


def _silent(reading: ParsedReferences) -> set[int]:
    """Give the places of the blocks that stay as they are: what is made of the rest, and what lists references."""
    contents = find.find(reading.body, without=reading.heading_words)
    notes = {note.start for note in reading.footnotes.values()}
    return notes | ({contents.start} if contents else set())


def _is_spoken(reading: ParsedReferences, block: Block) -> bool:
    """Say whether a block holds words to be translated: other than those of references, code and addresses."""
    if block.kind == "definition" or "toc" in block.attributes.split():
        return False
    if block.kind == "html":
        return _LETTER.search(_MARKUP.sub("", reading.source[block.start : block.end])) is not None
    return any(
        leaf.view
        and leaf.view not in reading.listed_views
        and _LETTER.search(_said(reading, leaf.view))
        for leaf in reading.body.leaves([block])
    )


def _said(reading: ParsedReferences, view: View) -> str:
    """Give what a reader sees of a text, without the addresses that only show themselves."""
    spans = [
        Span("comment", each.start, each.end) if each.kind == "autolink" else each
        for each in reading.body.spans(view)
    ]
    return escape.visible(view.text, spans)


def _top(source: str, start: int, above: int) -> int:
    """Give the start of the first line of those that stand together with a block: an attribute list may be one."""
    start = _line_start(source, start)
    while start > above:
        line = _line_start(source, start - 1)
        if line < above or not source[line:start].strip():
            break
        start = line
    return start


def _line_start(source: str, place: int) -> int:
    return source.rfind("\n", 0, place) + 1


def _page(body: str) -> list[tuple[str, int, str, str]]:
    """Tell what a body is made of, without its comments."""
    return [
        (block.kind, block.level, block.attributes, block.view.text if block.view else "")
        for block in Markdown.walk(Markdown(body).blocks)
        if block.kind not in _UNSEEN and block.kind != "comment"
    ]
