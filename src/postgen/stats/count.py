"""Count what was published in a year.

An issue in two languages is one issue, and its links count once. A link counts once an issue,
however often it stands there. A copy in an archive counts as the page that was copied.
"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from postgen.backlog import fold
from postgen.links.archives import original_in
from postgen.links.domains import owner
from postgen.links.model import LOST
from postgen.stats.model import (
    Backlog,
    Cadence,
    DeadLink,
    Gap,
    LinkedAgain,
    Month,
    Named,
    Period,
    PublishedLink,
    PublishedPost,
    Statistics,
    Tally,
)
from postgen.urls.canonical import canonical

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from postgen.links.model import Record

_SHARED = 0.5
"""The share of its links that an edition in another language has from the same day's issue."""


class Edition(NamedTuple):
    """A post with its translations: the first of them, and the links of all, each once."""

    post: PublishedPost
    links: tuple[PublishedLink, ...]


def statistics(
    site: str,
    posts: Iterable[PublishedPost],
    period: Period,
    backlog: Backlog | None,
    records: Mapping[str, Record],
) -> Statistics:
    """Count the posts of a site in a period; `records` is what is known of links, by address."""
    all_editions = editions(posts)
    now = [each for each in all_editions if period.has(each.post.day)]
    before = [each for each in all_editions if period.before.has(each.post.day)]
    links, links_before = _links(now), _links(before)
    known = [link for link in links if link.url in records]
    return Statistics(
        site=site,
        period=period,
        issues=Tally(_issues(now), _issues(before)),
        posts=Tally(len(now), len(before)),
        links=Tally(len(links), len(links_before)),
        months=tuple(_months(now, before, period)),
        categories=_named(links, links_before, _section, fold),
        hosts=_named(links, links_before, _host, str),
        authors=_authors(now, before),
        cadence=_cadence(all_editions, period),
        backlog=backlog,
        checked=len({link.key for link in known}),
        dead=tuple(_dead(now, records)),
        again=tuple(_again(all_editions, period)),
    )


def editions(posts: Iterable[PublishedPost]) -> list[Edition]:
    """Put posts together that are one issue in several languages, the oldest first."""
    groups: list[list[PublishedPost]] = []
    of_number: dict[int, list[list[PublishedPost]]] = {}
    of_day: dict[object, list[list[PublishedPost]]] = {}
    for post in sorted(posts, key=lambda each: (each.day, each.lang, each.path)):
        near = of_number.get(post.number, []) if post.number else of_day.get(post.day, [])
        group = next((each for each in near if _is_edition(post, each)), None)
        if group is None:
            group = []
            groups.append(group)
            of_day.setdefault(post.day, []).append(group)
            if post.number:
                of_number.setdefault(post.number, []).append(group)
        group.append(post)
    return [Edition(group[0], _once(group)) for group in groups]


def _is_edition(post: PublishedPost, group: Sequence[PublishedPost]) -> bool:
    if any(each.lang == post.lang for each in group):
        return False
    if post.number:
        return True
    keys = {link.key for link in post.links}
    shared = keys & {link.key for each in group for link in each.links}
    return bool(keys) and len(shared) >= _SHARED * len(keys)


def _once(group: Sequence[PublishedPost]) -> tuple[PublishedLink, ...]:
    """Return the links of editions, each once: as the first has it that says its section."""
    found: dict[str, PublishedLink] = {}
    for post in group:
        for link in post.links:
            plain = _without_archive(link)
            known = found.get(plain.key)
            if known is None or (plain.section and not known.section):
                found[plain.key] = plain
    return tuple(found.values())


def _without_archive(link: PublishedLink) -> PublishedLink:
    original = original_in(link.url)
    if not original or original == link.url:
        return link
    return link._replace(url=original, key=canonical(original))


def _issues(found: Sequence[Edition]) -> int:
    return sum(each.post.is_issue for each in found)


def _links(found: Sequence[Edition]) -> list[PublishedLink]:
    return [link for each in found for link in each.links]


# What links share


def _section(link: PublishedLink) -> str:
    return link.section


def _host(link: PublishedLink) -> str:
    try:
        host = urlsplit(link.url).hostname or ""
    except ValueError:
        return ""
    return owner(host.removeprefix("www."))


def _named(
    links: Sequence[PublishedLink],
    before: Sequence[PublishedLink],
    name_of: Callable[[PublishedLink], str],
    key_of: Callable[[str], str],
) -> tuple[Named, ...]:
    """Return how many links have each name, the most first; names that differ little are one."""
    counts: Counter[str] = Counter()
    names: dict[str, str] = {}
    for link in links:
        name = name_of(link)
        names.setdefault(key_of(name), name)
        counts[key_of(name)] += 1
    earlier = Counter(key_of(name_of(link)) for link in before)
    rows = [Named(names[key], count, earlier[key]) for key, count in counts.items()]
    return tuple(sorted(rows, key=lambda row: (-row.links, row.name)))


def _authors(now: Sequence[Edition], before: Sequence[Edition]) -> tuple[Named, ...]:
    posts = Counter(each.post.author for each in now if each.post.author)
    links: Counter[str] = Counter()
    earlier: Counter[str] = Counter()
    for each in now:
        links[each.post.author] += len(each.links)
    for each in before:
        earlier[each.post.author] += len(each.links)
    rows = [Named(name, links[name], earlier[name], count) for name, count in posts.items()]
    return tuple(sorted(rows, key=lambda row: (-row.posts, -row.links, row.name)))


# When


def _months(now: Sequence[Edition], before: Sequence[Edition], period: Period) -> Iterable[Month]:
    for month in range(1, period.end.month + 1):
        own = [each for each in now if each.post.day.month == month]
        earlier = [each for each in before if each.post.day.month == month]
        name = f"{period.start.year}-{month:02}"
        yield Month(name, _issues(own), len(_links(own)), len(_links(earlier)))


def _cadence(found: Sequence[Edition], period: Period) -> Cadence:
    issues = [each.post.day for each in found if each.post.is_issue]
    days = tuple(day for day in issues if period.has(day))
    earlier = [day for day in issues if day < period.start]
    known = [*earlier[-1:], *days]
    gaps = [Gap((end - start).days, start, end) for start, end in pairwise(known)]
    return Cadence(
        days=days,
        usual=float(median(gap.days for gap in gaps)) if gaps else None,
        longest=max(gaps, key=lambda gap: gap.days, default=None),
        since=(period.end - known[-1]).days if known else None,
    )


# What became of links


def _dead(now: Sequence[Edition], records: Mapping[str, Record]) -> Iterable[DeadLink]:
    seen: set[str] = set()
    for each in now:
        for link in each.links:
            record = records.get(link.url)
            if record and record.verdict in LOST and link.key not in seen:
                seen.add(link.key)
                yield DeadLink(link.url, link.title, record.verdict, each.post.path)


def _again(found: Sequence[Edition], period: Period) -> list[LinkedAgain]:
    """Return the links of a period that are in other posts before, the most often linked first."""
    places: dict[str, list[tuple[Edition, PublishedLink]]] = {}
    for edition in found:
        if edition.post.day > period.end:
            continue
        for link in edition.links:
            places.setdefault(link.key, []).append((edition, link))
    rows = []
    for group in places.values():
        last, link = group[-1]
        if len(group) > 1 and period.has(last.post.day):
            names = tuple(edition.post.name for edition, _ in group)
            rows.append(LinkedAgain(link.url, link.title, names))
    return sorted(rows, key=lambda row: (-len(row.posts), row.title, row.url))
