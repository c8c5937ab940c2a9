"""What the tags of a page say: its title, its meta data, its links."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING

from postgen.page import html_tokens

if TYPE_CHECKING:
    from postgen.page.html_tokens import Tag

MAX_JSON_LD = 300_000
"""Characters of JSON-LD read of one page."""

# Where nothing that is written is the page's own: drawings have titles too, the rest is shown to nobody.
_ASIDE = frozenset({"svg", "noscript", "template"})
# Tags that cannot stand in a drawing: the parser leaves it, closed or not (the standard: foreign content).
_NOT_IN_SVG = frozenset({"body", "div", "h1", "h2", "head", "meta", "p", "table", "ul"})
_FEEDS = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/feed+json", "application/json"}
)


@dataclass(slots=True)
class Head:
    """What was found in a page, as written, in the order of the page; filled by `gather`."""

    title: str = ""
    heading: str = ""
    language: str = ""
    base: str = ""
    refresh: str = ""
    """The value of the first refresh that a browser with scripts would follow."""
    canonical: str = ""
    image: str = ""
    feed: str = ""
    has_password: bool = False
    is_complete: bool = False
    """Whether the head came to its end, where nothing more was asked for."""
    metas: dict[str, list[str]] = field(default_factory=dict)
    """The contents of `<meta>`, by property or name in lower case."""
    json_ld: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    """What a reader sees, piece by piece."""

    def meta(self, *names: str) -> str:
        """Return the first content that is not blank, the names tried in turn."""
        values = (value for name in names for value in self.metas.get(name, ()))
        return next((value for value in values if value.strip()), "")

    def visible(self) -> str:
        """Return the text that a reader sees, as one line."""
        return " ".join(html_tokens.plain("".join(self.texts)).split())


def gather(text: str, *, whole: bool = True) -> Head:
    """Read a page, or only its head (`whole=False`: until the body begins)."""
    gathering = _Gathering(text)
    for tag in html_tokens.tags(text):
        if not whole and (tag.name == "body" or (tag.name == "head" and tag.is_end)):
            gathering.head.is_complete = True
            break
        gathering.take(tag)
    else:
        gathering.pass_text(len(text))
    return gathering.head


def unwrapped(text: str) -> str:
    """Return XML so that it reads as HTML: CDATA sections opened, empty elements closed."""
    text = re.sub(r"(?s)<!\[CDATA\[(.*?)\]\]>", lambda found: escape(found[1]), text)
    return re.sub(r"<(title|script|style|textarea|iframe)\b([^<>]*)/>", r"<\1\2></\1>", text)


class _Gathering:
    """The state of one reading."""

    def __init__(self, text: str) -> None:
        self.head = Head()
        self._text = text
        self._read = 0
        self._aside = dict.fromkeys(_ASIDE, 0)
        self._heading_from = -1

    def take(self, tag: Tag) -> None:
        """Take in one tag, and the text before it."""
        self.pass_text(tag.start)
        self._read = tag.end
        if tag.name in _NOT_IN_SVG:
            self._aside["svg"] = 0
        if tag.name in _ASIDE:
            step = -1 if tag.is_end else 0 if tag.source.endswith("/") else 1
            self._aside[tag.name] = max(0, self._aside[tag.name] + step)
        elif tag.name == "h1":
            self._take_heading(tag)
        elif (
            not tag.is_end
            and (handler := _HANDLERS.get(tag.name))
            and not any(self._aside.values())
        ):
            handler(self.head, tag)

    def pass_text(self, end: int) -> None:
        """Note the text up to an offset, if readers see it."""
        if end > self._read and not any(self._aside.values()):
            self.head.texts.append(self._text[self._read : end])

    def _take_heading(self, tag: Tag) -> None:
        texts = self.head.texts
        if not tag.is_end:
            self._heading_from = len(texts)
        elif self._heading_from >= 0 and not self.head.heading:
            self.head.heading = html_tokens.plain("".join(texts[self._heading_from :])).strip()
        texts.append(" ")


def _title(head: Head, tag: Tag) -> None:
    head.title = head.title or html_tokens.plain(tag.text).strip()


def _meta(head: Head, tag: Tag) -> None:
    attributes = tag.attributes
    content = attributes.get("content", "")
    for key in {attributes.get("property", ""), attributes.get("name", "")} - {""}:
        head.metas.setdefault(key.strip().lower(), []).append(content)
    if attributes.get("http-equiv", "").strip().lower() == "refresh":
        head.refresh = head.refresh or content
    elif attributes.get("http-equiv", "").strip().lower() == "content-language":
        head.language = head.language or content


def _link(head: Head, tag: Tag) -> None:
    attributes = tag.attributes
    address, relations = (
        attributes.get("href", "").strip(),
        attributes.get("rel", "").lower().split(),
    )
    kind = attributes.get("type", "").partition(";")[0].strip().lower()
    if "canonical" in relations:
        head.canonical = head.canonical or address
    elif "image_src" in relations:
        head.image = head.image or address
    elif "alternate" in relations and kind in _FEEDS and "oembed" not in address:
        head.feed = head.feed or address


def _script(head: Head, tag: Tag) -> None:
    if (
        "ld+json" in tag.source.lower()
        and sum(map(len, head.json_ld)) + len(tag.text) <= MAX_JSON_LD
    ):
        head.json_ld.append(tag.text)


def _html(head: Head, tag: Tag) -> None:
    attributes = tag.attributes
    head.language = head.language or attributes.get("lang", "") or attributes.get("xml:lang", "")


def _base(head: Head, tag: Tag) -> None:
    head.base = head.base or tag.attributes.get("href", "").strip()


def _input(head: Head, tag: Tag) -> None:
    head.has_password = (
        head.has_password or tag.attributes.get("type", "").strip().lower() == "password"
    )


_HANDLERS = {
    "base": _base,
    "html": _html,
    "input": _input,
    "link": _link,
    "meta": _meta,
    "script": _script,
    "title": _title,
}
