"""The value of one field of an export, whoever wrote it: a day, a list of tags, an address."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from postgen.errors import PostgenError
from postgen.markdown.escape import one_line
from postgen.model import Link
from postgen.urls.bare import is_host_without_scheme, is_web_address

if TYPE_CHECKING:
    from collections.abc import Iterable

NO_CATEGORY = frozenset(
    {"unread", "archive", "archived", "starred", "liked", "unsorted", "unorganized", "inbox"}
)
"""Folders that say nothing about the links in them."""

_WEB_SCHEMES = ("http:", "https:", "ftp:", "ftps:")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_NUMBER = re.compile(r"-?\d+(?:\.\d*)?\Z")
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?!\d)")
_ENTITY = re.compile(r"&(?:\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_LINE_BREAKS = re.compile(r"[\t\r\n]")
_SPACES = re.compile(r"\s")

_EPOCH = date(1970, 1, 1).toordinal()
_SECONDS_OF_DAY = 86_400
_LAST_DAY = date.max.toordinal()
_SECONDS_FROM_1601 = 11_644_473_600  # to 1970
_UNITS = (
    (1e11, 1, 0),  # seconds
    (1e14, 1e3, 0),  # milliseconds
    (1e16, 1e6, 0),  # microseconds
    (1e18, 1e6, _SECONDS_FROM_1601),  # microseconds since 1601, as WebKit counts
)
"""Units of time: the limit of their numbers, how many make a second, and the seconds to 1970."""


class BrokenFileError(PostgenError):
    """A file is not what its format says."""


class Rejected(NamedTuple):
    """A row that is not imported: its line, what it is about, and the reason.

    Lines count from 1; 0 is not known.
    """

    line: int
    what: str
    reason: str


class Subscribed(NamedTuple):
    """A feed that somebody follows: it belongs into the configuration, not into the backlog."""

    line: int
    url: str
    title: str
    category: str
    tags: tuple[str, ...] = ()


class Untitled(NamedTuple):
    """A text that stands as the title of the next link and is a day or a person's name.

    The link has no title.
    """

    line: int
    url: str
    was: str


def link(url: Any, title: Any = "", **fields: Any) -> Link | Rejected:
    """Return a link made of a row's values; `fields` are others of `Link`.

    A title that is only the URL again is left empty. What is not a web address is rejected.
    """
    address_text = text(url)
    clean_url = address(address_text)
    clean_title = one_line(text(title))
    if not is_web_address(clean_url):
        reason = _reason(one_line(address_text))
        return Rejected(fields.get("line", 0), clean_title or clean_url, reason)
    if clean_title in {clean_url, address_text.strip()}:
        clean_title = ""
    for name in ("note", "via"):
        fields[name] = one_line(text(fields.get(name, "")))
    return Link(url=clean_url, title=clean_title, **fields)


def category(name: str) -> str:
    """Return the name of a folder; "" for one that says nothing about the links in it."""
    return "" if name.lower() in NO_CATEGORY else name


def address(text: str) -> str:
    """Return a URL as browsers read it, without white space or line breaks, and with a scheme.

    Source: https://url.spec.whatwg.org/#url-parsing
    """
    url = _LINE_BREAKS.sub("", text.strip())
    if not _SCHEME.match(url) and is_host_without_scheme(url):
        url = f"https://{url}"
    return _SPACES.sub("%20", url)


def _reason(url: str) -> str:
    """Return why a text is not the address of a page."""
    if not url:
        return "it has no URL"
    scheme = _SCHEME.match(url)
    if scheme and not url.lower().startswith(_WEB_SCHEMES):
        return f"`{scheme[0]}` is not the address of a web page"
    return f"`{url[:80]}` is not a web address"


def text(value: Any) -> str:
    """Return a string or a number of JSON as text; "" for any other value."""
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, (dict, list, bool)):
        return ""
    return str(value)


def day(value: Any) -> str:
    """Read a date: a number, ISO 8601 or RFC 5322.

    A number counts seconds, milli- or microseconds since 1970, or WebKit's microseconds since 1601.
    Returns `YYYY-MM-DD`: of a number, the day in UTC; of a text, the day that it names. "" for
    none, or nonsense.
    """
    value_text = text(value).strip()
    if _NUMBER.match(value_text):
        return _day_of_number(float(value_text))
    found = _DAY.match(value_text)
    if not found:
        return _day_of_mail(value_text)
    year, month, day_of_month = (int(part) for part in found.groups())
    try:
        return date(year, month, day_of_month).isoformat()
    except ValueError:
        return ""


def _day_of_number(number: float) -> str:
    if number <= 0:
        return ""
    for limit, per_second, shift in _UNITS:
        if number < limit:
            seconds = number / per_second - shift  # since 1970
            return _day_of_ordinal(_EPOCH + int(seconds // _SECONDS_OF_DAY))
    return ""


def _day_of_ordinal(ordinal: int) -> str:
    if not 1 <= ordinal <= _LAST_DAY:
        return ""
    return date.fromordinal(ordinal).isoformat()


def _day_of_mail(date_text: str) -> str:
    """Read the date of RFC 5322: `Wed, 01 May 2024 08:00:00 GMT`."""
    if not any(character.isdigit() for character in date_text):
        return ""
    from email.utils import parsedate

    found = parsedate(date_text)
    if not found:
        return ""
    year, month, day_of_month = found[:3]
    try:
        return date(year, month, day_of_month).isoformat()
    except ValueError:
        return ""


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
    return tuple(dict.fromkeys(filter(None, map(one_line, words))))


def unescape(html: str) -> str:
    """Decode entities of HTML that end in a semicolon.

    Without one, `&copy=1` is a parameter of a URL.
    """
    if "&" not in html:
        return html
    from html import unescape as decode_entities

    return _ENTITY.sub(lambda found: decode_entities(found[0]), html)
