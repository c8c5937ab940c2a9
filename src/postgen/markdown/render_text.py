"""The HTML of running text: what kramdown makes of quotes, dashes, entities and line ends.

Ported from the span parsers of kramdown's `lib/kramdown/parser/kramdown/`: `smart_quotes`,
`typographic_symbol`, `html_entity`, `line_break`, `escaped_chars` and `abbreviation`, and from
`utils/html.rb`.
"""

from __future__ import annotations

import re
from html.entities import codepoint2name, name2codepoint
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from postgen.markdown import html, quotes
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    Node = tuple[bool, str]
    """Whether it is text, which is escaped later, and the text or the HTML."""

_TOKEN = Lazy(
    r"(?P<text>\*\*?|__?|`+|\[\^\w[\w-]*\]|!?\[(?=[^^]))"  # marks that mark nothing here
    rf"|(?P<tag><(?:{html.TAG_NAME}|!--|/))"
    r"|(?P<quote>[^\\]?[\"'])"
    r"|(?P<entity>&(?:[\w:][\w.:-]*|\#\d+|\#x[0-9a-fA-F]+);)"
    r"|(?P<sign>---|--|\.\.\.|\\<<|\\>>|<<[ ]|[ ]>>|<<|>>)"
    r"|(?P<break>(?:[ ]{2}|\\\\)(?=\n))"
    r"|\\(?P<escaped>[\\.*_+`<>()\[\]{}#!:|\"'$=~-])"
    r"|(?P<list>\{:(?![:/]))"
    r"|~~|[&$\\<]",
    re.DOTALL | re.ASCII,
)
"""What kramdown's span parsers look at, in their order."""

_LIST = Lazy(r"\{:(?:\\\}|[^}])+\}")
"""A list of attributes: `{:.wide}`."""

_SIGNS = {
    "---": "—", "--": "–", "...": "…", "\\<<": "&lt;&lt;", "\\>>": "&gt;&gt;",
    "<< ": "«\u00a0", " >>": "\u00a0»", "<<": "«", ">>": "»",
}  # fmt: skip
"""TYPOGRAPHIC_SYMS."""

_MORE_NAMES = {
    "vellip": 8942, "lceil": 8968, "rceil": 8969, "lang": 9001, "rang": 9002, "apos": 39,
}  # fmt: skip
"""The names in kramdown's ENTITY_TABLE that are not those of HTML 4, or stand for other places."""
_WINDOWS = "€\ufffd‚ƒ„…†‡ˆ‰Š‹Œ\ufffdŽ\ufffd\ufffd‘’“”•–—˜™š›œ\ufffdžŸ"
"""What the numbers 128 to 159 stand for, as browsers read them too."""

_REFERENCE = r"&(?:#\d+;|#x[0-9a-fA-F]+;|[^\W\d][\w.:-]*;)"
_IN_TEXT = Lazy(rf"{_REFERENCE}|[<>&]")
_IN_ATTRIBUTE = Lazy(rf"{_REFERENCE}|[<>&\"]")
_ESCAPES = {"<": "&lt;", ">": "&gt;", "&": "&amp;", '"': "&quot;"}


def escape_all(text: str) -> str:
    """Escape code: every `<`, `>` and `&`."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def escape_text(text: str) -> str:
    """Escape text, whose entities stay."""
    return _IN_TEXT.sub(lambda found: _ESCAPES.get(found[0], found[0]), text)


def attributes(values: Mapping[str, str]) -> str:
    """Return attributes as a tag has them, ` class="x"`; an empty id is left out."""
    return "".join(
        f' {name}="{_IN_ATTRIBUTE.sub(lambda found: _ESCAPES.get(found[0], found[0]), value)}"'
        for name, value in values.items()
        if name != "id" or value.strip()
    )


def spaces(count: int) -> str:
    """Return an indentation."""
    return " " * count


def indented(name: str, given: Mapping[str, str], inner: str, indent: int) -> str:
    """Return an element whose tags are on lines of their own (`format_as_indented_block_html`)."""
    space = spaces(indent)
    return f"{space}<{name}{attributes(given)}>\n{inner}{space}</{name}>\n"


def entity(written: str) -> list[Node]:
    """Return what an entity shows: its character, or itself where HTML needs it escaped."""
    name = written[1:-1]
    code = _code_point(name)
    if code is None:
        return [(False, "&amp;"), (True, f"{name};")]
    try:
        character = chr(code)
        character.encode()
    except (ValueError, OverflowError):  # a surrogate, or beyond Unicode
        return [(False, written)]
    return [(False, written if character in "<>&" else character)]


def _code_point(name: str) -> int | None:
    if not name.startswith("#"):
        return _MORE_NAMES.get(name, name2codepoint.get(name))
    is_hexadecimal = name[1] == "x"
    digits = name[2:] if is_hexadecimal else name[1:]
    code = int(digits[:8], 16 if is_hexadecimal else 10)
    if 0x80 <= code <= 0x9F and _WINDOWS[code - 0x80] != "\ufffd":
        return ord(_WINDOWS[code - 0x80])
    return code


def symbolic(character: str) -> str:
    """Return the named entity of a character that HTML needs escaped."""
    return f"&{codepoint2name[ord(character)]};"


class Abbreviations:
    """The abbreviations of a body: what each stands for, and its attributes."""

    def __init__(self, titles: Mapping[str, str], given: Mapping[str, Mapping[str, str]]) -> None:
        self._titles = titles
        self._given = given
        longest_first = sorted(titles, key=len, reverse=True)
        words = "|".join(map(re.escape, longest_first))
        self._word = re.compile(words)
        self._before = re.compile(rf"(?=(?:\W|^)(?:{words})(?!\w))", re.MULTILINE)

    def split(self, text: str) -> Iterator[Node]:
        """Yield a text, its abbreviations as HTML (abbreviation.rb, `replace_abbreviations`)."""
        position = 0
        while found := self._before.search(text, position):
            place = found.start()
            matched = self._word.match(text, place) or self._word.match(text, place + 1)
            if not matched:
                break
            yield True, text[position : matched.start()]
            yield False, self._html(matched[0])
            position = matched.end()
        yield True, text[position:]

    def _html(self, name: str) -> str:
        given = dict(self._given[name])
        if self._titles[name]:
            given["title"] = self._titles[name]
        return f"<abbr{attributes(given)}>{name}</abbr>"


def nodes(text: str, start: int, end: int) -> Iterator[Node]:
    """Yield what a part of a text without spans is made of."""
    position = start
    is_behind_text = True
    while (found := _TOKEN.search(text, position)) and found.start() < end:
        if found.start() > position:
            is_behind_text = True
            yield True, text[position : found.start()]
        position, shown = _read(text, found, end, is_behind_text=is_behind_text)
        yield from shown
        if shown:
            is_behind_text = shown[-1][0]
    if position < end:
        yield True, text[position:end]


def _read(
    text: str, found: re.Match[str], end: int, *, is_behind_text: bool
) -> tuple[int, list[Node]]:
    """Return the place behind what was found, and what it is."""
    if found["quote"]:
        return quotes.curl(text, found.start())
    if found["tag"]:
        position = _after_tag(text, found.start())
        return position, [(True, text[found.start() : position])]
    if found["list"]:  # that of a quote or a sign shows nothing, any other is text
        is_of_sign = not is_behind_text and text.find("}", found.end(), end) > 0
        whole = _LIST.match(text, found.start(), end) if is_of_sign else None
        return (whole.end(), []) if whole else (found.start() + 1, [(True, "{")])
    if found["entity"]:
        return found.end(), entity(found["entity"])
    html_of_it = "<br />" if found["break"] else _SIGNS.get(found["sign"] or "")
    if html_of_it:
        return found.end(), [(False, html_of_it)]
    return found.end(), [(True, found["escaped"] or found[0])]


def _after_tag(text: str, position: int) -> int:
    """Return the place behind a tag that is text: that of a block element, or an end tag."""
    end_tag = html.TAG_END.match(text, position)
    if end_tag:
        return end_tag.end()
    opening = html.TAG.match(text, position)
    if opening and html.tag_name(opening[1]) in html.BLOCK_TAGS:
        return opening.end()
    return position + 1


def written(found: list[Node], abbreviations: Abbreviations | None, *, has_breaks: bool) -> str:
    """Return the HTML of nodes, in which adjacent texts are one.

    With `has_breaks`, a backslash at a line's end breaks the line (gfm.rb, `update_text_type`).
    """
    parts: list[str] = []
    merged: list[Node] = []
    for is_text, adjacent in groupby(found, key=itemgetter(0)):
        values = [value for _, value in adjacent]
        merged += [(True, "".join(values))] if is_text else [(False, value) for value in values]
    for index, (is_text, value) in enumerate(merged):
        if not is_text:
            parts.append(value)
            continue
        is_last = index == len(merged) - 1
        parts += _text(value, abbreviations, has_breaks=has_breaks, is_last=is_last)
    return "".join(parts)


def _text(
    text: str, abbreviations: Abbreviations | None, *, has_breaks: bool, is_last: bool
) -> Iterator[str]:
    parts: Iterable[Node] = abbreviations.split(text) if abbreviations else [(True, text)]
    for is_text, value in parts:
        if not is_text:
            yield value
        elif has_breaks and "\\\n" in value:
            yield _with_breaks(value, is_last=is_last)
        else:
            yield escape_text(value)


def _with_breaks(text: str, *, is_last: bool) -> str:
    lines = text.split("\\\n")
    has_no_last = is_last and not lines[-1]
    shown = escape_text(lines[0])
    for index, line in enumerate(lines[1:], 1):
        is_omitted = has_no_last and index == len(lines) - 1
        shown += ("" if is_omitted else "<br />") + "\n" + escape_text(line)
    return shown
