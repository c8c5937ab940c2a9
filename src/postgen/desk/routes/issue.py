"""The view `Issue`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.desk import pages
from postgen.desk.routing import view

if TYPE_CHECKING:
    from starlette.responses import Response

    from postgen.desk.desk import Desk
    from postgen.desk.forms import Form


def show(desk: Desk, _query: Form) -> Response:
    """Show the page."""
    return pages.page("issue", desk, title="Issue")


ROUTES = [view("/issue", show)]
