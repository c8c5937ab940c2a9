"""HTTP within limits: which requests are sent, how much is read, and what went wrong, in words.

This is the only module with httpx in it, but for the errors of a body that its callers read.
"""

from __future__ import annotations

import sys
import threading
import time
import zlib
from http import HTTPStatus
from typing import TYPE_CHECKING, Generic, TypeVar
from urllib.parse import urljoin, urlsplit

from postgen.page.titles_from_urls import host_of
from postgen.web import pool, private
from postgen.web.inflate import Inflater
from postgen.web.limits import HEADERS, OFFLINE, FetchError, is_offline, is_web

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from contextlib import AbstractContextManager
    from typing import Any

    import httpx

    from postgen.web.limits import FetchLimits
    from postgen.web.pool import Pause

Item = TypeVar("Item")
Result = TypeVar("Result")

NO_HOST = "no such host"
NO_RESOLVER = "the host's name could not be looked up"
REFUSED = "the connection was refused"
NO_CONNECTION = "no connection"
BROKEN = "the connection broke off"
BAD_CERTIFICATE = "its certificate is not valid"
NOT_SECURE = "no secure connection"
TIMED_OUT = "timed out"
"""Why a page could not be fetched: the whole reason, or its first words."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_ASK_LATER = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})
_CODINGS = frozenset({"gzip", "x-gzip", "deflate"})
_MAX_CAUSES = 10


def run(
    items: Iterable[Item],
    visit: Callable[[Connection, Item], Result | Pause[Item, Result]],
    fail: Callable[[Item, str], Result],
    *,
    url_of: Callable[[Item], str],
    limits: FetchLimits,
    on_done: Callable[[Result], object] | None = None,
) -> list[Result]:
    """Visit the URL of every item, many at once; return the results in order (see `pool.run`).

    `fail` makes the result of an item that could not be fetched, with the reason for people;
    offline, of every item.
    """
    items = list(items)
    if is_offline():
        return [fail(item, f"offline ({OFFLINE} is set)") for item in items]
    if not items:
        return []
    _load_httpx()  # here, so that the threads do not wait for each other's import
    tls = _Tls()
    return pool.run(
        items,
        host_of=lambda item: _queue(url_of(item), limits),
        session=lambda: _Session(Connection(limits, tls), visit, fail, url_of),
        late=lambda item: fail(item, _timed_out(limits)),
        limits=(limits.timeout, limits.concurrency, limits.per_host),
        on_done=on_done,
    )


def _load_httpx() -> None:
    """Import httpx without its command line, which would import click, rich and pygments.

    httpx does without it where these are not installed.
    """
    if "httpx" in sys.modules:
        return
    sys.modules["httpx._main"] = None  # type: ignore[assignment]
    try:
        import httpx  # noqa: F401
    finally:
        del sys.modules["httpx._main"]


class _Tls:
    """One TLS context for a whole run, made for the first https address (it takes 30 ms)."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._context: ssl.SSLContext | None = None

    def context(self) -> ssl.SSLContext:
        import httpx

        with self._lock:
            if self._context is None:
                self._context = httpx.create_ssl_context()
            return self._context


class Connection:
    """One thread's access to the network; its job ends at `deadline` (of `time.monotonic`)."""

    def __init__(self, limits: FetchLimits, tls: _Tls) -> None:
        self.limits = limits
        self.deadline = 0.0
        self._tls = tls
        self._clients: dict[str, httpx.Client] = {}
        self._stream: Any = None
        self._own_hosts = {_host(endpoint) for endpoint in limits.oembed.values()}
        self._typed = ""
        self._asked = ""
        self._connecting = ""

    def begin(self, url: str, deadline: float) -> None:
        """Begin a job with the URL of its item."""
        self.deadline = deadline
        self._typed = _host(url) if self.limits.typed else ""
        self.forget_cookies()

    def get(
        self, address: str, headers: Mapping[str, str] | None = None, method: str = "GET"
    ) -> AbstractContextManager[httpx.Response]:
        """Return the context of a response whose body is yet to be read.

        Raises `FetchError` for what is not a web address.
        """
        if not is_web(address):
            raise FetchError(f"not a web address ({address[:60]})")
        self._asked = _host(address)
        self._refuse_private(self._asked, is_private=private.is_private)
        client = self._client(urlsplit(address).scheme.lower())
        left = max(0.001, self.deadline - time.monotonic())
        return client.stream(
            method, address, headers=headers, timeout=left, extensions={"trace": self._trace}
        )

    def chunks(self, response: httpx.Response, limit: int | None = None) -> Iterator[bytes]:
        """Yield the body, inflated, and cut at `limit` bytes: a compression bomb is never unpacked.

        Raises `httpx.ReadTimeout` past the deadline, even while bytes still trickle in.
        """
        import httpx

        codings = _codings(response)
        if len(codings) > 1 or not _CODINGS.issuperset(codings):
            names = ", ".join(codings)[:60]
            raise FetchError(f"compressed in a way that was not asked for ({names})")
        inflater = Inflater() if codings else None
        left = limit or self.limits.limit
        for chunk in response.iter_raw():
            data = inflater.feed(chunk, left) if inflater else chunk[:left]
            left -= len(data)
            yield data
            if left <= 0:
                return
            if time.monotonic() >= self.deadline:
                raise httpx.ReadTimeout("it did not end")

    def forget_cookies(self) -> None:
        """Remove the cookies, which are kept only along the redirects of one URL."""
        for client in self._clients.values():
            client.cookies.clear()

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

    def _client(self, scheme: str) -> httpx.Client:
        """Return the client for a scheme, made when it is first needed."""
        if scheme not in self._clients:
            import httpx

            # Most bodies are left unread behind the page's head, which ends the connection anyway.
            limits = httpx.Limits(max_keepalive_connections=int(self.limits.keeps_connections))
            context = self._context(scheme)
            self._clients[scheme] = httpx.Client(headers=HEADERS, verify=context, limits=limits)
        return self._clients[scheme]

    def _context(self, scheme: str) -> ssl.SSLContext:
        import ssl

        if scheme == "https":
            return self._tls.context()
        # The client for http trusts no certificate, and so needs none loaded.
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)

    def _trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Note the stream for `hang_up` (https://www.encode.io/httpcore/extensions/#trace).

        The host is looked up before, and its address compared after the connection is made: a name
        may have another address the second time. A proxy looks names up itself.
        """
        if event.endswith(".connect_tcp.started"):
            self._connecting = str(info["host"]).strip("[]").lower()
            if self._connecting == self._asked:
                self._refuse_private(self._asked, is_private=private.resolves_to_private)
        if event.endswith((".connect_tcp.complete", ".start_tls.complete")):
            self._stream = info["return_value"]
        if event.endswith(".connect_tcp.complete") and self._connecting == self._asked:
            peer = str((self._stream.get_extra_info("server_addr") or ("",))[0])
            try:
                self._refuse_private(self._asked, lambda _: private.is_private_address(peer))
            except FetchError:
                self._stream.close()
                raise

    def _refuse_private(self, host: str, is_private: Callable[[str], bool]) -> None:
        """Raise `FetchError` for a private address, unless a person typed it or one like it."""
        if host == self._typed or host in self._own_hosts or not is_private(host):
            return
        if not self._typed or not private.resolves_to_private(self._typed):
            raise FetchError(f"{host} is an address of this machine or of a private network")


def _codings(response: httpx.Response) -> list[str]:
    """Return the content codings of a response in lower case, `identity` left out."""
    header = response.headers.get("content-encoding", "")
    codings = [coding.strip().lower() for coding in header.split(",")]
    return [coding for coding in codings if coding not in {"", "identity"}]


class _Session(Generic[Item, Result]):
    """A `pool.Session`: jobs on one connection."""

    def __init__(
        self,
        connection: Connection,
        visit: Callable[[Connection, Item], Result | Pause[Item, Result]],
        fail: Callable[[Item, str], Result],
        url_of: Callable[[Item], str],
    ) -> None:
        self._connection = connection
        self._visit = visit
        self._fail = fail
        self._url_of = url_of
        self.hang_up = connection.hang_up
        self.close = connection.close

    def do(self, item: Item, deadline: float) -> Result | Pause[Item, Result]:
        """Run one job; a failure of the network becomes its result."""
        import httpx

        self._connection.begin(self._url_of(item), deadline)
        try:
            return self._visit(self._connection, item)
        except FetchError as error:
            return self._fail(item, str(error))
        except (httpx.HTTPError, httpx.InvalidURL, zlib.error, OSError, UnicodeError) as error:
            is_late = isinstance(error, httpx.TimeoutException) or time.monotonic() >= deadline
            reason = _timed_out(self._connection.limits) if is_late else _reason(error)
            return self._fail(item, reason)


def redirect(address: str, status: int, headers: Mapping[str, str]) -> str | None:
    """Return the address that a response redirects to (RFC 9110, 15.4); None without one.

    `headers`: names in lower case.
    """
    if status not in _REDIRECTS or "location" not in headers:
        return None
    location = headers["location"]
    try:
        return urljoin(address, location.strip())
    except ValueError:
        return location


def asks_to_wait(status: int, headers: Mapping[str, str]) -> float | None:
    """Return the seconds that a response asks to wait (RFC 9110, 10.2.3); None if it does not.

    `headers`: names in lower case.
    """
    value = headers.get("retry-after", "").strip()
    if status not in _ASK_LATER:
        return None
    if value.isdecimal():
        return float(value[:9])
    from email.utils import parsedate_to_datetime

    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, OverflowError):
        return None


def _queue(url: str, limits: FetchLimits) -> str:
    """Return the name of the queue that an address waits in: its host, or its own."""
    host = host_of(url)
    is_own = not limits.spares_this_machine and private.is_private(_host(url))
    return url if is_own else host


def _host(address: str) -> str:
    """Return the host of an address as a connection names it, in lower case."""
    try:
        host = urlsplit(address.strip()).hostname or ""
        return host if host.isascii() else host.encode("idna").decode("ascii")
    except (ValueError, UnicodeError):
        return ""


def _timed_out(limits: FetchLimits) -> str:
    return f"{TIMED_OUT} after {limits.timeout:g} s"


def _reason(error: BaseException) -> str:
    """Return what went wrong on the network, in words for people."""
    import socket
    import ssl

    import httpx

    reasons: tuple[tuple[Any, str], ...] = (
        (ssl.SSLCertVerificationError, BAD_CERTIFICATE),
        (ssl.SSLError, NOT_SECURE),
        (socket.gaierror, NO_HOST),
        (ConnectionRefusedError, REFUSED),
        ((httpx.InvalidURL, httpx.UnsupportedProtocol, UnicodeError), "not a web address"),
        (zlib.error, "its compression is broken"),
        (httpx.ConnectError, NO_CONNECTION),
        (httpx.TransportError, BROKEN),
    )
    causes = _causes(error)
    for kind, reason in reasons:
        for cause in causes:
            if not isinstance(cause, kind):
                continue
            is_resolver_down = getattr(cause, "errno", 0) == socket.EAI_AGAIN
            return NO_RESOLVER if is_resolver_down else reason
    return f"not fetched ({error})"


def _causes(error: BaseException) -> list[BaseException]:
    """Return an error and the errors that led to it, the last one first."""
    causes = [error]
    while len(causes) < _MAX_CAUSES:
        cause = causes[-1].__cause__ or causes[-1].__context__
        if cause is None:
            break
        causes.append(cause)
    return causes
