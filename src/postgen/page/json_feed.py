"""Read a JSON Feed (https://www.jsonfeed.org/version/1.1/) into entries. Pure."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from postgen.page.feed_entry import MAX_ENTRIES, Entry, Feed, make_entry
from postgen.page.feed_html import first_address, is_picture, picture
from postgen.page.one_line import one_line
from postgen.text.clean import clean
from postgen.text.dates import parse_date_text
from postgen.urls.schemes import web_address

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def read(text: str, url: str) -> Feed | None:
    """Return what a JSON Feed holds; None for what is none. `url` is where it came from."""
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        return None
    base = url if web_address(url) else _text(feed.get("home_page_url") or feed.get("feed_url"))
    title = one_line(_text(feed.get("title")))
    language = _text(feed.get("language"))
    entries: list[Entry] = []
    unusable: list[str] = []
    items = feed["items"]
    for item in items[:MAX_ENTRIES]:
        if not isinstance(item, dict):
            continue
        address = _address_of(item, base)
        if address:
            entries.append(_entry(item, address, title, language))
        else:
            unusable.append(one_line(_text(item.get("title")) or _text(item.get("id"))))
    return Feed(tuple(entries), tuple(unusable), is_cut=len(items) > MAX_ENTRIES)


def _address_of(item: Mapping[str, Any], base: str) -> str:
    """Return the address of an item: `url`, else `external_url`, else an `id` that is one."""
    written = (item.get("url"), item.get("external_url"))
    candidates = [_text(each) for each in written if each]
    if not any(candidates):
        return web_address(_text(item.get("id"))) or first_address(_attached(item, ""), base)
    return first_address(candidates, base)


def _entry(item: Mapping[str, Any], address: str, feed_title: str, language: str) -> Entry:
    html = _text(item.get("content_html"))
    text = _text(item.get("summary")) or _text(item.get("content_text"))
    date = _text(item.get("date_published")) or _text(item.get("date_modified"))
    images = [item.get("image"), item.get("banner_image"), *_attached(item, "image")]
    return make_entry(
        address,
        _text(item.get("title")),
        _as_html(text) if text else html,
        date=parse_date_text(date, _text(item.get("language")) or language),
        image=first_address(images, address) or picture(html, address),
        source=feed_title,
        id=_text(item.get("id")),
    )


def _attached(item: Mapping[str, Any], kind: str) -> Iterator[object]:
    """Yield the addresses of what an item has as attachments, those of images for `image`."""
    attachments = item.get("attachments")
    for part in attachments if isinstance(attachments, list) else ():
        if not isinstance(part, dict):
            continue
        if not kind or is_picture(part.get("mime_type"), part.get("url")):
            yield part.get("url")


def _text(value: object) -> str:
    """Return a text or a number as text of characters only; "" for anything else."""
    if isinstance(value, str):
        return clean(value)
    try:
        return str(value) if isinstance(value, int) else ""
    except ValueError:  # thousands of digits
        return ""


def _as_html(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
