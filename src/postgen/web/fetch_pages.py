"""Fetch pages from the network, or from the cache while they are fresh there.

A failure of the network is never an error: a page that could not be fetched is a `Page` whose
`failure` says why.
"""

from __future__ import annotations

import zlib
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from postgen import __version__
from postgen.page import interstitials, metadata, providers
from postgen.page.metadata import Page
from postgen.page.titles_from_urls import host_of, is_front_page, words_of_path
from postgen.web import network, pool
from postgen.web.cache import PageCache
from postgen.web.network import FetchLimits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import httpx

    from postgen.web.network import Connection
    from postgen.web.pool import Pause

    Reader = Callable[[httpx.Response, str], tuple[Page, bool]]
    """Reads a response from an address: the page, and whether the whole of it arrived."""

PDF_TAIL = 256 * 1024
"""Bytes requested from the end of a PDF whose beginning gave no title."""

FIRST_LOOK = 1024
"""Bytes of a page after which it is first looked at again for a title."""

_PERMANENT = frozenset({HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT})

_HEADLINE_WORDS = 3
"""Words in a URL's path from which on it is an article's, and not a section's."""


def fetch(url: str, *, limits: FetchLimits | None = None) -> Page:
    """Return the metadata of the page at a URL; never raises for what the network does."""
    return fetch_all([url], limits=limits)[0]


def fetch_all(
    urls: Iterable[str],
    *,
    on_done: Callable[[Page], object] | None = None,
    limits: FetchLimits | None = None,
) -> list[Page]:
    """Fetch many URLs at once; return a page for each, in order. Equal URLs are fetched once.

    `on_done` is called with each page as it arrives, in the calling thread. A host that answers 429
    or 503 with `Retry-After` is waited for within the bounds of `pool`. A page that is fresh in the
    user's cache is not fetched; pages that have arrived are cached even if the rest is interrupted.
    With POSTGEN_OFFLINE set, neither the network nor the cache is used. Never raises for what the
    network does.
    """
    urls = list(urls)
    limits = limits or FetchLimits()
    with PageCache(__version__, network.HEADERS) as cache:
        pages = {} if network.is_offline() else _cached(urls, cache, limits)
        if on_done:
            for page in pages.values():
                on_done(page)
        missing = [url for url in dict.fromkeys(urls) if url not in pages]
        fetched = network.run(
            missing,
            lambda connection, url: _Visit(cache, limits, connection).page(url),
            lambda url, reason: Page(url, failure=reason),
            url_of=str,
            limits=limits,
            on_done=on_done,
        )
        pages |= zip(missing, fetched, strict=True)
    return [pages[url] for url in urls]


class _NotCachedError(Exception):
    """The cache alone does not lead to the page."""


def _cached(urls: Iterable[str], cache: PageCache, limits: FetchLimits) -> dict[str, Page]:
    """Return the pages that are fresh in the cache, without loading what the network needs."""
    pages: dict[str, Page] = {}
    for url in dict.fromkeys(urls):
        try:
            page = _Visit(cache, limits, None).page(url)
        except (_NotCachedError, network.FetchError):
            continue
        if isinstance(page, Page):
            pages[url] = page
    return pages


class _Visit:
    """The way to one page over redirects; without a connection, in the cache alone."""

    def __init__(
        self, cache: PageCache, limits: FetchLimits, connection: Connection | None
    ) -> None:
        self._cache = cache
        self._limits = limits
        self._connection = connection

    def page(self, requested: str) -> Page | Pause[str, Page]:
        """Return the page at a URL, or the pause that its host asks for. Raises `FetchError`."""
        address = requested.strip()
        if network.is_web(address):
            described = self._described(address)
            if described:
                return replace(described, url=requested)
            address = providers.description_address(address)
        is_permanent = True
        for _ in range(self._limits.redirects + 1):
            page = self._page_at(address, self._read)
            if isinstance(page, pool.Pause):
                return page
            if not page.refresh:
                is_permanent = is_permanent and page.status == HTTPStatus.OK
                return replace(_arrived(page, requested), is_permanent=is_permanent)
            is_permanent = is_permanent and page.status in _PERMANENT
            address = page.refresh
        raise network.FetchError(network.TOO_MANY_REDIRECTS)

    def _described(self, address: str) -> Page | None:
        """Return what a provider says of a video; None for other pages, and without a title."""
        endpoint = providers.oembed_address(address, self._limits.oembed)
        if not endpoint:
            return None
        page = self._page_at(endpoint, partial(self._read_oembed, url=address))
        if not isinstance(page, Page) or not page.title:
            return None
        return page

    def _page_at(self, address: str, reader: Reader) -> Page | Pause[str, Page]:
        """Return the page at one address; its `refresh` is the next address, where it redirects."""
        cached = self._cache.find(address)
        if not cached:
            with self._online.get(address) as response:
                return self._take(response, address, reader)
        if cached.is_fresh:
            return cached.page
        with self._online.get(address, cached.validators) as response:
            is_confirmed = response.status_code == HTTPStatus.NOT_MODIFIED
            if not is_confirmed:
                return self._take(response, address, reader)
            if self._cache.renew(address, cached, response.headers):
                return cached.page
        # The 304 was about another version than the cached one.
        with self._online.get(address) as response:
            return self._take(response, address, reader)

    def _take(
        self, response: httpx.Response, address: str, reader: Reader
    ) -> Page | Pause[str, Page]:
        """Return the page of a response, and cache it if that is allowed and of use."""
        status = response.status_code
        headers = response.headers
        seconds = network.asks_to_wait(status, headers)
        if seconds is not None:
            return _pause(status, seconds)
        target = network.redirect(address, status, headers)
        if not target:
            target = metadata.refresh_target(headers.get("refresh", ""), address)
        if target:
            page, is_whole = Page(address, refresh=target), True
        else:
            page, is_whole = reader(response, address)
        page = replace(page, status=status)
        # A response to a request with a cookie, or one that sets a cookie, is for this visit only.
        is_personal = "cookie" in response.request.headers or "set-cookie" in headers
        is_useful = bool(page.title or page.refresh)
        if is_whole and is_useful and not is_personal:
            self._cache.keep(address, status, headers, page)
        return page

    def _read(self, response: httpx.Response, address: str) -> tuple[Page, bool]:
        """Read until the title is known. What arrived before an error may be enough for it, too."""
        content_type = response.headers.get("content-type", "")
        body, error = self._body(response, address)
        page = metadata.read(
            body, url=address, content_type=content_type, status=response.status_code
        )
        if error and not (page.title or page.refresh):
            raise error
        is_cut_pdf = page.failure == metadata.UNTITLED_PDF and len(body) >= self._limits.limit
        if is_cut_pdf:
            page = metadata.read(body + self._tail(address), url=address, content_type=content_type)
        return page, error is None

    def _body(self, response: httpx.Response, address: str) -> tuple[bytes, Exception | None]:
        """Return as much of the body as is needed, or what arrived before the error."""
        import httpx

        content_type = response.headers.get("content-type", "")
        body = bytearray()
        next_look = 0
        try:
            for chunk in self._online.chunks(response):
                body += chunk
                if len(body) < next_look:
                    continue
                if metadata.enough(bytes(body), url=address, content_type=content_type):
                    break
                # Look again when it has doubled: a look at every chunk would cost quadratic time.
                next_look = len(body) + max(FIRST_LOOK, len(body))
        except (httpx.HTTPError, zlib.error) as error:
            return bytes(body), error
        return bytes(body), None

    def _tail(self, address: str) -> bytes:
        """Return the last bytes of a file, nothing if the server does not send parts."""
        with self._online.get(address, {"Range": f"bytes=-{PDF_TAIL}"}) as response:
            if response.status_code != HTTPStatus.PARTIAL_CONTENT:
                return b""
            return b"".join(self._online.chunks(response, PDF_TAIL))

    def _read_oembed(self, response: httpx.Response, _: str, *, url: str) -> tuple[Page, bool]:
        is_answer = response.status_code == HTTPStatus.OK
        body = b"".join(self._online.chunks(response)) if is_answer else b""
        return metadata.read_oembed(body, url=url), True

    @property
    def _online(self) -> Connection:
        if self._connection is None:
            raise _NotCachedError
        return self._connection


def _arrived(page: Page, requested: str) -> Page:
    """Return a page under the requested URL; without a title if the redirects led elsewhere."""
    address = page.url
    final_url = address if address != requested else ""
    page = replace(page, url=requested, final_url=final_url)
    if not page.title or not final_url:
        return page
    interstitial = interstitials.interstitial_address(address, host_of(address))
    # Whoever links to a login page gets its title.
    is_meant = interstitials.interstitial_address(requested, host_of(requested))
    if interstitial and not is_meant:
        return replace(page, title="", failure=interstitial)
    is_same_host = host_of(address) == host_of(requested)
    if is_same_host and is_front_page(address) and _is_article(requested):
        return replace(page, title="", failure="it is gone: it leads to the site's front page")
    return page


def _is_article(url: str) -> bool:
    """Whether the path of a URL has as many words as a headline: `/2024/05/what-we-have-learnt`."""
    words = words_of_path(urlsplit(url).path)
    return len(words.split(" ")) >= _HEADLINE_WORDS


def _pause(status: int, seconds: float) -> Pause[str, Page]:
    reason = metadata.read(b"", url="", status=status).failure
    return pool.Pause(
        seconds,
        otherwise=lambda url: Page(url, failure=f"{reason} (it asks to wait {seconds:.0f} s)"),
        is_for_all=status == HTTPStatus.TOO_MANY_REQUESTS,
    )
