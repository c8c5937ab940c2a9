"""HTML as kramdown reads it: its tags, and which of them hold Markdown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Callable

    from postgen.markdown.search_cache import SearchCache

LINE = re.ASCII | re.MULTILINE
SPAN = LINE | re.DOTALL
TAG_NAME = r"(?u:(?:[^\W\d][\w.\-]*:)?[^\W\d][\w.\-]*)"

SPAN_TAGS = frozenset(
    "a abbr acronym b big bdo br button cite code del dfn em i img input ins kbd label mark option q rb rbc rp "
    "rt rtc ruby samp select small span strong sub sup tt u var".split()
)
BLOCK_TAGS = frozenset(
    "address article aside applet body blockquote caption col colgroup dd div dl dt fieldset figcaption footer "
    "form h1 h2 h3 h4 h5 h6 header hgroup hr html head iframe legend menu li main map nav ol optgroup p pre "
    "section summary table tbody td th thead tfoot tr ul".split()
)
VOID_TAGS = frozenset(
    "area base br col command embed hr img input keygen link meta param source track wbr".split()
)
RAW_TAGS = frozenset("script style math option textarea pre code kbd samp var".split())
BLOCK_MODEL = frozenset(
    "address applet article aside blockquote body dd details div dl fieldset figure figcaption footer form header "
    "hgroup iframe li main map menu nav noscript object section summary td".split()
)
SPAN_MODEL = frozenset(
    "a abbr acronym b bdo big button cite caption del dfn dt em h1 h2 h3 h4 h5 h6 i ins label legend optgroup p q "
    "rb rbc rp rt rtc ruby select small span strong sub sup th tt".split()
)
KNOWN_TAGS = SPAN_TAGS | BLOCK_TAGS | VOID_TAGS | RAW_TAGS | BLOCK_MODEL | SPAN_MODEL

TAG = Lazy(
    rf"<((?>{TAG_NAME}))((?:\s++{TAG_NAME}(?:\s*=\s*(?:(?u:\w+)|(\"|').*?\3))?)*+)\s*(/)?>", SPAN
)
TAG_END = Lazy(rf"</({TAG_NAME})\s*>", SPAN)
ATTRIBUTE = Lazy(rf"\s*({TAG_NAME})(?:\s*=\s*(?:((?u:\w+))|(\"|')(.*?)\3))?", SPAN)
RAW_MARK = Lazy(rf"<(?:{TAG_NAME}|/|!--|\?)", LINE)


def tag_name(written: str) -> str:
    """Spell a tag's name as kramdown compares it: in lower case where HTML knows it."""
    lower = written.lower()
    return lower if lower in KNOWN_TAGS else written


def markdown_attribute(attributes: str) -> str:
    """Give the value of a tag's `markdown` attribute."""
    if "markdown" in attributes.lower():
        for attribute in ATTRIBUTE.finditer(attributes):
            if attribute[1].lower() == "markdown":
                return attribute[2] or attribute[4] or ""
    return ""


def is_parsed(name: str, attributes: str, *, inside_raw: bool) -> bool:
    """Say whether the inside of an element in running text is Markdown."""
    parsed = name in BLOCK_MODEL or name in SPAN_MODEL
    default = parsed and not inside_raw
    return {"0": False, "1": parsed, "span": True}.get(markdown_attribute(attributes), default)


def content_model(name: str, attributes: str) -> str:
    """Say how the inside of a block element is read: raw, unless a `markdown` attribute asks for more."""
    default = "block" if name in BLOCK_MODEL else "span" if name in SPAN_MODEL else "raw"
    return {"1": default, "span": "span", "block": "block"}.get(
        markdown_attribute(attributes), "raw"
    )


def after_end_tag(text: str, position: int, name: str) -> tuple[int, int]:
    """Find the next end tag of `name` in any case: where it starts and ends; the text's end where there is none."""
    for found in TAG_END.finditer(text, position):
        if found[1].lower() == name.lower():
            return found.start(), found.end()
    return len(text), len(text)


def after_element(
    search_cache: SearchCache, opening: re.Match[str], read: Callable[[str, str, int], int]
) -> int:
    """Pass over an element whose start tag was read; say where it ends.

    `read` is asked to read the Markdown inside it, if it has any: with the model (block or span), the tag's
    name and the position; it says where the element ended.
    """
    text = search_cache.text
    open_tags: list[str] = []
    position = _entered(text, opening, open_tags, read)
    while open_tags:
        mark = RAW_MARK.search(text, position)
        if not mark:
            return len(text)
        position = mark.start()
        passed = _after_comment(search_cache, position)
        if passed:
            position = passed
        elif found := TAG.match(text, position):
            position = _entered(text, found, open_tags, read)
        elif found := TAG_END.match(text, position):
            position = found.end()
            if open_tags[-1] == tag_name(found[1]):
                open_tags.pop()
        else:
            position += 1
    return position


def _entered(
    text: str, opening: re.Match[str], open_tags: list[str], read: Callable[[str, str, int], int]
) -> int:
    name = tag_name(opening[1])
    if opening[4] or name in VOID_TAGS:
        return opening.end()
    if name in {"script", "style"}:
        return after_end_tag(text, opening.end(), name)[1]
    model = content_model(name, opening[2])
    if model != "raw":
        return read(model, name, opening.end())
    open_tags.append(name)
    return opening.end()


def _after_comment(search_cache: SearchCache, position: int) -> int:
    """Pass over a comment or an instruction; 0 where there is none."""
    for start, stop in (("<!--", "-->"), ("<?", "?>")):
        if search_cache.text.startswith(start, position):
            end = search_cache.index(stop, position + len(start))
            return end + len(stop) if end > 0 else 0
    return 0
