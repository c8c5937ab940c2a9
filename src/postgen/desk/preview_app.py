"""What the second origin answers: pages of the site, which may hold any script and style.

The desk shows them in a frame that is sandboxed without `allow-same-origin`. No cookie opens this
origin, and none is set by it: each address holds a token. What a page loads from elsewhere, and the
scripts of the site, are stopped by the policy, unless the address has the key for that (`?open=…`).
"""

from __future__ import annotations

import html
import mimetypes
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from postgen.desk import pages, security
from postgen.errors import PostgenError
from postgen.files import reading

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    from postgen.desk.desk import Desk
    from postgen.site import Site

STATIC = Path(__file__).parent / "static"

_OWN = {"frame.js": "preview_frame.js", "quick.css": "preview_quick.css"}
"""The files of the frame itself, by their names below the token."""

_FRAME = "/own/frame.js"

_FONTS = ("font/", "application/font", "application/vnd.ms-fontobject")
_PAGE = "text/html"


def create_preview_app(desk: Desk) -> Starlette:
    """Return the application of a desk's previews."""

    def guarded(function: Callable[[Desk, Request], Response]) -> Callable[[Request], object]:
        async def endpoint(request: Request) -> Response:
            headers = Headers(scope=request.scope)
            refusal = security.refused(request.method, headers, desk.preview_port)
            token = request.path_params["token"]
            is_known = secrets.compare_digest(token.encode(), desk.previews.token.encode())
            if refusal or not is_known:
                return refusal or _nothing("There is nothing here.")
            desk.visit()
            try:
                return await run_in_threadpool(function, desk, request)
            except PostgenError as problem:
                return _nothing(problem.message)
            except OSError as error:  # a name that is too long, no room for the copy
                return _nothing(reading.unusable(error).message)

        return endpoint

    routes = [
        Route("/{token}/site/{path:path}", guarded(_page), methods=["GET"]),
        Route("/{token}/quick", guarded(_quick), methods=["GET"]),
        Route("/{token}/own/{name}", guarded(_own), methods=["GET"]),
    ]
    app = Starlette(routes=routes)
    app.state.desk = desk
    return app


def _page(desk: Desk, request: Request) -> Response:
    """Answer a page that was built, or a file of the site."""
    site = desk.site()
    file = find(desk.previews.pages.built, site, str(request.path_params["path"]))
    if file is None:
        return _framed(desk, pages.fragment("preview_nothing"), status=404)
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    addresses = desk.previews.addresses(site)
    if kind in {_PAGE, "application/xhtml+xml"}:
        text = addresses.html(reading.read(file))
        return _framed(desk, text, is_open=_may_open(desk, request))
    content = reading.read_bytes(file)
    if kind == "text/css":
        if not file.is_relative_to(desk.previews.pages.built):
            desk.events.watch(file)
        text = content.decode(errors="surrogateescape")
        content = addresses.css(text).encode(errors="surrogateescape")
    return _answer(content, kind)


def find(built: Path, site: Site, path: str) -> Path | None:
    """Return the file at a path of the site: one that was built, else one that Jekyll copies.

    The path may begin with the site's `baseurl`. Nothing outside of the two folders is found,
    nothing that Jekyll would not publish, and no source of a page.
    """
    from postgen.commands.lookup import has_front_matter

    base = str(site.config.get("baseurl") or "").strip("/")
    if base and f"{path}/".startswith(f"{base}/"):
        path = path[len(base) + 1 :]
    path = path.lstrip("/")
    if "\x00" in path or "\\" in path or ".." in path.split("/"):
        return None
    for name in (path, f"{path}/index.html" if path else "index.html", f"{path}.html"):
        file = built / name
        if file.is_file() and file.resolve().is_relative_to(built):
            return file
    file = site.source / path
    is_inside = file.is_file() and file.resolve().is_relative_to(site.source.resolve())
    if is_inside and site.publishes(file) and not has_front_matter(file):
        return file
    return None


def _quick(desk: Desk, request: Request) -> Response:
    """Answer the frame of the quick page, with a post as it is saved."""
    from postgen.commands import lookup

    site = desk.site()
    what = request.query_params.get("post", "")
    content = ""
    if what:
        path = lookup.find(site, what, ["drafts", "posts", "documents", "pages"])[0]
        content = desk.previews.quick(site, reading.read(path))[0]
    text = pages.fragment(
        "preview_quick",
        content=pages.safe(content),
        style=f"{desk.previews.prefix}/own/quick.css",
    )
    return _framed(desk, text, is_open=_may_open(desk, request))


def _own(_desk: Desk, request: Request) -> Response:
    """Answer a file of the frame itself."""
    name = _OWN.get(request.path_params["name"])
    if not name:
        return _nothing("There is nothing here.")
    kind = "text/javascript" if name.endswith(".js") else "text/css"
    return _answer((STATIC / name).read_bytes(), kind)


# Answers


def _framed(desk: Desk, text: str, *, is_open: bool = False, status: int = 200) -> Response:
    """Return a page for the frame, with the script that keeps its place when it is loaded again."""
    script = f'<script src="{html.escape(desk.previews.prefix + _FRAME)}"></script>'
    content = f"{text}{script}".encode(errors="surrogateescape")
    response = _answer(content, f"{_PAGE}; charset=utf-8", status)
    response.headers["Content-Security-Policy"] = policy(desk, is_open=is_open)
    return response


def _may_open(desk: Desk, request: Request) -> bool:
    """Whether the person allowed the page to load all: a link in it cannot."""
    key = request.query_params.get("open", "")
    return secrets.compare_digest(key.encode(), desk.previews.open_key.encode())


def policy(desk: Desk, *, is_open: bool) -> str:
    """Return the policy of a page in the frame: its own files, or, if open, all that it wants.

    The script of the frame is allowed by its address. A page cannot take that over, as it may take
    a nonce with a tag that it leaves open: `<script src=//evil.example/x.js a=`.
    """
    ancestors = " ".join(f"http://{host}" for host in security.allowed_hosts(desk.port))
    end = f"base-uri 'none'; form-action 'none'; frame-ancestors {ancestors}"
    if is_open:
        return f"sandbox allow-scripts; default-src * data: blob: 'unsafe-inline'; {end}"
    own = desk.preview_origin
    return (
        "sandbox allow-scripts; default-src 'none'; "
        f"script-src {own}{desk.previews.prefix}{_FRAME}; "
        f"style-src {own} 'unsafe-inline'; img-src {own} data:; font-src {own} data:; "
        f"media-src {own}; {end}"
    )


def _answer(content: bytes, kind: str, status: int = 200) -> Response:
    response = Response(content, status, media_type=kind)
    response.headers.update(
        {
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-store",
            "Cross-Origin-Resource-Policy": "cross-origin",  # the frame's origin is none
        }
    )
    if kind.startswith(_FONTS):  # a font is loaded by its origin only
        response.headers["Access-Control-Allow-Origin"] = "null"
    return response


def _nothing(text: str) -> Response:
    return PlainTextResponse(text, 404)
