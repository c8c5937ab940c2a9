"""Text that was pasted, from a mail, a page or a document, as the body of a post, and what there is to say of it.

The page shows the words that were given, and these alone: all but lists, headings, quotes, code and addresses is
escaped. What cannot be known is pointed out, never guessed. Text that is Markdown already stays as it is.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from postgen.markdown import escape
from postgen.paste import blocks, hints
from postgen.paste.lines import is_wrapped, split
from postgen.text import mojibake
from postgen.text.edits import line_number

if TYPE_CHECKING:
    from postgen.paste.blocks import Block

TITLE = 150
"""Characters that a title has at most; a longer first line is a paragraph."""

_MARKDOWN = {
    "links": (
        1,
        r"(?<![\w\])])\[[^\[\]\n]+\]\((?:https?://|mailto:|[./#\w])[^)\s]*(?: ([\"'])[^\n]*\1)?\)",
    ),
    "headings": (1, r"^#{2,6} \S"),
    "a title": (1, r"\A\s*# \S.*\n\s*\n"),
    "fences": (2, r"^(?:```+|~~~+)[^`\n]*$"),
    "definitions": (1, r"^ {0,3}\[[^\[\]\n]+\]:[ \t]+<?https?://"),
    "bold words": (2, r"(?<!\S)\*\*[^\s*][^*\n]*\*\*"),
}
"""What shows that a text is Markdown and is hardly ever in one that is not, and how often it must be there."""

_TITLE_MARKS = re.compile(r"\A# +(.+?)(?: +#+)?\n")


class PastedText(NamedTuple):
    """A post made of a text: `title` is "" where the text names none; `data` tells a program what `remarks` tell."""

    title: str
    body: str
    remarks: tuple[str, ...]
    data: dict[str, object]


def read(text: str, title: str = "") -> PastedText:
    """Make a post of a text; its first line is the title unless another is given."""
    restored = mojibake.restore(
        text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    )
    lost = [
        (line_number(restored.text, place), what)
        for place, what in restored.lost
        if what.strip("\u0085")
    ]
    signs = [
        name
        for name, (times, pattern) in _MARKDOWN.items()
        if _occurs(pattern, restored.text, times)
    ]
    found = _markdown(restored.text, title, signs) if signs else _plain(restored.text, title)
    data = {
        **found.data,
        "repaired": restored.runs,
        "lost": [{"line": line, "text": what} for line, what in lost],
    }
    return found._replace(remarks=(*_of_characters(restored.runs, lost), *found.remarks), data=data)


def _occurs(pattern: str, text: str, times: int) -> bool:
    return len(list(islice(re.finditer(pattern, text, re.MULTILINE), times))) == times


def _of_characters(count: int, lost: list[tuple[int, str]]) -> list[str]:
    remarks = []
    if count:
        remarks.append(
            f"{_counted(count, 'run')} of characters that were read in a wrong encoding: put right."
        )
    if lost:
        places = hints.named(
            [f"line {line} `{what}` ({_code_points(what)})" for line, what in lost]
        )
        remarks.append(f"What cannot be restored: {places}.")
    return remarks


def _code_points(text: str) -> str:
    return " ".join(f"U+{ord(each):04X}" for each in text)


def _markdown(text: str, title: str, signs: list[str]) -> PastedText:
    body = text.lstrip("\n")
    found = _TITLE_MARKS.match(body)
    own = _visible(found[1]) if found else ""
    if found and (not title or escape.one_line(title) == own):
        title, body = title or own, body[found.end() :].lstrip("\n")
    remark = f"It is Markdown already ({', '.join(signs)}): it stays as it is."
    return PastedText(title, f"\n{body.rstrip()}\n", (remark,), {"read_as": "markdown"})


def _visible(text: str) -> str:
    return escape.one_line(escape.visible(text))


def _plain(text: str, title: str) -> PastedText:
    found = blocks.parse(split(text))
    title, found = _titled(found, title)
    hints.find_headings(found)
    body = "".join(f"\n{each}" for each in blocks.spelled(found)) or "\n"
    headings = [block for block in found if block.kind == "heading"]
    lists = [block.listed for block in found if block.listed]
    items = sum(each.count() for each in lists)
    remarks = [
        f"Read as plain text: {_counted(len(headings), 'heading')}, {_counted(items, 'list item')}."
    ]
    if headings:
        named = hints.named([f"line {block.lines[0].number} `{block.text}`" for block in headings])
        remarks.append(f"Taken for headings: {named}.")
    remarks += hints.of_author_and_date(found, title)
    unlinked = hints.unlinked(found) if "<http" not in body and "](" not in body else None
    if unlinked is not None:
        told = (
            f"; {_counted(len(unlinked), 'place')} may have been links: {hints.named(unlinked)}"
            if unlinked
            else ""
        )
        remarks.append(f"The text has no URLs{told}.")
    data = {
        "read_as": "text",
        "headings": len(headings),
        "items": items,
        "unlinked": unlinked or [],
    }
    return PastedText(title, body, tuple(remarks), data)


def _titled(found: list[Block], title: str) -> tuple[str, list[Block]]:
    """Take the first line as the title, if none is given, or if it is the one that is given."""
    if not found or found[0].kind not in {"paragraph", "heading"}:
        return title, found
    first, *rest = found[0].lines
    own = escape.one_line(first.text)
    if title and escape.one_line(title) != own:
        return title, found
    if len(own) > TITLE or (rest and is_wrapped(first, rest[0])):
        return title, found
    return title or own, [*blocks.parse(rest), *found[1:]]


def _counted(number: int, what: str) -> str:
    return f"{number or 'no'} {what}{'' if number == 1 else 's'}"
