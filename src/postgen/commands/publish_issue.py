"""The draft of an issue gets its date, its number and its name, like those of the last issues."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from postgen.commands import Note, habits, note, open_issue
from postgen.commands.images import Picture
from postgen.commands.issue_body import past_issues
from postgen.commands.issue_front import issue_front
from postgen.commands.newsletter import IssueRequest, issue_of_request
from postgen.files import store
from postgen.habits import standing
from postgen.habits.standing import Occasion
from postgen.issue import Shape
from postgen.issue_number import issue_of, newsletter_number, next_issue
from postgen.jekyll import frontmatter

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from postgen.commands.lookup import SiteFile
    from postgen.habits.learn import IssueHabits
    from postgen.jekyll.document import Document
    from postgen.site import Site


class IssuePost(NamedTuple):
    """The post that a draft becomes: its file, its text, and what a person is to know of it."""

    path: Path
    document: Document
    notes: tuple[Note, ...]


def as_post(site: Site, draft: SiteFile, moment: datetime) -> IssuePost | None:
    """Return the post that the draft of an issue becomes; None for a draft that is no issue."""
    learned = open_issue.learned_of(site, draft.path)
    if learned and open_issue.has_title_of(learned, draft.title):
        return _like_others(site, draft, moment, learned)
    return _numbered(site, draft)


def _like_others(site: Site, draft: SiteFile, moment: datetime, learned: IssueHabits) -> IssuePost:
    """Return the post with the values that follow its number and its date."""
    taken = {learned.number_of(each) for each in learned.samples}
    own = learned.number_in(draft.title)
    number = own if own and own not in taken else learned.next_number
    has_free_words = learned.title is not None and learned.title.has_free
    title = _with_number(draft.title, own, number) if has_free_words and own else ""
    request = IssueRequest(title=title, issue=number)
    notes: list[Note] = []
    issue = issue_of_request(site, request, moment, {}, learned, notes)
    front = issue_front(site, request, issue, learned, Picture(), Shape()).front
    document = draft.document.with_front(_with_values(draft.document.front, front, draft.front))
    was, now = Occasion(own or number), Occasion(number, moment.date())
    body = _with_texts(document.body, learned, was, now)
    if own and own != number:
        body = body.replace(draft.title, issue.title)
    document = document._replace(body=body)
    if own and own != number:
        notes.append(note("issue-renumbered", old=own, new=number))
    return IssuePost(_path(draft, issue.path), document, tuple(notes))


def _with_number(text: str, old: int, new: int | None) -> str:
    """Return a text with another number of the issue."""
    if new is None or new == old:
        return text
    return re.sub(
        rf"(?<!\d)(0*){old}(?!\d)",
        lambda found: str(new).zfill(len(found[0]) if found[1] else 1),
        text,
    )


def _with_texts(body: str, learned: IssueHabits, was: Occasion, now: Occasion) -> str:
    """Return a body whose standing texts name the number and the day of the issue as it is now."""
    from postgen.habits import body as body_habits

    found = body_habits.learn(past_issues(learned))
    for pieces in found.texts if found else ():
        body = standing.renewed(pieces, body, was, now)
    return body


def _path(draft: SiteFile, path: Path) -> Path:
    """Return the file of the post; a name that a person gave the draft stays."""
    slug = open_issue.masked(draft.slug)
    if slug == open_issue.masked(re.sub(r"\A\d{4}-\d{1,2}-\d{1,2}-", "", path.stem)):
        return path
    day = re.match(r"\d{4}-\d{1,2}-\d{1,2}-", path.name)
    return path.with_name(f"{day[0] if day else ''}{draft.slug}{draft.path.suffix}")


def _with_values(front: str, learned: str, values: Mapping[str, Any]) -> str:
    """Return a draft's front matter with what follows the number and the date as it is to be."""
    new_values = frontmatter.load(learned)
    for key, value in new_values.items():
        written = frontmatter.RawYaml(frontmatter.written_value(learned, key))
        if key == "date":
            front = _with_date(front, learned, written)
            continue
        old = values.get(key)
        follows = isinstance(old, (str, int)) and not isinstance(old, bool)
        if (
            follows
            and old != value
            and open_issue.masked(str(old)) == open_issue.masked(str(value))
        ):
            front = frontmatter.set_key(front, key, written)
    if "date" not in new_values and "date" in values:
        front = frontmatter.remove_key(front, "date")
    return front


def _with_date(front: str, learned: str, written: frontmatter.RawYaml) -> str:
    """Set the date, at its place among the keys of the last issues."""
    own = frontmatter.load(front)
    if "date" in own:
        return frontmatter.set_key(front, "date", written)
    keys = list(frontmatter.load(learned))
    for key in keys[keys.index("date") + 1 :]:
        found = re.search(rf"^{re.escape(key)}[ \t]*:", front, re.MULTILINE)
        if found and key in own:
            newline = "\r\n" if "\r\n" in front else "\n"
            return f"{front[: found.start()]}date: {written}{newline}{front[found.start() :]}"
    return frontmatter.set_key(front, "date", written)


def _numbered(site: Site, draft: SiteFile) -> IssuePost | None:
    """Return an issue of which nothing was learned, with the next number if its own is taken."""
    text = str(draft.document)
    tags = site.settings.newsletter.tags or habits.DEFAULT_TAGS
    number = newsletter_number(text, tags)
    if not number:
        return None
    posts = [store.read(path) for path in site.posts()]
    if number not in {issue_of(each) for each in posts}:
        return None
    new = next_issue(posts, tags)
    front = draft.document.front
    if "issue" in draft.front:
        front = frontmatter.set_key(front, "issue", new)
    title = _with_number(draft.title, number, new)
    if title != draft.title:
        front = frontmatter.set_key(front, "title", title)
    name = re.sub(rf"(?<!\d){number}(?!\d)", str(new), draft.path.name)
    notes = (note("issue-renumbered", old=number, new=new),)
    body = draft.document.body
    if draft.title and title != draft.title:
        body = body.replace(draft.title, title)
    document = draft.document.with_front(front)._replace(body=body)
    return IssuePost(draft.path.with_name(name), document, notes)
