"""kramdown's grammar of spans, as regular expressions; each with an example of what it matches.

The file of kramdown's `lib/kramdown/parser/kramdown/` that an expression comes from is named beside
it.
"""

from __future__ import annotations

from functools import cache

from postgen.markdown import block_grammar as g
from postgen.text.patterns import Lazy

SPACES = frozenset(g.WHITE)
r"""What Ruby's `\s` matches."""

# What is open around a place; with the place itself it decides what is found there

EM, STRONG, ANCHOR, IN_RAW, PARENT_EM = 1, 2, 4, 8, 16
"""Inside `*em*`; `**strong**`; a link or an image; an element without Markdown; and directly inside
`*em*`, with nothing between."""
RAW = "raw"
"""The level inside an element without Markdown."""
OPENS = {
    "*": EM | PARENT_EM,
    "_": EM | PARENT_EM,
    "**": STRONG,
    "__": STRONG,
    "link": ANCHOR,
    "image": ANCHOR,
    RAW: IN_RAW,
}
"""What a level opens, by its name."""

# Where a span may begin, by what surrounds the place

SPAN_START = Lazy(
    r"[*_`<\[$\\{!~]"  # one set of characters, which `re` finds quickly
    r"(?:(?<![!~])|(?<=!)(?=\[)|(?<=~)(?=~))",
    g.SPAN,
)
"""Anywhere: `*`, `_`, a backtick, `<`, `[`, `![`, `$`, a backslash, `{` or `~~`."""
HTML_START = Lazy(r"<", g.SPAN)
"""Inside an element without Markdown, such as `<code>`: only other elements are parsed."""
CELL_START = Lazy(r"[`<]", g.SPAN)
"""In the lines of a table, to see its cells: only code and HTML are parsed."""

# Where an open span may end

LINK_STOP = Lazy(r"\]|!?\[", g.SPAN)
"""link.rb, LINK_BRACKET_STOP_RE: a `]`, or a bracket that opens inside, `[` or `![`."""
TAG_STOP = Lazy(r"</", g.SPAN)
"""An end tag, `</b>`."""
EMPHASIS_STOPS = {mark: Lazy(mark.replace("*", r"\*"), g.SPAN) for mark in ("*", "_", "**", "__")}
"""emphasis.rb: the mark that opened it."""
EMPHASIS_CLOSERS = {
    mark: Lazy(rf"(?<=\S){stop.source}", g.SPAN) for mark, stop in EMPHASIS_STOPS.items()
}
"""Where emphasis can close, behind text: `a*` but not ` *`. Where none follows, none opens."""

# Spans

PLAIN_LINK = Lazy(
    r"\[(?!\])("  # 1: the text, with no mark but `\[` and `\]`
    r"[^\[\]*_`<$\\{!~^]*+(?:\\[\[\]][^\[\]*_`<$\\{!~^]*+)*+"
    r")\]"
    r"(?:\(([^\s()<\"']+)\)"  # 2: the address
    r"|\[([^\]]+)\])",  # 3: the label
    g.SPAN,
)
r"""`[some words](https://example.org)`, `[some words][3]`, `[\[1\]](#ref-1)`: in its text no other
span can be."""
AUTOLINK = Lazy(
    r"<("  # 1: the address
    r"(mailto|https?|ftps?):.+?"  # 2: the scheme of a URL
    r"|(?u:[^\W_]|[-_.])+?@(?u:[^\W_]|[-_.])+?"  # `x@example.org`
    r")>",
    g.LINE,
)
"""autolink.rb: `<https://example.org>`, `<mailto:x@example.org>`, `<x@example.org>`."""
FOOTNOTE_MARKER = Lazy(rf"\[\^({g.NAME_ID})\]", g.SPAN)
"""footnote.rb: `[^name]`."""
STRIKE = Lazy(r"~~(?!\s|~)", g.SPAN)
"""gfm.rb: the start of `~~struck~~`, not of `~~ x` or `~~~`."""
STRIKE_END = Lazy(r"[^\s~]~~", g.SPAN)
"""gfm.rb: the end of `~~struck~~`, with the character before it."""
EXTENSION = Lazy(
    r"\{::(comment|nomarkdown|options)"  # 1: the name
    rf"(?:\s({g.ATTRIBUTES}*?)|)"  # 2: the options
    r"(/)?\}",  # 3: the slash of one without an end
    g.SPAN,
)
"""extensions.rb, EXT_START_STR: `{::comment}`, `{::nomarkdown}`, `{::options key="x" /}`."""
EXTENSION_END = Lazy(
    r"\{:/(\w*)\}"  # 1: the name in `{:/comment}`, "" in `{:/}`
    r"|/\}",  # the end of `{::options ... /}`
    g.SPAN,
)
"""extensions.rb, EXT_STOP_STR."""
SPAN_ATTRIBUTES = Lazy(rf"\{{:({g.ATTRIBUTES}+)\}}", g.SPAN)
"""extensions.rb, IAL_SPAN_START: `{:.class}`, right behind a span."""
TYPOGRAPHIC = Lazy(r"\\?(?:<<|>>)", g.SPAN)
r"""typographic_symbol.rb: `<<` and `>>`, which become guillemets; `\<<` and `\>>`, which do not."""
ESCAPED = Lazy(r"\\([\\.*_+`<>()\[\]{}#!:|\"'$=~-])", g.SPAN)
r"""gfm.rb, ESCAPED_CHARS_GFM: `\*`."""

# What follows the text of a link

LABEL = Lazy(r"\s*?\[([^\]]+)?\]", g.SPAN)
"""link.rb, LINK_INLINE_ID_RE: `[label]` or `[]` behind `[text]`, blanks between."""
PLAIN_ADDRESS = Lazy(r"\(([^\s()<\"']+)\)", g.SPAN)
"""`(https://example.org)`: an address in which nothing needs a closer look."""
ANGLE_OR_LINE = Lazy(r">|\n", g.LINE)
"""The end of the address in `(<an address>)`, which must be on its line."""
PAREN_STOP = Lazy(
    r"(\()"  # 1: `(`
    r"|(\))"  # 2: `)`
    r"|\s(?=['\"])",  # the white space before a title
    g.SPAN,
)
"""link.rb, LINK_PAREN_STOP_RE: what ends an address, or counts inside it."""
TITLE_START = Lazy(r"\s*?[\"']", g.SPAN)
"""The white space and the quote before a title."""
TITLE_END = {quote: Lazy(rf"{quote}\s*?\)", g.SPAN) for quote in "\"'"}
"""link.rb, LINK_INLINE_TITLE_RE: the quote that ends the title, and the `)` of the link."""


@cache
def stop_or_start(starts: Lazy, stop: Lazy) -> Lazy:
    """Return the pattern of what is looked for in an open span.

    That is its end, as the group `stop`, or the start of another one.
    """
    return Lazy(f"(?P<stop>{stop.source})|{starts.source}", g.SPAN)
