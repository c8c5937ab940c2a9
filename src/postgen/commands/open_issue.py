"""An issue that one writes over days: items go into it, and out of it, until it is published."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from postgen import issue_edit, issue_intro
from postgen.backlog import Backlog, VerificationError, edit, footnotes
from postgen.commands import Note, Result, habits, issue_body, lookup, note
from postgen.commands.issue_form import with_form
from postgen.errors import NotFoundError
from postgen.files import store
from postgen.files.store import Change
from postgen.habits.standing import Occasion
from postgen.issue import Chapter, Shape
from postgen.issue_number import issue_of, newsletter_number
from postgen.jekyll.file_names import parse_name
from postgen.jekyll.head import title_of
from postgen.markdown import Markdown, escape
from postgen.model import Link
from postgen.references import OUTSIDE
from postgen.text.patterns import Lazy
from postgen.text.records import NamedTuple
from postgen.urls.canonical import canonical

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from postgen.backlog import Entry
    from postgen.commands.add_links import Prepared
    from postgen.commands.newsletter import IssueRequest
    from postgen.habits.body import BodyHabits
    from postgen.habits.learn import IssueHabits
    from postgen.site import Site

THE_DRAFT = "*"
"""Stands for the one draft of an issue, where none is named."""

_CHANGING = Lazy(r"\d+|\bTK\b.*|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*")
"""What differs between the titles of two issues: numbers, months, and what is to come."""


class OpenIssue(NamedTuple):
    """An issue to be changed: its file, its text, its shape, and that of the site's issues."""

    path: Path
    text: str
    habits: BodyHabits
    learned: IssueHabits | None
    shape: Shape

    @property
    def title(self) -> str:
        """The issue's title."""
        return title_of(self.text) or self.path.stem


def find(site: Site, what: str) -> Path:
    """Return the issue that a person means, in any collection; `THE_DRAFT` is its only draft.

    Raises `NotFoundError` for none, and for several, with their names.
    """
    if what and what != THE_DRAFT:
        return lookup.find(site, what, ["drafts", "posts", "documents"])[0]
    drafts = list(site.drafts())
    found = [path for path in drafts if is_issue(site, path)] or drafts[: len(drafts) == 1]
    if len(found) == 1:
        return found[0]
    if not found:
        raise NotFoundError(
            "There is no draft of an issue.", "Name a post, or begin one.", code="no-draft-issue"
        )
    names = ", ".join(site.display_path(path) for path in found)
    raise NotFoundError(f"Several drafts may be the issue: {names}.", "Name one of them.")


def is_issue(site: Site, path: Path) -> bool:
    """Whether a draft is that of an issue: it has its number, its tags or its title."""
    text = store.read(path)
    tags = site.settings.newsletter.tags or habits.DEFAULT_TAGS
    if newsletter_number(text, tags):
        return True
    learned = learned_of(site, path)
    return bool(learned) and has_title_of(learned, title_of(text))


def has_title_of(learned: IssueHabits | None, title: str) -> bool:
    """Whether a title is one of a series, but for numbers, months and what is free in it."""
    if not learned or not learned.samples:
        return False
    has_free_words = learned.title is not None and learned.title.has_free
    if has_free_words and learned.number_in(title):
        return True
    own = masked(title)
    known = [masked(title_of(each.text)) for each in learned.samples[:3]]
    return any(own == each and "#" in each for each in known)


def masked(text: str) -> str:
    """Return a title, or another value, without what differs between issues."""
    return _CHANGING.sub("#", text)


def learned_of(site: Site, *without: Path) -> IssueHabits | None:
    """Return what the last issues are like, without some files."""
    skipped = {*without, *site.posts(containing="backlog")}
    posts = {path: store.read(path) for path in site.posts_and_documents() if path not in skipped}
    try:
        return habits.issue_habits(site, posts)
    except habits.UnclearError:
        return None


def read(site: Site, path: Path) -> OpenIssue:
    """Read an issue to be changed. Raises `VerificationError` for one without a shape."""
    text = store.read(path)
    learned = learned_of(site, path)
    of_site = issue_body.habits_of(site, learned) if learned else None
    own = issue_edit.habits_of(text, of_site)
    if own is None:
        raise VerificationError(
            f"{site.display_path(path)} has no item whose shape a new one could have.",
            "Write the first one by hand.",
        )
    name = parse_name(path.name)
    occasion = Occasion(issue_of(text) or None, name.day if name else None)
    return OpenIssue(path, text, own, learned, Shape(habits=of_site, occasion=occasion))


def with_chapters(
    site: Site, issue: OpenIssue, backlog: Backlog, chapters: Sequence[Chapter], style: str = ""
) -> str:
    """Return the text of an issue with items of a backlog added. Raises `VerificationError`."""
    references = issue_body.references_of(site, style, issue.shape)
    links_titles = site.settings.newsletter.link_titles
    if links_titles is None:
        links_titles = issue.habits.links_titles
    wanted = issue_edit.Style(references.style.name, references.heading, links_titles)
    text = issue_edit.append(
        issue.text, backlog, chapters, issue.habits, wanted, issue.shape.occasion
    )
    return issue_intro.updated(issue.text, text, issue.habits)


def urls_in(text: str) -> set[str]:
    """Return the canonical form of all outside links of an issue."""
    from postgen.jekyll.document import Document

    body = Markdown(Document.parse(text).body)
    return {
        canonical(escape.opened_url(span.url))
        for span, _ in body.links()
        if OUTSIDE.match(span.url)
    }


def add_links(site: Site, prepared: Prepared, what: str) -> Result:
    """File links straight into an issue, each in the section of its category.

    Those that stand somewhere already are refused. Raises `NotFoundError` and `VerificationError`.
    """
    issue = read(site, find(site, what))
    there = urls_in(issue.text)
    fresh, refused = [], list(prepared.known.values())
    for link in prepared.links:
        is_known = link.url in prepared.known or canonical(link.url) in there
        if not is_known:
            fresh.append(link)
    shown = site.display_path(issue.path)
    text = issue.text
    for link in fresh:
        text = _with_link(site, issue._replace(text=text), link)
    notes: list[Note] = [note("into-issue", title=link.title, path=shown) for link in fresh]
    notes += [note("known", **each.to_json()) for each in refused]
    summary = note("add-many", count=len(fresh))
    if len(fresh) == 1:
        summary = note("add-one", title=fresh[0].title)
    return Result(
        changes=(Change(issue.path, issue.text, text),) if fresh else (),
        paths=(shown,) if fresh else (),
        notes=tuple(notes),
        data={
            "path": shown,
            "added": [link.to_json() for link in fresh],
            "refused": [each.to_json() for each in refused],
        },
        summary=summary,
        failed=len(prepared.links) - len(fresh),
    )


def _with_link(site: Site, issue: OpenIssue, link: Link) -> str:
    """Return the text of an issue with one link added, by way of a backlog with only that link."""
    name = link.category or "Links"
    text = edit.add(f"---\n---\n\n## {name}\n", [link._replace(category=name)], stamped=False).text
    backlog = Backlog(text)
    titles = issue.habits.titles([name])
    title = titles.get(name.casefold()) or name
    entries = tuple(backlog.all_entries())
    return with_chapters(site, issue, backlog, [Chapter(title, entries)])


def append(site: Site, path: Path, request: IssueRequest, what: str) -> Result:
    """Add items of the backlog at `path` to an issue, and take them out of the backlog.

    Those that it has already are taken out, too: a merge may have brought them back. Raises
    `EmptyError`, `NotFoundError` and `VerificationError`.
    """
    from postgen.commands.newsletter import EmptyError, choose_chapters, entries_of

    issue = read(site, find(site, what))
    backlog = Backlog(store.read(path))
    notes: list[Note] = []
    others = {each: store.read(each) for each in site.posts_and_documents() if each != path}
    others[issue.path] = issue.text
    shape = Shape(habits=issue.habits)
    there = (
        [] if request.allow_repeat or request.keep else _entries_in(backlog, issue.text, request)
    )
    try:
        chapters = choose_chapters(site, backlog, request, others, shape, notes)
    except EmptyError:
        if not there:
            raise
        chapters = []
    text = issue.text
    if chapters:
        text = with_chapters(site, issue, backlog, chapters, request.references)
    chosen = entries_of(chapters)
    starts = {entry.start for entry in (*chosen, *there)}
    entries = [entry for entry in backlog.all_entries() if entry.start in starts]
    changes = [Change(issue.path, issue.text, text)]
    if not request.keep:
        rest = footnotes.without_unused(backlog, entries, edit.take_out(backlog, entries))
        changes.append(Change(path, backlog.text, rest))
    shown = site.display_path(issue.path)
    return Result(
        changes=tuple(changes),
        paths=(shown,),
        notes=(*notes, *issue_body.note_open(shown, text)),
        data={
            "path": shown,
            "title": issue.title,
            "items": len(chosen),
            "sections": [chapter.title for chapter in chapters],
            "backlog": site.display_path(path),
            "kept": request.keep,
        },
        summary=note("append-issue", title=issue.title),
        opens=issue.path,
    )


def take(site: Site, path: Path, ids: Sequence[str], what: str, now: datetime) -> Result:
    """Take items of the backlog at `path` into an issue; where there is no draft, begin one.

    `ids` are whole ids. Raises what `append` and `newsletter.create` do.
    """
    from postgen.commands.newsletter import IssueRequest, create

    request = IssueRequest(items=tuple(ids), draft=True)
    old = Backlog(store.read(path))
    try:
        find(site, what)
    except NotFoundError as error:
        if error.code != "no-draft-issue":
            raise
        result = create(site, path, request, now)
    else:
        result = append(site, path, request, what)
    left = next(Backlog(each.new or "") for each in result.changes if each.path == path)
    titles = Counter(each.title for each in old.all_entries())
    titles -= Counter(each.title for each in left.all_entries())
    shown = result.paths[0]
    taken = [note("into-issue", title=title, path=shown) for title in titles.elements()]
    return result._replace(notes=(*taken, *result.notes))


def _entries_in(backlog: Backlog, text: str, request: IssueRequest) -> list[Entry]:
    """Return the items of a backlog, of those asked for, all of whose links an issue has."""
    there = urls_in(text)
    return [
        entry
        for entry, id_ in zip(backlog.all_entries(), backlog.ids, strict=True)
        if (not request.items or id_ in request.items)
        and entry.urls
        and there.issuperset(map(canonical, entry.urls))
    ]


def to_backlog(site: Site, path: Path, whats: Sequence[str], what: str = THE_DRAFT) -> Result:
    """Take items out of an issue, and put them back into the backlog at `path`.

    An item is named by its URL or a part of its title. It goes under the category of its section.
    Raises `NotFoundError` and `VerificationError`.
    """
    from postgen.issue_removal import take_out

    issue = read(site, find(site, what))
    text = issue.text
    backlog_text = store.read(path)
    notes: list[Note] = []
    for each in whats:
        taken = take_out(text, _url_of(text, each), issue.habits)
        before, text = text, issue_intro.updated(text, taken.text, issue.habits)
        category = _category_of(Backlog(backlog_text), issue.habits, taken.section)
        link = Link(taken.url, taken.title, category=category)
        added = edit.add(backlog_text, [link], stamped=False)
        backlog = Backlog(added.text)
        entry = backlog.find(taken.url)[-1]
        backlog = Backlog(edit.exchange(backlog, entry, taken.markdown))
        entry = backlog.find(taken.url)[-1]
        text, backlog_text = footnotes.brought_back(before, text, backlog, entry)
        notes.append(note("back-in-backlog", title=taken.title, category=category))
    shown = site.display_path(issue.path)
    into = Change(path, store.read(path), backlog_text)
    result = Result(
        changes=(into, Change(issue.path, issue.text, text)),
        paths=(site.display_path(path),),
        notes=tuple(notes),
        data={"path": site.display_path(path), "issue": shown, "moved": len(notes)},
        summary=note("move-back", count=len(notes)),
    )
    return with_form(site, path, result)


class IssueItem(NamedTuple):
    """An item of an issue: what it is called, where it leads, and its section."""

    title: str
    url: str
    section: str


def items_of(site: Site, what: str = THE_DRAFT) -> list[IssueItem]:
    """Return the items of an issue that lead outside. Raises `NotFoundError` for none."""
    from postgen import issue_removal
    from postgen.habits import past
    from postgen.habits.past import PastIssue

    issue = read(site, find(site, what))
    document, _ = issue_edit.plain_lines(issue.text)
    found = past.read(PastIssue(str(document)))
    links = [
        (view.at(span.start), span.url)
        for span, view in found.body.links()
        if span.kind != "image" and OUTSIDE.match(span.url)
    ]
    items = []
    for unit in issue_removal.units(found, issue.habits):
        url = next((url for start, url in links if unit.start <= start < unit.end), "")
        if url:
            _, title = issue_removal.item_markdown(found, unit, url)
            section = unit.section.head.name if unit.section.head else ""
            items.append(IssueItem(title, url, section))
    if not items:
        raise NotFoundError(
            f"{site.display_path(issue.path)} has no items.", "There is nothing to take out of it."
        )
    return items


def _url_of(text: str, what: str) -> str:
    """Return the URL of an issue's link that a person means by its URL, or a part of its words."""
    from postgen.jekyll.document import Document
    from postgen.references.convert import convert

    body = convert(Document.parse(text).body, "inline").body
    parsed = Markdown(body)
    links = [
        (
            escape.opened_url(span.url),
            escape.visible(body[view.at(span.inner_start) : view.end(span.inner_end)]),
        )
        for span, view in parsed.links()
        if span.kind != "image" and OUTSIDE.match(span.url)
    ]
    wanted = canonical(what) if "://" in what else ""
    found = [url for url, _ in links if wanted and canonical(url) == wanted]
    if not found:
        folded = what.casefold()
        exact = [url for url, words in links if words.casefold() == folded]
        found = exact or [url for url, words in links if folded in words.casefold()]
    distinct = list(dict.fromkeys(found))
    if len(distinct) == 1:
        return distinct[0]
    if not distinct:
        raise NotFoundError(
            f"Nothing in the issue is `{what}`.", "Name a URL or a part of a title."
        )
    raise NotFoundError(
        f"Several links of the issue are `{what}`: {', '.join(distinct[:10])}.",
        "Name its URL.",
    )


def _category_of(backlog: Backlog, own: BodyHabits, section: str) -> str:
    """Return the category of the backlog that a section of the issue was made of."""
    names = [each.name for each in backlog.sections if each.name]
    titles: Mapping[str, str] = own.titles(names)
    for name in names:
        if titles.get(name.casefold()) == section or name.casefold() == section.casefold():
            return name
    return re.sub(r"^\d+[.)]?\s+", "", section) or "Unsorted"
