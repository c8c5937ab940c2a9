"""What the second origin answers: pages of the site, which may hold any script and style.

The desk shows them in a frame that is sandboxed without `allow-same-origin`. No cookie opens this
origin, and none is set by it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.responses import PlainTextResponse

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from postgen.desk.desk import Desk


def create_preview_app(desk: Desk) -> Starlette:
    """Return the application of a desk's previews."""

    async def nothing(_request: Request) -> Response:
        return PlainTextResponse("There is no preview yet.", 404)

    app = Starlette()
    app.add_route("/", nothing)
    app.state.desk = desk
    return app
