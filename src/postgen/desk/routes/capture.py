"""Links from other pages, by a bookmarklet that opens a small form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse, Response

from postgen.desk import pages
from postgen.desk.routing import view

if TYPE_CHECKING:
    from postgen.desk.desk import Desk
    from postgen.desk.forms import Form


def show(_desk: Desk, query: Form) -> Response:
    """Show the form, filled from its own query; nothing of the site is in it."""
    return HTMLResponse(pages.fragment("capture", url=query.line("url")))


ROUTES = [view("/capture", show)]
