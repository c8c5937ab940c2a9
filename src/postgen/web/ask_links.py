"""Ask for the addresses of links, and return what each answered.

A file is asked for by HEAD, and by GET where its server does not know that method. A page is asked
for by GET at once: its words show whether it is still the page that was linked, and a HEAD before
it would be one request more.
"""

from __future__ import annotations

import os
import re
import zlib
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from postgen.links import evidence
from postgen.links.model import Answer
from postgen.page import metadata
from postgen.web import network, pool, private
from postgen.web.limits import TOO_MANY_REDIRECTS, FetchError, FetchLimits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import httpx

    from postgen.links.model import Trouble
    from postgen.web.network import Connection
    from postgen.web.pool import Pause

LINKS = FetchLimits(
    timeout=20.0,
    limit=2 * 1024 * 1024,
    concurrency=128,
    per_host=2,
    spares_this_machine=False,
    keeps_connections=True,
)
"""Many hosts at once, and two requests at once for each."""

PAGE = 128 * 1024
"""Bytes of a page that are read, unless a part of it is looked for."""

_FILE = re.compile(
    r"(?i)\.(?:pdf|zip|gz|tgz|xz|bz2|7z|rar|jpe?g|png|gif|webp|avif|svg|ico|mp[34]|m4[av]|mov|avi|webm"
    r"|ogg|wav|flac|exe|dmg|iso|deb|rpm|jar|epub|mobi|docx?|xlsx?|pptx?|csv|tsv|bin|whl)\Z"
)
_PAGE_TYPES = ("text/html", "application/xhtml", "application/xml", "text/xml")

_TROUBLES: Mapping[str, Trouble] = {
    network.NO_HOST: "name",
    network.NO_RESOLVER: "name",
    network.REFUSED: "connection",
    network.NO_CONNECTION: "connection",
    network.BROKEN: "connection",
    network.BAD_CERTIFICATE: "certificate",
    network.NOT_SECURE: "certificate",
    TOO_MANY_REDIRECTS: "loop",
}
_CODE = re.compile(r"L\d+(?:-L\d+)?|issuecomment-\d+|[\w.-]*:~:.*")
"""Fragments that scripts follow: lines of code, `#:~:text=`."""


def ask_all(
    urls: Iterable[str],
    *,
    limits: FetchLimits = LINKS,
    on_done: Callable[[Answer], object] | None = None,
) -> list[Answer]:
    """Ask for many addresses at once; return what each answered, in order.

    `on_done` is called with each answer as it arrives, in the calling thread. Never raises for what
    the network does.
    """
    return network.run(
        urls,
        _ask,
        lambda url, reason: Answer(url, failure=reason, trouble=_trouble(reason)),
        url_of=str,
        limits=limits,
        on_done=on_done,
    )


def has_proxy() -> bool:
    """Whether requests go through a proxy."""
    names = ("http_proxy", "https_proxy", "all_proxy")
    return any(os.environ.get(name) or os.environ.get(name.upper()) for name in names)


def is_public(url: str) -> bool:
    """Whether the host of an address is not of this machine or of a private network."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    return bool(host) and not private.is_private(host)


def _trouble(reason: str) -> Trouble:
    if reason.startswith(network.TIMED_OUT):
        return "time"
    return _TROUBLES.get(reason, "other")


def _ask(connection: Connection, url: str) -> Answer | Pause[str, Answer]:
    """Return what an address answers, after its redirects. Raises `FetchError`."""
    import httpx

    if _FILE.search(urlsplit(url).path):
        try:
            answer = _follow(connection, url, "HEAD")
        except httpx.TransportError:
            answer = None
        if answer:
            return answer
    try:
        answer = _follow(connection, url, "GET")
    except (httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError):
        # A connection that was used again may have been closed meanwhile; and once is no proof.
        answer = _follow(connection, url, "GET", {"Connection": "close"})
    if answer is None:
        raise FetchError(TOO_MANY_REDIRECTS)
    return answer


def _follow(
    connection: Connection, url: str, method: str, headers: Mapping[str, str] | None = None
) -> Answer | Pause[str, Answer] | None:
    """Return what answers at the end of redirects; None where they do not end.

    By HEAD, it is also None for what does not look like a file that is there.
    """
    address = url.partition("#")[0]
    chain: list[int] = []
    while len(chain) <= connection.limits.redirects:
        with connection.get(address, headers, method) as response:
            status = response.status_code
            target = network.redirect(address, status, response.headers)
            if target is None:
                answer = Answer(url, status, tuple(chain), address)
                if method == "HEAD":
                    return answer if _is_file(response) else None
                seconds = network.asks_to_wait(status, response.headers)
                if seconds is not None:
                    return _pause(answer, seconds)
                answer = _read(connection, response, answer)
                target = answer.page.refresh if answer.page and answer.is_success else ""
                if not target:
                    return answer
                status = HTTPStatus.FOUND
        chain.append(status)
        address = target
    return None


def _is_file(response: httpx.Response) -> bool:
    """Whether a response to HEAD says that a file is there, which need not be read."""
    kind = response.headers.get("content-type", "")
    return response.status_code == HTTPStatus.OK and not kind.startswith(_PAGE_TYPES)


def _read(connection: Connection, response: httpx.Response, answer: Answer) -> Answer:
    """Read a page; of what is no page, nothing."""
    kind = response.headers.get("content-type", "")
    is_page = not kind or kind.startswith((*_PAGE_TYPES, "text/plain"))
    if not is_page:
        return answer
    fragment = unquote(urlsplit(answer.url).fragment)
    wants_part = bool(fragment) and fragment[0] not in "!/" and not _CODE.fullmatch(fragment)
    body = _body(connection, response, connection.limits.limit if wants_part else PAGE)
    page = evidence.read(body, url=answer.final, content_type=kind, status=answer.status)
    if page and not page.refresh:
        refresh = metadata.refresh_target(response.headers.get("refresh", ""), answer.final)
        page = page._replace(refresh=refresh)
    is_missing = (
        page is not None
        and wants_part
        and answer.is_success
        and len(body) < connection.limits.limit
        and not evidence.has_anchor(body, fragment, url=answer.final, content_type=kind)
    )
    return answer._replace(page=page, has_fragment=not is_missing)


def _body(connection: Connection, response: httpx.Response, limit: int) -> bytes:
    """Return the body, or as much of it as arrived."""
    import httpx

    body = bytearray()
    try:
        for chunk in connection.chunks(response, limit):
            body += chunk
    except (httpx.HTTPError, zlib.error, FetchError):
        return bytes(body)
    return bytes(body)


def _pause(answer: Answer, seconds: float) -> Pause[str, Answer]:
    return pool.Pause(
        seconds,
        otherwise=lambda url: answer if url == answer.url else Answer(url, answer.status, (), url),
        is_for_all=answer.status == HTTPStatus.TOO_MANY_REQUESTS,
    )
