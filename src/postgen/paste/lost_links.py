"""Words of a plain text that were a link once: `click here`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.paste.observations import Spot
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from postgen.paste.blocks import Block
    from postgen.paste.lists import Item, List

_LINK_WORDS = Lazy(
    r"(?<!\bis )(?<!\bare )(?<!\bin )(?<!\bfrom )(?<!\bsomething )"
    r"\bhere\b(?=[.)]|$)"  # Read it here.
    r"|\b[Cc]lick here\b"
    r"|\b[Rr]ead (?:more(?: here)?|the (?:article|paper|post))\b"
    r"|\bthis link\b"
    r"|\bwww\.[^\s|<>]+\w"  # www.example.org
    r"|\b(?:subscribe|sign up) (?:below|here)\b"
    r"|\b(?:hier klicken|cliquez ici|haz clic aquí)\b"
    r"|点击这里|こちら|по ссылке"
)
_NAME = Lazy(r"[^.;—–]{3,60}?\s[—–]\s(?=\S)")  # `Lantern — ` of `Lantern — a viewer`


def find(blocks: Sequence[Block]) -> Iterator[Spot]:
    """Return words that may have been links: `click here`, `Lantern` of `Lantern — a viewer`."""
    for block in blocks:
        if block.listed:
            yield from _in_list(block.listed)
        elif block.kind == "paragraph":
            for line in block.lines:
                yield from _link_words(line.number, line.text)


def _in_list(listed: List) -> Iterator[Spot]:
    for item in listed.items:
        yield from _in_item(item)
        for inner in item.inner:
            yield from _in_list(inner)


def _in_item(item: Item) -> Iterator[Spot]:
    lines = [line for paragraph in item.paragraphs for line in paragraph]
    if not lines:
        return
    name = _NAME.match(lines[0].text)
    if name:
        yield Spot(lines[0].number, name[0].rstrip(" —–"))
    for line in lines:
        yield from _link_words(line.number, line.text)


def _link_words(number: int, text: str) -> Iterator[Spot]:
    for found in _LINK_WORDS.finditer(text):
        yield Spot(number, found[0])
