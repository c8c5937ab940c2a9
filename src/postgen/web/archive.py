"""Ask an archive for the copies of pages, and to keep pages."""

from __future__ import annotations

from datetime import UTC, datetime, time
from email.utils import format_datetime
from typing import TYPE_CHECKING, NamedTuple

from postgen.links import archives
from postgen.web import network, pool
from postgen.web.limits import TOO_MANY_REDIRECTS, FetchError, FetchLimits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from postgen.links.archives import Copy
    from postgen.web.network import Connection
    from postgen.web.pool import Pause

ARCHIVE = FetchLimits(timeout=60.0, limit=1024 * 1024, concurrency=4, per_host=2)
"""An archive is slow, and asks for few requests at once."""


class Wanted(NamedTuple):
    """A page of which copies are wanted, near a day, at an archive."""

    archive: str
    url: str
    near: date


class Copies(NamedTuple):
    """The copies of a page; or why they are not known."""

    url: str
    copies: tuple[Copy, ...] = ()
    failure: str = ""


def copies_of(
    wanted: Iterable[Wanted], *, on_done: Callable[[Copies], object] | None = None
) -> list[Copies]:
    """Return the copies of pages that an archive has, in order. Never raises for the network.

    The list of a CDX server goes first; an archive without one is asked for the nearest copy as
    RFC 7089 (Memento) says.
    """
    return network.run(
        wanted,
        _list,
        lambda each, reason: Copies(each.url, failure=reason),
        url_of=lambda each: each.archive,
        limits=ARCHIVE,
        on_done=on_done,
    )


def keep_all(
    archive: str,
    urls: Iterable[str],
    *,
    on_done: Callable[[Copies], object] | None = None,
) -> list[Copies]:
    """Ask an archive to keep pages; return for each why it did not (`failure`), in order."""
    return network.run(
        urls,
        lambda connection, url: _keep(connection, archive, url),
        lambda url, reason: Copies(url, failure=reason),
        url_of=lambda _: archive,
        limits=ARCHIVE,
        on_done=on_done,
    )


def _list(connection: Connection, wanted: Wanted) -> Copies | Pause[Wanted, Copies]:
    address = archives.listing_address(wanted.archive, wanted.url, wanted.near)
    with connection.get(address, {"Accept": "application/json"}) as response:
        seconds = network.asks_to_wait(response.status_code, response.headers)
        if seconds is not None:
            return pool.Pause(seconds, lambda each: Copies(each.url, failure="it asks to wait"))
        if response.is_success:
            body = b"".join(connection.chunks(response))
            return Copies(wanted.url, tuple(archives.copies(body.decode(errors="replace"))))
    return _nearest(connection, wanted)


def _nearest(connection: Connection, wanted: Wanted) -> Copies:
    """Follow an archive to the copy nearest to a day (RFC 7089, 4.1)."""
    moment = datetime.combine(wanted.near, time(12), UTC)
    headers = {"Accept-Datetime": format_datetime(moment, usegmt=True)}
    address = archives.memento_address(wanted.archive, wanted.url)
    for _ in range(connection.limits.redirects):
        with connection.get(address, headers) as response:
            target = network.redirect(address, response.status_code, response.headers)
            if target is None:
                copy = archives.copy_at(address) if response.is_success else None
                return Copies(wanted.url, (copy,) if copy else ())
            address = target
    raise FetchError(TOO_MANY_REDIRECTS)


def _keep(connection: Connection, archive: str, url: str) -> Copies | Pause[str, Copies]:
    """Ask for `/save/URL`; any redirect leads to the copy that was made."""
    with connection.get(archives.saving_address(archive, url)) as response:
        status = response.status_code
        seconds = network.asks_to_wait(status, response.headers)
        if seconds is not None:
            return pool.Pause(seconds, lambda each: Copies(each, failure="the archive is busy"))
        if response.is_success or response.is_redirect:
            return Copies(url)
    return Copies(url, failure=f"the archive answers {status}")
