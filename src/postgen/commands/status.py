"""`postgen` alone: where things stand, and what one would do next."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from postgen.backlog import UNSORTED, Backlog, fold, metadata
from postgen.commands.links import NoBacklogError, backlog_path
from postgen.errors import PostgenError
from postgen.files import store
from postgen.jekyll import rules
from postgen.urls.finder import newsletter_number, title_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from postgen.site import Site

COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)

WEEK, MONTH = 7, 31
"""Days. A newsletter is due after a week."""

STEPS = 3
"""So many things to do next are named at most."""


class Category(NamedTuple):
    """A category's items: the age of each in days, None where it is not known."""

    name: str
    ages: tuple[int | None, ...]

    @property
    def known(self) -> list[int]:
        """The ages that are known."""
        return [age for age in self.ages if age is not None]

    def to_json(self) -> dict[str, Any]:
        """Give it as JSON tells it."""
        spans = Counter(_span(age) for age in self.ages)
        return {
            "name": self.name,
            "items": len(self.ages),
            "ages": {name: spans[name] for name in ("week", "month", "older", "unknown")},
            "oldest": max(self.known, default=None),
            "newest": min(self.known, default=None),
        }


class Draft(NamedTuple):
    """A draft: its file, and what it is called."""

    path: str
    name: str
    title: str


class Issue(NamedTuple):
    """The last issue; `age` is in days, negative for one that is yet to come."""

    number: int
    title: str
    path: str
    day: date
    age: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Where things stand in a site. Paths are from the current folder; `backlog` is empty where there is none.

    `new_feeds` are those that were never pulled; `problems` says what could not be read.
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
        """Count the backlog's items."""
        return sum(len(each.ages) for each in self.categories)


class Step(NamedTuple):
    """What one would do next: a command to copy, and why."""

    command: str
    why: str


def stand(site: Site, today: date) -> Standing:
    """Find out where things stand; what cannot be read is told and left out."""
    problems: list[str] = []

    def attempt(read: Callable[[], Any], otherwise: Any) -> Any:
        try:
            return read()
        except PostgenError as error:
            if (
                not isinstance(error, NoBacklogError) or site.settings.backlog.path
            ):  # which is named, and not there
                problems.append(error.message)
            return otherwise

    path: Path | None = attempt(lambda: backlog_path(site, None), None)
    feeds, new_feeds = attempt(lambda: _feeds(site), (0, ()))
    return Standing(
        root=str(site.root),
        title=str(site.config.get("title") or ""),
        backlog=site.display_path(path) if path else "",
        categories=attempt(lambda: tuple(_categories(store.read(path), today)), ()) if path else (),
        drafts=tuple(_drafts(site)),
        issue=_last_issue(site, today),
        feeds=feeds,
        new_feeds=new_feeds,
        problems=tuple(problems),
    )


def _categories(text: str, today: date) -> Iterator[Category]:
    """Give the backlog's categories with the ages of their items, which are not read for it."""
    held = Backlog(text)
    ages: dict[str, list[int | None]] = {}
    for section in held.sections:
        extents = held.extents(section)
        if section.name or extents:
            found = ages.setdefault(section.name, [])
            found += [_age(text[start:end], today) for start, end in extents]
    return (Category(name, tuple(found)) for name, found in ages.items())


def _age(item: str, today: date) -> int | None:
    for comment in COMMENT.findall(item):
        if kept := metadata.parse(comment):
            try:
                return max(0, (today - date.fromisoformat(kept.added)).days)
            except ValueError:
                return None
    return None


def _span(age: int | None) -> str:
    if age is None:
        return "unknown"
    return "week" if age < WEEK else "month" if age < MONTH else "older"


def _drafts(site: Site) -> Iterator[Draft]:
    paths = list(site.drafts())
    names = Counter(path.stem for path in paths)
    for path in paths:
        shown = site.display_path(path)
        yield Draft(
            shown,
            path.stem if names[path.stem] == 1 else shown,
            _title(store.read_head(path)) or path.stem,
        )


def _last_issue(site: Site, today: date) -> Issue | None:
    last, found, head = 0, None, ""
    for path in site.posts():
        text = store.read_head(path)
        number = newsletter_number(text, site.settings.newsletter.tags)
        if number > last:
            last, found, head = number, path, text
    named = rules.parse_name(found.name) if found else None
    if not found or not named:
        return None
    return Issue(
        last,
        _title(head) or found.stem,
        site.display_path(found),
        named.day,
        (today - named.day).days,
    )


def _title(text: str) -> str:
    """Give a title as it is written, without the escapes of its quotes."""
    return title_of(text).replace('\\"', '"').replace("''", "'")


def _feeds(site: Site) -> tuple[int, tuple[str, ...]]:
    """Count the feeds that the site follows; give those that were never pulled."""
    if not site.settings.feeds:
        return 0, ()
    from postgen.commands.pull import remembered, subscriptions

    every = subscriptions(site)
    known = remembered(site)
    return len(every), tuple(each.url for each in every if each.url not in known)


# What comes next


def next_steps(standing: Standing, command: str = "postgen") -> list[Step]:
    """Say what one would do next, the first thing first, in commands to copy that begin with `command`."""
    from shlex import quote

    items, issue = standing.items, standing.issue
    names = [each.name for each in standing.categories if each.name]
    ages = [age for each in standing.categories for age in each.known]
    unsorted = sum(
        len(each.ages) for each in standing.categories if fold(each.name) == fold(UNSORTED)
    )
    steps: list[tuple[str, str]] = []
    if not standing.backlog:
        steps.append(
            (
                "new backlog --category Reading",
                "there is no backlog yet: the post that links are filed in",
            )
        )
    elif standing.new_feeds:
        steps.append(("pull", f"{count(len(standing.new_feeds), 'feed')} never pulled"))
    elif standing.feeds and min(ages, default=WEEK) >= WEEK:
        steps.append(("pull", "nothing was filed for a week"))
    if unsorted:
        steps.append(
            (f"list --category {UNSORTED}", f"{count(unsorted, 'item')} without a category")
        )
    if items and (issue is None or issue.age >= WEEK):
        since = f"the last issue was {ago(issue.age)}" if issue else "there is no issue yet"
        steps.append(("new newsletter", f"{count(items, 'item')} in the backlog; {since}"))
    if standing.drafts:
        draft = standing.drafts[0]
        steps.append(
            (f"publish {quote(draft.name)}", f"the draft `{draft.title}`, when it is done")
        )
    if standing.backlog and (not items or not steps):
        category = next((name for name in names if fold(name) != fold(UNSORTED)), "Reading")
        steps.append(
            (
                f"add-link https://example.org/ --category {quote(category)}",
                "a link for the next issue",
            )
        )
    return [Step(f"{command} {rest}", why) for rest, why in steps[:STEPS]]


def beginnings(command: str = "postgen") -> list[Step]:
    """Say how one begins where there is no site."""
    return [
        Step(f"{command} init my-blog", "makes a folder a site"),
        Step(f"{command} -C path/to/blog", "works on a site that is elsewhere"),
        Step(f"{command} --help", "lists the commands"),
    ]


def told(standing: Standing | None, steps: list[Step]) -> dict[str, Any]:
    """Give all of it as JSON tells it; what is not there is null or empty."""
    site = standing or Standing("", "")
    issue = site.issue
    return {
        "site": site.root or None,
        "title": site.title,
        "backlog": {
            "path": site.backlog,
            "items": site.items,
            "categories": [each.to_json() for each in site.categories],
        } if site.backlog else None,
        "drafts": [each._asdict() for each in site.drafts],
        "issue": issue._asdict() | {"day": issue.day.isoformat()} if issue else None,
        "feeds": {"count": site.feeds, "never_pulled": list(site.new_feeds)} if site.feeds else None,
        "problems": list(site.problems),
        "next": [each._asdict() for each in steps],
    }  # fmt: skip


# Words


def count(number: int, thing: str) -> str:
    """Say how many there are."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def ago(days: int) -> str:
    """Say when something was, in words: `8 days ago`."""
    if days < 0:
        return f"in {count(-days, 'day')}"
    return ("today", "yesterday")[days] if days < 2 else f"{days} days ago"
