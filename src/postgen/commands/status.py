"""`postgen` alone: the state of a site, and what to do next."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from postgen.backlog import UNSORTED, Backlog, fold, metadata
from postgen.commands import Note, habits, note
from postgen.commands.backlog_file import NoBacklogError, backlog_path
from postgen.errors import PostgenError
from postgen.files import store
from postgen.jekyll.head import title_of
from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from postgen.site import Site

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)

WEEK, MONTH = 7, 31
"""Days. A newsletter is due after a week."""

STEPS = 3
"""How many things to do next are named at most."""


class Category(NamedTuple):
    """A category of the backlog: the age of each item in days, None where it is not known."""

    name: str
    ages: tuple[int | None, ...]

    @property
    def known(self) -> list[int]:
        """The ages that are known."""
        return [age for age in self.ages if age is not None]

    def to_json(self) -> dict[str, Any]:
        """Return the category as `--json` prints it."""
        spans = Counter(_span(age) for age in self.ages)
        return {
            "name": self.name,
            "items": len(self.ages),
            "ages": {name: spans[name] for name in ("week", "month", "older", "unknown")},
            "oldest": max(self.known, default=None),
            "newest": min(self.known, default=None),
        }


class Draft(NamedTuple):
    """A draft: its file, the name that commands take for it, and its title."""

    path: str
    name: str
    title: str


class Issue(NamedTuple):
    """The last issue; `number` is 0 where issues have none.

    `age` is in days, negative for one that is dated in the future.
    """

    number: int
    title: str
    path: str
    day: date
    age: int

    def to_json(self) -> dict[str, Any]:
        """Return the issue as `--json` prints it."""
        return self._asdict() | {"number": self.number or None, "day": self.day.isoformat()}


@dataclass(frozen=True, slots=True)
class SiteStatus:
    """The state of a site.

    Paths are from the current folder; `backlog` is empty where there is none. `feeds` is how many
    feeds the site follows, `new_feeds` those that were never pulled, `problems` what could not be
    read.
    """

    root: str
    title: str
    backlog: str = ""
    categories: tuple[Category, ...] = ()
    drafts: tuple[Draft, ...] = ()
    issue: Issue | None = None
    feeds: int = 0
    new_feeds: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def items(self) -> int:
        """How many items the backlog has."""
        return sum(len(each.ages) for each in self.categories)


def read(site: Site, today: date) -> SiteStatus:
    """Read the state of a site; what cannot be read is left out, and named in `problems`."""
    problems: list[str] = []

    def attempt(read_part: Callable[[], Any], otherwise: Any) -> Any:
        try:
            return read_part()
        except NoBacklogError as error:
            is_expected = bool(site.settings.backlog.path)  # the settings name one that is missing
            if is_expected:
                problems.append(error.message)
        except PostgenError as error:
            problems.append(error.message)
        return otherwise

    path: Path | None = attempt(lambda: backlog_path(site, None), None)
    feeds, new_feeds = attempt(lambda: _feeds(site), (0, ()))
    categories: tuple[Category, ...] = ()
    if path:
        categories = attempt(lambda: tuple(categories_of(store.read(path), today)), ())
    return SiteStatus(
        root=str(site.root),
        title=str(site.config.get("title") or ""),
        backlog=site.display_path(path) if path else "",
        categories=categories,
        drafts=tuple(_drafts(site)),
        issue=_last_issue(site, today, path),
        feeds=feeds,
        new_feeds=new_feeds,
        problems=tuple(problems),
    )


def categories_of(text: str, today: date) -> Iterator[Category]:
    """Yield the backlog's categories with the ages of their items.

    The items themselves are not parsed.
    """
    backlog = Backlog(text)
    ages: dict[str, list[int | None]] = {}
    for section in backlog.sections:
        extents = backlog.extents(section)
        if not section.name and not extents:
            continue
        section_ages = ages.setdefault(section.name, [])
        section_ages += [_age(text[each.start : each.end], today) for each in extents]
    for name, known_ages in ages.items():
        yield Category(name, tuple(known_ages))


def _age(item: str, today: date) -> int | None:
    """Return how many days ago an item was added, by the comment behind it."""
    for comment in _COMMENT.findall(item):
        item_metadata = metadata.parse(comment)
        if not item_metadata:
            continue
        try:
            added = date.fromisoformat(item_metadata.added)
        except ValueError:
            return None
        return max(0, (today - added).days)
    return None


def _span(age: int | None) -> str:
    if age is None:
        return "unknown"
    if age < WEEK:
        return "week"
    if age < MONTH:
        return "month"
    return "older"


def _drafts(site: Site) -> Iterator[Draft]:
    paths = list(site.drafts())
    drafts_called = Counter(path.stem for path in paths)
    for path in paths:
        shown = site.display_path(path)
        is_unique = drafts_called[path.stem] == 1
        name = path.stem if is_unique else shown
        title = title_of(store.read_head(path)) or path.stem
        yield Draft(shown, name, title)


def _last_issue(site: Site, today: date, backlog: Path | None) -> Issue | None:
    """Return the last issue of the newsletter: that with the highest number, else the newest."""
    heads = {path: store.read_head(path) for path in site.posts_and_documents() if path != backlog}
    try:
        learned = habits.issue_habits(site, heads)
    except habits.UnclearError:
        return None
    if learned is None:
        return None
    last = max(learned.samples, key=lambda each: (learned.number_of(each) or 0, each.day))
    return Issue(
        number=learned.number_of(last) or 0,
        title=title_of(last.text) or last.slug,
        path=site.display_path(site.source / last.path),
        day=last.day,
        age=(today - last.day).days,
    )


def _feeds(site: Site) -> tuple[int, tuple[str, ...]]:
    """Count the feeds that the site follows, and list those that were never pulled."""
    if not site.settings.feeds:
        return 0, ()
    from postgen.commands.pull import remembered, subscriptions

    feeds = subscriptions(site)
    pulled = remembered(site)
    return len(feeds), tuple(feed.url for feed in feeds if feed.url not in pulled)


# What comes next


def next_steps(status: SiteStatus) -> list[Note]:
    """Return what to do next, the first thing first, as notes on what is open."""
    steps = list(_steps(status))
    is_idle = not status.items or not steps
    if status.backlog and is_idle:
        steps.append(note("add-link", category=_first_category(status)))
    return steps[:STEPS]


def _steps(status: SiteStatus) -> Iterator[Note]:
    if not status.backlog:
        yield note("no-backlog")
    elif status.new_feeds:
        yield note("never-pulled", count=len(status.new_feeds))
    elif status.feeds:
        ages = [age for category in status.categories for age in category.known]
        newest = min(ages, default=WEEK)
        if newest >= WEEK:
            yield note("not-pulled")
    unsorted = sum(len(each.ages) for each in status.categories if _is_unsorted(each.name))
    if unsorted:
        yield note("unsorted", count=unsorted, category=UNSORTED)
    issue = status.issue
    is_due = issue is None or issue.age >= WEEK
    if status.items and is_due:
        yield note("issue-due", items=status.items, age=issue.age if issue else None)
    if status.drafts:
        draft = status.drafts[0]
        yield note("draft", name=draft.name, title=draft.title)


def _first_category(status: SiteStatus) -> str:
    """Return the first category for an example, or `Reading`."""
    for category in status.categories:
        if category.name and not _is_unsorted(category.name):
            return category.name
    return "Reading"


def _is_unsorted(category: str) -> bool:
    return fold(category) == fold(UNSORTED)


def to_json(status: SiteStatus | None) -> dict[str, Any]:
    """Return all of it as `--json` prints it; what is not there is null or empty."""
    site = status or SiteStatus("", "")
    backlog = {
        "path": site.backlog,
        "items": site.items,
        "categories": [category.to_json() for category in site.categories],
    }
    feeds = {"count": site.feeds, "never_pulled": list(site.new_feeds)}
    return {
        "site": site.root or None,
        "title": site.title,
        "backlog": backlog if site.backlog else None,
        "drafts": [draft._asdict() for draft in site.drafts],
        "issue": site.issue.to_json() if site.issue else None,
        "feeds": feeds if site.feeds else None,
        "problems": list(site.problems),
    }
