"""Feeds: RSS, Atom and JSON Feed read into entries, and the list of feeds that a site follows. Pure."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from postgen.errors import PostgenError
from postgen.jekyll.settings import SettingError
from postgen.page import html_tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

SUMMARY_LENGTH = 280
"""Characters of a summary: a few lines of a card."""

_ADDRESS = re.compile(r"https?://[^/\s?#]", re.IGNORECASE)
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|svg)(?:[?#]|\Z)", re.IGNORECASE)
_PIXEL = re.compile(
    r"/_/stat\?|feeds\.feedburner\.com|/pixel\b|pixel\.wp\.com|/~r/|gravatar\.com/avatar|doubleclick",
    re.IGNORECASE,
)
"""Counters of readers, which are no pictures."""

_BREAKS = frozenset(
    "p div br li ul ol h1 h2 h3 h4 h5 h6 blockquote pre table tr td th figure figcaption hr".split()
)
_TRAILER = re.compile(
    r"\s*(?:The post .{1,300} (?:appeared )?first (?:appeared )?on .{1,200}"
    r"|\[?(?:Continue reading|Read more|Read the rest|Read the full (?:story|article)|Comments)\b[^.]{0,120}"
    r"|\[?\(?(?:…|\.\.\.|&hellip;)\)?\]?)\s*\.?\Z",
    re.IGNORECASE,
)
_KEYS = ("url", "category", "tags", "title")


class FeedError(PostgenError):
    """What came is no feed."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """A feed that the site follows: its address (or a file's path), and where its entries go.

    `title` takes the place of the name that the feed gives itself.
    """

    url: str
    category: str = ""
    tags: tuple[str, ...] = ()
    title: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed: plain text, nothing escaped; empty where the feed is silent. `date` is in UTC."""

    url: str
    title: str
    date: datetime | None = None
    summary: str = ""
    image: str = ""
    source: str = ""
    id: str = ""


# The list of feeds


def subscriptions(value: object, where: str) -> list[Subscription]:
    """Read `postgen: feeds:`: addresses, or maps of `url`, `category`, `tags` and `title`; each feed once.

    Raises `SettingError`, which names the configuration's file `where`.
    """
    rows = value if isinstance(value, (list, tuple)) else [] if value is None else [value]
    found: dict[str, Subscription] = {}
    for number, row in enumerate(rows, 1):
        each = _subscription(row, f"{where}: `postgen: feeds:`, number {number}")
        found.setdefault(each.url, each)
    return list(found.values())


def _subscription(row: object, where: str) -> Subscription:
    given: Mapping[Any, Any] = row if isinstance(row, dict) else {"url": row}
    for key in given:
        if key not in _KEYS:
            raise SettingError(
                f"{where}: `{key}:` says nothing of a feed.", f"Known are {', '.join(_KEYS)}."
            )
    url = given.get("url")
    if not isinstance(url, str) or not url.strip():
        raise SettingError(
            f"{where} has no address.", "Write it as `- url: https://example.org/feed.xml`."
        )
    tags = given.get("tags") or ()
    return Subscription(
        url.strip(),
        str(given.get("category") or ""),
        tuple(str(tag) for tag in tags)
        if isinstance(tags, (list, tuple))
        else tuple(str(tags).split()),
        str(given.get("title") or ""),
    )


# Reading a feed


def parse(body: bytes, *, url: str, content_type: str = "") -> list[Entry]:
    """Read a feed's entries in its own order; what has no address to open is passed over.

    `url` is where the feed came from, `content_type` what the server called it. An entry without a title gets
    its first words, or is named by its address. Raises `FeedError` for what is no feed.
    """
    if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return list(_json_entries(_json_feed(body, url), url))
    return list(_xml_entries(body, url, content_type))


def _entry(url: str, title: str, html: str, **rest: Any) -> Entry:
    """Make an entry of what was found: a summary that is short, and never the title again."""
    from postgen.page.slugs import title_from_url
    from postgen.text.words import first_words

    text = plain(html)
    summary = shorten(text)
    title = _one_line(title) or first_words(text) or title_from_url(url)
    if _bare(summary).startswith(_bare(title)) and len(summary) < len(title) + 40:
        summary = ""
    return Entry(url, title, summary=summary, **rest)


def _web(address: object, base: str) -> str:
    """Give an address of the web, resolved; "" for any other."""
    if not isinstance(address, str) or not address.strip():
        return ""
    try:
        whole = urljoin(base, address.strip())
    except ValueError:
        return ""
    return whole if _ADDRESS.match(whole) and not re.search(r"\s", whole) else ""


# RSS and Atom


def _xml_entries(body: bytes, url: str, content_type: str) -> Iterator[Entry]:
    from io import BytesIO

    import feedparser  # type: ignore[import-untyped, unused-ignore]

    headers = {"content-location": url, **({"content-type": content_type} if content_type else {})}
    # A stream: feedparser would open a text that looks like an address or a path.
    read: Any = feedparser.parse(BytesIO(body), response_headers=headers, sanitize_html=False)
    if not read.get("version") and not read.entries:
        raise _no_feed(body, url, content_type)
    name = _one_line(plain(read.feed.get("title", "")))
    for each in read.entries:
        if address := _address_of(each, url):
            yield _xml_entry(each, address, name)


def _xml_entry(each: Any, address: str, name: str) -> Entry:
    html = _html_of(each)
    details = each.get("title_detail") or {}
    title = str(each.get("title") or "")
    if details.get("type") in {"text/html", "application/xhtml+xml"}:
        title = plain(title)
    # Asked as a plain dict: feedparser gives `published` for an `updated` that is not there, and warns of it.
    moments = (dict.get(each, f"{key}_parsed") for key in ("published", "updated", "created"))
    source = each.get("source")
    said = source.get("title") if isinstance(source, dict) else ""
    return _entry(
        address,
        title,
        each.get("summary") or html,
        date=_moment(next(filter(None, moments), None)),
        image=_picture_of(each, html, address),
        source=_one_line(plain(str(said or ""))) or name,
        id=str(each.get("id") or ""),
    )


def _html_of(each: Any) -> str:
    """Give the fullest text that an entry has."""
    texts = [str(part.get("value") or "") for part in each.get("content") or ()]
    return max([*texts, str(each.get("summary") or "")], key=len)


def _address_of(each: Any, base: str) -> str:
    """Give the address of an entry: its own link, else one that its id is, else its enclosure."""
    links = each.get("links") or ()
    alternates = [link.get("href") for link in links if link.get("rel") == "alternate"]
    enclosures = [link.get("href") for link in links if link.get("rel") == "enclosure"]
    candidates = [each.get("feedburner_origlink"), each.get("link"), *alternates]
    if _ADDRESS.match(str(each.get("id") or "")):
        candidates.append(each.get("id"))
    return next(filter(None, (_web(each, base) for each in [*candidates, *enclosures])), "")


def _moment(parsed: Any) -> datetime | None:
    from calendar import timegm

    try:
        return datetime.fromtimestamp(timegm(parsed), UTC) if parsed else None
    except (ValueError, TypeError, OverflowError, OSError):
        return None


def _picture_of(each: Any, html: str, base: str) -> str:
    """Find an entry's image: its enclosures, its media tags, and then the first picture of its text."""
    enclosed = [
        link.get("href")
        for link in each.get("links") or ()
        if link.get("rel") == "enclosure" and _is_picture(link.get("type"), link.get("href"))
    ]
    media = [
        part.get("url")
        for part in each.get("media_content") or ()
        if part.get("medium") == "image" or _is_picture(part.get("type"), part.get("url"))
    ]
    thumbnails = [part.get("url") for part in each.get("media_thumbnail") or ()]
    own = each.get("image")
    candidates = [
        *enclosed,
        *media,
        *thumbnails,
        own.get("href") if isinstance(own, dict) else None,
    ]
    return next(filter(None, (_web(found, base) for found in candidates)), "") or picture(
        html, base
    )


def _is_picture(kind: object, address: object) -> bool:
    if kind:
        return str(kind).lower().startswith("image/")
    return bool(_PICTURE.search(str(address or "")))


# JSON Feed


def _json_feed(body: bytes, url: str) -> dict[str, Any]:
    try:
        read = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise _no_feed(body, url, "application/json") from error
    if not isinstance(read, dict) or not isinstance(read.get("items"), list):
        raise _no_feed(body, url, "application/json")
    return read


def _json_entries(read: Mapping[str, Any], base: str) -> Iterator[Entry]:
    """Give the entries of a JSON Feed (https://www.jsonfeed.org/version/1.1/)."""
    name = _one_line(_text(read.get("title")))
    for each in read["items"]:
        if not isinstance(each, dict):
            continue
        own = each.get("id") if _ADDRESS.match(_text(each.get("id"))) else ""
        address = next(
            filter(None, (_web(a, base) for a in (each.get("url"), each.get("external_url"), own))),
            "",
        )
        if not address:
            continue
        html = _text(each.get("content_html"))
        text = _text(each.get("summary")) or _text(each.get("content_text"))
        attached = [
            part.get("url")
            for part in each.get("attachments") or ()
            if isinstance(part, dict) and _is_picture(part.get("mime_type"), part.get("url"))
        ]
        pictures = (
            _web(found, address)
            for found in [each.get("image"), each.get("banner_image"), *attached]
        )
        yield _entry(
            address,
            _text(each.get("title")),
            _as_html(text) if text else html,
            date=_iso(_text(each.get("date_published")) or _text(each.get("date_modified"))),
            image=next(filter(None, pictures), "") or picture(html, address),
            source=name,
            id=_text(each.get("id")),
        )


def _text(value: object) -> str:
    return value if isinstance(value, str) else str(value) if isinstance(value, int) else ""


def _as_html(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _iso(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text.strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


# HTML


def plain(html: str) -> str:
    """Give the text of a piece of HTML on one line."""
    if "<" not in html:
        return _one_line(html_tokens.plain(html))
    parts, position = [], 0
    for tag in html_tokens.tags(html):
        parts.append(html[position : tag.start])
        if tag.name in _BREAKS:
            parts.append(" ")
        position = tag.end
    return _one_line(html_tokens.plain("".join([*parts, html[position:]])))


def picture(html: str, base: str) -> str:
    """Give the address of the first picture of a piece of HTML that is no tracking pixel, or ""."""
    for tag in html_tokens.tags(html) if "<img" in html.lower() else ():
        if tag.name != "img":
            continue
        given = tag.attributes
        sizes = {
            given.get("width", "").removesuffix("px"),
            given.get("height", "").removesuffix("px"),
        }
        source = next((given[key] for key in ("data-src", "src") if _web(given.get(key), base)), "")
        address = _web(source, base)
        if address and not sizes & {"0", "1"} and not _PIXEL.search(address):
            return address
    return ""


def shorten(text: str, limit: int = SUMMARY_LENGTH) -> str:
    """Cut a text at the end of a sentence or word, `limit` characters at most; a feed's own trailers go."""
    text = _TRAILER.sub("", _TRAILER.sub("", text))
    if len(text) <= limit:
        return text
    sentence = re.match(rf".{{{limit // 3},{limit}}}(?:[.!?…](?=\s)|[。！？])", text[: limit + 1])
    if sentence:
        return sentence[0]
    cut = text[: limit - 1]
    return (cut.rpartition(" ")[0] or cut).rstrip(" ,;:-–(") + "…"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _bare(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()


def _no_feed(body: bytes, url: str, content_type: str) -> FeedError:
    """Say that something is no feed; a page may name the one that was meant."""
    from postgen.page import metadata

    feed = metadata.read(body, url=url, content_type=content_type).feed if body.strip() else ""
    hint = (
        f"It is a page that names one: {feed}"
        if feed and feed != url
        else "Open it in a browser to see what it is."
    )
    return FeedError(
        f"{url} is no feed that postgen can read{'' if body.strip() else ': it is empty'}.", hint
    )


def newest_first(entries: Iterable[Entry]) -> list[Entry]:
    """Order entries by their date, the newest first; those without one come last, in their feed's order."""
    return sorted(
        entries, key=lambda entry: -entry.date.timestamp() if entry.date else float("inf")
    )
