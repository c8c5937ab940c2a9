"""Which addresses may be written to a page, and what must not be published with one.

A link leads to http or https; an image is such an address, or a path on the site. Everything else
(`javascript:`, `data:`, `file:`, `vbscript:`) comes to nothing, however it is disguised.
"""

from __future__ import annotations

from re import IGNORECASE
from urllib.parse import quote, urljoin, urlsplit

from postgen.text.entities import unescape
from postgen.text.patterns import Lazy

LONGEST = 4000
"""Most characters of an address; what is longer holds data."""

_IGNORED = dict.fromkeys(map(ord, "\t\r\n"))
_EDGES = "".join(map(chr, range(0x21)))
"""What browsers ignore in an address, and around it (https://url.spec.whatwg.org/#url-parsing)."""

_SCHEME = Lazy(r"[^/?#]*?:")  # `javascript:`; also `java script:`, which no browser runs
_UNFIT = Lazy(r"[\x00-\x20\x7f-\xa0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]+")
_OF_FEED = Lazy(r"\s*(?:feed|podcast|itpc|pcast):(?://)?(?=\S)", IGNORECASE)
"""Schemes of other programs for feeds: `feed://example.org/a.xml`, `feed:https://…`."""

_LOST = Lazy("[\ufffd\ud800-\udfff]")
"""Characters that could not be decoded: such an address opens another page, or none."""


class UnfitImage(str):
    """No address: the empty text in the place of one that no page may have, `javascript:…`."""

    __slots__ = ()


def web_address(text: object, base: str = "") -> str:
    """Return an address of http or https, absolute, as browsers open it; "" for any other.

    A relative one is resolved against `base`; blanks in it become `%20`.
    """
    if not isinstance(text, str):
        return ""
    stripped = text.strip(_EDGES).translate(_IGNORED)
    if not stripped or len(stripped) > LONGEST or _LOST.search(stripped):
        return ""
    try:
        address = urljoin(base, stripped) if base else stripped
        parts = urlsplit(address)
        is_web = parts.scheme.lower() in {"http", "https"} and bool(parts.hostname)
        is_open = is_web and parts.port != 0 and not _UNFIT.search(parts.netloc)
    except ValueError:  # half of an IPv6 address, a port beyond 65535
        return ""
    return _UNFIT.sub(lambda found: quote(found[0]), address) if is_open else ""


def feed_address(text: str, base: str = "") -> str:
    """Return the address of a feed, which readers may write as `feed://…`; "" for any other."""
    without = _OF_FEED.sub("", text)
    is_of_feed = without != text and "://" not in without
    return web_address(f"https://{without}" if is_of_feed else without, base)


def image_address(text: object, base: str = "") -> str:
    """Return the address of an image as a page may have it; `UnfitImage` for any other.

    That is one of http or https, or without a `base` also a path on the site: `/images/a.png`.
    """
    stripped = text.strip(_EDGES).translate(_IGNORED) if isinstance(text, str) else ""
    if not stripped:
        return ""
    address = web_address(stripped, base)
    if address:
        return address
    has_scheme = any(_SCHEME.match(each) for each in (stripped, unescape(stripped)))
    is_path = not (base or has_scheme or len(stripped) > LONGEST or _LOST.search(stripped))
    return stripped if is_path else UnfitImage()


def credentials(address: str) -> str:
    """Return the user and the password in an address: `jane:secret` of `https://jane:secret@e.org`.

    A user alone, as in `https://jane@e.org`, is returned too; "" where there is none.
    """
    try:
        user, at, _ = urlsplit(address.strip(_EDGES)).netloc.rpartition("@")
    except ValueError:
        return ""
    return user if at else ""
