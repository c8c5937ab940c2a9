"""The view of a post's page, and what its frame shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse, JSONResponse

from postgen.commands import preview as command
from postgen.desk import pages
from postgen.desk.preview import Shown
from postgen.desk.routing import act, view
from postgen.errors import PostgenError
from postgen.files import store
from postgen.jekyll.head import title_of

if TYPE_CHECKING:
    from starlette.responses import Response

    from postgen.desk.desk import Desk
    from postgen.desk.forms import Form


def show(desk: Desk, query: Form) -> Response:
    """Show the page of a post: the one that is named, else the newest draft of an issue."""
    site = desk.site()
    path = command.find(site, query.line("post"))
    place = site.from_root(path)
    heading = title_of(store.read(path)) or path.name
    return pages.page(
        "preview",
        desk,
        title=heading,
        heading=heading,
        place=place,
        pane=desk.previews.pane(path),
    )


def state(desk: Desk, query: Form) -> Response:
    """Build a post's page as it is saved; answer where it is, and what to know of it.

    What stops that (the settings are broken, the post is gone) is said in the same place; the frame
    goes on showing the page as it was.
    """
    try:
        site = desk.site()
        path = command.find(site, query.line("post"))
        shown = desk.previews.show(site, path, wants_quick=query.get("kind") == "quick")
    except PostgenError as problem:
        shown = Shown("", "", "", (("error", f"{problem.message} {desk.words.hint(problem)}"),))
    values = shown._asdict()
    values["notices"] = [{"kind": kind, "text": text} for kind, text in shown.notices]
    return HTMLResponse(pages.fragment("preview_state", shown=values))


def quick(desk: Desk, form: Form) -> Response:
    """Answer the quick page of what is being written."""
    html, unsure = desk.previews.quick(desk.site(), form.text("text"))
    notices = [f"{each[:1].upper()}{each[1:]}." for each in unsure]
    return JSONResponse({"html": html, "notices": notices})


ROUTES = [
    view("/preview", show),
    view("/preview/state", state),
    act("/preview/quick", quick),
]
