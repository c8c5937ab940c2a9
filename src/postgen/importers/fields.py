"""The value of one field of an export, whoever wrote it: a day, a list of tags, an address."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from postgen.errors import PostgenError
from postgen.importers.dates import ANY_ORDER, read_day
from postgen.markdown.escape import one_line
from postgen.model import Link
from postgen.text.clean import clean
from postgen.urls.bare import is_host_without_scheme, is_web_address
from postgen.urls.parts import PLAIN_URL
from postgen.urls.schemes import image_address

if TYPE_CHECKING:
    from collections.abc import Iterable

    from postgen.importers.dates import Order

NO_CATEGORY = frozenset(
    {"unread", "archive", "archived", "starred", "liked", "unsorted", "unorganized", "inbox"}
)
"""Folders that say nothing about the links in them."""

_WEB_SCHEMES = ("http:", "https:", "ftp:", "ftps:")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)  # `https:`, `javascript:`
_ENTITY = re.compile(
    r"&(?:\#\d{1,7}"  # `&#38;`
    r"|\#[xX][0-9a-fA-F]{1,6}"  # `&#x26;`
    r"|[A-Za-z][A-Za-z0-9]{1,31});"  # `&amp;`
)
_EDGES = "".join(map(chr, range(0x21))) + "\ufeff\u200b\u2028\u2029\xa0"
"""What is no part of an address around it."""

_HALF_REFERENCE = r"&\#(?:(5[5-7]\d{3})|[xX]([dD][89a-fA-F][0-9a-fA-F]{2}));"  # `&#xD83D;`
_PAIR_OF_REFERENCES = re.compile(_HALF_REFERENCE * 2)
_LINE_BREAKS = re.compile(r"[\t\r\n]")
_FILE_NAME = re.compile(  # `page.html`, `notes.v2.txt`: a relative address
    r"[\w.-]+\.(?:html?|php|aspx?|jpe?g|png|gif|svg|webp|pdf|txt|csv|json|xml|docx?|xlsx?)\Z",
    re.IGNORECASE,
)
_BLANK_LINES = re.compile(r"(?:\r\n?|\n)[ \t]*(?:\r\n?|\n)\s*")
_SPACES = re.compile(r"\s")
_SECOND_ADDRESS = re.compile(r"\S\s+(?:https?|ftps?)://", re.IGNORECASE)
# `https://jane:word@example.org:8080`; a host has no comma, quote or blank
_AUTHORITY = re.compile(
    r"\w+://(?:[^/?#\s]*@)?(?:\[[0-9A-Fa-f:.]+\]|[^/?#\s@:%\"'`,;<>()\[\]{}|\\^!$&*+=~]+)"
    r"(?::\d{1,5})?(?=[/?#]|\Z)"
)


class BrokenFileError(PostgenError):
    """A file is not what its format says."""


class Rejected(NamedTuple):
    """A row that is not imported: its line, what it is about, and the reason.

    Lines count from 1; 0 is not known. `is_file` says that it is a whole file.
    """

    line: int
    what: str
    reason: str
    is_file: bool = False


class Subscribed(NamedTuple):
    """A feed that somebody follows: it belongs into the configuration, not into the backlog."""

    line: int
    url: str
    title: str
    category: str
    tags: tuple[str, ...] = ()


class UnclearDay(str):
    """No day: an empty text that knows the date which could not be read for certain."""

    __slots__ = ("was",)

    was: str

    @classmethod
    def of(cls, value: Any) -> UnclearDay:
        """Return the day of a date that cannot be read."""
        day = cls("")
        day.was = one_line(clean(text(value)))[:80]
        return day


class Untitled(NamedTuple):
    """A text that stands as the title of the next link and is a day or a person's name.

    The link has no title.
    """

    line: int
    url: str
    was: str


_LINES = ("note", "via", "category", "author")
"""The fields of a link that are one line of text."""


def link(url: Any, title: Any = "", **fields: Any) -> Link | Rejected:
    """Return a link made of a row's values; `fields` are others of `Link`.

    All of it becomes text that a site may hold. A title that is only the URL again is left empty,
    and so is an image that is not on the web or a path. What is not a web address is rejected.
    """
    address_text = text(url).strip(_EDGES)
    clean_url = address_text
    clean_title = line_of(title)
    reason = ""
    has_markup = "<" in address_text or ">" in address_text
    if has_markup or not PLAIN_URL.fullmatch(address_text):
        clean_url = address(address_text)
        reason = _reason(clean_url, address_text)
    if reason:
        return Rejected(fields.get("line", 0), clean_title or clean_url, reason)
    if clean_title in {clean_url, address_text}:
        clean_title = ""
    _clean_fields(fields)
    return Link(url=clean_url, title=clean_title, **fields)


def _clean_fields(fields: dict[str, Any]) -> None:
    """Make fields of a link what a site may hold."""
    for name in _LINES:
        if name in fields:
            fields[name] = line_of(fields[name])
    if "quote" in fields:
        fields["quote"] = _paragraphs(fields["quote"])
    if fields.get("tags"):
        fields["tags"] = _each_once(fields["tags"])
    if fields.get("others"):
        fields["others"] = _other_links(fields["others"])
    added = fields.get("added", "")
    if not added.isprintable():  # a person wrote it, in a comment of Markdown
        fields["added"] = line_of(added)
    if "image" in fields:
        image = fields["image"]
        fields["image"] = image_address(clean(text(image))) if image else ""


def _other_links(others: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return the links that stand in a note, without what is no address."""
    found = ((line_of(words), address(url.strip(_EDGES)), url) for words, url in others)
    return tuple((words, url) for words, url, written in found if not _reason(url, written))


def line_of(value: Any) -> str:
    """Return a value as one line of text that a site may hold."""
    if type(value) is str and value.isprintable() and "  " not in value:  # nearly all
        return value.strip(" ")
    return one_line(clean(text(value))) if value else ""


def _paragraphs(quote: str) -> str:
    """Return a quotation as a site may hold it, its paragraphs with an empty line between them."""
    lines = (line_of(part) for part in _BLANK_LINES.split(quote.strip())) if quote else ()
    return "\n\n".join(filter(None, lines))


def category(name: str) -> str:
    """Return the name of a folder; "" for one that says nothing about the links in it."""
    return "" if name.lower() in NO_CATEGORY else name


def is_address(cell: str) -> bool:
    """Whether a cell is one web address and no more; `www.e.org` is one, too."""
    cell = cell.strip()
    is_likely = is_web_address(cell) or cell[:4].lower() == "www."
    return is_likely and not _SPACES.search(cell) and _is_whole(address(cell))


def address(text: str) -> str:
    """Return a URL as browsers read it, without white space or line breaks, and with a scheme.

    Source: https://url.spec.whatwg.org/#url-parsing
    """
    url = text.strip()
    if not url.isprintable():
        url = _LINE_BREAKS.sub("", url)
    if not _SCHEME.match(url) and is_host_without_scheme(url) and not _FILE_NAME.match(url):
        url = f"https://{url}"
    return _SPACES.sub("%20", url)


def _reason(url: str, written: str) -> str:
    """Return why a URL is not the address of a page; "" if it is. `written` is as it came."""
    is_one = (" " not in written and written.isprintable()) or not _SECOND_ADDRESS.search(written)
    is_web = is_web_address(url)
    if is_web and is_one and _is_whole(url):
        return ""
    shown = line_of(written)[:80]
    if not shown:
        return "it has no URL"
    if is_web:
        fault = "not a whole web address" if is_one else "more than one web address"
        return f"`{shown}` is {fault}"
    scheme = _SCHEME.match(shown)
    if scheme and not shown.lower().startswith(_WEB_SCHEMES):
        return f"`{scheme[0]}` is not the address of a web page"
    return f"`{shown}` is not a web address"


def _is_whole(url: str) -> bool:
    """Whether no character of a URL is lost, and its host may be one."""
    found = _AUTHORITY.match(url)
    has_markup = "<" in url or ">" in url
    return found is not None and not has_markup and "\ufffd" not in url and clean(url) == url


def text(value: Any) -> str:
    """Return a string or a number of JSON as text; "" for any other value."""
    if isinstance(value, str):
        return value
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return str(value) if is_number else ""


def day(value: Any, order: Order = ANY_ORDER) -> str:
    """Return the day of a date as `YYYY-MM-DD`; "" for none, `UnclearDay` for an unclear one.

    Of a number, which counts from 1970 or 1601, it is the day in UTC; of a text, the day that it
    names. `order` is that of the days and months of a whole file.
    """
    found = read_day(value, order)
    return UnclearDay.of(value) if found is None else found


def tags(value: Any, separators: str = "|;,") -> tuple[str, ...]:
    """Read tags.

    They are a list of JSON or Python, or a text that is divided by the first separator that occurs
    in it.
    """
    if isinstance(value, (list, tuple)):
        return _each_once(map(_tag_name, value))
    tags_text = text(value).strip()
    if tags_text.startswith("[") and tags_text.endswith("]"):
        listed = _literal(tags_text)
        if isinstance(listed, list):
            return tags(listed)
    for separator in separators:
        if separator in tags_text:
            return _each_once(tags_text.split(separator))
    return _each_once([tags_text])


def _literal(list_text: str) -> Any:
    """Read a list as JSON writes it, or else Python; None if it is neither."""
    from ast import literal_eval

    for read in (json.loads, literal_eval):
        try:
            return read(list_text)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            continue
    return None


def _tag_name(value: Any) -> str:
    """Return the name of a tag that is a text, or an object such as `{"id": 1, "name": "nlp"}`."""
    if isinstance(value, dict):
        names = (value.get(key) for key in ("name", "label", "title", "slug"))
        return text(next(filter(None, names), ""))
    return text(value)


def _each_once(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(line_of, words))))


def unescape(html: str) -> str:
    """Decode entities of HTML that end in a semicolon.

    Without one, `&copy=1` is a parameter of a URL.
    """
    if "&" not in html:
        return html
    from html import unescape as decode_entities

    if "&#" in html:
        html = _PAIR_OF_REFERENCES.sub(_as_one_reference, html)
    return _ENTITY.sub(lambda found: decode_entities(found[0]), html)


def _as_one_reference(pair: re.Match[str]) -> str:
    """Return the reference to the character that two halves mean: `&#xD83D;&#xDE00;`."""
    codes = [int(pair[2], 16) if pair[2] else int(pair[1]), 0]
    codes[1] = int(pair[4], 16) if pair[4] else int(pair[3])
    is_pair = 0xD800 <= codes[0] < 0xDC00 <= codes[1] < 0xE000
    if not is_pair:
        return pair[0]
    return f"&#{0x10000 + ((codes[0] - 0xD800) << 10) + codes[1] - 0xDC00};"
