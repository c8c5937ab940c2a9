"""What is asked of the network, and how much; whether it is asked at all."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from postgen import __version__
from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

USER_AGENT = f"postgen/{__version__} (+https://pypi.org/project/postgen/)"

OFFLINE = "POSTGEN_OFFLINE"
"""The environment variable that keeps postgen off the network, unless it is empty or 0."""

HEADERS = {
    "User-Agent": USER_AGENT,
    "Accept": (
        "text/html,application/xhtml+xml,application/pdf;q=0.9,application/xml;q=0.8,*/*;q=0.5"
    ),
    "Accept-Encoding": "gzip, deflate",
}
"""The headers of every request."""

TOO_MANY_REDIRECTS = "too many redirects"


class FetchLimits(NamedTuple):
    """How much is asked of the network."""

    timeout: float = 10.0
    """Seconds for one URL, from its first request to its last byte, redirects and pauses
    included."""
    limit: int = 2 * 1024 * 1024
    """Bytes of one page, after decompression."""
    redirects: int = 10
    concurrency: int = 48
    """URLs fetched at the same time."""
    per_host: int = 4
    """URLs fetched at the same time from one host."""
    oembed: Mapping[str, str] = {}
    """Endpoints to use in place of those of `providers.OEMBED`, by the address of the one
    replaced."""
    typed: bool = True
    """Whether a person typed the URLs: only these may be of this machine or of a private network.
    Those of feeds and forms are not; and nothing else, such as a redirect, leads there."""

    spares_this_machine: bool = True
    """Whether `per_host` holds for the servers of this machine and of its network, too."""

    keeps_connections: bool = False
    """Whether a connection is used again, which needs bodies that are read to their end."""

    def with_settings(self, concurrency: int, per_host: int, timeout: float) -> FetchLimits:
        """Return these limits with other numbers."""
        return self._replace(concurrency=concurrency, per_host=per_host, timeout=timeout)


class FetchError(Exception):
    """A response that is of no use, with the reason for people."""


def is_offline() -> bool:
    """Whether POSTGEN_OFFLINE keeps postgen off the network."""
    return os.environ.get(OFFLINE, "") not in {"", "0"}


def is_web(address: str) -> bool:
    """Whether an address is one of http or https."""
    try:
        parts = urlsplit(address)
        return parts.scheme.lower() in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False
