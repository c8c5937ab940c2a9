"""What one field of an export says, whoever wrote it: a day, a list of tags, an address."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from postgen.markdown.escape import one_line
from postgen.model import Link

if TYPE_CHECKING:
    from collections.abc import Iterable

_WEB = re.compile(r"(?:https?|ftps?)://[^/\s?#]", re.IGNORECASE)
_HOST = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?(?:[/?#]\S*)?\Z", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_NUMBER = re.compile(r"-?\d+(?:\.\d*)?\Z")
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?!\d)")
_ENTITY = re.compile(r"&(?:\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_BREAK = re.compile(r"[\t\r\n]")
_SPACES = re.compile(r"\s")

_EPOCH = date(1970, 1, 1).toordinal()
_DAY_SECONDS = 86_400
_LAST = date.max.toordinal()


class Rejected(NamedTuple):
    """A row that was not taken: its line, counted from 1 (0: not known), what it is about, and the reason."""

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
    """What stood as the title of the next link and is none: a day, or a person's name. The link comes without."""

    line: int
    url: str
    was: str


def link(url: Any, title: Any = "", *, line: int = 0, **more: Any) -> Link | Rejected:
    """Make a link of what the fields of a row say; `more` are those of `Link`.

    A title that is only the URL again is none: it is left empty. What is no web address is rejected.
    """
    spelled = address(text(url))
    said = one_line(text(title))
    if not _WEB.match(spelled):
        return Rejected(line, said or spelled, _wrong(one_line(text(url))))
    if said in {spelled, text(url).strip()}:
        said = ""
    note, via = (one_line(text(more.pop(key, ""))) for key in ("note", "via"))
    return Link(url=spelled, title=said, line=line, note=note, via=via, **more)


def address(given: str) -> str:
    """Spell a URL as browsers read it: without the white space around and the line breaks in it; a scheme is added."""
    url = _BREAK.sub("", given.strip())
    if not _SCHEME.match(url) and _HOST.match(url):
        url = f"https://{url}"
    return _SPACES.sub("%20", url) if _SPACES.search(url) else url


def _wrong(url: str) -> str:
    """Say why a text is no address of a page."""
    if not url:
        return "it has no URL"
    scheme = _SCHEME.match(url)
    if scheme and not url.lower().startswith(("http:", "https:", "ftp:", "ftps:")):
        return f"`{scheme[0]}` is no address of a web page"
    return f"`{url[:80]}` is not a web address"


def text(value: Any) -> str:
    """Give a value of JSON as text; nothing is the empty text."""
    if value is None or isinstance(value, (dict, list, bool)):
        return ""
    return value if isinstance(value, str) else str(value)


def day(value: Any) -> str:
    """Read a date: seconds, milli- or microseconds since 1970, WebKit's since 1601, ISO 8601 or RFC 5322.

    Gives `YYYY-MM-DD`: of a number, the day in UTC; of a text, the day that it says. "" for none, or nonsense.
    """
    said = text(value).strip()
    if _NUMBER.match(said):
        return _of_number(float(said))
    found = _DAY.match(said)
    if not found:
        return _of_mail(said)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])).isoformat()
    except ValueError:
        return ""


def _of_number(number: float) -> str:
    for limit, unit, shift in (
        (1e11, 1, 0),
        (1e14, 1e3, 0),
        (1e16, 1e6, 0),
        (1e18, 1e6, 11_644_473_600),
    ):
        if 0 < number < limit:
            ordinal = _EPOCH + int((number / unit - shift) // _DAY_SECONDS)
            return date.fromordinal(ordinal).isoformat() if 1 <= ordinal <= _LAST else ""
    return ""


def _of_mail(said: str) -> str:
    if not any(character.isdigit() for character in said):
        return ""
    from email.utils import parsedate

    found = parsedate(said)
    try:
        return date(*found[:3]).isoformat() if found else ""
    except ValueError:
        return ""


def tags(value: Any, separators: str = "|;,") -> tuple[str, ...]:
    """Read tags: a list of JSON or Python, or a text that is divided by the first separator that occurs in it."""
    if isinstance(value, (list, tuple)):
        return _each_once(map(_named, value))
    said = text(value).strip()
    if said.startswith("[") and said.endswith("]"):
        listed = _literal(said)
        if isinstance(listed, list):
            return tags(listed)
    separator = next((each for each in separators if each in said), None)
    return _each_once(said.split(separator) if separator else [said])


def _literal(said: str) -> Any:
    """Read a list as JSON spells it, or else Python."""
    from ast import literal_eval

    for read in (json.loads, literal_eval):
        try:
            return read(said)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            continue
    return None


def _named(value: Any) -> str:
    if isinstance(value, dict):
        value = next(
            (value[key] for key in ("name", "label", "title", "slug") if value.get(key)), ""
        )
    return text(value)


def _each_once(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for each in words if (word := one_line(each))))


def unescape(said: str) -> str:
    """Undo the entities of HTML that end in a semicolon: what has none is a parameter of a URL (`&copy=1`)."""
    if "&" not in said:
        return said
    from html import unescape as undo

    return _ENTITY.sub(lambda found: undo(found[0]), said)
