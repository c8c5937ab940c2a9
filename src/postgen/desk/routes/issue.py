"""The view `Issue`: its pieces in their order, and what is written in them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.responses import HTMLResponse, RedirectResponse, Response

from postgen.commands import issue_fields, open_issue, write_issue
from postgen.desk import acts, pages, seen
from postgen.desk.issue_pages import FIELD, TEXT, content, named, opened
from postgen.desk.routing import act, view
from postgen.errors import NotFoundError
from postgen.files import store
from postgen.jekyll.head import title_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from postgen.commands import Result
    from postgen.desk.acts import Done
    from postgen.desk.desk import Desk
    from postgen.desk.forms import Form
    from postgen.desk.issue_pages import OpenIssue

MOVED = "Moved."


# Pages


def show(desk: Desk, query: Form) -> Response:
    """Show the issue that is named, the only draft, or a choice."""
    if not query.get("post"):
        return _choice(desk, every="all" in dict(query.fields))
    issue = opened(desk, query)
    issue.memory.around.pop(issue.path, None)
    desk.events.watch(issue.path)
    text = store.read(issue.path)
    return pages.page(
        "issue",
        desk,
        uses=("preview",),
        title=title_of(text) or issue.path.stem,
        issue=content(issue, text, query.get("as")),
        pane=desk.previews.pane(issue.path),
    )


def _choice(desk: Desk, *, every: bool) -> Response:
    """Show which issues can be written; the only draft at once, unless every one is wanted."""
    site = desk.site()
    found = write_issue.choices(site)
    drafts = [each for each in found if each.is_draft]
    if len(drafts) == 1 and not every:
        return RedirectResponse(f"/issue?post={quote(site.from_root(drafts[0].path))}", 303)
    values = [
        {
            "title": each.title,
            "path": site.from_root(each.path),
            "address": f"/issue?post={quote(site.from_root(each.path))}",
            "draft": each.is_draft,
        }
        for each in found
    ]
    return pages.page(
        "issue_choice",
        desk,
        title="Issue",
        drafts=[each for each in values if each["draft"]],
        posts=[each for each in values if not each["draft"]],
    )


def part(desk: Desk, query: Form) -> Response:
    """Show what an issue is now, without the page around it."""
    issue = opened(desk, query)
    values = content(issue, store.read(issue.path), query.get("as"))
    return HTMLResponse(pages.fragment("issue_content", issue=values))


# Acts


def begin(desk: Desk, _form: Form) -> Response:
    """Begin an issue with all that is in the backlog, as a draft."""
    from postgen.commands import newsletter
    from postgen.commands.backlog_file import backlog_path

    site = desk.site()
    request = newsletter.IssueRequest(draft=True)
    done = acts.perform(
        desk, lambda: newsletter.create(site, backlog_path(site), request, site.now())
    )
    place = site.from_root(done.result.changes[0].path)
    return pages.lead(f"/issue?post={quote(place)}", f"Begun: {place}")


def save(desk: Desk, form: Form) -> Response:
    """Write what was changed in the pieces, and in the fields of the front matter."""
    issue = opened(desk, form)
    done = _save(issue, form)
    return _answer(issue, _said(issue, done, "Saved."))


def _save(issue: OpenIssue, form: Form) -> Done | None:
    """Write what a form has of an issue; None where it has nothing new."""
    done = None
    texts = named(form, TEXT)
    if texts:
        new = write_issue.with_texts(issue.writing(form), texts, issue.around)
        done = _written(issue, form, new)
    values = named(form, FIELD)
    if values:
        hashes = {issue.path: _hash_after(done, form.seen)}
        old = store.read(issue.path)
        done = acts.perform(
            issue.desk,
            lambda: issue_fields.set_fields(
                issue.site, str(issue.path), old, issue.around.learned, values, issue.site.now()
            ),
            seen=hashes,
        )
    return done


def _hash_after(done: Done | None, before: str) -> str:
    """Return what an act that follows may expect of the file."""
    changes = done.result.changes if done else ()
    return seen.of_text(changes[0].new or "") if changes else before


def _written(issue: OpenIssue, form: Form, new: str) -> Done:
    return acts.perform(
        issue.desk,
        lambda: write_issue.write(issue.site, issue.path, new),
        seen={issue.path: form.seen},
        mine=new,
    )


def save_text(desk: Desk, form: Form) -> Response:
    """Write the whole text as it was typed."""
    issue = opened(desk, form)
    new = write_issue.with_newlines_of(store.read(issue.path), form.text("text"))
    return _answer(issue, _said(issue, _written(issue, form, new), "Saved."), mode="text")


def _perform(
    issue: OpenIssue, form: Form, command: Callable[[], Result], message: str
) -> Done | Response:
    """Save what a form has, then run another command on the issue.

    Where somebody else changed it, and nothing is unsaved, the answer is the issue as it is now.
    What was saved may have made other pieces: a command that names one is then not run.
    """
    names = [each.name for each in issue.writing(form).cut.pieces]
    try:
        saved = _save(issue, form)
        if saved and saved.result.changes and message == MOVED:
            now = write_issue.read(issue.path, store.read(issue.path), issue.around)
            if names != [each.name for each in now.cut.pieces]:
                return _answer(issue, "Saved. Look at it, and move it again.")
        return acts.perform(issue.desk, command, seen={issue.path: _hash_after(saved, form.seen)})
    except seen.ConflictError as problem:
        if named(form, TEXT) or named(form, FIELD):
            raise
        return _answer(issue, f"{problem.message} Look at it, and try again.")


def move(desk: Desk, form: Form) -> Response:
    """Move an item or a section; what was written before is saved first."""
    issue = opened(desk, form)
    pressed = next((to for to in ("up", "down") if form.get(to)), "")
    name, to = (form[pressed], pressed) if pressed else (form["name"], form["to"])
    new_name = ""

    def command() -> Result:
        nonlocal new_name
        result, new_name = write_issue.move(
            issue.site, issue.path, issue.around, name, to, behind=form.get("behind") == "true"
        )
        return result

    done = _perform(issue, form, command, MOVED)
    if isinstance(done, Response):
        return done
    return _answer(issue, _said(issue, done, MOVED), focus=f"{new_name}-{form.get('focus') or to}")


def to_backlog(desk: Desk, form: Form) -> Response:
    """Take an item back into the backlog."""
    from postgen.commands.backlog_file import backlog_path

    issue = opened(desk, form)
    item = issue.writing(form).cut.piece(form["item"])
    if not item or not item.references:
        raise NotFoundError("That is not in the issue any more.", "Load it again.")
    url = item.references[0].url
    backlog = backlog_path(issue.site)
    return _done(
        issue,
        form,
        lambda: open_issue.to_backlog(issue.site, backlog, [url], str(issue.path)),
        "",
    )


def fix(desk: Desk, form: Form) -> Response:
    """Fix a finding."""
    issue = opened(desk, form)
    code, line, column = [*form["finding"].split(), "0", "0", "0"][:3]
    return _done(
        issue,
        form,
        lambda: write_issue.fix(issue.site, issue.path, code, int(line), int(column)),
        "Fixed.",
    )


def _done(issue: OpenIssue, form: Form, command: Callable[[], Result], message: str) -> Response:
    done = _perform(issue, form, command, message)
    if isinstance(done, Response):
        return done
    return _answer(issue, _said(issue, done, message))


def publish(desk: Desk, form: Form) -> Response:
    """Publish the draft, and go on with the post."""
    from postgen.commands import publish as command

    issue = opened(desk, form)
    request = command.RenameRequest()
    done = _perform(
        issue,
        form,
        lambda: command.publish(issue.site, str(issue.path), request, issue.site.now()),
        "",
    )
    if isinstance(done, Response):
        return done
    new = [each.path for each in done.result.changes if each.new and each.path != issue.path]
    place = issue.site.from_root(new[0] if new else issue.path)
    notes = map(issue.desk.words.sentence, done.result.notes)
    said = acts.joined([f"Published: {place}", *dict.fromkeys(notes)])
    return pages.lead(f"/issue?post={quote(place)}", said)


def _said(issue: OpenIssue, done: Done | None, message: str) -> str:
    """Return what an act did, and what a person should know of it."""
    if not done or not done.result.changes:
        return "Nothing was changed."
    notes = dict.fromkeys(map(issue.desk.words.sentence, done.result.notes))
    return acts.joined([*filter(None, [message]), *notes])


def _answer(issue: OpenIssue, message: str, *, focus: str = "", mode: str = "") -> Response:
    """Return the issue as it is now, in the place of what was shown."""
    values = content(issue, store.read(issue.path), mode, focus)
    return pages.answer(pages.fragment("issue_answer", issue=values), message=message)


ROUTES = [
    view("/issue", show),
    view("/issue/part", part),
    act("/issue/save", save),
    act("/issue/text", save_text),
    act("/issue/new", begin),
    act("/issue/move", move),
    act("/issue/back", to_backlog),
    act("/issue/fix", fix),
    act("/issue/publish", publish),
]
