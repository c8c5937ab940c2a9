"""How text, links and addresses are written, so that the page shows them as they are.

Text that is escaped here renders, after Liquid and kramdown, as that very text. `visible` goes the
other way: from Markdown to what a reader sees.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from postgen.markdown import spans
from postgen.markdown.source_map import BOX, OPAQUE
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from postgen.markdown.tree import Span, SpanKind

WHITE = Lazy(r"[ \t\n\r\f\v]+", re.ASCII)
ENTITY = r"&(?:[\w:][\w.:-]*|\#\d+|\#x[0-9a-fA-F]+);"
"""kramdown's parser/html.rb, HTML_ENTITY_RE: `&copy;`, `&#169;`, `&#xA9;`."""

_TEXT = Lazy(
    rf"""
      # Markdown's marks, quotes, and an output of Liquid
      (?P<slash> [\\`*\[\]|<"'] | \{{(?!%) | _ )
      # a tag of Liquid, where a backslash does not help; a boundary
    | (?P<brace> \{{(?=%) | (?<![^\n])\^ )
    | (?P<colon> (?<=\]): )  # `[label]:`
      # dashes, an ellipsis, a guillemet, math, ~~strike~~
    | (?P<run> -{{2,}} | \.{{3,}} | >{{2,}} | \${{2,}} | ~{{2,}} )
    | (?P<entity> &(?={ENTITY[1:]}) )  # `&copy;`
    | (?P<control> [\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff] )
    """,
    re.VERBOSE | re.ASCII,
)
"""What must be escaped in running text."""
_TEXT_START = Lazy(
    r"[\\`*\[\]|<\"'{_^$~&>.\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff-]"
    r"(?:(?<![.-])|(?<=-)(?=-)|(?<=\.)(?=\.\.))"
)
"""Where one of these may begin: a text without such a place is as it is, as most titles are."""
_LINE_START = Lazy(
    r"(?P<space>[ \t]*)"
    r"(?:(?P<digits>\d+)\."  # `1.`
    r"|(?P<mark>[-#+:=>^]))",  # `- `, `# `, `> `, `: `, `===`, `^`
    re.ASCII,
)
"""What begins a block at a line's start."""
_TYPED = Lazy(
    r"\\(?P<escaped>[\\.*_+`<>()\[\]{}#!:|\"'$=~-])"  # `\*`
    rf"|(?:(?P<entity>{ENTITY})"  # `&copy;`
    r"|(?P<sign>---?|\.\.\.|[\"']|<<|>>))"  # `--`, `---`, `...`
    r"(?:\{:(?![:/])(?:\\\}|[^}]){1,1000}\})?",  # and its attributes: `--{:.wide}`
    re.ASCII,
)
"""What a reader sees as other characters, or without the attributes behind it."""
_SIGNS = Lazy(r"[\\&\"']|--|\.\.\.|<<|>>")
"""One of these begins whatever `_TYPED` matches."""
_ENTITY = Lazy(rf"(?P<escaped>(?!))|(?P<entity>{ENTITY})", re.ASCII)
"""Entities alone: `&amp;`."""
_AMPERSAND = Lazy(rf"&(?={ENTITY[1:]})", re.ASCII)
"""The `&` of what would be an entity in an address: `?a=1&copy;`."""
_RISKY = Lazy(
    r"[\x00-\x20\x7f-\x9f\"<>\\`{|}"
    r"\u00a0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff]",
    re.UNICODE,
)
"""What would end an address, or run as Liquid: white space, control characters and marks."""
_PLAIN_ADDRESS = Lazy(r"[\w/:.?=#~+%@!,;*'$-]*", re.ASCII)
"""An address in which nothing is encoded."""
_NUMBERED_ENTITY = Lazy(
    r"&#(?:x(?P<hex>[0-9a-fA-F]+)"  # `&#xA9;`
    r"|(?P<decimal>\d+));",  # `&#169;`
    re.ASCII,
)
MOST_DIGITS = 7
"""Most digits of a number that may be a character."""

_NOT_VISIBLE: frozenset[SpanKind] = frozenset({"comment", "extension", "attributes", "footnote"})
_TYPOGRAPHY = {"---": "—", "--": "–", "...": "…"}


def one_line(text: str) -> str:
    """Return a text on one line: each run of white space is one space, and none is around it.

    Control characters are left out.
    """
    line = text.replace("\n", " ")
    if not line.isprintable():
        from postgen.text.clean import clean

        line = WHITE.sub(" ", clean(text))
    elif "  " in line:
        line = WHITE.sub(" ", line)
    return line.strip(" ")


def inline(text: str) -> str:
    """Escape plain text for a line or a link's brackets, so that it renders as that very text.

    Besides Markdown's own marks this stops what kramdown makes of quotes and dashes, Liquid and
    entities. A control character is left out: it would act on the terminal that shows the file, and
    a feed of the site that holds one is not XML.
    """
    return _TEXT.sub(_escaped, text) if _TEXT_START.search(text) else text


def alt(text: str) -> str:
    r"""Escape plain text for an image's brackets.

    Only `~` stays as it is: kramdown undoes its own escapes there, but not that one of GFM.
    """
    escaped = inline(one_line(text))
    return re.sub(r"\\(.)", _without_tilde, escaped) if "\\" in escaped else escaped


def _without_tilde(escape: re.Match[str]) -> str:
    r"""Return `~` for `\~`, and any other escape as it is."""
    character = escape[1]
    return character if character == "~" else escape[0]


def _escaped(found: re.Match[str]) -> str:
    """Return the escape of what `_TEXT` matched."""
    character = found[0]
    if character == "_" and _is_inside_word(found.string, found.start()):
        return character
    if found["entity"]:
        return "&amp;"
    if found["control"]:
        return ""
    if found["brace"]:  # beyond a backslash
        return f"&#{ord(character)};"
    return "".join(f"\\{each}" for each in character)  # `--` is `\-\-`


def _is_inside_word(text: str, at: int) -> bool:
    """Whether an underscore is text as it is: between a letter and a letter or digit."""
    if at == 0:
        return False
    before = text[at - 1]
    after = text[at + 1 : at + 2]
    return before.isalpha() and after.isalnum()


def guard(line: str) -> str:
    r"""Escape the start of a line of Markdown that would begin a heading, a list or a quote.

    `1. a` becomes `1\. a`, and `# a` becomes `\# a`.
    """
    found = _LINE_START.match(line)
    if not found:
        return line.lstrip(" \t")
    rest = line[found.end() :]
    digits, mark = found["digits"], found["mark"]
    return f"{digits}\\.{rest}" if digits else f"\\{mark}{rest}"


def heading_text(text: str) -> str:
    """Escape the closing `#` of a heading's text, which kramdown would drop: `C#`."""
    return re.sub(r"#(?=#*\Z)", r"\\#", text)


def address(url: str) -> str:
    """Write a URL for the round brackets of a link.

    What would end the link, or run as Liquid, is encoded.
    """
    if _PLAIN_ADDRESS.fullmatch(url):
        return url
    if "&" in url:
        url = _AMPERSAND.sub("&amp;", url)
    has_brackets = "(" in url or ")" in url
    if has_brackets and not _is_balanced(url):
        url = url.replace("(", "%28").replace(")", "%29")
    return _RISKY.sub(_percent_encoded, url)


def _percent_encoded(found: re.Match[str]) -> str:
    character = found[0]
    return "".join(f"%{byte:02X}" for byte in character.encode())


def _is_balanced(url: str) -> bool:
    """Whether each `(` of a URL has its `)`."""
    depth = 0
    for character in url:
        if character == "(":
            depth += 1
        elif character == ")":
            depth -= 1
            if depth < 0:
                return False
    return depth == 0


def decode_entities(url: str) -> str:
    """Return the URL that a link's address is on the page, with its entities decoded."""
    return _ENTITY.sub(_shown, url) if "&" in url else url


_NEVER_OPENED = str.maketrans("", "", "\t\r\n")


def opened_url(written: str) -> str:
    """Return the URL that a browser opens for a link's address.

    It leaves out tabs and line ends (url.spec.whatwg.org, "URL parsing"), also those of entities.
    """
    url = decode_entities(written)
    return url if url.isprintable() else url.translate(_NEVER_OPENED)


def link(text: str, url: str, title: str = "") -> str:
    """Write a link; `text` and `title` are Markdown already."""
    if not title:
        return f"[{text}]({address(url)})"
    quote = "'" if '"' in title else '"'
    return f"[{text}]({address(url)} {quote}{title}{quote})"


def page_link(text: str, url: str) -> str:
    """Write a link to a page of the site itself; `url` is its `page.url`.

    Liquid puts the `baseurl` before it. Its filter `relative_url` decodes round brackets, which
    need not be balanced: where there are any, angle brackets keep them from ending the link.
    """
    target = f'{{{{ "{address(url)}" | relative_url }}}}'
    has_brackets = re.search(r"[()]|%2[89]", url)
    return f"[{text}](<{target}>)" if has_brackets else f"[{text}]({target})"


def autolink(url: str) -> str:
    """Write a URL as a link whose text it is."""
    target = address(url)
    is_web = re.match(r"(?:https?|ftps?):", url)
    return f"<{target}>" if is_web else f"[{inline(url)}]({target})"


def code(text: str) -> str:
    """Write lines of code, each with its newline; Liquid within them stays what it is."""
    fence = "```"
    while fence in text:
        fence += "`"
    is_liquid = "{{" in text or "{%" in text
    if not is_liquid:
        return f"{fence}\n{text}{fence}\n"
    if "endraw" in text:  # no tag can hold it: a paragraph of its own lines
        lines = [guard(inline(line.strip())) for line in text.splitlines()]
        return "  \n".join(lines) + "\n"
    return f"{fence}\n{{% raw %}}{text}{{% endraw %}}{fence}\n"


def visible(
    text: str, inside: Sequence[Span] | None = None, start: int = 0, end: int | None = None
) -> str:
    """Return what a reader sees of Markdown.

    Marks are gone, escapes undone, and `--` and the like are as kramdown shows them. `inside` are
    the spans between `start` and `end`, which are found where there is None. Quotes stay
    straight; what Liquid puts in is not known, and left out.
    """
    if end is None:
        end = len(text)
    if inside is None:
        inside = spans.parse(text, {})
    shown = ""
    for span in inside:
        shown += _as_shown(text[start : span.start]) + _visible_span(text, span)
        start = span.end
    shown += _as_shown(text[start:end])
    return shown if shown.isascii() else shown.replace(OPAQUE, "").replace(BOX, "")


def _as_shown(text: str) -> str:
    """Return text without spans as the page shows it."""
    return _TYPED.sub(_shown, text) if _SIGNS.search(text) else text


def is_written_same(
    text: str, other_text: str, inside: Sequence[Span], other_inside: Sequence[Span]
) -> bool:
    """Whether two texts have the same Markdown, but for where their links lead.

    Then `visible` returns the same for both: it reads of a span no more than its kind, its mark,
    and what it holds. `inside` and `other_inside` are their spans.
    """
    parts = list(_written_parts(text, inside, 0, len(text)))
    return parts == list(_written_parts(other_text, other_inside, 0, len(other_text)))


def _written_parts(
    text: str, inside: Sequence[Span], start: int, end: int
) -> Iterator[str | tuple[SpanKind, bool]]:
    """Yield the kind of each span, and what stands before, in and behind it."""
    for span in inside:
        yield span.kind, bool(span.children)
        yield text[start : span.start]
        yield text[span.start : span.inner_start]
        if span.children:
            yield from _written_parts(text, span.children, span.inner_start, span.inner_end)
        else:
            yield text[span.inner_start : span.inner_end]
        start = span.end
    yield text[start:end]


def _visible_span(text: str, span: Span) -> str:
    if span.kind in _NOT_VISIBLE:
        return ""
    if span.kind == "math":  # `$$x$$`
        return text[span.start + 2 : span.end - 2]
    inner = text[span.inner_start : span.inner_end]
    if span.kind == "code":
        has_one_mark = span.inner_start - span.start == 1
        return inner if has_one_mark else inner.removeprefix(" ").removesuffix(" ")
    if span.kind == "autolink":
        return inner.removeprefix("mailto:")
    return visible(text, span.children, span.inner_start, span.inner_end)


def _shown(found: re.Match[str]) -> str:
    """Return what the page shows for what `_TYPED` or `_ENTITY` matched."""
    escaped, entity = found["escaped"], found["entity"]
    if escaped:
        return escaped
    if not entity:
        return _TYPOGRAPHY.get(found["sign"], found["sign"])
    number = _NUMBERED_ENTITY.fullmatch(entity)
    if not number:
        from html import unescape  # its table of names is large

        return unescape(entity)
    from postgen.text.bad_bytes import UNKNOWN, character_of

    digits = number["hex"] or number["decimal"]
    if len(digits.lstrip("0")) > MOST_DIGITS:
        return UNKNOWN
    return character_of(int(digits, 16 if number["hex"] else 10))


def heading_id(shown: str) -> str:
    """Return the id that kramdown's GFM parser makes of a heading's visible text, without a number.

    gfm.rb, `generate_gfm_header_id`: in lower case, blanks as `-`, and no other marks. It goes
    letter by letter: Python alone knows the sigma at the end of a Greek word.
    """
    if shown.isascii():
        return shown.translate(_ASCII_IDS)
    kept = []
    for letter in shown:
        for each in letter.lower():
            if each in " \t-":
                kept.append("-")
            elif _is_word(each):
                kept.append(each)
    return "".join(kept)


_ASCII_IDS = {
    code: "-" if each in " \t-" else each.lower() if each.isalnum() or each == "_" else None
    for code, each in enumerate(map(chr, range(128)))
}
"""What becomes of each ASCII character in an id."""

_ENCLOSED = Lazy(
    "[\u24b6-\u24e9\U0001f130-\U0001f149\U0001f150-\U0001f169\U0001f170-\U0001f189]", re.UNICODE
)
"""Letters in circles and boxes: symbols by category, alphabetic by property."""


def _is_word(character: str) -> bool:
    r"""Whether Ruby's `\p{Word}` takes a character.

    These are alphabetic ones, marks, decimal digits and connectors.
    """
    if character.isascii():
        return character.isalnum() or character == "_"
    category = unicodedata.category(character)
    is_letter_or_mark = category[0] in "LM"
    if is_letter_or_mark or category in {"Nd", "Nl", "Pc"}:
        return True
    return _ENCLOSED.match(character) is not None
