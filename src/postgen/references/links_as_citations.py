"""The links of a text as citations: those that the page shows as links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.markdown import escape, targets
from postgen.markdown.source_map import OPAQUE
from postgen.references import numbers
from postgen.references.model import Citation, Entry

if TYPE_CHECKING:
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
    view, span = link.view, link.span
    inner_end = view.end(span.inner_end) if span.inner_end else view.at(0)
    text = parsed.source[view.at(span.inner_start) : inner_end]
    label = "" if span.form == "inline" else targets.label_of(span.label)
    own_label = "" if span.form in {"inline", "full"} else label
    words = None if _is_number(text, own_label) else (span.inner_start, span.inner_end)
    citation = Citation(
        style, link.start, link.end, (inner_end, link.end), view, span.start,
        definition=label, words=words, title=span.title, attributes=link.attributes, span=span,
    )  # fmt: skip
    title = " ".join(span.title.split()) if span.title else ""
    name = citation.source_words(parsed.source)
    url = escape.decode_entities(span.url)
    citation.entries = [Entry(url, name, title, link.attributes)]
    return citation


def _autolink(style: Style, link: LinkPlace) -> Citation:
    """Read `<https://e.org>`."""
    url = escape.decode_entities(link.span.url)
    entry = Entry(url, escape.inline(url), attributes=link.attributes)
    place = link.start, link.end
    return Citation(
        style, *place, place, link.view, link.span.start, [entry],
        attributes=link.attributes, span=link.span,
    )  # fmt: skip


def _is_settled(parsed: ParsedReferences, link: LinkPlace) -> bool:
    """Whether a link's address is free of Liquid, even of a tag that leaves nothing there."""
    span = link.span
    if OPAQUE in span.url:
        return False
    if not parsed.has_tags:
        return True
    start = span.start if span.kind == "autolink" else span.inner_end
    text = parsed.source[link.view.at(start) : link.end]
    definition = parsed.body.definitions.get(targets.label_of(span.label)) if span.label else None
    if definition:
        text += parsed.source[definition.start : definition.end]
    return "{%" not in text


def _is_number(text: str, label: str) -> bool:
    r"""Whether a link has no words but its number: `[3]` with a definition, or `[\[3\]](url)`."""
    if text.startswith("\\["):
        return numbers.ESCAPED_ALONE.match(text) is not None
    return text == label and numbers.ALONE.match(text) is not None
