"""Who may talk to the desk: pure ASGI, in front of everything else.

* The `Host` must be this machine's: a page on the web whose name is made to lead here (DNS
  rebinding) is refused.
* The token of the first address is exchanged for a cookie, `HttpOnly` and `SameSite=Strict`, whose
  name holds the port. Without it there are only `/static/` and the empty form of `/capture`.
* What writes must come from the desk's own pages: `Origin` and, where a browser sends it,
  `Sec-Fetch-Site`.
* No answer may be framed, sniffed, cached, or read by another origin.
"""

from __future__ import annotations

from secrets import compare_digest
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse

from postgen.desk import forms, pages
from postgen.desk.desk import LOOPBACK

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from postgen.desk.desk import Desk

READS = {"GET", "HEAD"}
WRITES = {"POST"}

OPEN_PATHS = ("/static/",)
"""What is answered without a cookie, beside `OPEN_PAGES`: nothing of the site is in it."""

OPEN_PAGES = {"/capture", "/favicon.ico"}


class Guard:
    """Answers what may not pass, and adds the headers to all answers."""

    def __init__(self, app: ASGIApp, desk: Desk) -> None:
        self.app = app
        self.desk = desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or pass it on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refusal = self._refusal(scope, headers)

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add_headers(MutableHeaders(scope=message), scope["path"])
            await send(message)

        await (refusal or self.app)(scope, receive, send_guarded)

    def _refusal(self, scope: Scope, headers: Headers) -> Response | None:
        """Return the answer to a request that may not pass; None to one that may."""
        path, is_read = scope["path"], scope["method"] in READS
        refusal = refused(scope["method"], headers, self.desk.port)
        if refusal:
            return refusal
        if has_cookie(headers, self.desk.cookie_name, self.desk.cookie):
            if path != "/events":  # which an open tab asks for by itself
                self.desk.visit()
            return _without_token(scope)
        if is_read and (path in OPEN_PAGES or path.startswith(OPEN_PATHS)):
            return None
        return self._exchanged(scope, headers)

    def _exchanged(self, scope: Scope, headers: Headers) -> Response:
        """Return the cookie for the token, else what to do."""
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[-1]
        is_read = scope["method"] in READS
        is_known = is_read and compare_digest(given.encode(), self.desk.token.encode())
        # A page elsewhere may link here: the browser sends no cookie along with that, and none
        # with a redirect from it, but does so when our own page goes on.
        is_from_elsewhere = headers.get("sec-fetch-site") in {"cross-site", "same-site"}
        goes_on = is_from_elsewhere and is_read
        if is_known and not goes_on:
            response: Response = RedirectResponse("/", 303)
        else:
            html = pages.fragment("closed", goes_on=goes_on)
            response = HTMLResponse(html, 200 if is_known else 403)
        if is_known:
            response.set_cookie(
                self.desk.cookie_name, self.desk.cookie, httponly=True, samesite="strict"
            )
        return response

    def _add_headers(self, headers: MutableHeaders, path: str) -> None:
        headers.update(
            {
                "Content-Security-Policy": policy(self.desk),
                "Cross-Origin-Opener-Policy": "same-origin",
                "Cross-Origin-Resource-Policy": "same-origin",
                "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
                # Not `no-referrer`: with it, forms would have no `Origin`.
                "Referrer-Policy": "same-origin",
                "X-Content-Type-Options": "nosniff",
                "X-Frame-Options": "DENY",
                "Cache-Control": "no-cache" if path.startswith(OPEN_PATHS) else "no-store",
            }
        )


def refused(method: str, headers: Headers, port: int) -> Response | None:
    """Return the answer to what no page of the desk would send; None to anything else."""
    if headers.getlist("host") not in [[host] for host in allowed_hosts(port)]:
        return PlainTextResponse("This is not the address of the desk.", 421)
    if method not in READS | WRITES:
        return PlainTextResponse("The desk does not have this method.", 405)
    if _length(headers) > forms.MAX_BYTES:
        return PlainTextResponse("This is too large.", 413)
    if method in WRITES and not is_own(headers):
        return PlainTextResponse("Only the pages of the desk may write.", 403)
    return None


def policy(desk: Desk) -> str:
    """Return the desk's Content-Security-Policy: its own files, and previews in a frame."""
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        f"connect-src 'self'; form-action 'self'; frame-src {desk.preview_origin}; "
        "base-uri 'none'; frame-ancestors 'none'"
    )


def allowed_hosts(port: int) -> tuple[str, ...]:
    """Return what a browser may call a port of this machine."""
    return (f"{LOOPBACK}:{port}", f"localhost:{port}")


def is_own(headers: Headers) -> bool:
    """Whether a request comes from a page of the same origin, by what the browser says of it."""
    fetched = headers.get("sec-fetch-site", "same-origin")
    origins = headers.getlist("origin")
    return origins == [f"http://{headers.get('host')}"] and fetched == "same-origin"


def has_cookie(headers: Headers, name: str, value: str) -> bool:
    """Whether a request has the cookie, whatever other ports of the machine have set beside it."""
    pairs = (pair.strip() for line in headers.getlist("cookie") for pair in line.split(";"))
    expected = f"{name}={value}".encode()
    return any(compare_digest(pair.encode(), expected) for pair in pairs)


def _without_token(scope: Scope) -> Response | None:
    """Return the way on from the first address for a browser that has the cookie already."""
    is_first = scope["method"] in READS and scope["path"] == "/"
    if is_first and b"token=" in scope["query_string"]:
        return RedirectResponse("/", 303)
    return None


def _length(headers: Headers) -> int:
    length = headers.get("content-length", "0")
    return int(length) if length.isascii() and length.isdecimal() and len(length) < 12 else 10**12
