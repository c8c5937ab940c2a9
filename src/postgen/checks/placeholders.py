"""What was to be replaced before a post is published: `[TK]`, `TODO: a map`, lorem ipsum."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postgen.checks.check import Check
from postgen.markdown.html import RAW_TAGS
from postgen.model import Finding
from postgen.references import numbers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from postgen.checks.check import Subject
    from postgen.markdown.tree import Block, Span

CODE = "TXT01"

_QUICK = re.compile(r"TK|TODO|FIXME|[Ll]orem ipsum|LOREM IPSUM")
_FOUND = re.compile(
    r"[\[(](?P<one>TK|TODO|FIXME)(?:[:,]?[ \t][^\[\]()\n]{1,200})?[\])](?![(\[:])"
    r"|(?<![\w$.-])(?P<two>TKTK\w*|TK TK(?: TK)*)(?![\w.-])"
    r"|\A[*_]{0,2}(?P<three>TODO|FIXME)(?:[*_]{0,2}:[*_]{0,2}[ \t]+(?=\S)|[*_]{0,2}\Z)"
    r"|(?P<four>(?i:lorem ipsum)) dolor sit amet"
)
_SPANISH = re.compile(r"(?:es|pt|gl|ca|it)\b", re.IGNORECASE)
"""Languages in which `TODO` is a word."""

_TALKS = re.compile(
    r"\b(?i:todos|fixmes?|placeholders?|filler|dummy text|lipsum|task ?lists?|to-?do list)\b"
)
"""Words of a text about such marks."""

_QUOTES = "\"'“‘«`„"


def find(subject: Subject) -> Iterator[Finding]:
    """Find them in what readers see: not in code, in comments, in headings and in a draft."""
    file = subject.file
    source = subject.body.source
    if file is None or not file.is_public or not _QUICK.search(source):
        return
    is_word = _SPANISH.match(str(file.front.get("lang") or file.front.get("language") or ""))
    is_about_it = any(map(_TALKS.search, (source, subject.document.front)))
    for block, is_in_list in _blocks(subject.body.blocks):
        view = block.view
        if not view or not _QUICK.search(view.text) or block.kind == "heading":
            continue
        closed = numbers.Places(_closed(subject.body.spans(view)))
        for found in _FOUND.finditer(view.text):
            mark = found.lastgroup or ""
            start, end = found.span(mark)
            if closed.hold(start) or found.string[max(0, found.start() - 1)] in _QUOTES:
                continue
            is_todo = found[mark] in {"TODO", "FIXME"}
            if is_todo and (is_word or is_in_list):  # a list of tasks
                continue
            if is_about_it and (is_todo or mark == "four"):
                continue
            is_about_it = is_about_it or mark == "four"  # said once
            message = f"`{found[mark]}` was to be replaced before the post is published."
            yield Finding(CODE, view.at(start), view.end(end), message)


def _blocks(blocks: Iterable[Block], *, is_in_list: bool = False) -> Iterator[tuple[Block, bool]]:
    """Yield the blocks that hold text, each with whether it is in a list."""
    for block in blocks:
        if block.view:
            if block.kind != "definition":
                yield block, is_in_list
            continue
        children = block.inside()
        if children:
            yield from _blocks(children, is_in_list=is_in_list or block.kind == "list")


def _closed(spans: Iterable[Span]) -> Iterator[tuple[int, int]]:
    """Yield the places of a text that are not read as words: code, comments, addresses."""
    for span in spans:
        if span.kind in {"em", "strong", "del"}:
            yield from _closed(span.children)
        elif span.kind == "link":
            yield span.inner_end, span.end
            yield from _closed(span.children)
        elif span.kind == "html" and span.label not in RAW_TAGS:
            yield span.start, span.inner_start
            yield from _closed(span.children)
        else:
            yield span.start, span.end


CHECKS = (
    Check(
        code=CODE,
        name="placeholder",
        summary="A published text has a word that was to be replaced.",
        why="""`[TK]`, `TKTK`, `(TODO: the year)` and a paragraph that begins with `TODO:` are notes
of writers to themselves; lorem ipsum fills a page until it has words. Drafts, posts of the future,
lists of tasks, headings, code and texts about such marks are left alone.""",
        bad="---\ntitle: A trip\n---\n\nThe ferry is from [TK].\n",
        good="---\ntitle: A trip\n---\n\nThe ferry is from 1912.\n",
        find=find,
        needs="file",
    ),
)
