"""`postgen new index`: the page of all issues by number and language, made anew between its marks."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from postgen.commands import Result, new
from postgen.commands.vocabulary import front_of
from postgen.errors import PostgenError
from postgen.files import store
from postgen.files.store import Change
from postgen.jekyll import frontmatter, rules
from postgen.jekyll.document import Document
from postgen.markdown import Markdown, escape
from postgen.text import languages
from postgen.text.edits import line_number, newline_at
from postgen.urls.finder import issue_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

    from postgen.site import Site

BEGIN = "<!-- postgen index: `postgen new index` makes this list anew; write above it or below -->"
END = "<!-- postgen index end -->"

_MARK = re.compile(r"<!--[ \t]*postgen[ \t]+index\b(?P<end>[ \t]+end\b)?", re.IGNORECASE)
_ALONE = re.compile(rf"^{_MARK.pattern}[^\n]*-->[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)


class NoIssueError(PostgenError):
    """No post of the site is an issue."""


class MarkError(PostgenError):
    """The marks of an index are not there, damaged, or where no list can be."""


class Edition(NamedTuple):
    """An issue in one language, "" where that is not known; `is_tagged` if its title names the language."""

    number: int
    title: str
    lang: str
    is_tagged: bool
    moment: datetime
    url: str
    path: str

    @property
    def day(self) -> str:
        """The day of its date, `YYYY-MM-DD`."""
        return self.moment.date().isoformat()


Row = list[Edition]
"""An issue in all its languages, the original first."""


def create(site: Site, request: new.PostRequest, now: datetime) -> Result:
    """Write the page, or the list between the marks of the page that is there, of which every other byte stays.

    Raises `NoIssueError`, `MarkError`, and what `new.create` raises for a new page.
    """
    notes: list[str] = []
    rows = arrange(
        _editions(site, now, notes), languages.normal(str(site.config.get("lang") or ""))
    )
    if not rows:
        raise NoIssueError(
            "No post of this site is an issue that can be listed.",
            "An issue has its number under `issue:`, or as `#12` in its title.",
        )
    slug = new.choose_slug(site, request.slug or "archive", "page", notes)
    path = new.place(site, "page", slug, now)
    shown = site.display_path(path)
    if path.suffix.lower() not in site.extensions:
        raise MarkError(
            f"{shown} is no Markdown, and can hold no list of it.", "Give another --slug."
        )
    old = store.read(path) if path.exists() else None
    if old is not None:
        text = old
        if replace(request, slug="") != new.PostRequest(""):
            notes.append(f"{shown} is there: its front matter stays as it is.")
    else:
        made = new.create(
            site, "page", replace(request, title=request.title or "Archive", slug=slug), now
        )
        text = _with_marks(made.changes[-1].new or "")
        notes += made.notes
    fresh = refresh(text, rows, shown)
    if fresh == old:
        notes.append(f"{shown} is up to date; nothing was changed.")
    return Result(
        changes=() if fresh == old else (Change(path, old, fresh),),
        lines=(shown,),
        notes=tuple(notes),
        data={"path": shown, "issues": [_told(row) for row in rows]},
        message=f"{'Add' if old is None else 'Update'} index of issues: {site.relative(path)}",
        opens=path,
    )


# The issues


def _editions(site: Site, now: datetime, notes: list[str]) -> Iterator[Edition]:
    """Give the posts that are issues and on the site; one that is not is told in the notes."""
    for path in site.posts():
        front = front_of(path)
        number = issue_of(front)
        if not number:
            continue
        try:
            edition, reason = _edition(site, path, number, front, now)
        except PostgenError as error:
            edition, reason = None, error.message
        if edition and not reason:
            yield edition
        else:
            notes.append(f"{site.display_path(path)} is issue #{number} and not listed: {reason}")


def _edition(site: Site, path: Path, number: int, front: str, now: datetime) -> tuple[Edition, str]:
    """Read an issue; say why Jekyll leaves it out, if it does. A link to it would lead nowhere."""
    data = rules.with_defaults(site.defaults(path, "posts"), frontmatter.load(front))
    name = rules.parse_name(path.name)
    moment = rules.date_of(
        data.get("date") or (name.day.isoformat() if name else "now"), now, site.zone
    )
    slug = name.slug if name else ""
    title = str(
        data.get("title") or " ".join(word.capitalize() for word in slug.split("-"))
    )  # as Jekyll makes one
    tag = languages.tag_in(title)
    lang = (
        data.get("lang")
        or data.get("language")
        or (tag.lang if tag else site.config.get("lang") or "")
    )
    reason = ""
    if moment > now and not site.config["future"]:
        reason = f"it is dated {moment:%Y-%m-%d %H:%M}, and Jekyll leaves it out until then."
    elif not data.get("published", True) and not site.config.get("unpublished"):
        reason = "its `published:` is false."
    url = rules.url_of(site.config, data, site.relative(path), moment)
    return Edition(
        number, title, languages.normal(str(lang)), bool(tag), moment, url, site.display_path(path)
    ), reason


def arrange(editions: Iterable[Edition], lang: str) -> list[Row]:
    """Put the editions of each issue together, the newest number first; `lang` is the site's language.

    The original is first: in the site's language, without a tag in its title, the eldest. Another post of the same
    number and language is a row of its own.
    """
    rows: dict[int, list[Row]] = {}
    for each in sorted(
        editions, key=lambda each: (each.lang != lang, each.is_tagged, each.moment, each.path)
    ):
        same = rows.setdefault(each.number, [])
        row = next((row for row in same if each.lang not in {other.lang for other in row}), None)
        if row is None:
            same.append([each])
        else:
            row.append(each)
    return [row for number in sorted(rows, reverse=True) for row in rows[number]]


def _told(row: Row) -> dict[str, Any]:
    return {
        "number": row[0].number,
        "title": row[0].title,
        "date": row[0].day,
        "editions": [
            {"lang": each.lang, "title": each.title, "url": each.url, "path": each.path}
            for each in row
        ],
    }  # fmt: skip


# The page


def refresh(text: str, rows: list[Row], shown: str) -> str:
    """Give a page with the list between its marks written anew. Raises `MarkError`."""
    start, end = _between(text, shown)
    newline = newline_at(text, start - 1)
    is_told = len({each.lang for row in rows for each in row}) > 1
    listed = newline.join(["", *(_line(row, is_told=is_told) for row in rows), "", ""])
    fresh = text[:start] + listed + text[end:]
    document = Document.parse(fresh)
    low, body = start - document.body_start, Markdown(document.body)
    found = sum(low <= view.at(span.start) < low + len(listed) for span, view in body.shown_links())
    if found != sum(1 + len(_languages(row, is_told=is_told)) for row in rows):
        raise MarkError(
            f"{shown}:{line_number(text, start - 1)}: Between these marks the list would be none on the page.",
            "Put them where a paragraph may stand: not into code, HTML, or an item of another list.",
        )
    return fresh


def _line(row: Row, *, is_told: bool) -> str:
    """Spell an issue: its number where the title does not say it, its title, its day, its languages."""
    first = row[0]
    number = (
        ""
        if issue_of(frontmatter.dump({"title": first.title})) == first.number
        else f"**#{first.number}** "
    )
    linked = [
        _link(first.title, first),
        first.day,
        *(_link(languages.name_of(each.lang), each) for each in _languages(row, is_told=is_told)),
    ]
    return f"- {number}{' · '.join(linked)}"


def _link(text: str, edition: Edition) -> str:
    return escape.page_link(escape.inline(escape.one_line(text)), edition.url)


def _languages(row: Row, *, is_told: bool) -> Row:
    """Give the editions whose languages are named: none in a site that has only one."""
    return [each for each in row if each.lang and is_told]


def _with_marks(text: str) -> str:
    """Give a new page a place for the list, at its end, unless its template has one."""
    return text if _MARK.search(text) else f"{text}{BEGIN}\n{END}\n"


def _between(text: str, shown: str) -> tuple[int, int]:
    """Say where the list starts, behind the line of the first mark, and where the second mark stands."""
    document = Document.parse(text)
    if not document.has_front_matter:
        raise MarkError(
            f"{shown} has no front matter, and Jekyll makes no page of it.",
            "Begin it with two lines of `---`, or give another --slug.",
        )
    body = document.body_start
    marks = list(_MARK.finditer(text, body))
    if not marks:
        raise MarkError(
            f"{shown} is there, and has no marks to put the index between.",
            f"Write the lines `<!-- postgen index -->` and `{END}` where it is to stand, or give another --slug.",
        )
    alone = {found.start(): found for found in _ALONE.finditer(text, body)}
    ends = [bool(each["end"]) for each in marks]
    if ends == [False, True] and all(each.start() in alone for each in marks):
        return alone[marks[0].start()].end() + 1, marks[1].start()
    wrong = next((each for each in marks if each.start() not in alone), marks[-1])
    raise MarkError(
        f"{shown}:{line_number(text, wrong.start())}: The marks of the index are damaged; nothing was changed.",
        f"There must be one line `<!-- postgen index -->` and, below it, one line `{END}`.",
    )
