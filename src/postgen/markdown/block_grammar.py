r"""kramdown's grammar of blocks, as regular expressions; each with an example of what it matches.

Taken from kramdown 2.4 with its GFM parser 1.1, the parser of Jekyll 3.10 and 4 alike, and
compared with it in `tests/oracle`. The file of kramdown's `lib/kramdown/parser/kramdown/` that an
expression comes from, and the name of its constant, are named beside it.

Ruby's `\s`, `\d` and `\w` mean ASCII, so these are compiled with `re.ASCII`. kramdown's scanner
takes `^` for the place where it stands, so there is none here: these are matched at a place. What
kramdown does with one expression that can take quadratic time is done with several.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from postgen.markdown import html
from postgen.markdown.html import TAG_NAME
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from postgen.markdown.tree import ListMarker

LINE = re.ASCII | re.MULTILINE
SPAN = LINE | re.DOTALL
WHITE = " \t\n\r\f\v"
STRIPPED = WHITE + "\0"
"""What Ruby's `strip` takes away."""

SPACE3 = r" {0,3}"
"""kramdown.rb, OPT_SPACE: how far a block may be indented and not be code."""
INDENT = r"(?:\t| {4})"
"""kramdown.rb, INDENT: one level of indentation."""
ATTRIBUTES = r"(?:\\\}|[^\}])"
r"""extensions.rb, ALD_ANY_CHARS: a character of an attribute list, `}` only as `\}`."""
NAME_ID = r"\w[\w-]*"
"""extensions.rb, ALD_ID_NAME: the name of an attribute list or of a footnote."""

# Blocks

BLANK_LINES = Lazy(r"(?>\s*\n)+", LINE)
"""blank_line.rb: all blank lines from here."""
EOB_LINE = Lazy(r"\^\s*?\n", LINE)
"""eob.rb, EOB_MARKER: `^` alone on its line."""
INDENT_LINE = Lazy(f"{INDENT}", LINE)
"""codeblock.rb, CODEBLOCK_START: the indentation of code, and of the lines of a footnote."""
CODE_LINE = Lazy(rf"{INDENT}[ \t]*\S.*\n", LINE)
"""codeblock.rb, CODEBLOCK_MATCH: `    code`."""
ATX_LINE = Lazy(r"(#{1,6})[\t ]+(.*)\n", LINE)
"""gfm.rb, ATX_HEADER_START: `## A heading ##`, not `##A`."""
ATX_TAIL = Lazy(r"[\t ]#+\Z", LINE)
"""header.rb, `parse_header_contents`: ` ##` at the end of `## A heading ##`."""
SETEXT = Lazy(rf"{SPACE3}([^ \t].*+)\n([-=])[-=]*[ \t\r\f\v]*\n", LINE)
"""header.rb, SETEXT_HEADER_START: `A heading`, and `===` or `---` below it."""
HEADING_ID = Lazy(
    r"[\t ]\{#"
    r"((?u:[^\W\d]|:)(?u:[\w:.\-])*)"  # 1: the id, a letter or `:` first
    r"\}\Z",
    LINE,
)
"""header.rb, HEADER_ID: ` {#its-id}` at the end of a heading."""
RULE = Lazy(
    rf"{SPACE3}([*_-])[ \t]*\1[ \t]*\1"  # three of the same mark, `* * *`
    r"(?:\1|[ \t])*\n",  # and more of them
    LINE,
)
"""horizontal_rule.rb, HR_START: `***`, `- - -`, `___`."""
QUOTE_MARK = Lazy(rf"{SPACE3}> ?", LINE)
"""blockquote.rb, BLOCKQUOTE_START: `> ` before each line of a quote."""
FENCE_LINE = Lazy(rf"{SPACE3}([~`]{{3,}})(.*)\n", LINE)
"""gfm.rb, FENCED_CODEBLOCK_START: three or more marks, and the language: `~~~ ruby`."""
MATH = Lazy(
    rf"{SPACE3}(\\)?"  # 1: the backslash that makes it text
    r"\$\$(.*?)\$\$"
    r"(\s*?\n)?",
    SPAN,
)
r"""math.rb, BLOCK_MATH_START: `$$ x $$`, not `\$$ x $$`."""
FOOTNOTE = Lazy(
    rf"{SPACE3}\[\^({NAME_ID})\]:"  # 1: the name
    r"\s*?(?=(.*\n))",  # 2: the first line of the text
    LINE,
)
"""footnote.rb, FOOTNOTE_DEFINITION_START: `[^name]: its text`."""
ABBREVIATION = Lazy(rf"{SPACE3}\*\[([^\n]+?)\]:(.*?)\n", LINE)
"""abbreviation.rb, ABBREV_DEFINITION_START: `*[HTML]: Hypertext Markup Language`."""
ALD = Lazy(
    rf"{SPACE3}\{{:({NAME_ID}):"  # 1: the name
    rf"({ATTRIBUTES}+)\}}\s*?\n",  # 2: the attributes
    LINE,
)
"""extensions.rb, ALD_START: `{:name: .class #id}`."""
EXTENSION = Lazy(
    rf"{SPACE3}\{{::(\w+)"  # 1: the name
    rf"(?:\s({ATTRIBUTES}*?)|)"  # 2: the options
    r"(/)?\}\s*?\n",  # 3: the slash of one without an end
    LINE,
)
"""extensions.rb, EXT_BLOCK_START: a line with `{::comment}` or `{::options auto_ids="false" /}`."""
EXTENSION_END = {
    name: Lazy(rf"^{SPACE3}\{{:/(?:{name})?\}}\s*?\n", LINE)
    for name in ("comment", "nomarkdown", "options")
}
"""extensions.rb, EXT_BLOCK_STOP_STR: `{:/comment}` or `{:/}` alone on a line."""
IAL_LINE = Lazy(
    rf"{SPACE3}\{{:(?!:|/)"  # neither `{::comment}` nor `{:/}`
    rf"({ATTRIBUTES}+)\}}\s*?\n",  # 1: the attributes
    LINE,
)
"""extensions.rb, IAL_BLOCK_START: `{: .class #id}` alone on a line. It may hold newlines: see
`attributes_line`."""
IAL_OPENING = Lazy(rf"{SPACE3}\{{:", LINE)
"""The start of such a line: `{:`."""
IAL_CLOSING = Lazy(r"\}\s*?\n", LINE)
"""Its end: a `}` that ends a line."""
CLOSING_BRACE = Lazy(r"(?<!\\)\}", LINE)
r"""A `}` that is not written `\}`."""
LINE_REST = Lazy(r"[ \t]*\n", LINE)
"""html.rb, TRAILING_WHITESPACE: white space up to a line's end, and the end."""
STRAY = Lazy(r" {1,3}\t", LINE)
"""A line that begins no block of kramdown's; it goes onto the page without a paragraph."""

# Lines that the block above takes in

SIMPLE_LINES = Lazy(
    rf"(?:(?!{SPACE3}[\[{{^<>+*:#~`\d-]"  # what may begin another block
    r"|\s*\n)"  # a blank line
    r".*\n)*",
    LINE,
)
"""Lines below a paragraph that begin with a character that ends none: `so it goes on`. They need no
closer look."""
PLAIN_PARAGRAPH = Lazy(
    r"(?!\0)[^\n|]*\n"  # no row of a table
    r"(?:(?![\s\[{^<>+*:#~`\d=-]).*\n)*+"  # lines that go on; not the `===` of a heading
    r"()"  # 1: its end
    r"\n++(?!\s)",  # blank lines, and what stands below them
    LINE,
)
"""A paragraph and the blank lines below it, where no line needs a closer look. Its first character
begins no other block."""
LAZY_LINES = Lazy(rf"(?:(?!{SPACE3}[{{^<]|\s*\n).*\n)*", LINE)
"""The same for lines below a quote or code, which fewer characters end: `* so it goes on`."""
_NOT_SPAN_TAG = rf"(?!(?:{'|'.join(sorted([*html.SPAN_TAGS, 'script']))})\b)"
_BLOCK_HTML = rf"<(?:/{_NOT_SPAN_TAG}{TAG_NAME}\s*>|{_NOT_SPAN_TAG}{TAG_NAME})"
"""paragraph.rb, LAZY_END_HTML_STOP and LAZY_END_HTML_START: `</div>` or `<div`, not `<b>`."""
LAZY_END = Lazy(
    r"(?:\s*\n"  # a blank line
    r"|\^\s*?\n"  # `^`
    rf"|{SPACE3}{_BLOCK_HTML})",  # `<div`
    LINE,
)
"""paragraph.rb, LAZY_END: a blank line, `^`, or `<div`; attribute lists are asked for apart."""
LAZY_HTML = Lazy(_BLOCK_HTML, LINE)
"""list.rb, `lazy_re`: `<div` below an item, which does not belong to it."""
ANY_LINE = Lazy(r".*\n", LINE)
"""The rest of a line, and its end."""
PARAGRAPH_END = Lazy(
    rf"(?:{SPACE3}(?:"
    r"(?:[+*:-]|\d+\.)[\t| ]"  # `* an item`, `1. an item`, `: a definition`
    r"|>"  # `> a quote`
    r"|[~`]{3,})"  # a fence
    r"|#{1,6}[\t ])",  # `# a heading`
    LINE,
)
"""gfm.rb, PARAGRAPH_END_GFM: what ends the paragraph above it."""

# Tables, with the names in table.rb

TABLE_LINE = Lazy(r"(?:\||.*?[^\\\n]\|).*\n", LINE)
r"""TABLE_LINE: `| a | b |`, `a | b`, not `a \| b`."""
TABLE_START = Lazy(rf"{SPACE3}(?=\S)(?:\||.*?[^\\\n]\|).*\n", LINE)
"""TABLE_START: the same, indented by three spaces at most."""
TABLE_RULE = Lazy(r"[+|: \t]*-[+|: \t-]*\n", LINE)
"""TABLE_SEP_LINE: `|---|:-:|`."""
TABLE_FOOT = Lazy(r"[+|: \t]*=[+|: \t=]*\n", LINE)
"""TABLE_FSEP_LINE: `|===|===|`."""
TABLE_CODE = Lazy(r"<code.*?>.*?</code>", LINE)
"""`parse_table`: `<code>a | b</code>`, whose bars divide nothing."""
ESCAPED_BAR = Lazy(r"\\(?=\|)", LINE)
r"""The backslash of `\|`."""
BAR = Lazy(r"(?<!\\)\|", LINE)
r"""A `|` that divides cells: not that of `\|`."""

# Lists, with the names in list.rb

UL_LINE = Lazy(rf"({SPACE3}[+*-])([\t| ].*?\n)", LINE)
"""LIST_START_UL: `* an item`; its marker and the rest."""
LIST_LINE = Lazy(
    rf"({SPACE3}(?:[+*-]|\d+\.))"  # 1: the marker
    r"([\t| ].*?\n)",  # 2: the rest
    LINE,
)
"""LIST_START: `* an item` or `1. an item`."""
DEFINITION_LINE = Lazy(rf"({SPACE3}:)([\t| ].*?\n)", LINE)
"""DEFINITION_LIST_START: `: what the term means`."""
ITEM_LINE = Lazy(rf"({SPACE3}(?:[+*-]|\d+\.|:))([\t| ].*?\n)", LINE)
"""Any of these."""
ITEM_IAL = Lazy(
    rf"\s*\{{:(?!(?:{NAME_ID})?:|/)"  # no `{:name: .class}`, `{::comment}` or `{:/}`
    rf"({ATTRIBUTES}+)\}}\s*",  # 1: the attributes
    LINE,
)
"""LIST_ITEM_IAL: the attributes in `* {:.class} an item`."""
TASK = Lazy(r"\[[ xX]\]\s+", LINE)
"""gfm.rb, `parse_list`: the box of `* [x] a task`."""
_BELOW = r"(?: {2,}+\S.*\n)*+"
"""Indented lines right below an item's first one."""
_APART = (
    r"\n++"  # blank lines
    rf"(?: {{2,}}+[^\s*_-].*\n{_BELOW}\n*+)*+"  # `  a paragraph`, not `  ***`
    r"(?=[+*-] [^\s{*_-])"  # `* another item`
)
"""A blank line and more paragraphs of the item, if another item follows."""
RUN: dict[ListMarker, Lazy] = {
    "*": Lazy(
        r"(?:[+*-] [^\s{].*\n"  # `* one`, not `* {:.class} one`
        rf"{_BELOW}(?:{_APART})?+)++",
        LINE,
    ),
    "1": Lazy(
        r"(?:\d+\. [^\s{].*\n"  # `1. one`
        r"(?:\n++(?=\d+\. [^\s{]))?+)++",  # a blank line, if `2. two` follows
        LINE,
    ),
}
"""Items in the plainest form, however many, with lines below them and blank ones between:
`* one`, `* two`."""
RUN_STARTS: dict[ListMarker, Lazy] = {"*": Lazy(r"\n[+*-] "), "1": Lazy(r"\n\d+\. ")}
"""The starts of the items in a run but the first, with the line end: `^` is found more slowly."""

_BULLETS: dict[ListMarker, str] = {"*": "[+*-]", "1": r"\d+\.", ":": ":"}


@cache
def fence_end(marks: str) -> Lazy:
    """Return the pattern of a line that ends fenced code which began with these marks.

    For three backticks, a line of three or more of them (gfm.rb, FENCED_CODEBLOCK_MATCH).
    """
    return Lazy(rf"^{SPACE3}{marks}{marks[-1]}*\s*?\n", LINE)


@cache
def item_line(marker: ListMarker, spaces: int) -> Lazy:
    """Return the pattern of an item's first line (list.rb, `fetch_pattern`).

    It is indented by `spaces` at most. `marker` is `*` for any bullet, `1` for any number, or `:`.
    """
    return Lazy(rf"( {{0,{spaces}}}{_BULLETS[marker]})([\t| ].*?\n)", LINE)


@cache
def content_line(indentation: int) -> Lazy:
    """Return the pattern of a line that is indented as far as its item's text, in columns.

    list.rb, `content_re`: below `* an item`, whose text begins at column 2, a line that begins with
    two spaces.
    """
    tabs, spaces = divmod(indentation, 4)
    return Lazy(rf"(?:{INDENT}{{{tabs}}} {{{spaces}}}|{INDENT}{{{tabs + 1}}}).*\S.*\n", LINE)


def stripped(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where a part of a text starts and ends without the white space around it."""
    while start < end and text[start] in STRIPPED:
        start += 1
    while end > start and text[end - 1] in STRIPPED:
        end -= 1
    return start, end
