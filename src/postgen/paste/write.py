"""The blocks of a plain text in Markdown.

Kramdown shows their words and their addresses, and nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.markdown import escape
from postgen.paste.lines import groups, is_wide
from postgen.text.patterns import Lazy
from postgen.urls.bare import find_addresses, may_begin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.paste.blocks import Block
    from postgen.paste.lines import Line
    from postgen.paste.lists import Item, List

# `<https://example.org/>`
_ANGLED = Lazy(r"<((?:https?|ftps?)://[^\s<>]+)>")
# `\"`, whose backslash goes, or another escaped character, which stays.
_ESCAPED_QUOTE = Lazy(r"\\(?:([\"'])|.)")
# An escaped backslash before the end of a line.
_BACKSLASH_AT_END = Lazy(r"\\\\\Z")


def markdown(blocks: list[Block]) -> Iterator[str]:
    """Return each block as Markdown, with a newline at its end."""
    for block in blocks:
        match block.kind:
            case "list":
                yield _list(block.listed) if block.listed else ""
            case "quote":
                yield _quote(block)
            case "rule":
                yield "* * *\n"
            case "code":
                yield _code(block.lines)
            case "heading":
                text = escape.heading_text(_words(escape.one_line(block.text)))
                yield f"{'#' * block.level} {text}\n"
            case "paragraph":
                yield _paragraph(block.lines)


def _quote(block: Block) -> str:
    lines = "\n".join(markdown(block.inner)).splitlines()
    quoted = [f"> {line}".rstrip(" ") for line in lines]
    return _lines(quoted)


def _lines(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _paragraph(lines: list[Line]) -> str:
    """Write a paragraph.

    A line that ends because the text was wrapped goes on; another one breaks there.
    """
    return "  \n".join(_joined(group) for group in groups(lines)) + "\n"


def _joined(group: list[Line]) -> str:
    """Write wrapped lines.

    Between two characters that stand without spaces, a newline would show as one.
    """
    text = group[0].text
    for line in group[1:]:
        need_no_space = is_wide(text[-1]) and is_wide(line.text[0])  # `中` and `文`
        text += line.text if need_no_space else f"\n{line.text}"
    return "\n".join(_row(row) for row in text.split("\n"))


def _row(text: str) -> str:
    """Write a line; a backslash at its end would be a line break."""
    row = escape.guard(_words(text))
    return _BACKSLASH_AT_END.sub("&#92;", row)


def _words(text: str) -> str:
    """Write words as they are, and addresses as links."""
    parts = []
    written = 0
    for start, end, url in sorted(_addresses(text)):
        parts.append(_escaped(text[written:start]))
        parts.append(_address(url))
        written = end
    parts.append(_escaped(text[written:]))
    return "".join(parts)


def _addresses(text: str) -> Iterator[tuple[int, int, str]]:
    """Find addresses, in angle brackets or bare, whose end is certain.

    Return the place of each, and its URL.
    """
    taken: list[tuple[int, int]] = []
    for found in _ANGLED.finditer(text):
        taken.append(found.span())
        yield found.start(), found.end(), found[1]
    for address in find_addresses(text, without=taken):
        start, end = address.start, address.end
        is_escaped = "\\" in text[start:end]
        if is_escaped or not address.is_certain:
            continue
        if may_begin(text, start):
            yield start, end, address.url


def _escaped(text: str) -> str:
    """Escape words for Markdown.

    Straight quotes are left to kramdown, as in all that is written for it.
    """
    return _ESCAPED_QUOTE.sub(lambda found: found[1] or found[0], escape.inline(text))


def _address(url: str) -> str:
    """Write an address so that the page shows the very one that was written."""
    if escape.address(url) == url:
        return escape.autolink(url)
    return escape.link(escape.inline(url), url)


def _code(lines: list[Line]) -> str:
    margin = min(line.indent for line in lines if line.text)
    rows = [line.raw[margin:] if line.text else "" for line in lines]
    return escape.code(_lines(rows))


def _list(listed: List) -> str:
    """Write a list, and those below its items.

    Blank lines stand only between the paragraphs of an item.
    """
    rows: list[str] = []
    if listed.start is None:
        for item in listed.items:
            rows += _item_rows("* ", item)
        return _lines(rows)
    if listed.start != 1:
        rows.append(f'{{: start="{listed.start}"}}')
    for number, item in enumerate(listed.items, listed.start):
        rows += _item_rows(f"{number}. ", item)
    return _lines(rows)


def _item_rows(mark: str, item: Item) -> Iterator[str]:
    """Write an item as lines; all but the first are indented by the width of its mark."""
    first, *others = _item_text(item).splitlines() or [""]
    yield mark + first
    indentation = " " * len(mark)
    for row in others:
        yield indentation + row if row else ""


def _item_text(item: Item) -> str:
    paragraphs = [_paragraph(lines) for lines in item.paragraphs if lines]
    lists = [_list(inner) for inner in item.inner]
    return "\n".join(paragraphs) + "".join(lists)
