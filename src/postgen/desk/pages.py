"""HTML from the Liquid templates in `templates/`; every value is escaped.

A view renders `page("triage", desk, …)`, the whole page, or `fragment("triage_item", …)`, the part
of it that an act changed. In a template, `{% render 'triage_item', item: item %}` inserts another.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.responses import HTMLResponse, Response

from postgen.jekyll import templates

if TYPE_CHECKING:
    from postgen.desk.desk import Desk
    from postgen.desk.seen import ConflictError
    from postgen.errors import PostgenError
    from postgen.jekyll.templates.liquid import Pages

FOLDER = Path(__file__).parent / "templates"

VIEWS = (("triage", "/backlog", "Backlog"), ("issue", "/issue", "Issue"))
"""The views of the header: their templates, addresses and names."""


@cache
def _pages() -> Pages:
    return templates.pages(FOLDER)


def fragment(name: str, /, **values: Any) -> str:
    """Return the HTML of one template."""
    return _pages().render(name, values)


def safe(html: str) -> str:
    """Return HTML of fragments as a value that a template inserts as it is."""
    return _pages().safe(html)


def page(name: str, desk: Desk, *, title: str = "", status: int = 200, **values: Any) -> Response:
    """Return a whole page: the template inside of `base.liquid`, with `static/NAME.js`.

    `title` is that of the window; the header has the views and the name of the site.
    """
    content = fragment(name, **values)
    html = fragment(
        "base",
        name=name,
        content=safe(content),
        title=title,
        site=str(desk.site().config.get("title") or desk.root.name),
        views=[
            {"address": address, "name": label, "current": view == name}
            for view, address, label in VIEWS
        ],
        has_style=(FOLDER.parent / "static" / f"{name}.css").is_file(),
        has_script=(FOLDER.parent / "static" / f"{name}.js").is_file(),
    )
    return HTMLResponse(html, status)


def answer(html: str, *, message: str = "", status: int = 200) -> Response:
    """Return fragments as the answer to an act; `message` is read out and shown for a while."""
    return HTMLResponse(html + _message(message), status)


def _message(text: str, hint: str = "", kind: str = "done") -> str:
    """Return what replaces the live region of the page, wherever the answer goes."""
    if not text:
        return ""
    return fragment("message", text=text, hint=hint, kind=kind)


def error(desk: Desk, problem: PostgenError, *, is_act: bool, status: int = 400) -> Response:
    """Return an error: in the live region of the page for an act, else as a page of its own."""
    hint = desk.words.hint(problem)
    if is_act:
        html = _message(problem.message, hint, "error")
        return HTMLResponse(html, status, {"HX-Reswap": "none"})
    html = fragment("problem", text=problem.message, hint=hint)
    return HTMLResponse(html, status)


def conflict(problem: ConflictError, address: str, fields: list[tuple[str, str]]) -> Response:
    """Return the choice after a conflict: load again, keep mine (the same form), or compare."""
    from postgen.desk import seen

    html = fragment(
        "conflict",
        text=problem.message,
        address=address,
        fields=[{"name": name, "value": value} for name, value in fields if name != "seen"],
        seen=seen.of_text(problem.current) if problem.current else seen.MISSING,
        rows=[] if problem.mine is None else side_by_side(problem.current, problem.mine),
    )
    return HTMLResponse(html, 409, {"HX-Retarget": "#conflict", "HX-Reswap": "innerHTML"})


def side_by_side(theirs: str, mine: str) -> list[dict[str, Any]]:
    """Return the lines of two texts beside each other, three around each difference."""
    from difflib import SequenceMatcher

    left, right = theirs.splitlines(), mine.splitlines()
    rows: list[dict[str, Any]] = []
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    for group in matcher.get_grouped_opcodes(3):
        if rows:
            rows.append({"kind": "gap", "left": "", "right": "", "line": ""})
        for kind, start, end, other_start, other_end in group:
            for offset in range(max(end - start, other_end - other_start)):
                has_left, has_right = start + offset < end, other_start + offset < other_end
                rows.append(
                    {
                        "kind": "same" if kind == "equal" else "differs",
                        "line": start + offset + 1 if has_left else "",
                        "left": left[start + offset] if has_left else "",
                        "right": right[other_start + offset] if has_right else "",
                    }
                )
    return rows
