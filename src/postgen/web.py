"""The one room that talks to the network: pages, politely and within bounds.

What the network does is never an error: a page that could not be had is a `Page` whose `refusal` says why.
"""

from __future__ import annotations

import os
import threading
import time
import zlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from postgen import __version__, crew
from postgen.page import reader, refusals, sites
from postgen.page.reader import Page
from postgen.page.slugs import host_of, is_front_page, words_of_path

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import Any

    import httpx

    from postgen.crew import Pause

USER_AGENT = f"postgen/{__version__} (+https://pypi.org/project/postgen/)"

OFFLINE = "POSTGEN_OFFLINE"
"""The environment variable that keeps postgen off the network, unless it is empty or 0."""

PDF_TAIL = 256 * 1024
"""Bytes asked for from the end of a PDF of which the beginning gave no title."""

_HEADERS = {
    "User-Agent": USER_AGENT,
    "Accept": "text/html,application/xhtml+xml,application/pdf;q=0.9,application/xml;q=0.8,*/*;q=0.5",
    "Accept-Encoding": "gzip, deflate",
}
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_ASK_LATER = frozenset({429, 503})


@dataclass(frozen=True, slots=True)
class Manners:
    """How much is asked of the network."""

    timeout: float = 10.0
    """Seconds for one URL, from its first request to its last byte, redirects and pauses included."""
    limit: int = 2 * 1024 * 1024
    """Bytes of one page, after decompression."""
    redirects: int = 10
    concurrency: int = 48
    """URLs fetched at once."""
    per_host: int = 4
    """URLs fetched at once from one host."""
    oembed: Mapping[str, str] = field(default_factory=dict)
    """Endpoints to ask in the place of those of `sites.OEMBED`, by the address of the one replaced."""


def fetch(url: str, *, manners: Manners | None = None) -> Page:
    """Return what the page at a URL says of itself; never raises for what the network does."""
    return fetch_all([url], manners=manners)[0]


def fetch_all(
    urls: Iterable[str], *, on_done: Callable[[Page], object] | None = None, manners: Manners | None = None
) -> list[Page]:
    """Return a page for each URL, in the order given, fetched many at once; equal URLs are fetched once.

    `on_done` gets each page as it comes, in the calling thread. A host that answers 429 or 503 with `Retry-After`
    is waited for within the bounds of `crew`. With POSTGEN_OFFLINE set nothing is fetched.
    """
    manners = manners or Manners()
    urls = list(urls)
    if os.environ.get(OFFLINE, "") not in {"", "0"}:
        return [Page(url, refusal=f"offline ({OFFLINE} is set)") for url in urls]
    import httpx  # noqa: F401 - here, so that the threads do not wait for each other's import

    tls = _Tls()
    return crew.run(
        urls,
        host_of=host_of,
        session=lambda: _Session(manners, tls),
        late=lambda url: Page(url, refusal=_timed_out(manners)),
        limits=(manners.timeout, manners.concurrency, manners.per_host),
        on_done=on_done,
    )


class _RefusedError(Exception):
    """An answer of no use, with the reason for people."""


class _Tls:
    """One TLS context for a whole run, made when the first https address comes (30 ms)."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._context: ssl.SSLContext | None = None

    def context(self) -> ssl.SSLContext:
        import httpx

        with self._lock:
            self._context = self._context or httpx.create_ssl_context()
            return self._context


class _Session:
    """One thread's way to the network: what `crew.Session` asks for."""

    def __init__(self, manners: Manners, tls: _Tls) -> None:
        self._manners, self._tls = manners, tls
        self._clients: dict[str, httpx.Client] = {}
        self._stream: Any = None

    def do(self, item: str, deadline: float) -> Page | Pause[str, Page]:
        """Fetch one URL; see `crew.Session`."""
        import httpx

        try:
            return self._page(item.strip(), deadline, asked=item)
        except _RefusedError as refused:
            return Page(item, refusal=str(refused))
        except (httpx.HTTPError, httpx.InvalidURL, zlib.error, OSError, UnicodeError) as error:
            late = isinstance(error, httpx.TimeoutException) or time.monotonic() >= deadline
            return Page(item, refusal=_timed_out(self._manners) if late else _reason(error))

    def hang_up(self) -> None:
        """Shut the socket, which wakes the thread that reads from it."""
        import socket

        connection = self._stream and self._stream.get_extra_info("socket")
        if connection:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                return

    def close(self) -> None:
        """Close the connections."""
        for client in self._clients.values():
            client.close()

    def _page(self, url: str, deadline: float, *, asked: str) -> Page | Pause[str, Page]:
        for client in self._clients.values():
            client.cookies.clear()
        if endpoint := sites.oembed_address(url, self._manners.oembed) if _is_web(url) else "":
            described = self._oembed(endpoint, url, deadline)
            if described.title:
                return replace(described, url=asked)
        address = sites.described_at(url) if _is_web(url) else url
        for _ in range(self._manners.redirects + 1):
            page = self._get(address, deadline)
            if isinstance(page, crew.Pause):
                return page
            if not page.refresh:
                return _arrived(page, asked)
            address = page.refresh
        raise _RefusedError("too many redirects")

    def _oembed(self, endpoint: str, url: str, deadline: float) -> Page:
        with self._request(endpoint, deadline) as response:
            body = b"".join(_decoded(response, self._manners.limit)) if response.status_code == 200 else b""
            return reader.read_oembed(body, url=url)

    def _get(self, address: str, deadline: float) -> Page | Pause[str, Page]:
        """Return the page at one address, or one whose `refresh` says where to go next."""
        with self._request(address, deadline) as response:
            status, headers = response.status_code, response.headers
            if status in _REDIRECTS and "location" in headers:
                return Page(address, refresh=_joined(address, headers["location"]))
            if target := reader.refresh_target(headers.get("refresh", ""), address):
                return Page(address, refresh=target)
            if status in _ASK_LATER and (seconds := _retry_after(headers.get("retry-after", ""))) is not None:
                return _pause(status, seconds)
            page, body = self._read(response, address, deadline)
        if page.refusal == reader.UNTITLED_PDF and len(body) >= self._manners.limit:
            tail = self._tail(address, deadline)
            page = reader.read(body + tail, url=address, content_type=headers.get("content-type", ""))
        return page

    def _read(self, response: httpx.Response, address: str, deadline: float) -> tuple[Page, bytes]:
        """Read until the page has said its title; what has come before the line broke may be enough, too."""
        import httpx

        content_type, body, look, broken = response.headers.get("content-type", ""), bytearray(), 0, None
        try:
            for chunk in _decoded(response, self._manners.limit):
                body += chunk
                if len(body) >= look:
                    if reader.enough(bytes(body), url=address, content_type=content_type):
                        break
                    look = len(body) + max(1024, len(body))  # looked at as it doubles, not at every drop
                if time.monotonic() >= deadline:
                    raise httpx.ReadTimeout("the page did not end")
        except (httpx.HTTPError, zlib.error) as error:
            broken = error
        page = reader.read(bytes(body), url=address, content_type=content_type, status=response.status_code)
        if broken and not (page.title or page.refresh):
            raise broken
        return page, bytes(body)

    def _tail(self, address: str, deadline: float) -> bytes:
        with self._request(address, deadline, {"Range": f"bytes=-{PDF_TAIL}"}) as response:
            return b"".join(_decoded(response, PDF_TAIL)) if response.status_code == 206 else b""

    def _request(self, address: str, deadline: float, headers: dict[str, str] | None = None) -> Any:
        """Return the context of an answer whose body is yet to be read."""
        if not _is_web(address):
            raise _RefusedError(f"not a web address ({address[:60]})")
        client = self._client(urlsplit(address).scheme.lower())
        left = max(0.001, deadline - time.monotonic())
        return client.stream("GET", address, headers=headers, timeout=left, extensions={"trace": self._trace})

    def _client(self, scheme: str) -> httpx.Client:
        """Return the client for a scheme. That for http trusts nobody, and so needs no certificates loaded."""
        if scheme not in self._clients:
            import ssl

            import httpx

            context = self._tls.context() if scheme == "https" else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            # Most answers are left unread behind their head, which ends the connection anyway.
            limits = httpx.Limits(max_keepalive_connections=0)
            self._clients[scheme] = httpx.Client(headers=_HEADERS, verify=context, limits=limits)
        return self._clients[scheme]

    def _trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Note the connection (https://www.encode.io/httpcore/extensions/#trace), for `hang_up`."""
        if event.endswith((".connect_tcp.complete", ".start_tls.complete")):
            self._stream = info["return_value"]


def _arrived(page: Page, asked: str) -> Page:
    """Return a page under the URL that was asked for, unless the redirects led away from what was meant."""
    page, address = replace(page, url=asked, final_url=page.url if page.url != asked else ""), page.url
    if not page.title or not page.final_url:
        return page
    wall = refusals.wall_address(address, host_of(address))
    if wall and not refusals.wall_address(asked, host_of(asked)):
        return replace(page, title="", refusal=wall)
    is_article = words_of_path(urlsplit(asked).path).count(" ") >= 2
    if is_article and host_of(address) == host_of(asked) and is_front_page(address):
        return replace(page, title="", refusal="it is gone: it leads to the site's front page")
    return page


def _decoded(response: httpx.Response, limit: int) -> Iterator[bytes]:
    """Yield the body as sent, inflated, and cut at `limit` bytes: a bomb never gets to unfold."""
    codings = [coding.strip().lower() for coding in response.headers.get("content-encoding", "").split(",")]
    codings = [coding for coding in codings if coding not in {"", "identity"}]
    if len(codings) > 1 or not {"gzip", "x-gzip", "deflate"}.issuperset(codings):
        raise _RefusedError(f"compressed in a way that was not asked for ({', '.join(codings)[:60]})")
    inflater = _Inflater() if codings else None
    room = limit
    for chunk in response.iter_raw():
        data = inflater.feed(chunk, room) if inflater else chunk[:room]
        room -= len(data)
        yield data
        if room <= 0:
            return


class _Inflater:
    """Gzip (of several members, too) and deflate, with or without the header that servers forget."""

    def __init__(self) -> None:
        self._engine = zlib.decompressobj(wbits=47)
        self._is_begun = False

    def feed(self, data: bytes, room: int) -> bytes:
        """Return what the next bytes inflate to, at most `room` bytes of it."""
        parts: list[bytes] = []
        while data and room > 0:
            part = self._inflate(data, room)
            parts.append(part)
            room -= len(part)
            data = self._engine.unused_data
            if data:
                if not data.startswith(b"\x1f\x8b"):
                    break  # rubbish behind the end
                self._engine = zlib.decompressobj(wbits=47)
            elif not self._engine.eof:
                break
        return b"".join(parts)

    def _inflate(self, data: bytes, room: int) -> bytes:
        begun, self._is_begun = self._is_begun, True
        try:
            return self._engine.decompress(data, room)
        except zlib.error:
            if begun:
                raise
            self._engine = zlib.decompressobj(wbits=-15)
            return self._engine.decompress(data, room)


def _pause(status: int, seconds: float) -> Pause[str, Page]:
    reason = reader.read(b"", url="", status=status).refusal
    return crew.Pause(
        seconds,
        otherwise=lambda url: Page(url, refusal=f"{reason} (it asks to wait {seconds:.0f} s)"),
        is_for_all=status == 429,
    )


def _retry_after(value: str) -> float | None:
    """Return the seconds that `Retry-After` asks for (RFC 9110, 10.2.3): a number, or until a date; else None."""
    if value.strip().isdecimal():
        return float(value.strip()[:9])
    from email.utils import parsedate_to_datetime

    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, OverflowError):
        return None


def _is_web(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme.lower() in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False


def _joined(address: str, location: str) -> str:
    try:
        return urljoin(address, location.strip())
    except ValueError:
        return location


def _timed_out(manners: Manners) -> str:
    return f"timed out after {manners.timeout:g} s"


def _reason(error: BaseException) -> str:
    """Return what went wrong on the way, in words for people."""
    import socket
    import ssl

    import httpx

    chain = [error]
    while (cause := chain[-1].__cause__ or chain[-1].__context__) and len(chain) < 10:
        chain.append(cause)
    reasons: tuple[tuple[Any, str], ...] = (
        (ssl.SSLCertVerificationError, "its certificate is not valid"),
        (socket.gaierror, "no such host"),
        (ConnectionRefusedError, "the connection was refused"),
        ((httpx.InvalidURL, httpx.UnsupportedProtocol, UnicodeError), "not a web address"),
        (zlib.error, "its compression is broken"),
        (httpx.ConnectError, "no connection"),
        (httpx.TransportError, "the connection broke off"),
    )
    for kind, reason in reasons:
        for cause in chain:
            if isinstance(cause, kind):
                is_resolver_down = getattr(cause, "errno", 0) == socket.EAI_AGAIN
                return "the host's name could not be looked up" if is_resolver_down else reason
    return f"not fetched ({error})"
