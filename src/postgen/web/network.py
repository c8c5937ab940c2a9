"""The network, politely and within bounds: who asks, how much, how often, and what went wrong on the way.

The only room that knows httpx. `web` gets pages through it, `download` anything else.
"""

from __future__ import annotations

import os
import threading
import time
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar
from urllib.parse import urljoin, urlsplit

from postgen import __version__
from postgen.page.slugs import host_of
from postgen.web import pool

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from contextlib import AbstractContextManager
    from typing import Any

    import httpx

    from postgen.web.pool import Pause

Item = TypeVar("Item")
Result = TypeVar("Result")

USER_AGENT = f"postgen/{__version__} (+https://pypi.org/project/postgen/)"

OFFLINE = "POSTGEN_OFFLINE"
"""The environment variable that keeps postgen off the network, unless it is empty or 0."""

HEADERS = {
    "User-Agent": USER_AGENT,
    "Accept": "text/html,application/xhtml+xml,application/pdf;q=0.9,application/xml;q=0.8,*/*;q=0.5",
    "Accept-Encoding": "gzip, deflate",
}
"""What every request says."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_ASK_LATER = frozenset({429, 503})


@dataclass(frozen=True, slots=True)
class FetchLimits:
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


class RefusedError(Exception):
    """An answer of no use, with the reason for people."""


def is_offline() -> bool:
    """Say whether POSTGEN_OFFLINE keeps us off the network."""
    return os.environ.get(OFFLINE, "") not in {"", "0"}


def run(
    items: Iterable[Item],
    visit: Callable[[Connection, Item], Result | Pause[Item, Result]],
    refuse: Callable[[Item, str], Result],
    *,
    url_of: Callable[[Item], str],
    limits: FetchLimits,
    on_done: Callable[[Result], object] | None = None,
) -> list[Result]:
    """Visit the URL of every item, many at once, and return the results in the order given; see `crew.run`.

    `refuse` makes the result of an item that could not be had, with the reason for people; offline it makes all.
    """
    items = list(items)
    if is_offline():
        return [refuse(item, f"offline ({OFFLINE} is set)") for item in items]
    if not items:
        return []
    import httpx  # noqa: F401 - here, so that the threads do not wait for each other's import

    tls = _Tls()
    return pool.run(
        items,
        host_of=lambda item: host_of(url_of(item)),
        session=lambda: _Session(Connection(limits, tls), visit, refuse),
        late=lambda item: refuse(item, _timed_out(limits)),
        limits=(limits.timeout, limits.concurrency, limits.per_host),
        on_done=on_done,
    )


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


class Connection:
    """One thread's way to the network. `deadline`, a time of `time.monotonic`, is when the errand has to be done."""

    def __init__(self, limits: FetchLimits, tls: _Tls) -> None:
        self.limits, self.deadline = limits, 0.0
        self._tls = tls
        self._clients: dict[str, httpx.Client] = {}
        self._stream: Any = None

    def get(
        self, address: str, headers: Mapping[str, str] | None = None
    ) -> AbstractContextManager[httpx.Response]:
        """Return the context of an answer whose body is yet to be read. Raises `RefusedError` for no web address."""
        if not is_web(address):
            raise RefusedError(f"not a web address ({address[:60]})")
        client = self._client(urlsplit(address).scheme.lower())
        left = max(0.001, self.deadline - time.monotonic())
        return client.stream(
            "GET", address, headers=headers, timeout=left, extensions={"trace": self._trace}
        )

    def chunks(self, response: httpx.Response, limit: int | None = None) -> Iterator[bytes]:
        """Yield the body as sent, inflated, and cut at `limit` bytes: a bomb never gets to unfold.

        Raises `httpx.ReadTimeout` past the deadline, however little still comes and comes.
        """
        import httpx

        codings = [
            coding.strip().lower()
            for coding in response.headers.get("content-encoding", "").split(",")
        ]
        codings = [coding for coding in codings if coding not in {"", "identity"}]
        if len(codings) > 1 or not {"gzip", "x-gzip", "deflate"}.issuperset(codings):
            raise RefusedError(
                f"compressed in a way that was not asked for ({', '.join(codings)[:60]})"
            )
        inflater = _Inflater() if codings else None
        room = limit or self.limits.limit
        for chunk in response.iter_raw():
            data = inflater.feed(chunk, room) if inflater else chunk[:room]
            room -= len(data)
            yield data
            if room <= 0:
                return
            if time.monotonic() >= self.deadline:
                raise httpx.ReadTimeout("it did not end")

    def forget(self) -> None:
        """Forget the cookies, which are kept along the way to one URL only."""
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
        """Return the client for a scheme. That for http trusts nobody, and so needs no certificates loaded."""
        if scheme not in self._clients:
            import ssl

            import httpx

            context = (
                self._tls.context()
                if scheme == "https"
                else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            )
            # Most answers are left unread behind their head, which ends the connection anyway.
            limits = httpx.Limits(max_keepalive_connections=0)
            self._clients[scheme] = httpx.Client(headers=HEADERS, verify=context, limits=limits)
        return self._clients[scheme]

    def _trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Note the connection (https://www.encode.io/httpcore/extensions/#trace), for `hang_up`."""
        if event.endswith((".connect_tcp.complete", ".start_tls.complete")):
            self._stream = info["return_value"]


class _Session(Generic[Item, Result]):
    """What `crew.Session` asks for: errands on one line."""

    def __init__(
        self,
        line: Connection,
        visit: Callable[[Connection, Item], Result | Pause[Item, Result]],
        refuse: Callable[[Item, str], Result],
    ) -> None:
        self._line, self._visit, self._refuse = line, visit, refuse
        self.hang_up, self.close = line.hang_up, line.close

    def do(self, item: Item, deadline: float) -> Result | Pause[Item, Result]:
        """Run one errand; what the network does wrong makes its result."""
        import httpx

        self._line.deadline = deadline
        self._line.forget()
        try:
            return self._visit(self._line, item)
        except RefusedError as refused:
            return self._refuse(item, str(refused))
        except (httpx.HTTPError, httpx.InvalidURL, zlib.error, OSError, UnicodeError) as error:
            late = isinstance(error, httpx.TimeoutException) or time.monotonic() >= deadline
            return self._refuse(item, _timed_out(self._line.limits) if late else _reason(error))


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


def redirect(address: str, status: int, headers: Mapping[str, str]) -> str | None:
    """Return where an answer sends us (RFC 9110, 15.4); None if it does not. `headers` in any case."""
    if status not in _REDIRECTS or "location" not in headers:
        return None
    location = headers["location"]
    try:
        return urljoin(address, location.strip())
    except ValueError:
        return location


def asks_to_wait(status: int, headers: Mapping[str, str]) -> float | None:
    """Return the seconds that an answer asks us to wait (RFC 9110, 10.2.3); None if it does not."""
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


def is_web(address: str) -> bool:
    """Say whether an address is one of http or https."""
    try:
        parts = urlsplit(address)
        return parts.scheme.lower() in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False


def _timed_out(limits: FetchLimits) -> str:
    return f"timed out after {limits.timeout:g} s"


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
