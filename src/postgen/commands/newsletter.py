"""`postgen new newsletter`: an issue from the backlog."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from postgen.backlog import Backlog, edit
from postgen.commands import Note, Result, images, note
from postgen.commands.new import announce, choose_slug, name_taken, place
from postgen.commands.scaffold import undefaulted
from postgen.commands.templates import find_body
from postgen.errors import PostgenError
from postgen.files import store
from postgen.files.store import Change
from postgen.issue import Chapter, Shape, choose, compose
from postgen.issue_number import issue_of, next_issue
from postgen.jekyll import frontmatter, templates
from postgen.jekyll.dates import parse_date
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
    from postgen.site import Site


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
    settings = site.settings.newsletter
    notes: list[Note] = []
    backlog = Backlog(store.read(path))
    others = (each for each in site.posts() if each != path)
    posts = {each: store.read(each) for each in others}
    issue = _issue(site, request, now, posts, notes)
    if issue.path.exists() and not force:
        raise name_taken(site, issue.path, "name-taken-by-title")
    earlier = {each: text for each, text in posts.items() if each != issue.path}
    chapters = _choose(site, backlog, request, earlier, notes)
    references = ComposedReferences(request.references or settings.references, settings.heading)
    body = _body(site, backlog, request, issue, chapters, references)
    picture = images.take(site, request.image, thumb=request.thumb)
    front = _front(site, request, issue, picture)
    url = announce(site, issue.path, front, now, notes)
    written = frontmatter.dump(undefaulted(front, site.defaults(issue.path, "posts")))
    changes = [
        *picture.changes,
        Change(issue.path, posts.get(issue.path), f"---\n{written}---\n\n{body}"),
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
    moment = parse_date(request.date, now, site.zone) if request.date else now
    title = request.title or templates.render_text(settings.title, _about(site, number, moment))
    slug = choose_slug(site, title, "newsletter", notes)
    return Issue(number, title, moment, place(site, "newsletter", slug, moment))


def _body(
    site: Site,
    backlog: Backlog,
    request: IssueRequest,
    issue: Issue,
    chapters: Sequence[Chapter],
    references: ComposedReferences,
) -> str:
    settings = site.settings.newsletter
    urls: set[str] = set()
    for entry in _entries(chapters):
        urls.update(url for url in entry.urls if OUTSIDE.match(url))
    count = len(urls)
    intro = request.intro or _intro(settings.intro, chapters, count, issue.number)
    values = {**issue.about(site), "intro": templates.Prose(intro), "count": count}
    template = find_body(site, request.template or settings.template)
    toc = settings.toc if request.toc is None else request.toc
    with templates.naming(template.shown):
        return compose(backlog, chapters, references, Shape(template.text), values, toc=toc)


def _choose(
    site: Site,
    backlog: Backlog,
    request: IssueRequest,
    earlier: Mapping[Path, str],
    notes: list[Note],
) -> list[Chapter]:
    titles = _titles(site.settings.newsletter.sections)
    sections = _wanted_sections(backlog, request.categories)
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
