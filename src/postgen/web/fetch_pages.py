"""Fetch pages from the network, or from the cache while they are fresh there.

A failure of the network is never an error: a page that could not be fetched is a `Page` whose
`failure` says why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from postgen import __version__
from postgen.page import providers
from postgen.page.model import Page
from postgen.page.titles_from_urls import host_of, is_front_page, words_of_path
from postgen.web.cache import PageCache
from postgen.web.limits import (
    HEADERS,
    TOO_MANY_REDIRECTS,
    FetchError,
    FetchLimits,
    is_offline,
    is_web,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from postgen.web.cache import CachedPage
    from postgen.web.pool import Pause

    Answer = Page | Pause[str, Page]
    Ask = Callable[[str, CachedPage | None, str], Answer]

_OK = 200
_PERMANENT = frozenset({301, 308})

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
    with PageCache(__version__, HEADERS) as cache:
        pages = {} if is_offline() else _cached(urls, cache, limits)
        if on_done:
            for page in pages.values():
                on_done(page)
        missing = [url for url in dict.fromkeys(urls) if url not in pages]
        if missing:
            from postgen.web import visit

            pages |= zip(missing, visit.fetch(missing, cache, limits, on_done), strict=True)
    return [pages[url] for url in urls]


class _NotCachedError(Exception):
    """The cache alone does not lead to the page."""


def _cached(urls: Iterable[str], cache: PageCache, limits: FetchLimits) -> dict[str, Page]:
    """Return the pages that are fresh in the cache, without loading what the network needs."""
    pages: dict[str, Page] = {}
    for url in dict.fromkeys(urls):
        try:
            page = Way(cache, limits).page(url)
        except (_NotCachedError, FetchError):
            continue
        if isinstance(page, Page):
            pages[url] = page
    return pages


class Way:
    """The way to one page over redirects.

    `ask` returns the page at an address as its server has it, by what is cached of it, and by the
    video that it describes, or ""; without `ask` the way is in the cache alone.
    """

    def __init__(self, cache: PageCache, limits: FetchLimits, ask: Ask | None = None) -> None:
        self._cache = cache
        self._limits = limits
        self._ask = ask

    def page(self, requested: str) -> Answer:
        """Return the page at a URL, or the pause that its host asks for. Raises `FetchError`."""
        address = requested.strip()
        if is_web(address):
            described = self._described(address)
            if described:
                return described._replace(url=requested)
            address = providers.description_address(address)
        is_permanent = True
        for _ in range(self._limits.redirects + 1):
            page = self._page_at(address)
            if not isinstance(page, Page):
                return page
            if not page.refresh:
                is_permanent = is_permanent and page.status == _OK
                return _arrived(page, requested)._replace(is_permanent=is_permanent)
            is_permanent = is_permanent and page.status in _PERMANENT
            address = page.refresh
        raise FetchError(TOO_MANY_REDIRECTS)

    def _described(self, address: str) -> Page | None:
        """Return what a provider says of a video; None for other pages, and without a title."""
        endpoint = providers.oembed_address(address, self._limits.oembed)
        if not endpoint:
            return None
        page = self._page_at(endpoint, video=address)
        if not isinstance(page, Page) or not page.title:
            return None
        return page

    def _page_at(self, address: str, *, video: str = "") -> Answer:
        """Return the page at one address; its `refresh` is the next address, where it redirects.

        `video` is the address of the one that it describes by oEmbed.
        """
        cached = self._cache.find(address)
        if cached and cached.is_fresh:
            return cached.page
        if self._ask is None:
            raise _NotCachedError
        return self._ask(address, cached, video)


def _arrived(page: Page, requested: str) -> Page:
    """Return a page under the requested URL; without a title if the redirects led elsewhere."""
    address = page.url
    final_url = address if address != requested else ""
    page = page._replace(url=requested, final_url=final_url)
    if not page.title or not final_url:
        return page
    from postgen.page import interstitials

    interstitial = interstitials.interstitial_address(address, host_of(address))
    # Whoever links to a login page gets its title.
    is_meant = interstitials.interstitial_address(requested, host_of(requested))
    if interstitial and not is_meant:
        return page._replace(title="", failure=interstitial)
    is_same_host = host_of(address) == host_of(requested)
    if is_same_host and is_front_page(address) and _is_article(requested):
        return page._replace(title="", failure="it is gone: it leads to the site's front page")
    return page


def _is_article(url: str) -> bool:
    """Whether the path of a URL has as many words as a headline: `/2024/05/what-we-have-learnt`."""
    words = words_of_path(urlsplit(url).path)
    return len(words.split(" ")) >= _HEADLINE_WORDS
