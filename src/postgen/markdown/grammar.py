r"""kramdown's grammar, as regular expressions.

Learnt from kramdown 2.4 with its GFM parser 1.1, the parser of Jekyll 3.10 and 4 alike, and judged by it
in `tests/oracle`. Ruby's `\s`, `\d` and `\w` mean ASCII, so these are compiled with `re.ASCII`. kramdown's
scanner takes `^` for the place where it stands, so there is none here: these are matched at a place. What
kramdown says in one expression that can take quadratic time is said in several.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from postgen.markdown import html
from postgen.markdown.html import TAG_NAME
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from postgen.markdown.search_cache import SearchCache

LINE = re.ASCII | re.MULTILINE
SPAN = LINE | re.DOTALL
WHITE = " \t\n\r\f\v"
STRIPPED = WHITE + "\0"
"""What Ruby's `strip` takes away."""

SPACE3 = r" {0,3}"
INDENT = r"(?:\t| {4})"
ATTRIBUTES = r"(?:\\\}|[^\}])"
NAME_ID = r"\w[\w-]*"

# Blocks

BLANK_LINES = Lazy(r"(?>\s*\n)+", LINE)
EOB_LINE = Lazy(r"\^\s*?\n", LINE)
INDENT_LINE = Lazy(f"{INDENT}", LINE)
CODE_LINE = Lazy(rf"{INDENT}[ \t]*\S.*\n", LINE)
ATX_TAIL = Lazy(r"[\t ]#+\Z", LINE)
ATX_LINE = Lazy(r"(#{1,6})[\t ]+(.*)\n", LINE)
SETEXT = Lazy(rf"{SPACE3}([^ \t].*)\n([-=])[-=]*[ \t\r\f\v]*\n", LINE)
HEADING_ID = Lazy(r"[\t ]\{#((?u:[^\W\d]|:)(?u:[\w:.\-])*)\}\Z", LINE)
RULE = Lazy(rf"{SPACE3}([*_-])[ \t]*\1[ \t]*\1(?:\1|[ \t])*\n", LINE)
QUOTE_MARK = Lazy(rf"{SPACE3}> ?", LINE)
FENCE_LINE = Lazy(rf"{SPACE3}([~`]{{3,}})(.*)\n", LINE)
MATH = Lazy(rf"{SPACE3}(\\)?\$\$(.*?)\$\$(\s*?\n)?", SPAN)
FOOTNOTE = Lazy(rf"{SPACE3}\[\^({NAME_ID})\]:\s*?(?=(.*\n))", LINE)
ABBREVIATION = Lazy(rf"{SPACE3}\*\[([^\n]+?)\]:(.*?)\n", LINE)
ALD = Lazy(rf"{SPACE3}\{{:({NAME_ID}):({ATTRIBUTES}+)\}}\s*?\n", LINE)
EXTENSION = Lazy(rf"{SPACE3}\{{::(\w+)(?:\s({ATTRIBUTES}*?)|)(/)?\}}\s*?\n", LINE)
IAL_LINE = Lazy(rf"{SPACE3}\{{:(?!:|/)({ATTRIBUTES}+)\}}\s*?\n", LINE)
BRACE_LINE = Lazy(rf"{SPACE3}\{{:", LINE)
BRACE_CLOSED = Lazy(r"\}\s*?\n", LINE)
BRACE = Lazy(r"(?<!\\)\}", LINE)

EXTENSION_END = {
    name: Lazy(rf"^{SPACE3}\{{:/(?:{name})?\}}\s*?\n", LINE)
    for name in ("comment", "nomarkdown", "options")
}
TRAILING = Lazy(r"[ \t]*\n", LINE)


@cache
def fence_end(marks: str) -> Lazy:
    """Give the pattern of a line that ends fenced code which began with these marks."""
    return Lazy(rf"^{SPACE3}{marks}{marks[-1]}*\s*?\n", LINE)


STRAY = Lazy(r" {1,3}\t", LINE)
"""A line that no block of kramdown's begins with; it goes onto the page without a paragraph around it."""

# Lines that others take in

SIMPLE_LINES = Lazy(rf"(?:(?!{SPACE3}[\[{{^<>+*:#~`\d-]|\s*\n).*\n)*", LINE)
"""Lines that go on whatever was begun above them, without a closer look."""
SPEAKING_LINES = Lazy(rf"(?:(?!{SPACE3}[{{^<]|\s*\n).*\n)*", LINE)
"""The same where only what ends a lazy line ends it."""
_BLOCK_HTML = rf"<(?:/(?!{{spans}}){TAG_NAME}\s*>|(?!{{spans}}){TAG_NAME})".replace(
    "{spans}", "(?:" + "|".join(sorted([*html.SPAN_TAGS, "script"])) + r")\b"
)
LAZY_END = Lazy(rf"(?:\s*\n|\^\s*?\n|{SPACE3}{_BLOCK_HTML})", LINE)
LAZY_HTML = Lazy(_BLOCK_HTML, LINE)
ANY_LINE = Lazy(r".*\n", LINE)
PARAGRAPH_END = Lazy(rf"(?:{SPACE3}(?:(?:[+*:-]|\d+\.)[\t| ]|>|[~`]{{3,}})|#{{1,6}}[\t ])", LINE)

# Tables

TABLE_LINE = Lazy(r"(?:\||.*?[^\\\n]\|).*?\n", LINE)
TABLE_START = Lazy(rf"{SPACE3}(?=\S)(?:\||.*?[^\\\n]\|).*?\n", LINE)
TABLE_RULE = Lazy(r"[+|: \t]*-[+|: \t-]*\n", LINE)
TABLE_FOOT = Lazy(r"[+|: \t]*=[+|: \t=]*\n", LINE)
TABLE_CODE = Lazy(r"<code.*?>.*?</code>", LINE)
ESCAPED_BAR = Lazy(r"\\(?=\|)", LINE)
BAR = Lazy(r"(?<!\\)\|", LINE)

# Lists

UL_LINE = Lazy(rf"({SPACE3}[+*-])([\t| ].*?\n)", LINE)
LIST_LINE = Lazy(rf"({SPACE3}(?:[+*-]|\d+\.))([\t| ].*?\n)", LINE)
DEFINITION_LINE = Lazy(rf"({SPACE3}:)([\t| ].*?\n)", LINE)
ITEM_LINE = Lazy(rf"({SPACE3}(?:[+*-]|\d+\.|:))([\t| ].*?\n)", LINE)
ITEM_IAL = Lazy(rf"\s*\{{:(?!(?:{NAME_ID})?:|/)({ATTRIBUTES}+)\}}\s*", LINE)
TASK = Lazy(r"\[[ xX]\]\s+", LINE)
_BELOW = r"(?: {2,}+\S.*\n)*+"
_APART = rf"\n++(?: {{2,}}+[^\s*_-].*\n{_BELOW}\n*+)*+(?=[+*-] [^\s{{*_-])"
RUN = {
    "*": Lazy(rf"(?:[+*-] [^\s{{].*\n{_BELOW}(?:{_APART})?+)++", LINE),
    "1": Lazy(r"(?:\d+\. [^\s{].*\n(?:\n++(?=\d+\. [^\s{]))?+)++", LINE),
}
"""Items in the plainest form, however many, read at a stroke: lines below them, blank ones between."""
RUN_STARTS = {"*": Lazy(r"^[+*-] ", LINE), "1": Lazy(r"^\d+\. ", LINE)}

_BULLETS = {"*": "[+*-]", "1": r"\d+\.", ":": ":"}


@cache
def item_line(marker: str, spaces: int) -> Lazy:
    """Give the pattern of an item's first line, indented by `spaces` at most; `marker` is `*`, `1` or `:`."""
    return Lazy(rf"( {{0,{spaces}}}{_BULLETS[marker]})([\t| ].*?\n)", LINE)


@cache
def content_line(indentation: int) -> Lazy:
    """Give the pattern of a line that is indented as far as its item's text, in columns."""
    tabs, spaces = divmod(indentation, 4)
    return Lazy(rf"(?:{INDENT}{{{tabs}}} {{{spaces}}}|{INDENT}{{{tabs + 1}}}).*\S.*\n", LINE)


def attributes_line(search_cache: SearchCache, position: int) -> re.Match[str] | None:
    """Match an attribute list that ends its line, `{: .class}`: its first line is at `position`."""
    brace = BRACE_LINE.match(search_cache.text, position)
    closed = search_cache.find(BRACE_CLOSED, position) if brace else None
    if not brace or not closed:
        return None
    first = search_cache.find(BRACE, brace.end())
    if first and first.start() < closed.start():
        return None
    return IAL_LINE.match(search_cache.text, position)
