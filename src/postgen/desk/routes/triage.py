"""The view `Backlog`."""

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
    return pages.page("triage", desk, title="Backlog")


ROUTES = [view("/backlog", show)]
