"""Fetch pages from the network, and read what arrives."""

from __future__ import annotations

import zlib
from http import HTTPStatus
from typing import TYPE_CHECKING

from postgen.page import metadata
from postgen.page.model import Page
from postgen.web import network, pool
from postgen.web.fetch_pages import Way

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

    from postgen.web.cache import CachedPage, PageCache
    from postgen.web.limits import FetchLimits
    from postgen.web.network import Connection
    from postgen.web.pool import Pause

PDF_TAIL = 256 * 1024
"""Bytes requested from the end of a PDF whose beginning gave no title."""

FIRST_LOOK = 1024
"""Bytes of a page after which it is first looked at again for a title."""


def fetch(
    urls: list[str],
    cache: PageCache,
    limits: FetchLimits,
    on_done: Callable[[Page], object] | None = None,
) -> list[Page]:
    """Fetch pages, many at once; return them in order. See `fetch_pages.fetch_all`."""
    return network.run(
        urls,
        lambda connection, url: Way(cache, limits, _Visit(cache, limits, connection).ask).page(url),
        lambda url, reason: Page(url, failure=reason),
        url_of=str,
        limits=limits,
        on_done=on_done,
    )


class _Visit:
    """What one page is asked for, over a connection."""

    def __init__(self, cache: PageCache, limits: FetchLimits, connection: Connection) -> None:
        self._cache = cache
        self._limits = limits
        self._online = connection

    def ask(self, address: str, cached: CachedPage | None, video: str) -> Page | Pause[str, Page]:
        """Return the page at an address as its server has it now."""
        if cached:
            with self._online.get(address, cached.validators) as response:
                is_confirmed = response.status_code == HTTPStatus.NOT_MODIFIED
                if not is_confirmed:
                    return self._take(response, address, video)
                if self._cache.renew(address, cached, response.headers):
                    return cached.page
            # The 304 was about another version than the cached one.
        with self._online.get(address) as response:
            return self._take(response, address, video)

    def _take(self, response: httpx.Response, address: str, video: str) -> Page | Pause[str, Page]:
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
        elif video:
            page, is_whole = self._read_oembed(response, video), True
        else:
            page, is_whole = self._read(response, address)
        page = page._replace(status=status)
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

    def _read_oembed(self, response: httpx.Response, video: str) -> Page:
        is_answer = response.status_code == HTTPStatus.OK
        body = b"".join(self._online.chunks(response)) if is_answer else b""
        return metadata.read_oembed(body, url=video)


def _pause(status: int, seconds: float) -> Pause[str, Page]:
    reason = metadata.read(b"", url="", status=status).failure
    return pool.Pause(
        seconds,
        otherwise=lambda url: Page(url, failure=f"{reason} (it asks to wait {seconds:.0f} s)"),
        is_for_all=status == HTTPStatus.TOO_MANY_REQUESTS,
    )
