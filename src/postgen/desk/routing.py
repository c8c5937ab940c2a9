"""How a view becomes a route: a plain function that is called in a thread, with bounds and errors.

A view that shows takes `(desk, query)` and an act takes `(desk, form)`; both return a `Response`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.routing import Route

from postgen.desk import forms, pages
from postgen.desk.security import OPEN_PAGES
from postgen.desk.seen import ConflictError
from postgen.errors import PostgenError
from postgen.files import reading

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request
    from starlette.responses import Response

    from postgen.desk.desk import Desk
    from postgen.desk.forms import Form

    Endpoint = Callable[[Desk, Form], Response]


def view(path: str, function: Endpoint) -> Route:
    """Return the route of a page or of a part of one; `{name}` in the path is in the query."""

    async def read(request: Request) -> Form:
        return forms.query(request)

    return Route(path, _endpoint(function, read), methods=["GET"])


def act(path: str, function: Endpoint) -> Route:
    """Return the route of an act; `{name}` in the path is in the form."""
    return Route(path, _endpoint(function, forms.read), methods=["POST"])


def _endpoint(
    function: Endpoint, read: Callable[[Request], Awaitable[Form]]
) -> Callable[[Request], Awaitable[Response]]:
    """Return what calls a function in a thread, and answers what it raises."""

    async def endpoint(request: Request) -> Response:
        desk: Desk = request.app.state.desk
        form = forms.Form([])
        is_part = "hx-request" in request.headers
        try:
            form = _with_path(request, await read(request))
            return await run_in_threadpool(function, desk, form)
        except ConflictError as problem:
            choice = pages.Choice(request.url.path, form.fields, is_part=is_part)
            return await run_in_threadpool(pages.conflict, problem, choice)
        except (PostgenError, OSError) as problem:
            error = reading.unusable(problem) if isinstance(problem, OSError) else problem
            is_open = request.url.path in OPEN_PAGES
            return await run_in_threadpool(
                pages.error, desk, error, is_part=is_part, is_open=is_open
            )

    return endpoint


def _with_path(request: Request, form: Form) -> Form:
    values: dict[str, Any] = request.path_params
    return forms.Form([*form.fields, *((name, str(value)) for name, value in values.items())])
