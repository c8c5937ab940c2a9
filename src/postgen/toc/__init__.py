"""The table of contents of a body: made of its headings, or found in it and brought up to date. Pure.

Positions are those of the body's source.
"""

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
    from postgen.text.edits import Finding

BOLD = 7
"""The level of a line that is wholly bold: below all headings."""

_CITATION = re.compile(r"\\?\[\\?\[?\d+\\?\]?\\?\]")
_PLAIN_CITATION = re.compile(r"\s?\[(\d+)\]")
_NUMBER_IN_BRACKETS = re.compile(r"\[\d")
_LISTED = re.compile(
    r"(?:^[ \t]*|(?<=\S))\[(\d+)\](?=[ \t]*\*\*)|^[ \t]*\[(\d+)\](?!:)", re.MULTILINE
)
_AROUND_BOLD = re.compile(r"[ \t]*(?:[:：]|\\\\|<br ?/?>)?[ \t]*(?:\n|\Z)")
_OPAQUE_RUN = re.compile(f"{OPAQUE}+")
_LIQUID = "\ue00f"
"""Stands for Liquid that is to stay."""

_LIQUID_RUN = re.compile(f"{_LIQUID}+")
_MARKED = re.compile(r"[-+*:](?=\s)|\d+\.(?=\s)|[#>=^~]")


def differences(body: Markdown, *, without: str = "") -> list[Finding]:
    """Compare the table of contents that stands in a body with its headings; give what mends it, in its own style.

    Nothing where there is none. The heading `without` need not be listed.
    """
    from postgen.toc import find

    found = find.find(body, without=without)
    return sorted(found.findings()) if found else []


class Style(NamedTuple):
    """How the list is written: its bullet, what each level is indented by, whether entries lead to their headings."""

    bullet: str = "-"
    step: str = "    "
    linked: bool = True


class Title(NamedTuple):
    """A heading, or a line that is wholly bold and used as one: its words as a reader sees them.

    `level` is 1 to 6, or `BOLD`; `id` is "" for bold lines, and where Liquid decides it. `text` is its words in
    Markdown; `start` and `end` are where it stands, all marks included.
    """

    words: str
    level: int
    id: str
    listed: bool
    text: str
    start: int
    end: int


def contents(body: Markdown, *, style: Style | None = None, without: str = "") -> str:
    """Write the table of contents of a body, in lines; the heading `without` is left out.

    The links lead to the ids that kramdown gives; a heading whose id Liquid decides is named without a link.
    """
    style = style or Style()
    rows: list[str] = []
    above: list[int] = []
    for title in titles(body, bold=False):
        if not title.listed or not title.text or title.words == without:
            continue
        while above and above[-1] >= title.level:
            above.pop()
        words = (
            escape.link(title.text, f"#{title.id}")
            if title.id and style.linked
            else guarded(title.text)
        )
        rows.append(f"{style.step * len(above)}{style.bullet} {words}")
        above.append(title.level)
    return "\n".join(rows)


def titles(body: Markdown, *, bold: bool = True) -> list[Title]:
    """Give the headings outside lists, quotes and notes, in their order; with the bold lines that serve as such."""
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
    text = view.text
    for span in body.spans(view):
        start = text.rfind("\n", 0, span.start) + 1
        after = _AROUND_BOLD.match(text, span.end)
        if (
            span.kind == "strong"
            and after
            and not text[start : span.start].strip()
            and "\n" not in inside(text, span)
        ):
            part = view.cut(span.inner_start, span.inner_end)
            words, spelled = _words(body, part, cited)
            if words:
                yield Title(words, BOLD, "", True, spelled, view.at(span.start), view.end(span.end))


def inside(text: str, span: Span) -> str:
    """Give what a span holds."""
    return text[span.inner_start : span.inner_end]


def listed_numbers(source: str) -> frozenset[str]:
    """Give the numbers of a list of references in the plain style, `[3] **Title:** url`: citations are to these."""
    if not _NUMBER_IN_BRACKETS.search(
        source
    ):  # which is found far faster than the line that holds it
        return frozenset()
    return frozenset(a or b for a, b in _LISTED.findall(source))


def guarded(text: str) -> str:
    """Escape the start of an entry, where it would begin a list, a heading or the like in its item."""
    return escape.guard(text) if _MARKED.match(text) else text


def _words(body: Markdown, view: View, cited: frozenset[str]) -> tuple[str, str]:
    """Give the words of a heading as a reader sees them, and in Markdown: citations are no part of them."""
    words = visible(body, view, cited)
    text = words
    held = [
        body.source[view.at(run.start()) : view.end(run.end())]
        for run in _OPAQUE_RUN.finditer(view.text)
    ]
    if held:
        kept = view.cut(0, len(view.text))
        kept.text = view.text.replace(OPAQUE, _LIQUID)
        text = visible(body, kept, cited)
        if len(_LIQUID_RUN.findall(text)) != len(held):  # some of it is in a citation
            text = words
    text = escape.inline(text)
    if (
        "\\'" not in view.text and '\\"' not in view.text
    ):  # quotes become round in both places, or in neither
        text = text.replace("\\'", "'").replace('\\"', '"')
    return words, _LIQUID_RUN.sub(lambda _: held.pop(0), text)


def visible(
    body: Markdown,
    view: View,
    cited: frozenset[str],
    start: int = 0,
    end: int | None = None,
    within: Sequence[Span] | None = None,
) -> str:
    """Give what a reader sees of a text, or of a part of it, on one line and without its citations."""
    spans = hide_citations(view.text, body.spans(view) if within is None else within)
    shown = escape.visible(view.text, spans, start, end)
    return escape.one_line(
        _PLAIN_CITATION.sub(lambda found: "" if found[1] in cited else found[0], shown)
    )


def is_citation(text: str, span: Span) -> bool:
    """Say whether a span is a link that cites a reference by number."""
    return span.kind == "link" and bool(
        _CITATION.fullmatch(text, span.inner_start, span.inner_end)
        or (span.form == "shortcut" and inside(text, span).isdecimal())
    )


def hide_citations(text: str, spans: Sequence[Span]) -> list[Span]:
    """Give spans with the links that are citations as comments, which nobody sees."""
    kept = []
    for span in spans:
        seen = Span("comment" if is_citation(text, span) else span.kind, span.start, span.end)
        kept.append(
            seen.holding(span.inner_start, span.inner_end, hide_citations(text, span.children))
        )
    return kept
