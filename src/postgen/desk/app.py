"""The desk as an ASGI application.

How to add a view:

1. `routes/NAME.py` with `ROUTES`, each `view(path, function)` or `act(path, function)` of
   `routing.py`; a function takes `(desk, query)` or `(desk, form)`, returns `pages.page(…)`,
   `pages.answer(fragments, message=…)` or another `Response`, and may raise any `PostgenError`.
   Add the module to `_ROUTES` below, and to `pages.VIEWS` what belongs into the header.
2. `templates/NAME.liquid`, which stands inside of `base.liquid`; values are escaped. Give what acts
   change an `id`: the focus is kept by it. A form that writes has `hx-post`, its `action` for a
   browser without scripts, and the field `seen` with `seen.of(path)`.
3. `static/NAME.js`, if it needs one: it is loaded by its name. It registers keys, which `?` lists:
   `desk.key("d", "Drop the link", event => …)`, and listens for `postgen:changed` on `document`,
   whose `detail.paths` are the files that changed, from the site's folder.
4. An act calls `acts.perform(desk, lambda: command(…), seen={path: form.seen}, mine=text)`, and a
   view `desk.events.watch(path)` for each file that it shows beside the backlog and the drafts.
"""

from __future__ import annotations

import mimetypes
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from postgen.desk.routes import capture, files, issue, issue_typed, preview, triage
from postgen.desk.security import Guard

if TYPE_CHECKING:
    from postgen.desk.desk import Desk

STATIC = Path(__file__).parent / "static"

_KINDS = {"text/javascript": ".js", "text/css": ".css"}
"""What a browser must be told of a file, for it does not guess."""

_ROUTES = (files, triage, issue, issue_typed, preview, capture)


def create_app(desk: Desk) -> Guard:
    """Return the application of a desk; its guard is in front of everything, errors too."""
    for kind, ending in _KINDS.items():  # Windows may have others in its registry
        mimetypes.add_type(kind, ending)
    app = Starlette(
        routes=[
            *(route for module in _ROUTES for route in module.ROUTES),
            Mount("/static", StaticFiles(directory=STATIC)),
        ]
    )
    app.state.desk = desk
    return Guard(app, desk)
