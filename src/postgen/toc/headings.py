"""The headings of a body as a reader sees them, and the bold lines that serve as such."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from postgen.markdown import escape
from postgen.markdown.source_map import OPAQUE
from postgen.markdown.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from postgen.markdown import Markdown
    from postgen.markdown.source_map import View

BOLD = 7
"""The level of a line that is wholly bold: below all headings."""

# A link whose words are a number: `[1]`, `\[1\]`, `\[[1]\]`.
_CITATION = re.compile(r"\\?\[\\?\[?\d+\\?\]?\\?\]")
_PLAIN_CITATION = re.compile(r"\s?\[(\d+)\]")
_NUMBER_IN_BRACKETS = re.compile(r"\[\d")
# An entry of a plain list: `[3] …` at the start of a line, or `…/[4]**Title:**` behind another
# entry.
_LISTED = re.compile(
    r"(?:^[ \t]*|(?<=\S))\[(\d+)\](?=[ \t]*\*\*)|^[ \t]*\[(\d+)\](?!:)", re.MULTILINE
)
# What may stand behind a bold title on its line: `**Title**:`, `**Title** \\`, `**Title**<br>`.
_AFTER_BOLD = re.compile(r"[ \t]*(?:[:：]|\\\\|<br ?/?>)?[ \t]*(?:\n|\Z)")
_OPAQUE_RUN = re.compile(f"{OPAQUE}+")
_LIQUID = "\ue00f"
"""Stands for Liquid that is to stay."""

_LIQUID_RUN = re.compile(f"{_LIQUID}+")


class Title(NamedTuple):
    """A heading, or a line that is wholly bold and used as one: its words as a reader sees them.

    `level` is 1 to 6, or `BOLD`; `id` is "" for bold lines, and where Liquid decides it. `listed`
    says that it does not ask to be left out (`{:.no_toc}`). `text` is its words in Markdown;
    `start` and `end` are where it stands, all marks included.
    """

    words: str
    level: int
    id: str
    listed: bool
    text: str
    start: int
    end: int


def titles(body: Markdown, *, bold: bool = True) -> list[Title]:
    """Return the headings outside lists, quotes and notes, with bold lines if `bold`, in order."""
    cited = listed_numbers(body.source)
    found = []
    for heading in body.headings:
        block = heading.block
        if block.view and heading.within in {"", "html"}:
            words, text = _words(body, block.view, cited)
            found.append(
                Title(words, block.level, heading.id, heading.listed, text, block.start, block.end)
            )
    if bold and ("**" in body.source or "__" in body.source):
        for block in body.blocks:
            if block.kind == "paragraph" and block.view:
                found += _bold_lines(body, block.view, cited)
        found.sort(key=lambda title: title.start)
    return found


def _bold_lines(body: Markdown, view: View, cited: frozenset[str]) -> Iterator[Title]:
    for span in body.spans(view):
        if span.kind != "strong" or not _is_alone_on_its_line(view.text, span):
            continue
        part = view.cut(span.inner_start, span.inner_end)
        words, text = _words(body, part, cited)
        if words:
            yield Title(words, BOLD, "", True, text, view.at(span.start), view.end(span.end))


def _is_alone_on_its_line(text: str, span: Span) -> bool:
    line_start = text.rfind("\n", 0, span.start) + 1
    if text[line_start : span.start].strip() or not _AFTER_BOLD.match(text, span.end):
        return False
    return "\n" not in inner_text(text, span)


def inner_text(text: str, span: Span) -> str:
    """Return what stands between the marks of a span."""
    return text[span.inner_start : span.inner_end]


def listed_numbers(source: str) -> frozenset[str]:
    """Return the numbers of a list of references in the plain style, `[3] **Title:** url`."""
    # This is found far faster than the line that holds it.
    if not _NUMBER_IN_BRACKETS.search(source):
        return frozenset()
    return frozenset(a or b for a, b in _LISTED.findall(source))


def _words(body: Markdown, view: View, cited: frozenset[str]) -> tuple[str, str]:
    """Return the words of a heading as a reader sees them, and in Markdown, without citations."""
    words = visible(body, view, cited)
    tags = [
        body.source[view.at(run.start()) : view.end(run.end())]
        for run in _OPAQUE_RUN.finditer(view.text)
    ]
    text = _words_with_liquid(body, view, cited, len(tags)) if tags else words
    text = escape.inline(text)
    # Quotes become round both in the heading and in the table, or in neither.
    if "\\'" not in view.text and '\\"' not in view.text:
        text = text.replace("\\'", "'").replace('\\"', '"')
    remaining = iter(tags)
    return words, _LIQUID_RUN.sub(lambda _: next(remaining), text)


def _words_with_liquid(body: Markdown, view: View, cited: frozenset[str], tags: int) -> str:
    """Return the words of a heading, with marks in the places of its `tags` of Liquid."""
    kept = view.cut(0, len(view.text))
    kept.text = view.text.replace(OPAQUE, _LIQUID)
    text = visible(body, kept, cited)
    if len(_LIQUID_RUN.findall(text)) == tags:
        return text
    return visible(body, view, cited)  # some of the Liquid is in a citation


def visible(
    body: Markdown,
    view: View,
    cited: frozenset[str],
    start: int = 0,
    end: int | None = None,
    within: Sequence[Span] | None = None,
) -> str:
    """Return what a reader sees of a view's text, on one line and without citations.

    `cited` are the numbers that a plain list has; `within` are the spans of the text, where they
    are known already.
    """
    spans = hide_citations(view.text, body.spans(view) if within is None else within)
    shown = escape.visible(view.text, spans, start, end)
    return escape.one_line(
        _PLAIN_CITATION.sub(lambda found: "" if found[1] in cited else found[0], shown)
    )


def is_citation(text: str, span: Span) -> bool:
    """Whether a span is a link that cites a reference by number."""
    if span.kind != "link":
        return False
    if _CITATION.fullmatch(text, span.inner_start, span.inner_end):
        return True
    return span.form == "shortcut" and inner_text(text, span).isdecimal()


def hide_citations(text: str, spans: Sequence[Span]) -> list[Span]:
    """Return copies of spans in which citations are comments, which nobody sees."""
    kept = []
    for span in spans:
        kind = "comment" if is_citation(text, span) else span.kind
        copy = Span(kind, span.start, span.end)
        children = hide_citations(text, span.children)
        kept.append(copy.holding(span.inner_start, span.inner_end, children))
    return kept
