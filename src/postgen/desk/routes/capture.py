"""Links from other pages, by a bookmarklet that opens a small form.

The bookmarklet navigates: a script that fetches an address of this machine is blocked by browsers
and by the policies of pages. So the form is answered without a cookie, which a browser does not
send along from elsewhere, and nothing of the site is in it. What the site knows of the link is
asked for, and the link is saved, by the form itself: by `POST`, from the desk's own origin.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from starlette.responses import HTMLResponse, JSONResponse, Response

from postgen.backlog import UNSORTED
from postgen.desk import acts, pages
from postgen.desk.forms import FormError
from postgen.desk.routing import act, view
from postgen.text.clean import clean

if TYPE_CHECKING:
    from postgen.commands.add_links import Prepared
    from postgen.desk.desk import Desk
    from postgen.desk.forms import Form
    from postgen.site import Site

MAX_QUOTE = 3_000
"""How many characters of a selection a bookmarklet passes on: an address cannot be much longer."""

BOOKMARKLET = (
    "javascript:(()=>{"
    "const p=new URLSearchParams({url:location.href,title:document.title,"
    "quote:String(getSelection()).slice(0,%d)}),u='%s/capture?'+p;"
    "open(u,'_blank','width=560,height=760')||(location.href=u)"
    "})()"
)
"""What the bookmarklet does: open the form with the address, the title and the selection."""


def show(_desk: Desk, query: Form) -> Response:
    """Show the form, filled from its own query; nothing of the site is in it."""
    html = pages.fragment(
        "capture",
        url=query.line("url"),
        title=query.line("title"),
        quote=_paragraphs(query.get("quote")),
    )
    return HTMLResponse(html)


def look(desk: Desk, form: Form) -> Response:
    """Return, as JSON, what the site knows of a link: where it stands, which category would fit."""
    from postgen.commands import add_links
    from postgen.commands.backlog_file import backlog_path

    site = desk.site()
    path = backlog_path(site)
    prepared = _prepared(site, form, fetch=False)
    link = prepared.links[0]
    fit, categories = add_links.propose_category(site, path, link.url, link.title)
    known = prepared.known.get(link.url)
    same = prepared.same_titles.get(link.url)
    return JSONResponse(
        {
            "site": str(site.config.get("title") or site.root.name),
            "categories": categories,
            "category": "" if fit == UNSORTED else fit,
            "known": f"This link is {known.reason} ({known.where})." if known else "",
            "same": desk.words.sentence(same) if same else "",
        }
    )


def save(desk: Desk, form: Form) -> Response:
    """File the link in the backlog."""
    from postgen.commands import add_links
    from postgen.commands.backlog_file import backlog_path

    site = desk.site()
    path = backlog_path(site)
    prepared = _prepared(site, form, fetch=True)
    done = acts.perform(desk, lambda: add_links.add(site, path, prepared))
    refused = done.result.data["refused"]
    html = pages.fragment(
        "captured",
        sentences=list(done.sentences),
        is_filed=not refused,
        fields=[{"name": name, "value": value} for name, value in form.fields],
    )
    return HTMLResponse(html, 409 if refused else 200)


def bookmarklet(desk: Desk, _query: Form) -> Response:
    """Show how to install the bookmarklet."""
    code = BOOKMARKLET % (MAX_QUOTE, desk.origin)
    return pages.page("bookmarklet", desk, title="Capture", code=code, port=desk.port)


def _prepared(site: Site, form: Form, *, fetch: bool) -> Prepared:
    """Return the link of a form, ready to be filed; its page is looked up if it has no title.

    Raises `FormError` where it is not a web address, and `NoBacklogError`.
    """
    from postgen.commands import add_links
    from postgen.commands.backlog_file import backlog_path
    from postgen.commands.given_links import clean_links
    from postgen.commands.look_up import look_up
    from postgen.model import Link

    given, bad = clean_links([form.line("url") or "?"])
    is_one = len(given) == 1 and not bad
    if not is_one or urlsplit(given[0].url).scheme not in {"http", "https"}:
        raise FormError("This is not the address of one web page.", "It begins with https://.")
    title = form.line("title")
    link = Link(
        given[0].url,
        title,
        form.line("note"),
        form.line("category") or UNSORTED,
        tuple(each.strip() for each in form.line("tags").split(",") if each.strip()),
        added=f"{site.now():%Y-%m-%d}",
        quote=_paragraphs(form.get("quote")),
    )
    request = add_links.AddRequest(
        (link,),
        fetch=fetch and not title,
        allow_duplicate=bool(form.get("again")),
        new_category=bool(form.get("new_category")),
    )
    return add_links.prepare(site, backlog_path(site), request, look_up)


def _paragraphs(text: str) -> str:
    """Return a selection as paragraphs, each one line."""
    lines = clean(text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    blocks: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            blocks[-1] += line.split()
        elif blocks[-1]:
            blocks.append([])
    return "\n\n".join(" ".join(words) for words in blocks if words)


ROUTES: list[Any] = [
    view("/capture", show),
    act("/capture", save),
    act("/capture/look", look),
    view("/bookmarklet", bookmarklet),
]
