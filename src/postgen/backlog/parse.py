"""What a backlog's Markdown says: the heads of its sections, and what an item begins with."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from postgen.markdown import escape
from postgen.markdown.lists import ListBlock
from postgen.markdown.source_map import BOX
from postgen.text.patterns import Lazy
from postgen.text.records import NamedTuple
from postgen.text.words import same_name_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from postgen.markdown import Markdown
    from postgen.markdown.lists import Item
    from postgen.markdown.source_map import View
    from postgen.markdown.spans import Span
    from postgen.markdown.tree import Block

HeadStyle = Literal["", "atx", "setext", "bold"]
"""How the head of a section is written; "" for what stands above the first head."""

# `**Papers**`, `__Papers__:`, alone on a line
BOLD_LINE = Lazy(
    r"^(?P<mark>\*\*|__)(?![\s*_])(?P<name>.+?)(?<!\s)(?P=mark)(?P<colon>:?)[ \t]*$",
    re.MULTILINE | re.ASCII,
)
# A line in a list that a person meant as a head. It begins with `\n` and not with `^`: eight times
# as fast.
_ABSORBED_HEAD = Lazy(r"\n( {0,3})(?:\*\*|__|#{1,6}[ \t])")
TASK = Lazy(r"\[[ xX]\][ \t]+")
SEPARATOR = Lazy(r"\A\s*(?:[-–—:]|&[mn]dash;)\s+|\A\s+", re.ASCII)
"""What stands between a link and its note: ` - `, ` – `, `: `."""

_TAG = r"\{%(?:(?!%\}).)*%\}"
_COMMENT = r"\{%-?\s*comment\s*-?%\}(?:(?!\{%-?\s*comment\b).)*?\{%-?\s*endcomment\s*-?%\}"
_TAG_LINES_AT_END = Lazy(
    rf"(?:\s*\n[ \t]*(?:{_COMMENT}|{_TAG})(?:[ \t]*{_TAG})*[ \t]*)+\Z", re.DOTALL
)
_TAG_NAMES = Lazy(r"\{%-?\s*(end)?(\w+)")
_TAG_BLOCKS = frozenset("if unless case for tablerow capture raw comment highlight".split())
_NOT_TEXT = frozenset({"code", "comment", "html", "math"})


class Head(NamedTuple):
    """The head of a section: `start` is its place in the Markdown, `body` where its text begins."""

    name: str
    style: HeadStyle
    level: int
    start: int
    body: int
    absorbed: bool


def heads(body: Markdown) -> Iterator[Head]:
    """Yield the heads of sections in their order: headings, and lines that are bold as a whole."""
    may_be_bold = "**" in body.view.text or "__" in body.view.text
    for block in body.blocks:
        if block.kind == "heading" and block.view:
            yield _heading(body, block, block.view)
        elif block.kind == "paragraph" and may_be_bold:
            start = body.source.rfind("\n", 0, block.start) + 1
            yield from _bold_heads(body, start, block.end, absorbed=False)
        elif isinstance(block, ListBlock):
            yield from _absorbed_heads(body, block)


def _heading(body: Markdown, block: Block, view: View) -> Head:
    name = escape.one_line(escape.visible(view.text, body.spans(view)))
    is_atx = body.source[block.start : block.end].lstrip().startswith("#")
    style: HeadStyle = "atx" if is_atx else "setext"
    return Head(name, style, block.level, block.start, block.end, absorbed=False)


def _bold_heads(body: Markdown, start: int, end: int, *, absorbed: bool) -> Iterator[Head]:
    for found in BOLD_LINE.finditer(body.view.text, start, end):
        if found["mark"] in found["name"]:  # `**a** and **b**`
            continue
        stop = body.source.find("\n", found.start(), end) + 1 or end
        name = category_name(escape.visible(found["name"]))
        yield Head(name, "bold", 0, found.start(), stop, absorbed=absorbed)


def _absorbed_heads(body: Markdown, block: ListBlock) -> Iterator[Head]:
    """Yield the lines meant as heads that kramdown takes for the end of an item's paragraph."""
    text = body.view.text
    for found in _ABSORBED_HEAD.finditer(text, block.start, block.end):
        start = found.start() + 1
        item = block.item_at(start)
        is_first_line = item.start == start
        is_indented = len(found[1]) >= item.indentation
        belongs_to_item = is_first_line or is_indented
        if belongs_to_item or in_code(item, start):
            continue
        end = text.find("\n", start) + 1
        line = text[start:end].strip()
        if line.startswith("#"):
            name = escape.one_line(escape.visible(line.strip("#").strip()))
            yield Head(name, "atx", len(line.split()[0]), start, end, absorbed=True)
        else:
            yield from _bold_heads(body, start, end, absorbed=True)


def in_code(item: Item, position: int) -> bool:
    """Return whether a place of an item, in the body, is not text to kramdown."""
    for block in item.blocks():
        is_inside = block.start <= position < block.end
        if is_inside and block.kind in _NOT_TEXT:
            return True
    return False


def leading_link(text: str, spans: Sequence[Span]) -> tuple[Span, Span] | None:
    """Return the link that a text begins with, behind the outermost emphasis wholly around it.

    The two are the same where no emphasis is around it; None where no link begins the text.
    """
    if not spans:
        return None
    before = text[: spans[0].start].lstrip(BOX)
    if TASK.sub("", before, count=1).strip():
        return None
    outer = spans[0]
    innermost = _without_emphasis(outer)
    is_link = innermost.kind in {"link", "autolink"}
    return (outer, innermost) if is_link else None


def _without_emphasis(span: Span) -> Span:
    """Return the span that fills emphasis wholly: the link in `**_[Title](…)_**`."""
    while span.kind in {"strong", "em", "del"} and len(span.children) == 1:
        child = span.children[0]
        fills_emphasis = (child.start, child.end) == (span.inner_start, span.inner_end)
        if not fills_emphasis:
            break
        span = child
    return span


def category_name(name: str) -> str:
    """Return a category's name as it is shown: on one line, without a colon behind it."""
    return escape.one_line(name).removesuffix(":").rstrip()


def fold(name: str) -> str:
    """Return a category's name as it is compared, without a colon at its end."""
    return same_name_key(name).removesuffix(":").rstrip()


def content_end(text: str, start: int, end: int) -> int:
    """Return the end of the last line with something on it between two places of a text.

    Lines of Liquid tags behind an item are around it, not in it.
    """
    last = text[end - 2 : end]
    is_whole = last[1:] == "\n" and not last[0].isspace() and last[0] != "}"
    if is_whole and end - start > 1:
        return end
    content = text[start:end].rstrip()
    if content.endswith("%}"):
        content = _without_tags_at_end(content)
    return text.find("\n", start + len(content), end) + 1 or end


def _without_tags_at_end(text: str) -> str:
    """Cut the lines of Liquid tags off a text's end, where no block of tags is cut in two."""
    found = _TAG_LINES_AT_END.search(text)
    if not found:
        return text
    without_tags = text[: found.start()]
    if is_balanced(without_tags):
        return without_tags
    # A block begins in the item, and ends in these lines: keep as few of them as close it.
    for line in re.finditer(r".*\S.*", text):
        is_tag_line = line.end() > found.start()
        if is_tag_line and is_balanced(text[: line.end()]):
            return text[: line.end()]
    return text


def is_balanced(text: str) -> bool:
    """Return whether no block of Liquid tags only begins or only ends in a text."""
    if "{%" not in text:
        return True
    depth: dict[str, int] = {}
    for end, name in _TAG_NAMES.findall(text):
        if end:
            depth[name] = depth.get(name, 0) - 1
        elif name in _TAG_BLOCKS:
            depth[name] = depth.get(name, 0) + 1
    return not any(depth.values())


def quote_of(body: Markdown, blocks: Iterable[Block]) -> str:
    """Return what stands in the blockquotes of an item, in plain text, a paragraph each."""
    paragraphs = []
    for block in blocks:
        if block.kind != "quote":
            continue
        for leaf in block.walk():
            if leaf.view:
                spans = body.spans(leaf.view)
                paragraphs.append(escape.one_line(escape.visible(leaf.view.text, spans)))
    return "\n\n".join(paragraphs)
