"""HTML as kramdown reads it: its tags, and which of them hold Markdown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Callable

    from postgen.markdown.search_cache import SearchCache

    ReadInside = Callable[["ContentModel", str, int], int]
    """Reads the Markdown inside an element that has any.

    It takes the content model, the tag's name and the position, and returns where the element
    ended.
    """

LINE = re.ASCII | re.MULTILINE
SPAN = LINE | re.DOTALL
TAG_NAME = r"(?u:(?:[^\W\d][\w.\-]*:)?[^\W\d][\w.\-]*)"
"""`b`, `h1`, `svg:path`: REXML's UNAME_STR."""

ContentModel = Literal["block", "span", "raw"]
"""What an element holds: blocks, running text, or no Markdown."""

# The tables of kramdown's lib/kramdown/parser/html.rb: HTML_SPAN_ELEMENTS, HTML_BLOCK_ELEMENTS,
# HTML_ELEMENTS_WITHOUT_BODY, and the three of HTML_CONTENT_MODEL

SPAN_TAGS = frozenset(
    "a abbr acronym b big bdo br button cite code del dfn em i img input ins kbd label mark "
    "option q rb rbc rp rt rtc ruby samp select small span strong sub sup tt u var".split()
)
BLOCK_TAGS = frozenset(
    "address article aside applet body blockquote caption col colgroup dd div dl dt fieldset "
    "figcaption footer form h1 h2 h3 h4 h5 h6 header hgroup hr html head iframe legend menu li "
    "main map nav ol optgroup p pre section summary table tbody td th thead tfoot tr ul".split()
)
VOID_TAGS = frozenset(
    "area base br col command embed hr img input keygen link meta param source track wbr".split()
)
RAW_TAGS = frozenset("script style math option textarea pre code kbd samp var".split())
BLOCK_MODEL = frozenset(
    "address applet article aside blockquote body dd details div dl fieldset figure "
    "figcaption footer form header hgroup iframe li main map menu nav noscript object section "
    "summary td".split()
)
SPAN_MODEL = frozenset(
    "a abbr acronym b bdo big button cite caption del dfn dt em h1 h2 h3 h4 h5 h6 i ins label "
    "legend optgroup p q rb rbc rp rt rtc ruby select small span strong sub sup th tt".split()
)
KNOWN_TAGS = SPAN_TAGS | BLOCK_TAGS | VOID_TAGS | RAW_TAGS | BLOCK_MODEL | SPAN_MODEL

_VALUE = r"(?:\s*=\s*(?:(?u:\w+)|(\"|').*?\3))?"
"""`=3` or `="x"` behind the name of an attribute; its quote is group 3 of `TAG`."""
TAG = Lazy(
    rf"<((?>{TAG_NAME}))"  # 1: the name
    rf"((?:\s++{TAG_NAME}{_VALUE})*+)"  # 2: the attributes
    r"\s*(/)?>",  # 4: the slash of one without an end tag
    SPAN,
)
"""HTML_TAG_RE: `<a href="x">`, `<br/>`."""
TAG_END = Lazy(rf"</({TAG_NAME})\s*>", SPAN)
"""HTML_TAG_CLOSE_RE: `</a>`."""
ATTRIBUTE = Lazy(
    rf"\s*({TAG_NAME})"  # 1: the name
    r"(?:\s*=\s*"
    r"(?:((?u:\w+))"  # 2: the value in ` width=3`
    r"|(\"|')(.*?)\3))?",  # 4: the value in ` href="x"`
    SPAN,
)
"""HTML_ATTRIBUTE_RE: ` href="x"`, ` width=3`, ` checked`."""
RAW_MARK = Lazy(rf"<(?:{TAG_NAME}|/|!--|\?)", LINE)
"""HTML_RAW_START: what a tag, a comment or an instruction begins with: `<a`, `</`, `<!--`, `<?`."""


def tag_name(written: str) -> str:
    """Return a tag's name as kramdown compares it: in lower case where HTML knows it."""
    lower = written.lower()
    return lower if lower in KNOWN_TAGS else written


def markdown_attribute(attributes: str) -> str:
    """Return the value of a tag's `markdown` attribute: `1`, `block`, or "" where it has none."""
    if "markdown" not in attributes.lower():
        return ""
    for attribute in ATTRIBUTE.finditer(attributes):
        name, bare, quoted = attribute[1], attribute[2], attribute[4]
        if name.lower() == "markdown":
            return bare or quoted or ""  # `markdown=1`, `markdown="1"`, `markdown`
    return ""


def is_parsed(name: str, attributes: str, *, inside_raw: bool) -> bool:
    """Whether the inside of an element in running text is Markdown (html.rb, `parse_span_html`)."""
    asked = markdown_attribute(attributes)
    if asked == "0":
        return False
    if asked == "span":
        return True
    if inside_raw and asked != "1":
        return False
    return name in BLOCK_MODEL or name in SPAN_MODEL


def content_model(name: str, attributes: str) -> ContentModel:
    """Return what the inside of a block element is.

    It is raw, unless a `markdown` attribute asks for more.
    """
    asked = markdown_attribute(attributes)
    if asked == "span":
        return "span"
    if asked == "block":
        return "block"
    if asked != "1":
        return "raw"
    if name in BLOCK_MODEL:
        return "block"
    if name in SPAN_MODEL:
        return "span"
    return "raw"


def after_end_tag(text: str, position: int, name: str) -> tuple[int, int]:
    """Return where the next end tag of `name`, in any case, starts and ends.

    Both are the end of the text where there is none.
    """
    lower = name.lower()
    for found in TAG_END.finditer(text, position):
        if found[1].lower() == lower:
            return found.start(), found.end()
    return len(text), len(text)


def after_element(
    search_cache: SearchCache, opening: re.Match[str], read_inside: ReadInside
) -> int:
    """Return where the element ends whose start tag is `opening` (`parse_raw_html`)."""
    text = search_cache.text
    open_tags: list[str] = []
    position = _after_start_tag(text, opening, open_tags, read_inside)
    while open_tags:
        mark = RAW_MARK.search(text, position)
        if not mark:
            return len(text)
        position = _after_mark(search_cache, mark.start(), open_tags, read_inside)
    return position


def _after_mark(
    search_cache: SearchCache, position: int, open_tags: list[str], read_inside: ReadInside
) -> int:
    """Return where to go on behind a tag, a comment, or a `<` that begins neither."""
    text = search_cache.text
    comment_end = _after_comment(search_cache, position)
    if comment_end:
        return comment_end
    start_tag = TAG.match(text, position)
    if start_tag:
        return _after_start_tag(text, start_tag, open_tags, read_inside)
    end_tag = TAG_END.match(text, position)
    if not end_tag:
        return position + 1
    if open_tags[-1] == tag_name(end_tag[1]):
        open_tags.pop()
    return end_tag.end()


def _after_start_tag(
    text: str, opening: re.Match[str], open_tags: list[str], read_inside: ReadInside
) -> int:
    """Return where to go on behind a start tag, or behind its element.

    A raw element, whose end is not known yet, is added to the open ones.
    """
    name = tag_name(opening[1])
    inner = opening.end()
    is_closed = opening[4] or name in VOID_TAGS  # `<br/>` or `<br>`
    if is_closed:
        return inner
    if name in {"script", "style"}:
        _, end = after_end_tag(text, inner, name)
        return end
    model = content_model(name, opening[2])
    if model != "raw":
        return read_inside(model, name, inner)
    open_tags.append(name)
    return inner


def _after_comment(search_cache: SearchCache, position: int) -> int:
    """Return where a comment or an instruction ends; 0 where there is none."""
    for opening, closing in (("<!--", "-->"), ("<?", "?>")):
        if not search_cache.text.startswith(opening, position):
            continue
        end = search_cache.index(closing, position + len(opening))
        return end + len(closing) if end > 0 else 0
    return 0
