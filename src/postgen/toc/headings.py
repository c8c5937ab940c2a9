"""The headings of a body as a reader sees them, and the bold lines that serve as such."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.markdown import escape
from postgen.markdown.source_map import OPAQUE
from postgen.markdown.spans import Span
from postgen.references import numbers
from postgen.text.patterns import Lazy
from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from postgen.markdown import Markdown
    from postgen.markdown.source_map import View

BOLD = 7
"""The level of a line that is wholly bold: below all headings."""

_PLAIN_CITATION = Lazy(rf"\s?{numbers.PLAIN}")
# What may stand behind a bold title on its line: `**Title**:`, `**Title** \\`, `**Title**<br>`.
_AFTER_BOLD = Lazy(r"[ \t]*(?:[:：]|\\\\|<br ?/?>)?[ \t]*(?:\n|\Z)")
_OPAQUE_RUN = Lazy(f"{OPAQUE}+")
_LIQUID = "\ue00f"
"""Stands for Liquid that is to stay."""

_BRACKET = "\ue010\ue011"
"""Stands for an escaped bracket, which no citation begins with; it is as long as `\\[`."""

_LIQUID_RUN = Lazy(f"{_LIQUID}+")


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
    cited = numbers.listed_numbers(body.source)
    found = list(_headings(body, cited))
    may_be_bold = "**" in body.source or "__" in body.source
    if bold and may_be_bold:
        for block in body.blocks:
            if block.kind == "paragraph" and block.view:
                found += _bold_lines(body, block.view, cited)
        found.sort(key=lambda title: title.start)
    return found


def outermost(body: Markdown) -> list[Title]:
    """Return the headings outside lists, quotes and notes that are of the first level with words.

    Those of the levels below are not read.
    """
    cited = numbers.listed_numbers(body.source)
    for level in sorted({heading.block.level for heading in body.headings}):
        found = [title for title in _headings(body, cited, level) if title.words]
        if found:
            return found
    return []


def _headings(body: Markdown, cited: frozenset[str], level: int = 0) -> Iterator[Title]:
    """Yield the headings outside lists, quotes and notes, of one level if that is said."""
    for heading in body.headings:
        block = heading.block
        if not block.view or heading.within not in {"", "html"}:
            continue
        if level and block.level != level:
            continue
        words, text = _words(body, block.view, cited)
        yield Title(
            words=words,
            level=block.level,
            id=heading.id,
            listed=heading.listed,
            text=text,
            start=block.start,
            end=block.end,
        )


def _bold_lines(body: Markdown, view: View, cited: frozenset[str]) -> Iterator[Title]:
    """Yield the lines of a paragraph that are wholly bold."""
    for span in body.spans(view):
        if span.kind != "strong" or not _is_alone_on_its_line(view.text, span):
            continue
        part = view.cut(span.inner_start, span.inner_end)
        words, text = _words(body, part, cited)
        if not words:
            continue
        yield Title(
            words=words,
            level=BOLD,
            id="",
            listed=True,
            text=text,
            start=view.at(span.start),
            end=view.end(span.end),
        )


def _is_alone_on_its_line(text: str, span: Span) -> bool:
    """Whether bold words are on one line, with nothing but a colon or a line break behind them."""
    line_start = text.rfind("\n", 0, span.start) + 1
    starts_line = not text[line_start : span.start].strip()
    ends_line = _AFTER_BOLD.match(text, span.end) is not None
    return starts_line and ends_line and "\n" not in inner_text(text, span)


def inner_text(text: str, span: Span) -> str:
    """Return what stands between the marks of a span."""
    return text[span.inner_start : span.inner_end]


def _words(body: Markdown, view: View, cited: frozenset[str]) -> tuple[str, str]:
    """Return the words of a heading as a reader sees them, and in Markdown, without citations."""
    words = visible(body, view, cited)
    has_liquid = OPAQUE in view.text
    text = escape.inline(_marked_words(body, view, cited) if has_liquid else words)
    has_straight_quotes = "\\'" in view.text or '\\"' in view.text
    if not has_straight_quotes:  # they become round in the table, too, as in the heading
        text = text.replace("\\'", "'").replace('\\"', '"')
    return words, _with_liquid(body, view, text) if has_liquid else text


def _with_liquid(body: Markdown, view: View, text: str) -> str:
    """Return words with the Liquid of a heading in the places of the marks that stand for it."""
    runs = _OPAQUE_RUN.finditer(view.text)
    tags = (body.source[view.at(run.start()) : view.end(run.end())] for run in runs)
    return _LIQUID_RUN.sub(lambda found: next(tags, found[0]), text)


def _marked_words(body: Markdown, view: View, cited: frozenset[str]) -> str:
    """Return the words of a heading, with marks in the places of its Liquid."""
    tags = len(_OPAQUE_RUN.findall(view.text))
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
    if within is None:
        within = body.spans(view)
    text = view.text.replace("\\[", _BRACKET) if cited else view.text  # `\[3]` cites nothing
    shown = escape.visible(text, hide_citations(view.text, within), start, end)
    if cited:
        shown = _PLAIN_CITATION.sub(lambda found: "" if found[1] in cited else found[0], shown)
    return escape.one_line(shown.replace(_BRACKET, "["))


def is_citation(text: str, span: Span) -> bool:
    """Whether a span is a link that cites a reference by number."""
    if span.kind != "link":
        return False
    if numbers.are_words_of_citation(text, span.inner_start, span.inner_end):
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
