"""HTML as a stream of tags, in one pass and in linear time.

The metadata of a page is in a few tags of its head, so no tree is built: a tree builder takes time
to import, and a hostile page of 100,000 nested elements keeps one busy for a quarter of a minute.

The rules are those of the tokenizer in the HTML standard,
https://html.spec.whatwg.org/multipage/parsing.html (comments, attributes, and elements whose
content is text), made lenient where a tag is never finished.
"""

from __future__ import annotations

import re
from functools import cache
from html.entities import html5
from typing import TYPE_CHECKING

from postgen.text.entities import unescape
from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_TAGS = 20_000
"""Most tags read of one page: enough for any head, and a hostile page costs milliseconds."""

TEXT_ONLY = frozenset(
    {"script", "style", "title", "textarea", "iframe", "noembed", "noframes", "xmp"}
)
"""Elements in which `<` begins nothing but their end tag (the standard's RCDATA and RAWTEXT)."""

_LEXEME = r"""(?xs)
    <!--(?: -?> | .*?(?: --!?> | \Z ))                # `<!-- … -->`, `<!-->`, `<!-- … --!>`
  | <(?P<end>/?)(?P<name>[a-zA-Z][^\s/>]*+)           # `<a`, `</a`
     (?P<rest>(?: [^>"'=]++                           # names, spaces, slashes
                | =\s*+(?: "[^"]*+" | '[^']*+' )?+    # `="a > b"`: quotes count only after `=`
                | ["'] )*+)                           # `<a b"c>`: a quote that does not count
     (?: > | \Z )
  | <[!?/][^>]*+(?: > | \Z )                          # `<!doctype html>`, `<?xml …?>`, `</3>`
"""
# `a`, `a=1`, `a = "b c"`, `a='b'`
_ATTRIBUTE = r"""(?xs) ([^\s/>=]++) (?: \s*+ = \s*+ (?: "([^"]*+)" | '([^']*+)' | ([^\s>]*+) ) )?"""
# References to control characters, which Python drops and browsers keep: `&#1;`, `&#x1F;`.
_CONTROL = r"&#(?:0*([1-9]|[12][0-9]|3[01])|[xX]0*(1?[0-9a-fA-F]))(?:;|(?![0-9a-fA-F]))"
# Any reference in an attribute: `&#233;`, `&#xE9`, `&eacute;`; without its `;` not before `=` or a
# letter.
_REFERENCE = r"&(?:#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[A-Za-z][A-Za-z0-9]*(?:;|(?![=A-Za-z0-9])))"


class Tag(NamedTuple):
    """One start or end tag, and the text of an element that can hold nothing else."""

    name: str
    """In lower case; empty for a comment or a doctype."""
    is_end: bool
    source: str
    """What is between the name and the `>`."""
    text: str
    """The raw text of a `TEXT_ONLY` element, with its character references; else nothing."""
    start: int
    end: int
    """Offsets: of the `<`, and just behind the tag, or behind the text of a `TEXT_ONLY` element."""

    @property
    def attributes(self) -> dict[str, str]:
        """The attributes: names in lower case, references resolved, the first of two wins."""
        found: dict[str, str] = {}
        for name, double, single, bare in re.findall(_ATTRIBUTE, self.source):
            value = double or single or bare.strip("\"'")
            found.setdefault(name.lower(), _resolve(value))
        return found


def tags(text: str, limit: int = MAX_TAGS) -> Iterator[Tag]:
    """Yield the tags and comments of a page from first to last, at most `limit` of them."""
    token = re.compile(_LEXEME)
    endless: set[str] = set()
    """Elements that have no end tag further on, which is never searched for twice."""
    position = 0
    for _ in range(limit):
        found = token.search(text, position)
        if not found:
            return
        start, position = found.span()
        name = (found["name"] or "").lower()
        is_end = bool(found["end"])
        content = ""
        if name in TEXT_ONLY and not is_end:
            content, position = _text_of(name, text, position, endless)
        yield Tag(name, is_end, found["rest"] or "", content, start, position)


def plain(text: str) -> str:
    """Return text with its character references resolved, as outside of attributes."""
    if "&" not in text:
        return text
    return unescape(re.sub(_CONTROL, _control_character, text))


def _control_character(reference: re.Match[str]) -> str:
    decimal, hexadecimal = reference.groups()
    return chr(int(decimal)) if decimal else chr(int(hexadecimal, 16))


def _text_of(name: str, text: str, start: int, endless: set[str]) -> tuple[str, int]:
    """Return the text of the element that begins at `start`, and where it ends."""
    end = None if name in endless else _end_tag(name).search(text, start)
    if end:
        return text[start : end.start()], end.start()
    endless.add(name)
    if name != "title":
        return text[start:], len(text)
    # A browser would take the rest of the page for the title; its first line is what was intended.
    stop = re.compile(r"[<\r\n]").search(text, start)
    stop_at = stop.start() if stop else len(text)
    return text[start:stop_at], stop_at


@cache
def _end_tag(name: str) -> re.Pattern[str]:
    return re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE)


def _resolve(value: str) -> str:
    """Resolve character references in an attribute, where `?a=1&copy=2` keeps its `&copy`."""
    if "&" not in value:
        return value
    return re.sub(_REFERENCE, _resolve_one, value)


def _resolve_one(reference: re.Match[str]) -> str:
    name = reference[0][1:]
    is_number = name[0] == "#"
    return plain(reference[0]) if is_number else html5.get(name, reference[0])
