"""The view `Issue`: its pieces in their order, and what is written in them."""

from __future__ import annotations

import json
from collections import OrderedDict
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, urlsplit
from weakref import WeakKeyDictionary

from starlette.responses import HTMLResponse, RedirectResponse, Response

from postgen.commands import issue_fields, open_issue, write_issue
from postgen.desk import acts, pages, seen
from postgen.desk.routing import act, view
from postgen.errors import NotFoundError, PostgenError
from postgen.files import store
from postgen.jekyll.document import Document
from postgen.jekyll.head import title_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from postgen.commands.write_issue import Surroundings, Writing
    from postgen.desk.acts import Done
    from postgen.desk.desk import Desk
    from postgen.desk.forms import Form
    from postgen.issue_pieces import Piece
    from postgen.site import Site

MOST_TEXTS = 40
"""So many texts that a browser was shown are remembered, by their hashes."""

_TEXT, _FIELD = "text-", "front-"
"""What the names of fields begin with: texts of pieces, keys of the front matter."""


class _Memory:
    """What a desk knows of the issues that it shows: it takes the whole site to know it again."""

    def __init__(self) -> None:
        self.around: dict[Path, Surroundings] = {}
        self.shown: OrderedDict[tuple[Path, str], Writing] = OrderedDict()

    def remember(self, path: Path, writing: Writing) -> str:
        """Remember a text that a browser is shown; return its hash."""
        key = path, seen.of_text(writing.text)
        self.shown[key] = writing
        self.shown.move_to_end(key)
        while len(self.shown) > MOST_TEXTS:
            self.shown.popitem(last=False)
        return key[1]


_MEMORIES: WeakKeyDictionary[Desk, _Memory] = WeakKeyDictionary()


class _Open(NamedTuple):
    """An issue that is open in a browser: its file, and what is known of the others."""

    desk: Desk
    site: Site
    path: Path
    memory: _Memory

    @property
    def place(self) -> str:
        """Its path from the site's folder."""
        return self.site.from_root(self.path)

    @property
    def around(self) -> Surroundings:
        """What is known of the site's other issues."""
        if self.path not in self.memory.around:
            self.memory.around[self.path] = write_issue.surroundings(self.site, self.path)
        return self.memory.around[self.path]

    def writing(self, form: Form) -> Writing:
        """Return the issue as the browser was shown it, or as it is. Raises `ConflictError`."""
        base = form.get("base") or form.get("seen")
        found = self.memory.shown.get((self.path, base))
        if found is None:
            text = store.read(self.path)
            if seen.of_text(text) != base:
                raise seen.ConflictError(self.path, text)
            found = write_issue.read(self.path, text, self.around)
            self.memory.remember(self.path, found)
        return found


def _opened(desk: Desk, form: Form) -> _Open:
    """Return the issue that a form is about. Raises `NotFoundError`."""
    site = desk.site()
    place = form.get("post")
    path = site.root / place
    known = {each.resolve() for each in (*site.drafts(), *site.posts_and_documents())}
    if not place or path.resolve() not in known:
        raise NotFoundError("There is no such post on this site.", "Choose another one.")
    return _Open(desk, site, path, _MEMORIES.setdefault(desk, _Memory()))


# Pages


def show(desk: Desk, query: Form) -> Response:
    """Show the issue that is named, the only draft, or a choice."""
    if not query.get("post"):
        return _choice(desk, every="all" in dict(query.fields))
    issue = _opened(desk, query)
    issue.memory.around.pop(issue.path, None)
    desk.events.watch(issue.path)
    text = store.read(issue.path)
    return pages.page(
        "issue",
        desk,
        title=title_of(text) or issue.path.stem,
        issue=_content(issue, text, query.get("as")),
        pane=_pane(issue),
    )


def _pane(issue: _Open) -> Any:
    """Return what the page's pane shows; None where the desk has no previews."""
    previews = getattr(issue.desk, "previews", None)
    return previews.pane(issue.path) if previews else None


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
    issue = _opened(desk, query)
    content = _content(issue, store.read(issue.path), query.get("as"))
    return HTMLResponse(pages.fragment("issue_content", issue=content))


def _content(issue: _Open, text: str, mode: str = "", focus: str = "") -> dict[str, Any]:
    """Return what is shown of an issue: its pieces, or its text where that is wanted or all."""
    problem = ""
    values: dict[str, Any] = {"pieces": [], "items": 0, "numbers": 0}
    hash_of_text = seen.of_text(text)
    try:
        writing = write_issue.read(issue.path, text, issue.around)
        hash_of_text = issue.memory.remember(issue.path, writing)
        values = _pieces(writing)
    except PostgenError as error:
        problem = f"{error.message} {issue.desk.words.hint(error)}"
        mode = "text"
    mode = mode or "pieces"
    other = "pieces" if mode == "text" else "text"
    quoted = quote(issue.place)
    return {
        "post": issue.place,
        "quoted": quoted,
        "seen": hash_of_text,
        "title": title_of(text) or issue.path.stem,
        "is_draft": issue.path in set(issue.site.drafts()),
        "problem": problem,
        "mode": mode,
        "other": f"/issue?post={quoted}&as={other}",
        "action": "/issue/text" if mode == "text" else "/issue/save",
        "fields": _fields(issue, text),
        "text": text.replace("\r\n", "\n"),
        "text_rows": min(40, text.count("\n") + 2),
        "focus": focus,
        **values,
    }


def _fields(issue: _Open, text: str) -> list[dict[str, Any]]:
    from postgen.jekyll import frontmatter

    try:
        found = issue_fields.fields(text, issue.around.learned)
    except frontmatter.YamlError:
        return []
    return [
        {**each._asdict(), "id": f"{_FIELD}{n}", "field": f"{_FIELD}{each.name}",
         "rows": each.value.count("\n") + 2}
        for n, each in enumerate(found)
    ]  # fmt: skip


def _pieces(writing: Writing) -> dict[str, Any]:
    """Return what the template shows of the pieces: those above the sections, and the sections."""
    cut = writing.cut
    shown = [_shown(each, cut.body) for each in cut.pieces]
    items = cut.of("item")
    numbers = {each.number for piece in cut.pieces for each in piece.references if each.number}
    return {
        "pieces": shown,
        "items": len(items),
        "links": len({each.url for piece in cut.pieces for each in piece.references}),
        "numbers": len(numbers),
    }


_LABELS = {
    "intro": "Intro",
    "outro": "Outro",
    "text": "Text",
    "contents": "Contents",
    "references": "References",
    "rule": "Line",
}


def _shown(piece: Piece, body: str) -> dict[str, Any]:
    text = piece.text(body)
    label = _LABELS.get(piece.kind, piece.title)
    if piece.kind == "item":
        label = f"Note of {piece.title}" if piece.form.startswith("head") else piece.title
    return {
        "name": piece.name,
        "kind": piece.kind,
        "title": piece.title,
        "number": piece.number,
        "is_written": piece.written is not None,
        "label": label,
        "has_title": piece.form.startswith("head"),
        "text": text,
        "rows": min(24, max(2, text.count("\n") + len(text) // 90 + 1)),
        "fixed": body[piece.start : piece.end] if piece.written is None else "",
        "references": _references(piece),
        "url": piece.references[0].url if piece.references else "",
    }


def _references(piece: Piece) -> list[dict[str, Any]]:
    return [
        {"number": each.number, "words": each.words, "url": each.url,
         "host": (urlsplit(each.url).hostname or each.url).removeprefix("www.")}
        for each in piece.references
    ]  # fmt: skip


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
    issue = _opened(desk, form)
    done = _save(issue, form)
    return _answer(issue, done, "Saved.")


def _save(issue: _Open, form: Form) -> Done | None:
    """Write what a form has of an issue; None where it has nothing new."""
    done = None
    texts = _named(form, _TEXT)
    if texts:
        new = write_issue.with_texts(issue.writing(form), texts, issue.around)
        done = _written(issue, form, new)
    values = _named(form, _FIELD)
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


def _named(form: Form, prefix: str) -> dict[str, str]:
    """Return the fields whose names begin so, by the rest of their names."""
    return {name[len(prefix) :]: value for name, value in form.fields if name.startswith(prefix)}


def _hash_after(done: Done | None, before: str) -> str:
    """Return what an act that follows may expect of the file."""
    changes = done.result.changes if done else ()
    return seen.of_text(changes[0].new or "") if changes else before


def _written(issue: _Open, form: Form, new: str) -> Done:
    return acts.perform(
        issue.desk,
        lambda: write_issue.write(issue.site, issue.path, new),
        seen={issue.path: form.seen},
        mine=new,
    )


def save_text(desk: Desk, form: Form) -> Response:
    """Write the whole text as it was typed."""
    issue = _opened(desk, form)
    new = form.text("text")
    old = store.read(issue.path)
    if "\r\n" in old:
        new = new.replace("\n", "\r\n")
    return _answer(issue, _written(issue, form, new), "Saved.", mode="text")


def move(desk: Desk, form: Form) -> Response:
    """Move an item or a section; what was written before is saved first."""
    issue = _opened(desk, form)
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


def _hashes_after_saving(issue: _Open, form: Form) -> dict[Path, str]:
    """Save what a form has; return what an act that follows may expect of the file."""
    return {issue.path: _hash_after(_save(issue, form), form.seen)}


def to_backlog(desk: Desk, form: Form) -> Response:
    """Take an item back into the backlog."""
    from postgen.commands.backlog_file import backlog_path

    issue = _opened(desk, form)
    hashes = _hashes_after_saving(issue, form)
    backlog = backlog_path(issue.site)
    done = acts.perform(
        desk,
        lambda: open_issue.to_backlog(issue.site, backlog, [form["url"]], str(issue.path)),
        seen=hashes,
    )
    return _answer(issue, done, "Back in the backlog.")


def fix(desk: Desk, form: Form) -> Response:
    """Fix a finding."""
    issue = _opened(desk, form)
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

    issue = _opened(desk, form)
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
    issue: _Open, done: Done | None, message: str, *, focus: str = "", mode: str = ""
) -> Response:
    """Return the issue as it is now, in the place of what was shown."""
    if done and done.result.changes:
        said = map(issue.desk.words.sentence, done.result.notes)
        message = " ".join([message, *dict.fromkeys(said)])
    else:
        message = "Nothing was changed."
    content = _content(issue, store.read(issue.path), mode, focus)
    return pages.answer(pages.fragment("issue_answer", issue=content), message=message)


# What is seen while a person types


def live(desk: Desk, form: Form) -> Response:
    """Return the page as it would be with what is typed, as our own renderer makes it."""
    from postgen.markdown import Markdown
    from postgen.markdown.render import Options, render

    issue = _opened_quickly(desk, form)
    body = _typed_body(issue, form)
    made = render(Markdown(body), Options())
    return _json({"html": made.html, "unsure": list(made.unsure)})


def numbers(desk: Desk, form: Form) -> Response:
    """Return the numbers that citations would have, by the pieces that they stand in."""
    from postgen.markdown import Markdown
    from postgen.markdown.render import Options, render

    issue = _opened_quickly(desk, form)
    texts = _named(form, _TEXT)
    writing = issue.writing(form)
    try:
        text = write_issue.with_texts(writing, texts, issue.around)
    except PostgenError as error:
        return _json({"problem": f"{error.message} {issue.desk.words.hint(error)}"})
    new = write_issue.read(issue.path, text, issue.around)
    made = render(Markdown(new.cut.body), Options())
    pieces = {each.name: _references(each) for each in new.cut.pieces}
    same = [each.name for each in new.cut.pieces] == [each.name for each in writing.cut.pieces]
    return _json({"html": made.html, "unsure": list(made.unsure), "pieces": pieces if same else {}})


def _opened_quickly(desk: Desk, form: Form) -> _Open:
    """Return an issue that a browser has open already, without a walk through the site."""
    memory = _MEMORIES.get(desk)
    site = desk.site()
    path = site.root / form.get("post")
    if memory and any(known == path for known, _ in memory.shown):
        return _Open(desk, site, path, memory)
    return _opened(desk, form)


def _typed_body(issue: _Open, form: Form) -> str:
    """Return the body of what is typed: its pieces, or the whole text."""
    from postgen import issue_write

    whole = form.get("text", "\0")
    if whole != "\0":
        return Document.parse(form.text("text")).body
    texts = _named(form, _TEXT)
    return issue_write.spliced(issue.writing(form).cut, texts)


def _json(values: Mapping[str, Any]) -> Response:
    return Response(json.dumps(values), media_type="application/json")


# Findings


def findings(desk: Desk, query: Form) -> Response:
    """Show what the checks find in an issue as it is saved, each beside the piece of its line."""
    from postgen.commands.check_run import Run

    issue = _opened(desk, query)
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


def _lines_of_pieces(issue: _Open, text: str) -> list[tuple[str, int, int]]:
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
    view("/issue", show),
    view("/issue/part", part),
    view("/issue/findings", findings),
    act("/issue/save", save),
    act("/issue/text", save_text),
    act("/issue/new", begin),
    act("/issue/move", move),
    act("/issue/back", to_backlog),
    act("/issue/fix", fix),
    act("/issue/publish", publish),
    act("/issue/live", live),
    act("/issue/numbers", numbers),
]
