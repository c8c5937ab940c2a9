"""`postgen new index`: the page of all issues, of which the list between its marks is rewritten."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from postgen.commands import Note, Result, habits, new, note
from postgen.commands.date_form import ISO, date_form, formatted
from postgen.commands.lookup import data_of, url_of
from postgen.commands.vocabulary import front_of
from postgen.errors import PostgenError
from postgen.files import store
from postgen.files.store import Change
from postgen.habits.model import KEEP, SUMMARIES
from postgen.issue_number import issue_of
from postgen.jekyll import frontmatter
from postgen.jekyll.dates import date_of
from postgen.jekyll.document import Document
from postgen.jekyll.file_names import parse_name
from postgen.markdown import Markdown, escape
from postgen.text import languages
from postgen.text.edits import line_number, newline_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from postgen.site import Site

BEGIN = "<!-- postgen index: `postgen new index` rewrites this list; write above it or below -->"
END = "<!-- postgen index end -->"

_MARK = re.compile(r"<!--[ \t]*postgen[ \t]+index\b(?P<end>[ \t]+end\b)?", re.IGNORECASE)
"""A mark of the index: `<!-- postgen index …`, or with its group, `<!-- postgen index end …`."""

_WHOLE_LINE = re.compile(rf"^{_MARK.pattern}[^\n]*-->[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
"""A mark that is alone on its line, to the end of the comment."""


class NoIssueError(PostgenError):
    """There is no issue among the posts of the site."""


class MarkError(PostgenError):
    """The marks of an index are missing, damaged, or where a list cannot be."""


class Edition(NamedTuple):
    """An issue in one language ("" if it is not known).

    `is_tagged` says that its title names the language.
    """

    number: int
    title: str
    lang: str
    is_tagged: bool
    moment: datetime
    url: str
    path: str
    description: str = ""

    @property
    def day(self) -> str:
        """The day of its date, `YYYY-MM-DD`."""
        return self.moment.date().isoformat()


Row = list[Edition]
"""An issue in all its languages, the original first."""


def create(site: Site, request: new.PostRequest, now: datetime) -> Result:
    """Write the page, or, where it exists, the list between its marks.

    Every other byte of it stays. Raises `NoIssueError`, `MarkError`, and what `new.create` raises
    for a new page.
    """
    notes: list[Note] = []
    site_lang = languages.normal(str(site.config.get("lang") or ""))
    rows = arrange(_editions(site, now, notes), site_lang)
    if not rows:
        raise _no_issue(notes)
    slug = new.choose_slug(site, request.slug or "archive", "page", notes)
    path = new.place(site, "page", slug, now)
    shown = site.display_path(path)
    if path.suffix.lower() not in site.extensions:
        raise MarkError(
            f"{shown} is not Markdown, so it cannot hold the list.", "Choose another slug."
        )
    old = store.read(path) if path.exists() else None
    if old is None:
        page = request._replace(title=request.title or "Archive", slug=slug)
        created = new.create(site, "page", page, now)
        text = _with_marks(created.changes[-1].new or "")
        notes += created.notes
    else:
        text = old
        has_options = request._replace(slug="") != new.PostRequest("")
        if has_options:
            notes.append(note("front-matter-stays", path=shown))
    fresh = refresh(text, rows, shown, date_form(site))
    changes = [Change(path, old, fresh)]
    if fresh == old:
        changes = []
        notes.append(note("up-to-date", path=shown))
    return Result(
        changes=tuple(changes),
        paths=(shown,),
        notes=tuple(notes),
        data={"path": shown, "issues": [_to_json(row) for row in rows]},
        summary=note("index-new" if old is None else "index-update", path=site.relative(path)),
        opens=path,
    )


def _no_issue(hidden: Sequence[Note]) -> NoIssueError:
    """Return the error for a site without an issue to list; the last of those that are hidden."""
    if not hidden:
        return NoIssueError(
            "No post of this site is an issue.",
            "An issue has its number under `issue:`, or as `#12` in its title.",
        )
    last = hidden[-1].values
    more = f" {len(hidden) - 1} more are not, either." if len(hidden) > 1 else ""
    return NoIssueError(
        f"{last['path']} is issue #{last['number']} and not listed: {last['reason']}{more}",
        "The page is written once there is an issue to list.",
    )


# The issues


def _editions(site: Site, now: datetime, notes: list[Note]) -> Iterator[Edition]:
    """Yield the posts that are issues and on the site.

    An issue that is not on it is named in the notes.
    """
    fronts = {path: f"---\n{front_of(path)}---\n" for path in site.posts_and_documents()}
    for path, number in habits.issue_numbers(site, fronts).items():
        front = front_of(path)
        try:
            data = data_of(site, path, site.kind_of(path), frontmatter.load(front))
            edition = _edition(site, path, number, data, now)
            reason = _why_hidden(site, data, edition, now)
        except PostgenError as error:
            reason = error.message
        if reason:
            shown = site.display_path(path)
            notes.append(note("issue-hidden", path=shown, number=number, reason=reason))
        else:
            yield edition


def _edition(
    site: Site, path: Path, number: int, data: Mapping[str, Any], now: datetime
) -> Edition:
    """Read an issue from its data: its front matter over the defaults."""
    slug, day = "", "now"
    name = parse_name(path.name)
    if name:
        slug, day = name.slug, name.day.isoformat()
    moment = date_of(data.get("date") or day, now, site.zone)
    title = str(data.get("title") or _title_from(slug))
    tag = languages.tag_in(title)
    lang = data.get("lang") or data.get("language")
    if not lang:
        lang = tag.lang if tag else site.config.get("lang") or ""
    return Edition(
        number=number,
        title=title,
        lang=languages.normal(str(lang)),
        is_tagged=bool(tag),
        moment=moment,
        url=url_of(site, path, site.kind_of(path), data, moment),
        path=site.display_path(path),
        description=_description(data),
    )


def _description(data: Mapping[str, Any]) -> str:
    """Return what a front matter says about its post, "" for nothing that is known yet."""
    for key in SUMMARIES:
        value = data.get(key)
        text = escape.one_line(value) if isinstance(value, str) else ""
        if text and text != KEEP:
            return text
    return ""


def _title_from(slug: str) -> str:
    """Make a title of a slug: `Weekly News 12` of `weekly-news-12` (utils.rb, titleize_slug)."""
    return " ".join(word.capitalize() for word in slug.split("-"))


def _why_hidden(site: Site, data: Mapping[str, Any], edition: Edition, now: datetime) -> str:
    """Return why Jekyll leaves a post out, "" if it does not. A link to it would lead nowhere."""
    moment = edition.moment
    if not edition.url:
        return "its collection has no `output: true`."
    shows_future = site.config["future"]
    if moment > now and not shows_future:
        return f"it is dated {moment:%Y-%m-%d %H:%M}, and Jekyll leaves it out until then."
    shows_unpublished = site.config.get("unpublished")
    if not data.get("published", True) and not shows_unpublished:
        return "its `published:` is false."
    return ""


def arrange(editions: Iterable[Edition], lang: str) -> list[Row]:
    """Put the editions of each issue together, the newest number first.

    `lang` is the site's language. The original comes first: in the site's language, without a tag
    in its title, the oldest. Another post of the same number and language is a row of its own.
    """

    def order(edition: Edition) -> tuple[bool, bool, datetime, str]:
        return edition.lang != lang, edition.is_tagged, edition.moment, edition.path

    rows: dict[int, list[Row]] = {}
    for edition in sorted(editions, key=order):
        same_number = rows.setdefault(edition.number, [])
        row = _row_without(edition.lang, same_number)
        if row is None:
            same_number.append([edition])
        else:
            row.append(edition)
    return [row for number in sorted(rows, reverse=True) for row in rows[number]]


def _row_without(lang: str, rows: Iterable[Row]) -> Row | None:
    """Return the first row that has no edition in a language yet."""
    for row in rows:
        if all(edition.lang != lang for edition in row):
            return row
    return None


def _to_json(row: Row) -> dict[str, Any]:
    return {
        "number": row[0].number,
        "title": row[0].title,
        "date": row[0].day,
        "editions": [
            {"lang": each.lang, "title": each.title, "url": each.url, "path": each.path}
            for each in row
        ],
    }


# The page


def refresh(text: str, rows: list[Row], shown: str, form: str = ISO) -> str:
    """Return a page, `shown` in messages, with the list between its marks written again.

    Days are written in a form of `strftime`. Raises `MarkError`.
    """
    start, end = _between_marks(text, shown)
    newline = newline_at(text, start - 1)
    found_languages = {edition.lang for row in rows for edition in row}
    has_languages = len(found_languages) > 1
    lines = [_line(row, form, has_languages=has_languages) for row in rows]
    listed = newline.join(["", *lines, "", ""])
    fresh = text[:start] + listed + text[end:]
    named = [_named(row, has_languages=has_languages) for row in rows]
    expected = len(rows) + sum(map(len, named))
    if _count_links(fresh, start, start + len(listed)) != expected:
        raise MarkError(
            f"{shown}:{line_number(text, start - 1)}: Between these marks the list "
            "would not be a list on the page.",
            "Put them where a paragraph may be: not into code, HTML, or an item of another list.",
        )
    return fresh


def _count_links(text: str, start: int, end: int) -> int:
    """Count the links that the page shows of a part of its text."""
    document = Document.parse(text)
    markdown = Markdown(document.body)
    starts = (document.body_start + view.at(span.start) for span, view in markdown.shown_links())
    return sum(start <= each < end for each in starts)


def _line(row: Row, form: str, *, has_languages: bool) -> str:
    """Write an issue: `- **#12** [Title](/url/) · 2026-11-20 · [Deutsch](/de/url/): about it`.

    The number is left out where the title has it.
    """
    first = row[0]
    title_has_number = issue_of(frontmatter.dump({"title": first.title})) == first.number
    number = "" if title_has_number else f"**#{first.number}** "
    named = _named(row, has_languages=has_languages)
    translations = [_link(languages.name_of(edition.lang), edition) for edition in named]
    day = escape.inline(formatted(first.moment, form))
    parts = [_link(first.title, first), day, *translations]
    about = f": {escape.inline(first.description)}" if first.description else ""
    return f"- {number}{' · '.join(parts)}{about}"


def _link(text: str, edition: Edition) -> str:
    return escape.page_link(escape.inline(escape.one_line(text)), edition.url)


def _named(row: Row, *, has_languages: bool) -> Row:
    """Return the editions whose languages are named: none in a site that has only one."""
    return [edition for edition in row if edition.lang and has_languages]


def _with_marks(text: str) -> str:
    """Return a new page with marks for the list at its end, unless its template has them."""
    return text if _MARK.search(text) else f"{text}{BEGIN}\n{END}\n"


def _between_marks(text: str, shown: str) -> tuple[int, int]:
    """Return where the list starts, after the line of the first mark, and where it ends."""
    document = Document.parse(text)
    if not document.has_front_matter:
        raise MarkError(
            f"{shown} has no front matter, so Jekyll makes no page of it.",
            "Begin it with two lines of `---`, or choose another slug.",
        )
    body = document.body_start
    marks = list(_MARK.finditer(text, body))
    if not marks:
        raise MarkError(
            f"{shown} is there, and has no marks to put the index between.",
            f"Write the lines `<!-- postgen index -->` and `{END}` where it is to be, "
            "or choose another slug.",
        )
    whole_lines = {match.start(): match for match in _WHOLE_LINE.finditer(text, body)}
    not_alone = [mark for mark in marks if mark.start() not in whole_lines]
    is_pair = [bool(mark["end"]) for mark in marks] == [False, True]
    if is_pair and not not_alone:
        first, last = marks
        return whole_lines[first.start()].end() + 1, last.start()
    wrong = not_alone[0] if not_alone else marks[-1]
    line = line_number(text, wrong.start())
    raise MarkError(
        f"{shown}:{line}: The marks of the index are damaged; nothing was changed.",
        f"There must be one line `<!-- postgen index -->` and, below it, one line `{END}`.",
    )
