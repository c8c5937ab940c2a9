"""The desk as an ASGI application.

docs/development.md says how a view is added, CONTRIBUTING.md shows one.
"""

from __future__ import annotations

import mimetypes
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.routing import BaseRoute, Match, Mount, Router
from starlette.staticfiles import StaticFiles

from postgen.desk import pages
from postgen.desk.routes import files
from postgen.desk.security import Guard
from postgen.errors import NotFoundError

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import Receive, Scope, Send

    from postgen.desk.desk import Desk

STATIC = Path(__file__).parent / "static"

_KINDS = {"text/javascript": ".js", "text/css": ".css"}
"""The types of files that a browser does not guess, with their endings."""

_VIEWS = {
    "backlog": ("triage",),
    "bookmarklet": ("capture",),
    "capture": ("capture",),
    "issue": ("issue", "issue_typed"),
    "preview": ("preview",),
}
"""The modules in `routes/` by how the paths of their routes begin."""


class View(BaseRoute):
    """The routes of a view, whose modules are imported when it is first asked for.

    All of them together take longer to import than the first page may take.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether a path begins with the name: `/issue/save` does."""
        is_own = scope["type"] == "http" and scope["path"].split("/")[1] == self.name
        return Match.FULL if is_own else Match.NONE, {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        await self.router(scope, receive, send)

    @cached_property
    def router(self) -> Router:
        """The routes of the modules."""
        return Router([route for module in _modules(self.name) for route in module.ROUTES])


def _modules(view: str) -> list[Any]:
    return [import_module(f"postgen.desk.routes.{name}") for name in _VIEWS[view]]


def import_first(desk: Desk) -> None:
    """Import what the first page needs, while the browser is on its way."""
    _modules("preview" if desk.shows else "backlog")
    pages.safe("")


def _missing(request: Request, _: Exception) -> Response:
    """Answer a path that the desk does not have, with nothing of the site: it may have no key."""
    problem = NotFoundError(
        f"The desk has no page {request.url.path}.", "Its pages are `/backlog` and `/issue`."
    )
    is_part = "hx-request" in request.headers
    desk = request.app.state.desk
    return pages.error(desk, problem, is_part=is_part, is_open=True, status=404)


def create_app(desk: Desk) -> Guard:
    """Return the application of a desk; its guard is in front of everything, errors too."""
    for kind, ending in _KINDS.items():  # Windows may have others in its registry
        mimetypes.add_type(kind, ending)
    app = Starlette(
        routes=[
            *files.ROUTES,
            *map(View, _VIEWS),
            Mount("/static", StaticFiles(directory=STATIC)),
        ],
        exception_handlers={404: _missing},
    )
    app.state.desk = desk
    return Guard(app, desk)
