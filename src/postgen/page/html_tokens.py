"""HTML as a stream of tags, in one pass and in linear time.

What a page says of itself stands in a few tags of its head, so no tree is built: a tree builder costs an
import, and a stranger's page of 100,000 nested elements keeps one busy for a quarter of a minute.

The rules are those of the tokenizer in the HTML standard, https://html.spec.whatwg.org/multipage/parsing.html
(comments, attributes, and elements whose content is text), made lenient where a tag is never finished.
"""

from __future__ import annotations

import re
from functools import cache
from html import unescape
from html.entities import html5
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_TAGS = 20_000
"""Tags read of one page: any head fits, and a hostile page costs milliseconds."""

TEXT_ONLY = frozenset(
    {"script", "style", "title", "textarea", "iframe", "noembed", "noframes", "xmp"}
)
"""Elements in which a `<` begins nothing but their own end tag (RCDATA and RAWTEXT in the standard)."""

_LEXEME = r"""(?xs)
    <!--(?: -?> | .*?(?: --!?> | \Z ))                  # a comment
  | <(?P<end>/?)(?P<name>[a-zA-Z][^\s/>]*+)
     (?P<rest>(?: [^>"'=]++                             # names, blanks, slashes
                | =\s*+(?: "[^"]*+" | '[^']*+' )?+      # a quote counts only right after `=`
                | ["'] )*+)
     (?: > | \Z )
  | <[!?/][^>]*+(?: > | \Z )                            # a doctype, a processing instruction, nonsense
"""
_ATTRIBUTE = r"""(?xs) ([^\s/>=]++) (?: \s*+ = \s*+ (?: "([^"]*+)" | '([^']*+)' | ([^\s>]*+) ) )?"""
# References to control characters, which Python drops and browsers keep.
_CONTROL = r"&#(?:0*([1-9]|[12][0-9]|3[01])|[xX]0*(1?[0-9a-fA-F]))(?:;|(?![0-9a-fA-F]))"
_REFERENCE = r"&(?:#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[A-Za-z][A-Za-z0-9]*(?:;|(?![=A-Za-z0-9])))"


class Tag(NamedTuple):
    """One start or end tag, and the text of an element that can hold nothing else."""

    name: str
    """In lower case; empty for a comment or a doctype."""
    is_end: bool
    source: str
    """What stands between the name and the `>`."""
    text: str
    """The raw text of a `TEXT_ONLY` element, character references untouched; else nothing."""
    start: int
    end: int
    """Offsets in the page: of the `<`, and just behind the tag (or behind the text of a `TEXT_ONLY` element)."""

    @property
    def attributes(self) -> dict[str, str]:
        """Return the attributes, names in lower case, character references resolved; the first of two wins."""
        found: dict[str, str] = {}
        for name, double, single, bare in re.findall(_ATTRIBUTE, self.source):
            found.setdefault(name.lower(), _resolve(double or single or bare.strip("\"'")))
        return found


def tags(text: str, limit: int = MAX_TAGS) -> Iterator[Tag]:
    """Yield the tags and comments of a page from first to last, at most `limit` of them."""
    token = re.compile(_LEXEME)
    endless: set[str] = (
        set()
    )  # elements known to have no end tag further on: never search for it twice
    position = 0
    for _ in range(limit):
        found = token.search(text, position)
        if not found:
            return
        start, position = found.span()
        name, content = (found["name"] or "").lower(), ""
        if name in TEXT_ONLY and not found["end"]:
            content, position = _text_of(name, text, position, endless)
        yield Tag(name, bool(found["end"]), found["rest"] or "", content, start, position)


def plain(text: str) -> str:
    """Return text with its character references resolved, as the standard does outside attributes."""
    if "&" not in text:
        return text
    return unescape(
        re.sub(_CONTROL, lambda found: chr(int(found[1] or found[2], 16 if found[2] else 10)), text)
    )


def _text_of(name: str, text: str, start: int, endless: set[str]) -> tuple[str, int]:
    """Return the text of the element that begins at `start`, and where it ends."""
    end = None if name in endless else _end_tag(name).search(text, start)
    if end:
        return text[start : end.start()], end.start()
    endless.add(name)
    if name != "title":
        return text[start:], len(text)
    # A browser would take the whole page for the title; its first line says what was meant.
    stop = re.compile(r"[<\r\n]").search(text, start)
    return text[start : stop.start()] if stop else text[start:], stop.start() if stop else len(text)


@cache
def _end_tag(name: str) -> re.Pattern[str]:
    return re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE)


def _resolve(value: str) -> str:
    """Resolve character references in an attribute, where `?a=1&copy=2` keeps its `&copy`."""
    return re.sub(_REFERENCE, _referenced, value) if "&" in value else value


def _referenced(reference: re.Match[str]) -> str:
    name = reference[0][1:]
    return plain(reference[0]) if name[0] == "#" else html5.get(name, reference[0])
