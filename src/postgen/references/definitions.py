"""What `[label]: url "title"` lines say, in their own spelling."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.markdown import escape, spans

if TYPE_CHECKING:
    from postgen.references.parse import Definition


def tail(source: str, definition: Definition) -> str:
    """Give what a definition says behind its colon and one blank."""
    text = source[definition.start : definition.end]
    return text[text.index("]:") + 2 :].removeprefix(" ").rstrip("\r\n")


def target(source: str, definition: Definition) -> str:
    """Give what an inline link has in its round brackets, in the definition's own spelling where that can stand."""
    told = tail(source, definition)
    found = spans.parse(f"[x]({told})", {})
    means = [(span.url, span.title, span.end) for span in found]
    if means == [(definition.url, definition.title, len(told) + 5)]:
        return told
    return bracketed(escape.decode_entities(definition.url), " ".join(definition.title.split()))


def bracketed(url: str, title: str) -> str:
    """Spell a URL and a title for the round brackets of a link."""
    return escape.link("", url, title)[3:-1]
