"""What all views share: the way in, events, and undo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from postgen.desk import acts, pages
from postgen.desk.routing import act, view

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request

    from postgen.desk.desk import Desk
    from postgen.desk.forms import Form

HEARTBEAT = 15.0
"""Seconds after which an idle stream says that it is alive."""


def begin(desk: Desk, _query: Form) -> Response:
    """Lead to the backlog, or to the only page that is shown."""
    return RedirectResponse(desk.shows or "/backlog", 303)


def undo(desk: Desk, _form: Form) -> Response:
    """Take back the last command that wrote."""
    return pages.answer("", message=acts.undo(desk).message)


def begin_backlog(desk: Desk, _form: Form) -> Response:
    """Write the backlog of a site that has none."""
    from postgen.commands import new
    from postgen.commands.backlog_file import new_backlog

    site = desk.site()
    request = new_backlog(site, new.PostRequest("Backlog", slug="backlog"))
    acts.perform(desk, lambda: new.create(site, "backlog", request, site.now()))
    return RedirectResponse("/backlog", 303)


async def events(request: Request) -> Response:
    """Send what changes after the position `since`, until the browser leaves."""
    import asyncio

    desk: Desk = request.app.state.desk
    since = request.headers.get("last-event-id") or request.query_params.get("since", "")

    async def stream() -> AsyncIterator[str]:
        with desk.events.listener(since) as queue:
            yield "retry: 1000\n\n"
            while True:
                try:
                    text = await asyncio.wait_for(queue.get(), HEARTBEAT)
                except TimeoutError:
                    text = ": alive\n\n"
                if text is None:
                    return
                yield text

    return StreamingResponse(stream(), media_type="text/event-stream")


async def no_icon(_request: Request) -> Response:
    """Answer the browser's own question for an icon."""
    return Response(status_code=204)


ROUTES = [
    view("/", begin),
    act("/undo", undo),
    act("/backlog/new", begin_backlog),
    Route("/events", events, methods=["GET"]),
    Route("/favicon.ico", no_icon, methods=["GET"]),
]
