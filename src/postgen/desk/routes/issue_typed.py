"""What the view `Issue` shows while a person types: the page, the numbers, the findings."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from starlette.responses import HTMLResponse, Response

from postgen import issue_write
from postgen.commands import write_issue
from postgen.desk import pages
from postgen.desk.issue_pages import TEXT, named, opened, references
from postgen.desk.routing import act, view
from postgen.errors import PostgenError
from postgen.files import store
from postgen.issue_edit import joined, plain_lines

if TYPE_CHECKING:
    from collections.abc import Mapping

    from postgen.desk.desk import Desk
    from postgen.desk.forms import Form
    from postgen.desk.issue_pages import OpenIssue


def live(desk: Desk, form: Form) -> Response:
    """Return the page as it would be with what is typed, as our own renderer makes it."""
    issue = opened(desk, form)
    return _json(_page(issue, _typed(issue, form)))


def numbers(desk: Desk, form: Form) -> Response:
    """Return the page with the numbers that its citations will have, and these by their pieces."""
    issue = opened(desk, form)
    writing = issue.writing(form)
    try:
        text = write_issue.with_texts(writing, named(form, TEXT), issue.around)
    except PostgenError as error:
        return _json({"problem": f"{error.message} {desk.words.hint(error)}"})
    new = write_issue.read(issue.path, text, issue.around).cut.pieces
    is_same = [each.name for each in new] == [each.name for each in writing.cut.pieces]
    pieces = {each.name: references(each) for each in new} if is_same else {}
    return _json({**_page(issue, text), "pieces": pieces})


def _page(issue: OpenIssue, text: str) -> dict[str, Any]:
    html, unsure = issue.desk.previews.quick(issue.site, text)
    return {"html": html, "notices": [f"{each[:1].upper()}{each[1:]}." for each in unsure]}


def _typed(issue: OpenIssue, form: Form) -> str:
    """Return a file's text with what is typed: in its pieces, or all of it."""
    if form.get("text"):
        return form.text("text")
    writing = issue.writing(form)
    body = issue_write.spliced(writing.shown, named(form, TEXT))
    return joined(plain_lines(writing.text)[0], body, "\n")


def _json(values: Mapping[str, Any]) -> Response:
    return Response(json.dumps(values), media_type="application/json")


# Findings


def findings(desk: Desk, query: Form) -> Response:
    """Show what the checks find in an issue as it is saved, each beside the piece of its line."""
    from postgen.commands.check_run import Run

    issue = opened(desk, query)
    text = store.read(issue.path)
    found = Run(issue.site, (), ()).checker.check_text(issue.path, text)
    places = _lines_of_pieces(issue, text)
    groups: dict[str, list[dict[str, Any]]] = {}
    for each in found:
        above = [place for place in places if place[1] <= each.line]
        name, _, first = above[-1] if above else ("front", 0, 1)
        offset = each.line - (first if places else 1)
        values = {"below": max(0, offset), **each.to_json()}
        groups.setdefault(name, []).append(values)
    html = pages.fragment(
        "issue_findings",
        groups=[{"name": name, "findings": own} for name, own in groups.items()],
        first=next(iter(groups), ""),
        count=len(found),
        errors=sum(each.severity == "error" for each in found),
    )
    return HTMLResponse(html)


def _lines_of_pieces(issue: OpenIssue, text: str) -> list[tuple[str, int, int]]:
    """Return the pieces, each with its line, and with that of the text that is written in it."""
    try:
        cut = write_issue.read(issue.path, text, issue.around).cut
    except PostgenError:
        return []
    above = text.count("\n") - cut.body.count("\n") + 1

    def line(place: int) -> int:
        return above + cut.body.count("\n", 0, place)

    return [
        (each.name, line(each.start), line((each.written or (each.start, 0))[0]))
        for each in cut.pieces
    ]


ROUTES = [
    view("/issue/findings", findings),
    act("/issue/live", live),
    act("/issue/numbers", numbers),
]
