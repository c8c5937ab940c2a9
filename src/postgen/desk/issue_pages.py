"""What the view `Issue` shows: an issue that is open in a browser, as values of its templates."""

from __future__ import annotations

from collections import OrderedDict
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, urlsplit
from weakref import WeakKeyDictionary

from postgen.commands import issue_fields, write_issue
from postgen.desk import seen
from postgen.errors import NotFoundError, PostgenError, VerificationError
from postgen.files import store
from postgen.jekyll import frontmatter
from postgen.jekyll.head import title_of
from postgen.text.bad_bytes import with_own_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from postgen.commands.write_issue import Surroundings, Writing
    from postgen.desk.desk import Desk
    from postgen.desk.forms import Form
    from postgen.issue_pieces import Piece
    from postgen.site import Site

TEXT, FIELD = "text-", "front-"
"""What the names of fields begin with: texts of pieces, keys of the front matter."""


MOST_TEXTS = 40
"""So many texts that a browser was shown are remembered, by their hashes."""


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


class OpenIssue(NamedTuple):
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


def opened(desk: Desk, form: Form) -> OpenIssue:
    """Return the issue that a form is about. Raises `NotFoundError`.

    It takes a walk through the site, unless a browser was shown it already.
    """
    site = desk.site()
    memory = _MEMORIES.setdefault(desk, _Memory())
    path = site.root / form.get("post")
    is_known = path in memory.around and path.is_file()
    if not is_known and path not in chain(site.drafts(), site.posts_and_documents()):
        raise NotFoundError("There is no such post on this site.", "Choose another one.")
    return OpenIssue(desk, site, path, memory)


def content(issue: OpenIssue, text: str, mode: str = "", focus: str = "") -> dict[str, Any]:
    """Return what is shown of an issue: its pieces, or its text where that is wanted or all."""
    problem = ""
    _check_utf8(issue, text)
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


def _check_utf8(issue: OpenIssue, text: str) -> None:
    """Raise `VerificationError` for bytes that a browser could not send back as they are."""
    if with_own_bytes(text, "") == text:
        return
    line = next(n for n, each in enumerate(text.split("\n"), 1) if with_own_bytes(each, "") != each)
    raise VerificationError(
        f"{issue.place}:{line} is not UTF-8.", "Save it as UTF-8 in your editor, then load it."
    )


def _fields(issue: OpenIssue, text: str) -> list[dict[str, Any]]:
    try:
        found = issue_fields.fields(text, issue.around.learned)
    except frontmatter.YamlError:
        return []
    return [
        {**each._asdict(), "id": f"{FIELD}{n}", "field": f"{FIELD}{each.name}",
         "rows": each.value.count("\n") + 2}
        for n, each in enumerate(found)
    ]  # fmt: skip


def _pieces(writing: Writing) -> dict[str, Any]:
    """Return what the template shows of the pieces: those above the sections, and the sections."""
    cut = writing.cut
    shown = [_shown(each, writing) for each in cut.pieces]
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
    "rule": "Rule",
}


def _shown(piece: Piece, writing: Writing) -> dict[str, Any]:
    body = writing.cut.body
    own = writing.shown.piece(piece.name)
    text = own.text(writing.shown.body) if own else ""
    title = piece.heading  # the numbers are shown below
    label = _LABELS.get(piece.kind, title)
    if piece.kind == "item":
        label = f"Note of {title}" if piece.form.startswith("head") else title
    return {
        "name": piece.name,
        "kind": piece.kind,
        "title": title,
        "number": piece.number,
        "is_written": piece.written is not None,
        "label": label,
        "has_title": piece.form.startswith("head"),
        "text": text,
        "rows": min(24, max(2, text.count("\n") + len(text) // 90 + 1)),
        "fixed": body[piece.start : piece.end] if piece.written is None else "",
        "references": references(piece),
    }


def references(piece: Piece) -> list[dict[str, Any]]:
    """Return the citations of a piece, each with its number, words, address and host."""
    return [
        {"number": each.number, "words": each.words, "url": each.url,
         "host": (urlsplit(each.url).hostname or each.url).removeprefix("www.")}
        for each in piece.references
    ]  # fmt: skip


def named(form: Form, prefix: str) -> dict[str, str]:
    """Return the fields whose names begin so, by the rest of their names."""
    return {name[len(prefix) :]: value for name, value in form.fields if name.startswith(prefix)}
