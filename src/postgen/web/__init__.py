"""Pages from the network, or from the cache where they still hold.

What the network does is never an error: a page that could not be had is a `Page` whose `refusal` says why.
"""

from __future__ import annotations

import zlib
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from postgen import __version__
from postgen.page import interstitials, metadata, sites
from postgen.page.metadata import Page
from postgen.page.slugs import host_of, is_front_page, words_of_path
from postgen.web import network, pool
from postgen.web.cache import Pages
from postgen.web.network import OFFLINE, USER_AGENT, FetchLimits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import httpx

    from postgen.web.network import Connection
    from postgen.web.pool import Pause

    Read = Callable[[httpx.Response, str], tuple[Page, bool]]
    """Reads an answer: the page, and whether nothing of it was lost on the way."""

__all__ = ["OFFLINE", "USER_AGENT", "FetchLimits", "Page", "fetch", "fetch_all"]

PDF_TAIL = 256 * 1024
"""Bytes asked for from the end of a PDF of which the beginning gave no title."""


def fetch(url: str, *, limits: FetchLimits | None = None) -> Page:
    """Return what the page at a URL says of itself; never raises for what the network does."""
    return fetch_all([url], limits=limits)[0]


def fetch_all(
    urls: Iterable[str],
    *,
    on_done: Callable[[Page], object] | None = None,
    limits: FetchLimits | None = None,
) -> list[Page]:
    """Return a page for each URL, in the order given, fetched many at once; equal URLs are fetched once.

    `on_done` gets each page as it comes, in the calling thread. A host that answers 429 or 503 with `Retry-After`
    is waited for within the bounds of `crew`. A page that is fresh in the user's cache is not fetched; what has come
    is kept there even if the rest is interrupted. With POSTGEN_OFFLINE set no page is looked up, there or elsewhere.
    """
    urls, limits = list(urls), limits or FetchLimits()
    with Pages(__version__, network.HEADERS) as kept:
        pages = {} if network.is_offline() else _known(urls, kept, limits)
        if on_done:
            for page in pages.values():
                on_done(page)
        rest = [url for url in dict.fromkeys(urls) if url not in pages]
        fetched = network.run(
            rest,
            lambda line, url: _Visit(kept, limits, line).page(url),
            lambda url, reason: Page(url, failure=reason),
            url_of=str,
            limits=limits,
            on_done=on_done,
        )
        pages |= zip(rest, fetched, strict=True)
    return [pages[url] for url in urls]


class _UnknownError(Exception):
    """The cache alone does not lead to the page."""


def _known(urls: Iterable[str], kept: Pages, limits: FetchLimits) -> dict[str, Page]:
    """Return the pages that are fresh in the cache: without the network, nor the time that its modules take."""
    pages: dict[str, Page] = {}
    for url in dict.fromkeys(urls):
        try:
            page = _Visit(kept, limits, None).page(url)
        except (_UnknownError, network.RefusedError):
            continue
        if isinstance(page, Page):
            pages[url] = page
    return pages


class _Visit:
    """The way to one page, over as many addresses as it takes; without a line, through the cache alone."""

    def __init__(self, kept: Pages, limits: FetchLimits, line: Connection | None) -> None:
        self._kept, self._manners, self._line = kept, limits, line

    def page(self, asked: str) -> Page | Pause[str, Page]:
        """Return the page at a URL, or a host's wish to be asked later."""
        address = asked.strip()
        if network.is_web(address):
            if endpoint := sites.oembed_address(address, self._manners.oembed):
                described = self._at(endpoint, partial(self._read_oembed, url=address))
                if isinstance(described, Page) and described.title:
                    return replace(described, url=asked)
            address = sites.described_at(address)
        for _ in range(self._manners.redirects + 1):
            page = self._at(address, self._read)
            if isinstance(page, pool.Pause):
                return page
            if not page.refresh:
                return _arrived(page, asked)
            address = page.refresh
        raise network.RefusedError("too many redirects")

    def _at(self, address: str, read: Read) -> Page | Pause[str, Page]:
        """Return the page at one address, or one whose `refresh` says where to go next."""
        kept = self._kept.find(address)
        if kept and kept.is_fresh:
            return kept.page
        with self._online.get(address, kept.asks if kept else None) as response:
            if not kept or response.status_code != 304:
                return self._take(response, address, read)
            if self._kept.renew(address, kept, response.headers):
                return kept.page
        with self._online.get(address) as response:  # the answer meant another page than ours
            return self._take(response, address, read)

    def _take(self, response: httpx.Response, address: str, read: Read) -> Page | Pause[str, Page]:
        """Return the page that an answer gives, and keep it if it may be kept and is worth it."""
        status, headers = response.status_code, response.headers
        if (seconds := network.asks_to_wait(status, headers)) is not None:
            return _pause(status, seconds)
        target = network.redirect(address, status, headers)
        if target is None:
            target = metadata.refresh_target(headers.get("refresh", ""), address) or None
        page, is_whole = (
            (Page(address, refresh=target), True) if target is not None else read(response, address)
        )
        # What was said to a visitor with a cookie, or gives one, is for this visit.
        is_personal = "cookie" in response.request.headers or "set-cookie" in headers
        if is_whole and not is_personal and (page.title or page.refresh):
            self._kept.keep(address, status, headers, page)
        return page

    def _read(self, response: httpx.Response, address: str) -> tuple[Page, bool]:
        """Read until the page has said its title; what has come before the line broke may be enough, too."""
        content_type = response.headers.get("content-type", "")
        body, broken = self._body(response, address)
        page = metadata.read(
            body, url=address, content_type=content_type, status=response.status_code
        )
        if broken and not (page.title or page.refresh):
            raise broken
        if page.failure == metadata.UNTITLED_PDF and len(body) >= self._manners.limit:
            page = metadata.read(body + self._tail(address), url=address, content_type=content_type)
        return page, broken is None

    def _body(self, response: httpx.Response, address: str) -> tuple[bytes, Exception | None]:
        """Return as much of the body as is needed, or came before the error."""
        import httpx

        content_type, body, look = response.headers.get("content-type", ""), bytearray(), 0
        try:
            for chunk in self._online.chunks(response):
                body += chunk
                if len(body) >= look:
                    if metadata.enough(bytes(body), url=address, content_type=content_type):
                        break
                    look = len(body) + max(
                        1024, len(body)
                    )  # looked at as it doubles, not at every drop
        except (httpx.HTTPError, zlib.error) as error:
            return bytes(body), error
        return bytes(body), None

    def _tail(self, address: str) -> bytes:
        with self._online.get(address, {"Range": f"bytes=-{PDF_TAIL}"}) as response:
            return (
                b"".join(self._online.chunks(response, PDF_TAIL))
                if response.status_code == 206
                else b""
            )

    def _read_oembed(self, response: httpx.Response, _: str, *, url: str) -> tuple[Page, bool]:
        body = b"".join(self._online.chunks(response)) if response.status_code == 200 else b""
        return metadata.read_oembed(body, url=url), True

    @property
    def _online(self) -> Connection:
        if self._line is None:
            raise _UnknownError
        return self._line


def _arrived(page: Page, asked: str) -> Page:
    """Return a page under the URL that was asked for, unless the redirects led away from what was meant."""
    page, address = (
        replace(page, url=asked, final_url=page.url if page.url != asked else ""),
        page.url,
    )
    if not page.title or not page.final_url:
        return page
    interstitial = interstitials.interstitial_address(address, host_of(address))
    if interstitial and not interstitials.interstitial_address(asked, host_of(asked)):
        return replace(page, title="", failure=interstitial)
    is_article = words_of_path(urlsplit(asked).path).count(" ") >= 2
    if is_article and host_of(address) == host_of(asked) and is_front_page(address):
        return replace(page, title="", failure="it is gone: it leads to the site's front page")
    return page


def _pause(status: int, seconds: float) -> Pause[str, Page]:
    reason = metadata.read(b"", url="", status=status).failure
    return pool.Pause(
        seconds,
        otherwise=lambda url: Page(url, failure=f"{reason} (it asks to wait {seconds:.0f} s)"),
        is_for_all=status == 429,
    )
