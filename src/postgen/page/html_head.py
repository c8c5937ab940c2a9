"""The metadata in the tags of a page: its title, its `<meta>`, its links."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING

from postgen.page import html_tokens

if TYPE_CHECKING:
    from postgen.page.html_tokens import Tag

MAX_JSON_LD_BLOCKS = 100
"""Most scripts of JSON-LD that are read of one page."""

MAX_JSON_LD = 300_000
"""Characters of JSON-LD read of one page."""

# What is in these is not the page's own: drawings have titles, too, and the rest is not shown.
_IGNORED = frozenset({"svg", "noscript", "template"})
# Tags that end a drawing, closed or not (the standard, 13.2.6.5: foreign content).
_NOT_IN_SVG = frozenset({"body", "div", "h1", "h2", "head", "meta", "p", "table", "ul"})
_FEED_TYPES = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/feed+json", "application/json"}
)


@dataclass(slots=True)
class Head:
    """What the tags of a page say, as written; filled by `gather`, the first of two wins."""

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
    """Whether the head came to its end, and nothing more was read."""
    metas: dict[str, list[str]] = field(default_factory=dict)
    """The contents of `<meta>`, by property or name in lower case."""
    json_ld: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    """The visible text, piece by piece."""

    def meta(self, *names: str) -> str:
        """Return the first content that is not blank, of the first name that has one."""
        for name in names:
            for value in self.metas.get(name, ()):
                if value.strip():
                    return value
        return ""

    def visible(self) -> str:
        """Return the visible text as one line."""
        return " ".join(html_tokens.plain("".join(self.texts)).split())


def gather(text: str, *, whole: bool = True) -> Head:
    """Read a page, or only its head (`whole=False`: until the body begins)."""
    reader = _HeadReader(text)
    for tag in html_tokens.tags(text):
        ends_head = tag.name == "body" or (tag.name == "head" and tag.is_end)
        if ends_head and not whole:
            reader.head.is_complete = True
            return reader.head
        reader.take(tag)
    reader.take_text(len(text))
    return reader.head


def xml_as_html(text: str) -> str:
    """Return XML so that it reads as HTML.

    `<![CDATA[a < b]]>` becomes `a &lt; b`, `<title/>` becomes `<title></title>`.
    """
    text = re.sub(r"(?s)<!\[CDATA\[(.*?)\]\]>", lambda found: escape(found[1]), text)
    return re.sub(r"<(title|script|style|textarea|iframe)\b([^<>]*)/>", r"<\1\2></\1>", text)


class _HeadReader:
    """The state while one page is read."""

    def __init__(self, text: str) -> None:
        self.head = Head()
        self._text = text
        self._position = 0
        self._depths = dict.fromkeys(_IGNORED, 0)
        self._heading_start: int | None = None

    def take(self, tag: Tag) -> None:
        """Read one tag, and the text before it."""
        self.take_text(tag.start)
        self._position = tag.end
        name = tag.name
        if name in _NOT_IN_SVG:
            self._depths["svg"] = 0
        if name in _IGNORED:
            self._count(tag)
        elif name == "h1":
            self._take_heading(tag)
        elif name in _READERS and not tag.is_end and self._is_visible():
            _READERS[name](self.head, tag)

    def take_text(self, end: int) -> None:
        """Note the text up to an offset, if it is visible."""
        if end > self._position and self._is_visible():
            self.head.texts.append(self._text[self._position : end])

    def _is_visible(self) -> bool:
        return not any(self._depths.values())

    def _count(self, tag: Tag) -> None:
        """Count how deep the page is in an ignored element."""
        if tag.is_end:
            self._depths[tag.name] = max(0, self._depths[tag.name] - 1)
        elif not tag.source.endswith("/"):  # `<svg/>` is empty
            self._depths[tag.name] += 1

    def _take_heading(self, tag: Tag) -> None:
        texts = self.head.texts
        if not tag.is_end:
            self._heading_start = len(texts)
        elif self._heading_start is not None and not self.head.heading:
            text = "".join(texts[self._heading_start :])
            self.head.heading = html_tokens.plain(text).strip()
        texts.append(" ")


def _read_title(head: Head, tag: Tag) -> None:
    head.title = head.title or html_tokens.plain(tag.text).strip()


def _read_meta(head: Head, tag: Tag) -> None:
    attributes = tag.attributes
    content = attributes.get("content", "")
    # `<meta property="og:title" name="title" content="…">` is met: both count.
    keys = {attributes.get("property", ""), attributes.get("name", "")} - {""}
    for key in keys:
        head.metas.setdefault(key.strip().lower(), []).append(content)
    pragma = attributes.get("http-equiv", "").strip().lower()
    if pragma == "refresh":
        head.refresh = head.refresh or content
    elif pragma == "content-language":
        head.language = head.language or content


def _read_link(head: Head, tag: Tag) -> None:
    attributes = tag.attributes
    address = attributes.get("href", "").strip()
    relations = attributes.get("rel", "").lower().split()
    media_type = attributes.get("type", "").partition(";")[0].strip().lower()
    is_feed = media_type in _FEED_TYPES and "oembed" not in address
    if "canonical" in relations:
        head.canonical = head.canonical or address
    elif "image_src" in relations:
        head.image = head.image or address
    elif "alternate" in relations and is_feed:
        head.feed = head.feed or address


def _read_script(head: Head, tag: Tag) -> None:
    if "ld+json" not in tag.source.lower():
        return
    if len(head.json_ld) >= MAX_JSON_LD_BLOCKS:
        return
    length = sum(map(len, head.json_ld)) + len(tag.text)
    if length <= MAX_JSON_LD:
        head.json_ld.append(tag.text)


def _read_html(head: Head, tag: Tag) -> None:
    attributes = tag.attributes
    head.language = head.language or attributes.get("lang", "") or attributes.get("xml:lang", "")


def _read_base(head: Head, tag: Tag) -> None:
    head.base = head.base or tag.attributes.get("href", "").strip()


def _read_input(head: Head, tag: Tag) -> None:
    if tag.attributes.get("type", "").strip().lower() == "password":
        head.has_password = True


_READERS = {
    "base": _read_base,
    "html": _read_html,
    "input": _read_input,
    "link": _read_link,
    "meta": _read_meta,
    "script": _read_script,
    "title": _read_title,
}
