"""Tags that kramdown shows as text: those of blocks in running text, and ends of nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postgen.checks.check import Check, Proposal
from postgen.markdown import html
from postgen.model import Finding
from postgen.text.edits import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from postgen.checks.check import Subject
    from postgen.markdown.source_map import View
    from postgen.markdown.tree import Span

CODE = "KR06"

_BREAK = re.compile(r"</br\s*>", re.IGNORECASE)
_TAG = re.compile(r"<(?P<slash>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*)(?:\s[^<>]*)?/?>")
_BLOCK = re.compile(rf"<(?:/[a-zA-Z]|(?:{'|'.join(sorted(html.BLOCK_TAGS))})[\s>/])", re.IGNORECASE)
"""A quick look: what can be such a tag."""

_TALKS = re.compile(
    r"\s*(?:tags?|elements?|markup|blocks?|and|or|to|und|oder|et|ou|y|o|e|и|,|/|\.\.\.|…)?\s*\Z",
    re.IGNORECASE,
)
"""What stands between two tags in a text about them: `<ul> and </ul>`."""


def find(subject: Subject) -> Iterator[Finding | Proposal]:
    """Find tags of blocks, with what they hold, and `</br>`, outside of code."""
    source = subject.body.source
    if "<" not in source or not _BLOCK.search(source):
        return
    for block in subject.leaves:
        view = block.view
        if view and "<" in view.text and _BLOCK.search(view.text):
            yield from _in_leaf(subject, view)


def _in_leaf(subject: Subject, view: View) -> Iterator[Finding | Proposal]:
    spans = subject.body.spans(view)
    taken = sorted(_read(spans))
    shown = [
        found
        for found in _TAG.finditer(view.text)
        if not any(start <= found.start() < end for start, end in taken)
        and not view.text[: found.start()].endswith("\\")
    ]
    yield from _breaks(view, shown)
    opened: re.Match[str] | None = None
    for found in shown:
        name = found["name"].lower()
        if name not in html.BLOCK_TAGS:
            continue
        if not found["slash"]:
            opened = opened or found
        elif opened and opened["name"].lower() == name:
            between = view.text[opened.end() : found.start()]
            if not _TALKS.match(between):
                yield _finding(view, opened, found)
                return
            opened = None


def _read(spans: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """Yield the places of a text at which kramdown has read something, tags among it."""
    for span in spans:
        if span.kind in {"em", "strong", "del"}:
            yield from _read(span.children)
        elif span.kind == "link":
            yield span.inner_end, span.end
            yield from _read(span.children)
        elif span.kind == "html" and span.label not in html.RAW_TAGS:
            yield span.start, span.inner_start
            yield span.inner_end, span.end
            yield from _read(span.children)
        else:
            yield span.start, span.end


def _breaks(view: View, shown: Sequence[re.Match[str]]) -> Iterator[Proposal]:
    """Find `</br>`, which ends nothing."""
    for found in shown:
        if _BREAK.fullmatch(found[0]):
            start, end = view.at(found.start()), view.end(found.end())
            message = f"`{found[0]}` is shown as it is written: a line is broken with `<br>`."
            fix = (Edit(start, end, "<br>"),)
            yield Proposal(Finding(CODE, start, end, message, fix), (("html", start, "<br> "),))


def _finding(view: View, opened: re.Match[str], closed: re.Match[str]) -> Finding:
    message = (
        f"`{opened[0]}` is shown as it is written: it is a block, "
        "and stands in a line of text or in a cell."
    )
    return Finding(CODE, view.at(opened.start()), view.end(closed.end()), message)


CHECKS = (
    Check(
        code=CODE,
        name="HTML shown as text",
        summary="A tag of HTML is shown on the page as it is written.",
        why="""kramdown reads a block of HTML, such as `<p>` or `<ul>`, only where a line begins
with it: in a cell of a table, and behind other words, readers see the tag itself. `</br>` ends
nothing, and is shown too.""",
        bad="A train,</br>and a boat.\n",
        good="A train,<br>and a boat.\n",
        find=find,
        fixed_by="edits",
    ),
)
