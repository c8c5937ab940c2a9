"""HTML from the Liquid templates in `templates/`; every value is escaped.

A view renders `page("triage", desk, …)`, the whole page, or `fragment("triage_item", …)`, the part
of it that an act changed. In a template, `{% render 'triage_item', item: item %}` inserts another.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from starlette.responses import HTMLResponse, Response

from postgen.desk import seen
from postgen.desk.forms import TooLargeError
from postgen.jekyll import templates
from postgen.jekyll.settings import SettingError
from postgen.site import ConfigError

if TYPE_CHECKING:
    from postgen.desk.desk import Desk
    from postgen.desk.seen import ConflictError
    from postgen.errors import PostgenError
    from postgen.jekyll.templates.liquid import Pages

FOLDER = Path(__file__).parent / "templates"

VIEWS = (
    ("triage", "/backlog", "Backlog"),
    ("issue", "/issue", "Issue"),
    ("bookmarklet", "/bookmarklet", "Capture"),
)
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


def page(
    name: str,
    desk: Desk,
    *,
    title: str = "",
    status: int = 200,
    uses: tuple[str, ...] = (),
    **values: Any,
) -> Response:
    """Return a whole page: the template inside of `base.liquid`, with `static/NAME.js`.

    `title` is that of the window; the header has the views and the name of the site. The files of
    the views that it `uses` are loaded before its own.
    """
    static = FOLDER.parent / "static"
    loaded = (*uses, name)
    shown = name.partition("_")[0]
    content = fragment(name, **values)
    html = fragment(
        "base",
        name=name,
        content=safe(content),
        position=desk.events.position(),
        title=title,
        site=str(desk.site().config.get("title") or desk.root.name),
        views=[
            {"address": address, "name": label, "current": title == label or view == shown}
            for view, address, label in (() if desk.shows else VIEWS)
        ],
        styles=[each for each in loaded if (static / f"{each}.css").is_file()],
        scripts=[each for each in loaded if (static / f"{each}.js").is_file()],
    )
    return HTMLResponse(html, status)


def answer(html: str, *, message: str = "", status: int = 200) -> Response:
    """Return fragments as the answer to an act; `message` is read out and shown for a while."""
    return HTMLResponse(html + _message(message), status)


def lead(address: str, message: str) -> Response:
    """Lead to another page as the answer to an act; it shows the message there."""
    return HTMLResponse(_message(message), headers={"HX-Redirect": address})


def _message(text: str, hint: str = "", kind: str = "done") -> str:
    """Return what replaces the live region of the page, wherever the answer goes."""
    if not text:
        return ""
    return fragment("message", text=text, hint=hint, kind=kind)


def error(
    desk: Desk,
    problem: PostgenError,
    *,
    is_part: bool = False,
    is_open: bool = False,
    status: int = 400,
) -> Response:
    """Return an error: in the live region of the page that asked, else as a page of its own.

    With `is_open`, nothing of the site is in it: whoever asks has no key.
    """
    status = 413 if isinstance(problem, TooLargeError) else status
    text, hint = problem.message, desk.words.hint(problem)
    if is_part:
        html = _message(text, hint, "error")
        return HTMLResponse(html, status, {"HX-Reswap": "none"})
    if is_open or isinstance(problem, (ConfigError, SettingError)):
        content = safe(fragment("problem", text=text, hint=hint))
        return HTMLResponse(fragment("problem_page", content=content), status)
    if problem.code in {"no-backlog", "backlog-missing"}:
        return page("no_backlog", desk, title="Backlog", text=text)
    return page("problem", desk, title="Problem", status=status, text=text, hint=hint)


class Choice(NamedTuple):
    """A form that was sent, and may be sent again: its address and its fields.

    `is_part` says that a page waits for a part of it.
    """

    address: str
    fields: list[tuple[str, str]]
    is_part: bool


def conflict(problem: ConflictError, choice: Choice) -> Response:
    """Return the choice after a conflict: load again, keep mine (the same form), or compare."""
    rows = [] if problem.mine is None else side_by_side(problem.current, problem.mine)
    html = fragment(
        "conflict",
        text=problem.message,
        address=choice.address,
        fields=[{"name": name, "value": value} for name, value in choice.fields if name != "seen"],
        seen=seen.of_text(problem.current) if problem.exists else seen.MISSING,
        rows=rows,
    )
    if choice.is_part:
        return HTMLResponse(html, 409, {"HX-Retarget": "#conflict", "HX-Reswap": "innerHTML"})
    return HTMLResponse(fragment("problem_page", content=_pages().safe(html)), 409)


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
