"""What Liquid takes out of a text before kramdown parses it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postgen.markdown.search_cache import SearchCache
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterator

OPAQUE = "\ue000"
"""Stands for a character that Liquid replaces: a private one, neither letter nor mark nor space."""

_HIDDEN = "\ue001"
"""Stands, until lines are looked at, for a character of a tag."""

OPENING = Lazy(
    r"\{%-?\s*(\w*)"  # `{% if`; 1: the name
    r"|\{\{",  # `{{`
    re.ASCII,
)
"""The start of a tag or of an output."""
TAG_CLOSING = Lazy(r"%\}", re.ASCII)
"""The end of a tag: `%}`."""
OUTPUT_CLOSING = Lazy(r"\}\}", re.ASCII)
"""The end of an output: `}}`."""
BLOCK_ENDS = {
    name: Lazy(rf"\{{%-?\s*end{name}\s*-?%\}}", re.ASCII)
    for name in ("raw", "comment", "highlight")
}
"""The tags that end the blocks whose inside is never Markdown: `{% endraw %}`."""

SILENT = frozenset(
    "if elsif else endif unless endunless case when endcase for break continue endfor assign "
    "capture endcapture ifchanged endifchanged comment endraw".split()
) | {""}
"""The tags that leave nothing on the page; the one without a name is a comment, `{% # why %}`."""

_ONLY_TAGS = Lazy(rf"^[ \t]*{_HIDDEN}[ \t{_HIDDEN}]*(?=\r?$)", re.MULTILINE)
"""A line that holds nothing but tags: `{% if a %} {% assign b = 1 %}`."""
_WHITE = " \t\n\r\f\v"


def mask(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Put `OPAQUE` in the place of all that Liquid replaces.

    Return the text, whose length and newlines stay the same, and the extents of what else is not
    there for kramdown: silent tags, and the white space around `{%-` and `-%}`. A line that holds
    nothing but tags becomes blank, as it does on the page.
    """
    parts: list[str] = []
    removed: list[tuple[int, int]] = []
    done = stripped_end = 0
    for start, end, name in _tags(text):
        parts += [text[done:start], _masked(text[start:end], name)]
        white_start = start
        if text.startswith("-", start + 2):  # `{%-`
            white_start = _before_white(text, start, stripped_end)
        is_stripped = text.endswith(("-%}", "-}}"), start, end)
        stripped_end = _after_white(text, end) if is_stripped else end
        if name in SILENT:
            removed.append((white_start, stripped_end))
        else:
            removed += [(white_start, start), (end, stripped_end)]
        done = end
    parts.append(text[done:])
    masked = _without_hidden("".join(parts))
    return masked, [(start, end) for start, end in removed if start < end]


def _without_hidden(masked: str) -> str:
    """Blank the lines that hold nothing but tags; the other tags become `OPAQUE`."""
    if _HIDDEN not in masked:
        return masked
    blanked = _ONLY_TAGS.sub(_blanks, masked)
    return blanked.replace(_HIDDEN, OPAQUE)


def _blanks(line: re.Match[str]) -> str:
    return " " * len(line[0])


def _before_white(text: str, position: int, limit: int) -> int:
    """Return where the white space before `position` starts, not before `limit`."""
    while position > limit and text[position - 1] in _WHITE:
        position -= 1
    return position


def _after_white(text: str, position: int) -> int:
    """Return where the white space from `position` on ends."""
    while position < len(text) and text[position] in _WHITE:
        position += 1
    return position


def _tags(text: str) -> Iterator[tuple[int, int, str | None]]:
    """Yield where each tag and output starts and ends, and the tag's name, None for an output.

    A block that is never Markdown is one tag. Of `{% raw %}`, both tags are silent, as `endraw`,
    and what stands between them is a third one, `raw`.
    """
    search_cache = SearchCache(text)
    position = 0
    while opening := OPENING.search(text, position):
        start, name = opening.start(), opening[1]
        end = _end(search_cache, opening)
        position = end or opening.end()
        if not end:
            continue
        if name != "raw":
            yield start, end, name
            continue
        inner = text.index("%}", opening.end()) + 2
        inner_end = text.rindex("{%", opening.end(), end)
        yield start, inner, "endraw"
        yield inner, inner_end, "raw"
        yield inner_end, end, "endraw"


def _end(search_cache: SearchCache, opening: re.Match[str]) -> int:
    """Return where what was opened ends; 0 where it does not."""
    name = opening[1]
    is_output = name is None
    pattern = OUTPUT_CLOSING if is_output else TAG_CLOSING
    closing = search_cache.find(pattern, opening.end())
    if closing and name in BLOCK_ENDS:  # `{% comment %} ... {% endcomment %}`
        closing = search_cache.find(BLOCK_ENDS[name], closing.end())
    if not closing:
        return 0
    return closing.end()


def _masked(written: str, name: str | None) -> str:
    """Put other characters in the place of a tag's.

    Highlighted code becomes an HTML block of its own.
    """
    if name == "raw":
        return re.sub(r"\S", OPAQUE, written)
    if name is None:
        return re.sub(r"[^\r\n]", OPAQUE, written)
    masked = re.sub(r"[^\r\n]", _HIDDEN, written)
    if name == "highlight":  # `\n<figure>` takes 9 characters, `</figure>\n` 10, of the two tags
        return f"\n<figure>{masked[9:-10]}</figure>\n"
    return masked
