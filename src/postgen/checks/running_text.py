"""What of a text kramdown has read as something, and what readers see as it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.markdown import html
from postgen.references import numbers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from postgen.markdown import Markdown
    from postgen.markdown.source_map import View
    from postgen.markdown.tree import Span


def read_places(body: Markdown, view: View) -> numbers.Places:
    """Return the places that are not words: code, images, tags, and the addresses of links.

    The words of links, of emphasis and of elements are words, but for those of `<code>`.
    """
    return numbers.Places(_read(view.text, body.spans(view)))


def _read(text: str, spans: Iterable[Span]) -> Iterator[tuple[int, int]]:
    for span in spans:
        if span.kind in {"em", "strong", "del"}:
            yield from _read(text, span.children)
        elif span.kind == "link":
            yield span.inner_end, span.end
            yield from _read(text, span.children)
        elif span.kind == "html" and not _is_raw(text, span):
            yield span.start, span.inner_start
            yield span.inner_end, span.end
            yield from _read(text, span.children)
        else:
            yield span.start, span.end


def _is_raw(text: str, element: Span) -> bool:
    """Whether nobody wants Markdown in an element: `<code>`, `<span markdown="0">`."""
    tag = text[element.start : element.inner_start]
    return element.label in html.RAW_TAGS or html.markdown_attribute(tag) == "0"


def is_escaped(text: str, place: int) -> bool:
    """Whether a backslash stands before a place that another one does not escape."""
    first = place
    while first > 0 and text[first - 1] == "\\":
        first -= 1
    return (place - first) % 2 == 1
