"""Read RSS, Atom and JSON Feed into entries, and the list of feeds that a site follows. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

from postgen.errors import PostgenError
from postgen.jekyll.settings import SettingError
from postgen.page import feed_xml, json_feed
from postgen.page.feed_entry import (
    MAX_ENTRIES,
    Entry,
    Feed,
    age,
    day_of,
    make_entry,
    moment_of,
    newest_first,
)
from postgen.page.feed_html import (
    SUMMARY_LENGTH,
    first_address,
    is_picture,
    picture,
    plain,
    shorten,
)
from postgen.page.feed_text import text_of
from postgen.page.one_line import one_line
from postgen.text.dates import parse_date_text
from postgen.urls.schemes import UnfitImage, web_address

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

__all__ = [
    "MAX_ENTRIES", "SUMMARY_LENGTH", "Entry", "Feed", "FeedError", "Subscription", "age", "day_of",
    "moment_of", "newest_first", "parse", "plain", "read", "shorten", "subscriptions",
]  # fmt: skip

_PARSER_ERRORS = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    RecursionError,
)
"""What feedparser may stumble over in values that no feed has; one feed never stops the others."""

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
    return list(read(body, url=url, content_type=content_type).entries)


def read(body: bytes, *, url: str, content_type: str = "") -> Feed:
    """Return what a feed holds, with the titles of entries that have no web address.

    The encoding, and whether it is XML or JSON, are seen in the bytes. What is broken is read as
    far as possible. Raises `FeedError` for what is not a feed.
    """
    text = text_of(body, url, content_type)
    if text.lstrip().startswith("{"):
        feed = json_feed.read(text, url)
        if feed is None:
            raise _not_a_feed(body, url, "application/json")
        return feed
    start = feed_xml.root_of(text)
    if start is None:
        raise _not_a_feed(body, url, content_type)
    repaired = feed_xml.repair(text, start)
    feed = _xml_feed(repaired.text, url)
    if feed is None:
        raise _not_a_feed(body, url, content_type)
    return feed._replace(is_cut=feed.is_cut or repaired.is_cut)


# RSS and Atom


def _xml_feed(text: str, url: str) -> Feed | None:
    """Return what a feed of well-formed XML holds; None for what is none."""
    from io import BytesIO

    import feedparser  # type: ignore[import-untyped, unused-ignore]

    if not _is_well_formed(text):
        return None
    body = f'<?xml version="1.0" encoding="utf-8"?>\n{text}'.encode()
    headers = {
        "content-location": web_address(url),  # a file has none
        "content-type": "application/xml; charset=utf-8",
    }
    # As a stream: feedparser would open a text that looks like an address or a path.
    try:
        parsed: Any = feedparser.parse(
            BytesIO(body),
            response_headers=headers,
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except _PARSER_ERRORS:
        return None
    if not parsed.get("version") and not parsed.entries:
        return None
    base = url if web_address(url) else web_address(parsed.feed.get("link"))
    title = one_line(plain(str(parsed.feed.get("title", ""))))
    language = str(parsed.feed.get("language", ""))
    entries: list[Entry] = []
    unusable: list[str] = []
    for item in parsed.entries[:MAX_ENTRIES]:
        address = _address_of(item, base)
        if address and address != url:  # `https://` alone comes to the address of the feed
            entries.append(_entry(item, address, title, language))
        else:
            unusable.append(_name_of(item))
    is_cut = len(parsed.entries) > MAX_ENTRIES
    return Feed(tuple(entries), tuple(unusable), is_cut)


def _is_well_formed(text: str) -> bool:
    """Whether a strict parser reads a text: feedparser's tolerant one is slow without bounds."""
    parser = expat.ParserCreate(namespace_separator=" ")
    try:
        parser.Parse(text.encode(), True)
    except expat.ExpatError:
        return False
    return True


def _entry(item: Any, address: str, feed_title: str, language: str) -> Entry:
    html = _html_of(item)
    source = item.get("source")
    source_title = source.get("title") if isinstance(source, dict) else ""
    return make_entry(
        address,
        _title_of(item),
        item.get("summary") or html,
        date=_date_of(item, language),
        image=_picture_of(item, html, address),
        source=one_line(plain(str(source_title or ""))) or feed_title,
        id=str(item.get("id") or "").strip(),
    )


def _title_of(item: Any) -> str:
    """Return the title of an entry as text."""
    title = str(item.get("title") or "")
    title_type = (item.get("title_detail") or {}).get("type")
    is_html = title_type in {"text/html", "application/xhtml+xml"}
    return plain(title) if is_html else title


def _name_of(item: Any) -> str:
    """Return how an entry without an address is named: by its title, its link or its id."""
    name = _title_of(item) or str(item.get("link") or item.get("id") or "")
    return one_line(name)


def _html_of(item: Any) -> str:
    """Return the longest text of an entry."""
    contents = [str(part.get("value") or "") for part in item.get("content") or ()]
    return max([*contents, str(item.get("summary") or "")], key=len)


def _address_of(item: Any, base: str) -> str:
    """Return the address of an entry: its link, else its id if that is one, else its enclosure.

    An enclosure is not taken in place of a link that cannot be used.
    """
    links = item.get("links") or ()
    alternates = [link.get("href") for link in links if link.get("rel") == "alternate"]
    enclosures = [link.get("href") for link in links if link.get("rel") == "enclosure"]
    written = [item.get("feedburner_origlink"), item.get("link"), *alternates]
    candidates = [each for each in written if isinstance(each, str) and each.strip()]
    id_address = web_address(item.get("id"))
    if id_address:
        candidates.append(id_address)
    return first_address(candidates or enclosures, base)


def _date_of(item: Any, language: str) -> datetime | date | None:
    """Return when an entry was published, else updated, else created."""
    for key in ("published", "updated", "created"):
        # `item.get` would return `published` for an `updated` that is missing, and warn of it.
        written = dict.get(item, key)
        if written:
            return parse_date_text(str(written), language)
    return None


def _picture_of(item: Any, html: str, base: str) -> str:
    """Return an entry's image: an enclosure, a media tag, its own, or the first in its text."""
    candidates: list[object] = []
    for link in item.get("links") or ():
        is_enclosure = link.get("rel") == "enclosure"
        if is_enclosure and is_picture(link.get("type"), link.get("href")):
            candidates.append(link.get("href"))
    for part in item.get("media_content") or ():
        is_image = part.get("medium") == "image"
        if is_image or is_picture(part.get("type"), part.get("url")):
            candidates.append(part.get("url"))
    candidates += [part.get("url") for part in item.get("media_thumbnail") or ()]
    image = item.get("image")
    if isinstance(image, dict):
        candidates.append(image.get("href"))
    found = first_address(candidates, base) or picture(html, base)
    return found or (UnfitImage() if any(candidates) else "")


def _not_a_feed(body: bytes, url: str, content_type: str) -> FeedError:
    """Return the error for what is not a feed; a page may name the feed that was meant."""
    from postgen.page import metadata

    if not body.strip():
        message = f"{url} is not a feed that postgen can read: it is empty."
        return FeedError(message, "Open it in a browser to see what it is.")
    message = f"{url} is not a feed that postgen can read."
    feed = metadata.read(body, url=url, content_type=content_type).feed
    if feed and feed != url:
        return FeedError(message, f"It is a page that names one: {feed}", named=feed)
    return FeedError(message, "Open it in a browser to see what it is.")
