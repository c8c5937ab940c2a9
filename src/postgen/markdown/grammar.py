r"""kramdown's grammar, as regular expressions.

Learnt from kramdown 2.4 with its GFM parser 1.1, the parser of Jekyll 3.10 and 4 alike, and judged by it
in `tests/oracle`. Ruby's `\s`, `\d` and `\w` mean ASCII, so these are compiled with `re.ASCII`; `^` always
matches at a line's start, `.` never a newline.
"""

from __future__ import annotations

import re
from functools import cache

LINE = re.ASCII | re.MULTILINE
SPAN = LINE | re.DOTALL

SPACE3 = r" {0,3}"
INDENT = r"(?:\t| {4})"
ATTRIBUTES = r"(?:\\\}|[^\}])"
NAME_ID = r"\w[\w-]*"
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
VOID_TAGS = frozenset("area base br col command embed hr img input keygen link meta param source track wbr".split())
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

_NOT_LAZY = "(?!(?:" + "|".join(sorted([*SPAN_TAGS, "script"])) + r")\b)"
HTML_OPEN = rf"<{_NOT_LAZY}{TAG_NAME}"
HTML_CLOSE = rf"</{_NOT_LAZY}{TAG_NAME}\s*>"
TAG = re.compile(rf"<((?>{TAG_NAME}))\s*((?>\s+{TAG_NAME}(?:\s*=\s*(?:(?u:\w+)|(\"|').*?\3))?)*)\s*(/)?>", SPAN)
TAG_END = re.compile(rf"</({TAG_NAME})\s*>", SPAN)
ATTRIBUTE = re.compile(rf"\s*({TAG_NAME})(?:\s*=\s*(?:((?u:\w+))|(\"|')(.*?)\3))?", SPAN)
COMMENT = re.compile(r"<!--.*?-->", SPAN)
INSTRUCTION = re.compile(r"<\?.*?\?>", SPAN)

BLANK = r"(?>^\s*\n)+"
IAL = rf"\{{:(?!:|/)({ATTRIBUTES}+)\}}\s*?\n"
EOB = r"^\^\s*?\n"
UL = rf"^({SPACE3}[+*-])([\t| ].*?\n)"
OL = rf"^({SPACE3}\d+\.)([\t| ].*?\n)"
LIST = f"(?:{UL}|{OL})"
ATX = r"^#{1,6}[\t ]+.*\n"
QUOTE = rf"^{SPACE3}> ?"
FENCE = r"^ {0,3}[~`]{3,}"
DEFINITION = rf"^({SPACE3}:)([\t| ].*?\n)"

_LAZY_END = rf"{BLANK}|^{SPACE3}{IAL}|{EOB}|^{SPACE3}{HTML_CLOSE}|^{SPACE3}{HTML_OPEN}"
_PARAGRAPH_END = f"{_LAZY_END}|{LIST}|{ATX}|{DEFINITION}|{QUOTE}|{FENCE}"


def _compile(pattern: str, flags: re.RegexFlag = LINE) -> re.Pattern[str]:
    return re.compile(pattern, flags)


PARAGRAPH = _compile(rf".*\n(?:(?!{_PARAGRAPH_END}).*\n)*")
QUOTE_MARK = _compile(QUOTE)
BLANK_LINES = _compile(BLANK)
EOB_LINE = _compile(EOB)
IAL_LINE = _compile(rf"^{SPACE3}{IAL}")
BOUNDARY = _compile(rf"{BLANK}|{EOB}|^{SPACE3}{IAL}|\Z")
RAW_MARK = _compile(rf"<(?:{TAG_NAME}|/|!--|\?)")
TRAILING = _compile(r"[ \t]*\n")
ATX_TAIL = _compile(r"[\t ]#+\Z")
ATX_LINE = _compile(r"^(#{1,6})[\t ]+(.*)\n")
SETEXT = _compile(rf"^{SPACE3}([^ \t].*)\n([-=])[-=]*[ \t\r\f\v]*\n")
HEADING_ID = _compile(r"[\t ]\{#((?u:[^\W\d]|:)(?u:[\w:.\-])*)\}\Z")
RULE = _compile(rf"^{SPACE3}([*_-])[ \t]*\1[ \t]*\1(?:\1|[ \t])*\n")
CODE = (
    rf"(?:(?:{BLANK})?(?:^{INDENT}[ \t]*\S.*\n)+"
    rf"(?:(?!^{SPACE3}{IAL}|{EOB}|^{SPACE3}{HTML_CLOSE}|^{SPACE3}{HTML_OPEN})^[ \t]*\S.*\n)*)*"
)
INDENT_LINE = _compile(f"^{INDENT}")
FENCED = _compile(r"^ {0,3}(([~`]){3,})\s*?((\S+?)(?:\?\S*)?)?\s*?\n(.*?)^ {0,3}\1\2*\s*?\n", SPAN)
MATH = _compile(rf"^{SPACE3}(\\)?\$\$(.*?)\$\$(\s*?\n)?", SPAN)
LINK_DEFINITION = _compile(
    rf"^{SPACE3}\[([^\n\]]+)\]:[ \t]*(?:<(.*?)>|([^\n]*?\S[^\n]*?))"
    r"(?:(?:[ \t]*?\n|[ \t]+?)[ \t]*?([\"'])(.+?)\4)?[ \t]*?\n"
)
ABBREVIATION = _compile(rf"^{SPACE3}\*\[([^\n\]]+?)\]:(.*?)\n")
ALD = _compile(rf"^{SPACE3}\{{:({NAME_ID}):({ATTRIBUTES}+)\}}\s*?\n")
EXTENSION = _compile(rf"^{SPACE3}\{{::(\w+)(?:\s({ATTRIBUTES}*?)|)(/)?\}}\s*?\n")

PIPE = r"(?:\||.*?[^\\\n]\|)"
TABLE_LINE = _compile(rf"{PIPE}.*?\n")
TABLE_START = _compile(rf"^{SPACE3}(?=\S){PIPE}.*?\n")
BAR = _compile(r"(?<!\\)\|")
UNDIVIDED = _compile(
    rf"(`+)(?!`).+?(?<!`)\1(?!`)|<!--.*?-->|<(?P<tag>{TAG_NAME})(?:\s[^<>]*)?(?<!/)>.*?</(?P=tag)\s*>|<{TAG_NAME}[^<>]*/?>",
    SPAN,
)
TABLE_RULE = _compile(r"^([+|: \t-]*?-[+|: \t-]*?)[ \t]*\n|^[+|: \t=]*?=[+|: \t=]*?[ \t]*\n")

UL_LINE = _compile(UL)
LIST_LINE = _compile(LIST)
DEFINITION_LINE = _compile(DEFINITION)
ITEM_LINE = _compile(rf"^({SPACE3}(?:[+*-]|\d+\.|:))([\t| ].*?\n)")
ITEM_IAL = _compile(rf"\s*\{{:(?!(?:{NAME_ID})?:|/)({ATTRIBUTES}+)\}}\s*")
LINES = _compile(r"^.*\n")
RUN = {
    "*": _compile(r"(?:[+*-] [^\s{].*\n)+"),
    "1": _compile(r"(?:\d+\. [^\s{].*\n)+"),
}
"""Items of one plain line each: read at a stroke, however many there are."""

_BULLETS = {"*": "[+*-]", "1": r"\d+\.", ":": ":"}


@cache
def item_line(marker: str, spaces: int) -> re.Pattern[str]:
    """Give the pattern of an item's first line, indented by `spaces` at most; `marker` is `*`, `1` or `:`."""
    return _compile(rf"^( {{0,{spaces}}}{_BULLETS[marker]})([\t| ].*?\n)")


@cache
def content_line(indentation: int) -> re.Pattern[str]:
    """Give the pattern of a line that is indented as far as its item's text, in columns."""
    tabs, spaces = divmod(indentation, 4)
    return _compile(rf"^(?:{INDENT}{{{tabs}}} {{{spaces}}}|{INDENT}{{{tabs + 1}}}).*\S.*\n")


@cache
def lazy_line(spaces: int) -> re.Pattern[str]:
    """Give the pattern of a line that continues an item without its indentation."""
    return _compile(rf"(?!^ {{0,{spaces}}}(?:{IAL}|{HTML_CLOSE}|{HTML_OPEN})).*\S.*\n")


@cache
def quoted() -> re.Pattern[str]:
    """Give the pattern of a quote's lines, its lazy ones included."""
    return _compile(rf".*\n(?:(?!{_LAZY_END}).*\n)*")


@cache
def code_lines() -> re.Pattern[str]:
    """Give the pattern of an indented code block."""
    return _compile(CODE)


@cache
def footnote() -> re.Pattern[str]:
    """Give the pattern of a footnote's definition."""
    return _compile(rf"^{SPACE3}\[\^({NAME_ID})\]:\s*?(.*?\n{CODE})")
