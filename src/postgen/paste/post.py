"""A pasted text as a post: its title, its body in Markdown, and what there is to point out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postgen.markdown import escape
from postgen.paste import blocks, byline, headings, lost_links, markdown_signs, messages, write
from postgen.paste.lines import is_wrapped, split
from postgen.paste.observations import Observations, Spot
from postgen.text import mojibake
from postgen.text.edits import line_number
from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.paste.blocks import Block
    from postgen.text.mojibake import Restored

MAX_TITLE = 150
"""Characters that a title has at most; a longer first line is a paragraph."""

_MARKDOWN_TITLE = re.compile(r"\A# +(.+?)(?: +#+)?\n")  # `# A title #`


class PastedText(NamedTuple):
    """A post made of a text: its title, its body, and what was seen in the text.

    The title is "" where the text has none.
    """

    title: str
    body: str
    observations: Observations

    @property
    def remarks(self) -> tuple[str, ...]:
        """What there is to point out, in sentences."""
        return tuple(messages.sentences(self.observations))

    @property
    def data(self) -> dict[str, object]:
        """The same for a program."""
        return self.observations.to_json()


def read(text: str, title: str = "") -> PastedText:
    """Make a post of a text; its first line is the title unless another is passed."""
    restored = mojibake.restore(_unified_newlines(text))
    signs = markdown_signs.find(restored.text)
    read_as = _of_markdown if signs else _of_plain_text
    post = read_as(restored.text, title)
    observations = post.observations._replace(
        markdown_signs=tuple(signs), repaired=restored.runs, lost=tuple(_lost(restored))
    )
    return post._replace(observations=observations)


def _lost(restored: Restored) -> Iterator[Spot]:
    """Return the characters that cannot be restored; U+0085 alone is the end of a line."""
    for place, characters in restored.lost:
        if characters.strip("\u0085"):
            yield Spot(line_number(restored.text, place), characters)


def _unified_newlines(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _of_markdown(text: str, title: str) -> PastedText:
    body = text.lstrip("\n")
    heading = _MARKDOWN_TITLE.match(body)
    if heading:
        own_title = escape.one_line(escape.visible(heading[1]))
        is_another = bool(title) and escape.one_line(title) != own_title
        if not is_another:
            title = title or own_title
            body = body[heading.end() :].lstrip("\n")
    return PastedText(title, f"\n{body.rstrip()}\n", Observations("markdown"))


def _of_plain_text(text: str, title: str) -> PastedText:
    found = blocks.parse(split(text))
    title, found = _take_title(found, title)
    headings.find(found)
    body = "".join(f"\n{each}" for each in write.markdown(found)) or "\n"
    found_headings = [block for block in found if block.kind == "heading"]
    found_lists = [block.listed for block in found if block.listed]
    has_urls = "<http" in body or "](" in body
    observations = Observations(
        "text",
        headings=tuple(Spot(block.lines[0].number, block.text) for block in found_headings),
        items=sum(each.count() for each in found_lists),
        author=byline.author(found),
        date=byline.date(found, title),
        unlinked=None if has_urls else tuple(lost_links.find(found)),
    )
    return PastedText(title, body, observations)


def _take_title(found: list[Block], title: str) -> tuple[str, list[Block]]:
    """Take the first line as the title, if none is passed, or if it is the one that is passed."""
    if not found or found[0].kind not in {"paragraph", "heading"}:
        return title, found
    first, *rest = found[0].lines
    own_title = escape.one_line(first.text)
    is_another = bool(title) and escape.one_line(title) != own_title
    if is_another or len(own_title) > MAX_TITLE:
        return title, found
    is_paragraph = bool(rest) and is_wrapped(first, rest[0])
    if is_paragraph:
        return title, found
    return title or own_title, [*blocks.parse(rest), *found[1:]]
