"""`postgen new newsletter`: an issue from the backlog."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postgen.backlog import Backlog, edit, footnotes
from postgen.checks import lost_links
from postgen.commands import Note, Result, habits, images, issue_body, note
from postgen.commands.issue_front import issue_front
from postgen.commands.new import announce, choose_slug, name_taken, place
from postgen.commands.since import read_date
from postgen.errors import NotFoundError, PostgenError
from postgen.files import reading, store
from postgen.files.store import Change
from postgen.habits.model import KEEP, SUMMARIES
from postgen.issue import choose
from postgen.issue_number import issue_of, next_issue
from postgen.jekyll import frontmatter, templates
from postgen.jekyll.file_names import parse_name
from postgen.text.records import NamedTuple
from postgen.urls import allowed_repeats
from postgen.urls.finder import Finder

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from postgen.backlog import Entry, Section
    from postgen.habits.front_matter import Learned
    from postgen.habits.learn import IssueHabits
    from postgen.issue import Chapter, Shape
    from postgen.site import Site


TITLE = "Newsletter #{{ issue }}"
"""The title of an issue where neither the settings nor earlier issues say, in Liquid."""


class EmptyError(PostgenError):
    """There is nothing for an issue."""


class OpenWordsError(PostgenError):
    """The title or a summary has words that only a person knows; `keys` has them as learned."""


class IssueRequest(NamedTuple):
    """What is asked for in an issue; None and empty leave it to the settings.

    `since` is `YYYY-MM-DD`. With `asks`, words that only a person knows are an `OpenWordsError`;
    `words` are those that a person gave: pairs of a key and its text, or for `title` what stands
    for its `TK`. With `items`, whole ids of the backlog's, no others are taken.
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
    slug: str = ""
    layout: str = ""
    author: str = ""
    tags: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    draft: bool = False
    like: str = ""
    no_habits: bool = False
    asks: bool = False
    words: tuple[tuple[str, str], ...] = ()
    items: tuple[str, ...] = ()


class Issue(NamedTuple):
    """An issue before it is written: what it is called, and where it will be.

    `number` is None where the issues of the site have none.
    """

    number: int | None
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

    Raises `EmptyError` when no item is left to publish, `NameTakenError`, `TemplateError`,
    `VerificationError`, and `OpenWordsError` where the request `asks`.
    """
    notes: list[Note] = []
    backlog = Backlog(store.read(path))
    others = (each for each in site.posts_and_documents() if each != path)
    posts = {each: store.read(each) for each in others}
    learned = None
    if not request.no_habits:
        learned = habits.issue_habits(site, posts, lang=request.lang, like=request.like)
    issue = issue_of_request(site, request, now, posts, learned, notes)
    if request.draft:
        issue = issue._replace(path=site.drafts_folder / (_slug_of(issue.path) + issue.path.suffix))
    if issue.path.exists() and not force:
        raise name_taken(site, issue.path, "name-taken-by-title")
    earlier = {each: text for each, text in posts.items() if each != issue.path}
    shape = issue_body.shape_of(site, request, issue, learned)
    chapters = choose_chapters(site, backlog, request, earlier, shape, notes)
    body = issue_body.write(site, backlog, request, issue, chapters, shape)
    picture = images.take(site, request.image, thumb=request.thumb)
    front = issue_front(site, request, issue, learned, picture, shape)
    if request.asks:
        _check_words(issue, learned, front)
    if request.draft:
        front = front._replace(front=_undated(front.front))
    values = frontmatter.load(front.front) | {"date": issue.moment}
    url = None if request.draft else announce(site, issue.path, values, now, notes)
    _note_habits(learned, front.unknown, notes)
    text = shape.file(front.front, body.text)
    notes += issue_body.note_open(site.display_path(issue.path), text, body.heads)
    changes = [*picture.changes, Change(issue.path, posts.get(issue.path), text)]
    entries = entries_of(chapters)
    if not request.keep:
        rest = footnotes.without_unused(backlog, entries, edit.take_out(backlog, entries))
        changes.append(Change(path, backlog.text, rest))
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
            "references": len(body.references.numbers),
            "sections": [chapter.title for chapter in chapters],
            "backlog": site.display_path(path),
            "kept": request.keep,
            "draft": request.draft,
            "like": [each.path for each in learned.samples[:4]] if learned else [],
            "unknown": list(front.unknown),
            **picture.values,
        },
        summary=note("draft-issue" if request.draft else "publish-issue", title=issue.title),
        opens=issue.path,
    )


def issue_of_request(
    site: Site,
    request: IssueRequest,
    now: datetime,
    posts: Mapping[Path, str],
    learned: IssueHabits | None,
    notes: list[Note],
) -> Issue:
    """Return what an issue is called, and where it will be."""
    settings = site.settings.newsletter
    moment = read_date(site, request.date, now, notes) if request.date else now
    if learned:
        return _learned_issue(site, request, moment, learned, notes)
    tags = settings.tags or habits.DEFAULT_TAGS
    number = request.issue or next_issue(posts.values(), tags)
    title = request.title or f"Newsletter #{number}"
    if settings.title and not request.title:
        title = templates.render_text(settings.title, _about(site, number, moment))
    slug = choose_slug(site, request.slug or title, "newsletter", notes)
    return Issue(number, title, moment, place(site, "newsletter", slug, moment))


def _slug_of(path: Path) -> str:
    """Return a file's name without its day and its ending."""
    named = parse_name(path.name)
    return named.slug if named else path.stem


def _undated(front: str) -> str:
    """Return a front matter without a date: a draft gets it when it is published."""
    return frontmatter.remove_key(front, "date") if "date" in frontmatter.load(front) else front


def _learned_issue(
    site: Site, request: IssueRequest, moment: datetime, learned: IssueHabits, notes: list[Note]
) -> Issue:
    """Return the issue that follows the last ones; what was asked for and set goes before them."""
    settings = site.settings.newsletter
    number = request.issue or learned.number_in(request.title) or learned.next_number
    numbers = learned.numbers(number)
    day = moment.date()
    title = request.title
    if not title and settings.title:
        title = templates.render_text(settings.title, _about(site, number, moment))
    given = title or dict(request.words).get("title", "")
    title = title or learned.next_title(day, numbers, given or KEEP)
    slug = request.slug or learned.next_slug(day, numbers, title, given)
    if not slug:
        slug = choose_slug(site, title, "newsletter", notes)
    notes += habits.conflicts(learned, title, number)
    folder = site.source / learned.folder.render(day, numbers)
    if site.settings.posts:
        folder = site.posts_folder
    ext = learned.ext if learned.ext.lower() in site.extensions else site.extensions[0]
    return Issue(number, title, moment, folder / (learned.next_name(day, slug) + ext))


def _check_words(issue: Issue, learned: IssueHabits | None, front: Learned) -> None:
    """Raise `OpenWordsError` where the title or a summary has words that only a person knows."""
    has_open_title = learned and learned.title and learned.title.has_free and KEEP in issue.title
    keys = {"title": issue.title} if has_open_title else {}
    values = frontmatter.load(front.front)
    keys |= {key: str(values[key]) for key in front.unknown if key in SUMMARIES}
    if keys:
        raise OpenWordsError("Some words of the issue are open.", "Write them.", keys=keys)


def choose_chapters(
    site: Site,
    backlog: Backlog,
    request: IssueRequest,
    earlier: Mapping[Path, str],
    shape: Shape,
    notes: list[Note],
) -> list[Chapter]:
    """Choose what goes into an issue; note what was published before, and is left out.

    `earlier` are the posts, `shape` how the issue is written. Raises `EmptyError`.
    """
    sections = _wanted_sections(backlog, request.categories)
    titles = issue_body.titles_of(site, shape, [section.name for section in sections])
    choice = _Choice(backlog, request, sections, titles)
    chapters = choice.first(request.limit)
    if not request.allow_repeat:
        chapters = _without_repeats(site, choice, chapters, earlier)
    if choice.unknown:
        notes.append(note("left-for-liquid", titles=tuple(choice.unknown.values())))
    notes += _lost_links(backlog, sections)
    left_out = list(choice.left_out.values())
    if left_out:
        notes.append(note("left-out", links="; ".join(left_out)))
    if not chapters:
        raise _empty(request, left_out)
    return chapters


class _Choice:
    """Chooses the items that were asked for.

    `published` says where URLs were published before. `left_out` are the items that are among
    them, `unknown` those whose address Liquid writes: of the last choice, by URL.
    """

    def __init__(
        self,
        backlog: Backlog,
        request: IssueRequest,
        sections: Sequence[Section],
        titles: Mapping[str, str],
    ) -> None:
        self.published: dict[str, str] = {}
        self.left_out: dict[str, str] = {}
        self.unknown: dict[str, str] = {}
        self.limit = request.limit
        self._backlog = backlog
        self._sections = sections
        self._titles = titles
        self._since = request.since
        self._starts = _starts_of(backlog, request.items)

    def first(self, limit: int | None) -> list[Chapter]:
        """Choose the first items, at most `limit`."""
        self.unknown.clear()
        self.left_out.clear()
        return choose(
            self._backlog,
            categories=self._sections,
            titles=self._titles,
            wanted=self._is_wanted,
            limit=limit,
        )

    def _is_wanted(self, entry: Entry) -> bool:
        if self._starts and entry.start not in self._starts:
            return False
        url = entry.url
        if entry.has_liquid_address:
            self.unknown[url] = entry.title
            return False
        if self._since and entry.metadata.added < self._since:
            return False
        if url in self.published:
            self.left_out[url] = f"{entry.title} ({self.published[url]})"
            return False
        return True


def _without_repeats(
    site: Site, choice: _Choice, chapters: list[Chapter], earlier: Mapping[Path, str]
) -> list[Chapter]:
    """Return chapters without what was published before, and with what follows instead."""
    seen: set[str] = set()
    reach = choice.limit
    while True:
        fresh = [entry.url for entry in entries_of(chapters) if entry.url not in seen]
        found = _published(site, fresh, earlier)
        if not found:
            break
        seen.update(fresh)
        choice.published |= found
        if reach:  # look further ahead each time: thousands may have been published
            reach *= 4
        chapters = choice.first(reach)
    return chapters if reach == choice.limit else choice.first(choice.limit)


def _empty(request: IssueRequest, repeated: Sequence[str]) -> EmptyError:
    """Return the error that nothing is left for an issue; `repeated` were published before."""
    if repeated:
        more = f" and {len(repeated) - 1} more" if len(repeated) > 1 else ""
        return EmptyError(
            "Nothing new is in the backlog; no issue was written. "
            f"Published before: {repeated[0]}{more}.",
            "`postgen list` shows all.",
            code="only-repeats",
        )
    asked = " that was asked for" if request.categories or request.since or request.items else ""
    return EmptyError(
        f"The backlog has no link{asked}; no issue was written.", "`postgen list` shows all."
    )


def _lost_links(backlog: Backlog, sections: Sequence[Section]) -> list[Note]:
    """Return a note on the links of items that kramdown takes for cells of a table."""
    lost = []
    for each in lost_links.in_body(backlog.body):
        start, end = each.start + backlog.offset, each.end + backlog.offset
        if any(section.body <= start < section.end for section in sections):
            lost.append(backlog.text[start:end])
    return [note("lost-to-a-table", links=tuple(lost))] if lost else []


def entries_of(chapters: Iterable[Chapter]) -> list[Entry]:
    """Return the items of all chapters, in their order."""
    entries: list[Entry] = []
    for chapter in chapters:
        entries += chapter.entries
    return entries


def _published(site: Site, urls: list[str], earlier: Mapping[Path, str]) -> dict[str, str]:
    """Find the URLs that were published before, and in which issue or post.

    What counts as published is set by `postgen: repeat:`. A digest does not count: what `pull` has
    filed is in one, too, and an issue is a choice of that.
    """
    rule = site.settings.repeat
    paths = list(allowed_repeats.counted(rule, earlier))
    if not paths or not urls:
        return {}
    finder = Finder([url for url in urls if not allowed_repeats.may_come_again(rule, url)])
    found: dict[str, str] = {}
    for path in reading.each(paths, len(paths)):
        text = earlier[path]
        spots = finder.find(text)
        if not spots:
            continue
        from postgen.commands.digest_habits import is_digest  # for what is there already alone

        if is_digest(site, text):
            continue
        issue = issue_of(text)
        for url, spot in spots.items():
            line = f"{site.display_path(path)}:{spot.line}"
            where = f"issue #{issue}" if issue else line
            found.setdefault(url, where)
    return found


def _starts_of(backlog: Backlog, ids: Sequence[str]) -> set[int]:
    """Return where items with some ids start. Raises `NotFoundError` where one is gone."""
    if not ids:
        return set()
    starts = dict(zip(backlog.ids, (each.start for each in backlog.all_entries()), strict=True))
    gone = [each for each in ids if each not in starts]
    if gone:
        raise NotFoundError(
            f"Nothing in the backlog is `{gone[0]}`; no issue was written.",
            "`postgen list` shows all.",
        )
    return {starts[each] for each in ids}


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


def _about(site: Site, issue: int | None, moment: datetime) -> dict[str, Any]:
    return {
        "issue": issue or "",
        "date": f"{moment:%Y-%m-%d}",
        "site": str(site.config.get("title") or ""),
    }


def _note_habits(learned: IssueHabits | None, unknown: Sequence[str], notes: list[Note]) -> None:
    """Note which issues the new one looks like, and what only a person can fill in."""
    if not learned:
        return
    first, *others = learned.samples[:4]
    notes.append(note("like", path=first.name, others=len(others)))
    if unknown:
        notes.append(note("to-fill-in", keys=", ".join(unknown)))
