"""Bytes of any kind from the web: feeds, with the manners of `network`.

What the network does is never an error: a `Download` says in `refusal` why there is none.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from postgen.web import network, pool
from postgen.web.network import FetchLimits, RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from postgen.web.network import Connection
    from postgen.web.pool import Pause

FEEDS = FetchLimits(timeout=20.0, limit=16 * 1024 * 1024)
"""Feeds are longer than pages: those of podcasts hold every episode."""

_ACCEPT = (
    "application/atom+xml,application/rss+xml,application/feed+json,application/xml;q=0.9,*/*;q=0.5"
)
_NOT_MODIFIED = 304
_OK = 200
_TOO_MANY = 429


class Request(NamedTuple):
    """What to get: an address, and what an earlier answer said of itself, or ""."""

    url: str
    etag: str = ""
    modified: str = ""

    @property
    def headers(self) -> dict[str, str]:
        """The headers that ask for it only if it has changed (RFC 9110, 13.1)."""
        asked = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {"Accept": _ACCEPT, **{name: value for name, value in asked.items() if value}}


@dataclass(frozen=True, slots=True)
class Download:
    """What came: the body, or word that nothing has changed, or why there is nothing (`refusal`, for people)."""

    url: str
    """The address that was asked for, as given."""
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
    """Get many at once, in the order given; `on_done` gets each as it comes, in the calling thread."""
    return network.run(
        requests,
        _get,
        lambda item, reason: Download(item.url, failure=reason),
        url_of=lambda item: item.url,
        limits=limits,
        on_done=on_done,
    )


def _get(line: Connection, item: Request) -> Download | Pause[Request, Download]:
    address = item.url
    for _ in range(line.limits.redirects + 1):
        with line.get(address, item.headers) as response:
            status = response.status_code
            headers = {name.lower(): value for name, value in response.headers.items()}
            target = network.redirect(address, status, headers)
            if target is None:
                seconds = network.asks_to_wait(status, headers)
                if seconds is not None:
                    return _pause(status, seconds)
                if status == _NOT_MODIFIED:
                    return Download(item.url, headers=headers, is_unchanged=True, final_url=address)
                if status != _OK:
                    raise RefusedError(f"the server answers {status}")
                return Download(
                    item.url, b"".join(line.chunks(response)), headers, final_url=address
                )
            address = target
    raise RefusedError("too many redirects")


def _pause(status: int, seconds: float) -> Pause[Request, Download]:
    reason = f"the server answers {status}, and asks to wait {seconds:.0f} s"
    return pool.Pause(
        seconds,
        otherwise=lambda item: Download(item.url, failure=reason),
        is_for_all=status == _TOO_MANY,
    )
