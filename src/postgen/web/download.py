"""Download bytes of any kind, feeds above all, within the limits of `network`.

A failure of the network is never an error: a `Download` says in `failure` why there is no body.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from postgen.web import network, pool
from postgen.web.limits import TOO_MANY_REDIRECTS, FetchError, FetchLimits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from postgen.web.network import Connection
    from postgen.web.pool import Pause

FEEDS = FetchLimits(timeout=20.0, limit=16 * 1024 * 1024)
"""Feeds are longer than pages: those of podcasts list every episode."""

_ACCEPT = (
    "application/atom+xml,application/rss+xml,application/feed+json,application/xml;q=0.9,*/*;q=0.5"
)


class Request(NamedTuple):
    """What to download: an address, and the validators of an earlier response, or ""."""

    url: str
    etag: str = ""
    modified: str = ""

    @property
    def headers(self) -> dict[str, str]:
        """The headers; with validators, those of a conditional request (RFC 9110, 13.1)."""
        headers = {"Accept": _ACCEPT}
        if self.etag:
            headers["If-None-Match"] = self.etag
        if self.modified:
            headers["If-Modified-Since"] = self.modified
        return headers


@dataclass(frozen=True, slots=True)
class Download:
    """What arrived: the body, or that it is unchanged, or why there is none (`failure`)."""

    url: str
    """The address that was requested, as given."""
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Names in lower case."""
    is_unchanged: bool = False
    failure: str = ""
    final_url: str = ""
    """The address that answered in the end."""


def get_all(
    requests: Iterable[Request],
    *,
    on_done: Callable[[Download], object] | None = None,
    limits: FetchLimits = FEEDS,
) -> list[Download]:
    """Download many at once and return them in the order given.

    `on_done` is called with each as it arrives, in the calling thread.
    """
    return network.run(
        requests,
        _get,
        lambda request, reason: Download(request.url, failure=reason),
        url_of=lambda request: request.url,
        limits=limits,
        on_done=on_done,
    )


def _get(connection: Connection, request: Request) -> Download | Pause[Request, Download]:
    address = request.url
    for _ in range(connection.limits.redirects + 1):
        with connection.get(address, request.headers) as response:
            status = response.status_code
            headers = {name.lower(): value for name, value in response.headers.items()}
            target = network.redirect(address, status, headers)
            if target is not None:
                address = target
                continue
            seconds = network.asks_to_wait(status, headers)
            if seconds is not None:
                return _pause(status, seconds)
            if status == HTTPStatus.NOT_MODIFIED:
                return Download(request.url, headers=headers, is_unchanged=True, final_url=address)
            if status != HTTPStatus.OK:
                raise FetchError(f"the server answers {status}")
            body = b"".join(connection.chunks(response))
            return Download(request.url, body, headers, final_url=address)
    raise FetchError(TOO_MANY_REDIRECTS)


def _pause(status: int, seconds: float) -> Pause[Request, Download]:
    reason = f"the server answers {status}, and asks to wait {seconds:.0f} s"
    return pool.Pause(
        seconds,
        otherwise=lambda request: Download(request.url, failure=reason),
        is_for_all=status == HTTPStatus.TOO_MANY_REQUESTS,
    )
