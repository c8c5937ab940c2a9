"""The text of `[label]: url "title"` lines, as it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.markdown import escape, spans

if TYPE_CHECKING:
    from postgen.references.model import Definition


def tail(source: str, definition: Definition) -> str:
    """Return the text of a definition behind its colon and one blank, `url "title"`."""
    text = source[definition.start : definition.end]
    return text[text.index("]:") + 2 :].removeprefix(" ").rstrip("\r\n")


def target(source: str, definition: Definition) -> str:
    """Return what an inline link has in its round brackets.

    It is as the definition is written, where that can stand.
    """
    written = tail(source, definition)
    link = f"[x]({written})"
    found = [(span.url, span.title, span.end) for span in spans.parse(link, {})]
    is_same = found == [(definition.url, definition.title, len(link))]
    if is_same:
        return written
    url, title = escape.decode_entities(definition.url), " ".join(definition.title.split())
    return escape.link("", url, title).removeprefix("[](").removesuffix(")")
