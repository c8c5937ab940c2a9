"""Read RSS, Atom and JSON Feed into entries, and the list of feeds that a site follows. Pure."""

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
from postgen.urls.bare import is_web_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

SUMMARY_LENGTH = 280
"""Most characters of a summary: a few lines of a card."""

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
_MORE_THAN_TITLE = 40  # characters that a summary has more than the title, to be shown
_KEYS = ("url", "category", "tags", "title")


class FeedError(PostgenError):
    """What was read is not a feed."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """A feed that the site follows: its address (or a file's path), and where its links go.

    `title` is used in place of the feed's own title.
    """

    url: str
    category: str = ""
    tags: tuple[str, ...] = ()
    title: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed as plain text; what the feed does not say is empty. `date` is in UTC."""

    url: str
    title: str
    date: datetime | None = None
    summary: str = ""
    image: str = ""
    source: str = ""
    id: str = ""


# The list of feeds


def subscriptions(value: object, config: str) -> list[Subscription]:
    """Return the feeds of `postgen: feeds:`, each once.

    `value` lists addresses, or maps of `url`, `category`, `tags` and `title`; `config` names the
    configuration's file. Raises `SettingError`.
    """
    if value is None:
        rows: Sequence[object] = ()
    elif isinstance(value, (list, tuple)):
        rows = value
    else:
        rows = [value]
    found: dict[str, Subscription] = {}
    for number, row in enumerate(rows, 1):
        subscription = _subscription(row, f"{config}: `postgen: feeds:`, number {number}")
        found.setdefault(subscription.url, subscription)
    return list(found.values())


def _subscription(row: object, place: str) -> Subscription:
    options: Mapping[Any, Any] = row if isinstance(row, dict) else {"url": row}
    for key in options:
        if key not in _KEYS:
            raise SettingError(
                f"{place}: `{key}:` is not a setting of a feed.", f"Known are {', '.join(_KEYS)}."
            )
    url = options.get("url")
    if not isinstance(url, str) or not url.strip():
        raise SettingError(
            f"{place} has no address.", "Write it as `- url: https://example.org/feed.xml`."
        )
    tags = options.get("tags") or ()
    if not isinstance(tags, (list, tuple)):
        tags = str(tags).split()
    return Subscription(
        url.strip(),
        str(options.get("category") or ""),
        tuple(map(str, tags)),
        str(options.get("title") or ""),
    )


# Reading a feed


def parse(body: bytes, *, url: str, content_type: str = "") -> list[Entry]:
    """Return a feed's entries in its own order; those without a web address are left out.

    `url` is where the feed came from, `content_type` what the server called it. An entry without a
    title gets its first words, or a title from its address. Raises `FeedError` for what is not a
    feed.
    """
    is_json = body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
    if is_json:
        return list(_json_entries(_json_feed(body, url), url))
    return list(_xml_entries(body, url, content_type))


def newest_first(entries: Iterable[Entry]) -> list[Entry]:
    """Sort entries by date, the newest first; those without one are last, in their feed's order."""
    return sorted(entries, key=age)


def age(entry: Entry) -> float:
    """Return what entries are sorted by: the older, the greater."""
    return -entry.date.timestamp() if entry.date else float("inf")


def _entry(url: str, title: str, html: str, **rest: Any) -> Entry:
    """Make an entry: with a short summary, or none if it only repeats the title."""
    from postgen.page.titles_from_urls import title_from_url
    from postgen.text.words import first_words

    text = plain(html)
    summary = shorten(text)
    title = _one_line(title) or first_words(text) or title_from_url(url)
    begins_with_title = _letters(summary).startswith(_letters(title))
    if begins_with_title and len(summary) < len(title) + _MORE_THAN_TITLE:
        summary = ""
    return Entry(url, title, summary=summary, **rest)


def _web_address(address: object, base: str) -> str:
    """Return an absolute web address; "" for any other."""
    if not isinstance(address, str) or not address.strip():
        return ""
    try:
        absolute = urljoin(base, address.strip())
    except ValueError:
        return ""
    is_web = is_web_address(absolute) and not re.search(r"\s", absolute)
    return absolute if is_web else ""


def _first_address(candidates: Iterable[object], base: str) -> str:
    """Return the first candidate that is a web address, absolute; "" if none is."""
    for candidate in candidates:
        address = _web_address(candidate, base)
        if address:
            return address
    return ""


# RSS and Atom


def _xml_entries(body: bytes, url: str, content_type: str) -> Iterator[Entry]:
    from io import BytesIO

    import feedparser  # type: ignore[import-untyped, unused-ignore]

    headers = {"content-location": url}
    if content_type:
        headers["content-type"] = content_type
    # As a stream: feedparser would open a text that looks like an address or a path.
    parsed: Any = feedparser.parse(BytesIO(body), response_headers=headers, sanitize_html=False)
    if not parsed.get("version") and not parsed.entries:
        raise _not_a_feed(body, url, content_type)
    feed_title = _one_line(plain(parsed.feed.get("title", "")))
    for item in parsed.entries:
        address = _address_of(item, url)
        if address:
            yield _xml_entry(item, address, feed_title)


def _xml_entry(item: Any, address: str, feed_title: str) -> Entry:
    html = _html_of(item)
    title = str(item.get("title") or "")
    title_type = (item.get("title_detail") or {}).get("type")
    if title_type in {"text/html", "application/xhtml+xml"}:
        title = plain(title)
    source = item.get("source")
    source_title = source.get("title") if isinstance(source, dict) else ""
    return _entry(
        address,
        title,
        item.get("summary") or html,
        date=_date_of(item),
        image=_picture_of(item, html, address),
        source=_one_line(plain(str(source_title or ""))) or feed_title,
        id=str(item.get("id") or ""),
    )


def _html_of(item: Any) -> str:
    """Return the longest text of an entry."""
    contents = [str(part.get("value") or "") for part in item.get("content") or ()]
    return max([*contents, str(item.get("summary") or "")], key=len)


def _address_of(item: Any, base: str) -> str:
    """Return the address of an entry: its link, else its id if that is one, else its enclosure."""
    links = item.get("links") or ()
    alternates = [link.get("href") for link in links if link.get("rel") == "alternate"]
    enclosures = [link.get("href") for link in links if link.get("rel") == "enclosure"]
    candidates = [item.get("feedburner_origlink"), item.get("link"), *alternates]
    if is_web_address(str(item.get("id") or "")):
        candidates.append(item.get("id"))
    return _first_address([*candidates, *enclosures], base)


def _date_of(item: Any) -> datetime | None:
    """Return when an entry was published, else updated, else created."""
    from calendar import timegm

    for key in ("published_parsed", "updated_parsed", "created_parsed"):
        # `item.get` would return `published` for an `updated` that is missing, and warn of it.
        parsed = dict.get(item, key)
        if not parsed:
            continue
        try:
            return datetime.fromtimestamp(timegm(parsed), UTC)
        except (ValueError, TypeError, OverflowError, OSError):
            return None
    return None


def _picture_of(item: Any, html: str, base: str) -> str:
    """Return an entry's image: an enclosure, a media tag, its own, or the first in its text."""
    enclosures = [
        link.get("href")
        for link in item.get("links") or ()
        if link.get("rel") == "enclosure" and _is_picture(link.get("type"), link.get("href"))
    ]
    media = [
        part.get("url")
        for part in item.get("media_content") or ()
        if part.get("medium") == "image" or _is_picture(part.get("type"), part.get("url"))
    ]
    thumbnails = [part.get("url") for part in item.get("media_thumbnail") or ()]
    image = item.get("image")
    own = image.get("href") if isinstance(image, dict) else None
    address = _first_address([*enclosures, *media, *thumbnails, own], base)
    return address or picture(html, base)


def _is_picture(media_type: object, address: object) -> bool:
    """Whether a file is an image, by its type, else by its name."""
    if media_type:
        return str(media_type).lower().startswith("image/")
    return bool(_PICTURE.search(str(address or "")))


# JSON Feed


def _json_feed(body: bytes, url: str) -> dict[str, Any]:
    try:
        feed = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise _not_a_feed(body, url, "application/json") from error
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise _not_a_feed(body, url, "application/json")
    return feed


def _json_entries(feed: Mapping[str, Any], base: str) -> Iterator[Entry]:
    """Yield the entries of a JSON Feed (https://www.jsonfeed.org/version/1.1/)."""
    feed_title = _one_line(_text(feed.get("title")))
    for item in feed["items"]:
        if not isinstance(item, dict):
            continue
        id_address = item.get("id") if is_web_address(_text(item.get("id"))) else ""
        address = _first_address((item.get("url"), item.get("external_url"), id_address), base)
        if address:
            yield _json_entry(item, address, feed_title)


def _json_entry(item: Mapping[str, Any], address: str, feed_title: str) -> Entry:
    html = _text(item.get("content_html"))
    text = _text(item.get("summary")) or _text(item.get("content_text"))
    date = _text(item.get("date_published")) or _text(item.get("date_modified"))
    attachments = [
        part.get("url")
        for part in item.get("attachments") or ()
        if isinstance(part, dict) and _is_picture(part.get("mime_type"), part.get("url"))
    ]
    image = _first_address([item.get("image"), item.get("banner_image"), *attachments], address)
    return _entry(
        address,
        _text(item.get("title")),
        _as_html(text) if text else html,
        date=_parse_date(date),
        image=image or picture(html, address),
        source=feed_title,
        id=_text(item.get("id")),
    )


def _text(value: object) -> str:
    """Return a text or a number as text; "" for anything else."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int) else ""


def _as_html(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _parse_date(text: str) -> datetime | None:
    """Return a date of ISO 8601, which is in UTC if it names no zone."""
    try:
        moment = datetime.fromisoformat(text.strip())
        if not moment.tzinfo:
            moment = moment.replace(tzinfo=UTC)
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


# HTML


def plain(html: str) -> str:
    """Return the text of a piece of HTML on one line."""
    if "<" not in html:
        return _one_line(html_tokens.plain(html))
    parts = []
    position = 0
    for tag in html_tokens.tags(html):
        parts.append(html[position : tag.start])
        if tag.name in _BREAKS:
            parts.append(" ")
        position = tag.end
    parts.append(html[position:])
    return _one_line(html_tokens.plain("".join(parts)))


def picture(html: str, base: str) -> str:
    """Return the address of the first picture in a piece of HTML, "" if there is none.

    Tracking pixels are not pictures.
    """
    if "<img" not in html.lower():
        return ""
    for tag in html_tokens.tags(html):
        if tag.name != "img":
            continue
        attributes = tag.attributes
        sources = (attributes.get("data-src"), attributes.get("src"))  # `data-src`: loaded late
        address = _first_address(sources, base)
        sizes = {attributes.get(key, "").removesuffix("px") for key in ("width", "height")}
        is_pixel = bool(sizes & {"0", "1"}) or bool(_PIXEL.search(address))
        if address and not is_pixel:
            return address
    return ""


def shorten(text: str, limit: int = SUMMARY_LENGTH) -> str:
    """Cut a text at the end of a sentence or word, at most `limit` characters.

    What feeds put behind an entry ("The post … appeared first on …") is removed.
    """
    text = _TRAILER.sub("", _TRAILER.sub("", text))
    if len(text) <= limit:
        return text
    sentence = re.match(rf".{{{limit // 3},{limit}}}(?:[.!?…](?=\s)|[。！？])", text[: limit + 1])
    if sentence:
        return sentence[0]
    cut = text[: limit - 1]
    words = cut.rpartition(" ")[0] or cut
    return words.rstrip(" ,;:-–(") + "…"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _letters(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()


def _not_a_feed(body: bytes, url: str, content_type: str) -> FeedError:
    """Return the error for what is not a feed; a page may name the feed that was meant."""
    from postgen.page import metadata

    if not body.strip():
        message = f"{url} is not a feed that postgen can read: it is empty."
        return FeedError(message, "Open it in a browser to see what it is.")
    message = f"{url} is not a feed that postgen can read."
    feed = metadata.read(body, url=url, content_type=content_type).feed
    if feed and feed != url:
        return FeedError(message, f"It is a page that names one: {feed}")
    return FeedError(message, "Open it in a browser to see what it is.")
