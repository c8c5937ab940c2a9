"""The view `Issue`: its pieces in their order, and what is written in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
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
    from pathlib import Path

    from postgen.desk.acts import Done
    from postgen.desk.desk import Desk
    from postgen.desk.forms import Form
    from postgen.desk.issue_pages import OpenIssue

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
    place = quote(site.from_root(done.result.changes[0].path))
    return Response(status_code=200, headers={"HX-Redirect": f"/issue?post={place}"})


def save(desk: Desk, form: Form) -> Response:
    """Write what was changed in the pieces, and in the fields of the front matter."""
    issue = opened(desk, form)
    done = _save(issue, form)
    return _answer(issue, done, "Saved.")


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
    new = form.text("text")
    old = store.read(issue.path)
    if "\r\n" in old:
        new = new.replace("\n", "\r\n")
    return _answer(issue, _written(issue, form, new), "Saved.", mode="text")


def move(desk: Desk, form: Form) -> Response:
    """Move an item or a section; what was written before is saved first."""
    issue = opened(desk, form)
    hashes = _hashes_after_saving(issue, form)
    pressed = next((to for to in ("up", "down") if form.get(to)), "")
    name, to = (form[pressed], pressed) if pressed else (form["name"], form["to"])
    new_name = ""

    def command() -> Any:
        nonlocal new_name
        result, new_name = write_issue.move(
            issue.site, issue.path, issue.around, name, to, behind=form.get("behind") == "true"
        )
        return result

    done = acts.perform(desk, command, seen=hashes)
    return _answer(issue, done, "Moved.", focus=f"{new_name}-{form.get('focus') or to}")


def _hashes_after_saving(issue: OpenIssue, form: Form) -> dict[Path, str]:
    """Save what a form has; return what an act that follows may expect of the file."""
    return {issue.path: _hash_after(_save(issue, form), form.seen)}


def to_backlog(desk: Desk, form: Form) -> Response:
    """Take an item back into the backlog."""
    from postgen.commands.backlog_file import backlog_path

    issue = opened(desk, form)
    item = issue.writing(form).cut.piece(form["item"])
    if not item or not item.references:
        raise NotFoundError("That is not in the issue any more.", "Load it again.")
    url = item.references[0].url
    hashes = _hashes_after_saving(issue, form)
    backlog = backlog_path(issue.site)
    done = acts.perform(
        desk,
        lambda: open_issue.to_backlog(issue.site, backlog, [url], str(issue.path)),
        seen=hashes,
    )
    return _answer(issue, done, "Back in the backlog.")


def fix(desk: Desk, form: Form) -> Response:
    """Fix a finding."""
    issue = opened(desk, form)
    hashes = _hashes_after_saving(issue, form)
    code, line, column = [*form["finding"].split(), "0", "0", "0"][:3]
    done = acts.perform(
        desk,
        lambda: write_issue.fix(issue.site, issue.path, code, int(line), int(column)),
        seen=hashes,
    )
    return _answer(issue, done, "Fixed.")


def publish(desk: Desk, form: Form) -> Response:
    """Publish the draft, and go on with the post."""
    from postgen.commands import publish as command

    issue = opened(desk, form)
    hashes = _hashes_after_saving(issue, form)
    request = command.RenameRequest()
    done = acts.perform(
        desk,
        lambda: command.publish(issue.site, str(issue.path), request, issue.site.now()),
        seen=hashes,
    )
    target = done.result.changes[-1].path if done.result.changes else issue.path
    for change in done.result.changes:
        if change.new is not None and change.path != issue.path:
            target = change.path
            break
    place = quote(issue.site.from_root(target))
    return Response(status_code=200, headers={"HX-Redirect": f"/issue?post={place}"})


def _answer(
    issue: OpenIssue, done: Done | None, message: str, *, focus: str = "", mode: str = ""
) -> Response:
    """Return the issue as it is now, in the place of what was shown."""
    if done and done.result.changes:
        said = map(issue.desk.words.sentence, done.result.notes)
        message = " ".join([message, *dict.fromkeys(said)])
    else:
        message = "Nothing was changed."
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
