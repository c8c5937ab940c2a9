"""The HTML in a feed: its text, its first picture, and a summary of it. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postgen.page import html_tokens
from postgen.page.one_line import one_line
from postgen.urls.schemes import web_address

if TYPE_CHECKING:
    from collections.abc import Iterable

SUMMARY_LENGTH = 280
"""Most characters of a summary: a few lines of a card."""

_READ = 200_000
"""Characters of an entry's HTML in which its picture and its summary are looked for."""

_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|svg)(?:[?#]|\Z)", re.IGNORECASE)
_PIXEL = re.compile(
    r"/_/stat\?|feeds\.feedburner\.com|/pixel\b|pixel\.wp\.com|/~r/|gravatar\.com/avatar"
    r"|doubleclick",
    re.IGNORECASE,
)
"""Tracking pixels and avatars, which are not pictures of an entry."""

_BREAKS = frozenset(
    "p div br li ul ol h1 h2 h3 h4 h5 h6 blockquote pre table tr td th figure figcaption hr".split()
)
# What feeds put behind an entry: The post … appeared first on …; [Continue reading Attention]; […]
_TRAILER = re.compile(
    r"\s*(?:The post .{1,300} (?:appeared )?first (?:appeared )?on .{1,200}"
    r"|\[?(?:Continue reading|Read more|Read the rest|Read the full (?:story|article)|Comments)\b"
    r"[^.]{0,120}"
    r"|\[?\(?(?:…|\.\.\.|&hellip;)\)?\]?)\s*\.?\Z",
    re.IGNORECASE,
)
_LONGEST_TRAILER = 600


def plain(html: str) -> str:
    """Return the text of a piece of HTML on one line."""
    if "<" not in html:
        return " ".join(html_tokens.plain(html).split())
    parts = []
    position = 0
    for tag in html_tokens.tags(html):
        parts.append(html[position : tag.start])
        if tag.name in _BREAKS:
            parts.append(" ")
        position = tag.end
    parts.append(html[position:])
    return " ".join(html_tokens.plain("".join(parts)).split())


def summary_of(html: str) -> str:
    """Return the short text of an entry, without what is invisible."""
    text = plain(html[:_READ])
    return shorten(one_line(text, len(text) + 1))


def picture(html: str, base: str) -> str:
    """Return the address of the first picture in a piece of HTML, "" if there is none.

    Tracking pixels are not pictures.
    """
    html = html[:_READ]
    if "<img" not in html.lower():
        return ""
    for tag in html_tokens.tags(html):
        if tag.name != "img":
            continue
        attributes = tag.attributes
        sources = (attributes.get("data-src"), attributes.get("src"))  # `data-src`: loaded late
        address = first_address(sources, base)
        sizes = {attributes.get(key, "").removesuffix("px") for key in ("width", "height")}
        is_pixel = bool(sizes & {"0", "1"}) or bool(_PIXEL.search(address))
        if address and not is_pixel:
            return address
    return ""


def is_picture(media_type: object, address: object) -> bool:
    """Whether a file is an image, by its type, else by its name."""
    if media_type:
        return str(media_type).lower().startswith("image/")
    return bool(_PICTURE.search(str(address or "")))


def first_address(candidates: Iterable[object], base: str) -> str:
    """Return the first candidate that is a web address, absolute; "" if none is."""
    for candidate in candidates:
        address = web_address(candidate, base)
        if address:
            return address
    return ""


def shorten(text: str, limit: int = SUMMARY_LENGTH) -> str:
    """Cut a text at the end of a sentence or word, at most `limit` characters.

    What feeds put behind an entry ("The post … appeared first on …") is removed.
    """
    text = _without_trailer(_without_trailer(text))
    if len(text) <= limit:
        return text
    sentence = re.match(rf".{{{limit // 3},{limit}}}(?:[.!?…](?=\s)|[。！？])", text[: limit + 1])
    if sentence:
        return sentence[0]
    cut = text[: limit - 1]
    words = cut.rpartition(" ")[0] or cut
    return words.rstrip(" ,;:-–(") + "…"


def _without_trailer(text: str) -> str:
    tail = text[-_LONGEST_TRAILER:]
    return text[: len(text) - len(tail)] + _TRAILER.sub("", tail)
