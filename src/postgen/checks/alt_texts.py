"""Images without words for those who do not see them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postgen.checks.check import Check
from postgen.markdown.source_map import OPAQUE
from postgen.model import Finding
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.checks.check import Subject

CODE = "IMG20"

_TAG = Lazy(r"<img(?=[\s/>])(?P<attributes>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>", re.IGNORECASE)
_HAS_ALT = Lazy(r"(?:^|[\s\"'/])alt(?=[\s=/]|\Z)", re.IGNORECASE)
_NOT_SHOWN = Lazy(
    r"aria-hidden\s*=\s*[\"']?true|role\s*=\s*[\"']?(?:presentation|none)|aria-label(?:ledby)?\s*="
    r"|(?<![\w-])(?:width|height)\s*=\s*[\"']?[01](?:px)?[\"'\s/]|display:\s*none",
    re.IGNORECASE,
)
"""What says that an image has no meaning or other words, or that it counts readers."""

_VALUE = Lazy(r"=\s*(?:\"[^\"]*\"|'[^']*')")
_ALT_IN_LIST = Lazy(r"\{:[^}]*\balt\s*=")
_HIDDEN = Lazy(
    r"<!--.*?(?:-->|\Z)|<(script|style|pre|code|textarea)\b.*?</\1", re.DOTALL | re.IGNORECASE
)
_RAW = frozenset({"code", "math", "comment", "extension"})


def find(subject: Subject) -> Iterator[Finding]:
    """Find the images of Markdown and of HTML; `alt=""` says that one has no meaning."""
    source = subject.body.source
    if "![" in source:
        yield from _of_markdown(subject)
    if "<img" in source or "<IMG" in source:
        yield from _of_html(subject)


def _of_markdown(subject: Subject) -> Iterator[Finding]:
    for span, view in subject.links:
        if span.kind != "image" or view.text[span.inner_start : span.inner_end].strip():
            continue
        if not _ALT_IN_LIST.match(view.text, span.end):
            yield _finding(view.at(span.start), view.end(span.end))


def _of_html(subject: Subject) -> Iterator[Finding]:
    text = subject.body.view.text
    tags = [found for found in _TAG.finditer(text) if _is_without_words(found["attributes"])]
    if not tags:
        return
    hidden = list(_hidden(subject))
    for found in tags:
        if not any(start <= found.start() < end for start, end in hidden):
            yield _finding(subject.body.view.at(found.start()), subject.body.view.end(found.end()))


def _is_without_words(attributes: str) -> bool:
    names = _VALUE.sub("= ", attributes)
    if _HAS_ALT.search(names) or _NOT_SHOWN.search(attributes):
        return False
    return OPAQUE not in names  # `<img src="a.png" {{ attributes }}>`


def _hidden(subject: Subject) -> Iterator[tuple[int, int]]:
    """Yield the parts of a body in which a tag is none: code, comments and the like."""
    for block in subject.body.walk(subject.body.blocks):
        if block.kind in _RAW:
            yield block.start, block.end
        elif block.kind == "table":
            yield from _code_in(subject, block.start, block.end)
    for block in subject.leaves:
        view = block.view
        if view and ("`" in view.text or "<!--" in view.text or "{:" in view.text):
            for outer in subject.body.spans(view):
                for span in outer.walk():
                    if span.kind in _RAW:
                        yield view.at(span.start), view.end(span.end)
    for found in _HIDDEN.finditer(subject.body.source):
        yield found.span()


def _code_in(subject: Subject, start: int, end: int) -> Iterator[tuple[int, int]]:
    for found in re.finditer(r"(`+)[^\n]+?\1", subject.body.source[start:end]):
        yield start + found.start(), start + found.end()


def _finding(start: int, end: int) -> Finding:
    message = (
        'This image has no words for those who do not see it; `alt=""` says that it needs none.'
    )
    return Finding(CODE, start, end, message, severity="warning")


CHECKS = (
    Check(
        code=CODE,
        name="no alternative text",
        summary="An image has no words for those who do not see it.",
        why="""Screen readers say what stands in `![…]` or in `alt`, and so does a page whose image
did not load. Of an image without meaning, write `<img src="…" alt="">`.""",
        bad="![](https://map.example/boats.png)\n",
        good="![Boats in the harbour](https://map.example/boats.png)\n",
        find=find,
        severity="warning",
    ),
)
