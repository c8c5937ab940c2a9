"""`postgen new newsletter`: an issue from the backlog."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from postgen.backlog import Backlog, edit
from postgen.commands import Note, Result, images, note
from postgen.commands.new import announce, choose_slug, name_taken, place
from postgen.commands.scaffold import undefaulted
from postgen.commands.since import read_date
from postgen.commands.templates import find_body
from postgen.errors import PostgenError
from postgen.files import store
from postgen.files.store import Change
from postgen.habits.standing import TK, Occasion
from postgen.issue import Chapter, Shape, choose, compose
from postgen.issue_number import issue_of, newsletter_number, next_issue
from postgen.jekyll import frontmatter, templates
from postgen.jekyll.file_names import parse_name
from postgen.markdown import escape
from postgen.references import OUTSIDE
from postgen.references.compose import ComposedReferences
from postgen.urls import allowed_repeats
from postgen.urls.finder import Finder

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from postgen.backlog import Entry, Section
    from postgen.habits.body import BodyHabits, PastIssue
    from postgen.jekyll.settings import Newsletter
    from postgen.site import Site


DEFAULT_TEMPLATE = "full"
DEFAULT_STYLE = "linked"
DEFAULT_HEADING = "References"
LONG = 12
"""From so many links on, an issue has a table of contents, unless that is said otherwise."""


class EmptyError(PostgenError):
    """There is nothing for an issue."""


class IssueRequest(NamedTuple):
    """What is asked for in an issue; None and empty leave it to the settings.

    `since` is `YYYY-MM-DD`.
    """

    title: str = ""
    issue: int | None = None
    categories: tuple[str, ...] = ()
    since: str = ""
    limit: int | None = None
    toc: bool | None = None
    references: str = ""
    template: str = ""
    lang: str = ""
    intro: str = ""
    date: str = ""
    image: str = ""
    thumb: bool = False
    keep: bool = False
    allow_repeat: bool = False


class Issue(NamedTuple):
    """An issue before it is written: what it is called, and where it will be."""

    number: int
    title: str
    moment: datetime
    path: Path

    def about(self, site: Site) -> dict[str, Any]:
        """Return what templates may say of it."""
        return _about(site, self.number, self.moment) | {"title": self.title}


def create(
    site: Site, path: Path, request: IssueRequest, now: datetime, *, force: bool = False
) -> Result:
    """Write an issue and take what it used out of the backlog; the issue is written first.

    Raises `EmptyError` when no item is left to publish, `NameTakenError`, `TemplateError`, and
    `VerificationError`.
    """
    notes: list[Note] = []
    backlog = Backlog(store.read(path))
    others = (each for each in site.posts() if each != path)
    posts = {each: store.read(each) for each in others}
    issue = _issue(site, request, now, posts, notes)
    if issue.path.exists() and not force:
        raise name_taken(site, issue.path, "name-taken-by-title")
    earlier = {each: text for each, text in posts.items() if each != issue.path}
    shape = _shape(site, request, issue, _past_issues(site, earlier))
    chapters = _choose(site, backlog, request, earlier, shape, notes)
    body, references = _body(site, backlog, request, issue, chapters, shape)
    picture = images.take(site, request.image, thumb=request.thumb)
    front = _front(site, request, issue, picture)
    url = announce(site, issue.path, front, now, notes)
    written = frontmatter.dump(undefaulted(front, site.defaults(issue.path, "posts")))
    changes = [
        *picture.changes,
        Change(issue.path, posts.get(issue.path), shape.file(written, body)),
    ]
    entries = _entries(chapters)
    if not request.keep:
        changes.append(Change(path, backlog.text, edit.take_out(backlog, entries)))
    return Result(
        changes=tuple(changes),
        paths=(site.display_path(issue.path),),
        notes=(*notes, *picture.notes),
        data={
            "path": site.display_path(issue.path),
            "url": url,
            "title": issue.title,
            "issue": issue.number,
            "items": len(entries),
            "references": len(references.numbers),
            "sections": [chapter.title for chapter in chapters],
            "backlog": site.display_path(path),
            "kept": request.keep,
            **picture.values,
        },
        summary=note("publish-issue", title=issue.title),
        opens=issue.path,
    )


def _issue(
    site: Site, request: IssueRequest, now: datetime, posts: Mapping[Path, str], notes: list[Note]
) -> Issue:
    settings = site.settings.newsletter
    number = request.issue or next_issue(posts.values(), settings.tags)
    moment = read_date(site, request.date, now, notes) if request.date else now
    title = request.title or templates.render_text(settings.title, _about(site, number, moment))
    slug = choose_slug(site, title, "newsletter", notes)
    return Issue(number, title, moment, place(site, "newsletter", slug, moment))


def _past_issues(site: Site, posts: Mapping[Path, str]) -> list[PastIssue]:
    """Return the last issues, newest first."""
    from postgen.habits.body import PastIssue

    tags = site.settings.newsletter.tags
    found = []
    for path, text in posts.items():
        number = newsletter_number(text, tags)
        name = parse_name(path.name)
        if number and name:
            found.append(PastIssue(text, number, name.day))
    return sorted(found, key=lambda each: (each.day, each.number), reverse=True)


def _shape(site: Site, request: IssueRequest, issue: Issue, past: Sequence[PastIssue]) -> Shape:
    """Return how the issue is written: with the template asked for, else like the last issues."""
    name = request.template or site.settings.newsletter.template
    if not name:
        from postgen.habits import body

        habits = body.learn(past)
        if habits:
            return Shape(habits=habits, occasion=Occasion(issue.number, issue.moment.date()))
    template = find_body(site, name or DEFAULT_TEMPLATE)
    return Shape(template.text, template.shown)


def _references(site: Site, request: IssueRequest, shape: Shape) -> ComposedReferences:
    settings, habits = site.settings.newsletter, shape.habits
    style = request.references or settings.references or (habits.style if habits else "")
    heading = settings.heading or (habits.heading if habits else "")
    level = habits.heading_level if habits else 2
    return ComposedReferences(style or DEFAULT_STYLE, heading or DEFAULT_HEADING, level)


def _body(
    site: Site,
    backlog: Backlog,
    request: IssueRequest,
    issue: Issue,
    chapters: Sequence[Chapter],
    shape: Shape,
) -> tuple[str, ComposedReferences]:
    """Write the body; return it with its references."""
    settings, habits = site.settings.newsletter, shape.habits
    references = _references(site, request, shape)
    urls: set[str] = set()
    for entry in _entries(chapters):
        urls.update(url for url in entry.urls if OUTSIDE.match(url))
    count = len(urls)
    if habits and not (request.intro or settings.intro):
        intro = TK if habits.has_intro else ""
    else:
        intro = request.intro or _intro(settings.intro, chapters, count, issue.number)
    values = {**issue.about(site), "intro": templates.Prose(intro), "count": count}
    toc = _has_toc(request, settings, habits, count)
    with templates.naming(shape.name):
        return compose(backlog, chapters, references, shape, values, toc=toc), references


def _has_toc(
    request: IssueRequest, settings: Newsletter, habits: BodyHabits | None, count: int
) -> bool:
    """Whether the issue has a table of contents: as asked for, else as learned, else a long one."""
    asked = settings.toc if request.toc is None else request.toc
    if asked is not None:
        return asked
    return habits.toc is not None if habits else count >= LONG


def _choose(
    site: Site,
    backlog: Backlog,
    request: IssueRequest,
    earlier: Mapping[Path, str],
    shape: Shape,
    notes: list[Note],
) -> list[Chapter]:
    titles = _titles(site.settings.newsletter.sections)
    sections = _wanted_sections(backlog, request.categories)
    if shape.habits and not titles:
        titles = shape.habits.titles([section.name for section in sections])
    seen: set[str] = set()
    repeated: dict[str, str] = {}

    def wanted(entry: Entry) -> bool:
        is_too_old = bool(request.since) and entry.metadata.added < request.since
        return entry.url not in repeated and not is_too_old

    while True:
        chapters = choose(
            backlog, categories=sections, titles=titles, wanted=wanted, limit=request.limit
        )
        chosen = {entry.url: entry.title for entry in _entries(chapters)}
        fresh = [url for url in chosen if url not in seen]
        if request.allow_repeat or not fresh:
            break
        seen.update(fresh)
        for url, where in _published(site, fresh, earlier).items():
            repeated[url] = f"{chosen[url]} ({where})"
    if repeated:
        notes.append(note("left-out", links="; ".join(repeated.values())))
    if not chapters:
        is_limited = request.categories or request.since or repeated
        asked = " that was asked for" if is_limited else ""
        raise EmptyError(
            f"The backlog has no link{asked}; no issue was written.", "`postgen list` shows all."
        )
    return chapters


def _entries(chapters: Iterable[Chapter]) -> list[Entry]:
    """Return the items of all chapters, in their order."""
    entries: list[Entry] = []
    for chapter in chapters:
        entries += chapter.entries
    return entries


def _published(site: Site, urls: list[str], earlier: Mapping[Path, str]) -> dict[str, str]:
    """Find the URLs that were published before, and in which issue or post.

    What counts as published is set by `postgen: repeat:`.
    """
    rule = site.settings.repeat
    finder = Finder([url for url in urls if not allowed_repeats.may_come_again(rule, url)])
    found: dict[str, str] = {}
    for path in allowed_repeats.counted(rule, earlier):
        text = earlier[path]
        for url, spot in finder.find(text).items():
            issue = issue_of(text)
            line = f"{site.display_path(path)}:{spot.line}"
            where = f"issue #{issue}" if issue else line
            found.setdefault(url, where)
    return found


def _wanted_sections(backlog: Backlog, categories: Sequence[str]) -> list[Section]:
    if not categories:
        return backlog.sections
    chosen = []
    for name in categories:
        section = backlog.match_category(name)
        if section is None:
            known = ", ".join(f"`{each.name}`" for each in backlog.sections if each.name)
            raise EmptyError(f"The backlog has no category `{name}`.", f"There are {known}.")
        chosen.append(section)
    return chosen


def _titles(sections: Any) -> dict[str, str]:
    """Read `sections:`: a list gives the order, a map the names too."""
    if isinstance(sections, dict):
        return {
            escape.one_line(str(key)).casefold(): str(value or "")
            for key, value in sections.items()
        }
    names = sections if isinstance(sections, (list, tuple)) else [sections]
    return {escape.one_line(str(name)).casefold(): "" for name in names}


def _about(site: Site, issue: int, moment: datetime) -> dict[str, Any]:
    return {
        "issue": issue,
        "date": f"{moment:%Y-%m-%d}",
        "site": str(site.config.get("title") or ""),
    }


def _intro(template: str, chapters: Sequence[Chapter], count: int, issue: int) -> str:
    """Write the first paragraph, which is the excerpt that Jekyll shows: what this issue holds."""
    names = [escape.inline(chapter.title) for chapter in chapters]
    if len(names) > 4:
        names = [*names[:3], f"{len(names) - 3} more topics"]
    listed = names[-1]
    if len(names) > 1:
        listed = f"{', '.join(names[:-1])} and {names[-1]}"
    if template:
        return templates.render(
            template, {"issue": issue, "count": count, "sections": templates.Prose(listed)}
        )
    things = "link" if count == 1 else "links"
    return f"{count} {things}: {listed}."


def _front(
    site: Site, request: IssueRequest, issue: Issue, picture: images.Picture
) -> dict[str, Any]:
    settings = site.settings.newsletter
    values = {
        "layout": settings.layout,
        "title": issue.title,
        "date": issue.moment,
        "author": settings.author or site.settings.author,
        "issue": issue.number,
        "categories": list(settings.categories),
        "tags": list(settings.tags),
        "image": settings.image,
        **picture.values,
        "lang": request.lang or settings.lang,
    }
    return {key: value for key, value in values.items() if value}
