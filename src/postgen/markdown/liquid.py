"""What Liquid takes out of a text before kramdown sees it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postgen.markdown.search_cache import SearchCache
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterator

OPAQUE = "\ue000"
"""Stands for a character that Liquid replaces: a private one, so that it is no letter, mark or space."""

_HIDDEN = "\ue001"
"""Stands, until lines are looked at, for a character of a tag."""

OPENING = Lazy(r"\{%-?\s*(\w*)|\{\{", re.ASCII)
TAG = Lazy(r"%\}", re.ASCII)
OUTPUT = Lazy(r"\}\}", re.ASCII)
BLOCKS = {
    name: Lazy(rf"\{{%-?\s*end{name}\s*-?%\}}", re.ASCII)
    for name in ("raw", "comment", "highlight")
}
"""The blocks whose inside is never Markdown, with the tags that end them."""

SILENT = frozenset(
    "if elsif else endif unless endunless case when endcase for break continue endfor assign capture endcapture "
    "ifchanged endifchanged comment endraw".split()
) | {""}
"""The tags that leave nothing on the page, as if they were not there; the one without a name is a comment."""

_ALONE = Lazy(rf"^[ \t]*{_HIDDEN}[ \t{_HIDDEN}]*(?=\r?$)", re.MULTILINE)
_WHITE = " \t\n\r\f\v"


def mask(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Put `OPAQUE` in the place of all that Liquid replaces, newlines kept; the length stays the same.

    A line that holds nothing but tags becomes blank, as it does on the page. The second result says what else
    is not there for kramdown: silent tags, and the white space around `{%-` and `-%}`.
    """
    parts: list[str] = []
    gone: list[tuple[int, int]] = []
    done = free = 0
    for start, end, name in _tags(text):
        parts += [text[done:start], _masked(text[start:end], name)]
        left = start
        while text.startswith("-", start + 2) and left > free and text[left - 1] in _WHITE:
            left -= 1
        free = _after_white(text, end) if text.endswith(("-%}", "-}}"), start, end) else end
        gone += [(left, free)] if name in SILENT else [(left, start), (end, free)]
        done = end
    masked = "".join([*parts, text[done:]])
    if _HIDDEN in masked:
        masked = _ALONE.sub(lambda line: " " * len(line[0]), masked).replace(_HIDDEN, OPAQUE)
    return masked, [(a, b) for a, b in gone if a < b]


def _after_white(text: str, position: int) -> int:
    while position < len(text) and text[position] in _WHITE:
        position += 1
    return position


def _tags(text: str) -> Iterator[tuple[int, int, str | None]]:
    """Give where each tag and output starts and ends, and the tag's name.

    A block that is never Markdown is one, except that what is raw stands between its tags, as "raw".
    """
    search_cache = SearchCache(text)
    position = 0
    while found := OPENING.search(text, position):
        position = _end(search_cache, found)
        if position and found[1] == "raw":
            inside, behind = (
                text.index("%}", found.end()) + 2,
                text.rindex("{%", found.end(), position),
            )
            yield found.start(), inside, "endraw"
            yield inside, behind, "raw"
            yield behind, position, "endraw"
        elif position:
            yield found.start(), position, found[1]
        else:
            position = found.end()


def _end(search_cache: SearchCache, opening: re.Match[str]) -> int:
    """Say where what was opened ends; 0 where it does not."""
    if opening[1] is None:
        closing = search_cache.find(OUTPUT, opening.end())
    else:
        closing = search_cache.find(TAG, opening.end())
        if closing and opening[1] in BLOCKS:
            closing = search_cache.find(BLOCKS[opening[1]], closing.end())
    return closing.end() if closing else 0


def _masked(written: str, name: str | None) -> str:
    """Put other characters in the place of a tag's; code that is highlighted becomes a block of HTML of its own."""
    if name == "raw":
        return re.sub(r"\S", OPAQUE, written)
    masked = re.sub(r"[^\r\n]", OPAQUE if name is None else _HIDDEN, written)
    return f"\n<figure>{masked[9:-10]}</figure>\n" if name == "highlight" else masked
