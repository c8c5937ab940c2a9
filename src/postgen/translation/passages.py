"""The passages of a body that are to be translated, and those that are not translated yet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from postgen.markdown import escape
from postgen.markdown.spans import Span
from postgen.text.patterns import Lazy
from postgen.toc import find

if TYPE_CHECKING:
    from postgen.markdown.source_map import View
    from postgen.markdown.tree import Block
    from postgen.references.parse import ParsedReferences

# What would run or end in a comment: Liquid's marks `{{`, `{%`, `%}`, and two hyphens.
_ACTIVE_MARKS = Lazy(r"\{(?=[{%])|[%}](?=\})|-(?=-)")

_BLANK_LINE = Lazy(r"\n[ \t]*\r?\n")
_MARKUP = Lazy(r"<(script|style)\b.*?</\1\s*>|<[^>]*>|\{%.*?%\}", re.DOTALL | re.IGNORECASE)
_LETTER = Lazy(r"[^\W\d_]")
UNSEEN = frozenset({"blank", "boundary", "ial", "ald"})
"""The kinds of blocks that show nothing by themselves."""


@dataclass(slots=True)
class Passage:
    """Blocks without a blank line between them, and where their lines start.

    `words` is the Markdown of those that are to be translated; "" where there is nothing to
    translate.
    """

    start: int
    first: Block
    words: str

    @property
    def comment(self) -> str:
        """The comment that holds the original."""
        return f"<!-- original: {quiet(self.words)} -->"


def quiet(text: str) -> str:
    """Write Markdown so that nothing acts in an HTML comment, and no blank line is in it."""
    lines = [line for line in text.splitlines(keepends=True) if line.strip()]
    return _ACTIVE_MARKS.sub(r"\g<0> ", "".join(lines)).strip()


def passages(reading: ParsedReferences) -> list[Passage]:
    """Return the passages of a body, in their order."""
    source = reading.source
    kept = _kept_blocks(reading)
    found: list[Passage] = []
    end = 0  # of the block above
    is_open = False  # whether a passage goes on unless a blank line ends it
    for block in reading.body.blocks:
        if block.kind in UNSEEN:
            continue
        if block.kind == "comment":
            end = block.end
            is_open = False
            continue
        if not is_open or _BLANK_LINE.search(source, end, block.start):
            found.append(Passage(_top(source, block.start, end), block, ""))
        start = line_start(source, block.start)
        end = start + len(source[start : block.end].rstrip())
        is_open = True
        if block.start not in kept and _has_words(reading, block):
            found[-1].words += f"{source[start:end]}\n"
    return found


def untranslated(reading: ParsedReferences) -> list[int]:
    """Return the places of the passages that still say what the comment above them says."""
    source = reading.source
    if "<!-- original: " not in source:
        return []
    found = []
    for passage in passages(reading):
        if not passage.words:
            continue
        end = passage.start
        while source[max(end - 1, 0) : end].isspace():
            end -= 1
        if source.endswith(passage.comment, 0, end):
            found.append(passage.start)
    return found


def _kept_blocks(reading: ParsedReferences) -> set[int]:
    """Return the places of the table of contents and of footnotes of references: they stay."""
    places = {note.start for note in reading.footnotes.values()}
    table = find.find(reading.body, without=reading.heading_words)
    if table:
        places.add(table.start)
    return places


def _has_words(reading: ParsedReferences, block: Block) -> bool:
    """Whether a block holds words other than those of references, code and addresses."""
    if block.kind == "definition" or "toc" in block.attributes.split():
        return False
    if block.kind == "html":
        markup = reading.source[block.start : block.end]
        return _LETTER.search(_MARKUP.sub("", markup)) is not None
    for leaf in reading.body.leaves([block]):
        if not leaf.view or leaf.view in reading.listed_views:
            continue
        if _LETTER.search(_seen_words(reading, leaf.view)):
            return True
    return False


def _seen_words(reading: ParsedReferences, view: View) -> str:
    """Return what a reader sees of a text, without the addresses that only show themselves."""
    spans = [_hidden_autolink(span) for span in reading.body.spans(view)]
    return escape.visible(view.text, spans)


def _hidden_autolink(span: Span) -> Span:
    """Return a span, but a comment, which nobody sees, in place of `<https://example.org>`."""
    return Span("comment", span.start, span.end) if span.kind == "autolink" else span


def _top(source: str, start: int, above: int) -> int:
    """Return the start of the lines that stand together with a block, as attribute lists do."""
    start = line_start(source, start)
    while start > above:
        line = line_start(source, start - 1)
        if line < above or not source[line:start].strip():
            break
        start = line
    return start


def line_start(source: str, place: int) -> int:
    """Return where the line of a place begins."""
    return source.rfind("\n", 0, place) + 1
