"""Posts of one kind, and the links that were published in them."""

from __future__ import annotations

import re
from bisect import bisect_left
from datetime import date
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

from postgen.checks.site_facts import PublishedLink
from postgen.habits import series
from postgen.habits.model import Sample, sample
from postgen.issue_number import issue_of
from postgen.references import numbers
from postgen.text.records import NamedTuple
from postgen.urls import finder
from postgen.urls.canonical import canonical

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postgen.commands.site_facts import Files

NEAR = 40
"""So many posts of a post's kind are near it."""

_END = re.compile(r"(?<=\d)v\d+(?:\.pdf)?\Z|(?:\.amp)?\.(?:html?|pdf|amp)\Z")
"""What a part of a URL may have at its end, or not: `1706.03762v2.pdf`, `story.amp.html`."""

_ODD = re.compile(
    r"%3a|[?&=/]http|//(?:xn--|[^/]*[^\x00-\x7f/]|[^/]*doi\.org/)|/(?:index\.\w+|amp|\.+)/*(?:[?#]|\Z)"
    r"|\.git/*\Z|/p/[0-9a-f]{10,}|-[0-9a-f]{12}/*(?:[?#]|\Z)",
    re.IGNORECASE,
)
"""What a URL has that may be written without any of its parts; its canonical form is looked at."""

_DIGIT = re.compile(r"[0-9]")
_IS_YEAR = re.compile(r"\d{4}\Z")
_LONG = 4
"""Characters: a value of a query that is shorter names no page alone."""

_HTTPS_HOST = re.compile(r"\bhttps://([\w.-]+\w)(?=[/?#\s)>\"'\]]|\Z)")
_FOLDER = re.compile(r"(?:.*/)?_(?:posts|drafts)(?=/)|[^/]+")
"""`nlp/_posts` of `nlp/_posts/2026/2026-11-20-a.md`."""

Links = dict[str, list[tuple[str, int]]]
"""Links, each with its start, by their parts."""


class _Post(NamedTuple):
    """What a post is compared by: its kind, its day, and its place."""

    kind: tuple[str, str, str, bool]
    day: date
    place: str
    issue: int


class PublishedLinks:
    """The links of a site's posts."""

    def __init__(self, files: Files) -> None:
        self._files = files

    def near(self, place: str) -> Sequence[str]:
        """Return the posts of a post's kind that are nearest to it in time, the newest first."""
        group, at = self._around(place)
        start = max(0, min(at - NEAR // 2, len(group) - NEAR - 1))
        return [each.place for each in group[start : start + NEAR + 1] if each.place != place]

    def before(self, place: str, url: str, most: int) -> list[PublishedLink]:
        """Return where a URL of a post was published in the `most` earlier posts of its kind."""
        parts = parts_of(url)
        earlier, known = self._earlier(place, most)
        found: list[PublishedLink] = []
        if parts.isdisjoint(known):
            return found
        for post, links in earlier:
            near = [link for part in parts for link in links.get(part, ())]
            same = [each for each in near if _is_same(each[0], url)]
            text = self._files.text(post.place) if same else ""
            shown = [start for _, start in same if finder.is_shown(text, start)]
            if shown:
                found.append(_published(post, text, min(shown)))
        return found

    @lru_cache(maxsize=1)  # noqa: B019 - it lives as long as the command
    def _earlier(self, place: str, most: int) -> tuple[list[tuple[_Post, Links]], set[str]]:
        """Return the earlier posts of a post's kind with their links, the newest first.

        The set is the parts of all these links. Another edition of the same issue
        is not an earlier one.
        """
        group, at = self._around(place)
        own = self._posts.get(place)
        issue = own.issue if own else 0
        earlier = [
            each
            for each in group[at : at + most + 2]
            if each.place != place and not (issue and each.issue == issue)
        ]
        found = [(each, self._links_of(each.place)) for each in earlier[:most]]
        return found, set().union(*(links for _, links in found))

    def _around(self, place: str) -> tuple[Sequence[_Post], int]:
        """Return the posts of a post's kind, the newest first, and its place among them."""
        post = self._posts.get(place)
        if post is None:
            return (), 0
        group = self._groups[post.kind]
        return group, bisect_left(group, _order(post), key=_order)

    @cached_property
    def _posts(self) -> dict[str, _Post]:
        return {place: self._post(place) for place in self._files if self._may_be_post(place)}

    @cached_property
    def https_hosts(self) -> frozenset[str]:
        """The hosts that posts link by `https:`, in lower case."""
        hosts: set[str] = set()
        for place in self._posts:
            hosts.update(_HTTPS_HOST.findall(self._files.text(place)))
        return frozenset(host.lower() for host in hosts)

    @cached_property
    def _groups(self) -> dict[tuple[str, str, str, bool], list[_Post]]:
        groups: dict[tuple[str, str, str, bool], list[_Post]] = {}
        for post in sorted(self._posts.values(), key=_order):
            groups.setdefault(post.kind, []).append(post)
        return groups

    def _may_be_post(self, place: str) -> bool:
        return self._files.kind_of(place) != "pages"

    def _post(self, place: str) -> _Post:
        text = f"---\n{self._files.front(place)}---\n"
        stem, _, ending = place.rpartition("/")[2].rpartition(".")
        found = sample(place, text) or Sample(place, date.max, "", stem, f".{ending}", text)
        layout = str(self._files.data(place).get("layout") or "")
        folder = _FOLDER.match(place)
        named = folder[0].replace("_drafts", "_posts") if folder else ""
        issue = issue_of(text)
        kind = named, layout, series.lang_of(found), bool(issue)
        return _Post(kind, found.day, place, issue)

    @lru_cache(maxsize=1024)  # noqa: B019 - it lives as long as the command
    def _links_of(self, place: str) -> Links:
        """Return the links of a post by their parts."""
        links: Links = {}
        for url, start in finder.links_in(self._files.text(place)):
            for part in parts_of(url):
                links.setdefault(part, []).append((url, start))
        return links


def _published(post: _Post, text: str, start: int) -> PublishedLink:
    """Return a link of a post as others name it."""
    number = numbers.number_of_line(text, start)
    name = f"issue #{post.issue}" if post.issue else post.place
    line = text[text.rfind("\n", 0, start) + 1 :].partition("\n")[0].strip()
    return PublishedLink(post.place, name, number, line)


def _order(post: _Post) -> tuple[int, str]:
    return -post.day.toordinal(), post.place


@lru_cache(maxsize=1 << 16)
def parts_of(url: str) -> frozenset[str]:
    """Return the parts of a URL that say which page it is, without hyphens and the like.

    Two URLs of one page have a part in common.

    `https://example.org/a/Long_title.html?id=1234567` has `longtitle` and `1234567`.
    """
    plain = canonical(url) if _ODD.search(url) else url
    plain = unquote(plain) if "%" in plain else plain
    rest, _, anchor = plain.strip().lower().partition("//")[2].partition("#")
    path, _, query = rest.partition("?")
    host, *names = path.rstrip("/").split("/")
    found = set(names[-1:])
    for name in names[:-1]:  # `1234567` of `/questions/1234567/a-title`
        if len(name) > 3 and _DIGIT.search(name) and not _IS_YEAR.match(name):
            found.add(name)
    if query:  # `dQw4w9WgXcQ` of `?v=dQw4w9WgXcQ`
        values = (piece.partition("=")[2] for piece in query.split("&"))
        found.update(value for value in values if len(value) >= _LONG)
    if anchor and _DIGIT.search(anchor):  # `#11227902`, an answer
        found.add(anchor)
    return frozenset(map(_plain, found)) or frozenset({host.removeprefix("www.")})


def _plain(part: str) -> str:
    part = part.partition(";")[0]  # `a;jsessionid=0A1B`
    if "." in part or part[-2:-1] == "v":
        part = _END.sub("", part)
    return part.replace("_", "").replace("-", "").replace(" ", "").replace("+", "")


def _is_same(one: str, other: str) -> bool:
    return one == other or canonical(one) == canonical(other)
