"""The links of a text as citations: those that the page shows as links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.markdown import escape, targets
from postgen.markdown.source_map import OPAQUE
from postgen.references import numbers
from postgen.references.model import Citation, Entry

if TYPE_CHECKING:
    from postgen.markdown.spans import Span
    from postgen.references.model import LinkPlace
    from postgen.references.parse import ParsedReferences
    from postgen.references.styles.base import Style


def read(style: Style, parsed: ParsedReferences, link: LinkPlace) -> Citation | None:
    """Read a link that leads outside as a citation of a style.

    None for any other link, and for one whose address Liquid makes.
    """
    if not link.is_outside or not _is_settled(parsed, link):
        return None
    if link.span.kind == "autolink":
        return _autolink(style, link)
    view, span, source = link.view, link.span, parsed.source
    inner_start, inner_end = view.at(span.inner_start), view.end(span.inner_end)
    label = "" if span.form == "inline" else targets.label_of(span.label)
    # `[3]` and `[3][]` show their label, where `[3][7]` has words that happen to be a number.
    shown_label = "" if span.form == "full" else label
    has_words = not _is_number(source[inner_start:inner_end], shown_label)
    citation = Citation(
        style=style,
        start=link.start,
        end=link.end,
        mark=(inner_end, link.end),
        view=view,
        place=span.start,
        definition=label,
        words=_words(view.text, span) if has_words else None,
        title=span.title,
        attributes=link.attributes,
        span=span,
    )
    if citation.words is not None:
        start, end = citation.words_place
        citation.around = source[inner_start:start], source[end:inner_end]
    url = escape.opened_url(span.url)
    name = citation.source_words(source)
    title = " ".join(span.title.split()) if span.title else ""
    citation.entries = [Entry(url, name, title, link.attributes)]
    return citation


def _autolink(style: Style, link: LinkPlace) -> Citation:
    """Read `<https://e.org>`."""
    url = escape.opened_url(link.span.url)
    return Citation(
        style=style,
        start=link.start,
        end=link.end,
        mark=(link.start, link.end),
        view=link.view,
        place=link.span.start,
        entries=[Entry(url, escape.inline(url), attributes=link.attributes)],
        attributes=link.attributes,
        span=link.span,
    )


def _words(text: str, span: Span) -> tuple[int, int]:
    """Return the place of a link's words, without blanks and comments around them."""
    start, end = span.inner_start, span.inner_end
    if not span.children:
        words = text[start:end].lstrip()
        start = end - len(words)
        return start, start + len(words.rstrip())
    spans = [each for each in span.children if each.kind == "comment"]
    while True:
        start += len(text[start:end]) - len(text[start:end].lstrip())
        if not spans or spans[0].start != start:
            break
        start = spans.pop(0).end
    while True:
        end = start + len(text[start:end].rstrip())
        if not spans or spans[-1].end != end:
            break
        end = spans.pop().start
    return start, end


def _is_settled(parsed: ParsedReferences, link: LinkPlace) -> bool:
    """Whether a link's address is free of Liquid, even of a tag that leaves nothing there."""
    span = link.span
    if OPAQUE in span.url:
        return False
    if not parsed.has_tags:
        return True
    address_start = span.start if span.kind == "autolink" else span.inner_end
    start = link.view.at(address_start)
    if parsed.source.find("{%", start, link.end) >= 0:
        return False
    if not span.label:
        return True
    definition = parsed.body.definitions.get(targets.label_of(span.label))
    if definition is None:
        return True
    return parsed.source.find("{%", definition.start, definition.end) < 0


def _is_number(text: str, label: str) -> bool:
    r"""Whether a link has no words but its number: `[3]` with a definition, or `[\[3\]](url)`."""
    if text.startswith("\\["):
        return numbers.ESCAPED_ALONE.match(text) is not None
    return text == label and numbers.ALONE.match(text) is not None
