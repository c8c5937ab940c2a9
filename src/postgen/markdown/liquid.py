"""What Liquid takes out of a text before kramdown sees it."""

from __future__ import annotations

import re

from postgen.markdown.scan import Ahead
from postgen.text import Lazy

OPAQUE = "\ue000"
"""Stands for a character that Liquid replaces: a private one, so that it is no letter, mark or space."""

OPENING = Lazy(r"\{%-?\s*(\w*)|\{\{", re.ASCII)
TAG = Lazy(r"%\}", re.ASCII)
OUTPUT = Lazy(r"\}\}", re.ASCII)
BLOCKS = {name: Lazy(rf"\{{%-?\s*end{name}\s*-?%\}}", re.ASCII) for name in ("raw", "comment", "highlight")}
"""The blocks whose inside is never Markdown, with the tags that end them."""


def mask(text: str) -> str:
    """Put `OPAQUE` in the place of all that Liquid replaces, newlines kept; the length stays the same.

    A line that holds nothing but tags becomes blank, as it does on the page.
    """
    ahead = Ahead(text)
    parts: list[str] = []
    done = position = 0
    while found := OPENING.search(text, position):
        end = _end(ahead, found)
        if not end:
            position = found.end()
            continue
        inside = bool(found[1] in BLOCKS)
        start = position = found.start()
        line = text.rfind("\n", done, start) + 1
        if found[1] is not None and not inside and (line or not done) and not text[line:start].strip(" \t"):
            end, filler = _whole_line(ahead, end)
        else:
            filler = OPAQUE
        parts += [text[done:start], re.sub(r"[^\r\n]", filler, text[start:end])]
        done = position = end
    return "".join([*parts, text[done:]])


def _end(ahead: Ahead, opening: re.Match[str]) -> int:
    """Say where what was opened ends; 0 where it does not."""
    if opening[1] is None:
        closing = ahead.find(OUTPUT, opening.end())
    else:
        closing = ahead.find(TAG, opening.end())
        if closing and opening[1] in BLOCKS:
            closing = ahead.find(BLOCKS[opening[1]], closing.end())
    return closing.end() if closing else 0


def _whole_line(ahead: Ahead, end: int) -> tuple[int, str]:
    """Pass over the tags that follow on a line; where they fill it, it becomes blank."""
    text, last = ahead.text, end
    while True:
        while text[last : last + 1] in {" ", "\t"}:
            last += 1
        if text[last : last + 1] in {"", "\r", "\n"}:
            return last, " "
        found = OPENING.match(text, last)
        closing = _end(ahead, found) if found and found[1] is not None and found[1] not in BLOCKS else 0
        if not closing:
            return end, OPAQUE
        last = closing
