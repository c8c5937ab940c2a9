"""`postgen stats`: the year in numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from postgen.commands import Result, habits, link_history, note, search, status
from postgen.commands.backlog_file import NoBacklogError, backlog_path
from postgen.commands.output_file import write_to
from postgen.errors import NotFoundError, PostgenError
from postgen.files import reading, store
from postgen.habits import learn, link_posts, series
from postgen.habits.model import sample
from postgen.issue_number import issue_of, newsletter_number
from postgen.jekyll import frontmatter
from postgen.jekyll.categories import categories_of
from postgen.jekyll.head import front_in, text_of, title_of, value_of
from postgen.search import links
from postgen.stats.count import statistics
from postgen.stats.model import Backlog, PublishedLink, PublishedPost, year_until
from postgen.text.patterns import Lazy
from postgen.urls.canonical import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from postgen.habits.model import Sample
    from postgen.site import Site
    from postgen.stats.model import Statistics


_EMPTY = Lazy(r"^published:[ \t]*(?:~|null)?[ \t]*\r?$", re.MULTILINE)
"""What Jekyll takes for false, too."""


@dataclass(frozen=True, slots=True)
class PageRequest:
    """How the page of numbers is written, and where to.

    `output` is the file to write, None for stdout; with `force` it may exist. `is_of_site` asks for
    a page of the site itself, with a front matter.
    """

    output: Path | None = None
    force: bool = False
    is_of_site: bool = False


def count(site: Site, year: int | None = None) -> Statistics:
    """Count what a site published in a year, and in the same days of the year before.

    The year is this one, as far as it has come; where nothing has been published in it yet, the
    last one in which something was. Raises `NotFoundError` where nothing was published at all, or
    not in the `year` that was named, and `UnreadableError`.
    """
    today = site.now().date()
    backlog = _backlog_path(site)
    paths = [path for path in site.posts_and_documents() if path != backlog]
    # A post that cannot be read would be missing from all numbers: `read` says so.
    files = reading.each(paths, len(paths))
    heads = {path: store.read_head(path) or store.read(path) for path in files}
    samples = {path: found for path, text in heads.items() if (found := _sample(site, path, text))}
    published = {path: each for path, each in samples.items() if each.day <= today}
    years = {each.day.year for each in published.values()}
    if not years or (year is not None and year not in years):
        when = f" in {year}" if year is not None else ""
        known = f"There are posts of {', '.join(map(str, sorted(years)))}." if years else ""
        raise NotFoundError(f"Nothing was published{when}.", known)
    period = year_until(max(years) if year is None else year, today)
    posts = _posts(site, published, backlog)
    records = link_history.load(site)
    return statistics(
        str(site.config.get("title") or site.root.name),
        posts,
        period,
        _backlog(backlog, today),
        records,
    )


def write_page(site: Site, found: Statistics, request: PageRequest) -> Result:
    """Write the numbers as one HTML page."""
    from postgen.stats.page import page

    text = page(found, is_of_site=request.is_of_site)
    output = request.output
    shown = site.display_path(output.absolute()) if output else None
    return Result(
        changes=write_to(output, text, force=request.force),
        paths=(shown,) if shown else (),
        data={"path": shown, **found.to_json()},
        summary=note("stats-page", year=found.period.start.year),
        text=text,
    )


def _backlog_path(site: Site) -> Path | None:
    try:
        return backlog_path(site, None)
    except NoBacklogError:
        return None


def _backlog(path: Path | None, today: date) -> Backlog | None:
    if path is None:
        return None
    found = status.categories_of(store.read(path), today)
    return Backlog(tuple(age for category in found for age in category.ages))


def _sample(site: Site, path: Path, head: str) -> Sample | None:
    """Return a post with its day; None for one that is not published."""
    return None if _is_hidden(head) else sample(site.relative(path), head)


def _is_hidden(head: str) -> bool:
    """Whether a front matter has `published: false`, or `published:` without a value."""
    if "published" not in head:
        return False
    is_empty = _EMPTY.search(front_in(head)) is not None
    return is_empty or value_of(head, "published") is False


def _posts(
    site: Site, published: Mapping[Path, Sample], backlog: Path | None
) -> Iterable[PublishedPost]:
    """Yield the published posts with their links."""
    links_of: dict[str, list[PublishedLink]] = {}
    backlog_file = str(backlog or "")
    for row in links(site, search.files(site, backlog_file), backlog_file):
        link = PublishedLink(row.key, row.url, row.title, row.section)
        links_of.setdefault(row.path, []).append(link)
    numbers = _issues(site, published)
    for path, each in published.items():
        shown = site.display_path(path)
        yield PublishedPost(
            path=shown,
            day=each.day,
            title=title_of(each.text) or each.slug,
            is_issue=path in numbers,
            number=numbers.get(path, 0),
            lang=series.lang_of(each),
            author=text_of(each.text, "author"),
            links=_links(each, links_of.get(str(path), [])),
        )


def _links(post: Sample, found: Sequence[PublishedLink]) -> list[PublishedLink]:
    """Return the links of a post with that of a link log, `link:`; it is named in no section.

    A link below no heading is in the post's first category.
    """
    front = front_in(post.text)
    has_own = "://" in front
    needs_category = "categor" in front and not all(link.section for link in found)
    if not has_own and not needs_category:
        return list(found)
    try:
        values = frontmatter.load(front)
    except PostgenError:
        return list(found)
    key = link_posts.key_in(values)
    own = []
    if key and key != "source":
        url = str(values[key]).strip()
        own = [PublishedLink(canonical(url), url, title_of(post.text) or url, "")]
    category = next(iter(categories_of(values)), "")
    return [link if link.section else link._replace(section=category) for link in (*own, *found)]


def _issues(site: Site, published: Mapping[Path, Sample]) -> dict[Path, int]:
    """Return the issues with their numbers, 0 where they have none.

    Those are the posts that say so, and the series that the next issue would follow: a year at a
    time, as only the newest posts are looked at.
    """
    tags = site.settings.newsletter.tags or habits.DEFAULT_TAGS
    numbers = {path: newsletter_number(each.text, tags) for path, each in published.items()}
    numbers = {path: number for path, number in numbers.items() if number}
    path_of = {each.path: path for path, each in published.items()}
    by_year: dict[int, list[Sample]] = {}
    for each in published.values():
        by_year.setdefault(each.day.year, []).append(each)
    for of_year in by_year.values():
        for edition in habits.newsletters(site, of_year):
            learned = learn.learn(edition.members, edition.lang)
            for each in edition.members:
                number = issue_of(each.text) or learned.number_of(each) or 0
                numbers.setdefault(path_of[each.path], number)
    return numbers
