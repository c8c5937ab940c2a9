"""Links without words or without an address: `[](/map)`, `[map]()`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.checks.check import Check
from postgen.model import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.checks.check import Subject
    from postgen.markdown.source_map import View
    from postgen.markdown.tree import Span

CODE = "LNK04"


def find(subject: Subject) -> Iterator[Finding]:
    """Find them; a link without words that has attributes may be an icon or a target: it stays."""
    source = subject.body.source
    if "]()" not in source and "[](" not in source and not _may_be_empty(source):
        return
    for span, view in subject.links:
        if span.form != "inline":
            continue
        message = _message(span, view)
        if message:
            yield Finding(CODE, view.at(span.start), view.end(span.end), message)


def _may_be_empty(source: str) -> bool:
    return any(each in source for each in ("[ ](", "]( ", "](<>)", "](\n"))


def _message(span: Span, view: View) -> str:
    """Return what is wrong with a link or an image; "" for nothing."""
    has_address = bool(span.url.strip())
    if span.kind == "image":
        return "" if has_address else "This image has no address: nothing is shown."
    has_words = bool(view.text[span.inner_start : span.inner_end].strip())
    if not has_words and view.text.startswith("{:", span.end):
        return ""
    if not has_address:
        if not has_words:
            return "This link has neither words nor an address: nothing is shown."
        return "This link has no address: it leads back to its own page."
    return "" if has_words else "This link has no words: nobody sees it."


CHECKS = (
    Check(
        code=CODE,
        name="empty link",
        summary="A link has no words, or no address.",
        why="""A link without words is not seen and cannot be clicked; one without an address leads
back to the page that it stands on. Often the address was to be looked up later.""",
        bad="See [the map]().\n",
        good="See [the map](https://map.example/).\n",
        find=find,
    ),
)
